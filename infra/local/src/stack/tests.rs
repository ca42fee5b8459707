//! The stack with toy functions: how it starts, and what stops it from starting.

mod data;
mod requests;
mod toys;
mod wakes;

use std::sync::Arc;

use serde_json::json;

use self::toys::{Calls, TOYS, put, start, toys};
use super::{Stack, StackOptions};
use crate::handler::{Functions, Handler};
use crate::services::port_of;

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
