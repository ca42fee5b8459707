//! The frame of every page, and pages that only say something.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use paylink_domain::merchant::Permission;
use paylink_http::page::page;
use paylink_http::{Problem, ProblemType};

use crate::assets::{Addresses, addresses};
use crate::staff::Staff;
use crate::texts;
use crate::way_back::{page_of_action, return_to};

/// Everything comes from here; scripts and styles only from files.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// As [`POLICY`], with pictures from anywhere: a merchant's logo is on its own site.
const POLICY_WITH_PICTURES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; \
                                    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the frame around a signed-in page shows.
#[derive(Debug, Clone)]
pub struct Shell {
    /// Addresses of style sheet, script and icon.
    pub assets: &'static Addresses,
    /// The merchant's name.
    pub merchant: String,
    /// The user's name.
    pub user: String,
    /// The user's role.
    pub role: &'static str,
    /// Whether the user may make baskets.
    pub may_sell: bool,
    /// Whether the user may see the settings.
    pub may_configure: bool,
    /// The zone that times are shown in.
    pub time_zone: String,
    /// The token that every form carries.
    pub form_token: String,
    /// What makes a button of this page, pressed twice, one operation.
    pub operation: String,
}

impl Shell {
    /// The frame for a member of staff.
    pub fn of(staff: &Staff) -> Self {
        Self {
            assets: addresses(),
            merchant: staff.merchant.name.clone(),
            user: staff.member.name.clone(),
            role: texts::role(staff.member.role),
            may_sell: staff.may(Permission::Sell),
            may_configure: staff.may(Permission::Configure),
            time_zone: staff.merchant.time_zone.clone(),
            form_token: staff.form_token.clone(),
            operation: staff.operation.clone(),
        }
    }
}

/// Answers with a page.
pub fn html(status: StatusCode, template: &impl Template) -> Response {
    page(status, POLICY, template)
}

/// Answers with a page that shows pictures from elsewhere.
pub fn html_with_pictures(status: StatusCode, template: &impl Template) -> Response {
    page(status, POLICY_WITH_PICTURES, template)
}

/// A way on from a message.
#[derive(Debug, Clone)]
pub struct Way {
    /// Where to.
    pub href: String,
    /// What the button says.
    pub label: &'static str,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    assets: &'static Addresses,
    title: &'a str,
    text: &'a str,
    way: Option<Way>,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage<'a> {
    shell: Shell,
    title: &'a str,
    text: &'a str,
    way: Option<Way>,
}

/// A page that says something: within the desk where somebody is signed in.
pub fn message(
    staff: Option<&Staff>,
    status: StatusCode,
    title: &str,
    text: &str,
    way: Option<Way>,
) -> Response {
    match staff {
        Some(staff) => html(
            status,
            &NoticePage {
                shell: Shell::of(staff),
                title,
                text,
                way,
            },
        ),
        None => html(
            status,
            &MessagePage {
                assets: addresses(),
                title,
                text,
                way,
            },
        ),
    }
}

fn to_overview() -> Option<Way> {
    Some(Way {
        href: "/desk/bookings".to_owned(),
        label: "Go to the bookings",
    })
}

/// The way to the sign-in page, and from there to a page of the desk.
pub fn to_sign_in(wanted: &str) -> Way {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("return_to", return_to(Some(wanted)))
        .finish();
    Way {
        href: format!("/desk/sign-in/start?{query}"),
        label: "Sign in",
    }
}

/// The page of a problem: what is wrong in words for staff, never what is inside.
pub fn problem(staff: Option<&Staff>, problem: &Problem) -> Response {
    let (title, text) = texts::problem(problem.kind);
    let mut response = message(staff, problem.kind.status(), title, text, to_overview());
    if let Some(seconds) = problem.retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// Who is signed in belongs to no merchant, or no longer does. Signing out at the issuer as well
/// lets them choose another account there.
pub fn not_a_member() -> Response {
    message(
        None,
        StatusCode::FORBIDDEN,
        "You are not a member of a merchant",
        "You are signed in, but no merchant has you in its team. Ask an owner there to invite the address that you sign \
         in with, then sign in again.",
        Some(Way {
            href: "/desk/signed-out".to_owned(),
            label: "Sign in as somebody else",
        }),
    )
}

/// The answer to a form whose session is over.
pub fn session_ended_on_post(wanted: &str) -> Response {
    message(
        None,
        StatusCode::UNAUTHORIZED,
        "Your session has ended",
        "What you sent was not carried out. Sign in again, then repeat it: you come back to the page you were on.",
        Some(to_sign_in(wanted)),
    )
}

/// The answer to a form that did not come from a page of ours.
pub fn forged(staff: &Staff) -> Response {
    message(
        Some(staff),
        StatusCode::FORBIDDEN,
        "This form cannot be accepted",
        "It did not come from a page of this session, so nothing was done. Open the page again and repeat it there.",
        to_overview(),
    )
}

/// The answer where there is nothing: a page for people, a problem document for machines.
pub async fn not_found(request: Request) -> Response {
    let path = request.uri().path();
    let is_api = path == "/v1" || path.starts_with("/v1/");
    if is_api || !accepts_html(request.headers()) {
        return Problem::not_found().into_response();
    }
    problem(None, &Problem::not_found())
}

/// The answer to a method that a page does not have. Somebody who loads the address of an action
/// anew, after its form came back with errors, gets to the page it belongs to.
pub async fn method_not_allowed(request: Request) -> Response {
    let page = page_of_action(request.uri().path());
    if request.method() == Method::GET && page != return_to(None) {
        return Redirect::to(page).into_response();
    }
    if !accepts_html(request.headers()) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    message(
        None,
        StatusCode::METHOD_NOT_ALLOWED,
        "This address cannot be used like that",
        "It belongs to a button on another page. Nothing was done.",
        to_overview(),
    )
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.to_ascii_lowercase().contains("text/html"))
}

/// The page for somebody whose role does not allow an action, also where there is no button for it.
pub fn forbidden(staff: &Staff) -> Response {
    problem(
        Some(staff),
        &Problem::new(ProblemType::Forbidden, String::new()),
    )
}
