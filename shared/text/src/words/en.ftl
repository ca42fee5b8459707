# What pages and mails share
word-reference = Booking
word-amount = Amount
word-method = Paid by
request-subject = { $merchant }: please pay { $amount } for booking { $reference }

# Methods of payment
method-card = card
method-bank_debit = bank debit
method-online = online payment
method-cash = cash
method-bank_transfer = bank transfer
method-terminal = card terminal
method-voucher = voucher
