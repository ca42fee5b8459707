//! Texts, money and dates for guests and staff, from Fluent files compiled in.

mod dates;
mod money;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use jiff::Timestamp;
use unic_langid::LanguageIdentifier;

use crate::domain::buyer::Language;
use crate::domain::money::{Amount, Currency};

type Bundle = FluentBundle<FluentResource>;

static EN: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::En, include_str!("en.ftl")));
static DE: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::De, include_str!("de.ftl")));

/// The texts of one language.
#[derive(Clone, Copy)]
pub struct Texts {
    language: Language,
}

impl Texts {
    /// The texts of this language.
    pub const fn of(language: Language) -> Self {
        Self { language }
    }

    /// The language.
    pub const fn language(self) -> Language {
        self.language
    }

    /// A text without variables. A missing key shows itself, which the tests rule out.
    pub fn get(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A text with variables.
    pub fn with(self, key: &str, variables: &[(&str, &str)]) -> String {
        let bundle = match self.language {
            Language::En => &EN,
            Language::De => &DE,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in variables {
            arguments.set(*name, *value);
        }
        let mut errors = Vec::new();
        bundle
            .format_pattern(pattern, Some(&arguments), &mut errors)
            .into_owned()
    }

    /// An amount as people of this language write it: `CHF 1,234.50`, `1.234,50 €`.
    pub fn money(self, amount: Amount, currency: Currency) -> String {
        money::format(self.language, amount, currency)
    }

    /// A day and time in a time zone: `Saturday, December 12, 2026 at 9:30 AM`. An unknown zone is
    /// taken as UTC.
    pub fn date_time(self, at: Timestamp, time_zone: &str) -> String {
        dates::date_time(self.language, at, time_zone)
    }

    /// A day and time in a short form for tables: `12 Dec 2026, 09:30`.
    pub fn short_date_time(self, at: Timestamp, time_zone: &str) -> String {
        dates::short_date_time(self.language, at, time_zone)
    }
}

fn bundle(language: Language, source: &str) -> Bundle {
    let locale: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // Marks around variables would end up in mail subjects; both languages run left to right.
    bundle.set_use_isolating(false);
    let resource =
        FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The keys of a file with the variables that each uses.
    fn keys(source: &str) -> BTreeMap<String, Vec<String>> {
        let resource = FluentResource::try_new(source.to_owned());
        assert!(
            resource.is_ok(),
            "the file has syntax errors: {:?}",
            resource.err().map(|(_, e)| e)
        );
        let mut keys = BTreeMap::new();
        let mut key = String::new();
        for line in source.lines() {
            if let Some((name, _)) = line.split_once(" =")
                && !line.starts_with([' ', '#'])
            {
                key = name.to_owned();
                assert!(
                    keys.insert(key.clone(), Vec::new()).is_none(),
                    "{key} stands twice"
                );
            }
            for (at, _) in line.match_indices('$') {
                let rest = &line[at + 1..];
                let end = rest
                    .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                    .unwrap_or(rest.len());
                keys.get_mut(&key).unwrap().push(rest[..end].to_owned());
            }
        }
        for variables in keys.values_mut() {
            variables.sort();
            variables.dedup();
        }
        keys
    }

    #[test]
    fn every_language_has_the_same_keys_and_variables() {
        assert_eq!(keys(include_str!("en.ftl")), keys(include_str!("de.ftl")));
    }

    #[test]
    fn variables_are_put_in() {
        let texts = Texts::of(Language::De);
        assert_eq!(
            texts.with("mail-greeting", &[("name", "Anna")]),
            "Guten Tag Anna"
        );
    }
}
