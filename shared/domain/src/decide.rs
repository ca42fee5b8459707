//! Commands: what people and machines ask for. They may be refused, and each refusal says why.
//!
//! [`decide`] is a pure, total function: the same basket, command, actor and time give the same
//! answer, and nothing is changed in place.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::basket::{
    Actor, Balance, Basket, BasketFlag, HistoryEvent, Item, Message, OutboxRow, RowState,
    TicketsSent,
};
use super::buyer::{Buyer, Language};
use super::ids::{AttemptId, BasketId, LinkId, MailId, MerchantId, PaymentId, RefundId};
use super::limits;
use super::link::{Ask, EmailStatus, Link, LinkEmail, LinkStatus, Secret, Terms};
use super::merchant::Merchant;
use super::money::{Amount, ChargeLimits, Currency};
use super::payment::{
    Accepted, Attempt, AttemptState, Method, Payment, Refund, RefundStatus, Source,
};
use super::reminder::{Reminders, link_was_mailed, move_expiries};

/// Who asks, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Who.
    pub actor: Actor,
    /// When.
    pub now: Timestamp,
}

/// Whether and how the merchant's gateway can charge the basket's currency (R2, R4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Charging {
    /// The merchant has no enabled gateway.
    Off,
    /// It has.
    On {
        /// The connected account that takes the money; `None` is the platform's own.
        account: Option<String>,
        /// What can be charged; `None` where the gateway does not know the currency.
        limits: Option<ChargeLimits>,
    },
}

/// Something asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Change who buys (R5).
    ChangeBuyer {
        /// The new buyer.
        buyer: Buyer,
        /// That money under way is known about (R17).
        confirm: bool,
    },
    /// Change what was booked (R1).
    ChangeItems {
        /// The new items, all of them.
        items: Vec<Item>,
        /// That money under way is known about (R17).
        confirm: bool,
    },
    /// Cancel the basket and all its links (R1).
    CancelBasket {
        /// That money under way is known about (R17).
        confirm: bool,
    },
    /// Make a payment link (R4, R6, R7, R8).
    CreateLink(NewLink),
    /// Cancel a link.
    CancelLink {
        /// Which.
        link_id: LinkId,
        /// That money under way is known about (R17).
        confirm: bool,
    },
    /// Email a link to the buyer, first or again (R7).
    SendLink {
        /// Which.
        link_id: LinkId,
        /// The mail's id.
        mail_id: MailId,
    },
    /// Reserve what a link asks for and begin an attempt (R12).
    StartPayment(NewAttempt),
    /// Write down money received elsewhere (R17).
    RecordPayment(NewPayment),
    /// Say that a flagged payment is right, so that it is no longer raised (R15).
    AcceptPayment {
        /// Which.
        payment_id: PaymentId,
    },
    /// Return money (R18).
    Refund(NewRefund),
    /// Send the tickets (R20).
    SendTickets {
        /// The mail's id.
        mail_id: MailId,
        /// That the open balance is known about.
        force: bool,
    },
    /// The guest of an expired link asks for a new one (R13).
    RequestNewLink {
        /// The link they have.
        expired: LinkId,
        /// The new one.
        link: NewLink,
    },
}

impl Command {
    /// Whether whoever gave it knows of money under way and means it all the same (R17).
    pub const fn is_confirmed(&self) -> bool {
        match self {
            Self::ChangeBuyer { confirm, .. }
            | Self::ChangeItems { confirm, .. }
            | Self::CancelBasket { confirm }
            | Self::CancelLink { confirm, .. } => *confirm,
            Self::RecordPayment(payment) => payment.confirm,
            Self::CreateLink(_)
            | Self::SendLink { .. }
            | Self::StartPayment(_)
            | Self::AcceptPayment { .. }
            | Self::Refund(_)
            | Self::SendTickets { .. }
            | Self::RequestNewLink { .. } => false,
        }
    }

    /// Whether it makes sense however much has just been paid: a payment is checked against the
    /// balance anyway.
    pub const fn expects_payments(&self) -> bool {
        matches!(self, Self::RecordPayment(_))
    }

