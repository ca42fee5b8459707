//! A router as a Lambda function behind API Gateway: `lambda_http` makes requests of events and answers of
//! responses.
//!
//! `lambda_http` panics where the parts of an event make no URL or no base64, and takes the dots out of a
//! path. So an event is cleaned before it is converted, and the request then gets the URI that the client
//! sent. Lambda and the laptop's stack both call [`answer`].
//!
//! The events are of payload format 2.0. Source:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

use std::borrow::Cow;
use std::convert::Infallible;
use std::future::{Future, ready};
use std::net::IpAddr;
use std::pin::Pin;

use axum::Router;
use axum::body::to_bytes;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Uri, header};
use jiff::Timestamp;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Body, Context, IntoResponse, LambdaEvent, Request};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use tower::ServiceExt as _;

/// The largest body of an answer as JSON, in bytes: of the 6 MB that Lambda passes on, 64 KB are left for
/// status, headers and cookies.
const LARGEST_BODY: usize = (6 * 1024 - 64) * 1024;

/// The longest URI, in bytes. `http` takes 65,534, of which scheme and domain need a part.
const LONGEST_URI: usize = 60_000;

const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// What the platform says about a request; an extension of it.
#[derive(Debug, Clone, Default)]
pub struct RequestContext {
    /// API Gateway's id of the request.
    pub request_id: Option<String>,
    /// The API's own domain.
    pub domain_name: Option<String>,
    /// The address that the client connected from, as API Gateway saw it.
    pub source_ip: Option<IpAddr>,
    /// The X-Ray trace that the invocation belongs to, such as `Root=1-69242c8a-0f2a5b7c3c1d4e5f60718293`.
    pub trace_id: Option<String>,
    /// When the platform stops waiting for the answer.
    pub deadline: Option<Timestamp>,
}

/// Runs a router as a Lambda function until the platform ends the sandbox.
///
/// # Errors
/// When the platform's runtime API cannot be reached.
pub async fn serve(router: Router) -> Result<(), lambda_http::Error> {
    let service = lambda_http::service_fn(async |event| answer(router.clone(), event).await);
    lambda_http::lambda_runtime::run(service).await
}

/// A function's answer to an event of API Gateway.
///
/// # Errors
/// When the event is not one of API Gateway.
pub async fn answer(
    router: Router,
    event: LambdaEvent<Box<RawValue>>,
) -> Result<impl Serialize, lambda_http::Error> {
    let LambdaEvent {
        payload, context, ..
    } = event;
    let mut event = read(&payload)?;
    let sent = Sent::clean(&mut event, &context);
    let service = router
        .map_request(move |request| sent.restore(request))
        .and_then(Answer::of);
    let event = LambdaEvent::new(LambdaRequest::ApiGatewayV2(event), context);
    let Ok(answer) = Adapter::from(service).oneshot(event).await;
    Ok(answer)
}

/// Reads an event. A header that HTTP does not allow is as good as not sent.
fn read(event: &RawValue) -> Result<ApiGatewayV2httpRequest, serde_json::Error> {
    serde_json::from_str(event.get()).or_else(|_| {
        let mut event: Value = serde_json::from_str(event.get())?;
        if let Some(headers) = event.get_mut("headers").and_then(Value::as_object_mut) {
            headers.retain(|name, value| {
                let value = value.as_str().map(HeaderValue::from_str);
                HeaderName::try_from(name).is_ok() && matches!(value, Some(Ok(_)))
            });
        }
        serde_json::from_value(event)
    })
}

/// The parts of a request that do not go through `lambda_http`.
struct Sent {
    uri: Uri,
    host: Option<HeaderValue>,
    scheme: Option<HeaderValue>,
    context: RequestContext,
}

