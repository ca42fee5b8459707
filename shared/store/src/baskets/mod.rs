//! The `baskets` table: one item per basket.
//!
//! | attribute | for |
//! |---|---|
//! | `basket_id` | key |
//! | `version` | condition of every write |
//! | `doc` | the basket itself, without the fields that are attributes of their own |
//! | `history`, `outbox`, `mails`, `webhooks` | lists of the basket that its pages for guests do not show |
//! | `merchant_id` | index `by-merchant`, with `basket_id`: newest first |
//! | `merchant_state` | index `by-state`, with `basket_id` |
//! | `merchant_reference` | index `by-reference` (keys only) |
//! | `paid_merchant`, `money_moved_at` | sparse index `by-payment` |
//! | `due_shard`, `due_at` | sparse index `due` (keys only); `due_at` in epoch milliseconds |
//! | `attention_merchant` | sparse index `by-attention`, with `basket_id`: baskets that staff must look at |
//! | `summary` | what a list shows, without the id; projected into the indexes of lists |
//! | `mail_due` | present while a new mail waits; the stream's filter looks at it |
//! | `webhook_due` | the same for events to merchants' systems |

mod item;
mod lists;
mod load_save;
mod paid_due;
mod summary;

pub use item::{DUE_SHARDS, Stored, due_shard, from_item};
pub(crate) use item::{basket_id_of, sort_key};
pub use lists::{BasketCursor, BasketPage};
pub use summary::BasketSummary;
