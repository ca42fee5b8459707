//! Instructions per request, counted by valgrind.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::process::{Program, Sandbox};
use crate::runtime_api::Event;

/// How many instructions a program has carried out for its start and all these events.
pub fn total(program: &Program, events: &[Event], folder: &Path) -> u64 {
    let counted = folder.join(format!("callgrind.{}", program.name.replace(' ', "-")));
    drop(fs::remove_file(&counted));
    let mut out = OsString::from("--callgrind-out-file=");
    out.push(&counted);
    let valgrind = [
        "valgrind".into(),
        "--quiet".into(),
        "--tool=callgrind".into(),
        out,
    ];
    let sandbox = Sandbox::start(&program.under(valgrind));
    sandbox.burst(events.iter().cloned());
    sandbox.terminate();
    let text = fs::read_to_string(&counted)
        .unwrap_or_else(|error| panic!("valgrind left no {}: {error}", counted.display()));
    text.lines()
        .find_map(|line| line.strip_prefix("totals: "))
        .and_then(|number| number.trim().parse().ok())
        .unwrap_or_else(|| panic!("{} has no total", counted.display()))
}

/// Instructions of one program.
#[derive(Debug, Clone, Copy)]
pub struct Instructions {
    /// For its start and its first requests, up to those that are left out.
    pub until_warm: u64,
    /// For one more request.
    pub per_request: u64,
}

/// What one request costs beyond those that warm the program up: the difference of two runs, of
/// which one got `warm` of the events and the other all.
pub fn per_request(
    program: &Program,
    events: &[Event],
    warm: usize,
    folder: &Path,
) -> Instructions {
    let until_warm = total(program, &events[..warm], folder);
    let all = total(program, events, folder);
    let more = u64::try_from(events.len() - warm).expect("a small number");
    Instructions {
        until_warm,
        per_request: all.saturating_sub(until_warm) / more,
    }
}
