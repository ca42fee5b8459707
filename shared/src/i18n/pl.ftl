# Mails
mail-greeting = Dzień dobry, { $name }!
mail-reference = Rezerwacja
mail-total = Razem
mail-paid = Dotychczas zapłacono
mail-outstanding = Pozostało do zapłaty
mail-amount = Kwota
mail-method = Sposób płatności
mail-received = Otrzymano
mail-sent-by = { $merchant } wysyła tę wiadomość w sprawie rezerwacji { $reference }.

request-subject = { $merchant }: prośba o zapłatę { $amount } za rezerwację { $reference }
request-preview = { $amount } za { $item }; termin płatności: { $until }
request-heading = Do zapłaty: { $amount }
request-intro = { $merchant } prosi o opłacenie rezerwacji. Mogą Państwo bezpiecznie zapłacić online. Termin płatności: { $until }.
request-intro-choice = { $merchant } prosi o opłacenie rezerwacji: co najmniej { $least }, najwyżej { $amount }. Mogą Państwo bezpiecznie zapłacić online. Termin płatności: { $until }.
request-button = Zapłać teraz
request-link-hint = Jeśli przycisk nie działa, proszę otworzyć ten adres w przeglądarce:

reminder-subject = { $merchant }: przypomnienie o zapłacie { $amount } do { $by }
reminder-preview = { $amount } za: { $item } – pozostało do zapłaty, rezerwacja { $reference }
reminder-heading = Pozostało do zapłaty: { $amount }
reminder-intro = Przypominamy o Państwa rezerwacji w firmie { $merchant }: do zapłaty pozostało { $amount }. Mogą Państwo bezpiecznie zapłacić online do { $until }.
reminder-intro-choice = Przypominamy o Państwa rezerwacji w firmie { $merchant }: do zapłaty pozostało { $amount }, a teraz mogą Państwo zapłacić { $least } lub więcej. Płatność online jest bezpieczna i możliwa do { $until }.
reminder-paid = Jeśli płatność została już dokonana, nic nie trzeba robić.

receipt-subject = { $merchant }: potwierdzenie wpłaty { $amount }, rezerwacja { $reference }
receipt-preview = Dziękujemy, otrzymaliśmy { $amount }
receipt-heading = Dziękujemy, otrzymaliśmy { $amount }
receipt-intro = { $merchant } potwierdza otrzymanie płatności. Prosimy zachować tę wiadomość jako potwierdzenie.
receipt-all-paid = Rezerwacja jest w pełni opłacona.

notice-subject = Wpłata { $amount } za rezerwację { $reference }
notice-subject-odd = Prosimy sprawdzić: wpłata { $amount } za rezerwację { $reference }
notice-preview = { $name }: wpłata { $amount }
notice-heading = Otrzymano { $amount }
notice-intro = { $name }: wpłata { $amount } za rezerwację { $reference }. Bilety nie zostały wysłane; można je wysłać z rezerwacji w dogodnej chwili.
notice-intro-released = { $name }: wpłata { $amount } za rezerwację { $reference }. Bilety zostały wysłane.
notice-odd-unexpected = Ta płatność nie powinna być możliwa: rezerwacja lub jej link były zamknięte albo strona płatności wygasła. Prosimy sprawdzić rezerwację i zwrócić wpłatę, jeśli nie jest należna.
notice-odd-mismatch = Kwota lub waluta różni się od żądanej. Prosimy sprawdzić rezerwację.
notice-odd-overpaid = Rezerwacja ma teraz nadpłatę { $overpaid }. Nadpłatę można zwrócić z rezerwacji.

refund-failed-subject = Zwrot { $amount } nie powiódł się, rezerwacja { $reference }
refund-failed-preview = Pieniądze nie dotarły. Odbiorca: { $name }
refund-failed-heading = Zwrot { $amount } nie powiódł się
refund-failed-intro = Operator płatności nie mógł zwrócić { $amount }. Odbiorca: { $name }. W rezerwacji kwota znów liczy się jako zapłacona. Prosimy zwrócić ją w inny sposób lub spróbować ponownie.

