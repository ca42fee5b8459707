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
