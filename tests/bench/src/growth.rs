//! The same requests of a merchant with ten baskets and of one with a hundred thousand: what they cost
//! must not grow.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use dynoxide::ImportOptions;
use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::types::Item;
use paylink_domain::basket::Basket;
use paylink_domain::ids::BasketId;
use paylink_store::baskets::due_shard;
use serde_json::{Value, json};

use crate::database::{Authority, BASKETS, Counts, Database, Front, MERCHANTS};
use crate::fixture::Fixture;
use crate::life::{Places, create_basket, create_link, list, median, press_pay, tick, view};
use crate::process::{Program, Sandbox};
use crate::services::Services;
use crate::table::{Bar, Results, number, print_table};

/// How many baskets the two merchants have.
const BASKETS_OF: [usize; 2] = [10, 100_000];
/// How often each request is made, besides once before.
const TIMES: usize = 40;
/// How many items are written at once.
const PORTION: usize = 10_000;
/// What is asked, in this order.
const REQUESTS: [&str; 6] = [
    "view",
    "list",
    "create basket",
    "create link",
    "press Pay",
    "tick, nothing due",
];

/// Measures both, by turns, and prints them side by side.
pub fn run(places: &Places, results: &mut Results) {
    let services = Services::start(&places.stack, &places.folder.join("growth-services"));
    let authority = Authority::new(&places.folder.join("growth-ca.pem"));
    let mut sides = BASKETS_OF.map(|count| Side::new(count, places, &services, &authority));
    for request in REQUESTS {
        for round in 0..=TIMES {
            for side in &mut sides {
                side.measure(request, round == 0);
            }
        }
    }
    let [few, many] = &sides;
    let mut rows = Vec::new();
    for request in REQUESTS {
        let (few, many) = (&few.costs[request], &many.costs[request]);
        let pair = |of: fn(&Cost) -> f64| {
            let [few, many] = [few, many].map(|cost| number(of(cost)));
            format!("{few} | {many}")
        };
        rows.push(vec![
            request.to_owned(),
            pair(|cost| cost.baskets as f64),
            pair(|cost| cost.merchants as f64),
            pair(|cost| cost.read),
            pair(|cost| cost.write),
            pair(|cost| cost.gateway as f64),
            pair(|cost| median(cost.milliseconds.clone())),
        ]);
        let same = |what: &str, of: fn(&Cost) -> f64| {
            let what = format!(
                "{request}, {} baskets: {what}",
                number(BASKETS_OF[1] as f64)
            );
            Bar::exactly(what, of(many), of(few), "").noted("as with 10")
        };
        results.bar(same("calls", |cost| (cost.baskets + cost.merchants) as f64));
        results.bar(same("read and write units", |cost| cost.read + cost.write));
    }
    println!(
        "\nPer request, for a merchant with {} | {} baskets:",
        number(BASKETS_OF[0] as f64),
        number(BASKETS_OF[1] as f64)
    );
    let head = [
        "request",
        "baskets",
        "merchants",
        "RCU",
        "WCU",
        "gateway",
        "ms, median",
    ];
    print_table(&head, &rows);
    let of = |side: &Side| -> BTreeMap<&str, Value> {
        let costs = side.costs.iter();
        costs.map(|(name, cost)| (*name, cost.to_json())).collect()
    };
    results.figures("growth", json!({"10": of(few), "100000": of(many)}));
}

#[derive(Debug, Default)]
struct Cost {
    baskets: u64,
    merchants: u64,
    read: f64,
    write: f64,
    gateway: u64,
    milliseconds: Vec<f64>,
}

impl Cost {
    fn to_json(&self) -> Value {
        json!({
            "calls_to_baskets": self.baskets,
            "calls_to_merchants": self.merchants,
            "read_units": self.read,
            "write_units": self.write,
            "gateway_calls": self.gateway,
            "median_ms": median(self.milliseconds.clone()),
        })
    }
}

struct Side<'a> {
    front: Front,
    fixture: Fixture,
    services: &'a Services,
    sandboxes: BTreeMap<&'static str, Sandbox>,
    costs: BTreeMap<&'static str, Cost>,
    folder: PathBuf,
    binaries: PathBuf,
    made: usize,
}

