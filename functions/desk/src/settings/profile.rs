//! How the merchant looks to guests, where its mails go, and its defaults.

use askama::Template;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::Response;
use paylink_app::merchants;
use paylink_domain::text::{https_url, picture_url};
use paylink_text::colour::Colour;

use super::done::Done;
use super::frame::{Frame, Tab};
use crate::form::Asked;
use crate::forms::ProfileForm;
use crate::guard::Posted;
use crate::pages::{self, Shell};
use crate::staff::Staff;
use crate::state::State;
use crate::zones::ZONES;

#[derive(Template)]
#[template(path = "settings/profile.html")]
struct ProfilePage {
    shell: Shell,
    frame: Frame,
    form: ProfileForm,
    zones: [&'static str; 28],
    logo: Option<String>,
    name: String,
    button: ButtonPreview,
}

/// A button in the merchant's colour, as guests see it.
struct ButtonPreview {
    colour: String,
    text: &'static str,
    advice: String,
}

impl ButtonPreview {
    /// The preview of a colour; the guest pages' own where it is none.
    fn of(colour: &str) -> Self {
        let read = Colour::from_hex(colour);
        Self {
            colour: if read.is_some() { colour } else { "#0b5cad" }.to_owned(),
            text: read.map_or("#fff", Colour::text_on),
            advice: read.map_or_else(String::new, advice),
        }
    }
}

/// What is said about a colour. A control must be at 3 : 1 from what is around it (WCAG 2.2, 1.4.11).
fn advice(colour: Colour) -> String {
    let tenths = |contrast: u32| format!("{}.{}", contrast / 10, contrast % 10);
    let on_white = colour.contrast_with_white();
    if on_white < 30 {
        format!(
            "Too light: at {} : 1, buttons are hard to tell from the white page. Choose a darker colour, of 3 : 1 or \
             better.",
            tenths(on_white)
        )
    } else {
        format!(
            "Good: buttons stand out at {} : 1 on the white page, and their text can be read at {} : 1.",
            tenths(on_white),
            tenths(colour.contrast_of_text())
        )
    }
}

impl ProfilePage {
    fn of(staff: &Staff, form: ProfileForm, done: Option<Done>) -> Self {
        Self {
            shell: Shell::of(staff),
            frame: Frame::of(staff, Tab::Profile).done(done),
            logo: form
                .logo_url
                .filled()
                .and_then(|url| https_url(url).or_else(|| picture_url(url))),
            name: form.name.value.clone(),
            button: ButtonPreview::of(form.colour.value.trim()),
            form,
            zones: ZONES,
        }
    }
}

/// Shows the profile.
pub async fn show(Extract(state): Extract<State>, staff: Staff, Asked(query): Asked) -> Response {
    if !staff.may(Tab::Profile.needs()) {
        return pages::forbidden(&staff);
    }
    match merchants::get_merchant(&state.core, &staff.principal).await {
        Ok(merchant) => {
            let done = Done::from_word(query.get("done"));
            let page = ProfilePage::of(&staff, ProfileForm::of(&merchant), done);
            pages::html_with_pictures(StatusCode::OK, &page)
        }
        Err(error) => pages::problem(Some(&staff), &error.into()),
    }
}

/// Saves the profile.
pub async fn save(Extract(state): Extract<State>, posted: Posted) -> Response {
    let staff = &posted.staff;
    if !staff.may(Tab::Profile.needs()) {
        return pages::forbidden(staff);
    }
    let mut form = ProfileForm::sent(&posted.form);
    let Some(profile) = form.check() else {
        let page = ProfilePage::of(staff, form, None);
        return pages::html_with_pictures(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    match merchants::change_profile(&state.core, &staff.principal, &profile).await {
        Ok(_) => Tab::Profile.done(Done::ProfileSaved),
        Err(error) => pages::problem(Some(staff), &error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;
    use crate::testing;

    fn html(form: ProfileForm) -> String {
        ProfilePage::of(&testing::staff(), form, None)
            .render()
            .unwrap()
    }

    #[test]
    fn the_preview_shows_only_what_is_safe_to_show() {
        let sent = |logo: &str, colour: &str| {
            let mut form = ProfileForm::of(&testing::staff().merchant);
            form.logo_url.value = logo.to_owned();
            form.colour.value = colour.to_owned();
            html(form)
        };
        let shown = sent("https://rhine.example/logo.svg", "#ffee00");
        testing::look("settings_profile", &shown);
        assert!(shown.contains("<img id=\"logo-preview\" src=\"https://rhine.example/logo.svg\""));
        assert!(shown.contains("fill=\"#ffee00\"") && shown.contains("Too light"));
        for (logo, colour) in [
            ("javascript:alert(1)", "red"),
            ("http://x.example/l", "#12"),
        ] {
            let hidden = sent(logo, colour);
            assert!(!hidden.contains("src=\"javascript") && !hidden.contains("src=\"http:"));
            assert!(hidden.contains("fill=\"#0b5cad\""));
        }
    }

    #[test]
    fn all_errors_stand_beside_their_fields_and_what_was_typed_is_kept() {
        let sent = "name=&logo_url=http%3A%2F%2Fx.example%2Fl.png&colour=%23000000&reply_to=anna%40&notice_to=\
                    &language=en&time_zone=Mars&link_life_days=181&reminder_days=7%2C+x&ticket_release=manual";
        let mut form = ProfileForm::sent(&Form::parse(sent.as_bytes()));
        assert!(form.check().is_none());
        let wrong: Vec<String> = form.errors().into_iter().map(|wrong| wrong.id).collect();
        assert_eq!(
            wrong,
            [
                "name",
                "logo-url",
                "reply-to",
                "language-en",
                "time-zone",
                "link-life-days",
                "reminder-days"
            ]
        );
        let html = html(form);
        testing::look("settings_profile_errors", &html);
        for text in ["value=\"Mars\"", "value=\"7, x\"", "value=\"anna@\""] {
            assert!(html.contains(text), "{text}");
        }
    }
}
