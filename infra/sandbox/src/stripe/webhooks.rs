//! Webhooks: a queue in the books, and a task that works it off until each is answered with 2xx.
//! Signatures: <https://docs.stripe.com/webhooks#verify-manually>.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use sha2::Sha256;
use tokio::sync::watch;

use super::clock::machine_millis;
use super::error::ApiError;
use super::gateway::{Gateway, WebhookMode, WebhookTarget};
use super::idempotency::hex;
use super::object::Object;

/// How long to wait before the second, third, ... attempt, in seconds. The last one repeats.
const WAITS: [i64; 9] = [1, 2, 5, 15, 60, 300, 900, 3_600, 10_800];

/// How long a webhook is tried, in milliseconds.
const TRIED_FOR: i64 = 3 * 24 * 3_600 * 1_000;

/// How long an endpoint may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often the queue and the clock are looked at when nothing wakes the task.
const HEARTBEAT: Duration = Duration::from_millis(200);

/// How many webhooks are under way at once.
const AT_ONCE: usize = 4;

/// The `Stripe-Signature` header of a payload. `timestamp` is in seconds; there is one `v1` per secret.
pub fn signature_header<'s>(
    secrets: impl IntoIterator<Item = &'s str>,
    timestamp: i64,
    payload: &str,
) -> String {
    let mut header = format!("t={timestamp}");
    for secret in secrets {
        // HMAC takes keys of any length, so this cannot fail.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
            mac.update(format!("{timestamp}.{payload}").as_bytes());
            header.push_str(",v1=");
            header.push_str(&hex(&mac.finalize().into_bytes()));
        }
    }
    header
}

/// A webhook that is due.
struct Due {
    seq: i64,
    attempts: i64,
    first_at: i64,
    payload: String,
}

/// The deliveries under way, so that none is sent twice at once.
#[derive(Debug, Default)]
struct UnderWay(Mutex<HashSet<i64>>);

impl UnderWay {
    fn enter(&self, seq: i64) -> bool {
        let mut set = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        set.len() < AT_ONCE && set.insert(seq)
    }

    fn leave(&self, seq: i64) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&seq);
    }

    fn list(&self) -> HashSet<i64> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Does what is due and delivers webhooks until `stop` says so.
pub async fn work(gateway: Arc<Gateway>, mut stop: watch::Receiver<bool>) {
    let under_way = Arc::new(UnderWay::default());
    loop {
        if let Err(error) = gateway.run_due() {
            tracing::error!(error = %error.message, "the sandbox gateway's due tasks could not be done");
        }
        deliver_due(&gateway, &under_way);
        tokio::select! {
            () = gateway.wake.notified() => {}
            () = tokio::time::sleep(HEARTBEAT) => {}
            _ = stop.changed() => return,
        }
    }
}

/// Starts a delivery of each webhook that is due.
fn deliver_due(gateway: &Arc<Gateway>, under_way: &Arc<UnderWay>) {
    let Some(target) = gateway
        .webhook_target()
        .filter(|_| gateway.webhook_mode() != WebhookMode::Hold)
    else {
        return;
    };
    let due = match due_deliveries(gateway, under_way) {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(error = %error.message, "the sandbox gateway's webhook queue could not be read");
            return;
        }
    };
    for delivery in due {
        if under_way.enter(delivery.seq) {
            let (gateway, under_way) = (Arc::clone(gateway), Arc::clone(under_way));
            let target = target.clone();
            tokio::spawn(async move {
                let result = send(&gateway, &target, &delivery.payload).await;
                if let Err(error) = record(&gateway, &delivery, &result) {
                    tracing::error!(error = %error.message, "a webhook's outcome could not be written");
                }
                under_way.leave(delivery.seq);
                gateway.wake.notify_one();
            });
        }
    }
}

/// The oldest webhooks that are due and not under way.
fn due_deliveries(gateway: &Gateway, under_way: &UnderWay) -> Result<Vec<Due>, ApiError> {
    let under_way = under_way.list();
    let room = AT_ONCE.saturating_sub(under_way.len());
    let now = gateway.clock.now_millis();
    gateway.books.transact(|books| {
        let mut statement = books.prepare(
            "SELECT deliveries.seq, attempts, first_at, body FROM deliveries JOIN objects ON objects.id = event
             WHERE state = 'pending' AND next_at <= ?1 ORDER BY deliveries.seq LIMIT 64",
        )?;
        let rows = statement.query_map([now], |row| {
            Ok(Due { seq: row.get(0)?, attempts: row.get(1)?, first_at: row.get(2)?, payload: row.get(3)? })
        })?;
        let mut due = Vec::new();
        for row in rows {
            let row = row?;
            if due.len() < room && !under_way.contains(&row.seq) {
                due.push(row);
            }
        }
        Ok(due)
    })
}

