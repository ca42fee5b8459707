//! What goes wrong, and how often.

use fastrand::Rng;

use crate::hub::{Call, Fate, Service};

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    DatabaseUnavailable,
    DatabaseThrottled,
    DatabaseConflict,
    DatabaseAnswerLost,
    DatabaseLate,
    DatabaseRepeated,
    DatabaseStaleIndex,
    GatewayUnavailable,
    GatewayThrottled,
    GatewayAnswerLost,
    GatewayLate,
    GatewaySavedErrorUndone,
    GatewaySavedErrorDone,
    MailRefused,
    MailThrottled,
    MailUnavailable,
    MailAnswerLost,
    MailLate,
    ReceiverUnavailable,
    ReceiverError,
    ReceiverAnswerLost,
    ReceiverLate,
    KilledBefore,
    KilledAfter,
    Frozen,
    WebhookDropped,
    WebhookDoubled,
    WebhookDelayed,
    StreamDropped,
    StreamDoubled,
    ClockSkewed,
    ForeignCaller,
    ForgedEvent,
}

/// Every kind, with a name for people.
pub const NAMES: [(Fault, &str); 33] = [
    (Fault::DatabaseUnavailable, "database: refused before"),
    (Fault::DatabaseThrottled, "database: throttled"),
    (Fault::DatabaseConflict, "database: conflict"),
    (
        Fault::DatabaseAnswerLost,
        "database: answer lost after commit",
    ),
    (Fault::DatabaseLate, "database: time-out, committed later"),
    (
        Fault::DatabaseRepeated,
        "database: write repeated by the SDK",
    ),
    (Fault::DatabaseStaleIndex, "database: stale index read"),
    (Fault::GatewayUnavailable, "gateway: refused before"),
    (Fault::GatewayThrottled, "gateway: asks to try later"),
    (Fault::GatewayAnswerLost, "gateway: answer lost"),
    (Fault::GatewayLate, "gateway: time-out, done later"),
    (
        Fault::GatewaySavedErrorUndone,
        "gateway: saved 500, nothing done",
    ),
    (
        Fault::GatewaySavedErrorDone,
        "gateway: saved 500, done all the same",
    ),
    (Fault::MailRefused, "mail: refused for good"),
    (Fault::MailThrottled, "mail: throttled"),
    (Fault::MailUnavailable, "mail: refused before"),
    (Fault::MailAnswerLost, "mail: taken, answer lost"),
    (Fault::MailLate, "mail: time-out, taken later"),
    (Fault::ReceiverUnavailable, "receiver: refused before"),
    (Fault::ReceiverError, "receiver: answers 500"),
    (Fault::ReceiverAnswerLost, "receiver: taken, answer lost"),
    (Fault::ReceiverLate, "receiver: time-out, taken later"),
    (Fault::KilledBefore, "process: killed before a call"),
    (Fault::KilledAfter, "process: killed after a call"),
    (Fault::Frozen, "process: frozen for minutes or hours"),
    (Fault::WebhookDropped, "webhook: dropped"),
    (Fault::WebhookDoubled, "webhook: delivered twice"),
    (Fault::WebhookDelayed, "webhook: delayed past later ones"),
    (Fault::StreamDropped, "stream: record dropped"),
    (Fault::StreamDoubled, "stream: record delivered twice"),
    (Fault::ClockSkewed, "clock: a sandbox some seconds off"),
    (Fault::ForeignCaller, "another merchant's staff try"),
    (
        Fault::ForgedEvent,
        "another account's event names our basket",
    ),
];

/// What the schedule does with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It opens the gate with this fate.
    Open(Fate),
    /// It freezes the sandbox.
    Freeze,
}

/// Draws a fault that can befall a call.
pub fn draw(rng: &mut Rng, call: &Call) -> (Fault, Verdict) {
    let mut all = vec![
        (Fault::KilledBefore, Verdict::Open(Fate::KilledBefore)),
        (Fault::KilledAfter, Verdict::Open(Fate::KilledAfter)),
        (Fault::Frozen, Verdict::Freeze),
    ];
    let mut add = |fault, fate| all.push((fault, Verdict::Open(fate)));
    match call.service {
        Service::Database => {
            add(Fault::DatabaseUnavailable, Fate::Unavailable);
            add(Fault::DatabaseThrottled, Fate::Throttled);
            add(Fault::DatabaseAnswerLost, Fate::AnswerLost);
            if call.writes {
                add(Fault::DatabaseLate, Fate::Late);
                add(Fault::DatabaseRepeated, Fate::Repeated);
                add(Fault::DatabaseConflict, Fate::Conflict);
            }
            if call.reads_index {
                add(Fault::DatabaseStaleIndex, Fate::Stale);
            }
        }
        Service::Gateway => {
            add(Fault::GatewayUnavailable, Fate::Unavailable);
            add(Fault::GatewayThrottled, Fate::Throttled);
            add(Fault::GatewayAnswerLost, Fate::AnswerLost);
            if call.writes {
                add(Fault::GatewayLate, Fate::Late);
            }
            if call.name.starts_with("create") {
                add(Fault::GatewaySavedErrorUndone, Fate::SavedError(false));
                add(Fault::GatewaySavedErrorDone, Fate::SavedError(true));
            }
        }
        Service::Mail => {
            add(Fault::MailRefused, Fate::Refused);
            add(Fault::MailThrottled, Fate::Throttled);
            add(Fault::MailUnavailable, Fate::Unavailable);
            add(Fault::MailAnswerLost, Fate::AnswerLost);
            add(Fault::MailLate, Fate::Late);
        }
        Service::Receiver => {
            add(Fault::ReceiverUnavailable, Fate::Unavailable);
            add(Fault::ReceiverError, Fate::SavedError(false));
            add(Fault::ReceiverAnswerLost, Fate::AnswerLost);
            add(Fault::ReceiverLate, Fate::Late);
        }
    }
    all[rng.usize(..all.len())]
}
