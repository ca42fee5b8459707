//! What AWS would hand to the functions: requests as API Gateway's events (payload format 2.0), and the schedule's
//! event.
//!
//! Source: <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

use std::collections::BTreeMap;
use std::net::SocketAddr;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use http::{HeaderMap, header};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::route::{self, PathParameters, Route};
use crate::template::REGION;

/// A request, as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// Such as `GET`.
    pub method: &'a str,
    /// The path's parts, decoded and without dots (see [`route::split_path`]).
    pub path: &'a [String],
    /// What follows the question mark, as it was sent.
    pub query: &'a str,
    /// As they were sent.
    pub headers: &'a HeaderMap,
    /// As it was sent.
    pub body: &'a [u8],
    /// Who sent it.
    pub peer: SocketAddr,
    /// Host and port of this API.
    pub domain: &'a str,
    /// The gateway's id of this request.
    pub request_id: &'a str,
    /// When it arrived.
    pub received_at: Timestamp,
}

/// The event that API Gateway would make of the request for this route.
#[must_use]
pub fn http_event(request: &Incoming<'_>, route: &Route, parameters: &PathParameters) -> Value {
    let mut headers = gateway_headers(request);
    let cookies = headers.remove("cookie");
    let user_agent = headers.get("user-agent").map_or("", String::as_str);
    let content_type = headers.get("content-type").map(String::as_str);
    let path = format!("/{}", request.path.join("/"));
    let text = std::str::from_utf8(request.body)
        .ok()
        .filter(|_| is_text(content_type));

    let mut event = json!({
        "version": "2.0",
        "routeKey": route.key(),
        "rawPath": path,
        "rawQueryString": request.query,
        "requestContext": request_context(request, route, &path, user_agent),
        "isBase64Encoded": text.is_none() && !request.body.is_empty(),
        "headers": headers,
    });
    // The gateway leaves these out where there is nothing to say.
    let parts = [
        ("cookies", cookies.map(|sent| json!(split_cookies(&sent)))),
        (
            "queryStringParameters",
            (!request.query.is_empty()).then(|| json!(query_parameters(request.query))),
        ),
        (
            "pathParameters",
            (!parameters.is_empty()).then(|| {
                let named = parameters.iter().map(|(name, value)| (name, value));
                json!(named.collect::<BTreeMap<_, _>>())
            }),
        ),
        (
            "body",
            (!request.body.is_empty())
                .then(|| json!(text.map_or_else(|| STANDARD.encode(request.body), str::to_owned))),
        ),
    ];
    if let Some(event) = event.as_object_mut() {
        for (name, value) in parts {
            event.extend(value.map(|value| (name.to_owned(), value)));
        }
    }
    event
}

fn request_context(request: &Incoming<'_>, route: &Route, path: &str, user_agent: &str) -> Value {
    json!({
        "accountId": "000000000000",
        "apiId": "local",
        "domainName": request.domain,
        "domainPrefix": "local",
        "http": {
            "method": request.method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": request.peer.ip().to_string(),
            "userAgent": user_agent,
        },
        "requestId": request.request_id,
        "routeKey": route.key(),
        "stage": "$default",
        "time": request.received_at.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
        "timeEpoch": request.received_at.as_millisecond(),
    })
}

/// The request's headers, with what the gateway says of its client.
fn gateway_headers(request: &Incoming<'_>) -> BTreeMap<String, String> {
    let source_ip = request.peer.ip().to_string();
    let mut headers = joined_headers(request.headers);
    headers
        .entry("x-forwarded-for".to_owned())
        .and_modify(|sent| *sent = format!("{sent}, {source_ip}"))
        .or_insert_with(|| source_ip.clone());
    headers.insert("x-forwarded-proto".to_owned(), "http".to_owned());
    if let Some((_, port)) = request.domain.rsplit_once(':') {
        headers.insert("x-forwarded-port".to_owned(), port.to_owned());
    }
    headers
}

fn split_cookies(sent: &str) -> Vec<&str> {
    sent.split(';')
        .map(str::trim)
        .filter(|cookie| !cookie.is_empty())
        .collect()
}

/// The event of a schedule that is due now.
#[must_use]
pub fn schedule_event(rule: &str, now: Timestamp) -> Value {
    json!({
        "version": "0",
        "id": uuid(),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "region": REGION,
        "resources": [format!("arn:aws:events:{REGION}:000000000000:rule/{rule}")],
        "detail": {},
    })
}

