//! Requests through the front door.

use serde_json::json;

use super::toys::{body, fetch, send, start};

#[tokio::test]
async fn a_request_reaches_its_function_and_comes_back() {
    let (stack, _) = start().await;
    let answer = fetch(
        &stack,
        "POST",
        "/toy/a%20b?q=1&q=%3Cb%3E",
        "cookie: a=1; b=2\r\nx-many: 1\r\nx-many: 2\r\ncontent-type: application/x-www-form-urlencoded\r\n",
        "card=4242",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    assert!(
        answer.contains("set-cookie: a=1; HttpOnly\r\n") && answer.contains("set-cookie: b=2\r\n"),
        "{answer}"
    );
    assert!(answer.contains("apigw-requestid: "), "{answer}");
    assert_eq!(
        body(&answer),
        json!({"name": "a b", "query": "q=1&q=%3Cb%3E", "cookie": "a=1; b=2", "x": "1,2", "body": "card=4242"})
    );
    stack.stop().await;
}

#[tokio::test]
async fn head_has_no_body_redirects_have_no_type_and_bytes_stay_bytes() {
    let (stack, _) = start().await;
    let head = fetch(&stack, "HEAD", "/toy/x", "", "").await;
    assert!(
        head.starts_with("HTTP/1.1 201 ") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    let redirect = fetch(&stack, "GET", "/redirect", "", "").await;
    assert!(redirect.starts_with("HTTP/1.1 303 "), "{redirect}");
    assert!(
        redirect.contains("location: https://example.com/there\r\n"),
        "{redirect}"
    );
    assert!(!redirect.contains("content-type"), "{redirect}");
    let binary = fetch(&stack, "GET", "/binary", "", "").await;
    assert!(
        binary.contains("content-length: 4\r\n") && binary.contains("content-type: image/png\r\n"),
        "{binary}"
    );
    stack.stop().await;
}

#[tokio::test]
async fn hostile_requests_are_answered() {
    let (stack, _) = start().await;
    // What no HTTP library lets through is refused before the gateway; all else gets the answer of its route.
    let cases = [
        ("/toy/abc?x=%22%3Cb%3E%ff", 201),
        ("/toy/abc?x=<b>", 400),
        ("/toy/abc?x=a b", 400),
        ("/toy/../toy/abc", 201),
        ("/panic/%2e%2e/toy/abc", 201),
        ("/toy/%2e%2e/nothing", 404),
        ("/toy/%252e%252e", 201),
        ("/toy/%ff", 400),
        ("/toy/%zz", 400),
        ("/toy/a%2Fb", 404),
        ("/toy/a%3Fb%23c", 201),
        ("/toy/", 404),
        ("/toy/\u{1F600}", 201),
        ("*", 404),
        ("http://elsewhere.example/toy/abc", 201),
    ];
    for (target, status) in cases {
        let answer = fetch(&stack, "GET", target, "", "").await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{target}: {answer}"
        );
    }
    let unencoded = body(&fetch(&stack, "GET", "/toy/a%3Fb%23c%2525", "", "").await);
    assert_eq!(unencoded["name"], "a?b#c%25");
    let bytes = send(
        &stack,
        b"GET /toy/x HTTP/1.1\r\nhost: a b\xff\r\nx: \xff\r\nconnection: close\r\n\r\n",
    )
    .await;
    assert!(bytes.starts_with("HTTP/1.1 201 "), "{bytes}");
    let large = format!("content-length: {}\r\n", 11 * 1024 * 1024);
    let refused = fetch(&stack, "POST", "/toy/x", &large, "").await;
    assert!(refused.starts_with("HTTP/1.1 413 "), "{refused}");
    stack.stop().await;
}

#[tokio::test]
async fn a_handler_can_read_what_the_platform_would_say() {
    let (stack, _) = start().await;
    let headers = "x-forwarded-for: 203.0.113.7\r\nx-amzn-trace-id: Root=1-0-0\r\n";
    let answer = fetch(&stack, "GET", "/context", headers, "").await;
    let said = body(&answer);
    let id = said["request_id"].as_str().unwrap();
    assert!(
        answer.contains(&format!("apigw-requestid: {id}\r\n")),
        "{answer}"
    );
    assert_eq!(
        format!("http://{}", said["domain"].as_str().unwrap()),
        stack.url
    );
    assert_eq!(said["source"], "127.0.0.1");
    assert_eq!(said["in_time"], true);
    let trace = said["trace"].as_str().unwrap();
    assert!(trace.starts_with("Root=1-") && trace.len() == 40, "{trace}");
    stack.stop().await;
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_one_failed_request() {
    let (stack, _) = start().await;
    let answer = fetch(&stack, "GET", "/large", "", "").await;
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    stack.stop().await;
}

#[tokio::test]
async fn without_a_default_route_the_gateway_answers() {
    let (stack, _) = start().await;
    let answer = fetch(&stack, "GET", "/nothing", "", "").await;
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    assert_eq!(body(&answer), json!({"message": "Not Found"}));
    assert!(
        fetch(&stack, "DELETE", "/toy/x", "", "")
            .await
            .starts_with("HTTP/1.1 404 ")
    );
    stack.stop().await;
}

#[tokio::test]
async fn a_panic_is_one_failed_request() {
    let (stack, _) = start().await;
    for _ in 0..2 {
        let answer = fetch(&stack, "GET", "/panic", "", "").await;
        assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
        assert_eq!(body(&answer), json!({"message": "Internal Server Error"}));
    }
    assert!(
        fetch(&stack, "GET", "/toy/x", "", "")
            .await
            .starts_with("HTTP/1.1 201 ")
    );
    stack.stop().await;
}
