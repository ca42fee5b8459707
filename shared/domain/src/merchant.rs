//! The merchant: who asks for money, how it is charged, and who may do what (R24).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::buyer::{EmailAddress, Language};
use super::ids::MerchantId;
use super::limits;
use super::link::Reminders;

/// What the merchant's pages, mails and links are made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merchant {
    /// Its id.
    pub id: MerchantId,
    /// The name that guests see.
    pub name: String,
    /// How often the profile was written: who changes it writes on the condition that it is the one
    /// that was read, so that settings and the gateway's events do not undo one another.
    #[serde(default)]
    pub version: u64,
    /// When the merchant was made, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// Its logo: an https URL, or a small picture as a `data:` URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// The terms that guests accept before they pay, an https URL; nothing is asked without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms_url: Option<String>,
    /// The language of staff pages and notices.
    pub language: Language,
    /// The languages that guests are offered.
    #[serde(default = "all_languages")]
    pub languages: Vec<Language>,
    /// IANA time zone that staff see times in.
    pub time_zone: String,
    /// Accent colour of guest pages and mails, `#rrggbb`.
    pub colour: String,
    /// Where guests' answers to mails go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<EmailAddress>,
    /// Where staff notices go; to an owner where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_to: Option<EmailAddress>,
    /// Whose account takes the money.
    pub gateway: GatewaySetup,
    /// The account at the gateway that this merchant had last, kept while it is not used so that
    /// connecting again leads back to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_account: Option<String>,
    /// Days a link lives where nothing else is said (R8).
    pub link_life_days: u16,
    /// How many days before its end a link that was emailed reminds of itself (R23), from the most
    /// to the fewest.
    #[serde(default = "default_reminder_days")]
    pub reminder_days: Vec<u16>,
    /// When tickets go out (R21).
    pub ticket_release: TicketRelease,
}

fn all_languages() -> Vec<Language> {
    Language::ALL.to_vec()
}

/// A week, three days and a day (R23).
fn default_reminder_days() -> Vec<u16> {
    vec![7, 3, 1]
}

impl Merchant {
    /// A merchant with this name, the defaults of everything else, and no gateway.
    pub fn new(id: MerchantId, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            version: 0,
            created_at: None,
            logo_url: None,
            terms_url: None,
            language: Language::En,
            languages: all_languages(),
            time_zone: "UTC".to_owned(),
            colour: "#1f4e8c".to_owned(),
            reply_to: None,
            notice_to: None,
            gateway: GatewaySetup::Off,
            connected_account: None,
            link_life_days: 14,
            reminder_days: default_reminder_days(),
            ticket_release: TicketRelease::Manual,
        }
    }

    /// The merchant taking money with this account of its own, once the gateway lets it (R4).
    pub fn connected_to(&self, account: &str, enabled: bool) -> Self {
        Self {
            gateway: GatewaySetup::Connected {
                account: account.to_owned(),
                enabled,
            },
            connected_account: Some(account.to_owned()),
            ..self.clone()
        }
    }

    /// The merchant with another gateway than an account of its own.
    pub fn with_gateway(&self, gateway: GatewaySetup) -> Self {
        Self {
            gateway,
            ..self.clone()
        }
    }

    /// The merchant after the gateway said that this account can be charged, cannot, or, with
    /// `None`, is no longer ours to use. What it says of an account that is not used changes nothing.
    pub fn follow_account(&self, account: &str, charges_enabled: Option<bool>) -> Self {
        match (&self.gateway, charges_enabled) {
            (GatewaySetup::Connected { account: ours, .. }, Some(enabled)) if ours == account => {
                self.connected_to(account, enabled)
            }
            (GatewaySetup::Connected { account: ours, .. }, None) if ours == account => {
                self.with_gateway(GatewaySetup::Off)
            }
            (
                GatewaySetup::Connected { .. } | GatewaySetup::Platform | GatewaySetup::Off,
                Some(_) | None,
            ) => self.clone(),
        }
    }

    /// When a link that is made now reminds of itself (R23).
    pub fn reminders(&self) -> Reminders {
        Reminders {
            days: self.reminder_days.clone(),
            time_zone: self.time_zone.clone(),
            ..Reminders::default()
        }
    }

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
        /// Whether the gateway lets the account be charged; not before it was set up there.
        #[serde(default = "yes")]
        enabled: bool,
    },
}

/// Accounts were taken to be set up before it was stored.
const fn yes() -> bool {
    true
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
    /// Every role, from the one that may the most.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Employee, Self::Accountant];

    /// The role of a word of the API.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

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

    fn lake() -> Merchant {
        Merchant::new(MerchantId::new(ulid::Ulid::from_parts(0, 1)), "Lake Tours")
    }

    #[test]
    fn r4_an_account_takes_money_while_the_gateway_lets_it() {
        let new = lake();
        assert_eq!(new.gateway, GatewaySetup::Off);
        let waiting = new.connected_to("acct_1", false);
        let connected = GatewaySetup::Connected {
            account: "acct_1".to_owned(),
            enabled: false,
        };
        assert_eq!(waiting.gateway, connected);
        let enabled = waiting.follow_account("acct_1", Some(true));
        assert_eq!(enabled, new.connected_to("acct_1", true));
        assert_eq!(enabled.follow_account("acct_1", Some(false)), waiting);
        for said in [Some(true), Some(false), None] {
            assert_eq!(enabled.follow_account("acct_2", said), enabled);
        }
        // A merchant that turned its gateway off stays off, and finds its account again.
        let off = enabled.with_gateway(GatewaySetup::Off);
        assert_eq!(off.connected_account.as_deref(), Some("acct_1"));
        assert_eq!(off.follow_account("acct_1", Some(true)), off);
        assert_eq!(off.follow_account("acct_1", None), off);
        assert_eq!(enabled.follow_account("acct_1", None), off);
        let platform = off.with_gateway(GatewaySetup::Platform);
        for said in [Some(true), Some(false), None] {
            assert_eq!(platform.follow_account("acct_1", said), platform);
        }
    }

    #[test]
    fn r23_a_link_takes_over_when_its_merchant_reminds() {
        let merchant = Merchant {
            reminder_days: vec![5, 2],
            time_zone: "Asia/Tokyo".to_owned(),
            ..lake()
        };
        let expected = Reminders {
            days: vec![5, 2],
            time_zone: "Asia/Tokyo".to_owned(),
            mailed_at: None,
            settled_until: None,
        };
        assert_eq!(merchant.reminders(), expected);
    }

    #[test]
    fn profiles_written_before_a_setting_existed_have_its_default() {
        let old = serde_json::json!({
            "id": "mer_01K9ZZZZZZZZZZZZZZZZZZZZZZ", "name": "Old", "language": "de",
            "time_zone": "UTC", "colour": "#000000", "link_life_days": 14,
            "gateway": {"kind": "connected", "account": "acct_1"}, "ticket_release": "manual",
        });
        let old: Merchant = serde_json::from_value(old).unwrap();
        assert_eq!(old.reminder_days, [7, 3, 1]);
        assert_eq!(old.languages, Language::ALL);
        assert_eq!(old.version, 0);
        let GatewaySetup::Connected { enabled, .. } = old.gateway else {
            panic!("it is connected");
        };
        assert!(enabled);
    }

    #[test]
    fn r24_roles_have_their_words() {
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.as_str()), Some(role));
        }
        assert_eq!(Role::from_word("operator"), None);
    }

    #[test]
    fn r8_links_live_as_many_days_as_the_merchant_says_within_the_limits() {
        let life = |link_life_days| {
            let merchant = Merchant {
                link_life_days,
                ..lake()
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
