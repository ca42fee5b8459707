# Mails
mail-greeting = Hej { $name },
mail-total = Totalt
mail-paid = Betalt hittills
mail-outstanding = Kvar att betala
mail-received = Mottaget
mail-sent-by = { $merchant } skickar det här mejlet om bokning { $reference }.

request-preview = { $amount } för { $item }, kan betalas till { $until }
request-heading = { $amount } att betala
request-intro = { $merchant } ber dig betala din bokning. Du kan betala säkert online till { $until }.
request-intro-choice = { $merchant } ber dig betala din bokning: minst { $least }, högst { $amount }. Du kan betala säkert online till { $until }.
request-button = Betala nu
request-link-hint = Om knappen inte fungerar öppnar du den här adressen i webbläsaren:

reminder-subject = { $merchant }: påminnelse om att betala { $amount } senast { $by }
reminder-preview = { $amount } för { $item } är kvar att betala, bokning { $reference }
reminder-heading = Kvar att betala: { $amount }
reminder-intro = Det här är en påminnelse om din bokning hos { $merchant }: { $amount } är kvar att betala. Du kan betala säkert på nätet fram till { $until }.
reminder-intro-choice = Det här är en påminnelse om din bokning hos { $merchant }: { $amount } är kvar att betala, och du kan betala { $least } eller mer nu. Du kan betala säkert på nätet fram till { $until }.
reminder-paid = Om du redan har betalat behöver du inte göra något.

receipt-subject = { $merchant }: kvitto på { $amount }, bokning { $reference }
receipt-preview = Tack, vi har tagit emot { $amount }
receipt-heading = Tack, { $amount } har kommit in
receipt-intro = { $merchant } har tagit emot din betalning. Spara det här mejlet som kvitto.
receipt-all-paid = Din bokning är helt betald.

notice-subject = { $amount } mottaget för bokning { $reference }
notice-subject-odd = Kontrollera: { $amount } mottaget för bokning { $reference }
notice-preview = { $name } har betalat { $amount }
notice-heading = { $amount } mottaget
notice-intro = { $name } har betalat { $amount } för bokning { $reference }. Biljetterna har inte skickats; skicka dem från bokningen när det passar.
notice-intro-released = { $name } har betalat { $amount } för bokning { $reference }. Biljetterna har skickats.
notice-odd-unexpected = Den här betalningen borde inte ha varit möjlig: bokningen eller dess länk var stängd, eller så hade betalsidan gått ut. Kontrollera bokningen och återbetala om beloppet inte är skyldigt.
notice-odd-mismatch = Beloppet eller valutan är inte det som begärdes. Kontrollera bokningen.
notice-odd-overpaid = Bokningen är nu överbetald med { $overpaid }. Du kan återbetala överskottet från bokningen.

refund-failed-subject = En återbetalning på { $amount } misslyckades, bokning { $reference }
refund-failed-preview = Pengarna nådde inte { $name }
refund-failed-heading = En återbetalning på { $amount } misslyckades
refund-failed-intro = Betaltjänsten kunde inte återbetala { $amount } till { $name }. I bokningen räknas pengarna som betalda igen. Återbetala på ett annat sätt eller försök igen.

dispute-open-subject = Svara, tack: tvist om { $amount }, bokning { $reference }
dispute-open-preview = Banken för { $name } bestrider en betalning
dispute-open-heading = Tvist om { $amount }
dispute-open-intro = Banken för { $name } bestrider en betalning på { $amount } för bokning { $reference }. Svara hos betaltjänsten. Tills det är avgjort hålls biljetterna inne; det som är kvar att betala ändras inte.
dispute-answer-by = Det går att svara till { $by }. Utan svar är tvisten förlorad.
dispute-won-subject = Tvist om { $amount } vunnen, bokning { $reference }
dispute-won-preview = Tvisten med banken för { $name } avgjordes till er fördel
dispute-won-heading = Tvist om { $amount } vunnen
dispute-won-intro = Tvisten om { $amount } för bokning { $reference } avgjordes till er fördel. Ni behåller pengarna och behöver inte göra något mer.
dispute-lost-subject = Tvist om { $amount } förlorad, bokning { $reference }
dispute-lost-preview = Tvisten med banken för { $name } avgjordes till er nackdel
dispute-lost-heading = Tvist om { $amount } förlorad
dispute-lost-intro = Tvisten om { $amount } för bokning { $reference } avgjordes till fördel för { $name }, som har fått tillbaka pengarna. I bokningen räknas beloppet fortfarande som betalt: kom överens med gästen om vad som ska betalas.
dispute-id = Tvist

endpoint-disabled-subject = Er webhook-slutpunkt har stängts av
endpoint-disabled-preview = { $address } har inte tagit emot någon händelse på fem dagar
endpoint-disabled-heading = En webhook-slutpunkt har stängts av
endpoint-disabled-intro = { $address } har inte tagit emot någon händelse på fem dagar, senast en om bokning { $reference }. Inga fler händelser skickas dit.
endpoint-disabled-next = När den fungerar igen kan ni slå på den i inställningarna. Händelser från de senaste 30 dagarna som inte kom fram kan skickas igen från listan över leveranser.

email-failed-subject = Ett mejl till { $name } kom inte fram, bokning { $reference }
email-failed-heading = Ett mejl kom inte fram
email-failed-request = Mejlet som ber { $name } att betala bokning { $reference } kom inte fram.
email-failed-reminder = Mejlet som påminner { $name } om att betala bokning { $reference } kom inte fram. Inga fler påminnelser skickas.
email-failed-receipt = Mejlet med kvittot till { $name }, bokning { $reference }, kom inte fram.
email-failed-tickets = Mejlet med biljetterna till { $name }, bokning { $reference }, kom inte fram.
email-failed-next-link = Kontrollera e-postadressen i bokningen och skicka länken igen, eller kopiera länken där och lämna över den på ett annat sätt, till exempel i en chatt eller i receptionen.
email-failed-next = Kontrollera e-postadressen i bokningen och kontakta { $name } på ett annat sätt.
email-failed-reason = Orsak
notice-button = Öppna bokningen

tickets-subject = { $merchant }: dina biljetter för bokning { $reference }
tickets-preview = { $item }
tickets-heading = Dina biljetter
tickets-intro = Här är dina biljetter. Visa dem i telefonen eller på papper.
tickets-not-paid = Inte helt betalt: { $outstanding } är kvar att betala.
tickets-number = Biljett { $number }

invitation-subject = { $merchant } bjuder in dig till Paylink
invitation-preview = Logga in som { $email }
invitation-heading = Välkommen till { $merchant }
invitation-intro = { $merchant } ber sina gäster om betalning med betalningslänkar och bjuder in dig att arbeta med dem. Logga in som { $email }; din plats gäller bara för den här adressen.
invitation-button = Logga in
invitation-hint = Om knappen inte fungerar öppnar du den här adressen i webbläsaren:
invitation-footer = Du får det här mejlet för att någon hos { $merchant } angav din adress. Om du inte känner till företaget behöver du inte göra något.
