use std::collections::BTreeSet;
use std::path::Path;

use askama::Template as _;
use paylink::http::page::source_hash;
use paylink::i18n::Texts;
use paylink_domain::buyer::Language;
use paylink_domain::decide::Command;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::decide::refusal::Refusal;

use super::scene::{Scene, amount, gallery, items, trouble_pages};
use crate::form::PayForm;
use crate::page::Page;
use crate::{ask, receipt, returned};

fn html(page: &Page) -> String {
    page.render().unwrap()
}

/// What a reader sees of a page: its text without marks, one line for each block.
fn words(html: &str) -> String {
    let body = html.split_once("<main").unwrap().1;
    let body = body
        .split_once('>')
        .unwrap()
        .1
        .split_once("</main>")
        .unwrap()
        .0;
    let mut text = String::new();
    for part in body.split('<') {
        let (tag, words) = part.split_once('>').unwrap_or(("", part));
        match tag {
            "/p" | "/h1" | "/h2" | "/li" | "/div" | "/label" => text.push('\n'),
            _ if tag.starts_with("input") => {
                let value = tag
                    .split_once("value='")
                    .unwrap()
                    .1
                    .split_once('\'')
                    .unwrap()
                    .0;
                text.push_str(&format!("[{value}]\n"));
            }
            _ if tag.starts_with("button") || tag.contains("class='button") => text.push_str("> "),
            "/button" | "/a" => text.push('\n'),
            _ if tag.starts_with("span") || tag.starts_with("dd") => text.push(' '),
            _ => {}
        }
        text.push_str(words);
    }
    let lines = text
        .lines()
        .map(|line| line.split(' ').filter(|word| !word.is_empty()));
    let lines = lines.map(|line| line.collect::<Vec<_>>().join(" "));
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn r13_every_state_in_words() {
    for language in [Language::En, Language::De] {
        let text = in_words(&gallery(Some(language)));
        insta::assert_snapshot!(format!("every_state_{}", language.tag()), text);
    }
}

/// Pages by name, as they are read.
fn in_words(pages: &[(&str, Page)]) -> String {
    let texts = pages
        .iter()
        .map(|(name, page)| format!("## {name}\n{}", words(&html(page))));
    texts.collect::<Vec<_>>().join("\n\n")
}

#[test]
fn r13_what_most_guests_see_in_every_language() {
    for language in Language::ALL {
        let mut pages = gallery(Some(language));
        pages.retain(|(name, _)| ["payable", "blocked", "paid", "expired"].contains(name));
        assert_eq!(pages.len(), 4);
        let name = format!("main_states_{}", language.tag());
        insta::assert_snapshot!(name, in_words(&pages));
    }
}

#[test]
fn many_languages_stand_in_a_menu_and_few_in_a_row() {
    let mut scene = Scene::new(AmountRequest::Follow);
    let page = html(&scene.look(None, ask::page));
    assert!(page.contains("<details><summary>"));
    for language in Language::ALL {
        let tag = language.tag();
        let linked = page.contains(&format!("lang={tag}' lang='{tag}' hreflang='{tag}'>"));
        assert_eq!(linked, language != Language::En, "{tag}");
        assert!(page.contains(language.own_name()), "{tag}");
    }

    scene.merchant.languages = vec![Language::De, Language::Fr];
    let page = html(&scene.look(Some(Language::Ar), ask::page));
    assert!(page.contains("<html lang='ar' dir='rtl'>"));
    assert!(!page.contains("<details>"));
    assert_eq!(
        page.matches(" hreflang=").count(),
        2,
        "the merchant's, and the one shown"
    );
    assert!(page.contains("<span lang='ar' aria-current='true'>العربية</span>"));
}

#[test]
fn the_payable_page_as_it_is_sent() {
    let (_, page) = gallery(None).swap_remove(0);
    let page = html(&page).replace(crate::frame::STYLE.as_str(), "[page.css]");
    insta::assert_snapshot!(page);
}

#[test]
fn r13_every_page_is_one_small_request_without_script() {
    let own = gallery(None).into_iter();
    let picked = Language::ALL
        .into_iter()
        .flat_map(|language| gallery(Some(language)));
    for (name, page) in own.chain(picked) {
        let html = html(&page);
        let name = format!("{name} in {:?}", page.frame.language);
        let text = html.to_lowercase();
        assert!(
            html.len() < 13_600,
            "{name}: {} bytes leave no room for headers",
            html.len()
        );
        for no in [
            "<script",
            "javascript:",
            " onload",
            " onclick",
            " style=",
            "<img class='mark logo' src='http",
            "<link rel='style",
            "@import",
        ] {
            assert!(!text.contains(no), "{name}: {no}");
        }
        // A text that is missing shows its key.
        assert!(!words(&html).contains("page-"), "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<style>").count(), 2, "{name}");
        let policy = page.frame.policy("'self' https:");
        for style in html.split("<style>").skip(1) {
            let style = style.split_once("</style>").unwrap().0;
            assert!(policy.contains(&source_hash(style)), "{name}");
        }
        let ids: Vec<&str> = html
            .match_indices(" id='")
            .map(|(at, _)| &html[at..at + 12])
            .collect();
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(ids.len(), unique.len(), "{name}: {ids:?}");
    }
}

