//! The only place that knows DynamoDB: keys, item shapes, and one function per access pattern.
//!
//! Two tables. `baskets` holds one item per basket, written on the condition that its version is
//! unchanged. `merchants` holds profiles, people, keys, sessions and claims.

pub mod baskets;
mod cache;
pub mod claims;
mod connection;
pub mod cursors;
mod error;
pub mod gateways;
pub mod keys;
pub mod ledger;
pub mod merchants;
mod opaque;
pub mod quotas;
pub mod sessions;
pub mod team;
pub mod unmatched;
pub mod webhooks;

pub use baskets::{BasketPage, BasketSummary, Stored};
pub use connection::{Store, Tables};
pub use error::StoreError;
