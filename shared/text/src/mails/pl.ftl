# Mails
mail-greeting = Dzień dobry, { $name }!
mail-total = Razem
mail-paid = Dotychczas zapłacono
mail-outstanding = Pozostało do zapłaty
mail-received = Otrzymano
mail-sent-by = { $merchant } wysyła tę wiadomość w sprawie rezerwacji { $reference }.

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

invitation-subject = { $merchant } zaprasza do Paylink
invitation-preview = Logowanie jako { $email }
invitation-heading = Zaproszenie: { $merchant }
invitation-intro = { $merchant } prosi gości o płatności za pomocą linków i zaprasza do wspólnej pracy z nimi. Prosimy zalogować się jako { $email }; miejsce jest zarezerwowane tylko dla tego adresu.
invitation-button = Zaloguj się
invitation-hint = Jeśli przycisk nie działa, proszę otworzyć ten adres w przeglądarce:
invitation-footer = Ta wiadomość przyszła, ponieważ ktoś w firmie { $merchant } podał ten adres. Jeśli ta firma nie jest Państwu znana, nie trzeba nic robić.
