//! Paylink: payment links for merchants who sell tours and activities.

pub mod clock;
pub mod config;
pub mod domain;
pub mod gateway;
pub mod http_client;
pub mod random;
pub mod store;
