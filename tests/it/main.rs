//! The whole system in one process, tested at the level of what it promises.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod architecture;
mod bad_input;
mod canary;
mod cash;
mod checkout;
mod desk;
mod desk_pages;
mod desk_settings;
mod events;
mod faults;
mod flags;
mod hostile;
mod links;
mod mails;
mod matrix;
mod openapi;
mod payments;
mod people;
mod races;
mod reconcile;
mod restart;
mod tenants;
mod watch;
mod webhooks;
mod webhooks_out;
mod world;
