//! Facts in every order (R15).

use super::*;

#[test]
fn r15_facts_end_the_same_in_every_order() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let refund = |status| Fact::Refunded(refund_fact(50, 1, 2_000, status));
    let facts = [
        Fact::PaymentProcessing {
            attempt_id: attempt(1),
            session_id: "cs_1".to_owned(),
        },
        paid_fact(1, link(1), 10_000),
        refund(RefundStatus::Pending),
        refund(RefundStatus::Failed),
        dispute_fact(1, DisputeStatus::Open),
        dispute_fact(1, DisputeStatus::Won),
    ];
    // Each order, each with any of the facts told a second time at the end, one a minute.
    let mut end = None;
    let mut orders = 0;
    permutations(facts.len(), &mut |order| {
        let mut minutes = 2..;
        let mut tell = |basket: Basket, fact: &usize| {
            apply(&basket, &facts[*fact], at(minutes.next().unwrap()))
        };
        let once = order.iter().fold(open.clone(), &mut tell);
        for again in 0..1_usize << facts.len() {
            let again = order.iter().filter(|fact| again >> **fact & 1 == 1);
            let told = again.clone().fold(once.clone(), &mut tell);
            let told = without_history_and_times(told);
            let first = end.get_or_insert_with(|| told.clone());
            assert_eq!(
                *first,
                told,
                "{order:?}, then {:?}",
                again.collect::<Vec<_>>()
            );
            orders += 1;
        }
    });
    assert_eq!(orders, 46_080);
    println!("{orders} orders of 6 facts, one end");

    let end = end.unwrap();
    assert_eq!(end.status(), BasketStatus::Paid);
    assert_eq!(status(&end, 1, 60), LinkStatus::Paid);
    assert_eq!(end.balance().paid, money(10_000));
    assert_eq!(end.balance().refunded, Amount::ZERO);
    assert!(matches!(end.attempts[0].state, AttemptState::Paid { .. }));
    assert_eq!(end.refunds[0].status, RefundStatus::Failed);
    assert_eq!(end.disputes[0].status, DisputeStatus::Won);
    assert_eq!(end.flags(), [BasketFlag::RefundFailed]);
    let mails: Vec<_> = without_history_and_times(end)
        .outbox
        .iter()
        .map(|row| row.message.kind())
        .collect();
    assert_eq!(
        mails,
        [
            MessageKind::Receipt,
            MessageKind::StaffNotice,
            MessageKind::RefundFailed
        ]
    );
}

/// All that a basket holds but its history, with every time that facts write set to one moment and
/// its mails in the order of their ids.
fn without_history_and_times(mut basket: Basket) -> Basket {
    let moment = at(0);
    basket.history.clear();
    for payment in &mut basket.payments {
        payment.recorded_at = moment;
    }
    for refund in &mut basket.refunds {
        refund.created_at = moment;
        refund.failed_at = refund.failed_at.and(Some(moment));
    }
    for dispute in &mut basket.disputes {
        dispute.opened_at = moment;
    }
    for row in &mut basket.outbox {
        row.queued_at = moment;
        row.state = RowState::Queued { try_at: moment };
    }
    // Staff are not told of an older step of a dispute after a newer one.
    basket
        .outbox
        .retain(|row| row.message.kind() != MessageKind::Dispute);
    basket.outbox.sort_by_key(|row| row.id);
    basket
}
