//! An authorization request, and the answers that go back to its client.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::server::percent_encode;

/// An authorization request (OpenID Connect Core 3.1.2.1; RFC 7636).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Request {
    pub response_type: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub scope: String,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub code_challenge: String,
    pub code_challenge_method: String,
    pub response_mode: Option<String>,
    pub prompt: Option<String>,
    pub login_hint: Option<String>,
}

impl Request {
    /// The fields that the sign-in form carries on.
    pub(super) fn fields(&self) -> Vec<(&'static str, &str)> {
        let mut fields = vec![
            ("response_type", self.response_type.as_str()),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
        ];
        for (name, value) in [("state", &self.state), ("nonce", &self.nonce)] {
            if let Some(value) = value {
                fields.push((name, value));
            }
        }
        fields
    }

    /// Scheme, host and port of the place the answer goes to, for the page and its policy.
    pub(super) fn redirect_origin(&self) -> String {
        let uri = self.redirect_uri.parse::<Uri>().unwrap_or_default();
        match (uri.scheme_str(), uri.authority()) {
            (Some(scheme), Some(authority)) => format!("{scheme}://{authority}"),
            _ => String::new(),
        }
    }

    /// The client's address with an answer in its query.
    pub(super) fn answer(&self, parameters: &[(&str, &str)]) -> Response {
        let mut all = parameters.to_vec();
        if let Some(state) = &self.state {
            all.push(("state", state));
        }
        redirect(&self.redirect_uri, &all)
    }

    /// The client's address with an error in its query (OpenID Connect Core 3.1.2.6).
    pub(super) fn refuse(&self, error: &str, description: &str) -> Response {
        self.answer(&[("error", error), ("error_description", description)])
    }
}

/// A redirect with 303, so that a form's POST becomes a GET.
pub(super) fn redirect(url: &str, parameters: &[(&str, &str)]) -> Response {
    let mut location = url.to_owned();
    for (name, value) in parameters {
        location.push(if location.contains('?') { '&' } else { '?' });
        location.push_str(&format!("{name}={}", percent_encode(value)));
    }
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}