/// With the folder `GALLERY` they are written there, to be looked at and proven in a browser.
#[test]
fn gallery_of_every_state_in_every_language() {
    let folder = std::env::var_os("GALLERY").map(|folder| Path::new(&folder).join("guest"));
    if let Some(folder) = &folder {
        std::fs::create_dir_all(folder).unwrap();
    }
    let mut names = BTreeSet::new();
    for language in Language::ALL {
        let pages = gallery(Some(language))
            .into_iter()
            .chain(trouble_pages(language));
        for (name, page) in pages {
            let words = name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
            let file = format!("{}.{}.html", words.replace("--", "-"), language.tag());
            let html = html(&page);
            assert!(html.contains(&format!("<html lang='{}'", language.tag())));
            if let Some(folder) = &folder {
                std::fs::write(folder.join(&file), html).unwrap();
            }
            assert!(names.insert(file), "{name} is there twice");
        }
    }
}

#[test]
fn the_style_has_no_sides() {
    for side in [
        "left",
        "right",
        "margin-top",
        "margin-bottom",
        "padding-top",
        "padding-bottom",
    ] {
        assert!(
            !crate::frame::STYLE.contains(side),
            "{side} does not turn with the direction"
        );
    }
}

#[test]
fn r13_only_what_can_be_paid_has_a_form_to_pay() {
    let pays = [
        "payable",
        "choice",
        "deposit",
        "part paid",
        "part reserved",
        "pressed: wrong amount",
        "pressed: twice at once",
        "logo and terms",
        "pressed: terms not accepted",
    ];
    for (name, page) in gallery(None) {
        let action = page.form.as_ref().map(|form| form.action.as_str());
        let action = action.map(|action| action.rsplit_once('/').unwrap().1 == "new-link");
        let expected = match name {
            "expired" => Some(true),
            name => pays.contains(&name).then_some(false),
        };
        assert_eq!(action, expected, "{name}");
    }
}

#[test]
fn r9_the_page_asks_for_what_the_link_asks_for() {
    let asked = |request, currency: &str| {
        let page = Scene::of(currency, items(), request).look(None, ask::page);
        (page.figure, page.form.unwrap().button)
    };
    let (figure, button) = asked(AmountRequest::Percent(30), "CHF");
    assert_eq!(
        (figure.as_str(), button.as_str()),
        ("CHF\u{a0}121.50", "Pay CHF\u{a0}121.50")
    );
    let (figure, _) = asked(AmountRequest::Follow, "JPY");
    assert_eq!(figure, "¥40,500");
    // Stripe charges dinars in steps of ten fils.
    let (figure, _) = asked(AmountRequest::Minimum(amount(1_000)), "KWD");
    assert_eq!(figure, "KWD\u{a0}40.500");
}

