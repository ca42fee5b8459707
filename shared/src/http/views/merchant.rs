//! The merchant's profile.

use serde::Serialize;
use utoipa::ToSchema;

use super::words::TicketRelease;
use crate::domain::merchant::{self, Merchant};

/// Who asks for money, and how it is charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Merchant)]
pub struct MerchantView {
    /// Its id, `mer_...`.
    pub id: String,
    /// The name that guests see.
    pub name: String,
    /// The language of mails to staff.
    pub language: &'static str,
    /// The IANA time zone of its days.
    pub time_zone: String,
    /// The colour of its pages and mails, `#rrggbb`.
    pub colour: String,
    /// Where guests' replies go.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reply_to: Option<String>,
    /// Where notices for staff go.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub notice_to: Option<String>,
    /// How its guests' money is taken.
    pub gateway: GatewayView,
    /// How many days a link can be paid.
    pub link_life_days: u16,
    /// When tickets go out.
    pub ticket_release: TicketRelease,
}

/// How the money of a merchant's guests is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = Gateway)]
pub enum GatewayView {
    /// Not at all.
    Off,
    /// Through the platform's own account.
    Platform,
    /// Through the merchant's account at the gateway.
    Connected {
        /// Which.
        account: String,
    },
}

/// The merchant's profile.
pub fn merchant(merchant: &Merchant) -> MerchantView {
    let address = |address: &Option<crate::domain::buyer::EmailAddress>| {
        address.as_ref().map(|address| address.as_str().to_owned())
    };
    MerchantView {
        id: merchant.id.to_string(),
        name: merchant.name.clone(),
        language: merchant.language.tag(),
        time_zone: merchant.time_zone.clone(),
        colour: merchant.colour.clone(),
        reply_to: address(&merchant.reply_to),
        notice_to: address(&merchant.notice_to),
        gateway: match &merchant.gateway {
            merchant::GatewaySetup::Off => GatewayView::Off,
            merchant::GatewaySetup::Platform => GatewayView::Platform,
            merchant::GatewaySetup::Connected { account } => GatewayView::Connected {
                account: account.clone(),
            },
        },
        link_life_days: merchant.link_life_days,
        ticket_release: merchant.ticket_release.into(),
    }
}
