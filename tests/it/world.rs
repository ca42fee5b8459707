//! A running system with the demo data, and the people who use it.

use std::time::Duration;

use paylink_local::stack::{Data, Stack, StackOptions};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

/// A card that pays.
pub const GOOD_CARD: &str = "4242424242424242";
/// A card that is declined.
pub const DECLINED_CARD: &str = "4000000000000002";
/// A card that asks for 3-D Secure.
pub const SECURE_CARD: &str = "4000002500003155";
/// A bank account whose debit succeeds some time later.
pub const GOOD_ACCOUNT: &str = "DE89370400440532013000";

/// The database wants a signature and does not look at it.
const ANY_SIGNATURE: &str =
    "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local";

/// A system of its own for one test. Nothing happens by itself: the stream and the schedule run when
/// the test says so, webhooks whenever the gateway sends them.
pub struct World {
    pub stack: Stack,
    pub client: Client,
}

/// An answer, read.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|_| panic!("{} is not JSON: {}", self.status, self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The problem's code; also checks that it is a problem document with the status it names.
    pub fn problem(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}",
            self.text
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16(), "{}", self.text);
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty())
        );
        problem["code"].as_str().unwrap().to_owned()
    }

    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }
}

impl World {
    /// A system in memory.
    pub async fn start() -> Self {
        Self::with(StackOptions {
            seed: true,
            ..StackOptions::test()
        })
        .await
    }

    /// A system on this port and the four after it, whose data is kept in `folder`.
    pub async fn kept(folder: &std::path::Path, port: u16) -> Self {
        let data = Data::Folder(folder.to_owned());
        Self::with(StackOptions {
            seed: true,
            data,
            port,
            ..StackOptions::test()
        })
        .await
    }

