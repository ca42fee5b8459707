//! The Admin Desk over HTTP: signing in, and what each person can do there.

use std::collections::BTreeMap;

use serde_json::json;

use crate::world::{Answer, World};

/// A signed-in browser without a script: cookies, pages, forms.
pub struct Browser<'a> {
    world: &'a World,
    cookies: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    /// A browser that nobody has signed in with.
    pub fn new(world: &'a World) -> Self {
        Browser {
            world,
            cookies: BTreeMap::new(),
        }
    }

    /// Signs in as a demo user, such as `demo-owner`.
    pub async fn sign_in(world: &'a World, user: &str) -> Self {
        let mut browser = Self::new(world);
        let done = browser.try_sign_in(user).await;
        assert_eq!(done.status.as_u16(), 303, "{}", done.text);
        assert_eq!(done.header("location"), "/desk/bookings");
        browser
    }

    /// Goes the whole way from the desk to the issuer and back; the desk's answer to the callback.
    pub async fn try_sign_in(&mut self, user: &str) -> Answer {
        let start = self
            .get("/desk/sign-in/start?return_to=%2Fdesk%2Fbookings")
            .await
            .expect(303);
        let page = self.world.open(start.header("location")).await.expect(200);
        let hidden = fields(&page.text);
        let mut form: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        form.push(("user", user));
        let url = format!("{}/sign-in", self.world.stack.issuer);
        let back = self.world.submit(&url, &form).await;
        let callback = back.header("location").replace(&self.world.stack.url, "");
        assert!(
            callback.starts_with("/desk/callback?"),
            "{} {}",
            back.status,
            back.text
        );
        self.get(&callback).await
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self
            .world
            .client
            .get(format!("{}{path}", self.world.stack.url));
        self.send(request).await
    }

    /// Sends the form of a page with these fields, as the browser would.
    pub async fn post(&mut self, page: &Answer, path: &str, given: &[(&str, &str)]) -> Answer {
        let hidden = fields(&page.text);
        let mut form: Vec<(&str, &str)> = ["form_token", "operation"]
            .into_iter()
            .filter_map(|name| hidden.get(name).map(|value| (name, value.as_str())))
            .collect();
        form.extend_from_slice(given);
        let request = self
            .world
            .client
            .post(format!("{}{path}", self.world.stack.url))
            .header("Sec-Fetch-Site", "same-origin")
            .header("Origin", &self.world.stack.url)
            .form(&form);
        self.send(request).await
    }

    /// As [`Self::post`], but from a page of another site that knows the tokens.
    pub async fn post_from_elsewhere(
        &mut self,
        page: &Answer,
        path: &str,
        given: &[(&str, &str)],
    ) -> Answer {
        let mut form = fields(&page.text);
        form.extend(
            given
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let request = self
            .world
            .client
            .post(format!("{}{path}", self.world.stack.url))
            .header("Sec-Fetch-Site", "cross-site")
            .header("Origin", "https://evil.example")
            .form(&form);
        self.send(request).await
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let response = request
            .header("Cookie", cookies.join("; "))
            .send()
            .await
            .unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let text = cookie.to_str().unwrap();
            assert!(
                text.contains("HttpOnly") && text.contains("SameSite=Lax"),
                "{text}"
            );
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Answer::read(response).await
    }

    /// What its cookies hold.
    pub fn cookie_values(&self) -> impl Iterator<Item = String> {
        self.cookies
            .values()
            .filter(|value| !value.is_empty())
            .cloned()
    }

    async fn basket(&mut self, reference: &str) -> (String, Answer) {
        let list = self
            .get(&format!("/desk/bookings?q={reference}"))
            .await
            .expect(200);
        let at = list
            .text
            .find("/desk/bookings/bsk_")
            .expect("the basket is listed");
        let path: String = list.text[at..].chars().take_while(|c| *c != '"').collect();
        let page = self.get(&path).await.expect(200);
        (path, page)
    }
}

