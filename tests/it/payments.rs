//! The list of payments and its export.

use std::collections::BTreeSet;

use paylink_domain::merchant::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::events::{key_with_role, second_merchant_key};
use crate::world::{Answer, World, new_basket};

const YEAR: &str = "from=2024-01-01T00:00:00Z&to=2025-01-01T00:00:00Z";

/// Records cash that was received at a time long past.
async fn cash(world: &World, basket: &str, amount: i64, at: &str) {
    let body = json!({
        "amount": amount, "method": "cash", "note": "=2+3", "received_at": at, "confirm": true,
    });
    let path = format!("/v1/baskets/{basket}/payments");
    world.post(&path, body).await.expect(201);
}

async fn export(world: &World, query: &str) -> Answer {
    let request = world
        .client
        .get(format!("{}/v1/payments?{query}", world.stack.url))
        .bearer_auth(&world.stack.api_key)
        .header("Accept", "text/csv");
    Answer::read(request.send().await.unwrap()).await
}

fn amounts(page: &Value) -> Vec<i64> {
    let data = page["data"].as_array().unwrap();
    data.iter().map(|p| p["amount"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn payments_of_a_span_are_listed_even_where_the_basket_was_paid_again_since() {
    let world = World::demo().await;
    let basket = world.basket().await;
    cash(&world, &basket, 100, "2023-12-31T23:59:59.999Z").await;
    cash(&world, &basket, 200, "2024-01-01T00:00:00Z").await;
    cash(&world, &basket, 300, "2024-12-31T23:59:59.5Z").await;
    cash(&world, &basket, 400, "2025-01-01T00:00:00Z").await;
    let page = world.get(&format!("/v1/payments?{YEAR}")).await.expect(200);
    let page = page.json();
    assert_eq!(amounts(&page), [200, 300]);
    assert_eq!(page["next_cursor"], Value::Null);
    let first = &page["data"][0];
    assert_eq!(first["basket_id"], basket.as_str());
    assert_eq!(first["basket_reference"], "IT-1");
    assert_eq!(first["buyer_name"], "Anna Muster");
    assert_eq!(first["received_at"], "2024-01-01T00:00:00Z");
    assert_eq!(first["method"], "cash");
    assert_eq!(first["refundable"], 200);
    let all = world.get("/v1/payments?limit=100").await.expect(200).json();
    assert!(amounts(&all).len() > 4, "the seed's as well");
}

#[tokio::test]
async fn pages_go_on_where_they_ended_while_payments_come_in() {
    let world = World::start().await;
    let mut ids = BTreeSet::new();
    let mut baskets = Vec::new();
    for month in 1..=3 {
        let basket = world.basket().await;
        for day in 1..=2 {
            cash(
                &world,
                &basket,
                100,
                &format!("2024-0{month}-0{day}T10:00:00Z"),
            )
            .await;
        }
        baskets.push(basket);
    }
    let mut cursor = String::new();
    let mut pages = 0;
    loop {
        let path = format!("/v1/payments?{YEAR}&limit=2{cursor}");
        let page = world.get(&path).await.expect(200).json();
        assert!(page["data"].as_array().unwrap().len() <= 2);
        for payment in page["data"].as_array().unwrap() {
            ids.insert(payment["id"].as_str().unwrap().to_owned());
        }
        pages += 1;
        // The second basket is paid again between the pages, and moves ahead of them.
        if pages == 1 {
            cash(&world, &baskets[1], 100, "2024-11-01T10:00:00Z").await;
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(ids.len(), 7);
    assert!(pages >= 4, "{pages}");
}

#[tokio::test]
async fn the_export_has_payments_and_refunds_and_adds_up() {
    let world = World::start().await;
    let mut body = new_basket();
    body["reference"] = json!("=HYPERLINK(\"https://evil.example\")");
    body["buyer"]["name"] = json!("Müller, \"Tours\" & Söhne");
    let basket = world.basket_with(body).await;
    cash(&world, &basket, 17_000, "2024-05-01T10:00:00Z").await;
    let read = world.read_basket(&basket).await;
    let payment = read["payments"][0]["id"].as_str().unwrap();
    world
        .post(
            &format!("/v1/baskets/{basket}/payments/{payment}/refunds"),
            json!({"amount": 2_050, "reason": "@rain"}),
        )
        .await
        .expect(201);
    let answer = export(&world, "from=2024-01-01T00:00:00Z")
        .await
        .expect(200);
    assert!(
        answer
            .header("content-type")
            .starts_with("text/csv; charset=utf-8")
    );
    assert_eq!(answer.header("link"), "");
    assert!(answer.text.contains("\r\n"));
    let mut reader = csv::Reader::from_reader(answer.text.as_bytes());
    let columns = reader.headers().unwrap().clone();
    assert_eq!(columns.get(8), Some("amount"));
    let rows: Vec<csv::StringRecord> = reader
        .records()
        .map(Result::unwrap)
        .filter(|row| row.get(3) == Some(basket.as_str()))
        .collect();
    let cells = |row: usize, wanted: &[usize]| -> Vec<String> {
        wanted
            .iter()
            .map(|at| rows[row].get(*at).unwrap().to_owned())
            .collect()
    };
    assert_eq!(rows.len(), 2);
    assert_eq!(cells(0, &[0, 1, 2]), ["payment", payment, payment]);
    assert_eq!(
        cells(0, &[4, 5]),
        [
            "'=HYPERLINK(\"https://evil.example\")",
            "Müller, \"Tours\" & Söhne"
        ]
    );
    assert_eq!(
        cells(0, &[6, 7, 8, 9, 10, 11, 12, 13, 15]),
        [
            "2024-05-01T10:00:00Z",
            "CHF",
            "170.00",
            "17000",
            "2050",
            "cash",
            "manual",
            "received",
            "'=2+3"
        ]
    );
    assert_eq!(
        cells(1, &[0, 2, 8, 9, 11, 13, 15]),
        [
            "refund",
            payment,
            "-20.50",
            "-2050",
            "cash",
            "succeeded",
            "'@rain"
        ]
    );
}

#[tokio::test]
async fn an_export_in_parts_names_the_next_one() {
    let world = World::start().await;
    let basket = world.basket().await;
    for day in 1..=3 {
        cash(&world, &basket, 100, &format!("2024-05-0{day}T10:00:00Z")).await;
    }
    let mut query = format!("{YEAR}&limit=2");
    let mut lines = 0;
    for parts in 1.. {
        assert!(parts < 4);
        let answer = export(&world, &query).await.expect(200);
        lines += answer.text.lines().count() - 1;
        let link = answer.header("link").to_owned();
        let Some(next) = link.strip_prefix("</v1/payments?") else {
            break;
        };
        query = next.strip_suffix(">; rel=\"next\"").unwrap().to_owned();
        assert!(
            query.starts_with(&format!("{YEAR}&limit=2&cursor=")),
            "{query}"
        );
    }
    assert_eq!(lines, 3);
}

#[tokio::test]
async fn wrong_queries_are_refused_with_all_that_is_wrong() {
    let world = World::start().await;
    let refused = world
        .get("/v1/payments?from=yesterday&to=2024-02-30&limit=101&cursor=x&sort=1")
        .await
        .expect(400)
        .json();
    let names: Vec<&str> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["from", "to", "limit", "cursor", "sort"]);
    let turned = "/v1/payments?from=2024-02-01T00:00:00Z&to=2024-01-01T00:00:00Z";
    assert_eq!(world.get(turned).await.expect(400).problem(), "validation");
}

#[tokio::test]
async fn r24_an_accountant_exports_and_another_merchant_sees_nothing() {
    let world = World::demo().await;
    let basket = world.basket().await;
    cash(&world, &basket, 100, "2024-05-01T10:00:00Z").await;
    for (key, found) in [
        (key_with_role(&world, Role::Accountant).await, 1),
        (second_merchant_key(&world).await, 0),
    ] {
        let request = world
            .client
            .get(format!("{}/v1/payments?{YEAR}", world.stack.url))
            .bearer_auth(key);
        let answer = Answer::read(request.send().await.unwrap())
            .await
            .expect(200);
        assert_eq!(answer.json()["data"].as_array().unwrap().len(), found);
    }
    let open = world
        .anonymous(Method::GET, "/v1/payments")
        .await
        .expect(401);
    assert_eq!(open.problem(), "unauthorized");
    assert_eq!(open.json()["request_id"], open.header("x-request-id"));
}