impl Sent {
    /// Leaves in the event only what `lambda_http` can convert. What may not stand in a URL is escaped, and
    /// a host or body that cannot be read is as good as not sent.
    fn clean(event: &mut ApiGatewayV2httpRequest, invocation: &Context) -> Self {
        let path = event.raw_path.take().unwrap_or_default();
        let query = event.raw_query_string.take().unwrap_or_default();
        let uri = uri(&path, &query);
        event.raw_path = Some(uri.path().to_owned());
        event.raw_query_string = uri.query().map(str::to_owned);
        if event.is_base64_encoded {
            event.body.take_if(|body| STANDARD.decode(body).is_err());
        }
        // Without a host, the crate would make a URL of the domain.
        let domain_name = event.request_context.domain_name.take();
        let context = &event.request_context;
        let deadline = i64::try_from(invocation.deadline).ok();
        let source_ip = context.http.source_ip.as_ref();
        Self {
            uri,
            host: event.headers.remove(header::HOST).filter(is_host),
            scheme: event.headers.remove(X_FORWARDED_PROTO),
            context: RequestContext {
                request_id: context.request_id.clone(),
                domain_name,
                source_ip: source_ip.and_then(|address| address.parse().ok()),
                trace_id: invocation.xray_trace_id.clone(),
                deadline: deadline.and_then(|deadline| Timestamp::from_millisecond(deadline).ok()),
            },
        }
    }

    /// Puts into the request what was held back.
    fn restore(&self, mut request: Request) -> Request {
        *request.uri_mut() = self.uri.clone();
        let held = [
            (header::HOST, &self.host),
            (X_FORWARDED_PROTO, &self.scheme),
        ];
        for (name, value) in held {
            if let Some(value) = value {
                request.headers_mut().insert(name, value.clone());
            }
        }
        request.extensions_mut().insert(self.context.clone());
        request
    }
}

/// A response whose body goes to Lambda as text where it is UTF-8, else in base64.
///
/// Left to itself, `lambda_http` decides by the media type, and changes the bytes of a text that is not in
/// its charset.
struct Answer(Response<Body>);

impl Answer {
    /// An answer that is too large for Lambda becomes an error of ours.
    async fn of(response: axum::response::Response) -> Result<Self, Infallible> {
        let (mut parts, body) = response.into_parts();
        join_values(&mut parts.headers);
        let body = match to_bytes(body, LARGEST_BODY).await {
            Ok(body) => match String::from_utf8(body.into()) {
                Ok(text) => Body::from(text),
                Err(error) => Body::from(error.into_bytes()),
            },
            Err(error) => {
                tracing::error!(%error, "an answer is too large, or cannot be read");
                return Ok(Self::failed(parts));
            }
        };
        if !fits(&body) {
            tracing::error!("an answer is too large");
            return Ok(Self::failed(parts));
        }
        Ok(Self(Response::from_parts(parts, body)))
    }

