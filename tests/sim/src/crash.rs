//! Every boundary of every use case, with another use case at work in between: enumerated, not
//! sampled.
//!
//! One actor runs up to its `n`-th call and stops there. Another runs from beginning to end. Then the
//! first is killed before the call, or after it, or loses its answer. Whoever wanted the first one's
//! job tries again as in production, and in the end everything has settled.

use jiff::SignedDuration;
use paylink_domain::basket::Basket;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::ids::BasketId;
use paylink_domain::link::Link;
use paylink_domain::money::Amount;

use crate::checks::Violation;
use crate::faults::Verdict;
use crate::gateway::BookedState;
use crate::hub::Fate;
use crate::jobs::{Job, Order, Pays};
use crate::plan;
use crate::world::{Settings, Webhooks, World};

/// What the basket is like when the two begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Two links, nobody has pressed Pay.
    Fresh,
    /// A session is open.
    Open,
    /// A session was opened, and the answer was lost.
    Lost,
    /// A bank debit is under way.
    Processing,
    /// A guest has paid, and nobody knows it yet.
    PaidUnknown,
    /// A payment is recorded.
    Paid,
}

/// Every base.
pub const BASES: [Base; 6] = [
    Base::Fresh,
    Base::Open,
    Base::Lost,
    Base::Processing,
    Base::PaidUnknown,
    Base::Paid,
];

/// The use cases by name; not every base has something for each.
pub const CASES: [&str; 15] = [
    "create_link",
    "send_link",
    "cancel_link",
    "change_buyer",
    "change_items",
    "cancel_basket",
    "record_manual_payment",
    "refund_payment",
    "send_tickets",
    "start_payment",
    "start_payment of another link",
    "settle_return",
    "record_event",
    "deliver_mails",
    "tick",
];

/// What befalls the first actor at the boundary.
pub const FATES: [Fate; 3] = [Fate::KilledBefore, Fate::KilledAfter, Fate::AnswerLost];

/// What one run came to.
#[derive(Debug)]
pub enum Run {
    /// One of the two has nothing to do here.
    Impossible,
    /// The first actor makes fewer calls than that.
    Over,
    /// It was carried out; with what was wrong.
    Done(Option<Violation>, Vec<String>),
}

/// Runs the first case up to its `boundary`-th call, then the second, then lets `fate` befall the
/// first.
pub fn run(
    (base, first, second): (Base, usize, usize),
    boundary: usize,
    fate: Fate,
    verbose: bool,
) -> Run {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut world = build(base, verbose).await;
        let (Some(one), Some(two)) = (case(&mut world, first), case(&mut world, second)) else {
            return Run::Impossible;
        };
        let actor = world.start(one);
        for _ in 0..boundary {
            if !world.pass_one(actor).await {
                return Run::Over;
            }
        }
        let Some(gate) = world.gate_of(actor).await else {
            return Run::Over;
        };
        let other = world.start(two);
        world.drive(other).await;
        world.excuse();
        world.grant(&gate, Verdict::Open(fate)).await;
        let bound = world.end_of_faults();
        world.run_until(bound).await;
        if world.violation().is_none() {
            world.check_at_rest();
        }
        let lines = std::mem::take(&mut world.trace.lines);
        Run::Done(world.violation().cloned(), lines)
    })
}

