//! Stripe Checkout: the hosted page, by redirect, for the platform's account or a connected one.

pub mod client;
pub mod units;
pub mod webhook;
pub mod wire;

pub use client::Stripe;
