//! Finding out at the gateway what no webhook told, account by account (R16).
//!
//! Each account has a cursor. Its events are read every five minutes; once a day, and where events
//! do not reach back far enough, its objects are listed as well (see [`super::compare`]).

use futures_util::stream::{self, StreamExt as _};
use jiff::{SignedDuration, Timestamp};

use super::compare::{IN_FLIGHT, Slice};
use super::record_event::read_events;
use super::{Core, Error};
use paylink_domain::ids::MerchantId;
use paylink_domain::limits::after;
use paylink_gateway::{GatewayError, PaymentGateway};
use paylink_store::cursors::{GatewayCursor, Listing, ListingPurpose};

/// How often an account has its turn.
const EVERY: SignedDuration = SignedDuration::from_mins(5);
/// How often it is looked whether the gateway lets us at an account again.
const NO_ACCESS_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How far back each reading begins before the end of the last: clocks differ, and events can be
/// listed late.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);
/// How far back the first reading goes, and the first after a gap; a listing does the rest.
const FIRST: SignedDuration = SignedDuration::from_hours(24);
/// A cursor that is older has missed events for good, or soon will: Stripe lists those of the last
/// 30 days, and the rest is for a day that goes wrong.
const EVENTS_REACH: SignedDuration = SignedDuration::from_hours(25 * 24);
/// How often the ledger is compared with the gateway.
const COMPARE_EVERY: SignedDuration = SignedDuration::from_hours(24);
/// How far back the comparison goes, and how far before a gap in the events the listing that closes
/// it begins. A list tells when an object was created, not when it changed: a bank debit pays up to
/// 14 bank days after its session was created, and refunds fail up to about 30 days after theirs.
const WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How much is listed at once. Each slice is one step that need not be done again.
const SLICE: SignedDuration = SignedDuration::from_hours(2 * 24);
/// How many slices an account gets in one turn.
const SLICES: usize = 8;
/// How many accounts have their turn in one turn of `tick`, which has a minute; the others wait.
const ACCOUNTS: usize = 100;
/// How many of them get to list.
const LISTINGS: usize = 10;
/// How many have it at once.
const AT_ONCE: usize = 8;

/// What a turn of the reconciler did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Events that were read.
    pub events: usize,
    /// Accounts, and baskets of accounts, that did not work; they are tried again.
    pub failed: usize,
}

/// Gives their turn to the accounts that have waited the longest. One account's trouble never holds
/// up another: its turn counts as had before anything is tried.
pub async fn reconcile(core: &Core, gateway: &dyn PaymentGateway) -> Result<Reconciled, Error> {
    let now = core.now();
    let mut accounts = core.store.gateway_accounts().await?;
    accounts.entry(None).or_default();
    let mut cursors = core.store.gateway_cursors().await?;
    let mut turns: Vec<Turn> = accounts
        .into_iter()
        .map(|(account, merchants)| {
            let known = cursors.iter().position(|cursor| cursor.account == account);
            let fresh = || GatewayCursor {
                account,
                ..GatewayCursor::default()
            };
            Turn {
                cursor: known.map_or_else(fresh, |at| cursors.swap_remove(at)),
                merchants,
                may_list: false,
            }
        })
        .filter(|turn| is_due(&turn.cursor, now))
        .collect();
    turns.sort_by_key(|turn| turn.cursor.tried_at);
    turns.truncate(ACCOUNTS);
    turns.sort_by_key(|turn| turn.cursor.listed_at);
    let listing = turns
        .iter_mut()
        .filter(|turn| wants_listing(&turn.cursor, now));
    for turn in listing.take(LISTINGS) {
        turn.may_list = true;
    }
    let done = stream::iter(turns)
        .map(|turn| turn.take(core, gateway, now))
        .buffer_unordered(AT_ONCE)
        .fold(Reconciled::default(), async |sum, one| Reconciled {
            events: sum.events.saturating_add(one.events),
            failed: sum.failed.saturating_add(one.failed),
        })
        .await;
    Ok(done)
}

fn is_due(cursor: &GatewayCursor, now: Timestamp) -> bool {
    let every = match cursor.no_access_since {
        Some(_) => NO_ACCESS_EVERY,
        None => EVERY,
    };
    cursor
        .tried_at
        .is_none_or(|tried_at| now >= after(tried_at, every))
}

/// Where the next reading of events begins; `None` where events do not reach back to the last.
fn events_since(cursor: &GatewayCursor, now: Timestamp) -> Option<Timestamp> {
    cursor
        .read_until
        .filter(|read_until| now < after(*read_until, EVENTS_REACH))
        .map(|read_until| after(read_until, -OVERLAP))
}

