//! What people do: a random act that makes sense, or nearly, for the basket as it is.

use jiff::SignedDuration;
use paylink_domain::basket::{Basket, Item, ItemKind};
use paylink_domain::buyer::{Buyer, Language, StaffRole};
use paylink_domain::decide::create_basket::NewBasket;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::ids::BasketId;
use paylink_domain::limits::after;
use paylink_domain::link::Link;
use paylink_domain::money::{Amount, Currency};
use paylink_domain::payment::Source;
use paylink_gateway::References;

use crate::faults::Fault;
use crate::jobs::{Job, Order, Pays};
use crate::world::{Happening, Settings, Webhooks, World};

/// Settings drawn from a seed: some worlds have no faults, some many.
pub fn settings(rng: &mut fastrand::Rng, verbose: bool) -> Settings {
    let fault_rate = match rng.u32(..10) {
        0 | 1 => 0,
        2..=5 => 300,
        6..=8 => 1_000,
        _ => 2_500,
    };
    let webhooks = match rng.u32(..10) {
        0..=2 => Webhooks::On,
        3..=7 => Webhooks::Flaky,
        _ => Webhooks::Never,
    };
    Settings {
        fault_rate,
        webhooks,
        stream_dead: rng.u32(..5) == 0,
        endpoints: match rng.u32(..6) {
            0 => 1,
            1 => 2,
            _ => 0,
        },
        verbose,
    }
}

/// A basket to begin with.
pub fn new_basket(world: &mut World) -> NewBasket {
    let code = ["CHF", "EUR", "JPY", "KWD"][world.rng.usize(..4)];
    // Amounts beyond what a float of 32 bits holds, and small ones.
    let step = 10;
    let price = if world.rng.bool() {
        world.rng.i64(500..5_000) * step
    } else {
        world.rng.i64(2_000_001..4_000_000) * step
    };
    NewBasket {
        reference: "SIM-1".to_owned(),
        currency: Currency::from_code(code).unwrap(),
        items: vec![item("Lake cruise", price, 1), item("Picnic", step * 50, 2)],
        buyer: guest("Anna"),
        metadata: Default::default(),
    }
}

fn item(description: &str, unit_amount: i64, quantity: u32) -> Item {
    Item {
        kind: ItemKind::Custom,
        description: description.to_owned(),
        quantity,
        unit_amount: Amount::new(unit_amount),
        tax_rate: None,
        starts_at: None,
        time_zone: None,
        guests: Vec::new(),
    }
}

/// A buyer with this name.
pub fn guest(name: &str) -> Buyer {
    Buyer {
        name: name.to_owned(),
        email: Some(
            format!("{}@example.com", name.to_lowercase())
                .parse()
                .unwrap(),
        ),
        phone: None,
        language: Language::En,
        staff_role: None,
    }
}

/// Plans a whole schedule: a few moments, each with some acts close together. Answers when the last
/// is over.
pub fn plan(world: &mut World) -> jiff::Timestamp {
    // Most are short: what goes wrong between a few people is found sooner in many short schedules.
    let long = world.rng.u32(..10) < 3;
    let moments = world.rng.usize(1..=if long { 3 } else { 1 });
    let mut start = world.now();
    for _ in 0..moments {
        let acts = world.rng.usize(2..=if long { 7 } else { 4 });
        let spread = [2, 30, 900][world.rng.usize(..3)];
        for _ in 0..acts {
            let at = after(start, SignedDuration::from_secs(world.rng.i64(0..spread)));
            world.at(at, Happening::Act);
        }
        let gap = [1_200, 10_000, 200_000][world.rng.usize(..3)];
        start = after(start, SignedDuration::from_secs(world.rng.i64(600..gap)));
    }
    start
}

/// Somebody does something.
pub fn act(world: &mut World) {
    let basket_id = world.baskets[world.rng.usize(..world.baskets.len())];
    let Some(basket) = world.checker.basket(basket_id).cloned() else {
        return;
    };
    match world.rng.u32(..100) {
        0..=47 => press(world, &basket),
        48..=49 => ask_for_link(world, &basket),
        50..=54 => dashboard(world),
        55..=57 => dispute(world),
        58..=59 => foreign_staff(world, basket_id),
        60..=61 => forged_event(world, &basket),
        _ => {
            if let Some(order) = order(world, &basket) {
                let job = staff(world, 0, basket_id, order);
                world.start(job);
            }
        }
    }
}

/// Staff of a merchant order something, under a new key.
pub fn staff(world: &mut World, merchant: usize, basket_id: BasketId, order: Order) -> Job {
    world.next_key += 1;
    Job::Staff {
        merchant,
        key: world.next_key,
        basket_id,
        order,
        tries: 0,
    }
}

/// The token in a link's address.
pub fn token(basket: &Basket, link: &Link) -> String {
    let url = basket.link_url(link);
    url.rsplit('/').next().unwrap_or_default().to_owned()
}

fn any_link<'a>(world: &mut World, basket: &'a Basket) -> Option<&'a Link> {
    let number = basket.links.len();
    (number > 0).then(|| &basket.links[world.rng.usize(..number)])
}

