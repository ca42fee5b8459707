//! Measures the release binaries and prints one table of bars.

fn main() {}
