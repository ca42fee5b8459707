//! The settings at the desk over HTTP: what an owner does there, what is refused, and who sees what.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::Browser;
use crate::webhooks_out::Receiver;
use crate::world::{Answer, World};

const PROFILE: &str = "/desk/settings";
const PAYMENTS: &str = "/desk/settings/payments";
const TEAM: &str = "/desk/settings/team";
const KEYS: &str = "/desk/settings/keys";
const WEBHOOKS: &str = "/desk/settings/webhooks";

/// The profile of Lake & Alp Tours with another name and colour.
const PROFILE_FORM: [(&str, &str); 12] = [
    ("name", "Lake & Alp & Sky"),
    ("logo_url", "https://lake-and-alp.example/logo.svg"),
    ("colour", "#4A1D7A"),
    ("reply_to", "hello@lake-and-alp.example"),
    ("notice_to", ""),
    ("language", "de"),
    ("language_en", "yes"),
    ("language_de", "yes"),
    ("time_zone", "Europe/Zurich"),
    ("link_life_days", "21"),
    ("reminder_days", "5, 2"),
    ("ticket_release", "at_zero_balance"),
];

/// The form of the profile with one field changed.
fn profile_with<'a>(name: &str, value: &'a str) -> Vec<(&'static str, &'a str)> {
    PROFILE_FORM
        .iter()
        .map(|(this, known)| (*this, if *this == name { value } else { *known }))
        .collect()
}

async fn follow(browser: &mut Browser<'_>, answer: Answer) -> Answer {
    let to = answer.expect(303);
    browser.get(to.header("location")).await.expect(200)
}

/// What stands between two marks of a page, after the first of them.
fn between<'a>(html: &'a str, before: &str, after: &str) -> &'a str {
    let at = html.find(before).unwrap_or_else(|| panic!("no {before}")) + before.len();
    html[at..].split(after).next().unwrap()
}

/// The secret that a page shows.
fn secret(page: &Answer) -> String {
    let input = between(&page.text, "<input id=\"secret-text\"", ">");
    between(input, "value=\"", "\"").to_owned()
}

#[tokio::test]
async fn r24_each_role_sees_the_settings_that_it_may_change() {
    let world = World::start().await;
    let all = [PROFILE, PAYMENTS, TEAM, KEYS, WEBHOOKS];
    let cases = [
        ("demo-owner", [200; 5]),
        ("demo-admin", [200, 200, 403, 403, 200]),
        ("demo-employee", [403; 5]),
        ("demo-accountant", [403; 5]),
    ];
    for (user, wanted) in cases {
        let mut browser = Browser::sign_in(&world, user).await;
        let home = browser.get("/desk/bookings").await.expect(200);
        let has_entry = home.text.contains("href=\"/desk/settings\"");
        assert_eq!(has_entry, wanted[0] == 200, "{user}");
        for (path, status) in all.into_iter().zip(wanted) {
            let page = browser.get(path).await.expect(status);
            if status == 403 {
                let told = page.text.contains("Your role does not allow this");
                assert!(told, "{user} {path}");
            } else {
                for (other, wanted) in all.into_iter().zip(wanted) {
                    let tab = format!("<li><a href=\"{other}\"");
                    let tabs = between(&page.text, "<nav aria-label=\"Settings\"", "</nav>");
                    assert_eq!(tabs.contains(&tab), wanted == 200, "{user} {path} {other}");
                }
            }
        }
    }
}

