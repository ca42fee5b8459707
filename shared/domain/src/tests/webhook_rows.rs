//! The rows that carry events to merchants' systems: lease, tries, pauses, replay and end.

use super::super::events::{add_webhooks, address_webhooks, claim_webhooks, replay_webhook};
use super::super::ids::{EventId, WebhookEndpointId};
use super::super::webhook::{Event, EventType, WebhookRow};
use super::*;

fn event(n: u64) -> EventId {
    EventId::new(ulid(n))
}

fn endpoint(n: u64) -> WebhookEndpointId {
    WebhookEndpointId::new(ulid(n))
}

fn row(n: u64, endpoint_id: Option<WebhookEndpointId>) -> WebhookRow {
    WebhookRow::new(event(n), Event::BasketPaid, endpoint_id, at(0))
}

fn with_rows(rows: impl IntoIterator<Item = WebhookRow>) -> Basket {
    let (basket, dropped) = add_webhooks(&basket(), rows);
    assert_eq!(dropped, []);
    basket
}

#[test]
fn webhook_a_row_is_leased_retried_and_removed() {
    let key = (event(1), Some(endpoint(1)));
    let queued = with_rows([row(1, Some(endpoint(1))), row(1, Some(endpoint(2)))]);
    assert_eq!(next_due(&queued), Some(at(2)));
    assert!(work(&queued, at(0)).webhooks, "a new row may go at once");
    let (leased, claimed) = claim_webhooks(&queued, 1, at(0)).unwrap();
    assert_eq!(claimed.len(), 1);
    assert_eq!((claimed[0].key(), claimed[0].tries), (key, 1));
    let (both, other) = claim_webhooks(&leased, 9, at(1)).unwrap();
    assert_eq!(
        other[0].endpoint,
        Some(endpoint(2)),
        "another sender has it"
    );
    assert_eq!(claim_webhooks(&both, 9, at(1)), None);
    assert!(!work(&both, at(1)).webhooks);
    let (_, late) = claim_webhooks(&both, 9, at(2)).unwrap();
    assert_eq!(late.len(), 1, "the first lease ran out");
    assert_eq!(late[0].tries, 2);

    let retry = |retry_at| Fact::WebhookNotDelivered { key, retry_at };
    let later = apply(&both, &retry(Some(at(10))), at(1));
    assert_eq!(later.webhooks.len(), 2);
    assert_eq!(later.webhooks[0].state, RowState::Queued { try_at: at(10) });
    assert_eq!(next_due(&later), Some(at(3)), "the other's lease");
    assert!(!work(&later, at(2)).webhooks);
    assert!(work(&later, at(10)).webhooks);

    for over in [retry(None), Fact::WebhookDone { key }] {
        let left = apply(&both, &over, at(1));
        assert_eq!(left.webhooks.len(), 1);
        assert_eq!(left.webhooks[0].endpoint, Some(endpoint(2)));
        assert_eq!(left.history, both.history);
    }
}

#[test]
fn webhook_a_row_without_endpoint_is_addressed_before_it_is_sent() {
    let mut known = row(2, Some(endpoint(3)));
    known.tries = 4;
    let queued = with_rows([row(1, None), known.clone()]);
    assert!(work(&queued, at(0)).webhooks);
    let (_, claimed) = claim_webhooks(&with_rows([row(1, None)]), 9, at(5))
        .unwrap_or_else(|| (basket(), Vec::new()));
    assert_eq!(claimed, []);
    let (addressed, dropped) = address_webhooks(&queued, |kind| {
        assert_eq!(kind, EventType::BasketPaid);
        vec![endpoint(1), endpoint(2)]
    });
    assert_eq!(dropped, []);
    assert_eq!(
        addressed.webhooks,
        [
            known.clone(),
            row(1, Some(endpoint(1))),
            row(1, Some(endpoint(2)))
        ]
    );
    let (nobody, _) = address_webhooks(&queued, |_| Vec::new());
    assert_eq!(nobody.webhooks, [known]);
}

#[test]
fn webhook_rows_are_bounded_and_those_tried_most_go_first() {
    let full = u64::try_from(limits::WEBHOOK_ROWS).unwrap();
    let mut rows: Vec<WebhookRow> = (0..full).map(|n| row(n, Some(endpoint(1)))).collect();
    rows[5].tries = 3;
    rows[9].tries = 3;
    let basket = with_rows(rows);
    let news = [
        row(900, Some(endpoint(2))),
        row(901, Some(endpoint(2))),
        row(902, Some(endpoint(2))),
    ];
    let (next, dropped) = add_webhooks(&basket, news);
    assert_eq!(next.webhooks.len(), limits::WEBHOOK_ROWS);
    let dropped: Vec<EventId> = dropped.iter().map(|row| row.id).collect();
    assert_eq!(dropped, [event(5), event(9), event(0)]);
}

