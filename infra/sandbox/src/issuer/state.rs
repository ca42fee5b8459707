//! Whom the issuer knows, and where it may lead.

use std::net::IpAddr;

use axum::http::Uri;

use super::keys::SigningKey;
use super::store::Store;
use super::user::DemoUser;

/// What every handler needs.
pub(super) struct Issuer {
    pub url: String,
    pub client_id: String,
    pub client_secret: Option<String>,
    pub redirect_uris: Vec<String>,
    pub cognito: bool,
    pub key: SigningKey,
    pub store: Store,
    pub users: Vec<DemoUser>,
}

impl Issuer {
    /// The users of the options and those added since, which go first when both have a `sub`.
    pub(super) fn users(&self) -> Result<Vec<DemoUser>, rusqlite::Error> {
        let mut users = self.users.clone();
        for added in self.store.users()? {
            match users.iter_mut().find(|user| user.sub == added.sub) {
                Some(user) => *user = added,
                None => users.push(added),
            }
        }
        Ok(users)
    }

    /// The user with this `sub`.
    pub(super) fn user(&self, sub: &str) -> Result<Option<DemoUser>, rusqlite::Error> {
        Ok(self.users()?.into_iter().find(|user| user.sub == sub))
    }

    /// Whether a sign-in or sign-out may lead to this URL.
    pub(super) fn may_redirect_to(&self, url: &str) -> bool {
        self.redirect_uris.iter().any(|allowed| allowed == url) || is_loopback(url)
    }
}

/// Whether the URL is `http` on this machine's loopback, with any port and path (RFC 8252, 7.3).
pub(super) fn is_loopback(url: &str) -> bool {
    if url.contains('#') {
        return false;
    }
    let Ok(uri) = url.parse::<Uri>() else {
        return false;
    };
    let Some(authority) = uri.authority() else {
        return false;
    };
    let host = authority.host();
    let plain = !authority.as_str().contains('@');
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    let loopback = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
    uri.scheme_str() == Some("http") && plain && loopback
}
