//! The verdict on webhooks, one JSON line each on standard input, for a comparison with Stripe's own
//! package (`tests/stripe/test_signatures.py`):
//!
//! `{"header": TEXT or null, "body": BASE64, "secrets": [TEXT], "now": MILLISECONDS SINCE 1970}`
//!
//! Each is answered with a line: `accepted`, or why not.

#![expect(clippy::print_stdout, reason = "that is what it is for")]

use std::error::Error;
use std::io::stdin;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use paylink_gateway::stripe::webhook::VerifiedWebhook;
use secrecy::SecretString;
use serde::Deserialize;

#[derive(Deserialize)]
struct Webhook {
    header: Option<String>,
    body: String,
    secrets: Vec<String>,
    now: i64,
}

fn main() -> Result<(), Box<dyn Error>> {
    for line in stdin().lines() {
        let webhook: Webhook = serde_json::from_str(&line?)?;
        let secrets: Vec<_> = webhook
            .secrets
            .into_iter()
            .map(SecretString::from)
            .collect();
        let verdict = VerifiedWebhook::verify(
            &secrets,
            webhook.header.as_deref(),
            &STANDARD.decode(&webhook.body)?,
            Timestamp::from_millisecond(webhook.now)?,
        );
        match verdict {
            Ok(_) => println!("accepted"),
            Err(error) => println!("{error}"),
        }
    }
    Ok(())
}
