//! What the pages of a link say and offer in the states of its basket.

use paylink_domain::buyer::Language;
use paylink_domain::decide::Command;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::decide::refusal::Refusal;
use paylink_text::Texts;

use super::gallery::gallery;
use super::scene::{Scene, amount, html, items};
use crate::form::PayForm;
use crate::{ask, receipt, returned};

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
