use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AuthorizationCode, ClientId, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, RedirectUrl, Scope, TokenResponse,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::state::is_loopback;
use super::{DemoUser, Options, Running, start};
use crate::testing::{Folder, client};

const CALLBACK: &str = "http://127.0.0.1:3000/desk/callback";
const VERIFIER: &str = "a-verifier-that-is-long-enough-for-the-standard-0123456789";

fn users() -> Vec<DemoUser> {
    vec![
        DemoUser {
            sub: "user-olga".to_owned(),
            email: "olga@tours.example".to_owned(),
            name: "Olga <Owner>".to_owned(),
            groups: vec![],
        },
        DemoUser {
            sub: "user-otto".to_owned(),
            email: "otto@paylink.example".to_owned(),
            name: "Otto Operator".to_owned(),
            groups: vec!["operator".to_owned()],
        },
    ]
}

fn options() -> Options {
    Options {
        users: users(),
        ..Options::default()
    }
}

async fn issuer() -> Running {
    start(options()).await.unwrap()
}

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// A request that is answered with the page, for tests that break one thing.
fn request() -> Vec<(&'static str, String)> {
    vec![
        ("response_type", "code".to_owned()),
        ("client_id", "paylink-desk".to_owned()),
        ("redirect_uri", CALLBACK.to_owned()),
        ("scope", "openid email profile".to_owned()),
        ("state", "the state & more".to_owned()),
        ("nonce", "the nonce".to_owned()),
        ("code_challenge", challenge()),
        ("code_challenge_method", "S256".to_owned()),
    ]
}

fn with(name: &'static str, value: &str) -> Vec<(&'static str, String)> {
    let mut request = request();
    request.retain(|(field, _)| *field != name);
    request.push((name, value.to_owned()));
    request
}

async fn post_form(issuer: &Running, path: &str, form: &[(&str, String)]) -> reqwest::Response {
    client()
        .post(format!("{}{path}", issuer.issuer_url))
        .form(form)
        .send()
        .await
        .unwrap()
}

async fn authorize(issuer: &Running, query: &[(&str, String)]) -> reqwest::Response {
    let query: Vec<String> = query
        .iter()
        .map(|(name, value)| format!("{name}={}", crate::server::percent_encode(value)))
        .collect();
    let url = format!("{}/authorize?{}", issuer.issuer_url, query.join("&"));
    client().get(url).send().await.unwrap()
}

/// The query of the address that the browser is sent to.
fn redirected(response: &reqwest::Response, to: &str) -> HashMap<String, String> {
    assert_eq!(response.status(), 303);
    let location = response.headers()["location"].to_str().unwrap();
    let location = openidconnect::url::Url::parse(location).unwrap();
    assert!(location.as_str().starts_with(to), "{location}");
    location.query_pairs().into_owned().collect()
}

/// Presses a button of the sign-in page, and gives the code.
async fn press(issuer: &Running, sub: &str) -> String {
    let mut form = request();
    form.push(("user", sub.to_owned()));
    let mut query = redirected(&post_form(issuer, "/sign-in", &form).await, CALLBACK);
    assert_eq!(query["state"], "the state & more");
    query.remove("code").unwrap()
}

fn token_form(code: &str) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code.to_owned()),
        ("redirect_uri", CALLBACK.to_owned()),
        ("client_id", "paylink-desk".to_owned()),
        ("code_verifier", VERIFIER.to_owned()),
    ]
}

async fn refused(issuer: &Running, form: &[(&str, String)]) -> String {
    let response = post_form(issuer, "/token", form).await;
    assert!(response.status().is_client_error(), "{form:?}");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let body: Value = response.json().await.unwrap();
    assert!(!body["error_description"].as_str().unwrap().is_empty());
    body["error"].as_str().unwrap().to_owned()
}

async fn tokens(issuer: &Running, body: Value) -> Value {
    let url = format!("{}/_sandbox/tokens", issuer.issuer_url);
    let response = client().post(url).json(&body).send().await.unwrap();
    assert_eq!(response.status(), 200, "{body}");
    response.json().await.unwrap()
}

