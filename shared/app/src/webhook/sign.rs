//! Signing secrets and signatures of Standard Webhooks.
//!
//! Source: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use paylink_domain::ids::EventId;

/// What every signing secret starts with.
const PREFIX: &str = "whsec_";

/// The signing secret of these bytes, as merchants' libraries take it.
pub fn secret_of(bytes: [u8; 32]) -> SecretString {
    SecretString::from(format!("{PREFIX}{}", STANDARD.encode(bytes)))
}

/// The value of `webhook-signature`: one signature per secret, so that a receiver is served whichever
/// of them it has while one is being replaced. `None` where a secret is none.
pub fn signatures(
    secrets: &[SecretString],
    id: EventId,
    at: Timestamp,
    body: &str,
) -> Option<String> {
    let signed = format!("{id}.{}.{body}", at.as_second());
    let all: Option<Vec<String>> = secrets
        .iter()
        .map(|secret| signature(secret, signed.as_bytes()))
        .collect();
    all.filter(|all| !all.is_empty()).map(|all| all.join(" "))
}

fn signature(secret: &SecretString, signed: &[u8]) -> Option<String> {
    let key = secret.expose_secret().strip_prefix(PREFIX)?;
    let key = STANDARD.decode(key).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(signed);
    Some(format!(
        "v1,{}",
        STANDARD.encode(mac.finalize().into_bytes())
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_specifications_example() {
        let secret = SecretString::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let signed = r#"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#;
        assert_eq!(
            signature(&secret, signed.as_bytes()).unwrap(),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn each_secret_signs_the_id_the_time_and_the_body() {
        let id: EventId = "evt_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap();
        let at: Timestamp = "2026-11-24T12:00:00.5Z".parse().unwrap();
        let (old, new) = (secret_of([1; 32]), secret_of([2; 32]));
        assert!(old.expose_secret().starts_with("whsec_"));
        let both = signatures(&[new.clone(), old.clone()], id, at, "{}").unwrap();
        let alone = |secret: &SecretString| {
            signature(secret, format!("{id}.{}.{{}}", at.as_second()).as_bytes()).unwrap()
        };
        assert_eq!(both, format!("{} {}", alone(&new), alone(&old)));
    }

    #[test]
    fn nothing_goes_out_unsigned() {
        let id: EventId = "evt_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap();
        let at = Timestamp::UNIX_EPOCH;
        assert_eq!(signatures(&[], id, at, "{}"), None);
        for wrong in ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_?"] {
            let secrets = [secret_of([1; 32]), SecretString::from(wrong)];
            assert_eq!(signatures(&secrets, id, at, "{}"), None, "{wrong}");
        }
    }
}
