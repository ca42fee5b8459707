//! The issuer that signs staff in: OpenID Connect, authorization code flow with PKCE (R26).
//!
//! Sources: OpenID Connect Core 1.0, 3.1 (the flow) and RP-Initiated Logout 1.0; RFC 6749, 4.1 and
//! 2.3.1 (the code and how we show who we are); RFC 7636 (PKCE).

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use paylink_app::principal::Identity;
use paylink_http::TokenVerifier;
use paylink_http::token::{Discovery, TokenError};
use paylink_platform::config::ConfigError;
use paylink_platform::hash::sha256;
use paylink_platform::http_client::public_client;
use paylink_store::sessions::Login;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;

/// How long the issuer may take to answer.
const TIMEOUT: Duration = Duration::from_secs(6);

/// The issuer. What it says about itself is read when it is first needed.
#[derive(Debug)]
pub struct Issuer {
    verifier: TokenVerifier,
    client_id: String,
    client_secret: Option<SecretString>,
    http: reqwest::Client,
    description: Mutex<Option<Arc<Discovery>>>,
}

/// A sign-in did not work.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The issuer does not answer, or not as it must.
    #[error("the issuer cannot be used: {0}")]
    Issuer(String),
    /// It does not take the code.
    #[error("the issuer refused the code: {0}")]
    Refused(String),
    /// Its token does not hold.
    #[error("the id token does not hold: {0}")]
    Token(String),
}

impl From<TokenError> for SignInError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid(reason) => Self::Token(reason.to_owned()),
            TokenError::Unavailable(reason) => Self::Issuer(reason),
        }
    }
}

/// A sign-in that begins.
pub struct Begun {
    /// What the issuer gives back with the code.
    pub state: String,
    /// What its token must name.
    pub nonce: String,
    /// What shows that the code is redeemed by whoever asked for it.
    pub pkce_verifier: String,
}

/// The issuer's answer to a code. The access token is not for us.
#[derive(Deserialize)]
struct Tokens {
    id_token: Option<String>,
}

/// Its answer where it takes no code.
#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Issuer {
    /// An issuer at this address, where we are this client.
    ///
    /// # Errors
    /// Where the TLS library cannot be set up.
    pub fn new(
        url: String,
        client_id: String,
        client_secret: Option<String>,
    ) -> Result<Self, ConfigError> {
        let http = public_client(TIMEOUT).map_err(|reason| ConfigError::Invalid {
            name: "OIDC_ISSUER",
            reason,
        })?;
        Ok(Self {
            verifier: TokenVerifier::new(url, client_id.clone())?,
            client_id,
            client_secret: client_secret.map(SecretString::from),
            http,
            description: Mutex::new(None),
        })
    }

    /// What the issuer says about itself; kept once it was read.
    async fn description(&self) -> Result<Arc<Discovery>, SignInError> {
        let mut kept = self.description.lock().await;
        if let Some(description) = &*kept {
            return Ok(Arc::clone(description));
        }
        let read = self.verifier.discover().await;
        let read = Arc::new(read.map_err(SignInError::Issuer)?);
        *kept = Some(Arc::clone(&read));
        Ok(read)
    }

    /// The issuer's page that the browser is sent to.
    pub async fn authorize_url(
        &self,
        redirect: &str,
        begun: &Begun,
    ) -> Result<String, SignInError> {
        let description = self.description().await?;
        let endpoint = endpoint(description.authorization_endpoint.as_deref())?;
        let challenge = URL_SAFE_NO_PAD.encode(sha256(begun.pkce_verifier.as_bytes()));
        Ok(with_query(
            endpoint,
            &[
                ("response_type", "code"),
                ("client_id", &self.client_id),
                ("redirect_uri", redirect),
                ("scope", "openid email profile"),
                ("state", &begun.state),
                ("nonce", &begun.nonce),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        ))
    }

    /// Changes a code into the person who signed in.
    pub async fn redeem(
        &self,
        redirect: &str,
        code: &str,
        login: &Login,
        now: Timestamp,
    ) -> Result<Identity, SignInError> {
        let description = self.description().await?;
        let endpoint = endpoint(description.token_endpoint.as_deref())?;
        let token = match self.exchange(endpoint, redirect, code, login).await {
            // Its addresses may have changed since they were read.
            Err(SignInError::Issuer(reason)) => {
                *self.description.lock().await = None;
                return Err(SignInError::Issuer(reason));
            }
            exchanged => exchanged?,
        };
        let identity = self
            .verifier
            .verify_id_token(&token, &login.nonce, now)
            .await?;
        Ok(Identity {
            // An operator is none at the desk.
            groups: Vec::new(),
            ..identity
        })
    }

    /// The id token for a code.
    async fn exchange(
        &self,
        endpoint: &str,
        redirect: &str,
        code: &str,
        login: &Login,
    ) -> Result<String, SignInError> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("code_verifier", &login.pkce_verifier),
        ];
        let request = self.http.post(endpoint);
        let request = match &self.client_secret {
            Some(secret) => request.basic_auth(
                urlencoded(&self.client_id),
                Some(urlencoded(secret.expose_secret())),
            ),
            None => {
                form.push(("client_id", &self.client_id));
                request
            }
        };
        let failed = |error: reqwest::Error| SignInError::Issuer(error.without_url().to_string());
        let answer = request.form(&form).send().await.map_err(failed)?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(failed)?;
        if status == StatusCode::OK {
            let tokens: Tokens = serde_json::from_slice(&body)
                .map_err(|_| SignInError::Issuer("its answer cannot be read".to_owned()))?;
            return tokens
                .id_token
                .ok_or_else(|| SignInError::Token("there is none".to_owned()));
        }
        match serde_json::from_slice(&body) {
            Ok(Refusal { error }) if status.is_client_error() => Err(SignInError::Refused(error)),
            _ => Err(SignInError::Issuer(format!("it answered {status}"))),
        }
    }

    /// The issuer's page that ends its own session, where it has one; it leads back to `back`.
    ///
    /// Cognito names the parameter `logout_uri`, the standard `post_logout_redirect_uri`.
    pub async fn end_session_url(&self, back: &str) -> Option<String> {
        let description = self.description().await.ok()?;
        Some(with_query(
            description.end_session_endpoint.as_deref()?,
            &[
                ("client_id", &self.client_id),
                ("post_logout_redirect_uri", back),
                ("logout_uri", back),
            ],
        ))
    }
}

fn endpoint(named: Option<&str>) -> Result<&str, SignInError> {
    named.ok_or_else(|| SignInError::Issuer("it does not name its addresses".to_owned()))
}

/// A URL with these fields in its query, which may have others.
fn with_query(url: &str, fields: &[(&str, &str)]) -> String {
    let mark = if url.contains('?') { '&' } else { '?' };
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    format!("{url}{mark}{query}")
}

/// What stands before and after the colon of Basic authentication is encoded as in a form (RFC 6749,
/// 2.3.1).
fn urlencoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_join_those_that_an_address_has() {
        let fields = [("state", "a b"), ("back", "https://x/?y=z&q")];
        let query = "state=a+b&back=https%3A%2F%2Fx%2F%3Fy%3Dz%26q";
        assert_eq!(
            with_query("https://i/a", &fields),
            format!("https://i/a?{query}")
        );
        assert_eq!(
            with_query("https://i/a?pool=1", &fields),
            format!("https://i/a?pool=1&{query}")
        );
    }

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        // Appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()));
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
