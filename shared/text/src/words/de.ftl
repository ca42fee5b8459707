# What pages and mails share
word-reference = Buchung
word-amount = Betrag
word-method = Bezahlt mit
request-subject = { $merchant }: Bitte zahlen Sie { $amount } für die Buchung { $reference }

# Methods of payment
method-card = Karte
method-bank_debit = Lastschrift
method-online = Online-Zahlung
method-cash = Bargeld
method-bank_transfer = Überweisung
method-terminal = Kartenterminal
method-voucher = Gutschein
