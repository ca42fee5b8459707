//! The history of a basket, one sentence for each event (R19).

use paylink_domain::basket::Basket;
use paylink_domain::history::{HistoryEvent, NotApplicable};
use paylink_domain::ids::{LinkId, PaymentId, RefundId};
use paylink_domain::money::Amount;
use paylink_domain::outbox::MessageKind;

use super::states::flag;
use super::words::{self, method, short_link, when};

const fn mail(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::PaymentRequest => "payment link",
        MessageKind::Reminder => "reminder",
        MessageKind::Receipt => "receipt",
        MessageKind::StaffNotice => "payment notice to staff",
        MessageKind::RefundFailed => "failed-refund notice to staff",
        MessageKind::Dispute => "dispute notice to staff",
        MessageKind::Tickets => "tickets",
        MessageKind::EndpointDisabled => "notice that a webhook endpoint was disabled",
        MessageKind::EmailFailed => "failed-email notice to staff",
    }
}

/// Why a reminder was not sent (R23).
const fn not_applicable(reason: NotApplicable) -> &'static str {
    match reason {
        NotApplicable::Past => "its time was over",
        NotApplicable::UnderWay => "money was under way",
        NotApplicable::Disputed => "a payment was disputed",
        NotApplicable::EmailFailed => "the last email had failed",
        NotApplicable::NothingOutstanding => "nothing was outstanding",
        NotApplicable::TooSoon => "the guest had just been asked for money",
    }
}

/// What happened, as one sentence (R19).
///
/// It is long because each event has an arm of its own: a new event does not compile without its sentence.
pub fn history(event: &HistoryEvent, basket: &Basket) -> String {
    use HistoryEvent as E;
    let money = |amount: &Amount| words::money(*amount, basket.currency);
    let paid = |id: &PaymentId, amount: &Amount| {
        let payment = basket.payment(*id);
        words::money(
            *amount,
            payment.map_or(basket.currency, |payment| payment.currency),
        )
    };
    let refunded = |id: &RefundId, amount: &Amount| {
        let refund = basket.refunds.iter().find(|refund| refund.id == *id);
        words::money(
            *amount,
            refund.map_or(basket.currency, |refund| refund.currency),
        )
    };
    let link = |id: &LinkId| short_link(*id);
    match event {
        E::BasketCreated { total } => format!("Basket created, total {}", money(total)),
        E::ItemsChanged { total } => format!("Items changed, total now {}", money(total)),
        E::BasketCancelled => "Basket cancelled".to_owned(),
        E::BuyerChanged { name } => format!("Buyer changed to {name}"),
        E::LinkCreated { link_id } => format!("Payment link {} created", link(link_id)),
        E::LinkCancelled { link_id } => format!("Payment link {} cancelled", link(link_id)),
        E::LinkSuperseded { link_id } => {
            format!(
                "Payment link {} superseded, since the buyer changed",
                link(link_id)
            )
        }
        E::LinkExpired { link_id } => format!("Payment link {} expired", link(link_id)),
        E::LinkExpiryMoved {
            link_id,
            expires_at,
        } => format!(
            "Payment link {} now expires {}, since the departure changed",
            link(link_id),
            when(*expires_at, basket.time_zone().unwrap_or("UTC"))
        ),
        E::ReminderNotApplicable {
            link_id,
            days,
            reason,
        } => format!(
            "Reminder of payment link {} ({days} {} before its end) not applicable: {}",
            link(link_id),
            if *days == 1 { "day" } else { "days" },
            not_applicable(*reason)
        ),
        E::NewLinkRequested { link_id } => {
            format!(
                "New link asked for in place of the expired {}",
                link(link_id)
            )
        }
        E::EmailQueued { message, .. } => {
            format!("Email with the {} put on its way", mail(*message))
        }
        E::EmailSent { message } => format!("Email with the {} sent", mail(*message)),
        E::EmailFailed { message, reason } => {
            format!("Email with the {} failed: {reason}", mail(*message))
        }
        E::EmailDelayed { message } => {
            format!("Email with the {} delayed", mail(*message))
        }
        E::EmailDelivered { message } => {
            format!("Email with the {} delivered", mail(*message))
        }
        E::EmailSkipped { message, reason } => {
            format!("Email with the {} not sent: {reason}", mail(*message))
        }
        E::TermsAccepted { url } => format!("Terms accepted: {url}"),
        E::PaymentStarted { link_id, amount } => {
            format!(
                "Payment of {} begun through link {}",
                money(amount),
                link(link_id)
            )
        }
        E::PaymentProcessing { amount } => {
            format!(
                "Payment of {} completed, the money is under way",
                money(amount)
            )
        }
        E::PaymentFailed { amount } => format!("Payment of {} failed", money(amount)),
        E::PaymentExpired { amount } => {
            format!("Payment of {} not completed in time", money(amount))
        }
        E::PaymentRecorded {
            payment_id,
            amount,
            method: by,
        } => {
            format!(
                "Payment of {} recorded: {}",
                paid(payment_id, amount),
                method(*by)
            )
        }
        E::PaymentFlagged { flag: raised, .. } => format!("Payment flagged: {}", flag(*raised)),
        E::PaymentAccepted { payment_id, amount } => {
            format!("Payment of {} accepted as right", paid(payment_id, amount))
        }
        E::RefundRequested { refund_id, amount } => {
            format!("Refund of {} asked for", refunded(refund_id, amount))
        }
        E::RefundSucceeded { refund_id, amount } => {
            format!("Refund of {} made", refunded(refund_id, amount))
        }
        E::RefundFailed { refund_id, amount } => {
            format!("Refund of {} failed", refunded(refund_id, amount))
        }
        E::DisputeOpened { amount } => {
            format!("Dispute over {} opened by the guest's bank", money(amount))
        }
        E::DisputeWon { amount } => format!("Dispute over {} won", money(amount)),
        E::DisputeLost { amount } => format!("Dispute over {} lost", money(amount)),
        E::TicketsSent { fully_paid: true } => "Tickets sent".to_owned(),
        E::TicketsSent { fully_paid: false } => "Tickets sent, marked “not fully paid”".to_owned(),
    }
}
