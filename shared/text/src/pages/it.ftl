# Guest's pages
page-language = Lingua
page-safety = I dati della carta si inseriscono presso il servizio di pagamento, mai qui.
page-questions = Domande sulla Sua prenotazione? Scriva a
page-write = Scrivi a { $address }
page-booking = Prenotazione { $reference }
page-asks = La invita a pagare la prenotazione { $reference }
page-due = Da pagare ora
page-up-to = Importo a Sua scelta, fino a
page-until = Da pagare entro { $time }
page-message = Messaggio di { $merchant }
page-amount = Quanto desidera pagare ora, in { $currency }?
page-amount-range = Tra { $least } e { $most }
page-amount-wrong = Inserisca un importo tra { $least } e { $most }.
page-pay = Paga { $amount }
page-pay-chosen = Continua al pagamento
page-pay-hint = Si paga sulla pagina sicura del servizio di pagamento, poi si torna qui.
page-terms = Accetto le condizioni generali di { $merchant }.
page-terms-read = Leggi le condizioni
page-terms-missing = Accetti prima le condizioni generali.
page-changed = Nel frattempo l’importo è cambiato. Lo verifichi e prema di nuovo il pulsante.
page-press-again = Il Suo pagamento è in preparazione, forse in un’altra finestra. Prema di nuovo il pulsante tra qualche secondo.

page-items = La Sua prenotazione
page-guests = { $count ->
    [one] { $count } partecipante
    [many] { $count } di partecipanti
   *[other] { $count } partecipanti
}
page-tax = { $rate }% di imposta inclusa
page-total = Totale
page-credited = Riduzione
page-paid-so-far = Già pagato
page-refunded = Rimborsato
page-reserved = In corso di pagamento da altri
page-overpaid = Pagato in eccesso
page-outstanding = Ancora da pagare

page-blocked = Qualcun altro sta pagando in questo momento
page-blocked-text = Il resto di questa prenotazione viene pagato proprio ora su un altro dispositivo o con un altro link.
page-blocked-until = Se quel pagamento non viene completato, potrà pagare qui tra circa { $minutes } min: a partire da { $time }.
page-blocked-soon = Torni a controllare tra un minuto.
page-others-under-way = Un altro pagamento è in corso
page-others-under-way-text = Il resto di questa prenotazione è stato pagato con un altro link e il denaro è in arrivo. Possono volerci alcuni giorni. Non deve fare nulla.
page-look-again = Controlla di nuovo

page-under-way = Il Suo pagamento è in corso
page-under-way-text = Ha pagato e la Sua banca sta inviando il denaro. Con questo metodo possono volerci alcuni giorni.
page-under-way-wait = Non deve fare altro. { $merchant } vedrà il pagamento appena arriva.

page-paid = Pagamento effettuato, grazie
page-paid-text = { $merchant } ha ricevuto il Suo pagamento.
page-rest-later = { $merchant } ha ricevuto questo pagamento. L’importo ancora da pagare per la prenotazione è di { $amount }; riceverà una richiesta a parte.
page-nothing-due = Non c’è nulla da pagare
page-nothing-due-text = Per questa prenotazione non resta nulla da pagare.
page-part-refunded = È stato rimborsato un importo di { $amount }.
page-all-refunded = Il Suo pagamento è stato rimborsato
page-all-refunded-text = { $merchant } ha restituito il denaro. Possono volerci alcuni giorni prima che arrivi sul Suo conto.

page-expired = Questo link di pagamento è scaduto
page-expired-text = Può chiedere un nuovo link. Verrà inviato all’indirizzo e-mail della prenotazione.
page-ask-new = Invia un nuovo link
page-ask-new-hint = Per la Sua sicurezza arriva solo all’indirizzo che { $merchant } ha già.
page-asked = Abbiamo ricevuto la Sua richiesta
page-asked-text = Se resta qualcosa da pagare e la prenotazione ha un indirizzo e-mail, un nuovo link è in arrivo. Controlli la posta tra qualche minuto, anche nella cartella spam.
page-asked-nothing = Se non arriva nulla, contatti { $merchant }.

