//! What staff type: controls with their values, read back into domain types with all errors at once.

use std::ops::RangeInclusive;

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use paylink::domain::basket::{Basket, Item, ItemKind};
use paylink::domain::buyer::{Buyer, Language, StaffRole};
use paylink::domain::decide::{AmountRequest, NewBasket};
use paylink::domain::limits::{ITEM_QUANTITY, ITEMS, UNIT_AMOUNT};
use paylink::domain::money::{Amount, Currency};
use paylink::domain::payment::{Method, Payment};
use paylink::hash::sha256_hex;
use paylink::http::json::check_text;

use crate::field::{Field, Tick};
use crate::form::Form;
use crate::texts;

/// The currencies offered for a new basket, the most common first.
const CURRENCIES: [&str; 22] = [
    "CHF", "EUR", "USD", "GBP", "AED", "AUD", "CAD", "CZK", "DKK", "HKD", "HUF", "ISK", "JPY",
    "KWD", "MXN", "NOK", "NZD", "PLN", "SEK", "SGD", "THB", "ZAR",
];
/// Lines of items in the form of a new basket.
const NEW_ITEMS: usize = 5;
/// Empty lines after the items that a basket has.
const MORE_ITEMS: usize = 3;
/// The id of the suggestions for time zones.
const ZONES: &str = "time-zones";

/// What stands in the way of an action, said above its form.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "trouble.html")]
pub struct Trouble {
    /// What.
    pub text: String,
    /// What the button says that goes on all the same; `None` where one cannot.
    pub anyway: Option<&'static str>,
}

impl HtmlSafe for Trouble {}

/// What is wrong with one control, for the list above the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The control's id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What is wrong.
    pub text: String,
}

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
        let email = optional(
            &mut self.email,
            "Enter an address such as anna@example.com.",
            |text| text.parse().ok(),
        );
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

/// One line of items.
#[derive(Debug, Clone)]
pub struct ItemForm {
    /// Its number, from 1.
    pub number: usize,
    /// What kind of thing.
    pub kind: Field,
    /// What it is called.
    pub description: Field,
    /// How many.
    pub quantity: Field,
    /// What one costs, as a decimal number.
    pub price: Field,
    /// When it departs, in `time_zone`.
    pub departure: Field,
    /// IANA time zone of the departure.
    pub time_zone: Field,
    /// Whether to take it away; `None` where the basket does not have it yet.
    pub remove: Option<Tick>,
}

impl ItemForm {
    fn empty(number: usize, zone: &str) -> Self {
        let id = |name: &str| format!("item-{number}-{name}");
        let kinds = [ItemKind::Reservation, ItemKind::ShopItem, ItemKind::Custom]
            .map(|kind| (kind.as_str(), texts::item_kind(kind)));
        let name = |name: &str| format!("item{number}_{name}");
        Self {
            number,
            kind: Field::new(id("kind"), name("kind"), "Kind")
                .choice(kinds)
                .with(ItemKind::Reservation.as_str()),
            description: Field::new(id("description"), name("description"), "Description")
                .most(200),
            quantity: Field::new(id("quantity"), name("quantity"), "Quantity")
                .line("text", "numeric")
                .with("1"),
            price: Field::new(id("price"), name("price"), "Unit price").line("text", "decimal"),
            departure: Field::new(id("departure"), name("departure"), "Departure (optional)")
                .line("datetime-local", ""),
            time_zone: Field::new(id("time-zone"), name("time_zone"), "Time zone")
                .list(ZONES)
                .with(zone),
            remove: None,
        }
    }

    fn of(number: usize, item: &Item, currency: Currency, zone: &str) -> Self {
        let empty = Self::empty(number, zone);
        let zone = item.time_zone.as_deref().unwrap_or(zone);
        let departure = item
            .starts_at
            .map(|at| local(at, zone).strftime("%Y-%m-%dT%H:%M").to_string());
        Self {
            number,
            kind: empty.kind.with(item.kind.as_str()),
            description: empty.description.with(&item.description),
            quantity: empty.quantity.with(item.quantity.to_string()),
            price: empty.price.with(currency.plain(item.unit_amount)),
            departure: empty.departure.with(departure.unwrap_or_default()),
            time_zone: empty.time_zone.with(zone),
            remove: Some(remove_tick(number, false)),
        }
    }

