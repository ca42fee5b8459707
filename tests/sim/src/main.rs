//! The simulator: the real use cases, the real SDK client, a database engine in this process, a manual
//! clock and a gateway with books of its own, under a seeded schedule that interleaves actors at every
//! call and injects faults.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    clippy::as_conversions,
    clippy::wildcard_enum_match_arm,
    clippy::print_stdout,
    reason = "a test fails by panicking, and prints what it did"
)]

mod actor;
mod books;
mod checks;
mod crash;
mod database;
mod events;
mod faults;
mod gateway;
mod hub;
mod jobs;
mod plan;
mod post;
mod receiver;
mod run;
mod schedule;
mod sums;
mod trace;
mod world;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    run::main();
}
