//! What a new laptop finds: demo merchants, people, API keys, and baskets in every interesting state.
//!
//! Everything is made through the use cases that staff and guests use, payments at the sandbox
//! gateway included; only merchants, teams and the key are written directly.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use paylink::clock::ManualClock;
use paylink::config::{AwsSettings, Settings};
use paylink::domain::basket::{Actor, Item, ItemKind};
use paylink::domain::buyer::{Buyer, EmailAddress, Language, StaffRole};
use paylink::domain::decide::{AmountRequest, Command, NewBasket};
use paylink::domain::ids::{BasketId, MerchantId};
use paylink::domain::merchant::{GatewaySetup, Merchant, Role};
use paylink::domain::money::{Amount, Currency};
use paylink::domain::payment::Method;
use paylink::domain::team::{Claimant, Invitation, Team};
use paylink::gateway::stripe::Stripe;
use paylink::hash::sha256_hex;
use paylink::principal::Principal;
use paylink::store::keys::{ApiKey, KeyEntry};
use paylink::usecase::attempts::settle_attempt;
use paylink::usecase::baskets::ManualPayment;
use paylink::usecase::checkout::{Press, start_payment};
use paylink::usecase::links::LinkRequest;
use paylink::usecase::refunds::RefundOrder;
use paylink::usecase::{Core, baskets, links, refunds};
use paylink_sandbox::issuer::DemoUser;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::handler::{BoxError, Environment};

/// A mountain over a lake, as an SVG in base64.
const LOGO: &str = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA0NCA0NCI+PHBhdGggZmlsbD0iIzBiNmU0ZiIgZD0iTTQgMjggMTcgOWw3IDEwIDQtNSAxMiAxNHoiLz48cGF0aCBmaWxsPSIjMmY4ZmI1IiBkPSJNNCAzMXE1LTMgOSAwdDkgMCA5IDAgOSAwdjRxLTUgMy05IDB0LTkgMC05IDAtOSAweiIvPjwvc3ZnPg==";

/// What the seed can use. The whole stack is running: functions answer, emails are sent, webhooks arrive.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The settings of all functions together.
    pub environment: &'a Environment,
    /// Where the app is, without a slash at the end.
    pub base_url: &'a str,
    /// Where the sandbox gateway is.
    pub stripe: &'a str,
    /// Where the mailbox is.
    pub mailbox: &'a str,
    /// The issuer of the demo users' tokens.
    pub issuer: &'a str,
}

/// What has to be known about the seeded data later, kept beside it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Seeded {
    /// An API key of the first demo merchant. Its text is in no table.
    pub api_key: String,
}

/// A demo user: the local part of the address, the name, and where they work as what.
type Person = (&'static str, &'static str, Option<(Shop, Role)>);

/// Who makes merchants, by the issuer's group of the same name.
const OPERATOR: &str = "operator";

/// The demo users. The operator and the newcomer belong to no merchant.
const PEOPLE: [Person; 7] = [
    (
        "owner",
        "Olivia Owner",
        Some((Shop::LakeAndAlp, Role::Owner)),
    ),
    ("admin", "Adam Admin", Some((Shop::LakeAndAlp, Role::Admin))),
    (
        "employee",
        "Emma Employee",
        Some((Shop::LakeAndAlp, Role::Employee)),
    ),
    (
        "accountant",
        "Alan Accountant",
        Some((Shop::LakeAndAlp, Role::Accountant)),
    ),
    (
        "harbour",
        "Hanna Harbour",
        Some((Shop::HarbourWalks, Role::Owner)),
    ),
    (OPERATOR, "Otto Operator", None),
    ("newcomer", "Nina Newcomer", None),
];

/// The demo merchants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shop {
    /// Its gateway is on.
    LakeAndAlp,
    /// Its gateway is off.
    HarbourWalks,
}

/// Who can sign in at the sandbox issuer.
#[must_use]
pub fn demo_users() -> Vec<DemoUser> {
    PEOPLE
        .into_iter()
        .map(|(name, full_name, _)| DemoUser {
            sub: format!("demo-{name}"),
            email: address(name),
            name: full_name.to_owned(),
            groups: if name == OPERATOR {
                vec![name.to_owned()]
            } else {
                Vec::new()
            },
        })
        .collect()
}

/// Each demo user's name, and what a person at the keyboard should know of them.
#[must_use]
pub fn sign_ins() -> Vec<(&'static str, String)> {
    PEOPLE
        .into_iter()
        .map(|(who, name, place)| {
            let what = match place {
                Some((Shop::LakeAndAlp, role)) => format!("{} of Lake & Alp Tours", role.as_str()),
                Some((Shop::HarbourWalks, role)) => {
                    format!("{} of Harbour Walks, whose gateway is off", role.as_str())
                }
                None if who == OPERATOR => "operator, who makes merchants".to_owned(),
                None => format!("nobody yet; invite {}", address(who)),
            };
            (name, what)
        })
        .collect()
}

