//! Tokens of the issuer that signs people in: JWTs of any OpenID Connect issuer (R24).
//!
//! Issuer, audience, expiry and the algorithm are checked here, the signature against the keys that
//! the issuer publishes. They are kept for an hour, and read again when a token names one that is not
//! among them, though not more than once a minute, or strangers could have us ask all day.
//!
//! Sources: RFC 7519 and 8725 (JWT and its best practice), OpenID Connect Core 3.1.3.7, and Cognito's
//! "Verifying a JSON Web Token": its access tokens have `client_id` and `token_use` and no `aud`.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, Header, decode_header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::Mutex;

use paylink_app::principal::Identity;
use paylink_domain::limits::after;
use paylink_platform::config::{ConfigError, Reader};
use paylink_platform::http_client::public_client;

/// By how much our clock and the issuer's may differ.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);
/// How long the issuer's keys are kept.
const KEYS_KEPT: SignedDuration = SignedDuration::from_hours(1);
/// How soon the keys are read again for a token whose key is not among them.
const KEYS_AGAIN: SignedDuration = SignedDuration::from_mins(1);
/// How soon they are asked for again after the issuer did not answer.
const FAILED_AGAIN: SignedDuration = SignedDuration::from_secs(5);
/// How long the issuer may take to answer one call of two.
const TIMEOUT: Duration = Duration::from_secs(4);
/// What a token may be signed with: public keys only, so that nobody can sign with what is published.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Checks tokens of one issuer that were made for one client.
#[derive(Debug)]
pub struct TokenVerifier {
    issuer: String,
    client_id: String,
    http: reqwest::Client,
    kept: Mutex<Kept>,
}

/// The issuer's keys as far as they were read.
#[derive(Debug, Default)]
struct Kept {
    keys: Option<JwkSet>,
    read_at: Timestamp,
    tried_at: Option<Timestamp>,
}

/// A token does not let anybody in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is not what it must be; the text can be told to whoever sent it.
    #[error("{0}")]
    Invalid(&'static str),
    /// The issuer's keys cannot be had, so nothing can be said about the token.
    #[error("the issuer's keys cannot be read: {0}")]
    Unavailable(String),
}

/// What a token says.
#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    aud: Option<Audience>,
    azp: Option<String>,
    client_id: Option<String>,
    token_use: Option<String>,
    email: Option<String>,
    #[serde(default)]
    email_verified: Value,
    name: Option<String>,
    #[serde(default)]
    groups: Value,
    #[serde(default, rename = "cognito:groups")]
    cognito_groups: Value,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// What an issuer says about itself (OpenID Connect Discovery 1.0, 3).
#[derive(Debug, Clone, Deserialize)]
pub struct Discovery {
    issuer: String,
    jwks_uri: String,
    /// Where people sign in.
    pub authorization_endpoint: Option<String>,
    /// Where a code is changed into tokens.
    pub token_endpoint: Option<String>,
    /// Where its session is ended.
    pub end_session_endpoint: Option<String>,
}

impl TokenVerifier {
    /// A verifier of tokens of `issuer` for `client_id`.
    ///
    /// # Errors
    /// Where the TLS library cannot be set up.
    pub fn new(issuer: String, client_id: String) -> Result<Self, ConfigError> {
        let http = public_client(TIMEOUT).map_err(|reason| ConfigError::Invalid {
            name: "OIDC_ISSUER",
            reason,
        })?;
        Ok(Self {
            issuer,
            client_id,
            http,
            kept: Mutex::default(),
        })
    }

