//! Refunds that staff ask for and that the gateway tells of (R2, R18).

use super::*;

/// A basket of 100.00 that was paid at the gateway.
fn paid() -> Basket {
    let open = opened(
        &with_link(&basket(), 1, AmountRequest::Follow),
        1,
        link(1),
        1,
    );
    apply(&open, &paid_fact(1, link(1), 10_000), at(5))
}

fn order(n: u64, minor: i64) -> Command {
    Command::Refund(refund_order(n, Some(minor)))
}

fn told(basket: &Basket, n: u64, minor: i64, status: RefundStatus, minutes: i64) -> Basket {
    let fact = Fact::Refunded(refund_fact(n, 1, minor, status));
    apply(basket, &fact, at(minutes))
}

#[test]
fn r18_a_refund_made_in_the_gateways_dashboard_is_no_longer_owed() {
    let refunded = told(&paid(), 50, 4_000, RefundStatus::Succeeded, 6);
    assert_eq!(refunded.balance().total, money(6_000));
    assert_eq!(refunded.status(), BasketStatus::Paid);
}

#[test]
fn r18_a_refund_that_staff_left_owed_stays_owed_whatever_the_gateway_tells() {
    let keep = Command::Refund(NewRefund {
        keep_total: true,
        ..refund_order(50, Some(4_000))
    });
    let ordered = decide(&paid(), &keep, &staff(6)).unwrap();
    let returned = told(&ordered, 50, 4_000, RefundStatus::Succeeded, 7);
    assert_eq!(returned.balance().total, money(10_000));
    assert_eq!(returned.balance().outstanding, money(4_000));
}

#[test]
fn r18_only_money_that_went_back_in_the_baskets_currency_is_credited() {
    let failed = told(&paid(), 50, 4_000, RefundStatus::Failed, 6);
    assert_eq!(failed.refunds[0].credit, Amount::ZERO);
    assert_eq!(failed.status(), BasketStatus::Paid);

    let open = opened(
        &with_link(&basket(), 1, AmountRequest::Follow),
        1,
        link(1),
        1,
    );
    let Fact::PaymentSucceeded(payment) = paid_fact(1, link(1), 10_000) else {
        unreachable!()
    };
    let euros = Fact::PaymentSucceeded(GatewayPayment {
        currency: Currency::from_code("EUR").unwrap(),
        ..payment
    });
    let foreign = apply(&open, &euros, at(5));
    let refunded = told(&foreign, 50, 4_000, RefundStatus::Succeeded, 6);
    assert_eq!(refunded.balance().total, money(10_000));
}

#[test]
fn r15_a_refund_is_recorded_once() {
    let ordered = decide(&paid(), &order(50, 4_000), &staff(6)).unwrap();
    let mut basket = ordered;
    for status in [
        RefundStatus::Pending,
        RefundStatus::Succeeded,
        RefundStatus::Failed,
    ] {
        let once = told(&basket, 50, 4_000, status, 7);
        assert_eq!(told(&once, 50, 4_000, status, 8), once, "{status:?}");
        basket = once;
    }
    let lines = |event: fn(&HistoryEvent) -> bool| {
        let lines = basket.history.iter().filter(|entry| event(&entry.event));
        lines.map(|entry| entry.count).sum::<u32>()
    };
    assert_eq!(
        lines(|e| matches!(e, HistoryEvent::RefundRequested { .. })),
        1
    );
    assert_eq!(
        lines(|e| matches!(e, HistoryEvent::RefundSucceeded { .. })),
        1
    );
    assert_eq!(lines(|e| matches!(e, HistoryEvent::RefundFailed { .. })), 1);
}

#[test]
fn r18_a_refund_is_asked_about_until_it_is_final() {
    let one = decide(&paid(), &order(50, 4_000), &staff(6)).unwrap();
    let both = decide(&one, &order(51, 1_000), &staff(6)).unwrap();
    let refund = |n| RefundId::new(ulid(n));
    assert_eq!(work(&both, at(7)).refunds, [refund(50), refund(51)]);
    let looked = Fact::RefundChecked {
        refund_id: refund(50),
    };
    let checked = apply(&both, &looked, at(7));
    assert_eq!(work(&checked, at(16)).refunds, [refund(51)]);
    assert_eq!(work(&checked, at(17)).refunds, [refund(50), refund(51)]);

    let settled = told(&checked, 50, 4_000, RefundStatus::Succeeded, 68);
    assert_eq!(work(&settled, at(9_000)).refunds, [refund(51)]);
    assert_eq!(apply(&settled, &looked, at(69)), settled);
}

