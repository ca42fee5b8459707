//! The body that is posted: what happened, with the things concerned in the shapes that the API
//! answers, as the basket is now.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super as views;
use paylink_domain::basket::Basket;
use paylink_domain::ids::MailId;
use paylink_domain::outbox::MessageKind;
use paylink_domain::payment::DisputeStatus;
use paylink_domain::webhook::{Event, WebhookRow};

/// The body of an event of this basket. It names no guest: whoever may know who it is reads the basket.
pub fn event_body(basket: &Basket, row: &WebhookRow, now: Timestamp) -> String {
    json!({
        "type": row.event.kind().as_str(),
        "timestamp": row.occurred_at,
        "data": data(basket, &row.event, now),
    })
    .to_string()
}

fn data(basket: &Basket, event: &Event, now: Timestamp) -> Value {
    let mut data = Map::new();
    data.insert("basket".to_owned(), about(basket));
    data.extend(concerned(basket, event, now).map(|(name, value)| (name.to_owned(), value)));
    Value::Object(data)
}

/// The thing that an event is about besides the basket, with its name; `None` for the basket alone.
fn concerned(basket: &Basket, event: &Event, now: Timestamp) -> Option<(&'static str, Value)> {
    match event {
        Event::PaymentLinkCreated { link_id }
        | Event::PaymentLinkCancelled { link_id }
        | Event::PaymentLinkExpired { link_id } => {
            let link = basket.link(*link_id);
            let link = link.map(|link| views::link(basket, link, now));
            Some(("payment_link", json!(link)))
        }
        Event::PaymentRecorded { payment_id } => {
            let payment = basket.payment(*payment_id);
            let payment = payment.map(|payment| views::payment(basket, payment));
            Some(("payment", json!(payment)))
        }
        Event::PaymentRefunded { refund_id } | Event::RefundFailed { refund_id } => {
            let refund = basket.refunds.iter().find(|refund| refund.id == *refund_id);
            let refund = refund.map(|refund| views::refund(basket, refund));
            Some(("refund", json!(refund)))
        }
        Event::PaymentDisputed { gateway_id, status } => {
            Some(("dispute", dispute(basket, gateway_id, *status)))
        }
        Event::BasketPaid | Event::BasketOverpaid => None,
        Event::TicketsSent { mail_id } => Some(("tickets", tickets(basket, *mail_id))),
        Event::EmailFailed { mail_id, message } => {
            Some(("email", email(basket, *mail_id, *message)))
        }
    }
}

fn dispute(basket: &Basket, gateway_id: &str, status: DisputeStatus) -> Value {
    let dispute = basket
        .disputes
        .iter()
        .find(|dispute| dispute.gateway_id == gateway_id);
    let payment_id = dispute
        .and_then(|dispute| basket.payment_of_intent(&dispute.payment_intent))
        .map(|payment| payment.id);
    json!({
        "gateway_id": gateway_id,
        "payment_id": payment_id,
        "amount": dispute.map(|dispute| dispute.amount),
        "status": status.as_str(),
        "answer_by": dispute.and_then(|dispute| dispute.answer_by),
    })
}

fn tickets(basket: &Basket, mail_id: MailId) -> Value {
    let sent = basket.tickets_sent.as_ref();
    json!({
        "email_id": mail_id,
        "sent_at": sent.map(|sent| sent.at),
        "fully_paid": sent.map(|sent| sent.fully_paid),
    })
}

fn email(basket: &Basket, mail_id: MailId, message: MessageKind) -> Value {
    let link = basket.links.iter().find(|link| {
        let email = link.email.as_ref();
        email.is_some_and(|email| email.mail_id == mail_id)
    });
    json!({
        "id": mail_id,
        "message": message,
        "payment_link_id": link.map(|link| link.id),
    })
}

/// Which basket, and where its money stands.
fn about(basket: &Basket) -> Value {
    let balance = basket.balance();
    json!({
        "id": basket.id,
        "reference": basket.reference,
        "currency": basket.currency,
        "status": basket.status(),
        "flags": basket.flags(),
        "total": balance.total,
        "paid": balance.paid,
        "refunded": balance.refunded,
        "credited": balance.credited,
        "outstanding": balance.outstanding,
        "overpaid": balance.overpaid,
        "metadata": basket.metadata,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use paylink_domain::apply::apply;
    use paylink_domain::decide::create_link::AmountRequest;
    use paylink_domain::events::events_between;
    use paylink_domain::test_support::{
        at, basket, dispute_fact, link, opened, paid_fact, with_link,
    };

    #[test]
    fn bodies_are_as_receivers_know_them() {
        let linked = with_link(&basket(), 1, AmountRequest::Follow);
        let open = opened(&linked, 1, link(1), 1);
        let paid = apply(&open, &paid_fact(1, link(1), 12_000), at(5));
        let disputed = apply(&paid, &dispute_fact(1, DisputeStatus::Open), at(7));
        let mut bodies = Vec::new();
        for (before, after) in [(&basket(), &linked), (&open, &paid), (&paid, &disputed)] {
            for event in events_between(before, after) {
                let id = "evt_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap();
                let row = WebhookRow::new(id, event, None, at(5));
                let text = event_body(after, &row, at(6));
                assert!(!text.contains("Anna") && !text.contains("anna@"), "{text}");
                bodies.push(serde_json::from_str::<Value>(&text).unwrap());
            }
        }
        insta::assert_json_snapshot!(bodies);
    }
}