/// The listing that finds what events no longer tell: all since the last reading, and what was
/// left of a listing for an earlier gap.
fn catch_up(cursor: &GatewayCursor, now: Timestamp) -> Listing {
    let gap = after(cursor.read_until.unwrap_or(now), -WINDOW);
    let left = cursor
        .listing
        .filter(|listing| listing.purpose == ListingPurpose::CatchUp)
        .map_or(gap, |listing| listing.next);
    new_listing(ListingPurpose::CatchUp, now, gap.min(left))
}

fn wants_listing(cursor: &GatewayCursor, now: Timestamp) -> bool {
    cursor.listing.is_some()
        || cursor
            .compared_at
            .is_none_or(|compared_at| now >= after(compared_at, COMPARE_EVERY))
}

const fn new_listing(purpose: ListingPurpose, now: Timestamp, since: Timestamp) -> Listing {
    Listing {
        purpose,
        began_at: now,
        since,
        next: since,
    }
}

/// An account whose turn it is.
struct Turn {
    cursor: GatewayCursor,
    merchants: Vec<MerchantId>,
    may_list: bool,
}

impl Turn {
    async fn take(
        mut self,
        core: &Core,
        gateway: &dyn PaymentGateway,
        now: Timestamp,
    ) -> Reconciled {
        let mut done = Reconciled::default();
        let worked = match self.work(core, gateway, now, &mut done).await {
            // A merchant may take its account away, which is no trouble of ours. Its cursor stays
            // where it is, so that what happens meanwhile is found if it comes back.
            Err(Error::Gateway(GatewayError::NoAccess(code))) if self.cursor.account.is_some() => {
                let account = self.cursor.account.as_deref();
                tracing::warn!(account, code, "the gateway does not let us at an account");
                self.cursor.no_access_since.get_or_insert(now);
                let put = core.store.put_gateway_cursor(&self.cursor).await;
                put.map_err(Error::from)
            }
            worked => worked,
        };
        if let Err(error) = worked {
            let account = self.cursor.account.as_deref();
            tracing::error!(%error, account, "an account could not be reconciled");
            done.failed = done.failed.saturating_add(1);
        }
        done
    }

    async fn work(
        &mut self,
        core: &Core,
        gateway: &dyn PaymentGateway,
        now: Timestamp,
        done: &mut Reconciled,
    ) -> Result<(), Error> {
        self.cursor.tried_at = Some(now);
        if self.may_list {
            self.cursor.listed_at = Some(now);
        }
        core.store.put_gateway_cursor(&self.cursor).await?;
        // What is new does not wait for a listing of what is old. The cursor moves on over a gap in
        // the same write that notes the listing which closes it.
        let (since, catch_up) = match events_since(&self.cursor, now) {
            Some(since) => (since, None),
            None => (after(now, -FIRST), Some(catch_up(&self.cursor, now))),
        };
        let account = self.cursor.account.as_deref();
        done.events = read_events(core, gateway, account, since).await?;
        self.cursor.read_until = Some(now);
        self.cursor.no_access_since = None;
        self.cursor.listing = catch_up.or(self.cursor.listing);
        core.store.put_gateway_cursor(&self.cursor).await?;
        if !(self.may_list && wants_listing(&self.cursor, now)) {
            return Ok(());
        }
        let compare = || new_listing(ListingPurpose::Compare, now, after(now, -WINDOW));
        self.cursor.listing.get_or_insert_with(compare);
        for _ in 0..SLICES {
            let Some(listing) = self.cursor.listing else {
                break;
            };
            self.list_slice(core, gateway, now, since, listing, done)
                .await?;
            core.store.put_gateway_cursor(&self.cursor).await?;
        }
        Ok(())
    }

    /// Works off the next slice of a listing, and with the last one the listing.
    async fn list_slice(
        &mut self,
        core: &Core,
        gateway: &dyn PaymentGateway,
        now: Timestamp,
        events_since: Timestamp,
        listing: Listing,
        done: &mut Reconciled,
    ) -> Result<(), Error> {
        let end = match listing.purpose {
            ListingPurpose::CatchUp => now,
            ListingPurpose::Compare => after(now, -IN_FLIGHT),
        };
        let until = after(listing.next, SLICE).min(end);
        let slice = Slice {
            account: self.cursor.account.as_deref(),
            merchants: &self.merchants,
            listing,
            until,
            events_since,
        };
        let failed = slice.compare(core, gateway).await?;
        done.failed = done.failed.saturating_add(failed);
        self.cursor.listing = (until < end).then_some(Listing {
            next: until,
            ..listing
        });
        if self.cursor.listing.is_none() {
            self.cursor.compared_at = Some(listing.began_at);
        }
        Ok(())
    }
}
