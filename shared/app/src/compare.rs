//! Comparing the ledger with what an account at the gateway has (R16).
//!
//! What the gateway has and the ledger lacks is recorded as a webhook would be. Where the two say
//! different things, nothing is corrected: a person is told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::record_event::{fact_of, read_events, record_event};
use super::record_fact::Recorded;
use super::unmatched::{self, Alarm};
use super::{Core, Error};
use paylink_domain::basket::Basket;
use paylink_domain::compare::{Finding, compare, payments_of_account};
use paylink_domain::ids::{BasketId, MerchantId};
use paylink_domain::limits::after;
use paylink_domain::money::{Amount, Currency};
use paylink_gateway::{
    Account, EventKind, GatewayError, GatewayEvent, PaymentGateway, References, SessionState,
};
use paylink_store::cursors::{Listing, ListingPurpose};
use paylink_store::unmatched::UnmatchedFact;

/// How long before a listing's beginning disputes are listed from: banks take about 75 days to
/// decide one, and the list tells when it was opened.
const DISPUTES_LAST: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The comparison leaves the newest minutes out: their webhooks may still be on their way.
pub(super) const IN_FLIGHT: SignedDuration = SignedDuration::from_mins(15);

/// A span of an account's time, compared in one step.
pub(super) struct Slice<'a> {
    /// Whose objects.
    pub(super) account: Account<'a>,
    /// The merchants that it takes, or took, money for.
    pub(super) merchants: &'a [MerchantId],
    /// The listing that this is a step of; the slice begins at its `next`.
    pub(super) listing: Listing,
    /// Where the slice ends.
    pub(super) until: Timestamp,
    /// Since when events are to be read once the lists are.
    pub(super) events_since: Timestamp,
}

/// Something that the gateway shows, and what it was made for.
struct Shown {
    event: GatewayEvent,
    references: References,
}

