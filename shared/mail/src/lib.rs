//! Mails: one function per mail makes a [`Letter`]; one template pair renders every letter.

#[cfg(test)]
mod gallery;
mod invitation;
mod letter;
mod letters;
mod send;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use paylink_domain::basket::Basket;
use paylink_domain::buyer::EmailAddress;
use paylink_domain::merchant::Merchant;
use paylink_domain::outbox::Message;

pub use invitation::invitation;
pub use letter::Letter;
pub use send::{MailSettings, Mailer, SendError};

/// A mail, ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: EmailAddress,
    /// The name beside our sender address.
    pub from_name: String,
    /// Where answers go.
    pub reply_to: Option<EmailAddress>,
    /// The subject line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The text part, which says the same.
    pub text: String,
    /// Pictures that the HTML part shows.
    pub images: Vec<Image>,
}

/// A PNG picture that travels with a mail, so that no program loads it from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// What the HTML part calls it: `cid:` and this.
    pub content_id: String,
    /// The file itself.
    pub png: Vec<u8>,
}

/// What a message comes to at the moment of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rendering {
    /// This mail.
    Mail(Box<Mail>),
    /// Nothing, and why: it is no longer wanted, or there is nobody to send it to.
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
