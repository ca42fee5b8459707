//! Baskets in every state that a guest can meet, made as they are made in life.

use std::collections::BTreeMap;

use askama::Template as _;
use jiff::{SignedDuration, Timestamp};
use paylink_app::charging;
use paylink_domain::actor::{Actor, Context};
use paylink_domain::apply::payment::{GatewayPayment, PaymentMails};
use paylink_domain::apply::refund::GatewayRefund;
use paylink_domain::apply::{Fact, apply};
use paylink_domain::basket::{Basket, Item, ItemKind};
use paylink_domain::buyer::{Buyer, Language, StaffRole};
use paylink_domain::decide::create_basket::{NewBasket, create_basket};
use paylink_domain::decide::create_link::{AmountRequest, NewLink};
use paylink_domain::decide::record_payment::NewPayment;
use paylink_domain::decide::start_payment::NewAttempt;
use paylink_domain::decide::{Command, decide};
use paylink_domain::ids::{AttemptId, LinkId, MerchantId};
use paylink_domain::limits::{LINK_LIFE_DEFAULT, SESSION_LIFE};
use paylink_domain::merchant::{GatewaySetup, Merchant};
use paylink_domain::money::{Amount, Currency};
use paylink_domain::payment::{Method, RefundStatus};
use paylink_domain::token::Token;
use paylink_platform::random::{Ids, Random};
use paylink_text::Texts;

use crate::page::Page;
use crate::urls::Urls;
use crate::view::View;

/// A basket with a link, its merchant, and the time.
#[derive(Clone)]
pub struct Scene {
    pub basket: Basket,
    pub merchant: Merchant,
    pub now: Timestamp,
    pub link_id: LinkId,
    random: Random,
}

pub fn html(page: &Page) -> String {
    page.render().unwrap()
}

pub fn amount(minor: i64) -> Amount {
    Amount::new(minor)
}

