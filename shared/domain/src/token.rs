//! The token of a payment link, which nobody can guess (R10).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use ulid::Ulid;

use super::ids::BasketId;

/// The 128 random bits that make a link unguessable (R10).
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 16]);

impl Secret {
    /// Makes a secret. The bytes must come from a cryptographic source.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Whether both secrets are the same. It takes the same time for every secret of the same length, so
    /// nobody can guess one byte by byte.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("a link secret must be 16 bytes of base64url"))
    }
}

/// The last part of a link's URL: the basket's ULID and the link's secret, 32 bytes in 43
/// characters of canonical base64url (R10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The basket that has the link.
    pub basket_id: BasketId,
    /// The link's secret.
    pub secret: Secret,
}

impl Token {
    /// Reads a token. `None` for anything that [`fmt::Display`] would not print, non-canonical
    /// trailing bits included.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (basket, secret) = bytes.split_first_chunk::<16>()?;
        Some(Self {
            basket_id: BasketId::new(Ulid::from_bytes(*basket)),
            secret: Secret(secret.try_into().ok()?),
        })
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; 32];
        let (basket, secret) = bytes.split_at_mut(16);
        basket.copy_from_slice(&self.basket_id.ulid().to_bytes());
        secret.copy_from_slice(&self.secret.0);
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r10_a_token_is_43_canonical_characters() {
        let token = Token {
            basket_id: "bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap(),
            secret: Secret([7; 16]),
        };
        let text = token.to_string();
        assert_eq!(text.len(), 43);
        assert_eq!(Token::parse(&text), Some(token));
        let cut = &text[..42];
        // 32 bytes leave two unused bits in the last character; only zeros are canonical.
        let loose = format!("{cut}{}", if text.ends_with('c') { 'd' } else { 'x' });
        for wrong in [
            cut,
            &loose,
            &format!("{text}="),
            &format!("{text}A"),
            "",
            &text.replace('0', "+"),
        ] {
            if wrong != text {
                assert_eq!(Token::parse(wrong), None, "{wrong}");
            }
        }
    }

    #[test]
    fn r10_a_secret_never_shows_in_debug_text() {
        assert_eq!(format!("{:?}", Secret([9; 16])), "Secret(..)");
    }
}
