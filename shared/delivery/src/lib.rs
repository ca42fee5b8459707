//! Sending what waits: mails, events for merchants' systems, and all that falls due.

pub mod invitations;
pub mod mails;
pub mod merchants;
pub mod sender;
pub mod tick;
pub mod webhooks;
