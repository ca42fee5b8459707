//! `/authorize`, the sign-in page's form, and `/logout`.

use std::sync::Arc;

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::pages;
use super::request::{Request, redirect};
use super::state::Issuer;
use crate::server::random_token;

/// Checks the request. What is wrong with the client or its address is shown here, because
/// an answer must not be sent to an unknown place; the rest is told to the client.
fn check(issuer: &Issuer, request: &Request) -> Result<(), Box<Response>> {
    if request.client_id != issuer.client_id {
        return Err(Box::new(pages::refusal(&format!(
            "The client {:?} is unknown. This issuer knows {:?}.",
            request.client_id, issuer.client_id
        ))));
    }
    if !issuer.may_redirect_to(&request.redirect_uri) {
        return Err(Box::new(pages::refusal(&format!(
            "The redirect_uri {:?} is not allowed. Allowed are http URLs on 127.0.0.1 and localhost, and those that the issuer was started with.",
            request.redirect_uri
        ))));
    }
    if request.response_type != "code" {
        return Err(Box::new(request.refuse(
            "unsupported_response_type",
            "Only response_type=code is known.",
        )));
    }
    if request
        .response_mode
        .as_ref()
        .is_some_and(|mode| mode != "query")
    {
        return Err(Box::new(
            request.refuse("invalid_request", "Only response_mode=query is known."),
        ));
    }
    if !request.scope.split(' ').any(|scope| scope == "openid") {
        return Err(Box::new(
            request.refuse("invalid_scope", "The scope must contain openid."),
        ));
    }
    if request.code_challenge_method != "S256" {
        return Err(Box::new(request.refuse(
            "invalid_request",
            "PKCE is required: code_challenge_method=S256.",
        )));
    }
    let url_safe = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if request.code_challenge.len() != 43 || !request.code_challenge.bytes().all(url_safe) {
        return Err(Box::new(request.refuse(
            "invalid_request",
            "code_challenge is a SHA-256 in base64url, 43 characters.",
        )));
    }
    let mut prompts = request.prompt.iter().flat_map(|prompt| prompt.split(' '));
    if prompts.any(|prompt| prompt == "none") {
        return Err(Box::new(request.refuse(
            "login_required",
            "Nobody is signed in here; every sign-in shows the page.",
        )));
    }
    Ok(())
}

/// Shows the sign-in page.
pub(super) async fn authorize(
    State(issuer): State<Arc<Issuer>>,
    query: Result<Query<Request>, QueryRejection>,
) -> Response {
    let Query(request) = match query {
        Ok(query) => query,
        Err(error) => return pages::refusal(&error.body_text()),
    };
    match check(&issuer, &request) {
        Ok(()) => pages::sign_in(&issuer, &request),
        Err(response) => *response,
    }
}

/// The sign-in form: the request again, and who was chosen. Nobody means "cancel".
#[derive(Debug, Deserialize)]
pub(super) struct SignIn {
    user: Option<String>,
    #[serde(flatten)]
    request: Request,
}

/// Takes the choice back to the client.
pub(super) async fn sign_in(
    State(issuer): State<Arc<Issuer>>,
    form: Result<Form<SignIn>, FormRejection>,
) -> Response {
    let Form(SignIn { user, request }) = match form {
        Ok(form) => form,
        Err(error) => return pages::refusal(&error.body_text()),
    };
    if let Err(response) = check(&issuer, &request) {
        return *response;
    }
    let Some(sub) = user else {
        return request.refuse("access_denied", "The sign-in was cancelled.");
    };
    match issuer.user(&sub) {
        Ok(Some(_)) => {}
        Ok(None) => return pages::refusal(&format!("There is no demo user {sub:?}.")),
        Err(error) => return request.refuse("server_error", &error.to_string()),
    }
    let code = random_token().map_err(|error| error.to_string());
    let stored = code.and_then(|code| match issuer.store.add_code(&code, &sub, &request) {
        Ok(()) => Ok(code),
        Err(error) => Err(error.to_string()),
    });
    match stored {
        Ok(code) => request.answer(&[("code", &code)]),
        Err(error) => request.refuse("server_error", &error),
    }
}

/// RP-initiated logout, and Cognito's `/logout`, which names the address differently.
#[derive(Debug, Deserialize)]
pub(super) struct Logout {
    post_logout_redirect_uri: Option<String>,
    logout_uri: Option<String>,
    state: Option<String>,
}

/// Sends the browser back to the client; there is no session to end.
pub(super) async fn logout(
    State(issuer): State<Arc<Issuer>>,
    query: Result<Query<Logout>, QueryRejection>,
) -> Response {
    match query {
        Ok(Query(logout)) => finish_logout(&issuer, &logout),
        Err(error) => pages::refusal(&error.body_text()),
    }
}

/// The same as a form, which the specification asks for as well.
pub(super) async fn logout_form(
    State(issuer): State<Arc<Issuer>>,
    form: Result<Form<Logout>, FormRejection>,
) -> Response {
    match form {
        Ok(Form(logout)) => finish_logout(&issuer, &logout),
        Err(error) => pages::refusal(&error.body_text()),
    }
}

fn finish_logout(issuer: &Issuer, logout: &Logout) -> Response {
    let Some(url) = logout
        .post_logout_redirect_uri
        .as_ref()
        .or(logout.logout_uri.as_ref())
    else {
        return pages::signed_out();
    };
    if !issuer.may_redirect_to(url) {
        return pages::refusal(&format!(
            "The address {url:?} is not allowed after signing out."
        ));
    }
    let state: Vec<(&str, &str)> = logout
        .state
        .iter()
        .map(|state| ("state", state.as_str()))
        .collect();
    redirect(url, &state)
}
