# Mails
mail-greeting = Bonjour { $name },
mail-total = Total
mail-paid = Déjà payé
mail-outstanding = Reste à payer
mail-received = Reçu le
mail-sent-by = { $merchant } vous écrit au sujet de la réservation { $reference }.

request-preview = { $amount } pour { $item }, à régler avant le { $until }
request-heading = { $amount } à régler
request-intro = { $merchant } vous invite à régler votre réservation. Vous pouvez payer en ligne, en toute sécurité, jusqu’au { $until }.
request-intro-choice = { $merchant } vous invite à régler votre réservation : { $least } ou plus, jusqu’à { $amount }. Vous pouvez payer en ligne, en toute sécurité, jusqu’au { $until }.
request-button = Payer maintenant
request-link-hint = Si le bouton ne fonctionne pas, ouvrez cette adresse dans votre navigateur :

reminder-subject = { $merchant } : rappel, { $amount } à régler avant le { $by }
reminder-preview = Il reste { $amount } à payer pour { $item }, réservation { $reference }
reminder-heading = Reste à payer : { $amount }
reminder-intro = Nous vous rappelons votre réservation auprès de { $merchant } : il reste { $amount } à payer. Vous pouvez payer en ligne, en toute sécurité, jusqu’au { $until }.
reminder-intro-choice = Nous vous rappelons votre réservation auprès de { $merchant } : il reste { $amount } à payer, et vous pouvez régler dès maintenant { $least } ou plus. Vous pouvez payer en ligne, en toute sécurité, jusqu’au { $until }.
reminder-paid = Si vous avez payé entre-temps, vous n’avez rien à faire.

receipt-subject = { $merchant } : reçu de { $amount }, réservation { $reference }
receipt-preview = Merci, nous avons bien reçu { $amount }
receipt-heading = Merci, nous avons bien reçu { $amount }
receipt-intro = { $merchant } a bien reçu votre paiement. Conservez cet e-mail, il vous sert de reçu.
receipt-all-paid = Votre réservation est entièrement réglée.

notice-subject = Paiement de { $amount } reçu pour la réservation { $reference }
notice-subject-odd = À vérifier : paiement de { $amount } reçu pour la réservation { $reference }
notice-preview = { $name } a payé { $amount }
notice-heading = Paiement de { $amount } reçu
notice-intro = { $name } a payé { $amount } pour la réservation { $reference }. Les billets n’ont pas été envoyés ; envoyez-les depuis la réservation quand vous le souhaitez.
notice-intro-released = { $name } a payé { $amount } pour la réservation { $reference }. Les billets ont été envoyés.
notice-odd-unexpected = Ce paiement n’aurait pas dû être possible : la réservation ou son lien était fermé, ou la page de paiement avait expiré. Vérifiez la réservation et remboursez le paiement s’il n’est pas dû.
notice-odd-mismatch = Le montant ou la devise ne correspond pas à ce qui a été demandé. Vérifiez la réservation.
notice-odd-overpaid = La réservation présente désormais un trop-perçu de { $overpaid }. Vous pouvez rembourser l’excédent depuis la réservation.

refund-failed-subject = Échec d’un remboursement de { $amount }, réservation { $reference }
refund-failed-preview = L’argent n’est pas parvenu à { $name }
refund-failed-heading = Échec d’un remboursement de { $amount }
refund-failed-intro = Le prestataire de paiement n’a pas pu rembourser { $amount } à { $name }. Dans la réservation, cette somme compte de nouveau comme payée. Remboursez-la autrement ou réessayez.

