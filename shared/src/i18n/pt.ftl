# Mails
mail-greeting = Olá, { $name }!
mail-reference = Reserva
mail-total = Total
mail-paid = Já pago
mail-outstanding = Falta pagar
mail-amount = Valor
mail-method = Forma de pagamento
mail-received = Recebido em
mail-sent-by = { $merchant } enviou este e-mail sobre a reserva { $reference }.

request-subject = { $merchant }: pagamento de { $amount } da reserva { $reference }
request-preview = { $amount } por { $item }; pagável até { $until }
request-heading = { $amount } a pagar
request-intro = { $merchant } solicita o pagamento da sua reserva. Você pode pagar on-line com segurança até { $until }.
request-intro-choice = { $merchant } solicita o pagamento da sua reserva: no mínimo { $least }, no máximo { $amount }. Você pode pagar on-line com segurança até { $until }.
request-button = Pagar agora
request-link-hint = Se o botão não funcionar, abra este endereço no seu navegador:

receipt-subject = { $merchant }: recibo de { $amount }, reserva { $reference }
receipt-preview = Obrigado, recebemos { $amount }
receipt-heading = Obrigado, recebemos { $amount }
receipt-intro = { $merchant } recebeu o seu pagamento. Guarde este e-mail como recibo.
receipt-all-paid = A sua reserva está totalmente paga.

notice-subject = { $amount } recebidos pela reserva { $reference }
notice-subject-odd = Verifique, por favor: { $amount } recebidos pela reserva { $reference }
notice-preview = { $name } pagou { $amount }
notice-heading = { $amount } recebidos
notice-intro = { $name } pagou { $amount } pela reserva { $reference }. Os ingressos não foram enviados; envie-os a partir da reserva quando quiser.
notice-intro-released = { $name } pagou { $amount } pela reserva { $reference }. Os ingressos foram enviados.
notice-odd-unexpected = Este pagamento não deveria ter sido possível: a reserva ou o link estava encerrado, ou a página de pagamento havia expirado. Verifique a reserva e reembolse o pagamento se não for devido.
notice-odd-mismatch = O valor ou a moeda não corresponde ao que foi solicitado. Verifique a reserva.
notice-odd-overpaid = A reserva agora tem { $overpaid } pagos a mais. Você pode reembolsar o excedente a partir da reserva.

refund-failed-subject = Falha no reembolso de { $amount }, reserva { $reference }
refund-failed-preview = O dinheiro não chegou a { $name }
refund-failed-heading = Falha no reembolso de { $amount }
refund-failed-intro = O provedor de pagamento não conseguiu devolver { $amount } a { $name }. Na reserva, o dinheiro volta a contar como pago. Devolva de outra forma ou tente novamente.

dispute-open-subject = Responda, por favor: contestação de { $amount }, reserva { $reference }
dispute-open-preview = O banco de { $name } contesta um pagamento
dispute-open-heading = Contestação de { $amount }
dispute-open-intro = O banco de { $name } contesta um pagamento de { $amount } pela reserva { $reference }. Responda no provedor de pagamento. Até a decisão, os ingressos ficam retidos; o valor a pagar não muda.
dispute-answer-by = É possível responder até { $by }. Sem resposta, a contestação é perdida.
dispute-won-subject = Contestação de { $amount } ganha, reserva { $reference }
dispute-won-preview = A contestação com o banco de { $name } foi decidida a seu favor
dispute-won-heading = Contestação de { $amount } ganha
dispute-won-intro = A contestação de { $amount } da reserva { $reference } foi decidida a seu favor. Você fica com o dinheiro e não precisa fazer mais nada.
dispute-lost-subject = Contestação de { $amount } perdida, reserva { $reference }
dispute-lost-preview = A contestação com o banco de { $name } foi decidida contra você
dispute-lost-heading = Contestação de { $amount } perdida
dispute-lost-intro = A contestação de { $amount } da reserva { $reference } foi decidida a favor de { $name }, que recebeu o dinheiro de volta. A reserva ainda o conta como pago: combine com o seu cliente o que fica devido.
dispute-id = Contestação

