//! What merchants' systems are told: which change makes which event, and the rows that carry them.

use super::super::events::{
    add_webhooks, address_webhooks, claim_webhooks, events_between, replay_webhook,
};
use super::super::ids::{EventId, WebhookEndpointId};
use super::super::webhook::{Event, EventType, WebhookRow};
use super::*;

fn event(n: u64) -> EventId {
    EventId::new(ulid(n))
}

fn endpoint(n: u64) -> WebhookEndpointId {
    WebhookEndpointId::new(ulid(n))
}

fn linked() -> Basket {
    with_link(&basket(), 1, AmountRequest::Follow)
}

fn open() -> Basket {
    opened(&linked(), 1, link(1), 1)
}

fn paid(minor: i64) -> Basket {
    apply(&open(), &paid_fact(1, link(1), minor), at(5))
}

fn carried_out(basket: &Basket, command: &Command) -> Basket {
    decide(basket, command, &staff(6)).unwrap()
}

fn told(basket: &Basket, fact: &Fact) -> Vec<Event> {
    events_between(basket, &apply(basket, fact, at(20)))
}

fn made(basket: &Basket, command: &Command) -> Vec<Event> {
    events_between(basket, &carried_out(basket, command))
}

fn payment(n: u64) -> PaymentId {
    PaymentId::new(ulid(n))
}

#[test]
fn what_changes_nothing_tells_nothing() {
    for basket in [basket(), linked(), open(), paid(10_000), paid(12_000)] {
        assert_eq!(events_between(&basket, &basket), []);
    }
    assert_eq!(events_between(&linked(), &open()), [], "opening a session");
    assert_eq!(
        told(&paid(10_000), &paid_fact(1, link(1), 10_000)),
        [],
        "a webhook that comes twice"
    );
}

#[test]
fn payment_link_created() {
    let created = Event::PaymentLinkCreated { link_id: link(1) };
    assert_eq!(events_between(&basket(), &linked()), [created]);
}

#[test]
fn payment_link_cancelled_however_it_was_withdrawn() {
    let cancelled = [Event::PaymentLinkCancelled { link_id: link(1) }];
    let cancel = Command::CancelLink {
        link_id: link(1),
        confirm: false,
    };
    assert_eq!(made(&linked(), &cancel), cancelled);
    assert_eq!(
        made(&linked(), &Command::CancelBasket { confirm: false }),
        cancelled
    );
    assert_eq!(made(&linked(), &buyer_is_ben(false)), cancelled);
}

#[test]
fn a_link_that_has_ended_is_not_cancelled_once_more() {
    let cancel_basket = Command::CancelBasket { confirm: true };
    let cancel_link = Command::CancelLink {
        link_id: link(1),
        confirm: false,
    };
    let closed = carried_out(&linked(), &cancel_link);
    assert_eq!(made(&closed, &cancel_basket), []);
    let superseded = carried_out(&linked(), &buyer_is_ben(false));
    assert_eq!(made(&superseded, &cancel_basket), []);
    let expired = apply(&linked(), &Fact::LinkExpired { link_id: link(1) }, at(9));
    assert_eq!(made(&expired, &cancel_basket), []);
    assert_eq!(made(&paid(10_000), &cancel_basket), []);
}

#[test]
fn payment_link_expired_once() {
    let fact = Fact::LinkExpired { link_id: link(1) };
    let expired = Event::PaymentLinkExpired { link_id: link(1) };
    assert_eq!(told(&linked(), &fact), [expired]);
    assert_eq!(told(&apply(&linked(), &fact, at(9)), &fact), []);
}

#[test]
fn payment_recorded_by_gateway_or_staff() {
    let recorded = |payment_id| Event::PaymentRecorded { payment_id };
    assert_eq!(
        told(&open(), &paid_fact(1, link(1), 4_000)),
        [recorded(payment(101))]
    );
    assert_eq!(
        made(&basket(), &cash(7, 4_000, false)),
        [recorded(payment(7))]
    );
}

#[test]
fn basket_paid_when_nothing_is_outstanding_any_more() {
    let recorded = Event::PaymentRecorded {
        payment_id: payment(101),
    };
    assert_eq!(
        told(&open(), &paid_fact(1, link(1), 10_000)),
        [recorded, Event::BasketPaid]
    );
    let cheaper = Command::ChangeItems {
        items: vec![item(4_000)],
        confirm: true,
    };
    assert_eq!(made(&paid(4_000), &cheaper), [Event::BasketPaid]);
    assert_eq!(
        made(&basket(), &Command::CancelBasket { confirm: false }),
        [],
        "a cancelled basket is not paid"
    );
}

#[test]
fn basket_overpaid_once_and_paid_with_it() {
    let recorded = Event::PaymentRecorded {
        payment_id: payment(101),
    };
    assert_eq!(
        told(&open(), &paid_fact(1, link(1), 12_000)),
        [recorded, Event::BasketPaid, Event::BasketOverpaid]
    );
    let again = Event::PaymentRecorded {
        payment_id: payment(102),
    };
    assert_eq!(
        told(&paid(12_000), &paid_fact(2, link(1), 500)),
        [again],
        "it was overpaid before"
    );
}