    /// Whether it puts a basket in order, and so is carried out on a full one as well.
    pub const fn is_way_out(&self) -> bool {
        match self {
            Self::CancelBasket { .. }
            | Self::CancelLink { .. }
            | Self::RecordPayment(_)
            | Self::AcceptPayment { .. }
            | Self::Refund(_) => true,
            Self::ChangeBuyer { .. }
            | Self::ChangeItems { .. }
            | Self::CreateLink(_)
            | Self::SendLink { .. }
            | Self::StartPayment(_)
            | Self::SendTickets { .. }
            | Self::RequestNewLink { .. } => false,
        }
    }
}

/// A link to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// Its id.
    pub id: LinkId,
    /// 128 random bits.
    pub secret: Secret,
    /// What to ask for.
    pub request: AmountRequest,
    /// The mail's id, where the buyer is to be emailed at once (R7).
    pub email: Option<MailId>,
    /// An end other than the default (R8).
    pub expires_at: Option<Timestamp>,
    /// The merchant's life of links (R8).
    pub life: SignedDuration,
    /// When the merchant wants guests to be reminded (R23).
    pub reminders: Reminders,
    /// A note to the guest.
    pub message: Option<String>,
    /// Where the guest can go on to after paying.
    pub return_url: Option<String>,
    /// The integrator's own data.
    pub metadata: BTreeMap<String, String>,
    /// `https://host` that its URL starts with.
    pub base_url: String,
    /// How the merchant can charge.
    pub charging: Charging,
}

/// What a new link is to ask for, as it was asked (R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountRequest {
    /// Whatever is outstanding.
    Follow,
    /// One amount.
    Amount(Amount),
    /// Hundredths of the total.
    Percent(u32),
    /// From this up to what is outstanding.
    Minimum(Amount),
}

/// An attempt to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttempt {
    /// Its id.
    pub id: AttemptId,
    /// The link it pays.
    pub link_id: LinkId,
    /// What the guest chose, where the link lets them.
    pub chosen: Option<Amount>,
    /// The language that the guest picked on the page, where they did.
    pub picked: Option<Language>,
    /// What the gateway's page calls it.
    pub description: String,
    /// How the merchant can charge.
    pub charging: Charging,
    /// The terms that the guest accepted, as [`accept_terms`] gives them.
    pub terms: Option<String>,
}

/// A payment received outside the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayment {
    /// Its id.
    pub id: PaymentId,
    /// How much.
    pub amount: Amount,
    /// By what means.
    pub method: Method,
    /// What staff noted.
    pub note: Option<String>,
    /// When it was received.
    pub received_at: Timestamp,
    /// That money under way, or that it is more than is owed, is known about.
    pub confirm: bool,
    /// The receipt's mail id.
    pub receipt: MailId,
    /// The id of the mail with the tickets, where the merchant releases them at zero balance (R21).
    pub tickets: Option<MailId>,
}

/// A refund to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRefund {
    /// Its id.
    pub id: RefundId,
    /// The payment.
    pub payment_id: PaymentId,
    /// How much; all that can be where `None`.
    pub amount: Option<Amount>,
    /// Why.
    pub reason: Option<String>,
    /// Whether the guest still owes it.
    pub keep_total: bool,
    /// That the money was returned outside the gateway, in cash say, and is only to be written down.
    pub outside: bool,
    /// The gateway returns whole multiples of this many minor units (R2).
    pub step: i64,
}

