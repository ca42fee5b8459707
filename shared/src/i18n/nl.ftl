# Mails
mail-greeting = Beste { $name },
mail-reference = Boeking
mail-total = Totaal
mail-paid = Al betaald
mail-outstanding = Nog te betalen
mail-amount = Bedrag
mail-method = Betaalwijze
mail-received = Ontvangen
mail-sent-by = { $merchant } stuurt u deze e-mail over boeking { $reference }.

request-subject = { $merchant }: graag { $amount } betalen voor boeking { $reference }
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

# Methods of payment
method-card = kaart
method-bank_debit = automatische incasso
method-online = online betaling
method-cash = contant
method-bank_transfer = overboeking
method-terminal = betaalterminal
method-voucher = voucher

# Guest's pages
page-language = Taal
page-safety = Kaartgegevens vult u in bij de betaaldienst, nooit hier.
page-questions = Vragen over uw boeking? Schrijf naar
page-write = Schrijf naar { $address }
page-booking = Boeking { $reference }
page-asks = vraagt u om boeking { $reference } te betalen
page-due = Nu te betalen
page-up-to = Bedrag naar keuze, maximaal
page-until = Te betalen tot { $time }
page-message = Bericht van { $merchant }
page-amount = Hoeveel wilt u nu betalen, in { $currency }?
page-amount-range = Tussen { $least } en { $most }
page-amount-wrong = Vul een bedrag in tussen { $least } en { $most }.
page-pay = { $amount } betalen
page-pay-chosen = Verder naar betalen
page-pay-hint = U betaalt op de beveiligde pagina van de betaaldienst en komt daarna hier terug.
page-terms = Ik ga akkoord met de algemene voorwaarden van { $merchant }.
page-terms-read = Voorwaarden lezen
page-terms-missing = Ga eerst akkoord met de algemene voorwaarden.
page-changed = Het bedrag is intussen gewijzigd. Controleer het en druk nog een keer op de knop.
page-press-again = Uw betaling wordt voorbereid, misschien in een ander venster. Druk over een paar seconden nog een keer op de knop.

page-items = Uw boeking
page-guests = { $count ->
    [one] { $count } gast
   *[other] { $count } gasten
}
page-tax = incl. { $rate }% belasting
page-total = Totaal
page-credited = Korting
page-paid-so-far = Al betaald
page-refunded = Terugbetaald
page-reserved = Wordt door anderen betaald
page-overpaid = Te veel betaald
page-outstanding = Nog te betalen

page-blocked = Iemand anders is nu aan het betalen
page-blocked-text = De rest van deze boeking wordt op dit moment op een ander apparaat of met een andere link betaald.
page-blocked-until = Als die betaling niet wordt afgerond, kunt u hier over ongeveer { $minutes } min. betalen: na { $time }.
page-blocked-soon = Kijk over een minuut nog eens.
page-others-under-way = Er is een andere betaling onderweg
page-others-under-way-text = De rest van deze boeking is met een andere link betaald en het geld is onderweg. Dat kan een paar dagen duren. U hoeft niets te doen.
page-look-again = Nog eens kijken

page-under-way = Uw betaling is onderweg
page-under-way-text = U hebt betaald en uw bank maakt het geld over. Met deze betaalwijze kan dat een paar dagen duren.
page-under-way-wait = U hoeft verder niets te doen. { $merchant } ziet de betaling zodra die binnenkomt.

page-paid = Betaald, hartelijk dank
page-paid-text = { $merchant } heeft uw betaling ontvangen.
page-rest-later = { $merchant } heeft deze betaling ontvangen. Van de boeking is nog { $amount } te betalen; daarvoor krijgt u een apart verzoek.
page-nothing-due = Er is niets te betalen
page-nothing-due-text = Voor deze boeking is niets meer te betalen.
page-part-refunded = Er is { $amount } terugbetaald.
page-all-refunded = Uw betaling is terugbetaald
page-all-refunded-text = { $merchant } heeft het geld teruggestuurd. Het kan een paar dagen duren voordat het op uw rekening staat.

page-expired = Deze betaallink is verlopen
page-expired-text = U kunt een nieuwe link aanvragen. Die gaat naar het e-mailadres van de boeking.
page-ask-new = Stuur mij een nieuwe link
page-ask-new-hint = Voor uw veiligheid gaat die alleen naar het adres dat { $merchant } al heeft.
page-asked = Uw aanvraag is ontvangen
page-asked-text = Als er nog iets te betalen is en de boeking een e-mailadres heeft, is er een nieuwe link onderweg. Kijk over een paar minuten in uw inbox, en ook in de spammap.
page-asked-nothing = Komt er niets aan? Neem dan contact op met { $merchant }.