#[tokio::test]
async fn r24_nobody_does_what_the_role_does_not_allow() {
    let world = World::start().await;
    let user = "usr_01K9ZZZZZZZZZZZZZZZZZZZZZZ";
    let key = "key_01K9ZZZZZZZZZZZZZZZZZZZZZZ";
    let endpoint = "we_01K9ZZZZZZZZZZZZZZZZZZZZZZ";
    let for_owners = [
        format!("{PAYMENTS}/connect"),
        format!("{PAYMENTS}/refresh"),
        format!("{PAYMENTS}/disconnect"),
        TEAM.to_owned(),
        format!("{TEAM}/{user}/role"),
        format!("{TEAM}/{user}/invitation"),
        format!("{TEAM}/{user}/remove"),
        KEYS.to_owned(),
        format!("{KEYS}/{key}/revoke"),
    ];
    let for_admins = [
        PROFILE.to_owned(),
        WEBHOOKS.to_owned(),
        format!("{WEBHOOKS}/{endpoint}"),
        format!("{WEBHOOKS}/{endpoint}/rotate"),
        format!("{WEBHOOKS}/{endpoint}/enable"),
        format!("{WEBHOOKS}/{endpoint}/disable"),
        format!("{WEBHOOKS}/{endpoint}/delete"),
        format!("{WEBHOOKS}/{endpoint}/deliveries/evt_01K9ZZZZZZZZZZZZZZZZZZZZZZ/replay"),
    ];
    for (user, refused) in [
        ("demo-admin", for_owners.to_vec()),
        ("demo-employee", [&for_owners[..], &for_admins[..]].concat()),
        (
            "demo-accountant",
            [&for_owners[..], &for_admins[..]].concat(),
        ),
    ] {
        let mut browser = Browser::sign_in(&world, user).await;
        let page = browser.get("/desk/bookings").await.expect(200);
        let before = world.everything().await;
        for path in refused {
            let form = [("name", "x"), ("email", "x@example.com"), ("role", "owner")];
            let answer = browser.post(&page, &path, &form).await;
            assert_eq!(answer.status.as_u16(), 403, "{user} {path}");
        }
        for path in [format!("{PAYMENTS}/continue"), format!("{PAYMENTS}/return")] {
            let answer = browser.get(&path).await;
            assert_eq!(answer.status.as_u16(), 403, "{user} {path}");
        }
        assert_eq!(world.everything().await, before, "{user}");
    }
}

#[tokio::test]
async fn r26_settings_take_no_form_from_elsewhere() {
    let world = World::start().await;
    let mut owner = Browser::sign_in(&world, "demo-owner").await;
    let page = owner.get(TEAM).await.expect(200);
    let before = world.everything().await;
    for path in [
        PROFILE.to_owned(),
        format!("{PAYMENTS}/connect"),
        format!("{PAYMENTS}/disconnect"),
        TEAM.to_owned(),
        KEYS.to_owned(),
        WEBHOOKS.to_owned(),
    ] {
        let form = [
            ("email", "eve@example.com"),
            ("name", "Eve"),
            ("role", "owner"),
        ];
        let refused = owner.post_from_elsewhere(&page, &path, &form).await;
        assert_eq!(refused.status.as_u16(), 403, "{path}");
        assert!(refused.text.contains("This form cannot be accepted"));
    }
    assert_eq!(world.everything().await, before);
}

#[tokio::test]
async fn the_profile_is_changed_and_guests_see_it() {
    let world = World::start().await;
    let mut admin = Browser::sign_in(&world, "demo-admin").await;
    let page = admin.get(PROFILE).await.expect(200);
    assert!(
        page.header("content-security-policy")
            .contains("img-src 'self' data: https:")
    );
    for text in [
        "Lake &#38; Alp Tours",
        "value=\"#0b6e4f\"",
        "7, 3, 1",
        "Europe/Zurich",
    ] {
        assert!(page.text.contains(text), "{text}");
    }
    let saved = admin.post(&page, PROFILE, &PROFILE_FORM).await;
    let page = follow(&mut admin, saved).await;
    for text in [
        "The profile was saved",
        "value=\"#4a1d7a\"",
        "value=\"5, 2\"",
        "value=\"21\"",
    ] {
        assert!(page.text.contains(text), "{text}");
    }
    let merchant = world.get("/v1/merchant").await.expect(200).json();
    assert_eq!(merchant["name"], "Lake & Alp & Sky");
    assert_eq!(merchant["ticket_release"], "at_zero_balance");
    assert_eq!(merchant["notice_to"], Value::Null);
    let basket = world.basket().await;
    let link = world.link(&basket, json!({})).await;
    let guest = world.open(link["url"].as_str().unwrap()).await.expect(200);
    assert!(guest.text.contains("Lake &#38; Alp &#38; Sky") && guest.text.contains("#4a1d7a"));
}

