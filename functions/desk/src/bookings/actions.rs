//! What can be done with a basket: a form is read, a use case called, and its outcome shown.

use axum::extract::Path;
use axum::response::Response;
use paylink_app::baskets::ManualPayment;
use paylink_app::links::LinkRequest;
use paylink_app::refunds::RefundOrder;
use paylink_app::{Error, baskets, links, refunds};
use paylink_domain::decide::Command;
use paylink_domain::decide::refusal::Refusal;
use paylink_domain::ids::{LinkId, PaymentId};
use paylink_domain::merchant::Permission;
use paylink_domain::payment::RefundStatus;
use paylink_http::request::path_id;
use serde::Deserialize;

use super::act::Act;
use super::show::Panel;
use crate::forms::{BuyerForm, ItemsForm, LinkForm, PaymentForm, RefundForm};
use crate::guard::Failure;
use crate::pages;
use crate::texts::Done;

/// The link that a path names.
#[derive(Deserialize)]
pub struct OfLink {
    link_id: String,
}

/// The payment that a path names.
#[derive(Deserialize)]
pub struct OfPayment {
    payment_id: String,
}

/// What goes on although a guest's money is under way.
fn anyway_in_progress(label: &'static str) -> impl Fn(&Refusal) -> Option<&'static str> {
    move |refusal| matches!(refusal, Refusal::PaymentInProgress { .. }).then_some(label)
}

/// Nothing goes on all the same.
fn never(_: &Refusal) -> Option<&'static str> {
    None
}

/// Changes the buyer (R5). From the place where the button for a link would be, it goes straight on
/// to the link.
pub async fn change_buyer(act: Act) -> Response {
    let then_link = act.posted.form.get("then") == "payment-link";
    let (prefix, panel): (_, fn(BuyerForm) -> Panel) = if then_link {
        ("guest", Panel::Guest)
    } else {
        ("buyer", Panel::Buyer)
    };
    let mut form = BuyerForm::sent(prefix, &act.posted.form);
    let Some(buyer) = form.check() else {
        return act.wrong(panel(form));
    };
    let command = Command::ChangeBuyer {
        buyer,
        confirm: act.confirmed(),
    };
    match change(&act, &command).await {
        Ok(()) if then_link => act.to(&format!(
            "?done={}&dialog=payment-link",
            Done::BuyerChanged.word()
        )),
        Ok(()) => act.done(Done::BuyerChanged, "buyer"),
        Err(failure) => {
            let anyway = anyway_in_progress("Change the buyer anyway");
            act.failed(failure, act.basket.currency, anyway, |_, trouble| {
                panel(BuyerForm {
                    trouble: Some(trouble),
                    ..form
                })
            })
            .await
        }
    }
}

/// Changes the items (R1).
pub async fn change_items(act: Act) -> Response {
    let mut form = ItemsForm::sent(&act.posted.form, &act.basket, act.zone());
    let Some(items) = form.check(&act.basket, act.zone()) else {
        return act.wrong(Panel::Items(form));
    };
    let command = Command::ChangeItems {
        items,
        confirm: act.confirmed(),
    };
    match change(&act, &command).await {
        Ok(()) => act.done(Done::ItemsChanged, "items"),
        Err(failure) => {
            let anyway = anyway_in_progress("Change the items anyway");
            act.failed(failure, act.basket.currency, anyway, |_, trouble| {
                Panel::Items(ItemsForm {
                    trouble: Some(trouble),
                    ..form
                })
            })
            .await
        }
    }
}

/// Cancels the basket (R1).
pub async fn cancel_basket(act: Act) -> Response {
    let command = Command::CancelBasket {
        confirm: act.confirmed(),
    };
    match change(&act, &command).await {
        Ok(()) => act.done(Done::BasketCancelled, "flash"),
        Err(failure) => {
            let anyway = anyway_in_progress("Cancel this basket anyway");
            act.failed(failure, act.basket.currency, anyway, |_, trouble| {
                Panel::CancelBasket(Some(trouble))
            })
            .await
        }
    }
}

async fn change(act: &Act, command: &Command) -> Result<(), Failure> {
    let (core, gateway) = (&act.state.core, act.state.gateway.as_ref());
    baskets::change_basket(core, gateway, &act.posted.staff.principal, act.id, command).await?;
    Ok(())
}

