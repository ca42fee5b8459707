//! The mailbox's routes.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::behaviour::Behaviour;
use super::error::SesError;
use super::event::{self, Ids, Kind};
use super::limits::MAX_MAIL_BYTES;
use super::mail::bare_address;
use super::send::parse;
use super::store::{Filter, Status, Store, StoreError, Stored};
use crate::server::{now_text, page, random_bytes, random_uuid};

/// The JSON of the largest mail: base64 makes attachments a third longer.
const MAX_REQUEST_BYTES: usize = MAX_MAIL_BYTES / 2 * 3;

type Shared = State<Arc<Store>>;

pub(super) fn router(store: Arc<Store>) -> Router {
    Router::new()
        .route("/v2/email/outbound-emails", post(send_email))
        .layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES))
        .route("/messages", get(list_messages).delete(delete_messages))
        .route("/messages/{id}", get(get_message))
        .route("/messages/{id}/attachments/{position}", get(get_attachment))
        .route("/", get(list_page))
        .route("/clear", post(clear))
        .route("/mails/{id}", get(mail_page))
        .route("/mails/{id}/html", get(mail_html))
        .route("/_sandbox/addresses", get(list_addresses).post(set_address))
        .route("/_sandbox/events", get(list_events))
        .fallback(not_found)
        .with_state(store)
}

/// SES v2 `SendEmail`.
async fn send_email(
    State(store): Shared,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, SesError> {
    let body = body.map_err(|_| SesError::too_large())?;
    let mail = parse(&body)?;
    let recipients = mail.recipients();
    let internal = |error: StoreError| SesError::internal(error.to_string());

    let mut delivered = Vec::new();
    let mut bounced = Vec::new();
    let mut complained = Vec::new();
    let mut delayed = Vec::new();
    let mut rejected = Vec::new();
    let mut answer_lost = false;
    for address in recipients {
        match store.behaviour(&address).map_err(internal)? {
            Behaviour::Reject => {
                return Err(SesError::rejected(format!(
                    "Email address is not verified, or the message was refused: {address}"
                )));
            }
            Behaviour::Unavailable => return Err(SesError::unavailable()),
            Behaviour::Throttle => return Err(SesError::throttled()),
            Behaviour::Bounce => bounced.push(address),
            Behaviour::Complaint => {
                delivered.push(address.clone());
                complained.push(address);
            }
            Behaviour::Delay => {
                delayed.push(address.clone());
                delivered.push(address);
            }
            Behaviour::Virus => rejected.push(address),
            Behaviour::AcceptThenLose => {}
            Behaviour::AnswerLost => {
                answer_lost = true;
                delivered.push(address);
            }
            Behaviour::Ok => delivered.push(address),
        }
    }
    let status = match (
        bounced.is_empty(),
        complained.is_empty(),
        delivered.is_empty(),
    ) {
        (false, _, _) => Status::Bounced,
        (true, false, _) => Status::Complained,
        (true, true, false) => Status::Delivered,
        (true, true, true) => Status::Lost,
    };

    let random = |error: getrandom::Error| SesError::internal(error.to_string());
    let sent_at = now_text();
    let id = new_message_id().map_err(random)?;
    let mut events = Vec::new();
    for (kind, recipients) in [
        (Kind::Delay, delayed),
        (Kind::Reject, rejected),
        (Kind::Delivery, delivered),
        (Kind::Bounce, bounced),
        (Kind::Complaint, complained),
    ] {
        if !recipients.is_empty() {
            let ids = Ids {
                event: random_uuid().map_err(random)?,
                feedback: new_message_id().map_err(random)?,
            };
            events.push(event::make(
                kind,
                &mail,
                &id,
                &recipients,
                &sent_at,
                &now_text(),
                ids,
            ));
        }
    }
    store
        .add(&id, &mail, status, &sent_at, &events)
        .map_err(internal)?;
    if answer_lost {
        return Err(SesError::unavailable());
    }
    Ok(Json(json!({ "MessageId": id })))
}

/// An id in the form of SES's own: time, random UUID, counter.
fn new_message_id() -> Result<String, getrandom::Error> {
    let milliseconds = jiff::Timestamp::now().as_millisecond();
    let [tail] = random_bytes::<1>()?;
    Ok(format!(
        "0107{milliseconds:012x}-{}-0000{tail:02x}",
        random_uuid()?
    ))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    to: Option<String>,
    status: Option<String>,
    limit: Option<u32>,
}

async fn list_messages(
    State(store): Shared,
    Query(query): Query<ListQuery>,
) -> Result<Json<Vec<Value>>, Failure> {
    let status = match query.status.as_deref() {
        None => None,
        Some(name) => Some(Status::from_name(name).ok_or_else(|| {
            Failure::bad_request("status is one of delivered, bounced, complained, lost")
        })?),
    };
    let stored = store.list(&Filter {
        to: query.to,
        status,
        limit: query.limit,
    })?;
    Ok(Json(stored.iter().map(describe).collect()))
}

async fn get_message(State(store): Shared, Path(id): Path<String>) -> Result<Json<Value>, Failure> {
    Ok(Json(describe(&find(&store, &id)?)))
}

async fn delete_messages(State(store): Shared) -> Result<StatusCode, Failure> {
    store.clear()?;
    Ok(StatusCode::NO_CONTENT)
}

async fn clear(State(store): Shared) -> Result<Redirect, Failure> {
    store.clear()?;
    Ok(Redirect::to("/"))
}

async fn get_attachment(
    State(store): Shared,
    Path((id, position)): Path<(String, u32)>,
) -> Result<Response, Failure> {
    let attachment = store
        .attachment(&id, position)?
        .ok_or_else(|| Failure::not_found("This mail has no such attachment"))?;
    // Always a download: what somebody mailed must not run as a page of the mailbox.
    let kind = HeaderValue::from_str(&attachment.content_type)
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment"),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
    ];
    Ok((headers, attachment.content).into_response())
}