dispute-open-subject = Prosimy o odpowiedź: spór o { $amount }, rezerwacja { $reference }
dispute-open-preview = Bank kwestionuje płatność. Klient: { $name }
dispute-open-heading = Spór o { $amount }
dispute-open-intro = Bank kwestionuje płatność { $amount } za rezerwację { $reference }. Klient: { $name }. Prosimy odpowiedzieć u operatora płatności. Do czasu decyzji bilety są wstrzymane; kwota do zapłaty się nie zmienia.
dispute-answer-by = Termin odpowiedzi: { $by }. Bez odpowiedzi spór jest przegrany.
dispute-won-subject = Spór o { $amount } wygrany, rezerwacja { $reference }
dispute-won-preview = Spór rozstrzygnięto na Państwa korzyść. Klient: { $name }
dispute-won-heading = Spór o { $amount } wygrany
dispute-won-intro = Spór o { $amount } za rezerwację { $reference } rozstrzygnięto na Państwa korzyść. Pieniądze pozostają u Państwa i nic więcej nie trzeba robić.
dispute-lost-subject = Spór o { $amount } przegrany, rezerwacja { $reference }
dispute-lost-preview = Spór rozstrzygnięto na Państwa niekorzyść. Klient: { $name }
dispute-lost-heading = Spór o { $amount } przegrany
dispute-lost-intro = Spór o { $amount } za rezerwację { $reference } rozstrzygnięto na korzyść klienta ({ $name }), do którego wróciły pieniądze. W rezerwacji kwota nadal liczy się jako zapłacona: prosimy ustalić z klientem, co pozostaje do zapłaty.
dispute-id = Spór

endpoint-disabled-subject = Punkt końcowy webhooków został wyłączony
endpoint-disabled-preview = { $address } od pięciu dni nie przyjmuje zdarzeń
endpoint-disabled-heading = Punkt końcowy webhooków został wyłączony
endpoint-disabled-intro = { $address } od pięciu dni nie przyjmuje zdarzeń; ostatnie dotyczyło rezerwacji { $reference }. Zdarzenia nie są tam już wysyłane.
endpoint-disabled-next = Gdy znów zacznie działać, prosimy włączyć go w ustawieniach. Zdarzenia z ostatnich 30 dni, które nie dotarły, można wysłać ponownie z listy dostarczeń.

email-failed-subject = Wiadomość do gościa { $name } nie dotarła, rezerwacja { $reference }
email-failed-heading = Wiadomość nie dotarła
email-failed-request = Wiadomość do gościa { $name } z prośbą o opłacenie rezerwacji { $reference } nie dotarła.
email-failed-reminder = Wiadomość do gościa { $name } z przypomnieniem o opłaceniu rezerwacji { $reference } nie dotarła. Kolejne przypomnienia nie będą wysyłane.
email-failed-receipt = Wiadomość z potwierdzeniem płatności dla gościa { $name }, rezerwacja { $reference }, nie dotarła.
email-failed-tickets = Wiadomość z biletami dla gościa { $name }, rezerwacja { $reference }, nie dotarła.
email-failed-next-link = Prosimy sprawdzić adres e-mail w rezerwacji i wysłać link ponownie albo skopiować go tam i przekazać w inny sposób, na przykład na czacie lub w recepcji.
email-failed-next = Prosimy sprawdzić adres e-mail w rezerwacji i skontaktować się z gościem { $name } w inny sposób.
email-failed-reason = Przyczyna
notice-button = Otwórz rezerwację

tickets-subject = { $merchant }: bilety do rezerwacji { $reference }
tickets-preview = { $item }
tickets-heading = Państwa bilety
tickets-intro = Oto Państwa bilety. Prosimy okazać je na telefonie lub na papierze.
tickets-not-paid = Rezerwacja nie jest w pełni opłacona. Pozostało do zapłaty: { $outstanding }.
tickets-number = Bilet { $number }

# Methods of payment
method-card = karta
method-bank_debit = polecenie zapłaty
method-online = płatność online
method-cash = gotówka
method-bank_transfer = przelew bankowy
method-terminal = terminal płatniczy
method-voucher = voucher