/// The values of the hidden inputs of a page, the first of each name.
fn fields(html: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for input in html.split("<input ").skip(1) {
        let tag = input.split('>').next().unwrap_or_default();
        let attribute = |name: &str| {
            let at = tag.find(&format!("{name}=\""))? + name.len() + 2;
            tag[at..]
                .split('"')
                .next()
                .map(|value| value.replace("&#38;", "&"))
        };
        if attribute("type").as_deref() == Some("hidden")
            && let (Some(name), Some(value)) = (attribute("name"), attribute("value"))
        {
            fields.entry(name).or_insert(value);
        }
    }
    fields
}

#[tokio::test]
async fn r26_nobody_sees_the_desk_without_signing_in() {
    let world = World::start().await;
    let mut browser = Browser::new(&world);
    for path in [
        "/desk/bookings",
        "/desk/bookings/new",
        "/desk/bookings/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ",
        "/desk/bookings/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ/invoice",
        "/desk/bookings/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ/receipt",
        "/desk/bookings/bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ/links/pl_01K9ZZZZZZZZZZZZZZZZZZZZZZ/qr",
        "/desk/payments",
        "/desk/payments.csv",
    ] {
        let answer = browser.get(path).await.expect(303);
        assert!(
            answer
                .header("location")
                .starts_with("/desk/sign-in?return_to="),
            "{path}"
        );
    }
    let foreign = browser
        .get("/desk/sign-in?return_to=https%3A%2F%2Fevil.example")
        .await;
    assert!(!foreign.text.contains("evil.example"));
}

#[tokio::test]
async fn r26_signing_out_ends_the_session_on_the_server() {
    let world = World::start().await;
    let mut browser = Browser::sign_in(&world, "demo-owner").await;
    let page = browser.get("/desk/bookings").await.expect(200);
    let kept = browser.cookies.clone();
    browser.post(&page, "/desk/sign-out", &[]).await.expect(303);
    browser.cookies = kept;
    browser.get("/desk/bookings").await.expect(303);
}

#[tokio::test]
async fn r24_a_person_without_a_merchant_gets_no_further() {
    let world = World::start().await;
    let mut browser = Browser::new(&world);
    let refused = browser.try_sign_in("demo-operator").await;
    assert_eq!(refused.status.as_u16(), 403, "{}", refused.text);
}

#[tokio::test]
async fn r26_a_form_from_elsewhere_is_refused() {
    let world = World::demo().await;
    let mut browser = Browser::sign_in(&world, "demo-owner").await;
    let (path, page) = browser.basket("LA-1010").await;
    let token = fields(&page.text)["form_token"].clone();
    let url = format!("{}{path}/links", world.stack.url);
    for (site, origin, token) in [
        (Some("cross-site"), None, token.as_str()),
        (None, Some("https://evil.example"), token.as_str()),
        (Some("same-origin"), None, "wrong"),
    ] {
        let mut request = world
            .client
            .post(&url)
            .form(&[("form_token", token), ("amount", "10.00")]);
        if let Some(site) = site {
            request = request.header("Sec-Fetch-Site", site);
        }
        if let Some(origin) = origin {
            request = request.header("Origin", origin);
        }
        let answer = browser.send(request).await;
        assert_eq!(answer.status.as_u16(), 403, "{site:?} {origin:?}");
    }
    let basket = world.seeded("LA-1010").await;
    assert_eq!(basket["payment_links"], json!([]), "nothing was made");
}

#[tokio::test]
async fn r4_the_dialog_makes_a_link_once_however_often_it_is_sent() {
    let world = World::demo().await;
    let mut browser = Browser::sign_in(&world, "demo-employee").await;
    let (path, _) = browser.basket("LA-1010").await;
    let page = browser
        .get(&format!("{path}?dialog=payment-link"))
        .await
        .expect(200);
    for text in [
        "Create payment link for this basket",
        "Send email to customer",
        "Generate link",
        "170.00",
    ] {
        assert!(page.text.contains(text), "{text}");
    }
    let form = [
        ("amount", "170.00"),
        ("prefilled", "170.00"),
        ("send_email", "on"),
    ];
    let first = browser
        .post(&page, &format!("{path}/links"), &form)
        .await
        .expect(303);
    let second = browser
        .post(&page, &format!("{path}/links"), &form)
        .await
        .expect(303);
    assert_eq!(first.header("location"), second.header("location"));
    let basket = world.seeded("LA-1010").await;
    assert_eq!(basket["payment_links"].as_array().unwrap().len(), 1);
    assert_eq!(basket["payment_links"][0]["kind"], "follow");
    let result = browser.get(first.header("location")).await.expect(200);
    assert!(
        result
            .text
            .contains(basket["payment_links"][0]["url"].as_str().unwrap())
    );
    assert!(result.text.contains("<svg"), "the QR code");
}