page-cancelled = Questa richiesta di pagamento è stata annullata
page-cancelled-text = Qui non deve pagare nulla.
page-superseded = Questo link di pagamento è stato sostituito
page-superseded-text = Non si può più usare. Se Le viene ancora chiesto di pagare, usi il link più recente che ha ricevuto.
page-contact = Per qualsiasi domanda contatti { $merchant }.

page-not-online = Pagamento online non possibile al momento
page-not-online-text = Al momento { $merchant } non può accettare questo importo online. Contatti l’organizzatore per pagare in un altro modo.
page-not-started = Non è stato possibile avviare il pagamento
page-not-started-text = Il servizio di pagamento non lo ha accettato. Non Le è stato addebitato nulla. Riprovi tra qualche minuto.

page-thanks = Grazie, abbiamo ricevuto il Suo pagamento
page-thanks-all = La Sua prenotazione è interamente pagata.
page-thanks-rest = L’importo ancora da pagare per la Sua prenotazione è di { $amount }.
page-thanks-cancelled = Nel frattempo la prenotazione è stata annullata. { $merchant } La contatterà in merito al Suo denaro.
page-thanks-mail = Riceverà una ricevuta via e-mail.
page-pay-rest = Paga il resto
page-back = Continua su { $site }

page-checking = Stiamo verificando il Suo pagamento
page-checking-text = Di solito bastano pochi secondi. La pagina si aggiorna da sola.
page-checking-long = Il servizio di pagamento non ha ancora confermato il pagamento. Se ha pagato, nulla è perduto: verrà registrato appena arriva la conferma.
page-checking-unfinished = Se non ha finito di pagare, può tornare alla pagina di pagamento.
page-to-link = Alla pagina di pagamento

page-not-paid = Il pagamento non è stato completato
page-not-paid-text = Non è stato prelevato nulla. Può riprovare, se vuole anche con un’altra carta o un altro metodo.
page-try-again = Riprova

page-to-booking = Torna alla prenotazione
page-receipt-link = Mostra la ricevuta
page-receipt = Ricevuta
page-receipt-for = per { $name }
page-receipt-text = { $merchant } ha ricevuto i seguenti pagamenti. Può stampare questa pagina o salvarla come PDF.
page-payments = Pagamenti
page-number = N. { $number }
page-of-this-refunded = Di cui rimborsato: { $amount }
page-no-payments = Non è stato ancora pagato nulla

page-404 = Questa pagina non esiste
page-404-text = Verifichi di aver aperto il link per intero. Forse è stato tagliato durante la copia. Se ancora non funziona, ne chieda uno nuovo a chi gliel’ha inviato.
page-403 = La richiesta non arriva dalla nostra pagina
page-403-text = Per la Sua sicurezza un pagamento si può avviare solo dalla pagina di pagamento stessa. Apra di nuovo il Suo link e prema lì il pulsante.
page-bad-form = Non è stato possibile leggere questa richiesta
page-bad-form-text = Non è successo nulla. Apra di nuovo il Suo link e prema lì il pulsante.
page-503 = Al momento qualcosa non risponde
page-503-text = Non dipende da Lei. Riprovi tra un minuto. Se stava pagando, apra prima il Suo link: mostra se il pagamento è arrivato.

# What staff hand on by WhatsApp, SMS or their own mail, in the guest's language
share-text = Buongiorno { $name }, { $merchant } La invita a pagare { $amount } per { $item }, prenotazione { $reference }. Può pagare online in tutta sicurezza entro { $until }: { $url }
share-text-choice = Buongiorno { $name }, { $merchant } La invita a pagare per { $item }, prenotazione { $reference }: { $least } o più, fino a { $amount }. Può pagare online in tutta sicurezza entro { $until }: { $url }
counter-scan = Scansioni questo codice con il telefono per pagare { $amount } a { $merchant }.
counter-scan-choice = Scansioni questo codice con il telefono per pagare a { $merchant } tra { $least } e { $amount }.

# Invoice and receipt as staff print them
document-invoice = Fattura
document-date = Data
document-item = Prestazione
document-quantity = Quantità
document-price = Prezzo
document-tax = { $rate }% di imposta inclusa in { $amount }
