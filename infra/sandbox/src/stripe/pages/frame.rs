//! What every page is made with.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::error::ApiError;

/// A rendered page.
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (
            status,
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            html,
        )
            .into_response(),
        Err(error) => {
            tracing::error!(%error, "a page of the sandbox gateway could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Sends the browser on with GET. An address that cannot stand in a header is shown as a page instead.
pub fn see_other(url: &str) -> Response {
    match HeaderValue::from_str(url) {
        Ok(location) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::SEE_OTHER;
            response.headers_mut().insert(header::LOCATION, location);
            response
        }
        Err(_) => notice(
            StatusCode::OK,
            "Done",
            "The address to go on to is not valid.",
            None,
        ),
    }
}

#[derive(Template)]
#[template(path = "stripe/notice.html")]
struct Notice<'p> {
    title: &'p str,
    text: &'p str,
    link: Option<(&'p str, &'p str)>,
}

/// A page that says one thing, with a way on.
pub fn notice(status: StatusCode, title: &str, text: &str, link: Option<(&str, &str)>) -> Response {
    page(status, &Notice { title, text, link })
}

/// The page of an error that a person meets.
pub fn error_page(error: &ApiError) -> Response {
    notice(error.status, "That did not work", &error.message, None)
}

/// A moment for people, in UTC. `seconds` are counted from 1970.
pub fn format_time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map(|moment| {
            moment
                .strftime("%e %B %Y, %H:%M UTC")
                .to_string()
                .trim()
                .to_owned()
        })
        .unwrap_or_default()
}
