//! Events to merchants' systems, over HTTP: delivered and signed, retried, guarded, shown, replayed.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use paylink_app::Core;
use paylink_app::webhook::sign;
use paylink_domain::actor::Actor;
use paylink_domain::decide::Command;
use paylink_domain::ids::EventId;
use paylink_domain::merchant::Role;
use paylink_platform::config::{AwsSettings, Settings};
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::world::World;

const ENDPOINTS: &str = "/v1/webhook-endpoints";

/// A merchant's system on this machine.
pub struct Receiver {
    pub url: String,
    inbox: Arc<Mutex<Inbox>>,
}

#[derive(Default)]
struct Inbox {
    posts: Vec<Post>,
    /// What it answers, as the first lines of HTTP; the last one is used again and again.
    answers: Vec<&'static str>,
}

/// What was posted.
#[derive(Debug, Clone)]
pub struct Post {
    path: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Post {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn id(&self) -> EventId {
        self.headers["webhook-id"].parse().unwrap()
    }

    fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    /// The signatures that this secret would make, and those that were sent.
    fn is_signed_by(&self, secret: &str) -> bool {
        let at = self.headers["webhook-timestamp"].parse().unwrap();
        let at = Timestamp::from_second(at).unwrap();
        let age = Timestamp::now().duration_since(at).as_secs();
        assert!((-5..60).contains(&age), "{age}");
        let secret = [SecretString::from(secret)];
        let wanted = sign::signatures(&secret, self.id(), at, &self.body).unwrap();
        self.headers["webhook-signature"]
            .split(' ')
            .any(|sent| sent == wanted)
    }
}

pub const OK: &str = "200 OK\r\n";
const BROKEN: &str = "500 Internal Server Error\r\n";
/// Takes the request and never answers.
const HANGS: &str = "";

impl Receiver {
    /// A receiver that answers like this, the last answer from then on.
    pub fn start(answers: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inbox = Arc::new(Mutex::new(Inbox {
            answers: answers.to_vec(),
            ..Inbox::default()
        }));
        let shared = Arc::clone(&inbox);
        // It ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, inbox) = (stream.unwrap(), Arc::clone(&shared));
                std::thread::spawn(move || serve(stream, &inbox));
            }
        });
        Self { url, inbox }
    }

    pub fn answers(&self, answers: &[&'static str]) {
        self.inbox.lock().unwrap().answers = answers.to_vec();
    }

    pub fn posts(&self) -> Vec<Post> {
        self.inbox.lock().unwrap().posts.clone()
    }

    fn kinds(&self) -> Vec<String> {
        let mut kinds: Vec<String> = self.posts().iter().map(Post::kind).collect();
        kinds.sort();
        kinds
    }
}

fn serve(mut stream: TcpStream, inbox: &Mutex<Inbox>) {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    let post = loop {
        let read = stream.read(&mut chunk).unwrap_or(0);
        if read == 0 {
            return;
        }
        bytes.extend_from_slice(&chunk[..read]);
        if let Some(post) = parse(&bytes) {
            break post;
        }
    };
    let answer = {
        let mut inbox = inbox.lock().unwrap();
        inbox.posts.push(post);
        if inbox.answers.len() > 1 {
            inbox.answers.remove(0)
        } else {
            inbox.answers[0]
        }
    };
    if answer == HANGS {
        std::thread::sleep(Duration::from_secs(30));
        return;
    }
    let secret = "what only a receiver knows";
    let answer = format!(
        "HTTP/1.1 {answer}Content-Length: {}\r\nConnection: close\r\n\r\n{secret}",
        secret.len()
    );
    let _ = stream.write_all(answer.as_bytes());
}

fn parse(bytes: &[u8]) -> Option<Post> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    (body.len() >= length).then(|| Post {
        path,
        headers,
        body: body.to_owned(),
    })
}

impl World {
    async fn endpoint(&self, body: Value) -> Value {
        self.post(ENDPOINTS, body).await.expect(201).json()
    }

    async fn stream(&self) {
        self.stack.drain_stream().await.unwrap();
    }

    async fn deliveries(&self, endpoint: &Value) -> Vec<Value> {
        let path = format!("{}/deliveries", path_of(endpoint));
        let page = self.get(&path).await.expect(200).json();
        page["data"].as_array().unwrap().clone()
    }

