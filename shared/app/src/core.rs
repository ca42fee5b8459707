//! The reading, deciding and saving that every use case is made of.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::error::Error;
use crate::principal::Principal;
use paylink_domain::actor::{Actor, Context};
use paylink_domain::basket::Basket;
use paylink_domain::decide::refusal::Refusal;
use paylink_domain::decide::{Command, decide};
use paylink_domain::events::{add_webhooks, events_between};
use paylink_domain::ids::BasketId;
use paylink_domain::limits;
use paylink_domain::merchant::Merchant;
use paylink_domain::webhook::{Event, WebhookRow};
use paylink_platform::clock::{Clock, SystemClock};
use paylink_platform::config::{AwsSettings, Reader};
use paylink_platform::metrics;
use paylink_platform::random::{Ids, Random};
use paylink_store::{Store, StoreError, Stored, Tables};

/// How often a write that lost against another is decided anew.
pub(crate) const CONFLICT_TRIES: u32 = 10;

/// What every use case needs: the tables, the time, and randomness.
#[derive(Debug, Clone)]
pub struct Core {
    /// The tables.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Random,
}

impl Core {
    /// Reads what is needed from the environment and connects.
    pub fn connect(aws: &AwsSettings, reader: &mut Reader<'_>) -> Self {
        let store = Store::connect(aws, Tables::read(reader));
        Self {
            store,
            clock: Arc::new(SystemClock),
            random: Random::System,
        }
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Ids for something that is done now.
    pub fn ids(&self) -> Ids {
        Ids::new(self.random.clone(), self.now())
    }

    /// A basket of the caller's merchant; anybody else's is not found (R24).
    pub async fn load(&self, principal: &Principal, id: BasketId) -> Result<Stored, Error> {
        self.store
            .get_basket(id)
            .await?
            .filter(|stored| stored.basket.merchant_id == principal.merchant_id())
            .ok_or(Error::NotFound)
    }

    /// The profile of a basket's merchant, the newest state.
    pub async fn merchant_of(&self, basket: &Basket) -> Result<Merchant, Error> {
        self.store
            .get_merchant(basket.merchant_id)
            .await?
            .ok_or(Error::NotFound)
    }

    /// Decides a command and writes the outcome; where somebody else wrote first, decides anew.
    /// A command that was carried out before changes nothing and is answered the same.
    pub async fn carry_out(
        &self,
        read: Stored,
        command: &Command,
        actor: &Actor,
    ) -> Result<Stored, Error> {
        self.update(read, |basket, _| self.decide(basket, command, actor))
            .await
    }

    /// As [`Core::carry_out`] for a command that has a mail sent: it counts against what the merchant
    /// may send in an hour, so that a stolen session is no mail cannon. What is refused or was done
    /// before does not count.
    pub async fn carry_out_mailing(
        &self,
        read: Stored,
        command: &Command,
        actor: &Actor,
    ) -> Result<Stored, Error> {
        if self.decide(&read.basket, command, actor)? == read.basket {
            return Ok(read);
        }
        let now = self.now();
        let sent = self.store.count_mail(read.basket.merchant_id, now).await?;
        if sent > limits::MERCHANT_EMAILS_PER_HOUR {
            let into_hour = SignedDuration::from_secs(now.as_second().rem_euclid(60 * 60));
            let left = SignedDuration::from_hours(1) - into_hour;
            let retry_at = limits::after(now, left);
            return Err(Error::Refused(Refusal::TooManyMerchantEmails { retry_at }));
        }
        self.carry_out(read, command, actor).await
    }

    /// What the basket becomes by a command given now, within the limits of an item.
    pub(crate) fn decide(
        &self,
        basket: &Basket,
        command: &Command,
        actor: &Actor,
    ) -> Result<Basket, Error> {
        let context = Context {
            actor: actor.clone(),
            now: self.now(),
        };
        let next = decide(basket, command, &context)?;
        let grows = next != *basket && encoded_size(&next) > limits::BASKET_BYTES;
        if grows && !command.is_way_out() {
            return Err(Error::Refused(Refusal::BasketFull("bytes")));
        }
        Ok(next)
    }

    /// Reads, changes and writes until nobody else was faster.
    ///
    /// A write whose answer was lost is found by reading again, since changes carry ids that are
    /// looked for first.
    pub async fn update(
        &self,
        mut read: Stored,
        change: impl Fn(&Basket, Timestamp) -> Result<Basket, Error>,
    ) -> Result<Stored, Error> {
        let mut tries = 0;
        loop {
            let next = change(&read.basket, self.now())?;
            if next == read.basket {
                return Ok(read);
            }
            let id = read.basket.id;
            // In a box, since nearly every future of a use case has this one in it.
            match Box::pin(self.save(&read, next)).await {
                Ok(stored) => return Ok(stored),
                Err(StoreError::Conflict | StoreError::Unavailable(_))
                    if tries < CONFLICT_TRIES =>
                {
                    tries += 1;
                    self.pause(tries).await;
                    read = self.store.get_basket(id).await?.ok_or(Error::NotFound)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Writes a changed basket over the state that was read, with the events that the change makes
    /// for the merchant's systems. Every change but a sender's lease is saved by this.
    ///
    /// Neither endpoints that cannot be read nor events that the item has no room for hold up a
    /// change: the first are found later by the sender, the second are dropped.
    pub async fn save(&self, read: &Stored, next: Basket) -> Result<Stored, StoreError> {
        let events = events_between(&read.basket, &next);
        let next = if events.is_empty() {
            next
        } else {
            self.with_events(next, &events).await
        };
        let saved = self.save_with_room(read, next).await?;
        let now = self.now();
        metrics::count(|counts| counts.add_change(&read.basket, &saved.basket, &events, now));
        log_queued(&read.basket, &saved.basket);
        Ok(saved)
    }

    async fn save_with_room(&self, read: &Stored, next: Basket) -> Result<Stored, StoreError> {
        if next.webhooks.is_empty() {
            return self.store.save_basket(read, next).await;
        }
        match self.store.save_basket(read, next.clone()).await {
            Err(StoreError::TooLarge) => {
                let (basket, webhooks) = (next.id, next.webhooks.len());
                tracing::error!(%basket, webhooks, "events are dropped: their basket has no room");
                let webhooks = Vec::new();
                self.store
                    .save_basket(read, Basket { webhooks, ..next })
                    .await
            }
            saved => saved,
        }
    }

    /// The basket with a row for each event and each endpoint that wants it.
    async fn with_events(&self, next: Basket, events: &[Event]) -> Basket {
        let endpoints = self
            .store
            .endpoints_for_addressing(next.merchant_id)
            .await
            .inspect_err(|error| tracing::warn!(%error, "the webhook endpoints cannot be read"))
            .ok();
        let (ids, now) = (self.ids(), self.now());
        let mut rows = Vec::new();
        for event in events {
            let subscribers = match &endpoints {
                Some(endpoints) => endpoints
                    .subscribers(event.kind())
                    .into_iter()
                    .map(Some)
                    .collect(),
                None => vec![None],
            };
            if subscribers.is_empty() {
                continue;
            }
            let id = ids.event();
            for endpoint in subscribers {
                rows.push(WebhookRow::new(id, event.clone(), endpoint, now));
            }
        }
        let (next, dropped) = add_webhooks(&next, rows);
        log_dropped(next.id, &dropped);
        next
    }

    /// Waits a little, longer each time and not the same for everybody.
    pub(crate) async fn pause(&self, tries: u32) {
        let [random] = self.random.bytes::<1>();
        let millis = u64::from(random) * u64::from(tries) / 16;
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

/// Leads from the request that caused a mail to the lines of those who send it and hear of it.
fn log_queued(before: &Basket, after: &Basket) {
    for row in &after.outbox {
        if before.outbox.iter().all(|known| known.id != row.id) {
            let (basket, mail, kind) = (after.id, row.id, row.message.kind());
            tracing::info!(%basket, %mail, ?kind, "a mail is on its way");
        }
    }
}

/// About how many bytes a basket takes as an item, the events left out that wait for merchants'
/// systems: a slow one must not keep staff from working.
fn encoded_size(basket: &Basket) -> usize {
    let size = |bytes: serde_json::Result<Vec<u8>>| bytes.map_or(usize::MAX, |bytes| bytes.len());
    size(serde_json::to_vec(basket)).saturating_sub(size(serde_json::to_vec(&basket.webhooks)))
}

/// Says in the log that events had no room on their basket.
pub fn log_dropped(basket: BasketId, dropped: &[WebhookRow]) {
    for row in dropped {
        tracing::error!(
            %basket,
            event = %row.id,
            kind = row.event.kind().as_str(),
            tries = row.tries,
            "an event is dropped: too many wait on its basket"
        );
    }
}
