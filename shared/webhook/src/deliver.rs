//! Sending the events that stand on a basket to the merchant's endpoints: claim with a lease, post,
//! mark; and what an endpoint's failures come to.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt as _};
use jiff::Timestamp;

use crate::sender::{Failure, WebhookSender};
use paylink_app::endpoints::change_endpoints;
use paylink_app::{Core, Error, log_dropped};
use paylink_domain::apply::{Fact, apply};
use paylink_domain::basket::Basket;
use paylink_domain::due::work;
use paylink_domain::events::{address_webhooks, claim_webhooks};
use paylink_domain::ids::{BasketId, WebhookEndpointId};
use paylink_domain::limits;
use paylink_domain::webhook::WebhookRow;
use paylink_store::webhooks::{
    Delivery, DeliveryState, Disabled, DisabledReason, Endpoint, Endpoints,
};
use paylink_store::{StoreError, Stored};

/// How many events of a basket are claimed at once.
const BATCH: usize = 20;
/// How many of them are posted at once.
const AT_ONCE: usize = 10;
/// How many batches one turn works off; the rest is due again at once.
const BATCHES: usize = 2;

/// What became of one event.
struct Outcome {
    row: WebhookRow,
    endpoint: WebhookEndpointId,
    result: Result<u16, Undelivered>,
    retry_at: Option<Timestamp>,
    at: Timestamp,
}

/// Why an event was not taken.
enum Undelivered {
    /// The endpoint did not take it.
    Failed(Failure),
    /// The merchant has disabled the endpoint, or we have.
    Disabled,
    /// The endpoint is no longer there.
    Gone,
}

/// Sends the events of a basket that are free to be sent now.
pub async fn deliver_webhooks_of(
    core: &Core,
    sender: &WebhookSender,
    id: BasketId,
) -> Result<(), Error> {
    match core.store.get_basket(id).await? {
        Some(stored) => Box::pin(deliver_webhooks(core, sender, stored))
            .await
            .map(drop),
        None => Ok(()),
    }
}

/// Sends the events of a basket that are free to be sent now. One that an endpoint does not take is
/// put off or given up on the basket itself, so an error here means that something could not be
/// written. Answers the basket as it is then.
pub async fn deliver_webhooks(
    core: &Core,
    sender: &WebhookSender,
    mut stored: Stored,
) -> Result<Stored, Error> {
    for _ in 0..BATCHES {
        if !work(&stored.basket, core.now()).webhooks {
            break;
        }
        let endpoints = core.store.get_endpoints(stored.basket.merchant_id).await?;
        stored = address(core, stored, &endpoints).await?;
        let Some((claimed, rows)) = claim(core, stored.clone()).await? else {
            break;
        };
        let basket = &claimed.basket;
        let outcomes: Vec<Outcome> = stream::iter(rows)
            .map(async |row| try_once(core, sender, basket, &endpoints, row).await)
            .buffer_unordered(AT_ONCE)
            .filter_map(async |outcome| outcome)
            .collect()
            .await;
        stored = settle(core, claimed, &outcomes).await?;
        stored = judge(core, stored, &endpoints, &outcomes).await?;
    }
    Ok(stored)
}

/// Gives the events that have no endpoint yet to those that want them.
async fn address(core: &Core, stored: Stored, endpoints: &Endpoints) -> Result<Stored, Error> {
    core.update(stored, |basket, _| {
        let (next, dropped) = address_webhooks(basket, |kind| endpoints.subscribers(kind));
        log_dropped(basket.id, &dropped);
        Ok(next)
    })
    .await
}

/// Claims events; `None` where there is none that is free.
async fn claim(
    core: &Core,
    mut stored: Stored,
) -> Result<Option<(Stored, Vec<WebhookRow>)>, Error> {
    loop {
        let Some((next, rows)) = claim_webhooks(&stored.basket, BATCH, core.now()) else {
            return Ok(None);
        };
        let id = stored.basket.id;
        match core.store.save_basket(&stored, next).await {
            Ok(claimed) => return Ok(Some((claimed, rows))),
            Err(StoreError::Conflict) => {
                stored = core.store.get_basket(id).await?.ok_or(Error::NotFound)?;
            }
            // Whether the claim is ours is not known; if it is, its lease runs out.
            Err(error) => return Err(error.into()),
        }
    }
}