    /// An empty 500. The headers that tell of the refused body, and its cookies, go with it.
    fn failed(mut parts: http::response::Parts) -> Self {
        for name in [
            header::CONTENT_LENGTH,
            header::CONTENT_TYPE,
            header::SET_COOKIE,
        ] {
            parts.headers.remove(name);
        }
        parts.status = StatusCode::INTERNAL_SERVER_ERROR;
        Self(Response::from_parts(parts, Body::from(String::new())))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Pin<Box<dyn Future<Output = Response<Body>> + Send>> {
        Box::pin(ready(self.0))
    }
}

fn fits(body: &Body) -> bool {
    // No byte becomes more than six in JSON.
    body.len() <= LARGEST_BODY / 6
        || serde_json::to_vec(body).is_ok_and(|json| json.len() <= LARGEST_BODY)
}

/// Joins the values of one name by a comma, because `lambda_http` writes only the first of them. Cookies have
/// a place of their own.
fn join_values(headers: &mut HeaderMap) {
    if headers.len() == headers.keys_len() {
        return;
    }
    let names: Vec<HeaderName> = headers.keys().cloned().collect();
    for name in names.into_iter().filter(|name| name != header::SET_COOKIE) {
        let values = headers.get_all(&name).into_iter();
        let values: Vec<&[u8]> = values.map(HeaderValue::as_bytes).collect();
        if let Ok(joined) = HeaderValue::from_bytes(&values.join(&b", "[..])) {
            headers.insert(name, joined);
        }
    }
}

/// The part of a URL that a function looks at. The path was decoded, so that a percent sign in it is
/// one that was escaped.
fn uri(path: &str, query: &str) -> Uri {
    let path = escape(path, is_path_byte);
    let slash = if path.starts_with('/') { "" } else { "/" };
    let query = escape(query, is_query_byte);
    let mark = if query.is_empty() { "" } else { "?" };
    let uri = [slash, &path, mark, &query].concat();
    if uri.len() > LONGEST_URI {
        return Uri::default();
    }
    Uri::try_from(uri).unwrap_or_default()
}

fn escape(text: &str, may_stay: fn(u8) -> bool) -> Cow<'_, str> {
    if text.bytes().all(may_stay) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if may_stay(byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    Cow::Owned(escaped)
}

/// RFC 3986's `pchar` and the slash, without the percent sign.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte)
}

fn is_query_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"<>#".contains(&byte)
}

fn is_host(value: &HeaderValue) -> bool {
    let bytes = value.as_bytes();
    !bytes.is_empty()
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]_".contains(byte))
}

#[cfg(test)]
mod tests {
    use axum::body::Body as AnswerBody;
    use http::Method;
    use serde_json::json;

    use super::*;

    fn raw(event: &Value) -> Box<RawValue> {
        RawValue::from_string(event.to_string()).unwrap()
    }

    /// The request that a router gets.
    fn request(event: &Value) -> Request {
        let mut event = read(&raw(event)).unwrap();
        let sent = Sent::clean(&mut event, &Context::default());
        sent.restore(LambdaRequest::ApiGatewayV2(event).into())
    }

    fn event(path: &str, query: &str, host: &str) -> Value {
        json!({
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": query,
            "cookies": ["a=1", "b=2"],
            "headers": { "host": host, "x-forwarded-proto": "http", "bad name": "x", "x-bad": "a\nb" },
            "requestContext": { "domainName": "domain", "requestId": "r1", "http": { "method": "POST" }, "stage": "$default" },
            "body": "%", "isBase64Encoded": true,
        })
    }

    /// The URL and host that a function would see.
    fn seen(path: &str, query: &str, host: &str) -> (String, String) {
        let request = request(&event(path, query, host));
        let host = request.headers().get(header::HOST);
        let host = host.map_or("", |host| host.to_str().unwrap()).to_owned();
        (request.uri().to_string(), host)
    }

    #[test]
    fn hostile_events_become_requests() {
        let url = |path, query| seen(path, query, "h").0;
        assert_eq!(
            url("/pay/abc", "x=<b>&y=\"a b\"#\u{7}ä"),
            "/pay/abc?x=%3Cb%3E&y=%22a%20b%22%23%07%C3%A4"
        );
        assert_eq!(url("/pay/abc", "a=1&b=%20"), "/pay/abc?a=1&b=%20");
        assert_eq!(url("/a b/c?d#e", ""), "/a%20b/c%3Fd%23e");
        assert_eq!(url("/%2e%2e/x", ""), "/%252e%252e/x");
        assert_eq!(url("/a\\..\\b", ""), "/a%5C..%5Cb");
        assert_eq!(url("//", ""), "//");
        assert_eq!(url("//evil.example/x", ""), "//evil.example/x");
        assert_eq!(url("", ""), "/");
        assert_eq!(url("x", ""), "/x");
        assert_eq!(url("/pay/../v1/me", ""), "/pay/../v1/me");
        assert_eq!(url("/a/./b/..", "x=/../"), "/a/./b/..?x=/../");
        assert_eq!(url("/pay/abc", &"\"".repeat(30_000)), "/");
        let host = |host| seen("/", "", host).1;
        assert_eq!(host("h:1"), "h:1");
        assert_eq!(host("a b"), "");
        assert_eq!(host("a@b/c?d"), "");
        // A host by its letters, and none in a URL.
        for odd in [":80", "h:99999", "[", "1.2.3.999", "xn--a", "..", "a:b:c"] {
            assert_eq!(host(odd), odd);
        }
    }

