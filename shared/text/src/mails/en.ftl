# Mails
mail-greeting = Hello { $name },
mail-total = Total
mail-paid = Paid so far
mail-outstanding = Still to pay
mail-received = Received
mail-sent-by = { $merchant } sent you this mail about booking { $reference }.

request-preview = { $amount } for { $item }, payable until { $until }
request-heading = { $amount } to pay
request-intro = { $merchant } asks you to pay for your booking. You can pay safely online until { $until }.
request-intro-choice = { $merchant } asks you to pay for your booking: { $least } or more, up to { $amount }. You can pay safely online until { $until }.
request-button = Pay now
request-link-hint = If the button does not work, open this address in your browser:

reminder-subject = { $merchant }: reminder to pay { $amount } by { $by }
reminder-preview = { $amount } for { $item } is still to be paid, booking { $reference }
reminder-heading = Still to pay: { $amount }
reminder-intro = This is a reminder of your booking with { $merchant }: { $amount } is still to be paid. You can pay safely online until { $until }.
reminder-intro-choice = This is a reminder of your booking with { $merchant }: { $amount } is still to be paid, and you can pay { $least } or more now. You can pay safely online until { $until }.
reminder-paid = If you have paid in the meantime, you need not do anything.

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

dispute-open-subject = Please answer: a dispute over { $amount }, booking { $reference }
dispute-open-preview = The bank of { $name } disputes a payment
dispute-open-heading = A dispute over { $amount }
dispute-open-intro = The bank of { $name } disputes a payment of { $amount } for booking { $reference }. Answer it at the payment gateway. Until it is decided, tickets are held back; what is outstanding does not change.
dispute-answer-by = It can be answered until { $by }. Without an answer it is lost.
dispute-won-subject = Dispute over { $amount } won, booking { $reference }
dispute-won-preview = The dispute with the bank of { $name } was decided for you
dispute-won-heading = Dispute over { $amount } won
dispute-won-intro = The dispute over { $amount } for booking { $reference } was decided for you. You keep the money, and there is nothing more to do.
dispute-lost-subject = Dispute over { $amount } lost, booking { $reference }
dispute-lost-preview = The dispute with the bank of { $name } was decided against you
dispute-lost-heading = Dispute over { $amount } lost
dispute-lost-intro = The dispute over { $amount } for booking { $reference } was decided for { $name }, who has the money back. The booking still counts it as paid: decide with your guest what is owed.
dispute-id = Dispute

endpoint-disabled-subject = Your webhook endpoint was disabled
endpoint-disabled-preview = { $address } has not taken any event for five days
endpoint-disabled-heading = A webhook endpoint was disabled
endpoint-disabled-intro = { $address } has not taken any event for five days, most recently one about booking { $reference }. No more events are sent there.
endpoint-disabled-next = Once it works again, enable it in the settings. The events of the last 30 days that did not arrive can be sent again from its list of deliveries.

email-failed-subject = A mail to { $name } did not arrive, booking { $reference }
email-failed-heading = A mail did not arrive
email-failed-request = The mail that asks { $name } to pay for booking { $reference } did not arrive.
email-failed-reminder = The mail that reminds { $name } to pay for booking { $reference } did not arrive. No more reminders are sent.
email-failed-receipt = The mail with the receipt for { $name }, booking { $reference }, did not arrive.
email-failed-tickets = The mail with the tickets for { $name }, booking { $reference }, did not arrive.
email-failed-next-link = Check the email address in the booking and send the link again, or copy the link there and hand it on another way, for example in a chat or at the counter.
email-failed-next = Check the email address in the booking, and reach { $name } another way.
email-failed-reason = Reason
notice-button = Open the booking

tickets-subject = { $merchant }: your tickets for booking { $reference }
tickets-preview = { $item }
tickets-heading = Your tickets
tickets-intro = Here are your tickets. Please show them on your telephone or on paper.
tickets-not-paid = Not fully paid: { $outstanding } is still to be paid.
tickets-number = Ticket { $number }

invitation-subject = { $merchant } invites you to Paylink
invitation-preview = Sign in as { $email }
invitation-heading = Join { $merchant }
invitation-intro = { $merchant } asks its guests for money with payment links, and invites you to work with them. Sign in as { $email }; your place is kept for this address only.
invitation-button = Sign in
invitation-hint = If the button does not work, open this address in your browser:
invitation-footer = You received this mail because somebody at { $merchant } entered your address. If you do not know them, do nothing.
