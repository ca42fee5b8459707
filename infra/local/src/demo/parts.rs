//! What a basket is made of.

use jiff::Timestamp;
use paylink_domain::basket::{Item, ItemKind};
use paylink_domain::buyer::{Buyer, Language};
use paylink_domain::money::Amount;

/// A guest with an address at `example.com`.
pub(crate) fn guest(name: &str, mailbox: &str, language: Language) -> Buyer {
    Buyer {
        name: name.to_owned(),
        email: format!("{mailbox}@example.com").parse().ok(),
        phone: None,
        language,
        staff_role: None,
    }
}

/// Something that has no time. The price is that of one, in minor units.
pub(crate) fn item(kind: ItemKind, description: &str, quantity: u32, unit_minor: i64) -> Item {
    Item {
        kind,
        description: description.to_owned(),
        quantity,
        unit_amount: Amount::new(unit_minor),
        tax_rate: None,
        starts_at: None,
        time_zone: None,
        guests: Vec::new(),
    }
}

/// Seats of a tour that begins at `at`. The price is that of one, in minor units.
pub(crate) fn tour(
    description: &str,
    quantity: u32,
    unit_minor: i64,
    at: Option<Timestamp>,
    zone: &str,
) -> Item {
    // Tours leave on the hour.
    let hour =
        at.and_then(|at| Timestamp::from_second(at.as_second().div_euclid(3_600) * 3_600).ok());
    Item {
        starts_at: hour,
        time_zone: Some(zone.to_owned()),
        ..item(ItemKind::Reservation, description, quantity, unit_minor)
    }
}
