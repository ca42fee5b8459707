//! Somebody new in the team, or a new API key: who, and what they may do (R24, R25).

use paylink_app::keys::NewKey;
use paylink_delivery::invitations::InviteRequest;
use paylink_domain::merchant::Role;

use super::check::{ADDRESS, Mistake, Trouble, errors, optional_text, required_text};
use crate::field::Field;
use crate::form::Form;
use crate::texts;

/// Somebody to invite.
#[derive(Debug, Clone)]
pub struct InviteForm {
    /// Where the invitation goes.
    pub email: Field,
    /// What they are called.
    pub name: Field,
    /// What they may do.
    pub role: Field,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

impl InviteForm {
    /// An empty form.
    pub fn empty() -> Self {
        Self {
            email: Field::new("invite-email", "email", "Email")
                .required()
                .line("email", "email")
                .hint("They must sign in with this address."),
            name: Field::new("invite-name", "name", "Name (optional)").most(100),
            role: role_field("invite-role").with(Role::Employee.as_str()),
            trouble: None,
        }
    }

    /// The form as it was sent.
    pub fn sent(form: &Form) -> Self {
        let empty = Self::empty();
        Self {
            email: empty.email.with(form.get("email")),
            name: empty.name.with(form.get("name")),
            role: empty.role.with(form.get("role")),
            trouble: None,
        }
    }

    /// Whom to invite, or the errors noted at the fields.
    pub fn check(&mut self) -> Option<InviteRequest> {
        let email = match self.email.filled().and_then(|text| text.parse().ok()) {
            Some(email) => Some(email),
            None => self.email.wrong(ADDRESS),
        };
        let name = optional_text(&mut self.name, 100);
        let role = chosen_role(&mut self.role);
        Some(InviteRequest {
            email: email?,
            name: name?,
            role: role?,
        })
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        errors([&self.email, &self.name, &self.role])
    }
}

/// An API key to make.
#[derive(Debug, Clone)]
pub struct KeyForm {
    /// What the merchant calls it.
    pub name: Field,
    /// What it may do.
    pub role: Field,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

impl KeyForm {
    /// An empty form.
    pub fn empty() -> Self {
        Self {
            name: Field::new("key-name", "name", "Name")
                .required()
                .most(100)
                .hint("What uses the key, such as “Booking system”. The history of a booking names it."),
            role: role_field("key-role").with(Role::Employee.as_str()),
            trouble: None,
        }
    }

    /// The form as it was sent.
    pub fn sent(form: &Form) -> Self {
        let empty = Self::empty();
        Self {
            name: empty.name.with(form.get("name")),
            role: empty.role.with(form.get("role")),
            trouble: None,
        }
    }

    /// The key to make, or the errors noted at the fields.
    pub fn check(&mut self) -> Option<NewKey> {
        let name = required_text(&mut self.name, "Enter a name for the key.", 1..=100);
        let role = chosen_role(&mut self.role);
        Some(NewKey {
            name: name?,
            role: role?,
        })
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        errors([&self.name, &self.role])
    }
}

fn role_field(id: &str) -> Field {
    let roles = Role::ALL.map(|role| (role.as_str(), texts::role(role)));
    Field::new(id, "role", "Role")
        .choice(roles)
        .hint(texts::ROLES)
}

fn chosen_role(field: &mut Field) -> Option<Role> {
    Role::from_word(&field.value).or_else(|| field.wrong("Choose one of the roles."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invitations_and_keys_are_read_whole_or_not_at_all() {
        let invite = |sent: &str| InviteForm::sent(&Form::parse(sent.as_bytes())).check();
        let anna = invite("email=+anna%40example.ch+&name=&role=accountant").unwrap();
        assert_eq!(anna.email.as_str(), "anna@example.ch");
        assert_eq!((anna.name, anna.role), (None, Role::Accountant));
        for wrong in ["", "email=anna&role=owner", "email=a%40b.ch&role=operator"] {
            assert!(invite(wrong).is_none(), "{wrong}");
        }
        let key = |sent: &str| KeyForm::sent(&Form::parse(sent.as_bytes())).check();
        assert_eq!(key("name=Shop&role=admin").unwrap().role, Role::Admin);
        assert!(key("name=&role=admin").is_none());
        assert!(key("name=Shop").is_none());
    }
}
