//! Desk sessions and sign-ins under way (R26), found by the SHA-256 of what the browser holds.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::merchants::Keyed;
use super::{Store, StoreError};

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskSession {
    /// The issuer that signed them in.
    pub issuer: String,
    /// Who they are there.
    pub subject: String,
    /// The token that every form carries.
    pub form_token: String,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When they were last seen, to within a few minutes.
    pub seen_at: Timestamp,
    /// When DynamoDB may forget it, epoch seconds. The desk does not rely on it.
    pub expires_at: i64,
}

/// A sign-in that was sent to the issuer and has not come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The PKCE verifier.
    pub pkce_verifier: String,
    /// The nonce that the id token must carry.
    pub nonce: String,
    /// The page that was asked for.
    pub return_to: String,
    /// Epoch seconds after which it is no longer good.
    pub expires_at: i64,
}

impl Store {
    /// Reads a desk session.
    pub async fn get_session(&self, sha256: &str) -> Result<Option<DeskSession>, StoreError> {
        self.read(session_key(sha256), "SESSION").await
    }

    /// Writes a desk session.
    pub async fn put_session(&self, sha256: &str, session: &DeskSession) -> Result<(), StoreError> {
        self.write(Keyed { pk: session_key(sha256), sk: "SESSION", value: session }).await
    }

    /// Ends a desk session.
    pub async fn delete_session(&self, sha256: &str) -> Result<(), StoreError> {
        self.delete(session_key(sha256), "SESSION").await
    }

    /// Writes a sign-in under way.
    pub async fn put_login(&self, sha256: &str, login: &Login) -> Result<(), StoreError> {
        self.write(Keyed { pk: login_key(sha256), sk: "LOGIN", value: login }).await
    }

    /// Takes a sign-in under way; it can be taken once.
    pub async fn take_login(&self, sha256: &str) -> Result<Option<Login>, StoreError> {
        let login = self.read(login_key(sha256), "LOGIN").await?;
        if login.is_some() {
            self.delete(login_key(sha256), "LOGIN").await?;
        }
        Ok(login)
    }
}

fn session_key(sha256: &str) -> String {
    format!("SESSION#{sha256}")
}

fn login_key(sha256: &str) -> String {
    format!("LOGIN#{sha256}")
}