impl<'a> Side<'a> {
    fn new(count: usize, places: &Places, services: &'a Services, authority: &Authority) -> Self {
        let database = Database::new();
        let front = Front::https(&database, authority);
        let fixture = Fixture::new(&database, &front, authority);
        let began = Instant::now();
        fill(&database, &fixture, count);
        println!(
            "{} baskets written in {:.0} s",
            number(count as f64),
            began.elapsed().as_secs_f64()
        );
        Self {
            front,
            fixture,
            services,
            sandboxes: BTreeMap::new(),
            costs: BTreeMap::new(),
            folder: places.folder.clone(),
            binaries: places.binaries.clone(),
            made: 0,
        }
    }

    /// Makes a request. The first fills caches and is not counted.
    fn measure(&mut self, request: &'static str, is_first: bool) {
        let key = &self.fixture.api_key;
        self.made += 1;
        let name = format!("growth-{}", self.made);
        let (function, event, status) = match request {
            "view" => ("checkout", view(&self.fixture.token), Some(200)),
            "list" => ("baskets", list(key), Some(200)),
            "create basket" => ("baskets", create_basket(key, &name), Some(201)),
            "create link" => {
                let basket = self.fixture.new_basket();
                let event = create_link(key, &name, &basket.id.to_string(), false);
                ("create-link", event, Some(201))
            }
            "press Pay" => {
                let token = token_of(&self.fixture.basket_with_link());
                ("checkout", press_pay(&token), Some(303))
            }
            _ => ("tick", tick(), None),
        };
        let sandbox = self.sandboxes.entry(function).or_insert_with(|| {
            let mut environment = self.fixture.environment(function);
            environment.extend([
                ("STRIPE_BASE_URL".to_owned(), self.services.gateway("")),
                (
                    "AWS_ENDPOINT_URL_SESV2".to_owned(),
                    self.services.mailbox(""),
                ),
            ]);
            Sandbox::start(&Program {
                name: function.to_owned(),
                command: vec![self.binaries.join(function).join("bootstrap").into()],
                environment,
                log: self.folder.join(format!("growth-{function}.log")),
            })
        });
        self.front.take_counts();
        self.services.take_gateway_calls();
        let answer = sandbox.invoke(&event.to_string().into_bytes().into());
        if let Some(status) = status {
            let body: Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(body["statusCode"], status, "{request}: {body}");
        }
        let counts = self.front.take_counts();
        if is_first {
            return;
        }
        let gateway = self.services.take_gateway_calls();
        self.costs.entry(request).or_default().add(
            &counts,
            gateway,
            answer.latency().as_secs_f64() * 1000.0,
        );
    }
}

impl Cost {
    /// Adds a request. The most that one of them took counts.
    fn add(&mut self, counts: &Counts, gateway: u64, milliseconds: f64) {
        self.baskets = self.baskets.max(counts.calls(BASKETS));
        self.merchants = self.merchants.max(counts.calls(MERCHANTS));
        self.read = self.read.max(counts.read());
        self.write = self.write.max(counts.write());
        self.gateway = self.gateway.max(gateway);
        self.milliseconds.push(milliseconds);
    }
}

fn token_of(basket: &Basket) -> String {
    let url = basket.link_url(&basket.links[0]);
    url.rsplit('/').next().unwrap().to_owned()
}

/// Gives the fixture's merchant so many baskets, each as the fixture's own: outstanding, with a link
/// that is due some day.
fn fill(database: &Database, fixture: &Fixture, count: usize) {
    let request: GetItemRequest = serde_json::from_value(json!({
        "TableName": BASKETS, "Key": {"basket_id": {"S": fixture.basket_id.to_string()}},
    }))
    .unwrap();
    let item = database.engine().get_item(request).unwrap().item.unwrap();
    let text = serde_json::to_string(&item).unwrap();
    let old = fixture.basket_id.to_string();
    let shard = format!(r#""due_shard":{{"N":"{}"}}"#, due_shard(fixture.basket_id));
    assert!(text.contains(&shard), "the basket is due some day");
    let before = database.stored(BASKETS).0;
    let mut left = count.saturating_sub(1);
    while left > 0 {
        let portion = left.min(PORTION);
        let items: Vec<Item> = (0..portion)
            .map(|_| {
                let id: BasketId = fixture.new_id();
                let shard_of_id = format!(r#""due_shard":{{"N":"{}"}}"#, due_shard(id));
                let text = text.replace(&old, &id.to_string());
                serde_json::from_str(&text.replace(&shard, &shard_of_id)).unwrap()
            })
            .collect();
        let engine = database.engine();
        engine
            .import_items(BASKETS, items, ImportOptions::default())
            .unwrap();
        left -= portion;
    }
    assert_eq!(
        database.stored(BASKETS).0,
        before + count as u64 - 1,
        "each is another one"
    );
}
