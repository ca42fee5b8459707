//! The committed baseline: instructions per request and zipped sizes, which hardly vary between runs.
//! Times do, and are not in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::table::{Bar, Results};

/// How much more than in the baseline is a regression.
const TOLERANCE: f64 = 0.03;

/// Figures by name.
pub type Figures = BTreeMap<String, u64>;

/// What is kept of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// What the binaries were compiled with.
    pub compiler: String,
    /// Instructions per request: by architecture, then by event.
    pub instructions: BTreeMap<String, Figures>,
    /// Bytes of the zipped `bootstrap`: by architecture, then by function.
    pub zipped: BTreeMap<String, Figures>,
}

impl Baseline {
    /// Reads it; empty where there is none.
    pub fn read(file: &Path) -> Self {
        let Ok(text) = fs::read_to_string(file) else {
            return Self::default();
        };
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    /// Writes this run's figures over it; those of other architectures stay.
    pub fn save(mut self, now: &Self, file: &Path) {
        self.compiler.clone_from(&now.compiler);
        self.instructions.extend(now.instructions.clone());
        self.zipped.extend(now.zipped.clone());
        let text = serde_json::to_string_pretty(&self).expect("figures are JSON");
        fs::write(file, text + "\n").unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }

    /// Compares this run with it: what got worse fails the run.
    pub fn compare(&self, now: &Self, results: &mut Results) {
        let compilers = if self.compiler == now.compiler {
            String::new()
        } else {
            format!(" ({}; before {})", now.compiler, self.compiler)
        };
        let kinds = [
            ("instructions", &self.instructions, &now.instructions),
            ("bytes zipped", &self.zipped, &now.zipped),
        ];
        for (unit, before, now) in kinds {
            for (architecture, figures) in now {
                match before.get(architecture) {
                    Some(before) => {
                        for text in regressions(unit, before, figures) {
                            results.fail(text + &compilers);
                        }
                        if let Some((name, growth)) = worst(before, figures) {
                            let what = format!("growth over the baseline, {unit}");
                            let bar = Bar::at_most(what, growth * 100.0, TOLERANCE * 100.0, "%");
                            results.bar(bar.noted(format!("most of all: {name}")));
                        }
                    }
                    None => results.not_measured(format!(
                        "regression: the baseline has no {unit} for {architecture}"
                    )),
                }
            }
        }
    }
}

/// What grew most, and by what part.
fn worst(before: &Figures, now: &Figures) -> Option<(String, f64)> {
    before
        .iter()
        .filter_map(|(name, &before)| {
            let growth = *now.get(name)? as f64 / before as f64 - 1.0;
            Some((name.clone(), growth))
        })
        .max_by(|(_, left), (_, right)| left.total_cmp(right))
}

/// What got worse, and where the two do not hold the same.
fn regressions(unit: &str, before: &Figures, now: &Figures) -> Vec<String> {
    let mut found = Vec::new();
    for (name, &before) in before {
        let Some(&now) = now.get(name) else {
            found.push(format!("{name}: its {unit} were not measured"));
            continue;
        };
        let growth = now as f64 / before as f64 - 1.0;
        // Compared as a product: the quotient of 1030 and 1000 is a little above 1.03.
        if now as f64 > before as f64 * (1.0 + TOLERANCE) {
            found.push(format!(
                "{name}: {now} {unit}, {:.1} % more than the baseline's {before}",
                growth * 100.0
            ));
        }
    }
    for name in now.keys().filter(|name| !before.contains_key(*name)) {
        found.push(format!(
            "{name}: its {unit} are not in the baseline; save it anew"
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(view: u64) -> Figures {
        Figures::from([("view".to_owned(), view)])
    }

    #[test]
    fn more_than_three_percent_is_a_regression() {
        assert!(regressions("bytes", &figures(1_000), &figures(1_030)).is_empty());
        assert_eq!(
            regressions("bytes", &figures(1_000), &figures(1_031)),
            ["view: 1031 bytes, 3.1 % more than the baseline's 1000"]
        );
    }

    #[test]
    fn what_was_not_measured_is_no_improvement() {
        let other = Figures::from([("tick".to_owned(), 1)]);
        assert_eq!(regressions("bytes", &figures(1_000), &other).len(), 2);
    }
}