#[tokio::test]
async fn what_is_wrong_in_the_profile_is_told_beside_it_and_kept() {
    let world = World::start().await;
    let mut owner = Browser::sign_in(&world, "demo-owner").await;
    let page = owner.get(PROFILE).await.expect(200);
    let before = world.get("/v1/merchant").await.expect(200).json();
    for (name, value) in [
        ("name", "x".repeat(101)),
        (
            "logo_url",
            "http://lake-and-alp.example/logo.svg".to_owned(),
        ),
        ("colour", "red".to_owned()),
        ("reply_to", "hello@".to_owned()),
        ("time_zone", "Europe/Nowhere".to_owned()),
        ("link_life_days", "181".to_owned()),
        ("reminder_days", "61".to_owned()),
    ] {
        let form = profile_with(name, &value);
        let answer = owner.post(&page, PROFILE, &form).await.expect(422);
        assert_eq!(answer.text.matches("class=\"error\"").count(), 1, "{name}");
        let kept = format!("name=\"{name}\"");
        let field = between(&answer.text, &kept, ">");
        assert!(field.contains(&value), "{name} is kept");
        assert!(field.contains("aria-invalid"), "{name}");
    }
    let none: Vec<_> = PROFILE_FORM
        .into_iter()
        .filter(|(name, _)| !name.starts_with("language_"))
        .collect();
    let answer = owner.post(&page, PROFILE, &none).await.expect(422);
    assert!(answer.text.contains("Tick at least one language."));
    assert_eq!(world.get("/v1/merchant").await.expect(200).json(), before);
}

#[tokio::test]
async fn r4_an_owner_whose_gateway_is_off_finds_the_way_out_and_connects() {
    let world = World::demo().await;
    let mut owner = Browser::sign_in(&world, "demo-harbour").await;
    let list = owner.get("/desk/bookings?q=HW-2001").await.expect(200);
    let path = format!(
        "/desk/bookings/bsk_{}",
        between(&list.text, "/desk/bookings/bsk_", "\"")
    );
    let basket = owner.get(&path).await.expect(200);
    assert!(basket.text.contains("Set up the payment gateway</a>"));
    assert!(
        basket
            .text
            .contains("The payment gateway is off for this merchant")
    );

    // Connecting leads to Stripe; before the account is set up there, it waits.
    let page = owner.get(PAYMENTS).await.expect(200);
    assert!(page.text.contains(">Off</span>"));
    let connect = format!("{PAYMENTS}/connect");
    let choice = [("choice", "connected")];
    let waiting = owner.post(&page, &connect, &choice).await.expect(200);
    let set_up = between(&waiting.text, "<a class=\"button primary\" href=\"", "\"").to_owned();
    assert!(set_up.starts_with(&world.stack.stripe), "{set_up}");
    let page = owner.get(PAYMENTS).await.expect(200);
    assert!(page.text.contains("Waiting for Stripe"));
    let basket = owner.get(&path).await.expect(200);
    assert!(
        basket
            .text
            .contains("Stripe does not let your account take payments yet")
    );
    let same = owner.post(&page, &format!("{PAYMENTS}/refresh"), &[]).await;
    let same = follow(&mut owner, same).await;
    assert!(
        same.text
            .contains("Stripe does not let the account take payments yet")
    );

    // The link of the page makes a new address each time; after the set-up, Stripe leads back.
    let again = owner.get(&format!("{PAYMENTS}/continue")).await.expect(303);
    assert!(again.header("location").starts_with(&world.stack.stripe));
    let done = world
        .submit(again.header("location"), &[])
        .await
        .expect(303);
    let back = done.header("location").replace(&world.stack.url, "");
    assert_eq!(back, format!("{PAYMENTS}/return"));
    let back = owner.get(&back).await;
    let enabled = follow(&mut owner, back).await;
    assert!(enabled.text.contains("Your Stripe account takes payments."));
    assert!(enabled.text.contains(">On</span>"));
    let basket = owner.get(&path).await.expect(200);
    assert!(basket.text.contains("Create payment link for this basket"));

    // There is nothing to go on with any more, and it can be turned off.
    let nothing = owner.get(&format!("{PAYMENTS}/continue")).await.expect(303);
    assert_eq!(nothing.header("location"), PAYMENTS);
    let dialog = owner
        .get(&format!("{PAYMENTS}?dialog=disconnect"))
        .await
        .expect(200);
    assert!(dialog.text.contains("What stops") && dialog.text.contains("can still be refunded"));
    let off = owner
        .post(&dialog, &format!("{PAYMENTS}/disconnect"), &[])
        .await;
    let off = follow(&mut owner, off).await;
    assert!(off.text.contains("Payments are off."));
    assert!(off.text.contains("Connect your Stripe account again"));
    let basket = owner.get(&path).await.expect(200);
    assert!(!basket.text.contains("Create payment link for this basket"));
}

