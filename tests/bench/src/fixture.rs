//! A merchant with a key and a gateway, and a basket of two items with a link: what events are about.
//!
//! All of it is made by the product's own use cases, past the server whose calls are counted.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use paylink_app::links::LinkRequest;
use paylink_app::principal::Principal;
use paylink_app::{Core, baskets, charging, links};
use paylink_domain::actor::{Actor, Context};
use paylink_domain::apply::{Fact, apply};
use paylink_domain::basket::{Basket, Item, ItemKind};
use paylink_domain::buyer::{Buyer, Language};
use paylink_domain::decide::create_basket::NewBasket;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::decide::start_payment::NewAttempt;
use paylink_domain::decide::{Command, decide};
use paylink_domain::ids::BasketId;
use paylink_domain::limits::SESSION_LIFE;
use paylink_domain::merchant::{GatewaySetup, Merchant, Role};
use paylink_domain::money::{Amount, Currency};
use paylink_platform::config::{AwsSettings, Settings};
use paylink_platform::hash::sha256_hex;
use paylink_store::keys::{ApiKey, KeyEntry};
use tokio::runtime::Runtime;

use crate::database::{Authority, BASKETS, Database, Front, MERCHANTS};

/// Where links lead to.
pub const BASE_URL: &str = "https://pay.example.com";
/// The platform's key at the sandbox gateway.
const STRIPE_SECRET_KEY: &str = "sk_test_paylink_local";
/// What the sandbox gateway signs with.
const STRIPE_WEBHOOK_SECRET: &str = "whsec_paylink_local";

/// What functions are called about.
#[derive(Debug)]
pub struct Fixture {
    /// The token of the link.
    pub token: String,
    /// Its basket.
    pub basket_id: BasketId,
    /// The merchant.
    pub merchant: Merchant,
    /// The text of the merchant's API key.
    pub api_key: String,
    /// What webhooks are signed with.
    pub webhook_secret: String,
    core: Core,
    who: Principal,
    runtime: Runtime,
    // What the core is connected to.
    _front: Front,
    database_url: String,
    authority: Option<PathBuf>,
}

impl Fixture {
    /// Fills the database. Functions are then told to use it through this front.
    pub fn new(database: &Database, front: &Front, authority: &Authority) -> Self {
        Self::make(database, front, Some(authority))
    }

    /// As [`Self::new`] for a front without TLS.
    pub fn without_tls(database: &Database, front: &Front) -> Self {
        Self::make(database, front, None)
    }

