//! Stripe's webhook signatures: verify, then parse.
//!
//! Scheme: the header `Stripe-Signature` is `t=SECONDS,v1=HEX[,v1=HEX...]`; each `v1` is
//! HMAC-SHA256 of `SECONDS.BODY` with one signing secret. Several `v1` and several secrets are
//! normal while a secret is being replaced, and one match is enough.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use super::super::GatewayEvent;
use super::wire::{Event, WireError};
use crate::hash::hex;

/// How old a signature may be, in seconds; Stripe's own packages allow the same.
pub const TOLERANCE_SECONDS: i64 = 300;

/// Why a webhook was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The header is missing or has no time or no `v1` signature.
    #[error("the Stripe-Signature header is missing or malformed")]
    Malformed,
    /// No signature was made with one of our secrets over this body.
    #[error("no signature matches")]
    NoMatch,
    /// The signature is too old; it may be a replay.
    #[error("the signature is too old")]
    TooOld,
}

/// A webhook whose signature was verified. There is no other way to make one, so bytes that nobody
/// signed cannot be recorded.
#[derive(Debug, Clone)]
pub struct VerifiedWebhook(Vec<u8>);

impl VerifiedWebhook {
    /// Checks the signature over `body`.
    pub fn verify(
        secrets: &[SecretString],
        header: Option<&str>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Self, SignatureError> {
        let header = header.ok_or(SignatureError::Malformed)?;
        let (time, signatures) = parse_header(header).ok_or(SignatureError::Malformed)?;
        let matches = secrets.iter().any(|secret| {
            signatures.iter().any(|signature| {
                mac(secret, time, body).is_some_and(|mac| mac.verify_slice(signature).is_ok())
            })
        });
        if !matches {
            return Err(SignatureError::NoMatch);
        }
        let seconds: i64 = time.parse().map_err(|_| SignatureError::Malformed)?;
        if now.as_second().saturating_sub(seconds) > TOLERANCE_SECONDS {
            return Err(SignatureError::TooOld);
        }
        Ok(Self(body.to_vec()))
    }

    /// What the body says it is, for a person who has to look it up, where the event itself cannot be
    /// understood: the ids and the type, nothing personal.
    pub fn describe(&self) -> String {
        let value: serde_json::Value = serde_json::from_slice(&self.0).unwrap_or_default();
        let text = |pointer: &str| {
            let text = value.pointer(pointer).and_then(serde_json::Value::as_str);
            text.unwrap_or("unknown")
                .chars()
                .take(100)
                .collect::<String>()
        };
        format!(
            "{} {} about {}",
            text("/type"),
            text("/id"),
            text("/data/object/id")
        )
    }

    /// The event in the body.
    pub fn parse(&self) -> Result<GatewayEvent, WireError> {
        serde_json::from_slice::<Event>(&self.0)
            .map_err(|error| WireError(error.to_string()))?
            .into_event()
    }
}

/// The header that Stripe would send with `body` at `time`; for tests.
pub fn sign(secret: &SecretString, body: &[u8], time: Timestamp) -> String {
    let seconds = time.as_second().to_string();
    let signature = mac(secret, &seconds, body)
        .map(|mac| hex(&mac.finalize().into_bytes()))
        .unwrap_or_default();
    format!("t={seconds},v1={signature}")
}

fn mac(secret: &SecretString, time: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).ok()?;
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(mac)
}

/// The time as written, and all well-formed `v1` signatures.
fn parse_header(header: &str) -> Option<(&str, Vec<Vec<u8>>)> {
    let mut time = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.split_once('=') {
            Some(("t", value)) => time = Some(value),
            Some(("v1", value)) => signatures.extend(unhex(value)),
            _ => {}
        }
    }
    let time = time.filter(|time| time.parse::<i64>().is_ok())?;
    (!signatures.is_empty()).then_some((time, signatures))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2)
        || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| {
            text.get(at..at + 2)
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1"}"#;

    fn now() -> Timestamp {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    fn verify(header: &str, age: i64) -> Result<(), SignatureError> {
        let later = Timestamp::from_second(now().as_second() + age).unwrap();
        VerifiedWebhook::verify(
            &[secret("whsec_new"), secret("whsec_old")],
            Some(header),
            BODY,
            later,
        )
        .map(drop)
    }

    #[test]
    fn a_signature_of_either_secret_is_accepted_for_five_minutes() {
        for name in ["whsec_new", "whsec_old"] {
            let header = sign(&secret(name), BODY, now());
            assert_eq!(verify(&header, 0), Ok(()));
            assert_eq!(verify(&header, 299), Ok(()));
            assert_eq!(verify(&header, 300), Ok(()));
            assert_eq!(verify(&header, 301), Err(SignatureError::TooOld));
        }
        let foreign = sign(&secret("whsec_other"), BODY, now());
        assert_eq!(verify(&foreign, 0), Err(SignatureError::NoMatch));
    }

    #[test]
    fn any_of_several_signatures_may_match() {
        let good = sign(&secret("whsec_old"), BODY, now());
        let (time, v1) = good.split_once(',').unwrap();
        let zeros = format!("v1={}", "00".repeat(32));
        assert_eq!(verify(&format!("{time},{v1},{zeros}"), 0), Ok(()));
        assert_eq!(verify(&format!("{time},{zeros},{v1}"), 0), Ok(()));
        assert_eq!(verify(&format!("{time},v0=aa,{v1}"), 0), Ok(()));
        assert_eq!(
            verify(&format!("{time},{zeros}"), 0),
            Err(SignatureError::NoMatch)
        );
    }

    #[test]
    fn malformed_headers_are_refused() {
        for header in [
            "",
            "t=1",
            "v1=aa",
            "t=x,v1=aa",
            "t=1,v1=zz",
            "t=1,v1=a",
            "nonsense",
        ] {
            assert_eq!(
                verify(header, 0),
                Err(SignatureError::Malformed),
                "{header}"
            );
        }
        let missing = VerifiedWebhook::verify(&[secret("s")], None, BODY, now());
        assert_eq!(missing.map(drop), Err(SignatureError::Malformed));
    }
}
