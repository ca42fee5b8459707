//! What was measured, against what it has to be: one table, and the same as JSON.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value, json};

/// Which side of its bar a figure has to be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Not above it.
    AtMost,
    /// Not below it.
    AtLeast,
    /// Neither.
    Exactly,
}

/// A figure and its bar.
#[derive(Debug, Clone, Serialize)]
pub struct Bar {
    /// What was measured.
    pub what: String,
    /// What came out.
    pub measured: f64,
    /// What it has to be.
    pub bar: f64,
    /// Which side of it.
    pub side: Side,
    /// The unit of both.
    pub unit: &'static str,
    /// How the figure came about, such as the two that it is the ratio of.
    pub note: String,
}

impl Bar {
    /// A figure that must not be above its bar.
    pub fn at_most(what: impl Into<String>, measured: f64, bar: f64, unit: &'static str) -> Self {
        Self::new(what.into(), measured, bar, Side::AtMost, unit)
    }

    /// A figure that must not be below its bar.
    pub fn at_least(what: impl Into<String>, measured: f64, bar: f64, unit: &'static str) -> Self {
        Self::new(what.into(), measured, bar, Side::AtLeast, unit)
    }

    /// A figure that must be its bar.
    pub fn exactly(what: impl Into<String>, measured: f64, bar: f64, unit: &'static str) -> Self {
        Self::new(what.into(), measured, bar, Side::Exactly, unit)
    }

    const fn new(what: String, measured: f64, bar: f64, side: Side, unit: &'static str) -> Self {
        Self {
            what,
            measured,
            bar,
            side,
            unit,
            note: String::new(),
        }
    }

    /// The same with a note.
    pub fn noted(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }

    /// By how much the figure falls short, as a part of the bar; `None` where it does not.
    pub fn short_by(&self) -> Option<f64> {
        let short = match self.side {
            Side::AtMost => self.measured - self.bar,
            Side::AtLeast => self.bar - self.measured,
            Side::Exactly => (self.measured - self.bar).abs(),
        };
        // A ratio of zero bars is none: one scan where none is allowed falls short by all of it.
        let scale = if self.bar == 0.0 { 1.0 } else { self.bar };
        (short > 0.0).then_some(short / scale)
    }

    fn verdict(&self) -> String {
        self.short_by().map_or_else(
            || "ok".to_owned(),
            |short| format!("short by {} %", number(short * 100.0)),
        )
    }

    fn limit(&self) -> String {
        let sign = match self.side {
            Side::AtMost => "<=",
            Side::AtLeast => ">=",
            Side::Exactly => "=",
        };
        format!("{sign} {}", with_unit(self.bar, self.unit))
    }
}

/// All that a run found out.
#[derive(Debug, Default)]
pub struct Results {
    bars: Vec<Bar>,
    figures: Map<String, Value>,
    failures: Vec<String>,
    not_measured: Vec<String>,
}

impl Results {
    /// Adds a figure with a bar.
    pub fn bar(&mut self, bar: Bar) {
        self.bars.push(bar);
    }

    /// Adds figures without one.
    pub fn figures(&mut self, name: &str, figures: Value) {
        self.figures.insert(name.to_owned(), figures);
    }

    /// Says that something is wrong, which a missed bar is not: the run then fails.
    pub fn fail(&mut self, text: impl Into<String>) {
        self.failures.push(text.into());
    }

    /// Says what was left out.
    pub fn not_measured(&mut self, text: impl Into<String>) {
        self.not_measured.push(text.into());
    }

    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.failures.is_empty()
    }

    /// Prints all bars, what falls short of them, and what is wrong.
    pub fn print(&self) {
        let rows: Vec<Vec<String>> = self
            .bars
            .iter()
            .map(|bar| {
                vec![
                    bar.what.clone(),
                    with_unit(bar.measured, bar.unit),
                    bar.limit(),
                    bar.verdict(),
                    bar.note.clone(),
                ]
            })
            .collect();
        print_table(&["what", "measured", "bar", "", ""], &rows);
        let short = self.bars.iter().filter(|bar| bar.short_by().is_some());
        println!(
            "{} bars, {} not reached",
            self.bars.len(),
            short.clone().count()
        );
        for bar in short {
            println!("falls short: {} {}", bar.what, bar.verdict());
        }
        for text in &self.not_measured {
            println!("not measured: {text}");
        }
        for text in &self.failures {
            println!("FAILED: {text}");
        }
    }

    /// Keeps everything as JSON.
    pub fn write(&self, file: &Path) {
        let all = json!({
            "bars": self.bars,
            "figures": self.figures,
            "not_measured": self.not_measured,
            "failures": self.failures,
        });
        let text = serde_json::to_string_pretty(&all).expect("figures are JSON");
        fs::write(file, text + "\n").unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
}

/// Prints rows in columns, numbers to the right.
pub fn print_table(head: &[&str], rows: &[Vec<String>]) {
    let widths: Vec<usize> = (0..head.len())
        .map(|at| {
            let cells = rows.iter().map(|row| row[at].chars().count());
            cells.chain([head[at].len()]).max().unwrap_or_default()
        })
        .collect();
    let print = |cells: Vec<&str>| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| {
                if cell.starts_with(|first: char| first.is_ascii_digit()) {
                    format!("{cell:>width$}")
                } else {
                    format!("{cell:<width$}")
                }
            })
            .collect();
        println!("  {}", padded.join("  ").trim_end());
    };
    print(head.to_vec());
    for row in rows {
        print(row.iter().map(String::as_str).collect());
    }
}

fn with_unit(value: f64, unit: &str) -> String {
    if unit.is_empty() {
        number(value)
    } else {
        format!("{} {unit}", number(value))
    }
}

/// A number as people read it: as many digits as say something.
pub fn number(value: f64) -> String {
    if value.fract() == 0.0 || value.abs() >= 1_000.0 {
        grouped(value)
    } else if value.abs() >= 100.0 {
        format!("{value:.0}")
    } else if value.abs() >= 10.0 {
        format!("{value:.1}")
    } else if value.abs() >= 0.1 {
        format!("{value:.2}")
    } else {
        format!("{value:.4}")
    }
}

fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 {
        format!("-{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_missed_on_its_own_side_only() {
        assert_eq!(Bar::at_most("a", 11.0, 10.0, "").verdict(), "short by 10 %");
        assert_eq!(Bar::at_most("a", 9.0, 10.0, "").verdict(), "ok");
        assert_eq!(Bar::at_least("a", 9.0, 10.0, "").verdict(), "short by 10 %");
        assert_eq!(Bar::at_least("a", 11.0, 10.0, "").verdict(), "ok");
        assert_eq!(Bar::exactly("a", 10.0, 10.0, "").verdict(), "ok");
        assert_eq!(Bar::exactly("a", 1.0, 0.0, "").verdict(), "short by 100 %");
    }

    #[test]
    fn numbers_have_as_many_digits_as_say_something() {
        let texts = [1_234_567.0, 1_000.4, 123.4, 12.34, 0.1234, 0.0123, 3.0].map(number);
        assert_eq!(
            texts,
            ["1,234,567", "1,000", "123", "12.3", "0.12", "0.0123", "3"]
        );
    }
}
