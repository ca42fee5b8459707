//! The actors: who starts, who goes on, who is killed or frozen, and what becomes of a job.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use jiff::SignedDuration;
use paylink_domain::limits::after;
use paylink_platform::clock::Clock as _;

use super::{Happening, World};
use crate::actor::{Actor, Bell};
use crate::books::session_of_page;
use crate::checks::{Entered, Writer};
use crate::faults::{Fault, Verdict, draw};
use crate::hub::{ActorId, Fate, Service, Waiting};
use crate::jobs::{Job, Order, Outcome, pause_before};

impl World {
    /// Starts an actor.
    pub fn start(&mut self, job: Job) -> ActorId {
        let id = self.next_actor;
        self.next_actor += 1;
        let merchant = match &job {
            Job::Staff { merchant, .. } => *merchant,
            _ => 0,
        };
        let event = match &job {
            Job::Webhook { event, .. } => Some(self.gateway.books().events[*event].clone()),
            _ => None,
        };
        if let Job::Staff {
            merchant: 0,
            basket_id,
            order: Order::Enter { amount, note, .. },
            ..
        } = &job
        {
            self.checker.expect_entry(Entered {
                basket_id: *basket_id,
                note: note.clone(),
                amount: amount.minor(),
            });
        }
        let writer = match &job {
            Job::Staff {
                merchant, order, ..
            } => Writer {
                confirmed: order.is_confirmed(),
                staff_of: Some(self.merchants[*merchant].id),
            },
            _ => Writer::default(),
        };
        self.writers.insert(id, writer);
        let work = self
            .sandbox()
            .start(job.clone(), self.principal(merchant), event);
        let bell = Arc::new(Bell {
            rung: AtomicBool::new(true),
            main: self.main.clone(),
        });
        self.trace.note(
            || format!("{} actor {id} starts {job:?}", self.clock.now()),
            (job.name(), u64::from(id), 0),
        );
        let started = self.clock.now();
        let actor = Actor {
            job,
            work,
            bell,
            started,
            frozen: false,
        };
        self.actors.insert(id, actor);
        id
    }

    /// Lets every actor run until it waits for something.
    pub async fn settle(&mut self) {
        poll_fn(|context| {
            *self.main.lock().unwrap() = Some(context.waker().clone());
            self.poll_actors();
            Poll::Ready(())
        })
        .await;
        self.notice();
    }

    fn poll_actors(&mut self) {
        loop {
            let rung = self
                .actors
                .iter()
                .find(|(_, actor)| actor.bell.rung.swap(false, Ordering::SeqCst))
                .map(|(id, _)| *id);
            let Some(id) = rung else {
                return;
            };
            let actor = self.actors.get_mut(&id).unwrap();
            let waker = Waker::from(actor.bell.clone());
            self.hub.enter(Some(id));
            let polled = actor.work.as_mut().poll(&mut Context::from_waker(&waker));
            self.hub.enter(None);
            if let Poll::Ready(outcome) = polled {
                let actor = self.actors.remove(&id).unwrap();
                self.notice();
                self.trace.note(
                    || format!("{} actor {id} ends: {outcome:?}", self.clock.now()),
                    ("end", u64::from(id), 0),
                );
                self.finished(actor.job, &outcome);
            }
        }
    }

    /// What whoever wanted a job does with its outcome.
    fn finished(&mut self, job: Job, outcome: &Outcome) {
        match (job, outcome) {
            (
                Job::Staff {
                    merchant: 1,
                    basket_id,
                    order,
                    ..
                },
                outcome,
            ) => {
                let refused = matches!(outcome, Outcome::Refused("not-found") | Outcome::Failed(_));
                self.checker.foreign_call(refused, basket_id, &order);
            }
            (job @ Job::Staff { .. }, Outcome::Failed(_)) => self.try_again(job),
            (
                Job::Staff {
                    basket_id,
                    order: Order::Enter { note, .. },
                    ..
                },
                Outcome::Done,
            ) => self.checker.entered(basket_id, &note),
            (Job::Press { token, pays, .. }, Outcome::Page(page)) => {
                let seconds = if self.rng.u32(..10) == 0 {
                    self.rng.i64(1_000..2_300)
                } else {
                    self.rng.i64(3..300)
                };
                let happening = Happening::Pay {
                    session: session_of_page(page).to_owned(),
                    token,
                    pays,
                };
                self.in_seconds(seconds, happening);
            }
            (job @ Job::Press { .. }, Outcome::Failed(_)) => self.try_again(job),
            (Job::Webhook { event, tries }, Outcome::Done) => {
                let told = self.gateway.books().events[event].clone();
                let unmatched = self.engine.unmatched();
                let books = self.gateway.books();
                self.checker.acknowledged(&told, &unmatched, &books);
                drop(books);
                if tries == 0 && self.happens(5) {
                    self.count(Fault::WebhookDoubled);
                    let seconds = self.rng.i64(1..100_000);
                    let again = Job::Webhook { event, tries: 1 };
                    self.in_seconds(seconds, Happening::Start(Box::new(again)));
                }
            }
            (job @ Job::Webhook { .. }, _)
            | (job @ (Job::Stream { .. } | Job::SendWebhooks { .. }), Outcome::Failed(_)) => {
                self.try_again(job);
            }
            _ => {}
        }
    }

    /// A caller repeats what did not work, a few times.
    fn try_again(&mut self, mut job: Job) {
        let tries = match &mut job {
            Job::Staff { tries, .. }
            | Job::Press { tries, .. }
            | Job::Webhook { tries, .. }
            | Job::Stream { tries, .. }
            | Job::SendWebhooks { tries, .. } => {
                *tries += 1;
                *tries
            }
            Job::Return { .. } | Job::AskForLink { .. } | Job::Tick { .. } => return,
        };
        let patience = match &job {
            Job::Press { .. } => 3,
            Job::Stream { .. } | Job::SendWebhooks { .. } => 5,
            _ => 12,
        };
        if tries <= patience {
            self.at(
                after(self.now(), pause_before(tries)),
                Happening::Start(Box::new(job)),
            );
        }
    }

