//! The rules of the product: pure, without I/O, clock or environment.
//!
//! `serde` on these types is the form in which the one item of a basket is stored, and no other;
//! the API's shapes are in the crate `paylink-http`.
//!
//! [`decide`](decide::decide) carries out commands, [`apply`](apply::apply) records facts. Each has a folder with
//! a file for each command or kind of fact. [`effects`] is what both cause besides the money: mails and tickets.
//! The other modules are the types, and what is read off them.

pub mod actor;
pub mod apply;
pub mod ask;
pub mod basket;
pub mod buyer;
pub mod compare;
pub mod decide;
pub mod due;
pub mod effects;
pub mod events;
pub mod flag;
pub mod history;
pub mod ids;
pub mod limits;
pub mod link;
pub mod merchant;
pub mod money;
pub mod outbox;
pub mod payment;
pub mod profile;
pub mod reminder;
pub mod report;
pub mod tax;
pub mod team;
pub mod text;
pub mod token;
pub mod webhook;

#[cfg(any(test, feature = "test-support"))]
pub mod test_support;
#[cfg(test)]
mod tests;