    fn sent(number: usize, form: &Form, exists: bool, zone: &str) -> Self {
        let empty = Self::empty(number, zone);
        let with = |field: Field| {
            let value = form.get(&field.name).to_owned();
            field.with(value)
        };
        let ticked = form.ticked(&format!("item{number}_remove"));
        Self {
            number,
            kind: with(empty.kind),
            description: with(empty.description),
            quantity: with(empty.quantity),
            price: with(empty.price),
            departure: with(empty.departure),
            time_zone: with(empty.time_zone),
            remove: exists.then(|| remove_tick(number, ticked)),
        }
    }

    /// Whether anything was typed that makes the line count.
    pub fn is_used(&self) -> bool {
        [&self.description, &self.price, &self.departure]
            .iter()
            .any(|field| field.filled().is_some())
    }

    fn is_removed(&self) -> bool {
        self.remove.as_ref().is_some_and(|tick| tick.ticked)
    }

    /// The item, or the errors noted at the fields. `before` is the item that stands there now; what
    /// the form does not show of it is kept.
    fn check(
        &mut self,
        currency: Option<Currency>,
        zone: &str,
        before: Option<&Item>,
    ) -> Option<Item> {
        let kind = [ItemKind::Reservation, ItemKind::ShopItem, ItemKind::Custom]
            .into_iter()
            .find(|kind| kind.as_str() == self.kind.value);
        let kind = kind.or_else(|| self.kind.wrong("Choose one of the kinds."));
        let description = required_text(&mut self.description, "Enter what it is.", 1..=200);
        let quantity = match self.quantity.value.trim().parse::<u32>() {
            Ok(quantity) if (1..=ITEM_QUANTITY).contains(&quantity) => Some(quantity),
            Ok(_) | Err(_) => self
                .quantity
                .wrong("Enter a whole number from 1 to 10,000."),
        };
        let unit_amount = match currency {
            Some(currency) => amount(&mut self.price, currency, Amount::ZERO),
            None => None,
        };
        let departure = self.departure(currency, zone, before);
        let (starts_at, time_zone) = departure?;
        Some(Item {
            kind: kind?,
            description: description?,
            quantity: quantity?,
            unit_amount: unit_amount?,
            tax_rate: before.and_then(|item| item.tax_rate.clone()),
            starts_at,
            time_zone,
            guests: before.map(|item| item.guests.clone()).unwrap_or_default(),
        })
    }

    /// Departure and time zone; as they were where they were left as shown, to the second.
    fn departure(
        &mut self,
        currency: Option<Currency>,
        zone: &str,
        before: Option<&Item>,
    ) -> Option<(Option<Timestamp>, Option<String>)> {
        if let (Some(item), Some(currency)) = (before, currency) {
            let shown = Self::of(self.number, item, currency, zone);
            if shown.departure.value == self.departure.value
                && shown.time_zone.value == self.time_zone.value
            {
                return Some((item.starts_at, item.time_zone.clone()));
            }
        }
        let name = self.time_zone.filled().unwrap_or(zone).to_owned();
        let Ok(found) = TimeZone::get(&name) else {
            return self
                .time_zone
                .wrong("Enter a time zone such as Europe/Zurich.");
        };
        let starts_at = optional(&mut self.departure, "Enter a date and a time.", |text| {
            let local: DateTime = text.parse().ok()?;
            Some(local.to_zoned_datetime(found).ok()?.timestamp())
        })?;
        Some((starts_at, starts_at.map(|_| name)))
    }

    fn errors(&self) -> Vec<Mistake> {
        let mut all = errors([
            &self.kind,
            &self.description,
            &self.quantity,
            &self.price,
            &self.departure,
            &self.time_zone,
        ]);
        for mistake in &mut all {
            mistake.label = format!("Item {}, {}", self.number, mistake.label.to_lowercase());
        }
        all
    }
}

fn remove_tick(number: usize, ticked: bool) -> Tick {
    Tick {
        id: format!("item-{number}-remove"),
        name: format!("item{number}_remove"),
        label: "Remove this item",
        ticked,
        off_because: "",
        hint: "",
    }
}

