//! Makes a payment link (R4, R6, R8).

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::charging::{Charging, can_be_charged_off};
use super::refusal::Refusal;
use super::send_link::send_link;
use crate::actor::Context;
use crate::basket::{Balance, Basket};
use crate::history::HistoryEvent;
use crate::ids::{LinkId, MailId};
use crate::limits;
use crate::link::{Link, Reminders, Terms};
use crate::money::{Amount, ChargeLimits};
use crate::token::Secret;

/// A link to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// The id that the link gets.
    pub id: LinkId,
    /// 128 random bits, which make the link's URL impossible to guess (R10).
    pub secret: Secret,
    /// What the link asks for (R6).
    pub request: AmountRequest,
    /// The id of the mail, where the link is emailed at once (R7).
    pub email: Option<MailId>,
    /// The link's end, where somebody chose one (R8).
    pub expires_at: Option<Timestamp>,
    /// How long the merchant's links live (R8).
    pub life: SignedDuration,
    /// When the buyer is reminded, from the merchant's settings (R23).
    pub reminders: Reminders,
    /// A note to the guest.
    pub message: Option<String>,
    /// Where the guest can go on to after paying.
    pub return_url: Option<String>,
    /// The integrator's own data.
    pub metadata: BTreeMap<String, String>,
    /// `https://host`, the start of the link's URL.
    pub base_url: String,
    /// How the merchant's gateway can charge.
    pub charging: Charging,
}

/// The amount that somebody wants a new link to ask for (R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountRequest {
    /// Whatever is outstanding when the guest pays.
    Follow,
    /// One amount.
    Amount(Amount),
    /// This many percent of the basket's total.
    Percent(u32),
    /// The guest chooses an amount from this one up to what is outstanding.
    Minimum(Amount),
}

/// Whether a link can be made on this basket now (R4), and what it can charge.
///
/// # Errors
/// The first reason that applies, in the order in which staff have to deal with them.
pub fn can_create_link(basket: &Basket, charging: &Charging) -> Result<ChargeLimits, Refusal> {
    if basket.cancelled_at.is_some() {
        return Err(Refusal::BasketCancelled);
    }
    let outstanding = basket.balance().outstanding;
    if !outstanding.is_positive() {
        return Err(Refusal::NothingOutstanding);
    }
    if basket.buyer.is_staff() {
        return Err(Refusal::BuyerIsStaff);
    }
    let limits = match charging {
        Charging::Off => return Err(Refusal::GatewayNotEnabled),
        Charging::On { limits, .. } => (*limits).ok_or(Refusal::CurrencyNotSupported)?,
    };
    if !can_be_charged_off(outstanding, &limits) {
        return Err(Refusal::AmountNotChargeable {
            limits,
            remainder: false,
        });
    }
    Ok(limits)
}

pub(super) fn create_link(
    basket: &mut Basket,
    new: &NewLink,
    context: &Context,
) -> Result<(), Refusal> {
    if basket.link(new.id).is_some() {
        return Ok(());
    }
    let charge_limits = can_create_link(basket, &new.charging)?;
    if basket.links.len() >= limits::LINKS {
        return Err(Refusal::BasketFull("payment links"));
    }
    let terms = terms_of(new.request, &basket.balance(), &charge_limits)?;
    let earliest = limits::after(context.now, limits::LINK_LIFE_MIN);
    let latest = limits::after(context.now, limits::LINK_LIFE_MAX);
    let expires_at = match new.expires_at {
        Some(at) if at < earliest || at > latest => return Err(Refusal::ExpiryOutOfRange),
        Some(at) => at,
        None => basket.default_expiry(new.life, context.now),
    };
    basket.links.push(Link {
        id: new.id,
        secret: new.secret.clone(),
        terms,
        base_url: new.base_url.clone(),
        created_at: context.now,
        created_by: context.actor.clone(),
        expires_at,
        life: new.expires_at.is_none().then_some(new.life),
        message: new.message.clone(),
        return_url: new.return_url.clone(),
        metadata: new.metadata.clone(),
        cancelled_at: None,
        superseded_at: None,
        expiry_noted_at: None,
        email: None,
        reminders: new.reminders.clone(),
    });
    basket.note(
        &context.actor,
        HistoryEvent::LinkCreated { link_id: new.id },
        context.now,
    );
    match new.email {
        Some(mail_id) => send_link(basket, new.id, mail_id, context),
        None => Ok(()),
    }
}

/// Checks a requested amount against what is outstanding and what the gateway can charge (R2, R6). The rest
/// that a part payment leaves must be chargeable too.
fn terms_of(
    request: AmountRequest,
    balance: &Balance,
    limits: &ChargeLimits,
) -> Result<Terms, Refusal> {
    let outstanding = balance.outstanding;
    let check = |amount: Amount| {
        if amount > outstanding {
            return Err(Refusal::AmountAboveOutstanding { outstanding });
        }
        if !limits.allows(amount) {
            return Err(Refusal::AmountNotChargeable {
                limits: *limits,
                remainder: false,
            });
        }
        let rest = outstanding - amount;
        if rest.is_positive() && !can_be_charged_off(rest, limits) {
            return Err(Refusal::AmountNotChargeable {
                limits: *limits,
                remainder: true,
            });
        }
        Ok(amount)
    };
    Ok(match request {
        AmountRequest::Follow => {
            check(outstanding)?;
            Terms::Follow
        }
        AmountRequest::Amount(amount) => Terms::Fixed {
            amount: check(amount)?,
        },
        AmountRequest::Percent(percent) => {
            let amount = limits.round(balance.total.percent(percent));
            Terms::Fixed {
                amount: check(amount)?,
            }
        }
        AmountRequest::Minimum(minimum) => Terms::Choice {
            minimum: check(minimum)?,
        },
    })
}
