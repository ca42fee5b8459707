//! The front door: requests as API Gateway takes them, to the functions as Lambda calls them.
//!
//! A request becomes the gateway's event, the event goes through [`paylink_http::lambda::answer`], as on Lambda, and the
//! answer becomes the response. So nothing between a client and a router differs from what is deployed.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lambda_events::apigw::ApiGatewayV2httpResponse;
use axum::Router;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use lambda_http::{Context, LambdaEvent};
use paylink_http::lambda;
use serde_json::value::RawValue;

use crate::event::{Incoming, http_event, new_request_id, new_trace_id, uuid};
use crate::handler::guarded;
use crate::route::{self, Route, Table};

/// The largest body that API Gateway takes, in bytes.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// The largest answer that Lambda passes on, in bytes of JSON.
const LARGEST_ANSWER: usize = 6 * 1024 * 1024;

/// After this API Gateway stops waiting for a function.
const PATIENCE: Duration = Duration::from_secs(30);

/// What all requests share.
pub(crate) struct App {
    routes: Table<String>,
    functions: HashMap<String, Router>,
    domain: String,
}

impl App {
    /// An app that serves these routes (each with the name of its function) at `domain`.
    pub(crate) fn new(
        routes: impl IntoIterator<Item = (Route, String)>,
        functions: HashMap<String, Router>,
        domain: String,
    ) -> Arc<Self> {
        Arc::new(Self {
            routes: Table::new(routes),
            functions,
            domain,
        })
    }

    /// The service to listen with; it needs to know the address of its clients.
    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new().fallback(answer).with_state(self)
    }
}

async fn answer(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let started = Instant::now();
    let request_id = new_request_id();
    let method = request.method().clone();
    let (route, mut response) = app.serve(request, peer, &request_id).await;
    if method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response
            .headers_mut()
            .insert(HeaderName::from_static("apigw-requestid"), value);
    }
    tracing::info!(
        route,
        method = method.as_str(),
        status = response.status().as_u16(),
        ms = started.elapsed().as_millis(),
        "answered"
    );
    response
}

impl App {
    /// The key of the route that was taken, and the answer.
    async fn serve(
        &self,
        request: Request,
        peer: SocketAddr,
        request_id: &str,
    ) -> (String, Response) {
        let refused = |status, message| (String::new(), gateway_says(status, message));
        let (parts, body) = request.into_parts();
        let Some(path) = route::split_path(parts.uri.path()) else {
            return refused(StatusCode::BAD_REQUEST, "Bad Request");
        };
        let Some((route, parameters, function)) = self.routes.find(parts.method.as_str(), &path)
        else {
            return refused(StatusCode::NOT_FOUND, "Not Found");
        };
        let Some(body) = read_body(body).await else {
            return refused(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
        };
        let event = http_event(
            &Incoming {
                method: parts.method.as_str(),
                path: &path,
                query: parts.uri.query().unwrap_or_default(),
                headers: &parts.headers,
                body: &body,
                peer,
                domain: &self.domain,
                request_id,
                received_at: Timestamp::now(),
            },
            route,
            &parameters,
        );
        let response = self.ask(function, event.to_string()).await;
        (route.key().into_owned(), response)
    }

    /// The function's answer, or the gateway's own where the function fails or takes too long.
    async fn ask(&self, function: &str, event: String) -> Response {
        let failed = || gateway_says(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
        let Some(router) = self.functions.get(function).cloned() else {
            tracing::error!(function, "there is no such function");
            return failed();
        };
        let answer = tokio::time::timeout(PATIENCE, guarded(call(router, event))).await;
        let Ok(answer) = answer else {
            tracing::error!(function, "did not answer in time");
            return gateway_says(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable");
        };
        answer
            .and_then(|json| from_answer(&json))
            .unwrap_or_else(|error| {
                tracing::error!(function, error, "failed");
                failed()
            })
    }
}

/// The body; `None` where it is too large or does not arrive whole.
async fn read_body(body: Body) -> Option<Bytes> {
    // A body that says how large it is does not have to be waited for.
    let announced = body.size_hint().lower();
    if announced > u64::try_from(LARGEST_BODY).unwrap_or(u64::MAX) {
        return None;
    }
    to_bytes(body, LARGEST_BODY).await.ok()
}

/// An answer of the gateway itself.
fn gateway_says(status: StatusCode, message: &str) -> Response {
    let mut response = Response::new(Body::from(
        serde_json::json!({ "message": message }).to_string(),
    ));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

/// The function's answer to an event, both as Lambda's JSON.
pub(crate) async fn call(router: Router, event: String) -> Result<String, String> {
    let event = RawValue::from_string(event).map_err(|error| error.to_string())?;
    let event = LambdaEvent::new(event, invocation());
    let answer = lambda::answer(router, event).await;
    let answer = answer.map_err(|error| error.to_string())?;
    serde_json::to_string(&answer).map_err(|error| error.to_string())
}

/// What Lambda tells a function of an invocation that begins now.
fn invocation() -> Context {
    let now = Timestamp::now();
    let deadline = now.as_millisecond().unsigned_abs();
    let patience = u64::try_from(PATIENCE.as_millis()).unwrap_or(u64::MAX);
    let mut context = Context::default();
    context.request_id = uuid();
    context.deadline = deadline.saturating_add(patience);
    context.xray_trace_id = Some(new_trace_id(now));
    context
}

/// The response that API Gateway makes of a function's answer.
fn from_answer(json: &str) -> Result<Response, String> {
    if json.len() > LARGEST_ANSWER {
        return Err(format!(
            "the answer of {} bytes is larger than Lambda allows",
            json.len()
        ));
    }
    let answer: ApiGatewayV2httpResponse =
        serde_json::from_str(json).map_err(|error| error.to_string())?;
    let body = answer.body.unwrap_or_default();
    let body = if answer.is_base64_encoded {
        let decoded = STANDARD.decode(&*body);
        decoded.map_err(|error| error.to_string())?
    } else {
        body.to_vec()
    };
    let mut response = Response::new(Body::from(body));
    let status = u16::try_from(answer.status_code).map_err(|error| error.to_string())?;
    *response.status_mut() = StatusCode::from_u16(status).map_err(|error| error.to_string())?;
    *response.headers_mut() = answer.headers;
    without_connection_headers(response.headers_mut());
    for cookie in answer.cookies {
        let cookie = HeaderValue::from_str(&cookie).map_err(|error| error.to_string())?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What belongs to the connection is the gateway's business.
fn without_connection_headers(headers: &mut HeaderMap) {
    for name in [
        header::CONNECTION,
        header::CONTENT_LENGTH,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
    ] {
        headers.remove(name);
    }
}
