//! Stand-ins for the services Paylink talks to, for laptops and tests.
//!
//! Each speaks the real service's HTTP API closely enough that production code cannot tell, keeps
//! its data in SQLite, and has pages for people and calls under `/_sandbox` for tests.

pub mod issuer;
pub mod mailbox;
mod server;
pub mod stripe;
#[cfg(test)]
mod testing;

pub use server::StartError;
