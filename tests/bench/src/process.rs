//! A process that answers events, and what the kernel says of it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::iter;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::runtime_api::{Answer, Event, RuntimeApi};

/// How long an answer may take; valgrind is slow.
const PATIENCE: Duration = Duration::from_secs(60);
/// The kernel counts time in hundredths of a second for whoever asks it through /proc.
const TICKS_PER_SECOND: f64 = 100.0;

/// What is started.
#[derive(Debug, Clone)]
pub struct Program {
    /// What it is called in tables.
    pub name: String,
    /// The command with its arguments.
    pub command: Vec<OsString>,
    /// Its whole environment but for the address of the Runtime API.
    pub environment: BTreeMap<String, String>,
    /// Where its output goes.
    pub log: PathBuf,
}

impl Program {
    /// The same with another command in front.
    pub fn under(&self, wrapper: impl IntoIterator<Item = OsString>) -> Self {
        let command = wrapper.into_iter().chain(self.command.clone()).collect();
        Self {
            command,
            ..self.clone()
        }
    }
}

/// What a process has used.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    /// Time on a processor, in user space and in the kernel.
    pub cpu: Duration,
    /// The most memory that it ever held, in bytes.
    pub peak_memory: u64,
}

/// One process with a Runtime API of its own. It is killed when this is dropped.
#[derive(Debug)]
pub struct Sandbox {
    child: Child,
    api: RuntimeApi,
    started_at: Instant,
    name: String,
    log: PathBuf,
}

impl Sandbox {
    /// Starts it.
    pub fn start(program: &Program) -> Self {
        let api = RuntimeApi::start().expect("no free loopback port");
        let log = File::options()
            .create(true)
            .append(true)
            .open(&program.log)
            .unwrap_or_else(|error| panic!("{}: {error}", program.log.display()));
        let started_at = Instant::now();
        let child = Command::new(&program.command[0])
            .args(&program.command[1..])
            .env_clear()
            .envs(&program.environment)
            .env("AWS_LAMBDA_RUNTIME_API", api.address())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file can be shared"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.name));
        Self {
            child,
            api,
            started_at,
            name: program.name.clone(),
            log: program.log.clone(),
        }
    }

    /// When it was started.
    pub const fn started_at(&self) -> Instant {
        self.started_at
    }

    /// Hands over one event and waits for its answer.
    pub fn invoke(&self, event: &Event) -> Answer {
        let mut answers = self.burst(iter::once(Event::clone(event)));
        answers.pop().expect("one answer for one event")
    }

    /// Hands over events back to back. A function error ends the measurement: it would only have
    /// measured errors.
    pub fn burst(&self, events: impl IntoIterator<Item = Event>) -> Vec<Answer> {
        let events: Vec<Event> = events.into_iter().collect();
        let count = events.len();
        self.api.give(events);
        let answers = self.api.take(count, PATIENCE);
        let tail = || {
            let log = fs::read_to_string(&self.log).unwrap_or_default();
            let lines: Vec<&str> = log.lines().rev().take(10).collect();
            lines.into_iter().rev().collect::<Vec<_>>().join("\n")
        };
        assert!(
            answers.len() == count,
            "{} gave {} answers to {count} events\n{}",
            self.name,
            answers.len(),
            tail()
        );
        if let Some(answer) = answers.iter().find(|answer| answer.is_error) {
            let text = String::from_utf8_lossy(&answer.body);
            panic!("{} failed: {text}\n{}", self.name, tail());
        }
        answers
    }

    /// What the process has used until now.
    pub fn usage(&self) -> Usage {
        let folder = PathBuf::from(format!("/proc/{}", self.child.id()));
        let stat = read(&folder.join("stat"));
        // The second field is the name in brackets, which may hold spaces; utime and stime are the
        // 14th and 15th.
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let ticks: f64 = after_name
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|field| field.parse::<f64>().expect("a number in /proc"))
            .sum();
        let status = read(&folder.join("status"));
        let kibibytes: u64 = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .and_then(|rest| rest.trim().strip_suffix(" kB"))
            .and_then(|number| number.trim().parse().ok())
            .expect("VmHWM in /proc");
        Usage {
            cpu: Duration::from_secs_f64(ticks / TICKS_PER_SECOND),
            peak_memory: kibibytes * 1024,
        }
    }

    /// Time on a processor until now, as the scheduler counts it: to the nanosecond.
    pub fn time_on_processor(&self) -> Duration {
        let tasks = PathBuf::from(format!("/proc/{}/task", self.child.id()));
        let times = fs::read_dir(tasks).expect("a running process").flatten();
        let nanos = times.map(|task| {
            let text = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
            let first = text.split_whitespace().next();
            first
                .and_then(|nanos| nanos.parse::<u64>().ok())
                .unwrap_or(0)
        });
        Duration::from_nanos(nanos.sum())
    }

    /// Ends it with SIGTERM and waits until it is gone, so that a tool around it can write down what
    /// it counted.
    pub fn terminate(mut self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status();
        assert!(
            sent.is_ok_and(|status| status.success()),
            "kill -TERM {id} did not work"
        );
        drop(self.child.wait());
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