#[test]
fn the_least_to_choose_is_something_that_can_be_charged() {
    let mut scene = Scene::new(AmountRequest::Minimum(amount(5_000)));
    scene.take_cash(amount(40_400));
    let page = scene.look(None, ask::page);
    let form = page.form.unwrap();
    assert_eq!(page.figure, "CHF\u{a0}1.00");
    assert!(form.field.is_none(), "one amount is no choice");
    let mut scene = Scene::new(AmountRequest::Minimum(amount(5_000)));
    scene.take_cash(amount(40_460));
    let page = scene.look(None, ask::page);
    assert!(page.form.is_none(), "0.40 is below the gateway's minimum");
    assert_eq!(page.heading, "This cannot be paid online right now");
}

#[test]
fn hostile_texts_stay_texts() {
    let hostile = "\"><script>alert(1)</script><b x='&\u{202e}{{7*7}}";
    let mut items = items();
    items[0].description = hostile.to_owned();
    items[0].tax_rate = Some(hostile.to_owned());
    items[0].time_zone = Some(hostile.to_owned());
    let mut scene = Scene::of("CHF", items, AmountRequest::Minimum(amount(5_000)));
    scene.pay(Some(amount(10_000)));
    scene.basket.reference = hostile.to_owned();
    scene.basket.buyer.name = hostile.to_owned();
    scene.merchant.name = hostile.to_owned();
    scene.merchant.colour = hostile.to_owned();
    let link = scene.basket.links.first_mut().unwrap();
    link.message = Some(hostile.to_owned());
    link.return_url = Some(format!("https://{hostile}"));
    let pages = [
        scene.look(None, ask::page),
        scene.look(None, |view| {
            ask::wrong_amount(view, &PayForm::saying(Some(hostile), Some(hostile)))
        }),
        scene.look(None, ask::new_link_asked),
        scene.look(None, |view| receipt::page(view, None).unwrap()),
        scene.look(None, |view| {
            let attempt = view.basket.attempts[0].id;
            returned::page(view, Some(attempt), 0).page
        }),
    ];
    for page in pages {
        let html = html(&page);
        for no in ["<script", "<b x", hostile] {
            assert!(!html.contains(no), "{no} in {html}");
        }
        assert!(html.contains("&#60;script&#62;"));
        assert!(html.contains("--accent:#0b5cad"));
    }
}

#[test]
fn the_language_is_the_buyers_until_the_guest_picks_one() {
    let mut scene = Scene::new(AmountRequest::Follow);
    scene.basket.buyer.language = Language::De;
    let token = scene.token();
    let own = html(&scene.look(None, ask::page));
    assert!(own.contains("<html lang='de' dir='ltr'>"));
    assert!(own.contains("Jetzt zu zahlen"));
    assert!(own.contains(&format!("action='/pay/{token}'")));
    assert!(own.contains(&format!(
        "<a href='/pay/{token}?lang=en' lang='en' hreflang='en'>English</a>"
    )));
    let picked = html(&scene.look(Some(Language::En), ask::page));
    assert!(picked.contains("<html lang='en' dir='ltr'>"));
    assert!(picked.contains("Amount due now"));
    assert!(picked.contains(&format!("action='/pay/{token}?lang=en'")));
}

#[test]
fn fields_take_the_numbers_of_their_language() {
    let scene = Scene::new(AmountRequest::Minimum(amount(5_000)));
    let value = |language| {
        scene
            .look(Some(language), ask::page)
            .form
            .unwrap()
            .field
            .unwrap()
            .value
    };
    assert_eq!(value(Language::En), "405.00");
    assert_eq!(value(Language::De), "405,00");
    for language in Language::ALL {
        let read = Texts::of(language).parse_amount(&value(language), scene.basket.currency);
        assert_eq!(read, Some(amount(40_500)), "{language:?}");
    }
}

