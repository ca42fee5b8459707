//! How the desk writes amounts, times and names.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use paylink_domain::actor::Actor;
use paylink_domain::basket::ItemKind;
use paylink_domain::buyer::{Language, StaffRole};
use paylink_domain::ids::LinkId;
use paylink_domain::merchant::Role;
use paylink_domain::money::{Amount, Currency};
use paylink_domain::payment::Method;
use paylink_text::{Texts, staff_date_time};

/// The texts of the desk's one language.
pub const EN: Texts = Texts::of(Language::En);

/// An amount as it is read.
pub fn money(amount: Amount, currency: Currency) -> String {
    EN.money(amount, currency)
}

/// A day and time as it stands in tables.
pub fn when(at: Timestamp, time_zone: &str) -> String {
    staff_date_time(at, time_zone)
}

/// Day and time apart, for narrow columns.
pub fn day_and_time(at: Timestamp, time_zone: &str) -> (String, String) {
    let both = when(at, time_zone);
    match both.split_once(", ") {
        Some((day, time)) => (day.to_owned(), time.to_owned()),
        None => (both, String::new()),
    }
}

/// A day as it stands in tables.
pub fn day(day: Date) -> String {
    let noon = day.at(12, 0, 0, 0).to_zoned_datetime(TimeZone::UTC);
    noon.map_or_else(
        |_| day.to_string(),
        |noon| day_and_time(noon.timestamp(), "UTC").0,
    )
}

/// From one day to another.
pub fn days(first: Date, last: Date) -> String {
    if first == last {
        day(first)
    } else {
        format!("{} to {}", day(first), day(last))
    }
}

/// The last characters of a link's id, by which its row and its lines of history are matched.
pub fn short_link(id: LinkId) -> String {
    let text = id.to_string();
    let from = text.len().saturating_sub(6);
    text.get(from..).unwrap_or(&text).to_owned()
}

/// Who did something.
pub fn actor(actor: &Actor) -> String {
    match actor {
        Actor::User { name } => name.clone(),
        Actor::ApiKey { name, .. } => format!("{name} (API key)"),
        Actor::Guest => "Guest".to_owned(),
        Actor::Gateway => "Payment gateway".to_owned(),
        Actor::System => "Paylink".to_owned(),
    }
}

/// A method of payment.
pub const fn method(method: Method) -> &'static str {
    match method {
        Method::Card => "Card",
        Method::BankDebit => "Bank debit",
        Method::Online => "Online",
        Method::Cash => "Cash",
        Method::BankTransfer => "Bank transfer",
        Method::Terminal => "Card terminal",
        Method::Voucher => "Voucher",
    }
}

/// A kind of item.
pub const fn item_kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Reservation => "Reservation",
        ItemKind::ShopItem => "Shop item",
        ItemKind::Custom => "Private tour or other",
    }
}

/// A language by its own name.
pub const fn language(language: Language) -> &'static str {
    language.own_name()
}

/// A role.
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::Admin => "Admin",
        Role::Employee => "Employee",
        Role::Accountant => "Accountant",
    }
}

/// What each role may do (R24).
pub const ROLES: &str = "Owner: everything. Admin: everything but payment gateway, team and API keys. Employee: \
                         bookings, links, payments and tickets, no refunds and no settings. Accountant: sees \
                         bookings and changes nothing.";

/// A buyer who is a member of staff.
pub const fn staff_role(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Employee => "Employee",
        StaffRole::Admin => "Admin",
    }
}
