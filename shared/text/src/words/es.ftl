# What pages and mails share
word-reference = Reserva
word-amount = Importe
word-method = Forma de pago
request-subject = { $merchant }: pago de { $amount } por la reserva { $reference }

# Methods of payment
method-card = tarjeta
method-bank_debit = adeudo bancario
method-online = pago en línea
method-cash = efectivo
method-bank_transfer = transferencia bancaria
method-terminal = datáfono
method-voucher = bono
