# Guest's pages
page-language = Langue
page-safety = Les données de carte se saisissent chez le prestataire de paiement, jamais ici.
page-questions = Une question sur votre réservation ? Écrivez à
page-write = Écrire à { $address }
page-booking = Réservation { $reference }
page-asks = vous invite à régler la réservation { $reference }
page-due = À régler maintenant
page-up-to = Montant de votre choix, jusqu’à
page-until = À régler avant le { $time }
page-message = Message de { $merchant }
page-amount = Combien souhaitez-vous payer maintenant, en { $currency } ?
page-amount-range = Entre { $least } et { $most }
page-amount-wrong = Veuillez saisir un montant entre { $least } et { $most }.
page-pay = Payer { $amount }
page-pay-chosen = Continuer vers le paiement
page-pay-hint = Vous payez sur la page sécurisée du prestataire de paiement, puis revenez ici.
page-terms = J’accepte les conditions générales de { $merchant }.
page-terms-read = Lire les conditions
page-terms-missing = Veuillez d’abord accepter les conditions générales.
page-changed = Le montant a changé entre-temps. Veuillez le vérifier et appuyer de nouveau sur le bouton.
page-press-again = Votre paiement est en préparation, peut-être dans une autre fenêtre. Veuillez appuyer de nouveau sur le bouton dans quelques secondes.

page-items = Votre réservation
page-guests = { $count ->
    [one] { $count } participant
    [many] { $count } de participants
   *[other] { $count } participants
}
page-tax = dont { $rate } % de taxe
page-total = Total
page-credited = Réduction
page-paid-so-far = Déjà payé
page-refunded = Remboursé
page-reserved = En cours de paiement par d’autres
page-overpaid = Trop-perçu
page-outstanding = Reste à payer

page-blocked = Quelqu’un d’autre est en train de payer
page-blocked-text = Le reste de cette réservation est en cours de paiement sur un autre appareil ou avec un autre lien.
page-blocked-until = Si ce paiement n’aboutit pas, vous pourrez payer ici dans environ { $minutes } min : à partir du { $time }.
page-blocked-soon = Veuillez revenir dans une minute.
page-others-under-way = Un autre paiement est en cours
page-others-under-way-text = Le reste de cette réservation a été payé avec un autre lien et l’argent est en route. Cela peut prendre quelques jours. Vous n’avez rien à faire.
page-look-again = Vérifier à nouveau

page-under-way = Votre paiement est en cours
page-under-way-text = Vous avez payé et votre banque transmet l’argent. Avec ce moyen de paiement, cela peut prendre quelques jours.
page-under-way-wait = Vous n’avez plus rien à faire. { $merchant } verra le paiement dès son arrivée.

page-paid = Paiement effectué, merci
page-paid-text = { $merchant } a bien reçu votre paiement.
page-rest-later = { $merchant } a bien reçu ce paiement. Il reste { $amount } à payer sur la réservation ; une demande séparée vous sera envoyée.
page-nothing-due = Il n’y a rien à payer
page-nothing-due-text = Il ne reste rien à payer sur cette réservation.
page-part-refunded = Un montant de { $amount } a été remboursé.
page-all-refunded = Votre paiement a été remboursé
page-all-refunded-text = { $merchant } a renvoyé l’argent. Il peut mettre quelques jours à arriver sur votre compte.

page-expired = Ce lien de paiement a expiré
page-expired-text = Vous pouvez demander un nouveau lien. Il sera envoyé à l’adresse e-mail de la réservation.
page-ask-new = M’envoyer un nouveau lien
page-ask-new-hint = Pour votre sécurité, il est envoyé uniquement à l’adresse que { $merchant } possède déjà.
page-asked = Votre demande a bien été reçue
page-asked-text = S’il reste quelque chose à payer et que la réservation comporte une adresse e-mail, un nouveau lien vient d’y être envoyé. Consultez votre boîte de réception dans quelques minutes, sans oublier les courriers indésirables.
page-asked-nothing = Si rien n’arrive, veuillez contacter { $merchant }.

