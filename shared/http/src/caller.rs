//! Who calls the API: the extractors that yield a [`Principal`] or an [`Operator`] (R24, R25).
//!
//! There is no authorizer in front: whoever is refused gets a problem document of ours.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;

use super::problem::{Problem, ProblemType};
use super::token::{TokenError, TokenVerifier};
use paylink_app::keys::PREFIX;
use paylink_app::principal::{Identity, Operator, Principal};
use paylink_app::{Core, Error};
use paylink_platform::hash::sha256_hex;

/// A caller with a valid key, or a member with a valid token of the issuer.
#[derive(Debug, Clone)]
pub struct Caller(pub Principal);

/// An operator with a valid token of the issuer.
#[derive(Debug, Clone)]
pub struct OperatorCaller(pub Operator);

/// What a caller proved with what they sent.
enum Proof {
    Key(Principal),
    Token(Identity),
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Core: FromRef<S>,
    Arc<TokenVerifier>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let core = Core::from_ref(state);
        match prove(parts, &core, &Arc::from_ref(state)).await? {
            Proof::Key(principal) => Ok(Self(principal)),
            Proof::Token(Identity {
                issuer, subject, ..
            }) => {
                let member = core.store.find_member(&issuer, &subject).await;
                match member.map_err(Error::from)? {
                    Some(member) => Ok(Self(Principal::of_member(&member))),
                    None => Err(forbidden(
                        "You are no member of a merchant. Sign in at the desk to take up an \
                         invitation, or ask an owner for one.",
                    )),
                }
            }
        }
    }
}

impl<S> FromRequestParts<S> for OperatorCaller
where
    S: Send + Sync,
    Core: FromRef<S>,
    Arc<TokenVerifier>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let core = Core::from_ref(state);
        let operator = match prove(parts, &core, &Arc::from_ref(state)).await? {
            Proof::Key(_) => None,
            Proof::Token(identity) => Operator::of_identity(&identity),
        };
        operator
            .map(Self)
            .ok_or_else(|| forbidden("Only an operator, by a token of the issuer, may do this."))
    }
}

async fn prove(parts: &Parts, core: &Core, tokens: &TokenVerifier) -> Result<Proof, Problem> {
    let sent = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, sent)| sent.trim())
        .ok_or_else(|| {
            unauthorized("Send an API key or a token as Authorization: Bearer sk_...")
        })?;
    if !sent.starts_with(PREFIX) {
        return match tokens.verify(sent, core.now()).await {
            Ok(identity) => Ok(Proof::Token(identity)),
            Err(TokenError::Invalid(detail)) => Err(unauthorized(detail)),
            Err(error @ TokenError::Unavailable(_)) => {
                Err(Problem::unavailable(&error.to_string()))
            }
        };
    }
    let key = core.store.find_api_key(&sha256_hex(sent.as_bytes())).await;
    let Some(key) = key.map_err(Error::from)? else {
        return Err(unauthorized("The API key is unknown or was revoked."));
    };
    // Not worth a refused request.
    if let Err(error) = core.store.note_key_use(&key, core.now()).await {
        tracing::warn!(%error, key = %key.id, "the use of an API key was not noted");
    }
    Ok(Proof::Key(Principal::of_api_key(&key)))
}

fn unauthorized(detail: &str) -> Problem {
    Problem::new(ProblemType::Unauthorized, detail)
}

fn forbidden(detail: &str) -> Problem {
    Problem::new(ProblemType::Forbidden, detail)
}
