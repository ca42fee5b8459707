//! Checkout sessions. Source: <https://docs.stripe.com/api/checkout/sessions>.

use serde_json::{Value, json};

use super::super::books::{Action, Ledger};
use super::super::error::ApiError;
use super::super::form::Form;
use super::super::ids::new_id;
use super::super::money::{self, Refusal};
use super::super::object::{Kind, Object};
use super::super::payments;
use super::parameters::{email_address, read_metadata, web_address};
use super::show::{line_item_list, page_url};

/// The shortest life of a session, in seconds.
const SHORTEST_LIFE: i64 = 30 * 60;

/// The longest life of a session, which is also the default, in seconds.
const LONGEST_LIFE: i64 = 24 * 3_600;

/// The most line items of a session in payment mode.
const MOST_LINE_ITEMS: usize = 100;

/// The parameters of create that the sandbox knows.
const PARAMETERS: &[&str] = &[
    "adaptive_pricing[enabled]",
    "allow_promotion_codes",
    "automatic_tax[enabled]",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "currency",
    "customer_creation",
    "customer_email",
    "custom_text[submit][message]",
    "expand[*]",
    "expires_at",
    "invoice_creation[enabled]",
    "line_items[*][price_data][currency]",
    "line_items[*][price_data][product_data][description]",
    "line_items[*][price_data][product_data][images][*]",
    "line_items[*][price_data][product_data][metadata][*]",
    "line_items[*][price_data][product_data][name]",
    "line_items[*][price_data][product_data][tax_code]",
    "line_items[*][price_data][tax_behavior]",
    "line_items[*][price_data][unit_amount]",
    "line_items[*][quantity]",
    "locale",
    "metadata[*]",
    "mode",
    "payment_intent_data[capture_method]",
    "payment_intent_data[description]",
    "payment_intent_data[metadata][*]",
    "payment_intent_data[receipt_email]",
    "payment_intent_data[statement_descriptor]",
    "payment_intent_data[statement_descriptor_suffix]",
    "payment_intent_data[transfer_group]",
    "payment_method_types[*]",
    "phone_number_collection[enabled]",
    "submit_type",
    "success_url",
    "ui_mode",
];

/// Parameters that Stripe has and the sandbox takes only in the value that changes nothing.
const ONLY_OFF: [&str; 5] = [
    "adaptive_pricing[enabled]",
    "allow_promotion_codes",
    "automatic_tax[enabled]",
    "invoice_creation[enabled]",
    "phone_number_collection[enabled]",
];

/// The languages of the hosted page.
const LOCALES: &[&str] = &[
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr",
    "fr-CA", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt",
    "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
];

/// The payment methods that a session can be limited to. All but the card are paid on the page's bank form.
const METHODS: [&str; 6] = [
    "card",
    "sepa_debit",
    "us_bank_account",
    "bacs_debit",
    "acss_debit",
    "au_becs_debit",
];

/// What a session is for, in Stripe's unit of the currency.
struct Order {
    currency: String,
    total: i64,
    items: Vec<Value>,
}

/// Creates a session.
pub fn create(ledger: &Ledger<'_>, form: &Form) -> Result<Value, ApiError> {
    form.allow(PARAMETERS)?;
    check_mode(form)?;
    let order = read_order(form)?;
    let success_url = web_address(form.required("success_url")?, "success_url")?;
    let cancel_url = form
        .text("cancel_url")?
        .map(|url| web_address(url, "cancel_url"))
        .transpose()?;
    let email = form
        .text("customer_email")?
        .map(|email| email_address(email, "customer_email"))
        .transpose()?;
    let expires_at = read_expiry(ledger, form)?;
    let methods = read_methods(form, &order.currency)?;
    let metadata = read_metadata(form, "metadata")?;
    let intent = read_intent_data(form)?;
    check_total(&order)?;
    check_account(ledger)?;

    let id = new_id("cs_test");
    let mut body = empty_session();
    body.fill(json!({
        "id": id,
        "amount_subtotal": order.total,
        "amount_total": order.total,
        "cancel_url": cancel_url,
        "client_reference_id": form.text("client_reference_id")?,
        "created": ledger.now(),
        "currency": order.currency,
        "customer_creation": form.text("customer_creation")?.unwrap_or("if_required"),
        "customer_details": email.map(|email| payments::customer_details(&json!(email))),
        "customer_email": email,
        "expires_at": expires_at,
        "locale": form.choice("locale", LOCALES)?,
        "metadata": metadata.to_value(),
        "billing_address_collection": form.choice("billing_address_collection", &["auto", "required"])?,
        "payment_method_types": methods,
        "submit_type": form.choice("submit_type", &["auto", "book", "donate", "pay"])?,
        "success_url": success_url,
        "url": page_url(ledger, &id),
    }));
    if let Some(message) = form.text("custom_text[submit][message]")? {
        let mut texts = body.child("custom_text");
        texts.set("submit", json!({"message": message}));
        body.set("custom_text", texts.to_value());
    }
    let private = Object::from_value(json!({"intent": intent, "line_items": order.items}));
    let session = ledger.insert(Kind::Session, body, private)?;
    ledger.plan(expires_at, Action::ExpireSession, &id)?;
    Ok(session.body.to_value())
}

