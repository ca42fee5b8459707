//! The demo's baskets, made by the use cases that staff and guests use, payments at the sandbox gateway included.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use paylink_app::attempts::settle_attempt;
use paylink_app::baskets::ManualPayment;
use paylink_app::checkout::{Press, start_payment};
use paylink_app::links::LinkRequest;
use paylink_app::principal::Principal;
use paylink_app::refunds::RefundOrder;
use paylink_app::{Core, baskets, links, refunds};
use paylink_domain::basket::{Item, ItemKind};
use paylink_domain::buyer::{Buyer, Language, StaffRole};
use paylink_domain::decide::Command;
use paylink_domain::decide::create_basket::NewBasket;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::ids::BasketId;
use paylink_domain::money::{Amount, Currency};
use paylink_domain::payment::Method;
use paylink_gateway::stripe::Stripe;
use paylink_platform::clock::ManualClock;
use serde_json::json;

use crate::handler::BoxError;

/// Baskets of a merchant that can take payments, from the oldest to the newest.
pub(crate) async fn lake_and_alp(desk: &Desk<'_>) -> Result<(), BoxError> {
    let now = desk.core.now();
    let in_days = |days: i64| {
        now.saturating_add(SignedDuration::from_hours(days * 24 + 3))
            .ok()
    };

    // A link that ran out, as it would have three weeks ago.
    let old = desk.at(now.saturating_sub(SignedDuration::from_hours(21 * 24))?);
    let fondue = vec![tour(
        "Fondue on the tram",
        4,
        9_500,
        in_days(12),
        "Europe/Zurich",
    )];
    // On the heap: a future of this size would not leave enough of a small stack for its caller.
    Box::pin(past_month(desk)).await?;

    let basket = old
        .basket(
            "LA-1001",
            "CHF",
            guest("Peter Frei", "peter.frei", Language::De),
            fondue,
        )
        .await?;
    old.link(basket, AmountRequest::Follow, false).await?;
    Box::pin(bounced(desk)).await?;

    let sold = vec![
        tour(
            "Sunrise hike with breakfast",
            2,
            8_900,
            in_days(5),
            "Europe/Zurich",
        ),
        item(ItemKind::ShopItem, "Trail map", 1, 1_950),
    ];
    let basket = desk
        .basket(
            "LA-1002",
            "CHF",
            guest("Sofia Rossi", "sofia.rossi", Language::En),
            sold,
        )
        .await?;
    desk.pay(basket, AmountRequest::Follow).await?;

    let part = vec![tour(
        "Glacier day trip",
        2,
        24_000,
        in_days(9),
        "Europe/Zurich",
    )];
    let basket = desk
        .basket(
            "LA-1003",
            "CHF",
            guest("James Miller", "james.miller", Language::En),
            part,
        )
        .await?;
    desk.cash(basket, 15_000, false).await?;

    let double = vec![tour(
        "Castle tour by boat",
        3,
        4_200,
        in_days(4),
        "Europe/Berlin",
    )];
    let basket = desk
        .basket(
            "LA-1004",
            "EUR",
            guest("Lukas Weber", "lukas.weber", Language::De),
            double,
        )
        .await?;
    desk.pay(basket, AmountRequest::Follow).await?;
    desk.cash(basket, 4_200, true).await?;

    let phone = vec![tour("Old town walk", 6, 2_500, in_days(2), "Europe/Zurich")];
    let mut seller = guest("Emma Employee", "employee", Language::En);
    seller.email = Some("employee@paylink.test".parse()?);
    seller.staff_role = Some(StaffRole::Employee);
    desk.basket("LA-1005", "CHF", seller, phone).await?;

    let tea = vec![tour(
        "Tea ceremony and garden",
        2,
        12_800,
        in_days(20),
        "Asia/Tokyo",
    )];
    desk.basket(
        "LA-1006",
        "JPY",
        guest("Yuki Tanaka", "yuki.tanaka", Language::Ja),
        tea,
    )
    .await?;

    let dhow = vec![tour(
        "Dhow cruise at sunset",
        1,
        18_750,
        in_days(15),
        "Asia/Kuwait",
    )];
    desk.basket(
        "LA-1007",
        "KWD",
        guest("Noura Al-Sabah", "noura", Language::En),
        dhow,
    )
    .await?;

    let gone = vec![tour(
        "Cheese dairy visit",
        2,
        3_900,
        in_days(7),
        "Europe/Zurich",
    )];
    let basket = desk
        .basket(
            "LA-1008",
            "CHF",
            guest("Marie Dubois", "marie.dubois", Language::Fr),
            gone,
        )
        .await?;
    desk.cancel(basket).await?;

    let private = vec![item(
        ItemKind::Custom,
        "Private tour: Rhine Falls with lunch, own minibus",
        1,
        89_000,
    )];
    desk.basket(
        "LA-1009",
        "CHF",
        guest("Grace Chen", "grace.chen", Language::En),
        private,
    )
    .await?;

    let cruise = vec![
        tour(
            "Lake cruise at dusk",
            2,
            6_400,
            in_days(18),
            "Europe/Zurich",
        ),
        item(ItemKind::ShopItem, "Picnic basket", 1, 4_200),
    ];
    desk.basket(
        "LA-1010",
        "CHF",
        guest("Anna Muster", "anna.muster", Language::De),
        cruise,
    )
    .await?;
    Ok(())
}

