//! Makes an API Gateway event fit for `lambda_http`, which panics on events that it cannot turn into a request.
//!
//! API Gateway passes on what a client sent: a decoded path, and a query string with any character in it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lambda_http::LambdaEvent;
use lambda_http::request::LambdaRequest;

/// Escapes what may not stand in a URL, and drops a host or a body that cannot be read.
#[must_use]
pub fn clean_event(mut event: LambdaEvent<LambdaRequest>) -> LambdaEvent<LambdaRequest> {
    if let LambdaRequest::ApiGatewayV2(request) = &mut event.payload {
        // The path was decoded, so that a percent sign in it is one that was escaped.
        request.raw_path = request
            .raw_path
            .take()
            .map(|path| escape(&path, is_path_byte));
        request.raw_query_string = request
            .raw_query_string
            .take()
            .map(|query| escape(&query, is_query_byte));
        if !request.headers.get(http::header::HOST).is_none_or(is_host) {
            request.headers.remove(http::header::HOST);
        }
        if request.is_base64_encoded
            && request
                .body
                .as_ref()
                .is_some_and(|body| STANDARD.decode(body).is_err())
        {
            request.body = None;
        }
    }
    event
}

fn escape(text: &str, may_stay: fn(u8) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if may_stay(byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

/// RFC 3986's `pchar` and the slash, without the percent sign.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte)
}

fn is_query_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"<>#".contains(&byte)
}

fn is_host(value: &http::HeaderValue) -> bool {
    let bytes = value.as_bytes();
    !bytes.is_empty()
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]_".contains(byte))
}

#[cfg(test)]
mod tests {
    use lambda_http::Context;
    use serde_json::json;

    use super::*;

    /// The URL that a function would see.
    fn url(path: &str, query: &str, host: &str) -> String {
        let event = json!({
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": query,
            "headers": { "host": host, "x-forwarded-proto": "http" },
            "requestContext": { "domainName": "domain", "http": { "method": "GET" }, "stage": "$default" },
            "body": "%", "isBase64Encoded": true,
        });
        let payload: LambdaRequest = serde_json::from_value(event).unwrap();
        let event = clean_event(LambdaEvent::new(payload, Context::default()));
        let request: lambda_http::Request = event.payload.into();
        request.uri().to_string()
    }

    #[test]
    fn hostile_events_become_requests() {
        assert_eq!(
            url("/pay/abc", "x=<b>&y=\"a b\"#\u{7}ä", "h"),
            "http://h/pay/abc?x=%3Cb%3E&y=%22a%20b%22%23%07%C3%A4"
        );
        assert_eq!(
            url("/pay/abc", "a=1&b=%20", "h:1"),
            "http://h:1/pay/abc?a=1&b=%20"
        );
        assert_eq!(url("/a b/c?d#e", "", "h"), "http://h/a%20b/c%3Fd%23e");
        assert_eq!(url("/%2e%2e/x", "", "h"), "http://h/%252e%252e/x");
        assert_eq!(url("/a\\..\\b", "", "h"), "http://h/a%5C..%5Cb");
        assert_eq!(url("/", "", "a b"), "http://domain/");
        assert_eq!(url("/", "", "a@b/c?d"), "http://domain/");
    }
}