#[test]
fn payment_refunded_and_refund_failed_once_each() {
    let id = RefundId::new(ulid(50));
    let fact = |status| Fact::Refunded(refund_fact(50, 1, 4_000, status));
    let refunded = [Event::PaymentRefunded { refund_id: id }];
    let failed = [Event::RefundFailed { refund_id: id }];
    let pending = carried_out(
        &paid(10_000),
        &Command::Refund(refund_order(50, Some(4_000))),
    );
    assert_eq!(events_between(&paid(10_000), &pending), []);
    assert_eq!(told(&pending, &fact(RefundStatus::Succeeded)), refunded);
    assert_eq!(told(&pending, &fact(RefundStatus::Failed)), failed);
    let done = apply(&pending, &fact(RefundStatus::Succeeded), at(8));
    assert_eq!(told(&done, &fact(RefundStatus::Succeeded)), []);
    assert_eq!(
        told(&done, &fact(RefundStatus::Failed)),
        failed,
        "money that came back after it seemed to have gone"
    );
    assert_eq!(
        told(&paid(10_000), &fact(RefundStatus::Succeeded)),
        refunded,
        "made in the gateway's dashboard"
    );
    let other = Fact::Refunded(refund_fact(51, 1, 1_000, RefundStatus::Succeeded));
    let other_id = RefundId::new(ulid(51));
    assert_eq!(
        told(&done, &other),
        [Event::PaymentRefunded {
            refund_id: other_id
        }]
    );
}

#[test]
fn payment_disputed_at_each_step_and_for_each_dispute() {
    let disputed = |n: u64, status| Event::PaymentDisputed {
        gateway_id: format!("dp_{n}"),
        status,
    };
    let first = dispute_fact(1, DisputeStatus::Open);
    assert_eq!(
        told(&paid(10_000), &first),
        [disputed(1, DisputeStatus::Open)]
    );
    let one = apply(&paid(10_000), &first, at(7));
    assert_eq!(told(&one, &first), []);
    assert_eq!(
        told(&one, &dispute_fact(1, DisputeStatus::Lost)),
        [disputed(1, DisputeStatus::Lost)]
    );
    assert_eq!(
        told(&one, &dispute_fact(2, DisputeStatus::Open)),
        [disputed(2, DisputeStatus::Open)]
    );
}

#[test]
fn tickets_sent_each_time() {
    let send = |n| Command::SendTickets {
        mail_id: mail(n),
        force: true,
    };
    let sent = |n| [Event::TicketsSent { mail_id: mail(n) }];
    assert_eq!(made(&basket(), &send(1)), sent(1));
    let once = carried_out(&basket(), &send(1));
    assert_eq!(made(&once, &send(2)), sent(2));
    assert_eq!(made(&once, &send(1)), []);
}

#[test]
fn email_failed_once_whether_the_outbox_or_the_link_says_so() {
    let command = Command::CreateLink(NewLink {
        email: Some(mail(1)),
        ..new_link(1, AmountRequest::Follow)
    });
    let queued = carried_out(&basket(), &command);
    let fact = |retry| Fact::MailNotSent {
        mail_id: mail(1),
        retry,
        reason: "550".to_owned(),
        notice: mail(700),
    };
    let failed = [Event::EmailFailed {
        mail_id: mail(1),
        message: MessageKind::PaymentRequest,
    }];
    assert_eq!(told(&queued, &fact(true)), []);
    assert_eq!(told(&queued, &fact(false)), failed);
    let mut bounced = apply(&queued, &Fact::MailSent { mail_id: mail(1) }, at(1));
    let sent = bounced.clone();
    bounced.links[0].email.as_mut().unwrap().status = EmailStatus::Failed;
    assert_eq!(
        events_between(&sent, &bounced),
        failed,
        "the row is gone by then"
    );
    assert_eq!(events_between(&bounced, &bounced), []);

    let tickets = carried_out(
        &paid(10_000),
        &Command::SendTickets {
            mail_id: mail(1),
            force: false,
        },
    );
    assert_eq!(
        told(&tickets, &fact(false)),
        [Event::EmailFailed {
            mail_id: mail(1),
            message: MessageKind::Tickets,
        }]
    );
}

#[test]
fn types_have_the_words_of_the_api_in_every_place() {
    let events = [
        Event::PaymentLinkCreated { link_id: link(1) },
        Event::PaymentRecorded {
            payment_id: payment(1),
        },
        Event::PaymentRefunded {
            refund_id: RefundId::new(ulid(1)),
        },
        Event::RefundFailed {
            refund_id: RefundId::new(ulid(1)),
        },
        Event::PaymentDisputed {
            gateway_id: "dp_1".to_owned(),
            status: DisputeStatus::Open,
        },
        Event::BasketPaid,
        Event::BasketOverpaid,
        Event::PaymentLinkCancelled { link_id: link(1) },
        Event::PaymentLinkExpired { link_id: link(1) },
        Event::TicketsSent { mail_id: mail(1) },
        Event::EmailFailed {
            mail_id: mail(1),
            message: MessageKind::Receipt,
        },
    ];
    let kinds: Vec<EventType> = events.iter().map(Event::kind).collect();
    assert_eq!(kinds, EventType::ALL);
    for event in events {
        let kind = event.kind();
        let json = serde_json::to_value(&event).unwrap();
        assert_eq!(json["type"], kind.as_str());
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        assert_eq!(EventType::from_word(kind.as_str()), Some(kind));
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
    }
    assert_eq!(EventType::from_word("payment.made"), None);
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