/// Stripe's example session without the extras that the example happens to show.
fn empty_session() -> Object {
    let mut body = Object::example(Kind::Session);
    body.clear(&[
        "after_expiration",
        "collected_information",
        "consent",
        "consent_collection",
        "currency_conversion",
        "customer_details",
        "payment_intent",
        "payment_method_configuration_details",
        "permissions",
        "saved_payment_method_options",
        "shipping_address_collection",
        "shipping_cost",
        "wallet_options",
    ]);
    body.fill(json!({
        "adaptive_pricing": {"enabled": false},
        "automatic_tax": {"enabled": false, "liability": null, "provider": null, "status": null},
        "custom_text": {
            "after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null,
        },
        "invoice_creation": {
            "enabled": false,
            "invoice_data": {
                "account_tax_ids": null, "custom_fields": null, "description": null, "footer": null, "issuer": null,
                "metadata": {}, "rendering_options": null,
            },
        },
        "managed_payments": {"enabled": false},
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_status": "unpaid",
        "status": "open",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
    }));
    body
}

/// The sandbox has payment mode and the hosted page only, and none of the extras.
fn check_mode(form: &Form) -> Result<(), ApiError> {
    let mode = form
        .choice("mode", &["payment", "setup", "subscription"])?
        .ok_or_else(|| ApiError::missing("mode"))?;
    if mode != "payment" {
        return Err(ApiError::invalid(format!(
            "The sandbox has no mode '{mode}', only 'payment'."
        ))
        .param("mode"));
    }
    if !matches!(form.text("ui_mode")?, None | Some("hosted" | "hosted_page")) {
        return Err(ApiError::invalid("The sandbox has the hosted page only.").param("ui_mode"));
    }
    for name in ONLY_OFF {
        if form.boolean(name)? == Some(true) {
            return Err(
                ApiError::invalid(format!("The sandbox does not have {name}.")).param(name),
            );
        }
    }
    let capture = "payment_intent_data[capture_method]";
    if form
        .text(capture)?
        .is_some_and(|method| !method.starts_with("automatic"))
    {
        return Err(ApiError::invalid("The sandbox captures automatically only.").param(capture));
    }
    Ok(())
}

fn read_order(form: &Form) -> Result<Order, ApiError> {
    let keys = form.keys("line_items");
    if keys.is_empty() {
        return Err(ApiError::missing("line_items"));
    }
    if keys.len() > MOST_LINE_ITEMS {
        return Err(ApiError::invalid(format!(
            "line_items may have at most {MOST_LINE_ITEMS} entries."
        ))
        .param("line_items"));
    }
    let mut order: Option<Order> = None;
    for key in keys {
        let (currency, total, item) = read_line_item(form, &format!("line_items[{key}]"))?;
        let order = order.get_or_insert_with(|| Order {
            currency: currency.clone(),
            total: 0,
            items: Vec::new(),
        });
        if order.currency != currency {
            return Err(ApiError::invalid(format!(
                "All line items must have the same currency, but there are {} and {currency}.",
                order.currency
            ))
            .param(format!("line_items[{key}][price_data][currency]")));
        }
        order.total = order.total.saturating_add(total);
        order.items.push(item);
    }
    order.ok_or_else(|| ApiError::missing("line_items"))
}

/// One line item: its currency, its total in Stripe's unit, and Stripe's object.
fn read_line_item(form: &Form, at: &str) -> Result<(String, i64, Value), ApiError> {
    if !form.has(&format!("{at}[price_data]")) {
        return Err(ApiError::missing(format!("{at}[price_data]")));
    }
    let currency_at = format!("{at}[price_data][currency]");
    let currency = form.required(&currency_at)?.to_ascii_lowercase();
    if !money::is_supported(&currency) {
        return Err(ApiError::invalid(format!(
            "Invalid currency: {currency}. Stripe does not support it."
        ))
        .param(currency_at));
    }
    let name_at = format!("{at}[price_data][product_data][name]");
    let name = form.required(&name_at)?;
    let unit_at = format!("{at}[price_data][unit_amount]");
    let unit = form
        .integer_from(&unit_at, 0)?
        .ok_or_else(|| ApiError::missing(unit_at))?;
    let quantity_at = format!("{at}[quantity]");
    let quantity = form.integer_from(&quantity_at, 1)?.ok_or_else(|| {
        ApiError::invalid(format!("Quantity is required. Add `quantity` to `{at}`"))
            .code("parameter_missing")
            .param(quantity_at)
    })?;
    let total = unit.saturating_mul(quantity);
    let item = json!({
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": null,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": currency,
        "description": name,
        "detail": form.text(&format!("{at}[price_data][product_data][description]"))?,
        "metadata": {},
        "price": {
            "id": new_id("price"), "object": "price", "active": false, "billing_scheme": "per_unit",
            "currency": currency, "custom_unit_amount": null, "livemode": false, "lookup_key": null, "metadata": {},
            "nickname": null, "product": new_id("prod"), "recurring": null, "tax_behavior": "unspecified",
            "tiers_mode": null, "transform_quantity": null, "type": "one_time", "unit_amount": unit,
            "unit_amount_decimal": unit.to_string(),
        },
        "quantity": quantity,
    });
    Ok((currency, total, item))
}