/// Fills new tables. Called once for each new data folder, and once for each stack in memory.
///
/// # Errors
/// Whatever stopped it. The folder then counts as new at the next start.
pub async fn seed(site: &Site<'_>) -> Result<Seeded, BoxError> {
    let (core, gateway) = connect(site)?;
    let ids = core.ids();
    let (lake, harbour) = (ids.merchant(), ids.merchant());
    let mut owners = BTreeMap::new();
    for (id, shop) in [(lake, Shop::LakeAndAlp), (harbour, Shop::HarbourWalks)] {
        core.store.put_merchant(&merchant(id, shop)?).await?;
        owners.extend(hire(&core, site, id, shop).await?);
    }
    let api_key = format!("sk_{}", URL_SAFE_NO_PAD.encode(core.random.bytes::<32>()));
    put_key(&core, lake, &api_key).await?;

    let person = |name: &str| {
        owners
            .get(name)
            .cloned()
            .ok_or(format!("{name} was not made"))
    };
    let desk = Desk {
        site,
        core: core.clone(),
        gateway: &gateway,
        who: person("owner")?,
    };
    Box::pin(lake_and_alp(&desk)).await?;
    harbour_walks(&Desk {
        who: person("harbour")?,
        ..desk
    })
    .await?;
    Ok(Seeded { api_key })
}

/// The use cases and the gateway.
pub(crate) fn connect(site: &Site<'_>) -> Result<(Core, Stripe), BoxError> {
    let settings = Settings::from_pairs(site.environment.clone());
    let mut reader = settings.reader();
    let aws = AwsSettings::read(&mut reader);
    let core = Core::connect(&aws, &mut reader);
    reader.finish()?;
    Ok((core, Stripe::from_settings(&settings, &aws)?))
}

/// The address of a demo user.
fn address(name: &str) -> String {
    format!("{name}@paylink.test")
}

/// Fills a merchant's team with the demo users who work there, as if each had been invited and had
/// signed in.
async fn hire(
    core: &Core,
    site: &Site<'_>,
    merchant: MerchantId,
    shop: Shop,
) -> Result<Vec<(&'static str, Principal)>, BoxError> {
    let (ids, now) = (core.ids(), core.now());
    let mut team = Team::default();
    let mut hired = Vec::new();
    for (name, full_name, place) in PEOPLE {
        let Some((_, role)) = place.filter(|(place, _)| *place == shop) else {
            continue;
        };
        let (email, subject) = (address(name).parse()?, format!("demo-{name}"));
        let invitation = Invitation {
            user_id: ids.user(),
            mail_id: ids.mail(),
            email,
            name: Some(full_name.to_owned()),
            role,
        };
        let who = Claimant {
            issuer: site.issuer,
            subject: &subject,
            email: &invitation.email,
            name: None,
        };
        let invited = team.invite(&invitation, now)?;
        let (claimed, user) = invited.claim(&who, now).ok_or("nobody was invited")?;
        team = claimed;
        core.store
            .put_place(site.issuer, &subject, merchant, user)
            .await?;
        hired.push((name, subject));
    }
    core.store
        .save_team(merchant, &Team::default(), team)
        .await?;
    let mut principals = Vec::new();
    for (name, subject) in hired {
        let member = core.store.find_member(site.issuer, &subject).await?;
        let member = member.ok_or("a demo user was not hired")?;
        principals.push((name, Principal::of_member(&member)));
    }
    Ok(principals)
}

/// Writes an API key of a merchant.
pub(crate) async fn put_key(
    core: &Core,
    merchant_id: MerchantId,
    text: &str,
) -> Result<ApiKey, BoxError> {
    let entry = KeyEntry {
        id: core.ids().api_key(),
        name: "Booking system".to_owned(),
        role: Role::Owner,
        sha256: sha256_hex(text.as_bytes()),
        created_at: core.now(),
        created_by: Actor::System,
        last_used_at: None,
        revoked_at: None,
        expires_at: None,
    };
    core.store.insert_key_entry(merchant_id, &entry).await?;
    let key = ApiKey {
        id: entry.id,
        merchant_id,
        role: entry.role,
        name: entry.name,
    };
    core.store.put_api_key(&entry.sha256, &key).await?;
    Ok(key)
}

/// Baskets of a merchant that can take payments, from the oldest to the newest.
async fn lake_and_alp(desk: &Desk<'_>) -> Result<(), BoxError> {
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
async fn harbour_walks(desk: &Desk<'_>) -> Result<(), BoxError> {
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
struct Desk<'a> {
    site: &'a Site<'a>,
    core: Core,
    gateway: &'a Stripe,
    who: Principal,
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
            base_url: self.site.base_url.to_owned(),
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
        let client = paylink::http_client::public_client(Duration::from_secs(10))?;
        let url = format!("{}/_sandbox/sessions/{session}/pay", self.site.stripe);
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

fn merchant(id: MerchantId, shop: Shop) -> Result<Merchant, BoxError> {
    let address = |text: &str| text.parse::<EmailAddress>();
    Ok(match shop {
        Shop::LakeAndAlp => Merchant {
            time_zone: "Europe/Zurich".to_owned(),
            colour: "#0b6e4f".to_owned(),
            logo_url: Some(format!("data:image/svg+xml;base64,{LOGO}")),
            reply_to: Some(address("hello@lake-and-alp.example")?),
            notice_to: Some(address("office@lake-and-alp.example")?),
            gateway: GatewaySetup::Platform,
            ..Merchant::new(id, "Lake & Alp Tours")
        },
        Shop::HarbourWalks => Merchant {
            time_zone: "Europe/London".to_owned(),
            colour: "#1f4e8c".to_owned(),
            reply_to: Some(address("hello@harbour-walks.example")?),
            notice_to: Some(address("office@harbour-walks.example")?),
            ..Merchant::new(id, "Harbour Walks")
        },
    })
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