    async fn read_endpoint(&self, endpoint: &Value) -> Value {
        self.get(&path_of(endpoint)).await.expect(200).json()
    }
}

/// An endpoint that is not told of the demo data's links, which expire as time goes on.
fn created_only(receiver: &Receiver) -> Value {
    json!({"url": receiver.url, "events": ["payment_link.created"]})
}

fn path_of(endpoint: &Value) -> String {
    format!("{ENDPOINTS}/{}", endpoint["id"].as_str().unwrap())
}

fn secret_of(endpoint: &Value) -> String {
    endpoint["secret"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_life_of_a_basket_is_told_signed_and_shown() {
    let world = World::start().await;
    let receiver = Receiver::start(&[OK]);
    let endpoint = world
        .endpoint(json!({
            "url": format!("{}/hooks?key=1", receiver.url),
            "events": ["payment_link.created", "payment.recorded", "basket.paid"],
        }))
        .await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    world.stream().await;
    world.pay(&link).await;
    world
        .basket_when(&basket, |basket| basket["status"] == "paid")
        .await;
    world.stream().await;

    let posts = receiver.posts();
    assert_eq!(
        receiver.kinds(),
        ["basket.paid", "payment.recorded", "payment_link.created"]
    );
    for post in &posts {
        assert!(post.is_signed_by(&secret_of(&endpoint)), "{post:?}");
        assert!(!post.is_signed_by(&format!("whsec_{}", "QUJD".repeat(8))));
        assert_eq!(post.path, "/hooks?key=1");
        assert_eq!(post.headers["content-type"], "application/json");
        assert_eq!(post.json()["data"]["basket"]["id"], basket);
        assert!(!post.body.contains("Anna"), "{}", post.body);
    }
    let recorded = posts
        .iter()
        .find(|post| post.kind() == "payment.recorded")
        .unwrap();
    let told = &recorded.json()["data"];
    assert_eq!(told["payment"]["amount"], 17_000);
    assert_eq!(told["basket"]["outstanding"], 0);
    let shown = world.read_basket(&basket).await;
    assert_eq!(told["payment"]["id"], shown["payments"][0]["id"]);

    let deliveries = world.deliveries(&endpoint).await;
    assert_eq!(deliveries.len(), 3);
    for delivery in &deliveries {
        assert_eq!(delivery["status"], "delivered");
        assert_eq!(
            (&delivery["tries"], &delivery["response_status"]),
            (&json!(1), &json!(200))
        );
        assert_eq!(
            (&delivery["error"], &delivery["next_try_at"]),
            (&Value::Null, &Value::Null)
        );
        assert!(posts.iter().any(|post| json!(post.id()) == delivery["id"]));
    }
    // Whoever comes again, comes for nothing.
    world.stream().await;
    crate::events::core_ahead(&world, 300).await.tick().await;
    assert_eq!(receiver.posts().len(), 3);
}

#[tokio::test]
async fn an_endpoint_gets_what_it_asked_for_and_none_costs_nothing() {
    let world = World::start().await;
    let basket = world.basket().await;
    world.link(&basket, json!({})).await;
    let stored = world.everything().await.to_string();
    assert!(!stored.contains("webhook_due") && !stored.contains("evt_"));

    let (all, some, off) = (
        Receiver::start(&[OK]),
        Receiver::start(&[OK]),
        Receiver::start(&[OK]),
    );
    world
        .endpoint(json!({"url": all.url, "events": ["*"]}))
        .await;
    world
        .endpoint(json!({"url": some.url, "events": ["payment.recorded"]}))
        .await;
    world
        .endpoint(json!({"url": off.url, "enabled": false}))
        .await;
    let body = json!({"amount": 5_000, "method": "cash"});
    let path = format!("/v1/baskets/{basket}/payments");
    world.post(&path, body).await.expect(201);
    world
        .post(&format!("/v1/baskets/{basket}/cancel"), json!({}))
        .await
        .expect(200);
    world.stream().await;
    assert_eq!(all.kinds(), ["payment.recorded", "payment_link.cancelled"]);
    assert_eq!(some.kinds(), ["payment.recorded"]);
    assert!(off.posts().is_empty());
    let id = |receiver: &Receiver| {
        let posts = receiver.posts();
        let recorded = posts.iter().find(|post| post.kind() == "payment.recorded");
        recorded.unwrap().id()
    };
    assert_eq!(id(&all), id(&some), "one event, whoever is told");
}

#[tokio::test]
async fn a_receiver_that_is_broken_gets_it_later_under_the_same_id() {
    let world = World::start().await;
    let receiver = Receiver::start(&[BROKEN, OK]);
    let endpoint = world.endpoint(created_only(&receiver)).await;
    let basket = world.basket().await;
    world.link(&basket, json!({})).await;
    world.stream().await;
    let [delivery] = world.deliveries(&endpoint).await.try_into().unwrap();
    assert_eq!(delivery["status"], "pending");
    assert_eq!(delivery["response_status"], 500);
    assert_eq!(delivery["error"], "status_not_2xx");
    let next: Timestamp = delivery["next_try_at"].as_str().unwrap().parse().unwrap();
    let pause = next.duration_since(Timestamp::now()).as_secs();
    assert!((40..=66).contains(&pause), "{pause}");
    assert!(
        !delivery.to_string().contains("only a receiver"),
        "what a server wrote is not shown"
    );
    let failing = world.read_endpoint(&endpoint).await;
    assert!(failing["failing_since"].is_string());

    world.stream().await;
    assert_eq!(receiver.posts().len(), 1, "not before its time");
    crate::events::core_ahead(&world, 2).await.tick().await;
    let [first, second] = receiver.posts().try_into().unwrap();
    assert_eq!(first.id(), second.id());
    let [delivery] = world.deliveries(&endpoint).await.try_into().unwrap();
    assert_eq!(
        (&delivery["status"], &delivery["tries"]),
        (&json!("delivered"), &json!(2))
    );
    let works = world.read_endpoint(&endpoint).await;
    assert_eq!(works["failing_since"], Value::Null);
}

#[tokio::test]
async fn the_schedule_alone_delivers() {
    let world = World::start().await;
    let receiver = Receiver::start(&[OK]);
    world.endpoint(created_only(&receiver)).await;
    let basket = world.basket().await;
    world.link(&basket, json!({})).await;
    crate::events::core_ahead(&world, 3).await.tick().await;
    assert_eq!(receiver.kinds(), ["payment_link.created"]);
    world.stream().await;
    assert_eq!(
        receiver.posts().len(),
        1,
        "and the late stream sends no second"
    );
}

/// A fact is never refused (R15): where the endpoints cannot be read, who is told is found out later.
#[tokio::test]
async fn what_happens_while_the_endpoints_cannot_be_read_is_told_afterwards() {
    let world = World::start().await;
    let (receiver, silent) = (Receiver::start(&[OK]), Receiver::start(&[OK]));
    let body = json!({"url": receiver.url, "events": ["payment_link.cancelled"]});
    world.endpoint(body).await;
    world
        .endpoint(json!({"url": silent.url, "events": ["tickets.sent"]}))
        .await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;

    let mut environment = world.stack.environment();
    environment.insert("MERCHANTS_TABLE".to_owned(), "no-such-table".to_owned());
    let settings = Settings::from_pairs(environment);
    let mut reader = settings.reader();
    let aws = AwsSettings::read(&mut reader);
    let core = Core::connect(&aws, &mut reader);
    reader.finish().unwrap();
    let stored = core.store.get_basket(basket.parse().unwrap()).await;
    let cancel = Command::CancelLink {
        link_id: link["id"].as_str().unwrap().parse().unwrap(),
        confirm: false,
    };
    core.carry_out(stored.unwrap().unwrap(), &cancel, &Actor::System)
        .await
        .unwrap();

    world.stream().await;
    assert_eq!(receiver.kinds(), ["payment_link.cancelled"]);
    assert!(silent.posts().is_empty());
    let stored = world.everything().await.to_string();
    assert!(!stored.contains("webhook_due"));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let world = World::start().await;
    let inside = Receiver::start(&[OK]);
    let target = format!("307 Temporary Redirect\r\nLocation: {}/\r\n", inside.url);
    let receiver = Receiver::start(&[target.leak()]);
    let endpoint = world.endpoint(json!({"url": receiver.url})).await;
    let basket = world.basket().await;
    world.link(&basket, json!({})).await;
    world.stream().await;
    assert_eq!(receiver.posts().len(), 1);
    assert!(inside.posts().is_empty());
    let [delivery] = world.deliveries(&endpoint).await.try_into().unwrap();
    assert_eq!(delivery["error"], "redirect_not_followed");
    assert_eq!(delivery["response_status"], 307);
}

#[tokio::test]
async fn a_receiver_that_hangs_is_left_after_five_seconds_and_holds_up_nobody() {
    let world = World::start().await;
    let (hanging, good) = (Receiver::start(&[HANGS]), Receiver::start(&[OK]));
    let endpoint = world.endpoint(json!({"url": hanging.url})).await;
    world.endpoint(json!({"url": good.url})).await;
    for _ in 0..2 {
        let basket = world.basket().await;
        world.link(&basket, json!({})).await;
    }
    let began = Instant::now();
    world.stream().await;
    let took = began.elapsed();
    assert!(took < Duration::from_secs(9), "{took:?}");
    assert_eq!(good.posts().len(), 2);
    let deliveries = world.deliveries(&endpoint).await;
    assert_eq!(deliveries.len(), 2);
    for delivery in deliveries {
        assert_eq!(delivery["error"], "timeout");
        assert_eq!(delivery["status"], "pending");
    }
}

#[tokio::test]
async fn addresses_inside_are_refused_when_they_are_saved() {
    let world = World::start().await;
    for url in [
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/",
        "https://[::ffff:10.0.0.1]/",
        "https://metadata.google.internal/",
        "https://router/",
        "http://shop.example.com/",
        "https://user:secret@shop.example.com/",
        "ftp://shop.example.com/",
        "hooks",
    ] {
        let answer = world.post(ENDPOINTS, json!({"url": url})).await.expect(400);
        assert_eq!(answer.problem(), "validation", "{url}");
        assert_eq!(answer.json()["errors"][0]["pointer"], "/url", "{url}");
    }
    let endpoint = world
        .endpoint(json!({"url": "https://shop.example.com/"}))
        .await;
    let inside = json!({"url": "https://10.0.0.1/"});
    let answer = world.put(&path_of(&endpoint), inside).await.expect(400);
    assert_eq!(answer.problem(), "validation");
}

#[tokio::test]
async fn a_secret_is_shown_once_and_kept_encrypted() {
    let world = World::start().await;
    let body = json!({"url": "https://shop.example.com/hooks"});
    let first = world.post_once(ENDPOINTS, "key-1", &body).await.expect(201);
    let endpoint = first.json();
    let secret = secret_of(&endpoint);
    assert!(secret.starts_with("whsec_"));
    let again = world.post_once(ENDPOINTS, "key-1", &body).await.expect(201);
    assert_eq!(again.json()["id"], endpoint["id"]);
    assert!(again.json().get("secret").is_none());
    assert!(world.read_endpoint(&endpoint).await.get("secret").is_none());
    let list = world.get(ENDPOINTS).await.expect(200);
    assert_eq!(list.json()["data"].as_array().unwrap().len(), 1);
    let everything = world.everything().await.to_string();
    for text in [&list.text, &everything] {
        assert!(!text.contains(&secret[6..]), "{text}");
    }

    let rotate = format!("{}/rotate", path_of(&endpoint));
    let rotated = world
        .post_once(&rotate, "key-2", &json!({}))
        .await
        .expect(200);
    let new = secret_of(&rotated.json());
    assert_ne!(new, secret);
    let again = world
        .post_once(&rotate, "key-2", &json!({}))
        .await
        .expect(200);
    assert!(again.json().get("secret").is_none());
    assert_eq!(
        again.json()["previous_secret_until"],
        rotated.json()["previous_secret_until"],
        "it was rotated once"
    );
}

#[tokio::test]
async fn both_secrets_sign_for_a_day_after_a_rotation() {
    let world = World::start().await;
    let receiver = Receiver::start(&[OK]);
    let endpoint = world.endpoint(created_only(&receiver)).await;
    let rotate = format!("{}/rotate", path_of(&endpoint));
    let rotated = world.post(&rotate, json!({})).await.expect(200).json();
    let basket = world.basket().await;
    world.link(&basket, json!({})).await;
    world.stream().await;
    let [post] = receiver.posts().try_into().unwrap();
    assert!(post.is_signed_by(&secret_of(&endpoint)));
    assert!(post.is_signed_by(&secret_of(&rotated)));
    assert_eq!(post.headers["webhook-signature"].split(' ').count(), 2);

    // A day later the old one has gone; the receiver looks at the signatures only.
    receiver.answers(&[BROKEN, OK]);
    world.link(&basket, json!({"amount": 500})).await;
    world.stream().await;
    crate::events::core_ahead(&world, 25 * 60)
        .await
        .tick()
        .await;
    let posts = receiver.posts();
    let late = posts.last().unwrap();
    assert_eq!(late.headers["webhook-signature"].split(' ').count(), 1);
}

#[tokio::test]
async fn a_delivery_is_replayed_as_the_basket_is_now() {
    let world = World::start().await;
    let receiver = Receiver::start(&[OK]);
    let endpoint = world.endpoint(json!({"url": receiver.url})).await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    world.stream().await;
    let cancel = format!(
        "/v1/baskets/{basket}/payment-links/{}/cancel",
        link["id"].as_str().unwrap()
    );
    world.post(&cancel, json!({})).await.expect(200);
    world.stream().await;
    let created = receiver.posts().remove(0);
    let replay = format!("{}/deliveries/{}/replay", path_of(&endpoint), created.id());
    let first = world
        .post_once(&replay, "again", &json!({}))
        .await
        .expect(202);
    assert_eq!(first.json()["id"], json!(created.id()));
    world
        .post_once(&replay, "again", &json!({}))
        .await
        .expect(202);
    world.stream().await;
    let posts = receiver.posts();
    let again = posts.last().unwrap();
    assert_eq!(again.id(), created.id());
    assert_eq!(created.json()["data"]["payment_link"]["status"], "active");
    assert_eq!(again.json()["data"]["payment_link"]["status"], "cancelled");
    assert_eq!(again.json()["timestamp"], created.json()["timestamp"]);
    let sent = receiver.posts().len();
    world
        .post_once(&replay, "again", &json!({}))
        .await
        .expect(202);
    world.stream().await;
    assert_eq!(receiver.posts().len(), sent, "the key was used before");

    let unknown = "evt_01K9ZZZZZZZZZZZZZZZZZZZZZZ";
    let path = format!("{}/deliveries/{unknown}/replay", path_of(&endpoint));
    assert_eq!(world.post(&path, json!({})).await.problem(), "not-found");
    let off = json!({"url": receiver.url, "enabled": false});
    world.put(&path_of(&endpoint), off).await.expect(200);
    let answer = world.post(&replay, json!({})).await.expect(409);
    assert_eq!(answer.problem(), "endpoint-disabled");
}

#[tokio::test]
async fn deliveries_are_listed_newest_first_in_pages_that_survive_new_ones() {
    let world = World::start().await;
    let receiver = Receiver::start(&[OK]);
    let endpoint = world.endpoint(json!({"url": receiver.url})).await;
    let basket = world.basket().await;
    for amount in 1_000..1_005 {
        world.link(&basket, json!({"amount": amount})).await;
        world.stream().await;
    }
    let ids: Vec<String> = receiver
        .posts()
        .iter()
        .rev()
        .map(|post| post.id().to_string())
        .collect();
    let mut listed = Vec::new();
    let mut path = format!("{}/deliveries?limit=2", path_of(&endpoint));
    for page in 0..3 {
        let answer = world.get(&path).await.expect(200).json();
        for delivery in answer["data"].as_array().unwrap() {
            listed.push(delivery["id"].as_str().unwrap().to_owned());
        }
        let next = answer["next_cursor"].as_str();
        assert_eq!(next.is_some(), page < 2, "{answer}");
        path = format!(
            "{}/deliveries?limit=2&cursor={}",
            path_of(&endpoint),
            next.unwrap_or_default()
        );
        // What comes meanwhile is newer than the first page.
        world.link(&basket, json!({"amount": 1_100 + page})).await;
        world.stream().await;
    }
    assert_eq!(listed, ids);
    let wrong = format!("{}/deliveries?limit=0&cursor=%20&x=1", path_of(&endpoint));
    let answer = world.get(&wrong).await.expect(400);
    assert_eq!(answer.json()["errors"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn an_endpoint_that_fails_for_five_days_is_disabled_and_the_merchant_told_once() {
    let world = World::start().await;
    let receiver = Receiver::start(&[BROKEN]);
    let url = format!("{}/hooks?key=secret", receiver.url);
    let endpoint = world
        .endpoint(json!({"url": url, "events": ["payment_link.created"]}))
        .await;
    // Two baskets, so that two senders come to the same end in one turn.
    let mut baskets = Vec::new();
    for _ in 0..2 {
        let basket = world.basket().await;
        world.link(&basket, json!({})).await;
        baskets.push(basket);
    }
    world.stream().await;
    let days = |days: i64| days * 24 * 60;
    // Three days later what waits is tried a last time, and given up.
    crate::events::core_ahead(&world, days(3))
        .await
        .tick()
        .await;
    let deliveries = world.deliveries(&endpoint).await;
    assert!(
        deliveries
            .iter()
            .all(|delivery| delivery["status"] == "failed")
    );
    assert_eq!(world.read_endpoint(&endpoint).await["enabled"], true);
    let late = crate::events::core_ahead(&world, days(5) + 5).await;
    // A first failure that late does not disable yet; the second does.
    for basket in &baskets {
        let replay = paylink_app::endpoints::replay_delivery;
        let owner = crate::events::owner(&world).await;
        let shown = deliveries
            .iter()
            .find(|shown| shown["basket_id"] == *basket);
        let event = shown.unwrap()["id"].as_str().unwrap().parse().unwrap();
        let id = endpoint["id"].as_str().unwrap().parse().unwrap();
        replay(&late.core, &owner, &late.core.ids(), id, event)
            .await
            .unwrap();
    }
    crate::events::core_ahead(&world, days(5) + 8)
        .await
        .tick()
        .await;
    assert_eq!(world.read_endpoint(&endpoint).await["enabled"], true);
    crate::events::core_ahead(&world, days(5) + 11)
        .await
        .tick()
        .await;
    let disabled = world.read_endpoint(&endpoint).await;
    assert_eq!(disabled["enabled"], false);
    assert_eq!(disabled["disabled_reason"], "failing");
    crate::events::core_ahead(&world, days(5) + 300)
        .await
        .tick()
        .await;
    let notice_to = notice_address(&world).await;
    let mails = world.mails_to(&notice_to).await;
    let told: Vec<&Value> = mails
        .iter()
        .filter(|mail| mail["text"].as_str().unwrap().contains("/hooks"))
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(!told[0].to_string().contains("key=secret"));

    // Nothing more is sent there, until it is enabled again.
    let tried = receiver.posts().len();
    world.link(&baskets[0], json!({"amount": 500})).await;
    world.stream().await;
    assert_eq!(receiver.posts().len(), tried);
    let on = json!({"url": url, "enabled": true});
    let enabled = world.put(&path_of(&endpoint), on).await.expect(200).json();
    assert_eq!(
        (&enabled["enabled"], &enabled["failing_since"]),
        (&json!(true), &Value::Null)
    );
    receiver.answers(&[OK]);
    world.link(&baskets[0], json!({"amount": 600})).await;
    world.stream().await;
    assert_eq!(receiver.posts().len(), tried + 1);
}

async fn notice_address(world: &World) -> String {
    let merchant = world.get("/v1/merchant").await.expect(200).json();
    merchant["notice_to"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn r24_endpoints_are_for_owners_and_admins_of_their_own_merchant() {
    let world = World::start().await;
    let endpoint = world
        .endpoint(json!({"url": "https://shop.example.com/"}))
        .await;
    let one = path_of(&endpoint);
    let delivery = format!("{one}/deliveries/evt_01K9ZZZZZZZZZZZZZZZZZZZZZZ/replay");
    let calls = [
        (Method::GET, ENDPOINTS.to_owned(), json!({})),
        (
            Method::POST,
            ENDPOINTS.to_owned(),
            json!({"url": "https://shop.example.com/"}),
        ),
        (Method::GET, one.clone(), json!({})),
        (
            Method::PUT,
            one.clone(),
            json!({"url": "https://evil.example.com/"}),
        ),
        (Method::POST, format!("{one}/rotate"), json!({})),
        (Method::GET, format!("{one}/deliveries"), json!({})),
        (Method::POST, delivery, json!({})),
        (Method::DELETE, one.clone(), json!({})),
    ];
    let call = async |key: &str, (method, path, body): &(Method, String, Value)| {
        let request = world
            .client
            .request(method.clone(), format!("{}{path}", world.stack.url))
            .bearer_auth(key);
        let request = if method == Method::GET {
            request
        } else {
            request.json(body)
        };
        request.send().await.unwrap().status().as_u16()
    };
    for role in [Role::Employee, Role::Accountant] {
        let key = crate::events::key_with_role(&world, role).await;
        for asked in &calls {
            assert_eq!(call(&key, asked).await, 403, "{role:?} {asked:?}");
        }
    }
    let stranger = crate::events::second_merchant_key(&world).await;
    for asked in &calls {
        let expected = match (&asked.0, asked.1.as_str()) {
            (&Method::GET, ENDPOINTS) => 200,
            (&Method::POST, ENDPOINTS) => 201,
            _ => 404,
        };
        assert_eq!(call(&stranger, asked).await, expected, "{asked:?}");
    }
    assert_eq!(
        world.read_endpoint(&endpoint).await["url"],
        "https://shop.example.com/"
    );
    let admin = crate::events::key_with_role(&world, Role::Admin).await;
    for asked in calls {
        let expected = match (&asked.0, asked.1.as_str()) {
            (&Method::POST, ENDPOINTS) => 201,
            (&Method::DELETE, _) => 204,
            (_, path) if path.ends_with("/replay") => 404,
            _ => 200,
        };
        assert_eq!(call(&admin, &asked).await, expected, "{asked:?}");
    }
}

#[tokio::test]
async fn a_merchant_has_ten_endpoints_at_most_and_they_end_with_their_deletion() {
    let world = World::start().await;
    let receiver = Receiver::start(&[BROKEN, OK]);
    let endpoint = world.endpoint(created_only(&receiver)).await;
    for n in 1..10 {
        let url = format!("https://shop{n}.example.com/");
        world.endpoint(json!({"url": url, "enabled": false})).await;
    }
    let more = json!({"url": "https://shop.example.com/"});
    let answer = world.post(ENDPOINTS, more).await.expect(409);
    assert_eq!(answer.problem(), "too-many-endpoints");

    let basket = world.basket().await;
    world.link(&basket, json!({})).await;
    world.stream().await;
    assert_eq!(receiver.posts().len(), 1);
    let deleted = world.call(Method::DELETE, &path_of(&endpoint), None).await;
    deleted.expect(204);
    crate::events::core_ahead(&world, 10).await.tick().await;
    assert_eq!(receiver.posts().len(), 1, "what waited goes nowhere");
    assert!(!world.everything().await.to_string().contains("webhook_due"));
    let gone = world.get(&path_of(&endpoint)).await;
    assert_eq!(gone.problem(), "not-found");
}

#[tokio::test]
async fn r15_a_change_is_never_lost_for_want_of_room_for_its_event() {
    let world = World::start().await;
    let receiver = Receiver::start(&[BROKEN]);
    world.endpoint(json!({"url": receiver.url})).await;
    let core = crate::events::core_ahead(&world, 0).await.core;
    let owner = crate::events::owner(&world).await;
    let cancel = Command::CancelBasket { confirm: true };
    let id = world.basket().await.parse().unwrap();
    let mut stored = core.store.get_basket(id).await.unwrap().unwrap();
    // As full as an item can be, and then less and less, until the cancelling fits. A name is stored
    // twice.
    for length in (0..205_000).rev().step_by(100) {
        let mut full = stored.basket.clone();
        full.buyer.name = "x".repeat(length);
        let Ok(full) = core.store.save_basket(&stored, full).await else {
            continue;
        };
        stored = full.clone();
        let Ok(saved) = core.carry_out(full, &cancel, owner.actor()).await else {
            continue;
        };
        assert!(saved.basket.cancelled_at.is_some());
        assert!(
            saved.basket.webhooks.is_empty(),
            "it is its event that has no room"
        );
        return;
    }
    panic!("it never fitted");
}
