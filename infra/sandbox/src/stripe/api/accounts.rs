//! Connected accounts and the links that set them up.
//! Source: <https://docs.stripe.com/api/accounts> and <https://docs.stripe.com/api/account_links>.

use serde_json::{Value, json};

use super::super::books::{Ledger, Record};
use super::super::error::ApiError;
use super::super::form::Form;
use super::super::ids::{new_id, random_text};
use super::super::object::{Kind, Object};
use super::parameters::{read_metadata, web_address};

/// How long an account link works, in seconds.
const LINK_LIFE: i64 = 300;

/// Creates a connected account, which takes charges only after it was set up.
pub fn create(ledger: &Ledger<'_>, form: &Form) -> Result<Value, ApiError> {
    form.allow(&[
        "type",
        "country",
        "email",
        "default_currency",
        "business_type",
        "business_profile[name]",
        "business_profile[url]",
        "business_profile[mcc]",
        "business_profile[product_description]",
        "business_profile[support_email]",
        "capabilities[*][requested]",
        "controller[fees][payer]",
        "controller[losses][payments]",
        "controller[stripe_dashboard][type]",
        "controller[requirement_collection]",
        "metadata[*]",
        "expand[*]",
    ])?;
    let kind = form
        .choice("type", &["standard", "express", "custom"])?
        .unwrap_or(if form.has("controller") {
            "none"
        } else {
            "standard"
        });
    let platform = ledger.of_account("");
    let body = new_account(
        &new_id("acct"),
        ledger.now(),
        json!({
            "type": kind,
            "country": form.text("country")?.unwrap_or("US"),
            "email": form.text("email")?,
            "default_currency": form.text("default_currency")?.unwrap_or("usd"),
            "business_type": form.text("business_type")?,
            "metadata": read_metadata(form, "metadata")?.to_value(),
        }),
        form.text("business_profile[name]")?,
    );
    Ok(platform
        .insert(Kind::Account, body, Object::default())?
        .body
        .to_value())
}

fn new_account(id: &str, created: i64, given: Value, name: Option<&str>) -> Object {
    let mut account = Object::from_value(json!({
        "id": id,
        "object": "account",
        "business_profile": {
            "annual_revenue": null, "estimated_worker_count": null, "mcc": null, "minority_owned_business_designation": null,
            "name": name, "product_description": null, "support_address": null, "support_email": null,
            "support_phone": null, "support_url": null, "url": null,
        },
        "capabilities": {},
        "charges_enabled": false,
        "controller": {"type": "application", "is_controller": true},
        "created": created,
        "details_submitted": false,
        "external_accounts": {
            "object": "list", "data": [], "has_more": false, "url": format!("/v1/accounts/{id}/external_accounts"),
        },
        "future_requirements": requirements(&[], None),
        "payouts_enabled": false,
        "requirements": requirements(&["business_profile.url", "external_account"], Some("requirements.past_due")),
        "settings": {"dashboard": {"display_name": name, "timezone": "Etc/UTC"}},
        "tos_acceptance": {"date": null, "ip": null, "user_agent": null},
    }));
    account.fill(given);
    account
}

fn requirements(due: &[&str], disabled_reason: Option<&str>) -> Value {
    json!({
        "alternatives": [],
        "current_deadline": null,
        "currently_due": due,
        "disabled_reason": disabled_reason,
        "errors": [],
        "eventually_due": due,
        "past_due": due,
        "pending_verification": [],
    })
}

/// Answers with the account the call is made for.
pub fn own(ledger: &Ledger<'_>, platform_id: &str, form: &Form) -> Result<Value, ApiError> {
    let id = if ledger.account.is_empty() {
        platform_id.to_owned()
    } else {
        ledger.account.clone()
    };
    retrieve(ledger, platform_id, &id, form)
}

/// Answers with a connected account, or the platform's own.
pub fn retrieve(
    ledger: &Ledger<'_>,
    platform_id: &str,
    id: &str,
    form: &Form,
) -> Result<Value, ApiError> {
    form.allow(&["expand[*]"])?;
    if id == platform_id {
        let given = json!({"type": "standard", "country": "CH", "default_currency": "chf", "email": null,
                           "business_type": null, "metadata": {}});
        let mut account = new_account(id, 1_700_000_000, given, Some("Sandbox platform"));
        enable(&mut account, true);
        return Ok(account.to_value());
    }
    Ok(reachable(ledger, id)?.body.to_value())
}