/// A command was refused, and why. The API's problem codes are these, one for one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// R5.
    #[error("the buyer of this basket is a member of staff; change the buyer to the guest first")]
    BuyerIsStaff,
    /// R4.
    #[error("nothing is outstanding on this basket")]
    NothingOutstanding,
    /// R6.
    #[error("the amount is more than is outstanding")]
    AmountAboveOutstanding {
        /// What is.
        outstanding: Amount,
    },
    /// R2.
    #[error("the payment gateway cannot charge this amount")]
    AmountNotChargeable {
        /// What it can.
        limits: ChargeLimits,
        /// Whether it is the rest that would be left.
        remainder: bool,
    },
    /// R2.
    #[error("the payment gateway does not know this currency")]
    CurrencyNotSupported,
    /// R4.
    #[error("the merchant's payment gateway is not enabled")]
    GatewayNotEnabled,
    /// R9.
    #[error("the payment link is not active")]
    LinkNotActive(LinkStatus),
    /// R12, R17.
    #[error("a payment is in progress")]
    PaymentInProgress {
        /// When a blocked guest can try again, where that is known.
        retry_at: Option<Timestamp>,
    },
    /// R18.
    #[error("the refund is more than is left of the payment")]
    RefundAbovePaid {
        /// What is left.
        refundable: Amount,
    },
    /// R20.
    #[error("the basket is not fully paid")]
    OutstandingBalance {
        /// What is outstanding.
        outstanding: Amount,
    },
    /// R7.
    #[error("the buyer has no email address")]
    EmailMissing,
    /// R1.
    #[error("the basket is cancelled")]
    BasketCancelled,
    /// Limits.
    #[error("the basket is full")]
    BasketFull(&'static str),
    /// Limits.
    #[error("too many emails were sent for this link; try again later")]
    TooManyEmails {
        /// When.
        retry_at: Timestamp,
    },
    /// Limits.
    #[error("the merchant sent too many emails; try again later")]
    TooManyMerchantEmails {
        /// When.
        retry_at: Timestamp,
    },
    /// R13.
    #[error("the guest has not accepted the merchant's terms")]
    TermsNotAccepted,
    /// R12.
    #[error("the payment gateway refused to begin this payment")]
    GatewayRefused,
    /// R8.
    #[error("the expiry must be between 30 minutes and 180 days ahead")]
    ExpiryOutOfRange,
    /// No such link.
    #[error("there is no such payment link on this basket")]
    NoSuchLink,
    /// No such payment.
    #[error("there is no such payment on this basket")]
    NoSuchPayment,
}

/// A basket as it is first made (R1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBasket {
    /// The merchant's booking number.
    pub reference: String,
    /// The currency of all amounts.
    pub currency: Currency,
    /// What was booked.
    pub items: Vec<Item>,
    /// For whom.
    pub buyer: Buyer,
    /// The integrator's own data.
    pub metadata: BTreeMap<String, String>,
}

/// A new basket.
pub fn create_basket(
    id: BasketId,
    merchant: MerchantId,
    new: NewBasket,
    context: &Context,
) -> Basket {
    let mut basket = Basket {
        id,
        merchant_id: merchant,
        reference: new.reference,
        currency: new.currency,
        items: new.items,
        buyer: new.buyer,
        metadata: new.metadata,
        created_at: context.now,
        cancelled_at: None,
        links: Vec::new(),
        attempts: Vec::new(),
        payments: Vec::new(),
        refunds: Vec::new(),
        disputes: Vec::new(),
        tickets_sent: None,
        outbox: Vec::new(),
        mails: Vec::new(),
        webhooks: Vec::new(),
        history: Vec::new(),
    };
    let total = basket.balance().total;
    basket.note(
        &context.actor,
        HistoryEvent::BasketCreated { total },
        context.now,
    );
    basket
}

/// What the basket becomes when `command` is carried out, or why it cannot be.
///
/// Commands that need open gateway sessions gone (R17) count on the caller to have expired them;
/// see [`sessions_to_expire`].
pub fn decide(basket: &Basket, command: &Command, context: &Context) -> Result<Basket, Refusal> {
    let mut next = basket.clone();
    match command {
        Command::ChangeBuyer { buyer, confirm } => {
            change_buyer(&mut next, buyer, *confirm, context)?
        }
        Command::ChangeItems { items, confirm } => {
            change_items(&mut next, items, *confirm, context)?
        }
        Command::CancelBasket { confirm } => cancel_basket(&mut next, *confirm, context)?,
        Command::CreateLink(link) => create_link(&mut next, link, context)?,
        Command::CancelLink { link_id, confirm } => {
            cancel_link(&mut next, *link_id, *confirm, context)?;
        }
        Command::SendLink { link_id, mail_id } => {
            send_link(&mut next, *link_id, *mail_id, context)?
        }
        Command::StartPayment(attempt) => start_payment(&mut next, attempt, context)?,
        Command::RecordPayment(payment) => record_payment(&mut next, payment, context)?,
        Command::AcceptPayment { payment_id } => accept_payment(&mut next, *payment_id, context)?,
        Command::Refund(refund) => request_refund(&mut next, refund, context)?,
        Command::SendTickets { mail_id, force } => {
            send_tickets(&mut next, *mail_id, *force, context)?;
        }
        Command::RequestNewLink { expired, link } => {
            request_new_link(&mut next, *expired, link, context)?;
        }
    }
    let grows = next.history.len() > basket.history.len();
    if grows && next.history.len() > limits::HISTORY_LINES && !command.is_way_out() {
        return Err(Refusal::BasketFull("history lines"));
    }
    Ok(next)
}