/// Bookings that were paid at the counter in the weeks before, so that the report has something to add up.
/// Their guests left no address, so nobody is mailed.
async fn past_month(desk: &Desk<'_>) -> Result<(), BoxError> {
    let sold: [(&str, &str, &str, Method, i64, &str, i64); 6] = [
        (
            "LA-0991",
            "Urs Baumann",
            "CHF",
            Method::BankTransfer,
            26,
            "Alpine flower walk",
            8_900,
        ),
        (
            "LA-0992",
            "Chloe Martin",
            "CHF",
            Method::Terminal,
            18,
            "Lake cruise at noon",
            5_200,
        ),
        (
            "LA-0993",
            "Paul Schmid",
            "CHF",
            Method::Cash,
            12,
            "Cable car and lunch",
            11_400,
        ),
        (
            "LA-0994",
            "Giulia Conti",
            "EUR",
            Method::Terminal,
            9,
            "Castle tour by boat",
            4_200,
        ),
        (
            "LA-0995",
            "Ida Lindqvist",
            "CHF",
            Method::Voucher,
            6,
            "Night walk with lanterns",
            3_300,
        ),
        (
            "LA-0996",
            "Noah Fischer",
            "CHF",
            Method::Cash,
            3,
            "Sunrise hike with breakfast",
            8_900,
        ),
    ];
    for (reference, name, currency, method, days, what, price) in sold {
        let then = desk.ago(days)?;
        let mut buyer = guest(name, "nobody", Language::En);
        buyer.email = None;
        let seats = Item {
            tax_rate: Some("8.1".to_owned()),
            ..tour(
                what,
                2,
                price,
                Some(desk.ago(days - 1)?.core.now()),
                "Europe/Zurich",
            )
        };
        let map = Item {
            tax_rate: Some("2.6".to_owned()),
            ..item(ItemKind::ShopItem, "Trail map", 1, 1_950)
        };
        let basket = then
            .basket(reference, currency, buyer, vec![seats, map])
            .await?;
        then.receive(basket, 2 * price + 1_950, method, false)
            .await?;
        if reference == "LA-0993" {
            desk.ago(days - 2)?.give_back(basket, price).await?;
        }
    }
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
    let raft = vec![tour(
        "Rafting on the Reuss",
        3,
        9_800,
        soon,
        "Europe/Zurich",
    )];
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

/// A member of staff at work.
#[derive(Clone)]
pub(crate) struct Desk<'a> {
    /// Where the app is.
    pub(crate) base_url: &'a str,
    /// Where the sandbox gateway is.
    pub(crate) sandbox: &'a str,
    pub(crate) core: Core,
    pub(crate) gateway: &'a Stripe,
    pub(crate) who: Principal,
}