/// The connected account with this id, or Stripe's refusal.
pub fn connected(ledger: &Ledger<'_>, id: &str) -> Result<Record, ApiError> {
    ledger
        .of_account("")
        .load(Kind::Account, id)?
        .ok_or_else(|| ApiError::account_invalid("sk_test_***", id))
}

/// The same for an account that the platform is still let at.
fn reachable(ledger: &Ledger<'_>, id: &str) -> Result<Record, ApiError> {
    let account = connected(ledger, id)?;
    if account.private.flag("disconnected") {
        return Err(ApiError::account_invalid("sk_test_***", id));
    }
    Ok(account)
}

fn enable(account: &mut Object, is_enabled: bool) {
    let (due, reason): (&[&str], _) = if is_enabled {
        (&[], None)
    } else {
        (&["external_account"], Some("requirements.past_due"))
    };
    account.fill(json!({
        "charges_enabled": is_enabled,
        "payouts_enabled": is_enabled,
        "details_submitted": is_enabled || account.flag("details_submitted"),
        "capabilities": {
            "card_payments": if is_enabled { "active" } else { "inactive" },
            "transfers": if is_enabled { "active" } else { "inactive" },
        },
        "requirements": requirements(due, reason),
    }));
}

/// Lets a connected account take charges, or stops it. Used by the set-up page and the control API.
pub fn set_enabled(ledger: &Ledger<'_>, id: &str, is_enabled: bool) -> Result<Record, ApiError> {
    let mut account = connected(ledger, id)?;
    let previous = json!({"charges_enabled": account.body.flag("charges_enabled")});
    enable(&mut account.body, is_enabled);
    ledger.of_account("").save(&account)?;
    ledger
        .of_account(id)
        .emit_change("account.updated", &account.body, previous)?;
    Ok(account)
}

/// Whether the platform is let at this account: it is one of its own, and was not taken away.
pub fn is_connected(ledger: &Ledger<'_>, id: &str) -> Result<bool, ApiError> {
    let account = ledger.of_account("").load(Kind::Account, id)?;
    Ok(account.is_some_and(|account| !account.private.flag("disconnected")))
}

/// Takes a connected account away from the platform, which is told, or gives it back. Used by the
/// control API.
pub fn set_connected(ledger: &Ledger<'_>, id: &str, is_connected: bool) -> Result<(), ApiError> {
    let mut account = connected(ledger, id)?;
    let was_connected = !account.private.flag("disconnected");
    account.private.set("disconnected", !is_connected);
    ledger.of_account("").save(&account)?;
    if was_connected && !is_connected {
        let application = Object::from_value(json!({
            "id": "ca_sandbox_platform", "object": "application", "name": "Sandbox platform",
        }));
        ledger
            .of_account(id)
            .emit("account.application.deauthorized", &application)?;
    }
    Ok(())
}

/// Creates a link to the page where a connected account is set up.
pub fn create_link(ledger: &Ledger<'_>, form: &Form) -> Result<Value, ApiError> {
    form.allow(&[
        "account",
        "type",
        "refresh_url",
        "return_url",
        "collect",
        "collection_options[fields]",
        "collection_options[future_requirements]",
        "expand[*]",
    ])?;
    let mut account = reachable(ledger, form.required("account")?)?;
    form.choice("type", &["account_onboarding", "account_update"])?
        .ok_or_else(|| ApiError::missing("type"))?;
    let refresh_url = web_address(form.required("refresh_url")?, "refresh_url")?;
    let return_url = web_address(form.required("return_url")?, "return_url")?;
    let token = random_text(24);
    let expires_at = ledger.now() + LINK_LIFE;
    account.private.set(
        "link",
        json!({"token": token, "expires_at": expires_at, "return_url": return_url, "refresh_url": refresh_url}),
    );
    ledger.of_account("").save(&account)?;
    Ok(json!({
        "object": "account_link",
        "created": ledger.now(),
        "expires_at": expires_at,
        "url": format!("{}/setup/{}/{token}", ledger.around.base_url, account.id()),
    }))
}
