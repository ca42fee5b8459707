# Mails
mail-greeting = Hola, { $name }:
mail-reference = Reserva
mail-total = Total
mail-paid = Pagado hasta ahora
mail-outstanding = Pendiente de pago
mail-amount = Importe
mail-method = Forma de pago
mail-received = Recibido
mail-sent-by = { $merchant } le escribe sobre la reserva { $reference }.

request-subject = { $merchant }: pago de { $amount } por la reserva { $reference }
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

# Methods of payment
method-card = tarjeta
method-bank_debit = adeudo bancario
method-online = pago en línea
method-cash = efectivo
method-bank_transfer = transferencia bancaria
method-terminal = datáfono
method-voucher = bono

# Guest's pages
page-language = Idioma
page-safety = Los datos de la tarjeta se introducen en la página del proveedor de pagos, nunca aquí.
page-questions = ¿Preguntas sobre su reserva? Escriba a
page-write = Escribir a { $address }
page-booking = Reserva { $reference }
page-asks = le pide el pago de la reserva { $reference }
page-due = A pagar ahora
page-up-to = Importe a su elección, hasta
page-until = Puede pagar hasta el { $time }
page-message = Mensaje de { $merchant }
page-amount = ¿Cuánto desea pagar ahora, en { $currency }?
page-amount-range = Entre { $least } y { $most }
page-amount-wrong = Introduzca un importe entre { $least } y { $most }.
page-pay = Pagar { $amount }
page-pay-chosen = Continuar al pago
page-pay-hint = Se paga en la página segura del proveedor de pagos y después se vuelve aquí.
page-terms = Acepto los términos y condiciones de { $merchant }.
page-terms-read = Leer los términos
page-terms-missing = Acepte primero los términos y condiciones.
page-changed = El importe ha cambiado entretanto. Compruébelo y pulse de nuevo el botón.
page-press-again = Su pago se está preparando, quizá en otra ventana. Pulse de nuevo el botón dentro de unos segundos.

page-items = Su reserva
page-guests = { $count ->
    [one] { $count } participante
    [many] { $count } de participantes
   *[other] { $count } participantes
}
page-tax = { $rate } % de impuestos incluidos
page-total = Total
page-credited = Descuento
page-paid-so-far = Pagado hasta ahora
page-refunded = Reembolsado
page-reserved = Lo están pagando otras personas
page-overpaid = Pagado en exceso
page-outstanding = Pendiente de pago

page-blocked = Otra persona está pagando en este momento
page-blocked-text = El resto de esta reserva se está pagando ahora mismo en otro dispositivo o con otro enlace.
page-blocked-until = Si ese pago no se completa, podrá pagar aquí en unos { $minutes } min: a partir del { $time }.
page-blocked-soon = Vuelva a mirar dentro de un minuto.
page-others-under-way = Hay otro pago en curso
page-others-under-way-text = El resto de esta reserva se ha pagado con otro enlace y el dinero está en camino. Puede tardar unos días. No tiene que hacer nada.
page-look-again = Volver a mirar

page-under-way = Su pago está en curso
page-under-way-text = Ha pagado y su banco está enviando el dinero. Con esta forma de pago puede tardar unos días.
page-under-way-wait = No tiene que hacer nada más. { $merchant } verá el pago en cuanto llegue.

page-paid = Pago realizado, gracias
page-paid-text = { $merchant } ha recibido su pago.
page-rest-later = { $merchant } ha recibido este pago. Queda pendiente un importe de { $amount } de la reserva; recibirá una solicitud aparte.
page-nothing-due = No hay nada que pagar
page-nothing-due-text = No queda nada por pagar de esta reserva.
page-part-refunded = Se ha reembolsado un importe de { $amount }.
page-all-refunded = Su pago se ha reembolsado
page-all-refunded-text = { $merchant } ha devuelto el dinero. Puede tardar unos días en llegar a su cuenta.

page-expired = Este enlace de pago ha caducado
page-expired-text = Puede pedir un enlace nuevo. Se enviará al correo electrónico de la reserva.
page-ask-new = Enviarme un enlace nuevo
page-ask-new-hint = Por su seguridad, solo se envía a la dirección que { $merchant } ya tiene.
page-asked = Hemos recibido su solicitud
page-asked-text = Si queda algo por pagar y la reserva tiene un correo electrónico, un enlace nuevo va de camino. Revise su bandeja de entrada en unos minutos, y también la carpeta de correo no deseado.
page-asked-nothing = Si no llega nada, póngase en contacto con { $merchant }.

