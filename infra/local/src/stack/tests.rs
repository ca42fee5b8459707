//! Toy functions behind the real front door, stream and schedule.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lambda_events::dynamodb::Event;
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use axum::body::Bytes;
use axum::extract::{Path as PathVariable, Request};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect};
use axum::routing::get;
use axum::{Extension, Json};
use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::actions::put_item::PutItemRequest;
use jiff::Timestamp;
use paylink_http::RequestContext;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::handler::{Functions, Handler};

const TOYS: &str = "
Parameters:
  SenderAddress: { Type: String }
  Stage: { Type: String }
  OidcIssuer: { Type: String, Default: '' }
  OidcClientId: { Type: String, Default: '' }
Resources:
  BasketsTable:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub ${AWS::StackName}-baskets
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: basket_id, AttributeType: S }]
      KeySchema: [{ AttributeName: basket_id, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_IMAGE }
  ToyFunction:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Binary: toy } }
    Properties:
      Environment: { Variables: { BASKETS_TABLE: !Ref BasketsTable, BASE_URL: !Ref AWS::NoValue } }
      Events:
        Get: { Type: HttpApi, Properties: { Method: GET, Path: '/toy/{name}' } }
        Head: { Type: HttpApi, Properties: { Method: HEAD, Path: '/toy/{name}' } }
        Post: { Type: HttpApi, Properties: { Method: POST, Path: '/toy/{name}' } }
        Panic: { Type: HttpApi, Properties: { Method: GET, Path: /panic } }
        Binary: { Type: HttpApi, Properties: { Method: GET, Path: /binary } }
        Redirect: { Type: HttpApi, Properties: { Method: GET, Path: /redirect } }
        Context: { Type: HttpApi, Properties: { Method: GET, Path: /context } }
        Large: { Type: HttpApi, Properties: { Method: GET, Path: /large } }
  ListenerFunction:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Binary: listener } }
    Properties:
      Events:
        Owed:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt BasketsTable.StreamArn
            BatchSize: 10
            MaximumRetryAttempts: 2
            BisectBatchOnFunctionError: true
            FunctionResponseTypes: [ReportBatchItemFailures]
            FilterCriteria:
              Filters:
                - Pattern: '{\"dynamodb\": {\"NewImage\": {\"mail_due\": {\"BOOL\": [{\"exists\": true}]}}}}'
  ClockFunction:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Binary: clock } }
    Properties:
      Events:
        Minute: { Type: Schedule, Properties: { Schedule: rate(1 minute) } }
";

/// What the toys were called with.
#[derive(Default)]
struct Calls {
    /// Basket ids in the order in which the listener got them, a bar after each batch.
    records: Mutex<Vec<String>>,
    ticks: AtomicUsize,
}

fn toy_router() -> axum::Router {
    async fn echo(
        PathVariable(name): PathVariable<String>,
        uri: Uri,
        headers: HeaderMap,
        body: Bytes,
    ) -> impl IntoResponse {
        let text = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let cookies = AppendHeaders([
            (header::SET_COOKIE, "a=1; HttpOnly"),
            (header::SET_COOKIE, "b=2"),
        ]);
        let seen = json!({
            "name": name, "query": uri.query(), "cookie": text("cookie"), "x": text("x-many"),
            "body": String::from_utf8_lossy(&body),
        });
        (StatusCode::CREATED, cookies, Json(seen))
    }
    async fn context(Extension(context): Extension<RequestContext>) -> impl IntoResponse {
        let left = context.deadline.unwrap().duration_since(Timestamp::now());
        Json(json!({
            "request_id": context.request_id, "domain": context.domain_name, "trace": context.trace_id,
            "source": context.source_ip, "in_time": left.as_secs() <= 30,
        }))
    }
    async fn panics(_request: Request) -> StatusCode {
        panic!("a toy broke, on purpose")
    }
    axum::Router::new()
        .route("/toy/{name}", get(echo).post(echo))
        .route("/panic", get(panics))
        .route(
            "/binary",
            get(|| async {
                (
                    [(header::CONTENT_TYPE, "image/png")],
                    vec![0_u8, 255, 13, 10],
                )
            }),
        )
        .route(
            "/redirect",
            get(|| async { Redirect::to("https://example.com/there") }),
        )
        .route("/context", get(context))
        .route("/large", get(|| async { "a".repeat(7_000_000) }))
}