/// The items of a basket that exists.
#[derive(Debug, Clone)]
pub struct ItemsForm {
    /// One line each, and some empty ones.
    pub lines: Vec<ItemForm>,
    /// What the items were when the form was shown.
    pub seen: String,
    /// What is wrong with all of them together.
    pub error: Option<&'static str>,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

impl ItemsForm {
    /// The form with a basket's items in it.
    pub fn of(basket: &Basket, zone: &str) -> Self {
        let mut lines: Vec<ItemForm> = (1..)
            .zip(&basket.items)
            .map(|(number, item)| ItemForm::of(number, item, basket.currency, zone))
            .collect();
        let more =
            lines.len().saturating_add(1)..=lines.len().saturating_add(MORE_ITEMS).min(ITEMS);
        lines.extend(more.map(|number| ItemForm::empty(number, zone)));
        Self {
            lines,
            seen: seen(&basket.items),
            error: None,
            trouble: None,
        }
    }

    /// The form as it was sent.
    pub fn sent(form: &Form, basket: &Basket, zone: &str) -> Self {
        let lines = (1..=ITEMS)
            .take_while(|number| form.has(&format!("item{number}_kind")))
            .map(|number| ItemForm::sent(number, form, number <= basket.items.len(), zone))
            .collect();
        Self {
            lines,
            seen: form.get("seen").to_owned(),
            error: None,
            trouble: None,
        }
    }

    /// The items, or the errors noted at the fields.
    pub fn check(&mut self, basket: &Basket, zone: &str) -> Option<Vec<Item>> {
        if self.seen != seen(&basket.items) {
            self.error = Some(
                "Somebody else changed the items in the meantime. Press Cancel to see them as they are now.",
            );
            return None;
        }
        let mut before = basket.items.iter();
        let mut items = Vec::new();
        for line in &mut self.lines {
            let item = before.next();
            if !line.is_removed() && (item.is_some() || line.is_used()) {
                items.push(line.check(Some(basket.currency), zone, item));
            }
        }
        if items.is_empty() {
            self.error = Some("A basket needs at least one item. To give it up, cancel it.");
            return None;
        }
        items.into_iter().collect()
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        self.lines.iter().flat_map(ItemForm::errors).collect()
    }
}

/// What the items of a basket are, in short: an edit of other items than these is refused.
fn seen(items: &[Item]) -> String {
    let json = serde_json::to_vec(items).unwrap_or_default();
    sha256_hex(&json).chars().take(16).collect()
}

/// A new basket.
#[derive(Debug, Clone)]
pub struct NewBasketForm {
    /// The merchant's booking number.
    pub reference: Field,
    /// The currency of all amounts.
    pub currency: Field,
    /// Lines of items.
    pub lines: Vec<ItemForm>,
    /// For whom.
    pub buyer: BuyerForm,
}

impl NewBasketForm {
    /// The number of the last line that anything was typed into; all lines up to it are shown.
    pub fn last_used(&self) -> usize {
        self.lines
            .iter()
            .filter(|line| line.is_used())
            .map(|line| line.number)
            .max()
            .unwrap_or(1)
    }

    /// An empty form.
    pub fn empty(zone: &str) -> Self {
        Self {
            reference: reference(),
            currency: currencies(),
            lines: (1..=NEW_ITEMS)
                .map(|number| ItemForm::empty(number, zone))
                .collect(),
            buyer: BuyerForm::empty("buyer"),
        }
    }

    /// The form as it was sent.
    pub fn sent(form: &Form, zone: &str) -> Self {
        let currency = match form.get("currency") {
            "" => currencies(),
            code => currencies().with(code),
        };
        Self {
            reference: reference().with(form.get("reference")),
            currency,
            lines: (1..=NEW_ITEMS)
                .map(|number| ItemForm::sent(number, form, false, zone))
                .collect(),
            buyer: BuyerForm::sent("buyer", form),
        }
    }

