//! Baskets, commands and facts for tests, here and in the crates above.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "only tests link this, and they stop where something is wrong"
)]

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use ulid::Ulid;

use crate::actor::{Actor, Context};
use crate::apply::dispute::GatewayDispute;
use crate::apply::payment::{GatewayPayment, PaymentMails};
use crate::apply::refund::GatewayRefund;
use crate::apply::{Fact, apply};
use crate::basket::{Basket, Item, ItemKind};
use crate::buyer::{Buyer, Language};
use crate::decide::charging::Charging;
use crate::decide::create_basket::{NewBasket, create_basket};
use crate::decide::create_link::{AmountRequest, NewLink};
use crate::decide::record_payment::NewPayment;
use crate::decide::refund::NewRefund;
use crate::decide::start_payment::NewAttempt;
use crate::decide::{Command, decide};
use crate::ids::{AttemptId, BasketId, LinkId, MailId, MerchantId, PaymentId, RefundId};
use crate::limits;
use crate::link::{LinkStatus, Reminders};
use crate::money::{Amount, ChargeLimits, Currency};
use crate::payment::{DisputeStatus, Method, RefundStatus};
use crate::token::Secret;

pub fn at(minutes: i64) -> Timestamp {
    let start: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
    start + SignedDuration::from_mins(minutes)
}

pub fn ulid(n: u64) -> Ulid {
    Ulid::from_parts(1_800_000_000_000, u128::from(n))
}

pub fn link(n: u64) -> LinkId {
    LinkId::new(ulid(n))
}

pub fn attempt(n: u64) -> AttemptId {
    AttemptId::new(ulid(n))
}

pub fn mail(n: u64) -> MailId {
    MailId::new(ulid(n))
}

pub fn staff(minutes: i64) -> Context {
    Context {
        actor: Actor::User {
            name: "Mia".to_owned(),
        },
        now: at(minutes),
    }
}

pub fn guest(minutes: i64) -> Context {
    Context {
        actor: Actor::Guest,
        now: at(minutes),
    }
}

pub fn money(minor: i64) -> Amount {
    Amount::new(minor)
}

pub fn item(minor: i64) -> Item {
    Item {
        kind: ItemKind::Reservation,
        description: "Lake cruise".to_owned(),
        quantity: 1,
        unit_amount: money(minor),
        tax_rate: None,
        starts_at: None,
        time_zone: None,
        guests: Vec::new(),
    }
}

pub fn anna() -> Buyer {
    Buyer {
        name: "Anna Muster".to_owned(),
        email: Some("anna@example.com".parse().unwrap()),
        phone: None,
        language: Language::De,
        staff_role: None,
    }
}

/// A basket of 100.00 that nothing was paid of.
pub fn basket() -> Basket {
    basket_in("CHF", 10_000)
}

pub fn basket_in(currency: &str, total: i64) -> Basket {
    let new = NewBasket {
        reference: "R-1".to_owned(),
        currency: Currency::from_code(currency).unwrap(),
        items: vec![item(total)],
        buyer: anna(),
        metadata: BTreeMap::new(),
    };
    let merchant = MerchantId::new(ulid(1));
    create_basket(BasketId::new(ulid(2)), merchant, new, &staff(0))
}

pub fn charging() -> Charging {
    Charging::On {
        account: None,
        limits: Some(ChargeLimits {
            min: money(50),
            max: money(99_999_999),
            step: 1,
        }),
    }
}

pub fn new_link(n: u64, request: AmountRequest) -> NewLink {
    NewLink {
        id: link(n),
        secret: Secret::new([u8::try_from(n).unwrap(); 16]),
        request,
        email: None,
        expires_at: None,
        life: limits::LINK_LIFE_DEFAULT,
        reminders: Reminders::default(),
        message: None,
        return_url: None,
        metadata: BTreeMap::new(),
        base_url: "https://pay.example".to_owned(),
        charging: charging(),
    }
}

pub fn with_link(basket: &Basket, n: u64, request: AmountRequest) -> Basket {
    decide(
        basket,
        &Command::CreateLink(new_link(n, request)),
        &staff(0),
    )
    .unwrap()
}

