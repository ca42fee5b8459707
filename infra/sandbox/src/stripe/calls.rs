//! How an API call is answered: key and account, failures on demand, idempotency, headers, journal.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::api::{self, Call};
use super::books::{API_VERSION, Cause, Ledger};
use super::cards::last4;
use super::error::ApiError;
use super::faults::{self, Fault, FaultKind};
use super::form::Form;
use super::gateway::{Gateway, JournalEntry};
use super::idempotency::{self, LONGEST_KEY, Saved};
use super::ids::new_id;

/// The largest request body, in bytes.
const LARGEST_BODY: usize = 1_048_576;

/// How long a call is held by the `timeout` fault unless told otherwise.
const TIMEOUT_HOLD: Duration = Duration::from_secs(60);

/// How long a call is held by the `slow` fault unless told otherwise.
const SLOW_HOLD: Duration = Duration::from_secs(2);

/// The account a call is for, empty for the platform: checks the key and `Stripe-Account`.
fn authorize(gateway: &Gateway, headers: &HeaderMap) -> Result<String, ApiError> {
    let key = read_key(headers).ok_or_else(ApiError::no_key)?;
    if key != gateway.secret_key {
        return Err(ApiError::wrong_key(&mask(&key)));
    }
    let Some(account) =
        header_text(headers, "stripe-account").filter(|id| *id != gateway.platform_account)
    else {
        return Ok(String::new());
    };
    let is_known = gateway.books.transact(|books| {
        let ledger = Ledger::new(books, "", Cause::default(), gateway.surroundings());
        api::accounts::is_connected(&ledger, account)
    })?;
    if is_known {
        Ok(account.to_owned())
    } else {
        Err(ApiError::account_invalid(&mask(&key), account))
    }
}

/// The key of the `Authorization` header, as Bearer token or as user name.
fn read_key(headers: &HeaderMap) -> Option<String> {
    let text = header_text(headers, "authorization")?;
    let (scheme, rest) = text.split_once(' ')?;
    let key = if scheme.eq_ignore_ascii_case("bearer") {
        rest.trim().to_owned()
    } else if scheme.eq_ignore_ascii_case("basic") {
        let decoded = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
        decoded.split(':').next()?.to_owned()
    } else {
        return None;
    };
    (!key.is_empty()).then_some(key)
}

/// A key with all but its last four characters hidden.
fn mask(key: &str) -> String {
    let start = if key.starts_with("sk_live_") {
        "sk_live_"
    } else {
        "sk_test_"
    };
    format!("{start}***{}", last4(key))
}

fn header_text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .filter(|text| !text.is_empty())
}

/// An answer before it is sent.
struct Answer {
    status: StatusCode,
    body: String,
    /// The request whose kept answer this is.
    replay_of: Option<String>,
}

impl Answer {
    fn refused(error: &ApiError) -> Self {
        Self {
            status: error.status,
            body: pretty(&error.body()),
            replay_of: None,
        }
    }

