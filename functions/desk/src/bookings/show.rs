//! One basket with everything that belongs to it.

use askama::Template;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use paylink::domain::basket::{Basket, Item};
use paylink::domain::decide::{Refusal, can_create_link};
use paylink::domain::ids::{LinkId, PaymentId};
use paylink::domain::link::{EmailStatus, Link, LinkStatus, Terms};
use paylink::domain::merchant::Permission;
use paylink::domain::money::Amount;
use paylink::domain::payment::{Dispute, Payment, Refund, Source};
use paylink::http::request::path_id;
use paylink::i18n::Texts;
use paylink::qr;
use paylink::usecase::{baskets, charging};

use super::ZONES;
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

struct Notice {
    title: &'static str,
    text: &'static str,
}

struct Money {
    total: String,
    paid: String,
    refunded: Option<String>,
    outstanding: String,
    owes: bool,
    overpaid: Option<String>,
    reserved: Option<String>,
    credited: Option<String>,
    has_paid: bool,
}

struct BuyerView {
    name: String,
    email: String,
    phone: String,
    language: &'static str,
    role: Option<&'static str>,
}

struct ItemRow {
    description: String,
    kind: &'static str,
    departure: String,
    guests: String,
    tax: String,
    quantity: u32,
    price: String,
    amount: String,
}

/// Why no link can be made, and the way out (R4).
struct Refused {
    text: String,
    /// Whether this is how it should be, and nobody need do anything.
    calm: bool,
    way: Way,
}

enum Way {
    Guest(Box<BuyerForm>),
    Record,
    Items,
    NewBasket,
    None,
}

/// A link's URL in every form that can be handed on (R7).
struct LinkResult {
    is_new: bool,
    short: String,
    asks: String,
    url: String,
    qr: Option<String>,
    text: String,
    emailed: Option<String>,
    email_failed: bool,
}

struct LinkRow {
    id: String,
    short: String,
    status: Badge,
    asks: String,
    terms: String,
    paid: String,
    created: String,
    by: String,
    expires: String,
    email: Badge,
    url: Option<String>,
    can_send: bool,
    send_label: &'static str,
    can_cancel: bool,
}

struct PaymentRow {
    id: String,
    when: String,
    method: &'static str,
    source: String,
    flags: Vec<Badge>,
    amount: String,
    refundable: String,
    can_refund: bool,
    excess: Option<Excess>,
}

/// What can be returned by one press.
struct Excess {
    plain: String,
    shown: String,
}

struct RefundRow {
    id: String,
    when: String,
    amount: String,
    owed: &'static str,
    status: Badge,
    reason: String,
    by: String,
}

struct DisputeRow {
    id: String,
    when: String,
    amount: String,
    status: Badge,
}

struct Tickets {
    sent: String,
    can_send: bool,
    not_now: Option<String>,
    trouble: Option<Trouble>,
}

impl Tickets {
    fn anyway(&self) -> Option<&'static str> {
        self.trouble.as_ref().and_then(|trouble| trouble.anyway)
    }
}

