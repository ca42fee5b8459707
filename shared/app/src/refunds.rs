//! Returning money (R18).

use super::unmatched::{self, Alarm};
use super::{Core, Error};
use crate::principal::Principal;
use paylink_domain::apply::Fact;
use paylink_domain::apply::refund::GatewayRefund;
use paylink_domain::basket::Basket;
use paylink_domain::decide::Command;
use paylink_domain::decide::refund::NewRefund;
use paylink_domain::ids::{BasketId, PaymentId, RefundId};
use paylink_domain::limits;
use paylink_domain::merchant::Permission;
use paylink_domain::money::{Amount, Currency};
use paylink_domain::payment::{Payment, Refund, RefundStatus, Source};
use paylink_gateway::{
    Account, GatewayError, PaymentGateway, RefundReport, RefundRequest, charge_limits,
};
use paylink_platform::random::Ids;
use paylink_store::Stored;
use paylink_store::unmatched::UnmatchedFact;

/// A refund, as staff ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundOrder {
    /// The payment to return.
    pub payment_id: PaymentId,
    /// How much; all that can be where `None`.
    pub amount: Option<Amount>,
    /// Why.
    pub reason: Option<String>,
    /// Whether the guest still owes it.
    pub keep_total: bool,
    /// That the money was returned outside the gateway and is only to be written down.
    pub outside: bool,
}

/// Refunds a payment, fully or in part, through the account that took it; a manual payment's refund
/// is only written down. When the gateway's answer is lost, the refund stays pending and is settled
/// later.
pub async fn refund_payment(
    core: &Core,
    gateway: &dyn PaymentGateway,
    principal: &Principal,
    ids: &Ids,
    basket_id: BasketId,
    order: RefundOrder,
) -> Result<(Stored, RefundId), Error> {
    principal.require(Permission::Refund)?;
    let stored = core.load(principal, basket_id).await?;
    let payment = stored.basket.payment(order.payment_id);
    let currency = payment.map_or(stored.basket.currency, |payment| payment.currency);
    let step = charge_limits(currency).map_or(1, |limits| limits.step);
    let refund_id = ids.refund();
    let command = Command::Refund(NewRefund {
        id: refund_id,
        payment_id: order.payment_id,
        amount: order.amount,
        reason: order.reason,
        keep_total: order.keep_total,
        outside: order.outside,
        step,
    });
    let stored = core.carry_out(stored, &command, principal.actor()).await?;
    // The refund is written; whatever is not known yet is settled later, so this is no failure.
    match settle_refund(core, gateway, stored.clone(), refund_id).await {
        Err(error) => {
            tracing::warn!(%error, refund = %refund_id, "a refund is not settled yet");
            Ok((stored, refund_id))
        }
        Ok(settled) => Ok((settled, refund_id)),
    }
}

/// Makes or reads a pending refund at the gateway, and records the answer.
pub async fn settle_refund(
    core: &Core,
    gateway: &dyn PaymentGateway,
    stored: Stored,
    refund_id: RefundId,
) -> Result<Stored, Error> {
    let pending = stored
        .basket
        .refunds
        .iter()
        .find(|refund| refund.id == refund_id && refund.status == RefundStatus::Pending);
    let Some(refund) = pending.cloned() else {
        return Ok(stored);
    };
    let payment = stored.basket.payment_of_refund(&refund).cloned();
    let Some((payment, (payment_intent, account))) = payment
        .as_ref()
        .and_then(|payment| Some((payment, gateway_source(payment)?)))
    else {
        // The payment is not known yet. A webhook will tell of the payment or of the refund.
        return core
            .record(stored, &Fact::RefundChecked { refund_id })
            .await;
    };
    let pending = Pending {
        refund: &refund,
        basket_id: stored.basket.id,
        currency: payment.currency,
        payment_intent,
        account,
    };
    match read_or_create(core, gateway, &pending).await {
        Ok(report) => {
            let stored = core
                .record(stored, &refund_fact(core, report, refund_id))
                .await?;
            core.record(stored, &Fact::RefundChecked { refund_id })
                .await
        }
        Err(GatewayError::Refused { code, .. }) => {
            tracing::error!(code, refund = %refund_id, "the gateway refused a refund");
            core.record(stored, &refused(core, &pending)).await
        }
        // The account was disconnected. The refund stays pending: it may have been made.
        Err(GatewayError::NoAccess(code)) => {
            tracing::warn!(code, refund = %refund_id, "the account of a refund is out of reach");
            raise_out_of_reach(core, &stored.basket, &pending).await?;
            core.record(stored, &Fact::RefundOutOfReach { refund_id })
                .await
        }
        Err(error) => Err(error.into()),
    }
}

