//! One simulated world: merchants, baskets, guests, staff, machines, time. `schedule.rs` lets them act
//! in a seeded order.

mod actors;
mod notice;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash as _, Hasher as _};
use std::sync::{Arc, Mutex};
use std::task::Waker;

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use paylink_app::Core;
use paylink_app::principal::Principal;
use paylink_domain::actor::{Actor as Who, Context as Asked};
use paylink_domain::decide::create_basket::create_basket;
use paylink_domain::ids::{BasketId, MerchantId, UserId};
use paylink_domain::limits::after;
use paylink_domain::merchant::{GatewaySetup, Merchant, Role, TicketRelease};
use paylink_mail::Mailer;
use paylink_platform::clock::{Clock, ManualClock};
use paylink_platform::random::{Ids, Random};
use paylink_store::Store;
use paylink_store::baskets::due_shard;
use paylink_store::cursors::GatewayCursor;
use paylink_store::team::Member;
use paylink_store::webhooks::Endpoints;
use ulid::Ulid;

use crate::actor::{Actor, SkewedClock};
use crate::checks::{Checker, Violation, Writer};
use crate::database::Engine;
use crate::faults::Fault;
use crate::gateway::ModelGateway;
use crate::hub::{ActorId, Hub};
use crate::jobs::{Job, Pays, Sandbox};
use crate::post::Post;
use crate::receiver::{self, Receiver};
use crate::trace::Trace;

/// When every schedule begins.
const START: &str = "2026-11-24T09:00:00Z";

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
    /// The actors that have not ended.
    pub actors: BTreeMap<ActorId, Actor>,
    next_actor: ActorId,
    /// What is to happen, in order.
    pub agenda: BTreeMap<(Timestamp, u64), Happening>,
    appointments: u64,
    faults_on: bool,
    /// From when on people begin nothing.
    pub calm_from: Option<Timestamp>,
    /// Faults that can make a mail go twice.
    pub excuses: u32,
    taken: usize,
    events_known: usize,
    sessions_known: usize,
    refunds_known: usize,
    /// When the schedule fires next.
    pub tick_at: Option<Timestamp>,
    /// When it fired last.
    pub last_tick: Timestamp,
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
                receiver::endpoints(settings.endpoints, start),
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

    /// A fault that can make a mail go twice was injected from outside.
    pub const fn excuse(&mut self) {
        self.excuses += 1;
    }

    /// The parts of the due index that hold a basket.
    pub fn shards(&self) -> Vec<u8> {
        let shards: BTreeSet<u8> = self.baskets.iter().map(|id| due_shard(*id)).collect();
        shards.into_iter().collect()
    }

    /// Lets faults happen, or not any more.
    pub const fn allow_faults(&mut self, allowed: bool) {
        self.faults_on = allowed;
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