/// Why no link can be made on this basket now, if so (R4). The order is that of the ways out.
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

/// Whether `outstanding` can be paid at the gateway at all: in one charge, or, where it is above
/// the maximum, in several.
fn can_be_charged_off(outstanding: Amount, limits: &ChargeLimits) -> bool {
    limits.allows(outstanding.min(largest_charge(limits)))
        && outstanding.minor().rem_euclid(limits.step.max(1)) == 0
}

fn largest_charge(limits: &ChargeLimits) -> Amount {
    let step = limits.step.max(1);
    Amount::new(limits.max.minor() - limits.max.minor().rem_euclid(step))
}

/// The attempts whose sessions the gateway must expire before a command that they could race with
/// may be decided (R17): a manual payment, a cancellation, a change of buyer, a lower total.
pub fn sessions_to_expire(basket: &Basket, command: &Command) -> Vec<AttemptId> {
    let of_link = match command {
        Command::ChangeBuyer { buyer, .. } if is_same_person(&basket.buyer, buyer) => {
            return Vec::new();
        }
        Command::ChangeBuyer { .. } | Command::CancelBasket { .. } | Command::RecordPayment(_) => {
            None
        }
        Command::ChangeItems { items, .. } => {
            if !lowers_total(basket, items) {
                return Vec::new();
            }
            None
        }
        Command::CancelLink { link_id, .. } => Some(*link_id),
        Command::CreateLink(_)
        | Command::SendLink { .. }
        | Command::StartPayment(_)
        | Command::AcceptPayment { .. }
        | Command::Refund(_)
        | Command::SendTickets { .. }
        | Command::RequestNewLink { .. } => return Vec::new(),
    };
    basket
        .attempts
        .iter()
        .filter(|attempt| attempt.is_payable())
        .filter(|attempt| of_link.is_none_or(|link_id| attempt.link_id == link_id))
        .map(|attempt| attempt.id)
        .collect()
}

/// What pressing Pay on a link leads to (R12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentPlan {
    /// Send the guest to the session that is open already.
    Reuse {
        /// Its page.
        url: String,
    },
    /// First find out at the gateway about this attempt, whose answer was lost or is on its way.
    Settle(AttemptId),
    /// First expire this attempt's session at the gateway: it asks for something else.
    Expire(AttemptId),
    /// Reserve this amount and open a session.
    Reserve(Amount),
}

/// What pressing Pay on `link` leads to, or why it cannot be paid now.
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

/// The terms that a payment is made under (R13). `accepted` is the address that stood beside the box
/// which the guest ticked.
///
/// # Errors
/// [`Refusal::TermsNotAccepted`] where the merchant has terms and these are not the ones.
pub fn accept_terms(
    merchant: &Merchant,
    accepted: Option<&str>,
) -> Result<Option<String>, Refusal> {
    match &merchant.terms_url {
        Some(url) if accepted != Some(url) => Err(Refusal::TermsNotAccepted),
        terms => Ok(terms.clone()),
    }
}

/// When a guest who is held up by other people's sessions can try again.
fn blocked_until(basket: &Basket, link_id: LinkId) -> Option<Timestamp> {
    basket
        .attempts
        .iter()
        .filter(|attempt| attempt.link_id != link_id && attempt.is_payable())
        .map(|attempt| attempt.expires_at)
        .min()
}

/// Works out what a press of Pay charges: what was chosen within the ask, or the most of it.
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

/// Refuses while money is under way, unless staff said that they mean it (R17).
fn refuse_in_progress(
    basket: &Basket,
    of_link: Option<LinkId>,
    confirm: bool,
) -> Result<(), Refusal> {
    let mut live = basket
        .attempts
        .iter()
        .filter(|attempt| of_link.is_none_or(|link_id| attempt.link_id == link_id))
        .filter(|attempt| attempt.is_processing());
    match live.next() {
        Some(_) if !confirm => Err(Refusal::PaymentInProgress { retry_at: None }),
        _ => Ok(()),
    }
}