endpoint-disabled-subject = O seu endpoint de webhook foi desativado
endpoint-disabled-preview = { $address } não aceita eventos há cinco dias
endpoint-disabled-heading = Um endpoint de webhook foi desativado
endpoint-disabled-intro = { $address } não aceita eventos há cinco dias; o último era sobre a reserva { $reference }. Nenhum outro evento é enviado para lá.
endpoint-disabled-next = Quando voltar a funcionar, ative-o nas configurações. Os eventos dos últimos 30 dias que não chegaram podem ser reenviados na lista de entregas.

tickets-subject = { $merchant }: seus ingressos da reserva { $reference }
tickets-preview = { $item }
tickets-heading = Seus ingressos
tickets-intro = Aqui estão os seus ingressos. Mostre-os no celular ou impressos.
tickets-not-paid = Pagamento incompleto: ainda falta pagar { $outstanding }.
tickets-number = Ingresso { $number }

# Methods of payment
method-card = cartão
method-bank_debit = débito em conta
method-online = pagamento on-line
method-cash = dinheiro
method-bank_transfer = transferência bancária
method-terminal = maquininha de cartão
method-voucher = vale-presente

# Guest's pages
page-language = Idioma
page-safety = Os dados do cartão são informados no provedor de pagamento, nunca aqui.
page-questions = Dúvidas sobre a sua reserva? Escreva para
page-write = Escrever para { $address }
page-booking = Reserva { $reference }
page-asks = solicita o pagamento da reserva { $reference }
page-due = A pagar agora
page-up-to = Valor à sua escolha, até
page-until = Pagável até { $time }
page-message = Mensagem de { $merchant }
page-amount = Quanto você quer pagar agora, em { $currency }?
page-amount-range = Entre { $least } e { $most }
page-amount-wrong = Informe um valor entre { $least } e { $most }.
page-pay = Pagar { $amount }
page-pay-chosen = Continuar para o pagamento
page-pay-hint = Você paga na página segura do provedor de pagamento e depois volta para cá.
page-changed = O valor mudou nesse meio-tempo. Confira-o e aperte o botão novamente.
page-press-again = O seu pagamento está sendo preparado, talvez em outra janela. Aperte o botão novamente em alguns segundos.

page-items = Sua reserva
page-guests = { $count ->
    [one] { $count } participante
   *[other] { $count } participantes
}
page-tax = { $rate }% de imposto incluído
page-total = Total
page-credited = Desconto
page-paid-so-far = Já pago
page-refunded = Reembolsado
page-reserved = Sendo pago por outras pessoas
page-overpaid = Pago a mais
page-outstanding = Falta pagar

page-blocked = Outra pessoa está pagando neste momento
page-blocked-text = O restante desta reserva está sendo pago agora em outro dispositivo ou com outro link.
page-blocked-until = Se esse pagamento não for concluído, você poderá pagar aqui em cerca de { $minutes } min: depois de { $time }.
page-blocked-soon = Volte a verificar em um minuto.
page-others-under-way = Outro pagamento está em andamento
page-others-under-way-text = O restante desta reserva foi pago com outro link e o dinheiro está a caminho. Isso pode levar alguns dias. Você não precisa fazer nada.
page-look-again = Verificar novamente

page-under-way = O seu pagamento está em andamento
page-under-way-text = Você pagou e o seu banco está enviando o dinheiro. Com esta forma de pagamento, isso pode levar alguns dias.
page-under-way-wait = Você não precisa fazer mais nada. { $merchant } verá o pagamento assim que ele chegar.

page-paid = Pago, obrigado
page-paid-text = { $merchant } recebeu o seu pagamento.
page-rest-later = { $merchant } recebeu este pagamento. Ainda falta pagar { $amount } da reserva; você receberá um pedido à parte.
page-nothing-due = Não há nada a pagar
page-nothing-due-text = Não falta pagar nada desta reserva.
page-part-refunded = { $amount } foram reembolsados.
page-all-refunded = O seu pagamento foi reembolsado
page-all-refunded-text = { $merchant } devolveu o dinheiro. Pode levar alguns dias até chegar à sua conta.

