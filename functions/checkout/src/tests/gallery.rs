//! Every page that a guest can meet, by name.

use jiff::SignedDuration;
use paylink_domain::apply::Fact;
use paylink_domain::buyer::Language;
use paylink_domain::decide::Command;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::decide::refusal::Refusal;
use paylink_domain::merchant::GatewaySetup;
use paylink_domain::money::Amount;

use super::scene::{Scene, amount};
use crate::form::PayForm;
use crate::page::Page;
use crate::trouble::Trouble;
use crate::{ask, receipt, returned};

/// A mountain as an SVG in base64.
const LOGO: &str = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA0NCA0NCI+PHBhdGggZmlsbD0iIzBmNzY2ZSIgZD0iTTQgMzQgMTggMTBsOCAxMyA0LTYgMTAgMTd6Ii8+PC9zdmc+";

/// Every page that a link can show, by name.
pub fn gallery(picked: Option<Language>) -> Vec<(&'static str, Page)> {
    let mut pages = link_pages(picked);
    pages.extend(refused_pages(picked));
    pages.extend(returned_pages(picked));
    pages.extend(receipt_pages(picked));
    pages
}

/// The pages that know no link.
pub fn trouble_pages(language: Language) -> Vec<(&'static str, Page)> {
    [
        ("trouble: not found", Trouble::NotFound),
        ("trouble: another site", Trouble::CrossSite),
        ("trouble: unreadable", Trouble::WrongType),
        ("trouble: unavailable", Trouble::Unavailable),
    ]
    .into_iter()
    .map(|(name, trouble)| (name, trouble.page(language)))
    .collect()
}

fn link_pages(picked: Option<Language>) -> Vec<(&'static str, Page)> {
    [payable_scenes(), busy_scenes(), settled_scenes()]
        .into_iter()
        .flatten()
        .map(|(name, scene)| (name, scene.look(picked, ask::page)))
        .collect()
}

/// Something can be paid.
fn payable_scenes() -> Vec<(&'static str, Scene)> {
    let fresh = Scene::new(AmountRequest::Follow);
    let mut scenes = vec![("payable", fresh.clone())];
    let mut scene = fresh.clone();
    scene.merchant.terms_url = Some("https://alpine.example/terms".to_owned());
    scene.merchant.logo_url = Some(format!("data:image/svg+xml;base64,{LOGO}"));
    scenes.push(("logo and terms", scene));
    scenes.push(("choice", Scene::new(AmountRequest::Minimum(amount(5_000)))));
    let mut scene = Scene::new(AmountRequest::Percent(30));
    scenes.push(("deposit", scene.clone()));
    let attempt = scene.pay(None);
    scenes.push(("deposit paid", scene.clone()));
    scene.refund(attempt, amount(2_000));
    scenes.push(("deposit paid, part refunded", scene));

    let mut scene = Scene::new(AmountRequest::Minimum(amount(5_000)));
    scene.pay(Some(amount(10_500)));
    scenes.push(("part paid", scene));

    let mut scene = fresh;
    let other = scene.add_link(AmountRequest::Amount(amount(20_000)));
    scene.begin(other, None);
    scenes.push(("part reserved", scene));
    scenes
}

/// Somebody is paying.
fn busy_scenes() -> Vec<(&'static str, Scene)> {
    let fresh = Scene::new(AmountRequest::Follow);
    let mut scenes = Vec::new();
    let mut scene = fresh.clone();
    let other = scene.add_link(AmountRequest::Follow);
    let attempt = scene.begin(other, None);
    scene.later(SignedDuration::from_mins(4));
    scenes.push(("blocked", scene.clone()));
    scene.later(SignedDuration::from_mins(40));
    scenes.push(("blocked, its session ended", scene.clone()));
    scene.process(attempt);
    scenes.push(("others under way", scene));

    let mut scene = fresh;
    let attempt = scene.begin(scene.link_id, None);
    scene.process(attempt);
    scenes.push(("under way", scene));
    scenes
}

