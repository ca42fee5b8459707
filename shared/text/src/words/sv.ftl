# What pages and mails share
word-reference = Bokning
word-amount = Belopp
word-method = Betalningssätt
request-subject = { $merchant }: betala { $amount } för bokning { $reference }

# Methods of payment
method-card = kort
method-bank_debit = autogiro
method-online = onlinebetalning
method-cash = kontanter
method-bank_transfer = banköverföring
method-terminal = kortterminal
method-voucher = presentkort
