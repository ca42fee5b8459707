# Mails
mail-greeting = Buongiorno { $name },
mail-total = Totale
mail-paid = Già pagato
mail-outstanding = Ancora da pagare
mail-received = Ricevuto il
mail-sent-by = { $merchant } Le scrive in merito alla prenotazione { $reference }.

request-preview = { $amount } per { $item }, da pagare entro { $until }
request-heading = { $amount } da pagare
request-intro = { $merchant } La invita a pagare la Sua prenotazione. Può pagare online in tutta sicurezza entro { $until }.
request-intro-choice = { $merchant } La invita a pagare la Sua prenotazione: { $least } o più, fino a { $amount }. Può pagare online in tutta sicurezza entro { $until }.
request-button = Paga ora
request-link-hint = Se il pulsante non funziona, apra questo indirizzo nel browser:

reminder-subject = { $merchant }: promemoria, { $amount } da pagare (scadenza { $by })
reminder-preview = { $amount } ancora da pagare per { $item }, prenotazione { $reference }
reminder-heading = Ancora da pagare: { $amount }
reminder-intro = Le ricordiamo la Sua prenotazione presso { $merchant }: l’importo ancora da pagare è di { $amount }. Può pagare online in tutta sicurezza entro { $until }.
reminder-intro-choice = Le ricordiamo la Sua prenotazione presso { $merchant }: l’importo ancora da pagare è di { $amount } e ora può pagare { $least } o più. Può pagare online in tutta sicurezza entro { $until }.
reminder-paid = Se nel frattempo ha già pagato, non deve fare nulla.

receipt-subject = { $merchant }: ricevuta di { $amount }, prenotazione { $reference }
receipt-preview = Grazie, abbiamo ricevuto { $amount }
receipt-heading = Grazie, abbiamo ricevuto { $amount }
receipt-intro = { $merchant } ha ricevuto il Suo pagamento. Conservi questa e-mail come ricevuta.
receipt-all-paid = La Sua prenotazione è interamente pagata.

notice-subject = Pagamento di { $amount } ricevuto per la prenotazione { $reference }
notice-subject-odd = Da verificare: pagamento di { $amount } ricevuto per la prenotazione { $reference }
notice-preview = { $name } ha pagato { $amount }
notice-heading = Pagamento di { $amount } ricevuto
notice-intro = { $name } ha pagato { $amount } per la prenotazione { $reference }. I biglietti non sono stati inviati; può inviarli dalla prenotazione quando lo desidera.
notice-intro-released = { $name } ha pagato { $amount } per la prenotazione { $reference }. I biglietti sono stati inviati.
notice-odd-unexpected = Questo pagamento non sarebbe dovuto essere possibile: la prenotazione o il suo link era chiuso, oppure la pagina di pagamento era scaduta. Verifichi la prenotazione e rimborsi il pagamento se non è dovuto.
notice-odd-mismatch = L’importo o la valuta non corrisponde a quanto richiesto. Verifichi la prenotazione.
notice-odd-overpaid = Per la prenotazione risulta ora un’eccedenza di { $overpaid }. Può rimborsarla dalla prenotazione.

refund-failed-subject = Rimborso di { $amount } non riuscito, prenotazione { $reference }
refund-failed-preview = Il denaro non è arrivato a { $name }
refund-failed-heading = Rimborso di { $amount } non riuscito
refund-failed-intro = Il servizio di pagamento non è riuscito a rimborsare { $amount } a { $name }. Nella prenotazione la somma risulta di nuovo pagata. La rimborsi in un altro modo o riprovi.

