//! What happens next in a world: an appointment of the agenda, or a step of an actor at a gate.

use jiff::{SignedDuration, Timestamp};
use paylink_domain::limits::{LEASE, after, retry_pause, webhook_pause};
use paylink_domain::outbox::RowState;

use crate::books::BookedState;
use crate::jobs::{Job, Pays};
use crate::plan;
use crate::world::{Happening, Webhooks, World};

/// How many steps a schedule may take; more means that something goes round in circles.
const STEPS: u32 = 20_000;

impl World {
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

    /// Clears the agenda of what people had planned.
    pub fn forget_agenda(&mut self) {
        self.agenda
            .retain(|_, happening| matches!(happening, Happening::EndSessions));
        self.tick_at = None;
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
}