#[test]
fn r18_a_pending_refund_that_only_the_gateway_knew_of_is_asked_about_as_well() {
    let id = RefundId::new(ulid(50));
    let found = told(&paid(), 50, 4_000, RefundStatus::Pending, 6);
    assert_eq!(work(&found, at(65)).refunds, []);
    assert_eq!(work(&found, at(66)).refunds, [id]);
    let settled = told(&paid(), 50, 4_000, RefundStatus::Succeeded, 6);
    assert_eq!(work(&settled, at(9_000)).refunds, []);

    // We read a refusal, and the gateway made the refund all the same.
    let ordered = decide(&paid(), &order(50, 4_000), &staff(6)).unwrap();
    let refusal = Fact::Refunded(GatewayRefund {
        gateway_id: None,
        ..refund_fact(50, 1, 4_000, RefundStatus::Failed)
    });
    let refused = apply(&ordered, &refusal, at(7));
    assert_eq!(work(&refused, at(9_000)).refunds, []);
    let pending = told(&refused, 50, 4_000, RefundStatus::Pending, 8);
    assert_eq!(work(&pending, at(68)).refunds, [id]);
}

#[test]
fn r18_a_refund_that_failed_in_the_dashboard_is_settled_by_a_later_one() {
    let failed = told(&paid(), 50, 4_000, RefundStatus::Failed, 6);
    assert_eq!(failed.flags(), [BasketFlag::RefundFailed]);
    let again = decide(&failed, &order(51, 4_000), &staff(7)).unwrap();
    let settled = told(&again, 51, 4_000, RefundStatus::Succeeded, 8);
    assert!(settled.flags().is_empty());
}

#[test]
fn r18_each_payment_has_its_own_rest_to_refund() {
    let basket = with_link(&basket(), 1, AmountRequest::Minimum(money(1_000)));
    let first = opened(&basket, 1, link(1), 1);
    let first = apply(&first, &paid_fact(1, link(1), 3_000), at(2));
    let both = decide(&first, &cash(2, 2_000, false), &staff(3)).unwrap();
    let refunded = told(&both, 50, 1_000, RefundStatus::Succeeded, 4);
    let rests: Vec<_> = refunded
        .payments
        .iter()
        .map(|payment| refunded.refundable(payment))
        .collect();
    assert_eq!(rests, [money(2_000), money(2_000)]);
    assert_eq!(
        refunded.payment_of_refund(&refunded.refunds[0]),
        Some(&refunded.payments[0])
    );
}

#[test]
fn r2_the_gateway_returns_what_it_can_and_cash_returns_anything() {
    let step_of_ten = |n, payment_id, minor, outside| {
        Command::Refund(NewRefund {
            payment_id: PaymentId::new(ulid(payment_id)),
            step: 10,
            outside,
            ..refund_order(n, Some(minor))
        })
    };
    let basket = with_link(&basket_in("CHF", 12_000), 1, AmountRequest::Follow);
    let by_cash = decide(&basket, &cash(1, 2_000, false), &staff(1)).unwrap();
    let open = opened(&by_cash, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 10_000), at(5));
    let refusal = decide(&paid, &step_of_ten(50, 101, 1_005, false), &staff(6));
    let Err(Refusal::AmountNotChargeable { limits, .. }) = refusal else {
        panic!("{refusal:?}")
    };
    assert_eq!((limits.min, limits.max), (money(10), money(10_000)));
    for (allowed, status) in [
        (step_of_ten(50, 101, 1_010, false), RefundStatus::Pending),
        (step_of_ten(50, 101, 1_005, true), RefundStatus::Succeeded),
        (step_of_ten(50, 1, 1_005, false), RefundStatus::Succeeded),
    ] {
        let refunded = decide(&paid, &allowed, &staff(6)).unwrap();
        assert_eq!(refunded.refunds[0].status, status, "{allowed:?}");
    }
}

