//! The merchant, API key, basket and payment link that the events in `events/` name. They are here so that those
//! events get the answers of a system in use. No demo user works for the merchant.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use paylink_app::principal::Principal;
use paylink_app::{Core, charging};
use paylink_domain::actor::Context;
use paylink_domain::basket::ItemKind;
use paylink_domain::buyer::Language;
use paylink_domain::decide::create_basket::NewBasket;
use paylink_domain::decide::create_link::{AmountRequest, NewLink};
use paylink_domain::decide::{self, Command};
use paylink_domain::merchant::{GatewaySetup, Merchant};
use paylink_domain::money::Currency;
use paylink_domain::token::Secret;

use crate::api_key::put_key;
use crate::demo::{guest, item, tour};
use crate::handler::BoxError;

const API_KEY: &str = "sk_key_of_the_example_events";
const BASKET: &str = "bsk_01KAT000000000000000000001";
const LINK: &str = "pl_01KAT000000000000000000002";
const LINK_SECRET: [u8; 16] = [7; 16];
const MAIL: &str = "mail_01KAT000000000000000000004";

/// Makes them. The link is emailed.
///
/// # Errors
/// Whatever stopped it.
pub(crate) async fn seed(core: &Core, base_url: &str) -> Result<(), BoxError> {
    let merchant = Merchant {
        gateway: GatewaySetup::Platform,
        ..Merchant::new(core.ids().merchant(), "Example Tours")
    };
    core.store.put_merchant(&merchant).await?;
    let key = put_key(core, merchant.id, API_KEY).await?;
    let context = Context {
        actor: Principal::of_api_key(&key).actor().clone(),
        now: core.now(),
    };

    let departure = context
        .now
        .saturating_add(SignedDuration::from_hours(18 * 24))?;
    let cruise = tour(
        "Lake cruise at dusk",
        2,
        6_400,
        Some(departure),
        "Europe/Zurich",
    );
    let new = NewBasket {
        reference: "EVENT-1".to_owned(),
        currency: Currency::from_code("CHF").ok_or("no such currency")?,
        items: vec![cruise, item(ItemKind::ShopItem, "Trail map", 1, 1_950)],
        buyer: guest("Anna Muster", "anna.muster", Language::De),
        metadata: BTreeMap::new(),
    };
    let basket = decide::create_basket::create_basket(BASKET.parse()?, merchant.id, new, &context);
    let stored = core.store.insert_basket(&basket).await?;
    let link = Command::CreateLink(NewLink {
        id: LINK.parse()?,
        secret: Secret::new(LINK_SECRET),
        request: AmountRequest::Follow,
        email: Some(MAIL.parse()?),
        expires_at: None,
        life: merchant.link_life(),
        reminders: merchant.reminders(),
        message: None,
        return_url: None,
        metadata: BTreeMap::new(),
        base_url: base_url.to_owned(),
        charging: charging(&merchant, basket.currency),
    });
    core.carry_out(stored, &link, &context.actor).await?;
    Ok(())
}
