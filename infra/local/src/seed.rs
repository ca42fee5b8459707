//! What a new laptop finds: demo merchants, people, API keys, and baskets in every interesting state.
//!
//! Merchants, teams and the key are written directly; `demo.rs` makes the baskets.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use paylink_app::Core;
use paylink_app::principal::Principal;
use paylink_domain::buyer::EmailAddress;
use paylink_domain::ids::MerchantId;
use paylink_domain::merchant::{GatewaySetup, Merchant, Role};
use paylink_domain::team::{Claimant, Invitation, Team};
use paylink_gateway::stripe::Stripe;
use paylink_platform::config::{AwsSettings, Settings};
use paylink_sandbox::issuer::DemoUser;
use serde::{Deserialize, Serialize};

use crate::api_key::put_key;
use crate::demo::{Desk, harbour_walks, lake_and_alp};
use crate::example;
use crate::handler::{BoxError, Environment};

/// A mountain over a lake, as an SVG in base64.
const LOGO: &str = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA0NCA0NCI+PHBhdGggZmlsbD0iIzBiNmU0ZiIgZD0iTTQgMjggMTcgOWw3IDEwIDQtNSAxMiAxNHoiLz48cGF0aCBmaWxsPSIjMmY4ZmI1IiBkPSJNNCAzMXE1LTMgOSAwdDkgMCA5IDAgOSAwdjRxLTUgMy05IDB0LTkgMC05IDAtOSAweiIvPjwvc3ZnPg==";

/// What new data begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seed {
    /// Nothing.
    Nothing,
    /// The demo merchant that can take payments, with its team and an API key: all that most tests need.
    Bare,
    /// Both demo merchants, and baskets in every interesting state.
    Demo,
}

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
pub async fn seed(what: Seed, site: &Site<'_>) -> Result<Seeded, BoxError> {
    if what == Seed::Nothing {
        return Ok(Seeded::default());
    }
    let (core, gateway) = connect(site)?;
    let lake = open(&core, site, Shop::LakeAndAlp).await?;
    let api_key = format!("sk_{}", URL_SAFE_NO_PAD.encode(core.random.bytes::<32>()));
    put_key(&core, lake, &api_key).await?;
    if what == Seed::Demo {
        open(&core, site, Shop::HarbourWalks).await?;
        let desk = Desk {
            base_url: site.base_url,
            sandbox: site.stripe,
            core: core.clone(),
            gateway: &gateway,
            who: person(&core, site, "owner").await?,
        };
        Box::pin(lake_and_alp(&desk)).await?;
        let harbour = Desk {
            who: person(&core, site, "harbour").await?,
            ..desk
        };
        Box::pin(harbour_walks(&harbour)).await?;
        Box::pin(example::seed(&core, site.base_url)).await?;
    }
    Ok(Seeded { api_key })
}

/// The use cases and the gateway.
fn connect(site: &Site<'_>) -> Result<(Core, Stripe), BoxError> {
    let settings = Settings::from_pairs(site.environment.clone());
    let mut reader = settings.reader();
    let aws = AwsSettings::read(&mut reader);
    let core = Core::connect(&aws, &mut reader);
    reader.finish()?;
    Ok((core, Stripe::from_settings(&settings, &aws)?))
}

/// Writes a merchant with its team.
async fn open(core: &Core, site: &Site<'_>, shop: Shop) -> Result<MerchantId, BoxError> {
    let id = core.ids().merchant();
    core.store.put_merchant(&merchant(id, shop)?).await?;
    hire(core, site, id, shop).await?;
    Ok(id)
}

/// A demo user as a caller.
async fn person(core: &Core, site: &Site<'_>, name: &str) -> Result<Principal, BoxError> {
    let subject = format!("demo-{name}");
    let member = core.store.find_member(site.issuer, &subject).await?;
    let member = member.ok_or_else(|| format!("{name} was not hired"))?;
    Ok(Principal::of_member(&member))
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
) -> Result<(), BoxError> {
    let (ids, now) = (core.ids(), core.now());
    let mut team = Team::default();
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
    }
    core.store
        .save_team(merchant, &Team::default(), team)
        .await?;
    Ok(())
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