# Guest's pages
page-language = Język
page-safety = Dane karty podaje się u operatora płatności, nigdy tutaj.
page-questions = Pytania dotyczące rezerwacji? Prosimy pisać na adres
page-write = Napisz na { $address }
page-booking = Rezerwacja { $reference }
page-asks = prosi o opłacenie rezerwacji { $reference }
page-due = Do zapłaty teraz
page-up-to = Dowolna kwota, najwyżej
page-until = Termin płatności: { $time }
page-message = Wiadomość od: { $merchant }
page-amount = Ile chcą Państwo teraz zapłacić, w { $currency }?
page-amount-range = Od { $least } do { $most }
page-amount-wrong = Prosimy podać kwotę od { $least } do { $most }.
page-pay = Zapłać { $amount }
page-pay-chosen = Przejdź do płatności
page-pay-hint = Płatność odbywa się na bezpiecznej stronie operatora, potem następuje powrót tutaj.
page-terms = Akceptuję regulamin firmy { $merchant }.
page-terms-read = Przeczytaj regulamin
page-terms-missing = Prosimy najpierw zaakceptować regulamin.
page-changed = Kwota się w międzyczasie zmieniła. Prosimy ją sprawdzić i nacisnąć przycisk ponownie.
page-press-again = Płatność jest przygotowywana, być może w innym oknie. Prosimy nacisnąć przycisk ponownie za kilka sekund.

page-items = Państwa rezerwacja
page-guests = { $count ->
    [one] { $count } gość
    [few] { $count } gości
    [many] { $count } gości
   *[other] { $count } gościa
}
page-tax = w tym podatek { $rate }%
page-total = Razem
page-credited = Obniżka
page-paid-so-far = Dotychczas zapłacono
page-refunded = Zwrócono
page-reserved = W trakcie płatności przez inne osoby
page-overpaid = Nadpłata
page-outstanding = Pozostało do zapłaty

page-blocked = Ktoś inny właśnie płaci
page-blocked-text = Reszta tej rezerwacji jest w tej chwili opłacana na innym urządzeniu lub przez inny link.
page-blocked-until = Jeśli tamta płatność nie dojdzie do skutku, będzie można zapłacić tutaj za około { $minutes } min. Godzina: { $time }.
page-blocked-soon = Prosimy zajrzeć ponownie za minutę.
page-others-under-way = Inna płatność jest w toku
page-others-under-way-text = Reszta tej rezerwacji została opłacona przez inny link, a pieniądze są w drodze. Może to potrwać kilka dni. Nie trzeba nic robić.
page-look-again = Sprawdź ponownie

page-under-way = Płatność jest w toku
page-under-way-text = Płatność została złożona, a bank przesyła pieniądze. Przy tym sposobie płatności może to potrwać kilka dni.
page-under-way-wait = Nie trzeba nic więcej robić. { $merchant } zobaczy płatność, gdy tylko dotrze.

page-paid = Zapłacono, dziękujemy
page-paid-text = { $merchant } potwierdza otrzymanie płatności.
page-rest-later = { $merchant } potwierdza otrzymanie tej płatności. Do zapłaty za rezerwację pozostało { $amount }; poprosimy o to osobno.
page-nothing-due = Nie ma nic do zapłaty
page-nothing-due-text = Za tę rezerwację nie pozostało nic do zapłaty.
page-part-refunded = Zwrócono { $amount }.
page-all-refunded = Płatność została zwrócona
page-all-refunded-text = Pieniądze zostały odesłane. Nadawca: { $merchant }. Zanim dotrą na konto, może minąć kilka dni.

page-expired = Ten link do płatności wygasł
page-expired-text = Można poprosić o nowy link. Zostanie wysłany na adres e-mail podany w rezerwacji.
page-ask-new = Wyślij nowy link
page-ask-new-hint = Dla bezpieczeństwa trafi on tylko na adres, który { $merchant } już ma.
page-asked = Prośba została przyjęta
page-asked-text = Jeśli pozostało coś do zapłaty, a rezerwacja ma adres e-mail, nowy link jest już w drodze. Prosimy za kilka minut sprawdzić skrzynkę odbiorczą, a także folder ze spamem.
page-asked-nothing = Jeśli nic nie dotrze, prosimy o kontakt: { $merchant }.

page-cancelled = Ta prośba o płatność została anulowana
page-cancelled-text = Nie trzeba tu nic płacić.
page-superseded = Ten link do płatności został zastąpiony
page-superseded-text = Nie można już z niego korzystać. W razie dalszych próśb o zapłatę prosimy użyć najnowszego otrzymanego linku.
page-contact = W razie pytań prosimy o kontakt: { $merchant }.

page-not-online = Płatność online nie jest teraz możliwa
page-not-online-text = { $merchant } nie może obecnie przyjąć tej kwoty online. Prosimy o kontakt, aby zapłacić w inny sposób.
page-not-started = Nie udało się rozpocząć płatności
page-not-started-text = Operator płatności jej nie przyjął. Nic nie zostało pobrane. Prosimy spróbować ponownie za kilka minut.