async fn build(base: Base, verbose: bool) -> World {
    let settings = Settings {
        fault_rate: 0,
        webhooks: Webhooks::On,
        stream_dead: false,
        endpoints: 0,
        verbose,
    };
    let mut world = World::new(7, settings).await;
    let new = plan::new_basket(&mut world);
    let basket_id = world.add_basket(new).await;
    for (request, email) in [
        (AmountRequest::Follow, true),
        (AmountRequest::Amount(Amount::new(1_000)), false),
    ] {
        let job = plan::staff(
            &mut world,
            0,
            basket_id,
            Order::CreateLink { request, email },
        );
        let actor = world.start(job);
        world.drive(actor).await;
    }
    if base != Base::Fresh {
        let job = case(&mut world, 9).unwrap();
        let actor = world.start(job);
        if base == Base::Lost {
            while let Some(gate) = world.gate_of(actor).await {
                let fate = if gate.call.name == "create_session" {
                    Fate::KilledAfter
                } else {
                    Fate::Done
                };
                world.grant(&gate, Verdict::Open(fate)).await;
            }
        } else {
            world.drive(actor).await;
        }
        let now = world.now();
        let session = world
            .gateway
            .books()
            .sessions
            .keys()
            .next()
            .unwrap()
            .clone();
        match base {
            Base::Fresh | Base::Open | Base::Lost => {}
            Base::Processing => world.gateway.books().pay_by_debit(&session, now),
            Base::PaidUnknown | Base::Paid => world.gateway.books().pay_by_card(&session, 0, now),
        }
        world.notice();
        if matches!(base, Base::Processing | Base::Paid) {
            let actor = world.start(Job::Webhook { event: 0, tries: 0 });
            world.drive(actor).await;
        }
    }
    // What people planned on the way is not part of the run, and everything is due.
    world.forget_agenda();
    world.clock.advance(SignedDuration::from_mins(11));
    world
}

fn first_link(world: &World, number: usize) -> Option<(Basket, Link)> {
    let basket = world.checker.basket(world.baskets[0])?.clone();
    let link = basket.links.get(number)?.clone();
    Some((basket, link))
}

fn case(world: &mut World, number: usize) -> Option<Job> {
    let basket_id: BasketId = world.baskets[0];
    let basket = world.checker.basket(basket_id)?.clone();
    let link_id = basket.links.first()?.id;
    let order = match CASES[number] {
        "create_link" => Order::CreateLink {
            request: AmountRequest::Follow,
            email: true,
        },
        "send_link" => Order::SendLink { link_id },
        "cancel_link" => Order::CancelLink {
            link_id,
            confirm: false,
        },
        "change_buyer" => Order::ChangeBuyer {
            buyer: plan::guest("Ben"),
            confirm: false,
        },
        "change_items" => {
            let mut items = basket.items.clone();
            items.truncate(1);
            Order::ChangeItems {
                items,
                confirm: false,
            }
        }
        "cancel_basket" => Order::CancelBasket { confirm: false },
        "record_manual_payment" => {
            world.next_key += 1;
            Order::Enter {
                amount: basket.balance().outstanding.max(Amount::new(10)),
                note: format!("entry {}", world.next_key),
                confirm: false,
                at: world.now(),
            }
        }
        "refund_payment" => Order::Refund {
            payment_id: basket.payments.first()?.id,
            amount: None,
            keep_total: false,
            outside: false,
        },
        "send_tickets" => Order::SendTickets { force: true },
        "start_payment" | "start_payment of another link" => {
            let (basket, link) = first_link(world, usize::from(CASES[number] != "start_payment"))?;
            return Some(Job::Press {
                token: plan::token(&basket, &link),
                chosen: None,
                pays: Pays::Card(0),
                tries: 0,
            });
        }
        "settle_return" => {
            let (basket, link) = first_link(world, 0)?;
            return Some(Job::Return {
                token: plan::token(&basket, &link),
                attempt_id: basket.attempts.first()?.id,
            });
        }
        "record_event" => {
            let books = world.gateway.books();
            let over = books
                .sessions
                .values()
                .any(|session| session.state != BookedState::Open);
            return over.then(|| Job::Webhook {
                event: books.events.len() - 1,
                tries: 0,
            });
        }
        "deliver_mails" => {
            return Some(Job::Stream {
                basket_id,
                tries: 0,
            });
        }
        _ => {
            return Some(Job::Tick {
                shards: None,
                reconciles: true,
            });
        }
    };
    Some(plan::staff(world, 0, basket_id, order))
}
