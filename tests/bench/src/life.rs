//! The whole life of a link through the release binaries: what each step costs at the database, at the
//! gateway and on the processor.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::types::item_size;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use paylink_platform::hash::hex;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::database::{Authority, BASKETS, Counts, Database, Front, MERCHANTS};
use crate::fixture::Fixture;
use crate::process::{Program, Sandbox};
use crate::runtime_api::Event;
use crate::services::Services;
use crate::stream::Stream;
use crate::table::{Bar, Results, number, print_table};

const CREATE_BASKET: &str = include_str!("../../../events/baskets/10_create.json");
const CREATE_LINK: &str = include_str!("../../../events/create-link/10_create.json");
const VIEW: &str = include_str!("../../../events/checkout/view.json");
const PAY: &str = include_str!("../../../events/checkout/pay.json");
const LIST: &str = include_str!("../../../events/baskets/11_list.json");
const TICK: &str = include_str!("../../../events/tick/schedule.json");
const COMPLETED: &str = include_str!("../../../events/record-payment/completed.json");

/// How many lives come after the first, whose time on the processor is averaged.
const WARM_LIVES: usize = 20;
/// The functions that the stream wakes.
const STREAMED: [&str; 2] = ["send-email", "send-webhook"];
/// What proof asks of a whole life.
const WRITE_UNITS: f64 = 60.0;
const READ_UNITS: f64 = 12.0;

/// Where things are.
#[derive(Debug, Clone)]
pub struct Places {
    /// The folder with `FUNCTION/bootstrap`, for this machine.
    pub binaries: PathBuf,
    /// The laptop's stack.
    pub stack: PathBuf,
    /// Where logs go.
    pub folder: PathBuf,
}

/// A part of a life.
#[derive(Debug, Clone)]
struct Step {
    name: String,
    function: &'static str,
    invocations: u64,
    counts: Counts,
    gateway: u64,
    mails: usize,
    /// How large the basket's item is afterwards.
    item: usize,
    cpu: Duration,
    wall: Duration,
    answer_bytes: usize,
}

/// Lives through everything, prints it, and adds what bars say.
pub fn run(places: &Places, results: &mut Results) {
    let database = Database::new();
    let authority = Authority::new(&places.folder.join("life-ca.pem"));
    let front = Front::https(&database, &authority);
    let fixture = Fixture::new(&database, &front, &authority);
    let services = Services::start(&places.stack, &places.folder.join("life-services"));
    let mut world = World {
        streams: STREAMED.map(|function| (function, Stream::new(&database, function))),
        database,
        front,
        fixture,
        services,
        places: places.clone(),
        sandboxes: BTreeMap::new(),
        lives: 0,
        steps: Vec::new(),
        basket: String::new(),
        heard: None,
    };
    let first = world.live();
    println!("\nThe first life, in which every function starts and remembers nothing:");
    print_steps(&first.steps);
    print_writes(&first.steps);
    println!("\nBesides, SES tells what became of the mails:");
    print_steps(&first.afterwards);
    let lives: Vec<Life> = (0..WARM_LIVES).map(|_| world.live()).collect();
    let warm = lives.last().unwrap();
    println!("\nA life among many, through functions that have just served others:");
    print_steps(&warm.steps);
    print_steps(&warm.afterwards);
    for text in lives.iter().chain([&first]).flat_map(|life| &life.wrong) {
        results.fail(text.as_str());
    }
    add_bars(&first.steps, &warm.steps, results);
    let steps = |life: &Life| -> Vec<Value> {
        life.steps
            .iter()
            .chain(&life.afterwards)
            .map(Step::to_json)
            .collect()
    };
    results.figures(
        "life",
        json!({
            "first": steps(&first),
            "warm": steps(warm),
            "processor": processor(&first, &lives),
            "stored_bytes": world.stored_bytes(),
            "log_bytes": world.log_bytes() / (lives.len() + 1) as u64,
        }),
    );
}

/// What a life was.
struct Life {
    steps: Vec<Step>,
    /// What comes later and belongs to no bar: the mail service tells of each mail.
    afterwards: Vec<Step>,
    /// What is not as it has to be at the end.
    wrong: Vec<String>,
}

