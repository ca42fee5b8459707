//! From a message in the outbox to a mail.

use jiff::Timestamp;

use super::letters;
use super::mail::Mail;
use paylink_domain::basket::Basket;
use paylink_domain::merchant::Merchant;
use paylink_domain::outbox::Message;

/// The result of rendering a message at the moment of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rendering {
    /// This mail.
    Mail(Box<Mail>),
    /// No mail, and why: nobody needs it any more, or there is nobody to send it to.
    Skip(&'static str),
}

/// Renders a message from the basket as it is now (R3).
pub fn render(
    message: &Message,
    basket: &Basket,
    merchant: &Merchant,
    now: Timestamp,
) -> Rendering {
    let letter = match message {
        Message::PaymentRequest { link_id } => {
            letters::payment_request(basket, merchant, *link_id, now)
        }
        Message::Reminder { link_id } => letters::reminder(basket, merchant, *link_id, now),
        Message::Receipt { payment_id } => letters::receipt(basket, merchant, *payment_id),
        Message::StaffNotice { payment_id } => letters::staff_notice(basket, merchant, *payment_id),
        Message::RefundFailed { refund_id } => letters::refund_failed(basket, merchant, *refund_id),
        Message::Dispute { gateway_id, status } => {
            letters::dispute(basket, merchant, gateway_id, *status)
        }
        Message::Tickets { fully_paid } => letters::tickets(basket, merchant, *fully_paid),
        Message::EndpointDisabled { address, .. } => {
            letters::endpoint_disabled(basket, merchant, address)
        }
        Message::EmailFailed {
            mail_id,
            about,
            reason,
        } => letters::email_failed(basket, merchant, *mail_id, *about, reason, now),
    };
    match letter {
        Ok(letter) => Rendering::Mail(Box::new(letter.into_mail(merchant))),
        Err(reason) => Rendering::Skip(reason),
    }
}