/// Nothing can be paid any more, or nothing online.
fn settled_scenes() -> Vec<(&'static str, Scene)> {
    let fresh = Scene::new(AmountRequest::Follow);
    let mut scenes = Vec::new();
    let mut scene = fresh.clone();
    let attempt = scene.pay(None);
    scenes.push(("paid", scene.clone()));
    scene.refund(attempt, amount(40_500));
    scenes.push(("all refunded", scene));

    let mut scene = fresh.clone();
    let mut items = scene.basket.items.clone();
    for item in &mut items {
        item.unit_amount = Amount::ZERO;
    }
    scene.command(&Command::ChangeItems {
        items,
        confirm: false,
    });
    scenes.push(("nothing due", scene));

    let mut scene = fresh.clone();
    scene.later(SignedDuration::from_hours(15 * 24));
    scenes.push(("expired", scene));

    let mut scene = fresh.clone();
    scene.command(&Command::CancelLink {
        link_id: scene.link_id,
        confirm: false,
    });
    scenes.push(("cancelled", scene));

    let mut scene = Scene::new(AmountRequest::Minimum(amount(5_000)));
    scene.pay(Some(amount(10_000)));
    scene.change_buyer();
    scenes.push(("superseded", scene));

    let mut scene = fresh;
    scene.merchant.gateway = GatewaySetup::Off;
    scenes.push(("gateway off", scene));
    scenes
}

fn refused_pages(picked: Option<Language>) -> Vec<(&'static str, Page)> {
    let follow = Scene::new(AmountRequest::Follow);
    let choice = Scene::new(AmountRequest::Minimum(amount(5_000)));
    vec![
        (
            "pressed: wrong amount",
            choice.look(picked, |view| {
                ask::wrong_amount(view, &PayForm::saying(Some("12x"), None))
            }),
        ),
        ("pressed: twice at once", {
            let refusal = Refusal::PaymentInProgress { retry_at: None };
            follow.look(picked, |view| {
                ask::refused(view, refusal, &PayForm::default()).page
            })
        }),
        ("pressed: terms not accepted", {
            let mut scene = choice.clone();
            scene.merchant.terms_url = Some("https://alpine.example/terms".to_owned());
            let form = PayForm::saying(Some("60.00"), None);
            scene.look(picked, |view| {
                ask::refused(view, Refusal::TermsNotAccepted, &form).page
            })
        }),
        ("pressed: gateway refused", {
            follow.look(picked, |view| {
                ask::refused(view, Refusal::GatewayRefused, &PayForm::default()).page
            })
        }),
        ("new link asked", follow.look(picked, ask::new_link_asked)),
    ]
}

fn returned_pages(picked: Option<Language>) -> Vec<(&'static str, Page)> {
    let back = |scene: &Scene, attempt, round| {
        scene.look(picked, |view| {
            returned::page(view, Some(attempt), round).page
        })
    };
    let mut pages = Vec::new();
    let mut scene = Scene::new(AmountRequest::Follow);
    let attempt = scene.begin(scene.link_id, None);
    pages.push(("back: checking", back(&scene, attempt, 0)));
    pages.push(("back: checking for long", back(&scene, attempt, 10)));
    let mut failed = scene.clone();
    failed.fact(&Fact::SessionExpired {
        attempt_id: attempt,
    });
    pages.push(("back: not paid", back(&failed, attempt, 0)));
    let mut processing = scene.clone();
    processing.process(attempt);
    pages.push(("back: under way", back(&processing, attempt, 0)));
    scene.capture(attempt);
    pages.push(("back: thanks", back(&scene, attempt, 0)));
    scene.command(&Command::CancelBasket { confirm: false });
    pages.push(("back: thanks, cancelled", back(&scene, attempt, 0)));

    let mut scene = Scene::new(AmountRequest::Minimum(amount(5_000)));
    let attempt = scene.pay(Some(amount(10_000)));
    pages.push(("back: thanks, some left", back(&scene, attempt, 0)));
    pages
}

fn receipt_pages(picked: Option<Language>) -> Vec<(&'static str, Page)> {
    let receipt = |scene: &Scene| scene.look(picked, |view| receipt::page(view, None).unwrap());
    let mut scene = Scene::new(AmountRequest::Minimum(amount(5_000)));
    let mut pages = vec![("receipt: none", receipt(&scene))];
    scene.take_cash(amount(10_000));
    scene.later(SignedDuration::from_hours(20));
    let attempt = scene.pay(Some(amount(20_000)));
    scene.refund(attempt, amount(5_000));
    pages.push(("receipt: all", receipt(&scene)));
    scene.change_buyer();
    pages.push(("receipt: superseded", receipt(&scene)));
    pages
}
