//! Who is asking, and whether a POST came from a page of ours (R24, R26).

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use paylink_app::Error;
use paylink_app::principal::Principal;
use paylink_http::RequestContext;
use paylink_http::idempotency::run_once;
use paylink_http::{Problem, ProblemType, base_url};
use paylink_platform::hash::sha256_hex;
use paylink_platform::random::Ids;

use crate::form::{Form, OPERATION_FIELD, TOKEN_FIELD};
use crate::pages;
use crate::session::{SESSION_COOKIE, Standing, cookie, new_token, same_secret, standing};
use crate::staff::Staff;
use crate::state::State;
use crate::way_back::{page_of_action, return_to};

/// Why nobody is signed in.
enum Absence {
    /// There is no session, or there never was.
    NotSignedIn,
    /// There was one.
    Ended,
    /// Signed in, but no member of a merchant any more.
    NotAMember,
    /// It cannot be found out.
    Fault(Error),
}

async fn find_staff(headers: &HeaderMap, state: &State) -> Result<Staff, Absence> {
    let store = &state.core.store;
    let token = cookie(headers, SESSION_COOKIE).ok_or(Absence::NotSignedIn)?;
    let session_key = sha256_hex(token.as_bytes());
    let fault = |error| Absence::Fault(Error::Store(error));
    let session = store
        .get_session(&session_key)
        .await
        .map_err(fault)?
        .ok_or(Absence::Ended)?;
    let now = state.core.now();
    match standing(&session, now) {
        Standing::Live => {}
        Standing::Touch => {
            if !store
                .touch_session(&session_key, now)
                .await
                .map_err(fault)?
            {
                return Err(Absence::Ended);
            }
        }
        Standing::Ended => return Err(Absence::Ended),
    }
    let member = store
        .find_member(&session.issuer, &session.subject)
        .await
        .map_err(fault)?;
    let Some(member) = member else {
        // Whoever was removed can sign in as somebody else.
        store.delete_session(&session_key).await.map_err(fault)?;
        return Err(Absence::NotAMember);
    };
    let merchant = store
        .merchant_for_display(member.merchant_id)
        .await
        .map_err(fault)?
        .ok_or(Absence::NotAMember)?;
    let principal = Principal::of_member(&member);
    let operation = new_token(&state.core.random);
    Ok(Staff {
        principal,
        member,
        merchant,
        form_token: session.form_token,
        session_key,
        operation,
    })
}

impl FromRequestParts<State> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        find_staff(&parts.headers, state).await.map_err(|absence| {
            let asked = parts.uri.path_and_query().map(|path| path.as_str());
            match absence {
                Absence::NotSignedIn => to_sign_in(asked, None),
                Absence::Ended => to_sign_in(asked, Some("ended")),
                Absence::NotAMember => pages::not_a_member(),
                Absence::Fault(error) => pages::problem(None, &error.into()),
            }
        })
    }
}

fn to_sign_in(asked: Option<&str>, why: Option<&str>) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("return_to", return_to(asked));
    if let Some(why) = why {
        query.append_pair("why", why);
    }
    Redirect::to(&format!("/desk/sign-in?{}", query.finish())).into_response()
}

/// A form that a signed-in member of staff sent from one of our pages.
#[derive(Debug, Clone)]
pub struct Posted {
    /// Who.
    pub staff: Staff,
    /// What.
    pub form: Form,
    /// Where to.
    pub path: String,
    /// `https://host` that links made now start with.
    pub base_url: String,
}

