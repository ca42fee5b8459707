//! Writing a fact on its basket, or keeping it where the basket has no room (R15).

use paylink_domain::apply::{Fact, apply};
use paylink_store::{StoreError, Stored};

use super::unmatched::{self, Alarm};
use super::{Core, Error};

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It is written on its basket, or was before.
    OnBasket,
    /// The merchants whose account it is about are as it tells.
    OnMerchant,
    /// It is kept for a person to look at: it has no basket, or its basket has no room for it.
    Unmatched,
    /// Paylink has no use for it.
    Ignored,
}

impl Core {
    /// Records a fact; where somebody else wrote first, records it on top. A fact that is known
    /// writes nothing, and one that the basket has no room for is kept for a person (R15).
    pub async fn record(&self, read: Stored, fact: &Fact) -> Result<Stored, Error> {
        let (stored, _) = self.record_or_keep(read, fact).await?;
        Ok(stored)
    }

    /// As [`Core::record`], telling what became of the fact.
    pub(super) async fn record_or_keep(
        &self,
        read: Stored,
        fact: &Fact,
    ) -> Result<(Stored, Recorded), Error> {
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
}