page-cancelled = Cette demande de paiement a été annulée
page-cancelled-text = Vous n’avez rien à payer ici.
page-superseded = Ce lien de paiement a été remplacé
page-superseded-text = Il n’est plus utilisable. Si un paiement vous est toujours demandé, utilisez le dernier lien reçu.
page-contact = Pour toute question, veuillez contacter { $merchant }.

page-not-online = Paiement en ligne impossible pour le moment
page-not-online-text = { $merchant } ne peut pas encaisser ce montant en ligne actuellement. Veuillez contacter l’organisateur pour payer autrement.
page-not-started = Le paiement n’a pas pu commencer
page-not-started-text = Le prestataire de paiement ne l’a pas accepté. Rien ne vous a été débité. Veuillez réessayer dans quelques minutes.

page-thanks = Merci, votre paiement a bien été reçu
page-thanks-all = Votre réservation est entièrement réglée.
page-thanks-rest = Il reste { $amount } à payer sur votre réservation.
page-thanks-cancelled = La réservation a été annulée entre-temps. { $merchant } vous contactera au sujet de votre argent.
page-thanks-mail = Vous recevrez un reçu par e-mail.
page-pay-rest = Payer le reste
page-back = Continuer vers { $site }

page-checking = Nous vérifions votre paiement
page-checking-text = Cela ne prend en général que quelques secondes. La page s’actualise d’elle-même.
page-checking-long = Le prestataire de paiement n’a pas encore confirmé le paiement. Si vous avez payé, rien n’est perdu : il sera enregistré dès que la confirmation arrivera.
page-checking-unfinished = Si vous n’avez pas fini de payer, vous pouvez retourner à la page de paiement.
page-to-link = Vers la page de paiement

page-not-paid = Le paiement n’a pas abouti
page-not-paid-text = Aucune somme n’a été prélevée. Vous pouvez réessayer, avec une autre carte ou un autre moyen de paiement si vous le souhaitez.
page-try-again = Réessayer

page-to-booking = Retour à la réservation
page-receipt-link = Afficher le reçu
page-receipt = Reçu
page-receipt-for = pour { $name }
page-receipt-text = { $merchant } a reçu les paiements suivants. Vous pouvez imprimer cette page ou l’enregistrer en PDF.
page-payments = Paiements
page-number = N° { $number }
page-of-this-refunded = Dont remboursé : { $amount }
page-no-payments = Rien n’a encore été payé

page-404 = Cette page n’existe pas
page-404-text = Vérifiez que vous avez ouvert le lien en entier. Il a peut-être été coupé lors de la copie. S’il ne fonctionne toujours pas, demandez-en un nouveau à la personne qui vous l’a envoyé.
page-403 = Cette demande ne vient pas de notre page
page-403-text = Pour votre sécurité, un paiement ne peut commencer que sur la page de paiement elle-même. Ouvrez de nouveau votre lien et appuyez sur le bouton.
page-bad-form = Cette demande n’a pas pu être lue
page-bad-form-text = Rien ne s’est passé. Ouvrez de nouveau votre lien et appuyez sur le bouton.
page-503 = Un service ne répond pas pour le moment
page-503-text = Vous n’y êtes pour rien. Veuillez réessayer dans une minute. Si vous étiez en train de payer, ouvrez d’abord votre lien : il indique si le paiement est arrivé.

# What staff hand on by WhatsApp, SMS or their own mail, in the guest's language
share-text = Bonjour { $name }, { $merchant } vous invite à payer { $amount } pour { $item }, réservation { $reference }. Vous pouvez payer en ligne, en toute sécurité, jusqu’au { $until } : { $url }
share-text-choice = Bonjour { $name }, { $merchant } vous invite à payer pour { $item }, réservation { $reference } : { $least } ou plus, jusqu’à { $amount }. Vous pouvez payer en ligne, en toute sécurité, jusqu’au { $until } : { $url }
counter-scan = Scannez ce code avec votre téléphone pour payer { $amount } à { $merchant }.
counter-scan-choice = Scannez ce code avec votre téléphone pour payer à { $merchant } entre { $least } et { $amount }.

# Invoice and receipt as staff print them
document-invoice = Facture
document-date = Date
document-item = Prestation
document-quantity = Quantité
document-price = Prix
document-tax = { $rate } % de taxe inclus dans { $amount }
