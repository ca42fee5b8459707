//! The texts of one language.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use unic_langid::LanguageIdentifier;

use super::{dates, money, typed};
use paylink_domain::buyer::{Direction, Language};
use paylink_domain::money::{Amount, Currency};

type Bundle = FluentBundle<FluentResource>;

/// Makes two functions for one part of the product: its files by language, and its texts, which are
/// read when they are first needed. A Lambda function carries only the parts that it uses.
macro_rules! part {
    ($sources:ident, $bundle:ident, $folder:literal) => {
        part!(
            $sources, $bundle, $folder, En "en", De "de", Fr "fr", It "it", Es "es", Pt "pt",
            Nl "nl", Pl "pl", Sv "sv", Ja "ja", Zh "zh", Ar "ar"
        );
    };
    ($sources:ident, $bundle:ident, $folder:literal, $($language:ident $tag:literal),*) => {
        const fn $sources(language: Language) -> [&'static str; 2] {
            match language {
                $(Language::$language => [
                    include_str!(concat!($folder, "/", $tag, ".ftl")),
                    include_str!(concat!("words/", $tag, ".ftl")),
                ],)*
            }
        }

        fn $bundle(language: Language) -> &'static Bundle {
            match language {
                $(Language::$language => {
                    static BUNDLE: LazyLock<Bundle> =
                        LazyLock::new(|| read(Language::$language, $sources));
                    &BUNDLE
                })*
            }
        }
    };
}

part!(pages, bundle_of_pages, "pages");
part!(mails, bundle_of_mails, "mails");

/// The texts of one language.
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    language: Language,
    bundle: fn(Language) -> &'static Bundle,
}

impl Texts {
    /// The texts of pages in this language.
    pub const fn of(language: Language) -> Self {
        Self {
            language,
            bundle: bundle_of_pages,
        }
    }

    /// The texts of mails in this language.
    pub const fn of_mails(language: Language) -> Self {
        Self {
            language,
            bundle: bundle_of_mails,
        }
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
        let mut arguments = FluentArgs::new();
        for (name, value) in variables {
            arguments.set(*name, *value);
        }
        self.format(key, &arguments)
    }

    /// A text that names a number of things, in the form that the number asks for.
    pub fn with_number(
        self,
        key: &str,
        (name, number): (&str, usize),
        variables: &[(&str, &str)],
    ) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set(name, FluentValue::from(number));
        for (name, value) in variables {
            arguments.set(*name, *value);
        }
        self.format(key, &arguments)
    }

    fn format(self, key: &str, arguments: &FluentArgs<'_>) -> String {
        let bundle = (self.bundle)(self.language);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut errors = Vec::new();
        bundle
            .format_pattern(pattern, Some(arguments), &mut errors)
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

    /// A number as a person types it in this language, in its own digits as well: `1.234,50` in
    /// German, `٣٫٥`, `１２３`.
    ///
    /// `None` for what is no amount, and for what could be read as two different ones.
    pub fn parse_amount(self, text: &str, currency: Currency) -> Option<Amount> {
        typed::parse(self.language, text, currency)
    }

    /// An amount as a person would type it in this language, for a form field: `1234,50`.
    pub fn typed_amount(self, amount: Amount, currency: Currency) -> String {
        typed::write(self.language, amount, currency)
    }

    /// The same in a short form: `Dec 12, 2026, 9:30 AM`.
    pub fn short_date_time(self, at: Timestamp, time_zone: &str) -> String {
        dates::short_date_time(self.language, at, time_zone)
    }
}

fn read(language: Language, sources: fn(Language) -> [&'static str; 2]) -> Bundle {
    let locale: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // In a sentence that runs from right to left, marks keep a variable from changing the order of the
    // words around it. Other languages need no marks, and subjects of mails would show them.
    bundle.set_use_isolating(language.direction() == Direction::Rtl);
    for source in sources(language) {
        let resource = FluentResource::try_new(source.to_owned());
        bundle.add_resource_overriding(resource.unwrap_or_else(|(resource, _)| resource));
    }
    bundle
}

#[cfg(test)]
mod tests;
