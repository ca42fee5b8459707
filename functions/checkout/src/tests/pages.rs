//! What holds for every page: its words, its size, that it has no script, that texts stay texts.

use std::collections::BTreeSet;
use std::path::Path;

use paylink_domain::buyer::Language;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_http::page::source_hash;

use super::gallery::{gallery, trouble_pages};
use super::scene::{Scene, amount, html, items};
use crate::form::PayForm;
use crate::page::Page;
use crate::{ask, receipt, returned};

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
