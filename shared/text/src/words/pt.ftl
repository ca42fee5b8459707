# What pages and mails share
word-reference = Reserva
word-amount = Valor
word-method = Forma de pagamento
request-subject = { $merchant }: pagamento de { $amount } da reserva { $reference }

# Methods of payment
method-card = cartão
method-bank_debit = débito em conta
method-online = pagamento online
method-cash = dinheiro
method-bank_transfer = transferência bancária
method-terminal = maquininha de cartão
method-voucher = voucher
