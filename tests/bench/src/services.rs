//! The laptop's stack as a process: all of it, or only what stands in for others.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::runtime::Runtime;

/// How long the stack may take to start.
const PATIENCE: Duration = Duration::from_secs(60);
/// The platform's key at the sandbox gateway.
const SECRET_KEY: &str = "sk_test_paylink_local";

/// A running stack. It is ended when this is dropped.
#[derive(Debug)]
pub struct Services {
    child: Child,
    /// What `stack.json` says.
    pub described: Value,
    runtime: Runtime,
    client: reqwest::Client,
}

impl Services {
    /// Starts only sandbox gateway, mailbox and the like, for functions that run elsewhere.
    pub fn start(program: &Path, folder: &Path) -> Self {
        let services = Self::launch(program, folder, &["--app-at", "http://127.0.0.1:9"]);
        // Events are taken from the gateway and handed over one by one.
        services.post(
            &services.gateway("/_sandbox/webhooks"),
            r#"{"mode": "drop"}"#,
        );
        services
    }

    /// Starts everything.
    pub fn start_whole(program: &Path, folder: &Path) -> Self {
        Self::launch(program, folder, &[])
    }

    fn launch(program: &Path, folder: &Path, more: &[&str]) -> Self {
        fs::create_dir_all(folder).unwrap();
        let file = folder.join("stack.json");
        drop(fs::remove_file(&file));
        let log = File::create(folder.join("stack.log")).unwrap();
        let child = Command::new(program)
            .args(["--memory", "--port", "0", "--data"])
            .arg(folder)
            .args(more)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let began = Instant::now();
        let described = loop {
            let text = fs::read_to_string(&file).unwrap_or_default();
            if let Ok(described) = serde_json::from_str(&text) {
                break described;
            }
            assert!(began.elapsed() < PATIENCE, "the services did not start");
            std::thread::sleep(Duration::from_millis(50));
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let client = paylink_platform::http_client::public_client(Duration::from_secs(30)).unwrap();
        Self {
            child,
            described,
            runtime,
            client,
        }
    }

    fn at(&self, service: &str, path: &str) -> String {
        format!("{}{path}", self.described[service].as_str().unwrap())
    }

    /// An address at the sandbox gateway.
    pub fn gateway(&self, path: &str) -> String {
        self.at("stripe", path)
    }

    /// An address at the mailbox.
    pub fn mailbox(&self, path: &str) -> String {
        self.at("mailbox", path)
    }

    /// Reads JSON.
    pub fn get(&self, url: &str) -> Value {
        self.send(self.client.get(url))
    }

    /// Sends JSON and reads what comes back.
    pub fn post(&self, url: &str, body: &str) -> Value {
        let request = self.client.post(url).body(body.to_owned());
        self.send(request.header("content-type", "application/json"))
    }

    /// How many calls the gateway's API had since the last time.
    pub fn take_gateway_calls(&self) -> u64 {
        let url = self.gateway("/_sandbox/requests");
        let calls = self.get(&url)["data"].as_array().unwrap().len();
        self.send(self.client.delete(&url));
        calls.try_into().unwrap()
    }

    /// The newest event of a kind at the gateway.
    pub fn newest_event(&self, kind: &str) -> Value {
        let url = self.gateway(&format!("/v1/events?limit=1&type={kind}"));
        self.get(&url)["data"][0].clone()
    }

    /// How many mails arrived in all.
    pub fn mails(&self) -> usize {
        let mails = self.get(&self.mailbox("/messages?limit=1000000"));
        mails.as_array().unwrap().len()
    }

    fn send(&self, request: reqwest::RequestBuilder) -> Value {
        self.runtime.block_on(async {
            let answer = request.bearer_auth(SECRET_KEY).send().await.unwrap();
            let (status, url) = (answer.status(), answer.url().clone());
            let body = answer.bytes().await.unwrap();
            assert!(
                status.is_success(),
                "{url}: {status} {}",
                String::from_utf8_lossy(&body)
            );
            if body.is_empty() {
                Value::Null
            } else {
                serde_json::from_slice(&body).unwrap()
            }
        })
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
