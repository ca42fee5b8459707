//! What lists show of a basket.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use paylink_domain::basket::{Basket, BasketList, BasketStatus};
use paylink_domain::buyer::EmailAddress;
use paylink_domain::flag::BasketFlag;
use paylink_domain::ids::BasketId;
use paylink_domain::money::{Amount, Currency};

/// What a list shows of a basket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "the fields of Basket and Balance by the same names"
)]
pub struct BasketSummary {
    // `paid` is what is left of payments after refunds; lists have no room for both.
    pub id: BasketId,
    pub reference: String,
    pub description: String,
    pub buyer_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer_email: Option<EmailAddress>,
    pub currency: Currency,
    pub total: Amount,
    #[serde(default, skip_serializing_if = "Amount::is_zero")]
    pub paid: Amount,
    #[serde(default, skip_serializing_if = "Amount::is_zero")]
    pub outstanding: Amount,
    #[serde(default, skip_serializing_if = "Amount::is_zero")]
    pub overpaid: Amount,
    pub status: BasketStatus,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<BasketFlag>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lacks_guest: bool,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
}

impl BasketSummary {
    /// The summary of a basket.
    pub fn of(basket: &Basket) -> Self {
        let balance = basket.balance();
        Self {
            id: basket.id,
            reference: basket.reference.clone(),
            description: basket
                .items
                .first()
                .map(|item| item.description.clone())
                .unwrap_or_default(),
            buyer_name: basket.buyer.name.clone(),
            buyer_email: basket.buyer.email.clone(),
            currency: basket.currency,
            total: balance.total,
            paid: balance.paid - balance.refunded,
            outstanding: balance.outstanding,
            overpaid: balance.overpaid,
            status: basket.status(),
            flags: basket.flags(),
            lacks_guest: basket.lacks_guest(),
            created_at: basket.created_at,
            starts_at: basket.first_departure(),
        }
    }

    /// Whether staff have to do something about it.
    pub fn needs_attention(&self) -> bool {
        self.lacks_guest || !self.flags.is_empty()
    }

    /// Whether the reference, the buyer's name or email contains this text, which is in small letters.
    pub(super) fn contains(&self, text: &str) -> bool {
        let email = self.buyer_email.as_ref().map_or("", EmailAddress::as_str);
        [self.reference.as_str(), self.buyer_name.as_str(), email]
            .iter()
            .any(|field| field.to_lowercase().contains(text))
    }

    pub(super) fn is_in(&self, list: BasketList) -> bool {
        match list {
            BasketList::Status(status) => self.status == status,
            BasketList::Attention => self.needs_attention(),
        }
    }
}
