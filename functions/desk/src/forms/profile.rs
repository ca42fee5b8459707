//! The merchant's profile.

use paylink_domain::buyer::Language;
use paylink_domain::merchant::{Merchant, TicketRelease};
use paylink_domain::profile::{CheckedProfile, MerchantProfile};

use super::check::{ADDRESS, Mistake, errors, optional, required_text};
use crate::field::{Field, Tick};
use crate::form::Form;
use crate::texts;

/// How the merchant looks to guests, where its mails go, and its defaults.
#[derive(Debug, Clone)]
pub struct ProfileForm {
    /// The name that guests see.
    pub name: Field,
    /// Where the logo is.
    pub logo_url: Field,
    /// Where the terms are.
    pub terms_url: Field,
    /// Colour of guest pages and mails.
    pub colour: Field,
    /// Where guests' answers go.
    pub reply_to: Field,
    /// Where notices to staff go.
    pub notice_to: Field,
    /// The language of notices to staff.
    pub language: Field,
    /// The languages that guests are offered.
    pub languages: Vec<Tick>,
    /// What is wrong with the languages.
    pub languages_error: Option<String>,
    /// The zone that staff see times in.
    pub time_zone: Field,
    /// Days a link lives (R8).
    pub link_life_days: Field,
    /// When links remind of themselves (R23).
    pub reminder_days: Field,
    /// When tickets go out (R21).
    pub ticket_release: Field,
}

/// The words for when tickets go out.
const MANUAL: &str = "manual";
const AT_ZERO_BALANCE: &str = "at_zero_balance";

impl ProfileForm {
    fn empty() -> Self {
        let languages = Language::ALL.map(|language| (language.tag(), texts::language(language)));
        Self {
            name: Field::new("name", "name", "Name").required().most(100),
            logo_url: Field::new("logo-url", "logo_url", "Address of the logo (optional)")
                .line("url", "url")
                .most(2_500)
                .hint("Of a picture on your website, starting with https://. A small picture can also be given as a data: URL."),
            terms_url: Field::new("terms-url", "terms_url", "Address of your terms (optional)")
                .line("url", "url")
                .hint("Guests must then accept them before they pay. It must start with https://."),
            colour: Field::new("colour", "colour", "Colour")
                .line("color", "")
                .hint("Of buttons on payment pages and in emails."),
            reply_to: Field::new("reply-to", "reply_to", "Guests' answers go to (optional)")
                .line("email", "email")
                .hint("Where guests reach you when they answer an email. Payment pages show it too."),
            notice_to: Field::new("notice-to", "notice_to", "Notices go to (optional)")
                .line("email", "email")
                .hint("When somebody paid, a refund failed, or a payment is disputed. Without an address they go to an owner."),
            language: Field::new("language", "language", "Language of notices").choice(languages),
            languages: Language::ALL
                .into_iter()
                .map(|language| Tick {
                    id: format!("language-{}", language.tag()),
                    name: tick_name(language),
                    label: texts::language(language),
                    ticked: false,
                    off_because: "",
                    hint: "",
                })
                .collect(),
            languages_error: None,
            time_zone: Field::new("time-zone", "time_zone", "Time zone")
                .required()
                .list("time-zones")
                .hint("Times at the desk are shown in it."),
            link_life_days: Field::new("link-life-days", "link_life_days", "Days a link lives")
                .required()
                .line("text", "numeric")
                .most(3)
                .hint("From 1 to 180. A link ends at the first departure if that is sooner."),
            reminder_days: Field::new("reminder-days", "reminder_days", "Reminders (optional)")
                .most(40)
                .hint("Days before a link's end on which a guest who was emailed is reminded, such as 7, 3, 1."),
            ticket_release: Field::new("ticket-release", "ticket_release", "Tickets are sent").choice([
                (MANUAL, "When staff send them"),
                (AT_ZERO_BALANCE, "By themselves, when nothing is outstanding"),
            ]),
        }
    }