    fn replayed(saved: Saved) -> Self {
        Self {
            status: StatusCode::from_u16(saved.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            body: saved.body,
            replay_of: Some(saved.request),
        }
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Answers a path that nothing stands at.
pub async fn answer_unknown(request: Request) -> Response<Body> {
    let error = ApiError::unrecognized_url(request.method().as_str(), request.uri().path());
    json_response(&Answer::refused(&error), &new_id("req"))
}

/// An API call as it came in.
struct Incoming {
    call: Call,
    headers: HeaderMap,
    request_id: String,
    key: Option<String>,
}

/// Answers `/v1/...`.
pub async fn answer_api_call(
    State(gateway): State<Arc<Gateway>>,
    request: Request,
) -> Response<Body> {
    let request_id = new_id("req");
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_BODY)
        .await
        .map_err(|_| ApiError::invalid("The request's body is too large, or broke off."));
    let query = parts.uri.query().unwrap_or_default();
    let path = parts.uri.path().to_owned();
    let key = header_text(&parts.headers, "idempotency-key")
        .filter(|_| parts.method == Method::POST)
        .map(str::to_owned);
    let fault = gateway.faults.take(parts.method.as_str(), &path);
    let form = body.and_then(|body| read_form(query, &body));
    let call = Call {
        method: parts.method,
        path,
        form: form.clone().unwrap_or_default(),
    };
    let incoming = Incoming {
        call,
        headers: parts.headers,
        request_id,
        key,
    };

    let (account, answer) =
        match authorize(&gateway, &incoming.headers).map(|account| form.map(|_| account)) {
            Ok(Ok(account)) => {
                let answer = answer_authorized(&gateway, &incoming, &account, fault.as_ref()).await;
                (account, answer)
            }
            Ok(Err(error)) | Err(error) => (String::new(), Some(Answer::refused(&error))),
        };
    let is_lost = fault
        .as_ref()
        .is_some_and(|fault| fault.kind == FaultKind::LostAnswer);
    let answer = answer.filter(|_| !is_lost);
    gateway.note(JournalEntry {
        at: gateway.clock.now_millis(),
        method: incoming.call.method.to_string(),
        path: incoming.call.path.clone(),
        account: account.clone(),
        params: incoming.call.form.pairs(),
        idempotency_key: incoming.key.clone(),
        request_id: incoming.request_id.clone(),
        status: answer.as_ref().map_or(0, |answer| answer.status.as_u16()),
        replayed: answer
            .as_ref()
            .is_some_and(|answer| answer.replay_of.is_some()),
        fault: fault.map(|fault| fault.kind),
    });
    match answer {
        Some(answer) => with_call_headers(
            json_response(&answer, &incoming.request_id),
            &incoming,
            &account,
        ),
        None => faults::broken_answer(),
    }
}

fn read_form(query: &str, body: &Bytes) -> Result<Form, ApiError> {
    let mut form = Form::parse(query.as_bytes())?;
    form.extend(Form::parse(body)?);
    Ok(form)
}

/// Answers a call of a known account; `None` when no answer is to arrive.
async fn answer_authorized(
    gateway: &Gateway,
    incoming: &Incoming,
    account: &str,
    fault: Option<&Fault>,
) -> Option<Answer> {
    let key = incoming.key.as_deref();
    if key.is_some_and(|key| key.len() > LONGEST_KEY) {
        let error = ApiError::invalid(format!(
            "Idempotency keys can have at most {LONGEST_KEY} characters."
        ));
        return Some(Answer::refused(&error));
    }
    let guard = match key {
        Some(key) => match gateway.in_flight.enter(account, key) {
            Some(guard) => Some(guard),
            None => return Some(Answer::refused(&ApiError::idempotency_in_use(key))),
        },
        None => None,
    };
    let hold = fault
        .and_then(|fault| fault.delay_ms)
        .map(Duration::from_millis);
    match fault.map(|fault| fault.kind) {
        Some(FaultKind::Timeout) => {
            tokio::time::sleep(hold.unwrap_or(TIMEOUT_HOLD)).await;
            return None;
        }
        Some(FaultKind::Http429) => return Some(Answer::refused(&ApiError::rate_limited())),
        Some(FaultKind::Slow) => tokio::time::sleep(hold.unwrap_or(SLOW_HOLD)).await,
        Some(FaultKind::Http500 | FaultKind::LostAnswer) | None => {}
    }
    let broken = fault.filter(|fault| fault.kind == FaultKind::Http500);
    let answer =
        execute(gateway, incoming, account, broken).unwrap_or_else(|error| Answer::refused(&error));
    drop(guard);
    Some(answer)
}

/// Gives the kept answer, or does the work and keeps the answer in the same transaction.
fn execute(
    gateway: &Gateway,
    incoming: &Incoming,
    account: &str,
    broken: Option<&Fault>,
) -> Result<Answer, ApiError> {
    let fingerprint = idempotency::fingerprint(&incoming.call);
    let cause = Cause {
        request: Some(incoming.request_id.clone()),
        idempotency_key: incoming.key.clone(),
    };
    let keep = |ledger: &Ledger<'_>, status: StatusCode, body: &str| match incoming.key.as_deref() {
        Some(key) => {
            let saved = Saved {
                status: status.as_u16(),
                body: body.to_owned(),
                request: incoming.request_id.clone(),
            };
            idempotency::save(
                ledger.connection(),
                account,
                key,
                &fingerprint,
                &saved,
                ledger.now(),
            )
        }
        None => Ok(()),
    };
    let result = gateway.change(account, cause.clone(), |ledger| {
        if let Some(key) = incoming.key.as_deref()
            && let Some(saved) = idempotency::look_up(
                ledger.connection(),
                account,
                key,
                &fingerprint,
                ledger.now(),
            )?
        {
            return Ok(Answer::replayed(saved));
        }
        if let Some(fault) = broken {
            return Err(ApiError {
                executed: fault.keep_answer,
                ..ApiError::internal()
            });
        }
        let value = api::answer(ledger, &incoming.call, &gateway.platform_account)?;
        let body = pretty(&value);
        keep(ledger, StatusCode::OK, &body)?;
        Ok(Answer {
            status: StatusCode::OK,
            body,
            replay_of: None,
        })
    });
    if let Err(error) = &result
        && error.executed
    {
        gateway.change(account, cause, |ledger| {
            keep(ledger, error.status, &pretty(&error.body()))
        })?;
    }
    result
}

fn json_response(answer: &Answer, request_id: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body.clone()));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache, no-store"),
    );
    put_header(headers, "request-id", request_id);
    put_header(headers, "stripe-version", API_VERSION);
    if let Some(original) = &answer.replay_of {
        put_header(headers, "idempotent-replayed", "true");
        put_header(headers, "original-request", original);
    }
    response
}

fn with_call_headers(
    mut response: Response<Body>,
    incoming: &Incoming,
    account: &str,
) -> Response<Body> {
    if let Some(key) = &incoming.key {
        put_header(response.headers_mut(), "idempotency-key", key);
    }
    if !account.is_empty() {
        put_header(response.headers_mut(), "stripe-account", account);
    }
    response
}

fn put_header(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}