fn change_buyer(
    basket: &mut Basket,
    buyer: &Buyer,
    confirm: bool,
    context: &Context,
) -> Result<(), Refusal> {
    if basket.cancelled_at.is_some() {
        return Err(Refusal::BasketCancelled);
    }
    if basket.buyer == *buyer {
        return Ok(());
    }
    let same_person = is_same_person(&basket.buyer, buyer);
    if !same_person {
        refuse_in_progress(basket, None, confirm)?;
    }
    let open: Vec<LinkId> = basket
        .links
        .iter()
        .filter(|link| match basket.link_status(link, context.now) {
            LinkStatus::Active | LinkStatus::Expired | LinkStatus::Processing => !same_person,
            LinkStatus::Paid => !same_person && !is_final(basket, link),
            LinkStatus::Cancelled | LinkStatus::Superseded => false,
        })
        .map(|link| link.id)
        .collect();
    for link_id in open {
        if let Some(link) = basket.links.iter_mut().find(|link| link.id == link_id) {
            link.superseded_at = Some(context.now);
        }
        basket.note(
            &context.actor,
            HistoryEvent::LinkSuperseded { link_id },
            context.now,
        );
    }
    basket.buyer = buyer.clone();
    let name = buyer.name.clone();
    basket.note(
        &context.actor,
        HistoryEvent::BuyerChanged { name },
        context.now,
    );
    Ok(())
}

/// Whether a paid link never asks again: a fixed one whose amount was paid through it. Others would
/// as soon as something is outstanding again (R9).
fn is_final(basket: &Basket, link: &Link) -> bool {
    match link.terms {
        Terms::Fixed { amount } => basket.paid_through(link.id) >= amount,
        Terms::Follow | Terms::Choice { .. } => false,
    }
}

/// Whether a new telephone number or language is all that changes: that makes no new buyer, and
/// their links stay good.
fn is_same_person(former: &Buyer, new: &Buyer) -> bool {
    former.name == new.name && former.email == new.email && former.is_staff() == new.is_staff()
}

/// Whether the basket costs less with these items, so that open sessions could collect too much.
fn lowers_total(basket: &Basket, items: &[Item]) -> bool {
    let total = |items: &[Item]| items.iter().map(Item::amount).sum::<Amount>();
    total(items) < total(&basket.items)
}

fn change_items(
    basket: &mut Basket,
    items: &[Item],
    confirm: bool,
    context: &Context,
) -> Result<(), Refusal> {
    if basket.cancelled_at.is_some() {
        return Err(Refusal::BasketCancelled);
    }
    if basket.items == items {
        return Ok(());
    }
    if lowers_total(basket, items) {
        refuse_in_progress(basket, None, confirm)?;
    }
    let before = std::mem::replace(&mut basket.items, items.to_vec());
    let total = basket.balance().total;
    basket.note(
        &context.actor,
        HistoryEvent::ItemsChanged { total },
        context.now,
    );
    move_expiries(basket, &before, context);
    Ok(())
}

fn cancel_basket(basket: &mut Basket, confirm: bool, context: &Context) -> Result<(), Refusal> {
    if basket.cancelled_at.is_some() {
        return Ok(());
    }
    refuse_in_progress(basket, None, confirm)?;
    basket.cancelled_at = Some(context.now);
    basket.note(&context.actor, HistoryEvent::BasketCancelled, context.now);
    Ok(())
}

