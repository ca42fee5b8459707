//! Posting what happened to merchants' systems.

mod deliver;
mod sender;

pub use deliver::{deliver_webhooks, deliver_webhooks_of};
pub use sender::{Failure, Transport, WebhookSender, WriteBody};