#[test]
fn webhook_retries_go_on_for_three_days_and_then_end() {
    let mut row = row(1, Some(endpoint(1)));
    let hours = |hours: i64| at(hours * 60);
    let mut now = at(0);
    let mut pauses = Vec::new();
    while row.tries < 20 {
        row.tries += 1;
        // 127.5 would be no jitter at all; the two ends are checked below.
        let Some(next) = row.retry_at(now, 127) else {
            break;
        };
        pauses.push(next.duration_since(now).as_secs());
        now = next;
    }
    assert_eq!(row.tries, 11, "ten tries, and a last one at the deadline");
    assert_eq!(now, hours(72));
    let minutes: Vec<i64> = pauses.iter().map(|seconds| (seconds + 30) / 60).collect();
    assert_eq!(minutes[..3], [1, 5, 30]);
    for (minutes, hours) in minutes[3..9].iter().zip([2, 5, 10, 14, 20, 20]) {
        assert!((minutes - hours * 60).abs() <= 5, "{minutes} {hours}");
    }

    row.tries = 4;
    let pause = |jitter| {
        row.retry_at(at(0), jitter)
            .unwrap()
            .duration_since(at(0))
            .as_secs()
    };
    assert_eq!(
        (pause(0), pause(255)),
        (6_480, 7_920),
        "2 h less or more 10 %"
    );
    assert_eq!(row.retry_at(hours(71), 255), Some(hours(72)));
    assert_eq!(row.retry_at(hours(72), 0), None);
    row.replayed_at = Some(hours(72));
    assert!(
        row.retry_at(hours(73), 0).is_some(),
        "counted from the replay"
    );
}

#[test]
fn webhook_pauses_are_as_designed() {
    let minutes = |tries| limits::webhook_pause(tries).as_mins();
    let table = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, u32::MAX].map(minutes);
    assert_eq!(table, [1, 1, 5, 30, 120, 300, 600, 840, 1200, 1200, 1200]);
}

#[test]
fn webhook_a_replay_is_tried_at_once_and_never_stands_twice() {
    let mut delivered = row(1, Some(endpoint(1)));
    delivered.tries = 5;
    let queued = replay_webhook(&basket(), delivered.clone(), at(99), at(100));
    let [again] = queued.webhooks.as_slice() else {
        panic!("{:?}", queued.webhooks)
    };
    assert_eq!((again.tries, again.replayed_at), (0, Some(at(99))));
    assert_eq!(again.occurred_at, at(0));
    assert!(again.is_free(at(100)));
    assert_eq!(next_due(&queued), Some(at(102)));

    let (leased, _) = claim_webhooks(&queued, 9, at(100)).unwrap();
    assert_eq!(
        replay_webhook(&leased, delivered.clone(), at(101), at(101)),
        leased,
        "a sender is at work on it"
    );
    let key = delivered.key();
    let waits = apply(
        &leased,
        &Fact::WebhookNotDelivered {
            key,
            retry_at: Some(at(900)),
        },
        at(101),
    );
    let hurried = replay_webhook(&waits, delivered.clone(), at(199), at(200));
    assert_eq!(hurried.webhooks.len(), 1);
    assert_eq!(
        replay_webhook(&waits, delivered.clone(), at(99), at(200)),
        waits,
        "the same request once more"
    );
    assert!(hurried.webhooks[0].is_free(at(200)));
    let lost = replay_webhook(&leased, delivered, at(102), at(102));
    assert_eq!(lost.webhooks[0].replayed_at, Some(at(102)));
}

#[test]
fn webhook_a_disabled_endpoint_is_told_in_one_mail() {
    let fact = |n, address: &str| Fact::EndpointDisabled {
        endpoint_id: endpoint(1),
        address: address.to_owned(),
        notice: mail(n),
    };
    let told = apply(&basket(), &fact(1, "https://shop.example"), at(1));
    assert_eq!(told.outbox.len(), 1);
    assert_eq!(told.outbox[0].message.kind(), MessageKind::EndpointDisabled);
    let twice = apply(&told, &fact(2, "https://shop.example"), at(1));
    assert_eq!(twice, told);
    let other = apply(&told, &fact(2, "https://other.example"), at(1));
    assert_eq!(other.outbox.len(), 2);
    let mut failed = told.clone();
    failed.outbox[0].state = RowState::Failed {
        at: at(2),
        reason: "550".to_owned(),
    };
    assert_eq!(failed.flags(), [], "guests get nothing from it");
}
