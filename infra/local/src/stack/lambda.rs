//! The functions as Lambda and EventBridge run them: each is called with an event, by a person or by what wakes it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use dynoxide::Database;
use paylink_sandbox::mailbox::Events;
use serde_json::Value;

use super::error::StackError;
use crate::app::{self, App};
use crate::bus::{Bus, Rule};
use crate::event::schedule_event;
use crate::handler::{EventHandler, Handler, guarded};
use crate::route::Route;
use crate::stream::Consumer;
use crate::template::Function;

/// How often a stream is looked at before it counts as one that never comes to rest.
const LONGEST_DRAIN: usize = 1_000;

/// The functions, and what wakes them.
pub(super) struct Lambda {
    handlers: BTreeMap<String, Handler>,
    /// Each with the name of its function.
    routes: Vec<(Route, String)>,
    consumers: Vec<Consumer>,
    schedules: Vec<Schedule>,
    bus: Bus,
}

struct Schedule {
    function: String,
    handler: EventHandler,
}

impl Lambda {
    /// Without functions; `events` is what the mail service tells.
    pub(super) fn new(events: Events) -> Self {
        Self {
            handlers: BTreeMap::new(),
            routes: Vec::new(),
            consumers: Vec::new(),
            schedules: Vec::new(),
            bus: Bus::new(events),
        }
    }

    /// Adds a function, and connects it with what wakes it in the template.
    pub(super) fn add(
        &mut self,
        function: &Function,
        handler: Handler,
        database: &Database,
    ) -> Result<(), StackError> {
        let name = &function.binary;
        if !is_woken_as_it_expects(function, &handler) {
            let cause = format!(
                "it takes {}, and infra/template.yaml wakes it otherwise",
                handler.kind()
            );
            return Err(failed(name, cause));
        }
        self.handlers.insert(name.clone(), handler.clone());
        let routes = function.routes.iter().cloned();
        self.routes
            .extend(routes.map(|route| (route, name.clone())));
        match handler {
            Handler::Http(_) => {}
            Handler::Stream(handler) => {
                for mapping in &function.streams {
                    let (mapping, handler) = (mapping.clone(), Arc::clone(&handler));
                    let consumer = Consumer::new(name.clone(), mapping, handler, database.clone());
                    self.consumers
                        .push(consumer.map_err(|cause| failed(name, cause))?);
                }
            }
            Handler::Event(handler) => {
                for pattern in &function.rules {
                    self.bus.add(Rule {
                        function: name.clone(),
                        pattern: pattern.clone(),
                        handler: Arc::clone(&handler),
                    });
                }
                if !function.schedules.is_empty() {
                    self.schedules.push(Schedule {
                        function: name.clone(),
                        handler,
                    });
                }
            }
        }
        Ok(())
    }

    /// The front door to the functions that answer requests; `domain` is its host and port.
    pub(super) fn app(&self, domain: String) -> Arc<App> {
        let mut routers = HashMap::new();
        for (name, handler) in &self.handlers {
            if let Handler::Http(router) = handler {
                routers.insert(name.clone(), router.clone());
            }
        }
        App::new(self.routes.iter().cloned(), routers, domain)
    }

    /// Calls a function with an event, and answers what it returns.
    pub(super) async fn invoke(&self, function: &str, event: &Value) -> Result<Value, StackError> {
        let failed = |cause: String| failed(function, cause);
        let handler = self
            .handlers
            .get(function)
            .ok_or_else(|| failed("there is no such function".to_owned()))?;
        match handler.clone() {
            Handler::Http(router) => {
                let answer = guarded(app::call(router, event.to_string())).await;
                let answer = answer.map_err(failed)?;
                serde_json::from_str(&answer).map_err(|error| failed(error.to_string()))
            }
            Handler::Stream(handle) => {
                let event = serde_json::from_value(event.clone())
                    .map_err(|error| failed(error.to_string()))?;
                let answer = guarded(handle(event)).await.map_err(failed)?;
                serde_json::to_value(answer).map_err(|error| failed(error.to_string()))
            }
            Handler::Event(handle) => {
                guarded(handle(event.clone())).await.map_err(failed)?;
                Ok(Value::Null)
            }
        }
    }

    /// Fires all schedules. Answers the first failure; the others were called all the same.
    pub(super) async fn fire_schedules(&self) -> Result<(), StackError> {
        let mut result = Ok(());
        for schedule in &self.schedules {
            let event = schedule_event(&schedule.function, jiff::Timestamp::now());
            if let Err(cause) = guarded((schedule.handler)(event)).await {
                tracing::error!(function = schedule.function, cause, "failed");
                if result.is_ok() {
                    result = Err(failed(&schedule.function, cause));
                }
            }
        }
        result
    }

    /// Reads the streams until nothing is new, and says how many records functions took.
    pub(super) async fn drain_streams(&self) -> Result<usize, StackError> {
        let mut delivered = 0;
        for _ in 0..LONGEST_DRAIN {
            let mut read = 0;
            for consumer in &self.consumers {
                let polled = consumer.poll().await.map_err(StackError::Database)?;
                read += polled.read;
                delivered += polled.delivered;
            }
            if read == 0 {
                return Ok(delivered);
            }
        }
        Err(StackError::Restless)
    }

    /// Hands over what the mail service told since, and says how many events functions took.
    pub(super) async fn deliver_mail_events(&self) -> Result<usize, StackError> {
        self.bus.poll().await.map_err(StackError::Database)
    }

    /// Reads streams and mail events once. What cannot be read is logged, and the next time is another chance.
    pub(super) async fn poll(&self) {
        for consumer in &self.consumers {
            if let Err(error) = consumer.poll().await {
                tracing::error!(error, "the stream cannot be read");
            }
        }
        if let Err(error) = self.bus.poll().await {
            tracing::error!(error, "the events of mails cannot be read");
        }
    }
}

/// Whether the template wakes the function by nothing but the kind of event that it takes.
fn is_woken_as_it_expects(function: &Function, handler: &Handler) -> bool {
    let requests = !function.routes.is_empty();
    let records = !function.streams.is_empty();
    let events = !function.schedules.is_empty() || !function.rules.is_empty();
    match handler {
        Handler::Http(_) => !records && !events,
        Handler::Stream(_) => !requests && !events,
        Handler::Event(_) => !requests && !records,
    }
}

fn failed(function: &str, cause: String) -> StackError {
    StackError::Function {
        function: function.to_owned(),
        cause,
    }
}