#[tokio::test]
async fn r4_an_admin_sees_how_the_gateway_is_and_who_can_change_it() {
    let world = World::demo().await;
    let mut admin = Browser::sign_in(&world, "demo-admin").await;
    let page = admin
        .get(&format!("{PAYMENTS}?dialog=disconnect"))
        .await
        .expect(200);
    assert!(page.text.contains("Only an owner can change this"));
    assert!(!page.text.contains("<dialog"));
    let mut owner = Browser::sign_in(&world, "demo-owner").await;
    let page = owner.get(PAYMENTS).await.expect(200);
    let off = owner
        .post(&page, &format!("{PAYMENTS}/disconnect"), &[])
        .await;
    follow(&mut owner, off).await;
    let list = admin.get("/desk/bookings?q=LA-1010").await.expect(200);
    let path = format!(
        "/desk/bookings/bsk_{}",
        between(&list.text, "/desk/bookings/bsk_", "\"")
    );
    let basket = admin.get(&path).await.expect(200);
    assert!(!basket.text.contains("Set up the payment gateway</a>"));
    assert!(
        basket.text.contains("owner can set it up"),
        "the sentence for others"
    );
}

/// The id of the row that has this text in it.
fn id_of(page: &Answer, prefix: &str, text: &str) -> String {
    let row = page
        .text
        .split("<tr>")
        .skip(1)
        .find(|row| row.contains(text))
        .unwrap_or_else(|| panic!("no row of {text}"));
    let id = between(row, prefix, "/");
    id.to_owned()
}

#[tokio::test]
async fn r24_somebody_is_invited_comes_changes_role_and_leaves() {
    let world = World::start().await;
    let mut owner = Browser::sign_in(&world, "demo-owner").await;
    let page = owner.get(TEAM).await.expect(200);
    assert!(page.text.contains("Emma Employee"));
    let form = [
        ("email", "newcomer@paylink.test"),
        ("name", ""),
        ("role", "employee"),
    ];
    let invited = owner.post(&page, TEAM, &form).await;
    let twice = owner.post(&page, TEAM, &form).await;
    assert_eq!(invited.header("location"), twice.header("location"));
    let page = follow(&mut owner, invited).await;
    for text in ["The invitation was sent.", ">Invited<", "Email sent"] {
        assert!(page.text.contains(text), "{text}");
    }
    let mails = world.mails_to("newcomer@paylink.test").await;
    assert_eq!(mails.len(), 1, "two presses are one mail");
    assert!(mails[0]["text"].as_str().unwrap().contains("/desk"));
    let user = id_of(&page, "/desk/settings/team/", "newcomer@paylink.test");
    let again = format!("{TEAM}/{user}/invitation");
    let again = owner.post(&page, &again, &[]).await;
    let page = follow(&mut owner, again).await;
    assert!(page.text.contains("The invitation was sent again."));
    assert_eq!(world.mails_to("newcomer@paylink.test").await.len(), 2);

    let same = owner.post(&page, TEAM, &form).await.expect(409);
    assert!(
        same.text
            .contains("Somebody with this address is in the team already.")
    );
    assert!(
        same.text.contains("value=\"newcomer@paylink.test\""),
        "what was typed is kept"
    );

    let mut newcomer = Browser::sign_in(&world, "demo-newcomer").await;
    let home = newcomer.get("/desk/bookings").await.expect(200);
    assert!(!home.text.contains("href=\"/desk/settings\""));
    let page = owner.get(TEAM).await.expect(200);
    assert!(!page.text.contains(">Invited<"));
    let role = [("role", "admin")];
    let changed = owner
        .post(&page, &format!("{TEAM}/{user}/role"), &role)
        .await;
    let page = follow(&mut owner, changed).await;
    assert!(page.text.contains("The role was changed."));
    newcomer.get(PROFILE).await.expect(200);
    let late = owner
        .post(&page, &format!("{TEAM}/{user}/invitation"), &[])
        .await;
    assert!(late.expect(409).text.contains("has signed in already"));

    let dialog = owner
        .get(&format!("{TEAM}?remove={user}"))
        .await
        .expect(200);
    assert!(
        dialog
            .text
            .contains("API keys that they made go on working")
    );
    let removed = owner
        .post(&dialog, &format!("{TEAM}/{user}/remove"), &[])
        .await;
    let page = follow(&mut owner, removed).await;
    assert!(page.text.contains("The person was removed"));
    assert!(!page.text.contains("newcomer@paylink.test"));
    newcomer.get("/desk/bookings").await.expect(403);
}

