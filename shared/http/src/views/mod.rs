//! The API's answers: how a basket and what belongs to it look from outside.
//!
//! Each is a type of its own and never what is stored, so that items can change without the API
//! changing, and its schema stands in the description of the API.

mod basket;
mod event;
mod history;
mod ledger;
mod link;
mod payment;
pub mod words;

use serde::Serialize;
use utoipa::ToSchema;

pub use basket::{
    BasketView, BuyerView, CanCreateLinkView, ItemView, SummaryView, TicketsView, basket, summary,
};
pub use event::event_body;
pub use history::{ActorView, HistoryEventView, HistoryView};
pub use ledger::{ListedPaymentView, csv, csv_file, listed_payment};
pub use link::{EmailView, LinkView, link, links};
pub use payment::{DisputeView, PaymentView, RefundView, payment, refund};

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Page<T> {
    /// What is on this page.
    pub data: Vec<T>,
    /// What to send as `cursor` for the next page; `null` at the end.
    #[schema(required)]
    pub next_cursor: Option<String>,
}
