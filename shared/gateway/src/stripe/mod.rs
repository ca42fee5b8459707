//! Stripe Checkout: the hosted page, by redirect, for the platform's account or a connected one.

mod client;
mod meaning;
mod transport;
pub(crate) mod units;
pub mod webhook;
pub mod wire;

pub use transport::Stripe;
