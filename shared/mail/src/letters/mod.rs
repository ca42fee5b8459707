//! What each mail says. Everything is worked out from the basket at the moment of sending (R3).

mod asks;
mod parts;
mod receipt;
mod staff;
mod tickets;

pub(crate) use asks::{payment_request, reminder};
pub(crate) use receipt::receipt;
pub(crate) use staff::{dispute, email_failed, endpoint_disabled, refund_failed, staff_notice};
pub(crate) use tickets::tickets;
