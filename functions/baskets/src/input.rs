//! Bodies of the basket calls, read into domain types.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use paylink_app::baskets::ManualPayment;
use paylink_app::refunds::RefundOrder;
use paylink_domain::basket::{Item, ItemKind};
use paylink_domain::buyer::{Buyer, Language, StaffRole};
use paylink_domain::decide::create_basket::NewBasket;
use paylink_domain::ids::PaymentId;
use paylink_domain::limits::{ITEM_QUANTITY, ITEMS, UNIT_AMOUNT};
use paylink_domain::money::{Amount, Currency};
use paylink_domain::payment::Method;
use paylink_http::json::Fields;

/// The largest amount that a payment or refund can be asked for, in minor units.
const LARGEST: i64 = UNIT_AMOUNT.minor();

/// The body of `POST /v1/baskets`.
pub fn new_basket(fields: &mut Fields<'_>) -> Option<NewBasket> {
    let reference = fields.text("reference", 1..=64);
    let currency = fields.parsed(
        "currency",
        "an ISO 4217 code such as \"CHF\"",
        Currency::from_code,
    );
    let items = items(fields);
    let buyer = fields.object("buyer", buyer);
    let metadata = fields.metadata("metadata");
    Some(NewBasket {
        reference: reference?,
        currency: currency?,
        items: items?,
        buyer: buyer?,
        metadata,
    })
}

/// The body of `PUT .../buyer`: a buyer, and whether money under way is known about.
pub fn buyer_change(fields: &mut Fields<'_>) -> Option<(Buyer, bool)> {
    let confirm = fields.flag("confirm");
    Some((buyer(fields)?, confirm))
}

/// The body of `PUT .../items`.
pub fn items_change(fields: &mut Fields<'_>) -> Option<(Vec<Item>, bool)> {
    let confirm = fields.flag("confirm");
    Some((items(fields)?, confirm))
}

fn buyer(fields: &mut Fields<'_>) -> Option<Buyer> {
    let name = fields.text("name", 1..=200);
    let email = fields.optional_parsed("email", "an address such as anna@example.com", |text| {
        text.parse().ok()
    });
    let phone = fields.optional_text("phone", 40);
    let language = fields.optional_parsed(
        "language",
        "a language tag of two letters, such as \"de\"; languages without a translation read English",
        |text| {
            let primary = text.split('-').next().unwrap_or_default();
            let is_tag = (2..=3).contains(&primary.len())
                && primary.bytes().all(|b| b.is_ascii_alphabetic());
            is_tag.then(|| Language::from_tag(text).unwrap_or(Language::En))
        },
    );
    let staff_role =
        fields.optional_parsed(
            "staff_role",
            "\"employee\" or \"admin\"",
            |text| match text {
                "employee" => Some(StaffRole::Employee),
                "admin" => Some(StaffRole::Admin),
                _ => None,
            },
        );
    let language = language.unwrap_or(Language::En);
    Some(Buyer {
        name: name?,
        email,
        phone,
        language,
        staff_role,
    })
}

fn items(fields: &mut Fields<'_>) -> Option<Vec<Item>> {
    fields.list("items", 1..=ITEMS, item)
}

fn item(fields: &mut Fields<'_>) -> Option<Item> {
    let kind = fields.parsed(
        "kind",
        "\"reservation\", \"shop_item\" or \"custom\"",
        |text| match text {
            "reservation" => Some(ItemKind::Reservation),
            "shop_item" => Some(ItemKind::ShopItem),
            "custom" => Some(ItemKind::Custom),
            _ => None,
        },
    );
    let description = fields.text("description", 1..=200);
    let quantity = fields.integer("quantity", 1..=i64::from(ITEM_QUANTITY));
    let unit_amount = fields.integer("unit_amount", 0..=LARGEST);
    let tax_rate = fields.optional_parsed("tax_rate", "percent as a text such as \"8.1\"", percent);
    let starts_at = fields.optional_parsed("starts_at", RFC_3339, |text| text.parse().ok());
    let time_zone = fields.optional_parsed(
        "time_zone",
        "an IANA zone such as \"Europe/Zurich\"",
        |text| TimeZone::get(text).is_ok().then(|| text.to_owned()),
    );
    let guests = fields.texts("guests", 100, 200);
    Some(Item {
        kind: kind?,
        description: description?,
        quantity: quantity?.try_into().ok()?,
        unit_amount: Amount::new(unit_amount?),
        tax_rate,
        starts_at,
        time_zone,
        guests,
    })
}

const RFC_3339: &str = "a time as in RFC 3339, such as \"2026-12-12T08:30:00Z\"";

/// A decimal of at most two digits before the point and three after.
fn percent(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    (digits(whole, 2) && digits(fraction, 3)).then(|| text.to_owned())
}

/// The body of `POST .../payments`.
pub fn manual_payment(fields: &mut Fields<'_>, now: Timestamp) -> Option<ManualPayment> {
    let amount = fields.integer("amount", 1..=LARGEST);
    let method = fields.parsed(
        "method",
        "\"cash\", \"bank_transfer\", \"terminal\" or \"voucher\"",
        Method::manual,
    );
    let note = fields.optional_long_text("note", 500);
    let received_at = fields.optional_parsed(
        "received_at",
        "a time as in RFC 3339 that is past",
        |text| text.parse::<Timestamp>().ok().filter(|at| *at <= now),
    );
    let confirm = fields.flag("confirm");
    Some(ManualPayment {
        amount: Amount::new(amount?),
        method: method?,
        note,
        received_at: received_at.unwrap_or(now),
        confirm,
    })
}

/// The body of `POST .../refunds`.
pub fn refund(fields: &mut Fields<'_>, payment_id: PaymentId) -> Option<RefundOrder> {
    Some(RefundOrder {
        payment_id,
        amount: fields
            .optional_integer("amount", 1..=LARGEST)
            .map(Amount::new),
        reason: fields.optional_long_text("reason", 500),
        keep_total: fields.flag("keep_total"),
        outside: fields.flag("outside"),
    })
}