    /// The verifier that `OIDC_ISSUER` and `OIDC_CLIENT_ID` describe.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, ConfigError> {
        Self::new(
            reader.required("OIDC_ISSUER"),
            reader.required("OIDC_CLIENT_ID"),
        )
    }

    /// Checks a token and says whom it is of.
    ///
    /// # Errors
    /// Where it does not hold, or the issuer's keys cannot be had.
    pub async fn verify(&self, token: &str, now: Timestamp) -> Result<Identity, TokenError> {
        self.verify_with(token, now, self.fetch_keys()).await
    }

    /// Checks the token of a sign-in that was begun with this nonce (OpenID Connect Core 1.0,
    /// 3.1.3.7), and says who signed in.
    ///
    /// # Errors
    /// As [`Self::verify`], and where it is a token of another kind or sign-in.
    pub async fn verify_id_token(
        &self,
        token: &str,
        nonce: &str,
        now: Timestamp,
    ) -> Result<Identity, TokenError> {
        let claims = self.claims_of(token, now, self.fetch_keys()).await?;
        self.check_id_token(claims, nonce, now)
    }

    fn check_id_token(
        &self,
        claims: Claims,
        nonce: &str,
        now: Timestamp,
    ) -> Result<Identity, TokenError> {
        // An access token of Cognito's names no audience.
        if claims.aud.is_none() {
            return Err(TokenError::Invalid("The token is not that of a sign-in."));
        }
        if claims.nonce.as_deref() != Some(nonce) {
            return Err(TokenError::Invalid(
                "The token was made for another sign-in.",
            ));
        }
        self.check(claims, now)
    }

    /// As [`Self::verify`], with a way to the issuer's keys that is gone only when it is needed.
    async fn verify_with(
        &self,
        token: &str,
        now: Timestamp,
        fetch: impl Future<Output = Result<JwkSet, String>>,
    ) -> Result<Identity, TokenError> {
        let claims = self.claims_of(token, now, fetch).await?;
        self.check(claims, now)
    }

    /// What a token that the issuer signed says; nothing of it is checked yet.
    async fn claims_of(
        &self,
        token: &str,
        now: Timestamp,
        fetch: impl Future<Output = Result<JwkSet, String>>,
    ) -> Result<Claims, TokenError> {
        let header = decode_header(token).map_err(|_| {
            TokenError::Invalid("This is neither an API key nor a token that can be read.")
        })?;
        // What must be understood and is not (RFC 7515, 4.1.11).
        if !ALGORITHMS.contains(&header.alg) || header.crit.is_some() {
            return Err(TokenError::Invalid(
                "The token is signed in a way that is not accepted.",
            ));
        }
        let key = self.find_key(&header, now, fetch).await?;
        signed_claims(token, &key, header.alg).ok_or(TokenError::Invalid(
            "The token's signature or form does not hold.",
        ))
    }

    /// The key that a token names.
    async fn find_key(
        &self,
        header: &Header,
        now: Timestamp,
        fetch: impl Future<Output = Result<JwkSet, String>>,
    ) -> Result<Jwk, TokenError> {
        let mut kept = self.kept.lock().await;
        let fresh = after(kept.read_at, KEYS_KEPT) > now;
        let known = kept.keys.as_ref().filter(|_| fresh);
        if let Some(key) = known.and_then(|keys| key_of(keys, header)) {
            return Ok(key.clone());
        }
        let pause = if known.is_some() {
            KEYS_AGAIN
        } else {
            FAILED_AGAIN
        };
        let too_soon = kept.tried_at.is_some_and(|tried| after(tried, pause) > now);
        if !too_soon {
            kept.tried_at = Some(now);
            let keys = fetch.await.map_err(TokenError::Unavailable)?;
            kept.keys = Some(keys);
            kept.read_at = now;
        } else if known.is_none() {
            let reason = "they could not be read a moment ago".to_owned();
            return Err(TokenError::Unavailable(reason));
        }
        let keys = kept.keys.as_ref();
        keys.and_then(|keys| key_of(keys, header))
            .cloned()
            .ok_or(TokenError::Invalid(
                "The token is not signed with a key of the issuer.",
            ))
    }

    /// Who the claims are about, where they hold at this time.
    fn check(&self, claims: Claims, now: Timestamp) -> Result<Identity, TokenError> {
        if claims.iss != self.issuer {
            return Err(TokenError::Invalid("The token is of another issuer."));
        }
        let now = now.as_second();
        let leeway = LEEWAY.as_secs();
        if claims.exp.saturating_add(leeway) <= now {
            return Err(TokenError::Invalid("The token has expired."));
        }
        if claims
            .nbf
            .is_some_and(|nbf| nbf.saturating_sub(leeway) > now)
        {
            return Err(TokenError::Invalid("The token is not valid yet."));
        }
        if !self.is_for_us(&claims) || claims.sub.is_empty() {
            return Err(TokenError::Invalid(
                "The token was made for another client.",
            ));
        }
        // A text in the tokens of some issuers.
        let verified = claims.email_verified == true || claims.email_verified == "true";
        let email = claims.email.filter(|_| verified);
        Ok(Identity {
            issuer: claims.iss,
            subject: claims.sub,
            verified_email: email.and_then(|email| email.parse().ok()),
            name: claims.name.filter(|name| !name.is_empty()),
            groups: [claims.groups, claims.cognito_groups]
                .iter()
                .filter_map(Value::as_array)
                .flatten()
                .filter_map(|group| group.as_str().map(str::to_owned))
                .collect(),
        })
    }

    fn is_for_us(&self, claims: &Claims) -> bool {
        let ours = |id: &String| *id == self.client_id;
        match &claims.aud {
            Some(Audience::One(aud)) => ours(aud),
            // Of several, the one it was made for is named apart.
            Some(Audience::Many(auds)) => {
                auds.iter().any(ours) && (auds.len() == 1 || claims.azp.as_ref().is_none_or(ours))
            }
            None => {
                claims.token_use.as_deref() == Some("access")
                    && claims.client_id.as_ref().is_some_and(ours)
            }
        }
    }

    async fn fetch_keys(&self) -> Result<JwkSet, String> {
        let discovery = self.discover().await?;
        self.fetch(&discovery.jwks_uri).await
    }

    /// Asks the issuer about itself.
    ///
    /// # Errors
    /// Where it does not answer, or speaks of another.
    pub async fn discover(&self) -> Result<Discovery, String> {
        let base = self.issuer.trim_end_matches('/');
        let url = format!("{base}/.well-known/openid-configuration");
        let discovery: Discovery = self.fetch(&url).await?;
        if discovery.issuer != self.issuer {
            return Err("the issuer's description is of another issuer".to_owned());
        }
        Ok(discovery)
    }

    async fn fetch<T: DeserializeOwned>(&self, url: &str) -> Result<T, String> {
        let answer = async {
            let answer = self.http.get(url).send().await?;
            answer.error_for_status()?.json().await
        };
        answer
            .await
            .map_err(|error: reqwest::Error| error.without_url().to_string())
    }
}

