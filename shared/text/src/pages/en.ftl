# Guest's pages
page-language = Language
page-safety = Card details are entered at the payment provider, never here.
page-questions = Questions about your booking? Write to
page-write = Write to { $address }
page-booking = Booking { $reference }
page-asks = asks you to pay for booking { $reference }
page-due = Amount due now
page-up-to = Amount of your choice, up to
page-until = Payable until { $time }
page-message = Message from { $merchant }
page-amount = How much do you want to pay now, in { $currency }?
page-amount-range = Between { $least } and { $most }
page-amount-wrong = Please enter an amount between { $least } and { $most }.
page-pay = Pay { $amount }
page-pay-chosen = Continue to payment
page-pay-hint = You pay on the secure page of the payment provider and come back here afterwards.
page-terms = I accept the terms and conditions of { $merchant }.
page-terms-read = Read them
page-terms-missing = Please accept the terms and conditions first.
page-changed = The amount has changed in the meantime. Please check it and press the button again.
page-press-again = Your payment is being prepared, perhaps in another window. Please press the button again in a few seconds.

page-items = Your booking
page-guests = { $count ->
    [one] { $count } guest
   *[other] { $count } guests
}
page-tax = { $rate }% tax included
page-total = Total
page-credited = Reduction
page-paid-so-far = Paid so far
page-refunded = Refunded
page-reserved = Being paid by others
page-overpaid = Paid too much
page-outstanding = Still to pay

page-blocked = Somebody else is paying right now
page-blocked-text = The rest of this booking is being paid on another device or with another link at this moment.
page-blocked-until = If that payment is not completed, you can pay here in about { $minutes } min: after { $time }.
page-blocked-soon = Please look again in a minute.
page-others-under-way = Another payment is under way
page-others-under-way-text = The rest of this booking has been paid with another link, and the money is on its way. That can take a few days. There is nothing for you to do.
page-look-again = Look again

page-under-way = Your payment is under way
page-under-way-text = You have paid, and your bank is sending the money. With this method that can take a few days.
page-under-way-wait = There is nothing more for you to do. { $merchant } will see the payment as soon as it arrives.

page-paid = Paid, thank you
page-paid-text = { $merchant } has received your payment.
page-rest-later = { $merchant } has received this payment. { $amount } of the booking is still to be paid; you will be asked for it separately.
page-nothing-due = There is nothing to pay
page-nothing-due-text = Nothing is left to pay on this booking.
page-part-refunded = { $amount } has been refunded.
page-all-refunded = Your payment was refunded
page-all-refunded-text = { $merchant } has returned the money. It can take a few days until it is on your account.

page-expired = This payment link has expired
page-expired-text = You can ask for a new link. It is sent to the email address of the booking.
page-ask-new = Send me a new link
page-ask-new-hint = For your safety it only goes to the address that { $merchant } already has.
page-asked = Your request has been received
page-asked-text = If something is still to be paid and the booking has an email address, a new link is on its way to it. Please check your inbox in a few minutes, and the spam folder too.
page-asked-nothing = If nothing arrives, please contact { $merchant }.

page-cancelled = This payment request was cancelled
page-cancelled-text = You do not need to pay anything here.
page-superseded = This payment link was replaced
page-superseded-text = It can no longer be used. If you are still asked to pay, please use the newest link that you were sent.
page-contact = If you have questions, please contact { $merchant }.

page-not-online = This cannot be paid online right now
page-not-online-text = { $merchant } cannot take this amount online at the moment. Please contact them to pay another way.
page-not-started = The payment could not be started
page-not-started-text = The payment provider did not accept it. You have not been charged. Please try again in a few minutes.

page-thanks = Thank you, your payment was received
page-thanks-all = Your booking is fully paid.
page-thanks-rest = { $amount } of your booking is still to be paid.
page-thanks-cancelled = The booking was cancelled in the meantime. { $merchant } will contact you about your money.
page-thanks-mail = You will receive a receipt by email.
page-pay-rest = Pay the rest
page-back = Continue to { $site }

page-checking = We are checking your payment
page-checking-text = This usually takes a few seconds. The page looks again by itself.
page-checking-long = The payment provider has not confirmed the payment yet. If you have paid, it is not lost: it is recorded as soon as the confirmation arrives.
page-checking-unfinished = If you have not finished paying, you can go back to the payment page.
page-to-link = To the payment page

page-not-paid = The payment was not completed
page-not-paid-text = No money was taken. You can try again, with another card or another method if you like.
page-try-again = Try again

page-to-booking = Back to the booking
page-receipt-link = Show receipt
page-receipt = Receipt
page-receipt-for = for { $name }
page-receipt-text = { $merchant } has received the following payments. You can print this page or save it as a PDF.
page-payments = Payments
page-number = No. { $number }
page-of-this-refunded = Of this refunded: { $amount }
page-no-payments = Nothing has been paid yet

page-404 = This page does not exist
page-404-text = Please check that you opened the whole link. It may have been cut off when it was copied. If it still does not work, ask whoever sent it to you for a new one.
page-403 = This was not sent from our page
page-403-text = For your safety, a payment can only be started on the payment page itself. Please open your link again and press the button there.
page-bad-form = This request could not be read
page-bad-form-text = Nothing has happened. Please open your link again and press the button there.
page-503 = Something does not answer right now
page-503-text = This is not your fault. Please try again in a minute. If you were just paying, open your link again first: it shows whether the payment has arrived.

# What staff hand on by WhatsApp, SMS or their own mail, in the guest's language
share-text = Hello { $name }, { $merchant } asks you to pay { $amount } for { $item }, booking { $reference }. You can pay safely online until { $until }: { $url }
share-text-choice = Hello { $name }, { $merchant } asks you to pay for { $item }, booking { $reference }: { $least } or more, up to { $amount }. You can pay safely online until { $until }: { $url }
counter-scan = Scan this code with your phone to pay { $amount } to { $merchant }.
counter-scan-choice = Scan this code with your phone to pay { $merchant } between { $least } and { $amount }.

# Invoice and receipt as staff print them
document-invoice = Invoice
document-date = Date
document-item = Item
document-quantity = Quantity
document-price = Price
document-tax = { $rate }% tax included in { $amount }
