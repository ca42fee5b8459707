//! The signing key (RS256, as Cognito uses) and the two ends of a JWT (RFC 7515).

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::StartError;

/// An RSA key of 2048 bits with its name.
pub(super) struct SigningKey {
    pair: RsaKeyPair,
    kid: String,
    modulus: String,
    exponent: String,
}

impl SigningKey {
    /// Makes a new key, and gives its PKCS #8 form to keep.
    pub(super) fn generate() -> Result<Vec<u8>, StartError> {
        let failed = |_| StartError::Key("RSA key generation failed".to_owned());
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
        Ok(pair.as_der().map_err(failed)?.as_ref().to_vec())
    }

    /// Reads a key in the text form of RFC 7468. What stands before its first line is a comment.
    pub(super) fn from_pem(text: &str) -> Result<Self, StartError> {
        let unusable =
            |cause: &str| StartError::Key(format!("the given key is not usable: {cause}"));
        let body = text
            .split_once("-----BEGIN PRIVATE KEY-----")
            .and_then(|(_, rest)| rest.split_once("-----END PRIVATE KEY-----"))
            .ok_or_else(|| unusable("it is no PKCS #8 key in PEM"))?
            .0;
        let body: String = body.split_whitespace().collect();
        let der = STANDARD
            .decode(body)
            .map_err(|error| unusable(&error.to_string()))?;
        Self::from_pkcs8(&der)
    }

    /// Reads a kept key.
    pub(super) fn from_pkcs8(der: &[u8]) -> Result<Self, StartError> {
        let pair = RsaKeyPair::from_pkcs8(der)
            .map_err(|error| StartError::Key(format!("the kept key is not usable: {error}")))?;
        let public = pair.public_key();
        let modulus = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
        let exponent = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        // The thumbprint of RFC 7638: these members, in this order, without spaces.
        let thumbprint = format!(r#"{{"e":"{exponent}","kty":"RSA","n":"{modulus}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(Sha256::digest(thumbprint));
        Ok(Self {
            pair,
            kid,
            modulus,
            exponent,
        })
    }

    /// The public half as a JWK set (RFC 7517).
    pub(super) fn jwks(&self) -> Value {
        json!({ "keys": [{
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.kid,
            "n": self.modulus,
            "e": self.exponent,
        }] })
    }

    /// Signs the claims.
    pub(super) fn sign(
        &self,
        claims: &Map<String, Value>,
    ) -> Result<String, aws_lc_rs::error::Unspecified> {
        let header = json!({ "alg": "RS256", "kid": self.kid, "typ": "JWT" });
        let encode = |part: String| URL_SAFE_NO_PAD.encode(part);
        let claims = Value::Object(claims.clone());
        let message = format!(
            "{}.{}",
            encode(header.to_string()),
            encode(claims.to_string())
        );
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            message.as_bytes(),
            &mut signature,
        )?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The claims of a token that this key signed. Times are not looked at.
    pub(super) fn verify(&self, token: &str) -> Option<Map<String, Value>> {
        let (message, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.pair.public_key().as_ref())
            .verify(message.as_bytes(), &signature)
            .ok()?;
        let (_, claims) = message.split_once('.')?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }
}