#[tokio::test]
async fn wrong_amounts_are_told_in_the_dialog_and_kept() {
    let world = World::demo().await;
    let mut browser = Browser::sign_in(&world, "demo-owner").await;
    let (path, _) = browser.basket("LA-1010").await;
    let page = browser
        .get(&format!("{path}?dialog=payment-link"))
        .await
        .expect(200);
    for amount in [
        "0",
        "-5",
        "170.01",
        "1.005",
        "abc",
        "",
        "99999999999999999999",
    ] {
        let form = [("amount", amount), ("prefilled", "170.00")];
        let answer = browser.post(&page, &format!("{path}/links"), &form).await;
        assert!(
            answer.status.is_client_error(),
            "{amount}: {}",
            answer.status
        );
        let told =
            answer.text.contains("class=\"error\"") || answer.text.contains("class=\"trouble\"");
        assert!(told, "{amount}");
        assert!(
            answer.text.contains(&format!("value=\"{amount}\"")),
            "{amount} is kept"
        );
    }
    assert_eq!(world.seeded("LA-1010").await["payment_links"], json!([]));
}

#[tokio::test]
async fn r4_r5_the_reason_stands_where_the_button_would_be() {
    let world = World::demo().await;
    let mut employee = Browser::sign_in(&world, "demo-employee").await;
    let (path, page) = employee.basket("LA-1005").await;
    assert!(
        page.text
            .contains("Change the buyer to add and send payment link")
    );
    assert!(!page.text.contains("Create payment link for this basket"));
    let form = [
        ("buyer_name", "Nina Gast"),
        ("buyer_email", "nina@example.com"),
        ("buyer_language", "de"),
        ("then", "payment-link"),
    ];
    let changed = employee
        .post(&page, &format!("{path}/buyer"), &form)
        .await
        .expect(303);
    assert!(changed.header("location").contains("dialog=payment-link"));
    let dialog = employee.get(changed.header("location")).await.expect(200);
    assert!(dialog.text.contains("Generate link"));
    let mut harbour = Browser::sign_in(&world, "demo-harbour").await;
    let (_, page) = harbour.basket("HW-2001").await;
    assert!(page.text.contains("Record a payment instead"));
    assert!(!page.text.contains("Create payment link for this basket"));
}

#[tokio::test]
async fn r24_roles_see_and_do_what_they_may() {
    let world = World::demo().await;
    let mut accountant = Browser::sign_in(&world, "demo-accountant").await;
    let (path, page) = accountant.basket("LA-1010").await;
    assert!(!page.text.contains("Create payment link for this basket"));
    let form = [("amount", "10.00"), ("prefilled", "170.00")];
    let refused = accountant
        .post(&page, &format!("{path}/links"), &form)
        .await;
    assert_eq!(refused.status.as_u16(), 403);
    let mut harbour = Browser::sign_in(&world, "demo-harbour").await;
    let foreign = harbour.get(&path).await;
    assert_eq!(foreign.status.as_u16(), 404);
    let list = harbour.get("/desk/bookings").await.expect(200);
    assert!(list.text.contains("HW-2001") && !list.text.contains("LA-1010"));
    let mut employee = Browser::sign_in(&world, "demo-employee").await;
    let (path, page) = employee.basket("LA-1002").await;
    let paid = world.seeded("LA-1002").await;
    let payment = paid["payments"][0]["id"].as_str().unwrap();
    let refund = format!("{path}/payments/{payment}/refunds");
    let refused = employee.post(&page, &refund, &[("amount", "1.00")]).await;
    assert_eq!(refused.status.as_u16(), 403, "an employee refunds nothing");
}