/// A record whose id begins with `bad` fails; one that begins with `panic` panics.
fn toy_listener(calls: &Arc<Calls>) -> Handler {
    let calls = Arc::clone(calls);
    Handler::stream(move |event: Event| {
        let calls = Arc::clone(&calls);
        async move {
            let mut response = DynamoDbEventResponse::default();
            for record in event.records {
                let key = serde_json::to_value(&record.change.keys).unwrap();
                let id = key["basket_id"]["S"].as_str().unwrap().to_owned();
                calls.records.lock().unwrap().push(id.clone());
                assert!(!id.starts_with("panic"), "a toy broke, on purpose");
                if id.starts_with("bad") {
                    let mut failure = DynamoDbBatchItemFailure::default();
                    failure.item_identifier = record.change.sequence_number;
                    response.batch_item_failures.push(failure);
                }
            }
            calls.records.lock().unwrap().push("|".to_owned());
            Ok::<_, String>(response)
        }
    })
}

fn toys(calls: &Arc<Calls>) -> StackOptions {
    let calls = Arc::clone(calls);
    let functions = Functions::new(move |binary, environment| {
        let calls = Arc::clone(&calls);
        async move {
            Ok(match binary.as_str() {
                "toy" => {
                    assert_eq!(environment["BASKETS_TABLE"], "paylink-local-baskets");
                    assert!(environment["BASE_URL"].starts_with("http://127.0.0.1:"));
                    assert!(
                        environment["AWS_ENDPOINT_URL_DYNAMODB"].starts_with("http://127.0.0.1:")
                    );
                    assert!(!environment.contains_key("STRIPE_SECRET_KEY"));
                    Handler::Http(toy_router())
                }
                "listener" => toy_listener(&calls),
                "clock" => Handler::event(move |event: Value| {
                    assert_eq!(event["detail-type"], "Scheduled Event");
                    let before = calls.ticks.fetch_add(1, Ordering::SeqCst);
                    async move {
                        if before == 1 {
                            Err("the second tick fails")
                        } else {
                            Ok(())
                        }
                    }
                }),
                unknown => return Err(format!("no toy {unknown}").into()),
            })
        }
    });
    StackOptions {
        functions,
        template: TOYS.to_owned(),
        ..StackOptions::test()
    }
}

async fn start() -> (Stack, Arc<Calls>) {
    let calls = Arc::default();
    (Stack::start(toys(&calls)).await.unwrap(), calls)
}

