//! Measures the release binaries, prints one table of bars, and keeps all figures as JSON. What
//! `tests/bench/baseline.json` has is compared: a regression ends with status 1, a bar that is missed
//! does not.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that cannot be made ends by panicking, and figures are printed"
)]

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use bench::baseline::Baseline;
use bench::contest::{self, Field};
use bench::database::{Authority, Database, Front};
use bench::fixture::Fixture;
use bench::life::{self, Places};
use bench::speed::Effort;
use bench::table::Results;
use bench::{cost, growth, load};

const USAGE: &str = "usage: bench OPTION... PART...

Parts: speed, instructions, life, growth, load; cost reads what they found. The part speed counts
instructions too; alone, they need only S beside the functions.

  --folder DIR        where results.json and logs go
  --baseline FILE     what is compared
  --save-baseline     write it instead
  --compiler TEXT     what the binaries were compiled with
  --binaries DIR      FUNCTION/bootstrap for this machine
  --comparators DIR   bench-empty/bootstrap and bench-get-item/bootstrap
  --defaults FILE     the checkout function on defaults
  --node FILE         the bundle of the page in Node
  --stack FILE        the laptop's stack, whose services life and growth use and which load is put on
  --load-seconds N    for how long (60)
  --prices FILE       what cost multiplies with
  --sizes FILE        zipped bytes as JSON: by architecture, then by function
";

/// Where Amazon Linux and Debian keep the certificate roots.
const SYSTEM_ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";

#[derive(Default)]
struct Options {
    parts: Vec<String>,
    folder: PathBuf,
    baseline: PathBuf,
    save_baseline: bool,
    compiler: String,
    binaries: PathBuf,
    comparators: PathBuf,
    defaults: Option<PathBuf>,
    node: Option<PathBuf>,
    sizes: Option<PathBuf>,
    stack: PathBuf,
    load_seconds: Option<u64>,
    prices: PathBuf,
}

impl Options {
    fn read() -> Result<Self, lexopt::Error> {
        use lexopt::prelude::*;
        let mut options = Self::default();
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Value(part) => options.parts.push(part.string()?),
                Long("folder") => options.folder = parser.value()?.into(),
                Long("baseline") => options.baseline = parser.value()?.into(),
                Long("save-baseline") => options.save_baseline = true,
                Long("compiler") => options.compiler = parser.value()?.string()?,
                Long("binaries") => options.binaries = parser.value()?.into(),
                Long("comparators") => options.comparators = parser.value()?.into(),
                Long("defaults") => options.defaults = Some(parser.value()?.into()),
                Long("node") => options.node = Some(parser.value()?.into()),
                Long("stack") => options.stack = parser.value()?.into(),
                Long("load-seconds") => options.load_seconds = Some(parser.value()?.parse()?),
                Long("prices") => options.prices = parser.value()?.into(),
                Long("sizes") => options.sizes = Some(parser.value()?.into()),
                other @ (Short(_) | Long(_)) => return Err(other.unexpected()),
            }
        }
        Ok(options)
    }

    fn wants(&self, part: &str) -> bool {
        self.parts.iter().any(|wanted| wanted == part)
    }
}

fn main() -> ExitCode {
    let options = match Options::read() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    fs::create_dir_all(&options.folder).expect("the folder can be made");
    if options.wants("cost") {
        cost::run(&options.folder.join("results.json"), &options.prices);
        return ExitCode::SUCCESS;
    }
    let mut results = Results::default();
    let mut now = Baseline {
        compiler: options.compiler.clone(),
        ..Baseline::default()
    };

    if options.wants("speed") || options.wants("instructions") {
        let database = Database::new();
        let authority = Authority::new(&options.folder.join("ca.pem"));
        let front = Front::https(&database, &authority);
        let fixture = Fixture::new(&database, &front, &authority);
        let roots = options.folder.join("roots.pem");
        let mut pem = fs::read(SYSTEM_ROOTS).unwrap_or_default();
        pem.extend(fs::read(authority.file()).expect("the authority has a file"));
        fs::write(&roots, pem).expect("the roots can be written");
        let field = Field {
            roots,
            binaries: options.binaries.clone(),
            comparators: options.comparators.clone(),
            defaults: options.defaults.clone(),
            node: options.node.clone(),
            folder: options.folder.clone(),
        };
        let measure = if options.wants("speed") {
            contest::run
        } else {
            contest::count
        };
        let counted = measure(&field, &fixture, Effort::FULL, &mut results);
        let here = std::env::consts::ARCH.to_owned();
        now.instructions.insert(here, counted);
    }
    let places = Places {
        binaries: options.binaries.clone(),
        stack: options.stack.clone(),
        folder: options.folder.clone(),
    };
    if options.wants("life") {
        life::run(&places, &mut results);
    }
    if options.wants("growth") {
        growth::run(&places, &mut results);
    }
    if options.wants("load") {
        let load = load::Options {
            stack: options.stack.clone(),
            folder: options.folder.clone(),
            lasts: Duration::from_secs(options.load_seconds.unwrap_or(60)),
            has_wrk: load::has("wrk"),
        };
        load::run(&load, &mut results);
    }
    if let Some(file) = &options.sizes {
        let text = fs::read_to_string(file).expect("the file of sizes can be read");
        now.zipped = serde_json::from_str(&text).expect("sizes are JSON");
        for zipped in now.zipped.values() {
            contest::sizes(zipped, &mut results);
        }
    }

    let baseline = Baseline::read(&options.baseline);
    if options.save_baseline {
        baseline.save(&now, &options.baseline);
    } else {
        baseline.compare(&now, &mut results);
    }
    println!();
    results.print();
    results.write(&options.folder.join("results.json"));
    if results.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
