//! One basket with everything that belongs to it.

mod booking;
mod dialogs;
mod links;
mod look;
mod money;
mod panel;

use askama::Template;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use paylink_domain::basket::Basket;
use paylink_domain::ids::LinkId;

use self::booking::{BuyerView, HistoryLine, ItemRow, Notice, Tickets};
use self::dialogs::{CancelDialog, CancelLinkDialog, LinkDialog, RefundDialog};
use self::links::{LinkResult, LinkRow, Refused, Way};
use self::look::{Can, Look};
use self::money::{DisputeRow, Money, PaymentRow, RefundRow};
pub use self::panel::{Panel, Wanted};
use super::lookup;
use super::share::Share;
use crate::form::Asked;
use crate::forms::{BuyerForm, ItemsForm, LinkForm, PaymentForm};
use crate::pages::{self, Shell};
use crate::staff::Staff;
use crate::state::State;
use crate::texts::{self, Badge, Done};
use crate::zones::ZONES;

/// Shows a basket.
pub async fn show(
    Extract(state): Extract<State>,
    staff: Staff,
    Path(basket_id): Path<String>,
    Asked(query): Asked,
) -> Response {
    let basket = match lookup::read_basket(&state, &staff, &basket_id).await {
        Ok(basket) => basket,
        Err(page) => return page,
    };
    let wanted = Wanted {
        panel: Panel::asked(&query, &basket, &staff.merchant.time_zone),
        link: query.get("link").parse().ok(),
        done: Done::from_word(query.get("done")),
    };
    let page = ShowPage::of(&staff, &basket, state.core.now(), wanted);
    pages::html(StatusCode::OK, &page)
}

/// The page of a basket.
#[derive(Template)]
#[template(path = "bookings/show.html")]
pub struct ShowPage {
    shell: Shell,
    path: String,
    basket_id: String,
    reference: String,
    status: Badge,
    created: String,
    time_zone: String,
    zones: [&'static str; 28],
    can: Can,
    has_invoice: bool,
    done: Option<Done>,
    trouble: Option<String>,
    notices: Vec<Notice>,
    money: Money,
    buyer: BuyerView,
    edit_buyer: Option<BuyerForm>,
    open_links: bool,
    items: Vec<ItemRow>,
    edit_items: Option<ItemsForm>,
    refused: Option<Refused>,
    refused_way_is_recording: bool,
    result: Option<LinkResult>,
    links: Vec<LinkRow>,
    shares: Vec<Share>,
    payments: Vec<PaymentRow>,
    refunds: Vec<RefundRow>,
    disputes: Vec<DisputeRow>,
    tickets: Tickets,
    history: Vec<HistoryLine>,
    can_link: bool,
    link_dialog: Option<LinkDialog>,
    payment_dialog: Option<PaymentForm>,
    refund_dialog: Option<RefundDialog>,
    cancel_link_dialog: Option<CancelLinkDialog>,
    cancel_dialog: Option<CancelDialog>,
}

impl ShowPage {
    /// The page of a basket for a member of staff.
    pub fn of(staff: &Staff, basket: &Basket, now: Timestamp, wanted: Wanted) -> Self {
        let look = Look::of(staff, basket, now);
        let mut page = Self::closed(&look, wanted.link, wanted.done);
        page.open(&look, wanted.panel);
        if page.can_link && page.has_no_dialog() {
            page.link_dialog = Some(LinkDialog {
                form: LinkForm::of(basket, look.zone),
                open: false,
            });
        }
        page.refused_way_is_recording = page
            .refused
            .as_ref()
            .is_some_and(|refused| matches!(refused.way, Way::Record | Way::Gateway));
        page
    }