fn press(world: &mut World, basket: &Basket) {
    let Some(link) = any_link(world, basket) else {
        return;
    };
    let ask = basket.ask(link);
    let chosen = (world.rng.u32(..4) == 0 && ask.least < ask.most)
        .then(|| Amount::new(tens(world.rng.i64(ask.least.minor()..=ask.most.minor()))));
    let pays = match world.rng.u32(..20) {
        0..=10 => Pays::Card(0),
        11 => Pays::Card(10),
        12..=16 => Pays::Debit(world.rng.u32(..3) > 0),
        _ => Pays::Leaves,
    };
    let job = Job::Press {
        token: token(basket, link),
        chosen,
        pays,
        tries: 0,
    };
    // Two tabs, or an impatient guest.
    let times = if world.rng.u32(..4) == 0 { 2 } else { 1 };
    for _ in 0..times {
        world.start(job.clone());
    }
}

fn ask_for_link(world: &mut World, basket: &Basket) {
    if let Some(link) = any_link(world, basket) {
        let job = Job::AskForLink {
            token: token(basket, link),
        };
        world.start(job);
    }
}

fn dashboard(world: &mut World) {
    let Some(intent) = world.any_intent() else {
        return;
    };
    let now = world.now();
    let mut books = world.gateway.books();
    let taken = books
        .session_of_intent(&intent)
        .map_or(0, |(_, capture)| capture.amount.minor());
    let amount = if world.rng.bool() {
        taken
    } else {
        tens(taken / 3)
    };
    books.refund_in_dashboard(&intent, amount, now);
}

fn dispute(world: &mut World) {
    let Some(intent) = world.any_intent() else {
        return;
    };
    let now = world.now();
    let id = world.gateway.books().open_dispute(&intent, now);
    let (seconds, won) = (world.rng.i64(60..500_000), world.rng.bool());
    world.in_seconds(seconds, Happening::CloseDispute(id, won));
}

fn foreign_staff(world: &mut World, basket_id: BasketId) {
    world.count(Fault::ForeignCaller);
    let order = match world.rng.u32(..3) {
        0 => Order::CancelBasket { confirm: true },
        1 => Order::CreateLink {
            request: AmountRequest::Follow,
            email: true,
        },
        _ => Order::Enter {
            amount: Amount::new(1_000),
            note: "foreign".to_owned(),
            confirm: true,
            at: world.now(),
        },
    };
    let job = staff(world, 1, basket_id, order);
    world.start(job);
}

fn forged_event(world: &mut World, basket: &Basket) {
    let Some(attempt) = basket.attempts.last() else {
        return;
    };
    world.count(Fault::ForgedEvent);
    let references = References {
        basket_id: basket.id,
        link_id: attempt.link_id,
        attempt_id: attempt.id,
    };
    let now = world.now();
    let (amount, currency) = (attempt.amount, attempt.currency);
    world
        .gateway
        .books()
        .forge_event("acct_2", references, amount, currency, now);
}

fn order(world: &mut World, basket: &Basket) -> Option<Order> {
    let confirm = world.rng.u32(..3) == 0;
    let balance = basket.balance();
    Some(match world.rng.u32(..100) {
        0..=24 => new_link(world, basket.id),
        25..=29 => Order::SendLink {
            link_id: any_link(world, basket)?.id,
        },
        30..=37 => Order::CancelLink {
            link_id: any_link(world, basket)?.id,
            confirm,
        },
        38..=43 => Order::ChangeBuyer {
            buyer: match world.rng.u32(..4) {
                0 => Buyer {
                    staff_role: Some(StaffRole::Employee),
                    ..guest("Sina")
                },
                1 => guest("Ben"),
                _ => guest("Anna"),
            },
            confirm,
        },
        44..=55 => {
            let mut items = basket.items.clone();
            let first = items.first_mut()?;
            let change = world.rng.i64(-300..300) * 10;
            first.unit_amount = Amount::new((first.unit_amount.minor() + change).max(500));
            Order::ChangeItems { items, confirm }
        }
        56..=59 => Order::CancelBasket { confirm },
        60..=74 => {
            world.next_key += 1;
            let outstanding = balance.outstanding.minor();
            let amount = match world.rng.u32(..3) {
                0 => outstanding,
                1 => tens(outstanding / 2),
                _ => 1_000,
            };
            Order::Enter {
                amount: Amount::new(amount.max(10)),
                note: format!("entry {}", world.next_key),
                confirm,
                at: world.now(),
            }
        }
        75..=94 => {
            let payments = &basket.payments;
            if payments.is_empty() {
                return None;
            }
            let payment = &payments[world.rng.usize(..payments.len())];
            let amount = (world.rng.u32(..3) > 0)
                .then(|| Amount::new(tens(payment.amount.minor() / world.rng.i64(1..4)).max(10)));
            Order::Refund {
                payment_id: payment.id,
                amount,
                keep_total: world.rng.u32(..3) == 0,
                outside: matches!(payment.source, Source::Gateway { .. })
                    && world.rng.u32(..6) == 0,
            }
        }
        _ => Order::SendTickets { force: confirm },
    })
}

/// An order for a link of one kind or another.
pub fn new_link(world: &mut World, basket_id: BasketId) -> Order {
    let basket = world.checker.basket(basket_id);
    let outstanding = basket.map_or(0, |basket| basket.balance().outstanding.minor());
    Order::CreateLink {
        request: match world.rng.u32(..4) {
            0 | 1 => AmountRequest::Follow,
            2 => AmountRequest::Amount(Amount::new(tens(outstanding / 2))),
            _ => AmountRequest::Minimum(Amount::new(tens(outstanding / 3))),
        },
        email: world.rng.bool(),
    }
}

/// The next lower multiple of ten, which every currency here can be charged in.
fn tens(minor: i64) -> i64 {
    minor - minor.rem_euclid(10)
}
