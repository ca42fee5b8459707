//! Data that is kept from one start to the next.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::toys::{Calls, TOYS, fetch, has, put, toys};
use crate::stack::{Data, Stack, StackOptions};

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
