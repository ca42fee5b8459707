//! Whose account takes the merchant's money (R4).

use askama::Template;
use axum::extract::{Request, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use paylink_app::gateway_setup::{self, GatewayChoice};
use paylink_app::merchants;
use paylink_domain::merchant::{GatewaySetup, Merchant, Permission};
use paylink_http::RequestContext;
use paylink_http::base_url;

use super::done::Done;
use super::frame::{Frame, Tab, reason_or_page};
use crate::form::Asked;
use crate::guard::{Failure, Posted};
use crate::pages::{self, Shell};
use crate::staff::Staff;
use crate::state::State;

#[derive(Template)]
#[template(path = "settings/payments.html")]
struct PaymentsPage {
    shell: Shell,
    frame: Frame,
    /// Whether the user may change something here.
    may_change: bool,
    setup: Setup,
    /// Whether connecting leads back to an account that was made before.
    has_account: bool,
    /// Where an account is set up.
    set_up_href: String,
    confirm_disconnect: bool,
}

/// Whose account takes the money, as it is shown.
enum Setup {
    Off,
    Platform,
    Waiting { account: String },
    Enabled { account: String },
}

/// The page that makes an address at the gateway where an account is set up.
const CONTINUE: &str = "/desk/settings/payments/continue";

impl PaymentsPage {
    fn of(staff: &Staff, merchant: &Merchant) -> Self {
        let setup = match &merchant.gateway {
            GatewaySetup::Off => Setup::Off,
            GatewaySetup::Platform => Setup::Platform,
            GatewaySetup::Connected { account, enabled } if *enabled => Setup::Enabled {
                account: account.clone(),
            },
            GatewaySetup::Connected { account, .. } => Setup::Waiting {
                account: account.clone(),
            },
        };
        Self {
            shell: Shell::of(staff),
            frame: Frame::of(staff, Tab::Payments),
            may_change: staff.may(Permission::Administer),
            setup,
            has_account: merchant.connected_account.is_some(),
            set_up_href: CONTINUE.to_owned(),
            confirm_disconnect: false,
        }
    }
}

/// Shows whose account takes the money.
pub async fn show(Extract(state): Extract<State>, staff: Staff, Asked(query): Asked) -> Response {
    if !staff.may(Tab::Payments.needs()) {
        return pages::forbidden(&staff);
    }
    let merchant = match merchants::get_merchant(&state.core, &staff.principal).await {
        Ok(merchant) => merchant,
        Err(error) => return pages::problem(Some(&staff), &error.into()),
    };
    let mut page = PaymentsPage::of(&staff, &merchant);
    page.frame = page.frame.done(Done::from_word(query.get("done")));
    page.confirm_disconnect = page.may_change
        && query.get("dialog") == "disconnect"
        && merchant.gateway != GatewaySetup::Off;
    pages::html(StatusCode::OK, &page)
}

/// Lets the platform's account, or one of the merchant's own, take the money. The page that follows
/// leads to where the account is set up.
pub async fn connect(Extract(state): Extract<State>, posted: Posted) -> Response {
    let staff = &posted.staff;
    if !staff.may(Permission::Administer) {
        return pages::forbidden(staff);
    }
    let choice = match posted.form.get("choice") {
        "platform" => GatewayChoice::Platform,
        _ => GatewayChoice::Connected,
    };
    let (core, gateway) = (&state.core, state.gateway.as_ref());
    let back = return_url(&posted.base_url);
    match gateway_setup::connect_gateway(core, gateway, &staff.principal, choice, &back).await {
        Ok(connection) => {
            let done = done_of(&connection.merchant);
            let Some(url) = connection.onboarding_url else {
                return Tab::Payments.done(done);
            };
            let mut page = PaymentsPage::of(staff, &connection.merchant);
            page.frame = page.frame.done(Some(done));
            page.set_up_href = url;
            pages::html(StatusCode::OK, &page)
        }
        Err(error) => failed(&state, staff, &error.into()).await,
    }
}

/// Goes to the gateway's page where the account is set up. It is made anew each time, since it is
/// good for minutes only; nothing changes by it.
pub async fn go_on(Extract(state): Extract<State>, staff: Staff, request: Request) -> Response {
    if !staff.may(Permission::Administer) {
        return pages::forbidden(&staff);
    }
    let context = request.extensions().get::<RequestContext>();
    let base = match base_url(state.base_url.as_deref(), context) {
        Ok(base) => base,
        Err(problem) => return pages::problem(Some(&staff), &problem),
    };
    let (core, gateway) = (&state.core, state.gateway.as_ref());
    let is_waiting = match gateway_setup::get_gateway(core, &staff.principal).await {
        Ok(merchant) => matches!(
            merchant.gateway,
            GatewaySetup::Connected { enabled: false, .. }
        ),
        Err(error) => return pages::problem(Some(&staff), &error.into()),
    };
    if !is_waiting {
        return Redirect::to(Tab::Payments.href()).into_response();
    }
    let choice = GatewayChoice::Connected;
    let back = return_url(&base);
    match gateway_setup::connect_gateway(core, gateway, &staff.principal, choice, &back).await {
        Ok(connection) => match connection.onboarding_url {
            Some(url) => Redirect::to(&url).into_response(),
            None => Tab::Payments.done(Done::AccountEnabled),
        },
        Err(error) => failed(&state, &staff, &error.into()).await,
    }
}

/// Where the gateway leads back to: what became of the account is asked for, and shown.
pub async fn come_back(Extract(state): Extract<State>, staff: Staff) -> Response {
    check_again(&state, &staff).await
}

/// Asks the gateway whether the account can be charged.
pub async fn refresh(Extract(state): Extract<State>, posted: Posted) -> Response {
    check_again(&state, &posted.staff).await
}

async fn check_again(state: &State, staff: &Staff) -> Response {
    if !staff.may(Permission::Administer) {
        return pages::forbidden(staff);
    }
    let gateway = state.gateway.as_ref();
    match gateway_setup::refresh_gateway(&state.core, gateway, &staff.principal).await {
        Ok(merchant) if merchant.gateway == GatewaySetup::Off => {
            Tab::Payments.done(Done::AccountLost)
        }
        Ok(merchant) => Tab::Payments.done(done_of(&merchant)),
        Err(error) => failed(state, staff, &error.into()).await,
    }
}

/// Turns payments off.
pub async fn disconnect(Extract(state): Extract<State>, posted: Posted) -> Response {
    let staff = &posted.staff;
    if !staff.may(Permission::Administer) {
        return pages::forbidden(staff);
    }
    match gateway_setup::disconnect_gateway(&state.core, &staff.principal).await {
        Ok(_) => Tab::Payments.done(Done::GatewayOff),
        Err(error) => failed(&state, staff, &error.into()).await,
    }
}

/// The page as it is now, with why something was not done.
async fn failed(state: &State, staff: &Staff, failure: &Failure) -> Response {
    let (status, text) = match reason_or_page(staff, failure) {
        Ok(reason_or_page) => reason_or_page,
        Err(page) => return *page,
    };
    match merchants::get_merchant(&state.core, &staff.principal).await {
        Ok(merchant) => {
            let mut page = PaymentsPage::of(staff, &merchant);
            page.frame = page.frame.trouble(Some(text));
            pages::html(status, &page)
        }
        Err(error) => pages::problem(Some(staff), &error.into()),
    }
}

fn return_url(base: &str) -> String {
    format!("{base}/desk/settings/payments/return")
}

/// What to say of a merchant whose gateway was just changed or asked.
fn done_of(merchant: &Merchant) -> Done {
    match &merchant.gateway {
        GatewaySetup::Off => Done::GatewayOff,
        GatewaySetup::Platform => Done::PlatformUsed,
        GatewaySetup::Connected { enabled: true, .. } => Done::AccountEnabled,
        GatewaySetup::Connected { enabled: false, .. } => Done::AccountWaiting,
    }
}

#[cfg(test)]
mod tests {
    use paylink_domain::merchant::Role;

    use super::*;
    use crate::testing;

    fn html(role: Role, merchant: &Merchant, confirm: bool) -> String {
        let mut page = PaymentsPage::of(&testing::staff_with(role), merchant);
        page.confirm_disconnect = confirm;
        page.render().unwrap()
    }

    #[test]
    fn r4_each_state_says_what_is_and_offers_what_can_be_done() {
        let off = testing::staff().merchant.with_gateway(GatewaySetup::Off);
        let waiting = off.connected_to("acct_1", false);
        let enabled = off.connected_to("acct_1", true);
        let platform = off.with_gateway(GatewaySetup::Platform);
        let cases = [
            (
                &off,
                "Off",
                "Connect a Stripe account of your own",
                "Turn payments off",
            ),
            (&platform, "On", "Turn payments off", "Check again"),
            (
                &waiting,
                "Waiting for Stripe",
                "Continue at Stripe",
                "Connect a Stripe account",
            ),
            (&enabled, "On", "Check again", "Continue at Stripe"),
        ];
        for (merchant, badge, there, missing) in cases {
            let html = html(Role::Owner, merchant, false);
            testing::look(&format!("settings_payments_{}", badge.len()), &html);
            for text in [format!(">{badge}</span>"), there.to_owned()] {
                assert!(html.contains(&text), "{text}");
            }
            assert!(!html.contains(missing), "{missing}");
        }
    }

    #[test]
    fn r24_an_admin_sees_how_it_is_and_changes_nothing() {
        let off = testing::staff().merchant.with_gateway(GatewaySetup::Off);
        for merchant in [off.clone(), off.connected_to("acct_1", false)] {
            let html = html(Role::Admin, &merchant, false);
            assert!(html.contains("Only an owner can change this"));
            assert!(!html.contains("action=\"/desk/settings"));
            assert!(!html.contains(CONTINUE));
        }
    }

    #[test]
    fn turning_payments_off_says_what_stops_and_what_goes_on() {
        let html = html(Role::Owner, &testing::staff().merchant, true);
        testing::look("settings_payments_disconnect", &html);
        for text in [
            "Turn payments off?",
            "stop working",
            "can still be refunded",
        ] {
            assert!(html.contains(text), "{text}");
        }
    }
}