#[tokio::test]
async fn r24_the_last_owner_is_told_why_they_stay() {
    let world = World::start().await;
    let mut owner = Browser::sign_in(&world, "demo-owner").await;
    let page = owner.get(TEAM).await.expect(200);
    let olivia = id_of(&page, "/desk/settings/team/", "Olivia Owner");
    let emma = id_of(&page, "/desk/settings/team/", "Emma Employee");
    let before = world.everything().await;
    let remove = format!("{TEAM}/{olivia}/remove");
    let demote = format!("{TEAM}/{olivia}/role");
    for (path, form) in [(&remove, vec![]), (&demote, vec![("role", "admin")])] {
        let refused = owner.post(&page, path, &form).await.expect(409);
        assert!(refused.text.contains("This is the last owner"), "{path}");
    }
    let unknown = owner
        .post(&page, &demote, &[("role", "king")])
        .await
        .expect(422);
    assert!(unknown.text.contains("Choose one of the roles."));
    assert_eq!(world.everything().await, before);

    // With another owner they can go, and find themselves outside.
    let crowned = owner
        .post(&page, &format!("{TEAM}/{emma}/role"), &[("role", "owner")])
        .await;
    follow(&mut owner, crowned).await;
    let left = owner.post(&page, &remove, &[]).await.expect(303);
    assert_eq!(left.header("location"), "/desk/bookings");
    owner.get("/desk/bookings").await.expect(403);
}

#[tokio::test]
async fn an_invitation_that_cannot_go_says_so() {
    let world = World::start().await;
    let mut owner = Browser::sign_in(&world, "demo-owner").await;
    let page = owner.get(TEAM).await.expect(200);
    for email in ["", "nobody", "a@b@c"] {
        let form = [("email", email), ("name", "Nina"), ("role", "admin")];
        let answer = owner.post(&page, TEAM, &form).await.expect(422);
        assert!(answer.text.contains("Enter an address such as"));
        assert!(answer.text.contains("value=\"Nina\""));
    }
    let form = [
        ("email", "nina@reject.example"),
        ("name", "Nina"),
        ("role", "admin"),
    ];
    let invited = owner.post(&page, TEAM, &form).await;
    let page = follow(&mut owner, invited).await;
    assert!(page.text.contains("but the email did not go") && page.text.contains("Email failed"));
    let nina = id_of(&page, "/desk/settings/team/", "nina@reject.example");
    let again = owner
        .post(&page, &format!("{TEAM}/{nina}/invitation"), &[])
        .await;
    assert!(
        follow(&mut owner, again)
            .await
            .text
            .contains("The email did not go.")
    );
}

