# What pages and mails share
word-reference = Prenotazione
word-amount = Importo
word-method = Metodo di pagamento
request-subject = { $merchant }: { $amount } da pagare per la prenotazione { $reference }

# Methods of payment
method-card = carta
method-bank_debit = addebito bancario
method-online = pagamento online
method-cash = contanti
method-bank_transfer = bonifico bancario
method-terminal = terminale POS
method-voucher = buono
