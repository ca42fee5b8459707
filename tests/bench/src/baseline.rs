//! The committed baseline: instructions per request and zipped sizes, which hardly vary between runs.
//! Times do, and are not in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::table::Results;

/// How much more than in the baseline is a regression.
const TOLERANCE: f64 = 0.03;

/// Figures of one architecture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// What they were compiled with.
    pub compiler: String,
    /// Instructions per request, by event.
    pub instructions: BTreeMap<String, u64>,
    /// Bytes of the zipped `bootstrap`, by function.
    pub zipped: BTreeMap<String, u64>,
}

/// Figures by architecture.
type Baseline = BTreeMap<String, Figures>;

fn read(file: &Path) -> Baseline {
    let Ok(text) = fs::read_to_string(file) else {
        return Baseline::new();
    };
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Puts the figures in the place of those that are there for this architecture.
pub fn save(file: &Path, figures: &Figures) {
    let mut baseline = read(file);
    baseline.insert(std::env::consts::ARCH.to_owned(), figures.clone());
    let text = serde_json::to_string_pretty(&baseline).expect("figures are JSON");
    fs::write(file, text + "\n").unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

/// Compares the figures with the baseline; what got worse fails the run.
pub fn compare(file: &Path, figures: &Figures, results: &mut Results) {
    let baseline = read(file);
    let Some(before) = baseline.get(std::env::consts::ARCH) else {
        results.not_measured(format!(
            "regression: there is no baseline for {}",
            std::env::consts::ARCH
        ));
        return;
    };
    for text in regressions(before, figures) {
        results.fail(text);
    }
}

/// What got worse, in sentences, and what the baseline has and nobody measured.
fn regressions(before: &Figures, now: &Figures) -> Vec<String> {
    let compilers = if before.compiler == now.compiler {
        String::new()
    } else {
        format!(
            " (compiled with {}, before with {})",
            now.compiler, before.compiler
        )
    };
    let kinds = [
        ("instructions", &before.instructions, &now.instructions),
        ("bytes zipped", &before.zipped, &now.zipped),
    ];
    let mut found = Vec::new();
    for (unit, before, now) in kinds {
        for (name, &before) in before {
            let Some(&now) = now.get(name) else {
                found.push(format!(
                    "{name}: {unit} are in the baseline and were not measured"
                ));
                continue;
            };
            let growth = now as f64 / before as f64 - 1.0;
            if growth > TOLERANCE {
                found.push(format!(
                    "{name}: {now} {unit}, {:.1} % more than the baseline's {before}{compilers}",
                    growth * 100.0
                ));
            }
        }
        for name in now.keys().filter(|name| !before.contains_key(*name)) {
            found.push(format!(
                "{name}: {unit} are not in the baseline; save it anew"
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(view: u64, checkout: u64) -> Figures {
        Figures {
            compiler: "rustc 1".to_owned(),
            instructions: BTreeMap::from([("view".to_owned(), view)]),
            zipped: BTreeMap::from([("checkout".to_owned(), checkout)]),
        }
    }

    #[test]
    fn more_than_three_percent_is_a_regression() {
        let before = figures(1_000, 1_000);
        assert!(regressions(&before, &figures(1_030, 900)).is_empty());
        let found = regressions(&before, &figures(1_031, 1_040));
        assert_eq!(
            found,
            [
                "view: 1031 instructions, 3.1 % more than the baseline's 1000",
                "checkout: 1040 bytes zipped, 4.0 % more than the baseline's 1000",
            ]
        );
    }

    #[test]
    fn what_was_not_measured_is_no_improvement() {
        let mut now = figures(1_000, 1_000);
        now.zipped.clear();
        now.zipped.insert("tick".to_owned(), 1);
        assert_eq!(regressions(&figures(1_000, 1_000), &now).len(), 2);
    }
}
