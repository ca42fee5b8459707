//! The buyer of a basket (R5).

use paylink_domain::buyer::{Buyer, Language, StaffRole};

use super::check::{ADDRESS, Mistake, Trouble, errors, optional, optional_text, required_text};
use crate::field::Field;
use crate::form::Form;
use crate::texts;

/// The buyer of a basket.
#[derive(Debug, Clone)]
pub struct BuyerForm {
    /// Full name.
    pub name: Field,
    /// Email address.
    pub email: Field,
    /// Telephone number.
    pub phone: Field,
    /// Language of mails and pages.
    pub language: Field,
    /// Whether the buyer is a member of staff.
    pub role: Field,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

impl BuyerForm {
    /// An empty form; `prefix` begins the controls' ids.
    pub fn empty(prefix: &str) -> Self {
        let id = |name: &str| format!("{prefix}-{name}");
        let languages = Language::ALL.map(|language| (language.tag(), texts::language(language)));
        Self {
            name: Field::new(id("name"), "buyer_name", "Name")
                .required()
                .most(200),
            email: Field::new(id("email"), "buyer_email", "Email")
                .line("email", "email")
                .hint("Without one, links can be copied but not emailed."),
            phone: Field::new(id("phone"), "buyer_phone", "Phone")
                .line("tel", "tel")
                .most(40),
            language: Field::new(id("language"), "buyer_language", "Language")
                .choice(languages)
                .with(Language::En.tag())
                .hint("Of the guest's emails and payment pages."),
            role: Field::new(id("role"), "buyer_role", "The buyer is a member of staff").choice([
                ("", "No"),
                ("employee", texts::staff_role(StaffRole::Employee)),
                ("admin", texts::staff_role(StaffRole::Admin)),
            ]),
            trouble: None,
        }
    }

    /// The form with a buyer in it.
    pub fn of(prefix: &str, buyer: &Buyer) -> Self {
        let empty = Self::empty(prefix);
        let role = match buyer.staff_role {
            None => "",
            Some(StaffRole::Employee) => "employee",
            Some(StaffRole::Admin) => "admin",
        };
        Self {
            name: empty.name.with(&buyer.name),
            email: empty
                .email
                .with(buyer.email.as_ref().map_or("", |email| email.as_str())),
            phone: empty.phone.with(buyer.phone.as_deref().unwrap_or_default()),
            language: empty.language.with(buyer.language.tag()),
            role: empty.role.with(role),
            trouble: None,
        }
    }

    /// The form as it was sent.
    pub fn sent(prefix: &str, form: &Form) -> Self {
        let empty = Self::empty(prefix);
        Self {
            name: empty.name.with(form.get("buyer_name")),
            email: empty.email.with(form.get("buyer_email")),
            phone: empty.phone.with(form.get("buyer_phone")),
            language: empty.language.with(form.get("buyer_language")),
            role: empty.role.with(form.get("buyer_role")),
            trouble: None,
        }
    }

    /// The buyer, or the errors noted at the fields.
    pub fn check(&mut self) -> Option<Buyer> {
        let name = required_text(&mut self.name, "Enter the buyer's name.", 1..=200);
        let email = optional(&mut self.email, ADDRESS, |text| text.parse().ok());
        let phone = optional_text(&mut self.phone, 40);
        let language = match self.language.value.as_str() {
            "" => Some(Language::En),
            tag => match Language::from_tag(tag) {
                Some(language) => Some(language),
                None => self.language.wrong("Choose one of the languages."),
            },
        };
        let staff_role = match self.role.value.as_str() {
            "" => Some(None),
            "employee" => Some(Some(StaffRole::Employee)),
            "admin" => Some(Some(StaffRole::Admin)),
            _ => self.role.wrong("Choose one of the roles."),
        };
        Some(Buyer {
            name: name?,
            email: email?,
            phone: phone?,
            language: language?,
            staff_role: staff_role?,
        })
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        errors([
            &self.name,
            &self.email,
            &self.phone,
            &self.language,
            &self.role,
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buyers_are_read_whole_or_not_at_all() {
        let buyer = |sent: &str| BuyerForm::sent("buyer", &Form::parse(sent.as_bytes())).check();
        let anna = buyer(
            "buyer_name=+Anna+&buyer_email=anna%40example.ch&buyer_language=de&buyer_role=admin",
        )
        .unwrap();
        assert_eq!(anna.name, "Anna");
        assert_eq!(anna.staff_role, Some(StaffRole::Admin));
        for wrong in [
            "buyer_name=",
            "buyer_name=A&buyer_email=a",
            "buyer_name=A&buyer_role=owner",
            "buyer_name=A&buyer_language=xx",
            "buyer_name=A%00",
        ] {
            assert!(buyer(wrong).is_none(), "{wrong}");
        }
    }
}
