//! Paylink: payment links for merchants who sell tours and activities.

pub mod domain;
