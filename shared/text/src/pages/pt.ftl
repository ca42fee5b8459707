# Guest's pages
page-language = Idioma
page-safety = Os dados do cartão são informados na página do provedor de pagamento, nunca aqui.
page-questions = Dúvidas sobre a sua reserva? Escreva para
page-write = Escrever para { $address }
page-booking = Reserva { $reference }
page-asks = solicita o pagamento da reserva { $reference }
page-due = A pagar agora
page-up-to = Valor à sua escolha, até
page-until = Pague até { $time }
page-message = Mensagem de { $merchant }
page-amount = Quanto você quer pagar agora, em { $currency }?
page-amount-range = Entre { $least } e { $most }
page-amount-wrong = Informe um valor entre { $least } e { $most }.
page-pay = Pagar { $amount }
page-pay-chosen = Continuar para o pagamento
page-pay-hint = Você paga na página segura do provedor de pagamento e depois volta para cá.
page-terms = Aceito os termos e condições de { $merchant }.
page-terms-read = Ler os termos
page-terms-missing = Aceite primeiro os termos e condições.
page-changed = O valor mudou nesse meio-tempo. Confira-o e aperte o botão novamente.
page-press-again = O seu pagamento está sendo preparado, talvez em outra janela. Aperte o botão novamente em alguns segundos.

page-items = Sua reserva
page-guests = { $count ->
    [one] { $count } participante
    [many] { $count } de participantes
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
page-blocked-until = Se esse pagamento não for concluído, você poderá pagar aqui em cerca de { $minutes } min: a partir de { $time }.
page-blocked-soon = Volte a verificar em um minuto.
page-others-under-way = Outro pagamento está em andamento
page-others-under-way-text = O restante desta reserva foi pago com outro link e o dinheiro está a caminho. Isso pode levar alguns dias. Você não precisa fazer nada.
page-look-again = Verificar novamente

page-under-way = O seu pagamento está em andamento
page-under-way-text = Você pagou e o seu banco está enviando o dinheiro. Com esta forma de pagamento, isso pode levar alguns dias.
page-under-way-wait = Você não precisa fazer mais nada. { $merchant } verá o pagamento assim que ele chegar.

page-paid = Pagamento concluído, obrigado
page-paid-text = { $merchant } recebeu o seu pagamento.
page-rest-later = { $merchant } recebeu este pagamento. Ainda falta pagar { $amount } da reserva; você receberá um pedido à parte.
page-nothing-due = Não há nada a pagar
page-nothing-due-text = Não falta pagar nada desta reserva.
page-part-refunded = Foi reembolsado o valor de { $amount }.
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

page-not-online = Não é possível pagar online no momento
page-not-online-text = { $merchant } não pode receber este valor online no momento. Entre em contato com a empresa para pagar de outra forma.
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
page-number = Nº { $number }
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

# What staff hand on by WhatsApp, SMS or their own mail, in the guest's language
share-text = Olá, { $name }! { $merchant } solicita o pagamento de { $amount } por { $item }, reserva { $reference }. Você pode pagar online com segurança até { $until }: { $url }
share-text-choice = Olá, { $name }! { $merchant } solicita o pagamento por { $item }, reserva { $reference }: { $least } ou mais, até { $amount }. Você pode pagar online com segurança até { $until }: { $url }
counter-scan = Escaneie este código com o celular para pagar { $amount } a { $merchant }.
counter-scan-choice = Escaneie este código com o celular para pagar a { $merchant } entre { $least } e { $amount }.

# Invoice and receipt as staff print them
document-invoice = Fatura
document-date = Data
document-item = Item
document-quantity = Quantidade
document-price = Preço
document-tax = { $rate }% de imposto incluído em { $amount }
