# What pages and mails share
word-reference = Réservation
word-amount = Montant
word-method = Moyen de paiement
request-subject = { $merchant } : { $amount } à régler pour la réservation { $reference }

# Methods of payment
method-card = carte bancaire
method-bank_debit = prélèvement bancaire
method-online = paiement en ligne
method-cash = espèces
method-bank_transfer = virement bancaire
method-terminal = terminal de paiement
method-voucher = bon
