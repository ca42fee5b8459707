//! The mail that invites somebody to a merchant's team (R24).

use super::letter::{Button, Letter};
use super::mail::Mail;
use paylink_domain::merchant::Merchant;
use paylink_domain::team::User;
use paylink_text::Texts;

/// Invites a user to sign in at `desk_url`.
pub fn invitation(merchant: &Merchant, user: &User, desk_url: &str) -> Mail {
    let texts = Texts::of_mails(merchant.language);
    let about = [
        ("merchant", merchant.name.as_str()),
        ("email", user.email.as_str()),
    ];
    let greeting = user
        .name
        .as_deref()
        .map(|name| texts.with("mail-greeting", &[("name", name)]));
    let letter = Letter {
        subject: texts.with("invitation-subject", &about),
        preview: texts.with("invitation-preview", &about),
        greeting,
        heading: texts.with("invitation-heading", &about),
        paragraphs: vec![texts.with("invitation-intro", &about)],
        button: Some(Button {
            label: texts.get("invitation-button"),
            url: desk_url.to_owned(),
            hint: texts.get("invitation-hint"),
        }),
        footer: texts.with("invitation-footer", &about),
        ..Letter::to(user.email.clone(), texts.language())
    };
    letter.into_mail(merchant)
}