/// A new id of a request, which looks like the gateway's.
#[must_use]
pub fn new_request_id() -> String {
    URL_SAFE.encode(random::<11>())
}

/// A new id of a trace, in the form of X-Ray's header.
pub(crate) fn new_trace_id(now: Timestamp) -> String {
    let hex: String = random::<12>()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("Root=1-{:08x}-{hex}", now.as_second())
}

/// A random UUID.
pub(crate) fn uuid() -> String {
    let hex: String = random::<16>()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let part = |from, to| hex.get(from..to).unwrap_or_default();
    [
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ]
    .join("-")
}

/// These bytes only have to differ, so a machine without a random source gives zeros and not an error.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let _ = getrandom::fill(&mut bytes);
    bytes
}

/// Names in lower case, and values of one name joined with commas. Cookies are joined with semicolons.
fn joined_headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut joined: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let separator = if name == header::COOKIE { ";" } else { "," };
        joined
            .entry(name.as_str().to_owned())
            .and_modify(|before| {
                before.push_str(separator);
                before.push_str(&value);
            })
            .or_insert_with(|| value.into_owned());
    }
    joined
}

/// What API Gateway passes on as text. A form is not among them, so it arrives in base64.
fn is_text(content_type: Option<&str>) -> bool {
    let Some(content_type) = content_type else {
        return true;
    };
    let kind = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind.starts_with("text/")
        || kind.ends_with("+json")
        || [
            "application/json",
            "application/xml",
            "application/javascript",
        ]
        .contains(&kind.as_str())
}