impl FromRequest<State> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &State) -> Result<Self, Response> {
        let path = request.uri().path().to_owned();
        let staff = match find_staff(request.headers(), state).await {
            Ok(staff) => staff,
            Err(Absence::NotSignedIn | Absence::Ended) => {
                return Err(pages::session_ended_on_post(page_of_action(&path)));
            }
            Err(Absence::NotAMember) => return Err(pages::not_a_member()),
            Err(Absence::Fault(error)) => return Err(pages::problem(None, &error.into())),
        };
        let context = request.extensions().get::<RequestContext>();
        let base_url = base_url(state.base_url.as_deref(), context)
            .map_err(|problem| pages::problem(Some(&staff), &problem))?;
        if !comes_from_our_page(request.headers(), &base_url) {
            return Err(pages::forged(&staff));
        }
        let form = Form::read(request)
            .await
            .map_err(|problem| pages::problem(Some(&staff), &problem))?;
        if !same_secret(form.get(TOKEN_FIELD), &staff.form_token) {
            return Err(pages::forged(&staff));
        }
        Ok(Self {
            staff,
            form,
            path,
            base_url,
        })
    }
}

/// Whether the browser says that a page of this origin sent the form (R26). Browsers that do not
/// know `Sec-Fetch-Site` say the page's origin.
fn comes_from_our_page(headers: &HeaderMap, base_url: &str) -> bool {
    let text = |name: &str| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    match text("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => text(header::ORIGIN.as_str()) == Some(base_url),
    }
}

/// Why an action was not done.
#[derive(Debug)]
pub struct Failure {
    /// What the use case said, where it was begun.
    pub error: Option<Error>,
    /// The same, or why it was not begun, as a problem.
    pub problem: Problem,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            error: Some(error.clone()),
            problem: error.into(),
        }
    }
}

impl Posted {
    /// Runs an operation once for one rendering of a form and what was typed into it: a second
    /// press, or a reload, finds what the first one did.
    pub async fn run_once<T, F>(
        &self,
        state: &State,
        operation: impl Fn(Ids) -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let fingerprint =
            sha256_hex(format!("{}\n{}", self.path, self.form.fingerprint()).as_bytes());
        let operation_id = self.form.get(OPERATION_FIELD);
        if operation_id.is_empty() {
            return Ok(operation(state.core.ids()).await?);
        }
        let key = format!("desk {operation_id} {fingerprint}");
        for _ in 0..WAITS {
            let mut failed = None;
            let answer = run_once(
                &state.core,
                &self.staff.principal,
                &key,
                &fingerprint,
                async |ids| {
                    operation(ids).await.map_err(|error| {
                        failed = Some(error.clone());
                        Problem::from(error)
                    })
                },
            )
            .await;
            match answer {
                Ok(done) => return Ok(done),
                // The first press is still at work, and the browser shows this answer instead.
                Err(problem) if problem.kind == ProblemType::IdempotencyInFlight => {
                    tokio::time::sleep(WAIT).await;
                }
                Err(problem) => {
                    return Err(Failure {
                        error: failed,
                        problem,
                    });
                }
            }
        }
        let detail =
            "It is still being worked on. Look at the basket in a moment to see what became of it.";
        let problem = Problem::new(ProblemType::IdempotencyInFlight, detail);
        Err(Failure {
            error: None,
            problem,
        })
    }
}

/// How often and how long a second press waits for the first.
const WAITS: u32 = 20;
const WAIT: std::time::Duration = std::time::Duration::from_millis(250);

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn r26_a_post_must_come_from_our_own_page() {
        let base = "https://pay.example";
        let ours =
            |pairs: &[(&'static str, &'static str)]| comes_from_our_page(&headers(pairs), base);
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        // With the policy `no-referrer` browsers send no origin of their own.
        assert!(ours(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "null")
        ]));
        assert!(ours(&[("origin", "https://pay.example")]));
        for site in ["same-site", "cross-site", "none", ""] {
            assert!(
                !ours(&[("sec-fetch-site", site), ("origin", "https://pay.example")]),
                "{site}"
            );
        }
        assert!(!ours(&[("origin", "https://evil.example")]));
        assert!(!ours(&[("origin", "https://pay.example.evil.example")]));
        assert!(!ours(&[("origin", "null")]));
        assert!(!ours(&[]));
    }
}