dispute-open-subject = Risposta necessaria: contestazione di { $amount }, prenotazione { $reference }
dispute-open-preview = La banca di { $name } contesta un pagamento
dispute-open-heading = Contestazione di { $amount }
dispute-open-intro = La banca di { $name } contesta un pagamento di { $amount } per la prenotazione { $reference }. Risponda tramite il servizio di pagamento. Fino alla decisione i biglietti restano sospesi; l’importo ancora da pagare non cambia.
dispute-answer-by = È possibile rispondere entro { $by }. Senza risposta la contestazione è persa.
dispute-won-subject = Contestazione di { $amount } vinta, prenotazione { $reference }
dispute-won-preview = La contestazione con la banca di { $name } è stata decisa a Suo favore
dispute-won-heading = Contestazione di { $amount } vinta
dispute-won-intro = La contestazione di { $amount } per la prenotazione { $reference } è stata decisa a Suo favore. Il denaro resta a Lei e non deve fare altro.
dispute-lost-subject = Contestazione di { $amount } persa, prenotazione { $reference }
dispute-lost-preview = La contestazione con la banca di { $name } è stata decisa a Suo sfavore
dispute-lost-heading = Contestazione di { $amount } persa
dispute-lost-intro = La contestazione di { $amount } per la prenotazione { $reference } è stata decisa a favore di { $name }, che ha riavuto il denaro. Nella prenotazione la somma risulta ancora pagata: concordi con il Suo cliente che cosa resta dovuto.
dispute-id = Contestazione

endpoint-disabled-subject = Il Suo endpoint webhook è stato disattivato
endpoint-disabled-preview = { $address } non accetta eventi da cinque giorni
endpoint-disabled-heading = Un endpoint webhook è stato disattivato
endpoint-disabled-intro = { $address } non accetta eventi da cinque giorni; l’ultimo riguardava la prenotazione { $reference }. Non vi vengono più inviati eventi.
endpoint-disabled-next = Quando funzionerà di nuovo, lo riattivi nelle impostazioni. Gli eventi degli ultimi 30 giorni che non sono arrivati possono essere inviati di nuovo dall’elenco delle consegne.

email-failed-subject = Un’e-mail a { $name } non è arrivata, prenotazione { $reference }
email-failed-heading = Un’e-mail non è arrivata
email-failed-request = L’e-mail che invita { $name } a pagare la prenotazione { $reference } non è arrivata.
email-failed-reminder = L’e-mail che ricorda a { $name } di pagare la prenotazione { $reference } non è arrivata. Non verranno inviati altri promemoria.
email-failed-receipt = L’e-mail con la ricevuta per { $name }, prenotazione { $reference }, non è arrivata.
email-failed-tickets = L’e-mail con i biglietti per { $name }, prenotazione { $reference }, non è arrivata.
email-failed-next-link = Verifichi l’indirizzo e-mail nella prenotazione e invii di nuovo il link, oppure lo copi da lì e lo trasmetta in un altro modo, per esempio in chat o allo sportello.
email-failed-next = Verifichi l’indirizzo e-mail nella prenotazione e contatti { $name } in un altro modo.
email-failed-reason = Motivo
notice-button = Apri la prenotazione

tickets-subject = { $merchant }: i Suoi biglietti per la prenotazione { $reference }
tickets-preview = { $item }
tickets-heading = I Suoi biglietti
tickets-intro = Ecco i Suoi biglietti. Li mostri sul telefono o stampati.
tickets-not-paid = Pagamento incompleto: importo ancora da pagare { $outstanding }.
tickets-number = Biglietto { $number }

invitation-subject = { $merchant } La invita su Paylink
invitation-preview = Acceda come { $email }
invitation-heading = Si unisca a { $merchant }
invitation-intro = { $merchant } chiede i pagamenti ai propri ospiti con link di pagamento e La invita a usarli. Acceda come { $email }; il Suo posto è riservato solo a questo indirizzo.
invitation-button = Accedi
invitation-hint = Se il pulsante non funziona, apra questo indirizzo nel browser:
invitation-footer = Riceve questa e-mail perché qualcuno presso { $merchant } ha inserito il Suo indirizzo. Se non conosce questa azienda, non deve fare nulla.
