//! Finding out at the gateway what no webhook told (R16).

use jiff::SignedDuration;

use super::record_event::record_event;
use super::{Core, Error};
use crate::domain::limits::after;
use crate::gateway::PaymentGateway;

/// How often the gateway's events are read.
const EVERY: SignedDuration = SignedDuration::from_mins(5);
/// How far back each reading begins before the end of the last: clocks differ, and events can be
/// listed late.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);
/// How far back the first reading goes.
const FIRST: SignedDuration = SignedDuration::from_hours(24);

/// Reads the events of the platform's account since the stored cursor and records them like
/// webhooks, where it is time. Answers how many there were.
///
/// The cursor moves only once all are recorded, so what fails is read again; one that fails does not
/// hold up the others.
pub async fn read_events(core: &Core, gateway: &dyn PaymentGateway) -> Result<usize, Error> {
    let now = core.now();
    let cursor = core.store.event_cursor(None).await?;
    if cursor.is_some_and(|cursor| now < after(cursor, EVERY)) {
        return Ok(0);
    }
    let since = match cursor {
        Some(cursor) => after(cursor, -OVERLAP),
        None => after(now, -FIRST),
    };
    let events = gateway.events_since(None, since).await?;
    let mut failure = None;
    for event in &events {
        if let Err(error) = record_event(core, gateway, event).await {
            tracing::error!(%error, event = event.id, "an event could not be recorded");
            failure = Some(error);
        }
    }
    match failure {
        Some(error) => Err(error),
        None => {
            core.store.put_event_cursor(None, now).await?;
            Ok(events.len())
        }
    }
}
