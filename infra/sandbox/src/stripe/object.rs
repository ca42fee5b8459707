//! Stripe's objects as JSON, with the published examples as their base, so that no field is ever absent.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::error::ApiError;

/// Stripe's own example objects (`openapi/fixtures3.json` of `stripe/openapi`, MIT licence).
static FIXTURES: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("fixtures.json")).unwrap_or_default());

/// The kinds of object that the books hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `checkout.session`
    Session,
    /// `payment_intent`
    PaymentIntent,
    /// `charge`
    Charge,
    /// `refund`
    Refund,
    /// `dispute`
    Dispute,
    /// `event`
    Event,
    /// `account`
    Account,
    /// `balance_transaction`
    BalanceTransaction,
}

impl Kind {
    /// Stripe's word for the kind, as in the `object` field and in "No such ...".
    pub fn name(self) -> &'static str {
        match self {
            Self::Session => "checkout.session",
            Self::PaymentIntent => "payment_intent",
            Self::Charge => "charge",
            Self::Refund => "refund",
            Self::Dispute => "dispute",
            Self::Event => "event",
            Self::Account => "account",
            Self::BalanceTransaction => "balance_transaction",
        }
    }

    /// The path of the kind's list.
    pub fn path(self) -> &'static str {
        match self {
            Self::Session => "/v1/checkout/sessions",
            Self::PaymentIntent => "/v1/payment_intents",
            Self::Charge => "/v1/charges",
            Self::Refund => "/v1/refunds",
            Self::Dispute => "/v1/disputes",
            Self::Event => "/v1/events",
            Self::Account => "/v1/accounts",
            Self::BalanceTransaction => "/v1/balance_transactions",
        }
    }

    /// The kind whose name this is.
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Session,
            Self::PaymentIntent,
            Self::Charge,
            Self::Refund,
            Self::Dispute,
            Self::Event,
            Self::Account,
            Self::BalanceTransaction,
        ]
        .into_iter()
        .find(|kind| kind.name() == name)
    }
}

/// One JSON object, read and written by field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object(Map<String, Value>);

impl Object {
    /// Stripe's example of this kind, to be filled in. Kinds without an example start empty.
    pub fn example(kind: Kind) -> Self {
        FIXTURES
            .get(kind.name())
            .and_then(Value::as_object)
            .cloned()
            .map(Self)
            .unwrap_or_default()
    }

    /// The object in this text.
    pub fn parse(text: &str) -> Result<Self, ApiError> {
        Ok(Self(serde_json::from_str(text)?))
    }

    /// This value, if it is an object; else an empty one.
    pub fn from_value(value: Value) -> Self {
        match value {
            Value::Object(map) => Self(map),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Self::default(),
        }
    }

    /// The text of a field, if it holds one.
    pub fn maybe(&self, field: &str) -> Option<&str> {
        self.0.get(field).and_then(Value::as_str)
    }

    /// The text of a field; empty where it holds none.
    pub fn text(&self, field: &str) -> &str {
        self.maybe(field).unwrap_or_default()
    }

    /// The integer of a field; 0 where it holds none.
    pub fn integer(&self, field: &str) -> i64 {
        self.0
            .get(field)
            .and_then(Value::as_i64)
            .unwrap_or_default()
    }

    /// The boolean of a field; false where it holds none.
    pub fn flag(&self, field: &str) -> bool {
        self.0
            .get(field)
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    /// The value of a field; null where there is none.
    pub fn value(&self, field: &str) -> Value {
        self.0.get(field).cloned().unwrap_or_default()
    }

    /// The object in a field; empty where it holds none.
    pub fn child(&self, field: &str) -> Self {
        Self::from_value(self.value(field))
    }

    /// Writes a field.
    pub fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.0.insert(field.to_owned(), value.into());
    }

    /// Writes every field of `fields`, which is an object.
    pub fn fill(&mut self, fields: Value) {
        self.0.extend(Self::from_value(fields).0);
    }

    /// Writes null into each of these fields.
    pub fn clear(&mut self, fields: &[&str]) {
        for field in fields {
            self.set(field, Value::Null);
        }
    }

    /// The object as a value.
    pub fn to_value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// The map, for changes that no other method offers.
    pub fn as_map_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.0
    }
}

impl std::fmt::Display for Object {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&serde_json::to_string(&self.0).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fixture_is_an_example() {
        for kind in [
            Kind::Session,
            Kind::PaymentIntent,
            Kind::Charge,
            Kind::Refund,
            Kind::Dispute,
            Kind::Event,
        ] {
            assert_eq!(Object::example(kind).text("object"), kind.name());
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
    }
}