#[tokio::test]
async fn r25_a_key_is_shown_once_works_and_is_revoked() {
    let world = World::start().await;
    let mut owner = Browser::sign_in(&world, "demo-owner").await;
    let page = owner.get(KEYS).await.expect(200);
    assert!(page.text.contains("Booking system"));
    let wrong = owner
        .post(&page, KEYS, &[("name", " "), ("role", "admin")])
        .await;
    assert!(wrong.expect(422).text.contains("Enter a name for the key."));
    let form = [("name", "Till"), ("role", "employee")];
    let made = owner.post(&page, KEYS, &form).await.expect(200);
    let key = secret(&made);
    assert!(key.starts_with("sk_") && key.len() == 46, "{key}");
    assert_eq!(made.header("cache-control"), "no-store");
    // A reload finds what was made, and shows it no more.
    let again = owner.post(&page, KEYS, &form).await.expect(200);
    assert!(!again.text.contains(&key) && again.text.contains("cannot be shown again"));
    let page = owner.get(KEYS).await.expect(200);
    assert!(!page.text.contains(&key));
    assert_eq!(page.text.matches(">Till</th>").count(), 1);
    assert!(page.text.contains("by Olivia Owner") && page.text.contains(">Never</span>"));

    let with_key = |key: &str| {
        let url = format!("{}/v1/baskets", world.stack.url);
        world.client.get(url).bearer_auth(key).send()
    };
    assert_eq!(with_key(&key).await.unwrap().status(), 200);
    let id = between(&page.text, "Till</th>", "</tr>");
    let id = between(id, "name=\"revoke\" value=\"", "\"").to_owned();
    let dialog = owner.get(&format!("{KEYS}?revoke={id}")).await.expect(200);
    assert!(dialog.text.contains("Revoke the key “Till”?"));
    let revoke = format!("{KEYS}/{id}/revoke");
    let revoked = owner.post(&dialog, &revoke, &[]).await;
    let page = follow(&mut owner, revoked).await;
    assert!(page.text.contains("The API key was revoked."));
    assert!(!page.text.contains(">Till</th>"));
    owner.post(&page, &revoke, &[]).await.expect(404);
    owner
        .post(&page, &format!("{KEYS}/x/revoke"), &[])
        .await
        .expect(404);
}

/// The path of the endpoint that a page shows.
fn endpoint_path(page: &Answer) -> String {
    let id = between(&page.text, "action=\"/desk/settings/webhooks/we_", "\"");
    format!("{WEBHOOKS}/we_{id}")
}

#[tokio::test]
async fn an_endpoint_is_made_changed_and_deleted() {
    let world = World::start().await;
    let mut admin = Browser::sign_in(&world, "demo-admin").await;
    let page = admin.get(WEBHOOKS).await.expect(200);
    assert!(page.text.contains("No endpoints"));
    for url in [
        "",
        "http://shop.example.com/",
        "https://10.0.0.1/",
        "https://a:b@shop.example.com/",
    ] {
        let form = [("url", url), ("description", "Shop"), ("events", "all")];
        let wrong = admin.post(&page, WEBHOOKS, &form).await.expect(422);
        assert!(wrong.text.contains("id=\"url-error\""), "{url}");
        assert!(wrong.text.contains("value=\"Shop\""));
    }
    let none = [
        ("url", "https://shop.example.com/hooks"),
        ("events", "chosen"),
    ];
    let none = admin.post(&page, WEBHOOKS, &none).await.expect(422);
    assert!(none.text.contains("Tick at least one event"));

    let form = [
        ("url", "https://shop.example.com/hooks"),
        ("description", ""),
        ("events", "chosen"),
        ("basket.paid", "yes"),
    ];
    let made = admin.post(&page, WEBHOOKS, &form).await.expect(200);
    let first = secret(&made);
    assert!(first.starts_with("whsec_"), "{first}");
    let again = admin.post(&page, WEBHOOKS, &form).await.expect(200);
    assert!(!again.text.contains(&first) && again.text.contains("cannot be shown again"));
    let path = endpoint_path(&made);
    let shown = admin.get(&path).await.expect(200);
    assert!(shown.text.contains("basket.paid") && !shown.text.contains(&first));
    assert!(shown.text.contains("Nothing was sent yet."));

    let dialog = admin
        .get(&format!("{path}?dialog=rotate"))
        .await
        .expect(200);
    assert!(dialog.text.contains("24 hours"));
    let rotated = admin
        .post(&dialog, &format!("{path}/rotate"), &[])
        .await
        .expect(200);
    assert_ne!(secret(&rotated), first);
    assert!(
        rotated
            .text
            .contains("signed with the secret before the last one as well")
    );

    let off = admin.post(&shown, &format!("{path}/disable"), &[]).await;
    let off = follow(&mut admin, off).await;
    assert!(off.text.contains("Turned off by your team since"));
    let on = admin.post(&off, &format!("{path}/enable"), &[]).await;
    assert!(
        follow(&mut admin, on)
            .await
            .text
            .contains(">Enabled</span>")
    );

    let edit = admin
        .get(&format!("{path}?edit=endpoint"))
        .await
        .expect(200);
    let wrong = [("url", "ftp://shop.example.com"), ("events", "all")];
    let wrong = admin.post(&edit, &path, &wrong).await.expect(422);
    assert!(wrong.text.contains("value=\"ftp://shop.example.com\""));
    let all = [("url", "https://shop.example.com/new"), ("events", "all")];
    let saved = admin.post(&edit, &path, &all).await;
    let saved = follow(&mut admin, saved).await;
    assert!(
        saved.text.contains("https://shop.example.com/new") && saved.text.contains("All events")
    );

    let deleted = admin.post(&saved, &format!("{path}/delete"), &[]).await;
    assert!(
        follow(&mut admin, deleted)
            .await
            .text
            .contains("No endpoints")
    );
    admin.get(&path).await.expect(404);
    admin.get(&format!("{WEBHOOKS}/x")).await.expect(404);
}

