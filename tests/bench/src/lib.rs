//! Measures the release binaries: speed against comparators, calls and capacity of a link's whole life.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    clippy::as_conversions,
    clippy::wildcard_enum_match_arm,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that cannot be made ends by panicking, and figures are printed"
)]

pub mod baseline;
pub mod callgrind;
pub mod contest;
pub mod cost;
pub mod database;
pub mod events;
pub mod fixture;
pub mod growth;
pub mod life;
pub mod load;
pub mod process;
pub mod runtime_api;
pub mod services;
pub mod speed;
pub mod stream;
pub mod table;
