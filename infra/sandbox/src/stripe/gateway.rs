//! The gateway's state, which API, pages, control API and the webhooks' task share.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::books::{Books, Cause, Ledger, Record, Surroundings};
use super::clock::Clock;
use super::due::run_due;
use super::error::ApiError;
use super::faults::{FaultKind, Faults};
use super::idempotency::InFlight;
use super::ids::new_id;
use super::object::Kind;

/// How many API calls the journal remembers.
const JOURNAL_LENGTH: usize = 1_000;

/// Where webhooks go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookTarget {
    /// The endpoint, `http://...`. The sandbox has no certificate roots, so https does not work.
    pub url: String,
    /// The endpoint's signing secret, `whsec_...`.
    pub secret: String,
    /// A former secret that is still signed with, as during a rotation.
    pub former_secret: Option<String>,
}

impl WebhookTarget {
    /// A target with one secret.
    pub fn new(url: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            secret: secret.into(),
            former_secret: None,
        }
    }
}

/// What becomes of webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookMode {
    /// They are delivered.
    #[default]
    Deliver,
    /// Those of new events are thrown away. They can be resent one by one.
    Drop,
    /// They wait until the mode is `deliver` again.
    Hold,
}

/// What all requests share.
pub struct Gateway {
    /// The database.
    pub books: Books,
    /// The sandbox's time.
    pub clock: Clock,
    /// The platform's own account id, `acct_...`.
    pub platform_account: String,
    /// Sends webhooks.
    pub http: reqwest::Client,
    /// Failures to come.
    pub faults: Faults,
    /// Wakes the task that delivers webhooks.
    pub wake: Notify,
    /// The one secret key that the API takes.
    pub secret_key: String,
    /// Idempotency keys of calls that are being answered.
    pub in_flight: InFlight,
    base_url: String,
    settle_delay: i64,
    webhook: Mutex<Option<WebhookTarget>>,
    mode: Mutex<WebhookMode>,
    journal: Mutex<VecDeque<JournalEntry>>,
}

/// One API call, as it was and as it was answered.
#[derive(Debug, Clone, Serialize)]
pub struct JournalEntry {
    /// Sandbox time in milliseconds since 1970.
    pub at: i64,
    /// GET, POST, ...
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The connected account the call was made for; empty for the platform.
    pub account: String,
    /// The parameters in bracket form, sorted.
    pub params: Vec<(String, String)>,
    /// The call's idempotency key.
    pub idempotency_key: Option<String>,
    /// The call's id.
    pub request_id: String,
    /// The HTTP status; 0 when no answer arrived.
    pub status: u16,
    /// Whether a kept answer was given again.
    pub replayed: bool,
    /// The failure that was asked for.
    pub fault: Option<FaultKind>,
}

impl Gateway {
    /// A gateway over these books. Settings that outlive a restart are read from them.
    pub fn new(
        books: Books,
        http: reqwest::Client,
        base_url: String,
        secret_key: String,
        settle_delay: i64,
        webhook: Option<WebhookTarget>,
    ) -> Result<Self, ApiError> {
        let ahead = books
            .setting("clock_ahead")?
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        let platform_account = match books.setting("platform_account")? {
            Some(id) => id,
            None => {
                let id = new_id("acct");
                books.keep_setting("platform_account", &id)?;
                id
            }
        };
        Ok(Self {
            books,
            clock: Clock::ahead_by(ahead),
            platform_account,
            http,
            faults: Faults::default(),
            wake: Notify::new(),
            base_url,
            secret_key,
            settle_delay,
            webhook: Mutex::new(webhook),
            mode: Mutex::new(WebhookMode::Deliver),
            in_flight: InFlight::default(),
            journal: Mutex::new(VecDeque::new()),
        })
    }

    /// Where webhooks go; `None` while nobody said.
    pub fn webhook_target(&self) -> Option<WebhookTarget> {
        self.webhook
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Says where webhooks go. Those that waited for it are sent at once.
    pub fn set_webhook_target(&self, target: Option<WebhookTarget>) {
        *self.webhook.lock().unwrap_or_else(PoisonError::into_inner) = target;
        self.wake.notify_one();
    }

    /// What becomes of webhooks.
    pub fn webhook_mode(&self) -> WebhookMode {
        *self.mode.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says what becomes of webhooks.
    pub fn set_webhook_mode(&self, mode: WebhookMode) {
        *self.mode.lock().unwrap_or_else(PoisonError::into_inner) = mode;
        self.wake.notify_one();
    }

    /// The journal of API calls, oldest first.
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.journal
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }

    /// Forgets the journal.
    pub fn clear_journal(&self) {
        self.journal
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// Adds a call to the journal, which forgets its oldest entry when it is full.
    pub fn note(&self, entry: JournalEntry) {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if journal.len() >= JOURNAL_LENGTH {
            journal.pop_front();
        }
        journal.push_back(entry);
    }

    /// What the books are told of the time and the settings.
    pub fn surroundings(&self) -> Surroundings {
        Surroundings {
            base_url: self.base_url.clone(),
            settle_delay: self.settle_delay,
            drop_webhooks: self.webhook_mode() == WebhookMode::Drop,
            now_millis: self.clock.now_millis(),
        }
    }

    /// Does what is due by the clock, and says how much that was.
    pub fn run_due(&self) -> Result<usize, ApiError> {
        let around = self.surroundings();
        self.books
            .transact(|books| run_due(&Ledger::new(books, "", Cause::default(), around)))
    }

    /// Runs `work` in one transaction over the books of `account`, after all that is due was done.
    pub fn change<T>(
        &self,
        account: &str,
        cause: Cause,
        work: impl FnOnce(&Ledger<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        self.run_due()?;
        let around = self.surroundings();
        let result = self
            .books
            .transact(|books| work(&Ledger::new(books, account, cause, around)));
        self.wake.notify_one();
        result
    }

    /// As [`Self::change`], with the object of this id and the books that it is in.
    pub fn change_object<T>(
        &self,
        kind: Kind,
        id: &str,
        work: impl FnOnce(&Ledger<'_>, Record) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        self.change("", Cause::default(), |ledger| {
            let record = ledger
                .find_anywhere(kind, id)?
                .ok_or_else(|| ApiError::no_such(kind.name(), id, "id"))?;
            work(&ledger.of_account(&record.account), record)
        })
    }
}
