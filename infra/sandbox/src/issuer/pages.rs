//! The issuer's pages.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::request::Request;
use super::state::Issuer;
use super::user::DemoUser;
use crate::server::page;

#[derive(Template)]
#[template(path = "issuer/sign-in.html")]
struct SignInPage<'a> {
    /// With whether the client asked for this one (`login_hint`).
    users: Vec<(DemoUser, bool)>,
    fields: Vec<(&'static str, &'a str)>,
    destination: &'a str,
}

/// The page with a button for each user. Its form may lead to the client's site, which the
/// policy has to say because browsers apply it to the redirect as well.
pub(super) fn sign_in(issuer: &Issuer, request: &Request) -> Response {
    let users = match issuer.users() {
        Ok(users) => users,
        Err(error) => return problem(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    };
    let destination = request.redirect_origin();
    let hint = request.login_hint.as_ref();
    let users = users.into_iter().map(|user| {
        let hinted = hint.is_some_and(|hint| *hint == user.email || *hint == user.sub);
        (user, hinted)
    });
    let template = SignInPage {
        users: users.collect(),
        fields: request.fields(),
        destination: &destination,
    };
    page(
        StatusCode::OK,
        &template,
        &format!("form-action 'self' {destination}"),
    )
}

#[derive(Template)]
#[template(path = "issuer/message.html")]
struct MessagePage<'a> {
    title: &'a str,
    message: &'a str,
}

/// A request that cannot be answered to the client.
pub(super) fn refusal(message: &str) -> Response {
    problem(StatusCode::BAD_REQUEST, message)
}

fn problem(status: StatusCode, message: &str) -> Response {
    let template = MessagePage {
        title: "This sign-in cannot go on",
        message,
    };
    page(status, &template, "form-action 'none'")
}

/// Where a sign-out ends that names no other place.
pub(super) fn signed_out() -> Response {
    let template = MessagePage {
        title: "You are signed out",
        message: "You can close this page.",
    };
    page(StatusCode::OK, &template, "form-action 'none'")
}

#[derive(Template)]
#[template(path = "issuer/home.html")]
struct HomePage<'a> {
    issuer: &'a str,
    client_id: &'a str,
    cognito: bool,
    users: Vec<DemoUser>,
}

/// What this service is, for somebody who opens its address.
pub(super) async fn home(State(issuer): State<Arc<Issuer>>) -> Response {
    let users = match issuer.users() {
        Ok(users) => users,
        Err(error) => return problem(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    };
    let template = HomePage {
        issuer: &issuer.url,
        client_id: &issuer.client_id,
        cognito: issuer.cognito,
        users,
    };
    page(StatusCode::OK, &template, "form-action 'none'")
}