/// Makes a payment link (R4 to R8).
pub async fn create_link(act: Act) -> Response {
    let mut form = LinkForm::sent(&act.posted.form, &act.basket, act.zone());
    let Some(input) = form.check(&act.basket, act.zone()) else {
        return act.wrong(Panel::Link(form));
    };
    let made = act
        .posted
        .run_once(&act.state, |ids| {
            let request = LinkRequest {
                amount: input.amount,
                send_email: input.send_email,
                expires_at: input.expires_at,
                message: input.message.clone(),
                return_url: None,
                metadata: std::collections::BTreeMap::new(),
                base_url: act.posted.base_url.clone(),
            };
            let act = &act;
            async move {
                let principal = &act.posted.staff.principal;
                links::create_link(&act.state.core, principal, &ids, act.id, request).await
            }
        })
        .await;
    match made {
        Ok((_, link_id)) => act.to(&format!(
            "?link={link_id}&done={}#link-result",
            Done::LinkCreated.word()
        )),
        Err(failure) => {
            act.failed(failure, act.basket.currency, never, |basket, trouble| {
                let again = LinkForm::sent(&act.posted.form, basket, act.zone());
                Panel::Link(LinkForm {
                    trouble: Some(trouble),
                    ..again
                })
            })
            .await
        }
    }
}

/// Emails a link, first or again (R7).
pub async fn send_link(Path(OfLink { link_id }): Path<OfLink>, act: Act) -> Response {
    let link_id: LinkId = match path_id(&link_id) {
        Ok(id) => id,
        Err(problem) => return pages::problem(Some(&act.posted.staff), &problem),
    };
    let sent = act
        .posted
        .run_once(&act.state, |ids| {
            let act = &act;
            async move {
                let principal = &act.posted.staff.principal;
                links::send_link(&act.state.core, principal, &ids, act.id, link_id).await
            }
        })
        .await;
    match sent {
        Ok(_) => act.done(Done::LinkSent, "links"),
        Err(failure) => {
            act.failed(failure, act.basket.currency, never, |_, trouble| {
                Panel::Trouble(trouble.text)
            })
            .await
        }
    }
}

/// Cancels a link.
pub async fn cancel_link(Path(OfLink { link_id }): Path<OfLink>, act: Act) -> Response {
    let link_id: LinkId = match path_id(&link_id) {
        Ok(id) => id,
        Err(problem) => return pages::problem(Some(&act.posted.staff), &problem),
    };
    let (core, gateway) = (&act.state.core, act.state.gateway.as_ref());
    let principal = &act.posted.staff.principal;
    match links::cancel_link(core, gateway, principal, act.id, link_id, act.confirmed()).await {
        Ok(_) => act.done(Done::LinkCancelled, "links"),
        Err(error) => {
            let anyway = anyway_in_progress("Cancel the link anyway");
            act.failed(error.into(), act.basket.currency, &anyway, |_, trouble| {
                if trouble.anyway.is_some() {
                    Panel::CancelLink(link_id, Some(trouble))
                } else {
                    Panel::Trouble(trouble.text)
                }
            })
            .await
        }
    }
}

/// Writes down money received elsewhere (R17).
pub async fn record_payment(act: Act) -> Response {
    let mut form = PaymentForm::sent(&act.posted.form, &act.basket);
    let Some(input) = form.check(act.basket.currency, act.zone(), act.state.core.now()) else {
        return act.wrong(Panel::Payment(form));
    };
    let recorded = act
        .posted
        .run_once(&act.state, |ids| {
            let payment = ManualPayment {
                amount: input.amount,
                method: input.method,
                note: input.note.clone(),
                received_at: input.received_at,
                confirm: act.confirmed(),
            };
            let act = &act;
            async move {
                let (core, gateway) = (&act.state.core, act.state.gateway.as_ref());
                let principal = &act.posted.staff.principal;
                baskets::record_manual_payment(core, gateway, principal, &ids, act.id, payment)
                    .await
            }
        })
        .await;
    match recorded {
        Ok(_) => act.done(Done::PaymentRecorded, "received"),
        Err(failure) => {
            let anyway = |refusal: &Refusal| {
                let can_be_meant = matches!(
                    refusal,
                    Refusal::PaymentInProgress { .. }
                        | Refusal::AmountAboveOutstanding { .. }
                        | Refusal::NothingOutstanding
                );
                can_be_meant.then_some("Record it anyway")
            };
            act.failed(failure, act.basket.currency, anyway, |basket, trouble| {
                let again = PaymentForm::sent(&act.posted.form, basket);
                Panel::Payment(PaymentForm {
                    trouble: Some(trouble),
                    ..again
                })
            })
            .await
        }
    }
}

