//! The functions beside their comparators, and the bars that come of it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::baseline::Figures;
use crate::events;
use crate::fixture::Fixture;
use crate::process::{Program, Sandbox};
use crate::runtime_api::Event;
use crate::speed::{self, Contestant, Counted, Effort, Speed};
use crate::table::{Bar, Results, number, print_table};

/// What takes part.
#[derive(Debug, Clone)]
pub struct Field {
    /// The folder with `FUNCTION/bootstrap`, for this machine.
    pub binaries: PathBuf,
    /// The folder with `bench-empty/bootstrap` and `bench-get-item/bootstrap`.
    pub comparators: PathBuf,
    /// D's binary; without it, bars against D are left out.
    pub defaults: Option<PathBuf>,
    /// N's bundle; without it, bars against N are left out.
    pub node: Option<PathBuf>,
    /// The system's certificate roots with the database's, for who loads the system's.
    pub roots: PathBuf,
    /// Where logs and counts go.
    pub folder: PathBuf,
}

/// What only the table of all comparators shows: no bar and no baseline has it.
const ONLY_SHOWN: [&str; 2] = ["E: empty", "S: get-item, projected"];

/// Measures and prints. Answers instructions per request by event, for the baseline.
pub fn run(field: &Field, fixture: &Fixture, effort: Effort, results: &mut Results) -> Figures {
    let contestants = Contestants::of(field, fixture);
    if let Some(node) = &contestants.node {
        same_page(&contestants.ours, node, results);
    }
    race(&contestants, effort, results);
    instructions(field, fixture, &contestants, effort, &[], results)
}

/// Counts instructions and times nothing. Of the comparators it needs S.
pub fn count(field: &Field, fixture: &Fixture, effort: Effort, results: &mut Results) -> Figures {
    let contestants = Contestants::of(field, fixture);
    instructions(field, fixture, &contestants, effort, &ONLY_SHOWN, results)
}

struct Contestants {
    ours: Contestant,
    empty: Contestant,
    get_item: Contestant,
    defaults: Option<Contestant>,
    node: Option<Contestant>,
}

impl Contestants {
    fn of(field: &Field, fixture: &Fixture) -> Self {
        let event = events::view(&fixture.token);
        let of = |name: &str, command: Vec<OsString>, more: &[(&str, String)]| Contestant {
            program: program(field, fixture, "checkout", name, command, more),
            event: Event::clone(&event),
        };
        let bootstrap =
            |folder: &Path, name: &str| vec![folder.join(name).join("bootstrap").into()];
        let id = ("BASKET_ID", fixture.basket_id.to_string());
        let ours = fixture.environment("checkout")["AWS_CA_BUNDLE"].clone();
        Self {
            ours: of("checkout", bootstrap(&field.binaries, "checkout"), &[]),
            empty: of(
                "E: empty",
                bootstrap(&field.comparators, "bench-empty"),
                &[],
            ),
            get_item: of(
                "S: get-item",
                bootstrap(&field.comparators, "bench-get-item"),
                &[id],
            ),
            defaults: field
                .defaults
                .as_ref()
                .map(|binary| of("D: defaults", vec![binary.into()], &[])),
            node: field.node.as_ref().map(|bundle| {
                let command = vec!["node".into(), bundle.into()];
                of("N: node", command, &[("NODE_EXTRA_CA_CERTS", ours)])
            }),
        }
    }

    fn all(&self) -> Vec<Contestant> {
        [
            Some(&self.ours),
            Some(&self.get_item),
            self.node.as_ref(),
            Some(&self.empty),
            self.defaults.as_ref(),
        ]
        .into_iter()
        .flatten()
        .cloned()
        .collect()
    }
}

fn text(path: &Path) -> String {
    path.to_str().expect("paths are UTF-8").to_owned()
}

fn program(
    field: &Field,
    fixture: &Fixture,
    function: &str,
    name: &str,
    command: Vec<OsString>,
    more: &[(&str, String)],
) -> Program {
    let mut environment: BTreeMap<String, String> = fixture.environment(function);
    // Valgrind and Node look for parts of themselves.
    environment.extend(std::env::var("PATH").map(|path| ("PATH".to_owned(), path)));
    // Who loads the system's roots has to read all of them, as on Lambda.
    environment.insert("SSL_CERT_FILE".to_owned(), text(&field.roots));
    let more = more.iter();
    environment.extend(more.map(|(name, value)| ((*name).to_owned(), value.clone())));
    Program {
        name: name.to_owned(),
        command,
        environment,
        log: field
            .folder
            .join(format!("{}.log", name.replace([' ', ':'], "-"))),
    }
}