/// Posts one event and writes down what came of it. `None` where giving it up could not be written
/// down: it must not vanish, so its lease runs out and it is tried once more.
async fn try_once(
    core: &Core,
    sender: &WebhookSender,
    basket: &Basket,
    endpoints: &Endpoints,
    row: WebhookRow,
) -> Option<Outcome> {
    let endpoint = row.endpoint?;
    let result = match endpoints.get(endpoint) {
        None => Err(Undelivered::Gone),
        Some(known) if !known.is_enabled() => Err(Undelivered::Disabled),
        Some(known) => {
            let now = core.now();
            let body = sender.body(basket, &row, now);
            let posted = sender.post(known, row.id, body, now).await;
            posted.map_err(Undelivered::Failed)
        }
    };
    let at = core.now();
    let [jitter] = core.random.bytes::<1>();
    let retry_at = match &result {
        Err(Undelivered::Failed(_)) => row.retry_at(at, jitter),
        Ok(_) | Err(Undelivered::Disabled | Undelivered::Gone) => None,
    };
    if let Some(delivery) = delivery_of(basket.id, &row, &result, retry_at, at)
        && let Err(error) = core.store.put_delivery(endpoint, &delivery).await
    {
        tracing::error!(%error, event = %row.id, %endpoint, "a delivery could not be written down");
        if delivery.state == DeliveryState::Failed {
            return None;
        }
    }
    Some(Outcome {
        row,
        endpoint,
        result,
        retry_at,
        at,
    })
}

/// What the merchant is shown of a try; nothing where its endpoint is gone.
fn delivery_of(
    basket_id: BasketId,
    row: &WebhookRow,
    result: &Result<u16, Undelivered>,
    retry_at: Option<Timestamp>,
    at: Timestamp,
) -> Option<Delivery> {
    let (response_status, error) = match result {
        Ok(status) => (Some(*status), None),
        Err(Undelivered::Failed(failure)) => (failure.status, Some(failure.reason)),
        Err(Undelivered::Disabled) => (None, Some("endpoint_disabled")),
        Err(Undelivered::Gone) => return None,
    };
    let state = match (error, retry_at) {
        (None, _) => DeliveryState::Delivered,
        (Some(_), Some(next_try_at)) => DeliveryState::Pending { next_try_at },
        (Some(_), None) => DeliveryState::Failed,
    };
    Some(Delivery {
        event_id: row.id,
        event: row.event.clone(),
        basket_id,
        occurred_at: row.occurred_at,
        replayed_at: row.replayed_at,
        state,
        tries: row.tries,
        tried_at: at,
        response_status,
        error: error.map(str::to_owned),
    })
}

/// Marks on the basket what was taken, put off and given up, in one write.
async fn settle(core: &Core, claimed: Stored, outcomes: &[Outcome]) -> Result<Stored, Error> {
    let facts: Vec<Fact> = outcomes
        .iter()
        .map(|outcome| {
            let key = outcome.row.key();
            match &outcome.result {
                Ok(_) | Err(Undelivered::Disabled | Undelivered::Gone) => Fact::WebhookDone { key },
                Err(Undelivered::Failed(failure)) => {
                    tracing::warn!(
                        basket = %claimed.basket.id,
                        event = %outcome.row.id,
                        endpoint = %outcome.endpoint,
                        tries = outcome.row.tries,
                        status = failure.status,
                        reason = failure.reason,
                        "an endpoint did not take an event"
                    );
                    Fact::WebhookNotDelivered {
                        key,
                        retry_at: outcome.retry_at,
                    }
                }
            }
        })
        .collect();
    core.update(claimed, |basket, now| {
        let start = basket.clone();
        Ok(facts
            .iter()
            .fold(start, |next, fact| apply(&next, fact, now)))
    })
    .await
}

/// Notes which endpoints work again and which fail, and disables one that has failed for days.
///
/// That it cannot be noted holds up nothing: the next try notes it.
async fn judge(
    core: &Core,
    mut stored: Stored,
    endpoints: &Endpoints,
    outcomes: &[Outcome],
) -> Result<Stored, Error> {
    // By endpoint: whether anything was taken, and else the first failure and the most tries.
    let mut health: BTreeMap<WebhookEndpointId, (bool, Timestamp, u32)> = BTreeMap::new();
    for outcome in outcomes {
        let taken = match &outcome.result {
            Ok(_) => true,
            Err(Undelivered::Failed(_)) => false,
            Err(Undelivered::Disabled | Undelivered::Gone) => continue,
        };
        let entry =
            health
                .entry(outcome.endpoint)
                .or_insert((taken, outcome.at, outcome.row.tries));
        entry.0 |= taken;
        entry.1 = entry.1.min(outcome.at);
        entry.2 = entry.2.max(outcome.row.tries);
    }
    let merchant = stored.basket.merchant_id;
    for (id, (works, at, tries)) in health {
        // Most of the time there is nothing to note, and then nothing is read or written.
        let known = endpoints
            .get(id)
            .map(|endpoint| verdict(endpoint, works, at, tries));
        if known.is_none_or(|verdict| verdict == Verdict::Keep) {
            continue;
        }
        let noted = change_endpoints(core, merchant, |endpoints| {
            let Some(endpoint) = endpoints.get_mut(id) else {
                return Ok(None);
            };
            let verdict = verdict(endpoint, works, at, tries);
            match verdict {
                Verdict::Keep => {}
                Verdict::Works => endpoint.failing_since = None,
                Verdict::Fails => endpoint.failing_since = Some(at),
                Verdict::Disable => {
                    endpoint.disabling_until = Some(limits::after(at, limits::LEASE));
                }
            }
            Ok((verdict == Verdict::Disable).then(|| endpoint.url.clone()))
        })
        .await;
        match noted {
            Ok(None) => {}
            Ok(Some(url)) => stored = disable(core, stored, id, &url).await?,
            Err(error) => tracing::warn!(%error, endpoint = %id, "its state could not be noted"),
        }
    }
    Ok(stored)
}