    /// The page with nothing open.
    fn closed(look: &Look<'_>, link: Option<LinkId>, done: Option<Done>) -> Self {
        let basket = look.basket;
        let refusal = look.refusal();
        let result = link
            .and_then(|id| basket.link(id))
            .and_then(|link| look.result(link, done));
        Self {
            shell: Shell::of(look.staff),
            path: format!("/desk/bookings/{}", basket.id),
            basket_id: basket.id.to_string(),
            reference: basket.reference.clone(),
            status: texts::basket_status(basket.status()),
            created: look.when(basket.created_at),
            time_zone: look.zone.to_owned(),
            zones: ZONES,
            can: look.can,
            has_invoice: basket.cancelled_at.is_none(),
            done,
            trouble: None,
            notices: look.notices(),
            money: look.money(),
            buyer: look.buyer(),
            edit_buyer: None,
            open_links: look.has_open_links(),
            items: basket.items.iter().map(|item| look.item(item)).collect(),
            edit_items: None,
            refused: refusal
                .as_ref()
                .filter(|_| look.may_sell())
                .map(|refusal| look.refused(refusal)),
            refused_way_is_recording: false,
            // The link that is shown above the list has its texts there.
            shares: basket
                .links
                .iter()
                .rev()
                .filter(|shown| result.is_none() || link != Some(shown.id))
                .filter_map(|link| look.share(link))
                .collect(),
            result,
            links: newest_first(&basket.links, |link| look.link(link)),
            payments: newest_first(&basket.payments, |payment| look.payment(payment)),
            refunds: newest_first(&basket.refunds, |refund| look.refund(refund)),
            disputes: newest_first(&basket.disputes, |dispute| look.dispute(dispute)),
            tickets: look.tickets(),
            history: look.history(),
            can_link: look.can.sell && refusal.is_none(),
            link_dialog: None,
            payment_dialog: None,
            refund_dialog: None,
            cancel_link_dialog: None,
            cancel_dialog: None,
        }
    }

    fn has_no_dialog(&self) -> bool {
        self.link_dialog.is_none()
            && self.payment_dialog.is_none()
            && self.refund_dialog.is_none()
            && self.cancel_link_dialog.is_none()
            && self.cancel_dialog.is_none()
    }

    /// Opens a panel where the user may use it.
    fn open(&mut self, look: &Look<'_>, panel: Panel) {
        match panel {
            Panel::Closed => {}
            Panel::Link(form) => {
                if self.can_link {
                    self.link_dialog = Some(LinkDialog { form, open: true });
                } else if let Some(trouble) = form.trouble {
                    self.trouble = Some(trouble.text);
                }
            }
            Panel::Buyer(form) => self.edit_buyer = look.can.sell.then_some(form),
            Panel::Guest(form) => match &mut self.refused {
                Some(Refused {
                    way: Way::Guest(guest),
                    ..
                }) => **guest = form,
                Some(_) | None => self.edit_buyer = look.can.sell.then_some(form),
            },
            Panel::Items(form) => self.edit_items = look.can.sell.then_some(form),
            Panel::Payment(form) => {
                if look.can.record {
                    self.payment_dialog = Some(form);
                } else if let Some(trouble) = form.trouble {
                    self.trouble = Some(trouble.text);
                }
            }
            Panel::Refund(id, form) => {
                let payment = look.basket.payment(id).filter(|_| look.can.refund);
                self.refund_dialog = payment.map(|payment| RefundDialog::of(look, payment, form));
            }
            Panel::CancelLink(id, trouble) => {
                self.cancel_link_dialog = look.can.sell.then(|| CancelLinkDialog {
                    id: id.to_string(),
                    short: texts::short_link(id),
                    trouble,
                });
            }
            Panel::CancelBasket(trouble) => {
                self.cancel_dialog = look.can.cancel.then_some(CancelDialog { trouble });
            }
            Panel::Tickets(trouble) => {
                if self.tickets.can_send {
                    self.tickets.not_now = None;
                    self.tickets.trouble = Some(trouble);
                } else {
                    self.trouble = Some(trouble.text);
                }
            }
            Panel::Trouble(text) => self.trouble = Some(text),
        }
    }
}

/// The rows of a table, the newest first.
fn newest_first<T, R>(all: &[T], row: impl Fn(&T) -> R) -> Vec<R> {
    all.iter().rev().map(row).collect()
}

#[cfg(test)]
mod tests;
