//! A merchant's profile, in a body and in an answer.

use jiff::Timestamp;
use paylink_domain::buyer::{EmailAddress, Language};
use paylink_domain::ids::MerchantId;
use paylink_domain::merchant::{Merchant, TicketRelease};
use paylink_domain::profile::{CheckedProfile, MerchantProfile};
use paylink_http::json::Fields;
use paylink_http::views::words;
use serde::Serialize;
use utoipa::ToSchema;

use crate::gateway::GatewayView;

/// What an address must be, to put after "must be".
pub const ADDRESS: &str = "an address such as anna@example.com";
/// The most characters of a person's or merchant's name.
pub const NAME: usize = 100;

/// A merchant as the API shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Merchant)]
pub struct MerchantView {
    #[schema(value_type = String)]
    id: MerchantId,
    name: String,
    #[schema(required)]
    logo_url: Option<String>,
    #[schema(required)]
    terms_url: Option<String>,
    colour: String,
    #[schema(value_type = Option<String>, required)]
    reply_to: Option<EmailAddress>,
    #[schema(value_type = Option<String>, required)]
    notice_to: Option<EmailAddress>,
    #[schema(value_type = words::Language)]
    language: Language,
    #[schema(value_type = Vec<words::Language>)]
    languages: Vec<Language>,
    time_zone: String,
    link_life_days: u16,
    reminder_days: Vec<u16>,
    #[schema(value_type = words::TicketRelease)]
    ticket_release: TicketRelease,
    gateway: GatewayView,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    created_at: Option<Timestamp>,
}

impl From<Merchant> for MerchantView {
    fn from(merchant: Merchant) -> Self {
        Self {
            gateway: GatewayView::of(&merchant),
            id: merchant.id,
            name: merchant.name,
            logo_url: merchant.logo_url,
            terms_url: merchant.terms_url,
            colour: merchant.colour,
            reply_to: merchant.reply_to,
            notice_to: merchant.notice_to,
            language: merchant.language,
            languages: merchant.languages,
            time_zone: merchant.time_zone,
            link_life_days: merchant.link_life_days,
            reminder_days: merchant.reminder_days,
            ticket_release: merchant.ticket_release,
            created_at: merchant.created_at,
        }
    }
}

/// Which fields of a profile must be there, besides those that can be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All of them.
    All,
    /// The name; the others have defaults.
    Name,
}

/// Reads a profile and checks it. All errors are noted at once.
pub fn profile(fields: &mut Fields<'_>, wanted: Wanted) -> Option<CheckedProfile> {
    let nobody = MerchantId::new(ulid::Ulid::nil());
    let defaults = MerchantProfile::of(&Merchant::new(nobody, "Merchant"));
    let mut reader = Reader {
        fields,
        wanted,
        is_complete: true,
    };
    let given = MerchantProfile {
        name: reader.required(defaults.name, |fields| fields.text("name", 1..=NAME)),
        logo_url: reader.fields.optional_text("logo_url", 2_500),
        terms_url: reader.fields.optional_text("terms_url", 2_000),
        colour: reader.field("colour", defaults.colour, |fields, name| {
            fields.text(name, 1..=20)
        }),
        reply_to: reader.address("reply_to"),
        notice_to: reader.address("notice_to"),
        language: reader.field("language", defaults.language, |fields, name| {
            fields.parsed(name, &one_of_ours(), Language::from_tag)
        }),
        languages: reader.field("languages", defaults.languages, |fields, name| {
            let tags = fields.texts(name, Language::ALL.len(), 20);
            let languages: Option<Vec<Language>> =
                tags.iter().map(|tag| Language::from_tag(tag)).collect();
            if languages.is_none() {
                fields.error(name, &format!("must each be {}", one_of_ours()));
            }
            languages
        }),
        time_zone: reader.field("time_zone", defaults.time_zone, |fields, name| {
            fields.text(name, 1..=100)
        }),
        link_life_days: reader.field("link_life_days", defaults.link_life_days, |fields, name| {
            fields.integer(name, 1..=180).and_then(whole)
        }),
        reminder_days: reader.field("reminder_days", defaults.reminder_days, |fields, name| {
            let days = fields.integers(name, 5, 1..=60)?;
            days.into_iter().map(whole).collect()
        }),
        ticket_release: reader.field("ticket_release", defaults.ticket_release, |fields, name| {
            fields.parsed(name, "manual or at_zero_balance", ticket_release)
        }),
    };
    let is_complete = reader.is_complete;
    match given.check() {
        Ok(checked) => is_complete.then_some(checked),
        Err(invalid) => {
            for field in invalid {
                fields.error(field.field, &field.reason);
            }
            None
        }
    }
}

