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