    /// The basket, or the errors noted at the fields.
    pub fn check(&mut self, zone: &str) -> Option<NewBasket> {
        let reference = required_text(
            &mut self.reference,
            "Enter the booking's reference.",
            1..=64,
        );
        let currency = Currency::from_code(&self.currency.value)
            .or_else(|| self.currency.wrong("Choose one of the currencies."));
        let mut items = Vec::new();
        for line in &mut self.lines {
            // The first line must be there, so that its errors show where nothing was typed at all.
            if line.number == 1 || line.is_used() {
                items.push(line.check(currency, zone, None));
            }
        }
        let buyer = self.buyer.check();
        Some(NewBasket {
            reference: reference?,
            currency: currency?,
            items: items.into_iter().collect::<Option<_>>()?,
            buyer: buyer?,
            metadata: std::collections::BTreeMap::new(),
        })
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        let mut all = errors([&self.reference, &self.currency]);
        all.extend(self.lines.iter().flat_map(ItemForm::errors));
        all.extend(self.buyer.errors());
        all
    }
}

fn reference() -> Field {
    Field::new("reference", "reference", "Reference")
        .required()
        .most(64)
        .hint("Your booking number, such as R-1042.")
}

fn currencies() -> Field {
    Field::new("currency", "currency", "Currency")
        .choice(CURRENCIES.map(|code| (code, code)))
        .with("CHF")
}

/// A new payment link (R6, R7, R8).
#[derive(Debug, Clone)]
pub struct LinkForm {
    /// The amount as a decimal number.
    pub amount: Field,
    /// What the amount was prefilled with.
    pub prefilled: String,
    /// Whether the buyer is emailed.
    pub email: Tick,
    /// A note to the guest.
    pub message: Field,
    /// The last day of the link.
    pub expires_on: Field,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

/// What a link is to be, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkInput {
    /// What to ask for (R6).
    pub amount: AmountRequest,
    /// Whether the buyer is emailed.
    pub send_email: bool,
    /// A note to the guest.
    pub message: Option<String>,
    /// An end other than the default.
    pub expires_at: Option<Timestamp>,
}

impl LinkForm {
    /// The form for a basket, its amount prefilled with what is outstanding.
    pub fn of(basket: &Basket, zone: &str) -> Self {
        let outstanding = basket.balance().outstanding;
        let prefilled = basket.currency.plain(outstanding);
        let no_email = basket.buyer.email.is_none();
        Self {
            amount: Field::new("link-amount", "amount", "Amount")
                .required()
                .line("text", "decimal")
                .with(&prefilled)
                .hint(format!(
                    "In {}; {} is outstanding.",
                    basket.currency,
                    texts::money(outstanding, basket.currency)
                )),
            prefilled,
            email: Tick {
                id: "link-email".to_owned(),
                name: "send_email".to_owned(),
                label: "Send email to customer",
                ticked: false,
                off_because: if no_email {
                    "The buyer has no email address. Copy the link instead."
                } else {
                    ""
                },
                hint: "",
            },
            message: Field::new("link-message", "message", "Message to the guest (optional)")
                .area()
                .most(1_000)
                .hint("Shown in the email and on the payment page."),
            expires_on: Field::new("link-expires-on", "expires_on", "Expiry date (optional)")
                .line("date", "")
                .hint(format!(
                    "The link can be paid until the end of this day ({zone})."
                )),
            trouble: None,
        }
    }

    /// The form as it was sent.
    pub fn sent(form: &Form, basket: &Basket, zone: &str) -> Self {
        let fresh = Self::of(basket, zone);
        Self {
            amount: fresh.amount.with(form.get("amount")),
            prefilled: form.get("prefilled").to_owned(),
            email: Tick {
                ticked: form.ticked("send_email"),
                ..fresh.email
            },
            message: fresh.message.with(form.get("message")),
            expires_on: fresh.expires_on.with(form.get("expires_on")),
            trouble: None,
        }
    }

    /// What the link is to be, or the errors noted at the fields.
    pub fn check(&mut self, basket: &Basket, zone: &str) -> Option<LinkInput> {
        let currency = basket.currency;
        let amount = amount(&mut self.amount, currency, Amount::new(1));
        let message = optional_long_text(&mut self.message, 1_000);
        let expires_at = optional(&mut self.expires_on, "Enter a date.", |text| {
            let day: Date = text.parse().ok()?;
            let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
            Some(
                day.at(23, 59, 0, 0)
                    .to_zoned_datetime(zone)
                    .ok()?
                    .timestamp(),
            )
        });
        let prefilled = currency.parse_amount(&self.prefilled);
        Some(LinkInput {
            amount: amount_request(amount?, prefilled, basket.balance().outstanding),
            send_email: self.email.ticked && self.email.off_because.is_empty(),
            message: message?,
            expires_at: expires_at?,
        })
    }

