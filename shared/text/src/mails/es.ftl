# Mails
mail-greeting = Hola, { $name }:
mail-total = Total
mail-paid = Pagado hasta ahora
mail-outstanding = Pendiente de pago
mail-received = Recibido
mail-sent-by = { $merchant } le escribe sobre la reserva { $reference }.

request-preview = { $amount } por { $item }; puede pagar hasta el { $until }
request-heading = { $amount } por pagar
request-intro = { $merchant } le pide que pague su reserva. Puede pagar en línea de forma segura hasta el { $until }.
request-intro-choice = { $merchant } le pide que pague su reserva: { $least } o más, hasta { $amount }. Puede pagar en línea de forma segura hasta el { $until }.
request-button = Pagar ahora
request-link-hint = Si el botón no funciona, abra esta dirección en su navegador:

reminder-subject = { $merchant }: recordatorio de pago de { $amount } antes del { $by }
reminder-preview = { $amount } por { $item }, pendiente de pago, reserva { $reference }
reminder-heading = Pendiente de pago: { $amount }
reminder-intro = Le recordamos su reserva con { $merchant }: queda pendiente un importe de { $amount }. Puede pagar en línea de forma segura hasta el { $until }.
reminder-intro-choice = Le recordamos su reserva con { $merchant }: queda pendiente un importe de { $amount } y ahora puede pagar { $least } o más. Puede pagar en línea de forma segura hasta el { $until }.
reminder-paid = Si ya ha pagado entretanto, no tiene que hacer nada.

receipt-subject = { $merchant }: recibo de { $amount }, reserva { $reference }
receipt-preview = Gracias, hemos recibido { $amount }
receipt-heading = Gracias, hemos recibido { $amount }
receipt-intro = { $merchant } ha recibido su pago. Conserve este correo como recibo.
receipt-all-paid = Su reserva está pagada por completo.

notice-subject = Pago de { $amount } recibido por la reserva { $reference }
notice-subject-odd = Por revisar: pago de { $amount } recibido por la reserva { $reference }
notice-preview = { $name } ha pagado { $amount }
notice-heading = Pago de { $amount } recibido
notice-intro = { $name } ha pagado { $amount } por la reserva { $reference }. Las entradas no se han enviado; envíelas desde la reserva cuando lo desee.
notice-intro-released = { $name } ha pagado { $amount } por la reserva { $reference }. Las entradas se han enviado.
notice-odd-unexpected = Este pago no debería haber sido posible: la reserva o su enlace estaba cerrado, o la página de pago había caducado. Revise la reserva y reembolse el pago si no corresponde.
notice-odd-mismatch = El importe o la moneda no coincide con lo solicitado. Revise la reserva.
notice-odd-overpaid = La reserva tiene ahora un pago en exceso de { $overpaid }. Puede reembolsar el exceso desde la reserva.

refund-failed-subject = Reembolso fallido de { $amount }, reserva { $reference }
refund-failed-preview = El dinero no ha llegado a { $name }
refund-failed-heading = Reembolso fallido de { $amount }
refund-failed-intro = El proveedor de pagos no ha podido reembolsar { $amount } a { $name }. En la reserva, el dinero vuelve a figurar como pagado. Devuélvalo de otra forma o inténtelo de nuevo.

dispute-open-subject = Respuesta necesaria: disputa por { $amount }, reserva { $reference }
dispute-open-preview = El banco de { $name } ha abierto una disputa por un pago
dispute-open-heading = Disputa por { $amount }
dispute-open-intro = El banco de { $name } ha abierto una disputa por un pago de { $amount } de la reserva { $reference }. Responda en la plataforma del proveedor de pagos. Hasta que se resuelva, las entradas quedan retenidas; el importe pendiente no cambia.
dispute-answer-by = Se puede responder hasta el { $by }. Sin respuesta, la disputa se pierde.
dispute-won-subject = Disputa por { $amount } ganada, reserva { $reference }
dispute-won-preview = La disputa con el banco de { $name } se ha resuelto a su favor
dispute-won-heading = Disputa por { $amount } ganada
dispute-won-intro = La disputa por { $amount } de la reserva { $reference } se ha resuelto a su favor. Usted conserva el dinero y no tiene que hacer nada más.
dispute-lost-subject = Disputa por { $amount } perdida, reserva { $reference }
dispute-lost-preview = La disputa con el banco de { $name } se ha resuelto en su contra
dispute-lost-heading = Disputa por { $amount } perdida
dispute-lost-intro = La disputa por { $amount } de la reserva { $reference } se ha resuelto a favor de { $name }, que ha recuperado el dinero. En la reserva sigue figurando como pagado: acuerde con su cliente qué queda por pagar.
dispute-id = Disputa

endpoint-disabled-subject = Su punto de conexión de webhooks se ha desactivado
endpoint-disabled-preview = { $address } no acepta eventos desde hace cinco días
endpoint-disabled-heading = Se ha desactivado un punto de conexión de webhooks
endpoint-disabled-intro = { $address } no acepta eventos desde hace cinco días; el último era sobre la reserva { $reference }. Ya no se envían más eventos a esa dirección.
endpoint-disabled-next = Cuando vuelva a funcionar, actívelo en los ajustes. Los eventos de los últimos 30 días que no llegaron se pueden volver a enviar desde su lista de entregas.

email-failed-subject = Un correo a { $name } no ha llegado, reserva { $reference }
email-failed-heading = Un correo no ha llegado
email-failed-request = El correo que pide a { $name } el pago de la reserva { $reference } no ha llegado.
email-failed-reminder = El correo que recuerda a { $name } el pago de la reserva { $reference } no ha llegado. No se enviarán más recordatorios.
email-failed-receipt = El correo con el recibo para { $name }, reserva { $reference }, no ha llegado.
email-failed-tickets = El correo con las entradas para { $name }, reserva { $reference }, no ha llegado.
email-failed-next-link = Revise el correo electrónico en la reserva y vuelva a enviar el enlace, o cópielo allí y hágalo llegar de otra forma, por ejemplo por chat o en el mostrador.
email-failed-next = Revise el correo electrónico en la reserva y contacte con { $name } de otra forma.
email-failed-reason = Motivo
notice-button = Abrir la reserva

tickets-subject = { $merchant }: sus entradas para la reserva { $reference }
tickets-preview = { $item }
tickets-heading = Sus entradas
tickets-intro = Aquí tiene sus entradas. Muéstrelas en el teléfono o impresas.
tickets-not-paid = Pago incompleto: queda pendiente un importe de { $outstanding }.
tickets-number = Entrada { $number }

invitation-subject = { $merchant } le invita a Paylink
invitation-preview = Inicie sesión como { $email }
invitation-heading = Únase a { $merchant }
invitation-intro = { $merchant } pide los pagos a sus clientes con enlaces de pago y le invita a trabajar con ellos. Inicie sesión como { $email }; su plaza se reserva solo para esta dirección.
invitation-button = Iniciar sesión
invitation-hint = Si el botón no funciona, abra esta dirección en su navegador:
invitation-footer = Recibe este correo porque alguien de { $merchant } introdujo su dirección. Si no conoce esta empresa, no tiene que hacer nada.
