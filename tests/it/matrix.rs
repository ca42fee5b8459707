//! Who may call what (R24, R25): every route of the template with every kind of caller.
//!
//! The routes come from `infra/template.yaml`. One that is not in [`needs`] fails the test, so that
//! no route is made without saying who may call it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use paylink_domain::merchant::{Permission, Role};
use paylink_local::template::{DEPLOYED, Template};
use reqwest::Method;
use serde_json::{Value, json};

use crate::events::{key_with_role, second_merchant_key};
use crate::world::{Answer, World};

/// What a caller needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing: a guest's page, the gateway's webhook, the description of the API.
    Nothing,
    /// A role that may do this.
    May(Permission),
    /// A token of the group `operator`.
    Operator,
}

/// What each route needs, and a body that is as it must be.
fn needs(route: &str) -> Option<(Needs, Value)> {
    use Permission as P;
    let item = json!({"kind": "custom", "description": "x", "quantity": 1, "unit_amount": 100});
    let basket = "/v1/baskets/{basket_id}";
    let (method, path) = route.split_once(' ').unwrap();
    let rest = path.strip_prefix(basket);
    let may = |permission, body| Some((Needs::May(permission), body));
    let empty = json!({});
    if path.starts_with("/pay") || path.starts_with("/webhooks/") {
        return Some((Needs::Nothing, empty));
    }
    match (method, path, rest) {
        ("GET", "/v1/openapi.json" | "/docs", _) => Some((Needs::Nothing, empty)),
        ("POST", "/v1/baskets", _) => may(
            P::Sell,
            json!({"reference": "M", "currency": "CHF", "items": [item], "buyer": {"name": "X"}}),
        ),
        ("GET", "/v1/baskets" | "/v1/payments" | "/v1/merchant", _)
        | (
            "GET",
            _,
            Some(
                ""
                | "/payment-links"
                | "/payment-links/{link_id}"
                | "/payment-links/{link_id}/qr.svg",
            ),
        ) => may(P::Read, empty),
        ("PUT", _, Some("/buyer")) => may(P::Sell, json!({"name": "X"})),
        ("PUT", _, Some("/items")) => may(P::Sell, json!({"items": [item]})),
        ("POST", _, Some("/payments")) => may(P::Sell, json!({"amount": 1, "method": "cash"})),
        (
            "POST",
            _,
            Some(
                "/cancel"
                | "/payments/{payment_id}/accept"
                | "/tickets/send"
                | "/payment-links"
                | "/payment-links/{link_id}/cancel"
                | "/payment-links/{link_id}/send",
            ),
        ) => may(P::Sell, empty),
        ("POST", _, Some("/payments/{payment_id}/refunds")) => may(P::Refund, empty),
        ("POST", "/v1/merchants", _) => Some((
            Needs::Operator,
            json!({"name": "New Tours", "owner_email": "new.owner@example.com"}),
        )),
        ("PUT", "/v1/merchant", _) => may(
            P::Configure,
            json!({
                "name": "Tours", "colour": "#004488", "language": "en", "languages": ["en"],
                "time_zone": "Europe/Zurich", "link_life_days": 14, "reminder_days": [3],
                "ticket_release": "manual",
            }),
        ),
        ("POST", "/v1/webhook-endpoints", _)
        | ("PUT", "/v1/webhook-endpoints/{endpoint_id}", _) => may(
            P::Configure,
            json!({"url": "https://hooks.example.com/paylink"}),
        ),
        (_, path, _) if path.starts_with("/v1/webhook-endpoints") => may(P::Configure, empty),
        ("POST", "/v1/users", _) => may(
            P::Administer,
            json!({"email": "new.user@example.com", "role": "employee"}),
        ),
        ("PUT", "/v1/users/{user_id}", _) => may(P::Administer, json!({"role": "employee"})),
        (_, path, _) if path.starts_with("/v1/users") => may(P::Administer, empty),
        ("POST", "/v1/api-keys", _) => {
            may(P::Administer, json!({"name": "shop", "role": "employee"}))
        }
        (_, path, _) if path.starts_with("/v1/api-keys") => may(P::Administer, empty),
        ("POST", "/v1/merchant/gateway", _) => may(P::Administer, json!({"kind": "platform"})),
        (_, path, _) if path.starts_with("/v1/merchant/gateway") => may(P::Administer, empty),
        _ => None,
    }
}

/// The routes of the template, as `METHOD /path`.
fn routes() -> Vec<String> {
    let given = [("Stage", "test"), ("SenderAddress", "a@example.com")];
    let given = given
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let template = Template::parse(DEPLOYED, &given).unwrap();
    let mut routes: Vec<String> = template
        .functions
        .iter()
        .flat_map(|function| &function.routes)
        .map(|route| route.key().into_owned())
        .filter(|key| key.contains(' '))
        .collect();
    routes.sort();
    routes
}