dispute-open-subject = Réponse attendue : litige de { $amount }, réservation { $reference }
dispute-open-preview = La banque de { $name } conteste un paiement
dispute-open-heading = Litige de { $amount }
dispute-open-intro = La banque de { $name } conteste un paiement de { $amount } pour la réservation { $reference }. Répondez auprès du prestataire de paiement. D’ici à la décision, les billets sont retenus ; le reste à payer ne change pas.
dispute-answer-by = Vous pouvez répondre jusqu’au { $by }. Sans réponse, le litige est perdu.
dispute-won-subject = Litige de { $amount } gagné, réservation { $reference }
dispute-won-preview = Le litige avec la banque de { $name } a été tranché en votre faveur
dispute-won-heading = Litige de { $amount } gagné
dispute-won-intro = Le litige de { $amount } pour la réservation { $reference } a été tranché en votre faveur. Vous gardez l’argent et n’avez rien d’autre à faire.
dispute-lost-subject = Litige de { $amount } perdu, réservation { $reference }
dispute-lost-preview = Le litige avec la banque de { $name } a été tranché en votre défaveur
dispute-lost-heading = Litige de { $amount } perdu
dispute-lost-intro = Le litige de { $amount } pour la réservation { $reference } a été tranché en faveur de { $name }, qui a récupéré l’argent. Dans la réservation, cette somme compte toujours comme payée : voyez avec votre client ce qui reste dû.
dispute-id = Litige

endpoint-disabled-subject = Votre point de terminaison de webhook a été désactivé
endpoint-disabled-preview = { $address } n’a accepté aucun événement depuis cinq jours
endpoint-disabled-heading = Un point de terminaison de webhook a été désactivé
endpoint-disabled-intro = { $address } n’a accepté aucun événement depuis cinq jours ; le dernier concernait la réservation { $reference }. Plus aucun événement n’y est envoyé.
endpoint-disabled-next = Dès qu’il fonctionne de nouveau, réactivez-le dans les paramètres. Les événements des 30 derniers jours qui ne sont pas arrivés peuvent être renvoyés depuis la liste de ses envois.

email-failed-subject = Un e-mail à { $name } n’est pas arrivé, réservation { $reference }
email-failed-heading = Un e-mail n’est pas arrivé
email-failed-request = L’e-mail qui invite { $name } à régler la réservation { $reference } n’est pas arrivé.
email-failed-reminder = L’e-mail qui rappelle à { $name } de régler la réservation { $reference } n’est pas arrivé. Aucun autre rappel ne sera envoyé.
email-failed-receipt = L’e-mail contenant le reçu de { $name }, réservation { $reference }, n’est pas arrivé.
email-failed-tickets = L’e-mail contenant les billets de { $name }, réservation { $reference }, n’est pas arrivé.
email-failed-next-link = Vérifiez l’adresse e-mail dans la réservation et renvoyez le lien, ou copiez-le dans la réservation et transmettez-le autrement, par exemple par messagerie ou au guichet.
email-failed-next = Vérifiez l’adresse e-mail dans la réservation et contactez { $name } par un autre moyen.
email-failed-reason = Motif
notice-button = Ouvrir la réservation

tickets-subject = { $merchant } : vos billets pour la réservation { $reference }
tickets-preview = { $item }
tickets-heading = Vos billets
tickets-intro = Voici vos billets. Présentez-les sur votre téléphone ou imprimés.
tickets-not-paid = Paiement incomplet : il reste { $outstanding } à payer.
tickets-number = Billet { $number }

invitation-subject = { $merchant } vous invite sur Paylink
invitation-preview = Connectez-vous avec { $email }
invitation-heading = Rejoignez { $merchant }
invitation-intro = { $merchant } encaisse les paiements de ses clients avec des liens de paiement et vous invite à les utiliser. Connectez-vous avec { $email } ; votre place est réservée à cette seule adresse.
invitation-button = Se connecter
invitation-hint = Si le bouton ne fonctionne pas, ouvrez cette adresse dans votre navigateur :
invitation-footer = Vous recevez cet e-mail parce que quelqu’un chez { $merchant } a saisi votre adresse. Si vous ne connaissez pas cette entreprise, vous n’avez rien à faire.