    /// Whether the part that is folded away has something in it.
    pub fn has_more(&self) -> bool {
        [&self.message, &self.expires_on]
            .iter()
            .any(|field| field.filled().is_some() || field.error.is_some())
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        errors([&self.amount, &self.message, &self.expires_on])
    }
}

/// A link follows the outstanding amount where the prefilled amount was left as it was and is still
/// what is outstanding; every other amount is the one that staff mean (R6).
fn amount_request(typed: Amount, prefilled: Option<Amount>, outstanding: Amount) -> AmountRequest {
    if prefilled == Some(typed) && typed == outstanding {
        AmountRequest::Follow
    } else {
        AmountRequest::Amount(typed)
    }
}

/// A payment received outside the gateway (R17).
#[derive(Debug, Clone)]
pub struct PaymentForm {
    /// The amount as a decimal number.
    pub amount: Field,
    /// By what means.
    pub method: Field,
    /// On what day.
    pub received_on: Field,
    /// A note.
    pub note: Field,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

/// A payment as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentInput {
    /// How much.
    pub amount: Amount,
    /// By what means.
    pub method: Method,
    /// What staff noted.
    pub note: Option<String>,
    /// When it was received.
    pub received_at: Timestamp,
}

impl PaymentForm {
    /// The form for a basket, its amount prefilled with what is outstanding.
    pub fn of(basket: &Basket) -> Self {
        let outstanding = basket.balance().outstanding;
        let currency = basket.currency;
        let prefilled = if outstanding.is_positive() {
            currency.plain(outstanding)
        } else {
            String::new()
        };
        let methods = Method::MANUAL.map(|method| (method.as_str(), texts::method(method)));
        Self {
            amount: Field::new("payment-amount", "amount", "Amount")
                .required()
                .line("text", "decimal")
                .with(prefilled)
                .hint(format!(
                    "In {currency}; {} is outstanding.",
                    texts::money(outstanding, currency)
                )),
            method: Field::new("payment-method", "method", "Received by")
                .choice(methods)
                .with(Method::Cash.as_str()),
            received_on: Field::new(
                "payment-received-on",
                "received_on",
                "Received on (optional)",
            )
            .line("date", "")
            .hint("Today where it is empty."),
            note: Field::new("payment-note", "note", "Note (optional)").most(500),
            trouble: None,
        }
    }

    /// The form as it was sent.
    pub fn sent(form: &Form, basket: &Basket) -> Self {
        let fresh = Self::of(basket);
        Self {
            amount: fresh.amount.with(form.get("amount")),
            method: fresh.method.with(form.get("method")),
            received_on: fresh.received_on.with(form.get("received_on")),
            note: fresh.note.with(form.get("note")),
            trouble: None,
        }
    }

    /// The payment, or the errors noted at the fields.
    pub fn check(
        &mut self,
        currency: Currency,
        zone: &str,
        now: Timestamp,
    ) -> Option<PaymentInput> {
        let amount = amount(&mut self.amount, currency, Amount::new(1));
        let method = Method::manual(&self.method.value)
            .or_else(|| self.method.wrong("Choose one of the methods."));
        let note = optional_text(&mut self.note, 500);
        let received_at = optional(
            &mut self.received_on,
            "Enter a date that is not in the future.",
            |text| received_at(text.parse().ok()?, zone, now),
        );
        Some(PaymentInput {
            amount: amount?,
            method: method?,
            note: note?,
            received_at: received_at?.unwrap_or(now),
        })
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        errors([&self.amount, &self.method, &self.received_on, &self.note])
    }
}

/// The time that stands for a day: now for today, noon for a day that is past, none for one to come.
fn received_at(day: Date, zone: &str, now: Timestamp) -> Option<Timestamp> {
    let today = local(now, zone).date();
    if day > today {
        return None;
    }
    if day == today {
        return Some(now);
    }
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Some(
        day.at(12, 0, 0, 0)
            .to_zoned_datetime(zone)
            .ok()?
            .timestamp(),
    )
}

/// A refund (R18).
#[derive(Debug, Clone)]
pub struct RefundForm {
    /// The amount as a decimal number.
    pub amount: Field,
    /// Why.
    pub reason: Field,
    /// Whether the guest still owes it.
    pub keep_total: Tick,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

/// A refund as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundInput {
    /// How much.
    pub amount: Amount,
    /// Why.
    pub reason: Option<String>,
    /// Whether the guest still owes it.
    pub keep_total: bool,
}

impl RefundForm {
    /// The form for a payment, its amount prefilled with all that can be refunded.
    pub fn of(basket: &Basket, payment: &Payment) -> Self {
        let refundable = basket.refundable(payment);
        let currency = payment.currency;
        Self {
            amount: Field::new("refund-amount", "amount", "Amount")
                .required()
                .line("text", "decimal")
                .with(currency.plain(refundable))
                .hint(format!(
                    "In {currency}, up to {}.",
                    texts::money(refundable, currency)
                )),
            reason: Field::new("refund-reason", "reason", "Reason (optional)").most(500),
            keep_total: Tick {
                id: "refund-keep-total".to_owned(),
                name: "keep_total".to_owned(),
                label: "The guest still owes it",
                ticked: false,
                off_because: "",
                hint: "Leave it empty if the guest no longer has to pay what is returned.",
            },
            trouble: None,
        }
    }

