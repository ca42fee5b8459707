//! Payment links: their terms, status and reminders (R6, R8, R9, R23).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::ids::{LinkId, MailId};
use super::money::Amount;
use super::outbox::EmailStatus;
use super::token::Secret;

/// A link that asks a guest for money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The link's id.
    pub id: LinkId,
    /// The half of the link's token that nobody can guess.
    pub secret: Secret,
    /// What the link asks for.
    pub terms: Terms,
    /// `https://host`, the start of the link's URL. It stays as it was when the link was made.
    pub base_url: String,
    /// When the link was made.
    pub created_at: Timestamp,
    /// The actor who made the link.
    pub created_by: Actor,
    /// From this time on the link takes no new payment (R8).
    pub expires_at: Timestamp,
    /// How long the link lives. `None` where somebody chose its end; such an end never moves (R8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life: Option<SignedDuration>,
    /// A note to the guest, shown on the page and in the mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where the guest can go on to after paying.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// The integrator's own data.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub metadata: std::collections::BTreeMap<String, String>,
    /// Set once staff cancelled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Timestamp>,
    /// Set once the basket has another buyer than the link was made for (R5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_at: Option<Timestamp>,
    /// Set once the expiry has been written into the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry_noted_at: Option<Timestamp>,
    /// The newest mail with the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<LinkEmail>,
    /// When the buyer is reminded of the link (R23).
    #[serde(default, skip_serializing_if = "Reminders::is_empty")]
    pub reminders: Reminders,
}

/// What a link asks for (R6, R9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Terms {
    /// Whatever is outstanding at the moment of paying.
    Follow,
    /// One amount, once.
    Fixed {
        /// The amount in minor units.
        amount: Amount,
    },
    /// The guest chooses between a minimum and all that is outstanding.
    Choice {
        /// The least the guest can pay, in minor units.
        minimum: Amount,
    },
}

/// The newest mail of a link (R22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkEmail {
    /// The mail's id.
    pub mail_id: MailId,
    /// The newest status that is known.
    pub status: EmailStatus,
    /// When the mail came to this status.
    pub at: Timestamp,
    /// Whether the mail was a reminder (R23).
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_reminder: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// The status of a link (R9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkStatus {
    /// Staff cancelled the link or the basket.
    Cancelled,
    /// The buyer was changed; a new link replaces it.
    Superseded,
    /// The amount of the link is paid, or nothing is outstanding.
    Paid,
    /// A guest's money is under way through it.
    Processing,
    /// The link's end has passed.
    Expired,
    /// Guests can pay with the link.
    Active,
}

impl LinkStatus {
    /// The word used in the API and on pages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Superseded => "superseded",
            Self::Paid => "paid",
            Self::Processing => "processing",
            Self::Expired => "expired",
            Self::Active => "active",
        }
    }
}

/// What a link asks for at one moment (R9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// The least the guest may pay now.
    pub least: Amount,
    /// The most, and what is prefilled.
    pub most: Amount,
}

/// When the buyer is reminded of a link, and which reminders are settled (R23).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminders {
    /// The days before the link's end, from the merchant's settings when the link was made.
    pub days: Vec<u16>,
    /// The merchant's IANA time zone when the link was made. It counts where no tour has a zone.
    pub time_zone: String,
    /// When the newest mail with the link was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailed_at: Option<Timestamp>,
    /// Reminders up to this time were sent or found not applicable. `None` before the first mail; then the
    /// link has no reminders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_until: Option<Timestamp>,
}

impl Reminders {
    /// Whether there is nothing to store.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
