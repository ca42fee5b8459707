//! Who is asking, and whether a POST came from a page of ours (R24, R26).

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use paylink::hash::sha256_hex;
use paylink::http::RequestContext;
use paylink::http::idempotency::run_once;
use paylink::http::{Problem, ProblemType, base_url};
use paylink::principal::Principal;
use paylink::random::Ids;
use paylink::store::team::Member;
use paylink::usecase::Error;
use paylink_domain::ids::{BasketId, WebhookEndpointId};
use paylink_domain::merchant::{Merchant, Permission};

use crate::form::Form;
use crate::session::{
    SESSION_COOKIE, Standing, cookie, new_token, return_to, same_secret, standing,
};
use crate::{State, pages};

/// The form field with the session's token.
pub const TOKEN_FIELD: &str = "form_token";
/// The form field that makes one press of a button one operation, however often it is sent.
pub const OPERATION_FIELD: &str = "operation";

/// A signed-in member of staff.
#[derive(Debug, Clone)]
pub struct Staff {
    /// Who they are and what they may do.
    pub principal: Principal,
    /// Their entry in our table, as it is now.
    pub member: Member,
    /// Whose data they see.
    pub merchant: Merchant,
    /// The token that their forms must carry.
    pub form_token: String,
    /// Under what the session is kept.
    pub session_key: String,
    /// What makes a button of this page, pressed twice, one operation.
    pub operation: String,
}

impl Staff {
    /// Whether the role may do this.
    pub fn may(&self, permission: Permission) -> bool {
        self.principal.may(permission)
    }
}

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

/// The page that an action belongs to: signing in leads back there.
pub fn page_of_action(path: &str) -> &str {
    const BASKETS: &str = "/desk/bookings/";
    const SETTINGS: &str = "/desk/settings";
    if let Some(rest) = path.strip_prefix(SETTINGS) {
        return page_of_settings(path, SETTINGS, rest);
    }
    let Some(rest) = path.strip_prefix(BASKETS) else {
        return return_to(None);
    };
    let id = rest.split('/').next().unwrap_or_default();
    if id == "new" || id.parse::<BasketId>().is_ok() {
        return_to(path.get(..BASKETS.len().saturating_add(id.len())))
    } else {
        return_to(None)
    }
}

/// The page of the settings that an action belongs to: the third part of its path names it, and an
/// endpoint, which has a page of its own, is the fourth.
fn page_of_settings<'a>(path: &'a str, root: &'static str, rest: &str) -> &'a str {
    let parts: Vec<&str> = rest.split('/').skip(1).collect();
    let kept = match parts.as_slice() {
        ["webhooks", id, ..] if id.parse::<WebhookEndpointId>().is_ok() => 2,
        ["payments" | "team" | "keys" | "webhooks", ..] => 1,
        _ => return root,
    };
    let length = parts
        .iter()
        .take(kept)
        .map(|part| part.len() + 1)
        .sum::<usize>();
    return_to(path.get(..root.len().saturating_add(length)))
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

    #[test]
    fn signing_in_again_leads_back_to_the_page_of_the_action() {
        let basket = "/desk/bookings/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ";
        assert_eq!(page_of_action(&format!("{basket}/links")), basket);
        assert_eq!(page_of_action(&format!("{basket}/links/pl_x/send")), basket);
        assert_eq!(page_of_action("/desk/bookings/new"), "/desk/bookings/new");
        assert_eq!(page_of_action("/desk/bookings/x/links"), "/desk/bookings");
        assert_eq!(page_of_action("/desk/sign-out"), "/desk/bookings");
        let endpoint = "/desk/settings/webhooks/we_01K9ZZZZZZZZZZZZZZZZZZZZZZ";
        for (action, page) in [
            ("/desk/settings", "/desk/settings"),
            ("/desk/settings/x/y", "/desk/settings"),
            ("/desk/settings/team/usr_x/role", "/desk/settings/team"),
            ("/desk/settings/payments/connect", "/desk/settings/payments"),
            (
                "/desk/settings/webhooks/x/rotate",
                "/desk/settings/webhooks",
            ),
            (endpoint, endpoint),
        ] {
            assert_eq!(page_of_action(action), page);
        }
        assert_eq!(page_of_action(&format!("{endpoint}/rotate")), endpoint);
    }

    #[test]
    fn what_is_typed_is_part_of_the_operation_but_the_token_is_not() {
        let form = |text: &str| Form::parse(text.as_bytes()).fingerprint();
        assert_eq!(
            form("form_token=a&operation=1&amount=5"),
            form("form_token=b&operation=1&amount=5")
        );
        assert_ne!(form("operation=1&amount=5"), form("operation=1&amount=6"));
    }
}