page-thanks = Dziękujemy, płatność dotarła
page-thanks-all = Rezerwacja jest w pełni opłacona.
page-thanks-rest = Do zapłaty za rezerwację pozostało { $amount }.
page-thanks-cancelled = Rezerwacja została w międzyczasie anulowana. { $merchant } skontaktuje się z Państwem w sprawie pieniędzy.
page-thanks-mail = Potwierdzenie wpłaty przyjdzie e-mailem.
page-pay-rest = Zapłać resztę
page-back = Dalej do { $site }

page-checking = Sprawdzamy płatność
page-checking-text = Zwykle trwa to tylko kilka sekund. Strona odświeża się sama.
page-checking-long = Operator płatności jeszcze jej nie potwierdził. Jeśli płatność została wykonana, nie przepadnie: zostanie zapisana, gdy tylko nadejdzie potwierdzenie.
page-checking-unfinished = Jeśli płatność nie została dokończona, można wrócić na stronę płatności.
page-to-link = Do strony płatności

page-not-paid = Płatność nie została dokończona
page-not-paid-text = Nic nie zostało pobrane. Można spróbować ponownie, także inną kartą lub w inny sposób.
page-try-again = Spróbuj ponownie

page-to-booking = Wróć do rezerwacji
page-receipt-link = Pokaż potwierdzenie
page-receipt = Potwierdzenie wpłaty
page-receipt-for = dla: { $name }
page-receipt-text = { $merchant } potwierdza otrzymanie poniższych płatności. Tę stronę można wydrukować lub zapisać jako PDF.
page-payments = Płatności
page-number = Nr { $number }
page-of-this-refunded = Z tego zwrócono: { $amount }
page-no-payments = Nic jeszcze nie zapłacono

page-404 = Ta strona nie istnieje
page-404-text = Prosimy sprawdzić, czy otwarto cały link. Mógł zostać ucięty przy kopiowaniu. Jeśli nadal nie działa, prosimy poprosić o nowy osobę, która go przysłała.
page-403 = To nie zostało wysłane z naszej strony
page-403-text = Dla bezpieczeństwa płatność można rozpocząć tylko na samej stronie płatności. Prosimy otworzyć link ponownie i nacisnąć tam przycisk.
page-bad-form = Nie udało się odczytać tego żądania
page-bad-form-text = Nic się nie stało. Prosimy otworzyć link ponownie i nacisnąć tam przycisk.
page-503 = Coś w tej chwili nie odpowiada
page-503-text = To nie Państwa wina. Prosimy spróbować ponownie za minutę. Jeśli płatność była w toku, prosimy najpierw otworzyć link: pokaże, czy dotarła.

# What staff hand on by WhatsApp, SMS or their own mail, in the guest's language
share-text = Dzień dobry, { $name }, { $merchant } prosi o zapłatę { $amount } za: { $item }, rezerwacja { $reference }. Mogą Państwo bezpiecznie zapłacić online do { $until }: { $url }
share-text-choice = Dzień dobry, { $name }, { $merchant } prosi o zapłatę za: { $item }, rezerwacja { $reference }: co najmniej { $least }, najwyżej { $amount }. Mogą Państwo bezpiecznie zapłacić online do { $until }: { $url }
counter-scan = Prosimy zeskanować ten kod telefonem, aby zapłacić { $amount } firmie { $merchant }.
counter-scan-choice = Prosimy zeskanować ten kod telefonem, aby zapłacić firmie { $merchant } kwotę od { $least } do { $amount }.

# Invoice and receipt as staff print them
document-invoice = Faktura
document-date = Data
document-item = Pozycja
document-quantity = Ilość
document-price = Cena
document-tax = Podatek { $rate }% zawarty w kwocie { $amount }

invitation-subject = { $merchant } zaprasza do Paylink
invitation-preview = Logowanie jako { $email }
invitation-heading = Zaproszenie: { $merchant }
invitation-intro = { $merchant } prosi gości o płatności za pomocą linków i zaprasza do wspólnej pracy z nimi. Prosimy zalogować się jako { $email }; miejsce jest zarezerwowane tylko dla tego adresu.
invitation-button = Zaloguj się
invitation-hint = Jeśli przycisk nie działa, proszę otworzyć ten adres w przeglądarce:
invitation-footer = Ta wiadomość przyszła, ponieważ ktoś w firmie { $merchant } podał ten adres. Jeśli ta firma nie jest Państwu znana, nie trzeba nic robić.
