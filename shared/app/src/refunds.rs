//! Returning money (R18).

use super::unmatched::{self, Alarm};
use super::{Core, Error};
use crate::principal::Principal;
use paylink_domain::apply::Fact;
use paylink_domain::apply::refund::GatewayRefund;
use paylink_domain::decide::Command;
use paylink_domain::decide::refund::NewRefund;
use paylink_domain::ids::{BasketId, PaymentId, RefundId};
use paylink_domain::limits;
use paylink_domain::merchant::Permission;
use paylink_domain::money::Amount;
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

/// Makes or reads a pending refund at the gateway, and records what it says.
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
        // Its payment is not known yet; the webhook of either will tell.
        return core
            .record(stored, &Fact::RefundChecked { refund_id })
            .await;
    };
    let answer = match &refund.gateway_id {
        // Only a refusal to make a refund is final; one to read it says nothing about it.
        Some(id) => match gateway.retrieve_refund(account, id).await {
            Err(GatewayError::Refused { code, .. }) => Err(GatewayError::Unknown(code)),
            other => other,
        },
        None => {
            let request = RefundRequest {
                refund_id,
                basket_id: stored.basket.id,
                account: account.map(str::to_owned),
                payment_intent: payment_intent.to_owned(),
                amount: refund.amount,
                currency: payment.currency,
            };
            create(core, gateway, &refund, &request).await
        }
    };
    match answer {
        Ok(report) => {
            let stored = core
                .record(stored, &refund_fact(core, report, refund_id))
                .await?;
            core.record(stored, &Fact::RefundChecked { refund_id })
                .await
        }
        Err(GatewayError::Refused { code, .. }) => {
            tracing::error!(code, refund = %refund_id, "the gateway refused a refund");
            let fact = Fact::Refunded(GatewayRefund {
                gateway_id: refund.gateway_id.clone(),
                refund_id,
                payment_intent: payment_intent.to_owned(),
                amount: refund.amount,
                currency: payment.currency,
                status: RefundStatus::Failed,
                notice: core.ids().mail(),
            });
            core.record(stored, &fact).await
        }
        // The account was disconnected. The refund stays pending: it may have been made.
        Err(GatewayError::NoAccess(code)) => {
            tracing::warn!(code, refund = %refund_id, "the account of a refund is out of reach");
            let fact = UnmatchedFact {
                id: format!("out-of-reach#{refund_id}"),
                description: "a refund: pending".to_owned(),
                amount: Some(refund.amount),
                currency: Some(refund.currency),
                payment_intent: Some(payment_intent.to_owned()),
                gateway_id: refund.gateway_id.clone(),
                ..UnmatchedFact::default()
            };
            let fact = unmatched::in_basket(&stored.basket, fact);
            let reason = "the gateway does not let us at the account that is to return the money";
            unmatched::raise(core, Alarm::ReconciliationMismatch, reason, fact).await?;
            core.record(stored, &Fact::RefundOutOfReach { refund_id })
                .await
        }
        Err(error) => Err(error.into()),
    }
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
