//! Paylink: payment links for merchants who sell tours and activities.

pub mod aws_client;
pub mod clock;
pub mod colour;
pub mod config;
pub mod gateway;
pub mod hash;
pub mod http;
pub mod http_client;
pub mod i18n;
pub mod mail;
pub mod metrics;
pub mod principal;
pub mod qr;
pub mod random;
pub mod store;
pub mod telemetry;
pub mod usecase;
pub mod webhook;
