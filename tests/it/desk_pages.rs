//! The desk's lists, its report, and what can be printed, over HTTP.

use std::collections::BTreeSet;

use serde_json::json;

use crate::desk::Browser;
use crate::mails::misbehave;
use crate::world::World;

/// The references of the demo merchant's baskets that a page lists.
fn references(html: &str) -> BTreeSet<String> {
    let rows = html.split("class=\"row-link\"").skip(1);
    rows.map(|row| {
        let text = row.split('>').nth(1).unwrap();
        text.split('<').next().unwrap().to_owned()
    })
    .collect()
}

#[tokio::test]
async fn attention_lists_what_somebody_must_do_something_about_and_nothing_else() {
    let world = World::demo().await;
    let mut desk = Browser::sign_in(&world, "demo-owner").await;
    let attention = "/desk/bookings?status=attention";
    // The demo merchant has one that is overpaid, and one whose buyer is still an employee.
    let before = references(&desk.get(attention).await.expect(200).text);
    assert!(before.contains("LA-1004") && before.contains("LA-1005"));
    assert!(!before.contains("LA-1010") && !before.contains("LA-1002"));

    misbehave(&world, "anna@example.com", "reject").await;
    let basket = world.basket().await;
    let reference = world.read_basket(&basket).await["reference"].clone();
    let reference = reference.as_str().unwrap();
    let link = world.link(&basket, json!({"send_email": true})).await;
    world.mails_to("anna@example.com").await;
    let list = desk.get(attention).await.expect(200);
    assert!(references(&list.text).contains(reference));
    assert!(list.text.contains("Email failed"));
    let listed = world.get("/v1/baskets?status=attention").await.json();
    let by_api = listed["data"].as_array().unwrap().iter();
    assert!(by_api.clone().any(|one| one["reference"] == reference));
    assert_eq!(by_api.count(), references(&list.text).len());
    // The search looks at the same list.
    let found = desk.get(&format!("{attention}&q={reference}")).await;
    assert_eq!(references(&found.text).len(), 1);
    let found = desk.get(&format!("{attention}&q=LA-1010")).await;
    assert!(found.text.contains("Nothing found"));

    // What is put right is gone from the list.
    let id = link["id"].as_str().unwrap();
    let cancel = format!("/v1/baskets/{basket}/payment-links/{id}/cancel");
    world.post(&cancel, json!({})).await.expect(200);
    let employee = world.seeded("LA-1005").await;
    let buyer = format!("/v1/baskets/{}/buyer", employee["id"].as_str().unwrap());
    let guest = json!({"name": "Nina Gast", "email": "nina@example.com"});
    world.put(&buyer, guest).await.expect(200);
    let after = references(&desk.get(attention).await.expect(200).text);
    assert!(!after.contains(reference) && !after.contains("LA-1005"));
    assert!(after.contains("LA-1004"));
}

/// A basket that goes as it should never stands in the index of those that need attention, so the life
/// of a link costs no write more for it.
#[tokio::test]
async fn a_booking_that_goes_well_is_never_in_the_index_of_those_that_do_not() {
    let world = World::start().await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({"send_email": true})).await;
    world.mails_to("anna@example.com").await;
    let waiting = stored(&world, &basket).await;
    world.pay(&link).await;
    world
        .basket_when(&basket, |basket| basket["status"] == "paid")
        .await;
    let paid = stored(&world, &basket).await;
    for item in [waiting, paid] {
        assert!(item["merchant_state"]["S"].is_string());
        assert!(item.get("attention_merchant").is_none(), "{item}");
    }
}

async fn stored(world: &World, basket: &str) -> serde_json::Value {
    let body = json!({
        "TableName": world.stack.tables.baskets,
        "Key": {"basket_id": {"S": basket}},
        "ConsistentRead": true,
    });
    world.database("GetItem", &body).await["Item"].clone()
}

#[tokio::test]
async fn r24_everybody_in_the_team_reads_the_report_and_only_their_own() {
    let world = World::demo().await;
    for path in ["/desk/payments", "/desk/payments.csv"] {
        let stranger = Browser::new(&world).get(path).await.expect(303);
        assert!(stranger.header("location").starts_with("/desk/sign-in?"));
    }
    let basket = world.basket().await;
    let cash = json!({"amount": 1_234, "method": "cash"});
    let paid = world
        .post(&format!("/v1/baskets/{basket}/payments"), cash)
        .await
        .expect(201)
        .json();
    let payment = paid["payments"][0]["id"].as_str().unwrap();
    for user in [
        "demo-owner",
        "demo-admin",
        "demo-employee",
        "demo-accountant",
    ] {
        let mut desk = Browser::sign_in(&world, user).await;
        let report = desk.get("/desk/payments?period=30-days").await.expect(200);
        assert!(report.text.contains("<svg"), "{user}");
        let address = "/desk/payments.csv?period=30-days";
        assert!(report.text.contains("/desk/payments.csv?from="), "{user}");
        let file = desk.get(address).await.expect(200);
        assert!(file.header("content-type").starts_with("text/csv"));
        assert!(file.header("content-disposition").contains("payments-20"));
        assert!(file.text.contains(payment) && file.text.contains("12.34"));
    }
    let mut harbour = Browser::sign_in(&world, "demo-harbour").await;
    let file = harbour
        .get("/desk/payments.csv?period=30-days")
        .await
        .expect(200);
    assert!(file.text.contains("HW-2002") && !file.text.contains(payment));
    let report = harbour
        .get("/desk/payments?period=30-days")
        .await
        .expect(200);
    assert!(report.text.contains("id=\"in-GBP\"") && !report.text.contains("id=\"in-CHF\""));
}

