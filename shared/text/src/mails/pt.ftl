# Mails
mail-greeting = Olá, { $name }!
mail-total = Total
mail-paid = Já pago
mail-outstanding = Falta pagar
mail-received = Recebido em
mail-sent-by = { $merchant } enviou este e-mail sobre a reserva { $reference }.

request-preview = { $amount } por { $item }; pague até { $until }
request-heading = { $amount } a pagar
request-intro = { $merchant } solicita o pagamento da sua reserva. Você pode pagar online com segurança até { $until }.
request-intro-choice = { $merchant } solicita o pagamento da sua reserva: { $least } ou mais, até { $amount }. Você pode pagar online com segurança até { $until }.
request-button = Pagar agora
request-link-hint = Se o botão não funcionar, abra este endereço no seu navegador:

reminder-subject = { $merchant }: lembrete para pagar { $amount } até { $by }
reminder-preview = Ainda falta pagar { $amount } por { $item }, reserva { $reference }
reminder-heading = Falta pagar: { $amount }
reminder-intro = Este é um lembrete da sua reserva com { $merchant }: ainda falta pagar { $amount }. Você pode pagar online com segurança até { $until }.
reminder-intro-choice = Este é um lembrete da sua reserva com { $merchant }: ainda falta pagar { $amount }, e você pode pagar { $least } ou mais agora. Você pode pagar online com segurança até { $until }.
reminder-paid = Se você já pagou nesse meio-tempo, não precisa fazer nada.

receipt-subject = { $merchant }: recibo de { $amount }, reserva { $reference }
receipt-preview = Obrigado, recebemos { $amount }
receipt-heading = Obrigado, recebemos { $amount }
receipt-intro = { $merchant } recebeu o seu pagamento. Guarde este e-mail como recibo.
receipt-all-paid = A sua reserva está totalmente paga.

notice-subject = Pagamento de { $amount } recebido pela reserva { $reference }
notice-subject-odd = Verifique: pagamento de { $amount } recebido pela reserva { $reference }
notice-preview = { $name } pagou { $amount }
notice-heading = Pagamento de { $amount } recebido
notice-intro = { $name } pagou { $amount } pela reserva { $reference }. Os ingressos não foram enviados; envie-os a partir da reserva quando quiser.
notice-intro-released = { $name } pagou { $amount } pela reserva { $reference }. Os ingressos foram enviados.
notice-odd-unexpected = Este pagamento não deveria ter sido possível: a reserva ou o link dela estava encerrado, ou a página de pagamento havia expirado. Verifique a reserva e reembolse o pagamento se não for devido.
notice-odd-mismatch = O valor ou a moeda não corresponde ao que foi solicitado. Verifique a reserva.
notice-odd-overpaid = A reserva agora tem um pagamento a mais de { $overpaid }. Você pode reembolsar o excedente a partir da reserva.

refund-failed-subject = Falha no reembolso de { $amount }, reserva { $reference }
refund-failed-preview = O dinheiro não chegou a { $name }
refund-failed-heading = Falha no reembolso de { $amount }
refund-failed-intro = O provedor de pagamento não conseguiu reembolsar { $amount } a { $name }. Na reserva, o dinheiro volta a contar como pago. Devolva de outra forma ou tente novamente.

dispute-open-subject = Resposta necessária: contestação de { $amount }, reserva { $reference }
dispute-open-preview = O banco de { $name } contesta um pagamento
dispute-open-heading = Contestação de { $amount }
dispute-open-intro = O banco de { $name } contesta um pagamento de { $amount } da reserva { $reference }. Responda na plataforma do provedor de pagamento. Até a decisão, os ingressos ficam retidos; o valor que falta pagar não muda.
dispute-answer-by = É possível responder até { $by }. Sem resposta, a contestação é perdida.
dispute-won-subject = Contestação de { $amount } ganha, reserva { $reference }
dispute-won-preview = A contestação com o banco de { $name } foi decidida a seu favor
dispute-won-heading = Contestação de { $amount } ganha
dispute-won-intro = A contestação de { $amount } da reserva { $reference } foi decidida a seu favor. Você fica com o dinheiro e não precisa fazer mais nada.
dispute-lost-subject = Contestação de { $amount } perdida, reserva { $reference }
dispute-lost-preview = A contestação com o banco de { $name } foi decidida contra você
dispute-lost-heading = Contestação de { $amount } perdida
dispute-lost-intro = A contestação de { $amount } da reserva { $reference } foi decidida a favor de { $name }, que recebeu o dinheiro de volta. Na reserva, o valor ainda conta como pago: combine com o seu cliente o que continua devido.
dispute-id = Contestação

endpoint-disabled-subject = O seu endpoint de webhook foi desativado
endpoint-disabled-preview = { $address } não aceita eventos há cinco dias
endpoint-disabled-heading = Um endpoint de webhook foi desativado
endpoint-disabled-intro = { $address } não aceita eventos há cinco dias; o último era sobre a reserva { $reference }. Nenhum outro evento é enviado para lá.
endpoint-disabled-next = Quando voltar a funcionar, ative-o nas configurações. Os eventos dos últimos 30 dias que não chegaram podem ser reenviados na lista de entregas dele.

email-failed-subject = Um e-mail para { $name } não chegou, reserva { $reference }
email-failed-heading = Um e-mail não chegou
email-failed-request = O e-mail que solicita a { $name } o pagamento da reserva { $reference } não chegou.
email-failed-reminder = O e-mail que lembra { $name } de pagar a reserva { $reference } não chegou. Nenhum outro lembrete será enviado.
email-failed-receipt = O e-mail com o recibo para { $name }, reserva { $reference }, não chegou.
email-failed-tickets = O e-mail com os ingressos para { $name }, reserva { $reference }, não chegou.
email-failed-next-link = Verifique o e-mail na reserva e envie o link novamente, ou copie-o de lá e repasse de outra forma, por exemplo por chat ou no balcão.
email-failed-next = Verifique o e-mail na reserva e fale com { $name } de outra forma.
email-failed-reason = Motivo
notice-button = Abrir a reserva

tickets-subject = { $merchant }: seus ingressos da reserva { $reference }
tickets-preview = { $item }
tickets-heading = Seus ingressos
tickets-intro = Aqui estão os seus ingressos. Apresente-os no celular ou impressos.
tickets-not-paid = Pagamento incompleto: ainda falta pagar { $outstanding }.
tickets-number = Ingresso { $number }

invitation-subject = { $merchant } convida você para o Paylink
invitation-preview = Entre como { $email }
invitation-heading = Junte-se a { $merchant }
invitation-intro = { $merchant } solicita pagamentos aos clientes com links de pagamento e convida você a trabalhar com eles. Entre como { $email }; o seu lugar está reservado somente para este endereço.
invitation-button = Entrar
invitation-hint = Se o botão não funcionar, abra este endereço no seu navegador:
invitation-footer = Você recebeu este e-mail porque alguém de { $merchant } informou o seu endereço. Se não conhece essa empresa, não precisa fazer nada.
