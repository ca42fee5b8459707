//! API Gateway's requests and answers as JSON, payload format 2.0.
//!
//! Source: <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
//!
//! The laptop's stack and Lambda come through here alike. The crate `lambda_http` does the same for
//! every kind of event and character set; of what a function weighs and of what a page costs, that was
//! a tenth. It also panics on a URL that a client can send and that is none.

use std::borrow::Cow;
use std::collections::HashMap;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use serde::{Deserialize, Serialize};
use tower::ServiceExt as _;

/// The largest answer that Lambda passes on, in bytes.
const LARGEST_ANSWER: usize = 6 * 1024 * 1024;

/// A request, as the function is handed it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayRequest {
    /// Decoded.
    #[serde(default)]
    raw_path: String,
    /// As it was sent.
    #[serde(default)]
    raw_query_string: String,
    #[serde(default)]
    cookies: Vec<String>,
    /// Those sent twice are joined by a comma.
    #[serde(default)]
    headers: HashMap<String, String>,
    request_context: RequestContext,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// What the platform knows of a request; an extension of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestContext {
    /// The platform's id of the request.
    #[serde(default)]
    pub request_id: Option<String>,
    /// The API's own domain.
    #[serde(default)]
    pub domain_name: Option<String>,
    /// The request itself.
    #[serde(default)]
    pub http: HttpContext,
}

/// What the platform says of the request itself.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct HttpContext {
    /// Such as `GET`.
    #[serde(default)]
    pub method: String,
}

/// An answer, as the function hands it back.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayAnswer {
    /// The status code.
    pub status_code: u16,
    /// Header names and values. Those of several values are joined by a comma.
    pub headers: HashMap<String, String>,
    /// The values of `set-cookie`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cookies: Vec<String>,
    /// Text, or base64.
    pub body: String,
    /// Which of the two.
    pub is_base64_encoded: bool,
}

/// A function's answer to a request.
pub async fn answer(router: Router, request: GatewayRequest) -> GatewayAnswer {
    let Ok(response) = router.oneshot(request.into_request()).await;
    GatewayAnswer::of(response).await
}

impl GatewayRequest {
    /// The request. Whatever a client sends makes one: what may not stand in a URL is escaped, and a
    /// header or body that cannot be read is as good as not sent.
    pub fn into_request(self) -> Request {
        let body = match self.body {
            Some(body) if self.is_base64_encoded => STANDARD.decode(body).unwrap_or_default(),
            Some(body) => body.into_bytes(),
            None => Vec::new(),
        };
        let mut request = Request::new(Body::from(body));
        let method = Method::from_bytes(self.request_context.http.method.as_bytes());
        *request.method_mut() = method.unwrap_or_default();
        *request.uri_mut() = uri(&self.raw_path, &self.raw_query_string);
        let headers = request.headers_mut();
        headers.reserve(self.headers.len().saturating_add(1));
        for (name, value) in &self.headers {
            let value = HeaderValue::from_bytes(value.as_bytes());
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), value)
                && (name != header::HOST || is_host(&value))
            {
                headers.insert(name, value);
            }
        }
        if !self.cookies.is_empty()
            && let Ok(cookies) = HeaderValue::try_from(self.cookies.join("; "))
        {
            headers.insert(header::COOKIE, cookies);
        }
        request.extensions_mut().insert(self.request_context);
        request
    }
}

impl GatewayAnswer {
    async fn of(response: Response) -> Self {
        let (mut parts, body) = response.into_parts();
        let body = to_bytes(body, LARGEST_ANSWER)
            .await
            .unwrap_or_else(|error| {
                tracing::error!(%error, "an answer is too large, or cannot be read");
                parts.status = StatusCode::INTERNAL_SERVER_ERROR;
                Bytes::new()
            });
        let (body, is_base64_encoded) = match String::from_utf8(body.into()) {
            Ok(text) => (text, false),
            Err(error) => (STANDARD.encode(error.as_bytes()), true),
        };
        Self {
            status_code: parts.status.as_u16(),
            cookies: values(&parts.headers, &header::SET_COOKIE)
                .map(str::to_owned)
                .collect(),
            headers: parts
                .headers
                .keys()
                .filter(|name| *name != header::SET_COOKIE)
                .map(|name| (name.to_string(), joined(&parts.headers, name)))
                .collect(),
            body,
            is_base64_encoded,
        }
    }
}

fn values<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
}

fn joined(headers: &HeaderMap, name: &HeaderName) -> String {
    values(headers, name).collect::<Vec<_>>().join(", ")
}

/// The part of a URL that a function looks at. The path was decoded, so that a percent sign in it is
/// one that was escaped.
fn uri(path: &str, query: &str) -> Uri {
    let path = escape(path, is_path_byte);
    let slash = if path.starts_with('/') { "" } else { "/" };
    let query = escape(query, is_query_byte);
    let mark = if query.is_empty() { "" } else { "?" };
    Uri::try_from([slash, &path, mark, &query].concat()).unwrap_or_default()
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
    use serde_json::{Value, json};

    use super::*;

    fn request(event: Value) -> Request {
        let read: GatewayRequest = serde_json::from_value(event).unwrap();
        read.into_request()
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
        let request = request(event(path, query, host));
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
        let host = |host| seen("/", "", host).1;
        assert_eq!(host("h:1"), "h:1");
        assert_eq!(host("a b"), "");
        assert_eq!(host("a@b/c?d"), "");
    }

    #[tokio::test]
    async fn a_request_has_all_that_was_sent_and_can_be_read() {
        let request = request(event("/", "", "h"));
        assert_eq!(request.method(), Method::POST);
        let names: Vec<_> = request.headers().keys().map(HeaderName::as_str).collect();
        assert_eq!(names.len(), 3, "{names:?}");
        assert_eq!(request.headers()[header::COOKIE], "a=1; b=2");
        let context = request.extensions().get::<RequestContext>().unwrap();
        assert_eq!(context.request_id.as_deref(), Some("r1"));
        assert_eq!(context.domain_name.as_deref(), Some("domain"));
        let body = to_bytes(request.into_body(), 10).await.unwrap();
        assert_eq!(body.len(), 0, "it is no base64");

        let mut text = event("/", "", "h");
        text["body"] = json!("{\"a\":\"ü\"}");
        text["isBase64Encoded"] = json!(false);
        let body = to_bytes(self::request(text).into_body(), 100).await;
        assert_eq!(body.unwrap(), "{\"a\":\"ü\"}");
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
                .body(Body::from(body));
            serde_json::to_value(GatewayAnswer::of(response.unwrap()).await).unwrap()
        };
        assert_eq!(
            answer("ü".as_bytes()).await,
            json!({
                "statusCode": 201, "headers": { "x-a": "1, 2" }, "cookies": ["a=1", "b=2"],
                "body": "ü", "isBase64Encoded": false,
            })
        );
        let binary = answer(b"\x89PNG").await;
        assert_eq!(binary["body"], "iVBORw==");
        assert_eq!(binary["isBase64Encoded"], true);
    }
}