/// Decoded names and values, those of one name joined with commas.
fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        route::decode_bytes(&text).map_or_else(
            || text.clone(),
            |bytes| String::from_utf8_lossy(&bytes).into_owned(),
        )
    };
    let mut parameters: BTreeMap<String, String> = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decode(value);
        parameters
            .entry(decode(name))
            .and_modify(|before| {
                before.push(',');
                before.push_str(&value);
            })
            .or_insert(value);
    }
    parameters
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use http::{HeaderName, HeaderValue};

    use super::*;
    use crate::route::split_path;

    struct Sent {
        method: &'static str,
        target: &'static str,
        headers: Vec<(&'static str, &'static [u8])>,
        body: &'static [u8],
    }

    const GET: Sent = Sent {
        method: "GET",
        target: "/",
        headers: Vec::new(),
        body: b"",
    };

    fn event(sent: &Sent) -> Value {
        let (path, query) = sent.target.split_once('?').unwrap_or((sent.target, ""));
        let path = split_path(path).unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in &sent.headers {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_bytes(value).unwrap(),
            );
        }
        let table = route::Table::new([
            (Route::DEFAULT, ()),
            (Route::new("GET", "/pay/{token}").unwrap(), ()),
            (Route::new("POST", "/pay/{token}").unwrap(), ()),
        ]);
        let (route, parameters, ()) = table.find(sent.method, &path).unwrap();
        let incoming = Incoming {
            method: sent.method,
            path: &path,
            query,
            headers: &headers,
            body: sent.body,
            peer: SocketAddr::from((Ipv4Addr::new(203, 0, 113, 7), 50_000)),
            domain: "127.0.0.1:3000",
            request_id: "JKJaXmPLvHcESHA=",
            received_at: "2026-11-24T09:08:07.006Z".parse().unwrap(),
        };
        http_event(&incoming, route, &parameters)
    }

    #[test]
    fn a_plain_request_has_the_shape_of_the_documentation() {
        let event = event(&Sent {
            target: "/pay/abc?a=1&b=x+y&a=2",
            headers: vec![
                ("user-agent", b"curl"),
                ("accept", b"text/html"),
                ("accept", b"*/*"),
            ],
            ..GET
        });
        assert_eq!(
            event,
            json!({
                "version": "2.0",
                "routeKey": "GET /pay/{token}",
                "rawPath": "/pay/abc",
                "rawQueryString": "a=1&b=x+y&a=2",
                "headers": {
                    "accept": "text/html,*/*",
                    "user-agent": "curl",
                    "x-forwarded-for": "203.0.113.7",
                    "x-forwarded-port": "3000",
                    "x-forwarded-proto": "http",
                },
                "queryStringParameters": { "a": "1,2", "b": "x y" },
                "pathParameters": { "token": "abc" },
                "requestContext": {
                    "accountId": "000000000000",
                    "apiId": "local",
                    "domainName": "127.0.0.1:3000",
                    "domainPrefix": "local",
                    "http": {
                        "method": "GET",
                        "path": "/pay/abc",
                        "protocol": "HTTP/1.1",
                        "sourceIp": "203.0.113.7",
                        "userAgent": "curl",
                    },
                    "requestId": "JKJaXmPLvHcESHA=",
                    "routeKey": "GET /pay/{token}",
                    "stage": "$default",
                    "time": "24/Nov/2026:09:08:07 +0000",
                    "timeEpoch": 1_795_511_287_006_i64,
                },
                "isBase64Encoded": false,
            })
        );
    }

    #[test]
    fn hostile_queries_are_passed_on_as_they_are() {
        let event = event(&Sent {
            target: "/pay/abc?x=<b>&y=\"&z=%ff&%zz",
            ..GET
        });
        assert_eq!(event["rawQueryString"], "x=<b>&y=\"&z=%ff&%zz");
        assert_eq!(event["queryStringParameters"]["x"], "<b>");
        assert_eq!(event["queryStringParameters"]["z"], "\u{fffd}");
    }

    #[test]
    fn paths_are_decoded_and_have_no_dots() {
        assert_eq!(
            event(&Sent {
                target: "/a%20b/%2e%2e/c%3Fd",
                ..GET
            })["rawPath"],
            "/c?d"
        );
        assert_eq!(
            event(&Sent {
                target: "/pay/a%20b",
                ..GET
            })["pathParameters"]["token"],
            "a b"
        );
        assert_eq!(
            event(&Sent {
                target: "/pay/../v1/me",
                ..GET
            })["routeKey"],
            "$default"
        );
        assert_eq!(event(&Sent { target: "/", ..GET })["rawPath"], "/");
    }

    #[test]
    fn cookies_have_a_place_of_their_own() {
        let event = event(&Sent {
            headers: vec![("cookie", b"a=1; b=2"), ("cookie", b"c=3")],
            ..GET
        });
        assert_eq!(event["cookies"], json!(["a=1", "b=2", "c=3"]));
        assert_eq!(event["headers"].get("cookie"), None);
    }

    #[test]
    fn bodies_are_text_or_base64_as_the_gateway_decides() {
        let body = |kind: &'static [u8], body: &'static [u8]| {
            event(&Sent {
                method: "POST",
                headers: vec![("content-type", kind)],
                body,
                ..GET
            })
        };
        let json = body(b"application/json; charset=utf-8", "{\"ä\":1}".as_bytes());
        assert_eq!(
            (&json["body"], &json["isBase64Encoded"]),
            (&json!("{\"ä\":1}"), &json!(false))
        );
        let form = body(b"application/x-www-form-urlencoded", b"a=b");
        assert_eq!(
            (&form["body"], &form["isBase64Encoded"]),
            (&json!("YT1i"), &json!(true))
        );
        let broken = body(b"application/json", b"\xff");
        assert_eq!(
            (&broken["body"], &broken["isBase64Encoded"]),
            (&json!("/w=="), &json!(true))
        );
        assert_eq!(event(&GET).get("body"), None);
    }

    #[test]
    fn bytes_in_headers_do_not_stop_a_request() {
        let event = event(&Sent {
            headers: vec![("x-name", b"caf\xe9"), ("x-forwarded-for", b"10.0.0.1")],
            ..GET
        });
        assert_eq!(event["headers"]["x-name"], "caf\u{fffd}");
        assert_eq!(event["headers"]["x-forwarded-for"], "10.0.0.1, 203.0.113.7");
    }

    #[test]
    fn ids_look_like_the_real_ones() {
        assert_eq!(new_request_id().len(), 16);
        assert_ne!(new_request_id(), new_request_id());
        assert_eq!(uuid().len(), 36);
        let now = "2026-11-24T09:08:07.006Z".parse().unwrap();
        assert_eq!(schedule_event("tick", now)["time"], "2026-11-24T09:08:07Z");
    }
}
