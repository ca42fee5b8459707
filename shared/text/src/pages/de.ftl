# Guest's pages
page-language = Sprache
page-safety = Kartendaten werden beim Zahlungsdienst eingegeben, nie hier.
page-questions = Fragen zu Ihrer Buchung? Schreiben Sie an
page-write = An { $address } schreiben
page-booking = Buchung { $reference }
page-asks = bittet Sie um die Zahlung der Buchung { $reference }
page-due = Jetzt zu zahlen
page-up-to = Betrag nach Ihrer Wahl, bis zu
page-until = Zahlbar bis { $time }
page-message = Nachricht von { $merchant }
page-amount = Wie viel möchten Sie jetzt zahlen, in { $currency }?
page-amount-range = Zwischen { $least } und { $most }
page-amount-wrong = Bitte geben Sie einen Betrag zwischen { $least } und { $most } ein.
page-pay = { $amount } bezahlen
page-pay-chosen = Weiter zur Zahlung
page-pay-hint = Sie bezahlen auf der sicheren Seite des Zahlungsdienstes und kommen danach hierher zurück.
page-terms = Ich akzeptiere die Allgemeinen Geschäftsbedingungen von { $merchant }.
page-terms-read = Bedingungen lesen
page-terms-missing = Bitte akzeptieren Sie zuerst die Allgemeinen Geschäftsbedingungen.
page-changed = Der Betrag hat sich inzwischen geändert. Bitte prüfen Sie ihn und drücken Sie den Knopf noch einmal.
page-press-again = Ihre Zahlung wird gerade vorbereitet, vielleicht in einem anderen Fenster. Bitte drücken Sie den Knopf in ein paar Sekunden noch einmal.

page-items = Ihre Buchung
page-guests = { $count ->
    [one] { $count } Gast
   *[other] { $count } Gäste
}
page-tax = inkl. { $rate } % Steuer
page-total = Gesamtbetrag
page-credited = Minderung
page-paid-so-far = Bisher bezahlt
page-refunded = Erstattet
page-reserved = Wird gerade von anderen bezahlt
page-overpaid = Zu viel bezahlt
page-outstanding = Noch zu zahlen

page-blocked = Gerade bezahlt jemand anderes
page-blocked-text = Für den Rest dieser Buchung läuft in diesem Moment eine Zahlung auf einem anderen Gerät oder mit einem anderen Link.
page-blocked-until = Wird sie nicht abgeschlossen, können Sie in etwa { $minutes } Min. hier bezahlen: ab { $time }.
page-blocked-soon = Bitte schauen Sie in einer Minute noch einmal.
page-others-under-way = Eine andere Zahlung ist unterwegs
page-others-under-way-text = Der Rest dieser Buchung wurde mit einem anderen Link bezahlt, und das Geld ist unterwegs. Das kann einige Tage dauern. Sie müssen nichts tun.
page-look-again = Noch einmal nachsehen

page-under-way = Ihre Zahlung ist unterwegs
page-under-way-text = Sie haben bezahlt, und Ihre Bank überweist das Geld. Bei dieser Zahlungsart kann das einige Tage dauern.
page-under-way-wait = Sie müssen nichts weiter tun. { $merchant } sieht die Zahlung, sobald sie eintrifft.

page-paid = Bezahlt, vielen Dank
page-paid-text = { $merchant } hat Ihre Zahlung erhalten.
page-rest-later = { $merchant } hat diese Zahlung erhalten. Von der Buchung ist noch { $amount } zu zahlen; darum werden Sie gesondert gebeten.
page-nothing-due = Es ist nichts zu zahlen
page-nothing-due-text = Für diese Buchung ist nichts mehr zu zahlen.
page-part-refunded = { $amount } wurde erstattet.
page-all-refunded = Ihre Zahlung wurde erstattet
page-all-refunded-text = { $merchant } hat das Geld zurückgezahlt. Bis es auf Ihrem Konto ist, können einige Tage vergehen.

page-expired = Dieser Zahlungslink ist abgelaufen
page-expired-text = Sie können einen neuen Link anfordern. Er geht an die E-Mail-Adresse der Buchung.
page-ask-new = Neuen Link senden
page-ask-new-hint = Zu Ihrer Sicherheit geht er nur an die Adresse, die { $merchant } schon hat.
page-asked = Ihre Anfrage ist eingegangen
page-asked-text = Wenn noch etwas zu zahlen ist und die Buchung eine E-Mail-Adresse hat, ist ein neuer Link dorthin unterwegs. Bitte schauen Sie in ein paar Minuten in Ihr Postfach, auch in den Spam-Ordner.
page-asked-nothing = Wenn nichts ankommt, wenden Sie sich bitte an { $merchant }.

