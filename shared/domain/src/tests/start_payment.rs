//! What pressing Pay leads to (R2, R12, R13, R19).

use super::*;

#[test]
fn r2_a_guests_choice_must_leave_a_rest_that_can_be_charged() {
    let basket = with_link(&basket(), 1, AmountRequest::Minimum(money(1_000)));
    let plan = |chosen| {
        let link = basket.link(link(1)).unwrap();
        plan_payment(&basket, link, Some(money(chosen)), &charging(), at(1))
    };
    assert_eq!(plan(9_950), Ok(PaymentPlan::Reserve(money(9_950))));
    assert!(matches!(
        plan(9_951),
        Err(Refusal::AmountNotChargeable {
            remainder: true,
            ..
        })
    ));
    assert!(matches!(
        plan(999),
        Err(Refusal::AmountNotChargeable {
            remainder: false,
            ..
        })
    ));
    assert!(matches!(
        plan(10_001),
        Err(Refusal::AmountAboveOutstanding { .. })
    ));
}

#[test]
fn r2_a_choice_that_is_refused_names_what_can_be_chosen() {
    let basket = with_link(&basket(), 1, AmountRequest::Minimum(money(1_000)));
    let choose = |minor| {
        let link = basket.link(link(1)).unwrap();
        plan_payment(&basket, link, Some(money(minor)), &charging(), at(1))
    };
    let Err(Refusal::AmountNotChargeable { limits, remainder }) = choose(999) else {
        panic!("{:?}", choose(999))
    };
    assert_eq!((limits.min, remainder), (money(1_000), false));
    assert_eq!(choose(1_000), Ok(PaymentPlan::Reserve(money(1_000))));
}

#[test]
fn r12_two_links_cannot_reserve_the_same_money() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let basket = with_link(&basket, 2, AmountRequest::Amount(money(3_000)));
    let first = opened(&basket, 1, link(1), 1);
    assert_eq!(first.balance().reserved, money(10_000));
    assert_eq!(asks(&first, 2), (0, 0));
    assert_eq!(
        decide(&first, &start(2, link(2)), &guest(2)),
        Err(Refusal::PaymentInProgress {
            retry_at: Some(at(36))
        })
    );
    let expired = apply(
        &first,
        &Fact::SessionExpired {
            attempt_id: attempt(1),
        },
        at(36),
    );
    let second = opened(&expired, 2, link(2), 37);
    assert_eq!(asks(&second, 1), (7_000, 7_000));
}

#[test]
fn r12_an_open_session_is_reused_or_expired_first() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let plan = |basket: &Basket, minutes| {
        let link = basket.link(link(1)).unwrap();
        plan_payment(basket, link, None, &charging(), at(minutes))
    };
    assert_eq!(plan(&basket, 0), Ok(PaymentPlan::Reserve(money(10_000))));
    let reserved = decide(&basket, &start(1, link(1)), &guest(1)).unwrap();
    assert_eq!(plan(&reserved, 1), Ok(PaymentPlan::Settle(attempt(1))));
    let open = apply(&reserved, &session_opened(1, 1), at(1));
    let url = "https://gateway.example/1".to_owned();
    assert_eq!(plan(&open, 2), Ok(PaymentPlan::Reuse { url }));
    let items = Command::ChangeItems {
        items: vec![item(12_000)],
        confirm: false,
    };
    let dearer = decide(&open, &items, &staff(2)).unwrap();
    assert_eq!(plan(&dearer, 3), Ok(PaymentPlan::Expire(attempt(1))));
    assert_eq!(
        plan(&open, 34),
        Ok(PaymentPlan::Expire(attempt(1))),
        "it has no time left"
    );
}

