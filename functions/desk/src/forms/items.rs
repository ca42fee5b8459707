//! Items, of a new basket and of one that exists (R1).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use paylink_domain::basket::{Basket, Item, ItemKind};
use paylink_domain::decide::create_basket::NewBasket;
use paylink_domain::limits::{ITEM_QUANTITY, ITEMS};
use paylink_domain::money::{Amount, Currency};
use paylink_platform::hash::sha256_hex;

use super::buyer::BuyerForm;
use super::check::{Mistake, Trouble, amount, errors, local, optional, required_text};
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

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
}