    fn make(database: &Database, front: &Front, authority: Option<&Authority>) -> Self {
        let own = Front::http(database);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let settings = Settings::from_pairs([
            ("AWS_REGION".to_owned(), "eu-central-1".to_owned()),
            ("AWS_ACCESS_KEY_ID".to_owned(), "local".to_owned()),
            ("AWS_SECRET_ACCESS_KEY".to_owned(), "local".to_owned()),
            ("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), own.url().to_owned()),
            ("BASKETS_TABLE".to_owned(), BASKETS.to_owned()),
            ("MERCHANTS_TABLE".to_owned(), MERCHANTS.to_owned()),
        ]);
        let mut reader = settings.reader();
        let aws = AwsSettings::read(&mut reader);
        let core = Core::connect(&aws, &mut reader);
        reader.finish().unwrap();

        let merchant = Merchant {
            time_zone: "Europe/Zurich".to_owned(),
            colour: "#0b6e4f".to_owned(),
            reply_to: Some("hello@lake-and-alp.example".parse().unwrap()),
            notice_to: Some("office@lake-and-alp.example".parse().unwrap()),
            gateway: GatewaySetup::Platform,
            ..Merchant::new(core.ids().merchant(), "Lake & Alp Tours")
        };
        let api_key = "sk_xTnCqWvLr0QhDk2bZ8fYw5uGm7sJp4eNaR1oVi6cXtA".to_owned();
        let key = runtime.block_on(async {
            core.store.put_merchant(&merchant).await.unwrap();
            put_key(&core, &merchant, &api_key).await
        });
        let mut fixture = Self {
            token: String::new(),
            basket_id: core.ids().basket(),
            merchant,
            api_key,
            webhook_secret: STRIPE_WEBHOOK_SECRET.to_owned(),
            core,
            who: Principal::of_api_key(&key),
            runtime,
            _front: own,
            database_url: front.url().to_owned(),
            authority: authority.map(|authority| authority.file().to_owned()),
        };
        let basket = fixture.basket_with_link();
        let url = basket.link_url(&basket.links[0]);
        fixture.token = url.rsplit('/').next().unwrap().to_owned();
        fixture.basket_id = basket.id;
        fixture
    }

    /// The whole environment of a function but for the address of the Runtime API: what the template
    /// and the platform give it. More than it asks for does no harm, since each reads just what it needs.
    pub fn environment(&self, function: &str) -> BTreeMap<String, String> {
        let mut pairs = vec![
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &self.database_url),
            ("AWS_LAMBDA_FUNCTION_NAME", function),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
            ("METRICS_NAMESPACE", "Paylink/bench"),
            ("BASE_URL", BASE_URL),
            ("BASKETS_TABLE", BASKETS),
            ("MERCHANTS_TABLE", MERCHANTS),
            ("STRIPE_SECRET_KEY", STRIPE_SECRET_KEY),
            ("STRIPE_WEBHOOK_SECRETS", &self.webhook_secret),
            ("WEBHOOK_KEY", "paylink local webhook key"),
            ("SENDER_ADDRESS", "payments@paylink.test"),
            ("SES_CONFIGURATION_SET", "paylink"),
            ("OIDC_ISSUER", "https://issuer.invalid"),
            ("OIDC_CLIENT_ID", "paylink-desk"),
        ];
        let authority = self.authority.as_deref().map(|file| file.to_str().unwrap());
        if let Some(file) = authority {
            // The first is what AWS's own tools know, the second what TLS libraries do.
            pairs.extend([("AWS_CA_BUNDLE", file), ("SSL_CERT_FILE", file)]);
        }
        pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    /// A new basket without a link.
    pub fn new_basket(&self) -> Basket {
        let new = new_basket(&self.core);
        let (core, ids) = (&self.core, self.core.ids());
        let made = baskets::create_basket(core, &self.who, &ids, new);
        self.runtime.block_on(made).unwrap().basket
    }

    /// A new basket with a link that can be paid.
    pub fn basket_with_link(&self) -> Basket {
        let basket = self.new_basket();
        let request = LinkRequest {
            amount: AmountRequest::Follow,
            send_email: false,
            expires_at: None,
            message: None,
            return_url: None,
            metadata: BTreeMap::new(),
            base_url: BASE_URL.to_owned(),
        };
        let (core, ids) = (&self.core, self.core.ids());
        let made = links::create_link(core, &self.who, &ids, basket.id, request);
        self.runtime.block_on(made).unwrap().0.basket
    }

    /// A new basket with an open checkout session of its link, as a press of Pay leaves it. The
    /// session's id is `cs_test_` with the attempt's.
    pub fn basket_with_session(&self) -> Basket {
        let basket = self.basket_with_link();
        let now = self.core.now();
        let attempt_id = self.core.ids().attempt();
        let command = Command::StartPayment(NewAttempt {
            id: attempt_id,
            link_id: basket.links[0].id,
            chosen: None,
            picked: None,
            description: basket.reference.clone(),
            charging: charging(&self.merchant, basket.currency),
            terms: None,
        });
        let context = Context {
            actor: Actor::Guest,
            now,
        };
        let opened = Fact::SessionOpened {
            attempt_id,
            session_id: format!("cs_test_{attempt_id}"),
            url: "https://checkout.stripe.com/c/pay/cs_test".to_owned(),
            expires_at: now + SESSION_LIFE,
        };
        self.runtime.block_on(async {
            let store = &self.core.store;
            let read = store.get_basket(basket.id).await.unwrap().unwrap();
            let reserved = decide(&read.basket, &command, &context).unwrap();
            let next = apply(&reserved, &opened, now);
            store.save_basket(&read, next).await.unwrap().basket
        })
    }

    /// An id for another basket.
    pub fn new_id(&self) -> BasketId {
        self.core.ids().basket()
    }

    /// A basket as it is now.
    pub fn read(&self, id: BasketId) -> Basket {
        let read = self.core.store.get_basket(id);
        self.runtime.block_on(read).unwrap().unwrap().basket
    }
}

async fn put_key(core: &Core, merchant: &Merchant, text: &str) -> ApiKey {
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
    let store = &core.store;
    store.insert_key_entry(merchant.id, &entry).await.unwrap();
    let key = ApiKey {
        id: entry.id,
        merchant_id: merchant.id,
        role: entry.role,
        name: entry.name,
    };
    store.put_api_key(&entry.sha256, &key).await.unwrap();
    key
}

/// A tour for two and something from the shop: 170.00 francs.
fn new_basket(core: &Core) -> NewBasket {
    let now = core.now();
    let departs = now.as_second() - now.as_second() % 3_600;
    let departs = Timestamp::from_second(departs).unwrap() + SignedDuration::from_hours(18 * 24);
    NewBasket {
        reference: "LA-4711".to_owned(),
        currency: Currency::from_code("CHF").unwrap(),
        items: vec![
            Item {
                kind: ItemKind::Reservation,
                description: "Lake cruise".to_owned(),
                quantity: 2,
                unit_amount: Amount::new(6_400),
                tax_rate: None,
                starts_at: Some(departs),
                time_zone: Some("Europe/Zurich".to_owned()),
                guests: vec!["Anna Muster".to_owned(), "Ben Muster".to_owned()],
            },
            Item {
                kind: ItemKind::ShopItem,
                description: "Picnic basket".to_owned(),
                quantity: 1,
                unit_amount: Amount::new(4_200),
                tax_rate: None,
                starts_at: None,
                time_zone: None,
                guests: Vec::new(),
            },
        ],
        buyer: Buyer {
            name: "Anna Muster".to_owned(),
            email: "anna@example.com".parse().ok(),
            phone: None,
            language: Language::De,
            staff_role: None,
        },
        metadata: BTreeMap::new(),
    }
}