pub fn start(n: u64, link_id: LinkId) -> Command {
    Command::StartPayment(NewAttempt {
        id: attempt(n),
        link_id,
        chosen: None,
        picked: None,
        description: "Lake cruise".to_owned(),
        charging: charging(),
        terms: None,
    })
}

pub fn opened(basket: &Basket, n: u64, link_id: LinkId, minutes: i64) -> Basket {
    let reserved = decide(basket, &start(n, link_id), &guest(minutes)).unwrap();
    apply(&reserved, &session_opened(n, minutes), at(minutes))
}

pub fn session_opened(n: u64, minutes: i64) -> Fact {
    Fact::SessionOpened {
        attempt_id: attempt(n),
        session_id: format!("cs_{n}"),
        url: format!("https://gateway.example/{n}"),
        expires_at: at(minutes + 35),
    }
}

pub fn paid_fact(n: u64, link_id: LinkId, minor: i64) -> Fact {
    Fact::PaymentSucceeded(GatewayPayment {
        attempt_id: attempt(n),
        link_id,
        payment_intent: format!("pi_{n}"),
        account: None,
        amount: money(minor),
        currency: Currency::from_code("CHF").unwrap(),
        method: Method::Card,
        received_at: at(5),
        payment_id: PaymentId::new(ulid(100 + n)),
        mails: PaymentMails {
            receipt: mail(200 + n),
            notice: mail(300 + n),
            tickets: None,
        },
    })
}

pub fn cash(n: u64, minor: i64, confirm: bool) -> Command {
    Command::RecordPayment(NewPayment {
        id: PaymentId::new(ulid(n)),
        amount: money(minor),
        method: Method::Cash,
        note: None,
        received_at: at(0),
        confirm,
        receipt: mail(400 + n),
        tickets: None,
    })
}

/// Staff refund the payment of attempt 1.
pub fn refund_order(n: u64, minor: Option<i64>) -> NewRefund {
    NewRefund {
        id: RefundId::new(ulid(n)),
        payment_id: PaymentId::new(ulid(101)),
        amount: minor.map(money),
        reason: None,
        keep_total: false,
        outside: false,
        step: 1,
    }
}

/// The gateway tells of refund `n` of the payment of attempt `of`.
pub fn refund_fact(n: u64, of: u64, minor: i64, status: RefundStatus) -> GatewayRefund {
    GatewayRefund {
        gateway_id: Some(format!("re_{n}")),
        refund_id: RefundId::new(ulid(n)),
        payment_intent: format!("pi_{of}"),
        amount: money(minor),
        currency: Currency::from_code("CHF").unwrap(),
        status,
        notice: mail(500 + n),
    }
}

/// The gateway tells of dispute `n` of the payment of attempt 1. Once decided, it tells no deadline.
pub fn dispute_fact(n: u64, status: DisputeStatus) -> Fact {
    Fact::Disputed(GatewayDispute {
        gateway_id: format!("dp_{n}"),
        payment_intent: "pi_1".to_owned(),
        amount: money(10_000),
        status,
        answer_by: (status == DisputeStatus::Open).then(|| at(7 * 24 * 60)),
        notice: mail(match status {
            DisputeStatus::Open => 601,
            DisputeStatus::Won => 602,
            DisputeStatus::Lost => 603,
        }),
    })
}

/// Staff put another guest in the place of Anna.
pub fn buyer_is_ben(confirm: bool) -> Command {
    Command::ChangeBuyer {
        buyer: Buyer {
            name: "Ben Beispiel".to_owned(),
            ..anna()
        },
        confirm,
    }
}

/// Staff write down Anna's telephone number.
pub fn buyer_has_a_phone() -> Command {
    Command::ChangeBuyer {
        buyer: Buyer {
            phone: Some("+41 44 000 00 00".to_owned()),
            ..anna()
        },
        confirm: false,
    }
}

pub fn status(basket: &Basket, n: u64, minutes: i64) -> LinkStatus {
    basket.link_status(basket.link(link(n)).unwrap(), at(minutes))
}

pub fn asks(basket: &Basket, n: u64) -> (i64, i64) {
    let ask = basket.ask(basket.link(link(n)).unwrap());
    (ask.least.minor(), ask.most.minor())
}