/// One mail as JSON. `to` and `reply_to` are written as in a header; `recipients` are bare.
fn describe(stored: &Stored) -> Value {
    let mail = &stored.mail;
    let joined = |list: &[String]| (!list.is_empty()).then(|| list.join(", "));
    let tags: serde_json::Map<String, Value> = mail
        .tags
        .iter()
        .map(|tag| (tag.name.clone(), json!(tag.value)))
        .collect();
    json!({
        "id": stored.id,
        "status": stored.status,
        "to": mail.to.join(", "),
        "cc": joined(&mail.cc),
        "bcc": joined(&mail.bcc),
        "recipients": mail.recipients(),
        "from": mail.from,
        "reply_to": joined(&mail.reply_to),
        "subject": mail.subject,
        "html": mail.html,
        "text": mail.text,
        "tags": tags,
        "headers": mail.headers,
        "configuration_set": mail.configuration_set,
        "attachments": stored.attachments,
        "sent_at": stored.sent_at,
    })
}

fn find(store: &Store, id: &str) -> Result<Stored, Failure> {
    store
        .get(id)?
        .ok_or_else(|| Failure::not_found("There is no mail with this id"))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetAddress {
    address: String,
    behaviour: String,
}

async fn set_address(
    State(store): Shared,
    body: Result<Json<SetAddress>, axum::extract::rejection::JsonRejection>,
) -> Result<Json<Value>, Failure> {
    let Json(set) = body.map_err(|error| Failure::bad_request(error.body_text()))?;
    let behaviour = Behaviour::from_name(&set.behaviour).ok_or_else(|| {
        Failure::bad_request(format!(
            "{:?} is no behaviour; choose one of {}",
            set.behaviour,
            Behaviour::names()
        ))
    })?;
    let address = bare_address(&set.address);
    if address != "*" && !address.contains('@') {
        return Err(Failure::bad_request(
            "address is an email address, or *@domain for a domain, or * for everybody",
        ));
    }
    store.set_behaviour(address, behaviour)?;
    Ok(Json(
        json!({ "address": address.to_ascii_lowercase(), "behaviour": behaviour }),
    ))
}

async fn list_addresses(State(store): Shared) -> Result<Json<Vec<Value>>, Failure> {
    let addresses = store.behaviours()?;
    Ok(Json(
        addresses
            .into_iter()
            .map(|(address, behaviour)| json!({ "address": address, "behaviour": behaviour }))
            .collect(),
    ))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EventsQuery {
    after: Option<String>,
}

async fn list_events(
    State(store): Shared,
    Query(query): Query<EventsQuery>,
) -> Result<Json<Vec<Value>>, Failure> {
    Ok(Json(store.events(query.after.as_deref())?))
}

#[derive(Template)]
#[template(path = "mailbox/list.html")]
struct ListPage {
    mails: Vec<Line>,
    /// Set when only the mails of one address are listed.
    to: Option<String>,
}

/// One mail in a list.
struct Line {
    id: String,
    to: String,
    from: String,
    subject: String,
    sent_at: String,
    status: &'static str,
}

#[derive(Debug, Deserialize)]
struct ListPageQuery {
    to: Option<String>,
}

async fn list_page(
    State(store): Shared,
    Query(query): Query<ListPageQuery>,
) -> Result<Response, Failure> {
    let to = query.to.filter(|to| !to.trim().is_empty());
    let stored = store.list(&Filter {
        to: to.clone(),
        status: None,
        limit: Some(500),
    })?;
    let mails = stored
        .into_iter()
        .map(|stored| Line {
            to: stored.mail.to.join(", "),
            from: stored.mail.from,
            subject: stored.mail.subject,
            sent_at: readable(&stored.sent_at),
            status: stored.status.name(),
            id: stored.id,
        })
        .collect();
    Ok(page(
        StatusCode::OK,
        &ListPage { mails, to },
        "form-action 'self'",
    ))
}

#[derive(Template)]
#[template(path = "mailbox/mail.html")]
struct MailPage {
    mail: Stored,
    sent_at: String,
}

async fn mail_page(State(store): Shared, Path(id): Path<String>) -> Result<Response, Failure> {
    let mail = find(&store, &id)?;
    let sent_at = readable(&mail.sent_at);
    Ok(page(
        StatusCode::OK,
        &MailPage { mail, sent_at },
        "frame-src 'self'; form-action 'none'",
    ))
}

/// The HTML part alone, for the frame in [`mail_page`]: no scripts, no forms, links open outside.
async fn mail_html(State(store): Shared, Path(id): Path<String>) -> Result<Response, Failure> {
    let stored = find(&store, &id)?;
    let html = stored
        .mail
        .html
        .ok_or_else(|| Failure::not_found("This mail has no HTML part"))?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
             style-src 'unsafe-inline'; img-src 'self' data: https: http:; frame-ancestors 'self'",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    // The file that a picture shows has the name that the picture refers to.
    let html = stored
        .attachments
        .iter()
        .enumerate()
        .fold(html, |html, (at, attachment)| {
            let path = format!("\"/messages/{id}/attachments/{at}\"");
            html.replace(&format!("\"cid:{}\"", attachment.file_name), &path)
        });
    Ok((headers, open_links_outside(&html)).into_response())
}

/// A link followed inside the frame would be blocked there (pages forbid being framed), so the
/// first thing in the head sends links to a new tab, as mail programs do.
fn open_links_outside(html: &str) -> String {
    const BASE: &str = r#"<base target="_blank">"#;
    let lower = html.to_ascii_lowercase();
    let head = ["<head>", "<head "]
        .iter()
        .filter_map(|tag| lower.find(tag))
        .min();
    let end = head.and_then(|start| {
        let close = lower.get(start..)?.find('>')?;
        start.checked_add(close)?.checked_add(1)
    });
    match end.and_then(|end| html.split_at_checked(end)) {
        Some((before, after)) => [before, BASE, after].concat(),
        None => [BASE, html].concat(),
    }
}

/// The time without letters and milliseconds, for people.
fn readable(sent_at: &str) -> String {
    match sent_at.get(..19) {
        Some(seconds) => format!("{} UTC", seconds.replace('T', " ")),
        None => sent_at.to_owned(),
    }
}

async fn not_found(uri: Uri) -> Response {
    if uri.path().starts_with("/v2/") {
        return SesError::unknown_operation().into_response();
    }
    Failure::not_found("The mailbox has no such page; begin at /").into_response()
}

/// A refusal outside the SES API.
struct Failure {
    status: StatusCode,
    message: String,
}

impl Failure {
    fn bad_request(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            message: message.into(),
        }
    }

    fn not_found(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            message: message.into(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            message: error.to_string(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "message": self.message }))).into_response()
    }
}
