//! Payments and refunds of all baskets of a merchant: for reports and the books.
//!
//! The index leads to a basket by when its money last moved, so a basket with an old payment and a
//! new one stands at the new one. A list therefore reads from its beginning to the far end of the
//! index and shows what falls into it. Baskets come in the order in which their money last moved: one
//! that is paid again while somebody turns pages moves ahead of them. So a list shows each payment at
//! least once; one of such a basket may come again, under the same id.

use std::collections::BTreeSet;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;

use super::{Core, Error};
use crate::principal::Principal;
use paylink_domain::basket::Basket;
use paylink_domain::ids::BasketId;
use paylink_domain::merchant::Permission;
use paylink_domain::money::Amount;
use paylink_domain::payment::{Method, Payment, Refund, RefundStatus};
use paylink_domain::report::{Movement, Way};
use paylink_store::ledger::{EntryId, LedgerCursor, MovedBasket};

/// How many baskets are read at once.
const AT_ONCE: usize = 16;
/// How many baskets one look at the index gives.
const STEP: i32 = 100;

/// How many baskets one export or report may read.
pub const EXPORT_WORK: usize = 5_000;

/// Which payments to list.
#[derive(Debug, Clone)]
pub struct PaymentsQuery {
    /// From this time on.
    pub from: Timestamp,
    /// Before this time.
    pub to: Timestamp,
    /// After this place.
    pub after: Option<LedgerCursor>,
    /// At most so many.
    pub limit: usize,
    /// How many baskets may be read for them.
    pub work: usize,
    /// Refunds as well.
    pub refunds: bool,
}

impl PaymentsQuery {
    /// All that moved money in [`from`, `to`), refunds as well, in one part.
    pub const fn all(from: Timestamp, to: Timestamp) -> Self {
        Self {
            from,
            to,
            after: None,
            limit: usize::MAX,
            work: EXPORT_WORK,
            refunds: true,
        }
    }
}

/// Something that moved money, with what is to be said of its basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// The basket.
    pub basket_id: BasketId,
    /// Its reference.
    pub reference: String,
    /// Its buyer's name.
    pub buyer_name: String,
    /// What moved.
    pub entry: LedgerEntry,
}

/// What moved money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerEntry {
    /// To the merchant.
    Payment {
        /// The payment.
        payment: Payment,
        /// What can still go back of it.
        refundable: Amount,
    },
    /// Back to the guest.
    Refund {
        /// The refund.
        refund: Refund,
        /// The payment that it returns, once that is recorded.
        payment: Option<Box<Payment>>,
    },
}

impl LedgerEntry {
    /// When the money moved; of a refund, when it was ordered.
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Payment { payment, .. } => payment.received_at,
            Self::Refund { refund, .. } => refund.created_at,
        }
    }

    /// Its id.
    pub const fn id(&self) -> EntryId {
        match self {
            Self::Payment { payment, .. } => EntryId::Payment(payment.id),
            Self::Refund { refund, .. } => EntryId::Refund(refund.id),
        }
    }
}

impl LedgerLine {
    /// The same as a report adds it up.
    pub fn movement(&self) -> Movement {
        match &self.entry {
            LedgerEntry::Payment { payment, .. } => Movement {
                at: payment.received_at,
                currency: payment.currency,
                method: payment.method,
                amount: payment.amount,
                way: Way::Received,
            },
            // Only the gateway's refunds can be known before their payment.
            LedgerEntry::Refund { refund, payment } => Movement {
                at: refund.created_at,
                currency: refund.currency,
                method: payment
                    .as_ref()
                    .map_or(Method::Online, |payment| payment.method),
                amount: refund.amount,
                way: Way::Refunded,
            },
        }
    }
}

/// A part of a list.
#[derive(Debug, Clone, Default)]
pub struct LedgerPage {
    /// What moved, basket by basket.
    pub lines: Vec<LedgerLine>,
    /// Where the next part begins; `None` at the end. A part may be short or empty and still have a
    /// next one, since the work for each is bounded.
    pub next: Option<LedgerCursor>,
}

