# Mails
mail-greeting = Guten Tag { $name },
mail-total = Gesamtbetrag
mail-paid = Bisher bezahlt
mail-outstanding = Noch zu zahlen
mail-received = Eingegangen
mail-sent-by = { $merchant } schreibt Ihnen wegen der Buchung { $reference }.

request-preview = { $amount } für { $item }, zahlbar bis { $until }
request-heading = { $amount } zu zahlen
request-intro = { $merchant } bittet Sie um die Zahlung Ihrer Buchung. Sie können bis { $until } sicher online bezahlen.
request-intro-choice = { $merchant } bittet Sie um die Zahlung Ihrer Buchung: { $least } oder mehr, höchstens { $amount }. Sie können bis { $until } sicher online bezahlen.
request-button = Jetzt bezahlen
request-link-hint = Falls der Knopf nicht funktioniert, öffnen Sie diese Adresse in Ihrem Browser:

reminder-subject = { $merchant }: Erinnerung, bitte zahlen Sie { $amount } bis { $by }
reminder-preview = { $amount } für { $item } sind noch zu zahlen, Buchung { $reference }
reminder-heading = Noch zu zahlen: { $amount }
reminder-intro = Dies ist eine Erinnerung an Ihre Buchung bei { $merchant }: { $amount } sind noch zu zahlen. Sie können bis { $until } sicher online bezahlen.
reminder-intro-choice = Dies ist eine Erinnerung an Ihre Buchung bei { $merchant }: { $amount } sind noch zu zahlen, und Sie können jetzt { $least } oder mehr bezahlen. Sie können bis { $until } sicher online bezahlen.
reminder-paid = Falls Sie inzwischen bezahlt haben, müssen Sie nichts tun.

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

dispute-open-subject = Bitte antworten: Zahlung über { $amount } angefochten, Buchung { $reference }
dispute-open-preview = Die Bank von { $name } ficht eine Zahlung an
dispute-open-heading = Zahlung über { $amount } angefochten
dispute-open-intro = Die Bank von { $name } ficht eine Zahlung von { $amount } für die Buchung { $reference } an. Antworten Sie beim Zahlungsdienst. Bis zum Entscheid werden Tickets zurückgehalten; was noch zu zahlen ist, ändert sich nicht.
dispute-answer-by = Eine Antwort ist bis { $by } möglich. Ohne Antwort geht die Anfechtung verloren.
dispute-won-subject = Anfechtung über { $amount } gewonnen, Buchung { $reference }
dispute-won-preview = Die Anfechtung der Bank von { $name } wurde zu Ihren Gunsten entschieden
dispute-won-heading = Anfechtung über { $amount } gewonnen
dispute-won-intro = Die Anfechtung über { $amount } für die Buchung { $reference } wurde zu Ihren Gunsten entschieden. Sie behalten das Geld und müssen nichts weiter tun.
dispute-lost-subject = Anfechtung über { $amount } verloren, Buchung { $reference }
dispute-lost-preview = Die Anfechtung der Bank von { $name } wurde gegen Sie entschieden
dispute-lost-heading = Anfechtung über { $amount } verloren
dispute-lost-intro = Die Anfechtung über { $amount } für die Buchung { $reference } wurde zugunsten von { $name } entschieden, das Geld ist zurückgegangen. In der Buchung zählt es weiterhin als bezahlt: Klären Sie mit Ihrem Gast, was geschuldet ist.
dispute-id = Anfechtung

endpoint-disabled-subject = Ihr Webhook-Endpunkt wurde abgeschaltet
endpoint-disabled-preview = { $address } hat seit fünf Tagen kein Ereignis angenommen
endpoint-disabled-heading = Ein Webhook-Endpunkt wurde abgeschaltet
endpoint-disabled-intro = { $address } hat seit fünf Tagen kein Ereignis angenommen, zuletzt eines zur Buchung { $reference }. Es werden keine Ereignisse mehr dorthin gesendet.
endpoint-disabled-next = Sobald er wieder funktioniert, schalten Sie ihn in den Einstellungen ein. Die Ereignisse der letzten 30 Tage, die nicht angekommen sind, lassen sich aus der Liste der Zustellungen noch einmal senden.

email-failed-subject = Eine Mail an { $name } kam nicht an, Buchung { $reference }
email-failed-heading = Eine Mail kam nicht an
email-failed-request = Die Mail, die { $name } um die Zahlung der Buchung { $reference } bittet, kam nicht an.
email-failed-reminder = Die Mail, die { $name } an die Zahlung der Buchung { $reference } erinnert, kam nicht an. Es werden keine weiteren Erinnerungen gesendet.
email-failed-receipt = Die Mail mit der Quittung für { $name }, Buchung { $reference }, kam nicht an.
email-failed-tickets = Die Mail mit den Tickets für { $name }, Buchung { $reference }, kam nicht an.
email-failed-next-link = Prüfen Sie die E-Mail-Adresse in der Buchung und senden Sie den Link noch einmal, oder kopieren Sie ihn dort und geben Sie ihn auf anderem Weg weiter, zum Beispiel in einem Chat oder am Schalter.
email-failed-next = Prüfen Sie die E-Mail-Adresse in der Buchung, und erreichen Sie { $name } auf anderem Weg.
email-failed-reason = Grund
notice-button = Buchung öffnen

tickets-subject = { $merchant }: Ihre Tickets für die Buchung { $reference }
tickets-preview = { $item }
tickets-heading = Ihre Tickets
tickets-intro = Hier sind Ihre Tickets. Bitte zeigen Sie sie auf dem Telefon oder auf Papier.
tickets-not-paid = Nicht vollständig bezahlt: { $outstanding } ist noch zu zahlen.
tickets-number = Ticket { $number }

invitation-subject = { $merchant } lädt Sie zu Paylink ein
invitation-preview = Melden Sie sich als { $email } an
invitation-heading = Willkommen bei { $merchant }
invitation-intro = { $merchant } bittet Gäste mit Zahlungslinks um Geld und lädt Sie ein, damit zu arbeiten. Melden Sie sich als { $email } an; Ihr Platz gilt nur für diese Adresse.
invitation-button = Anmelden
invitation-hint = Falls der Knopf nicht funktioniert, öffnen Sie diese Adresse in Ihrem Browser:
invitation-footer = Sie erhalten diese E-Mail, weil jemand bei { $merchant } Ihre Adresse eingegeben hat. Wenn Sie das nicht einordnen können, müssen Sie nichts tun.
