//! Where every call of an actor to the outside stops, until the schedule lets it go on.
//!
//! An actor is a use case at work in a sandbox of its own. It runs until it wants to talk to the
//! database, the gateway, the mail service or a merchant's system; there it waits at a gate. The schedule opens one gate at
//! a time and says what becomes of the call: its [`Fate`].

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

/// Who acts: a number that is never used twice in a schedule.
pub type ActorId = u32;

/// Who is talked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// DynamoDB.
    Database,
    /// The payment gateway.
    Gateway,
    /// SES.
    Mail,
    /// A merchant's system.
    Receiver,
}

/// A call that waits at a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// To whom.
    pub service: Service,
    /// The name of the operation.
    pub name: &'static str,
    /// Whether it changes something there.
    pub writes: bool,
    /// Whether it reads an index, which may lag behind.
    pub reads_index: bool,
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is carried out and answered.
    Done,
    /// The service fails before anything happens.
    Unavailable,
    /// The service asks to try again later; nothing happens.
    Throttled,
    /// A write is refused because somebody else wrote: what the SDK's own repetition of a write
    /// whose first answer was lost gives, without the write having happened.
    Conflict,
    /// It is carried out, and the answer is lost.
    AnswerLost,
    /// It is carried out twice, as by a repetition inside the SDK, and the second answer comes back.
    Repeated,
    /// The caller hears nothing; it is carried out some seconds later.
    Late,
    /// The service answers an error and keeps that answer under the idempotency key. The flag says
    /// whether it had done the thing.
    SavedError(bool),
    /// An index answers as it was a moment ago.
    Stale,
    /// The service refuses this for good.
    Refused,
    /// The process is killed before the call leaves it.
    KilledBefore,
    /// The process is killed once the call was carried out.
    KilledAfter,
}

/// A gate: a call and who waits there.
#[derive(Debug)]
struct Gate {
    number: u64,
    actor: ActorId,
    call: Call,
    fate: Option<Fate>,
    waker: Waker,
}

#[derive(Debug, Default)]
struct State {
    current: Option<ActorId>,
    gates: Vec<Gate>,
    made: u64,
}

/// All gates of a schedule.
#[derive(Debug, Clone, Default)]
pub struct Hub(Arc<Mutex<State>>);

/// A gate that can be opened.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its number; gates are numbered in the order in which they were reached.
    pub number: u64,
    /// Who waits.
    pub actor: ActorId,
    /// For what.
    pub call: Call,
}

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Says who acts from now on; `None` for an observer, whose calls go through at once.
    pub fn enter(&self, actor: Option<ActorId>) {
        self.state().current = actor;
    }

    /// Who acts.
    pub fn current(&self) -> Option<ActorId> {
        self.state().current
    }

    /// Waits until the schedule decides about a call.
    pub fn gate(&self, call: Call) -> impl Future<Output = Fate> + Send + use<> {
        AtGate {
            hub: self.clone(),
            call: Some(call),
            number: None,
        }
    }

    /// The gates that somebody waits at, in the order in which they were reached.
    pub fn waiting(&self) -> Vec<Waiting> {
        self.state()
            .gates
            .iter()
            .filter(|gate| gate.fate.is_none())
            .map(|gate| Waiting {
                number: gate.number,
                actor: gate.actor,
                call: gate.call.clone(),
            })
            .collect()
    }

    /// Opens a gate.
    pub fn open(&self, number: u64, fate: Fate) {
        let mut state = self.state();
        let gate = state.gates.iter_mut().find(|gate| gate.number == number);
        let waker = gate.map(|gate| {
            gate.fate = Some(fate);
            gate.waker.clone()
        });
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

struct AtGate {
    hub: Hub,
    call: Option<Call>,
    number: Option<u64>,
}

impl Future for AtGate {
    type Output = Fate;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Fate> {
        let hub = self.hub.clone();
        let mut state = hub.state();
        let Some(number) = self.number else {
            let Some(actor) = state.current else {
                return Poll::Ready(Fate::Done);
            };
            state.made += 1;
            let number = state.made;
            let call = self.call.take().unwrap();
            state.gates.push(Gate {
                number,
                actor,
                call,
                fate: None,
                waker: context.waker().clone(),
            });
            self.number = Some(number);
            return Poll::Pending;
        };
        let gate = state.gates.iter_mut().find(|gate| gate.number == number);
        match gate.map(|gate| (gate.fate, &mut gate.waker)) {
            Some((Some(fate), _)) => Poll::Ready(fate),
            Some((None, waker)) => {
                waker.clone_from(context.waker());
                Poll::Pending
            }
            None => Poll::Pending,
        }
    }
}

impl Drop for AtGate {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.hub.state().gates.retain(|gate| gate.number != number);
        }
    }
}