async fn get(issuer: &Running, path: &str) -> Value {
    let response = client()
        .get(format!("{}{path}", issuer.issuer_url))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.json().await.unwrap()
}

/// Checks a token as the API does, and gives its claims.
async fn verify(issuer: &Running, token: &str, audience: Option<&str>) -> Result<Value, String> {
    let discovery = get(issuer, "/.well-known/openid-configuration").await;
    let jwks = client()
        .get(discovery["jwks_uri"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    let jwks: JwkSet = jwks.json().await.unwrap();
    let header = jsonwebtoken::decode_header(token).unwrap();
    let jwk = jwks.find(&header.kid.unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_issuer(&[&issuer.issuer_url]);
    match audience {
        Some(audience) => validation.set_audience(&[audience]),
        None => validation.validate_aud = false,
    }
    let key = DecodingKey::from_jwk(jwk).unwrap();
    jsonwebtoken::decode::<Value>(token, &key, &validation)
        .map(|token| token.claims)
        .map_err(|error| error.to_string())
}

#[tokio::test]
async fn r26_an_independent_client_signs_in() {
    let issuer = issuer().await;
    let http = |request: openidconnect::HttpRequest| async move {
        let (parts, body) = request.into_parts();
        let response = client()
            .request(parts.method, parts.uri.to_string())
            .headers(parts.headers)
            .body(body)
            .send()
            .await?;
        let mut answer = axum::http::Response::new(Vec::new());
        *answer.status_mut() = response.status();
        *answer.headers_mut() = response.headers().clone();
        *answer.body_mut() = response.bytes().await?.to_vec();
        Ok::<openidconnect::HttpResponse, reqwest::Error>(answer)
    };
    let metadata = CoreProviderMetadata::discover_async(
        IssuerUrl::new(issuer.issuer_url.clone()).unwrap(),
        &http,
    )
    .await
    .unwrap();
    let oidc = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new("paylink-desk".to_owned()),
        None,
    )
    .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned()).unwrap());
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = oidc
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();

    // The browser shows the page; its form is filled from the hidden fields, as a browser does.
    let shown = client().get(url).send().await.unwrap();
    assert_eq!(shown.status(), 200);
    let html = shown.text().await.unwrap();
    let mut form: Vec<(&str, String)> = html
        .lines()
        .filter_map(|line| line.trim().strip_prefix("<input type=\"hidden\" name=\""))
        .map(|line| {
            let (name, rest) = line.split_once("\" value=\"").unwrap();
            (name, rest.split_once('"').unwrap().0.to_owned())
        })
        .collect();
    form.push(("user", "user-otto".to_owned()));
    let query = redirected(&post_form(&issuer, "/sign-in", &form).await, CALLBACK);
    assert_eq!(&query["state"], state.secret());

    let tokens = oidc
        .exchange_code(AuthorizationCode::new(query["code"].clone()))
        .unwrap()
        .set_pkce_verifier(verifier)
        .request_async(&http)
        .await
        .unwrap();
    let id_token = tokens.id_token().unwrap();
    let checker = oidc.id_token_verifier();
    let claims = id_token.claims(&checker, &nonce).unwrap();
    assert_eq!(claims.subject().as_str(), "user-otto");
    assert_eq!(claims.email().unwrap().as_str(), "otto@paylink.example");
    assert_eq!(claims.email_verified(), Some(true));
    let hash = openidconnect::AccessTokenHash::from_token(
        tokens.access_token(),
        id_token.signing_alg().unwrap(),
        id_token.signing_key(&checker).unwrap(),
    );
    assert_eq!(claims.access_token_hash(), Some(&hash.unwrap()));
    assert!(
        id_token
            .claims(&checker, &Nonce::new("other".to_owned()))
            .is_err()
    );

    let info: openidconnect::core::CoreUserInfoClaims = oidc
        .user_info(
            tokens.access_token().clone(),
            Some(claims.subject().clone()),
        )
        .unwrap()
        .request_async(&http)
        .await
        .unwrap();
    assert_eq!(info.email().unwrap().as_str(), "otto@paylink.example");
}

