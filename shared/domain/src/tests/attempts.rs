//! How far attempts come, as the gateway tells of them (R12, R16).

use super::*;

#[test]
fn r12_a_session_ends_when_the_gateway_says() {
    let basket = with_link(&basket(), 1, AmountRequest::Amount(money(3_000)));
    let basket = with_link(&basket, 2, AmountRequest::Amount(money(3_000)));
    let first = opened(&basket, 1, link(1), 1);
    let reserved = decide(&first, &start(2, link(2)), &guest(2)).unwrap();
    let end = |basket: &Basket, n| basket.attempt(attempt(n)).unwrap().expires_at;
    assert_eq!(end(&reserved, 2), at(2 + 35));
    let second = apply(&reserved, &session_opened(2, 5), at(5));
    assert_eq!(end(&second, 2), at(5 + 35));
    assert_eq!(end(&second, 1), end(&first, 1), "another session's end");
}

#[test]
fn r12_an_attempt_names_its_session_while_it_lives() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let session = |basket: &Basket| {
        let session = basket.attempts[0].session_id();
        session.map(str::to_owned)
    };
    let reserved = decide(&basket, &start(1, link(1)), &guest(1)).unwrap();
    assert_eq!(session(&reserved), None, "not known yet");
    let open = apply(&reserved, &session_opened(1, 1), at(1));
    assert_eq!(session(&open).as_deref(), Some("cs_1"));
    let complete = Fact::PaymentProcessing {
        attempt_id: attempt(1),
        session_id: "cs_1".to_owned(),
    };
    let processing = apply(&open, &complete, at(2));
    assert_eq!(session(&processing).as_deref(), Some("cs_1"));
    let paid = apply(&processing, &paid_fact(1, link(1), 10_000), at(3));
    assert_eq!(session(&paid), None, "the payment tells the rest");
}

#[test]
fn r12_money_under_way_keeps_its_reservation() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let fact = Fact::PaymentProcessing {
        attempt_id: attempt(1),
        session_id: "cs_1".to_owned(),
    };
    let processing = apply(&open, &fact, at(2));
    assert_eq!(processing.balance().reserved, money(10_000));
    let late_expiry = apply(
        &processing,
        &Fact::SessionExpired {
            attempt_id: attempt(1),
        },
        at(40),
    );
    assert_eq!(
        late_expiry, processing,
        "a complete session does not expire"
    );
    let failed = apply(
        &processing,
        &Fact::PaymentFailed {
            attempt_id: attempt(1),
        },
        at(9_000),
    );
    assert_eq!(failed.balance().reserved, Amount::ZERO);
}

#[test]
fn r12_money_that_is_given_up_frees_its_reservation_and_still_counts_if_it_comes() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let under_way = Fact::PaymentProcessing {
        attempt_id: attempt(1),
        session_id: "cs_1".to_owned(),
    };
    let under_way = apply(&open, &under_way, at(2));
    let given_up = Fact::AttemptGivenUp {
        attempt_id: attempt(1),
    };
    let given_up = apply(&under_way, &given_up, at(3));
    assert_eq!(given_up.balance().reserved, Amount::ZERO);
    let noted = given_up.history.last().unwrap();
    assert_eq!(noted.actor, Actor::System);
    assert!(matches!(noted.event, HistoryEvent::PaymentFailed { .. }));
    let paid = apply(&given_up, &paid_fact(1, link(1), 10_000), at(4));
    assert_eq!(paid.balance().outstanding, Amount::ZERO);
    assert_eq!(paid.payments[0].flags, [PaymentFlag::UnexpectedPayment]);
}

#[test]
fn r12_a_refusal_does_not_close_a_session_that_another_caller_opened() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    assert_eq!(
        apply(
            &open,
            &Fact::SessionRefused {
                attempt_id: attempt(1)
            },
            at(2)
        ),
        open
    );
    let reserved = decide(&basket, &start(1, link(1)), &guest(1)).unwrap();
    let refused = apply(
        &reserved,
        &Fact::SessionRefused {
            attempt_id: attempt(1),
        },
        at(2),
    );
    assert_eq!(refused.balance().reserved, Amount::ZERO);
}

#[test]
fn r16_a_lost_answer_is_found_again_by_the_same_attempt() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let reserved = decide(&basket, &start(1, link(1)), &guest(1)).unwrap();
    assert_eq!(
        decide(&reserved, &start(1, link(1)), &guest(2)).unwrap(),
        reserved
    );
    let paid = apply(&reserved, &paid_fact(1, link(1), 10_000), at(5));
    let late = apply(&paid, &session_opened(1, 1), at(6));
    assert!(matches!(late.attempts[0].state, AttemptState::Paid { .. }));
}