    /// The form with a merchant's profile in it.
    pub fn of(merchant: &Merchant) -> Self {
        let empty = Self::empty();
        let address = |address: &Option<paylink_domain::buyer::EmailAddress>| {
            address
                .as_ref()
                .map_or_else(String::new, |address| address.as_str().to_owned())
        };
        let days: Vec<String> = merchant.reminder_days.iter().map(u16::to_string).collect();
        let release = match merchant.ticket_release {
            TicketRelease::Manual => MANUAL,
            TicketRelease::AtZeroBalance => AT_ZERO_BALANCE,
        };
        let form = Self {
            name: empty.name.with(&merchant.name),
            logo_url: empty
                .logo_url
                .with(merchant.logo_url.as_deref().unwrap_or_default()),
            terms_url: empty
                .terms_url
                .with(merchant.terms_url.as_deref().unwrap_or_default()),
            colour: empty.colour.with(&merchant.colour),
            reply_to: empty.reply_to.with(address(&merchant.reply_to)),
            notice_to: empty.notice_to.with(address(&merchant.notice_to)),
            language: empty.language.with(merchant.language.tag()),
            time_zone: empty.time_zone.with(&merchant.time_zone),
            link_life_days: empty
                .link_life_days
                .with(merchant.link_life_days.to_string()),
            reminder_days: empty.reminder_days.with(days.join(", ")),
            ticket_release: empty.ticket_release.with(release),
            languages: empty.languages,
            languages_error: None,
        };
        form.with_languages(|language| merchant.languages.contains(&language))
    }

    /// The form as it was sent.
    pub fn sent(form: &Form) -> Self {
        let empty = Self::empty();
        let sent = Self {
            name: empty.name.with(form.get("name")),
            logo_url: empty.logo_url.with(form.get("logo_url")),
            terms_url: empty.terms_url.with(form.get("terms_url")),
            colour: empty.colour.with(form.get("colour")),
            reply_to: empty.reply_to.with(form.get("reply_to")),
            notice_to: empty.notice_to.with(form.get("notice_to")),
            language: empty.language.with(form.get("language")),
            time_zone: empty.time_zone.with(form.get("time_zone")),
            link_life_days: empty.link_life_days.with(form.get("link_life_days")),
            reminder_days: empty.reminder_days.with(form.get("reminder_days")),
            ticket_release: empty.ticket_release.with(form.get("ticket_release")),
            languages: empty.languages,
            languages_error: None,
        };
        sent.with_languages(|language| form.ticked(&tick_name(language)))
    }

    fn with_languages(mut self, ticked: impl Fn(Language) -> bool) -> Self {
        for (tick, language) in self.languages.iter_mut().zip(Language::ALL) {
            tick.ticked = ticked(language);
        }
        self
    }

