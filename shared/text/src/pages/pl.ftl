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
