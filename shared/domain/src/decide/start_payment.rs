//! Reserves what a link asks for and begins an attempt to pay it (R12, R13).

use jiff::Timestamp;

use super::charging::{Charging, can_be_charged_off};
use super::refusal::Refusal;
use crate::actor::Context;
use crate::basket::Basket;
use crate::buyer::Language;
use crate::history::HistoryEvent;
use crate::ids::{AttemptId, LinkId};
use crate::limits;
use crate::link::{Ask, Link, LinkStatus};
use crate::merchant::Merchant;
use crate::money::{Amount, ChargeLimits};
use crate::payment::{Attempt, AttemptState};

/// An attempt to begin: the guest pressed Pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttempt {
    /// The id that the attempt gets.
    pub id: AttemptId,
    /// The link it pays.
    pub link_id: LinkId,
    /// The amount that the guest chose, where the link allows a choice.
    pub chosen: Option<Amount>,
    /// The language, where the guest picked one on the page.
    pub picked: Option<Language>,
    /// The description that the gateway's page shows.
    pub description: String,
    /// How the merchant's gateway can charge.
    pub charging: Charging,
    /// The terms that the guest accepted, as [`accept_terms`] gives them.
    pub terms: Option<String>,
}

/// The next step after the guest pressed Pay on a link (R12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentPlan {
    /// Send the guest to the session that is open already.
    Reuse {
        /// The session's page at the gateway.
        url: String,
    },
    /// First ask the gateway about this attempt. Its answer was lost or is on its way.
    Settle(AttemptId),
    /// First expire this attempt's session at the gateway. The session asks for something else.
    Expire(AttemptId),
    /// Reserve this amount and open a session.
    Reserve(Amount),
}

/// Plans the next step after the guest pressed Pay on `link`.
///
/// # Errors
/// The reason why nobody can pay with the link now.
pub fn plan_payment(
    basket: &Basket,
    link: &Link,
    chosen: Option<Amount>,
    charging: &Charging,
    now: Timestamp,
) -> Result<PaymentPlan, Refusal> {
    let status = basket.link_status(link, now);
    if status != LinkStatus::Active {
        return Err(Refusal::LinkNotActive(status));
    }
    let Charging::On { account, limits } = charging else {
        return Err(Refusal::GatewayNotEnabled);
    };
    let limits = limits.ok_or(Refusal::CurrencyNotSupported)?;
    let ask = basket.ask(link);
    if !ask.most.is_positive() {
        return Err(Refusal::PaymentInProgress {
            retry_at: blocked_until(basket, link.id),
        });
    }
    let amount = amount_to_pay(basket, ask, chosen, &limits)?;
    for attempt in basket
        .attempts
        .iter()
        .filter(|attempt| attempt.link_id == link.id)
    {
        match &attempt.state {
            AttemptState::Opening => return Ok(PaymentPlan::Settle(attempt.id)),
            AttemptState::Open { url, .. } => {
                let same = attempt.amount == amount
                    && attempt.currency == basket.currency
                    && attempt.account == *account
                    && limits::after(now, limits::SESSION_REUSE_MIN) <= attempt.expires_at;
                return Ok(if same {
                    PaymentPlan::Reuse { url: url.clone() }
                } else {
                    PaymentPlan::Expire(attempt.id)
                });
            }
            AttemptState::Expired
            | AttemptState::Processing { .. }
            | AttemptState::Failed
            | AttemptState::Paid { .. } => {}
        }
    }
    Ok(PaymentPlan::Reserve(amount))
}

/// When the first session of another link gives back the money that it holds.
fn blocked_until(basket: &Basket, link_id: LinkId) -> Option<Timestamp> {
    basket
        .attempts
        .iter()
        .filter(|attempt| attempt.link_id != link_id && attempt.is_payable())
        .map(|attempt| attempt.expires_at)
        .min()
}

/// Works out the amount to charge: the guest's choice, or the most that the link asks for.
fn amount_to_pay(
    basket: &Basket,
    ask: Ask,
    chosen: Option<Amount>,
    limits: &ChargeLimits,
) -> Result<Amount, Refusal> {
    let outstanding = basket.balance().outstanding;
    let amount = chosen.unwrap_or(ask.most);
    if amount > ask.most {
        return Err(Refusal::AmountAboveOutstanding { outstanding });
    }
    let limits_with_least = ChargeLimits {
        min: limits.min.max(ask.least),
        ..*limits
    };
    if amount < ask.least || !limits.allows(amount) {
        return Err(Refusal::AmountNotChargeable {
            limits: limits_with_least,
            remainder: false,
        });
    }
    let rest = ask.most - amount;
    if rest.is_positive() && !can_be_charged_off(rest, limits) {
        return Err(Refusal::AmountNotChargeable {
            limits: *limits,
            remainder: true,
        });
    }
    Ok(amount)
}

/// The address of the terms that the guest accepts with the payment (R13).
///
/// `accepted` is the address beside the box that the guest ticked.
///
/// # Errors
/// [`Refusal::TermsNotAccepted`] where the merchant has terms and `accepted` is not their address.
pub fn accept_terms(
    merchant: &Merchant,
    accepted: Option<&str>,
) -> Result<Option<String>, Refusal> {
    match &merchant.terms_url {
        Some(url) if accepted != Some(url) => Err(Refusal::TermsNotAccepted),
        terms => Ok(terms.clone()),
    }
}

pub(super) fn start_payment(
    basket: &mut Basket,
    new: &NewAttempt,
    context: &Context,
) -> Result<(), Refusal> {
    if basket.attempts.iter().any(|attempt| attempt.id == new.id) {
        return Ok(());
    }
    let link = basket.link(new.link_id).ok_or(Refusal::NoSuchLink)?;
    let plan = plan_payment(basket, link, new.chosen, &new.charging, context.now)?;
    let amount = match plan {
        PaymentPlan::Reserve(amount) => amount,
        // Somebody was faster on the same link; the caller reads again and follows the new plan.
        PaymentPlan::Reuse { .. } | PaymentPlan::Settle(_) | PaymentPlan::Expire(_) => {
            return Err(Refusal::PaymentInProgress { retry_at: None });
        }
    };
    let account = match &new.charging {
        Charging::On { account, .. } => account.clone(),
        Charging::Off => None,
    };
    basket.attempts.push(Attempt {
        id: new.id,
        link_id: new.link_id,
        amount,
        currency: basket.currency,
        account,
        description: new.description.clone(),
        language: new.picked.unwrap_or(basket.buyer.language),
        picked: new.picked,
        email: basket.buyer.email.clone(),
        created_at: context.now,
        expires_at: limits::after(context.now, limits::SESSION_LIFE),
        state: AttemptState::Opening,
        check_at: Some(limits::after(context.now, limits::OPENING_CHECK)),
    });
    if let Some(url) = &new.terms {
        let accepted = HistoryEvent::TermsAccepted { url: url.clone() };
        basket.note(&context.actor, accepted, context.now);
    }
    let event = HistoryEvent::PaymentStarted {
        link_id: new.link_id,
        amount,
    };
    basket.note(&context.actor, event, context.now);
    Ok(())
}
