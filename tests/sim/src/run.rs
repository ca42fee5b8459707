//! Runs many schedules and says what came of them.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fastrand::Rng;

use crate::checks::{INVARIANTS, Violation};
use crate::crash;
use crate::faults::{Fault, NAMES};
use crate::plan;
use crate::world::World;

/// Every so many schedules are run twice, for I13.
const REPEAT_EVERY: u64 = 50;
/// A line of progress for every so many schedules.
const PROGRESS_EVERY: u64 = 10_000;

/// What a schedule came to.
#[derive(Debug)]
pub struct Outcome {
    /// Steps taken.
    pub steps: u32,
    /// Faults by kind.
    pub faults: BTreeMap<Fault, u64>,
    /// Checks by invariant.
    pub checked: [u64; 13],
    /// What was wrong first.
    pub violation: Option<Violation>,
    /// What tells its course apart.
    pub fingerprint: u64,
    /// What happened, where it was wanted.
    pub lines: Vec<String>,
}

/// Runs the schedule of a seed.
pub fn schedule(seed: u64, verbose: bool) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(one(seed, verbose))
}

async fn one(seed: u64, verbose: bool) -> Outcome {
    let settings = plan::settings(&mut Rng::with_seed(seed ^ 0x5eed), verbose);
    let mut world = World::new(seed, settings).await;
    let number = if world.rng.u32(..8) == 0 { 2 } else { 1 };
    for _ in 0..number {
        let new = plan::new_basket(&mut world);
        let basket_id = world.add_basket(new).await;
        if world.rng.u32(..4) > 0 {
            let order = plan::new_link(&mut world, basket_id);
            let job = plan::staff(&mut world, 0, basket_id, order);
            let actor = world.start(job);
            world.drive(actor).await;
        }
    }
    world.gateway.books().slow_refunds = world.rng.bool();
    world.allow_faults(true);
    let end = plan::plan(&mut world);
    world.run_until(end).await;
    let bound = world.end_of_faults();
    world.run_until(bound).await;
    if world.violation().is_none() {
        world.check_at_rest();
    }
    world.thaw_all();
    let later = world.end_of_faults();
    world.run_until(later).await;
    if world.violation().is_none() {
        world.check_at_rest();
    }
    let fingerprint = world.fingerprint();
    Outcome {
        steps: world.steps,
        faults: std::mem::take(&mut world.faults),
        checked: world.checker.checked,
        violation: world.violation().cloned(),
        fingerprint,
        lines: std::mem::take(&mut world.trace.lines),
    }
}

/// The sums of many schedules.
#[derive(Debug, Default)]
struct Totals {
    schedules: u64,
    steps: u64,
    faults: BTreeMap<Fault, u64>,
    checked: [u64; 13],
    violations: Vec<(u64, Violation)>,
}

/// What the arguments ask for.
#[derive(Debug, Default)]
struct Wanted {
    schedules: u64,
    first: u64,
    seed: Option<u64>,
    crash_points: bool,
    crash_point: Option<String>,
    bugs: bool,
    minutes: Option<u64>,
}

const HELP: &str = "\
usage: sim [--schedules N] [--first-seed SEED] [--seed SEED] [--minutes M]
           [--crash-points] [--crash-point RUN] [--bugs]

  --schedules N     runs N seeded schedules (1000)
  --first-seed SEED from this seed on (1)
  --seed SEED       replays one schedule and prints its trace
  --crash-points    runs every boundary of every use case with another one in between
  --crash-point RUN replays one of those, by the name that it was reported with, and prints its trace
  --minutes M       starts no schedule after M minutes
  --bugs            looks for each planted bug; only in the build that has them
";