page-cancelled = Dit betaalverzoek is ingetrokken
page-cancelled-text = U hoeft hier niets te betalen.
page-superseded = Deze betaallink is vervangen
page-superseded-text = De link kan niet meer worden gebruikt. Wordt u nog steeds om betaling gevraagd, gebruik dan de nieuwste link die u hebt ontvangen.
page-contact = Neem bij vragen contact op met { $merchant }.

page-not-online = Online betalen kan nu niet
page-not-online-text = { $merchant } kan dit bedrag op dit moment niet online ontvangen. Neem contact op met het bedrijf om op een andere manier te betalen.
page-not-started = De betaling kon niet worden gestart
page-not-started-text = De betaaldienst heeft de betaling niet geaccepteerd. Er is niets afgeschreven. Probeer het over een paar minuten opnieuw.

page-thanks = Bedankt, uw betaling is ontvangen
page-thanks-all = Uw boeking is volledig betaald.
page-thanks-rest = Van uw boeking is nog { $amount } te betalen.
page-thanks-cancelled = De boeking is intussen geannuleerd. { $merchant } neemt contact met u op over uw geld.
page-thanks-mail = U ontvangt een betaalbewijs per e-mail.
page-pay-rest = De rest betalen
page-back = Verder naar { $site }

page-checking = Wij controleren uw betaling
page-checking-text = Dat duurt meestal maar een paar seconden. De pagina wordt vanzelf vernieuwd.
page-checking-long = De betaaldienst heeft de betaling nog niet bevestigd. Als u hebt betaald, gaat er niets verloren: de betaling wordt geregistreerd zodra de bevestiging binnen is.
page-checking-unfinished = Bent u nog niet klaar met betalen? Dan kunt u terug naar de betaalpagina.
page-to-link = Naar de betaalpagina

page-not-paid = De betaling is niet afgerond
page-not-paid-text = Er is niets afgeschreven. U kunt het opnieuw proberen, ook met een andere kaart of betaalwijze.
page-try-again = Opnieuw proberen

page-to-booking = Terug naar de boeking
page-receipt-link = Betaalbewijs bekijken
page-receipt = Betaalbewijs
page-receipt-for = voor { $name }
page-receipt-text = { $merchant } heeft de volgende betalingen ontvangen. U kunt deze pagina afdrukken of als pdf opslaan.
page-payments = Betalingen
page-number = Nr. { $number }
page-of-this-refunded = Hiervan terugbetaald: { $amount }
page-no-payments = Er is nog niets betaald

page-404 = Deze pagina bestaat niet
page-404-text = Controleer of u de hele link hebt geopend. Misschien is die bij het kopiëren afgebroken. Werkt de link nog steeds niet, vraag dan een nieuwe aan degene die hem heeft gestuurd.
page-403 = Dit is niet vanaf onze pagina verstuurd
page-403-text = Voor uw veiligheid kan een betaling alleen op de betaalpagina zelf worden gestart. Open uw link opnieuw en druk daar op de knop.
page-bad-form = Dit verzoek kon niet worden gelezen
page-bad-form-text = Er is niets gebeurd. Open uw link opnieuw en druk daar op de knop.
page-503 = Er reageert nu iets niet
page-503-text = Dit ligt niet aan u. Probeer het over een minuut opnieuw. Was u net aan het betalen, open dan eerst uw link: daar ziet u of de betaling is aangekomen.

# What staff hand on by WhatsApp, SMS or their own mail, in the guest's language
share-text = Beste { $name }, { $merchant } vraagt u om { $amount } te betalen voor { $item }, boeking { $reference }. U kunt veilig online betalen tot { $until }: { $url }
share-text-choice = Beste { $name }, { $merchant } vraagt u om te betalen voor { $item }, boeking { $reference }: { $least } of meer, maximaal { $amount }. U kunt veilig online betalen tot { $until }: { $url }
counter-scan = Scan deze code met uw telefoon om { $amount } aan { $merchant } te betalen.
counter-scan-choice = Scan deze code met uw telefoon om { $merchant } tussen { $least } en { $amount } te betalen.

# Invoice and receipt as staff print them
document-invoice = Factuur
document-date = Datum
document-item = Omschrijving
document-quantity = Aantal
document-price = Prijs
document-tax = { $rate }% belasting inbegrepen in { $amount }

invitation-subject = { $merchant } nodigt u uit voor Paylink
invitation-preview = Meld u aan als { $email }
invitation-heading = Welkom bij { $merchant }
invitation-intro = { $merchant } vraagt gasten om betaling met betaallinks en nodigt u uit om ermee te werken. Meld u aan als { $email }; uw plaats geldt alleen voor dit adres.
invitation-button = Aanmelden
invitation-hint = Werkt de knop niet? Open dan dit adres in uw browser:
invitation-footer = U ontvangt deze e-mail omdat iemand bij { $merchant } uw adres heeft ingevuld. Kent u dit bedrijf niet, dan hoeft u niets te doen.