impl Slice<'_> {
    /// Records what is missing and raises what differs. Answers for how many baskets that did not
    /// work; tomorrow's comparison meets them again.
    ///
    /// # Errors
    /// Where the gateway or the tables did not answer, or, for a listing that closes a gap in the
    /// events, where anything could not be recorded: the slice is to be done again.
    pub(super) async fn compare(
        &self,
        core: &Core,
        gateway: &dyn PaymentGateway,
    ) -> Result<usize, Error> {
        let (shown, seen) = self.list(core, gateway).await?;
        // Whatever the lists show has been told by an event before. With those recorded, what the
        // ledger still lacks was really missed, however late webhooks are.
        if self.listing.purpose == ListingPurpose::Compare {
            read_events(core, gateway, self.account, self.events_since).await?;
        }
        let mut failures = Vec::new();
        for (basket_id, shown) in shown {
            if let Err(error) = self.compare_shown(core, gateway, basket_id, shown).await {
                tracing::error!(%error, basket = %basket_id, "a basket could not be compared");
                failures.push(error);
            }
        }
        for basket_id in self.baskets_paid(core).await? {
            let compared = self.compare_ledger(core, gateway, basket_id, &seen).await;
            if let Err(error) = compared {
                tracing::error!(%error, basket = %basket_id, "a basket could not be compared");
                failures.push(error);
            }
        }
        let failed = failures.len();
        match (self.listing.purpose, failures.pop()) {
            (ListingPurpose::CatchUp, Some(error)) => Err(error),
            (ListingPurpose::CatchUp | ListingPurpose::Compare, _) => Ok(failed),
        }
    }

    /// All of ours that the gateway shows of this span, by basket, and the payment intents of its
    /// paid sessions.
    async fn list(
        &self,
        core: &Core,
        gateway: &dyn PaymentGateway,
    ) -> Result<(BTreeMap<BasketId, Vec<Shown>>, BTreeSet<String>), Error> {
        let (account, since, until) = (self.account, self.listing.next, self.until);
        let sessions = gateway.sessions_between(account, since, until).await?;
        let refunds = gateway.refunds_between(account, since, until).await?;
        let is_first = self.listing.next == self.listing.since;
        let disputes_since = if is_first {
            after(since, -DISPUTES_LAST)
        } else {
            since
        };
        let disputes = gateway
            .disputes_between(account, disputes_since, until)
            .await?;

        let mut listed = Listed {
            now: core.now(),
            account,
            intents: BTreeMap::new(),
            shown: BTreeMap::new(),
        };
        let mut paid = BTreeSet::new();
        for session in sessions {
            let Some(references) = session.references else {
                continue;
            };
            if let SessionState::Paid(capture) = &session.state {
                paid.insert(capture.payment_intent.clone());
                listed
                    .intents
                    .insert(capture.payment_intent.clone(), Some(references));
                if self.is_in_flight(core, capture.captured_at) {
                    continue;
                }
            }
            listed.push(references, &session.id.clone(), EventKind::Session(session));
        }
        for refund in refunds {
            let id = refund.gateway_id.clone();
            if let Some(references) = listed.find(gateway, &refund.payment_intent).await? {
                listed.push(references, &id, EventKind::Refund(refund));
            }
        }
        for dispute in disputes {
            let id = dispute.gateway_id.clone();
            if let Some(references) = listed.find(gateway, &dispute.payment_intent).await? {
                listed.push(references, &id, EventKind::Dispute(dispute));
            }
        }
        Ok((listed.shown, paid))
    }

    /// Whether a payment is so new that its event may not be listed yet. A listing that closes a
    /// gap takes whatever there is.
    fn is_in_flight(&self, core: &Core, captured_at: Option<Timestamp>) -> bool {
        self.listing.purpose == ListingPurpose::Compare
            && captured_at.is_some_and(|captured_at| after(captured_at, IN_FLIGHT) > core.now())
    }

    /// Compares what the gateway shows of one basket with the basket.
    async fn compare_shown(
        &self,
        core: &Core,
        gateway: &dyn PaymentGateway,
        basket_id: BasketId,
        shown: Vec<Shown>,
    ) -> Result<(), Error> {
        let Some(mut basket) = core.basket(basket_id).await? else {
            for shown in shown {
                record_event(core, gateway, &shown.event).await?;
            }
            return Ok(());
        };
        for Shown { event, references } in shown {
            let fact = fact_of(core, gateway, &basket, references, &event).await?;
            let Some(fact) = fact else { continue };
            match compare(&basket, &fact, core.now()) {
                Finding::Agrees => {}
                Finding::Awaited => {
                    record_event(core, gateway, &event).await?;
                }
                Finding::Missing => {
                    let recorded = record_event(core, gateway, &event).await?;
                    self.raise_missing(core, recorded, &event, references)
                        .await?;
                }
                Finding::Differs { amount, currency } => {
                    raise_difference(core, &event, references, amount, currency).await?;
                }
                Finding::NotPaid { payment_intent } => {
                    let paid = is_paid(gateway, &event, &payment_intent).await?;
                    if !paid {
                        raise_unknown(core, &basket, &payment_intent).await?;
                    }
                }
            }
            // What was recorded is what the next fact meets.
            if let Some(newer) = core.basket(basket_id).await? {
                basket = newer;
            }
        }
        Ok(())
    }

    /// Raises that something was missing, where it is recorded now and should have been before.
    async fn raise_missing(
        &self,
        core: &Core,
        recorded: Recorded,
        event: &GatewayEvent,
        references: References,
    ) -> Result<(), Error> {
        let is_expected = match self.listing.purpose {
            ListingPurpose::CatchUp => true,
            ListingPurpose::Compare => false,
        };
        match recorded {
            Recorded::OnBasket if !is_expected => {
                let Some(fact) = unmatched::of_event(event, references) else {
                    return Ok(());
                };
                let fact = UnmatchedFact {
                    id: format!("missing#{}", fact.id),
                    ..fact
                };
                let reason = "the ledger lacked what the gateway has; it is recorded now";
                unmatched::raise(core, Alarm::ReconciliationMismatch, reason, fact).await
            }
            Recorded::OnBasket | Recorded::OnMerchant | Recorded::Unmatched | Recorded::Ignored => {
                Ok(())
            }
        }
    }

    /// The baskets of the account's merchants that were last paid something in this span.
    async fn baskets_paid(&self, core: &Core) -> Result<Vec<BasketId>, Error> {
        let mut baskets = Vec::new();
        for merchant in self.merchants {
            let paid = core
                .store
                .baskets_paid_between(*merchant, self.listing.next, self.until)
                .await?;
            baskets.extend(paid);
        }
        Ok(baskets)
    }

    /// Raises payments of the ledger that the gateway does not have. The index leads to a basket by
    /// its newest payment, so all of the listing's span are looked at.
    async fn compare_ledger(
        &self,
        core: &Core,
        gateway: &dyn PaymentGateway,
        basket_id: BasketId,
        seen: &BTreeSet<String>,
    ) -> Result<(), Error> {
        let Some(basket) = core.basket(basket_id).await? else {
            return Ok(());
        };
        let (since, until) = (self.listing.since, self.until);
        for (_, intent) in payments_of_account(&basket, self.account, since, until) {
            if seen.contains(intent) {
                continue;
            }
            // Its session was created before this span, so it is asked for by itself.
            let references = gateway.references_of_intent(self.account, intent).await?;
            if references.is_none_or(|references| references.basket_id != basket_id) {
                raise_unknown(core, &basket, intent).await?;
            }
        }
        Ok(())
    }
}