/// Reads the arguments and runs.
pub fn main() {
    let wanted = arguments().unwrap_or_else(|error| {
        println!("{error}\n{HELP}");
        std::process::exit(2);
    });
    let fine = if let Some(seed) = wanted.seed {
        let outcome = schedule(seed, true);
        show(&outcome.lines, outcome.violation.as_ref())
    } else if let Some(name) = &wanted.crash_point {
        replay_crash_point(name)
    } else if wanted.crash_points {
        enumerate_crash_points()
    } else if wanted.bugs {
        find_bugs(wanted.schedules)
    } else {
        let began = Instant::now();
        let until = wanted
            .minutes
            .map(|minutes| began + Duration::from_secs(60 * minutes));
        let totals = run_many(wanted.first, wanted.schedules, 20, until);
        report(&totals, began.elapsed().as_secs_f64());
        if totals.schedules < wanted.schedules && totals.violations.is_empty() {
            println!(
                "there was no time for the other {}",
                wanted.schedules - totals.schedules
            );
        }
        totals.violations.is_empty()
    };
    std::process::exit(i32::from(!fine));
}

fn arguments() -> Result<Wanted, lexopt::Error> {
    use lexopt::{Arg, ValueExt as _};
    let mut wanted = Wanted {
        schedules: 1_000,
        first: 1,
        ..Wanted::default()
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("schedules") => wanted.schedules = parser.value()?.parse()?,
            Arg::Long("first-seed") => wanted.first = parser.value()?.parse()?,
            Arg::Long("seed") => wanted.seed = Some(parser.value()?.parse()?),
            Arg::Long("crash-points") => wanted.crash_points = true,
            Arg::Long("crash-point") => wanted.crash_point = Some(parser.value()?.string()?),
            Arg::Long("minutes") => wanted.minutes = Some(parser.value()?.parse()?),
            Arg::Long("bugs") => wanted.bugs = true,
            other => return Err(other.unexpected()),
        }
    }
    Ok(wanted)
}

fn show(lines: &[String], violation: Option<&Violation>) -> bool {
    for line in lines {
        println!("{line}");
    }
    if let Some(violation) = violation {
        println!("{violation}");
    }
    violation.is_none()
}

/// One enumerated run: base, first case, second case, boundary, fate.
type CrashPoint = (usize, usize, usize, usize, usize);

fn run_crash_point((base, first, second, boundary, fate): CrashPoint, verbose: bool) -> crash::Run {
    let of = (crash::BASES[base], first, second);
    crash::run(of, boundary, crash::FATES[fate], verbose)
}

fn replay_crash_point(name: &str) -> bool {
    let numbers: Vec<usize> = name
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect();
    let [base, first, second, boundary, fate] = numbers[..] else {
        println!("{name} is not of the form 1.2.3.4.0");
        return false;
    };
    match run_crash_point((base, first, second, boundary, fate), true) {
        crash::Run::Done(violation, lines) => show(&lines, violation.as_ref()),
        other => {
            println!("{other:?}");
            true
        }
    }
}

