//! A new basket: for a private tour, a sale at the counter, a bill of its own.

use askama::Template;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use paylink_app::{Error, baskets};
use paylink_domain::merchant::Permission;

use crate::forms::{NewBasketForm, Trouble};
use crate::guard::Posted;
use crate::pages::{self, Shell};
use crate::staff::Staff;
use crate::state::State;
use crate::texts::{self, Done};
use crate::zones::ZONES;

#[derive(Template)]
#[template(path = "bookings/new.html")]
struct NewPage {
    shell: Shell,
    form: NewBasketForm,
    trouble: Option<Trouble>,
    zones: [&'static str; 28],
}

fn render(
    staff: &Staff,
    status: StatusCode,
    form: NewBasketForm,
    trouble: Option<Trouble>,
) -> Response {
    pages::html(
        status,
        &NewPage {
            shell: Shell::of(staff),
            form,
            trouble,
            zones: ZONES,
        },
    )
}

/// Shows the empty form.
pub async fn show(staff: Staff) -> Response {
    if !staff.may(Permission::Sell) {
        return pages::forbidden(&staff);
    }
    let form = NewBasketForm::empty(&staff.merchant.time_zone);
    render(&staff, StatusCode::OK, form, None)
}

/// Makes the basket and goes to it.
pub async fn create(Extract(state): Extract<State>, posted: Posted) -> Response {
    let staff = &posted.staff;
    if !staff.may(Permission::Sell) {
        return pages::forbidden(staff);
    }
    let zone = &staff.merchant.time_zone;
    let mut form = NewBasketForm::sent(&posted.form, zone);
    let Some(new) = form.check(zone) else {
        return render(staff, StatusCode::UNPROCESSABLE_ENTITY, form, None);
    };
    let currency = new.currency;
    let made = posted
        .run_once(&state, |ids| {
            let (core, principal, new) = (&state.core, &staff.principal, new.clone());
            async move { baskets::create_basket(core, principal, &ids, new).await }
        })
        .await;
    match made {
        Ok(stored) => {
            let done = Done::BasketCreated.word();
            Redirect::to(&format!("/desk/bookings/{}?done={done}", stored.basket.id))
                .into_response()
        }
        Err(failure) => {
            let Some(Error::Refused(refusal)) = &failure.error else {
                return pages::problem(Some(staff), &failure.problem);
            };
            let trouble = Trouble {
                text: texts::refusal(refusal, currency, zone),
                anyway: None,
            };
            render(staff, failure.problem.kind.status(), form, Some(trouble))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;
    use crate::testing;

    fn html(form: NewBasketForm) -> String {
        NewPage {
            shell: Shell::of(&testing::staff()),
            form,
            trouble: None,
            zones: ZONES,
        }
        .render()
        .unwrap()
    }

    #[test]
    fn the_empty_form_offers_one_item_and_four_more() {
        let html = html(NewBasketForm::empty("Europe/Zurich"));
        testing::look("new", &html);
        assert_eq!(html.matches("<legend>Item ").count(), 5);
        assert_eq!(
            html.matches("<details").count(),
            html.matches("</details>").count()
        );
        assert!(!html.contains("<details class=\"more-items\" open"));
    }

    #[test]
    fn all_errors_stand_beside_their_fields_and_what_was_typed_is_kept() {
        let sent = "reference=&currency=CHF&item1_kind=custom&item1_description=Boat&item1_quantity=x&item1_price=12.345\
                    &item3_kind=custom&item3_description=Lunch&buyer_name=&buyer_email=anna%40&buyer_role=";
        let mut form = NewBasketForm::sent(&Form::parse(sent.as_bytes()), "Europe/Zurich");
        assert!(form.check("Europe/Zurich").is_none());
        let wrong: Vec<String> = form
            .errors()
            .into_iter()
            .map(|mistake| mistake.id)
            .collect();
        assert_eq!(
            wrong,
            [
                "reference",
                "item-1-quantity",
                "item-1-price",
                "item-3-quantity",
                "item-3-price",
                "buyer-name",
                "buyer-email"
            ]
        );
        let html = html(form);
        testing::look("new_errors", &html);
        for text in [
            "value=\"12.345\"",
            "value=\"anna@\"",
            "value=\"Lunch\"",
            "aria-invalid=\"true\"",
        ] {
            assert!(html.contains(text), "{text}");
        }
        assert_eq!(
            html.matches("<details class=\"more-items\" open").count(),
            2
        );
    }

    #[test]
    fn typed_decimals_become_minor_units() {
        let sent = "reference=R-1&currency=KWD&item1_kind=reservation&item1_description=Dhow&item1_quantity=2\
                    &item1_price=12.5&item1_departure=2026-12-12T09%3A30&item1_time_zone=Asia%2FKuwait&buyer_name=Anna";
        let new = NewBasketForm::sent(&Form::parse(sent.as_bytes()), "UTC")
            .check("UTC")
            .unwrap();
        let item = &new.items[0];
        assert_eq!(item.unit_amount.minor(), 12_500);
        assert_eq!(item.starts_at.unwrap().to_string(), "2026-12-12T06:30:00Z");
        assert_eq!(item.time_zone.as_deref(), Some("Asia/Kuwait"));
        assert!(!new.buyer.is_staff());
    }
}
