//! The merchant: who asks for money, how it is charged, and who may do what (R24).

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::buyer::{EmailAddress, Language};
use super::ids::MerchantId;
use super::limits;

/// What the merchant's pages, mails and links are made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merchant {
    /// Its id.
    pub id: MerchantId,
    /// The name that guests see.
    pub name: String,
    /// The language of staff pages and notices.
    pub language: Language,
    /// IANA time zone that staff see times in.
    pub time_zone: String,
    /// Accent colour of guest pages and mails, `#rrggbb`.
    pub colour: String,
    /// Where guests' answers to mails go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<EmailAddress>,
    /// Where staff notices go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_to: Option<EmailAddress>,
    /// Whose account takes the money.
    pub gateway: GatewaySetup,
    /// Days a link lives where nothing else is said (R8).
    pub link_life_days: u16,
    /// When tickets go out (R21).
    pub ticket_release: TicketRelease,
}

impl Merchant {
    /// The life of a link where nothing else is said (R8).
    pub fn link_life(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.link_life_days).saturating_mul(24))
            .clamp(limits::LINK_LIFE_MIN, limits::LINK_LIFE_MAX)
    }
}

/// Whose account at the gateway takes the money (R4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum GatewaySetup {
    /// None; no link can be made.
    Off,
    /// The platform's own account.
    Platform,
    /// The merchant's connected account.
    Connected {
        /// The gateway's id of the account.
        account: String,
    },
}

/// When tickets go out (R20, R21).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketRelease {
    /// When staff send them.
    Manual,
    /// When nothing is outstanding.
    AtZeroBalance,
}

/// What somebody may do at a merchant (R24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Owner,
    /// Everything but team, keys and gateway.
    Admin,
    /// Baskets, links, manual payments, tickets.
    Employee,
    /// Reads and exports.
    Accountant,
}

/// A thing that not everybody may do (R24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// See baskets and what belongs to them.
    Read,
    /// Make and change baskets, links, manual payments; send mails and tickets.
    Sell,
    /// Return money.
    Refund,
    /// Change the merchant's profile and webhook endpoints.
    Configure,
    /// Change team, API keys and gateway.
    Administer,
}

impl Permission {
    /// What it allows, to put after "may not".
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "see this",
            Self::Sell => "change baskets, links and payments",
            Self::Refund => "refund payments",
            Self::Configure => "change the settings",
            Self::Administer => "change team, keys and gateway",
        }
    }
}

impl Role {
    /// Whether the role may do this.
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::Read => true,
            Permission::Sell => matches!(self, Self::Owner | Self::Admin | Self::Employee),
            Permission::Refund | Permission::Configure => matches!(self, Self::Owner | Self::Admin),
            Permission::Administer => matches!(self, Self::Owner),
        }
    }

    /// The word used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Employee => "employee",
            Self::Accountant => "accountant",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r8_links_live_as_many_days_as_the_merchant_says_within_the_limits() {
        let life = |link_life_days| {
            let merchant = Merchant {
                id: MerchantId::new(ulid::Ulid::from_parts(0, 1)),
                name: "Lake Tours".to_owned(),
                language: Language::En,
                time_zone: "Europe/Zurich".to_owned(),
                colour: "#004488".to_owned(),
                reply_to: None,
                notice_to: None,
                gateway: GatewaySetup::Platform,
                link_life_days,
                ticket_release: TicketRelease::Manual,
            };
            merchant.link_life()
        };
        assert_eq!(life(14), SignedDuration::from_hours(14 * 24));
        assert_eq!(life(0), SignedDuration::from_mins(30));
        assert_eq!(life(181), SignedDuration::from_hours(180 * 24));
    }

    #[test]
    fn r24_a_refusal_says_what_may_not_be_done() {
        let sentences = [
            (Permission::Read, "see this"),
            (Permission::Sell, "change baskets, links and payments"),
            (Permission::Refund, "refund payments"),
            (Permission::Configure, "change the settings"),
            (Permission::Administer, "change team, keys and gateway"),
        ];
        for (permission, may_not) in sentences {
            assert_eq!(permission.as_str(), may_not);
        }
    }

    #[test]
    fn r24_each_role_may_do_what_the_design_says() {
        let all = [
            Permission::Read,
            Permission::Sell,
            Permission::Refund,
            Permission::Configure,
            Permission::Administer,
        ];
        let table = [
            (Role::Owner, [true, true, true, true, true]),
            (Role::Admin, [true, true, true, true, false]),
            (Role::Employee, [true, true, false, false, false]),
            (Role::Accountant, [true, false, false, false, false]),
        ];
        for (role, expected) in table {
            assert_eq!(
                all.map(|permission| role.may(permission)),
                expected,
                "{role:?}"
            );
        }
    }
}