fn enumerate_crash_points() -> bool {
    let began = Instant::now();
    let pairs: Vec<(usize, usize, usize)> = (0..crash::BASES.len())
        .flat_map(|base| (0..crash::CASES.len()).map(move |first| (base, first)))
        .flat_map(|(base, first)| (0..crash::CASES.len()).map(move |second| (base, first, second)))
        .collect();
    let next = AtomicU64::new(0);
    let (runs, boundaries) = (AtomicU64::new(0), AtomicU64::new(0));
    let violations = Mutex::new(0_u64);
    in_threads(|| {
        loop {
            let at = usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap();
            let Some((base, first, second)) = pairs.get(at).copied() else {
                return;
            };
            'boundaries: for boundary in 0.. {
                for fate in 0..crash::FATES.len() {
                    match run_crash_point((base, first, second, boundary, fate), false) {
                        crash::Run::Impossible | crash::Run::Over => break 'boundaries,
                        crash::Run::Done(violation, _) => {
                            runs.fetch_add(1, Ordering::Relaxed);
                            if let Some(violation) = violation {
                                let mut violations = violations.lock().unwrap();
                                *violations += 1;
                                if *violations <= 20 {
                                    println!(
                                        "{base}.{first}.{second}.{boundary}.{fate} ({:?}: {}, {}, {:?} at call {boundary}): {violation}",
                                        crash::BASES[base],
                                        crash::CASES[first],
                                        crash::CASES[second],
                                        crash::FATES[fate],
                                    );
                                }
                            }
                        }
                    }
                }
                boundaries.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    let violations = violations.into_inner().unwrap();
    println!(
        "{} crash points at {} boundaries of {} use cases in {} states, {violations} violations, {:.0} s",
        runs.into_inner(),
        boundaries.into_inner(),
        crash::CASES.len(),
        crash::BASES.len(),
        began.elapsed().as_secs_f64()
    );
    violations == 0
}

#[cfg(feature = "planted")]
fn find_bugs(schedules: u64) -> bool {
    let began = Instant::now();
    let mut missed = 0;
    for (number, name) in switches::NAMES.iter().enumerate() {
        switches::switch_on(number);
        let totals = run_many(1, schedules, 1, None);
        match totals.violations.first() {
            Some((_, violation)) => println!(
                "I{:<2} caught {name} in schedule {}",
                violation.invariant, totals.schedules
            ),
            None => {
                missed += 1;
                println!("    MISSED {name} in {} schedules", totals.schedules);
            }
        }
    }
    let all = switches::NAMES.len();
    println!(
        "{all} bugs planted, {} caught, {missed} missed, {:.0} s",
        all - missed,
        began.elapsed().as_secs_f64()
    );
    missed == 0
}

#[cfg(not(feature = "planted"))]
fn find_bugs(_: u64) -> bool {
    println!("this build has no planted bugs; tests/run sim makes one that has");
    false
}

/// Runs the same work on every core.
fn in_threads(work: impl Fn() + Sync) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(&work);
        }
    });
}

/// Runs schedules until all are done, so many violations were found, or the time is up.
fn run_many(first: u64, schedules: u64, enough: usize, until: Option<Instant>) -> Totals {
    let next = AtomicU64::new(first);
    let totals = Mutex::new(Totals::default());
    in_threads(|| {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            let found = totals.lock().unwrap().violations.len();
            let over = until.is_some_and(|until| Instant::now() > until);
            if seed >= first + schedules || found >= enough || over {
                return;
            }
            let mut outcome = schedule(seed, false);
            if seed.is_multiple_of(REPEAT_EVERY) && outcome.violation.is_none() {
                let again = schedule(seed, false);
                outcome.checked[12] += 1;
                if again.fingerprint != outcome.fingerprint {
                    outcome.violation = Some(Violation {
                        invariant: 13,
                        what: "a repetition took another course".to_owned(),
                    });
                }
            }
            totals.lock().unwrap().add(seed, outcome, enough > 1);
        }
    });
    totals.into_inner().unwrap()
}

impl Totals {
    fn add(&mut self, seed: u64, outcome: Outcome, aloud: bool) {
        self.schedules += 1;
        self.steps += u64::from(outcome.steps);
        for (fault, count) in outcome.faults {
            *self.faults.entry(fault).or_default() += count;
        }
        for (sum, count) in self.checked.iter_mut().zip(outcome.checked) {
            *sum += count;
        }
        if let Some(violation) = outcome.violation {
            if aloud {
                println!("seed {seed}: {violation}");
            }
            self.violations.push((seed, violation));
        }
        if aloud && self.schedules.is_multiple_of(PROGRESS_EVERY) {
            println!("{} schedules", self.schedules);
        }
    }
}

fn report(totals: &Totals, seconds: f64) {
    for (fault, name) in NAMES {
        let count = totals.faults.get(&fault).copied().unwrap_or_default();
        println!("{count:>10}  {name}");
    }
    for (name, count) in INVARIANTS.iter().zip(totals.checked) {
        println!("{count:>10}  checks of {name}");
    }
    println!(
        "{} schedules, {} steps, {} violations, {seconds:.0} s",
        totals.schedules,
        totals.steps,
        totals.violations.len()
    );
}
