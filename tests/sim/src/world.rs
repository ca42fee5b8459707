//! One simulated world: merchants, baskets, guests, staff, machines, time; and the schedule that lets
//! them act in a seeded order.

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use paylink_app::Core;
use paylink_app::principal::Principal;
use paylink_domain::actor::{Actor as Who, Context as Asked};
use paylink_domain::decide::create_basket::create_basket;
use paylink_domain::ids::{BasketId, MerchantId, UserId};
use paylink_domain::limits::{LEASE, after, retry_pause, webhook_pause};
use paylink_domain::merchant::{GatewaySetup, Merchant, Role, TicketRelease};
use paylink_domain::outbox::RowState;
use paylink_mail::Mailer;
use paylink_platform::clock::{Clock, ManualClock};
use paylink_platform::random::{Ids, Random};
use paylink_store::Store;
use paylink_store::baskets::due_shard;
use paylink_store::cursors::GatewayCursor;
use paylink_store::team::Member;
use paylink_store::webhooks::Endpoints;
use ulid::Ulid;

use crate::checks::{Checker, Entered, Violation, Writer};
use crate::database::Engine;
use crate::faults::{Fault, Verdict, draw};
use crate::gateway::{BookedState, ModelGateway, session_of_page};
use crate::hub::{ActorId, Fate, Hub, Service, Waiting};
use crate::jobs::{Job, Order, Outcome, Pays, Sandbox, Work, pause_before};
use crate::plan;
use crate::post::Post;
use crate::receiver::{self, Receiver};

/// When every schedule begins.
pub const START: &str = "2026-11-24T09:00:00Z";
/// How many steps a schedule may take; more means that something goes round in circles.
const STEPS: u32 = 20_000;

/// How a world is to be.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Faults per ten thousand calls.
    pub fault_rate: u32,
    /// What becomes of webhooks.
    pub webhooks: Webhooks,
    /// Whether the stream's consumer is dead.
    pub stream_dead: bool,
    /// How many webhook endpoints the merchant has, at most two.
    pub endpoints: usize,
    /// Whether the trace is kept as text.
    pub verbose: bool,
}

/// What becomes of webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Webhooks {
    /// They arrive within seconds.
    On,
    /// They are dropped, doubled and delayed while there are faults.
    Flaky,
    /// They never arrive.
    Never,
}

/// Something that happens at a time.
#[derive(Debug, Clone)]
pub enum Happening {
    /// Somebody does something that is decided when it is time.
    Act,
    /// A job starts.
    Start(Box<Job>),
    /// A guest acts on the gateway's page.
    Pay {
        /// The session.
        session: String,
        /// The link's token.
        token: String,
        /// How.
        pays: Pays,
    },
    /// A bank decides about a debit.
    SettleDebit(String, bool),
    /// A bank decides about a refund.
    SettleRefund(String, bool),
    /// A bank decides about a dispute.
    CloseDispute(String, bool),
    /// Sessions whose time is over end.
    EndSessions,
    /// A frozen sandbox goes on.
    Thaw(ActorId),
    /// What callers gave up waiting for is carried out.
    CarryOutLate,
    /// The schedule fires.
    Tick,
}

/// What woke an actor, and whom to tell.
#[derive(Debug, Default)]
struct Bell {
    rung: AtomicBool,
    main: Arc<Mutex<Option<Waker>>>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.rung.store(true, Ordering::SeqCst);
        if let Some(waker) = self.main.lock().unwrap().as_ref() {
            waker.wake_by_ref();
        }
    }
}

struct Actor {
    job: Job,
    work: Work,
    bell: Arc<Bell>,
    started: Timestamp,
    frozen: bool,
}

/// A clock that is some seconds off.
#[derive(Debug)]
struct SkewedClock {
    base: Arc<ManualClock>,
    skew: SignedDuration,
}

impl Clock for SkewedClock {
    fn now(&self) -> Timestamp {
        after(self.base.now(), self.skew)
    }
}

/// What happened, as a number that tells two courses apart, and as text where it is wanted.
#[derive(Default)]
pub struct Trace {
    hasher: DefaultHasher,
    /// The text.
    pub lines: Vec<String>,
    verbose: bool,
}

