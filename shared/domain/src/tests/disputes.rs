//! Disputes as the gateway tells of them (R18).

use super::*;

#[test]
fn r18_a_dispute_never_changes_what_is_outstanding() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = apply(
        &opened(&basket, 1, link(1), 1),
        &paid_fact(1, link(1), 10_000),
        at(5),
    );
    let disputed = apply(&paid, &dispute_fact(1, DisputeStatus::Open), at(6));
    assert_eq!(disputed.balance(), paid.balance());
    assert_eq!(disputed.flags(), [BasketFlag::Disputed]);
    let tickets = Command::SendTickets {
        mail_id: mail(1),
        force: false,
    };
    assert!(matches!(
        decide(&disputed, &tickets, &staff(7)),
        Err(Refusal::OutstandingBalance { .. })
    ));
}

#[test]
fn r18_staff_are_told_of_a_dispute_once_for_each_step_in_every_order() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = apply(
        &opened(&basket, 1, link(1), 1),
        &paid_fact(1, link(1), 10_000),
        at(5),
    );
    let others = paid.outbox.len();
    let steps = [DisputeStatus::Open, DisputeStatus::Won, DisputeStatus::Lost];
    permutations(steps.len(), &mut |order| {
        // Each told twice in a row, and all of them again at the end.
        let told = order.iter().flat_map(|n| [*n, *n]).chain(order.to_vec());
        let end = told.fold(paid.clone(), |basket, n| {
            apply(&basket, &dispute_fact(1, steps[n]), at(6))
        });
        let mut expected = Vec::new();
        for status in order.iter().map(|n| steps[*n]) {
            if expected.last().is_none_or(|last| *last < status) {
                expected.push(status);
            }
        }
        let mailed: Vec<_> = end.outbox[others..]
            .iter()
            .map(|row| {
                let Message::Dispute { gateway_id, status } = &row.message else {
                    panic!("{row:?}");
                };
                assert_eq!(gateway_id, "dp_1");
                *status
            })
            .collect();
        assert_eq!(mailed, expected, "{order:?}");
        assert_eq!(end.disputes[0].answer_by, Some(at(7 * 24 * 60)));
    });
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
