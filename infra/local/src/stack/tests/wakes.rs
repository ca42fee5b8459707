//! What wakes functions: streams and schedules.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::toys::{Calls, put, start, toys};
use crate::stack::{Stack, StackOptions};

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
