//! Payment links.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::words::{EmailStatus, LinkKind, LinkStatus};
use paylink_domain::basket::Basket;
use paylink_domain::link::{self, Link, Terms};

/// A payment link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PaymentLink)]
pub struct LinkView {
    /// Its id, `pl_...`.
    pub id: String,
    /// The address to hand to the guest. Whoever has it can pay, so treat it as a secret.
    pub url: String,
    /// What it asks for.
    pub kind: LinkKind,
    /// What it asks for now, in minor units; `null` where it takes no payment.
    #[schema(required)]
    pub amount: Option<i64>,
    /// The least of a link that lets the guest choose, in minor units.
    #[schema(required)]
    pub min_amount: Option<i64>,
    /// What was ever paid through it, in minor units.
    pub paid: i64,
    /// ISO 4217 code of its amounts.
    #[schema(example = "CHF")]
    pub currency: &'static str,
    /// Its state at the time of the answer.
    pub status: LinkStatus,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// From when on it takes no new payment.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
    /// Where its mail stands.
    pub email: EmailView,
    /// When the buyer is next reminded of it by mail, as far as is known now.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub next_reminder_at: Option<Timestamp>,
    /// The note to the guest.
    #[schema(required)]
    pub message: Option<String>,
    /// Where the guest can go on to after paying.
    #[schema(required)]
    pub return_url: Option<String>,
    /// Your own data.
    pub metadata: BTreeMap<String, String>,
}

/// Where the mail of a link stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LinkEmail)]
pub struct EmailView {
    /// How far it came.
    pub status: EmailStatus,
    /// Since when.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub at: Option<Timestamp>,
}

/// All links of a basket, newest first.
pub fn links(basket: &Basket, now: Timestamp) -> Vec<LinkView> {
    let newest_first = basket.links.iter().rev();
    newest_first.map(|l| link(basket, l, now)).collect()
}

/// A payment link as it is now.
pub fn link(basket: &Basket, link: &Link, now: Timestamp) -> LinkView {
    use link::LinkStatus as S;
    let status = basket.link_status(link, now);
    let ask = basket.ask(link);
    let (kind, min_amount) = match link.terms {
        Terms::Follow => (LinkKind::Follow, None),
        Terms::Fixed { .. } => (LinkKind::Fixed, None),
        Terms::Choice { .. } => (LinkKind::Choice, Some(ask.least.minor())),
    };
    LinkView {
        id: link.id.to_string(),
        url: basket.link_url(link),
        kind,
        amount: match status {
            S::Active | S::Processing => Some(ask.most.minor()),
            S::Cancelled | S::Superseded | S::Paid | S::Expired => None,
        },
        min_amount,
        paid: basket.paid_through(link.id).minor(),
        currency: basket.currency.code(),
        status: status.into(),
        created_at: link.created_at,
        expires_at: link.expires_at,
        email: EmailView {
            status: link.email.as_ref().map(|email| email.status).into(),
            at: link.email.as_ref().map(|email| email.at),
        },
        next_reminder_at: basket.next_reminder(link, now),
        message: link.message.clone(),
        return_url: link.return_url.clone(),
        metadata: link.metadata.clone(),
    }
}
