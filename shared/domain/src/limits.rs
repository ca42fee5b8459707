//! How much a basket takes, and how long things last.
//!
//! The limits on a basket bind commands only, so that the rest of DynamoDB's 400 KB stays free for
//! facts, which are never refused.

use jiff::{SignedDuration, Timestamp};

use super::money::Amount;

/// Links a basket can have.
pub const LINKS: usize = 100;
/// Payments and refunds a basket can have.
pub const LEDGER_ENTRIES: usize = 200;
/// Lines of history a command may grow a basket to.
pub const HISTORY_LINES: usize = 300;
/// Bytes of an encoded basket that a command may grow it to: 300 KiB.
pub const BASKET_BYTES: usize = 307_200;
/// Closed attempts that are kept for reading; older ones are dropped.
pub const CLOSED_ATTEMPTS: usize = 30;
/// Items a basket can have.
pub const ITEMS: usize = 100;
/// The most that one unit of an item can cost, in minor units. With [`ITEMS`] and
/// [`ITEM_QUANTITY`] a total stays far below the end of an `i64`.
pub const UNIT_AMOUNT: Amount = Amount::new(1_000_000_000_000);
/// The most units of one item.
pub const ITEM_QUANTITY: u32 = 10_000;
/// Mails whose fate is kept on a basket; of older ones nothing more is heard.
pub const SENT_MAILS: usize = 50;
/// Mails that people may have sent for one basket in an hour.
pub const EMAILS_PER_HOUR: usize = 10;
/// Mails that a merchant's people may have sent in an hour, over all its baskets.
pub const MERCHANT_EMAILS_PER_HOUR: u64 = 500;

/// Events that can wait on a basket for merchants' systems, about 60 KB. Beyond, those are dropped
/// that were tried most.
pub const WEBHOOK_ROWS: usize = 250;
/// Webhook endpoints a merchant can have.
pub const WEBHOOK_ENDPOINTS: usize = 10;

/// The least life of a link (R8).
pub const LINK_LIFE_MIN: SignedDuration = SignedDuration::from_mins(30);
/// The most life of a link (R8).
pub const LINK_LIFE_MAX: SignedDuration = SignedDuration::from_hours(180 * 24);
/// The life of a link where the merchant set none (R8).
pub const LINK_LIFE_DEFAULT: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How long after a guest was asked for money by mail no reminder is sent (R23).
pub const REMINDER_PAUSE: SignedDuration = SignedDuration::from_hours(20);
/// How long a gateway session can be paid (R12).
pub const SESSION_LIFE: SignedDuration = SignedDuration::from_mins(35);
/// A session with less time left than this is not offered to a guest again.
pub const SESSION_REUSE_MIN: SignedDuration = SignedDuration::from_mins(3);
/// How long the answer to an idempotency key can be asked for again at the gateway; Stripe keeps
/// keys for at least 24 hours.
pub const GATEWAY_KEY_LIFE: SignedDuration = SignedDuration::from_hours(20);
/// How long after an attempt began its session can still be made: the gateway refuses sessions
/// that end less than half an hour ahead, and clocks differ by a little.
pub const SESSION_CREATION: SignedDuration = SignedDuration::from_mins(10);
/// How long after a refund was ordered the gateway's lists show it for certain. One that the gateway
/// failed at and does not show by then was not made.
pub const REFUND_LISTED: SignedDuration = SignedDuration::from_mins(10);
/// An attempt whose session was never confirmed is looked into after this.
pub const OPENING_CHECK: SignedDuration = SignedDuration::from_mins(1);
/// How often an open attempt is checked at the gateway when no webhook comes.
pub const OPEN_CHECK: SignedDuration = SignedDuration::from_mins(10);
/// How often an attempt whose money is under way is checked.
pub const PROCESSING_CHECK: SignedDuration = SignedDuration::from_hours(1);
/// How often a refund is asked about at an account that the gateway does not let us at.
pub const OUT_OF_REACH_CHECK: SignedDuration = SignedDuration::from_hours(24);
/// How long money under way is waited for at an account that the gateway does not let us at, from
/// the end of its session. The slowest bank debit is decided within 14 bank days, so after this the
/// money either came, and is found when the account is back, or never will.
pub const OUT_OF_REACH_GIVE_UP: SignedDuration = SignedDuration::from_hours(720);
/// How long a sender holds an outbox row before another may take it.
pub const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// How many mails of a basket one sender takes at once. The mail service may take 15 seconds for each,
/// and all of them must go within the lease.
pub const MAILS_AT_ONCE: usize = 4;
/// When the due index first looks at a new outbox row; the stream is faster.
pub const OUTBOX_FIRST_CHECK: SignedDuration = SignedDuration::from_mins(2);
/// How long a mail is tried before it is given up.
pub const MAIL_TRIES_FOR: SignedDuration = SignedDuration::from_hours(72);

/// How long an event is sent to an endpoint that does not take it before it is given up.
pub const WEBHOOK_TRIES_FOR: SignedDuration = SignedDuration::from_hours(72);
/// An endpoint that took nothing for this long, five days, is disabled.
pub const ENDPOINT_FAILS_FOR: SignedDuration = SignedDuration::from_hours(120);
/// How long the secret that was replaced goes on signing beside the new one.
pub const ROTATED_SECRET_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// How long deliveries are kept: thirty days.
pub const DELIVERY_LIFE: SignedDuration = SignedDuration::from_hours(720);

/// A delivery whose next try is past by this much is no longer waited for.
pub const DELIVERY_OVERDUE: SignedDuration = SignedDuration::from_hours(24);

/// The pause after the `tries`-th failed try of a webhook, before jitter: 1 minute, 5 minutes, half an
/// hour, then hours; with the first try, ten within [`WEBHOOK_TRIES_FOR`].
pub const fn webhook_pause(tries: u32) -> SignedDuration {
    match tries {
        0 | 1 => SignedDuration::from_mins(1),
        2 => SignedDuration::from_mins(5),
        3 => SignedDuration::from_mins(30),
        4 => SignedDuration::from_hours(2),
        5 => SignedDuration::from_hours(5),
        6 => SignedDuration::from_hours(10),
        7 => SignedDuration::from_hours(14),
        8.. => SignedDuration::from_hours(20),
    }
}

/// The pause after the `tries`-th failed try of an outbox row: 1 minute, then 2, 4, ... up to an hour.
pub fn retry_pause(tries: u32) -> SignedDuration {
    let minutes = 1_i64
        .checked_shl(tries.saturating_sub(1).min(6))
        .unwrap_or(64);
    SignedDuration::from_mins(minutes.min(60))
}

/// How long after the `count`-th request for a new link the next one is acted on (R13): 15 minutes,
/// then twice as long each time, up to 16 hours.
pub fn new_link_pause(count: u32) -> SignedDuration {
    let doubled = 15_i64
        .checked_shl(count.saturating_sub(1).min(6))
        .unwrap_or(960);
    SignedDuration::from_mins(doubled)
}

/// `start` plus `span`, or the end of time.
pub fn after(start: Timestamp, span: SignedDuration) -> Timestamp {
    start.saturating_add(span).unwrap_or(Timestamp::MAX)
}