/// Payments that were received, and refunds that were ordered and did not fail, in [`from`, `to`).
pub async fn list_payments(
    core: &Core,
    principal: &Principal,
    query: &PaymentsQuery,
) -> Result<LedgerPage, Error> {
    principal.require(Permission::Read)?;
    let merchant = principal.merchant_id();
    let mut list = List::new(query);
    let mut place = None;
    if let Some(after) = &query.after {
        place = Some(after.place.clone());
        if after.entry.is_some() {
            let (place, basket) = read(core, principal, after.place.clone()).await?;
            if list.take(&place, basket, after.entry) {
                return Ok(list.page);
            }
        }
    }
    let mut work = query.work;
    loop {
        let step = STEP.min(i32::try_from(work).unwrap_or(STEP));
        let found = core
            .store
            .baskets_moved_since(merchant, query.from, place.as_ref(), step)
            .await?;
        work = work.saturating_sub(found.baskets.len());
        let last = found.baskets.last().cloned();
        let mut baskets = stream::iter(found.baskets)
            .map(|place| read(core, principal, place))
            .buffered(AT_ONCE);
        while let Some((place, basket)) = baskets.try_next().await? {
            if list.take(&place, basket, None) {
                return Ok(list.page);
            }
        }
        drop(baskets);
        place = last.or(place);
        if !found.more || work == 0 {
            let rest = place.filter(|_| found.more);
            list.page.next = rest.map(|place| LedgerCursor { place, entry: None });
            return Ok(list.page);
        }
    }
}

/// The basket of a place; `None` where the index is behind the table.
async fn read(
    core: &Core,
    principal: &Principal,
    place: MovedBasket,
) -> Result<(MovedBasket, Option<Basket>), Error> {
    match core.load(principal, place.basket_id).await {
        Ok(stored) => Ok((place, Some(stored.basket))),
        Err(Error::NotFound) => Ok((place, None)),
        Err(error) => Err(error),
    }
}

/// A list in the making.
struct List<'a> {
    query: &'a PaymentsQuery,
    page: LedgerPage,
    /// A basket that was paid again in the meantime comes twice.
    seen: BTreeSet<EntryId>,
}

impl<'a> List<'a> {
    fn new(query: &'a PaymentsQuery) -> Self {
        Self {
            query,
            page: LedgerPage::default(),
            seen: BTreeSet::new(),
        }
    }

    /// Adds what a basket has in the span, from after an entry on; tells whether the page is full.
    fn take(
        &mut self,
        place: &MovedBasket,
        basket: Option<Basket>,
        after: Option<EntryId>,
    ) -> bool {
        let Some(basket) = basket else {
            return false;
        };
        let mut entries = entries(&basket, self.query.refunds);
        if let Some(after) = after {
            entries.find(|entry| entry.id() == after);
        }
        let span = self.query.from..self.query.to;
        for entry in entries.filter(|entry| span.contains(&entry.at())) {
            let id = entry.id();
            if !self.seen.insert(id) {
                continue;
            }
            self.page.lines.push(LedgerLine {
                basket_id: basket.id,
                reference: basket.reference.clone(),
                buyer_name: basket.buyer.name.clone(),
                entry,
            });
            if self.page.lines.len() >= self.query.limit {
                self.page.next = Some(LedgerCursor {
                    place: place.clone(),
                    entry: Some(id),
                });
                return true;
            }
        }
        false
    }
}

/// What moved money on a basket: payments in the order in which they were recorded, then refunds.
fn entries(basket: &Basket, with_refunds: bool) -> impl Iterator<Item = LedgerEntry> {
    let payments = basket.payments.iter().map(|payment| LedgerEntry::Payment {
        payment: payment.clone(),
        refundable: basket.refundable(payment),
    });
    let refunds = basket.refunds.iter();
    let refunds = refunds.filter(move |refund| match refund.status {
        RefundStatus::Pending | RefundStatus::Succeeded => with_refunds,
        RefundStatus::Failed => false,
    });
    payments.chain(refunds.map(|refund| LedgerEntry::Refund {
        refund: refund.clone(),
        payment: basket.payment_of_refund(refund).cloned().map(Box::new),
    }))
}
