//! Staff and baskets for the tests of pages.

use jiff::Timestamp;
use paylink_app::principal::Principal;
use paylink_domain::actor::{Actor, Context};
use paylink_domain::basket::{Basket, Item, ItemKind};
use paylink_domain::buyer::{Buyer, Language};
use paylink_domain::decide::charging::Charging;
use paylink_domain::decide::create_basket::{NewBasket, create_basket};
use paylink_domain::decide::create_link::{AmountRequest, NewLink};
use paylink_domain::decide::{Command, decide};
use paylink_domain::ids::{BasketId, LinkId};
use paylink_domain::merchant::{GatewaySetup, Merchant, Role};
use paylink_domain::money::{Amount, ChargeLimits, Currency};
use paylink_platform::random::{Ids, Random};
use paylink_store::team::Member;

use crate::staff::Staff;

/// The time of the tests.
pub fn now() -> Timestamp {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

/// Ids that are the same in every run.
pub fn ids() -> Ids {
    Ids::new(Random::derived([7; 32]), now())
}

/// An owner of a merchant in Zurich.
pub fn staff() -> Staff {
    staff_with(Role::Owner)
}

/// A member of a merchant in Zurich.
pub fn staff_with(role: Role) -> Staff {
    let merchant = Merchant {
        time_zone: "Europe/Zurich".to_owned(),
        colour: "#0b5d56".to_owned(),
        gateway: GatewaySetup::Platform,
        ..Merchant::new(
            "mer_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap(),
            "Rhine Tours",
        )
    };
    let member = Member {
        issuer: "https://issuer.example".to_owned(),
        subject: "olivia".to_owned(),
        merchant_id: merchant.id,
        user_id: "usr_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap(),
        role,
        name: "Olivia Owner".to_owned(),
        email: "olivia@example.ch".parse().unwrap(),
    };
    Staff {
        principal: Principal::of_member(&member),
        member,
        merchant,
        form_token: "form-token".to_owned(),
        session_key: "session".to_owned(),
        operation: "operation".to_owned(),
    }
}

/// What staff of the tests do things as.
pub fn context() -> Context {
    Context {
        actor: Actor::User {
            name: "Olivia Owner".to_owned(),
        },
        now: now(),
    }
}

/// A basket of CHF 240.00 with two seats on one tour, nothing paid.
pub fn basket() -> Basket {
    let new = NewBasket {
        reference: "R-1042".to_owned(),
        currency: Currency::from_code("CHF").unwrap(),
        items: vec![Item {
            kind: ItemKind::Reservation,
            description: "Rhine Falls by boat".to_owned(),
            quantity: 2,
            unit_amount: Amount::new(12_000),
            tax_rate: Some("8.1".to_owned()),
            starts_at: Some("2026-12-12T08:30:00Z".parse().unwrap()),
            time_zone: Some("Europe/Zurich".to_owned()),
            guests: vec!["Anna".to_owned(), "Ben".to_owned()],
        }],
        buyer: Buyer {
            name: "Anna Muster".to_owned(),
            email: Some("anna@example.ch".parse().unwrap()),
            phone: Some("+41 79 000 00 00".to_owned()),
            language: Language::De,
            staff_role: None,
        },
        metadata: std::collections::BTreeMap::new(),
    };
    let id: BasketId = "bsk_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap();
    create_basket(id, staff().merchant.id, new, &context())
}

/// The basket after a command that is not refused.
pub fn after(basket: &Basket, command: &Command) -> Basket {
    decide(basket, command, &context()).unwrap()
}

/// A gateway that is on.
pub fn charging() -> Charging {
    let limits = ChargeLimits {
        min: Amount::new(50),
        max: Amount::new(99_999_999),
        step: 1,
    };
    Charging::On {
        account: None,
        limits: Some(limits),
    }
}

/// The basket with a link of these terms, which lives for two weeks, and the link's id.
pub fn with_link(basket: &Basket, request: AmountRequest, email: bool) -> (Basket, LinkId) {
    let ids = ids();
    let id = ids.link();
    let command = Command::CreateLink(NewLink {
        id,
        secret: ids.link_secret(),
        request,
        email: email.then(|| ids.mail()),
        expires_at: None,
        life: staff().merchant.link_life(),
        reminders: staff().merchant.reminders(),
        message: None,
        return_url: None,
        metadata: std::collections::BTreeMap::new(),
        base_url: "https://pay.example".to_owned(),
        charging: charging(),
    });
    (after(basket, &command), id)
}

/// Writes a page to look at into the folder `DESK_LOOK`, where that is set.
pub fn look(name: &str, html: &str) {
    if let Some(folder) = std::env::var_os("DESK_LOOK") {
        let path = std::path::PathBuf::from(folder).join(format!("{name}.html"));
        std::fs::write(path, html).unwrap();
    }
}
