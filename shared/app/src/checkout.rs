//! What a guest does with a link (R9 to R13, R16).

use std::time::Duration;

use super::attempts::{expire_attempt, open_session, settle_attempt};
use super::{Core, Error, charging};
use paylink_domain::actor::Actor;
use paylink_domain::basket::Basket;
use paylink_domain::buyer::Language;
use paylink_domain::decide::Command;
use paylink_domain::decide::create_link::{AmountRequest, NewLink};
use paylink_domain::decide::refusal::Refusal;
use paylink_domain::decide::start_payment::{NewAttempt, PaymentPlan, accept_terms, plan_payment};
use paylink_domain::ids::{AttemptId, LinkId};
use paylink_domain::link::{Link, Terms};
use paylink_domain::merchant::Merchant;
use paylink_domain::money::Amount;
use paylink_domain::payment::AttemptState;
use paylink_domain::token::Token;
use paylink_gateway::{GatewayError, PaymentGateway};
use paylink_store::Stored;

/// How many turns a press of Pay may take: settle, expire, reserve, open.
const TURNS: usize = 8;
/// How long a press of Pay leaves another one to open the session that both want.
const UNDER_WAY_PAUSE: Duration = Duration::from_millis(400);

/// A link that a guest looks at, with what pages show of the basket it belongs to.
#[derive(Debug, Clone)]
pub struct ShownLink {
    /// The basket, perhaps without its history, mails and events.
    pub basket: Basket,
    /// The link.
    pub link_id: LinkId,
}

impl ShownLink {
    /// The link.
    ///
    /// # Errors
    /// Never in practice: links are not removed.
    pub fn link(&self) -> Result<&Link, Error> {
        self.basket.link(self.link_id).ok_or(Error::NotFound)
    }
}

/// A link with which a guest does something, with the basket it belongs to.
#[derive(Debug, Clone)]
pub struct OpenedLink {
    /// The basket.
    pub stored: Stored,
    /// The link.
    pub link_id: LinkId,
}

impl OpenedLink {
    /// The basket.
    pub const fn basket(&self) -> &Basket {
        &self.stored.basket
    }

    /// The link.
    ///
    /// # Errors
    /// Never in practice: links are not removed.
    pub fn link(&self) -> Result<&Link, Error> {
        self.basket().link(self.link_id).ok_or(Error::NotFound)
    }
}

impl From<OpenedLink> for ShownLink {
    fn from(OpenedLink { stored, link_id }: OpenedLink) -> Self {
        Self {
            basket: stored.basket,
            link_id,
        }
    }
}

/// Finds the link of a token, to look at it (R10). One read, and nothing is written (R11).
pub async fn look_at_link(core: &Core, token: &str) -> Result<ShownLink, Error> {
    let token = Token::parse(token).ok_or(Error::NotFound)?;
    let basket = core.store.basket_for_display(token.basket_id).await?;
    let basket = basket.ok_or(Error::NotFound)?;
    let link_id = basket.link_by_token(&token).ok_or(Error::NotFound)?.id;
    Ok(ShownLink { basket, link_id })
}

/// Finds the link of a token, to do something with it (R10). One read, and nothing is written.
pub async fn open_link(core: &Core, token: &str) -> Result<OpenedLink, Error> {
    let token = Token::parse(token).ok_or(Error::NotFound)?;
    let stored = core.store.get_basket(token.basket_id).await?;
    let stored = stored.ok_or(Error::NotFound)?;
    let link = stored.basket.link_by_token(&token);
    let link_id = link.ok_or(Error::NotFound)?.id;
    Ok(OpenedLink { stored, link_id })
}

/// The profile of the merchant who asks, for showing.
pub async fn merchant_for_page(core: &Core, basket: &Basket) -> Result<Merchant, Error> {
    core.store
        .merchant_for_display(basket.merchant_id)
        .await?
        .ok_or(Error::NotFound)
}

