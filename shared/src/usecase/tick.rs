//! What falls due: retries of mails, checks at the gateway, expiries. Works without the stream.

use super::attempts::settle_attempt;
use super::mails::deliver_mails;
use super::refunds::settle_refund;
use super::{Core, Error};
use crate::domain::apply::Fact;
use crate::domain::due::work;
use crate::domain::ids::BasketId;
use crate::gateway::PaymentGateway;
use crate::mail::Mailer;
use crate::store::baskets::DUE_SHARDS;

/// How many baskets of one part of the index are worked off in one turn; the rest wait a minute.
const BASKETS_PER_SHARD: i32 = 100;

/// What one turn did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TickReport {
    /// Baskets that were due.
    pub baskets: usize,
    /// Baskets that could not be worked off.
    pub failed: usize,
}

/// Works off all that is due. One basket's trouble never holds up another.
pub async fn tick(core: &Core, gateway: &dyn PaymentGateway, mailer: &Mailer) -> Result<TickReport, Error> {
    let mut report = TickReport::default();
    for shard in 0..DUE_SHARDS {
        for id in core.store.due_baskets(shard, core.now(), BASKETS_PER_SHARD).await? {
            report.baskets += 1;
            if let Err(error) = work_off(core, gateway, mailer, id).await {
                report.failed += 1;
                tracing::error!(%error, basket = %id, "a due basket could not be worked off");
            }
        }
    }
    Ok(report)
}

/// Does what one basket needs now. Each thing that fails is put off, so the basket moves on in the
/// index.
pub async fn work_off(
    core: &Core,
    gateway: &dyn PaymentGateway,
    mailer: &Mailer,
    id: BasketId,
) -> Result<(), Error> {
    let Some(mut stored) = core.store.get_basket(id).await? else { return Ok(()) };
    let todo = work(&stored.basket, core.now());
    for attempt_id in todo.attempts {
        stored = match settle_attempt(core, gateway, stored.clone(), attempt_id).await {
            Ok(stored) => stored,
            Err(Error::Gateway(error)) => {
                tracing::warn!(%error, attempt = %attempt_id, "an attempt is not settled yet");
                core.record(stored, &Fact::Checked { attempt_id }).await?
            }
            Err(error) => return Err(error),
        };
    }
    for refund_id in todo.refunds {
        stored = match settle_refund(core, gateway, stored.clone(), refund_id).await {
            Ok(stored) => stored,
            Err(Error::Gateway(error)) => {
                tracing::warn!(%error, refund = %refund_id, "a refund is not settled yet");
                core.record(stored, &Fact::RefundChecked { refund_id }).await?
            }
            Err(error) => return Err(error),
        };
    }
    for link_id in todo.expired_links {
        stored = core.record(stored, &Fact::LinkExpired { link_id }).await?;
    }
    deliver_mails(core, mailer, stored).await
}
