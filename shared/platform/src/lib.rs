//! What the other crates stand on: settings, AWS and HTTP clients, the clock, randomness, logs, metrics.

pub mod aws_client;
pub mod clock;
pub mod config;
pub mod hash;
pub mod http_client;
pub mod metrics;
pub mod random;
pub mod telemetry;