#[tokio::test]
async fn another_merchants_endpoint_is_not_there() {
    let world = World::demo().await;
    let made = world
        .post(
            "/v1/webhook-endpoints",
            json!({"url": "https://shop.example.com/hooks"}),
        )
        .await
        .expect(201)
        .json();
    let path = format!("{WEBHOOKS}/{}", made["id"].as_str().unwrap());
    let mut harbour = Browser::sign_in(&world, "demo-harbour").await;
    let page = harbour.get(WEBHOOKS).await.expect(200);
    assert!(!page.text.contains("shop.example.com"));
    harbour.get(&path).await.expect(404);
    for action in ["rotate", "disable", "delete"] {
        let path = format!("{path}/{action}");
        harbour.post(&page, &path, &[]).await.expect(404);
    }
    world
        .call(Method::GET, "/v1/webhook-endpoints", None)
        .await
        .expect(200);
}

#[tokio::test]
async fn deliveries_are_listed_by_page_and_sent_again() {
    let world = World::start().await;
    let receiver = Receiver::start(&["500 Internal Server Error\r\n"]);
    let mut owner = Browser::sign_in(&world, "demo-owner").await;
    let page = owner.get(WEBHOOKS).await.expect(200);
    let form = [("url", receiver.url.as_str()), ("events", "all")];
    let made = owner.post(&page, WEBHOOKS, &form).await.expect(200);
    let path = endpoint_path(&made);
    let basket = world.basket().await;
    for _ in 0..26 {
        world.link(&basket, json!({})).await;
    }
    world.stack.drain_stream().await.unwrap();
    let page = owner.get(&path).await.expect(200);
    let link = format!("<a href=\"/desk/bookings/{basket}\">payment_link.created</a>");
    assert_eq!(page.text.matches(&link).count(), 25);
    assert!(page.text.contains(">Waiting</span>") && page.text.contains("500"));
    let next = between(&page.text, "<a class=\"button\" href=\"", "\"").replace("&#38;", "&");
    let rest = owner.get(next.split('#').next().unwrap()).await.expect(200);
    assert_eq!(rest.text.matches(&link).count(), 1);
    assert!(rest.text.contains("Back to the start") && !rest.text.contains("rel=\"next\""));
    let nonsense = owner.get(&format!("{path}?cursor=x")).await.expect(200);
    assert_eq!(nonsense.text.matches(&link).count(), 25);

    receiver.answers(&["200 OK\r\n"]);
    let sent = receiver.posts().len();
    let event = between(&rest.text, "/deliveries/", "/").to_owned();
    let replay = format!("{path}/deliveries/{event}/replay");
    let replayed = owner.post(&rest, &replay, &[]).await.expect(303);
    let page = owner
        .get(replayed.header("location").split('#').next().unwrap())
        .await;
    assert!(page.expect(200).text.contains("The event is sent again"));
    world.stack.drain_stream().await.unwrap();
    assert_eq!(receiver.posts().len(), sent + 1);
    let shown = owner.get(&path).await.expect(200);
    let off = owner.post(&shown, &format!("{path}/disable"), &[]).await;
    let off = follow(&mut owner, off).await;
    let refused = owner.post(&off, &replay, &[]).await;
    assert!(refused.status.is_client_error());
    assert!(
        refused
            .text
            .contains("The endpoint is disabled, so nothing is sent to it.")
    );
    let strange = format!("{path}/deliveries/evt_01K9ZZZZZZZZZZZZZZZZZZZZZZ/replay");
    assert!(
        owner
            .post(&off, &strange, &[])
            .await
            .status
            .is_client_error()
    );
}
