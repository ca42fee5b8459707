//! What happens to mail for an address.

use serde::{Deserialize, Serialize};

/// What happens to mail for an address.
///
/// Some domains need no telling: every address at `bounce.example`, `complaint.example`,
/// `reject.example`, `unavailable.example` and `lost.example` behaves as its name says, and so do
/// the addresses of SES's own mailbox simulator. So does any address with a label: mail to
/// `anna+bounce@example.com` bounces, and `+complaint`, `+reject`, `+delay` and `+virus` do as they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behaviour {
    /// Accepted and delivered.
    Ok,
    /// Accepted, then a permanent bounce is reported.
    Bounce,
    /// Accepted and delivered, then the recipient reports it as spam.
    Complaint,
    /// Accepted and delivered, after a delay was reported.
    Delay,
    /// Accepted, then not sent because of what is in it.
    Virus,
    /// Refused with SES's `MessageRejected`.
    Reject,
    /// Answered with 503; nothing is stored.
    Unavailable,
    /// Refused with SES's `TooManyRequestsException`; nothing is stored.
    Throttle,
    /// Accepted with a message id, but it never arrives, and nothing is ever reported.
    AcceptThenLose,
    /// Accepted and delivered, but the caller is told 503: the answer that got lost.
    AnswerLost,
}

impl Behaviour {
    /// Every behaviour, for messages that list them.
    pub(super) const ALL: [Self; 10] = [
        Self::Ok,
        Self::Bounce,
        Self::Complaint,
        Self::Delay,
        Self::Virus,
        Self::Reject,
        Self::Unavailable,
        Self::Throttle,
        Self::AcceptThenLose,
        Self::AnswerLost,
    ];

    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Bounce => "bounce",
            Self::Complaint => "complaint",
            Self::Delay => "delay",
            Self::Virus => "virus",
            Self::Reject => "reject",
            Self::Unavailable => "unavailable",
            Self::Throttle => "throttle",
            Self::AcceptThenLose => "accept_then_lose",
            Self::AnswerLost => "answer_lost",
        }
    }

    /// The behaviour with this name in JSON.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|behaviour| behaviour.name() == name)
    }

    /// The names, for a message to somebody who got one wrong.
    pub(super) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// What an address does that nobody was told about; `address` is in lower case.
    pub(super) fn built_in(address: &str) -> Self {
        let Some((local, domain)) = address.rsplit_once('@') else {
            return Self::Ok;
        };
        // SES lets labels follow the simulator's names: bounce+label@simulator.amazonses.com.
        let simulated = local.split('+').next().unwrap_or(local);
        match (domain, simulated) {
            ("bounce.example", _) | ("simulator.amazonses.com", "bounce") => Self::Bounce,
            ("complaint.example", _) | ("simulator.amazonses.com", "complaint") => Self::Complaint,
            ("reject.example", _) => Self::Reject,
            ("unavailable.example", _) => Self::Unavailable,
            ("lost.example", _) => Self::AcceptThenLose,
            ("simulator.amazonses.com", _) => Self::Ok,
            _ => match local.rsplit_once('+') {
                Some((_, "bounce")) => Self::Bounce,
                Some((_, "complaint")) => Self::Complaint,
                Some((_, "reject")) => Self::Reject,
                Some((_, "delay")) => Self::Delay,
                Some((_, "virus")) => Self::Virus,
                Some(_) | None => Self::Ok,
            },
        }
    }
}
