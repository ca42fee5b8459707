//! Texts, money and dates for guests and staff, from Fluent files and a table of CLDR compiled in.

mod cldr;
pub mod colour;
mod dates;
mod money;
pub mod qr;
mod texts;
mod typed;

pub use dates::staff_date_time;
pub use texts::Texts;
