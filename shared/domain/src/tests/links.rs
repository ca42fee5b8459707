//! What links are found by, ask for and hold up (R2, R5, R7 to R10, R12).

use super::*;

#[test]
fn r10_a_link_is_found_by_its_own_token_only() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let basket = with_link(&basket, 2, AmountRequest::Follow);
    for n in [1, 2] {
        let made = basket.link(link(n)).unwrap();
        let url = basket.link_url(made);
        let token = url.strip_prefix("https://pay.example/pay/").unwrap();
        let token = Token::parse(token).unwrap();
        assert_eq!(token.basket_id, basket.id);
        assert_eq!(basket.link_by_token(&token), Some(made));

        let elsewhere = Token {
            basket_id: BasketId::new(ulid(77)),
            ..token.clone()
        };
        assert_eq!(basket.link_by_token(&elsewhere), None);
        let guessed = Token {
            secret: Secret::new([9; 16]),
            ..token
        };
        assert_eq!(basket.link_by_token(&guessed), None);
    }
}

#[test]
fn r7_a_link_is_emailed_and_shows_it_itself() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let basket = with_link(&basket, 2, AmountRequest::Follow);
    let send = Command::SendLink {
        link_id: link(2),
        mail_id: mail(1),
    };
    let sent = decide(&basket, &send, &staff(1)).unwrap();
    assert_eq!(sent.link(link(1)).unwrap().email, None);
    assert_eq!(
        sent.link(link(2)).unwrap().email.as_ref().unwrap().mail_id,
        mail(1)
    );
}

#[test]
fn r8_a_link_lives_180_days_at_most() {
    let days = |days: i64| days * 24 * 60;
    let ask = |minutes| {
        let link = NewLink {
            expires_at: Some(at(minutes)),
            ..new_link(1, AmountRequest::Follow)
        };
        decide(&basket(), &Command::CreateLink(link), &staff(0)).map(|b| b.links[0].expires_at)
    };
    assert_eq!(ask(days(180)), Ok(at(days(180))));
    assert_eq!(ask(days(180) + 1), Err(Refusal::ExpiryOutOfRange));
}

#[test]
fn r8_the_first_departure_is_the_earliest_of_the_items() {
    let mut basket = basket();
    assert_eq!(basket.first_departure(), None);
    basket.items = [None, Some(at(700)), Some(at(600))]
        .map(|starts_at| Item {
            starts_at,
            ..item(1_000)
        })
        .to_vec();
    assert_eq!(basket.first_departure(), Some(at(600)));
}

#[test]
fn r8_an_expiry_is_noted_when_it_has_come() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let end = 14 * 24 * 60;
    assert_eq!(work(&basket, at(end - 1)).expired_links, []);
    assert_eq!(work(&basket, at(end)).expired_links, [link(1)]);
}

#[test]
fn r5_only_a_link_that_never_asks_again_survives_a_new_buyer() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let basket = with_link(&basket, 2, AmountRequest::Amount(money(3_000)));
    let open = opened(&basket, 1, link(2), 1);
    let part = apply(&open, &paid_fact(1, link(2), 3_000), at(2));
    let paid = decide(&part, &cash(2, 7_000, false), &staff(3)).unwrap();
    let statuses = |basket: &Basket| [status(basket, 1, 5), status(basket, 2, 5)];
    assert_eq!(statuses(&paid), [LinkStatus::Paid, LinkStatus::Paid]);
    let changed = decide(&paid, &buyer_is_ben(false), &staff(4)).unwrap();
    assert_eq!(
        statuses(&changed),
        [LinkStatus::Superseded, LinkStatus::Paid]
    );
    let kept = decide(&paid, &buyer_has_a_phone(), &staff(4)).unwrap();
    assert_eq!(statuses(&kept), [LinkStatus::Paid, LinkStatus::Paid]);
}

#[test]
fn r2_more_than_one_charge_can_take_is_paid_in_several() {
    let charging = Charging::On {
        account: None,
        limits: Some(ChargeLimits {
            min: money(50),
            max: money(999),
            step: 10,
        }),
    };
    let charged = |total| can_create_link(&basket_in("CHF", total), &charging);
    assert!(charged(990).is_ok(), "one charge");
    assert!(charged(2_000).is_ok(), "several, the largest of 990");
    assert!(charged(2_005).is_err(), "5 would be left for ever");
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