#[tokio::test]
async fn a_code_works_once() {
    let issuer = issuer().await;
    let code = press(&issuer, "user-olga").await;
    let response = post_form(&issuer, "/token", &token_form(&code)).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["cache-control"], "no-store");
    let tokens: Value = response.json().await.unwrap();
    assert_eq!(tokens["token_type"], "Bearer");
    let claims = verify(
        &issuer,
        tokens["id_token"].as_str().unwrap(),
        Some("paylink-desk"),
    )
    .await;
    let claims = claims.unwrap();
    assert_eq!(claims["nonce"], "the nonce");
    assert_eq!(claims["name"], "Olga <Owner>");
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        3600
    );
    assert_eq!(refused(&issuer, &token_form(&code)).await, "invalid_grant");
}

#[tokio::test]
async fn a_code_dies_with_its_first_wrong_use() {
    let issuer = issuer().await;
    let change = |form: &mut Vec<(&'static str, String)>, name: &str, value: &str| {
        form.iter_mut().find(|(field, _)| *field == name).unwrap().1 = value.to_owned();
    };
    let other = "another-verifier-that-is-long-enough-for-the-standard";
    for (field, value, error) in [
        ("code_verifier", other, "invalid_grant"),
        ("code_verifier", "short", "invalid_request"),
        ("code_verifier", "", "invalid_request"),
        (
            "redirect_uri",
            "http://127.0.0.1:3000/other",
            "invalid_grant",
        ),
    ] {
        let code = press(&issuer, "user-olga").await;
        let mut form = token_form(&code);
        change(&mut form, field, value);
        assert_eq!(refused(&issuer, &form).await, error, "{field}={value}");
        assert_eq!(refused(&issuer, &token_form(&code)).await, "invalid_grant");
    }
    let code = press(&issuer, "user-olga").await;
    for (field, value, error) in [
        ("client_id", "somebody", "invalid_client"),
        ("grant_type", "password", "unsupported_grant_type"),
        ("code", "made up", "invalid_grant"),
    ] {
        let mut form = token_form(&code);
        change(&mut form, field, value);
        assert_eq!(refused(&issuer, &form).await, error, "{field}={value}");
    }
    assert_eq!(refused(&issuer, &[]).await, "invalid_client");
    // None of those was about this code, so it still works.
    assert_eq!(
        post_form(&issuer, "/token", &token_form(&code))
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn a_code_lives_a_minute() {
    let store = super::store::Store::open(None).unwrap();
    let request = super::request::Request::default();
    store.add_code("young", "user-olga", &request).unwrap();
    store.age_codes(59).unwrap();
    assert!(store.take_code("young").unwrap().is_some());
    store.add_code("old", "user-olga", &request).unwrap();
    store.age_codes(61).unwrap();
    assert!(store.take_code("old").unwrap().is_none());
}

#[tokio::test]
async fn a_secret_is_looked_at_when_there_is_one() {
    let public = issuer().await;
    let code = press(&public, "user-olga").await;
    let mut form = token_form(&code);
    form.push(("client_secret", "anything".to_owned()));
    assert_eq!(post_form(&public, "/token", &form).await.status(), 200);

    let secret = Some("s%cret:".to_owned());
    let confidential = start(Options {
        client_secret: secret,
        ..options()
    })
    .await
    .unwrap();
    let code = press(&confidential, "user-olga").await;
    assert_eq!(
        refused(&confidential, &token_form(&code)).await,
        "invalid_client"
    );
    let basic = |secret: &str| {
        client()
            .post(format!("{}/token", confidential.issuer_url))
            .basic_auth("paylink-desk", Some(secret))
            .form(&token_form(&code))
            .send()
    };
    let wrong = basic("wrong").await.unwrap();
    assert_eq!(wrong.status(), 401);
    assert!(
        wrong.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .starts_with("Basic")
    );
    assert_eq!(basic("s%25cret%3A").await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_bad_request_is_told_to_the_client_or_shown() {
    let issuer = issuer().await;
    for (field, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_mode", "form_post", "invalid_request"),
        ("scope", "email", "invalid_scope"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("prompt", "none", "login_required"),
    ] {
        let response = authorize(&issuer, &with(field, value)).await;
        let query = redirected(&response, CALLBACK);
        assert_eq!(query["error"], error, "{field}={value}");
        assert_eq!(query["state"], "the state & more");
    }
    for (field, value) in [
        ("client_id", "somebody"),
        ("redirect_uri", "https://thief.example/"),
        ("redirect_uri", ""),
        ("redirect_uri", "<script>alert(1)</script>"),
    ] {
        for response in [
            authorize(&issuer, &with(field, value)).await,
            post_form(&issuer, "/sign-in", &with(field, value)).await,
        ] {
            assert_eq!(response.status(), 400, "{field}={value}");
            assert!(response.headers().get("location").is_none());
            assert!(!response.text().await.unwrap().contains("<script"));
        }
    }
    let mut twice = request();
    twice.push(("client_id", "paylink-desk".to_owned()));
    assert_eq!(authorize(&issuer, &twice).await.status(), 400);

    let cancelled = post_form(&issuer, "/sign-in", &request()).await;
    assert_eq!(redirected(&cancelled, CALLBACK)["error"], "access_denied");
    assert_eq!(
        post_form(&issuer, "/sign-in", &with("user", "nobody"))
            .await
            .status(),
        400
    );
}

#[test]
fn only_this_machine_is_a_loopback() {
    for url in [
        "http://127.0.0.1:3000/desk/callback",
        "http://localhost/",
        "http://localhost:1",
        "http://[::1]:3000/x?y=z",
        "http://127.8.8.8/",
    ] {
        assert!(is_loopback(url), "{url}");
    }
    for url in [
        "https://127.0.0.1/",
        "http://localhost@thief.example/",
        "http://localhost.thief.example/",
        "http://thief.example/?http://localhost/",
        "http://user@localhost/",
        "http://localhost/#fragment",
        "http://localhost\\@thief.example/",
        "http:/localhost/",
        "//localhost/",
        "javascript:alert(1)",
        "/desk",
        "",
        " http://localhost/",
        "http://localhost/\r\nSet-Cookie: a=b",
    ] {
        assert!(!is_loopback(url), "{url}");
    }
}

#[tokio::test]
async fn a_configured_address_is_allowed_and_keeps_its_query() {
    let callback = "https://desk.example/callback?tenant=1";
    let issuer = start(Options {
        redirect_uris: vec![callback.to_owned()],
        ..options()
    })
    .await
    .unwrap();
    let mut form = with("redirect_uri", callback);
    form.push(("user", "user-olga".to_owned()));
    let query = redirected(&post_form(&issuer, "/sign-in", &form).await, callback);
    assert!(query["tenant"] == "1" && query.contains_key("code"));
    let other = with("redirect_uri", "https://desk.example/callback");
    assert_eq!(authorize(&issuer, &other).await.status(), 400);
}

#[tokio::test]
async fn the_page_lists_the_users_and_lets_the_answer_through() {
    let issuer = issuer().await;
    let mut query = request();
    query.push(("login_hint", "otto@paylink.example".to_owned()));
    let response = authorize(&issuer, &query).await;
    assert_eq!(response.status(), 200);
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.contains("form-action 'self' http://127.0.0.1:3000"),
        "{policy}"
    );
    assert_eq!(response.headers()["cache-control"], "no-store");
    let html = response.text().await.unwrap();
    assert!(
        html.contains("Olga &#60;Owner&#62;") && html.contains("Otto Operator"),
        "{html}"
    );
    assert!(html.contains("no password is asked") && html.contains("<html lang=\"en\">"));
    assert_eq!(html.matches("class=\"hinted\"").count(), 1);
    assert!(!html.contains("<script"));

    let home = client()
        .get(&issuer.issuer_url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(home.contains("user-olga") && home.contains("Olga &#60;Owner&#62;"));
}

#[tokio::test]
async fn tokens_can_look_like_cognitos() {
    let issuer = start(Options {
        cognito: true,
        ..options()
    })
    .await
    .unwrap();
    let code = press(&issuer, "user-otto").await;
    let response = post_form(&issuer, "/token", &token_form(&code)).await;
    let tokens: Value = response.json().await.unwrap();
    let access = tokens["access_token"].as_str().unwrap();
    let claims = verify(&issuer, access, None).await.unwrap();
    assert_eq!(claims["token_use"], "access");
    assert_eq!(claims["client_id"], "paylink-desk");
    assert_eq!(claims["username"], "user-otto");
    assert_eq!(claims["cognito:groups"], json!(["operator"]));
    assert!(claims.get("aud").is_none() && claims.get("email").is_none());

    let claims = verify(
        &issuer,
        tokens["id_token"].as_str().unwrap(),
        Some("paylink-desk"),
    )
    .await;
    let claims = claims.unwrap();
    assert_eq!(claims["token_use"], "id");
    assert_eq!(claims["cognito:username"], "user-otto");
    assert_eq!(claims["email_verified"], true);
    assert!(claims.get("groups").is_none());

    let discovery = get(&issuer, "/.well-known/openid-configuration").await;
    let jwks = discovery["jwks_uri"].as_str().unwrap();
    assert!(jwks.ends_with("/.well-known/jwks.json"));
    let url = format!("{}/userinfo", issuer.issuer_url);
    let info = client().get(url).bearer_auth(access).send().await.unwrap();
    assert_eq!(
        info.json::<Value>().await.unwrap()["email_verified"],
        "true"
    );

    let without = self::tokens(&issuer, json!({ "sub": "user-olga" })).await;
    let claims = verify(&issuer, without["access_token"].as_str().unwrap(), None)
        .await
        .unwrap();
    assert!(claims.get("cognito:groups").is_none());
}

#[tokio::test]
async fn tests_get_any_token_they_need() {
    let issuer = issuer().await;
    let plain = tokens(&issuer, json!({ "sub": "user-otto" })).await;
    let access = plain["access_token"].as_str().unwrap();
    let claims = verify(&issuer, access, Some("paylink-desk")).await.unwrap();
    assert_eq!(claims["sub"], "user-otto");
    assert_eq!(claims["groups"], json!(["operator"]));
    assert!(verify(&issuer, access, Some("other")).await.is_err());

    let other = tokens(&issuer, json!({ "sub": "user-otto", "audience": "other" })).await;
    assert!(
        verify(
            &issuer,
            other["access_token"].as_str().unwrap(),
            Some("other")
        )
        .await
        .is_ok()
    );

    let expired = tokens(&issuer, json!({ "sub": "user-otto", "expires_in": -3600 })).await;
    let error = verify(&issuer, expired["id_token"].as_str().unwrap(), None)
        .await
        .unwrap_err();
    assert!(error.contains("Expired"), "{error}");

    let overrides = json!({ "iss": "https://other.example", "email": null, "sub": "new" });
    let odd = tokens(
        &issuer,
        json!({ "sub": "user-olga", "nonce": "n", "overrides": overrides }),
    )
    .await;
    let id_token = odd["id_token"].as_str().unwrap();
    assert!(
        verify(&issuer, id_token, None)
            .await
            .unwrap_err()
            .contains("Issuer")
    );
    let payload = URL_SAFE_NO_PAD
        .decode(id_token.split('.').nth(1).unwrap())
        .unwrap();
    let claims: Value = serde_json::from_slice(&payload).unwrap();
    assert!(claims.get("email").is_none());
    assert!(claims["sub"] == "new" && claims["nonce"] == "n");

    let url = format!("{}/_sandbox/tokens", issuer.issuer_url);
    let unknown = client()
        .post(&url)
        .json(&json!({ "sub": "who" }))
        .send()
        .await
        .unwrap();
    assert_eq!(unknown.status(), 404);
    assert!(
        unknown
            .text()
            .await
            .unwrap()
            .contains("user-olga, user-otto")
    );
    let typo = json!({ "sub": "user-olga", "expire": 1 });
    assert_eq!(
        client()
            .post(&url)
            .json(&typo)
            .send()
            .await
            .unwrap()
            .status(),
        400
    );
}

#[tokio::test]
async fn userinfo_wants_a_fresh_access_token_of_this_issuer() {
    let (issuer, other) = (issuer().await, issuer().await);
    let info = |token: String| {
        client()
            .get(format!("{}/userinfo", issuer.issuer_url))
            .bearer_auth(token)
            .send()
    };
    let own = tokens(&issuer, json!({ "sub": "user-otto" })).await;
    let answer = info(own["access_token"].as_str().unwrap().to_owned())
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(
        answer.json::<Value>().await.unwrap(),
        json!({
            "sub": "user-otto", "email": "otto@paylink.example", "email_verified": true,
            "name": "Otto Operator", "groups": ["operator"],
        })
    );
    let expired = tokens(&issuer, json!({ "sub": "user-otto", "expires_in": -1 })).await;
    let foreign = tokens(&other, json!({ "sub": "user-otto" })).await;
    for token in [
        own["id_token"].as_str().unwrap(),
        expired["access_token"].as_str().unwrap(),
        foreign["access_token"].as_str().unwrap(),
        "",
        "a.b.c",
    ] {
        let refused = info(token.to_owned()).await.unwrap();
        assert_eq!(refused.status(), 401, "{token}");
        assert!(
            refused.headers()["www-authenticate"]
                .to_str()
                .unwrap()
                .starts_with("Bearer")
        );
    }
}

#[tokio::test]
async fn signing_out_leads_back() {
    let issuer = issuer().await;
    let logout = |query: &str| {
        client()
            .get(format!("{}/logout?{query}", issuer.issuer_url))
            .send()
    };
    let back = logout("post_logout_redirect_uri=http://localhost:3000/desk&state=s")
        .await
        .unwrap();
    assert_eq!(
        redirected(&back, "http://localhost:3000/desk")["state"],
        "s"
    );
    let cognito = "client_id=paylink-desk&logout_uri=http://localhost:3000/desk";
    redirected(
        &logout(cognito).await.unwrap(),
        "http://localhost:3000/desk",
    );
    let away = logout("post_logout_redirect_uri=https://thief.example/")
        .await
        .unwrap();
    assert_eq!(away.status(), 400);
    assert!(
        logout("")
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
            .contains("signed out")
    );
    let form = [(
        "post_logout_redirect_uri",
        "http://localhost:3000/desk".to_owned(),
    )];
    redirected(
        &post_form(&issuer, "/logout", &form).await,
        "http://localhost:3000/desk",
    );
}

#[tokio::test]
async fn the_key_and_added_users_survive_a_restart() {
    let folder = Folder::new();
    let database = Some(folder.path().join("issuer.db"));
    let first = start(Options {
        database: database.clone(),
        ..options()
    })
    .await
    .unwrap();
    let old = tokens(&first, json!({ "sub": "user-olga" })).await;
    let jwks = get(&first, "/jwks").await;
    let added = json!({ "sub": "user-nina", "email": "nina@tours.example", "name": "Nina New" });
    let url = format!("{}/_sandbox/users", first.issuer_url);
    assert_eq!(
        client()
            .post(&url)
            .json(&added)
            .send()
            .await
            .unwrap()
            .status(),
        201
    );
    let nobody = json!({ "sub": "", "email": "x@y.example", "name": "" });
    assert_eq!(
        client()
            .post(&url)
            .json(&nobody)
            .send()
            .await
            .unwrap()
            .status(),
        400
    );
    let (issuer_url, listen) = (
        first.issuer_url.clone(),
        first
            .issuer_url
            .strip_prefix("http://")
            .unwrap()
            .parse()
            .unwrap(),
    );
    first.stop().await;

    let second = start(Options {
        database,
        listen,
        ..options()
    })
    .await
    .unwrap();
    assert_eq!(second.issuer_url, issuer_url);
    assert_eq!(get(&second, "/jwks").await, jwks);
    assert_eq!(get(&second, "/.well-known/jwks.json").await, jwks);
    assert!(
        verify(&second, old["id_token"].as_str().unwrap(), None)
            .await
            .is_ok()
    );
    assert_eq!(
        get(&second, "/_sandbox/users")
            .await
            .as_array()
            .unwrap()
            .len(),
        3
    );
    let nina = tokens(&second, json!({ "sub": "user-nina" })).await;
    let claims = verify(&second, nina["id_token"].as_str().unwrap(), None)
        .await
        .unwrap();
    assert_eq!(claims["email"], "nina@tours.example");

    let unrelated = issuer().await;
    assert_ne!(get(&unrelated, "/jwks").await, jwks);
}
