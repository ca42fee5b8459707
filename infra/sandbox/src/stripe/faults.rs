//! Failures on demand: the next matching API call goes wrong in a given way.

use std::sync::{Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::http::Response;
use http_body_util::{Full, Limited};
use serde::{Deserialize, Serialize};

/// How a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// 500 before anything is done.
    #[serde(rename = "http_500")]
    Http500,
    /// 429 before anything is done.
    #[serde(rename = "http_429")]
    Http429,
    /// No answer, and nothing is done.
    Timeout,
    /// Everything is done, and the answer is lost on the way.
    LostAnswer,
    /// Everything is done, later. Meanwhile the idempotency key is in use.
    Slow,
}

/// A failure to come.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Only calls with this method; any when absent.
    #[serde(default)]
    pub method: Option<String>,
    /// Only calls whose path starts so; any when absent.
    #[serde(default)]
    pub path_prefix: Option<String>,
    /// How the call goes wrong.
    pub kind: FaultKind,
    /// How many calls go wrong.
    #[serde(default = "once")]
    pub times: u32,
    /// For `timeout` and `slow`: how long the call is held, in milliseconds.
    #[serde(default)]
    pub delay_ms: Option<u64>,
    /// For `http_500`: whether the answer is kept under the idempotency key, as Stripe keeps it.
    #[serde(default = "yes")]
    pub keep_answer: bool,
}

fn once() -> u32 {
    1
}

fn yes() -> bool {
    true
}

/// The failures to come.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Adds a failure.
    pub fn add(&self, fault: Fault) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(fault);
    }

    /// Forgets all failures.
    pub fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// Takes the first failure that fits this call.
    pub fn take(&self, method: &str, path: &str) -> Option<Fault> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fault = faults.iter_mut().find(|fault| {
            fault.times > 0
                && fault
                    .method
                    .as_deref()
                    .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && fault
                    .path_prefix
                    .as_deref()
                    .is_none_or(|prefix| path.starts_with(prefix))
        })?;
        fault.times -= 1;
        let taken = fault.clone();
        faults.retain(|fault| fault.times > 0);
        Some(taken)
    }
}

/// An answer that breaks off: the server closes the connection when it comes to the body.
pub fn broken_answer() -> Response<Body> {
    // A body that is longer than its own limit fails when it is read, which is what closes the connection.
    Response::new(Body::new(Limited::new(
        Full::new(Bytes::from_static(b"{}")),
        1,
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_as_often_as_told_and_only_what_fits() {
        let faults = Faults::default();
        faults.add(Fault {
            method: Some("post".to_owned()),
            path_prefix: Some("/v1/refunds".to_owned()),
            kind: FaultKind::Http500,
            times: 2,
            delay_ms: None,
            keep_answer: true,
        });
        assert!(faults.take("GET", "/v1/refunds").is_none());
        assert!(faults.take("POST", "/v1/checkout/sessions").is_none());
        assert!(faults.take("POST", "/v1/refunds").is_some());
        assert!(faults.take("POST", "/v1/refunds").is_some());
        assert!(faults.take("POST", "/v1/refunds").is_none());
    }
}