/// R2: what Stripe cannot charge is refused when the session is made.
fn check_total(order: &Order) -> Result<(), ApiError> {
    let currency = &order.currency;
    money::check_charge(currency, order.total).map_err(|refusal| match refusal {
        Refusal::TooSmall(minimum) => ApiError::invalid(format!(
            "The Checkout Session's total amount due must add up to at least {}",
            money::format_amount(currency, minimum)
        ))
        .code("amount_too_small"),
        Refusal::TooLarge => ApiError::invalid(format!(
            "The Checkout Session's total amount due must be no more than {}",
            money::format_amount(currency, money::MAXIMUM)
        ))
        .code("amount_too_large"),
        Refusal::NotAStep(step) => ApiError::invalid(format!(
            "Invalid amount: in {} it must be a multiple of {step}.",
            currency.to_ascii_uppercase()
        ))
        .code("parameter_invalid_integer")
        .param("line_items[0][price_data][unit_amount]"),
    })
}

/// A connected account takes charges only after it was set up.
fn check_account(ledger: &Ledger<'_>) -> Result<(), ApiError> {
    if ledger.account.is_empty() {
        return Ok(());
    }
    match ledger.of_account("").load(Kind::Account, &ledger.account)? {
        Some(account) if account.body.flag("charges_enabled") => Ok(()),
        _ => Err(ApiError::invalid(
            "Your account cannot currently make charges. To find out why, look at the `requirements.disabled_reason` \
             of the account.",
        )),
    }
}

fn read_expiry(ledger: &Ledger<'_>, form: &Form) -> Result<i64, ApiError> {
    let now = ledger.now();
    let Some(at) = form.integer("expires_at")? else {
        return Ok(now + LONGEST_LIFE);
    };
    if at < now + SHORTEST_LIFE {
        return Err(ApiError::invalid(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
        )
        .param("expires_at"));
    }
    if at > now + LONGEST_LIFE {
        return Err(ApiError::invalid(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
        )
        .param("expires_at"));
    }
    Ok(at)
}

fn read_methods(form: &Form, currency: &str) -> Result<Vec<String>, ApiError> {
    let methods = form.list("payment_method_types")?;
    if let Some(unknown) = methods.iter().find(|method| !METHODS.contains(method)) {
        return Err(ApiError::invalid(format!(
            "The sandbox does not have the payment method type '{unknown}'. It has {}.",
            METHODS.join(", ")
        ))
        .param("payment_method_types"));
    }
    if methods.is_empty() {
        return Ok(vec!["card".to_owned(), default_debit(currency).to_owned()]);
    }
    Ok(methods.into_iter().map(str::to_owned).collect())
}

/// The bank debit offered beside the card. Stripe has one for few currencies; the sandbox has one for each, so that
/// delayed payments can be tried in all of them.
fn default_debit(currency: &str) -> &'static str {
    match currency {
        "usd" => "us_bank_account",
        "gbp" => "bacs_debit",
        "cad" => "acss_debit",
        "aud" => "au_becs_debit",
        _ => "sepa_debit",
    }
}

/// What the payment intent will carry.
fn read_intent_data(form: &Form) -> Result<Value, ApiError> {
    let text = |field: &str| form.text(&format!("payment_intent_data[{field}]"));
    Ok(json!({
        "description": text("description")?,
        "metadata": read_metadata(form, "payment_intent_data[metadata]")?.to_value(),
        "receipt_email": text("receipt_email")?,
        "statement_descriptor": text("statement_descriptor")?,
        "statement_descriptor_suffix": text("statement_descriptor_suffix")?,
        "transfer_group": text("transfer_group")?,
    }))
}

/// Expires an open session.
pub fn expire(ledger: &Ledger<'_>, id: &str, form: &Form) -> Result<Value, ApiError> {
    form.allow(&["expand[*]"])?;
    let mut session = ledger.find(Kind::Session, id, "session")?;
    let status = session.body.text("status");
    if status != "open" {
        return Err(ApiError::invalid(format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of \
             `{status}`."
        ))
        .executed());
    }
    payments::expire_session(ledger, &mut session)?;
    Ok(session.body.to_value())
}

/// Answers with the session's line items, all on one page.
pub fn line_items(ledger: &Ledger<'_>, id: &str, form: &Form) -> Result<Value, ApiError> {
    form.allow(&["limit", "expand[*]"])?;
    Ok(line_item_list(&ledger.find(
        Kind::Session,
        id,
        "session",
    )?))
}
