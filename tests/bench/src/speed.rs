//! How fast the functions are, beside E, S, D and N: interleaved, medians.

use std::iter;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::callgrind::{self, Instructions};
use crate::process::{Program, Sandbox, Usage};
use crate::runtime_api::{Answer, Event};
use crate::table::{number, print_table};

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Cold starts of each program.
    pub starts: usize,
    /// Rounds of requests back to back of each program.
    pub rounds: usize,
    /// Requests in a round.
    pub requests: usize,
    /// Requests that count under callgrind, after those that warm up.
    pub counted: usize,
}

impl Effort {
    /// What the table is made with.
    pub const FULL: Self = Self {
        starts: 21,
        rounds: 9,
        requests: 1_000,
        counted: 200,
    };
}

/// Requests after which a program is warm: connections are open, profiles and keys are known, Node
/// has compiled what it runs most.
const WARM_UP: usize = 500;
/// The same for what is counted under valgrind, where nothing is compiled as it runs.
const WARM_UP_COUNTED: usize = 20;

/// A program with the event that it is asked again and again.
#[derive(Debug, Clone)]
pub struct Contestant {
    /// The program.
    pub program: Program,
    /// The event.
    pub event: Event,
}

/// What was measured of one contestant.
#[derive(Debug, Clone, Copy, Default)]
pub struct Speed {
    /// From the start of the process until its first answer was here.
    pub cold: Duration,
    /// Processor time of that.
    pub cold_cpu: Duration,
    /// Requests per second, back to back.
    pub per_second: f64,
    /// Processor time of a request.
    pub cpu: Duration,
    /// Half of the requests took no longer.
    pub median: Duration,
    /// Of a hundred requests, 99 took no longer.
    pub p99: Duration,
    /// The most memory ever held, in bytes.
    pub peak_memory: u64,
    /// How many requests were answered until the memory was read.
    pub requests: usize,
}

/// Measures all of them in turn: first cold, each start beside one of every other, then warm, each
/// round beside one of every other.
pub fn measure(contestants: &[Contestant], effort: Effort) -> Vec<Speed> {
    let mut colds = vec![Vec::new(); contestants.len()];
    let mut cold_cpus = vec![Vec::new(); contestants.len()];
    for _ in 0..effort.starts {
        for (at, contestant) in contestants.iter().enumerate() {
            let sandbox = Sandbox::start(&contestant.program);
            let answer = sandbox.invoke(&contestant.event);
            colds[at].push(answer.answered_at - sandbox.started_at());
            cold_cpus[at].push(sandbox.time_on_processor());
        }
    }

    let mut warm: Vec<Warm> = contestants.iter().map(Warm::start).collect();
    for _ in 0..effort.rounds {
        for one in &mut warm {
            one.round(effort.requests);
        }
    }
    iter::zip(warm, iter::zip(colds, cold_cpus))
        .map(|(warm, (cold, cold_cpu))| Speed {
            cold: median(cold),
            cold_cpu: median(cold_cpu),
            ..warm.speed()
        })
        .collect()
}

struct Warm<'a> {
    contestant: &'a Contestant,
    sandbox: Sandbox,
    rates: Vec<f64>,
    cpu: Duration,
    latencies: Vec<Duration>,
}

impl<'a> Warm<'a> {
    fn start(contestant: &'a Contestant) -> Self {
        let sandbox = Sandbox::start(&contestant.program);
        sandbox.burst(iter::repeat_n(contestant.event.clone(), WARM_UP));
        Self {
            contestant,
            sandbox,
            rates: Vec::new(),
            cpu: Duration::ZERO,
            latencies: Vec::new(),
        }
    }

    fn round(&mut self, requests: usize) {
        let before = self.sandbox.usage().cpu;
        let began = Instant::now();
        let event = self.contestant.event.clone();
        let answers = self.sandbox.burst(iter::repeat_n(event, requests));
        let ended = answers
            .last()
            .map_or(began, |answer: &Answer| answer.answered_at);
        self.rates
            .push(requests as f64 / (ended - began).as_secs_f64());
        self.cpu += self.sandbox.usage().cpu - before;
        self.latencies.extend(answers.iter().map(Answer::latency));
    }

