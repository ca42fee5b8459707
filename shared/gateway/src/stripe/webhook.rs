//! Stripe's webhook signatures: verify, then parse.
//!
//! Scheme: the header `Stripe-Signature` is `t=SECONDS,v1=HEX[,v1=HEX...]`; each `v1` is
//! HMAC-SHA256 of `SECONDS.BODY` with one signing secret. Several `v1` and several secrets are
//! normal while a secret is being replaced, and one match is enough.
//!
//! Stripe's official Python package gives the same verdict on the same header and body, odd headers
//! included; `tests/stripe` compares the two. Where it is laxer only by the way of Python's numbers
//! and texts, and Stripe sends nothing of the kind, this is stricter: a header that is not ASCII and
//! a time of more than [`TIME_DIGITS`] digits are refused. Neither lets anybody in there who does
//! not hold a secret or an event signed with it, and here neither is worth the code.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::super::port::GatewayEvent;
use super::meaning::WireError;
use super::wire::Event;
use paylink_platform::hash::hex;

/// How old a signature may be, in seconds; Stripe's own packages allow the same.
pub const TOLERANCE: SignedDuration = SignedDuration::from_secs(300);

/// How many digits the time of a signature may have; all such numbers fit an `i64`.
const TIME_DIGITS: usize = 18;

