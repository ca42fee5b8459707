//! Commands: what people and machines ask for. [`decide`] may refuse a command, and each refusal says why.
//!
//! [`decide`] is a pure, total function. The same basket, command, actor and time give the same answer, and
//! nothing is changed in place. Each command has a file here.

mod accept_payment;
mod cancel_basket;
mod cancel_link;
mod change_buyer;
mod change_items;
pub mod charging;
mod checks;
pub mod create_basket;
pub mod create_link;
mod mails;
pub mod record_payment;
pub mod refund;
pub mod refusal;
mod request_new_link;
mod send_link;
mod send_tickets;
pub mod start_payment;

use accept_payment::accept_payment;
use cancel_basket::cancel_basket;
use cancel_link::cancel_link;
use change_buyer::{change_buyer, is_same_person};
use change_items::{change_items, lowers_total};
use create_link::{NewLink, create_link};
use record_payment::{NewPayment, record_payment};
use refund::{NewRefund, request_refund};
use refusal::Refusal;
use request_new_link::request_new_link;
use send_link::send_link;
use send_tickets::send_tickets;
use start_payment::{NewAttempt, start_payment};

use crate::actor::Context;
use crate::basket::{Basket, Item};
use crate::buyer::Buyer;
use crate::ids::{AttemptId, LinkId, MailId, PaymentId};
use crate::limits;

/// What a person or a machine asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Change who buys (R5).
    ChangeBuyer {
        /// The new buyer.
        buyer: Buyer,
        /// The actor knows that money may be under way (R17).
        confirm: bool,
    },
    /// Change what was booked (R1).
    ChangeItems {
        /// The new items, all of them.
        items: Vec<Item>,
        /// The actor knows that money may be under way (R17).
        confirm: bool,
    },
    /// Cancel the basket and all its links (R1).
    CancelBasket {
        /// The actor knows that money may be under way (R17).
        confirm: bool,
    },
    /// Make a payment link (R4, R6, R7, R8).
    CreateLink(NewLink),
    /// Cancel a link (R9).
    CancelLink {
        /// The link to cancel.
        link_id: LinkId,
        /// The actor knows that money may be under way (R17).
        confirm: bool,
    },
    /// Email a link to the buyer, for the first time or again (R7).
    SendLink {
        /// The link to send.
        link_id: LinkId,
        /// The id that the mail gets.
        mail_id: MailId,
    },
    /// Reserve what a link asks for and begin an attempt (R12).
    StartPayment(NewAttempt),
    /// Record money that was received outside the gateway (R17).
    RecordPayment(NewPayment),
    /// Accept a flagged payment, so that staff no longer see its flags (R15).
    AcceptPayment {
        /// The flagged payment.
        payment_id: PaymentId,
    },
    /// Return money (R18).
    Refund(NewRefund),
    /// Send the tickets (R20).
    SendTickets {
        /// The id that the mail gets.
        mail_id: MailId,
        /// The actor knows that the basket is not fully paid, or that a payment is disputed.
        force: bool,
    },
    /// Give the guest of an expired link a new one (R13).
    RequestNewLink {
        /// The link that the guest has.
        expired: LinkId,
        /// The link to make, where no earlier request left a good one.
        link: NewLink,
    },
}

impl Command {
    /// Whether the actor confirmed the command although money may be under way (R17).
    pub const fn is_confirmed(&self) -> bool {
        match self {
            Self::ChangeBuyer { confirm, .. }
            | Self::ChangeItems { confirm, .. }
            | Self::CancelBasket { confirm }
            | Self::CancelLink { confirm, .. } => *confirm,
            Self::RecordPayment(payment) => payment.confirm,
            Self::CreateLink(_)
            | Self::SendLink { .. }
            | Self::StartPayment(_)
            | Self::AcceptPayment { .. }
            | Self::Refund(_)
            | Self::SendTickets { .. }
            | Self::RequestNewLink { .. } => false,
        }
    }