page-expired = Este link de pagamento expirou
page-expired-text = Você pode pedir um novo link. Ele será enviado para o e-mail da reserva.
page-ask-new = Enviar um novo link
page-ask-new-hint = Para sua segurança, ele só vai para o endereço que { $merchant } já tem.
page-asked = Recebemos o seu pedido
page-asked-text = Se ainda houver algo a pagar e a reserva tiver um e-mail, um novo link está a caminho. Confira a sua caixa de entrada em alguns minutos, e também a pasta de spam.
page-asked-nothing = Se nada chegar, entre em contato com { $merchant }.

page-cancelled = Este pedido de pagamento foi cancelado
page-cancelled-text = Você não precisa pagar nada aqui.
page-superseded = Este link de pagamento foi substituído
page-superseded-text = Ele não pode mais ser usado. Se o pagamento ainda for solicitado, use o link mais recente que você recebeu.
page-contact = Em caso de dúvidas, entre em contato com { $merchant }.

page-not-online = Não é possível pagar on-line no momento
page-not-online-text = { $merchant } não pode receber este valor on-line no momento. Entre em contato para pagar de outra forma.
page-not-started = Não foi possível iniciar o pagamento
page-not-started-text = O provedor de pagamento não o aceitou. Nada foi cobrado. Tente novamente em alguns minutos.

page-thanks = Obrigado, recebemos o seu pagamento
page-thanks-all = A sua reserva está totalmente paga.
page-thanks-rest = Ainda falta pagar { $amount } da sua reserva.
page-thanks-cancelled = A reserva foi cancelada nesse meio-tempo. { $merchant } entrará em contato sobre o seu dinheiro.
page-thanks-mail = Você receberá um recibo por e-mail.
page-pay-rest = Pagar o restante
page-back = Continuar para { $site }

page-checking = Estamos verificando o seu pagamento
page-checking-text = Isso costuma levar só alguns segundos. A página se atualiza sozinha.
page-checking-long = O provedor de pagamento ainda não confirmou o pagamento. Se você pagou, nada se perdeu: ele será registrado assim que a confirmação chegar.
page-checking-unfinished = Se você não terminou de pagar, pode voltar à página de pagamento.
page-to-link = Para a página de pagamento

page-not-paid = O pagamento não foi concluído
page-not-paid-text = Nada foi cobrado. Você pode tentar novamente, se quiser com outro cartão ou outra forma de pagamento.
page-try-again = Tentar novamente

page-to-booking = Voltar à reserva
page-receipt-link = Mostrar recibo
page-receipt = Recibo
page-receipt-for = para { $name }
page-receipt-text = { $merchant } recebeu os pagamentos a seguir. Você pode imprimir esta página ou salvá-la em PDF.
page-payments = Pagamentos
page-number = Nº { $number }
page-of-this-refunded = Deste valor, reembolsado: { $amount }
page-no-payments = Ainda não foi pago nada

page-404 = Esta página não existe
page-404-text = Verifique se abriu o link inteiro. Ele pode ter sido cortado ao ser copiado. Se ainda não funcionar, peça um novo a quem o enviou.
page-403 = Isto não foi enviado da nossa página
page-403-text = Para sua segurança, um pagamento só pode ser iniciado na própria página de pagamento. Abra o seu link novamente e aperte o botão lá.
page-bad-form = Não foi possível ler este pedido
page-bad-form-text = Nada aconteceu. Abra o seu link novamente e aperte o botão lá.
page-503 = Algo não está respondendo no momento
page-503-text = A culpa não é sua. Tente novamente em um minuto. Se você estava pagando, abra primeiro o seu link: ele mostra se o pagamento chegou.

invitation-subject = { $merchant } convida você para o Paylink
invitation-preview = Entre como { $email }
invitation-heading = Junte-se a { $merchant }
invitation-intro = { $merchant } solicita pagamentos aos clientes com links de pagamento e convida você a trabalhar com eles. Entre como { $email }; o seu lugar está reservado somente para este endereço.
invitation-button = Entrar
invitation-hint = Se o botão não funcionar, abra este endereço no seu navegador:
invitation-footer = Você recebeu este e-mail porque alguém de { $merchant } informou o seu endereço. Se não conhece essa empresa, não precisa fazer nada.