/// Real ids of the demo merchant in the places of a path.
struct Ids(Vec<(&'static str, String)>);

impl Ids {
    async fn make(world: &World) -> Self {
        let basket = world.basket().await;
        let link = world.link(&basket, json!({"amount": 1_000})).await;
        let cash = json!({"amount": 500, "method": "cash"});
        let paid = world
            .post(&format!("/v1/baskets/{basket}/payments"), cash)
            .await
            .expect(201)
            .json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let user = json!({"email": format!("{basket}@example.com"), "role": "employee"});
        let user = world.post("/v1/users", user).await.expect(201).json();
        let key = json!({"name": "matrix", "role": "employee"});
        let key = world.post("/v1/api-keys", key).await.expect(201).json();
        let endpoint = json!({"url": "https://hooks.example.com/matrix"});
        let endpoint = world
            .post("/v1/webhook-endpoints", endpoint)
            .await
            .expect(201)
            .json();
        Self(vec![
            ("basket_id", basket),
            ("link_id", text(&link["id"])),
            ("payment_id", text(&paid["payments"][0]["id"])),
            ("user_id", text(&user["id"])),
            ("key_id", text(&key["id"])),
            ("endpoint_id", text(&endpoint["id"])),
            ("delivery_id", "evt_01KAT000000000000000000001".to_owned()),
        ])
    }

    fn path(&self, route: &str) -> String {
        let (_, path) = route.split_once(' ').unwrap();
        self.0.iter().fold(path.to_owned(), |path, (name, id)| {
            path.replace(&format!("{{{name}}}"), id)
        })
    }
}

async fn call(
    world: &World,
    route: &str,
    path: &str,
    body: &Value,
    authorization: Option<&str>,
) -> Answer {
    let (method, _) = route.split_once(' ').unwrap();
    let method: Method = method.parse().unwrap();
    let mut request = world
        .client
        .request(method.clone(), format!("{}{path}", world.stack.url));
    if let Some(authorization) = authorization {
        request = request.header("Authorization", authorization);
    }
    if method != Method::GET && method != Method::HEAD {
        request = request.json(body);
    }
    Answer::read(request.send().await.unwrap()).await
}

/// Tokens that the issuer makes for a demo user.
async fn token(world: &World, wish: Value) -> String {
    let url = format!("{}/_sandbox/tokens", world.stack.issuer);
    let answer = Answer::read(world.client.post(url).json(&wish).send().await.unwrap()).await;
    answer.expect(200).json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The claims of a token, to be signed otherwise.
fn claims_of(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// Credentials that are none.
async fn bad_credentials(world: &World) -> Vec<(&'static str, String)> {
    let good = token(world, json!({"sub": "demo-owner"})).await;
    let claims = claims_of(&good);
    let bearer = |token: String| format!("Bearer {token}");
    let unsigned = {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let kid = jsonwebtoken::decode_header(&good).unwrap().kid;
        let header = json!({"alg": "none", "typ": "JWT", "kid": kid});
        format!("{}.{}.", part(&header), part(&claims))
    };
    // The issuer's public key, used as if it were a shared secret.
    let keys = world
        .open(&format!("{}/jwks.json", world.stack.issuer))
        .await;
    let confused = |secret: &[u8]| {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = jsonwebtoken::decode_header(&good).unwrap().kid;
        encode(&header, &claims, &EncodingKey::from_secret(secret)).unwrap()
    };
    let modulus = serde_json::from_str::<Value>(&keys.text)
        .ok()
        .and_then(|keys| keys["keys"][0]["n"].as_str().map(str::to_owned))
        .unwrap_or_default();
    let tampered = {
        let mut claims = claims.clone();
        claims["sub"] = "demo-harbour".into();
        let mut parts: Vec<String> = good.split('.').map(str::to_owned).collect();
        parts[1] = URL_SAFE_NO_PAD.encode(claims.to_string());
        parts.join(".")
    };
    let wish = |wish: Value| token(world, wish);
    vec![
        ("no scheme", good.clone()),
        ("another scheme", "Basic c2tfOng=".to_owned()),
        ("nothing", bearer(String::new())),
        ("an unknown key", bearer("sk_unknown".to_owned())),
        ("no token", bearer("abc".to_owned())),
        ("alg none", bearer(unsigned)),
        (
            "HS256 with the public key",
            bearer(confused(modulus.as_bytes())),
        ),
        ("a changed subject", bearer(tampered)),
        (
            "expired",
            bearer(wish(json!({"sub": "demo-owner", "expires_in": -120})).await),
        ),
        (
            "another client",
            bearer(wish(json!({"sub": "demo-owner", "audience": "other"})).await),
        ),
        (
            "another issuer",
            bearer(
                wish(json!({"sub": "demo-owner", "overrides": {"iss": "https://evil.example"}}))
                    .await,
            ),
        ),
        (
            "an id token's use",
            bearer(wish(json!({"sub": "demo-owner", "overrides": {"token_use": "id"}})).await),
        ),
    ]
}

#[tokio::test]
async fn r25_what_is_no_credential_opens_nothing() {
    let world = World::demo().await;
    let ids = Ids::make(&world).await;
    let bad = bad_credentials(&world).await;
    let before = world.everything().await;
    let mut checked = 0;
    for route in routes() {
        let (needs, body) = needs(&route).unwrap_or_else(|| panic!("who may call {route}?"));
        if needs == Needs::Nothing {
            continue;
        }
        let path = ids.path(&route);
        assert!(!path.contains('{'), "{path}");
        let answer = call(&world, &route, &path, &body, None).await;
        assert_eq!(
            answer.status, 401,
            "{route} without anything: {}",
            answer.text
        );
        for (what, authorization) in &bad {
            let answer = call(&world, &route, &path, &body, Some(authorization)).await;
            assert_eq!(answer.status, 401, "{route} with {what}: {}", answer.text);
            assert_eq!(answer.problem(), "unauthorized");
            checked += 1;
        }
    }
    assert!(checked > 400, "{checked}");
    assert_eq!(world.everything().await, before, "nothing was changed");
}

#[tokio::test]
async fn r24_each_role_may_call_what_it_may() {
    let world = World::start().await;
    let roles = [Role::Accountant, Role::Employee, Role::Admin, Role::Owner];
    for role in roles {
        let key = key_with_role(&world, role).await;
        let ids = Ids::make(&world).await;
        // What is allowed is done, so what takes things away comes last.
        let mut routes = routes();
        routes.sort_by_key(|route| (route.starts_with("DELETE"), route.ends_with("/cancel")));
        for route in routes {
            let (needs, body) = needs(&route).unwrap_or_else(|| panic!("who may call {route}?"));
            let allowed = match needs {
                Needs::Nothing => continue,
                Needs::May(permission) => role.may(permission),
                Needs::Operator => false,
            };
            let path = ids.path(&route);
            let answer = call(&world, &route, &path, &body, Some(&format!("Bearer {key}"))).await;
            let status = answer.status.as_u16();
            if allowed {
                assert!(
                    status < 500 && ![401, 403].contains(&status),
                    "{role:?} {route}: {status} {}",
                    answer.text
                );
            } else {
                assert_eq!(status, 403, "{role:?} {route}: {}", answer.text);
                assert_eq!(answer.problem(), "forbidden");
            }
        }
    }
}

#[tokio::test]
async fn r24_nothing_of_another_merchant_is_seen_or_changed() {
    let world = World::demo().await;
    let ids = Ids::make(&world).await;
    let key = format!("Bearer {}", second_merchant_key(&world).await);
    let basket = world.read_basket(&ids.0[0].1).await;
    for route in routes() {
        let (needs, body) = needs(&route).unwrap();
        if matches!(needs, Needs::Nothing | Needs::Operator) {
            continue;
        }
        let path = ids.path(&route);
        let answer = call(&world, &route, &path, &body, Some(&key)).await;
        if route.contains('{') {
            assert_eq!(answer.status, 404, "{route}: {}", answer.text);
            assert_eq!(answer.problem(), "not-found");
        } else {
            assert!(answer.status.as_u16() < 500, "{route}: {}", answer.text);
            for (_, id) in &ids.0 {
                assert!(
                    !answer.text.contains(id.as_str()),
                    "{route}: {}",
                    answer.text
                );
            }
        }
    }
    assert_eq!(world.read_basket(&ids.0[0].1).await, basket);
}

#[tokio::test]
async fn r24_a_token_of_a_member_is_as_good_as_a_key_and_one_of_an_operator_makes_merchants() {
    let world = World::start().await;
    let owner = format!(
        "Bearer {}",
        token(&world, json!({"sub": "demo-owner"})).await
    );
    let listed = call(
        &world,
        "GET /v1/baskets",
        "/v1/baskets",
        &json!({}),
        Some(&owner),
    )
    .await;
    assert_eq!(listed.status, 200, "{}", listed.text);
    let (_, body) = needs("POST /v1/merchants").unwrap();
    let route = "POST /v1/merchants";
    let refused = call(&world, route, "/v1/merchants", &body, Some(&owner)).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    let operator = json!({"sub": "demo-owner", "overrides": {
        "sub": "somebody-else", "cognito:groups": ["operator"],
    }});
    let operator = format!("Bearer {}", token(&world, operator).await);
    let made = call(&world, route, "/v1/merchants", &body, Some(&operator)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    // An operator is nobody's member.
    let listed = call(
        &world,
        "GET /v1/baskets",
        "/v1/baskets",
        &json!({}),
        Some(&operator),
    )
    .await;
    assert_eq!(listed.status, 403, "{}", listed.text);
}
