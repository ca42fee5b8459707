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

/// Something asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Change who buys (R5).
    ChangeBuyer {
        /// The new buyer.
        buyer: Buyer,
        /// That money under way is known about (R17).
        confirm: bool,
    },
    /// Change what was booked (R1).
    ChangeItems {
        /// The new items, all of them.
        items: Vec<Item>,
        /// That money under way is known about (R17).
        confirm: bool,
    },
    /// Cancel the basket and all its links (R1).
    CancelBasket {
        /// That money under way is known about (R17).
        confirm: bool,
    },
    /// Make a payment link (R4, R6, R7, R8).
    CreateLink(NewLink),
    /// Cancel a link.
    CancelLink {
        /// Which.
        link_id: LinkId,
        /// That money under way is known about (R17).
        confirm: bool,
    },
    /// Email a link to the buyer, first or again (R7).
    SendLink {
        /// Which.
        link_id: LinkId,
        /// The mail's id.
        mail_id: MailId,
    },
    /// Reserve what a link asks for and begin an attempt (R12).
    StartPayment(NewAttempt),
    /// Write down money received elsewhere (R17).
    RecordPayment(NewPayment),
    /// Say that a flagged payment is right, so that it is no longer raised (R15).
    AcceptPayment {
        /// Which.
        payment_id: PaymentId,
    },
    /// Return money (R18).
    Refund(NewRefund),
    /// Send the tickets (R20).
    SendTickets {
        /// The mail's id.
        mail_id: MailId,
        /// That the open balance is known about.
        force: bool,
    },
    /// The guest of an expired link asks for a new one (R13).
    RequestNewLink {
        /// The link they have.
        expired: LinkId,
        /// The new one.
        link: NewLink,
    },
}

impl Command {
    /// Whether whoever gave it knows of money under way and means it all the same (R17).
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

    /// Whether it makes sense however much has just been paid: a payment is checked against the
    /// balance anyway.
    pub const fn expects_payments(&self) -> bool {
        matches!(self, Self::RecordPayment(_))
    }

    /// Whether it puts a basket in order, and so is carried out on a full one as well.
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

/// What the basket becomes when `command` is carried out, or why it cannot be.
///
/// Commands that need open gateway sessions gone (R17) count on the caller to have expired them;
/// see [`sessions_to_expire`].
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

/// The attempts whose sessions the gateway must expire before a command that they could race with
/// may be decided (R17): a manual payment, a cancellation, a change of buyer, a lower total.
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
