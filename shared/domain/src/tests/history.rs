//! The lines of history, and which of them fold (R19).

use super::*;

#[test]
fn r19_every_change_is_in_the_history_and_a_strangers_repetitions_fold() {
    let mut basket = with_link(&basket(), 1, AmountRequest::Minimum(money(1_000)));
    let lines = basket.history.len();
    for n in 0..50 {
        let minutes = i64::try_from(n).unwrap();
        basket = opened(&basket, n, link(1), minutes);
        basket = apply(
            &basket,
            &Fact::SessionExpired {
                attempt_id: attempt(n),
            },
            at(minutes),
        );
    }
    assert_eq!(basket.history.len(), lines + 2);
    assert_eq!(basket.history.last().unwrap().count, 50);
    assert_eq!(basket.attempts.len(), limits::CLOSED_ATTEMPTS);
}

#[test]
fn r19_a_guests_repetitions_fold_whatever_amount_they_choose() {
    let mut basket = with_link(&basket(), 1, AmountRequest::Minimum(money(1_000)));
    let lines = basket.history.len();
    for n in 1..=5 {
        let amount = money(i64::try_from(n).unwrap() * 1_000);
        let minutes = i64::try_from(n).unwrap();
        let Command::StartPayment(new) = start(n, link(1)) else {
            unreachable!()
        };
        let chosen = Command::StartPayment(NewAttempt {
            chosen: Some(amount),
            ..new
        });
        basket = decide(&basket, &chosen, &guest(minutes)).unwrap();
        let expired = Fact::SessionExpired {
            attempt_id: attempt(n),
        };
        basket = apply(&basket, &expired, at(minutes));
    }
    let folded: Vec<_> = basket.history[lines..]
        .iter()
        .map(|entry| (entry.event.clone(), entry.count, entry.at))
        .collect();
    let amount = money(5_000);
    let link_id = link(1);
    let started = HistoryEvent::PaymentStarted { link_id, amount };
    let expired = HistoryEvent::PaymentExpired { amount };
    assert_eq!(folded, [(started, 5, at(5)), (expired, 5, at(5))]);
}

#[test]
fn r19_payments_started_through_two_links_are_two_lines() {
    let basket = with_link(&basket(), 1, AmountRequest::Amount(money(3_000)));
    let basket = with_link(&basket, 2, AmountRequest::Amount(money(3_000)));
    let lines = basket.history.len();
    let both = opened(&opened(&basket, 1, link(1), 1), 2, link(2), 1);
    assert_eq!(both.history.len(), lines + 2);
}

#[test]
fn r19_mails_to_a_guest_who_asks_again_fold_and_those_of_staff_stand_alone() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let end = 14 * 24 * 60;
    let ask = |basket: &Basket, n, minutes| {
        let link = NewLink {
            email: Some(mail(n)),
            ..new_link(n, AmountRequest::Follow)
        };
        let expired = self::link(1);
        let request = Command::RequestNewLink { expired, link };
        decide(basket, &request, &guest(minutes)).unwrap()
    };
    let queued = |basket: &Basket| {
        let is_mail = |event: &HistoryEvent| matches!(event, HistoryEvent::EmailQueued { .. });
        let lines = basket.history.iter().filter(|entry| is_mail(&entry.event));
        lines.map(|entry| entry.count).collect::<Vec<_>>()
    };
    let twice = ask(&ask(&basket, 2, end), 3, end + 15);
    assert_eq!(queued(&twice), [2]);

    let send = |basket: &Basket, n| {
        let send = Command::SendLink {
            link_id: link(2),
            mail_id: mail(n),
        };
        decide(basket, &send, &staff(end + 16)).unwrap()
    };
    assert_eq!(queued(&send(&send(&twice, 4), 5)), [2, 1, 1]);
}

#[test]
fn r19_a_folded_line_reads_back_with_its_count() {
    let open = opened(
        &with_link(&basket(), 1, AmountRequest::Follow),
        1,
        link(1),
        1,
    );
    let expired = Fact::SessionExpired {
        attempt_id: attempt(1),
    };
    let again = opened(&apply(&open, &expired, at(36)), 2, link(1), 37);
    assert!(again.history.iter().any(|entry| entry.count == 2));
    let item: serde_dynamo::Item = serde_dynamo::to_item(&again).unwrap();
    let read: Basket = serde_dynamo::from_item(item).unwrap();
    assert_eq!(read, again);
}