/// The key that a header names, if it may sign with this algorithm. Without a name, a set of one key
/// is clear.
fn key_of<'a>(keys: &'a JwkSet, header: &Header) -> Option<&'a Jwk> {
    let key = match &header.kid {
        Some(kid) => keys.find(kid)?,
        None => match keys.keys.as_slice() {
            [only] => only,
            _ => return None,
        },
    };
    may_sign_with(key, header.alg).then_some(key)
}

/// What a token says that this key signed (RFC 7515, 5.2).
fn signed_claims(token: &str, key: &Jwk, algorithm: Algorithm) -> Option<Claims> {
    let (message, signature) = token.rsplit_once('.')?;
    let (_, claims) = message.split_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    if !signature::holds(key, algorithm, message.as_bytes(), &signature) {
        return None;
    }
    let claims = URL_SAFE_NO_PAD.decode(claims).ok()?;
    serde_json::from_slice(&claims).ok()
}

fn may_sign_with(key: &Jwk, algorithm: Algorithm) -> bool {
    let for_signing = key
        .common
        .public_key_use
        .as_ref()
        .is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
    let of_algorithm = key
        .common
        .key_algorithm
        .is_none_or(|named| named == algorithm.into());
    for_signing && of_algorithm
}

mod signature;
#[cfg(test)]
mod tests;