    #[test]
    fn no_scheme_stops_a_request() {
        for scheme in ["http", "http,https", "a b", "://", ""] {
            let mut event = event("/x", "", "h");
            event["headers"]["x-forwarded-proto"] = json!(scheme);
            let request = request(&event);
            assert_eq!(request.uri(), "/x");
            assert_eq!(request.headers()[X_FORWARDED_PROTO], scheme);
        }
    }

    #[test]
    fn a_request_has_all_that_was_sent_and_can_be_read() {
        let request = request(&event("/", "", "h"));
        assert_eq!(request.method(), Method::POST);
        let names: Vec<_> = request.headers().keys().map(HeaderName::as_str).collect();
        assert_eq!(names.len(), 3, "{names:?}");
        assert_eq!(request.headers()[header::COOKIE], "a=1; b=2");
        let context = request.extensions().get::<RequestContext>().unwrap();
        assert_eq!(context.request_id.as_deref(), Some("r1"));
        assert_eq!(context.domain_name.as_deref(), Some("domain"));
        assert_eq!(request.body().len(), 0, "it is no base64");

        let mut text = event("/", "", "h");
        text["body"] = json!("{\"a\":\"ü\"}");
        text["isBase64Encoded"] = json!(false);
        assert_eq!(&**self::request(&text).body(), "{\"a\":\"ü\"}".as_bytes());
        text["body"] = json!("w7w=");
        text["isBase64Encoded"] = json!(true);
        assert_eq!(&**self::request(&text).body(), "ü".as_bytes());
    }

    #[tokio::test]
    async fn what_is_no_event_of_the_gateway_is_an_error() {
        let of_a_rest_api = json!({
            "httpMethod": "GET", "path": "/", "headers": {}, "requestContext": { "httpMethod": "GET" },
        });
        let mut odd_method = event("/", "", "h");
        odd_method["requestContext"]["http"]["method"] = json!("G T");
        for event in [json!({}), Value::Null, json!([]), of_a_rest_api, odd_method] {
            let event = LambdaEvent::new(raw(&event), Context::default());
            assert!(answer(Router::new(), event).await.is_err());
        }
    }

    #[tokio::test]
    async fn a_handler_can_read_what_the_platform_says() {
        async fn said(context: axum::Extension<RequestContext>) -> String {
            format!("{:?}", context.0)
        }
        let mut event = event("/", "", "h");
        event["requestContext"]["http"]["sourceIp"] = json!("203.0.113.7");
        let mut context = Context::default();
        context.deadline = 1_795_511_287_006;
        context.xray_trace_id = Some("Root=1-69242c8a-0f2a5b7c3c1d4e5f60718293".to_owned());
        let router = Router::new().fallback(said);
        let event = LambdaEvent::new(raw(&event), context);
        let answer = answer(router, event).await.unwrap();
        assert_eq!(
            serde_json::to_value(answer).unwrap()["body"],
            "RequestContext { request_id: Some(\"r1\"), domain_name: Some(\"domain\"), \
             source_ip: Some(203.0.113.7), \
             trace_id: Some(\"Root=1-69242c8a-0f2a5b7c3c1d4e5f60718293\"), \
             deadline: Some(2026-11-24T09:08:07.006Z) }"
        );
    }