fn merchant() -> Merchant {
    Merchant {
        time_zone: "Europe/Zurich".to_owned(),
        colour: "#0f766e".to_owned(),
        reply_to: Some("hello@alpine.example".parse().unwrap()),
        gateway: GatewaySetup::Platform,
        ..Merchant::new(
            MerchantId::new("01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap()),
            "Alpine Adventures",
        )
    }
}

pub fn items() -> Vec<Item> {
    vec![
        Item {
            kind: ItemKind::Reservation,
            description: "Tandem paragliding at sunset".to_owned(),
            quantity: 2,
            unit_amount: amount(18_000),
            tax_rate: Some("8.1".to_owned()),
            starts_at: Some("2026-12-12T14:30:00Z".parse().unwrap()),
            time_zone: Some("Europe/Zurich".to_owned()),
            guests: vec!["Anna Muster".to_owned(), "Ben Muster".to_owned()],
        },
        Item {
            kind: ItemKind::ShopItem,
            description: "Photo and video package".to_owned(),
            quantity: 1,
            unit_amount: amount(4_500),
            tax_rate: None,
            starts_at: None,
            time_zone: None,
            guests: Vec::new(),
        },
    ]
}

impl Scene {
    /// A basket of CHF 405.00 with one link.
    pub fn new(request: AmountRequest) -> Self {
        Self::of("CHF", items(), request)
    }

    pub fn of(currency: &str, items: Vec<Item>, request: AmountRequest) -> Self {
        let now = "2026-11-24T12:00:00Z".parse().unwrap();
        let random = Random::derived([7; 32]);
        let ids = Ids::new(random.clone(), now);
        let merchant = merchant();
        let new = NewBasket {
            reference: "AA-2041".to_owned(),
            currency: Currency::from_code(currency).unwrap(),
            items,
            buyer: Buyer {
                name: "Anna Muster".to_owned(),
                email: Some("anna@example.ch".parse().unwrap()),
                phone: None,
                language: Language::En,
                staff_role: None,
            },
            metadata: BTreeMap::new(),
        };
        let context = Context {
            actor: Actor::System,
            now,
        };
        let basket = create_basket(ids.basket(), merchant.id, new, &context);
        let mut scene = Self {
            basket,
            merchant,
            now,
            link_id: ids.link(),
            random,
        };
        scene.link_id = scene.add_link(request);
        scene
    }

    pub fn token(&self) -> String {
        let secret = self.basket.link(self.link_id).unwrap().secret.clone();
        Token {
            basket_id: self.basket.id,
            secret,
        }
        .to_string()
    }

    fn ids(&self) -> Ids {
        Ids::new(self.random.clone(), self.now)
    }

    fn context(&self, actor: Actor) -> Context {
        Context {
            actor,
            now: self.now,
        }
    }

    pub fn command(&mut self, command: &Command) {
        self.basket = decide(&self.basket, command, &self.context(Actor::System)).unwrap();
    }

    pub fn fact(&mut self, fact: &Fact) {
        self.basket = apply(&self.basket, fact, self.now);
    }

    pub fn later(&mut self, span: SignedDuration) {
        self.now += span;
    }

    pub fn add_link(&mut self, request: AmountRequest) -> LinkId {
        let ids = self.ids();
        let id = ids.link();
        self.command(&Command::CreateLink(NewLink {
            id,
            secret: ids.link_secret(),
            request,
            email: None,
            expires_at: None,
            life: LINK_LIFE_DEFAULT,
            reminders: self.merchant.reminders(),
            message: Some(
                "We look forward to flying with you!\nPlease bring warm gloves.".to_owned(),
            ),
            return_url: Some("https://www.alpine.example/thanks?ref=1".to_owned()),
            metadata: BTreeMap::new(),
            base_url: "https://pay.example".to_owned(),
            charging: charging(&self.merchant, self.basket.currency),
        }));
        id
    }

    /// A press of Pay, up to the gateway's open page.
    pub fn begin(&mut self, link_id: LinkId, chosen: Option<Amount>) -> AttemptId {
        let attempt_id = self.ids().attempt();
        self.command(&Command::StartPayment(NewAttempt {
            id: attempt_id,
            link_id,
            chosen,
            picked: None,
            description: "Booking".to_owned(),
            charging: charging(&self.merchant, self.basket.currency),
            terms: None,
        }));
        self.fact(&Fact::SessionOpened {
            attempt_id,
            session_id: format!("cs_{attempt_id}"),
            url: "https://gateway.example/c/pay".to_owned(),
            expires_at: self.now + SESSION_LIFE,
        });
        attempt_id
    }

    pub fn process(&mut self, attempt_id: AttemptId) {
        let session_id = format!("cs_{attempt_id}");
        self.fact(&Fact::PaymentProcessing {
            attempt_id,
            session_id,
        });
    }

    pub fn capture(&mut self, attempt_id: AttemptId) {
        let ids = self.ids();
        let attempt = self
            .basket
            .attempts
            .iter()
            .find(|a| a.id == attempt_id)
            .unwrap()
            .clone();
        self.fact(&Fact::PaymentSucceeded(GatewayPayment {
            attempt_id,
            link_id: attempt.link_id,
            payment_intent: format!("pi_{attempt_id}"),
            account: None,
            amount: attempt.amount,
            currency: attempt.currency,
            method: Method::Card,
            received_at: self.now,
            payment_id: ids.payment(),
            mails: PaymentMails {
                receipt: ids.mail(),
                notice: ids.mail(),
                tickets: None,
            },
        }));
    }

    pub fn pay(&mut self, chosen: Option<Amount>) -> AttemptId {
        let attempt_id = self.begin(self.link_id, chosen);
        self.later(SignedDuration::from_mins(2));
        self.capture(attempt_id);
        attempt_id
    }

    pub fn refund(&mut self, attempt_id: AttemptId, amount: Amount) {
        let ids = self.ids();
        self.fact(&Fact::Refunded(GatewayRefund {
            gateway_id: Some("re_1".to_owned()),
            refund_id: ids.refund(),
            payment_intent: format!("pi_{attempt_id}"),
            amount,
            currency: self.basket.currency,
            status: RefundStatus::Succeeded,
            notice: ids.mail(),
        }));
    }

    pub fn take_cash(&mut self, amount: Amount) {
        let ids = self.ids();
        self.command(&Command::RecordPayment(NewPayment {
            id: ids.payment(),
            amount,
            method: Method::Cash,
            note: Some("given to Reto at the counter".to_owned()),
            received_at: self.now,
            confirm: false,
            receipt: ids.mail(),
            tickets: None,
        }));
    }

    pub fn change_buyer(&mut self) {
        let buyer = Buyer {
            name: "Carla Neu".to_owned(),
            email: Some("carla@example.ch".parse().unwrap()),
            staff_role: Some(StaffRole::Employee),
            ..self.basket.buyer.clone()
        };
        self.command(&Command::ChangeBuyer {
            buyer,
            confirm: false,
        });
    }

    /// Looks at the link in a language.
    pub fn look<T>(&self, picked: Option<Language>, what: impl FnOnce(&View<'_>) -> T) -> T {
        let token = self.token();
        what(&View {
            basket: &self.basket,
            link: self.basket.link(self.link_id).unwrap(),
            merchant: &self.merchant,
            now: self.now,
            texts: Texts::of(picked.unwrap_or(self.basket.buyer.language)),
            urls: Urls::new(&token, picked),
        })
    }
}
