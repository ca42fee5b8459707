//! The description of the API: made from the code, with real answers as examples, and kept in
//! `docs/openapi.json`, which the function `settings` serves.
//!
//! `INSTA_UPDATE=always cargo test -p it openapi` writes the examples and the document anew.

mod describe;
mod examples;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use paylink_local::route::Route;
use paylink_local::template::{DEPLOYED, Template};
use reqwest::Method;
use serde_json::Value;

use crate::world::World;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares a file with what it should be, or writes it.
fn golden(path: &str, wanted: &Value) {
    let file = root().join(path);
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        let text = serde_json::to_string_pretty(wanted).unwrap() + "\n";
        std::fs::write(&file, text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let kept: Value = serde_json::from_str(&kept).unwrap_or_default();
    for (part, value) in wanted.as_object().unwrap() {
        assert_eq!(
            kept.get(part),
            Some(value),
            "{part} of {path} is not as the code has it; INSTA_UPDATE=always writes it anew"
        );
    }
    assert_eq!(&kept, wanted, "{path}");
}

#[tokio::test]
async fn the_document_is_what_the_code_says_and_its_examples_are_real() {
    let world = World::start().await;
    let examples = examples::record(&world).await;
    golden("docs/examples.json", &examples);
    golden("docs/openapi.json", &describe::document(&examples));
}

#[test]
fn every_call_of_the_template_is_described_and_no_other() {
    let given = [
        ("Stage", "local"),
        ("SenderAddress", "pay@example.com"),
        ("OidcIssuer", "http://127.0.0.1"),
        ("OidcClientId", "desk"),
    ];
    let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let template = Template::parse(DEPLOYED, &given.into()).unwrap();
    let served: BTreeSet<String> = template
        .functions
        .iter()
        .flat_map(|function| &function.routes)
        .map(Route::key)
        .map(|key| key.into_owned())
        .filter(|key| key.contains(" /v1/"))
        .collect();
    let document = describe::document(&Value::Null);
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            described.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    assert_eq!(described, served);
}

#[tokio::test]
async fn the_document_and_its_page_are_open_and_reach_for_nothing_outside() {
    let world = World::start().await;
    let answer = world
        .anonymous(Method::GET, "/v1/openapi.json")
        .await
        .expect(200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.json()["openapi"], "3.1.0");
    let page = world.anonymous(Method::GET, "/docs").await.expect(200);
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    for operation in answer.json()["paths"].as_object().unwrap().values() {
        for call in operation.as_object().unwrap().values() {
            let id = call["operationId"].as_str().unwrap();
            assert!(page.text.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
    for kind in paylink_http::ProblemType::ALL {
        assert!(
            page.text.contains(&format!("id=\"{}\"", kind.code())),
            "{kind:?}"
        );
    }
    let mut ids = BTreeSet::new();
    for part in page.text.split(" id=\"").skip(1) {
        let id = part.split('"').next().unwrap();
        assert!(ids.insert(id), "{id} stands twice");
    }
    for outside in ["<script", "src=\"http", "@import", "url("] {
        assert!(!page.text.contains(outside), "{outside}");
    }
}