/// What a guest says with a press of Pay.
#[derive(Debug, Clone, Copy, Default)]
pub struct Press<'a> {
    /// How much, where the link lets them choose.
    pub chosen: Option<Amount>,
    /// The terms they ticked, by their address.
    pub terms: Option<&'a str>,
    /// The language they picked, which the gateway's page then has as well.
    pub picked: Option<Language>,
}

/// The guest presses Pay: reserves what the link asks for, opens a session, and answers where the
/// guest is sent (R12). An open session that asks for the same is answered again.
pub async fn start_payment(
    core: &Core,
    gateway: &dyn PaymentGateway,
    token: &str,
    press: Press<'_>,
) -> Result<String, Error> {
    let opened = open_link(core, token).await?;
    start_payment_of(core, gateway, opened, press).await
}

/// As [`start_payment`], for a link that was opened before: what a guest typed can only be read as
/// an amount once the currency is known, and the basket need not be read twice for that. `picked` is
/// the language that the guest picked on the page; the gateway's page and the way back keep it.
pub async fn start_payment_of(
    core: &Core,
    gateway: &dyn PaymentGateway,
    OpenedLink {
        mut stored,
        link_id,
    }: OpenedLink,
    Press {
        chosen,
        terms,
        picked,
    }: Press<'_>,
) -> Result<String, Error> {
    let merchant = core.merchant_of(&stored.basket).await?;
    let terms = accept_terms(&merchant, terms)?;
    let charging = charging(&merchant, stored.basket.currency);
    let attempt_id = core.ids().attempt();
    for _ in 0..TURNS {
        let link = stored.basket.link(link_id).ok_or(Error::NotFound)?;
        let plan = plan_payment(&stored.basket, link, chosen, &charging, core.now())?;
        stored = match plan {
            PaymentPlan::Reuse { url } => return Ok(url),
            PaymentPlan::Settle(id) => open_or_wait(core, gateway, stored, id).await?,
            PaymentPlan::Expire(id) => expire_attempt(core, gateway, stored, id).await?,
            PaymentPlan::Reserve(_) => {
                let command = Command::StartPayment(NewAttempt {
                    id: attempt_id,
                    link_id,
                    chosen,
                    picked,
                    description: description(&stored.basket),
                    charging: charging.clone(),
                    terms: terms.clone(),
                });
                let basket_id = stored.basket.id;
                match core.carry_out(stored, &command, &Actor::Guest).await {
                    Ok(reserved) => {
                        let opened = open_or_wait(core, gateway, reserved, attempt_id).await?;
                        if let Some(url) = session_url(&opened.basket, attempt_id)? {
                            return Ok(url);
                        }
                        opened
                    }
                    // Somebody pressed Pay on the same link at the same time; follow their session.
                    Err(Error::Refused(Refusal::PaymentInProgress { retry_at: None })) => core
                        .store
                        .get_basket(basket_id)
                        .await?
                        .ok_or(Error::NotFound)?,
                    Err(error) => return Err(error),
                }
            }
        };
    }
    Err(Refusal::PaymentInProgress { retry_at: None }.into())
}

/// As [`open_session`]; where somebody else is opening the same one, leaves them the time and answers
/// the basket as it is then.
async fn open_or_wait(
    core: &Core,
    gateway: &dyn PaymentGateway,
    stored: Stored,
    attempt_id: AttemptId,
) -> Result<Stored, Error> {
    let basket_id = stored.basket.id;
    // On the heap: a press of Pay opens a session in two places, and its stack would hold both.
    match Box::pin(open_session(core, gateway, stored, attempt_id)).await {
        Err(Error::Gateway(GatewayError::UnderWay)) => {
            tokio::time::sleep(UNDER_WAY_PAUSE).await;
            let read = core.store.get_basket(basket_id).await?;
            read.ok_or(Error::NotFound)
        }
        opened => opened,
    }
}