page-cancelled = Esta solicitud de pago se ha cancelado
page-cancelled-text = No tiene que pagar nada aquí.
page-superseded = Este enlace de pago se ha sustituido
page-superseded-text = Ya no se puede usar. Si se le sigue pidiendo un pago, use el enlace más reciente que haya recibido.
page-contact = Si tiene alguna pregunta, póngase en contacto con { $merchant }.

page-not-online = Ahora mismo no se puede pagar en línea
page-not-online-text = { $merchant } no puede cobrar este importe en línea en este momento. Póngase en contacto con la empresa para pagar de otra forma.
page-not-started = No se ha podido iniciar el pago
page-not-started-text = El proveedor de pagos no lo ha aceptado. No se le ha cobrado nada. Inténtelo de nuevo en unos minutos.

page-thanks = Gracias, hemos recibido su pago
page-thanks-all = Su reserva está pagada por completo.
page-thanks-rest = Queda pendiente un importe de { $amount } de su reserva.
page-thanks-cancelled = Entretanto, la reserva se ha cancelado. { $merchant } se pondrá en contacto con usted acerca de su dinero.
page-thanks-mail = Recibirá un recibo por correo electrónico.
page-pay-rest = Pagar el resto
page-back = Continuar a { $site }

page-checking = Estamos comprobando su pago
page-checking-text = Suele tardar solo unos segundos. La página se actualiza sola.
page-checking-long = El proveedor de pagos aún no ha confirmado el pago. Si ha pagado, no se ha perdido: se registrará en cuanto llegue la confirmación.
page-checking-unfinished = Si no ha terminado de pagar, puede volver a la página de pago.
page-to-link = A la página de pago

page-not-paid = El pago no se ha completado
page-not-paid-text = No se ha cobrado nada. Puede intentarlo de nuevo, si lo desea con otra tarjeta u otra forma de pago.
page-try-again = Intentarlo de nuevo

page-to-booking = Volver a la reserva
page-receipt-link = Ver recibo
page-receipt = Recibo
page-receipt-for = para { $name }
page-receipt-text = { $merchant } ha recibido los siguientes pagos. Puede imprimir esta página o guardarla como PDF.
page-payments = Pagos
page-number = N.º { $number }
page-of-this-refunded = Importe reembolsado de este pago: { $amount }
page-no-payments = Todavía no se ha pagado nada

page-404 = Esta página no existe
page-404-text = Compruebe que ha abierto el enlace completo. Quizá se cortó al copiarlo. Si sigue sin funcionar, pida uno nuevo a quien se lo envió.
page-403 = Esto no se ha enviado desde nuestra página
page-403-text = Por su seguridad, un pago solo se puede iniciar en la propia página de pago. Abra de nuevo su enlace y pulse allí el botón.
page-bad-form = No se ha podido leer esta solicitud
page-bad-form-text = No ha pasado nada. Abra de nuevo su enlace y pulse allí el botón.
page-503 = Algo no responde en este momento
page-503-text = No es culpa suya. Inténtelo de nuevo en un minuto. Si estaba pagando, abra primero su enlace: muestra si el pago ha llegado.

# What staff hand on by WhatsApp, SMS or their own mail, in the guest's language
share-text = Hola, { $name }: { $merchant } le pide que pague { $amount } por { $item }, reserva { $reference }. Puede pagar en línea de forma segura hasta el { $until }: { $url }
share-text-choice = Hola, { $name }: { $merchant } le pide que pague por { $item }, reserva { $reference }: { $least } o más, hasta { $amount }. Puede pagar en línea de forma segura hasta el { $until }: { $url }
counter-scan = Escanee este código con su teléfono para pagar { $amount } a { $merchant }.
counter-scan-choice = Escanee este código con su teléfono para pagar a { $merchant } entre { $least } y { $amount }.

# Invoice and receipt as staff print them
document-invoice = Factura
document-date = Fecha
document-item = Concepto
document-quantity = Cantidad
document-price = Precio
document-tax = { $rate } % de impuestos incluidos en { $amount }

invitation-subject = { $merchant } le invita a Paylink
invitation-preview = Inicie sesión como { $email }
invitation-heading = Únase a { $merchant }
invitation-intro = { $merchant } pide los pagos a sus clientes con enlaces de pago y le invita a trabajar con ellos. Inicie sesión como { $email }; su plaza se reserva solo para esta dirección.
invitation-button = Iniciar sesión
invitation-hint = Si el botón no funciona, abra esta dirección en su navegador:
invitation-footer = Recibe este correo porque alguien de { $merchant } introdujo su dirección. Si no conoce esta empresa, no tiene que hacer nada.
