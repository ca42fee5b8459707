//! Desk sessions and sign-ins under way (R26), found by the SHA-256 of what the browser holds.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
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
        self.write(Keyed {
            pk: session_key(sha256),
            sk: "SESSION",
            value: session,
        })
        .await
    }

    /// Notes that a desk session was seen. `false` where it was ended in the meantime, which must
    /// not bring it back.
    pub async fn touch_session(
        &self,
        sha256: &str,
        seen_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let answer = self
            .client
            .update_item()
            .table_name(&self.tables.merchants)
            .key("pk", AttributeValue::S(session_key(sha256)))
            .key("sk", AttributeValue::S("SESSION".to_owned()))
            .update_expression("SET seen_at = :seen")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":seen", AttributeValue::S(seen_at.to_string()))
            .send()
            .await
            .map_err(StoreError::from);
        match answer {
            Ok(_) => Ok(true),
            Err(StoreError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Ends a desk session.
    pub async fn delete_session(&self, sha256: &str) -> Result<(), StoreError> {
        self.delete(session_key(sha256), "SESSION").await
    }

    /// Writes a sign-in under way.
    pub async fn put_login(&self, sha256: &str, login: &Login) -> Result<(), StoreError> {
        self.write(Keyed {
            pk: login_key(sha256),
            sk: "LOGIN",
            value: login,
        })
        .await
    }

    /// Takes a sign-in under way; it can be taken once, since reading and removing are one call.
    pub async fn take_login(&self, sha256: &str) -> Result<Option<Login>, StoreError> {
        let answer = self
            .client
            .delete_item()
            .table_name(&self.tables.merchants)
            .key("pk", AttributeValue::S(login_key(sha256)))
            .key("sk", AttributeValue::S("LOGIN".to_owned()))
            .return_values(ReturnValue::AllOld)
            .send()
            .await?;
        Ok(answer.attributes.map(serde_dynamo::from_item).transpose()?)
    }
}

fn session_key(sha256: &str) -> String {
    format!("SESSION#{sha256}")
}

fn login_key(sha256: &str) -> String {
    format!("LOGIN#{sha256}")
}
