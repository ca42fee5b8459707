//! What is open on the page of a basket.

use paylink_domain::basket::Basket;
use paylink_domain::ids::{LinkId, PaymentId};

use crate::form::Form;
use crate::forms::{BuyerForm, ItemsForm, LinkForm, PaymentForm, RefundForm, Trouble};
use crate::texts::Done;

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
    pub fn asked(query: &Form, basket: &Basket, zone: &str) -> Self {
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

/// What the page shows beside the basket itself.
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
