//! Signing secrets at rest: AES-256-GCM, bound to the endpoint that they belong to.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use secrecy::{ExposeSecret as _, SecretString};

use paylink_domain::ids::WebhookEndpointId;

/// What a sealed text starts with, so that the way of sealing can change.
const VERSION: &str = "v1:";
/// What the key is for, so that the same secret could serve something else.
const PURPOSE: &[u8] = b"paylink webhook signing secrets";

/// Encrypts and decrypts signing secrets.
#[derive(Clone)]
pub struct Sealer(Arc<LessSafeKey>);

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(..)")
    }
}

impl Sealer {
    /// A sealer with the key that is derived from this secret (HKDF-SHA256). `None` where the
    /// cryptography fails.
    pub fn new(secret: &SecretString) -> Option<Self> {
        let mut key = [0; 32];
        Salt::new(HKDF_SHA256, &[])
            .extract(secret.expose_secret().as_bytes())
            .expand(&[PURPOSE], HKDF_SHA256)
            .and_then(|derived| derived.fill(&mut key))
            .ok()?;
        let key = UnboundKey::new(&AES_256_GCM, &key).ok()?;
        Some(Self(Arc::new(LessSafeKey::new(key))))
    }

    /// The secret, encrypted under a random nonce. `None` where the cryptography fails.
    pub fn seal(&self, endpoint: WebhookEndpointId, secret: &SecretString) -> Option<String> {
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).ok()?;
        let mut bytes = secret.expose_secret().as_bytes().to_vec();
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                aad(endpoint),
                &mut bytes,
            )
            .ok()?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut bytes);
        Some(format!("{VERSION}{}", STANDARD.encode(sealed)))
    }

    /// The secret that was sealed for this endpoint. `None` where it was not, or the key is another.
    pub fn open(&self, endpoint: WebhookEndpointId, sealed: &str) -> Option<SecretString> {
        let bytes = STANDARD.decode(sealed.strip_prefix(VERSION)?).ok()?;
        let (nonce, text) = bytes.split_first_chunk::<NONCE_LEN>()?;
        let mut text = text.to_vec();
        let opened = self
            .0
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                aad(endpoint),
                &mut text,
            )
            .ok()?;
        String::from_utf8(opened.to_vec())
            .ok()
            .map(SecretString::from)
    }
}

fn aad(endpoint: WebhookEndpointId) -> Aad<String> {
    Aad::from(endpoint.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhook::sign::secret_of;

    fn endpoint(last: char) -> WebhookEndpointId {
        format!("we_01K9ZZZZZZZZZZZZZZZZZZZZZ{last}")
            .parse()
            .unwrap()
    }

    fn sealer(key: &str) -> Sealer {
        Sealer::new(&SecretString::from(key)).unwrap()
    }

    #[test]
    fn a_secret_opens_for_its_endpoint_and_key_only() {
        let secret = secret_of([7; 32]);
        let sealed = sealer("key").seal(endpoint('1'), &secret).unwrap();
        let opened = sealer("key").open(endpoint('1'), &sealed).unwrap();
        assert_eq!(opened.expose_secret(), secret.expose_secret());
        assert!(sealer("other").open(endpoint('1'), &sealed).is_none());
        assert!(sealer("key").open(endpoint('2'), &sealed).is_none());
    }

    #[test]
    fn what_was_tampered_with_does_not_open() {
        let sealed = sealer("key")
            .seal(endpoint('1'), &secret_of([7; 32]))
            .unwrap();
        let bytes = STANDARD.decode(&sealed[VERSION.len()..]).unwrap();
        for at in 0..bytes.len() {
            let mut wrong = bytes.clone();
            wrong[at] ^= 1;
            let wrong = format!("{VERSION}{}", STANDARD.encode(wrong));
            assert!(sealer("key").open(endpoint('1'), &wrong).is_none(), "{at}");
        }
        for wrong in ["", "v1:", "v1:AAAA", "v2:AAAA", &sealed[3..]] {
            assert!(
                sealer("key").open(endpoint('1'), wrong).is_none(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn the_same_secret_never_looks_the_same_and_is_not_in_what_is_kept() {
        let secret = secret_of([7; 32]);
        let seal = || sealer("key").seal(endpoint('1'), &secret).unwrap();
        assert_ne!(seal(), seal());
        let bytes = STANDARD.decode(&seal()[VERSION.len()..]).unwrap();
        let text = secret.expose_secret().as_bytes();
        assert!(
            !bytes
                .windows(8)
                .any(|part| text.windows(8).any(|t| t == part))
        );
        assert_eq!(format!("{:?}", sealer("key")), "Sealer(..)");
    }
}