#[test]
fn r12_a_refused_press_says_what_and_when() {
    let mut scene = Scene::new(AmountRequest::Follow);
    let other = scene.add_link(AmountRequest::Follow);
    scene.begin(other, None);
    let refusal = Refusal::PaymentInProgress { retry_at: None };
    let refused = scene.look(None, |view| {
        ask::refused(view, refusal, &PayForm::default())
    });
    assert_eq!(refused.status, 409);
    assert_eq!(refused.retry_after, Some(35 * 60));
    assert_eq!(refused.page.heading, "Somebody else is paying right now");
    assert!(
        refused.page.paragraphs[1]
            .contains("in about 35 min: after Tuesday, November 24, 2026 at 1:35 PM (UTC+1)")
    );

    let scene = Scene::new(AmountRequest::Minimum(amount(5_000)));
    let refusal = Refusal::AmountAboveOutstanding {
        outstanding: amount(40_500),
    };
    let refused = scene.look(None, |view| {
        ask::refused(view, refusal, &PayForm::saying(Some("999999"), None))
    });
    assert_eq!(refused.status, 422);
    let field = refused.page.form.unwrap().field.unwrap();
    assert_eq!(field.value, "999999");
    assert_eq!(
        field.wrong,
        "Please enter an amount between CHF\u{a0}50.00 and CHF\u{a0}405.00."
    );

    let refused = scene.look(None, |view| {
        ask::refused(view, Refusal::GatewayRefused, &PayForm::default())
    });
    assert_eq!(
        (refused.status.as_u16(), refused.retry_after),
        (503, Some(10))
    );
    let refused = scene.look(None, |view| {
        ask::refused(view, Refusal::GatewayNotEnabled, &PayForm::default())
    });
    assert_eq!(refused.status, 409);
}

#[test]
fn r13_terms_are_accepted_where_the_merchant_has_them() {
    let mut scene = Scene::new(AmountRequest::Minimum(amount(5_000)));
    assert!(!html(&scene.look(None, ask::page)).contains("type='checkbox'"));
    let url = "https://alpine.example/terms?a=1&b=2";
    scene.merchant.terms_url = Some(url.to_owned());
    let page = html(&scene.look(None, ask::page));
    assert!(
        page.contains("name='terms' value='https://alpine.example/terms?a=1&#38;b=2' required>")
    );
    assert!(page.contains("I accept the terms and conditions of Alpine Adventures."));

    let press = |terms| PayForm::saying(Some("60.00"), terms);
    let refused = scene.look(None, |view| {
        ask::refused(view, Refusal::TermsNotAccepted, &press(None))
    });
    assert_eq!(refused.status, 400);
    let form = refused.page.form.unwrap();
    assert_eq!(form.field.unwrap().value, "60.00");
    let terms = form.terms.unwrap();
    assert!(!terms.ticked);
    assert_eq!(terms.wrong, "Please accept the terms and conditions first.");

    // What was ticked stays so while something else is mended.
    let kept = scene.look(None, |view| ask::wrong_amount(view, &press(Some(url))));
    assert!(kept.form.unwrap().terms.unwrap().ticked);
}

#[test]
fn a_logo_stands_in_the_page_or_comes_from_where_the_policy_lets_it() {
    let mut scene = Scene::new(AmountRequest::Follow);
    let policy = |scene: &Scene| {
        let page = scene.look(None, ask::page);
        (html(&page), page.frame.policy("'self'"))
    };
    let (page, plain) = policy(&scene);
    assert!(!page.contains("<img") && plain.contains("img-src data:;"));
    scene.merchant.logo_url = Some("data:image/png;base64,AAAA".to_owned());
    let (page, inside) = policy(&scene);
    assert!(page.contains("src='data:image/png;base64,AAAA' alt=''"));
    assert_eq!(inside, plain);
    scene.merchant.logo_url = Some("https://cdn.example/logo.svg".to_owned());
    let (_, outside) = policy(&scene);
    assert!(outside.contains("img-src data: https://cdn.example;"));
}

#[test]
fn r5_a_replaced_link_tells_nothing_of_the_booking() {
    let mut scene = Scene::new(AmountRequest::Minimum(amount(5_000)));
    scene.take_cash(amount(3_333));
    scene.pay(Some(amount(10_000)));
    scene.change_buyer();
    let pages = [
        scene.look(None, ask::page),
        scene.look(None, |view| receipt::page(view, None).unwrap()),
        scene.look(None, |view| {
            let attempt = view.basket.attempts[0].id;
            returned::page(view, Some(attempt), 0).page
        }),
    ];
    for page in pages {
        let html = html(&page);
        for no in ["Carla", "Anna", "paragliding", "33.33", "405.00", "Reto"] {
            assert!(!html.contains(no), "{no} in {html}");
        }
    }
}