/// What the lists of a span show, as it is gathered.
struct Listed<'a> {
    now: Timestamp,
    account: Account<'a>,
    intents: BTreeMap<String, Option<References>>,
    shown: BTreeMap<BasketId, Vec<Shown>>,
}

impl Listed<'_> {
    /// What an intent was for; `None` where it is another system's.
    async fn find(
        &mut self,
        gateway: &dyn PaymentGateway,
        intent: &str,
    ) -> Result<Option<References>, GatewayError> {
        if let Some(known) = self.intents.get(intent) {
            return Ok(*known);
        }
        let found = gateway.references_of_intent(self.account, intent).await?;
        self.intents.insert(intent.to_owned(), found);
        Ok(found)
    }

    fn push(&mut self, references: References, id: &str, kind: EventKind) {
        let event = GatewayEvent {
            id: id.to_owned(),
            account: self.account.map(str::to_owned),
            created_at: self.now,
            kind,
        };
        self.shown
            .entry(references.basket_id)
            .or_default()
            .push(Shown { event, references });
    }
}

impl Core {
    /// A basket as it is now.
    async fn basket(&self, id: BasketId) -> Result<Option<Basket>, Error> {
        Ok(self.store.get_basket(id).await?.map(|stored| stored.basket))
    }
}

/// Whether a session that was listed as unpaid is paid by now, or was by another intent than it says.
async fn is_paid(
    gateway: &dyn PaymentGateway,
    event: &GatewayEvent,
    payment_intent: &str,
) -> Result<bool, Error> {
    let EventKind::Session(session) = &event.kind else {
        return Ok(false);
    };
    let account = event.account.as_deref();
    let session = gateway.retrieve_session(account, &session.id).await?;
    Ok(match session.state {
        SessionState::Paid(capture) => capture.payment_intent == payment_intent,
        SessionState::Open { .. }
        | SessionState::Expired
        | SessionState::Processing
        | SessionState::Failed => false,
    })
}

/// Raises that ledger and gateway have different amounts of the same.
async fn raise_difference(
    core: &Core,
    event: &GatewayEvent,
    references: References,
    amount: Amount,
    currency: Currency,
) -> Result<(), Error> {
    let Some(fact) = unmatched::of_event(event, references) else {
        return Ok(());
    };
    let fact = UnmatchedFact {
        id: format!("difference#{}", fact.id),
        ..fact
    };
    let reason = format!(
        "the ledger has {} {}",
        currency.code(),
        currency.plain(amount)
    );
    unmatched::raise(core, Alarm::ReconciliationMismatch, &reason, fact).await
}

/// Raises that the ledger has a payment that the gateway does not have.
async fn raise_unknown(core: &Core, basket: &Basket, payment_intent: &str) -> Result<(), Error> {
    let payment = basket.payment_of_intent(payment_intent);
    let fact = UnmatchedFact {
        id: format!("unknown#{payment_intent}"),
        description: "a payment".to_owned(),
        payment_intent: Some(payment_intent.to_owned()),
        amount: payment.map(|payment| payment.amount),
        ..UnmatchedFact::default()
    };
    let fact = unmatched::in_basket(basket, fact);
    let reason = "the ledger has a payment that the gateway does not have";
    unmatched::raise(core, Alarm::ReconciliationMismatch, reason, fact).await
}
