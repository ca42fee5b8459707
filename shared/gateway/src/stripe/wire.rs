//! Stripe's objects, as far as Paylink reads them. What they mean here is in `meaning.rs`.
//!
//! Every field that Stripe may leave out or set to null is an `Option`; unknown fields are ignored.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The events about money, and about whether an account can take any. The webhook must be subscribed
/// to these too.
pub const EVENT_TYPES: [&str; 12] = [
    "checkout.session.completed",
    "checkout.session.expired",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "account.updated",
    "account.application.deauthorized",
];

/// An id, or the object itself where it was asked to be expanded.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Expandable<T> {
    /// The id.
    Id(String),
    /// The object.
    Object(Box<T>),
}

/// `checkout.session`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct CheckoutSession {
    pub id: String,
    pub status: Option<String>,
    pub payment_status: String,
    pub amount_total: Option<i64>,
    pub currency: Option<String>,
    pub url: Option<String>,
    pub expires_at: i64,
    pub payment_intent: Option<Expandable<PaymentIntent>>,
    pub payment_method_types: Option<Vec<String>>,
    pub metadata: Option<BTreeMap<String, String>>,
}

/// `payment_intent`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct PaymentIntent {
    pub id: String,
    pub status: String,
    pub metadata: Option<BTreeMap<String, String>>,
    pub latest_charge: Option<Expandable<Charge>>,
}

/// `charge`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct Charge {
    pub id: String,
    pub created: Option<i64>,
    pub payment_method_details: Option<PaymentMethodDetails>,
}

/// The part of a charge that names the method of payment.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct PaymentMethodDetails {
    #[serde(rename = "type")]
    pub kind: String,
}

/// `refund`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct Refund {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub status: Option<String>,
    pub payment_intent: Option<Expandable<PaymentIntent>>,
    pub metadata: Option<BTreeMap<String, String>>,
}

/// `dispute`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct Dispute {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub status: String,
    pub payment_intent: Option<Expandable<PaymentIntent>>,
    pub evidence_details: Option<EvidenceDetails>,
}

/// The part of a dispute that has the deadline.
#[derive(Debug, Clone, Deserialize)]
pub struct EvidenceDetails {
    /// In seconds since 1970; `null` or 0 where the bank takes no answer.
    pub due_by: Option<i64>,
}

/// `event`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct Event {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub created: i64,
    pub account: Option<String>,
    pub data: EventData,
}

/// `account`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct Account {
    pub id: String,
    pub charges_enabled: bool,
}

/// `account_link`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct AccountLink {
    pub url: String,
}

/// The object that an event is about.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct EventData {
    pub object: serde_json::Value,
}

/// A list of objects.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct List<T> {
    pub data: Vec<T>,
    pub has_more: bool,
}

/// An object of a list. The next page begins after the last object's id.
pub trait Listed {
    /// Its id.
    fn id(&self) -> &str;
}

impl Listed for CheckoutSession {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Listed for Refund {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Listed for Dispute {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Listed for Event {
    fn id(&self) -> &str {
        &self.id
    }
}

/// An error's body.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct ErrorBody {
    pub error: ErrorObject,
}

/// The error itself.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "Stripe's names")]
pub struct ErrorObject {
    #[serde(rename = "type")]
    pub kind: String,
    pub code: Option<String>,
    pub message: Option<String>,
}

impl<T> Expandable<T> {
    /// The object, where it was expanded.
    pub fn object(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Object(object) => Some(object),
        }
    }
}

impl Expandable<PaymentIntent> {
    /// The intent's id.
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Object(intent) => &intent.id,
        }
    }
}
