//! The part of a merchant that it changes itself: how it looks, where mails go, and its defaults.

use jiff::tz::TimeZone;

use super::buyer::{EmailAddress, Language};
use super::merchant::{Merchant, TicketRelease};
use super::text::{check_text, https_url, picture_url};

/// Reminders a link can have (R23).
const REMINDERS: usize = 5;
/// The earliest reminder, in days before a link's end.
const REMINDER_DAYS: u16 = 60;
/// The most days that a link can live by itself (R8).
const LINK_LIFE_DAYS: u16 = 180;

/// What a merchant wants its profile to be, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MerchantProfile {
    /// The name that guests see.
    pub name: String,
    /// Its logo: an https URL, or a small picture as a `data:` URL.
    pub logo_url: Option<String>,
    /// The terms that guests accept before they pay, an https URL.
    pub terms_url: Option<String>,
    /// Accent colour of guest pages and mails, `#rrggbb`.
    pub colour: String,
    /// Where guests' answers to mails go.
    pub reply_to: Option<EmailAddress>,
    /// Where staff notices go; to an owner where there is none.
    pub notice_to: Option<EmailAddress>,
    /// The language of staff pages and notices.
    pub language: Language,
    /// The languages that guests are offered.
    pub languages: Vec<Language>,
    /// IANA time zone that staff see times in.
    pub time_zone: String,
    /// Days a link lives where nothing else is said (R8).
    pub link_life_days: u16,
    /// How many days before its end a link reminds of itself (R23).
    pub reminder_days: Vec<u16>,
    /// When tickets go out (R21).
    pub ticket_release: TicketRelease,
}

/// A profile that was checked; there is no other way to make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedProfile(MerchantProfile);

/// A field of a profile that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidField {
    /// The field's name.
    pub field: &'static str,
    /// What is wrong, to put after the name.
    pub reason: String,
}

impl MerchantProfile {
    /// The profile of a merchant as it is.
    pub fn of(merchant: &Merchant) -> Self {
        Self {
            name: merchant.name.clone(),
            logo_url: merchant.logo_url.clone(),
            terms_url: merchant.terms_url.clone(),
            colour: merchant.colour.clone(),
            reply_to: merchant.reply_to.clone(),
            notice_to: merchant.notice_to.clone(),
            language: merchant.language,
            languages: merchant.languages.clone(),
            time_zone: merchant.time_zone.clone(),
            link_life_days: merchant.link_life_days,
            reminder_days: merchant.reminder_days.clone(),
            ticket_release: merchant.ticket_release,
        }
    }

    /// Checks every field and writes each in its one form: the colour in small letters, the time
    /// zone as the database names it, reminders from the earliest to the last.
    ///
    /// # Errors
    /// All fields that are not as they must be.
    pub fn check(self) -> Result<CheckedProfile, Vec<InvalidField>> {
        let mut invalid = Vec::new();
        let mut note = |field, reason: &str| {
            invalid.push(InvalidField {
                field,
                reason: reason.to_owned(),
            });
        };
        let mut profile = self;
        match check_text(&profile.name, &(1..=100)) {
            Ok(name) => profile.name = name.to_owned(),
            Err(reason) => note("name", &reason),
        }
        if let Some(url) = &profile.logo_url
            && https_url(url).is_none()
            && picture_url(url).is_none()
        {
            note(
                "logo_url",
                "must be an https URL, or a data: URL of a picture of at most 2500 characters",
            );
        }
        if let Some(url) = &profile.terms_url
            && https_url(url).is_none()
        {
            note("terms_url", "must be an https URL");
        }
        profile.colour.make_ascii_lowercase();
        if !is_colour(&profile.colour) {
            note("colour", "must be a colour such as #1f4e8c");
        }
        if profile.languages.is_empty() {
            note("languages", "must name at least one language");
        } else if has_doubles(&profile.languages) {
            note("languages", "must name each language once");
        }
        match time_zone(&profile.time_zone) {
            Some(name) => profile.time_zone = name,
            None => note(
                "time_zone",
                "must be an IANA time zone such as Europe/Zurich",
            ),
        }
        if !(1..=LINK_LIFE_DAYS).contains(&profile.link_life_days) {
            note("link_life_days", "must be 1 to 180");
        }
        profile.reminder_days.sort_unstable_by(|a, b| b.cmp(a));
        let days = &profile.reminder_days;
        if days.len() > REMINDERS || days.iter().any(|day| !(1..=REMINDER_DAYS).contains(day)) {
            note("reminder_days", "must be at most 5 numbers of 1 to 60");
        } else if has_doubles(days) {
            note("reminder_days", "must name each day once");
        }
        if invalid.is_empty() {
            Ok(CheckedProfile(profile))
        } else {
            Err(invalid)
        }
    }
}