#[test]
fn r19_a_refund_is_told_as_done_only_once_it_is() {
    let done = |basket: &Basket| {
        let done =
            |entry: &HistoryEntry| matches!(entry.event, HistoryEvent::RefundSucceeded { .. });
        basket.history.iter().any(done)
    };
    let ordered = decide(&paid(), &order(50, 4_000), &staff(6)).unwrap();
    assert!(!done(&ordered));
    assert!(done(&told(&ordered, 50, 4_000, RefundStatus::Succeeded, 7)));
    let by_hand = Command::Refund(NewRefund {
        outside: true,
        ..refund_order(50, Some(4_000))
    });
    assert!(done(&decide(&paid(), &by_hand, &staff(6)).unwrap()));
}

#[test]
fn r18_what_staff_do_later_does_not_change_what_an_earlier_refund_credited() {
    let too_much = decide(&paid(), &cash(9, 9_000, true), &staff(6)).unwrap();
    let returned = told(&too_much, 50, 9_000, RefundStatus::Succeeded, 7);
    assert_eq!(returned.balance().total, money(10_000), "it was never owed");

    let dearer = Command::ChangeItems {
        items: vec![item(15_000)],
        confirm: false,
    };
    let dearer = decide(&returned, &dearer, &staff(8)).unwrap();
    let again = told(&dearer, 51, 1_000, RefundStatus::Succeeded, 9);
    assert_eq!(again.balance().outstanding, money(5_000));

    let owed = told(&paid(), 50, 4_000, RefundStatus::Succeeded, 6);
    let too_much = decide(&owed, &cash(9, 3_000, true), &staff(7)).unwrap();
    let again = told(&too_much, 51, 1_000, RefundStatus::Succeeded, 8);
    assert_eq!(
        again.balance().overpaid,
        money(2_000),
        "the rest is still too much"
    );
}

#[test]
fn r18_a_refund_whose_answer_was_lost_is_made_again_soon() {
    let ordered = decide(&paid(), &order(50, 4_000), &staff(6)).unwrap();
    let checked = Fact::RefundChecked {
        refund_id: RefundId::new(ulid(50)),
    };
    let unknown = apply(&ordered, &checked, at(7));
    assert_eq!(unknown.refunds[0].check_at, Some(at(17)));

    let made = told(&ordered, 50, 4_000, RefundStatus::Pending, 7);
    let waiting = apply(&made, &checked, at(7));
    assert_eq!(waiting.refunds[0].check_at, Some(at(67)));
}

#[test]
fn r18_what_staff_returned_of_too_much_is_not_returned_again_by_the_gateways_refund() {
    let too_much = decide(&paid(), &cash(9, 9_000, true), &staff(6)).unwrap();
    let returned = decide(&too_much, &order(50, 3_000), &staff(7)).unwrap();
    assert_eq!(returned.balance().overpaid, money(6_000));
    let again = told(&returned, 51, 7_000, RefundStatus::Succeeded, 8);
    assert_eq!(
        again.balance().total,
        money(9_000),
        "10.00 of it had been owed"
    );

    let failed = told(&returned, 50, 3_000, RefundStatus::Failed, 8);
    let again = told(&failed, 51, 7_000, RefundStatus::Succeeded, 9);
    assert_eq!(again.balance().total, money(10_000), "none of it was owed");
    assert_eq!(again.balance().overpaid, money(2_000));

    let owed_less = decide(&paid(), &order(50, 4_000), &staff(6)).unwrap();
    let too_much = decide(&owed_less, &cash(9, 3_000, true), &staff(7)).unwrap();
    let again = told(&too_much, 51, 4_000, RefundStatus::Succeeded, 8);
    assert_eq!(
        again.balance().total,
        money(5_000),
        "10.00 more is no longer owed"
    );
}

#[test]
fn r18_each_refund_made_in_the_dashboard_lowers_what_is_owed_by_itself() {
    let once = told(&paid(), 50, 4_000, RefundStatus::Succeeded, 6);
    let twice = told(&once, 51, 1_000, RefundStatus::Succeeded, 7);
    assert_eq!(twice.balance().total, money(5_000));
    assert_eq!(twice.status(), BasketStatus::Paid);

    let failed = told(&paid(), 50, 4_000, RefundStatus::Failed, 6);
    let returned = told(&failed, 51, 1_000, RefundStatus::Succeeded, 7);
    assert_eq!(returned.balance().total, money(9_000));
    assert_eq!(returned.status(), BasketStatus::Paid);
}