#[tokio::test]
async fn the_report_adds_up_what_the_export_lists() {
    let world = World::demo().await;
    let mut desk = Browser::sign_in(&world, "demo-accountant").await;
    let empty = desk
        .get("/desk/payments?from=2001-01-01&to=2001-12-31")
        .await
        .expect(200);
    assert!(empty.text.contains("No money moved"));
    let report = desk.get("/desk/payments?period=30-days").await.expect(200);
    let file = desk
        .get("/desk/payments.csv?period=30-days")
        .await
        .expect(200);
    let mut lines = file.text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    let place = |name: &str| columns.iter().position(|column| *column == name).unwrap();
    let (code, minor) = (place("currency"), place("amount_minor"));
    let mut net = std::collections::BTreeMap::<String, i64>::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        *net.entry(cells[code].to_owned()).or_default() += cells[minor].parse::<i64>().unwrap();
    }
    assert!(net.len() >= 2, "{net:?}");
    for (currency, minor) in net {
        let part = report
            .text
            .split(&format!("id=\"in-{currency}\""))
            .nth(1)
            .unwrap();
        let shown = part.split("<dt>Net</dt><dd>").nth(1).unwrap();
        let shown: String = shown
            .chars()
            .take_while(|c| *c != '<')
            .filter(char::is_ascii_digit)
            .collect();
        assert_eq!(shown.parse::<i64>().unwrap(), minor, "{currency}");
    }
}

#[tokio::test]
async fn wrong_periods_are_told_and_never_a_fault() {
    let world = World::start().await;
    let mut desk = Browser::sign_in(&world, "demo-owner").await;
    for query in [
        "from=x",
        "from=2026-11-30&to=2026-11-01",
        "from=2020-01-01&to=2026-11-30",
        "from=9999-12-31&to=9999-12-31",
        "from=-009999-01-01&to=-009999-01-02",
        "from=%00&to=%F0%9F",
    ] {
        let page = desk.get(&format!("/desk/payments?{query}")).await;
        assert!(!page.status.is_server_error(), "{query}: {}", page.status);
        assert!(page.text.contains("</html>"), "{query}");
        let file = desk.get(&format!("/desk/payments.csv?{query}")).await;
        assert!(!file.status.is_server_error(), "{query}: {}", file.status);
    }
}

#[tokio::test]
async fn r22_a_link_whose_mail_failed_is_handed_on_in_the_guests_language() {
    let world = World::demo().await;
    misbehave(&world, "anna@example.com", "reject").await;
    let basket = world.basket().await;
    let link = world.link(&basket, json!({"send_email": true})).await;
    world.mails_to("anna@example.com").await;
    let mut employee = Browser::sign_in(&world, "demo-employee").await;
    let page = employee
        .get(&format!("/desk/bookings/{basket}"))
        .await
        .expect(200);
    assert!(page.text.contains("Email failed: given up"));
    assert!(page.text.contains("<details class=\"share\" open>"));
    let url = link["url"].as_str().unwrap();
    assert!(page.text.contains(url));
    for channel in ["href=\"https://wa.me/", "href=\"sms:", "href=\"mailto:"] {
        assert!(page.text.contains(channel), "{channel}");
    }
    // The code for the counter, as long as the link can be paid.
    let id = link["id"].as_str().unwrap();
    let code = format!("/desk/bookings/{basket}/links/{id}/qr");
    let shown = employee.get(&code).await.expect(200);
    assert!(shown.text.contains("<svg") && shown.text.contains(url));
    let mut harbour = Browser::sign_in(&world, "demo-harbour").await;
    harbour.get(&code).await.expect(404);
    let strange = code.replace(id, "pl_01K9ZZZZZZZZZZZZZZZZZZZZZZ");
    employee.get(&strange).await.expect(404);
    employee.get(&code.replace(id, "x")).await.expect(404);
    let cancel = format!("/v1/baskets/{basket}/payment-links/{id}/cancel");
    world.post(&cancel, json!({})).await.expect(200);
    let over = employee.get(&code).await.expect(409);
    assert!(over.text.contains("Go to the booking") && !over.text.contains(url));
}

#[tokio::test]
async fn invoice_and_receipt_are_printed_for_the_merchants_own_bookings_only() {
    let world = World::demo().await;
    let mut desk = Browser::sign_in(&world, "demo-accountant").await;
    let paid = world.seeded("LA-1002").await;
    let path = format!("/desk/bookings/{}", paid["id"].as_str().unwrap());
    let invoice = desk.get(&format!("{path}/invoice")).await.expect(200);
    assert!(invoice.text.contains("<h1>Invoice</h1>") && invoice.text.contains("LA-1002"));
    let receipt = desk.get(&format!("{path}/receipt")).await.expect(200);
    assert!(receipt.text.contains("<h1>Receipt</h1>"));
    assert!(
        receipt
            .text
            .contains(paid["payments"][0]["id"].as_str().unwrap())
    );
    let mut harbour = Browser::sign_in(&world, "demo-harbour").await;
    let gone = world.seeded("LA-1008").await;
    let gone = format!("/desk/bookings/{}", gone["id"].as_str().unwrap());
    for (page, cancelled) in [("invoice", 409), ("receipt", 200)] {
        harbour.get(&format!("{path}/{page}")).await.expect(404);
        desk.get(&format!("/desk/bookings/x/{page}"))
            .await
            .expect(404);
        Browser::new(&world)
            .get(&format!("{path}/{page}"))
            .await
            .expect(303);
        desk.get(&format!("{gone}/{page}")).await.expect(cancelled);
    }
}
