//! The whole system in one process, tested at the level of what it promises.

mod bad_input;
mod cash;
mod checkout;
mod desk;
mod events;
mod faults;
mod links;
mod mails;
mod races;
mod restart;
mod tenants;
mod world;
