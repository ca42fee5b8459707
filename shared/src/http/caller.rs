//! Who calls the API: the one extractor that yields a [`Principal`] (R24, R25).

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;

use super::problem::{Problem, ProblemType};
use crate::hash::sha256_hex;
use crate::principal::Principal;
use crate::usecase::{Core, Error};

/// What every API key starts with.
pub const API_KEY_PREFIX: &str = "sk_";

/// A caller with a valid key.
#[derive(Debug, Clone)]
pub struct Caller(pub Principal);

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Core: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let core = Core::from_ref(state);
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(|| unauthorized("Send your API key as Authorization: Bearer sk_..."))?;
        if !token.starts_with(API_KEY_PREFIX) {
            return Err(unauthorized(
                "This is not an API key of Paylink; they start with sk_.",
            ));
        }
        let key = core
            .store
            .find_api_key(&sha256_hex(token.as_bytes()))
            .await
            .map_err(Error::from)?;
        match key {
            Some(key) => Ok(Self(Principal::of_api_key(&key))),
            None => Err(unauthorized("The API key is unknown or was revoked.")),
        }
    }
}

fn unauthorized(detail: &str) -> Problem {
    Problem::new(ProblemType::Unauthorized, detail)
}
