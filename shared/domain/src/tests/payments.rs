//! Payments that the gateway took, and the mails that they cause (R15, R20, R21).

use super::*;

#[test]
fn r15_a_payment_is_recorded_once_whatever_the_state() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 10_000), at(5));
    assert_eq!(paid.status(), BasketStatus::Paid);
    assert!(paid.flags().is_empty());
    assert_eq!(apply(&paid, &paid_fact(1, link(1), 10_000), at(6)), paid);

    let expired = apply(
        &open,
        &Fact::SessionExpired {
            attempt_id: attempt(1),
        },
        at(36),
    );
    let late = apply(&expired, &paid_fact(1, link(1), 10_000), at(40));
    assert_eq!(late.payments[0].flags, [PaymentFlag::UnexpectedPayment]);
    assert_eq!(late.balance().outstanding, Amount::ZERO);

    let cancelled = decide(&open, &Command::CancelBasket { confirm: false }, &staff(4)).unwrap();
    let after = apply(&cancelled, &paid_fact(1, link(1), 10_000), at(5));
    assert_eq!(after.payments.len(), 1);
    assert_eq!(after.flags(), [BasketFlag::UnexpectedPayment]);
}

#[test]
fn r15_a_wrong_amount_or_currency_is_recorded_and_flagged() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let more = apply(&open, &paid_fact(1, link(1), 15_000), at(5));
    assert_eq!(more.balance().overpaid, money(5_000));
    assert_eq!(
        more.flags(),
        [BasketFlag::Overpaid, BasketFlag::AmountMismatch]
    );
    let Fact::PaymentSucceeded(payment) = paid_fact(1, link(1), 10_000) else {
        unreachable!()
    };
    let euros = GatewayPayment {
        currency: Currency::from_code("EUR").unwrap(),
        ..payment
    };
    let foreign = apply(&open, &Fact::PaymentSucceeded(euros), at(5));
    assert_eq!(foreign.payments.len(), 1);
    assert_eq!(
        foreign.balance().paid,
        Amount::ZERO,
        "euros do not pay francs"
    );
    assert_eq!(foreign.flags(), [BasketFlag::AmountMismatch]);
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
fn r20_a_payment_sends_receipt_and_notice_but_no_tickets() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = apply(
        &opened(&basket, 1, link(1), 1),
        &paid_fact(1, link(1), 10_000),
        at(5),
    );
    let kinds: Vec<_> = paid.outbox.iter().map(|row| row.message.clone()).collect();
    let payment_id = PaymentId::new(ulid(101));
    assert_eq!(
        kinds,
        [
            Message::Receipt { payment_id },
            Message::StaffNotice { payment_id }
        ]
    );
    assert_eq!(paid.tickets_sent, None);
    let tickets = Command::SendTickets {
        mail_id: mail(1),
        force: false,
    };
    let sent = decide(&paid, &tickets, &staff(6)).unwrap();
    assert!(sent.tickets_sent.as_ref().unwrap().fully_paid);
    assert_eq!(decide(&sent, &tickets, &staff(7)).unwrap(), sent);
}

#[test]
fn r21_tickets_go_out_by_themselves_only_at_zero_balance() {
    let basket = with_link(&basket(), 1, AmountRequest::Minimum(money(1_000)));
    let release = |minor| {
        let Fact::PaymentSucceeded(payment) = paid_fact(1, link(1), minor) else {
            unreachable!()
        };
        let mails = PaymentMails {
            tickets: Some(mail(9)),
            ..payment.mails.clone()
        };
        let fact = Fact::PaymentSucceeded(GatewayPayment { mails, ..payment });
        apply(&opened(&basket, 1, link(1), 1), &fact, at(5))
            .tickets_sent
            .is_some()
    };
    assert!(release(10_000));
    assert!(!release(4_000), "something is outstanding");
    assert!(!release(12_000), "it is overpaid");
    let Command::RecordPayment(payment) = cash(1, 10_000, false) else {
        unreachable!()
    };
    let by_cash = Command::RecordPayment(NewPayment {
        tickets: Some(mail(9)),
        ..payment
    });
    assert!(
        decide(&basket, &by_cash, &staff(1))
            .unwrap()
            .tickets_sent
            .is_some()
    );
}

#[test]
fn r20_nothing_is_sent_to_a_buyer_who_is_staff_or_has_no_address() {
    let tickets = Some(mail(9));
    let open = opened(
        &with_link(&basket(), 1, AmountRequest::Follow),
        1,
        link(1),
        1,
    );
    let Fact::PaymentSucceeded(payment) = paid_fact(1, link(1), 10_000) else {
        unreachable!()
    };
    let mails = PaymentMails {
        tickets,
        ..payment.mails.clone()
    };
    let by_card = Fact::PaymentSucceeded(GatewayPayment { mails, ..payment });
    let Command::RecordPayment(payment) = cash(1, 10_000, true) else {
        unreachable!()
    };
    let by_cash = Command::RecordPayment(NewPayment { tickets, ..payment });
    let kinds = |basket: &Basket| {
        let messages = basket.outbox.iter().map(|row| row.message.kind());
        messages.collect::<Vec<_>>()
    };
    let receipt = MessageKind::Receipt;
    let notice = MessageKind::StaffNotice;
    let tickets = MessageKind::Tickets;

    let paid = apply(&open, &by_card, at(5));
    assert_eq!(kinds(&paid), [receipt, notice, tickets]);
    let paid = decide(&open, &by_cash, &staff(5)).unwrap();
    assert_eq!(kinds(&paid), [receipt, tickets]);

    let mut by_staff = open.clone();
    by_staff.buyer.staff_role = Some(StaffRole::Employee);
    let mut unreachable = open;
    unreachable.buyer.email = None;
    for basket in [by_staff, unreachable] {
        let paid = apply(&basket, &by_card, at(5));
        assert_eq!(kinds(&paid), [notice], "{:?}", basket.buyer);
        assert_eq!(paid.tickets_sent, None);
        let paid = decide(&basket, &by_cash, &staff(5)).unwrap();
        assert_eq!(kinds(&paid), [], "{:?}", basket.buyer);
        assert_eq!(paid.tickets_sent, None);
    }
}