/// A pending refund, and where its money comes from.
struct Pending<'a> {
    refund: &'a Refund,
    basket_id: BasketId,
    /// The payment's currency.
    currency: Currency,
    payment_intent: &'a str,
    account: Account<'a>,
}

/// Reads a refund that the gateway has, or makes the refund.
async fn read_or_create(
    core: &Core,
    gateway: &dyn PaymentGateway,
    pending: &Pending<'_>,
) -> Result<RefundReport, GatewayError> {
    let refund_id = pending.refund.id;
    match &pending.refund.gateway_id {
        // Only a refusal to make a refund is final. A refusal to read one says nothing about it.
        Some(id) => match gateway.retrieve_refund(pending.account, id).await {
            Err(GatewayError::Refused { code, .. }) => Err(GatewayError::Unknown(code)),
            other => other,
        },
        None => {
            let request = RefundRequest {
                refund_id,
                basket_id: pending.basket_id,
                account: pending.account.map(str::to_owned),
                payment_intent: pending.payment_intent.to_owned(),
                amount: pending.refund.amount,
                currency: pending.currency,
            };
            create(core, gateway, pending.refund, &request).await
        }
    }
}

/// The fact that the gateway will not make a refund.
fn refused(core: &Core, pending: &Pending<'_>) -> Fact {
    Fact::Refunded(GatewayRefund {
        gateway_id: pending.refund.gateway_id.clone(),
        refund_id: pending.refund.id,
        payment_intent: pending.payment_intent.to_owned(),
        amount: pending.refund.amount,
        currency: pending.currency,
        status: RefundStatus::Failed,
        notice: core.ids().mail(),
    })
}

/// Tells an operator that the account of a refund was disconnected.
async fn raise_out_of_reach(
    core: &Core,
    basket: &Basket,
    pending: &Pending<'_>,
) -> Result<(), Error> {
    let refund = pending.refund;
    let fact = UnmatchedFact {
        id: format!("out-of-reach#{}", refund.id),
        description: "a refund: pending".to_owned(),
        amount: Some(refund.amount),
        currency: Some(refund.currency),
        payment_intent: Some(pending.payment_intent.to_owned()),
        gateway_id: refund.gateway_id.clone(),
        ..UnmatchedFact::default()
    };
    let fact = unmatched::in_basket(basket, fact);
    let reason = "the gateway does not let us at the account that is to return the money";
    unmatched::raise(core, Alarm::ReconciliationMismatch, reason, fact).await
}

/// The intent and the account of a payment that the gateway took.
fn gateway_source(payment: &Payment) -> Option<(&str, Account<'_>)> {
    match &payment.source {
        Source::Gateway {
            payment_intent,
            account,
            ..
        } => Some((payment_intent, account.as_deref())),
        Source::Manual { .. } => None,
    }
}

/// Calls with the refund's own key. The gateway keeps keys for a day only, so for an older refund
/// whose answer was lost it is first looked whether it was made. Where the gateway failed at it,
/// repeating the call gives the same answer, so it is looked as well.
async fn create(
    core: &Core,
    gateway: &dyn PaymentGateway,
    refund: &Refund,
    request: &RefundRequest,
) -> Result<RefundReport, GatewayError> {
    let age = core.now().duration_since(refund.created_at);
    let find = || {
        let account = request.account.as_deref();
        gateway.find_refund(account, &request.payment_intent, refund.id)
    };
    if age >= limits::GATEWAY_KEY_LIFE
        && let Some(report) = find().await?
    {
        return Ok(report);
    }
    match gateway.create_refund(request).await {
        Err(GatewayError::Faulted(reason)) => match find().await? {
            Some(report) => Ok(report),
            None if age > limits::REFUND_LISTED => Err(GatewayError::Refused {
                code: "gateway_failed".to_owned(),
                message: reason,
            }),
            None => Err(GatewayError::Faulted(reason)),
        },
        other => other,
    }
}

/// The fact that a report tells. `refund_id` is the id of a refund that we did not make.
pub fn refund_fact(core: &Core, report: RefundReport, refund_id: RefundId) -> Fact {
    Fact::Refunded(GatewayRefund {
        gateway_id: Some(report.gateway_id),
        refund_id: report.refund_id.unwrap_or(refund_id),
        payment_intent: report.payment_intent,
        amount: report.amount,
        currency: report.currency,
        status: report.status,
        notice: core.ids().mail(),
    })
}
