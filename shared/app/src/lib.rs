//! What a person or machine can do: load, let the domain decide, save. One file per thing.
//!
//! The API and the desk call the same functions. Nothing here knows HTTP.

pub mod attempts;
pub mod baskets;
mod charging;
pub mod checkout;
pub mod compare;
mod core;
pub mod endpoints;
mod error;
pub mod gateway_setup;
pub mod keys;
pub mod links;
pub mod mail_reports;
pub mod merchants;
pub mod payments;
pub mod principal;
pub mod reconcile;
pub mod record_event;
pub mod record_fact;
pub mod refunds;
pub mod team;
pub mod unmatched;
pub mod webhook;

pub use charging::charging;
pub use core::{Core, log_dropped};
pub use error::Error;

pub(crate) use core::CONFLICT_TRIES;
