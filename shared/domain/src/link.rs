//! Payment links: their terms, their token, and what they ask for (R6, R8, R9, R10).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use ulid::Ulid;

use super::basket::{Actor, Basket};
use super::ids::{BasketId, LinkId, MailId};
use super::money::Amount;
use super::reminder::Reminders;

/// A link that asks a guest for money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// The unguessable half of its token.
    pub secret: Secret,
    /// What it asks for.
    pub terms: Terms,
    /// `https://host` that its URL starts with, fixed when it was made.
    pub base_url: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: Actor,
    /// From when on it takes no new payment (R8).
    pub expires_at: Timestamp,
    /// How long it lives by itself; `None` where its end was chosen, which then never moves (R8).
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
    /// Set once the buyer it was made for is no longer the buyer (R5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_at: Option<Timestamp>,
    /// Set once the expiry has been written into the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry_noted_at: Option<Timestamp>,
    /// The newest mail that carried it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<LinkEmail>,
    /// When it reminds of itself (R23).
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

/// Where the mail of a link stands (R22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkEmail {
    /// The mail.
    pub mail_id: MailId,
    /// How far it came.
    pub status: EmailStatus,
    /// Since when.
    pub at: Timestamp,
    /// Whether it was a reminder (R23).
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

/// How far a mail came (R22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmailStatus {
    /// In the outbox, not yet accepted by the mail service.
    Queued,
    /// Accepted by the mail service.
    Sent,
    /// Given up before the mail service took it.
    Failed,
    /// The mail service still tries.
    Delayed,
    /// The receiving mail server took it.
    Delivered,
    /// The mail service gave up, though the address may be good.
    SoftBounced,
    /// The mail service does not send it, because of what is in it.
    Rejected,
    /// The receiving mail server refused it.
    Bounced,
    /// Whoever got it called it spam.
    Complained,
}

/// What state a link is in (R9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkStatus {
    /// Staff cancelled it, or the basket.
    Cancelled,
    /// The buyer was changed; a new link replaces it.
    Superseded,
    /// What it asked for is paid.
    Paid,
    /// A guest's money is under way through it.
    Processing,
    /// Its time is over.
    Expired,
    /// It can be paid.
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

impl Basket {
    /// The state of a link of this basket at `now` (R9). A pure function: no job makes it true.
    pub fn link_status(&self, link: &Link, now: Timestamp) -> LinkStatus {
        let balance = self.balance();
        let paid = match link.terms {
            Terms::Fixed { amount } => {
                self.paid_through(link.id) >= amount || !balance.outstanding.is_positive()
            }
            Terms::Follow | Terms::Choice { .. } => !balance.outstanding.is_positive(),
        };
        let processing = self
            .attempts
            .iter()
            .any(|attempt| attempt.link_id == link.id && attempt.is_processing());
        if link.cancelled_at.is_some() || self.cancelled_at.is_some() {
            LinkStatus::Cancelled
        } else if link.superseded_at.is_some() {
            LinkStatus::Superseded
        } else if paid {
            LinkStatus::Paid
        } else if processing {
            LinkStatus::Processing
        } else if now >= link.expires_at {
            LinkStatus::Expired
        } else {
            LinkStatus::Active
        }
    }

    /// What `link` asks for now, sessions of other links deducted (R9, R12).
    ///
    /// `most` is zero where nothing can be asked: all is paid, or others hold what is left.
    pub fn ask(&self, link: &Link) -> Ask {
        let ceiling = (self.balance().outstanding - self.reserved_except(link.id)).or_zero();
        match link.terms {
            Terms::Follow => Ask {
                least: ceiling,
                most: ceiling,
            },
            Terms::Fixed { amount } => {
                let rest = (amount - self.paid_through(link.id)).or_zero().min(ceiling);
                Ask {
                    least: rest,
                    most: rest,
                }
            }
            Terms::Choice { minimum } => Ask {
                least: minimum.min(ceiling),
                most: ceiling,
            },
        }
    }

    /// The link with this id.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.iter().find(|link| link.id == id)
    }

    /// The link that `token` opens; every secret is compared in constant time (R10).
    pub fn link_by_token(&self, token: &Token) -> Option<&Link> {
        let mut found = None;
        for link in &self.links {
            if bool::from(link.secret.0.ct_eq(&token.secret.0)) {
                found = Some(link);
            }
        }
        found.filter(|_| token.basket_id == self.id)
    }

    /// The URL a guest opens.
    pub fn link_url(&self, link: &Link) -> String {
        let token = Token {
            basket_id: self.id,
            secret: link.secret.clone(),
        };
        format!("{}/pay/{token}", link.base_url)
    }

    /// When a link made at `now` ends: after `life`, or at the first departure that is at least
    /// half an hour ahead, whichever is earlier, between 30 minutes and 180 days (R8).
    pub fn default_expiry(&self, life: SignedDuration, now: Timestamp) -> Timestamp {
        self.expiry_of(life, now, now)
    }
}

/// The 128 random bits that make a link unguessable (R10).
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 16]);

impl Secret {
    /// A secret of these bytes, which must come from a cryptographic source.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("a link secret must be 16 bytes of base64url"))
    }
}

/// The last part of a link's URL: the basket's ULID and the link's secret, 32 bytes in 43
/// characters of canonical base64url (R10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where to look.
    pub basket_id: BasketId,
    /// What to show there.
    pub secret: Secret,
}

impl Token {
    /// Reads a token. `None` for anything that [`fmt::Display`] would not print, non-canonical
    /// trailing bits included.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (basket, secret) = bytes.split_first_chunk::<16>()?;
        Some(Self {
            basket_id: BasketId::new(Ulid::from_bytes(*basket)),
            secret: Secret(secret.try_into().ok()?),
        })
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; 32];
        let (basket, secret) = bytes.split_at_mut(16);
        basket.copy_from_slice(&self.basket_id.ulid().to_bytes());
        secret.copy_from_slice(&self.secret.0);
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r10_a_token_is_43_canonical_characters() {
        let token = Token {
            basket_id: "bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap(),
            secret: Secret([7; 16]),
        };
        let text = token.to_string();
        assert_eq!(text.len(), 43);
        assert_eq!(Token::parse(&text), Some(token));
        let cut = &text[..42];
        // 32 bytes leave two unused bits in the last character; only zeros are canonical.
        let loose = format!("{cut}{}", if text.ends_with('c') { 'd' } else { 'x' });
        for wrong in [
            cut,
            &loose,
            &format!("{text}="),
            &format!("{text}A"),
            "",
            &text.replace('0', "+"),
        ] {
            if wrong != text {
                assert_eq!(Token::parse(wrong), None, "{wrong}");
            }
        }
    }

    #[test]
    fn r10_a_secret_never_shows_in_debug_text() {
        assert_eq!(format!("{:?}", Secret([9; 16])), "Secret(..)");
    }
}