fn create_link(basket: &mut Basket, new: &NewLink, context: &Context) -> Result<(), Refusal> {
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

/// Checks what was asked for against what is outstanding and what can be charged, the rest that a
/// part payment leaves included (R2, R6).
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

fn cancel_link(
    basket: &mut Basket,
    link_id: LinkId,
    confirm: bool,
    context: &Context,
) -> Result<(), Refusal> {
    let link = basket.link(link_id).ok_or(Refusal::NoSuchLink)?;
    match basket.link_status(link, context.now) {
        LinkStatus::Cancelled => return Ok(()),
        status @ (LinkStatus::Paid | LinkStatus::Superseded) => {
            return Err(Refusal::LinkNotActive(status));
        }
        LinkStatus::Processing | LinkStatus::Expired | LinkStatus::Active => {}
    }
    refuse_in_progress(basket, Some(link_id), confirm)?;
    if let Some(link) = basket.links.iter_mut().find(|link| link.id == link_id) {
        link.cancelled_at = Some(context.now);
    }
    basket.note(
        &context.actor,
        HistoryEvent::LinkCancelled { link_id },
        context.now,
    );
    Ok(())
}

fn send_link(
    basket: &mut Basket,
    link_id: LinkId,
    mail_id: MailId,
    context: &Context,
) -> Result<(), Refusal> {
    let link = basket.link(link_id).ok_or(Refusal::NoSuchLink)?;
    if was_queued(basket, mail_id) {
        return Ok(());
    }
    let status = basket.link_status(link, context.now);
    if status != LinkStatus::Active {
        return Err(Refusal::LinkNotActive(status));
    }
    if basket.buyer.email.is_none() {
        return Err(Refusal::EmailMissing);
    }
    refuse_mail_cannon(basket, context.now)?;
    let message = Message::PaymentRequest { link_id };
    drop_failed_mails(basket, |failed| failed.link() == Some(link_id));
    queue_mail(basket, mail_id, message, context);
    if let Some(link) = basket.links.iter_mut().find(|link| link.id == link_id) {
        link.email = Some(LinkEmail {
            mail_id,
            status: EmailStatus::Queued,
            at: context.now,
            is_reminder: false,
        });
    }
    link_was_mailed(basket, link_id, context.now);
    Ok(())
}

/// A stolen session must not become a mail cannon: mails that people ask for are counted per hour.
fn refuse_mail_cannon(basket: &Basket, now: Timestamp) -> Result<(), Refusal> {
    let hour = SignedDuration::from_hours(1);
    let recent: Vec<Timestamp> = basket
        .history
        .iter()
        .filter(|entry| matches!(entry.event, HistoryEvent::EmailQueued { .. }))
        .map(|entry| entry.at)
        .filter(|at| limits::after(*at, hour) > now)
        .collect();
    match recent.first() {
        Some(first) if recent.len() >= limits::EMAILS_PER_HOUR => Err(Refusal::TooManyEmails {
            retry_at: limits::after(*first, hour),
        }),
        _ => Ok(()),
    }
}

/// What could not be sent before is settled by sending it again.
fn drop_failed_mails(basket: &mut Basket, is_sent_again: impl Fn(&Message) -> bool) {
    basket
        .outbox
        .retain(|row| !(row.is_given_up() && is_sent_again(&row.message)));
}

fn queue_mail(basket: &mut Basket, id: MailId, message: Message, context: &Context) {
    let event = HistoryEvent::EmailQueued {
        message: message.kind(),
        mail_id: id,
    };
    push_mail(basket, id, message, context.now);
    basket.note(&context.actor, event, context.now);
}

/// Whether a mail that somebody asked for was queued before under this id.
fn was_queued(basket: &Basket, id: MailId) -> bool {
    basket.history.iter().any(
        |entry| matches!(entry.event, HistoryEvent::EmailQueued { mail_id, .. } if mail_id == id),
    )
}

/// Puts a mail into the outbox. The stream sends it at once; the due index looks at it 2 minutes
/// later.
pub(super) fn push_mail(basket: &mut Basket, id: MailId, message: Message, now: Timestamp) {
    basket.outbox.push(OutboxRow {
        id,
        message,
        queued_at: now,
        tries: 0,
        state: RowState::Queued {
            try_at: limits::after(now, limits::OUTBOX_FIRST_CHECK),
        },
    });
}

fn start_payment(basket: &mut Basket, new: &NewAttempt, context: &Context) -> Result<(), Refusal> {
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

fn record_payment(basket: &mut Basket, new: &NewPayment, context: &Context) -> Result<(), Refusal> {
    if basket.payment(new.id).is_some() {
        return Ok(());
    }
    if basket.cancelled_at.is_some() {
        return Err(Refusal::BasketCancelled);
    }
    refuse_full_ledger(basket)?;
    refuse_in_progress(basket, None, new.confirm)?;
    let outstanding = basket.balance().outstanding;
    if new.amount > outstanding && !new.confirm {
        return Err(if outstanding.is_positive() {
            Refusal::AmountAboveOutstanding { outstanding }
        } else {
            Refusal::NothingOutstanding
        });
    }
    basket.payments.push(Payment {
        id: new.id,
        amount: new.amount,
        currency: basket.currency,
        method: new.method,
        source: Source::Manual {
            by: context.actor.clone(),
            note: new.note.clone(),
        },
        received_at: new.received_at,
        recorded_at: context.now,
        flags: Vec::new(),
        accepted: None,
    });
    let event = HistoryEvent::PaymentRecorded {
        payment_id: new.id,
        amount: new.amount,
        method: new.method,
    };
    basket.note(&context.actor, event, context.now);
    if basket.balance().overpaid.is_positive() {
        let event = HistoryEvent::PaymentFlagged {
            payment_id: new.id,
            flag: BasketFlag::Overpaid,
        };
        basket.note(&context.actor, event, context.now);
    }
    if basket.buyer.email.is_some() && !basket.buyer.is_staff() {
        push_mail(
            basket,
            new.receipt,
            Message::Receipt { payment_id: new.id },
            context.now,
        );
    }
    if let Some(mail_id) = new.tickets {
        release_tickets(basket, mail_id, context.now);
    }
    Ok(())
}

/// Keeps the flags of a payment for the record, with who said that it is right all the same. What is
/// owed stays as it is: too much paid is still told as overpaid.
fn accept_payment(
    basket: &mut Basket,
    payment_id: PaymentId,
    context: &Context,
) -> Result<(), Refusal> {
    let payment = basket
        .payments
        .iter_mut()
        .find(|payment| payment.id == payment_id)
        .ok_or(Refusal::NoSuchPayment)?;
    if payment.open_flags().is_empty() {
        return Ok(());
    }
    payment.accepted = Some(Accepted {
        at: context.now,
        by: context.actor.clone(),
    });
    let event = HistoryEvent::PaymentAccepted {
        payment_id,
        amount: payment.amount,
    };
    basket.note(&context.actor, event, context.now);
    Ok(())
}

/// Sends the tickets by themselves where all is paid and they were not sent before (R21).
pub(super) fn release_tickets(basket: &mut Basket, mail_id: MailId, now: Timestamp) {
    let balance = basket.balance();
    let settled = !balance.outstanding.is_positive()
        && !balance.overpaid.is_positive()
        && !basket.is_disputed();
    let reachable = basket.buyer.email.is_some() && !basket.buyer.is_staff();
    if settled && reachable && basket.tickets_sent.is_none() && basket.cancelled_at.is_none() {
        push_mail(basket, mail_id, Message::Tickets { fully_paid: true }, now);
        basket.tickets_sent = Some(TicketsSent {
            mail_id,
            at: now,
            fully_paid: true,
        });
        basket.note(
            &Actor::System,
            HistoryEvent::TicketsSent { fully_paid: true },
            now,
        );
    }
}

fn refuse_full_ledger(basket: &Basket) -> Result<(), Refusal> {
    if basket.payments.len().saturating_add(basket.refunds.len()) >= limits::LEDGER_ENTRIES {
        return Err(Refusal::BasketFull("payments and refunds"));
    }
    Ok(())
}

fn request_refund(basket: &mut Basket, new: &NewRefund, context: &Context) -> Result<(), Refusal> {
    if basket.refunds.iter().any(|refund| refund.id == new.id) {
        return Ok(());
    }
    refuse_full_ledger(basket)?;
    let payment = basket
        .payment(new.payment_id)
        .ok_or(Refusal::NoSuchPayment)?;
    let refundable = basket.refundable(payment);
    let amount = new.amount.unwrap_or(refundable);
    if amount > refundable || !amount.is_positive() {
        return Err(Refusal::RefundAbovePaid { refundable });
    }
    let through_gateway = matches!(payment.source, Source::Gateway { .. }) && !new.outside;
    if through_gateway && amount.minor().rem_euclid(new.step.max(1)) != 0 {
        let limits = ChargeLimits {
            min: Amount::new(new.step),
            max: refundable,
            step: new.step,
        };
        return Err(Refusal::AmountNotChargeable {
            limits,
            remainder: false,
        });
    }
    let owed_here = !new.keep_total && payment.currency == basket.currency;
    let credit = if owed_here {
        credit_of(basket, amount)
    } else {
        Amount::ZERO
    };
    let (payment_intent, status, check_at) = match &payment.source {
        Source::Gateway { payment_intent, .. } if !new.outside => (
            Some(payment_intent.clone()),
            RefundStatus::Pending,
            Some(limits::after(context.now, limits::OPENING_CHECK)),
        ),
        Source::Gateway { .. } | Source::Manual { .. } => (None, RefundStatus::Succeeded, None),
    };
    let currency = payment.currency;
    basket.refunds.push(Refund {
        id: new.id,
        payment_id: Some(new.payment_id),
        payment_intent,
        gateway_id: None,
        amount,
        currency,
        credit,
        owed_apart: None,
        status,
        reason: new.reason.clone(),
        by: context.actor.clone(),
        created_at: context.now,
        failed_at: None,
        check_at,
    });
    let event = HistoryEvent::RefundRequested {
        refund_id: new.id,
        amount,
    };
    basket.note(&context.actor, event, context.now);
    if status == RefundStatus::Succeeded {
        let event = HistoryEvent::RefundSucceeded {
            refund_id: new.id,
            amount,
        };
        basket.note(&context.actor, event, context.now);
    }
    Ok(())
}

/// How much of a refund lowers what the guest owes: all but what only returns an overpayment,
/// which was never owed (R18).
fn credit_of(basket: &Basket, amount: Amount) -> Amount {
    (amount - basket.balance().overpaid).or_zero()
}

fn send_tickets(
    basket: &mut Basket,
    mail_id: MailId,
    force: bool,
    context: &Context,
) -> Result<(), Refusal> {
    if was_queued(basket, mail_id) {
        return Ok(());
    }
    if basket.cancelled_at.is_some() {
        return Err(Refusal::BasketCancelled);
    }
    if basket.buyer.is_staff() {
        return Err(Refusal::BuyerIsStaff);
    }
    if basket.buyer.email.is_none() {
        return Err(Refusal::EmailMissing);
    }
    let outstanding = basket.balance().outstanding;
    if (outstanding.is_positive() || basket.is_disputed()) && !force {
        return Err(Refusal::OutstandingBalance { outstanding });
    }
    refuse_mail_cannon(basket, context.now)?;
    drop_failed_mails(basket, |message| matches!(message, Message::Tickets { .. }));
    let fully_paid = !outstanding.is_positive();
    queue_mail(basket, mail_id, Message::Tickets { fully_paid }, context);
    basket.tickets_sent = Some(TicketsSent {
        mail_id,
        at: context.now,
        fully_paid,
    });
    basket.note(
        &context.actor,
        HistoryEvent::TicketsSent { fully_paid },
        context.now,
    );
    Ok(())
}

fn request_new_link(
    basket: &mut Basket,
    expired: LinkId,
    new: &NewLink,
    context: &Context,
) -> Result<(), Refusal> {
    let link = basket.link(expired).ok_or(Refusal::NoSuchLink)?;
    let status = basket.link_status(link, context.now);
    if status != LinkStatus::Expired {
        return Err(Refusal::LinkNotActive(status));
    }
    // Each further request waits twice as long as the one before, so a stranger with an old link can
    // neither fill the basket nor the guest's mailbox.
    let asked = basket
        .history
        .iter()
        .filter(|entry| matches!(entry.event, HistoryEvent::NewLinkRequested { .. }))
        .map(|entry| limits::after(entry.at, limits::new_link_pause(entry.count)))
        .max();
    if let Some(retry_at) = asked.filter(|retry_at| *retry_at > context.now) {
        return Err(Refusal::TooManyEmails { retry_at });
    }
    // A link that was made for an earlier request and is still good is sent again.
    let made_before = basket
        .links
        .iter()
        .find(|link| {
            link.created_by == Actor::Guest
                && basket.link_status(link, context.now) == LinkStatus::Active
        })
        .map(|link| link.id);
    match (made_before, new.email) {
        (Some(link_id), Some(mail_id)) => send_link(basket, link_id, mail_id, context)?,
        (Some(_), None) => {}
        (None, _) => create_link(basket, new, context)?,
    }
    basket.note(
        &context.actor,
        HistoryEvent::NewLinkRequested { link_id: expired },
        context.now,
    );
    Ok(())
}
