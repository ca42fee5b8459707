//! What a person or machine can do: load, let the domain decide, save. One file per thing.
//!
//! The API and the desk call the same functions. Nothing here knows HTTP.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::{Clock, SystemClock};
use crate::config::{AwsSettings, Reader};
use crate::domain::apply::{Fact, apply};
use crate::domain::basket::{Actor, Basket};
use crate::domain::decide::{Charging, Command, Context, Refusal, decide};
use crate::domain::ids::BasketId;
use crate::domain::limits;
use crate::domain::merchant::{GatewaySetup, Merchant, Permission};
use crate::domain::money::Currency;
use crate::gateway::{GatewayError, charge_limits};
use crate::principal::Principal;
use crate::random::{Ids, Random};
use crate::store::{Store, StoreError, Stored, Tables};

pub mod attempts;
pub mod baskets;
pub mod checkout;
pub mod compare;
pub mod links;
pub mod mails;
pub mod payments;
pub mod reconcile;
pub mod record_event;
pub mod refunds;
pub mod tick;
pub mod unmatched;

use record_event::Recorded;
use unmatched::Alarm;

/// How often a write that lost against another is decided anew.
const CONFLICT_TRIES: u32 = 10;

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

/// A use case did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A rule refused it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such thing, or it is another merchant's (R24).
    #[error("there is no such thing here")]
    NotFound,
    /// The caller's role does not allow it (R24).
    #[error("the caller may not do this")]
    Forbidden(Permission),
    /// The tables did not answer as needed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The gateway did not answer as needed.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
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

    /// What the basket becomes by a command given now, within the limits of an item.
    fn decide(&self, basket: &Basket, command: &Command, actor: &Actor) -> Result<Basket, Error> {
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

    /// Records a fact; where somebody else wrote first, records it on top. A fact that is known
    /// writes nothing, and one that the basket has no room for is kept for a person (R15).
    pub async fn record(&self, read: Stored, fact: &Fact) -> Result<Stored, Error> {
        let (stored, _) = self.record_or_keep(read, fact).await?;
        Ok(stored)
    }

    /// As [`Core::record`], telling what became of the fact.
    async fn record_or_keep(&self, read: Stored, fact: &Fact) -> Result<(Stored, Recorded), Error> {
        let id = read.basket.id;
        match self
            .update(read, |basket, now| Ok(apply(basket, fact, now)))
            .await
        {
            Ok(stored) => Ok((stored, Recorded::OnBasket)),
            Err(Error::Store(StoreError::TooLarge)) => {
                let stored = self.store.get_basket(id).await?.ok_or(Error::NotFound)?;
                let kept = unmatched::of_fact(&stored.basket, fact).ok_or(StoreError::TooLarge)?;
                let reason = "its basket has no room for it";
                unmatched::raise(self, Alarm::UnmatchedFact, reason, kept).await?;
                Ok((stored, Recorded::Unmatched))
            }
            Err(error) => Err(error),
        }
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
            match self.store.save_basket(&read, next).await {
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

    /// Waits a little, longer each time and not the same for everybody.
    async fn pause(&self, tries: u32) {
        let [random] = self.random.bytes::<1>();
        let millis = u64::from(random) * u64::from(tries) / 16;
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

/// How the merchant can charge a currency now (R2, R4).
pub fn charging(merchant: &Merchant, currency: Currency) -> Charging {
    let limits = charge_limits(currency);
    match &merchant.gateway {
        GatewaySetup::Off => Charging::Off,
        GatewaySetup::Platform => Charging::On {
            account: None,
            limits,
        },
        GatewaySetup::Connected { account } => Charging::On {
            account: Some(account.clone()),
            limits,
        },
    }
}

/// About how many bytes a basket takes as an item.
fn encoded_size(basket: &Basket) -> usize {
    serde_json::to_vec(basket).map_or(usize::MAX, |bytes| bytes.len())
}
