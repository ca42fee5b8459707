//! Identifiers: a prefix that says what it is, and a ULID.
//!
//! Parsing accepts exactly what printing gives, so one thing has one name in URLs, logs and items.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ulid::Ulid;

/// A text is not an id of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id that starts with {prefix}")]
pub struct InvalidId {
    /// The prefix that was wanted.
    pub prefix: &'static str,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Ulid);

        impl $name {
            /// What every id of this kind starts with.
            pub const PREFIX: &'static str = $prefix;

            /// The id with this ULID.
            pub const fn new(ulid: Ulid) -> Self {
                Self(ulid)
            }

            /// The ULID without the prefix.
            pub const fn ulid(self) -> Ulid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix($prefix)
                    .and_then(|ulid| Ulid::from_string(ulid).ok())
                    .map(Self)
                    .filter(|id| id.to_string() == text)
                    .ok_or(InvalidId { prefix: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    /// A merchant, the tenant that everything belongs to.
    MerchantId,
    "mer_"
);
id!(
    /// A basket: what a guest booked and owes.
    BasketId,
    "bsk_"
);
id!(
    /// A payment link of a basket.
    LinkId,
    "pl_"
);
id!(
    /// A guest's attempt to pay through a link: one checkout session at the gateway.
    AttemptId,
    "att_"
);
id!(
    /// A payment in a basket's ledger.
    PaymentId,
    "pay_"
);
id!(
    /// A refund in a basket's ledger.
    RefundId,
    "re_"
);
id!(
    /// An email in a basket's outbox.
    MailId,
    "mail_"
);
id!(
    /// An API key of a merchant.
    ApiKeyId,
    "key_"
);
id!(
    /// An event that merchants' systems are told by webhook.
    EventId,
    "evt_"
);
id!(
    /// An address that a merchant has events sent to.
    WebhookEndpointId,
    "we_"
);
id!(
    /// A person at a merchant, invited or at work.
    UserId,
    "usr_"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_and_nothing_else_does() {
        let text = "bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ";
        let id: BasketId = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        for wrong in [
            "01K9ZZZZZZZZZZZZZZZZZZZZZZ",
            "pl_01K9ZZZZZZZZZZZZZZZZZZZZZZ",
            "bsk_01k9zzzzzzzzzzzzzzzzzzzzzz",
            "bsk_01K9ZZZZZZZZZZZZZZZZZZZZZ",
            "bsk_81K9ZZZZZZZZZZZZZZZZZZZZZZ",
            "",
        ] {
            assert!(wrong.parse::<BasketId>().is_err(), "{wrong}");
        }
    }
}
