//! The invariants of ARCHITECTURE.md that a look at the sources can check.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All Rust sources below a folder, with their paths from the root of the repository.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut folders = vec![root().join(folder)];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                sources.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!sources.is_empty(), "{folder} has no sources");
    sources
}

/// The files below `folder` that hold one of `words`, tests left out.
fn files_with(folder: &str, words: &[&str]) -> BTreeSet<String> {
    sources(folder)
        .into_iter()
        .filter(|(name, _)| !name.ends_with("tests.rs") && !name.contains("/tests/"))
        .filter(|(_, text)| {
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            code.into_iter()
                .any(|line| words.iter().any(|word| line.contains(word)))
        })
        .map(|(name, _)| name)
        .collect()
}

/// What no Cargo.toml can say: the standard library has these, and jiff.
#[test]
fn the_domain_is_pure() {
    let impure = [
        "std::env",
        "std::fs",
        "std::net",
        "std::time",
        "Timestamp::now",
        "Zoned::now",
        "async fn",
    ];
    assert_eq!(files_with("shared/domain/src", &impure), BTreeSet::new());
}

#[test]
fn no_request_scans() {
    for folder in ["shared", "functions"] {
        assert_eq!(files_with(folder, &[".scan()"]), BTreeSet::new());
    }
}

#[test]
fn no_float_is_money() {
    for folder in ["shared", "functions"] {
        let users = files_with(folder, &["f32", "as f64", ": f64"]);
        assert_eq!(users, BTreeSet::new());
    }
}

#[test]
fn every_rule_of_the_table_is_named_where_it_says() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("| R"))
        .collect();
    assert_eq!(rows.len(), 26);
    for (at, row) in rows.iter().enumerate() {
        assert!(row.starts_with(&format!("| R{} ", at + 1)), "{row}");
        // Files in back quotes exist.
        for quoted in row
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|quoted| quoted.contains('/'))
        {
            let found = ["shared", "tests", ""]
                .iter()
                .any(|folder| root().join(folder).join(quoted).exists());
            assert!(found, "{quoted} of {row}");
        }
    }
}

/// The simulator has no template reader, so its tables are a copy that this test keeps true.
/// `INSTA_UPDATE=always` writes it anew.
#[test]
fn the_simulator_has_the_tables_of_the_template() {
    use paylink_local::template::{DEPLOYED, STACK_NAME, Template};
    let given = [
        ("Stage", "local"),
        ("SenderAddress", "pay@example.com"),
        ("OidcIssuer", "http://127.0.0.1"),
        ("OidcClientId", "desk"),
    ];
    let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let template = Template::parse(DEPLOYED, &given.into()).unwrap();
    let tables: Vec<serde_json::Value> = template
        .tables
        .iter()
        .map(|table| {
            let mut create = table.create.clone();
            let name = table.name.trim_start_matches(STACK_NAME);
            create["TableName"] = name.trim_start_matches('-').into();
            create
        })
        .collect();
    let wanted = serde_json::to_string_pretty(&tables).unwrap() + "\n";
    let file = root().join("tests/sim/src/tables.json");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&file, &wanted).unwrap();
    }
    assert_eq!(std::fs::read_to_string(file).unwrap(), wanted);
}