    /// The form as it was sent.
    pub fn sent(form: &Form, basket: &Basket, payment: &Payment) -> Self {
        let fresh = Self::of(basket, payment);
        Self {
            amount: fresh.amount.with(form.get("amount")),
            reason: fresh.reason.with(form.get("reason")),
            keep_total: Tick {
                ticked: form.ticked("keep_total"),
                ..fresh.keep_total
            },
            trouble: None,
        }
    }

    /// The refund, or the errors noted at the fields.
    pub fn check(&mut self, currency: Currency) -> Option<RefundInput> {
        let amount = amount(&mut self.amount, currency, Amount::new(1));
        let reason = optional_text(&mut self.reason, 500);
        Some(RefundInput {
            amount: amount?,
            reason: reason?,
            keep_total: self.keep_total.ticked,
        })
    }

    /// All that is wrong.
    pub fn errors(&self) -> Vec<Mistake> {
        errors([&self.amount, &self.reason])
    }
}

/// A moment as the clocks of a zone show it; those of UTC where the zone is unknown.
pub fn local(at: Timestamp, zone: &str) -> DateTime {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    at.to_zoned_datetime(zone).datetime()
}

fn errors<const N: usize>(fields: [&Field; N]) -> Vec<Mistake> {
    let mistake = |field: &Field| {
        Some(Mistake {
            id: field.id.clone(),
            label: field.label.to_owned(),
            text: field.error.clone()?,
        })
    };
    fields.into_iter().filter_map(mistake).collect()
}

fn required_text(
    field: &mut Field,
    missing: &str,
    length: RangeInclusive<usize>,
) -> Option<String> {
    if field.filled().is_none() {
        return field.wrong(missing);
    }
    match check_text(&field.value, &length) {
        Ok(text) => Some(text.to_owned()),
        Err(detail) => field.wrong(format!("It {detail}.")),
    }
}

/// `None` is an error, `Some(None)` an empty field.
fn optional_text(field: &mut Field, most: usize) -> Option<Option<String>> {
    if field.filled().is_none() {
        return Some(None);
    }
    match check_text(&field.value, &(1..=most)) {
        Ok(text) => Some(Some(text.to_owned())),
        Err(detail) => field.wrong(format!("It {detail}.")),
    }
}

/// As [`optional_text`]; line ends become spaces.
fn optional_long_text(field: &mut Field, most: usize) -> Option<Option<String>> {
    let one_line = field.value.replace("\r\n", " ").replace('\n', " ");
    match check_text(&one_line, &(0..=most)) {
        Ok("") => Some(None),
        Ok(text) => Some(Some(text.to_owned())),
        Err(detail) => field.wrong(format!("It {detail}.")),
    }
}

/// `None` is an error, `Some(None)` an empty field.
fn optional<T>(
    field: &mut Field,
    error: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Option<Option<T>> {
    let Some(text) = field.filled() else {
        return Some(None);
    };
    match parse(text) {
        Some(value) => Some(Some(value)),
        None => field.wrong(error),
    }
}

/// An amount as it was typed, at least `least` minor units.
fn amount(field: &mut Field, currency: Currency, least: Amount) -> Option<Amount> {
    let Some(text) = field.filled() else {
        return field.wrong("Enter an amount.");
    };
    match currency.parse_amount(text) {
        Some(amount) if amount < least => field.wrong("Enter an amount above zero."),
        Some(amount) if amount > UNIT_AMOUNT => field.wrong("Enter a smaller amount."),
        Some(amount) => Some(amount),
        None => field.wrong(format!(
            "Enter an amount in {currency} such as {}.",
            currency.plain(Amount::new(12_000))
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn link_input(sent: &str) -> Option<LinkInput> {
        let basket = testing::basket();
        LinkForm::sent(&Form::parse(sent.as_bytes()), &basket, "Europe/Zurich")
            .check(&basket, "Europe/Zurich")
    }

    #[test]
    fn r6_only_an_unchanged_amount_that_is_still_outstanding_follows() {
        let request = |sent| link_input(sent).unwrap().amount;
        let fixed = |minor| AmountRequest::Amount(Amount::new(minor));
        assert_eq!(
            request("amount=240.00&prefilled=240.00"),
            AmountRequest::Follow
        );
        assert_eq!(
            request("amount=240&prefilled=240.00"),
            AmountRequest::Follow
        );
        assert_eq!(request("amount=100&prefilled=240.00"), fixed(10_000));
        // Something was paid or added since the page was shown: what was read is what is meant.
        assert_eq!(request("amount=200.00&prefilled=200.00"), fixed(20_000));
        assert_eq!(request("amount=240.00&prefilled=200.00"), fixed(24_000));
        assert_eq!(request("amount=240.00"), fixed(24_000));
    }

    #[test]
    fn r6_bad_amounts_are_told_beside_the_field() {
        for amount in ["", "0", "-5", "1.005", "abc", "1e3", "99999999999999999"] {
            assert!(
                link_input(&format!("amount={amount}&prefilled=240.00")).is_none(),
                "{amount}"
            );
        }
    }

    #[test]
    fn r7_the_box_counts_only_where_the_buyer_has_an_address() {
        assert!(link_input("amount=5&send_email=yes").unwrap().send_email);
        assert!(!link_input("amount=5").unwrap().send_email);
        let mut basket = testing::basket();
        basket.buyer.email = None;
        let mut form = LinkForm::sent(&Form::parse(b"amount=5&send_email=yes"), &basket, "UTC");
        assert!(!form.check(&basket, "UTC").unwrap().send_email);
    }

    #[test]
    fn r8_an_expiry_date_is_the_end_of_that_day_at_the_merchant() {
        let input = link_input("amount=5&expires_on=2026-12-01&message=Hello%0D%0Ayou").unwrap();
        assert_eq!(
            input.expires_at.unwrap().to_string(),
            "2026-12-01T22:59:00Z"
        );
        assert_eq!(input.message.as_deref(), Some("Hello you"));
        assert!(link_input("amount=5&expires_on=1.12.2026").is_none());
    }

    #[test]
    fn r17_a_payment_is_of_today_or_a_day_past() {
        let now = testing::now();
        let at = |day: &str| received_at(day.parse().unwrap(), "Europe/Zurich", now);
        assert_eq!(at("2026-11-24"), Some(now));
        assert_eq!(
            at("2026-11-20").unwrap().to_string(),
            "2026-11-20T11:00:00Z"
        );
        assert_eq!(at("2026-11-25"), None);
    }

    #[test]
    fn editing_items_keeps_what_the_form_does_not_show() {
        let basket = testing::basket();
        let shown = ItemsForm::of(&basket, "Europe/Zurich");
        let mut sent = form_urlencoded::Serializer::new(String::new());
        sent.append_pair("seen", &shown.seen);
        for line in &shown.lines {
            for field in [
                &line.kind,
                &line.description,
                &line.quantity,
                &line.price,
                &line.departure,
                &line.time_zone,
            ] {
                sent.append_pair(&field.name, &field.value);
            }
        }
        let sent = sent.finish();
        let check = |sent: &str| {
            let mut form = ItemsForm::sent(&Form::parse(sent.as_bytes()), &basket, "Europe/Zurich");
            form.check(&basket, "Europe/Zurich").ok_or(form.error)
        };
        assert_eq!(check(&sent), Ok(basket.items.clone()));
        let three = check(&sent.replace("item1_quantity=2", "item1_quantity=3")).unwrap();
        assert_eq!(
            (three[0].quantity, &three[0].guests),
            (3, &basket.items[0].guests)
        );
        assert!(
            check(&format!("{sent}&item1_remove=yes"))
                .unwrap_err()
                .unwrap()
                .contains("at least one item")
        );
        assert!(
            check(&sent.replace("seen=", "seen=x"))
                .unwrap_err()
                .unwrap()
                .contains("Somebody else")
        );
    }

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