/// N must do what our function does, or it is no comparison: same status, same headers, same bytes.
fn same_page(ours: &Contestant, node: &Contestant, results: &mut Results) {
    let answer = |contestant: &Contestant| -> Value {
        let answer = Sandbox::start(&contestant.program).invoke(&contestant.event);
        serde_json::from_slice(&answer.body).expect("an answer is JSON")
    };
    let (ours, theirs) = (answer(ours), answer(node));
    for part in ["statusCode", "isBase64Encoded", "body"] {
        if ours[part] != theirs[part] {
            results.fail(format!(
                "N is no fair comparison, its {part} differs: {}",
                first_difference(&ours[part], &theirs[part])
            ));
        }
    }
    let headers = |answer: &Value| {
        let mut all: BTreeMap<String, Value> = BTreeMap::new();
        for kind in ["headers", "multiValueHeaders"] {
            for (name, value) in answer[kind].as_object().into_iter().flatten() {
                let value = value.as_array().map_or(value, |values| &values[0]);
                all.insert(name.to_ascii_lowercase(), value.clone());
            }
        }
        json!(all)
    };
    let (ours, theirs) = (headers(&ours), headers(&theirs));
    if ours != theirs {
        results.fail(format!(
            "N is no fair comparison, its headers differ: {}",
            first_difference(&ours, &theirs)
        ));
    }
}

fn first_difference(ours: &Value, theirs: &Value) -> String {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let (ours, theirs) = (text(ours), text(theirs));
    let at = ours
        .char_indices()
        .zip(theirs.chars())
        .find(|((_, left), right)| left != right)
        .map_or(ours.len().min(theirs.len()), |((at, _), _)| at);
    let part = |text: &str| -> String {
        let from = text.floor_char_boundary(at.saturating_sub(40));
        text[from..].chars().take(120).collect()
    };
    format!("ours {:?}, its {:?}", part(&ours), part(&theirs))
}

fn instructions(
    field: &Field,
    fixture: &Fixture,
    contestants: &Contestants,
    effort: Effort,
    left_out: &[&str],
    results: &mut Results,
) -> Figures {
    let gateway = events::Gateway::start();
    let again = |contestant: &Contestant| {
        let event = Event::clone(&contestant.event);
        move |count: usize| vec![Event::clone(&event); count]
    };
    let function = |name: &str| {
        let command = vec![field.binaries.join(name).join("bootstrap").into()];
        let gateway = [("STRIPE_BASE_URL", gateway.url().to_owned())];
        program(field, fixture, name, name, command, &gateway)
    };
    let paid = |count: usize, each: usize| -> Vec<Event> {
        let count = count.div_ceil(each);
        let told = |_| {
            let basket = fixture.basket_with_session();
            events::completed(&basket, &fixture.webhook_secret, &gateway)
        };
        let events: Vec<Event> = (0..count).map(told).collect();
        events
            .into_iter()
            .flat_map(|event| std::iter::repeat_n(event, each))
            .collect()
    };
    let mut projected = contestants.get_item.program.clone();
    let projection = (
        "PROJECTION".to_owned(),
        "basket_id, merchant_id, doc".to_owned(),
    );
    projected.environment.extend([projection]);
    let all = [
        Counted {
            name: "E: empty".to_owned(),
            program: contestants.empty.program.clone(),
            events: Box::new(again(&contestants.empty)),
        },
        Counted {
            name: "S: get-item".to_owned(),
            program: contestants.get_item.program.clone(),
            events: Box::new(again(&contestants.get_item)),
        },
        // The same of what our function reads of the item, which is a bar that nobody set.
        Counted {
            name: "S: get-item, projected".to_owned(),
            program: projected,
            events: Box::new(again(&contestants.get_item)),
        },
        Counted {
            name: "checkout view".to_owned(),
            program: contestants.ours.program.clone(),
            events: Box::new(again(&contestants.ours)),
        },
        Counted {
            name: "create-link create".to_owned(),
            program: function("create-link"),
            events: Box::new(|count| {
                (0..count)
                    .map(|_| events::create_link(&fixture.new_basket(), &fixture.api_key))
                    .collect()
            }),
        },
        Counted {
            name: "record-payment completed".to_owned(),
            program: function("record-payment"),
            events: Box::new(|count| paid(count, 1)),
        },
        Counted {
            name: "record-payment duplicate".to_owned(),
            program: function("record-payment"),
            events: Box::new(|count| paid(count, count)),
        },
    ];
    let mut figures = Figures::new();
    let mut rows = Vec::new();
    for counted in all
        .iter()
        .filter(|one| !left_out.contains(&one.name.as_str()))
    {
        println!("counting {}", counted.name);
        let twice = speed::count(counted, effort, &field.folder);
        let per_request = twice.instructions.per_request;
        rows.push(vec![
            counted.name.clone(),
            number(per_request as f64),
            number(twice.instructions.until_warm as f64),
            format!("{:.2} %", twice.noise * 100.0),
        ]);
        figures.insert(counted.name.clone(), per_request);
    }
    println!("\ninstructions, counted by callgrind over TLS:");
    print_table(&["", "per request", "start and first 20", "noise"], &rows);
    let (view, get_item) = (figures["checkout view"], figures["S: get-item"]);
    results.bar(
        Bar::at_most(
            "checkout view, instructions per request, of S",
            view as f64 / get_item as f64,
            1.15,
            "",
        )
        .noted(format!(
            "{} of {}",
            number(view as f64),
            number(get_item as f64)
        )),
    );
    results.figures("instructions", json!(figures));
    // Comparators are no product: what they cost may change as it will.
    figures.retain(|name, _| !name.starts_with("E:") && !name.starts_with("S:"));
    figures
}