impl Trace {
    fn note(&mut self, line: impl FnOnce() -> String, parts: (&str, u64, u64)) {
        parts.hash(&mut self.hasher);
        if self.verbose {
            self.lines.push(line());
        }
    }
}

/// One simulated world.
pub struct World {
    /// The gates.
    pub hub: Hub,
    /// The time.
    pub clock: Arc<ManualClock>,
    /// The database.
    pub engine: Engine,
    /// The gateway.
    pub gateway: ModelGateway,
    /// The mail service.
    pub post: Post,
    /// The merchant's systems.
    pub receiver: Receiver,
    /// The invariants.
    pub checker: Checker,
    /// The order of things.
    pub rng: Rng,
    /// How it is to be.
    pub settings: Settings,
    /// How often each fault was injected.
    pub faults: BTreeMap<Fault, u64>,
    /// How many steps were taken.
    pub steps: u32,
    /// What happened.
    pub trace: Trace,
    /// The merchants; the first owns the baskets.
    pub merchants: [Merchant; 2],
    /// The baskets.
    pub baskets: Vec<BasketId>,
    /// The next idempotency key.
    pub next_key: u64,
    store: Store,
    mailer: Mailer,
    main: Arc<Mutex<Option<Waker>>>,
    actors: BTreeMap<ActorId, Actor>,
    next_actor: ActorId,
    agenda: BTreeMap<(Timestamp, u64), Happening>,
    appointments: u64,
    faults_on: bool,
    calm_from: Option<Timestamp>,
    /// Faults that can make a mail go twice.
    excuses: u32,
    taken: usize,
    events_known: usize,
    sessions_known: usize,
    refunds_known: usize,
    tick_at: Option<Timestamp>,
    last_tick: Timestamp,
    writers: BTreeMap<ActorId, Writer>,
}