    /// Whether the command makes sense after any payment. A manual payment is checked against the balance
    /// anyway.
    pub const fn expects_payments(&self) -> bool {
        matches!(self, Self::RecordPayment(_))
    }

    /// Whether the command puts a basket in order. Such a command is carried out on a full basket as well.
    pub const fn is_way_out(&self) -> bool {
        match self {
            Self::CancelBasket { .. }
            | Self::CancelLink { .. }
            | Self::RecordPayment(_)
            | Self::AcceptPayment { .. }
            | Self::Refund(_) => true,
            Self::ChangeBuyer { .. }
            | Self::ChangeItems { .. }
            | Self::CreateLink(_)
            | Self::SendLink { .. }
            | Self::StartPayment(_)
            | Self::SendTickets { .. }
            | Self::RequestNewLink { .. } => false,
        }
    }
}

/// The basket after `command`.
///
/// Some commands must not race with open gateway sessions (R17). The caller expires those first; see
/// [`sessions_to_expire`].
///
/// # Errors
/// The reason why the command cannot be carried out.
pub fn decide(basket: &Basket, command: &Command, context: &Context) -> Result<Basket, Refusal> {
    let mut next = basket.clone();
    match command {
        Command::ChangeBuyer { buyer, confirm } => {
            change_buyer(&mut next, buyer, *confirm, context)?
        }
        Command::ChangeItems { items, confirm } => {
            change_items(&mut next, items, *confirm, context)?
        }
        Command::CancelBasket { confirm } => cancel_basket(&mut next, *confirm, context)?,
        Command::CreateLink(link) => create_link(&mut next, link, context)?,
        Command::CancelLink { link_id, confirm } => {
            cancel_link(&mut next, *link_id, *confirm, context)?;
        }
        Command::SendLink { link_id, mail_id } => {
            send_link(&mut next, *link_id, *mail_id, context)?
        }
        Command::StartPayment(attempt) => start_payment(&mut next, attempt, context)?,
        Command::RecordPayment(payment) => record_payment(&mut next, payment, context)?,
        Command::AcceptPayment { payment_id } => accept_payment(&mut next, *payment_id, context)?,
        Command::Refund(refund) => request_refund(&mut next, refund, context)?,
        Command::SendTickets { mail_id, force } => {
            send_tickets(&mut next, *mail_id, *force, context)?;
        }
        Command::RequestNewLink { expired, link } => {
            request_new_link(&mut next, *expired, link, context)?;
        }
    }
    let grows = next.history.len() > basket.history.len();
    if grows && next.history.len() > limits::HISTORY_LINES && !command.is_way_out() {
        return Err(Refusal::BasketFull("history lines"));
    }
    Ok(next)
}

/// The attempts whose sessions the gateway must expire before `command` is decided (R17).
///
/// A payment could race with a manual payment, a cancellation, another buyer, or a lower total.
pub fn sessions_to_expire(basket: &Basket, command: &Command) -> Vec<AttemptId> {
    let of_link = match command {
        Command::ChangeBuyer { buyer, .. } if is_same_person(&basket.buyer, buyer) => {
            return Vec::new();
        }
        Command::ChangeBuyer { .. } | Command::CancelBasket { .. } | Command::RecordPayment(_) => {
            None
        }
        Command::ChangeItems { items, .. } => {
            if !lowers_total(basket, items) {
                return Vec::new();
            }
            None
        }
        Command::CancelLink { link_id, .. } => Some(*link_id),
        Command::CreateLink(_)
        | Command::SendLink { .. }
        | Command::StartPayment(_)
        | Command::AcceptPayment { .. }
        | Command::Refund(_)
        | Command::SendTickets { .. }
        | Command::RequestNewLink { .. } => return Vec::new(),
    };
    basket
        .attempts
        .iter()
        .filter(|attempt| attempt.is_payable())
        .filter(|attempt| of_link.is_none_or(|link_id| attempt.link_id == link_id))
        .map(|attempt| attempt.id)
        .collect()
}