    /// What Lambda gets from a function that answers this.
    async fn answered(response: axum::response::Response) -> Value {
        let parts = std::sync::Arc::new(std::sync::Mutex::new(Some(response)));
        let router = Router::new().fallback(async move || parts.lock().unwrap().take().unwrap());
        let event = LambdaEvent::new(raw(&event("/", "", "h")), Context::default());
        serde_json::to_value(answer(router, event).await.unwrap()).unwrap()
    }

    #[tokio::test]
    async fn an_answer_is_text_or_base64_and_its_cookies_stand_apart() {
        let answer = async |body: &'static [u8]| {
            let response = Response::builder()
                .status(StatusCode::CREATED)
                .header("x-a", "1")
                .header("x-a", "2")
                .header("set-cookie", "a=1")
                .header("set-cookie", "b=2")
                .body(AnswerBody::from(body));
            answered(response.unwrap()).await
        };
        let mut text = answer("ü".as_bytes()).await;
        // The crate's, which the gateway does not read in this format.
        assert_eq!(text["multiValueHeaders"].take(), json!({}));
        text.as_object_mut().unwrap().remove("multiValueHeaders");
        assert_eq!(text["headers"]["content-length"].take(), "2");
        text["headers"]
            .as_object_mut()
            .unwrap()
            .remove("content-length");
        assert_eq!(
            text,
            json!({
                "statusCode": 201, "headers": { "x-a": "1, 2" }, "cookies": ["a=1", "b=2"],
                "body": "ü", "isBase64Encoded": false,
            })
        );
        let binary = answer(b"\x89PNG").await;
        assert_eq!(binary["body"], "iVBORw==");
        assert_eq!(binary["isBase64Encoded"], true);
    }

    #[tokio::test]
    async fn the_bytes_of_an_answer_do_not_hang_on_its_media_type() {
        let answer = async |media_type: &str, body: &'static [u8]| {
            let response = Response::builder()
                .header(header::CONTENT_TYPE, media_type)
                .body(AnswerBody::from(body));
            let answer = answered(response.unwrap()).await;
            let body = answer["body"].as_str().unwrap().to_owned();
            (body, answer["isBase64Encoded"].as_bool().unwrap())
        };
        // A byte order mark, which spreadsheets look for, and a charset that the text is not in.
        let text = "\u{feff}a,ü\n";
        for media_type in ["text/csv", "text/html; charset=iso-8859-1", "image/png", ""] {
            let told = answer(media_type, text.as_bytes()).await;
            assert_eq!(told, (text.to_owned(), false), "{media_type}");
            let told = answer(media_type, b"\xff\x00").await;
            assert_eq!(told, ("/wA=".to_owned(), true), "{media_type}");
        }
    }

    #[tokio::test]
    async fn an_answer_that_lambda_would_not_take_is_an_error_of_ours() {
        let status = async |body: Vec<u8>| {
            let response = Response::builder()
                .header(header::CONTENT_TYPE, "text/csv")
                .header(header::SET_COOKIE, "a=1")
                .body(AnswerBody::from(body));
            let answer = answered(response.unwrap()).await;
            let is_empty = answer["headers"].get("content-type").is_none()
                && answer["cookies"].as_array().is_none_or(Vec::is_empty);
            assert_eq!(is_empty, answer["statusCode"] == 500, "{answer}");
            let refused = answer["statusCode"] == 500 && answer["body"] == "";
            (answer["statusCode"].as_u64().unwrap(), refused)
        };
        assert_eq!(status(vec![b'a'; LARGEST_BODY - 2]).await, (200, false));
        assert_eq!(status(vec![b'a'; LARGEST_BODY - 1]).await, (500, true));
        assert_eq!(status(vec![b'a'; 7_000_000]).await, (500, true));
        assert_eq!(status(vec![b'"'; 4_000_000]).await, (500, true), "escapes");
        assert_eq!(status(vec![0xff; 4_000_000]).await, (200, false));
        assert_eq!(status(vec![0xff; 5_000_000]).await, (500, true), "base64");
    }
}