fn race(contestants: &Contestants, effort: Effort, results: &mut Results) {
    let all = contestants.all();
    let speeds = speed::measure(&all, effort);
    println!(
        "\nover TLS; cold: the median of {} starts; warm: of {} rounds of {} requests:",
        effort.starts, effort.rounds, effort.requests
    );
    speed::print(&all, &speeds);
    results.figures("speed", speed::as_json(&all, &speeds));
    let of = |letter: &str| -> Option<Speed> {
        let at = all
            .iter()
            .position(|one| one.program.name.starts_with(letter))?;
        Some(speeds[at])
    };
    let ours = of("checkout").expect("it takes part");
    let (cold, rate, peak) = (
        |speed: Speed| speed.cold.as_secs_f64() * 1e3,
        |speed: Speed| speed.per_second,
        |speed: Speed| speed.peak_memory as f64 / 1e6,
    );
    let mut ratio = |what: &str,
                     other: Option<Speed>,
                     value: &dyn Fn(Speed) -> f64,
                     bar: &dyn Fn(&str, f64) -> Bar,
                     unit: &str| {
        let Some(other) = other else {
            results.not_measured(format!("{what}: the comparator was not built"));
            return;
        };
        let (ours, other) = (value(ours), value(other));
        let note = format!("{} of {} {unit}", number(ours), number(other));
        results.bar(bar(what, ours / other).noted(note));
    };
    let at_least =
        |least: f64| move |what: &str, measured| Bar::at_least(what, measured, least, "");
    let at_most = |most: f64| move |what: &str, measured| Bar::at_most(what, measured, most, "");
    ratio(
        "checkout view, requests per second, of S",
        of("S:"),
        &rate,
        &at_least(0.9),
        "/s",
    );
    ratio(
        "checkout view, requests per second, of N",
        of("N:"),
        &rate,
        &at_least(10.0),
        "/s",
    );
    ratio(
        "cold first page over TLS, of D",
        of("D:"),
        &cold,
        &at_most(0.15),
        "ms",
    );
    ratio(
        "cold first page over TLS, of N",
        of("N:"),
        &cold,
        &at_most(1.0 / 30.0),
        "ms",
    );
    ratio(
        "peak memory of checkout, of N",
        of("N:"),
        &peak,
        &at_most(0.12),
        "MB",
    );
    results.bar(
        Bar::at_most("peak memory of checkout", peak(ours), 12.0, "MB")
            .noted(format!("after {} requests", number(ours.requests as f64))),
    );
}

/// Bars of the zipped sizes.
pub fn sizes(zipped: &Figures, results: &mut Results) {
    for (function, &bytes) in zipped {
        let most = if function == "checkout" { 3.2 } else { 4.5 };
        let measured = bytes as f64 / 1e6;
        results.bar(Bar::at_most(
            format!("zipped bootstrap: {function}"),
            measured,
            most,
            "MB",
        ));
    }
    results.figures("zipped", json!(zipped));
}