#[test]
fn a_receipt_is_of_payments_that_the_link_may_show() {
    let mut scene = Scene::new(AmountRequest::Minimum(amount(5_000)));
    scene.take_cash(amount(3_333));
    scene.pay(Some(amount(10_000)));
    let [cash, card] = [scene.basket.payments[0].id, scene.basket.payments[1].id];
    let of = |scene: &Scene, id| {
        scene.look(None, |view| {
            receipt::page(view, Some(id)).map(|page| page.payments.len())
        })
    };
    assert_eq!((of(&scene, cash), of(&scene, card)), (Some(1), Some(1)));
    let unknown = "pay_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap();
    assert_eq!(of(&scene, unknown), None);
    let all = html(&scene.look(None, |view| receipt::page(view, None).unwrap()));
    assert!(all.contains("for Anna Muster"));
    assert!(!all.contains("Reto"), "what staff noted is theirs");
    scene.change_buyer();
    assert_eq!((of(&scene, cash), of(&scene, card)), (None, Some(1)));
}

#[test]
fn only_https_leads_back_to_the_merchant() {
    let mut scene = Scene::new(AmountRequest::Follow);
    scene.pay(None);
    let mut way = |url: &str| {
        scene.basket.links[0].return_url = Some(url.to_owned());
        scene.look(None, |view| view.way_back().map(|way| way.label))
    };
    assert_eq!(
        way("https://shop.example/a?b=c"),
        Some("Continue to shop.example".to_owned())
    );
    assert_eq!(
        way("https://bank.example@evil.example/"),
        Some("Continue to evil.example".to_owned())
    );
    for no in [
        "http://shop.example/",
        "javascript:alert(1)",
        "//shop.example",
        "/done",
        "https://",
        "https:///x",
        "",
    ] {
        assert_eq!(way(no), None, "{no}");
    }
}

#[test]
fn r16_the_return_page_looks_again_a_few_times() {
    let mut scene = Scene::new(AmountRequest::Follow);
    let attempt = scene.begin(scene.link_id, None);
    let again = |round| {
        scene.look(Some(Language::De), |view| {
            returned::page(view, Some(attempt), round).again
        })
    };
    let token = scene.token();
    let url = format!("/pay/{token}/done?attempt={attempt}&round=10&lang=de");
    assert_eq!(again(9), Some(url));
    assert_eq!(again(10), None);
}

#[test]
fn r11_an_attempt_that_is_not_of_this_link_shows_the_link() {
    let mut scene = Scene::new(AmountRequest::Follow);
    let other = scene.add_link(AmountRequest::Amount(amount(10_000)));
    let others = scene.begin(other, None);
    let unknown = "att_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap();
    let link = html(&scene.look(None, ask::page));
    for attempt in [None, Some(others), Some(unknown)] {
        let returned = scene.look(None, |view| returned::page(view, attempt, 0));
        assert_eq!(html(&returned.page), link);
        assert_eq!(returned.again, None);
    }
}

#[test]
fn r15_money_that_came_to_a_cancelled_basket_is_thanked_for() {
    let mut scene = Scene::new(AmountRequest::Follow);
    let attempt = scene.begin(scene.link_id, None);
    scene.command(&Command::CancelBasket { confirm: true });
    scene.capture(attempt);
    let page = scene.look(None, |view| returned::page(view, Some(attempt), 0).page);
    assert_eq!(page.heading, "Thank you, your payment was received");
    assert!(page.paragraphs[0].contains("will contact you about your money"));
}

#[test]
fn a_large_basket_is_shown_whole() {
    let mut many = items();
    many.resize(100, many[1].clone());
    let page = Scene::of("CHF", many, AmountRequest::Follow).look(None, ask::page);
    assert_eq!(page.items.len(), 100);
    assert!(html(&page).len() < 40_000);
}
