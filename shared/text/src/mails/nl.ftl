# Mails
mail-greeting = Beste { $name },
mail-total = Totaal
mail-paid = Al betaald
mail-outstanding = Nog te betalen
mail-received = Ontvangen
mail-sent-by = { $merchant } stuurt u deze e-mail over boeking { $reference }.

request-preview = { $amount } voor { $item }, te betalen tot { $until }
request-heading = { $amount } te betalen
request-intro = { $merchant } vraagt u om uw boeking te betalen. U kunt veilig online betalen tot { $until }.
request-intro-choice = { $merchant } vraagt u om uw boeking te betalen: { $least } of meer, maximaal { $amount }. U kunt veilig online betalen tot { $until }.
request-button = Nu betalen
request-link-hint = Werkt de knop niet? Open dan dit adres in uw browser:

reminder-subject = { $merchant }: herinnering, graag { $amount } betalen vóór { $by }
reminder-preview = { $amount } voor { $item } is nog te betalen, boeking { $reference }
reminder-heading = Nog te betalen: { $amount }
reminder-intro = Dit is een herinnering aan uw boeking bij { $merchant }: er is nog { $amount } te betalen. U kunt veilig online betalen tot { $until }.
reminder-intro-choice = Dit is een herinnering aan uw boeking bij { $merchant }: er is nog { $amount } te betalen, en u kunt nu { $least } of meer betalen. U kunt veilig online betalen tot { $until }.
reminder-paid = Hebt u intussen betaald, dan hoeft u niets te doen.

receipt-subject = { $merchant }: betaalbewijs voor { $amount }, boeking { $reference }
receipt-preview = Bedankt, wij hebben { $amount } ontvangen
receipt-heading = Bedankt, { $amount } ontvangen
receipt-intro = { $merchant } heeft uw betaling ontvangen. Bewaar deze e-mail als betaalbewijs.
receipt-all-paid = Uw boeking is volledig betaald.

notice-subject = { $amount } ontvangen voor boeking { $reference }
notice-subject-odd = Graag controleren: { $amount } ontvangen voor boeking { $reference }
notice-preview = { $name } heeft { $amount } betaald
notice-heading = { $amount } ontvangen
notice-intro = { $name } heeft { $amount } betaald voor boeking { $reference }. De tickets zijn niet verstuurd; verstuur ze vanuit de boeking zodra u zover bent.
notice-intro-released = { $name } heeft { $amount } betaald voor boeking { $reference }. De tickets zijn verstuurd.
notice-odd-unexpected = Deze betaling had niet mogelijk mogen zijn: de boeking of de link was gesloten, of de betaalpagina was verlopen. Controleer de boeking en betaal het bedrag terug als het niet verschuldigd is.
notice-odd-mismatch = Het bedrag of de valuta is niet wat er is gevraagd. Controleer de boeking.
notice-odd-overpaid = Voor de boeking is nu { $overpaid } te veel betaald. U kunt het teveel vanuit de boeking terugbetalen.

refund-failed-subject = Terugbetaling van { $amount } mislukt, boeking { $reference }
refund-failed-preview = Het geld heeft { $name } niet bereikt
refund-failed-heading = Terugbetaling van { $amount } mislukt
refund-failed-intro = De betaaldienst kon { $amount } niet terugbetalen aan { $name }. In de boeking telt het geld weer als betaald. Betaal het op een andere manier terug of probeer het opnieuw.

dispute-open-subject = Graag reageren: betwisting van { $amount }, boeking { $reference }
dispute-open-preview = De bank van { $name } betwist een betaling
dispute-open-heading = Betwisting van { $amount }
dispute-open-intro = De bank van { $name } betwist een betaling van { $amount } voor boeking { $reference }. Reageer bij de betaaldienst. Tot de beslissing worden tickets vastgehouden; wat nog te betalen is, verandert niet.
dispute-answer-by = Reageren kan tot { $by }. Zonder reactie verliest u de betwisting.
dispute-won-subject = Betwisting van { $amount } gewonnen, boeking { $reference }
dispute-won-preview = De betwisting met de bank van { $name } is in uw voordeel beslist
dispute-won-heading = Betwisting van { $amount } gewonnen
dispute-won-intro = De betwisting van { $amount } voor boeking { $reference } is in uw voordeel beslist. U houdt het geld en hoeft verder niets te doen.
dispute-lost-subject = Betwisting van { $amount } verloren, boeking { $reference }
dispute-lost-preview = De betwisting met de bank van { $name } is in uw nadeel beslist
dispute-lost-heading = Betwisting van { $amount } verloren
dispute-lost-intro = De betwisting van { $amount } voor boeking { $reference } is beslist in het voordeel van { $name }, die het geld terug heeft. In de boeking telt het nog als betaald: spreek met uw gast af wat er verschuldigd is.
dispute-id = Betwisting

endpoint-disabled-subject = Uw webhook-eindpunt is uitgeschakeld
endpoint-disabled-preview = { $address } heeft vijf dagen lang geen gebeurtenis aangenomen
endpoint-disabled-heading = Een webhook-eindpunt is uitgeschakeld
endpoint-disabled-intro = { $address } heeft vijf dagen lang geen gebeurtenis aangenomen, als laatste een over boeking { $reference }. Er worden geen gebeurtenissen meer naartoe gestuurd.
endpoint-disabled-next = Zodra het weer werkt, kunt u het in de instellingen inschakelen. Gebeurtenissen van de afgelopen 30 dagen die niet zijn aangekomen, kunnen vanuit de lijst met bezorgingen opnieuw worden verstuurd.

email-failed-subject = Een e-mail aan { $name } is niet aangekomen, boeking { $reference }
email-failed-heading = Een e-mail is niet aangekomen
email-failed-request = De e-mail die { $name } vraagt om boeking { $reference } te betalen, is niet aangekomen.
email-failed-reminder = De e-mail die { $name } eraan herinnert boeking { $reference } te betalen, is niet aangekomen. Er worden geen herinneringen meer verstuurd.
email-failed-receipt = De e-mail met het betaalbewijs voor { $name }, boeking { $reference }, is niet aangekomen.
email-failed-tickets = De e-mail met de tickets voor { $name }, boeking { $reference }, is niet aangekomen.
email-failed-next-link = Controleer het e-mailadres in de boeking en verstuur de link opnieuw, of kopieer de link daar en geef die op een andere manier door, bijvoorbeeld in een chat of aan de balie.
email-failed-next = Controleer het e-mailadres in de boeking en bereik { $name } op een andere manier.
email-failed-reason = Reden
notice-button = Boeking openen

tickets-subject = { $merchant }: uw tickets voor boeking { $reference }
tickets-preview = { $item }
tickets-heading = Uw tickets
tickets-intro = Hier zijn uw tickets. Laat ze zien op uw telefoon of op papier.
tickets-not-paid = Niet volledig betaald: er is nog { $outstanding } te betalen.
tickets-number = Ticket { $number }

invitation-subject = { $merchant } nodigt u uit voor Paylink
invitation-preview = Meld u aan als { $email }
invitation-heading = Welkom bij { $merchant }
invitation-intro = { $merchant } vraagt gasten om betaling met betaallinks en nodigt u uit om ermee te werken. Meld u aan als { $email }; uw plaats geldt alleen voor dit adres.
invitation-button = Aanmelden
invitation-hint = Werkt de knop niet? Open dan dit adres in uw browser:
invitation-footer = U ontvangt deze e-mail omdat iemand bij { $merchant } uw adres heeft ingevuld. Kent u dit bedrijf niet, dan hoeft u niets te doen.