impl Merchant {
    /// The merchant with this profile.
    pub fn with_profile(&self, CheckedProfile(profile): &CheckedProfile) -> Self {
        let profile = profile.clone();
        Self {
            name: profile.name,
            logo_url: profile.logo_url,
            terms_url: profile.terms_url,
            colour: profile.colour,
            reply_to: profile.reply_to,
            notice_to: profile.notice_to,
            language: profile.language,
            languages: profile.languages,
            time_zone: profile.time_zone,
            link_life_days: profile.link_life_days,
            reminder_days: profile.reminder_days,
            ticket_release: profile.ticket_release,
            ..self.clone()
        }
    }
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn has_doubles<T: PartialEq>(values: &[T]) -> bool {
    values.iter().enumerate().any(|(at, value)| {
        values
            .iter()
            .skip(at.saturating_add(1))
            .any(|later| later == value)
    })
}

/// The zone's name as the time zone database writes it.
fn time_zone(name: &str) -> Option<String> {
    TimeZone::get(name).ok()?.iana_name().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> MerchantProfile {
        let id = "mer_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap();
        MerchantProfile::of(&Merchant::new(id, "Lake Tours"))
    }

    fn wrong(profile: MerchantProfile) -> Vec<String> {
        let invalid = profile.check().unwrap_err();
        let line = |field: InvalidField| format!("{} {}", field.field, field.reason);
        invalid.into_iter().map(line).collect()
    }

    #[test]
    fn a_profile_is_written_in_its_one_form() {
        let given = MerchantProfile {
            name: " Rhine Tours ".to_owned(),
            logo_url: Some("https://rhine.example/logo.svg".to_owned()),
            terms_url: Some("https://rhine.example/terms".to_owned()),
            colour: "#AABBCC".to_owned(),
            reply_to: Some("hello@rhine.example".parse().unwrap()),
            notice_to: Some("office@rhine.example".parse().unwrap()),
            language: Language::De,
            languages: vec![Language::De],
            time_zone: "europe/zurich".to_owned(),
            link_life_days: 180,
            reminder_days: vec![1, 60, 3, 14, 7],
            ticket_release: TicketRelease::AtZeroBalance,
        };
        let id = "mer_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap();
        let merchant = Merchant::new(id, "Old").connected_to("acct_1", true);
        let changed = merchant.with_profile(&given.clone().check().unwrap());
        let wanted = MerchantProfile {
            name: "Rhine Tours".to_owned(),
            colour: "#aabbcc".to_owned(),
            time_zone: "Europe/Zurich".to_owned(),
            reminder_days: vec![60, 14, 7, 3, 1],
            ..given
        };
        assert_eq!(MerchantProfile::of(&changed), wanted);
        assert_eq!(changed.gateway, merchant.gateway);
        assert_eq!(wanted.clone().check().unwrap().0, wanted);
    }

    #[test]
    fn the_ends_of_what_is_allowed_are_allowed() {
        for (link_life_days, reminder_days) in [(1, vec![]), (180, vec![60]), (14, vec![1])] {
            let given = MerchantProfile {
                link_life_days,
                reminder_days,
                name: "n".repeat(100),
                ..profile()
            };
            assert!(given.check().is_ok());
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let given = MerchantProfile {
            name: "\u{202e}x".to_owned(),
            logo_url: Some("http://rhine.example/logo.svg".to_owned()),
            terms_url: Some("javascript:alert(1)".to_owned()),
            colour: "#12345".to_owned(),
            languages: Vec::new(),
            time_zone: "Europe/Basel".to_owned(),
            link_life_days: 0,
            reminder_days: vec![61],
            ..profile()
        };
        assert_eq!(
            wrong(given),
            [
                "name must not have control characters",
                "logo_url must be an https URL, or a data: URL of a picture of at most 2500 characters",
                "terms_url must be an https URL",
                "colour must be a colour such as #1f4e8c",
                "languages must name at least one language",
                "time_zone must be an IANA time zone such as Europe/Zurich",
                "link_life_days must be 1 to 180",
                "reminder_days must be at most 5 numbers of 1 to 60",
            ]
        );
    }

    #[test]
    fn each_limit_holds_by_itself() {
        let cases = [
            MerchantProfile {
                link_life_days: 181,
                ..profile()
            },
            MerchantProfile {
                reminder_days: vec![0],
                ..profile()
            },
            MerchantProfile {
                reminder_days: vec![1, 2, 3, 4, 5, 6],
                ..profile()
            },
            MerchantProfile {
                reminder_days: vec![3, 1, 3],
                ..profile()
            },
            MerchantProfile {
                languages: vec![Language::De, Language::En, Language::De],
                ..profile()
            },
            MerchantProfile {
                colour: "1f4e8c0".to_owned(),
                ..profile()
            },
            MerchantProfile {
                colour: "#1f4e8g".to_owned(),
                ..profile()
            },
            MerchantProfile {
                name: "n".repeat(101),
                ..profile()
            },
        ];
        for case in cases {
            assert_eq!(wrong(case.clone()).len(), 1, "{case:?}");
        }
    }
}
