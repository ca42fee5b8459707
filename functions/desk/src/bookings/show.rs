//! One basket with everything that belongs to it.

mod parts;

use askama::Template;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use paylink::http::request::path_id;
use paylink::usecase::baskets;
use paylink_domain::basket::Basket;
use paylink_domain::ids::{LinkId, PaymentId};
use paylink_domain::merchant::Permission;
use paylink_domain::payment::Source;

use self::parts::{
    BuyerView, DisputeRow, HistoryLine, ItemRow, LinkResult, LinkRow, Money, Notice, PaymentRow,
    RefundRow, Refused, Tickets, Way,
};
use super::ZONES;
use super::share::Share;
use crate::State;
use crate::form::{Asked, Form};
use crate::forms::{BuyerForm, ItemsForm, LinkForm, PaymentForm, RefundForm, Trouble};
use crate::guard::Staff;
use crate::pages::{self, Shell};
use crate::texts::{self, Badge, Done};

/// Which form or dialog of the page is open, with what was typed into it.
#[derive(Debug, Clone)]
pub enum Panel {
    /// None.
    Closed,
    /// The dialog that makes a link.
    Link(LinkForm),
    /// The buyer's form.
    Buyer(BuyerForm),
    /// The buyer's form where the button for a link would be (R5).
    Guest(BuyerForm),
    /// The items' form.
    Items(ItemsForm),
    /// The dialog for money received elsewhere.
    Payment(PaymentForm),
    /// The dialog that returns money.
    Refund(PaymentId, RefundForm),
    /// The dialog that cancels a link.
    CancelLink(LinkId, Option<Trouble>),
    /// The dialog that cancels the basket.
    CancelBasket(Option<Trouble>),
    /// The tickets, which were not sent.
    Tickets(Trouble),
    /// Nothing is open, but something did not work.
    Trouble(String),
}

impl Panel {
    /// The panel that an address asks for.
    fn asked(query: &Form, basket: &Basket, zone: &str) -> Self {
        let payment = query
            .get("payment_id")
            .parse()
            .ok()
            .and_then(|id| basket.payment(id));
        let link = query
            .get("link_id")
            .parse()
            .ok()
            .and_then(|id| basket.link(id));
        match (query.get("dialog"), query.get("edit")) {
            ("payment-link", _) => Self::Link(LinkForm::of(basket, zone)),
            ("record-payment", _) => Self::Payment(PaymentForm::of(basket)),
            ("cancel-basket", _) => Self::CancelBasket(None),
            ("refund", _) => payment.map_or(Self::Closed, |payment| {
                Self::Refund(payment.id, RefundForm::of(basket, payment))
            }),
            ("cancel-link", _) => link.map_or(Self::Closed, |link| Self::CancelLink(link.id, None)),
            (_, "buyer") => Self::Buyer(BuyerForm::of("buyer", &basket.buyer)),
            (_, "items") => Self::Items(ItemsForm::of(basket, zone)),
            _ => Self::Closed,
        }
    }
}

/// What a page shows besides the basket.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// What is open.
    pub panel: Panel,
    /// The link whose URL and QR code are shown.
    pub link: Option<LinkId>,
    /// What was done just now.
    pub done: Option<Done>,
}

impl From<Panel> for Wanted {
    fn from(panel: Panel) -> Self {
        Self {
            panel,
            link: None,
            done: None,
        }
    }
}

