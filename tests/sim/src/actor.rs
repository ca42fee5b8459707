//! Somebody at work in a schedule.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Wake, Waker};

use jiff::{SignedDuration, Timestamp};
use paylink_domain::limits::after;
use paylink_platform::clock::{Clock, ManualClock};

use crate::jobs::{Job, Work};

/// What woke an actor, and whom to tell.
#[derive(Debug, Default)]
pub struct Bell {
    /// Whether it was rung.
    pub rung: AtomicBool,
    /// Who polls the actors.
    pub main: Arc<Mutex<Option<Waker>>>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.rung.store(true, Ordering::SeqCst);
        if let Some(waker) = self.main.lock().unwrap().as_ref() {
            waker.wake_by_ref();
        }
    }
}

/// A job under way.
pub struct Actor {
    /// The job.
    pub job: Job,
    /// What is left of it.
    pub work: Work,
    /// Rings when it can go on.
    pub bell: Arc<Bell>,
    /// When it was started or thawed.
    pub started: Timestamp,
    /// Whether its sandbox stands still.
    pub frozen: bool,
}

/// A clock that is some seconds off.
#[derive(Debug)]
pub struct SkewedClock {
    /// The right time.
    pub base: Arc<ManualClock>,
    /// How far off it is.
    pub skew: SignedDuration,
}

impl Clock for SkewedClock {
    fn now(&self) -> Timestamp {
        after(self.base.now(), self.skew)
    }
}