/// Why a webhook was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The header is missing or has no time or no `v1` signature.
    #[error("the Stripe-Signature header is missing or malformed")]
    Malformed,
    /// The body is not UTF-8; what Stripe signs is JSON.
    #[error("the body is not UTF-8 text")]
    NotText,
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
    ///
    /// # Errors
    /// The header is missing or malformed, the body is no text, no secret of ours made a signature
    /// over it, or the signature is older than [`TOLERANCE`]. One from the future is accepted: it
    /// was made with a secret all the same, by a clock that is ahead.
    pub fn verify(
        secrets: &[SecretString],
        header: Option<&str>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Self, SignatureError> {
        let header = header
            .and_then(Header::parse)
            .ok_or(SignatureError::Malformed)?;
        if str::from_utf8(body).is_err() {
            return Err(SignatureError::NotText);
        }
        let matches = secrets
            .iter()
            .filter_map(|secret| signature(secret, header.seconds, body))
            .any(|ours| {
                let ours = ours.as_bytes();
                let mut theirs = header.signatures.iter();
                theirs.any(|theirs| bool::from(ours.ct_eq(theirs.as_bytes())))
            });
        if !matches {
            return Err(SignatureError::NoMatch);
        }
        let signed_at = SignedDuration::from_secs(header.seconds);
        if signed_at.saturating_add(TOLERANCE) < now.as_duration() {
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
    let seconds = time.as_second();
    let signature = signature(secret, seconds, body).unwrap_or_default();
    format!("t={seconds},v1={signature}")
}

/// The signature over `body` at a time in seconds since 1970; none with a blank secret, whose
/// signatures anybody can make.
fn signature(secret: &SecretString, seconds: i64, body: &[u8]) -> Option<String> {
    let secret = secret.expose_secret();
    if secret.trim().is_empty() {
        return None;
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(seconds.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(hex(&mac.finalize().into_bytes()))
}

/// What a `Stripe-Signature` header says.
struct Header<'a> {
    /// When it was signed, in seconds since 1970.
    seconds: i64,
    /// Its `v1` signatures.
    signatures: Vec<&'a str>,
}

impl<'a> Header<'a> {
    /// Reads the header as Stripe's package does: the first `t` counts, a value ends at a second
    /// `=`, and a `t` or `v1` without any spoils the header. Parts of other names are passed over.
    fn parse(header: &'a str) -> Option<Self> {
        if !header.is_ascii() {
            return None;
        }
        let (mut times, mut signatures) = (Vec::new(), Vec::new());
        for part in header.split(',') {
            let mut words = part.split('=');
            match words.next() {
                Some("t") => times.push(words.next()?),
                Some("v1") => signatures.push(words.next()?),
                _ => {}
            }
        }
        if signatures.is_empty() {
            return None;
        }
        Some(Self {
            seconds: read_seconds(times.first()?)?,
            signatures,
        })
    }
}

/// A whole number as Python's `int` reads one from ASCII, of up to [`TIME_DIGITS`] digits: white
/// space around it, a sign, single underscores between digits. It is signed as it is normally
/// written.
fn read_seconds(text: &str) -> Option<i64> {
    let number = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\x0b');
    let unsigned = number.strip_prefix(['+', '-']).unwrap_or(number);
    let is_group =
        |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    if !unsigned.split('_').all(is_group) || unsigned.replace('_', "").len() > TIME_DIGITS {
        return None;
    }
    number.replace('_', "").parse().ok()
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
            assert_eq!(
                verify(&header, -86_400),
                Ok(()),
                "another clock may be ahead"
            );
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
    fn the_tolerance_ends_within_the_second() {
        let header = sign(&secret("whsec_new"), BODY, now());
        let late = now() + SignedDuration::new(300, 1);
        let verdict = VerifiedWebhook::verify(&[secret("whsec_new")], Some(&header), BODY, late);
        assert_eq!(verdict.map(drop), Err(SignatureError::TooOld));
    }

    #[test]
    fn odd_headers_are_read_as_stripes_package_reads_them() {
        let good = sign(&secret("whsec_new"), BODY, now());
        let (time, v1) = good.split_once(',').unwrap();
        let seconds = now().as_second();
        let grouped = format!("{}_{}", seconds / 1000, seconds % 1000);
        for header in [
            format!("{v1},{time}"),
            format!("{time},t=x,{v1}"),
            format!("{time}=,{v1}=tail"),
            format!("t= +000{seconds}\u{b},{v1}"),
            format!("t={grouped},{v1}"),
            format!(",{time},,{v1},x"),
        ] {
            assert_eq!(verify(&header, 0), Ok(()), "{header}");
        }
        for header in [
            format!("t=1,{time},{v1}"),
            format!("{time},{}", v1.to_uppercase().replace("V1", "v1")),
            format!("{time},{v1}0"),
        ] {
            assert_eq!(verify(&header, 0), Err(SignatureError::NoMatch), "{header}");
        }
        for header in [
            format!("{time}, {v1}"),
            format!("{good},t"),
            format!("{good},v1"),
            format!("t=_{seconds},{v1}"),
            format!("t={seconds}_,{v1}"),
            format!("t=+_{seconds},{v1}"),
            format!("t={grouped}__0,{v1}"),
            format!("t=--{seconds},{v1}"),
            format!("t={seconds}.0,{v1}"),
            format!("t={seconds:019},{v1}"),
            format!("{good},x=\u{e9}"),
        ] {
            assert_eq!(
                verify(&header, 0),
                Err(SignatureError::Malformed),
                "{header}"
            );
        }
    }

    #[test]
    fn a_blank_secret_accepts_nothing_and_a_body_must_be_text() {
        for blank in ["", " \t"] {
            let mut mac = Hmac::<Sha256>::new_from_slice(blank.as_bytes()).unwrap();
            mac.update(format!("{}.", now().as_second()).as_bytes());
            mac.update(BODY);
            let made = hex(&mac.finalize().into_bytes());
            let header = format!("t={},v1={made}", now().as_second());
            let verdict = VerifiedWebhook::verify(&[secret(blank)], Some(&header), BODY, now());
            assert_eq!(verdict.map(drop), Err(SignatureError::NoMatch));
        }
        let header = sign(&secret("whsec_new"), b"\xff", now());
        let verdict =
            VerifiedWebhook::verify(&[secret("whsec_new")], Some(&header), b"\xff", now());
        assert_eq!(verdict.map(drop), Err(SignatureError::NotText));
    }

    #[test]
    fn malformed_headers_are_refused() {
        for header in [
            "",
            "t=1",
            "v1=aa",
            "t=x,v1=aa",
            "t=,v1=aa",
            "t=1,v0=aa",
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