page-cancelled = Diese Zahlungsbitte wurde zurückgezogen
page-cancelled-text = Sie müssen hier nichts bezahlen.
page-superseded = Dieser Zahlungslink wurde ersetzt
page-superseded-text = Er kann nicht mehr benutzt werden. Falls Sie weiterhin um Zahlung gebeten werden, benutzen Sie bitte den neuesten Link, den Sie bekommen haben.
page-contact = Bei Fragen wenden Sie sich bitte an { $merchant }.

page-not-online = Online-Zahlung gerade nicht möglich
page-not-online-text = { $merchant } kann diesen Betrag im Moment nicht online annehmen. Bitte fragen Sie dort, wie Sie sonst bezahlen können.
page-not-started = Die Zahlung konnte nicht begonnen werden
page-not-started-text = Der Zahlungsdienst hat sie nicht angenommen. Ihnen wurde nichts belastet. Bitte versuchen Sie es in ein paar Minuten noch einmal.

page-thanks = Danke, Ihre Zahlung ist eingegangen
page-thanks-all = Ihre Buchung ist vollständig bezahlt.
page-thanks-rest = Von Ihrer Buchung ist noch { $amount } zu zahlen.
page-thanks-cancelled = Die Buchung wurde inzwischen storniert. { $merchant } meldet sich wegen Ihres Geldes bei Ihnen.
page-thanks-mail = Sie erhalten eine Quittung per E-Mail.
page-pay-rest = Den Rest bezahlen
page-back = Weiter zu { $site }

page-checking = Wir prüfen Ihre Zahlung
page-checking-text = Das dauert meist nur ein paar Sekunden. Die Seite sieht von selbst noch einmal nach.
page-checking-long = Der Zahlungsdienst hat die Zahlung noch nicht bestätigt. Falls Sie bezahlt haben, geht sie nicht verloren: Sie wird erfasst, sobald die Bestätigung eintrifft.
page-checking-unfinished = Falls Sie noch nicht fertig bezahlt haben, können Sie zur Zahlungsseite zurückgehen.
page-to-link = Zur Zahlungsseite

page-not-paid = Die Zahlung wurde nicht abgeschlossen
page-not-paid-text = Es wurde kein Geld eingezogen. Sie können es noch einmal versuchen, gern auch mit einer anderen Karte oder Zahlungsart.
page-try-again = Noch einmal versuchen

page-to-booking = Zurück zur Buchung
page-receipt-link = Quittung anzeigen
page-receipt = Quittung
page-receipt-for = für { $name }
page-receipt-text = { $merchant } hat die folgenden Zahlungen erhalten. Sie können diese Seite drucken oder als PDF speichern.
page-payments = Zahlungen
page-number = Nr. { $number }
page-of-this-refunded = Davon erstattet: { $amount }
page-no-payments = Es wurde noch nichts bezahlt

page-404 = Diese Seite gibt es nicht
page-404-text = Bitte prüfen Sie, ob Sie den ganzen Link geöffnet haben. Vielleicht wurde er beim Kopieren abgeschnitten. Falls er immer noch nicht funktioniert, bitten Sie die Person, die ihn geschickt hat, um einen neuen.
page-403 = Das kam nicht von unserer Seite
page-403-text = Zu Ihrer Sicherheit kann eine Zahlung nur auf der Zahlungsseite selbst begonnen werden. Bitte öffnen Sie Ihren Link noch einmal und drücken Sie dort den Knopf.
page-bad-form = Diese Anfrage war nicht lesbar
page-bad-form-text = Es ist nichts geschehen. Bitte öffnen Sie Ihren Link noch einmal und drücken Sie dort den Knopf.
page-503 = Gerade antwortet etwas nicht
page-503-text = Das liegt nicht an Ihnen. Bitte versuchen Sie es in einer Minute noch einmal. Falls Sie gerade bezahlt haben, öffnen Sie zuerst Ihren Link: Er zeigt, ob die Zahlung angekommen ist.

# What staff hand on by WhatsApp, SMS or their own mail, in the guest's language
share-text = Guten Tag { $name }, { $merchant } bittet Sie um { $amount } für { $item }, Buchung { $reference }. Sie können bis { $until } sicher online zahlen: { $url }
share-text-choice = Guten Tag { $name }, { $merchant } bittet Sie um eine Zahlung für { $item }, Buchung { $reference }: { $least } oder mehr, höchstens { $amount }. Sie können bis { $until } sicher online zahlen: { $url }
counter-scan = Scannen Sie diesen Code mit Ihrem Telefon, um { $amount } an { $merchant } zu zahlen.
counter-scan-choice = Scannen Sie diesen Code mit Ihrem Telefon, um { $merchant } zwischen { $least } und { $amount } zu zahlen.

# Invoice and receipt as staff print them
document-invoice = Rechnung
document-date = Datum
document-item = Leistung
document-quantity = Menge
document-price = Preis
document-tax = { $rate } % Steuer enthalten in { $amount }