/// The guest comes back from the gateway: records only what the gateway itself says about an
/// attempt that is stored on this basket (R11, R16). Where the gateway cannot be asked, the page
/// shows what is known.
pub async fn settle_return(
    core: &Core,
    gateway: &dyn PaymentGateway,
    token: &str,
    attempt_id: Option<AttemptId>,
) -> Result<ShownLink, Error> {
    let OpenedLink { stored, link_id } = open_link(core, token).await?;
    let shown = |basket| ShownLink { basket, link_id };
    let unsettled = stored
        .basket
        .attempts
        .iter()
        .find(|attempt| Some(attempt.id) == attempt_id && attempt.link_id == link_id)
        .filter(|attempt| attempt.is_live())
        .map(|attempt| attempt.id);
    let Some(attempt_id) = unsettled else {
        return Ok(shown(stored.basket));
    };
    match settle_attempt(core, gateway, stored.clone(), attempt_id).await {
        Ok(settled) => Ok(shown(settled.basket)),
        Err(error) => {
            tracing::warn!(%error, attempt = %attempt_id, "a returning guest's attempt is not settled yet");
            Ok(shown(stored.basket))
        }
    }
}

/// The guest of an expired link asks for a new one. It goes to the address on the basket; the guest
/// is told the same whether or not it went, so the outcome is only for the log (R13).
pub async fn request_new_link(core: &Core, token: &str) -> Result<(), Error> {
    let OpenedLink { stored, link_id } = open_link(core, token).await?;
    let merchant = core.merchant_of(&stored.basket).await?;
    let expired = stored.basket.link(link_id).ok_or(Error::NotFound)?.clone();
    let ids = core.ids();
    let new_link = |request| {
        let expired = expired.clone();
        Command::RequestNewLink {
            expired: link_id,
            link: NewLink {
                id: ids.link(),
                secret: ids.link_secret(),
                request,
                email: Some(ids.mail()),
                expires_at: None,
                life: merchant.link_life(),
                reminders: merchant.reminders(),
                message: expired.message,
                return_url: expired.return_url,
                metadata: expired.metadata,
                base_url: expired.base_url,
                charging: charging(&merchant, stored.basket.currency),
            },
        }
    };
    let same = new_link(same_request(&stored.basket, &expired));
    let asked = match core.carry_out(stored.clone(), &same, &Actor::Guest).await {
        // What is left of the old amount cannot be charged; all that is outstanding may be.
        Err(Error::Refused(Refusal::AmountNotChargeable { .. })) => {
            let all = new_link(AmountRequest::Follow);
            core.carry_out(stored.clone(), &all, &Actor::Guest).await
        }
        other => other,
    };
    match asked {
        Err(Error::Refused(refusal)) => {
            tracing::info!(%refusal, "a request for a new link was not acted on");
            Ok(())
        }
        other => other.map(drop),
    }
}

/// What a link asks for in place of an expired one: the same, as far as it is still owed.
fn same_request(basket: &Basket, expired: &Link) -> AmountRequest {
    let outstanding = basket.balance().outstanding;
    match expired.terms {
        Terms::Follow => AmountRequest::Follow,
        Terms::Fixed { amount } => {
            let rest = (amount - basket.paid_through(expired.id)).or_zero();
            AmountRequest::Amount(rest.min(outstanding))
        }
        Terms::Choice { minimum } => AmountRequest::Minimum(minimum.min(outstanding)),
    }
}

/// What the gateway's page calls the payment: the merchant's booking number and the first item.
fn description(basket: &Basket) -> String {
    let item = basket
        .items
        .first()
        .map_or("", |item| item.description.as_str());
    let text = format!("{item} ({})", basket.reference);
    text.chars().take(200).collect()
}

fn session_url(basket: &Basket, attempt_id: AttemptId) -> Result<Option<String>, Error> {
    let attempt = basket.attempt(attempt_id);
    match attempt.map(|attempt| &attempt.state) {
        Some(AttemptState::Open { url, .. }) => Ok(Some(url.clone())),
        // The gateway would not open a session; trying again at once would be refused again.
        Some(AttemptState::Failed) => Err(Refusal::GatewayRefused.into()),
        Some(
            AttemptState::Opening
            | AttemptState::Expired
            | AttemptState::Processing { .. }
            | AttemptState::Paid { .. },
        )
        | None => Ok(None),
    }
}