#[test]
fn r12_a_session_is_offered_again_while_it_has_three_minutes_left() {
    let open = opened(
        &with_link(&basket(), 1, AmountRequest::Follow),
        1,
        link(1),
        0,
    );
    let plan = |now| {
        let link = open.link(link(1)).unwrap();
        plan_payment(&open, link, None, &charging(), now).unwrap()
    };
    let second = SignedDuration::from_secs(1);
    assert!(matches!(plan(at(32)), PaymentPlan::Reuse { .. }));
    assert_eq!(plan(at(32) + second), PaymentPlan::Expire(attempt(1)));
}

#[test]
fn r12_a_blocked_guest_is_told_when_the_others_sessions_end() {
    let basket = with_link(&basket(), 1, AmountRequest::Amount(money(7_000)));
    let basket = with_link(&basket, 2, AmountRequest::Amount(money(3_000)));
    let own = opened(&basket, 2, link(2), 1);
    let both = opened(&own, 1, link(1), 10);
    let plan = |basket: &Basket| {
        let link = basket.link(link(2)).unwrap();
        plan_payment(basket, link, None, &charging(), at(11))
    };
    // Cash leaves no more than what the other link's session holds.
    let paid = decide(&both, &cash(3, 3_000, true), &staff(11)).unwrap();
    assert_eq!(
        plan(&paid),
        Err(Refusal::PaymentInProgress {
            retry_at: Some(at(45))
        })
    );
    // Nobody knows how long a bank takes.
    let fact = Fact::PaymentProcessing {
        attempt_id: attempt(1),
        session_id: "cs_1".to_owned(),
    };
    let under_way = apply(&paid, &fact, at(11));
    assert_eq!(
        plan(&under_way),
        Err(Refusal::PaymentInProgress { retry_at: None })
    );
}

#[test]
fn r13_an_attempt_keeps_the_language_that_the_guest_picked() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let begun = |picked| {
        let Command::StartPayment(new) = start(1, link(1)) else {
            unreachable!()
        };
        let command = Command::StartPayment(NewAttempt { picked, ..new });
        let basket = decide(&basket, &command, &guest(1)).unwrap();
        let attempt = basket.attempts[0].clone();
        (attempt.language, attempt.picked)
    };
    assert_eq!(begun(None), (Language::De, None));
    let french = Some(Language::Fr);
    assert_eq!(begun(french), (Language::Fr, french));
}

#[test]
fn r13_only_the_terms_of_today_are_accepted() {
    let terms = "https://lake.example/terms";
    let without = Merchant::new(MerchantId::new(ulid(1)), "Lake Tours");
    assert_eq!(accept_terms(&without, None), Ok(None));
    assert_eq!(accept_terms(&without, Some(terms)), Ok(None));
    let with = Merchant {
        terms_url: Some(terms.to_owned()),
        ..without
    };
    assert_eq!(accept_terms(&with, Some(terms)), Ok(Some(terms.to_owned())));
    for other in [None, Some(""), Some("https://lake.example/old")] {
        assert_eq!(accept_terms(&with, other), Err(Refusal::TermsNotAccepted));
    }
}

#[test]
fn r19_accepted_terms_are_in_the_history_once() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let terms = "https://lake.example/terms";
    let press = |basket: &Basket, n| {
        let Command::StartPayment(new) = start(n, link(1)) else {
            unreachable!()
        };
        let accepting = Command::StartPayment(NewAttempt {
            terms: Some(terms.to_owned()),
            ..new
        });
        decide(basket, &accepting, &guest(1)).unwrap()
    };
    let first = press(&basket, 1);
    let ended = Fact::SessionExpired {
        attempt_id: attempt(1),
    };
    let pressed = press(&apply(&first, &ended, at(2)), 2);
    let accepted = |basket: &Basket| {
        let wanted = HistoryEvent::TermsAccepted {
            url: terms.to_owned(),
        };
        basket
            .history
            .iter()
            .filter(|line| line.event == wanted)
            .count()
    };
    assert_eq!(accepted(&first), 1);
    assert_eq!(
        accepted(&pressed),
        1,
        "a second press counts on the same line"
    );
}