/// Reads fields with something that fits in the place of what cannot be read, so that what is wrong
/// with the others is found as well.
struct Reader<'f, 'a> {
    fields: &'f mut Fields<'a>,
    wanted: Wanted,
    is_complete: bool,
}

impl<'a> Reader<'_, 'a> {
    fn required<T>(&mut self, default: T, read: impl FnOnce(&mut Fields<'a>) -> Option<T>) -> T {
        read(self.fields).unwrap_or_else(|| {
            self.is_complete = false;
            default
        })
    }

    fn field<T>(
        &mut self,
        name: &'static str,
        default: T,
        read: impl FnOnce(&mut Fields<'a>, &'static str) -> Option<T>,
    ) -> T {
        if !self.fields.is_given(name) && self.wanted == Wanted::Name {
            return default;
        }
        self.required(default, |fields| read(fields, name))
    }

    fn address(&mut self, name: &'static str) -> Option<EmailAddress> {
        self.fields
            .optional_parsed(name, ADDRESS, |text| text.parse().ok())
    }
}

fn ticket_release(word: &str) -> Option<TicketRelease> {
    match word {
        "manual" => Some(TicketRelease::Manual),
        "at_zero_balance" => Some(TicketRelease::AtZeroBalance),
        _ => None,
    }
}

fn whole(number: i64) -> Option<u16> {
    u16::try_from(number).ok()
}

/// The languages that there are, to put after "must be".
fn one_of_ours() -> String {
    format!("one of {}", Language::ALL.map(Language::tag).join(", "))
}

#[cfg(test)]
mod tests {
    use paylink_http::json::read_object;
    use serde_json::{Value, json};

    use super::*;

    fn errors(body: &Value, wanted: Wanted) -> Vec<String> {
        read_object(body, |fields| profile(fields, wanted)).map_or_else(
            |problem| {
                let errors = problem.errors.into_iter();
                errors
                    .map(|error| format!("{} {}", error.pointer, error.detail))
                    .collect()
            },
            |_| Vec::new(),
        )
    }

    fn full() -> Value {
        json!({
            "name": "Lake Tours", "logo_url": null, "colour": "#0b6e4f", "reply_to": null,
            "notice_to": "office@lake.example", "language": "en", "languages": ["en", "de"],
            "time_zone": "Europe/Zurich", "link_life_days": 14, "reminder_days": [7, 1],
            "ticket_release": "manual",
        })
    }

    #[test]
    fn a_new_merchant_needs_a_name_and_a_change_everything() {
        assert_eq!(errors(&full(), Wanted::All), [""; 0]);
        assert_eq!(
            errors(&json!({"name": "Lake", "colour": null}), Wanted::Name),
            [""; 0]
        );
        assert_eq!(
            errors(&json!({"colour": "red"}), Wanted::Name),
            [
                "/name is required",
                "/colour must be a colour such as #1f4e8c"
            ]
        );
        assert_eq!(
            errors(&json!({}), Wanted::All),
            [
                "/name is required",
                "/colour is required",
                "/language is required",
                "/time_zone is required",
                "/link_life_days is required",
                "/reminder_days is required",
                "/ticket_release is required",
                "/languages must name at least one language",
            ]
        );
    }

    #[test]
    fn whatever_is_wrong_is_told_at_once() {
        let wrong = json!({
            "name": 1, "logo_url": "http://x.example", "colour": "red", "reply_to": "x",
            "language": "da", "languages": ["en", "da"], "time_zone": "Mars",
            "link_life_days": 181, "reminder_days": [0], "ticket_release": "never", "id": "x",
        });
        let pointers: Vec<String> = errors(&wrong, Wanted::All)
            .into_iter()
            .filter_map(|error| error.split(' ').next().map(str::to_owned))
            .collect();
        assert_eq!(
            pointers,
            [
                "/name",
                "/reply_to",
                "/language",
                "/languages",
                "/link_life_days",
                "/reminder_days/0",
                "/ticket_release",
                "/logo_url",
                "/colour",
                "/time_zone",
                "/id",
            ]
        );
    }
}