impl World {
    /// A world with two merchants and nothing else.
    pub async fn new(seed: u64, settings: Settings) -> Self {
        let start: Timestamp = START.parse().unwrap();
        let (hub, clock) = (Hub::default(), Arc::new(ManualClock::new(start)));
        let mut rng = Rng::with_seed(seed);
        let (engine, post) = (Engine::new(&hub), Post::new(&hub));
        let gateway = ModelGateway::new(&hub, &clock);
        let receiver = Receiver::new(&hub);
        let accounts = if rng.bool() {
            [GatewaySetup::Platform, connected("acct_2")]
        } else {
            [connected("acct_1"), connected("acct_2")]
        };
        let mut number = 0;
        let merchants = accounts.map(|gateway| {
            number += 1;
            merchant(number, gateway, rng.bool())
        });
        let (store, mailer) = (engine.store(), post.mailer());
        for merchant in &merchants {
            store.put_merchant(merchant).await.unwrap();
        }
        if settings.endpoints > 0 {
            let (read, endpoints) = (
                Endpoints::default(),
                receiver::endpoints(settings.endpoints),
            );
            store
                .save_endpoints(merchants[0].id, &read, endpoints)
                .await
                .unwrap();
        }
        // The daily comparison takes many calls, so it is due in some worlds only.
        if rng.u32(..12) > 0 {
            for account in [None, Some("acct_1"), Some("acct_2")] {
                let cursor = GatewayCursor {
                    account: account.map(str::to_owned),
                    read_until: Some(start),
                    compared_at: Some(after(start, SignedDuration::from_hours(1_000))),
                    ..GatewayCursor::default()
                };
                store.put_gateway_cursor(&cursor).await.unwrap();
            }
        }
        Self {
            checker: Checker::default(),
            faults: BTreeMap::new(),
            steps: 0,
            trace: Trace {
                verbose: settings.verbose,
                ..Trace::default()
            },
            merchants,
            baskets: Vec::new(),
            next_key: 0,
            store,
            mailer,
            main: Arc::default(),
            actors: BTreeMap::new(),
            next_actor: 1,
            agenda: BTreeMap::new(),
            appointments: 0,
            faults_on: false,
            calm_from: None,
            excuses: 0,
            taken: 0,
            events_known: 0,
            sessions_known: 0,
            refunds_known: 0,
            tick_at: None,
            last_tick: start,
            writers: BTreeMap::new(),
            hub,
            clock,
            engine,
            gateway,
            post,
            receiver,
            rng,
            settings,
        }
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Puts something on the agenda.
    pub fn at(&mut self, time: Timestamp, happening: Happening) {
        self.appointments += 1;
        let time = time.max(self.now());
        self.agenda.insert((time, self.appointments), happening);
    }

    /// Puts something on the agenda, so many seconds ahead.
    pub fn in_seconds(&mut self, seconds: i64, happening: Happening) {
        self.at(
            after(self.now(), SignedDuration::from_secs(seconds)),
            happening,
        );
    }

    /// Counts a fault.
    pub fn count(&mut self, fault: Fault) {
        *self.faults.entry(fault).or_default() += 1;
    }

    /// Whether something should go wrong that the schedule itself does, in per cent of cases while
    /// there are faults.
    pub fn happens(&mut self, percent: u32) -> bool {
        self.faults_on && self.settings.fault_rate > 0 && self.rng.u32(..100) < percent
    }

    /// A sandbox; its clock may be off while there are faults.
    fn sandbox(&mut self) -> Sandbox {
        let skewed = self.happens(3);
        let clock: Arc<dyn Clock> = if skewed {
            self.count(Fault::ClockSkewed);
            let skew = SignedDuration::from_millis(self.rng.i64(-5_000..5_000));
            Arc::new(SkewedClock {
                base: self.clock.clone(),
                skew,
            })
        } else {
            self.clock.clone()
        };
        let mut seed = [0; 32];
        self.rng.fill(&mut seed);
        Sandbox {
            core: Core {
                store: self.engine.store(),
                clock,
                random: Random::derived(seed),
            },
            gateway: self.gateway.clone(),
            mailer: self.mailer.clone(),
            webhooks: self.receiver.sender(),
        }
    }

    /// Makes a basket of the first merchant, outside the schedule.
    pub async fn add_basket(
        &mut self,
        new: paylink_domain::decide::create_basket::NewBasket,
    ) -> BasketId {
        let mut seed = [0; 32];
        self.rng.fill(&mut seed);
        let id = Ids::new(Random::derived(seed), self.now()).basket();
        let context = Asked {
            actor: Who::System,
            now: self.now(),
        };
        let basket = create_basket(id, self.merchants[0].id, new, &context);
        self.store.insert_basket(&basket).await.unwrap();
        self.baskets.push(id);
        self.notice();
        id
    }

    /// Whose staff a principal is.
    fn principal(&self, merchant: usize) -> Principal {
        Principal::of_member(&Member {
            issuer: "https://issuer.invalid".to_owned(),
            subject: format!("staff-{merchant}"),
            merchant_id: self.merchants[merchant].id,
            user_id: UserId::new(Ulid::from_parts(1_700_000_000_000, 1)),
            role: Role::Owner,
            name: "Sina".to_owned(),
            email: "sina@example.com".parse().unwrap(),
        })
    }

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

    /// Looks at what was written and sent since the last time.
    pub fn notice(&mut self) {
        // An event is struck off by a write after it was taken.
        for event in self.receiver.take_taken() {
            self.checker.event_taken(&event);
        }
        for note in self.engine.take_webhook_notes() {
            self.checker.webhook_noted(&note);
        }
        let now = self.now();
        for commit in self.engine.take_commits() {
            let writer = commit
                .actor
                .and_then(|actor| self.writers.get(&actor).copied())
                .unwrap_or_default();
            let books = self.gateway.books();
            self.checker.committed(&commit, writer, &books, now);
            drop(books);
            self.trace.note(
                || format!("        {} is at version {}", commit.doc.id, commit.version),
                ("commit", commit.version, 0),
            );
            if commit.mail_due && !self.settings.stream_dead {
                self.stream(Job::Stream {
                    basket_id: commit.doc.id,
                    tries: 0,
                });
            }
            if commit.webhook_due && !self.settings.stream_dead {
                self.stream(Job::SendWebhooks {
                    basket_id: commit.doc.id,
                    tries: 0,
                });
            }
        }
        let taken = self.post.taken_since(self.taken);
        self.taken += taken.len();
        for mail in taken {
            self.checker.mail_taken(mail.mail_id);
        }
        let books = self.gateway.books();
        if books.sessions.len() != self.sessions_known || books.events.len() != self.events_known {
            self.checker.check_sessions(&books);
        }
        let (sessions, events, refunds) = (
            books.sessions.len(),
            books.events.len(),
            books.unsettled_refunds.clone(),
        );
        drop(books);
        if sessions > self.sessions_known {
            self.sessions_known = sessions;
            self.in_seconds(36 * 60, Happening::EndSessions);
        }
        for refund in refunds.iter().skip(self.refunds_known) {
            let (seconds, succeeds) = (self.rng.i64(30..200_000), self.rng.u32(..100) < 75);
            self.in_seconds(seconds, Happening::SettleRefund(refund.clone(), succeeds));
        }
        self.refunds_known = refunds.len();
        for event in self.events_known..events {
            self.post_webhook(event);
        }
        self.events_known = events;
        let late = self.engine.has_late_calls()
            || self.gateway.has_late_calls()
            || self.post.has_late_calls()
            || self.receiver.has_late_calls();
        let planned = self
            .agenda
            .values()
            .any(|happening| matches!(happening, Happening::CarryOutLate));
        if late && !planned {
            let seconds = self.rng.i64(1..90);
            self.in_seconds(seconds, Happening::CarryOutLate);
        }
    }

    /// The stream tells one of its consumers of a basket.
    fn stream(&mut self, job: Job) {
        if self.happens(10) {
            self.count(Fault::StreamDropped);
            return;
        }
        let times = if self.happens(10) {
            self.count(Fault::StreamDoubled);
            2
        } else {
            1
        };
        for _ in 0..times {
            let seconds = self.rng.i64(0..3);
            self.in_seconds(seconds, Happening::Start(Box::new(job.clone())));
        }
    }

    fn post_webhook(&mut self, event: usize) {
        if self.settings.webhooks == Webhooks::Never {
            return;
        }
        let flaky = self.settings.webhooks == Webhooks::Flaky;
        if flaky && self.happens(20) {
            self.count(Fault::WebhookDropped);
            return;
        }
        let mut times = 1;
        if flaky && self.happens(20) {
            self.count(Fault::WebhookDoubled);
            times = 2;
        }
        for _ in 0..times {
            let seconds = if flaky && self.happens(20) {
                self.count(Fault::WebhookDelayed);
                self.rng.i64(60..20_000)
            } else {
                self.rng.i64(0..5)
            };
            let job = Job::Webhook { event, tries: 0 };
            self.in_seconds(seconds, Happening::Start(Box::new(job)));
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

    fn judge(&mut self, waiting: &Waiting) -> Verdict {
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

    fn open_gates(&self) -> Vec<Waiting> {
        let mut waiting = self.hub.waiting();
        waiting.retain(|waiting| {
            self.actors
                .get(&waiting.actor)
                .is_some_and(|actor| !actor.frozen)
        });
        waiting
    }

    /// Whether an actor is neither at a gate nor frozen: it waits for time to pass.
    fn somebody_sleeps(&self) -> bool {
        let gates: BTreeSet<ActorId> = self.hub.waiting().iter().map(|it| it.actor).collect();
        self.actors
            .iter()
            .any(|(id, actor)| !actor.frozen && !gates.contains(id))
    }

    async fn doze(&mut self, millis: u32) {
        self.clock
            .advance(SignedDuration::from_millis(i64::from(millis)));
        tokio::time::advance(std::time::Duration::from_millis(u64::from(millis))).await;
        self.settle().await;
    }

    /// Lets things happen until `end`: all that is on the agenda until then, and all actors at rest
    /// but the frozen ones.
    pub async fn run_until(&mut self, end: Timestamp) {
        self.settle().await;
        while self.checker.violations.is_empty() {
            if self.steps >= STEPS {
                self.checker.never_settles(self.steps);
                return;
            }
            self.plan_tick();
            let gates = self.open_gates();
            let next = self.agenda.first_key_value().map(|((time, _), _)| *time);
            let now = self.now();
            let slow = self.actors.values().any(|actor| {
                !actor.frozen && after(actor.started, SignedDuration::from_secs(20)) < now
            });
            let soon = after(now, SignedDuration::from_millis(1_500));
            let may_happen = match next {
                Some(time) if gates.is_empty() => time <= end && !self.somebody_sleeps(),
                Some(time) => time <= soon && time <= end && !slow && self.rng.u32(..3) == 0,
                None => false,
            };
            if may_happen {
                self.happen().await;
            } else if !gates.is_empty() && (!self.somebody_sleeps() || self.rng.u32(..4) > 0) {
                let waiting = gates[self.rng.usize(..gates.len())].clone();
                let verdict = self.judge(&waiting);
                let millis = self.rng.i64(1..40);
                self.clock.advance(SignedDuration::from_millis(millis));
                self.grant(&waiting, verdict).await;
            } else if self.somebody_sleeps() {
                self.doze(50).await;
            } else {
                break;
            }
        }
        if self.checker.violations.is_empty() && self.now() < end {
            self.clock.advance(end.duration_since(self.now()));
        }
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

    /// Clears the agenda of what people had planned.
    pub fn forget_agenda(&mut self) {
        self.agenda
            .retain(|_, happening| matches!(happening, Happening::EndSessions));
        self.tick_at = None;
    }

    /// A fault that can make a mail go twice was injected from outside.
    pub const fn excuse(&mut self) {
        self.excuses += 1;
    }

    /// Whether people have stopped, so that the rest can settle.
    fn is_calm(&self, now: Timestamp) -> bool {
        self.calm_from.is_some_and(|calm_from| now > calm_from)
    }

    async fn happen(&mut self) {
        let Some(((time, _), happening)) = self.agenda.pop_first() else {
            return;
        };
        self.steps += 1;
        let wait = time.duration_since(self.now());
        if wait.is_positive() {
            self.clock.advance(wait);
        }
        self.trace.note(
            || format!("{time} {happening:?}"),
            ("happen", u64::try_from(time.as_millisecond()).unwrap(), 0),
        );
        let now = self.now();
        match happening {
            Happening::Act => plan::act(self),
            Happening::Start(job) => {
                let by_people = !matches!(
                    *job,
                    Job::Webhook { .. }
                        | Job::Stream { .. }
                        | Job::SendWebhooks { .. }
                        | Job::Tick { .. }
                );
                if !(by_people && self.is_calm(now)) {
                    self.start(*job);
                }
            }
            Happening::Pay {
                session,
                token,
                pays,
            } => {
                if !self.is_calm(now) {
                    self.pay(&session, token, pays, now);
                }
            }
            Happening::SettleDebit(session, succeeds) => {
                self.gateway.books().settle_debit(&session, succeeds, now);
            }
            Happening::SettleRefund(refund, succeeds) => {
                self.gateway.books().settle_refund(&refund, succeeds, now);
            }
            Happening::CloseDispute(dispute, won) => {
                self.gateway.books().close_dispute(&dispute, won, now);
            }
            Happening::EndSessions => self.gateway.books().end_sessions(now),
            Happening::Thaw(id) => self.thaw(id),
            Happening::CarryOutLate => {
                self.engine.carry_out_late_calls();
                self.gateway.carry_out_late_calls();
                self.post.carry_out_late_calls();
                self.receiver.carry_out_late_calls();
            }
            Happening::Tick => {
                if self.tick_at == Some(time) {
                    self.tick_at = None;
                    self.last_tick = now;
                    // Reading the parts of the index that hold no basket takes most of the time and
                    // finds nothing, so it is done now and then.
                    let shards = (self.rng.u32(..6) > 0).then(|| self.shards());
                    let reconciles = self.has_unread_events() || self.rng.u32(..6) == 0;
                    self.start(Job::Tick { shards, reconciles });
                }
            }
        }
        self.settle().await;
    }

    /// The parts of the due index that hold a basket.
    pub fn shards(&self) -> Vec<u8> {
        let shards: BTreeSet<u8> = self.baskets.iter().map(|id| due_shard(*id)).collect();
        shards.into_iter().collect()
    }

    fn thaw(&mut self, id: ActorId) {
        let now = self.clock.now();
        if let Some(actor) = self.actors.get_mut(&id) {
            actor.frozen = false;
            actor.started = now;
        }
    }

    fn pay(&mut self, session: &str, token: String, pays: Pays, now: Timestamp) {
        let mut books = self.gateway.books();
        books.end_sessions(now);
        if !books.is_payable(session) {
            return;
        }
        let attempt_id = books.sessions[session].request.references.attempt_id;
        match pays {
            Pays::Card(surcharge) => books.pay_by_card(session, surcharge, now),
            Pays::Debit(_) => books.pay_by_debit(session, now),
            Pays::Leaves => {}
        }
        drop(books);
        if let Pays::Debit(succeeds) = pays {
            let seconds = self.rng.i64(60..400_000);
            self.in_seconds(
                seconds,
                Happening::SettleDebit(session.to_owned(), succeeds),
            );
        }
        if self.rng.u32(..10) < 7 {
            let seconds = self.rng.i64(0..4);
            let job = Job::Return { token, attempt_id };
            self.in_seconds(seconds, Happening::Start(Box::new(job)));
        }
    }

    /// Whether the gateway has told something that no reading of its events has recorded.
    fn has_unread_events(&self) -> bool {
        self.gateway.books().events.iter().any(|event| {
            let read_until = self.engine.read_until(&event.account);
            read_until.is_none_or(|read_until| event.created_at >= read_until)
        })
    }

    /// The schedule fires every minute. Minutes in which nothing is due are left out: they change
    /// nothing.
    fn plan_tick(&mut self) {
        if self
            .actors
            .values()
            .any(|actor| matches!(actor.job, Job::Tick { .. }) && !actor.frozen)
        {
            return;
        }
        let unread = self.has_unread_events();
        let reading = unread.then(|| after(self.last_tick, SignedDuration::from_secs(300)));
        let wanted = match (self.checker.next_due(), reading) {
            (Some(due), Some(read)) => due.min(read),
            (Some(due), None) => due,
            (None, Some(read)) => read,
            (None, None) => return,
        };
        let minute = wanted.max(after(self.now(), SignedDuration::from_secs(1)));
        let seconds = minute.as_second() + 60 - minute.as_second().rem_euclid(60);
        let at = Timestamp::from_second(seconds).unwrap();
        if self.tick_at.is_none_or(|planned| at < planned) {
            self.tick_at = Some(at);
            self.at(at, Happening::Tick);
        }
    }

    /// Lets faults happen, or not any more.
    pub const fn allow_faults(&mut self, allowed: bool) {
        self.faults_on = allowed;
    }

    /// Everything that banks have to decide is decided, and the time by which all must have settled.
    /// Who is frozen stays so, since all must settle without them: see [`Self::thaw_all`].
    pub fn end_of_faults(&mut self) -> Timestamp {
        self.allow_faults(false);
        let now = self.now();
        let pending: Vec<Happening> = self
            .agenda
            .values()
            .filter(|happening| {
                matches!(
                    happening,
                    Happening::SettleDebit(..)
                        | Happening::SettleRefund(..)
                        | Happening::CloseDispute(..)
                )
            })
            .cloned()
            .collect();
        self.agenda.retain(|_, happening| {
            !matches!(
                happening,
                Happening::SettleDebit(..)
                    | Happening::SettleRefund(..)
                    | Happening::CloseDispute(..)
                    | Happening::Act
                    | Happening::Thaw(..)
            )
        });
        for happening in pending {
            let seconds = self.rng.i64(0..60);
            self.in_seconds(seconds, happening);
        }
        // Whatever somebody meant to repeat is repeated now, and nobody begins anything later.
        let waiting: Vec<((Timestamp, u64), Happening)> = self
            .agenda
            .iter()
            .filter(|(_, happening)| matches!(happening, Happening::Start(_)))
            .map(|(key, happening)| (*key, happening.clone()))
            .collect();
        for (key, happening) in waiting {
            self.agenda.remove(&key);
            let seconds = self.rng.i64(0..60);
            self.in_seconds(seconds, happening);
        }
        let sessions = self.gateway.books();
        let last_end = sessions
            .sessions
            .values()
            .filter(|session| session.state == BookedState::Open)
            .map(|session| session.request.expires_at)
            .max();
        drop(sessions);
        let next_try = self
            .checker
            .baskets()
            .flat_map(|basket| &basket.outbox)
            .filter_map(|row| match row.state {
                RowState::Queued { try_at } => Some(try_at),
                // Its sender may be about to record a failure that a fault caused.
                RowState::Leased { .. } => Some(after(now, LEASE + retry_pause(row.tries))),
                RowState::Failed { .. } => None,
            })
            .max();
        let next_post = self
            .checker
            .baskets()
            .flat_map(|basket| &basket.webhooks)
            .map(|row| match row.state {
                RowState::Queued { try_at } => try_at,
                // A pause is stretched by a tenth at most.
                RowState::Leased { .. } | RowState::Failed { .. } => {
                    let pause = webhook_pause(row.tries);
                    after(now, LEASE + pause + pause / 10)
                }
            })
            .max();
        let bound = if self.settings.webhooks == Webhooks::Never {
            SignedDuration::from_hours(2)
        } else {
            SignedDuration::from_mins(15)
        };
        let settled = after(now, SignedDuration::from_secs(61));
        self.calm_from = Some(settled);
        // A guest who is just pressing Pay may still get a session.
        let pressing = self
            .actors
            .values()
            .any(|actor| matches!(actor.job, Job::Press { .. }) && !actor.frozen)
            .then(|| after(now, SignedDuration::from_mins(38)));
        let from = [Some(settled), last_end, next_try, next_post, pressing]
            .into_iter()
            .flatten()
            .max();
        after(from.unwrap_or(settled), bound)
    }

    /// Checks what must hold once everything has settled.
    pub fn check_at_rest(&mut self) {
        let unmatched = self.engine.unmatched();
        let now = self.now();
        let books = self.gateway.books();
        self.checker.check_at_rest(&books, &unmatched, now);
        drop(books);
        self.checker.check_mails_again(self.excuses);
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

    /// A number that tells the whole course apart from any other.
    pub fn fingerprint(&mut self) -> u64 {
        let mut hasher = self.trace.hasher.clone();
        for basket in self.checker.baskets() {
            serde_json::to_string(basket).unwrap().hash(&mut hasher);
        }
        hasher.finish()
    }

    /// The first thing that was wrong.
    pub fn violation(&self) -> Option<&Violation> {
        self.checker.violations.first()
    }

    /// An intent of the gateway that somebody can refund or dispute.
    pub fn any_intent(&mut self) -> Option<String> {
        let books = self.gateway.books();
        let intents: Vec<String> = books
            .captures()
            .map(|(_, capture)| capture.payment_intent.clone())
            .collect();
        drop(books);
        let number = intents.len();
        (number > 0).then(|| intents[self.rng.usize(..number)].clone())
    }
}

fn connected(account: &str) -> GatewaySetup {
    GatewaySetup::Connected {
        account: account.to_owned(),
        enabled: true,
    }
}

fn merchant(number: u128, gateway: GatewaySetup, releases: bool) -> Merchant {
    Merchant {
        time_zone: "Europe/Zurich".to_owned(),
        colour: "#005a9c".to_owned(),
        notice_to: Some("office@example.com".parse().unwrap()),
        gateway,
        ticket_release: if releases {
            TicketRelease::AtZeroBalance
        } else {
            TicketRelease::Manual
        },
        ..Merchant::new(
            MerchantId::new(Ulid::from_parts(1_700_000_000_000, number)),
            &format!("Tours {number}"),
        )
    }
}
