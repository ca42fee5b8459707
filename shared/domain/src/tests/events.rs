//! Events for merchants' systems: which change makes which event.

use super::super::events::events_between;
use super::super::webhook::{Event, EventType};
use super::*;

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