/// Shows a basket.
pub async fn show(
    Extract(state): Extract<State>,
    staff: Staff,
    Path(basket_id): Path<String>,
    Asked(query): Asked,
) -> Response {
    let id = match path_id(&basket_id) {
        Ok(id) => id,
        Err(problem) => return pages::problem(Some(&staff), &problem),
    };
    let basket = match baskets::read_basket(&state.core, &staff.principal, id).await {
        Ok(stored) => stored.basket,
        Err(error) => return pages::problem(Some(&staff), &error.into()),
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

/// What the user may do with the basket as it is.
#[derive(Debug, Clone, Copy)]
struct Can {
    sell: bool,
    record: bool,
    refund: bool,
    cancel: bool,
}

/// The one dialog that is there before it is asked for, so that it opens at once.
struct LinkDialog {
    form: LinkForm,
    open: bool,
}

struct RefundDialog {
    form: RefundForm,
    payment_id: String,
    what: String,
    how: &'static str,
}

struct CancelLinkDialog {
    id: String,
    short: String,
    trouble: Option<Trouble>,
}

struct CancelDialog {
    trouble: Option<Trouble>,
}

/// A basket as one member of staff sees it now.
struct Look<'a> {
    staff: &'a Staff,
    basket: &'a Basket,
    now: Timestamp,
    zone: &'a str,
    can: Can,
}

impl ShowPage {
    /// The page of a basket for a member of staff.
    pub fn of(staff: &Staff, basket: &Basket, now: Timestamp, wanted: Wanted) -> Self {
        let open = basket.cancelled_at.is_none();
        let sell = staff.may(Permission::Sell) && open;
        let can = Can {
            sell,
            record: sell,
            refund: staff.may(Permission::Refund),
            cancel: sell,
        };
        let look = Look {
            staff,
            basket,
            now,
            zone: &staff.merchant.time_zone,
            can,
        };
        look.page(wanted)
    }
}

impl Look<'_> {
    fn page(&self, wanted: Wanted) -> ShowPage {
        let Wanted { panel, link, done } = wanted;
        let Self {
            staff,
            basket,
            zone,
            can,
            ..
        } = *self;
        let refusal = self.refusal();
        let result = link
            .and_then(|id| basket.link(id))
            .and_then(|link| self.result(link, done));
        let mut page = ShowPage {
            shell: Shell::of(staff),
            path: format!("/desk/bookings/{}", basket.id),
            basket_id: basket.id.to_string(),
            reference: basket.reference.clone(),
            status: texts::basket_status(basket.status()),
            created: self.when(basket.created_at),
            time_zone: zone.to_owned(),
            zones: ZONES,
            can,
            has_invoice: basket.cancelled_at.is_none(),
            done,
            trouble: None,
            notices: self.notices(),
            money: self.money(),
            buyer: self.buyer(),
            edit_buyer: None,
            open_links: self.has_open_links(),
            items: basket.items.iter().map(|item| self.item(item)).collect(),
            edit_items: None,
            refused: refusal
                .as_ref()
                .filter(|_| self.may_sell())
                .map(|refusal| self.refused(refusal)),
            refused_way_is_recording: false,
            // The link that is shown above the list has its texts there.
            shares: basket
                .links
                .iter()
                .rev()
                .filter(|shown| result.is_none() || link != Some(shown.id))
                .filter_map(|link| self.share(link))
                .collect(),
            result,
            links: basket
                .links
                .iter()
                .rev()
                .map(|link| self.link(link))
                .collect(),
            payments: basket
                .payments
                .iter()
                .rev()
                .map(|payment| self.payment(payment))
                .collect(),
            refunds: basket
                .refunds
                .iter()
                .rev()
                .map(|refund| self.refund(refund))
                .collect(),
            disputes: basket
                .disputes
                .iter()
                .rev()
                .map(|dispute| self.dispute(dispute))
                .collect(),
            tickets: self.tickets(),
            history: self.history(),
            can_link: can.sell && refusal.is_none(),
            link_dialog: None,
            payment_dialog: None,
            refund_dialog: None,
            cancel_link_dialog: None,
            cancel_dialog: None,
        };
        page.open(self, panel);
        if page.can_link && page.has_no_dialog() {
            page.link_dialog = Some(LinkDialog {
                form: LinkForm::of(basket, zone),
                open: false,
            });
        }
        page.refused_way_is_recording = page
            .refused
            .as_ref()
            .is_some_and(|refused| matches!(refused.way, Way::Record | Way::Gateway));
        page
    }
}

impl ShowPage {
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
                self.refund_dialog = payment.map(|payment| RefundDialog {
                    payment_id: id.to_string(),
                    what: format!(
                        "{} received {}",
                        texts::money(payment.amount, payment.currency),
                        look.when(payment.received_at)
                    ),
                    how: match payment.source {
                        Source::Gateway { .. } => {
                            "The money goes back the way it came, through the payment gateway."
                        }
                        Source::Manual { .. } => {
                            "This payment was received outside the payment gateway: hand the money back yourself, and \
                             write it down here."
                        }
                    },
                    form,
                });
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

#[cfg(test)]
mod tests;
