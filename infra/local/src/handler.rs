//! What a function is to the stack: a router, or something that takes events.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use aws_lambda_events::dynamodb::Event as DynamoDbEvent;
use aws_lambda_events::streams::DynamoDbEventResponse;
use axum::Router;
use serde_json::Value;

/// A future that can move between threads.
pub type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Names and values of a function's environment.
pub type Environment = BTreeMap<String, String>;

/// An error of a function, of which only the text matters here.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Takes records of a table's stream, and says which of them failed.
pub type StreamHandler =
    Arc<dyn Fn(DynamoDbEvent) -> Pending<Result<DynamoDbEventResponse, String>> + Send + Sync>;

/// Takes an event of EventBridge: a schedule's, or one that a rule lets through.
pub type EventHandler = Arc<dyn Fn(Value) -> Pending<Result<(), String>> + Send + Sync>;

/// A function that is ready to be called.
#[derive(Clone)]
pub enum Handler {
    /// It answers requests.
    Http(Router),
    /// A table's stream wakes it.
    Stream(StreamHandler),
    /// A schedule or another rule of EventBridge wakes it.
    Event(EventHandler),
}

impl Handler {
    /// A handler of stream records.
    pub fn stream<F, Answer, E>(handle: F) -> Self
    where
        F: Fn(DynamoDbEvent) -> Answer + Send + Sync + 'static,
        Answer: Future<Output = Result<DynamoDbEventResponse, E>> + Send + 'static,
        E: Display + 'static,
    {
        Self::Stream(Arc::new(move |event| {
            let answer = handle(event);
            Box::pin(async move { answer.await.map_err(|error| error.to_string()) })
        }))
    }

    /// A handler of EventBridge's events.
    pub fn event<F, Answer, E>(handle: F) -> Self
    where
        F: Fn(Value) -> Answer + Send + Sync + 'static,
        Answer: Future<Output = Result<(), E>> + Send + 'static,
        E: Display + 'static,
    {
        Self::Event(Arc::new(move |event| {
            let answer = handle(event);
            Box::pin(async move { answer.await.map_err(|error| error.to_string()) })
        }))
    }

    /// What wakes it, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Http(_) => "requests",
            Self::Stream(_) => "a stream",
            Self::Event(_) => "events",
        }
    }
}

/// Makes a function from the name of its binary and its environment.
type Make = dyn Fn(String, Environment) -> Pending<Result<Handler, BoxError>> + Send + Sync;

/// What makes the functions.
#[derive(Clone)]
pub struct Functions(Arc<Make>);

impl Functions {
    /// Functions made by this.
    pub fn new<F, Made>(make: F) -> Self
    where
        F: Fn(String, Environment) -> Made + Send + Sync + 'static,
        Made: Future<Output = Result<Handler, BoxError>> + Send + 'static,
    {
        Self(Arc::new(move |binary, environment| {
            Box::pin(make(binary, environment))
        }))
    }

    /// Makes one.
    ///
    /// # Errors
    /// Where there is no such function, or its environment does not let it start.
    pub async fn make(&self, binary: &str, environment: Environment) -> Result<Handler, BoxError> {
        (self.0)(binary.to_owned(), environment).await
    }
}

impl std::fmt::Debug for Functions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Functions")
    }
}

/// Calls a function so that its panic is an error and not the end of the stack.
pub(crate) async fn guarded<T: Send + 'static>(
    call: impl Future<Output = Result<T, String>> + Send + 'static,
) -> Result<T, String> {
    match tokio::spawn(call).await {
        Ok(answer) => answer,
        Err(error) if error.is_panic() => Err("it panicked".to_owned()),
        Err(_) => Err("it was stopped".to_owned()),
    }
}