    /// The profile, or the errors noted at the fields.
    pub fn check(&mut self) -> Option<CheckedProfile> {
        let name = required_text(&mut self.name, "Enter the name that guests see.", 1..=100);
        let reply_to = optional(&mut self.reply_to, ADDRESS, |text| text.parse().ok());
        let notice_to = optional(&mut self.notice_to, ADDRESS, |text| text.parse().ok());
        let language = Language::from_tag(&self.language.value)
            .or_else(|| self.language.wrong("Choose one of the languages."));
        let link_life_days = match self.link_life_days.value.trim().parse::<u16>() {
            Ok(days) => Some(days),
            Err(_) => self
                .link_life_days
                .wrong("Enter a whole number from 1 to 180."),
        };
        let reminder_days = reminder_days(&mut self.reminder_days);
        let ticket_release = match self.ticket_release.value.as_str() {
            MANUAL => Some(TicketRelease::Manual),
            AT_ZERO_BALANCE => Some(TicketRelease::AtZeroBalance),
            _ => self.ticket_release.wrong("Choose one of the two."),
        };
        let languages = self.languages.iter().zip(Language::ALL);
        let languages = languages.filter(|(tick, _)| tick.ticked);
        // What could not be read was noted; what stands in for it fits, so that what is wrong with
        // the others is told as well.
        let given = MerchantProfile {
            name: name.unwrap_or_else(|| "unread".to_owned()),
            logo_url: self.logo_url.filled().map(str::to_owned),
            terms_url: self.terms_url.filled().map(str::to_owned),
            colour: self.colour.value.trim().to_owned(),
            reply_to: reply_to.flatten(),
            notice_to: notice_to.flatten(),
            language: language.unwrap_or(Language::En),
            languages: languages.map(|(_, language)| language).collect(),
            time_zone: self.time_zone.value.trim().to_owned(),
            link_life_days: link_life_days.unwrap_or(1),
            reminder_days: reminder_days.unwrap_or_default(),
            ticket_release: ticket_release.unwrap_or(TicketRelease::Manual),
        };
        let checked = match given.check() {
            Ok(checked) => Some(checked),
            Err(invalid) => {
                for field in invalid {
                    self.note(field.field, format!("It {}.", field.reason));
                }
                None
            }
        };
        checked.filter(|_| self.errors().is_empty())
    }

    fn note(&mut self, field: &str, error: String) {
        let field = match field {
            "languages" => {
                self.languages_error = Some("Tick at least one language.".to_owned());
                return;
            }
            "logo_url" => &mut self.logo_url,
            "terms_url" => &mut self.terms_url,
            "colour" => &mut self.colour,
            "time_zone" => &mut self.time_zone,
            "link_life_days" => &mut self.link_life_days,
            "reminder_days" => &mut self.reminder_days,
            _ => &mut self.name,
        };
        field.error = Some(error);
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        let mut all = errors([
            &self.name,
            &self.logo_url,
            &self.colour,
            &self.reply_to,
            &self.notice_to,
            &self.language,
        ]);
        let languages = self.languages_error.as_ref().zip(self.languages.first());
        all.extend(languages.map(|(error, first)| Mistake {
            id: first.id.clone(),
            label: "Languages of guests".to_owned(),
            text: error.clone(),
        }));
        all.extend(errors([
            &self.time_zone,
            &self.terms_url,
            &self.link_life_days,
            &self.reminder_days,
            &self.ticket_release,
        ]));
        all
    }
}

fn tick_name(language: Language) -> String {
    format!("language_{}", language.tag())
}

/// Numbers with commas or spaces between them.
fn reminder_days(field: &mut Field) -> Option<Vec<u16>> {
    let numbers = field
        .value
        .split([',', ' '])
        .filter(|part| !part.is_empty());
    let read: Result<Vec<u16>, _> = numbers.map(str::parse).collect();
    match read {
        Ok(days) => Some(days),
        Err(_) => field.wrong("Enter whole numbers with commas between them, such as 7, 3, 1."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_form_that_is_sent_as_it_was_shown_changes_nothing() {
        let mut merchant = testing::staff().merchant;
        merchant.reply_to = Some("hello@rhine.example".parse().unwrap());
        merchant.languages = vec![Language::De];
        let mut form = ProfileForm::of(&merchant);
        let checked = form.check().unwrap();
        assert_eq!(merchant.with_profile(&checked), merchant);
    }

    #[test]
    fn r23_reminders_are_numbers_however_they_are_separated() {
        let read = |text: &str| {
            let mut field = Field::new("x", "x", "x").with(text);
            reminder_days(&mut field)
        };
        assert_eq!(read("7,3 , 1"), Some(vec![7, 3, 1]));
        assert_eq!(read("10 2"), Some(vec![10, 2]));
        assert_eq!(read(" "), Some(vec![]));
        assert_eq!(read("7; 3"), None);
        assert_eq!(read("-1"), None);
    }
}
