//! The course of a schedule.

use std::hash::{DefaultHasher, Hash as _};

/// What happened, as a number that tells two courses apart, and as text where it is wanted.
#[derive(Default)]
pub struct Trace {
    /// The number so far.
    pub hasher: DefaultHasher,
    /// The text.
    pub lines: Vec<String>,
    /// Whether there is a text.
    pub verbose: bool,
}

impl Trace {
    /// Adds what happened.
    pub fn note(&mut self, line: impl FnOnce() -> String, parts: (&str, u64, u64)) {
        parts.hash(&mut self.hasher);
        if self.verbose {
            self.lines.push(line());
        }
    }
}
