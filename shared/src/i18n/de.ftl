# Mails
mail-greeting = Guten Tag { $name }
mail-reference = Buchung
mail-total = Gesamtbetrag
mail-paid = Bisher bezahlt
mail-outstanding = Noch zu zahlen
mail-amount = Betrag
mail-method = Bezahlt mit
mail-received = Eingegangen
mail-sent-by = { $merchant } schreibt Ihnen wegen der Buchung { $reference }.

request-subject = { $merchant }: Bitte zahlen Sie { $amount } für die Buchung { $reference }
request-preview = { $amount } für { $item }, zahlbar bis { $until }
request-heading = { $amount } zu zahlen
request-intro = { $merchant } bittet Sie um die Zahlung Ihrer Buchung. Sie können bis { $until } sicher online bezahlen.
request-intro-choice = { $merchant } bittet Sie um die Zahlung Ihrer Buchung: { $least } oder mehr, höchstens { $amount }. Sie können bis { $until } sicher online bezahlen.
request-button = Jetzt bezahlen
request-link-hint = Falls der Knopf nicht funktioniert, öffnen Sie diese Adresse in Ihrem Browser:

receipt-subject = { $merchant }: Quittung über { $amount }, Buchung { $reference }
receipt-preview = Danke, wir haben { $amount } erhalten
receipt-heading = Danke, { $amount } erhalten
receipt-intro = { $merchant } hat Ihre Zahlung erhalten. Bitte bewahren Sie diese E-Mail als Quittung auf.
receipt-all-paid = Ihre Buchung ist vollständig bezahlt.

notice-subject = { $amount } eingegangen für die Buchung { $reference }
notice-subject-odd = Bitte prüfen: { $amount } eingegangen für die Buchung { $reference }
notice-preview = { $name } hat { $amount } bezahlt
notice-heading = { $amount } eingegangen
notice-intro = { $name } hat { $amount } für die Buchung { $reference } bezahlt. Die Tickets wurden nicht verschickt; verschicken Sie sie aus der Buchung, sobald Sie bereit sind.
notice-intro-released = { $name } hat { $amount } für die Buchung { $reference } bezahlt. Die Tickets wurden verschickt.
notice-odd-unexpected = Diese Zahlung hätte niemand leisten können sollen: Die Buchung oder ihr Link war geschlossen, oder die Zahlungsseite war beendet. Prüfen Sie die Buchung und erstatten Sie die Zahlung, wenn sie nicht geschuldet ist.
notice-odd-mismatch = Betrag oder Währung entsprechen nicht dem, was verlangt wurde. Prüfen Sie die Buchung.
notice-odd-overpaid = Die Buchung ist jetzt um { $overpaid } überzahlt. Sie können den Überschuss aus der Buchung erstatten.

refund-failed-subject = Eine Erstattung von { $amount } ist fehlgeschlagen, Buchung { $reference }
refund-failed-preview = Das Geld hat { $name } nicht erreicht
refund-failed-heading = Eine Erstattung von { $amount } ist fehlgeschlagen
refund-failed-intro = Der Zahlungsdienst konnte { $amount } nicht an { $name } erstatten. In der Buchung zählt das Geld wieder als bezahlt. Erstatten Sie es auf anderem Weg, oder versuchen Sie es noch einmal.

tickets-subject = { $merchant }: Ihre Tickets für die Buchung { $reference }
tickets-preview = { $item }
tickets-heading = Ihre Tickets
tickets-intro = Hier sind Ihre Tickets. Bitte zeigen Sie sie auf dem Telefon oder auf Papier.
tickets-not-paid = Nicht vollständig bezahlt: { $outstanding } ist noch zu zahlen.
tickets-number = Ticket { $number }

# Methods of payment
method-card = Karte
method-bank_debit = Lastschrift
method-online = Online-Zahlung
method-cash = Bargeld
method-bank_transfer = Überweisung
method-terminal = Kartenterminal
method-voucher = Gutschein
