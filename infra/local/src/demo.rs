//! The demo's baskets, made by the use cases that staff and guests use, payments at the sandbox gateway included.

mod desk;
mod parts;

use jiff::{SignedDuration, Timestamp};
use paylink_domain::basket::{Item, ItemKind};
use paylink_domain::buyer::{Language, StaffRole};
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::payment::Method;

pub(crate) use self::desk::Desk;
pub(crate) use self::parts::{guest, item, tour};
use crate::handler::BoxError;

const ZURICH: &str = "Europe/Zurich";
const BERLIN: &str = "Europe/Berlin";
const TOKYO: &str = "Asia/Tokyo";
const KUWAIT: &str = "Asia/Kuwait";

/// A basket that staff make today, and what happens to it then.
struct Booking {
    reference: &'static str,
    currency: &'static str,
    /// Name, mailbox and language.
    buyer: (&'static str, &'static str, Language),
    /// The role of a member of staff who stands as the buyer.
    staff_role: Option<StaffRole>,
    lines: &'static [Line],
    then: &'static [Then],
}

enum Line {
    /// Seats of a tour: its name, seats, price of one in minor units, days until it begins, time zone.
    Tour(&'static str, u32, i64, i64, &'static str),
    /// Something else: its kind, its name, how many, price of one in minor units.
    Other(ItemKind, &'static str, u32, i64),
}

enum Then {
    /// The guest pays all of it at the gateway.
    Pays,
    /// Staff take this much at the counter, in minor units.
    Cash(i64),
    /// Staff take this much although nothing is owed any more.
    CashTwice(i64),
    /// Staff cancel the basket.
    Cancelled,
}

/// In Swiss francs, for a guest, with nothing done yet.
const BOOKING: Booking = Booking {
    reference: "",
    currency: "CHF",
    buyer: ("", "", Language::En),
    staff_role: None,
    lines: &[],
    then: &[],
};

const TODAY: [Booking; 9] = [
    Booking {
        reference: "LA-1002",
        buyer: ("Sofia Rossi", "sofia.rossi", Language::En),
        lines: &[
            Line::Tour("Sunrise hike with breakfast", 2, 8_900, 5, ZURICH),
            Line::Other(ItemKind::ShopItem, "Trail map", 1, 1_950),
        ],
        then: &[Then::Pays],
        ..BOOKING
    },
    Booking {
        reference: "LA-1003",
        buyer: ("James Miller", "james.miller", Language::En),
        lines: &[Line::Tour("Glacier day trip", 2, 24_000, 9, ZURICH)],
        then: &[Then::Cash(15_000)],
        ..BOOKING
    },
    Booking {
        reference: "LA-1004",
        currency: "EUR",
        buyer: ("Lukas Weber", "lukas.weber", Language::De),
        lines: &[Line::Tour("Castle tour by boat", 3, 4_200, 4, BERLIN)],
        then: &[Then::Pays, Then::CashTwice(4_200)],
        ..BOOKING
    },
    Booking {
        reference: "LA-1005",
        buyer: ("Emma Employee", "employee", Language::En),
        staff_role: Some(StaffRole::Employee),
        lines: &[Line::Tour("Old town walk", 6, 2_500, 2, ZURICH)],
        ..BOOKING
    },
    Booking {
        reference: "LA-1006",
        currency: "JPY",
        buyer: ("Yuki Tanaka", "yuki.tanaka", Language::Ja),
        lines: &[Line::Tour("Tea ceremony and garden", 2, 12_800, 20, TOKYO)],
        ..BOOKING
    },
    Booking {
        reference: "LA-1007",
        currency: "KWD",
        buyer: ("Noura Al-Sabah", "noura", Language::En),
        lines: &[Line::Tour("Dhow cruise at sunset", 1, 18_750, 15, KUWAIT)],
        ..BOOKING
    },
    Booking {
        reference: "LA-1008",
        buyer: ("Marie Dubois", "marie.dubois", Language::Fr),
        lines: &[Line::Tour("Cheese dairy visit", 2, 3_900, 7, ZURICH)],
        then: &[Then::Cancelled],
        ..BOOKING
    },
    Booking {
        reference: "LA-1009",
        buyer: ("Grace Chen", "grace.chen", Language::En),
        lines: &[Line::Other(
            ItemKind::Custom,
            "Private tour: Rhine Falls with lunch, own minibus",
            1,
            89_000,
        )],
        ..BOOKING
    },
    Booking {
        reference: "LA-1010",
        buyer: ("Anna Muster", "anna.muster", Language::De),
        lines: &[
            Line::Tour("Lake cruise at dusk", 2, 6_400, 18, ZURICH),
            Line::Other(ItemKind::ShopItem, "Picnic basket", 1, 4_200),
        ],
        ..BOOKING
    },
];

/// A tour for two with a map, which was paid at the counter on the day when it was booked.
struct Sold {
    reference: &'static str,
    buyer: &'static str,
    currency: &'static str,
    method: Method,
    days_ago: i64,
    tour: &'static str,
    /// Of one seat, in minor units.
    price: i64,
}

const PAST_MONTH: [Sold; 6] = [
    Sold {
        reference: "LA-0991",
        buyer: "Urs Baumann",
        currency: "CHF",
        method: Method::BankTransfer,
        days_ago: 26,
        tour: "Alpine flower walk",
        price: 8_900,
    },
    Sold {
        reference: "LA-0992",
        buyer: "Chloe Martin",
        currency: "CHF",
        method: Method::Terminal,
        days_ago: 18,
        tour: "Lake cruise at noon",
        price: 5_200,
    },
    Sold {
        reference: "LA-0993",
        buyer: "Paul Schmid",
        currency: "CHF",
        method: Method::Cash,
        days_ago: 12,
        tour: "Cable car and lunch",
        price: 11_400,
    },
    Sold {
        reference: "LA-0994",
        buyer: "Giulia Conti",
        currency: "EUR",
        method: Method::Terminal,
        days_ago: 9,
        tour: "Castle tour by boat",
        price: 4_200,
    },
    Sold {
        reference: "LA-0995",
        buyer: "Ida Lindqvist",
        currency: "CHF",
        method: Method::Voucher,
        days_ago: 6,
        tour: "Night walk with lanterns",
        price: 3_300,
    },
    Sold {
        reference: "LA-0996",
        buyer: "Noah Fischer",
        currency: "CHF",
        method: Method::Cash,
        days_ago: 3,
        tour: "Sunrise hike with breakfast",
        price: 8_900,
    },
];

/// Baskets of a merchant that can take payments, from the oldest to the newest.
pub(crate) async fn lake_and_alp(desk: &Desk<'_>) -> Result<(), BoxError> {
    let now = desk.core.now();
    // On the heap: futures of this size would not leave enough of a small stack for their caller.
    Box::pin(past_month(desk)).await?;
    Box::pin(ran_out(desk, now)).await?;
    Box::pin(bounced(desk)).await?;
    for booking in &TODAY {
        Box::pin(book(desk, booking, now)).await?;
    }
    Ok(())
}

/// The time so many days after `now`, and three hours more.
fn departure(now: Timestamp, days: i64) -> Option<Timestamp> {
    now.saturating_add(SignedDuration::from_hours(days * 24 + 3))
        .ok()
}

/// Makes the basket, and does what comes then.
async fn book(desk: &Desk<'_>, booking: &Booking, now: Timestamp) -> Result<(), BoxError> {
    let (name, mailbox, language) = booking.buyer;
    let mut buyer = guest(name, mailbox, language);
    if let Some(role) = booking.staff_role {
        buyer.email = Some(format!("{mailbox}@paylink.test").parse()?);
        buyer.staff_role = Some(role);
    }
    let lines = booking.lines.iter().map(|line| match *line {
        Line::Tour(name, seats, price, days, zone) => {
            tour(name, seats, price, departure(now, days), zone)
        }
        Line::Other(kind, name, quantity, price) => item(kind, name, quantity, price),
    });
    let basket = desk
        .basket(booking.reference, booking.currency, buyer, lines.collect())
        .await?;
    for then in booking.then {
        match *then {
            Then::Pays => desk.pay(basket, AmountRequest::Follow).await?,
            Then::Cash(minor) => desk.cash(basket, minor, false).await?,
            Then::CashTwice(minor) => desk.cash(basket, minor, true).await?,
            Then::Cancelled => desk.cancel(basket).await?,
        }
    }
    Ok(())
}

/// Bookings that were paid at the counter in the weeks before, so that the report has something to add up.
/// Their guests left no address, so nobody is mailed.
async fn past_month(desk: &Desk<'_>) -> Result<(), BoxError> {
    for sold in &PAST_MONTH {
        let then = desk.ago(sold.days_ago)?;
        let mut buyer = guest(sold.buyer, "nobody", Language::En);
        buyer.email = None;
        let begins = desk.ago(sold.days_ago - 1)?.core.now();
        let seats = Item {
            tax_rate: Some("8.1".to_owned()),
            ..tour(sold.tour, 2, sold.price, Some(begins), ZURICH)
        };
        let map = Item {
            tax_rate: Some("2.6".to_owned()),
            ..item(ItemKind::ShopItem, "Trail map", 1, 1_950)
        };
        let basket = then
            .basket(sold.reference, sold.currency, buyer, vec![seats, map])
            .await?;
        then.receive(basket, 2 * sold.price + 1_950, sold.method, false)
            .await?;
        if sold.reference == "LA-0993" {
            desk.ago(sold.days_ago - 2)?
                .give_back(basket, sold.price)
                .await?;
        }
    }
    Ok(())
}

/// A link that ran out, as it would have three weeks ago.
async fn ran_out(desk: &Desk<'_>, now: Timestamp) -> Result<(), BoxError> {
    let then = desk.ago(21)?;
    let buyer = guest("Peter Frei", "peter.frei", Language::De);
    let fondue = tour("Fondue on the tram", 4, 9_500, departure(now, 12), ZURICH);
    let basket = then.basket("LA-1001", "CHF", buyer, vec![fondue]).await?;
    then.link(basket, AmountRequest::Follow, false).await?;
    Ok(())
}

/// A link whose mail comes back, so that it is handed on in another way.
async fn bounced(desk: &Desk<'_>) -> Result<(), BoxError> {
    let then = desk.ago(2)?;
    let mut buyer = guest("Tim Keller", "tim.keller+bounce", Language::De);
    buyer.phone = Some("+41 79 555 01 23".to_owned());
    let soon = desk
        .core
        .now()
        .saturating_add(SignedDuration::from_hours(11 * 24))
        .ok();
    let raft = vec![tour("Rafting on the Reuss", 3, 9_800, soon, ZURICH)];
    let basket = then.basket("LA-0997", "CHF", buyer, raft).await?;
    then.link(basket, AmountRequest::Follow, true).await?;
    Ok(())
}

/// Baskets of a merchant whose gateway is off.
pub(crate) async fn harbour_walks(desk: &Desk<'_>) -> Result<(), BoxError> {
    let soon = desk
        .core
        .now()
        .saturating_add(SignedDuration::from_hours(75))
        .ok();
    let walk = vec![tour("Harbour walk", 2, 2_800, soon, "Europe/London")];
    desk.basket(
        "HW-2001",
        "GBP",
        guest("Oliver Smith", "oliver.smith", Language::En),
        walk.clone(),
    )
    .await?;
    let basket = desk
        .basket(
            "HW-2002",
            "GBP",
            guest("Isla Brown", "isla.brown", Language::En),
            walk,
        )
        .await?;
    desk.cash(basket, 5_600, false).await?;
    Ok(())
}
