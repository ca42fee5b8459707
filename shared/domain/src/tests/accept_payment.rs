//! Flagged payments that staff accept (R15).

use super::*;

#[test]
fn r15_staff_accept_a_flagged_payment_and_no_money_changes() {
    let payment_id = PaymentId::new(ulid(101));
    let accept = Command::AcceptPayment { payment_id };
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let more = apply(&open, &paid_fact(1, link(1), 15_000), at(5));
    let accepted = decide(&more, &accept, &staff(6)).unwrap();
    assert_eq!(
        accepted.flags(),
        [BasketFlag::Overpaid],
        "too much is still too much"
    );
    assert_eq!(accepted.balance(), more.balance());
    let payment = &accepted.payments[0];
    assert_eq!(payment.flags, [PaymentFlag::AmountMismatch], "it is kept");
    assert_eq!(payment.open_flags(), []);
    assert_eq!(
        payment.accepted,
        Some(Accepted {
            at: at(6),
            by: staff(6).actor
        })
    );
    let line = accepted.history.last().unwrap();
    assert_eq!((&line.actor, line.at), (&staff(6).actor, at(6)));
    assert_eq!(
        line.event,
        HistoryEvent::PaymentAccepted {
            payment_id,
            amount: money(15_000)
        }
    );
    assert_eq!(accepted.history.len(), more.history.len() + 1);
    assert_eq!(accepted.outbox, more.outbox);
    let item = serde_json::to_value(&accepted).unwrap();
    assert_eq!(serde_json::from_value::<Basket>(item).unwrap(), accepted);

    // Who was first stays, and the payment told again changes nothing.
    assert_eq!(decide(&accepted, &accept, &staff(9)).unwrap(), accepted);
    let again = paid_fact(1, link(1), 15_000);
    assert_eq!(apply(&accepted, &again, at(9)), accepted);
}

#[test]
fn r15_accepting_puts_a_closed_or_full_basket_in_order() {
    let accept = Command::AcceptPayment {
        payment_id: PaymentId::new(ulid(101)),
    };
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let cancelled = decide(&open, &Command::CancelBasket { confirm: false }, &staff(4)).unwrap();
    assert_eq!(
        decide(&cancelled, &accept, &staff(5)),
        Err(Refusal::NoSuchPayment)
    );
    let mut late = apply(&cancelled, &paid_fact(1, link(1), 10_000), at(5));
    for n in 0..i64::try_from(limits::HISTORY_LINES).unwrap() {
        let total = money(n);
        late.note(&staff(0).actor, HistoryEvent::ItemsChanged { total }, at(0));
    }
    assert_eq!(late.flags(), [BasketFlag::UnexpectedPayment]);
    let accepted = decide(&late, &accept, &staff(6)).unwrap();
    assert_eq!(accepted.flags(), []);
    assert_eq!(accepted.balance(), late.balance());
    assert_eq!(sessions_to_expire(&open, &accept), []);
}

#[test]
fn r15_a_payment_without_flags_has_nothing_to_accept() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 10_000), at(5));
    let accept = Command::AcceptPayment {
        payment_id: PaymentId::new(ulid(101)),
    };
    assert_eq!(decide(&paid, &accept, &staff(6)).unwrap(), paid);
}
