//! Load on the laptop's stack: guests look at a link, booking systems make links, guests pay, all at
//! once. When all is quiet again, the books of gateway, ledger and mailbox are compared.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};

use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::task::LocalSet;

use crate::services::Services;
use crate::table::{Bar, Results, number, print_table};

/// How many do the same at the same time.
const VIEWERS: usize = 4;
const BOOKING_SYSTEMS: usize = 2;
const GUESTS: usize = 4;
/// How many links are mailed; a merchant may have 500 mails sent in an hour.
const MAILED: usize = 400;
/// How long it may take until all is quiet.
const QUIET: Duration = Duration::from_secs(150);
/// The platform's key at the sandbox gateway.
const SECRET_KEY: &str = "sk_test_paylink_local";

/// How the load is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// The laptop's stack.
    pub stack: PathBuf,
    /// Where its log goes.
    pub folder: PathBuf,
    /// How long it lasts.
    pub lasts: Duration,
    /// Whether `wrk` makes the views; else they are made here.
    pub has_wrk: bool,
}

/// Puts load on the stack, waits until all is quiet, compares, and prints.
pub fn run(options: &Options, results: &mut Results) {
    let stack = Services::start_whole(&options.stack, &options.folder.join("load-stack"));
    let text = |name: &str| stack.described[name].as_str().unwrap().to_owned();
    let world = Rc::new(World {
        client: paylink_platform::http_client::public_client(Duration::from_secs(30)).unwrap(),
        app: text("app"),
        api_key: text("api_key"),
        stripe: text("stripe"),
        mailbox: text("mailbox"),
        until: RefCell::new(Instant::now()),
        noted: RefCell::default(),
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    LocalSet::new().block_on(&runtime, load(&world, options, results));
}

async fn load(world: &Rc<World>, options: &Options, results: &mut Results) {
    let (_, shown) = world.make("load-shown", false).await.expect("a first link");
    *world.until.borrow_mut() = Instant::now() + options.lasts;
    let wrk = options.has_wrk.then(|| {
        Command::new("wrk")
            .args(["--threads", "1", "--latency", "--timeout", "30s"])
            .args(["--connections", &VIEWERS.to_string()])
            .args(["--duration", &format!("{}s", options.lasts.as_secs())])
            .arg(&shown)
            .stdout(Stdio::piped())
            .spawn()
            .expect("wrk starts")
    });
    let mut tasks = Vec::new();
    if wrk.is_none() {
        for _ in 0..VIEWERS {
            let (world, shown) = (Rc::clone(world), shown.clone());
            tasks.push(tokio::task::spawn_local(async move {
                while world.goes_on() {
                    world.timed("view", world.client.get(&shown)).await;
                }
            }));
        }
    }
    for number in 0..BOOKING_SYSTEMS {
        let world = Rc::clone(world);
        tasks.push(tokio::task::spawn_local(async move {
            let mut made = 0;
            while world.goes_on() {
                made += 1;
                let name = format!("load-{number}-{made}");
                let by_mail = world.takes_mail();
                world.make(&name, by_mail).await;
            }
        }));
    }
    for number in 0..GUESTS {
        let world = Rc::clone(world);
        tasks.push(tokio::task::spawn_local(async move {
            let mut made = 0;
            while world.goes_on() {
                made += 1;
                world.pay(&format!("load-paid-{number}-{made}")).await;
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let seconds = options.lasts.as_secs_f64();
    if let Some(wrk) = wrk {
        let output = wrk.wait_with_output().unwrap();
        world.note_wrk(&String::from_utf8_lossy(&output.stdout));
    }
    let began = Instant::now();
    let wrong = loop {
        let wrong = world.differences().await;
        if wrong.is_empty() || began.elapsed() > QUIET {
            break wrong;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    world.report(seconds, began.elapsed(), &wrong, results);
}

/// A basket of which something is to be found at the end.
#[derive(Clone)]
struct Made {
    id: String,
    is_paid: bool,
    is_mailed: bool,
}

#[derive(Default)]
struct Noted {
    /// Milliseconds by kind of request.
    times: BTreeMap<&'static str, Vec<f64>>,
    /// Views by `wrk`: how many, and its percentiles.
    wrk: Option<(u64, f64, f64)>,
    made: Vec<Made>,
    mailed: usize,
    /// What must not have happened.
    wrong: Vec<String>,
}

struct World {
    client: Client,
    app: String,
    api_key: String,
    stripe: String,
    mailbox: String,
    until: RefCell<Instant>,
    noted: RefCell<Noted>,
}

impl World {
    fn goes_on(&self) -> bool {
        Instant::now() < *self.until.borrow()
    }

    fn takes_mail(&self) -> bool {
        let mut noted = self.noted.borrow_mut();
        noted.mailed += 1;
        noted.mailed <= MAILED
    }

    fn wrong(&self, text: String) {
        self.noted.borrow_mut().wrong.push(text);
    }

    /// Makes a request and notes how long it took; `None` where it was not answered as it has to be.
    async fn timed(
        &self,
        kind: &'static str,
        request: reqwest::RequestBuilder,
    ) -> Option<Response> {
        let began = Instant::now();
        match request.send().await {
            Ok(answer) => {
                let (status, headers) = (answer.status(), answer.headers().clone());
                let Ok(body) = answer.bytes().await else {
                    self.wrong(format!("{kind}: the answer broke off"));
                    return None;
                };
                let milliseconds = began.elapsed().as_secs_f64() * 1000.0;
                let mut noted = self.noted.borrow_mut();
                noted.times.entry(kind).or_default().push(milliseconds);
                if status.is_client_error() || status.is_server_error() {
                    let text = String::from_utf8_lossy(&body);
                    let text: String = text.chars().take(200).collect();
                    noted.wrong.push(format!("{kind}: {status} {text}"));
                    return None;
                }
                let mut answer = http::Response::builder().status(status);
                answer.headers_mut().unwrap().extend(headers);
                Some(answer.body(body).unwrap().into())
            }
            Err(error) => {
                self.wrong(format!("{kind}: {error}"));
                None
            }
        }
    }

    async fn call(&self, kind: &'static str, path: &str, key: &str, body: Value) -> Option<Value> {
        let request = self
            .client
            .post(format!("{}/v1{path}", self.app))
            .bearer_auth(&self.api_key)
            .header("idempotency-key", key)
            .json(&body);
        self.timed(kind, request).await?.json().await.ok()
    }

    /// Makes a basket with a link; answers its id and the link's address.
    async fn make(&self, name: &str, by_mail: bool) -> Option<(String, String)> {
        let basket = json!({
            "reference": name, "currency": "CHF",
            "items": [
                {"kind": "custom", "description": "Lake cruise", "quantity": 2, "unit_amount": 6400},
                {"kind": "custom", "description": "Picnic", "quantity": 1, "unit_amount": 4200},
            ],
            "buyer": {"name": "Anna Muster", "email": format!("{name}@example.com"), "language": "de"},
        });
        let basket = self.call("create basket", "/baskets", name, basket).await?;
        let id = basket["id"].as_str()?.to_owned();
        self.noted.borrow_mut().made.push(Made {
            id: id.clone(),
            is_paid: false,
            is_mailed: by_mail,
        });
        let path = format!("/baskets/{id}/payment-links");
        let body = json!({"send_email": by_mail});
        let link = self
            .call("create link", &path, &format!("{name}/link"), body)
            .await?;
        Some((id, link["url"].as_str()?.to_owned()))
    }

    /// A guest pays a link of their own, and comes back.
    async fn pay(&self, name: &str) -> Option<()> {
        let (id, url) = self.make(name, false).await?;
        self.timed("view before Pay", self.client.get(&url)).await?;
        let form = [("", "")];
        let pressed = self
            .timed("press Pay", self.client.post(&url).form(&form[..0]))
            .await?;
        let page = location(&pressed)?;
        let card = [
            ("card_number", "4242424242424242"),
            ("expiry", "12/34"),
            ("cvc", "123"),
        ];
        let taken = self.client.post(page).form(&card).send().await.ok()?;
        let back = location(&taken)?;
        self.note_paid(&id);
        self.timed("come back", self.client.get(back)).await?;
        Some(())
    }

    fn note_paid(&self, id: &str) {
        let mut noted = self.noted.borrow_mut();
        if let Some(made) = noted.made.iter_mut().find(|made| made.id == id) {
            made.is_paid = true;
        }
    }

    fn note_wrk(&self, output: &str) {
        let field = |start: &str| -> Option<String> {
            let line = output.lines().map(str::trim);
            let rest = line.filter_map(|line| line.strip_prefix(start)).next()?;
            rest.split_whitespace().next().map(str::to_owned)
        };
        let count = output
            .lines()
            .find(|line| line.contains(" requests in "))
            .and_then(|line| line.split_whitespace().next()?.parse().ok());
        let milliseconds = |text: String| -> Option<f64> {
            let at = text.find(|char: char| char.is_ascii_alphabetic())?;
            let value: f64 = text[..at].parse().ok()?;
            Some(match &text[at..] {
                "us" => value / 1000.0,
                "s" => value * 1000.0,
                _ => value,
            })
        };
        let percentile = |name: &str| field(name).and_then(milliseconds);
        let mut noted = self.noted.borrow_mut();
        match (count, percentile("50%"), percentile("99%")) {
            (Some(count), Some(half), Some(most)) => noted.wrk = Some((count, half, most)),
            _ => noted.wrong.push(format!("wrk said: {output}")),
        }
        for bad in ["Non-2xx or 3xx responses", "Socket errors"] {
            let line = output.lines().find(|line| line.contains(bad));
            noted
                .wrong
                .extend(line.map(|line| format!("view: {}", line.trim())));
        }
    }

    async fn read(&self, url: &str, key: &str) -> Value {
        let answer = self.client.get(url).bearer_auth(key).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{url}: {status} {text}"))
    }

    /// All of a list at the gateway.
    async fn all_at_gateway(&self, list: &str) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let after = all.last().map_or(String::new(), |last| {
                format!("&starting_after={}", last["id"].as_str().unwrap())
            });
            let url = format!("{}/v1/{list}?limit=100{after}", self.stripe);
            let page = self.read(&url, SECRET_KEY).await;
            all.extend(page["data"].as_array().unwrap().iter().cloned());
            if page["has_more"] != true {
                return all;
            }
        }
    }

    /// What is not as it has to be once all is quiet.
    async fn differences(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let deliveries = format!("{}/_sandbox/deliveries", self.stripe);
        let deliveries = self.read(&deliveries, SECRET_KEY).await;
        let deliveries = deliveries["data"].as_array().unwrap();
        let waiting = deliveries
            .iter()
            .filter(|delivery| delivery["state"] != "delivered")
            .count();
        if waiting > 0 {
            wrong.push(format!("{waiting} webhooks wait"));
            return wrong;
        }
        let mut captures: BTreeMap<String, Vec<(String, i64)>> = BTreeMap::new();
        for intent in self.all_at_gateway("payment_intents").await {
            if intent["status"] == "succeeded" {
                let basket = intent["metadata"]["basket_id"].as_str().unwrap_or_default();
                captures.entry(basket.to_owned()).or_default().push((
                    intent["id"].as_str().unwrap().to_owned(),
                    intent["amount_received"].as_i64().unwrap(),
                ));
            }
        }
        let mails = self
            .read(&format!("{}/messages?limit=1000000", self.mailbox), "")
            .await;
        let mut sent: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for mail in mails.as_array().unwrap() {
            let tag = |name: &str| mail["tags"][name].as_str().unwrap_or_default().to_owned();
            sent.entry(tag("basket_id"))
                .or_default()
                .push(tag("mail_id"));
        }
        let all = self.noted.borrow().made.clone();
        for made in &all {
            let url = format!("{}/v1/baskets/{}", self.app, made.id);
            let basket = self.read(&url, &self.api_key).await;
            let captured = captures.get(&made.id).cloned().unwrap_or_default();
            let sent = sent.get(&made.id).cloned().unwrap_or_default();
            wrong.extend(difference(made, &basket, captured, &sent));
        }
        wrong
    }

    fn report(&self, seconds: f64, quiet: Duration, wrong: &[String], results: &mut Results) {
        let noted = self.noted.borrow();
        let mut rows = Vec::new();
        let mut figures = BTreeMap::new();
        let mut row = |kind: &str, count: f64, half: f64, most: f64, longest: Option<f64>| {
            rows.push(vec![
                kind.to_owned(),
                number(count),
                number(count / seconds),
                number(half),
                number(most),
                longest.map_or(String::new(), number),
            ]);
            figures.insert(
                kind.to_owned(),
                json!({"count": count, "p50_ms": half, "p99_ms": most}),
            );
        };
        if let Some((count, half, most)) = noted.wrk {
            row("view (wrk)", count as f64, half, most, None);
        }
        for (kind, times) in &noted.times {
            let mut times = times.clone();
            times.sort_by(f64::total_cmp);
            let at = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
            row(kind, times.len() as f64, at(0.5), at(0.99), Some(at(1.0)));
        }
        let paid = noted.made.iter().filter(|made| made.is_paid).count();
        println!(
            "\nLoad for {seconds:.0} s on the laptop's stack; all was quiet {:.0} s later:",
            quiet.as_secs_f64()
        );
        let head = [
            "request", "count", "a second", "p50 ms", "p99 ms", "longest",
        ];
        print_table(&head, &rows);
        println!(
            "{} baskets, {paid} of them paid; {} wrong answers, {} differences between the books",
            noted.made.len(),
            noted.wrong.len(),
            wrong.len()
        );
        if paid == 0 {
            results.fail("load: nobody paid");
        }
        for text in noted.wrong.iter().chain(wrong).take(20) {
            results.fail(format!("load: {text}"));
        }
        let server_errors = noted.wrong.len() as f64;
        results.bar(Bar::exactly(
            "load: answers that were errors",
            server_errors,
            0.0,
            "",
        ));
        let differences = wrong.len() as f64;
        results.bar(Bar::exactly(
            "load: payments or mails lost or double",
            differences,
            0.0,
            "",
        ));
        results.figures(
            "load",
            json!({"seconds": seconds, "baskets": noted.made.len(), "paid": paid, "requests": figures}),
        );
    }
}

fn location(answer: &Response) -> Option<String> {
    let location = answer.headers().get("location")?;
    location.to_str().ok().map(str::to_owned)
}

/// What of one basket is not as everybody else's books say.
fn difference(
    made: &Made,
    basket: &Value,
    mut captured: Vec<(String, i64)>,
    sent: &[String],
) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut same = |what: &str, found: Value, wanted: Value| {
        if found != wanted {
            wrong.push(format!("{}: {what}: {found}, not {wanted}", made.id));
        }
    };
    let payments = basket["payments"].as_array().cloned().unwrap_or_default();
    let mut recorded: Vec<(String, i64)> = payments
        .iter()
        .map(|payment| {
            let intent = payment["payment_intent"].as_str().unwrap_or_default();
            (
                intent.to_owned(),
                payment["amount"].as_i64().unwrap_or_default(),
            )
        })
        .collect();
    recorded.sort();
    captured.sort();
    same("payments", json!(recorded), json!(captured));
    same(
        "how many",
        json!(recorded.len()),
        json!(usize::from(made.is_paid)),
    );
    let status = if made.is_paid { "paid" } else { "outstanding" };
    same("its status", basket["status"].clone(), json!(status));
    // Receipt and notice of what was paid, and the request.
    let owed = 2 * usize::from(made.is_paid) + usize::from(made.is_mailed);
    same("mails", json!(sent.len()), json!(owed));
    let different: BTreeSet<&String> = sent.iter().collect();
    same(
        "mails that came twice",
        json!(sent.len() - different.len()),
        json!(0),
    );
    wrong
}

/// Whether a program is there.
pub fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| Path::new(&folder).join(program).is_file())
}