/// Sends these bytes and gives the answer as text, headers in lower case.
async fn send(stack: &Stack, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(stack.url.trim_start_matches("http://"))
        .await
        .unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

async fn fetch(stack: &Stack, method: &str, target: &str, headers: &str, body: &str) -> String {
    let length = if body.is_empty() {
        String::new()
    } else {
        format!("content-length: {}\r\n", body.len())
    };
    let request = format!(
        "{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{length}{headers}\r\n{body}"
    );
    send(stack, request.as_bytes()).await
}

fn body(answer: &str) -> Value {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {answer}"))
}

fn put(stack: &Stack, id: &str, mail_due: bool) {
    let mut item = json!({"basket_id": {"S": id}});
    if mail_due {
        item["mail_due"] = json!({"BOOL": true});
    }
    let request: PutItemRequest =
        serde_json::from_value(json!({"TableName": stack.tables.baskets, "Item": item})).unwrap();
    stack.database().put_item(request).unwrap();
}

fn has(stack: &Stack, id: &str) -> bool {
    let request: GetItemRequest = serde_json::from_value(
        json!({"TableName": stack.tables.baskets, "Key": {"basket_id": {"S": id}}}),
    )
    .unwrap();
    stack.database().get_item(request).unwrap().item.is_some()
}

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

#[tokio::test]
async fn the_stream_wakes_a_function_for_what_fits_its_filter() {
    let (stack, calls) = start().await;
    put(&stack, "one", true);
    put(&stack, "silent", false);
    put(&stack, "two", true);
    assert_eq!(stack.drain_stream().await.unwrap(), 2);
    assert_eq!(stack.drain_stream().await.unwrap(), 0);
    assert_eq!(*calls.records.lock().unwrap(), ["one", "two", "|"]);
    stack.stop().await;
}

#[tokio::test]
async fn failed_records_are_tried_again_and_given_up_on() {
    let (stack, calls) = start().await;
    for id in ["one", "bad", "two"] {
        put(&stack, id, true);
    }
    // `bad` and what follows it are tried again; when the batch has been halved, `two` gets through.
    assert_eq!(stack.drain_stream().await.unwrap(), 2);
    assert_eq!(
        *calls.records.lock().unwrap(),
        ["one", "bad", "two", "|", "bad", "|", "bad", "|", "two", "|"]
    );

    put(&stack, "panic", true);
    assert_eq!(stack.drain_stream().await.unwrap(), 0);
    put(&stack, "after", true);
    assert_eq!(stack.drain_stream().await.unwrap(), 1);
    stack.stop().await;
}

#[tokio::test]
async fn the_background_does_it_by_itself() {
    let calls: Arc<Calls> = Arc::default();
    let often = Some(Duration::from_millis(10));
    let stack = Stack::start(StackOptions {
        poll_every: often,
        tick_every: often,
        ..toys(&calls)
    })
    .await
    .unwrap();
    put(&stack, "one", true);
    for _ in 0..500 {
        if calls.records.lock().unwrap().len() == 2 && calls.ticks.load(Ordering::SeqCst) > 2 {
            stack.stop().await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nothing happened by itself");
}

#[tokio::test]
async fn a_tick_says_what_failed() {
    let (stack, _) = start().await;
    stack.tick().await.unwrap();
    let error = stack.tick().await.unwrap_err().to_string();
    assert_eq!(error, "the function clock: the second tick fails");
    stack.stop().await;
}

/// A folder of this test's own, removed when done.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("paylink-local-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_restart_keeps_data_and_addresses() {
    let folder = Folder::new("restart");
    let calls: Arc<Calls> = Arc::default();
    let file = folder.0.join("stack.json");
    let options = StackOptions {
        data: Data::Folder(folder.0.clone()),
        stack_file: Some(file.clone()),
        ..toys(&calls)
    };
    let stack = Stack::start(options.clone()).await.unwrap();
    put(&stack, "kept", true);
    let before = stack.describe();
    assert_eq!(
        serde_json::from_str::<Value>(&std::fs::read_to_string(&file).unwrap()).unwrap(),
        before
    );

    let stack = stack.restart().await.unwrap();
    assert_eq!(stack.describe(), before);
    assert!(has(&stack, "kept"));
    // What was written before the restart is for the due index; the stream goes on with what is new.
    put(&stack, "new", true);
    assert_eq!(stack.drain_stream().await.unwrap(), 1);
    assert!(
        fetch(&stack, "GET", "/toy/x", "", "")
            .await
            .starts_with("HTTP/1.1 201 ")
    );
    stack.stop().await;
    assert!(!file.exists());

    let stack = Stack::start(StackOptions {
        fresh: true,
        ..options
    })
    .await
    .unwrap();
    assert!(!has(&stack, "kept"));
    stack.stop().await;
}

#[tokio::test]
async fn functions_that_run_elsewhere_find_their_services_here() {
    let app = "http://127.0.0.1:9".to_owned();
    let stack = Stack::start(StackOptions {
        app_at: Some(app.clone()),
        functions: Functions::new(
            |binary, _| async move { Err(format!("{binary} was made").into()) },
        ),
        ..toys(&Arc::default())
    })
    .await
    .unwrap();
    let described = stack.describe();
    assert_eq!(described["app"], app);
    let toy = &described["functions"]["toy"];
    assert_eq!(
        (&toy["BASE_URL"], &toy["AWS_ENDPOINT_URL_DYNAMODB"]),
        (&json!(app), &described["dynamodb"])
    );
    put(&stack, "one", true);
    assert_eq!(stack.drain_stream().await.unwrap(), 0);
    stack.stop().await;
}

#[tokio::test]
async fn one_folder_is_for_one_stack() {
    let folder = Folder::new("lock");
    let calls: Arc<Calls> = Arc::default();
    let options = StackOptions {
        data: Data::Folder(folder.0.clone()),
        ..toys(&calls)
    };
    let first = Stack::start(options.clone()).await.unwrap();
    let error = Stack::start(options.clone())
        .await
        .err()
        .unwrap()
        .to_string();
    assert!(error.starts_with("another Paylink is using"), "{error}");
    first.stop().await;
    Stack::start(options).await.unwrap().stop().await;
}

#[tokio::test]
async fn data_of_another_template_is_not_used() {
    let folder = Folder::new("template");
    let calls: Arc<Calls> = Arc::default();
    let options = StackOptions {
        data: Data::Folder(folder.0.clone()),
        ..toys(&calls)
    };
    Stack::start(options.clone()).await.unwrap().stop().await;
    let template = TOYS.replace("StreamViewType: NEW_IMAGE", "StreamViewType: KEYS_ONLY");
    let changed = StackOptions {
        template,
        ..options
    };
    let error = Stack::start(changed.clone())
        .await
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("start with --fresh"), "{error}");
    Stack::start(StackOptions {
        fresh: true,
        ..changed
    })
    .await
    .unwrap()
    .stop()
    .await;
}

#[tokio::test]
async fn a_port_in_use_is_a_clear_sentence() {
    let (stack, calls) = start().await;
    let port = port_of(&stack.url);
    let error = Stack::start(StackOptions {
        port,
        ..toys(&calls)
    })
    .await
    .err()
    .unwrap()
    .to_string();
    assert!(
        error.starts_with(&format!("port {port} is in use")),
        "{error}"
    );
    // The same for a port of a service.
    if let Some(before) = port_of(&stack.dynamodb).checked_sub(4) {
        let error = Stack::start(StackOptions {
            port: before,
            ..toys(&calls)
        })
        .await
        .err()
        .unwrap()
        .to_string();
        assert!(error.contains("is in use"), "{error}");
    }
    let error = Stack::start(StackOptions {
        port: 65_533,
        ..toys(&calls)
    })
    .await
    .err()
    .unwrap()
    .to_string();
    assert!(error.contains("too high"), "{error}");
    stack.stop().await;
}

#[tokio::test]
async fn functions_and_template_have_to_agree() {
    let calls: Arc<Calls> = Arc::default();
    let template = TOYS.replace("Binary: clock", "Binary: toy2");
    let error = Stack::start(StackOptions {
        template,
        ..toys(&calls)
    })
    .await
    .err()
    .unwrap()
    .to_string();
    assert_eq!(error, "the function toy2: no toy toy2");
    let functions =
        Functions::new(|_, _| async { Ok(Handler::event(|_| async { Ok::<_, String>(()) })) });
    let error = Stack::start(StackOptions {
        functions,
        ..toys(&calls)
    })
    .await
    .err()
    .unwrap()
    .to_string();
    assert!(
        error.contains("it takes events, and infra/template.yaml wakes it otherwise"),
        "{error}"
    );
}

#[tokio::test]
async fn the_deployed_template_starts() {
    let stack = Stack::start(StackOptions::test()).await.unwrap();
    let environment = stack.environment();
    assert_eq!(environment["BASKETS_TABLE"], stack.tables.baskets);
    assert_eq!(environment["OIDC_ISSUER"], stack.issuer);
    assert_eq!(environment["BASE_URL"], stack.url);
    assert!(!environment.contains_key("STRIPE_SECRET_ARN"));
    // An env file for all functions is as good as one for each.
    for (function, own) in stack.describe()["functions"].as_object().unwrap() {
        for (name, value) in own.as_object().unwrap() {
            assert_eq!(*value, environment[name], "{name} of {function}");
            assert!(!environment[name].contains(['\'', '\\', '\n']), "{name}");
        }
    }
    stack.stop().await;
}