/// What a try says about an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Nothing new.
    Keep,
    /// It works again.
    Works,
    /// It began to fail.
    Fails,
    /// It has failed for so long that it is to be disabled.
    Disable,
}

/// Judges an endpoint by a turn that ended at `at`. An event that failed just once is no reason to
/// disable: the endpoint may have been out for a moment, days ago and now.
fn verdict(endpoint: &Endpoint, works: bool, at: Timestamp, tries: u32) -> Verdict {
    let busy = endpoint.disabling_until.is_some_and(|until| at < until);
    match endpoint.failing_since {
        _ if !endpoint.is_enabled() => Verdict::Keep,
        None if works => Verdict::Keep,
        None => Verdict::Fails,
        Some(_) if works => Verdict::Works,
        Some(since) => {
            let over = at >= limits::after(since, limits::ENDPOINT_FAILS_FOR);
            if over && tries > 1 && !busy {
                Verdict::Disable
            } else {
                Verdict::Keep
            }
        }
    }
}

/// Tells the merchant, then disables: the other way round a crash in between would leave a merchant
/// who is told nothing. The lease on the endpoint keeps two senders from both telling.
async fn disable(
    core: &Core,
    stored: Stored,
    endpoint_id: WebhookEndpointId,
    url: &str,
) -> Result<Stored, Error> {
    let merchant = stored.basket.merchant_id;
    let fact = Fact::EndpointDisabled {
        endpoint_id,
        address: shown_address(url),
        notice: core.ids().mail(),
    };
    let stored = core.record(stored, &fact).await?;
    let at = core.now();
    change_endpoints(core, merchant, |endpoints| {
        if let Some(endpoint) = endpoints.get_mut(endpoint_id) {
            endpoint.disabling_until = None;
            endpoint.disabled.get_or_insert(Disabled {
                at,
                reason: DisabledReason::Failing,
            });
        }
        Ok(())
    })
    .await?;
    tracing::error!(endpoint = %endpoint_id, %merchant, "an endpoint that failed for days is disabled");
    Ok(stored)
}

/// An endpoint's URL without its query, which may hold a key.
fn shown_address(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or(url).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use paylink_domain::test_support::at;

    fn endpoint(failing_since: Option<i64>) -> Endpoint {
        Endpoint {
            id: "we_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap(),
            url: "https://shop.example.com/".to_owned(),
            description: None,
            events: None,
            secrets: Vec::new(),
            created_at: at(0),
            disabled: None,
            failing_since: failing_since.map(at),
            disabling_until: None,
        }
    }

    #[test]
    fn an_endpoint_is_disabled_after_five_days_without_success() {
        let five_days = 5 * 24 * 60;
        let judged =
            |since, works, minutes, tries| verdict(&endpoint(since), works, at(minutes), tries);
        assert_eq!(judged(None, true, 1, 1), Verdict::Keep);
        assert_eq!(judged(None, false, 1, 1), Verdict::Fails);
        assert_eq!(judged(Some(0), true, five_days, 9), Verdict::Works);
        assert_eq!(judged(Some(0), false, five_days - 1, 9), Verdict::Keep);
        assert_eq!(judged(Some(0), false, five_days, 2), Verdict::Disable);
        assert_eq!(judged(Some(0), false, five_days, 1), Verdict::Keep);
    }

    #[test]
    fn one_sender_at_a_time_disables_and_none_what_is_disabled() {
        let minutes = 5 * 24 * 60;
        let mut busy = endpoint(Some(0));
        busy.disabling_until = Some(at(minutes + 2));
        assert_eq!(verdict(&busy, false, at(minutes), 2), Verdict::Keep);
        assert_eq!(verdict(&busy, false, at(minutes + 2), 2), Verdict::Disable);
        let mut disabled = endpoint(Some(0));
        disabled.disabled = Some(Disabled {
            at: at(1),
            reason: DisabledReason::ByMerchant,
        });
        for works in [true, false] {
            assert_eq!(verdict(&disabled, works, at(minutes), 2), Verdict::Keep);
        }
    }

    #[test]
    fn a_key_in_the_address_is_not_mailed() {
        assert_eq!(
            shown_address("https://shop.example.com/hooks?key=1#x"),
            "https://shop.example.com/hooks"
        );
    }
}