    pub async fn with(options: StackOptions) -> Self {
        let stack = Stack::start(options).await.unwrap();
        let client = paylink_platform::http_client::public_client(Duration::from_secs(30)).unwrap();
        Self { stack, client }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.stack.url))
    }

    /// A call of the merchant API with the demo merchant's key.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.request(method, path).bearer_auth(&self.stack.api_key);
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::read(request.send().await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(&body)).await
    }

    /// As [`Self::post`], under an idempotency key.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Answer {
        let request = self
            .request(Method::POST, path)
            .bearer_auth(&self.stack.api_key)
            .header("Idempotency-Key", key)
            .json(body);
        Answer::read(request.send().await.unwrap()).await
    }

    /// A call without any key.
    pub async fn anonymous(&self, method: Method, path: &str) -> Answer {
        Answer::read(self.request(method, path).send().await.unwrap()).await
    }

    /// A new basket of 170.00 francs for Anna, 18 days ahead.
    pub async fn basket(&self) -> String {
        self.basket_with(new_basket()).await
    }

    pub async fn basket_with(&self, body: Value) -> String {
        let basket = self.post("/v1/baskets", body).await.expect(201).json();
        basket["id"].as_str().unwrap().to_owned()
    }

    pub async fn read_basket(&self, id: &str) -> Value {
        self.get(&format!("/v1/baskets/{id}"))
            .await
            .expect(200)
            .json()
    }

    /// The seeded basket with this reference.
    pub async fn seeded(&self, reference: &str) -> Value {
        let list = self
            .get(&format!("/v1/baskets?q={reference}"))
            .await
            .expect(200)
            .json();
        self.read_basket(list["data"][0]["id"].as_str().unwrap())
            .await
    }

    /// A new link on a basket.
    pub async fn link(&self, basket: &str, body: Value) -> Value {
        self.post(&format!("/v1/baskets/{basket}/payment-links"), body)
            .await
            .expect(201)
            .json()
    }

    /// The guest opens an address.
    pub async fn open(&self, url: &str) -> Answer {
        Answer::read(self.client.get(url).send().await.unwrap()).await
    }

    /// The guest sends a form.
    pub async fn submit(&self, url: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::read(self.client.post(url).form(fields).send().await.unwrap()).await
    }

    /// The guest presses Pay on a link; the gateway's page that they are sent to.
    pub async fn press_pay(&self, link: &Value) -> String {
        let answer = self
            .submit(link["url"].as_str().unwrap(), &[])
            .await
            .expect(303);
        answer.header("location").to_owned()
    }

    /// The guest pays with a card on the gateway's page; the answer of that page.
    pub async fn enter_card(&self, page: &str, card: &str) -> Answer {
        self.submit(
            page,
            &[("card_number", card), ("expiry", "12/34"), ("cvc", "123")],
        )
        .await
    }

    /// The guest pays a link with a good card and comes back.
    pub async fn pay(&self, link: &Value) -> Answer {
        let page = self.press_pay(link).await;
        let paid = self.enter_card(&page, GOOD_CARD).await.expect(303);
        self.open(paid.header("location")).await.expect(200)
    }

    /// The guest pays a link by bank debit and does not come back; the gateway's page. The money is
    /// under way then.
    pub async fn begin_debit(&self, basket: &str, link: &Value) -> String {
        let page = self.press_pay(link).await;
        self.submit(&page, &[("iban", GOOD_ACCOUNT)])
            .await
            .expect(303);
        self.basket_when(basket, |basket| {
            basket["payment_links"][0]["status"] == "processing"
        })
        .await;
        page
    }

    /// All that is stored, to see that something changed nothing.
    pub async fn everything(&self) -> Value {
        let tables = &self.stack.tables;
        let mut stored = json!({});
        for table in [&tables.baskets, &tables.merchants] {
            let body = json!({"TableName": table, "ConsistentRead": true});
            let answer = self.database("Scan", &body).await;
            assert_eq!(answer["LastEvaluatedKey"], Value::Null);
            stored[table] = answer["Items"].clone();
        }
        stored
    }

    /// A call to the database, past the product.
    pub async fn database(&self, action: &str, body: &Value) -> Value {
        let request = self
            .client
            .post(&self.stack.dynamodb)
            .header("X-Amz-Target", format!("DynamoDB_20120810.{action}"))
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Date", "20260101T000000Z")
            .header("Authorization", ANY_SIGNATURE)
            .body(body.to_string());
        let answer = Answer::read(request.send().await.unwrap()).await;
        answer.expect(200).json()
    }

    /// Steers the sandbox gateway.
    pub async fn gateway(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/_sandbox/{path}", self.stack.stripe);
        let answer = Answer::read(self.client.post(url).json(&body).send().await.unwrap()).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text);
        serde_json::from_str(&answer.text).unwrap_or(Value::Null)
    }

    /// Holds back all webhooks, as on a bad day.
    pub async fn drop_webhooks(&self) {
        self.gateway("webhooks", json!({"mode": "drop"})).await;
    }

    /// Lets the stream run dry, and answers the mails to an address, newest first.
    pub async fn mails_to(&self, address: &str) -> Vec<Value> {
        self.stack.drain_stream().await.unwrap();
        let url = format!("{}/messages?to={address}", self.stack.mailbox);
        self.open(&url)
            .await
            .expect(200)
            .json()
            .as_array()
            .unwrap()
            .clone()
    }

    /// Waits until a basket is as wanted; for what webhooks bring.
    pub async fn basket_when(&self, id: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..200 {
            let basket = self.read_basket(id).await;
            if wanted(&basket) {
                return basket;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!(
            "the basket never became as wanted: {:#}",
            self.read_basket(id).await
        );
    }
}

/// A basket of 170.00 francs.
pub fn new_basket() -> Value {
    json!({
        "reference": "IT-1",
        "currency": "CHF",
        "items": [
            {
                "kind": "reservation", "description": "Lake cruise", "quantity": 2,
                "unit_amount": 6400, "starts_at": in_days(18), "time_zone": "Europe/Zurich",
                "guests": ["Anna Muster", "Ben Muster"],
            },
            {"kind": "shop_item", "description": "Picnic basket", "quantity": 1, "unit_amount": 4200},
        ],
        "buyer": {"name": "Anna Muster", "email": "anna@example.com", "language": "de"},
    })
}

/// A time some days ahead.
pub fn in_days(days: i64) -> String {
    let span = jiff::SignedDuration::from_hours(days * 24);
    jiff::Timestamp::now()
        .saturating_add(span)
        .unwrap()
        .to_string()
}
