//! The tickets (R20).

use super::super::letter::{Letter, Line};
use super::parts::{NO_ADDRESS, counted, first_trip, footer, greeting, when};
use paylink_domain::basket::{Basket, Item, ItemKind};
use paylink_domain::merchant::Merchant;
use paylink_text::Texts;

/// The most tickets with a code each in one mail. Mail programs cut off HTML beyond 100 KB, and mail
/// services count the parts of a mail.
const TICKETS: usize = 60;

/// The tickets (R20): one for each guest of each reservation, or one for each seat.
pub(crate) fn tickets(
    basket: &Basket,
    merchant: &Merchant,
    fully_paid: bool,
) -> Result<Letter, &'static str> {
    let texts = Texts::of_mails(basket.buyer.language);
    let to = basket.buyer.email.clone().ok_or(NO_ADDRESS)?;
    let outstanding = texts.money(basket.balance().outstanding, basket.currency);
    let warning = if fully_paid {
        Vec::new()
    } else {
        vec![texts.with("tickets-not-paid", &[("outstanding", outstanding.as_str())])]
    };
    let reference = basket.reference.as_str();
    Ok(Letter {
        subject: texts.with(
            "tickets-subject",
            &[
                ("merchant", merchant.name.as_str()),
                ("reference", reference),
            ],
        ),
        preview: texts.with(
            "tickets-preview",
            &[("item", first_trip(texts, basket, merchant).as_str())],
        ),
        greeting: greeting(texts, basket),
        heading: texts.get("tickets-heading"),
        warning,
        paragraphs: vec![texts.get("tickets-intro")],
        lines: ticket_lines(texts, basket, merchant),
        facts: vec![(texts.get("word-reference"), basket.reference.clone())],
        footer: footer(texts, basket, merchant),
        ..Letter::to(to, texts.language())
    })
}

/// A ticket for every seat, or one for each item where the seats are too many for a mail. Each has a
/// code with the basket's id. Nobody can guess the id, and staff find the booking by it.
fn ticket_lines(texts: Texts, basket: &Basket, merchant: &Merchant) -> Vec<Line> {
    let travels = |item: &&Item| match item.kind {
        ItemKind::Reservation | ItemKind::Custom => true,
        ItemKind::ShopItem => false,
    };
    let items: Vec<&Item> = basket.items.iter().filter(travels).collect();
    let seats_of = |item: &Item| usize::try_from(item.quantity).unwrap_or(usize::MAX).max(1);
    let seats = items
        .iter()
        .fold(0, |sum: usize, item| sum.saturating_add(seats_of(item)));
    let mut lines: Vec<Line> = Vec::new();
    for item in items {
        let (tickets, title) = if seats > TICKETS {
            (1, counted(item))
        } else {
            (seats_of(item), item.description.clone())
        };
        for seat in 0..tickets {
            let number = lines.len().saturating_add(1);
            let shown = format!("{}-{number}", basket.reference);
            lines.push(Line {
                title: title.clone(),
                detail: when(texts, item, merchant),
                person: item.guests.get(seat).unwrap_or(&basket.buyer.name).clone(),
                amount: texts.with("tickets-number", &[("number", shown.as_str())]),
                code: Some(format!("{}-{number}", basket.id)),
            });
        }
    }
    lines
}
