//! What follows from what the services were told: checks, stream records, webhooks.

use super::{Happening, Webhooks, World};
use crate::faults::Fault;
use crate::jobs::Job;

impl World {
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
}
