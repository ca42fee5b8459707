//! Toy functions behind the real front door, stream and schedule.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

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
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::handler::{Functions, Handler};
use crate::stack::{Stack, StackOptions};

pub(super) const TOYS: &str = "
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
pub(super) struct Calls {
    /// Basket ids in the order in which the listener got them, a bar after each batch.
    pub(super) records: Mutex<Vec<String>>,
    pub(super) ticks: AtomicUsize,
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

pub(super) fn toys(calls: &Arc<Calls>) -> StackOptions {
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

pub(super) async fn start() -> (Stack, Arc<Calls>) {
    let calls = Arc::default();
    (Stack::start(toys(&calls)).await.unwrap(), calls)
}

/// Sends these bytes and gives the answer as text, headers in lower case.
pub(super) async fn send(stack: &Stack, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(stack.url.trim_start_matches("http://"))
        .await
        .unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

pub(super) async fn fetch(
    stack: &Stack,
    method: &str,
    target: &str,
    headers: &str,
    body: &str,
) -> String {
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

pub(super) fn body(answer: &str) -> Value {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {answer}"))
}

pub(super) fn put(stack: &Stack, id: &str, mail_due: bool) {
    let mut item = json!({"basket_id": {"S": id}});
    if mail_due {
        item["mail_due"] = json!({"BOOL": true});
    }
    let request: PutItemRequest =
        serde_json::from_value(json!({"TableName": stack.tables.baskets, "Item": item})).unwrap();
    stack.database().put_item(request).unwrap();
}

pub(super) fn has(stack: &Stack, id: &str) -> bool {
    let request: GetItemRequest = serde_json::from_value(
        json!({"TableName": stack.tables.baskets, "Key": {"basket_id": {"S": id}}}),
    )
    .unwrap();
    stack.database().get_item(request).unwrap().item.is_some()
}
