//! Signing in and out with the issuer (R26).

use axum::extract::{Request, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::SignedDuration;
use paylink_app::Error;
use paylink_app::principal::Identity;
use paylink_app::team::claim_invitation;
use paylink_domain::limits::after;
use paylink_http::RequestContext;
use paylink_http::base_url;
use paylink_platform::hash::sha256_hex;
use paylink_store::sessions::{DeskSession, Login};

use crate::form::{Asked, Form};
use crate::guard::Posted;
use crate::issuer::{Begun, SignInError};
use crate::session::{
    LOGIN_COOKIE, LOGIN_LIFE, SESSION_COOKIE, SESSION_LIFE, cookie, new_token, same_secret,
    set_cookie,
};
use crate::state::State;
use crate::way_back::return_to;
use crate::{pages, texts};

/// The page with the button that leads to the issuer.
pub async fn page(Asked(query): Asked) -> Response {
    let (title, text) = match query.get("why") {
        "ended" => (
            "Your session has ended",
            "Sessions end after an hour without use and after twelve hours at the latest. Sign in to go on.",
        ),
        _ => (
            "Admin Desk",
            "Sign in to see your bookings and send payment links.",
        ),
    };
    let way = pages::to_sign_in(return_to(Some(query.get("return_to"))));
    pages::message(None, StatusCode::OK, title, text, Some(way))
}

/// Sends the browser to the issuer.
///
/// The issuer sends it back to our one base URL, where it must find its cookie: a browser that came
/// by another name of this API moves there first, and once only.
pub async fn start(
    Extract(state): Extract<State>,
    Asked(query): Asked,
    request: Request,
) -> Response {
    let base = match base_of(&state, &request) {
        Ok(base) => base,
        Err(response) => return *response,
    };
    let wanted = return_to(Some(query.get("return_to")));
    if !query.has("moved") && !came_by(&base, request.headers()) {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("return_to", wanted)
            .append_pair("moved", "yes")
            .finish();
        return Redirect::to(&format!("{base}/desk/sign-in/start?{query}")).into_response();
    }
    let begun = Begun {
        state: new_token(&state.core.random),
        nonce: new_token(&state.core.random),
        pkce_verifier: new_token(&state.core.random),
    };
    let url = match state
        .issuer
        .authorize_url(&callback_url(&base), &begun)
        .await
    {
        Ok(url) => url,
        Err(error) => return failed(&error),
    };
    let login = Login {
        pkce_verifier: begun.pkce_verifier,
        nonce: begun.nonce,
        return_to: wanted.to_owned(),
        expires_at: after(state.core.now(), LOGIN_LIFE).as_second(),
    };
    if let Err(error) = state
        .core
        .store
        .put_login(&sha256_hex(begun.state.as_bytes()), &login)
        .await
    {
        return pages::problem(None, &Error::from(error).into());
    }
    let cookie = set_cookie(LOGIN_COOKIE, &begun.state, LOGIN_LIFE);
    with_cookies(Redirect::to(&url).into_response(), [cookie])
}

/// Ends a sign-in: makes the session and goes to the page that was asked for.
pub async fn callback(
    Extract(state): Extract<State>,
    Asked(query): Asked,
    request: Request,
) -> Response {
    let (login, code) = match take_login(&state, &query, request.headers()).await {
        Ok(taken) => taken,
        Err(response) => return *response,
    };
    let base = match base_of(&state, &request) {
        Ok(base) => base,
        Err(response) => return *response,
    };
    let redirect = callback_url(&base);
    let redeemed = state
        .issuer
        .redeem(&redirect, &code, &login, state.core.now());
    let identity = match redeemed.await {
        Ok(identity) => identity,
        Err(error) => return failed(&error),
    };
    match open_session(&state, &identity).await {
        Ok(Some(token)) => {
            let answer = Redirect::to(return_to(Some(&login.return_to))).into_response();
            let session = set_cookie(SESSION_COOKIE, &token, SESSION_LIFE);
            with_cookies(
                answer,
                [session, set_cookie(LOGIN_COOKIE, "", SignedDuration::ZERO)],
            )
        }
        Ok(None) => pages::not_a_member(),
        Err(error) => pages::problem(None, &error.into()),
    }
}

/// The sign-in that this browser began, and the issuer's code for it.
async fn take_login(
    state: &State,
    query: &Form,
    headers: &HeaderMap,
) -> Result<(Login, String), Box<Response>> {
    let again = |title: &str, text: &str| {
        let way = pages::to_sign_in("/desk/bookings");
        Box::new(pages::message(
            None,
            StatusCode::BAD_REQUEST,
            title,
            text,
            Some(way),
        ))
    };
    let stale = || {
        again(
            "This sign-in cannot be completed",
            "It was begun in another browser or window, took too long, or was completed before. Please sign in again.",
        )
    };
    let ours = cookie(headers, LOGIN_COOKIE)
        .filter(|begun| same_secret(begun, query.get("state")))
        .map(|begun| sha256_hex(begun.as_bytes()))
        .ok_or_else(stale)?;
    let login = state
        .core
        .store
        .take_login(&ours)
        .await
        .map_err(|error| Box::new(pages::problem(None, &Error::from(error).into())))?
        .filter(|login| state.core.now().as_second() < login.expires_at)
        .ok_or_else(stale)?;
    if query.has("error") {
        return Err(again(
            "You were not signed in",
            "The sign-in was cancelled. You can try again.",
        ));
    }
    match query.get("code") {
        "" => Err(stale()),
        code => Ok((login, code.to_owned())),
    }
}

/// Makes a session for a member, or for somebody who is invited and becomes one; `None` for anybody
/// else (R24).
async fn open_session(state: &State, identity: &Identity) -> Result<Option<String>, Error> {
    let store = &state.core.store;
    let Identity {
        issuer, subject, ..
    } = identity;
    let member = match store.read_member(issuer, subject).await? {
        Some(member) => Some(member),
        None => claim_invitation(&state.core, identity).await?,
    };
    if member.is_none() {
        return Ok(None);
    }
    let token = new_token(&state.core.random);
    let now = state.core.now();
    let session = DeskSession {
        issuer: issuer.clone(),
        subject: subject.clone(),
        form_token: new_token(&state.core.random),
        created_at: now,
        seen_at: now,
        expires_at: after(now, SESSION_LIFE).as_second(),
    };
    store
        .put_session(&sha256_hex(token.as_bytes()), &session)
        .await?;
    Ok(Some(token))
}

/// Ends the session.
pub async fn sign_out(Extract(state): Extract<State>, posted: Posted) -> Response {
    if let Err(error) = state
        .core
        .store
        .delete_session(&posted.staff.session_key)
        .await
    {
        return pages::problem(Some(&posted.staff), &Error::from(error).into());
    }
    let gone = set_cookie(SESSION_COOKIE, "", SignedDuration::ZERO);
    with_cookies(Redirect::to("/desk/signed-out").into_response(), [gone])
}

/// The page after signing out. It leads on to the issuer, to end the session there as well: by
/// itself, since browsers apply the policy for forms to redirects too and would stop one.
pub async fn signed_out(Extract(state): Extract<State>, request: Request) -> Response {
    let end = match base_of(&state, &request) {
        Ok(base) => state.issuer.end_session_url(&format!("{base}/desk")).await,
        Err(_) => None,
    };
    let refresh = end.and_then(|url| HeaderValue::try_from(format!("0; url={url}")).ok());
    let way = pages::to_sign_in("/desk/bookings");
    let mut response = pages::message(
        None,
        StatusCode::OK,
        "You are signed out",
        "See you soon.",
        Some(way),
    );
    if let Some(refresh) = refresh {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response
}

/// Whether the browser asked for the host of our base URL.
fn came_by(base: &str, headers: &HeaderMap) -> bool {
    let ours = base.split_once("://").map_or(base, |(_, host)| host);
    headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .is_none_or(|host| host.eq_ignore_ascii_case(ours))
}

fn callback_url(base: &str) -> String {
    format!("{base}/desk/callback")
}

fn base_of(state: &State, request: &Request) -> Result<String, Box<Response>> {
    let context = request.extensions().get::<RequestContext>();
    base_url(state.base_url.as_deref(), context)
        .map_err(|problem| Box::new(pages::problem(None, &problem)))
}

fn failed(error: &SignInError) -> Response {
    tracing::warn!(%error, "a sign-in failed");
    let (status, text) = match error {
        SignInError::Issuer(_) => (StatusCode::SERVICE_UNAVAILABLE, texts::ISSUER_AWAY),
        SignInError::Refused(_) | SignInError::Token(_) => {
            (StatusCode::BAD_REQUEST, texts::SIGN_IN_REFUSED)
        }
    };
    let way = pages::to_sign_in("/desk/bookings");
    pages::message(None, status, "Signing in did not work", text, Some(way))
}

fn with_cookies<const N: usize>(
    mut response: Response,
    cookies: [Option<HeaderValue>; N],
) -> Response {
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_that_came_by_another_name_is_seen() {
        let host = |host: &str| HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
        assert!(came_by("https://pay.example", &host("pay.example")));
        assert!(came_by("http://127.0.0.1:3000", &host("127.0.0.1:3000")));
        assert!(!came_by("http://127.0.0.1:3000", &host("localhost:3000")));
        assert!(!came_by(
            "https://pay.example",
            &host("abc.execute-api.eu-central-1.amazonaws.com")
        ));
        assert!(came_by("https://pay.example", &HeaderMap::new()));
    }
}
