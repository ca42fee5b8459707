# Guest's pages
page-language = Språk
page-safety = Kortuppgifter anges hos betaltjänsten, aldrig här.
page-questions = Frågor om din bokning? Skriv till
page-write = Skriv till { $address }
page-booking = Bokning { $reference }
page-asks = ber dig betala bokning { $reference }
page-due = Att betala nu
page-up-to = Valfritt belopp, upp till
page-until = Kan betalas till { $time }
page-message = Meddelande från { $merchant }
page-amount = Hur mycket vill du betala nu, i { $currency }?
page-amount-range = Mellan { $least } och { $most }
page-amount-wrong = Ange ett belopp mellan { $least } och { $most }.
page-pay = Betala { $amount }
page-pay-chosen = Fortsätt till betalningen
page-pay-hint = Du betalar på betaltjänstens säkra sida och kommer sedan tillbaka hit.
page-terms = Jag godkänner villkoren från { $merchant }.
page-terms-read = Läs villkoren
page-terms-missing = Godkänn villkoren först.
page-changed = Beloppet har ändrats under tiden. Kontrollera det och tryck på knappen igen.
page-press-again = Din betalning förbereds, kanske i ett annat fönster. Tryck på knappen igen om några sekunder.

page-items = Din bokning
page-guests = { $count ->
    [one] { $count } gäst
   *[other] { $count } gäster
}
page-tax = inkl. { $rate } % skatt
page-total = Totalt
page-credited = Avdrag
page-paid-so-far = Betalt hittills
page-refunded = Återbetalat
page-reserved = Betalas just nu av andra
page-overpaid = För mycket betalt
page-outstanding = Kvar att betala

page-blocked = Någon annan betalar just nu
page-blocked-text = Resten av bokningen betalas just nu på en annan enhet eller med en annan länk.
page-blocked-until = Om den betalningen inte slutförs kan du betala här om cirka { $minutes } min: efter { $time }.
page-blocked-soon = Titta igen om en minut.
page-others-under-way = En annan betalning är på väg
page-others-under-way-text = Resten av bokningen har betalats med en annan länk och pengarna är på väg. Det kan ta några dagar. Du behöver inte göra något.
page-look-again = Titta igen

page-under-way = Din betalning är på väg
page-under-way-text = Du har betalat och din bank skickar pengarna. Med det här betalningssättet kan det ta några dagar.
page-under-way-wait = Du behöver inte göra något mer. { $merchant } ser betalningen så snart den kommer in.

page-paid = Betalt, tack
page-paid-text = { $merchant } har tagit emot din betalning.
page-rest-later = { $merchant } har tagit emot betalningen. { $amount } av bokningen är kvar att betala; du får en separat förfrågan om det.
page-nothing-due = Det finns inget att betala
page-nothing-due-text = Det finns inget kvar att betala på den här bokningen.
page-part-refunded = { $amount } har återbetalats.
page-all-refunded = Din betalning har återbetalats
page-all-refunded-text = { $merchant } har skickat tillbaka pengarna. Det kan ta några dagar innan de finns på ditt konto.

page-expired = Den här betalningslänken har gått ut
page-expired-text = Du kan be om en ny länk. Den skickas till bokningens mejladress.
page-ask-new = Skicka en ny länk
page-ask-new-hint = För din säkerhet skickas den bara till den adress som { $merchant } redan har.
page-asked = Vi har tagit emot din begäran
page-asked-text = Om något är kvar att betala och bokningen har en mejladress är en ny länk på väg dit. Titta i din inkorg om några minuter, och även i skräpposten.
page-asked-nothing = Om inget kommer, kontakta { $merchant }.

page-cancelled = Den här betalningsbegäran har dragits tillbaka
page-cancelled-text = Du behöver inte betala något här.
page-superseded = Den här betalningslänken har ersatts
page-superseded-text = Den kan inte längre användas. Om du fortfarande ombeds att betala använder du den senaste länken du har fått.
page-contact = Kontakta { $merchant } om du har frågor.

page-not-online = Det går inte att betala online just nu
page-not-online-text = { $merchant } kan inte ta emot beloppet online just nu. Kontakta dem för att betala på ett annat sätt.
page-not-started = Betalningen kunde inte påbörjas
page-not-started-text = Betaltjänsten godkände den inte. Inga pengar har dragits. Försök igen om några minuter.

page-thanks = Tack, din betalning har kommit in
page-thanks-all = Din bokning är helt betald.
page-thanks-rest = { $amount } av din bokning är kvar att betala.
page-thanks-cancelled = Bokningen har avbokats under tiden. { $merchant } kontaktar dig om dina pengar.
page-thanks-mail = Du får ett kvitto via mejl.
page-pay-rest = Betala resten
page-back = Fortsätt till { $site }

page-checking = Vi kontrollerar din betalning
page-checking-text = Det tar oftast bara några sekunder. Sidan tittar igen av sig själv.
page-checking-long = Betaltjänsten har inte bekräftat betalningen än. Om du har betalat går inget förlorat: betalningen registreras så snart bekräftelsen kommer.
page-checking-unfinished = Om du inte är klar med att betala kan du gå tillbaka till betalsidan.
page-to-link = Till betalsidan

page-not-paid = Betalningen slutfördes inte
page-not-paid-text = Inga pengar har dragits. Du kan försöka igen, gärna med ett annat kort eller betalningssätt.
page-try-again = Försök igen

page-to-booking = Tillbaka till bokningen
page-receipt-link = Visa kvitto
page-receipt = Kvitto
page-receipt-for = för { $name }
page-receipt-text = { $merchant } har tagit emot följande betalningar. Du kan skriva ut sidan eller spara den som PDF.
page-payments = Betalningar
page-number = Nr { $number }
page-of-this-refunded = Varav återbetalat: { $amount }
page-no-payments = Inget har betalats än

page-404 = Den här sidan finns inte
page-404-text = Kontrollera att du öppnade hela länken. Den kan ha klippts av när den kopierades. Om den fortfarande inte fungerar ber du den som skickade den om en ny.
page-403 = Det här skickades inte från vår sida
page-403-text = För din säkerhet kan en betalning bara påbörjas på själva betalsidan. Öppna din länk igen och tryck på knappen där.
page-bad-form = Begäran kunde inte läsas
page-bad-form-text = Inget har hänt. Öppna din länk igen och tryck på knappen där.
page-503 = Något svarar inte just nu
page-503-text = Det är inte ditt fel. Försök igen om en minut. Om du just betalade öppnar du först din länk: den visar om betalningen har kommit in.

# What staff hand on by WhatsApp, SMS or their own mail, in the guest's language
share-text = Hej { $name }, { $merchant } ber dig att betala { $amount } för { $item }, bokning { $reference }. Du kan betala säkert på nätet fram till { $until }: { $url }
share-text-choice = Hej { $name }, { $merchant } ber dig att betala för { $item }, bokning { $reference }: { $least } eller mer, upp till { $amount }. Du kan betala säkert på nätet fram till { $until }: { $url }
counter-scan = Skanna koden med telefonen för att betala { $amount } till { $merchant }.
counter-scan-choice = Skanna koden med telefonen för att betala mellan { $least } och { $amount } till { $merchant }.

# Invoice and receipt as staff print them
document-invoice = Faktura
document-date = Datum
document-item = Artikel
document-quantity = Antal
document-price = Pris
document-tax = { $rate } % skatt ingår i { $amount }