    fn kill(&mut self, id: ActorId) {
        let actor = self.actors.remove(&id).unwrap();
        drop(actor.work);
        self.try_again(actor.job);
    }

    /// Opens a gate, or kills or freezes who waits there.
    pub async fn grant(&mut self, waiting: &Waiting, verdict: Verdict) {
        self.steps += 1;
        self.trace.note(
            || {
                format!(
                    "{} actor {} {:?} {}: {verdict:?}",
                    self.clock.now(),
                    waiting.actor,
                    waiting.call.service,
                    waiting.call.name
                )
            },
            (waiting.call.name, u64::from(waiting.actor), waiting.number),
        );
        if verdict != Verdict::Open(Fate::Done) {
            self.excuse_events_of(waiting.actor);
        }
        match verdict {
            Verdict::Freeze => {
                if let Some(actor) = self.actors.get_mut(&waiting.actor) {
                    actor.frozen = true;
                    let seconds = if self.rng.bool() {
                        self.rng.i64(100..1_000)
                    } else {
                        self.rng.i64(1_000..30_000)
                    };
                    self.in_seconds(seconds, Happening::Thaw(waiting.actor));
                }
            }
            Verdict::Open(fate) => {
                self.hub.open(waiting.number, fate);
                self.settle().await;
                if matches!(fate, Fate::KilledBefore | Fate::KilledAfter) {
                    self.kill(waiting.actor);
                }
            }
        }
    }

    /// Draws what becomes of who waits at a gate.
    pub fn judge(&mut self, waiting: &Waiting) -> Verdict {
        // Every kind of fault is to come often: a tick reads the index sixteen times, and calls of the
        // gateway and of the mail service are few.
        let rate = match waiting.call.service {
            Service::Database if waiting.call.reads_index => self.settings.fault_rate / 8,
            Service::Database => self.settings.fault_rate,
            Service::Gateway | Service::Mail | Service::Receiver => self.settings.fault_rate * 2,
        };
        if !self.faults_on || self.rng.u32(..10_000) >= rate {
            return Verdict::Open(Fate::Done);
        }
        let (fault, verdict) = draw(&mut self.rng, &waiting.call);
        self.count(fault);
        let mails = self
            .actors
            .get(&waiting.actor)
            .is_some_and(|actor| actor.job.sends_mails());
        if mails {
            // A tick may have had a mail of each basket in hand.
            self.excuses += u32::try_from(self.baskets.len()).unwrap();
        }
        verdict
    }

    /// What a sender of events has in hand, or will claim by the call that a fault befalls, may go
    /// once more.
    fn excuse_events_of(&mut self, actor: ActorId) {
        match self.actors.get(&actor).map(|actor| &actor.job) {
            Some(Job::SendWebhooks { basket_id, .. }) => {
                let basket_id = *basket_id;
                self.checker.excuse_events(Some(basket_id));
            }
            Some(Job::Tick { .. }) => self.checker.excuse_events(None),
            _ => {}
        }
    }

    /// Who waits at a gate and is not frozen.
    pub fn open_gates(&self) -> Vec<Waiting> {
        let mut waiting = self.hub.waiting();
        waiting.retain(|waiting| {
            self.actors
                .get(&waiting.actor)
                .is_some_and(|actor| !actor.frozen)
        });
        waiting
    }

    /// Whether an actor is neither at a gate nor frozen: it waits for time to pass.
    pub fn somebody_sleeps(&self) -> bool {
        let gates: BTreeSet<ActorId> = self.hub.waiting().iter().map(|it| it.actor).collect();
        self.actors
            .iter()
            .any(|(id, actor)| !actor.frozen && !gates.contains(id))
    }

    /// Lets time pass.
    pub async fn doze(&mut self, millis: u32) {
        self.clock
            .advance(SignedDuration::from_millis(i64::from(millis)));
        tokio::time::advance(std::time::Duration::from_millis(u64::from(millis))).await;
        self.settle().await;
    }

    /// The gate that an actor has come to; `None` once it has ended.
    pub async fn gate_of(&mut self, actor: ActorId) -> Option<Waiting> {
        self.settle().await;
        while self.actors.contains_key(&actor) {
            let waiting = self.hub.waiting();
            if let Some(gate) = waiting.into_iter().find(|gate| gate.actor == actor) {
                return Some(gate);
            }
            self.doze(50).await;
        }
        None
    }

    /// Lets an actor pass one gate; `false` once it has ended.
    pub async fn pass_one(&mut self, actor: ActorId) -> bool {
        let Some(gate) = self.gate_of(actor).await else {
            return false;
        };
        self.grant(&gate, Verdict::Open(Fate::Done)).await;
        true
    }

    /// Lets an actor run to its end.
    pub async fn drive(&mut self, actor: ActorId) {
        while self.pass_one(actor).await {}
    }

    /// Lets a frozen sandbox go on.
    pub fn thaw(&mut self, id: ActorId) {
        let now = self.clock.now();
        if let Some(actor) = self.actors.get_mut(&id) {
            actor.frozen = false;
            actor.started = now;
        }
    }

    /// Thaws whoever is frozen.
    pub fn thaw_all(&mut self) {
        let frozen: Vec<ActorId> = self
            .actors
            .iter()
            .filter(|(_, actor)| actor.frozen)
            .map(|(id, _)| *id)
            .collect();
        for id in frozen {
            self.thaw(id);
        }
    }
}