/// Says that a flagged payment is right (R15).
pub async fn accept_payment(Path(OfPayment { payment_id }): Path<OfPayment>, act: Act) -> Response {
    let payment_id: PaymentId = match path_id(&payment_id) {
        Ok(id) => id,
        Err(problem) => return pages::problem(Some(&act.posted.staff), &problem),
    };
    let principal = &act.posted.staff.principal;
    match baskets::accept_payment(&act.state.core, principal, act.id, payment_id).await {
        Ok(_) => act.done(Done::PaymentAccepted, "received"),
        Err(error) => {
            act.failed(error.into(), act.basket.currency, never, |_, trouble| {
                Panel::Trouble(trouble.text)
            })
            .await
        }
    }
}

/// Returns money (R18).
pub async fn refund(Path(OfPayment { payment_id }): Path<OfPayment>, act: Act) -> Response {
    if !act.posted.staff.may(Permission::Refund) {
        return pages::forbidden(&act.posted.staff);
    }
    let payment_id: PaymentId = match path_id(&payment_id) {
        Ok(id) => id,
        Err(problem) => return pages::problem(Some(&act.posted.staff), &problem),
    };
    let Some(payment) = act.basket.payment(payment_id).cloned() else {
        return pages::problem(Some(&act.posted.staff), &Error::NotFound.into());
    };
    let mut form = RefundForm::sent(&act.posted.form, &act.basket, &payment);
    let Some(input) = form.check(payment.currency) else {
        return act.wrong(Panel::Refund(payment_id, form));
    };
    let refunded = act
        .posted
        .run_once(&act.state, |ids| {
            let order = RefundOrder {
                payment_id,
                amount: Some(input.amount),
                reason: input.reason.clone(),
                keep_total: input.keep_total,
                outside: input.outside,
            };
            let act = &act;
            async move {
                let (core, gateway) = (&act.state.core, act.state.gateway.as_ref());
                let principal = &act.posted.staff.principal;
                let (stored, id) =
                    refunds::refund_payment(core, gateway, principal, &ids, act.id, order).await?;
                let made = stored.basket.refunds.iter().find(|refund| refund.id == id);
                Ok(made.map(|refund| refund.status))
            }
        })
        .await;
    match refunded {
        Ok(status) => {
            let done = match status {
                Some(RefundStatus::Succeeded) => Done::RefundMade,
                Some(RefundStatus::Failed) => Done::RefundFailed,
                Some(RefundStatus::Pending) | None => Done::RefundPending,
            };
            act.done(done, "refunds")
        }
        Err(failure) => {
            act.failed(failure, payment.currency, never, |basket, trouble| {
                let again = RefundForm::sent(&act.posted.form, basket, &payment);
                Panel::Refund(
                    payment_id,
                    RefundForm {
                        trouble: Some(trouble),
                        ..again
                    },
                )
            })
            .await
        }
    }
}

/// Sends the tickets (R20).
pub async fn send_tickets(act: Act) -> Response {
    let force = act.posted.form.get("force") == "true";
    let sent = act
        .posted
        .run_once(&act.state, |ids| {
            let act = &act;
            async move {
                let principal = &act.posted.staff.principal;
                baskets::send_tickets(&act.state.core, principal, &ids, act.id, force).await
            }
        })
        .await;
    match sent {
        Ok(_) => act.done(Done::TicketsSent, "tickets"),
        Err(failure) => {
            let anyway = |refusal: &Refusal| {
                let Refusal::OutstandingBalance { outstanding } = refusal else {
                    return None;
                };
                Some(if outstanding.is_positive() {
                    "Send anyway (marked not fully paid)"
                } else {
                    "Send anyway"
                })
            };
            act.failed(failure, act.basket.currency, anyway, |_, trouble| {
                Panel::Tickets(trouble)
            })
            .await
        }
    }
}