struct HistoryLine {
    when: String,
    who: String,
    what: String,
    count: u32,
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
            result: link
                .and_then(|id| basket.link(id))
                .and_then(|link| self.result(link, done)),
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
            .is_some_and(|refused| matches!(refused.way, Way::Record));
        page
    }

    fn amount(&self, amount: Amount) -> String {
        texts::money(amount, self.basket.currency)
    }

    fn when(&self, at: Timestamp) -> String {
        texts::when(at, self.zone)
    }

    /// Whether the user sells at all, also where this basket is closed.
    fn may_sell(&self) -> bool {
        self.staff.may(Permission::Sell)
    }

    /// Why no link can be made now (R4).
    fn refusal(&self) -> Option<Refusal> {
        can_create_link(
            self.basket,
            &charging(&self.staff.merchant, self.basket.currency),
        )
        .err()
    }

    fn refused(&self, refusal: &Refusal) -> Refused {
        let way = match refusal {
            Refusal::BuyerIsStaff => Way::Guest(Box::new(BuyerForm::empty("guest"))),
            Refusal::GatewayNotEnabled
            | Refusal::CurrencyNotSupported
            | Refusal::AmountNotChargeable { .. } => Way::Record,
            Refusal::NothingOutstanding => Way::Items,
            Refusal::BasketCancelled => Way::NewBasket,
            Refusal::AmountAboveOutstanding { .. }
            | Refusal::LinkNotActive(_)
            | Refusal::PaymentInProgress { .. }
            | Refusal::RefundAbovePaid { .. }
            | Refusal::OutstandingBalance { .. }
            | Refusal::EmailMissing
            | Refusal::BasketFull(_)
            | Refusal::TooManyEmails { .. }
            | Refusal::GatewayRefused
            | Refusal::ExpiryOutOfRange
            | Refusal::NoSuchLink
            | Refusal::NoSuchPayment => Way::None,
        };
        let calm = matches!(
            refusal,
            Refusal::NothingOutstanding | Refusal::BasketCancelled
        );
        Refused {
            text: texts::refusal(refusal, self.basket.currency, self.zone),
            calm,
            way,
        }
    }

    fn notices(&self) -> Vec<Notice> {
        self.basket
            .flags()
            .into_iter()
            .map(|flag| Notice {
                title: texts::flag(flag),
                text: texts::flag_advice(flag),
            })
            .collect()
    }

    fn money(&self) -> Money {
        let balance = self.basket.balance();
        let shown = |amount: Amount| amount.is_positive().then(|| self.amount(amount));
        Money {
            total: self.amount(balance.total),
            paid: self.amount(balance.paid),
            refunded: shown(balance.refunded),
            outstanding: self.amount(balance.outstanding),
            owes: balance.outstanding.is_positive(),
            overpaid: shown(balance.overpaid),
            reserved: shown(balance.reserved),
            credited: shown(balance.credited),
            has_paid: (balance.paid - balance.refunded).is_positive(),
        }
    }

    fn buyer(&self) -> BuyerView {
        let buyer = &self.basket.buyer;
        BuyerView {
            name: buyer.name.clone(),
            email: buyer
                .email
                .as_ref()
                .map_or_else(String::new, |email| email.as_str().to_owned()),
            phone: buyer.phone.clone().unwrap_or_default(),
            language: texts::language(buyer.language),
            role: buyer.staff_role.map(texts::staff_role),
        }
    }

    fn has_open_links(&self) -> bool {
        self.basket
            .links
            .iter()
            .any(|link| match self.basket.link_status(link, self.now) {
                LinkStatus::Active | LinkStatus::Processing | LinkStatus::Expired => true,
                LinkStatus::Cancelled | LinkStatus::Superseded | LinkStatus::Paid => false,
            })
    }

    fn item(&self, item: &Item) -> ItemRow {
        let zone = item.time_zone.as_deref().unwrap_or(self.zone);
        let departure = item.starts_at.map(|at| {
            let time = texts::when(at, zone);
            if zone == self.zone {
                time
            } else {
                format!("{time} ({zone})")
            }
        });
        ItemRow {
            description: item.description.clone(),
            kind: texts::item_kind(item.kind),
            departure: departure.unwrap_or_default(),
            guests: item.guests.join(", "),
            tax: item.tax_rate.clone().unwrap_or_default(),
            quantity: item.quantity,
            price: self.amount(item.unit_amount),
            amount: self.amount(item.amount()),
        }
    }

    /// What a link asks for now, in words; nothing where it takes no payment.
    fn asks(&self, link: &Link, status: LinkStatus) -> Option<String> {
        match status {
            LinkStatus::Active | LinkStatus::Processing => {}
            LinkStatus::Cancelled
            | LinkStatus::Superseded
            | LinkStatus::Paid
            | LinkStatus::Expired => {
                return None;
            }
        }
        let ask = self.basket.ask(link);
        Some(if ask.least < ask.most {
            format!("{} to {}", self.amount(ask.least), self.amount(ask.most))
        } else {
            self.amount(ask.most)
        })
    }

    fn link(&self, link: &Link) -> LinkRow {
        let status = self.basket.link_status(link, self.now);
        let active = status == LinkStatus::Active;
        let email = link.email.as_ref().map(|email| email.status);
        let can_cancel = match status {
            LinkStatus::Active | LinkStatus::Processing | LinkStatus::Expired => true,
            LinkStatus::Cancelled | LinkStatus::Superseded | LinkStatus::Paid => false,
        };
        LinkRow {
            id: link.id.to_string(),
            short: texts::short_link(link.id),
            status: texts::link_status(status),
            asks: self.asks(link, status).unwrap_or_else(|| "–".to_owned()),
            terms: match link.terms {
                Terms::Follow => "all that is outstanding".to_owned(),
                Terms::Fixed { amount } => format!("fixed, {} in all", self.amount(amount)),
                Terms::Choice { minimum } => {
                    format!("guest chooses, from {}", self.amount(minimum))
                }
            },
            paid: self.amount(self.basket.paid_through(link.id)),
            created: self.when(link.created_at),
            by: texts::actor(&link.created_by),
            expires: self.when(link.expires_at),
            email: texts::email_status(email),
            url: active.then(|| self.basket.link_url(link)),
            can_send: active && self.can.sell && self.basket.buyer.email.is_some(),
            send_label: if email.is_some() {
                "Send email again"
            } else {
                "Send email"
            },
            can_cancel: can_cancel && self.can.sell,
        }
    }

    fn result(&self, link: &Link, done: Option<Done>) -> Option<LinkResult> {
        let status = self.basket.link_status(link, self.now);
        let asked = self.asks(link, status)?;
        let (buyer, merchant) = (&self.basket.buyer, &self.staff.merchant);
        let url = self.basket.link_url(link);
        let until = self.when(link.expires_at);
        let email_failed = link
            .email
            .as_ref()
            .is_some_and(|email| email.status == EmailStatus::Failed);
        let emailed = link.email.as_ref().map(|email| match email.status {
            EmailStatus::Queued => format!("The email is on its way to {}.", buyer.name),
            EmailStatus::Sent => format!("The email was sent to {}.", buyer.name),
            EmailStatus::Failed => format!(
                "The email to {} could not be delivered. Copy the link or the text below into another channel.",
                buyer.name
            ),
        });
        let texts_of_buyer = Texts::of(buyer.language);
        let time = texts_of_buyer.date_time(link.expires_at, self.zone);
        let text = [
            texts_of_buyer.with("mail-greeting", &[("name", &buyer.name)]),
            texts_of_buyer.with(
                "request-intro",
                &[("merchant", &merchant.name), ("until", &time)],
            ),
            url.clone(),
        ];
        Some(LinkResult {
            is_new: done == Some(Done::LinkCreated),
            short: texts::short_link(link.id),
            asks: format!(
                "It asks {} for {asked} and can be paid until {until}.",
                buyer.name
            ),
            qr: qr::svg(&url).map(|svg| inline(&svg)),
            text: text.join("\n\n"),
            url,
            emailed,
            email_failed,
        })
    }

    fn payment(&self, payment: &Payment) -> PaymentRow {
        let money = |amount| texts::money(amount, payment.currency);
        let refundable = self.basket.refundable(payment);
        let excess = excess(self.basket, payment);
        PaymentRow {
            id: payment.id.to_string(),
            when: self.when(payment.received_at),
            method: texts::method(payment.method),
            source: match &payment.source {
                Source::Gateway { link_id, .. } => {
                    format!("Through link {}", texts::short_link(*link_id))
                }
                Source::Manual { by, note: None } => format!("Recorded by {}", texts::actor(by)),
                Source::Manual {
                    by,
                    note: Some(note),
                } => {
                    format!("Recorded by {}: {note}", texts::actor(by))
                }
            },
            flags: payment
                .flags
                .iter()
                .map(|flag| texts::payment_flag(*flag))
                .collect(),
            amount: money(payment.amount),
            refundable: money(refundable),
            can_refund: self.can.refund && refundable.is_positive(),
            excess: excess.is_positive().then(|| Excess {
                plain: payment.currency.plain(excess),
                shown: money(excess),
            }),
        }
    }

    fn refund(&self, refund: &Refund) -> RefundRow {
        let payment = self.basket.payment_of_refund(refund);
        let currency = payment.map_or(self.basket.currency, |payment| payment.currency);
        RefundRow {
            id: refund.id.to_string(),
            when: self.when(refund.created_at),
            amount: texts::money(refund.amount, currency),
            owed: if refund.credit.is_positive() {
                "no longer owed"
            } else {
                ""
            },
            status: texts::refund_status(refund.status),
            reason: refund.reason.clone().unwrap_or_else(|| "–".to_owned()),
            by: texts::actor(&refund.by),
        }
    }

    fn dispute(&self, dispute: &Dispute) -> DisputeRow {
        let payment = self.basket.payment_of_intent(&dispute.payment_intent);
        let currency = payment.map_or(self.basket.currency, |payment| payment.currency);
        DisputeRow {
            id: dispute.gateway_id.clone(),
            when: self.when(dispute.opened_at),
            amount: texts::money(dispute.amount, currency),
            status: texts::dispute_status(dispute.status),
        }
    }

    fn tickets(&self) -> Tickets {
        let basket = self.basket;
        let sent = match &basket.tickets_sent {
            None => "Tickets have not been sent. Payments do not send them; you do.".to_owned(),
            Some(sent) if sent.fully_paid => {
                format!("Tickets were sent on {}.", self.when(sent.at))
            }
            Some(sent) => {
                format!(
                    "Tickets were sent on {}, marked “not fully paid”.",
                    self.when(sent.at)
                )
            }
        };
        let balance = basket.balance();
        let disputed = basket.is_disputed();
        let blocked = if !self.can.sell {
            None
        } else if basket.buyer.is_staff() {
            Some("The buyer is a member of staff. Change the buyer to the guest first.".to_owned())
        } else if basket.buyer.email.is_none() {
            Some("The buyer has no email address that tickets could go to.".to_owned())
        } else {
            None
        };
        let can_send = self.can.sell && blocked.is_none();
        let warning = if balance.outstanding.is_positive() {
            Some(format!(
                "{} is still to be paid.",
                self.amount(balance.outstanding)
            ))
        } else if disputed {
            Some("A payment of this booking is disputed.".to_owned())
        } else {
            None
        };
        Tickets {
            sent,
            can_send,
            not_now: blocked.or_else(|| warning.filter(|_| can_send)),
            trouble: None,
        }
    }

    fn history(&self) -> Vec<HistoryLine> {
        self.basket
            .history
            .iter()
            .rev()
            .map(|entry| HistoryLine {
                when: self.when(entry.at),
                who: texts::actor(&entry.actor),
                what: texts::history(&entry.event, self.basket),
                count: entry.count,
            })
            .collect()
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

/// What of a payment is more than was owed and can be returned by one press (R15).
///
/// Money in another currency pays nothing here, and after a cancellation nothing is owed: there all
/// of a flagged payment is too much.
fn excess(basket: &Basket, payment: &Payment) -> Amount {
    let refundable = basket.refundable(payment);
    let flagged = !payment.flags.is_empty();
    if flagged && (payment.currency != basket.currency || basket.cancelled_at.is_some()) {
        refundable
    } else if payment.currency == basket.currency {
        basket.balance().overpaid.min(refundable)
    } else {
        Amount::ZERO
    }
}

/// An SVG picture as a part of a page: without the declaration that only a document of its own has.
fn inline(svg: &str) -> String {
    svg.find("<svg")
        .and_then(|at| svg.get(at..))
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use paylink::domain::apply::{
        Fact, GatewayDispute, GatewayPayment, GatewayRefund, PaymentMails, apply,
    };
    use paylink::domain::buyer::StaffRole;
    use paylink::domain::decide::{
        AmountRequest, Charging, Command, NewAttempt, NewLink, NewPayment,
    };
    use paylink::domain::merchant::{GatewaySetup, Role};
    use paylink::domain::money::{ChargeLimits, Currency};
    use paylink::domain::payment::{DisputeStatus, Method, RefundStatus};

    use super::*;
    use crate::testing::{self, after, basket, staff, staff_with};

    fn charging() -> Charging {
        let limits = ChargeLimits {
            min: Amount::new(50),
            max: Amount::new(99_999_999),
            step: 1,
        };
        Charging::On {
            account: None,
            limits: Some(limits),
        }
    }

    fn page(staff: &Staff, basket: &Basket, query: &str) -> String {
        let query = Form::parse(query.as_bytes());
        let wanted = Wanted {
            panel: Panel::asked(&query, basket, &staff.merchant.time_zone),
            link: query.get("link").parse().ok(),
            done: Done::from_word(query.get("done")),
        };
        ShowPage::of(staff, basket, testing::now(), wanted)
            .render()
            .unwrap()
    }

    fn with_panel(basket: &Basket, panel: Panel) -> String {
        ShowPage::of(&staff(), basket, testing::now(), Wanted::from(panel))
            .render()
            .unwrap()
    }

    fn with_link(basket: &Basket, request: AmountRequest, email: bool) -> (Basket, LinkId) {
        let ids = testing::ids();
        let id = ids.link();
        let command = Command::CreateLink(NewLink {
            id,
            secret: ids.link_secret(),
            request,
            email: email.then(|| ids.mail()),
            expires_at: None,
            life: staff().merchant.link_life(),
            message: None,
            return_url: None,
            metadata: std::collections::BTreeMap::new(),
            base_url: "https://pay.example".to_owned(),
            charging: charging(),
        });
        (after(basket, &command), id)
    }

    /// A basket whose link was paid with this much.
    fn paid(basket: &Basket, minor: i64) -> Basket {
        let (basket, link_id) = with_link(basket, AmountRequest::Follow, true);
        let ids = testing::ids();
        let attempt_id = ids.attempt();
        let started = after(
            &basket,
            &Command::StartPayment(NewAttempt {
                id: attempt_id,
                link_id,
                chosen: None,
                description: "R-1042".to_owned(),
                charging: charging(),
            }),
        );
        let fact = Fact::PaymentSucceeded(GatewayPayment {
            attempt_id,
            link_id,
            payment_intent: "pi_1".to_owned(),
            account: None,
            amount: Amount::new(minor),
            currency: basket.currency,
            method: Method::Card,
            received_at: testing::now(),
            payment_id: ids.payment(),
            mails: PaymentMails {
                receipt: ids.mail(),
                notice: ids.mail(),
                tickets: None,
            },
        });
        apply(&started, &fact, testing::now())
    }

    #[test]
    fn r4_the_button_and_the_dialog_with_the_outstanding_amount() {
        let html = page(&staff(), &basket(), "");
        testing::look("show", &html);
        assert!(html.contains(">Create payment link for this basket</button>"));
        assert!(
            html.contains("<dialog id=\"payment-link\" aria-labelledby=\"payment-link-title\">")
        );
        assert!(html.contains("name=\"amount\" type=\"text\" value=\"240.00\""));
        assert!(html.contains("name=\"prefilled\" value=\"240.00\""));
        let open = page(&staff(), &basket(), "dialog=payment-link");
        testing::look("show_dialog", &open);
        assert!(
            open.contains(
                "<dialog id=\"payment-link\" aria-labelledby=\"payment-link-title\" open>"
            )
        );
        assert!(open.contains(">Generate link</button>"));
        assert!(
            !open.contains("name=\"send_email\" value=\"yes\" checked"),
            "R7: not ticked by itself"
        );
    }

    #[test]
    fn r7_a_buyer_without_email_cannot_be_emailed() {
        let mut basket = basket();
        basket.buyer.email = None;
        let html = page(&staff(), &basket, "dialog=payment-link");
        assert!(html.contains(
            "name=\"send_email\" value=\"yes\" disabled aria-describedby=\"link-email-off\""
        ));
        assert!(html.contains("The buyer has no email address."));
    }

    #[test]
    fn r5_a_staff_buyer_is_changed_in_place() {
        let mut basket = basket();
        basket.buyer.staff_role = Some(StaffRole::Employee);
        let html = page(&staff(), &basket, "");
        testing::look("show_staff_buyer", &html);
        assert!(html.contains(">Change the buyer to add and send payment link</button>"));
        assert!(html.contains("id=\"guest-name\" name=\"buyer_name\""));
        assert!(html.contains("name=\"then\" value=\"payment-link\""));
        assert!(!html.contains("Create payment link for this basket"));
        assert!(!html.contains("id=\"payment-link\""));
    }

    #[test]
    fn r4_each_refusal_has_its_sentence_and_its_way_out() {
        let mut off = staff();
        off.merchant.gateway = GatewaySetup::Off;
        let html = page(&off, &basket(), "");
        assert!(html.contains("The payment gateway is off for this merchant"));
        assert!(html.contains("value=\"record-payment\">Record a payment instead</button>"));

        let mut unknown = basket();
        unknown.currency = Currency::from_code("KPW").unwrap();
        assert!(page(&staff(), &unknown, "").contains("does not know the currency KPW"));

        let mut small = basket();
        small.items[0].unit_amount = Amount::new(1);
        small.items[0].quantity = 1;
        assert!(page(&staff(), &small, "").contains("one charge must be CHF\u{a0}0.50 to"));

        let html = page(&staff(), &paid(&basket(), 24_000), "");
        testing::look("show_paid", &html);
        assert!(html.contains("Nothing is outstanding on this booking."));
        assert!(html.contains(">Add or change items</button>"));

        let cancelled = after(&basket(), &Command::CancelBasket { confirm: false });
        let html = page(&staff(), &cancelled, "");
        testing::look("show_cancelled", &html);
        assert!(html.contains("This booking is cancelled and takes no more changes."));
        assert!(!html.contains(">Cancel basket</button>"));
    }

    #[test]
    fn r7_the_result_has_url_copy_button_and_qr_code() {
        let (basket, id) = with_link(&basket(), AmountRequest::Follow, true);
        let html = page(&staff(), &basket, &format!("link={id}&done=link-created"));
        testing::look("show_result", &html);
        let url = basket.link_url(basket.link(id).unwrap());
        assert!(html.contains(&format!(
            "<input id=\"link-url\" type=\"text\" readonly value=\"{url}\">"
        )));
        assert!(html.contains(">Copy link</button>"));
        assert!(html.contains("aria-label=\"QR code of the payment link\"><svg"));
        assert!(!html.contains("<?xml"));
        assert!(html.contains("The email is on its way to Anna Muster."));
        assert!(
            html.contains("Guten Tag Anna Muster"),
            "the text to paste is in the buyer's language"
        );
        assert!(html.contains("all that is outstanding"));
    }

    #[test]
    fn r24_roles_see_only_what_they_may_do() {
        let basket = paid(&basket(), 10_000);
        let html = page(
            &staff_with(Role::Accountant),
            &basket,
            "dialog=record-payment&edit=buyer",
        );
        for button in [
            "Create payment link",
            "Record a payment",
            ">Edit<",
            "Cancel basket",
            ">Refund<",
            "Send tickets",
            "New basket",
        ] {
            assert!(!html.contains(button), "{button}");
        }
        let html = page(&staff_with(Role::Employee), &basket, "");
        assert!(
            html.contains("Create payment link")
                && html.contains("Send tickets")
                && !html.contains(">Refund<")
        );
        assert!(page(&staff_with(Role::Admin), &basket, "").contains(">Refund<"));
    }

    #[test]
    fn r15_an_overpayment_is_told_and_returned_by_one_press() {
        let html = page(&staff(), &paid(&basket(), 30_000), "done=refund-pending");
        testing::look("show_overpaid", &html);
        assert!(html.contains("<h3>Overpaid</h3>") && html.contains("<h3>Amount mismatch</h3>"));
        assert!(html.contains("name=\"amount\" value=\"60.00\""));
        assert!(html.contains(">Refund excess CHF\u{a0}60.00</button>"));
    }

    #[test]
    fn r15_after_a_cancellation_all_of_an_unexpected_payment_is_excess() {
        let cancelled = {
            let paid = paid(&basket(), 24_000);
            Basket {
                cancelled_at: Some(testing::now()),
                ..paid
            }
        };
        let payment = cancelled.payments[0].clone();
        assert_eq!(
            excess(&cancelled, &payment),
            Amount::ZERO,
            "it was expected then"
        );
        let flagged = Payment {
            flags: vec![paylink::domain::payment::PaymentFlag::UnexpectedPayment],
            ..payment
        };
        assert_eq!(excess(&cancelled, &flagged), Amount::new(24_000));
    }

    #[test]
    fn r18_refunds_and_disputes_are_listed() {
        let basket = paid(&basket(), 24_000);
        let refunded = apply(
            &basket,
            &Fact::Refunded(GatewayRefund {
                gateway_id: Some("re_x".to_owned()),
                refund_id: testing::ids().refund(),
                payment_intent: "pi_1".to_owned(),
                amount: Amount::new(4_000),
                currency: basket.currency,
                status: RefundStatus::Failed,
                notice: testing::ids().mail(),
            }),
            testing::now(),
        );
        let disputed = apply(
            &refunded,
            &Fact::Disputed(GatewayDispute {
                gateway_id: "dp_1".to_owned(),
                payment_intent: "pi_1".to_owned(),
                amount: Amount::new(24_000),
                status: DisputeStatus::Open,
            }),
            testing::now(),
        );
        let id = disputed.payments[0].id;
        let html = page(
            &staff(),
            &disputed,
            &format!("dialog=refund&payment_id={id}"),
        );
        testing::look("show_refund", &html);
        for text in [
            "<h3 id=\"refunds\">Refunds</h3>",
            "dp_1",
            "<h3>Disputed</h3>",
            "<h3>Refund failed</h3>",
            "<dialog id=\"refund\"",
        ] {
            assert!(html.contains(text), "{text}");
        }
        assert!(html.contains("A payment of this booking is disputed."));
    }

    #[test]
    fn r17_what_staff_must_mean_is_asked_in_place() {
        let trouble = Trouble {
            text: "Only CHF 1 is outstanding.".to_owned(),
            anyway: Some("Record it anyway"),
        };
        let form = PaymentForm {
            trouble: Some(trouble),
            ..PaymentForm::of(&basket())
        };
        let html = with_panel(&basket(), Panel::Payment(form));
        testing::look("show_question", &html);
        assert!(html.contains("name=\"confirm\" value=\"true\""));
        assert!(html.contains(">Record it anyway</button>"));
        assert!(html.contains("Only CHF 1 is outstanding."));
        let trouble = Trouble {
            text: "Still to be paid.".to_owned(),
            anyway: Some("Send anyway (marked not fully paid)"),
        };
        let html = with_panel(&basket(), Panel::Tickets(trouble));
        assert!(html.contains("name=\"force\" value=\"true\""));
        assert!(html.contains(">Send anyway (marked not fully paid)</button>"));
    }

    #[test]
    fn r19_history_is_newest_first_with_counts() {
        let mut basket = with_link(&basket(), AmountRequest::Amount(Amount::new(5_000)), false).0;
        basket.history[0].count = 3;
        let html = page(&staff(), &basket, "");
        let link = html.find("Payment link").unwrap();
        assert!(link > 0 && html.contains("<span class=\"times\">×3</span>"));
        let history = &html[html.find("id=\"history\"").unwrap()..];
        assert!(history.find("created").unwrap() < history.find("Basket created").unwrap());
        assert!(history.contains("24 Nov 2026, 10:00 · Olivia Owner"));
    }

    #[test]
    fn items_and_buyer_are_edited_in_place() {
        let html = page(&staff(), &basket(), "edit=items");
        testing::look("show_items", &html);
        assert!(html.contains("value=\"2026-12-12T09:30\"") && html.contains("Remove this item"));
        let html = page(&staff(), &basket(), "edit=buyer");
        testing::look("show_buyer", &html);
        assert!(
            html.contains(
                "id=\"buyer-name\" name=\"buyer_name\" type=\"text\" value=\"Anna Muster\""
            )
        );
    }

    #[test]
    fn hostile_texts_are_escaped_everywhere() {
        let evil = "<script>alert(1)</script>\"'><img src=x onerror=y>";
        let mut basket = basket();
        basket.reference = evil.to_owned();
        basket.buyer.name = evil.to_owned();
        basket.buyer.phone = Some(evil.to_owned());
        basket.items[0].description = evil.to_owned();
        basket.items[0].guests = vec![evil.to_owned()];
        let (mut basket, id) = with_link(&basket, AmountRequest::Follow, true);
        let note = Some(evil.to_owned());
        let payment = NewPayment {
            id: testing::ids().payment(),
            amount: Amount::new(100),
            method: Method::Cash,
            note,
            received_at: testing::now(),
            confirm: false,
            receipt: testing::ids().mail(),
            tickets: None,
        };
        basket = after(&basket, &Command::RecordPayment(payment));
        let mut staff = staff();
        staff.merchant.name = evil.to_owned();
        staff.member.name = evil.to_owned();
        for query in [
            format!("link={id}"),
            "edit=items".to_owned(),
            "edit=buyer".to_owned(),
            format!("dialog=cancel-link&link_id={id}"),
        ] {
            let html = page(&staff, &basket, &query);
            assert!(
                !html.contains("<script>alert") && !html.contains("<img src=x"),
                "{query}"
            );
            assert!(!html.contains("\"'><"), "{query}");
        }
    }
}
