//! Sessions, payments and disputes as the gateway tells of them (R12, R15, R18).

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
fn r15_money_through_a_closed_link_is_recorded_and_flagged() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let cancel = Command::CancelLink {
        link_id: link(1),
        confirm: false,
    };
    for (close, closed) in [
        (cancel, LinkStatus::Cancelled),
        (buyer_is_ben(false), LinkStatus::Superseded),
    ] {
        let basket = decide(&open, &close, &staff(2)).unwrap();
        assert_eq!(status(&basket, 1, 2), closed);
        let paid = apply(&basket, &paid_fact(1, link(1), 10_000), at(3));
        assert_eq!(
            paid.payments[0].flags,
            [PaymentFlag::UnexpectedPayment],
            "{closed:?}"
        );
        assert_eq!(paid.status(), BasketStatus::Paid, "{closed:?}");
    }
}

#[test]
fn r18_a_dispute_rises_in_rank_and_never_falls() {
    let open = opened(
        &with_link(&basket(), 1, AmountRequest::Follow),
        1,
        link(1),
        1,
    );
    let paid = apply(&open, &paid_fact(1, link(1), 10_000), at(5));
    let told =
        |basket: &Basket, status, minutes| apply(basket, &dispute_fact(1, status), at(minutes));
    let disputed = told(&paid, DisputeStatus::Open, 6);
    assert!(disputed.is_disputed());
    assert_eq!(told(&disputed, DisputeStatus::Open, 7), disputed);

    let won = told(&disputed, DisputeStatus::Won, 8);
    assert!(!won.is_disputed() && won.flags().is_empty());
    assert_eq!(told(&won, DisputeStatus::Open, 9), won, "an older fact");

    let lost = told(&won, DisputeStatus::Lost, 10);
    assert_eq!(lost.disputes[0].status, DisputeStatus::Lost);
    assert_eq!(told(&lost, DisputeStatus::Won, 11), lost, "an older fact");

    let another = apply(&won, &dispute_fact(2, DisputeStatus::Open), at(12));
    let statuses: Vec<_> = another.disputes.iter().map(|d| d.status).collect();
    assert_eq!(statuses, [DisputeStatus::Won, DisputeStatus::Open]);
}