impl Desk<'_> {
    /// The same as it would have been at another time.
    fn at(&self, time: Timestamp) -> Self {
        let mut past = self.clone();
        past.core.clock = Arc::new(ManualClock::new(time));
        past
    }

    /// The same so many days before.
    fn ago(&self, days: i64) -> Result<Self, BoxError> {
        let hours = SignedDuration::from_hours(days * 24);
        Ok(self.at(self.core.now().saturating_sub(hours)?))
    }

    async fn basket(
        &self,
        reference: &str,
        currency: &str,
        buyer: Buyer,
        items: Vec<Item>,
    ) -> Result<BasketId, BoxError> {
        // Ids sort by the millisecond, and lists are to show this order.
        tokio::time::sleep(Duration::from_millis(2)).await;
        let new = NewBasket {
            reference: reference.to_owned(),
            currency: Currency::from_code(currency).ok_or("no such currency")?,
            items,
            buyer,
            metadata: BTreeMap::new(),
        };
        let stored = baskets::create_basket(&self.core, &self.who, &self.core.ids(), new).await?;
        Ok(stored.basket.id)
    }

    /// Makes a link and answers its token.
    async fn link(
        &self,
        basket: BasketId,
        amount: AmountRequest,
        send_email: bool,
    ) -> Result<String, BoxError> {
        let request = LinkRequest {
            amount,
            send_email,
            expires_at: None,
            message: None,
            return_url: None,
            metadata: BTreeMap::new(),
            base_url: self.base_url.to_owned(),
        };
        let ids = self.core.ids();
        let (stored, link_id) =
            links::create_link(&self.core, &self.who, &ids, basket, request).await?;
        let link = stored.basket.link(link_id).ok_or("the link is gone")?;
        let url = stored.basket.link_url(link);
        Ok(url.rsplit('/').next().unwrap_or_default().to_owned())
    }

    /// A guest pays through a link of their own.
    async fn pay(&self, basket: BasketId, amount: AmountRequest) -> Result<(), BoxError> {
        let token = self.link(basket, amount, true).await?;
        start_payment(&self.core, self.gateway, &token, Press::default()).await?;
        let stored = baskets::read_basket(&self.core, &self.who, basket).await?;
        let attempt = stored
            .basket
            .attempts
            .last()
            .ok_or("no attempt was begun")?;
        let session = attempt
            .session_id()
            .ok_or("no session was opened")?
            .to_owned();
        let attempt_id = attempt.id;
        let client = paylink_platform::http_client::public_client(Duration::from_secs(10))?;
        let url = format!("{}/_sandbox/sessions/{session}/pay", self.sandbox);
        client
            .post(url)
            .json(&json!({}))
            .send()
            .await?
            .error_for_status()?;
        settle_attempt(&self.core, self.gateway, stored, attempt_id).await?;
        Ok(())
    }

    async fn cash(&self, basket: BasketId, minor: i64, confirm: bool) -> Result<(), BoxError> {
        self.receive(basket, minor, Method::Cash, confirm).await
    }

    /// Money comes in at the counter.
    async fn receive(
        &self,
        basket: BasketId,
        minor: i64,
        method: Method,
        confirm: bool,
    ) -> Result<(), BoxError> {
        let ids = self.core.ids();
        let payment = ManualPayment {
            amount: Amount::new(minor),
            method,
            note: Some("at the counter".to_owned()),
            received_at: self.core.now(),
            confirm,
        };
        let (core, gateway) = (&self.core, self.gateway);
        baskets::record_manual_payment(core, gateway, &self.who, &ids, basket, payment).await?;
        Ok(())
    }

    /// A part of the first payment goes back over the counter.
    async fn give_back(&self, basket: BasketId, minor: i64) -> Result<(), BoxError> {
        let stored = baskets::read_basket(&self.core, &self.who, basket).await?;
        let payment = stored
            .basket
            .payments
            .first()
            .ok_or("nothing was received")?;
        let order = RefundOrder {
            payment_id: payment.id,
            amount: Some(Amount::new(minor)),
            reason: Some("one guest fell ill".to_owned()),
            keep_total: false,
            outside: false,
        };
        let (core, ids) = (&self.core, self.core.ids());
        let refund = refunds::refund_payment(core, self.gateway, &self.who, &ids, basket, order);
        Box::pin(refund).await?;
        Ok(())
    }

    async fn cancel(&self, basket: BasketId) -> Result<(), BoxError> {
        let command = Command::CancelBasket { confirm: false };
        baskets::change_basket(&self.core, self.gateway, &self.who, basket, &command).await?;
        Ok(())
    }
}

pub(crate) fn guest(name: &str, mailbox: &str, language: Language) -> Buyer {
    Buyer {
        name: name.to_owned(),
        email: format!("{mailbox}@example.com").parse().ok(),
        phone: None,
        language,
        staff_role: None,
    }
}

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