struct World {
    database: Database,
    streams: [(&'static str, Stream); 2],
    front: Front,
    fixture: Fixture,
    services: Services,
    places: Places,
    sandboxes: BTreeMap<&'static str, Sandbox>,
    lives: usize,
    steps: Vec<Step>,
    basket: String,
    /// The last event of the mail service that was handed over.
    heard: Option<String>,
}

impl World {
    /// One life.
    fn live(&mut self) -> Life {
        self.lives += 1;
        let key = format!("life-{}", self.lives);
        let api_key = self.fixture.api_key.clone();

        let event = create_basket(&api_key, &format!("{key}-basket"));
        let made = self.ask("create basket", "baskets", event, 201);
        self.basket = made["id"].as_str().unwrap().to_owned();
        self.note_size();
        self.follow_stream("after the basket");

        let event = create_link(&api_key, &format!("{key}-link"), &self.basket, true);
        let link = self.ask("create link", "create-link", event, 201);
        self.follow_stream("request by mail");

        let token = link["url"].as_str().unwrap().rsplit('/').next().unwrap();
        for number in 1..=3 {
            self.ask(&format!("view {number}"), "checkout", view(token), 200);
        }
        let pressed = self.ask("press Pay", "checkout", press_pay(token), 303);
        self.follow_stream("after Pay");

        let page = pressed["headers"]["location"].as_str().unwrap();
        let session = page.split("/c/pay/").nth(1).unwrap();
        let session = session.split(['?', '#']).next().unwrap();
        let pay = format!("/_sandbox/sessions/{session}/pay");
        self.services.post(&self.services.gateway(&pay), "{}");
        let told = self.services.newest_event("checkout.session.completed");
        self.services.take_gateway_calls();
        let event = webhook(&told, &self.fixture.webhook_secret);
        self.ask("webhook", "record-payment", event, 200);
        let event = webhook(&told, &self.fixture.webhook_secret);
        self.ask("webhook again", "record-payment", event, 200);
        self.follow_stream("receipt and notice");
        let steps = std::mem::take(&mut self.steps);
        let wrong = self.wrong();
        self.hear_of_mails();
        let afterwards = std::mem::take(&mut self.steps);
        Life {
            steps,
            afterwards,
            wrong,
        }
    }

    /// The mail service tells that the mails were delivered, as it does some seconds later.
    fn hear_of_mails(&mut self) {
        let after = self
            .heard
            .as_deref()
            .map_or(String::new(), |id| format!("?after={id}"));
        let told = self
            .services
            .get(&self.services.mailbox(&format!("/_sandbox/events{after}")));
        let told = told.as_array().unwrap().clone();
        self.heard = told
            .last()
            .map(|event| event["id"].as_str().unwrap().to_owned());
        let events: Vec<Event> = told
            .iter()
            .map(|event| event.to_string().into_bytes().into())
            .collect();
        self.invoke("mails delivered", "email-events", &events);
        self.follow_stream("after the reports");
    }

    /// What is not as it has to be at the end.
    fn wrong(&self) -> Vec<String> {
        let basket = self.fixture.read(self.basket.parse().unwrap());
        let balance = basket.balance();
        let mut wrong = Vec::new();
        if basket.payments.len() != 1 || balance.outstanding.minor() != 0 {
            wrong.push(format!(
                "life: the basket has {} payments and {} outstanding",
                basket.payments.len(),
                balance.outstanding.minor()
            ));
        }
        if !basket.outbox.is_empty() {
            wrong.push(format!("life: {} mails were not sent", basket.outbox.len()));
        }
        let mails = self.services.mails();
        if mails != 3 * self.lives {
            wrong.push(format!("life: {mails} mails after {} lives", self.lives));
        }
        wrong
    }

    /// Hands a request to a function and notes what it cost. Answers what the function said: its body
    /// where that is JSON, else the whole answer.
    fn ask(&mut self, name: &str, function: &'static str, event: Value, status: u16) -> Value {
        let event = event.to_string().into_bytes();
        let body = self.invoke(name, function, &[event.into()]).pop().unwrap();
        let answer: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(answer["statusCode"], status, "{name}: {answer}");
        let text = answer["body"].as_str().unwrap_or_default();
        serde_json::from_str(text).unwrap_or(answer)
    }

    /// Makes the invocations that the stream makes after what happened, and those that come of them.
    fn follow_stream(&mut self, name: &str) {
        for at in 0..self.streams.len() {
            let mut is_first = true;
            loop {
                let (function, stream) = &mut self.streams[at];
                let (function, events) = (*function, stream.take());
                if events.is_empty() {
                    break;
                }
                let name = if is_first {
                    name
                } else {
                    "woken by its own write"
                };
                is_first = false;
                for body in self.invoke(name, function, &events) {
                    let answer: Value = serde_json::from_slice(&body).unwrap();
                    let failures = answer["batchItemFailures"].as_array().map_or(0, Vec::len);
                    assert_eq!(failures, 0, "{name}: {answer}");
                }
            }
        }
    }

    fn invoke(&mut self, name: &str, function: &'static str, events: &[Event]) -> Vec<Vec<u8>> {
        self.front.take_counts();
        self.services.take_gateway_calls();
        let mails = self.services.mails();
        let log = self.log_of(function);
        let is_new = !self.sandboxes.contains_key(function);
        let sandbox = self.sandboxes.entry(function).or_insert_with(|| {
            let mut environment = self.fixture.environment(function);
            environment.extend([
                ("STRIPE_BASE_URL".to_owned(), self.services.gateway("")),
                (
                    "AWS_ENDPOINT_URL_SESV2".to_owned(),
                    self.services.mailbox(""),
                ),
            ]);
            drop(std::fs::remove_file(&log));
            Sandbox::start(&Program {
                name: function.to_owned(),
                command: vec![self.places.binaries.join(function).join("bootstrap").into()],
                environment,
                log,
            })
        });
        // Of a new one, its start is part of what the first step takes.
        let before = if is_new {
            Duration::ZERO
        } else {
            sandbox.time_on_processor()
        };
        let mut answers = Vec::new();
        let mut wall = Duration::ZERO;
        for event in events {
            let answer = sandbox.invoke(event);
            wall += answer.latency();
            answers.push(answer.body);
        }
        let cpu = sandbox.time_on_processor() - before;
        let step = Step {
            name: name.to_owned(),
            function,
            invocations: events.len().try_into().unwrap(),
            counts: self.front.take_counts(),
            gateway: self.services.take_gateway_calls(),
            mails: self.services.mails() - mails,
            item: 0,
            cpu,
            wall,
            answer_bytes: answers.iter().map(Vec::len).sum(),
        };
        self.steps.push(step);
        if !self.basket.is_empty() {
            self.note_size();
        }
        answers
    }

    /// What a basket takes on the average, its entries in indexes included.
    fn stored_bytes(&self) -> u64 {
        let (items, bytes) = self.database.stored(BASKETS);
        bytes / items
    }

    /// What all functions have logged.
    fn log_bytes(&self) -> u64 {
        let logs = self.sandboxes.keys().map(|function| self.log_of(function));
        logs.map(|log| std::fs::metadata(log).map_or(0, |file| file.len()))
            .sum()
    }

    fn log_of(&self, function: &str) -> PathBuf {
        self.places.folder.join(format!("life-{function}.log"))
    }

    fn note_size(&mut self) {
        let request: GetItemRequest = serde_json::from_value(json!({
            "TableName": BASKETS, "Key": {"basket_id": {"S": self.basket}}, "ConsistentRead": true,
        }))
        .unwrap();
        let read = self.database.engine().get_item(request).unwrap();
        if let (Some(item), Some(step)) = (read.item, self.steps.last_mut()) {
            step.item = item_size(&item);
        }
    }
}

impl Step {
    fn operations(&self, table: &str) -> String {
        let of: Vec<String> = self
            .counts
            .of(table)
            .map(|(operation, usage)| format!("{} {operation}", usage.calls))
            .collect();
        of.join(", ")
    }

    fn to_json(&self) -> Value {
        json!({
            "step": self.name,
            "function": self.function,
            "invocations": self.invocations,
            "calls_to_baskets": self.counts.calls(BASKETS),
            "calls_to_merchants": self.counts.calls(MERCHANTS),
            "write_units": self.counts.write(),
            "read_units": self.counts.read(),
            "write_units_of_indexes": self.counts.written_indexes(),
            "gateway_calls": self.gateway,
            "mails": self.mails,
            "item_bytes": self.item,
            "cpu_ms": self.cpu.as_secs_f64() * 1000.0,
            "wall_ms": self.wall.as_secs_f64() * 1000.0,
            "answer_bytes": self.answer_bytes,
        })
    }
}

fn print_steps(steps: &[Step]) {
    let mut rows: Vec<Vec<String>> = steps
        .iter()
        .map(|step| {
            vec![
                step.name.clone(),
                step.function.to_owned(),
                step.counts.calls(BASKETS).to_string(),
                step.operations(BASKETS),
                step.counts.calls(MERCHANTS).to_string(),
                step.operations(MERCHANTS),
                number(step.counts.write()),
                number(step.counts.read()),
                step.gateway.to_string(),
                step.mails.to_string(),
                step.item.to_string(),
                format!("{:.1} ms", step.cpu.as_secs_f64() * 1000.0),
            ]
        })
        .collect();
    let all = sum(steps);
    let gateway: u64 = steps.iter().map(|step| step.gateway).sum();
    let mails: usize = steps.iter().map(|step| step.mails).sum();
    let cpu: Duration = steps.iter().map(|step| step.cpu).sum();
    rows.push(vec![
        "all".to_owned(),
        String::new(),
        all.calls(BASKETS).to_string(),
        String::new(),
        all.calls(MERCHANTS).to_string(),
        String::new(),
        number(all.write()),
        number(all.read()),
        gateway.to_string(),
        mails.to_string(),
        String::new(),
        format!("{:.1} ms", cpu.as_secs_f64() * 1000.0),
    ]);
    let head = [
        "step",
        "function",
        "baskets",
        "",
        "merchants",
        "",
        "WCU",
        "RCU",
        "gateway",
        "mails",
        "item bytes",
        "CPU",
    ];
    print_table(&head, &rows);
}

/// What the write units are spent on: tables and indexes, by step.
fn print_writes(steps: &[Step]) {
    let mut names: Vec<String> = sum(steps).written_indexes().into_keys().collect();
    names.sort();
    let row = |name: &str, counts: &Counts| {
        let indexes = counts.written_indexes();
        let of = |table: &str| -> f64 { counts.of(table).map(|(_, usage)| usage.write).sum() };
        let item = of(BASKETS) - indexes.values().sum::<f64>();
        let mut cells = vec![name.to_owned(), number(item)];
        cells.extend(
            names
                .iter()
                .map(|name| number(indexes.get(name).copied().unwrap_or(0.0))),
        );
        cells.push(number(of(MERCHANTS)));
        cells
    };
    let mut rows: Vec<Vec<String>> = steps
        .iter()
        .filter(|step| step.counts.write() > 0.0)
        .map(|step| row(&step.name, &step.counts))
        .collect();
    rows.push(row("all", &sum(steps)));
    println!("\nWhat its write units were spent on:");
    let mut head = vec!["step", "baskets"];
    head.extend(names.iter().map(String::as_str));
    head.push("merchants");
    print_table(&head, &rows);
}

fn sum(steps: &[Step]) -> Counts {
    let mut all = Counts::default();
    for step in steps {
        all.add(&step.counts);
    }
    all
}

fn add_bars(first: &[Step], warm: &[Step], results: &mut Results) {
    let calls = |name: &str| -> f64 {
        let of = first.iter().filter(|step| step.name.starts_with(name));
        of.map(|step| step.counts.calls(BASKETS)).max().unwrap() as f64
    };
    let gateway = |name: &str| -> f64 {
        let step = first.iter().find(|step| step.name == name).unwrap();
        step.gateway as f64
    };
    let webhook = first.iter().find(|step| step.name == "webhook").unwrap();
    let all = sum(first);
    let again = sum(warm);
    let scans = all.calls_to(BASKETS, "Scan") + all.calls_to(MERCHANTS, "Scan");
    for bar in [
        Bar::exactly("view: calls to baskets", calls("view"), 1.0, ""),
        Bar::exactly(
            "create link: calls to baskets",
            calls("create link"),
            2.0,
            "",
        ),
        Bar::exactly("press Pay: calls to baskets", calls("press Pay"), 3.0, ""),
        Bar::exactly(
            "press Pay: calls to the gateway",
            gateway("press Pay"),
            1.0,
            "",
        ),
        Bar::exactly(
            "webhook: calls to baskets",
            webhook.counts.calls(BASKETS) as f64,
            2.0,
            "",
        ),
        Bar::exactly(
            "webhook again: calls to baskets",
            calls("webhook again"),
            1.0,
            "",
        ),
        Bar::exactly("scans in a life", scans as f64, 0.0, ""),
        Bar::at_most("a whole life: write units", all.write(), WRITE_UNITS, "")
            .noted(format!("{} for one among many", number(again.write()))),
        Bar::at_most("a whole life: read units", all.read(), READ_UNITS, "")
            .noted(format!("{} for one among many", number(again.read()))),
    ] {
        results.bar(bar);
    }
}

/// Time on the processor in milliseconds: of the first invocation of each function with its start,
/// and of a warm one by function and step, as the median.
fn processor(first: &Life, lives: &[Life]) -> Value {
    let milliseconds = |step: &Step| step.cpu.as_secs_f64() * 1000.0;
    let mut by_step: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for step in lives
        .iter()
        .flat_map(|life| life.steps.iter().chain(&life.afterwards))
    {
        let name = step
            .name
            .trim_end_matches(|last: char| last.is_ascii_digit())
            .trim();
        let times = by_step
            .entry(format!("{}: {name}", step.function))
            .or_default();
        times.push(milliseconds(step) / step.invocations.max(1) as f64);
    }
    let warm: BTreeMap<String, f64> = by_step
        .into_iter()
        .map(|(name, times)| (name, median(times)))
        .collect();
    let mut cold: BTreeMap<&str, f64> = BTreeMap::new();
    for step in first.steps.iter().chain(&first.afterwards) {
        cold.entry(step.function).or_insert(milliseconds(step));
    }
    json!({"warm_ms": warm, "first_ms": cold})
}

/// The one in the middle.
pub(crate) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn parse(event: &str) -> Value {
    serde_json::from_str(event).unwrap()
}

fn set_path(event: &mut Value, path: &str, parameter: &str, text: &str) {
    event["rawPath"] = path.into();
    event["requestContext"]["http"]["path"] = path.into();
    event["pathParameters"][parameter] = text.into();
}

fn by_machine(event: &str, api_key: &str, idempotency_key: &str) -> Value {
    let mut event = parse(event);
    event["headers"]["authorization"] = format!("Bearer {api_key}").into();
    event["headers"]["idempotency-key"] = idempotency_key.into();
    event
}

/// A booking system makes a basket of two items.
pub(crate) fn create_basket(api_key: &str, idempotency_key: &str) -> Value {
    let mut event = by_machine(CREATE_BASKET, api_key, idempotency_key);
    event["body"] = new_basket().to_string().into();
    event
}

/// A booking system makes a link.
pub(crate) fn create_link(
    api_key: &str,
    idempotency_key: &str,
    basket: &str,
    by_mail: bool,
) -> Value {
    let mut event = by_machine(CREATE_LINK, api_key, idempotency_key);
    let path = format!("/v1/baskets/{basket}/payment-links");
    set_path(&mut event, &path, "basket_id", basket);
    event["body"] = json!({"send_email": by_mail}).to_string().into();
    event
}

/// A booking system lists what is outstanding.
pub(crate) fn list(api_key: &str) -> Value {
    let mut event = parse(LIST);
    event["headers"]["authorization"] = format!("Bearer {api_key}").into();
    event
}

/// A guest opens a link.
pub(crate) fn view(token: &str) -> Value {
    let mut event = parse(VIEW);
    set_path(&mut event, &format!("/pay/{token}"), "token", token);
    event
}

/// A guest presses Pay.
pub(crate) fn press_pay(token: &str) -> Value {
    let mut event = parse(PAY);
    set_path(&mut event, &format!("/pay/{token}"), "token", token);
    event["body"] = "".into();
    event["headers"]["content-length"] = "0".into();
    event
}

/// A minute is over.
pub(crate) fn tick() -> Value {
    parse(TICK)
}

/// The gateway's event as API Gateway hands its webhook over.
fn webhook(told: &Value, secret: &str) -> Value {
    let body = told.to_string();
    let seconds = Timestamp::now().as_second();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{seconds}.{body}").as_bytes());
    let signature = hex(&mac.finalize().into_bytes());
    let mut event = parse(COMPLETED);
    event["headers"]["stripe-signature"] = format!("t={seconds},v1={signature}").into();
    event["headers"]["content-length"] = body.len().to_string().into();
    event["body"] = body.into();
    event
}

/// A tour for two and something from the shop.
fn new_basket() -> Value {
    let departs = Timestamp::now() + jiff::SignedDuration::from_hours(18 * 24);
    json!({
        "reference": "LA-4711",
        "currency": "CHF",
        "items": [
            {
                "kind": "reservation", "description": "Lake cruise", "quantity": 2,
                "unit_amount": 6400, "starts_at": departs.strftime("%Y-%m-%dT%H:00:00Z").to_string(),
                "time_zone": "Europe/Zurich", "guests": ["Anna Muster", "Ben Muster"],
            },
            {"kind": "shop_item", "description": "Picnic basket", "quantity": 1, "unit_amount": 4200},
        ],
        "buyer": {"name": "Anna Muster", "email": "anna@example.com", "language": "de"},
    })
}