#[tokio::test]
async fn r15_the_excess_is_refunded_with_one_press() {
    let world = World::demo().await;
    let mut owner = Browser::sign_in(&world, "demo-owner").await;
    let (path, page) = owner.basket("LA-1004").await;
    assert!(page.text.contains("Refund excess"));
    let basket = world.seeded("LA-1004").await;
    let payments = basket["payments"].as_array().unwrap();
    let by_card = payments
        .iter()
        .find(|payment| payment["source"] == "gateway")
        .unwrap();
    let refund = format!(
        "{path}/payments/{}/refunds",
        by_card["id"].as_str().unwrap()
    );
    let form = [("amount", "42.00"), ("reason", "Refund of the excess")];
    owner.post(&page, &refund, &form).await.expect(303);
    let settled = world.seeded("LA-1004").await;
    assert_eq!(settled["status"], "paid");
    assert_eq!(settled["flags"], json!([]));
}

#[tokio::test]
async fn r15_a_flagged_payment_is_accepted_with_one_press() {
    let world = World::start().await;
    let (basket, payment) = crate::flags::flagged_payment(&world).await;
    let path = format!("/desk/bookings/{basket}");
    let accept = format!("{path}/payments/{payment}/accept");
    let mut accountant = Browser::sign_in(&world, "demo-accountant").await;
    let page = accountant.get(&path).await.expect(200);
    assert!(!page.text.contains("This is right</button>"));
    accountant.post(&page, &accept, &[]).await.expect(403);
    let mut employee = Browser::sign_in(&world, "demo-employee").await;
    let page = employee.get(&path).await.expect(200);
    assert!(page.text.contains("<h3>Amount mismatch</h3>"));
    assert!(page.text.contains("This is right</button>"));
    let strange = accept.replace(&payment, "pay_01K9ZZZZZZZZZZZZZZZZZZZZZZ");
    let refused = employee.post(&page, &strange, &[]).await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
    let done = employee.post(&page, &accept, &[]).await.expect(303);
    let page = employee.get(done.header("location")).await.expect(200);
    assert!(page.text.contains("The payment is accepted as right"));
    assert!(!page.text.contains("<h3>Amount mismatch</h3>"));
    assert!(!page.text.contains("This is right</button>"));
    assert!(page.text.contains("<h3>Overpaid</h3>"), "no money changed");
    assert!(page.text.contains("Refund excess"));
    let accepted = world.read_basket(&basket).await;
    assert_eq!(accepted["flags"], json!(["overpaid"]));
}

#[tokio::test]
async fn a_private_tour_is_made_at_the_desk() {
    let world = World::start().await;
    let mut employee = Browser::sign_in(&world, "demo-employee").await;
    let page = employee.get("/desk/bookings/new").await.expect(200);
    let empty = employee
        .post(&page, "/desk/bookings/new", &[("reference", "")])
        .await;
    assert!(empty.status.is_client_error());
    assert!(empty.text.contains("class=\"error\""));
    let form = form_of(
        &page.text,
        &[("reference", "PT-1"), ("buyer_name", "Grace Chen")],
    );
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let made = employee
        .post(&page, "/desk/bookings/new", &form)
        .await
        .expect(303);
    employee.get(made.header("location")).await.expect(200);
    let basket = world.seeded("PT-1").await;
    assert_eq!(basket["outstanding"], 64_000);
    assert_eq!(basket["items"][0]["kind"], "custom");
}

/// Fills the form for a new basket: the first item's fields end in `_1` or begin with `item_1`,
/// whatever the desk calls them exactly.
fn form_of(html: &str, given: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut form: Vec<(String, String)> = given
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let item = html
        .split("id=\"item-1\"")
        .nth(1)
        .unwrap()
        .split("</fieldset>")
        .next()
        .unwrap();
    for part in item.split(" name=\"").skip(1) {
        let name = part.split('"').next().unwrap();
        let value = match name {
            _ if name.contains("description") => "Private tour by vintage car",
            _ if name.contains("kind") => "custom",
            _ if name.contains("quantity") => "1",
            _ if name.contains("price") => "640.00",
            _ => "",
        };
        form.push((name.to_owned(), value.to_owned()));
    }
    form.push(("currency".to_owned(), "CHF".to_owned()));
    form.push(("buyer_language".to_owned(), "en".to_owned()));
    form
}
