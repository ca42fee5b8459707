# What pages and mails share
word-reference = Rezerwacja
word-amount = Kwota
word-method = Sposób płatności
request-subject = { $merchant }: prośba o zapłatę { $amount } za rezerwację { $reference }

# Methods of payment
method-card = karta
method-bank_debit = polecenie zapłaty
method-online = płatność online
method-cash = gotówka
method-bank_transfer = przelew bankowy
method-terminal = terminal płatniczy
method-voucher = voucher
