//! Idempotency keys: the same key and request do the thing once and answer the same, however often
//! and whenever they are sent within 7 days.
//!
//! A claim holds the seed that all ids of the operation are made from. Whoever runs the operation
//! again, after a crash or a lost answer, makes the same ids and so finds what was done.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;

use super::problem::{Problem, ProblemType};
use super::request::ApiRequest;
use paylink_app::{Core, Error};
use paylink_domain::limits::after;
use paylink_platform::hash::sha256_hex;
use paylink_platform::random::{Ids, Random};
use paylink_store::StoreError;
use paylink_store::claims::{Claim, ClaimScope};

/// How long a key is kept, in seconds.
const KEPT_SECONDS: i64 = 7 * 24 * 60 * 60;
/// How long the first caller may be at work before another may go on.
const LEASE: SignedDuration = SignedDuration::from_secs(30);

impl ApiRequest {
    /// Runs `operation` under the request's idempotency key, where it has one.
    ///
    /// A refused operation gives its key back; one that ended in a fault of ours can be repeated at
    /// once with the same key and goes on with the same ids.
    pub async fn run_once<T>(
        &self,
        core: &Core,
        caller: impl Into<ClaimScope>,
        operation: impl AsyncFnOnce(Ids) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let Some(key) = &self.idempotency_key else {
            return operation(core.ids()).await;
        };
        let mut request = format!("{}\n{}\n", self.method, self.path).into_bytes();
        request.extend_from_slice(&self.bytes);
        run_once(core, caller, key, &sha256_hex(&request), operation).await
    }
}

/// Runs `operation` once for this key and fingerprint. See [`ApiRequest::run_once`].
pub async fn run_once<T>(
    core: &Core,
    caller: impl Into<ClaimScope>,
    key: &str,
    fingerprint: &str,
    operation: impl AsyncFnOnce(Ids) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let scope = caller.into();
    // The key itself may be anything; its hash makes a key of fixed form.
    let key = sha256_hex(key.as_bytes());
    let claim = claim(core, &scope, &key, fingerprint).await?;
    let seed = STANDARD
        .decode(&claim.seed)
        .ok()
        .and_then(|seed| seed.try_into().ok())
        .ok_or_else(|| Problem::internal("a claim's seed is not 32 bytes"))?;
    let answer = operation(Ids::new(Random::derived(seed), claim.claimed_at)).await;
    // After a conflict or a fault of ours it may have been done in part: the ids must stay.
    let refused = answer.as_ref().is_err_and(|problem| {
        problem.kind.status().is_client_error() && problem.kind != ProblemType::Conflict
    });
    let closed = if refused {
        core.store.release_claim(&scope, &key, &claim).await
    } else {
        core.store
            .finish_claim(&scope, &key, &claim, core.now())
            .await
    };
    match closed {
        // Somebody took over when the lease ran out; the claim is theirs.
        Ok(()) | Err(StoreError::Conflict) => {}
        // The lease runs out by itself.
        Err(error) => tracing::warn!(%error, "an idempotency claim could not be closed"),
    }
    answer
}

async fn claim(
    core: &Core,
    scope: &ClaimScope,
    key: &str,
    fingerprint: &str,
) -> Result<Claim, Problem> {
    let now = core.now();
    let claim = Claim {
        fingerprint: fingerprint.to_owned(),
        seed: STANDARD.encode(core.random.bytes::<32>()),
        claimed_at: now,
        leased_until: after(now, LEASE),
        expires_at: now.as_second().saturating_add(KEPT_SECONDS),
    };
    let found = match core.store.claim(scope, key, &claim, now).await {
        Ok(None) => return Ok(claim),
        // The SDK repeated a put whose answer was lost.
        Ok(Some(found)) if found.seed == claim.seed => return Ok(found),
        Ok(Some(found)) => found,
        Err(StoreError::Conflict) => return Err(in_flight()),
        Err(error) => return Err(Error::from(error).into()),
    };
    if found.fingerprint != fingerprint {
        return Err(Problem::new(
            ProblemType::IdempotencyKeyReused,
            "Use a new Idempotency-Key for a request with another path or body.",
        ));
    }
    let ours = found.leased_until <= now
        && core
            .store
            .take_over_claim(scope, key, &found, claim.leased_until)
            .await
            .map_err(Error::from)?;
    if ours {
        Ok(Claim {
            leased_until: claim.leased_until,
            ..found
        })
    } else {
        Err(in_flight())
    }
}

fn in_flight() -> Problem {
    let detail = "Wait for the first request's answer, or repeat this one in a moment.";
    Problem::new(ProblemType::IdempotencyInFlight, detail)
}
