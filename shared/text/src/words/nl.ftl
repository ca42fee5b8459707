# What pages and mails share
word-reference = Boeking
word-amount = Bedrag
word-method = Betaalwijze
request-subject = { $merchant }: graag { $amount } betalen voor boeking { $reference }

# Methods of payment
method-card = kaart
method-bank_debit = automatische incasso
method-online = online betaling
method-cash = contant
method-bank_transfer = overboeking
method-terminal = betaalterminal
method-voucher = voucher
