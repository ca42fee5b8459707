//! Who buys, and in which language they read.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The person a basket is booked for (R5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// Full name as the guest gave it.
    pub name: String,
    /// Where mails go; without it no mail can be sent, but a link can be copied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
    /// Telephone number as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The language of the guest's pages and mails.
    pub language: Language,
    /// Set where a member of staff booked for somebody and so stands as the buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff_role: Option<StaffRole>,
}

impl Buyer {
    /// Whether the buyer is a member of staff and so cannot be sent a link (R5).
    pub fn is_staff(&self) -> bool {
        self.staff_role.is_some()
    }

    /// The telephone number in the form of E.164, such as `+41791234567`; `None` where there is none,
    /// and where it has no country's code, which nobody can guess.
    pub fn phone_e164(&self) -> Option<String> {
        let typed = self.phone.as_deref()?.trim().replace("(0)", "");
        let international = typed
            .strip_prefix('+')
            .or_else(|| typed.strip_prefix("00"))?;
        let mut digits = String::from("+");
        for character in international.chars() {
            match character {
                '0'..='9' => digits.push(character),
                ' ' | '\u{a0}' | '-' | '\u{2011}' | '.' | '/' | '(' | ')' => {}
                _ => return None,
            }
        }
        // A country's code does not begin with zero, and no number is longer than 15 digits.
        let usable = (9..=16).contains(&digits.len()) && !digits.starts_with("+0");
        usable.then_some(digits)
    }
}

/// The role of a member of staff who stands as the buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Sells at the counter or on the telephone.
    Employee,
    /// Runs the merchant's account.
    Admin,
}

/// A language that guests' pages and mails exist in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English, the language of last resort.
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Italian.
    It,
    /// Spanish.
    Es,
    /// Portuguese, as in Brazil.
    Pt,
    /// Dutch.
    Nl,
    /// Polish.
    Pl,
    /// Swedish.
    Sv,
    /// Japanese.
    Ja,
    /// Chinese in simplified characters.
    Zh,
    /// Arabic.
    Ar,
}

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

impl Language {
    /// Every language there is.
    pub const ALL: [Self; 12] = [
        Self::En,
        Self::De,
        Self::Fr,
        Self::It,
        Self::Es,
        Self::Pt,
        Self::Nl,
        Self::Pl,
        Self::Sv,
        Self::Ja,
        Self::Zh,
        Self::Ar,
    ];

    /// The language of a BCP 47 tag by its primary subtag: `de-CH` is German.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::It => "it",
            Self::Es => "es",
            Self::Pt => "pt",
            Self::Nl => "nl",
            Self::Pl => "pl",
            Self::Sv => "sv",
            Self::Ja => "ja",
            Self::Zh => "zh",
            Self::Ar => "ar",
        }
    }

    /// The name that its speakers give it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Fr => "Français",
            Self::It => "Italiano",
            Self::Es => "Español",
            Self::Pt => "Português",
            Self::Nl => "Nederlands",
            Self::Pl => "Polski",
            Self::Sv => "Svenska",
            Self::Ja => "日本語",
            Self::Zh => "简体中文",
            Self::Ar => "العربية",
        }
    }

    /// Which way it is written.
    pub const fn direction(self) -> Direction {
        match self {
            Self::En
            | Self::De
            | Self::Fr
            | Self::It
            | Self::Es
            | Self::Pt
            | Self::Nl
            | Self::Pl
            | Self::Sv
            | Self::Ja
            | Self::Zh => Direction::Ltr,
            Self::Ar => Direction::Rtl,
        }
    }
}

/// An email address that a mail can be sent to.
///
/// `Display` and `Debug` mask it, so that no log line or error can show one; [`Self::as_str`] is
/// the address itself.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

/// A text is not an email address that we can send to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not an email address such as anna@example.com")]
pub struct InvalidEmailAddress;

impl EmailAddress {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailAddress {
    type Err = InvalidEmailAddress;

    /// Accepts the plain ASCII form `local@domain.tld`: no display name, no quoted local part, no
    /// address literal, nothing that could end a mail header.
    fn from_str(text: &str) -> Result<Self, InvalidEmailAddress> {
        let options = email_address::Options::default()
            .with_required_tld()
            .without_domain_literal()
            .without_display_text();
        let valid = text.is_ascii()
            && !text.contains(['"', '(', ')', ' '])
            && email_address::EmailAddress::parse_with_options(text, options).is_ok();
        valid
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidEmailAddress)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, domain) = self.0.split_once('@').unwrap_or_default();
        let first = local.chars().next().unwrap_or('*');
        write!(f, "{first}***@{domain}")
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_parsed_and_masked() {
        let address: EmailAddress = "anna.muster@example.ch".parse().unwrap();
        assert_eq!(address.as_str(), "anna.muster@example.ch");
        assert_eq!(
            format!("{address} {address:?}"),
            "a***@example.ch a***@example.ch"
        );
        for wrong in [
            "anna",
            "anna@",
            "anna@example",
            "Anna <anna@example.ch>",
            "anna@example.ch\r\nBcc: x@example.ch",
            "a\u{0}@example.ch",
            "\"a b\"@example.ch",
            "anna@[127.0.0.1]",
            "änna@example.ch",
            "anna@example.ch ",
        ] {
            assert!(wrong.parse::<EmailAddress>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn r22_telephone_numbers_are_used_only_where_they_have_a_countrys_code() {
        let read = |phone: Option<&str>| {
            let buyer = Buyer {
                name: "Anna".to_owned(),
                email: None,
                phone: phone.map(str::to_owned),
                language: Language::De,
                staff_role: None,
            };
            buyer.phone_e164()
        };
        for (typed, number) in [
            ("+41 79 123 45 67", "+41791234567"),
            (" 0041 79-123.45/67 ", "+41791234567"),
            ("+41 (0)79 123 45 67", "+41791234567"),
            ("+1 (555) 010-9999", "+15550109999"),
            ("+12345678", "+12345678"),
            ("+123456789012345", "+123456789012345"),
        ] {
            assert_eq!(read(Some(typed)).as_deref(), Some(number), "{typed}");
        }
        for typed in [
            "079 123 45 67",
            "+1234567",
            "+1234567890123456",
            "+0791234567",
            "+41 79 123 45 67 ext. 3",
            "+41;79",
            "",
            "+",
        ] {
            assert_eq!(read(Some(typed)), None, "{typed}");
        }
        assert_eq!(read(None), None);
    }

    #[test]
    fn languages_are_found_by_their_primary_subtag() {
        assert_eq!(Language::from_tag("de-CH"), Some(Language::De));
        assert_eq!(Language::from_tag("EN_gb"), Some(Language::En));
        assert_eq!(Language::from_tag("zh-Hans-CN"), Some(Language::Zh));
        assert_eq!(Language::from_tag("deu"), None);
        assert_eq!(Language::from_tag(""), None);
    }

    #[test]
    fn a_language_is_stored_as_its_tag() {
        for language in Language::ALL {
            let stored = serde_json::to_value(language).unwrap();
            assert_eq!(stored, language.tag());
            assert_eq!(Language::from_tag(language.tag()), Some(language));
        }
        let names = Language::ALL.map(Language::own_name);
        assert_eq!(
            (names[0], names[9], names[11]),
            ("English", "日本語", "العربية")
        );
        let distinct: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
        let rtl = Language::ALL.map(|language| language.direction().as_str());
        assert_eq!(rtl.iter().filter(|it| **it == "rtl").count(), 1);
        assert_eq!(Language::Ar.direction(), Direction::Rtl);
    }
}