    fn speed(self) -> Speed {
        let Usage { peak_memory, .. } = self.sandbox.usage();
        let count = self.latencies.len();
        let mut latencies = self.latencies;
        latencies.sort();
        Speed {
            per_second: median(self.rates),
            cpu: self.cpu / u32::try_from(count).unwrap_or(1).max(1),
            median: latencies[count / 2],
            p99: latencies[count * 99 / 100],
            peak_memory,
            requests: count + WARM_UP,
            ..Speed::default()
        }
    }
}

/// The middle one.
pub fn median<T: PartialOrd + Copy>(mut values: Vec<T>) -> T {
    values.sort_by(|left, right| left.partial_cmp(right).expect("no figure is NaN"));
    values[values.len() / 2]
}

/// Prints one line for each contestant.
pub fn print(contestants: &[Contestant], speeds: &[Speed]) {
    let rows: Vec<Vec<String>> = iter::zip(contestants, speeds)
        .map(|(contestant, speed)| {
            vec![
                contestant.program.name.clone(),
                milliseconds(speed.cold),
                milliseconds(speed.cold_cpu),
                number(speed.per_second.round()),
                milliseconds(speed.cpu),
                milliseconds(speed.median),
                milliseconds(speed.p99),
                megabytes(speed.peak_memory),
            ]
        })
        .collect();
    print_table(
        &[
            "",
            "cold, ms",
            "its CPU, ms",
            "requests/s",
            "CPU, ms",
            "median, ms",
            "p99, ms",
            "peak MB",
        ],
        &rows,
    );
}

/// The same for the file.
pub fn as_json(contestants: &[Contestant], speeds: &[Speed]) -> Value {
    iter::zip(contestants, speeds)
        .map(|(contestant, speed)| {
            let figures = json!({
                "cold_ms": speed.cold.as_secs_f64() * 1e3,
                "cold_cpu_ms": speed.cold_cpu.as_secs_f64() * 1e3,
                "requests_per_second": speed.per_second,
                "cpu_ms_per_request": speed.cpu.as_secs_f64() * 1e3,
                "median_ms": speed.median.as_secs_f64() * 1e3,
                "p99_ms": speed.p99.as_secs_f64() * 1e3,
                "peak_bytes": speed.peak_memory,
                "requests": speed.requests,
            });
            (contestant.program.name.clone(), figures)
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1e3)
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

/// What is counted under callgrind: a program and the events of one kind.
pub struct Counted<'a> {
    /// What it is called in tables.
    pub name: String,
    /// The program.
    pub program: Program,
    /// Makes so many events; events that change something are each used once.
    pub events: Box<dyn Fn(usize) -> Vec<Event> + 'a>,
}

impl std::fmt::Debug for Counted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Counted").field("name", &self.name).finish()
    }
}

/// Instructions of one program, with how far two runs were apart.
#[derive(Debug, Clone, Copy)]
pub struct CountedTwice {
    /// The smaller one per request.
    pub instructions: Instructions,
    /// The difference of both as a part of it.
    pub noise: f64,
}

/// Counts twice.
pub fn count(counted: &Counted<'_>, effort: Effort, folder: &Path) -> CountedTwice {
    let run = || {
        let events = (counted.events)(WARM_UP_COUNTED + effort.counted);
        callgrind::per_request(&counted.program, &events, WARM_UP_COUNTED, folder)
    };
    let (first, second) = (run(), run());
    let instructions = if second.per_request < first.per_request {
        second
    } else {
        first
    };
    let difference = first.per_request.abs_diff(second.per_request);
    CountedTwice {
        instructions,
        noise: difference as f64 / instructions.per_request.max(1) as f64,
    }
}
