//! The default event bus: what SES tells of mails, handed to the functions whose rules let it through.

use paylink_sandbox::mailbox::Events;
use serde_json::Value;
use tokio::sync::Mutex;

use crate::filter::Filter;
use crate::handler::{EventHandler, guarded};

/// How often an event is handed over before it is given up, as Lambda does with what comes without a caller.
const TRIES: usize = 3;

/// A rule of the bus with the function behind it.
pub(crate) struct Rule {
    pub(crate) function: String,
    pub(crate) pattern: Filter,
    pub(crate) handler: EventHandler,
}

/// The bus.
pub(crate) struct Bus {
    events: Events,
    rules: Vec<Rule>,
    /// The id of the last event that was handed over. After a restart all are told again: SES may tell twice as well.
    position: Mutex<Option<String>>,
}

impl Bus {
    /// A bus without rules.
    pub(crate) fn new(events: Events) -> Self {
        Self {
            events,
            rules: Vec::new(),
            position: Mutex::new(None),
        }
    }

    pub(crate) fn add(&mut self, rule: Rule) {
        self.rules.push(rule);
    }

    /// Hands over what is new, and says how many events functions took.
    pub(crate) async fn poll(&self) -> Result<usize, String> {
        let mut position = self.position.lock().await;
        let mut delivered = 0;
        for event in self.events.after(position.as_deref())? {
            for rule in self.rules.iter().filter(|rule| rule.pattern.fits(&event)) {
                if deliver(rule, &event).await {
                    delivered += 1;
                }
            }
            *position = event.get("id").and_then(Value::as_str).map(str::to_owned);
        }
        Ok(delivered)
    }
}

async fn deliver(rule: &Rule, event: &Value) -> bool {
    for _ in 0..TRIES {
        match guarded((rule.handler)(event.clone())).await {
            Ok(()) => return true,
            Err(error) => tracing::warn!(function = rule.function, error, "did not take an event"),
        }
    }
    tracing::error!(function = rule.function, "gave up on an event");
    false
}