#[test]
fn r18_a_refund_out_of_reach_is_asked_about_once_a_day() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 10_000), at(5));
    let refund = Command::Refund(refund_order(50, Some(6_000)));
    let pending = decide(&paid, &refund, &staff(6)).unwrap();
    let refund_id = pending.refunds[0].id;
    let checked = apply(&pending, &Fact::RefundChecked { refund_id }, at(10));
    assert_eq!(checked.refunds[0].check_at, Some(at(10 + 10)));
    let out_of_reach = apply(&checked, &Fact::RefundOutOfReach { refund_id }, at(10));
    assert_eq!(out_of_reach.refunds[0].check_at, Some(at(10 + 24 * 60)));
    assert_eq!(out_of_reach.refunds[0].status, RefundStatus::Pending);
}

#[test]
fn r18_a_refund_is_held_then_settled_or_reversed() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 10_000), at(5));
    let refund = |n, minor| Command::Refund(refund_order(n, Some(minor)));
    let pending = decide(&paid, &refund(50, 6_000), &staff(6)).unwrap();
    assert_eq!(pending.refunds[0].status, RefundStatus::Pending);
    assert_eq!(
        decide(&pending, &refund(51, 4_001), &staff(6)),
        Err(Refusal::RefundAbovePaid {
            refundable: money(4_000)
        })
    );
    assert_eq!(
        pending.balance().outstanding,
        Amount::ZERO,
        "the guest no longer owes it"
    );
    let fact = Fact::Refunded(GatewayRefund {
        gateway_id: None,
        ..refund_fact(50, 1, 6_000, RefundStatus::Failed)
    });
    let failed = apply(&pending, &fact, at(7));
    assert_eq!(failed.balance().refunded, Amount::ZERO);
    assert_eq!(failed.balance().total, money(10_000));
    assert_eq!(failed.flags(), [BasketFlag::RefundFailed]);
    assert!(
        failed
            .outbox
            .iter()
            .any(|row| matches!(row.message, Message::RefundFailed { .. }))
    );
}

#[test]
fn r18_refunding_the_excess_leaves_the_basket_paid() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let over = apply(&open, &paid_fact(1, link(1), 12_500), at(5));
    let refund = Command::Refund(refund_order(50, Some(2_500)));
    let refunded = decide(&over, &refund, &staff(6)).unwrap();
    assert_eq!(refunded.status(), BasketStatus::Paid);
    assert_eq!(refunded.balance().total, money(10_000));
}

#[test]
fn r18_a_refund_in_another_currency_credits_nothing() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let Fact::PaymentSucceeded(payment) = paid_fact(1, link(1), 10_000) else {
        unreachable!()
    };
    let euros = GatewayPayment {
        currency: Currency::from_code("EUR").unwrap(),
        ..payment
    };
    let foreign = apply(&open, &Fact::PaymentSucceeded(euros), at(5));
    let refund = Command::Refund(refund_order(50, None));
    let refunded = decide(&foreign, &refund, &staff(6)).unwrap();
    assert_eq!(refunded.balance().total, money(10_000));
    assert_eq!(refunded.status(), BasketStatus::Outstanding);
}

#[test]
fn r18_a_refund_known_before_its_payment_is_credited_as_if_it_came_after() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let open = decide(&open, &cash(1, 10_000, true), &staff(2)).unwrap();
    let refund = Fact::Refunded(refund_fact(50, 1, 10_000, RefundStatus::Succeeded));
    let payment = paid_fact(1, link(1), 10_000);
    let in_order = apply(&apply(&open, &payment, at(5)), &refund, at(6));
    let reversed = apply(&apply(&open, &refund, at(5)), &payment, at(6));
    assert_eq!(in_order.balance(), reversed.balance());
    assert_eq!(in_order.status(), BasketStatus::Paid);
}