/// Posts a webhook. Only a 2xx answer counts; what else came is told.
async fn send(gateway: &Gateway, target: &WebhookTarget, payload: &str) -> Result<u16, String> {
    let secrets = std::iter::once(target.secret.as_str()).chain(target.former_secret.as_deref());
    let signature = signature_header(secrets, machine_millis() / 1_000, payload);
    let answer = gateway
        .http
        .post(&target.url)
        .header("Content-Type", "application/json; charset=utf-8")
        .header(
            "User-Agent",
            "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        )
        .header("Stripe-Signature", signature)
        .timeout(PATIENCE)
        .body(payload.to_owned())
        .send()
        .await;
    match answer {
        Ok(answer) if answer.status().is_success() => Ok(answer.status().as_u16()),
        Ok(answer) => Err(format!("HTTP {}", answer.status().as_u16())),
        Err(error) => Err(error.without_url().to_string()),
    }
}

fn record(gateway: &Gateway, delivery: &Due, result: &Result<u16, String>) -> Result<(), ApiError> {
    let now = gateway.clock.now_millis();
    let attempts = delivery.attempts + 1;
    let wait = usize::try_from(delivery.attempts)
        .ok()
        .and_then(|index| WAITS.get(index))
        .or(WAITS.last());
    let next_at = now.saturating_add(wait.copied().unwrap_or(1).saturating_mul(1_000));
    let (state, told) = match result {
        Ok(status) => ("delivered", format!("HTTP {status}")),
        Err(told) if now.saturating_sub(delivery.first_at) > TRIED_FOR => ("failed", told.clone()),
        Err(told) => ("pending", told.clone()),
    };
    gateway.books.transact(|books| {
        books.execute(
            "UPDATE deliveries SET state = ?2, attempts = ?3, next_at = ?4, last_result = ?5
             WHERE seq = ?1 AND state = 'pending'",
            params![delivery.seq, state, attempts, next_at, told],
        )?;
        Ok(())
    })
}

/// One row of the queue, for the control API and the dashboard.
#[derive(Debug, Clone, Serialize)]
pub struct Delivery {
    /// The event's id.
    pub event: String,
    /// The event's type.
    pub event_type: String,
    /// `pending`, `delivered`, `dropped` or `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Sandbox time of the next attempt, in milliseconds since 1970.
    pub next_at: i64,
    /// What came of the last attempt.
    pub last_result: Option<String>,
}

/// The newest rows of the queue.
pub fn newest_deliveries(gateway: &Gateway, limit: i64) -> Result<Vec<Delivery>, ApiError> {
    gateway.books.transact(|books| {
        let mut statement = books.prepare(
            "SELECT event, coalesce(event_type, ''), state, attempts, next_at, last_result
             FROM deliveries JOIN objects ON objects.id = event ORDER BY deliveries.seq DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([limit], |row| {
            Ok(Delivery {
                event: row.get(0)?,
                event_type: row.get(1)?,
                state: row.get(2)?,
                attempts: row.get(3)?,
                next_at: row.get(4)?,
                last_result: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    })
}

/// The event with this id as its webhook's body, whoever's it is.
pub fn payload_of(gateway: &Gateway, event: &str) -> Result<Option<Object>, ApiError> {
    gateway.books.transact(|books| {
        let query = "SELECT body FROM objects WHERE id = ?1 AND kind = 'event'";
        let body: Option<String> = books
            .query_row(query, [event], |row| row.get(0))
            .optional()?;
        body.map(|body| Object::parse(&body)).transpose()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected digests are those of `openssl dgst -sha256 -hmac`.
    #[test]
    fn signatures_are_stripes() {
        let header = signature_header(["whsec_test"], 1_492_774_577, "{}");
        let expected = "0d0602f6611bd2252dd4b74b58a4528355a7380639a15e6cc21e3059d56d5b8b";
        assert_eq!(header, format!("t=1492774577,v1={expected}"));
        assert_eq!(
            signature_header(["a", "b"], 1, "x").matches("v1=").count(),
            2
        );
    }
}
