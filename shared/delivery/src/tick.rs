//! What falls due: retries of mails and webhooks, checks at the gateway, expiries. Works without the
//! stream.

use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt as _};

use crate::mails::deliver_mails;
use paylink_app::attempts::{expire_attempt, is_to_be_closed, settle_attempt};
use paylink_app::reconcile::reconcile;
use paylink_app::refunds::settle_refund;
use paylink_app::{Core, Error};
use paylink_domain::apply::Fact;
use paylink_domain::due::work;
use paylink_domain::ids::{AttemptId, BasketId};
use paylink_gateway::PaymentGateway;
use paylink_mail::Mailer;
use paylink_store::Stored;
use paylink_store::baskets::DUE_SHARDS;
use paylink_webhook::WebhookSender;
use paylink_webhook::deliver_webhooks_of;

/// How many baskets of one part of the index are worked off in one turn; the rest wait a minute.
const BASKETS_PER_SHARD: i32 = 100;

/// What one turn did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TickReport {
    /// Baskets that were due.
    pub baskets: usize,
    /// Events of the gateway that were read.
    pub events: usize,
    /// Things that did not work; they stay due.
    pub failed: usize,
    /// Baskets whose events are to be sent to merchants' systems.
    pub webhooks: Vec<BasketId>,
}

/// How many baskets are worked off at once.
const AT_ONCE: usize = 8;

/// How long after its start a turn begins to send events of another basket. Merchants' systems that
/// hang must not use up the time of the turn.
const WEBHOOKS_UNTIL: Duration = Duration::from_secs(35);

/// Works off all that is due. One basket's trouble never holds up another, and each turn begins with
/// another part of the index, so none is always the last.
///
/// What goes to merchants' systems comes last: it is slow when they are, and nothing else must wait.
pub async fn tick(
    core: &Core,
    gateway: &dyn PaymentGateway,
    mailer: &Mailer,
    webhooks: &WebhookSender,
) -> TickReport {
    let began = Instant::now();
    let minute = core.now().as_second().div_euclid(60);
    let first = u8::try_from(minute.rem_euclid(i64::from(DUE_SHARDS))).unwrap_or(0);
    let shards = (first..DUE_SHARDS).chain(0..first);
    let mut report = work_off_shards(core, gateway, mailer, shards).await;
    match reconcile(core, gateway).await {
        Ok(reconciled) => {
            report.events = reconciled.events;
            report.failed += reconciled.failed;
        }
        Err(error) => {
            tracing::error!(%error, "the accounts to reconcile could not be read");
            report.failed += 1;
        }
    }
    let due = std::mem::take(&mut report.webhooks);
    let left = |_: &BasketId| std::future::ready(began.elapsed() < WEBHOOKS_UNTIL);
    report.failed += stream::iter(due)
        .take_while(left)
        .map(async |id| send_webhooks(core, webhooks, id).await)
        .buffer_unordered(AT_ONCE)
        .fold(0, async |sum, failed| sum + failed)
        .await;
    report
}

/// Sends a basket's events; 1 where that did not work.
pub async fn send_webhooks(core: &Core, webhooks: &WebhookSender, id: BasketId) -> usize {
    match deliver_webhooks_of(core, webhooks, id).await {
        Ok(()) => 0,
        Err(error) => {
            tracing::error!(%error, basket = %id, "webhooks could not be worked off");
            1
        }
    }
}

/// Works off what is due in these parts of the index, in this order.
pub async fn work_off_shards(
    core: &Core,
    gateway: &dyn PaymentGateway,
    mailer: &Mailer,
    shards: impl Iterator<Item = u8>,
) -> TickReport {
    let mut report = TickReport::default();
    for shard in shards {
        let due = match core
            .store
            .due_baskets(shard, core.now(), BASKETS_PER_SHARD)
            .await
        {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(%error, shard, "a part of the due index could not be read");
                report.failed += 1;
                continue;
            }
        };
        report.baskets += due.len();
        let worked: Vec<(BasketId, Result<bool, Error>)> = stream::iter(due)
            .map(async |id| (id, work_off(core, gateway, mailer, id).await))
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        for (id, worked) in worked {
            match worked {
                Ok(false) => {}
                Ok(true) => report.webhooks.push(id),
                Err(error) => {
                    tracing::error!(%error, basket = %id, "a due basket could not be worked off");
                    report.failed += 1;
                    // What hindered it need not hinder its events.
                    report.webhooks.push(id);
                }
            }
        }
    }
    report
}

/// Does what one basket needs now, its webhooks left out. Each thing that fails is put off, so the
/// basket moves on in the index. Answers whether it has webhooks to send.
pub async fn work_off(
    core: &Core,
    gateway: &dyn PaymentGateway,
    mailer: &Mailer,
    id: BasketId,
) -> Result<bool, Error> {
    let Some(mut stored) = core.store.get_basket(id).await? else {
        return Ok(false);
    };
    // Mails first: they do not wait for the gateway, nor it for them.
    match deliver_mails(core, mailer, stored.clone()).await {
        Ok(delivered) => stored = delivered,
        Err(error) => tracing::error!(%error, basket = %id, "mails could not be worked off"),
    }
    let todo = work(&stored.basket, core.now());
    for attempt_id in todo.attempts {
        stored = work_off_attempt(core, gateway, stored, attempt_id).await?;
    }
    for refund_id in todo.refunds {
        stored = match settle_refund(core, gateway, stored.clone(), refund_id).await {
            Ok(stored) => stored,
            Err(Error::Gateway(error)) => {
                tracing::warn!(%error, refund = %refund_id, "a refund is not settled yet");
                core.record(stored, &Fact::RefundChecked { refund_id })
                    .await?
            }
            Err(error) => return Err(error),
        };
    }
    for link_id in todo.reminders {
        let mail_id = core.ids().mail();
        let due = Fact::ReminderDue { link_id, mail_id };
        stored = core.record(stored, &due).await?;
    }
    for link_id in todo.expired_links {
        stored = core.record(stored, &Fact::LinkExpired { link_id }).await?;
    }
    // What was just settled may have caused mails.
    let stored = deliver_mails(core, mailer, stored).await?;
    Ok(work(&stored.basket, core.now()).webhooks)
}

/// Settles one attempt that is due. An attempt that is still due afterwards gets its next check.
async fn work_off_attempt(
    core: &Core,
    gateway: &dyn PaymentGateway,
    stored: Stored,
    attempt_id: AttemptId,
) -> Result<Stored, Error> {
    let settled = if is_to_be_closed(&stored.basket, attempt_id) {
        expire_attempt(core, gateway, stored.clone(), attempt_id).await
    } else {
        settle_attempt(core, gateway, stored.clone(), attempt_id).await
    };
    let settled = match settled {
        Ok(stored) => stored,
        Err(Error::Gateway(error)) => {
            tracing::warn!(%error, attempt = %attempt_id, "an attempt is not settled yet");
            stored
        }
        Err(error) => return Err(error),
    };
    // A change of the attempt has already set its next check.
    let still_due = work(&settled.basket, core.now())
        .attempts
        .contains(&attempt_id);
    if still_due {
        Ok(core.record(settled, &Fact::Checked { attempt_id }).await?)
    } else {
        Ok(settled)
    }
}
