# Mails
mail-greeting = Hello { $name }
mail-reference = Booking
mail-total = Total
mail-paid = Paid so far
mail-outstanding = Still to pay
mail-amount = Amount
mail-method = Paid by
mail-received = Received
mail-sent-by = { $merchant } sent you this mail about booking { $reference }.

request-subject = { $merchant }: please pay { $amount } for booking { $reference }
request-preview = { $amount } for { $item }, payable until { $until }
request-heading = { $amount } to pay
request-intro = { $merchant } asks you to pay for your booking. You can pay safely online until { $until }.
request-intro-choice = { $merchant } asks you to pay for your booking: { $least } or more, up to { $amount }. You can pay safely online until { $until }.
request-button = Pay now
request-link-hint = If the button does not work, open this address in your browser:

receipt-subject = { $merchant }: receipt for { $amount }, booking { $reference }
receipt-preview = Thank you, we received { $amount }
receipt-heading = Thank you, { $amount } received
receipt-intro = { $merchant } has received your payment. Please keep this mail as your receipt.
receipt-all-paid = Your booking is fully paid.

notice-subject = { $amount } received for booking { $reference }
notice-subject-odd = Please check: { $amount } received for booking { $reference }
notice-preview = { $name } paid { $amount }
notice-heading = { $amount } received
notice-intro = { $name } paid { $amount } for booking { $reference }. Tickets were not sent; send them from the booking when you are ready.
notice-intro-released = { $name } paid { $amount } for booking { $reference }. The tickets were sent.
notice-odd-unexpected = Nobody should have been able to make this payment: the booking or its link was closed, or the payment page had ended. Check the booking and refund it if it is not owed.
notice-odd-mismatch = The amount or currency is not what was asked for. Check the booking.
notice-odd-overpaid = The booking is now overpaid by { $overpaid }. You can refund the excess from the booking.

refund-failed-subject = A refund of { $amount } failed, booking { $reference }
refund-failed-preview = The money did not reach { $name }
refund-failed-heading = A refund of { $amount } failed
refund-failed-intro = The payment gateway could not return { $amount } to { $name }. The booking counts the money as paid again. Return it another way, or try again.

tickets-subject = { $merchant }: your tickets for booking { $reference }
tickets-preview = { $item }
tickets-heading = Your tickets
tickets-intro = Here are your tickets. Please show them on your telephone or on paper.
tickets-not-paid = Not fully paid: { $outstanding } is still to be paid.
tickets-number = Ticket { $number }

# Methods of payment
method-card = card
method-bank_debit = bank debit
method-online = online payment
method-cash = cash
method-bank_transfer = bank transfer
method-terminal = card terminal
method-voucher = voucher