#[test]
fn r18_credits_do_not_depend_on_the_order_of_two_payments_and_two_refunds() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let first = opened(&basket, 1, link(1), 1);
    let given_up = apply(
        &first,
        &Fact::SessionExpired {
            attempt_id: attempt(1),
        },
        at(36),
    );
    let open = opened(&given_up, 2, link(1), 40);
    let refund = |n: u64, minor, status| Fact::Refunded(refund_fact(50 + n, n, minor, status));
    let facts = [
        paid_fact(1, link(1), 10_000),
        paid_fact(2, link(1), 10_000),
        refund(1, 10_000, RefundStatus::Succeeded),
        refund(2, 3_000, RefundStatus::Pending),
        refund(2, 3_000, RefundStatus::Failed),
    ];
    let mut seen = None;
    permutations(facts.len(), &mut |order| {
        let end = order.iter().fold(open.clone(), |basket, at_| {
            apply(&basket, &facts[*at_], at(50))
        });
        let end = (end.balance(), end.status());
        assert_eq!(*seen.get_or_insert(end), end, "{order:?}");
    });
    let (balance, status) = seen.unwrap();
    assert_eq!((balance.total, status), (money(10_000), BasketStatus::Paid));
}

#[test]
fn r18_a_refund_that_fails_after_another_succeeded_is_raised() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = apply(
        &opened(&basket, 1, link(1), 1),
        &paid_fact(1, link(1), 10_000),
        at(5),
    );
    let order = |n| Command::Refund(refund_order(n, Some(5_000)));
    let fact = |n, status| Fact::Refunded(refund_fact(n, 1, 5_000, status));
    let both = decide(
        &decide(&paid, &order(50), &staff(6)).unwrap(),
        &order(51),
        &staff(7),
    )
    .unwrap();
    let both = apply(&both, &fact(50, RefundStatus::Succeeded), at(8));
    let both = apply(&both, &fact(51, RefundStatus::Succeeded), at(8));
    let returned = apply(&both, &fact(50, RefundStatus::Failed), at(3_000));
    assert_eq!(returned.flags(), [BasketFlag::RefundFailed]);
    let Command::Refund(refund) = order(52) else {
        unreachable!()
    };
    let by_hand = Command::Refund(NewRefund {
        outside: true,
        ..refund
    });
    let settled = decide(&returned, &by_hand, &staff(3_001)).unwrap();
    assert!(settled.flags().is_empty());
    assert_eq!(
        settled.refunds.last().unwrap().status,
        RefundStatus::Succeeded
    );
}

#[test]
fn r18_what_the_gateway_tells_of_a_refund_outranks_our_reading_of_a_refusal() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = apply(
        &opened(&basket, 1, link(1), 1),
        &paid_fact(1, link(1), 10_000),
        at(5),
    );
    let refund = Command::Refund(refund_order(50, Some(1_000)));
    let fact = |gateway_id: Option<&str>, status| {
        Fact::Refunded(GatewayRefund {
            gateway_id: gateway_id.map(str::to_owned),
            ..refund_fact(50, 1, 1_000, status)
        })
    };
    let pending = decide(&paid, &refund, &staff(6)).unwrap();
    let refused = apply(&pending, &fact(None, RefundStatus::Failed), at(7));
    assert_eq!(refused.balance().refunded, Amount::ZERO);
    let made = apply(
        &refused,
        &fact(Some("re_1"), RefundStatus::Succeeded),
        at(8),
    );
    assert_eq!(made.balance().refunded, money(1_000));
    assert!(made.flags().is_empty());
}

#[test]
fn r18_a_failed_refund_is_settled_by_a_later_one() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = apply(
        &opened(&basket, 1, link(1), 1),
        &paid_fact(1, link(1), 10_000),
        at(5),
    );
    let refund = |n| Command::Refund(refund_order(n, Some(1_000)));
    let fact = |n, status| {
        Fact::Refunded(GatewayRefund {
            gateway_id: None,
            ..refund_fact(n, 1, 1_000, status)
        })
    };
    let first = decide(&paid, &refund(50), &staff(6)).unwrap();
    let failed = apply(&first, &fact(50, RefundStatus::Failed), at(7));
    assert_eq!(failed.flags(), [BasketFlag::RefundFailed]);
    let second = decide(&failed, &refund(51), &staff(8)).unwrap();
    let returned = apply(&second, &fact(51, RefundStatus::Succeeded), at(9));
    assert!(returned.flags().is_empty());
}
