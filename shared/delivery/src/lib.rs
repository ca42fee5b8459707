//! Sending mails, and working off all that falls due.

pub mod invitations;
pub mod mails;
pub mod merchants;
pub mod tick;
