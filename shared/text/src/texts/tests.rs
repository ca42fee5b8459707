use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// What a text is besides its key: the variables that it uses, and its words.
type Keys = BTreeMap<String, (BTreeSet<String>, String)>;

/// The keys of a file with the variables and the text of each.
fn keys(source: &str) -> Result<Keys, String> {
    if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
        return Err(format!("the file has syntax errors: {errors:?}"));
    }
    let mut keys = Keys::new();
    let mut key = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let words = match line.split_once(" =") {
            Some((name, words)) if !line.starts_with(' ') => {
                key = name.to_owned();
                if keys.insert(key.clone(), Default::default()).is_some() {
                    return Err(format!("{key} stands twice"));
                }
                words
            }
            _ if line.is_empty() => continue,
            _ => line,
        };
        let (variables, text) = keys.get_mut(&key).ok_or("a text without a key")?;
        text.push_str(words);
        for part in words.split('$').skip(1) {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            variables.insert(part[..end.unwrap_or(part.len())].to_owned());
        }
    }
    Ok(keys)
}

/// Texts that are the same in English and in a language of another script.
const SAME: [&str; 1] = ["tickets-preview"];

/// How a file differs from the English one.
fn differences(english: &str, other: &str, other_script: bool) -> Result<Vec<String>, String> {
    let (english, other) = (keys(english)?, keys(other)?);
    let mut found = Vec::new();
    for (key, (variables, text)) in &english {
        match other.get(key) {
            None => found.push(format!("{key} is missing")),
            Some((theirs, _)) if theirs != variables => {
                found.push(format!("{key} has other variables: {theirs:?}"));
            }
            Some((_, theirs)) if theirs.trim().is_empty() => found.push(format!("{key} is empty")),
            Some((_, theirs)) if other_script && theirs == text && !SAME.contains(&&**key) => {
                found.push(format!("{key} is not translated"));
            }
            Some(_) => {}
        }
    }
    let extra = other.keys().filter(|key| !english.contains_key(*key));
    found.extend(extra.map(|key| format!("{key} is extra")));
    Ok(found)
}

#[test]
fn every_language_has_the_same_keys_and_variables() {
    for language in Language::ALL {
        let other_script = [Language::Ja, Language::Zh, Language::Ar].contains(&language);
        for files in [pages, mails] {
            for (english, other) in std::iter::zip(files(Language::En), files(language)) {
                let found = differences(english, other, other_script);
                assert_eq!(found, Ok(Vec::new()), "{}.ftl", language.tag());
            }
        }
    }
}

#[test]
fn a_file_that_differs_is_noticed() {
    let english = "a = One { $x }\nb = Two\n";
    let found = |other| differences(english, other, true);
    assert_eq!(found("a = Ein { $x }\nb = Zwei\n"), Ok(Vec::new()));
    assert_eq!(found("a = Ein { $x }\n"), Ok(vec!["b is missing".into()]));
    assert_eq!(
        found("a = Ein { $x }\nb = Two\nc = Drei\n"),
        Ok(vec!["b is not translated".into(), "c is extra".into()])
    );
    for other in ["a = Ein\nb = Zwei\n", "a = { $x } { $y }\nb = Zwei\n"] {
        assert_eq!(found(other).unwrap().len(), 1, "{other}");
    }
    for other in ["a = Ein { $x }\nb = Zwei\nb = Zwei\n", "a = Ein { $x\n"] {
        assert!(found(other).is_err(), "{other}");
    }
}

#[test]
fn variables_are_put_in() {
    let texts = Texts::of_mails(Language::De);
    let greeting = texts.with("mail-greeting", &[("name", "Anna")]);
    assert_eq!(greeting, "Guten Tag Anna,");
}

#[test]
fn what_is_put_into_arabic_keeps_to_itself() {
    let greeting = |language| Texts::of_mails(language).with("mail-greeting", &[("name", "Anna")]);
    assert!(greeting(Language::Ar).contains("\u{2068}Anna\u{2069}"));
    assert!(!greeting(Language::Fr).contains('\u{2068}'));
}

/// A number in the form that a language asks for, through Fluent itself.
fn category(language: Language, number: usize) -> String {
    const PROBE: &str = "probe = { $n ->\n [zero] zero\n [one] one\n [two] two\n [few] few\n \
                         [many] many\n *[other] other\n }\n";
    let mut bundle = read(language, pages);
    let probe = FluentResource::try_new(PROBE.to_owned()).unwrap();
    bundle.add_resource_overriding(probe);
    let pattern = bundle.get_message("probe").unwrap().value().unwrap();
    let mut arguments = FluentArgs::new();
    arguments.set("n", FluentValue::from(number));
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
    text.into_owned()
}

#[test]
fn plurals_equal_those_of_intl() {
    let cases: Vec<(Language, Vec<(usize, String)>)> =
        serde_json::from_str(include_str!("../intl_plurals.json")).unwrap();
    assert_eq!(cases.len(), Language::ALL.len());
    for (language, numbers) in cases {
        assert!(numbers.len() > 200);
        for (number, expected) in numbers {
            // Fluent's rules do not know that 103 counts as 3 does. No text of ours counts so far:
            // an item has at most 100 guests, and nobody is told to wait for more than 35 minutes.
            if language == Language::Ar && number > 102 {
                continue;
            }
            assert_eq!(
                category(language, number),
                expected,
                "{language:?} {number}"
            );
        }
    }
}

#[test]
fn a_number_of_guests_is_named_in_every_form() {
    let guests = |language, count| {
        let text = Texts::of(language).with_number("page-guests", ("count", count), &[]);
        text.replace(['\u{2068}', '\u{2069}'], "")
    };
    assert_eq!(guests(Language::En, 1), "1 guest");
    assert_eq!(guests(Language::En, 2), "2 guests");
    assert_eq!(guests(Language::Pl, 1), "1 gość");
    assert_eq!(guests(Language::Pl, 3), "3 gości");
    assert_eq!(guests(Language::Ar, 2), "ضيفان");
    assert_eq!(guests(Language::Ar, 5), "5 ضيوف");
    assert_eq!(guests(Language::Ar, 11), "11 ضيفًا");
    assert_eq!(guests(Language::Ar, 100), "100 ضيف");
    for language in Language::ALL {
        assert!(!guests(language, 2).contains('{'), "{language:?}");
    }
}
