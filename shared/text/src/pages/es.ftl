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
