//! The links of a basket, and why no further one can be made (R4).

use paylink_app::charging;
use paylink_domain::decide::create_link::can_create_link;
use paylink_domain::decide::refusal::Refusal;
use paylink_domain::link::{Link, LinkStatus, Terms};
use paylink_domain::merchant::Permission;
use paylink_text::qr;

use super::super::share::{Share, inline};
use super::look::Look;
use crate::forms::BuyerForm;
use crate::texts::{self, Badge, Done};

/// Why no link can be made, and the way out (R4).
pub(super) struct Refused {
    pub(super) text: String,
    /// Whether this is how it should be, and nobody need do anything.
    pub(super) calm: bool,
    pub(super) way: Way,
}

pub(super) enum Way {
    Guest(Box<BuyerForm>),
    Record,
    Gateway,
    Items,
    NewBasket,
    None,
}

/// A link's URL in every form that can be handed on (R7).
pub(super) struct LinkResult {
    pub(super) is_new: bool,
    pub(super) short: String,
    pub(super) asks: String,
    pub(super) url: String,
    pub(super) id: String,
    pub(super) qr: Option<String>,
    pub(super) share: Option<Share>,
    pub(super) emailed: Option<String>,
    pub(super) email_failed: bool,
}

pub(super) struct LinkRow {
    pub(super) id: String,
    pub(super) short: String,
    pub(super) status: Badge,
    pub(super) asks: String,
    pub(super) terms: String,
    pub(super) paid: String,
    pub(super) created: String,
    pub(super) by: String,
    pub(super) expires: String,
    pub(super) email: Badge,
    pub(super) email_at: String,
    pub(super) next_reminder: Option<String>,
    pub(super) url: Option<String>,
    pub(super) can_send: bool,
    pub(super) lacks_address: bool,
    pub(super) send_label: &'static str,
    pub(super) can_cancel: bool,
}

impl Look<'_> {
    /// Why no link can be made now (R4).
    pub(super) fn refusal(&self) -> Option<Refusal> {
        can_create_link(
            self.basket,
            &charging(&self.staff.merchant, self.basket.currency),
        )
        .err()
    }

    pub(super) fn refused(&self, refusal: &Refusal) -> Refused {
        let way = match refusal {
            Refusal::BuyerIsStaff => Way::Guest(Box::new(BuyerForm::empty("guest"))),
            Refusal::GatewayNotEnabled if self.staff.may(Permission::Administer) => Way::Gateway,
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
            | Refusal::TooManyMerchantEmails { .. }
            | Refusal::GatewayRefused
            | Refusal::TermsNotAccepted
            | Refusal::ExpiryOutOfRange
            | Refusal::NoSuchLink
            | Refusal::NoSuchPayment => Way::None,
        };
        let calm = matches!(
            refusal,
            Refusal::NothingOutstanding | Refusal::BasketCancelled
        );
        let text = match way {
            Way::Gateway => texts::gateway_not_enabled(&self.staff.merchant.gateway).to_owned(),
            Way::Guest(_) | Way::Record | Way::Items | Way::NewBasket | Way::None => {
                texts::refusal(refusal, self.basket.currency, self.zone)
            }
        };
        Refused { text, calm, way }
    }

    pub(super) fn has_open_links(&self) -> bool {
        self.basket
            .links
            .iter()
            .any(|link| match self.basket.link_status(link, self.now) {
                LinkStatus::Active | LinkStatus::Processing | LinkStatus::Expired => true,
                LinkStatus::Cancelled | LinkStatus::Superseded | LinkStatus::Paid => false,
            })
    }

    /// What a link asks for now, in words; nothing where it takes no payment.
    pub(super) fn asks(&self, link: &Link, status: LinkStatus) -> Option<String> {
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

    pub(super) fn link(&self, link: &Link) -> LinkRow {
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
            email_at: link
                .email
                .as_ref()
                .map_or_else(String::new, |email| self.when(email.at)),
            next_reminder: self
                .basket
                .next_reminder(link, self.now)
                .map(|at| self.when(at)),
            url: active.then(|| self.basket.link_url(link)),
            can_send: active && self.can.sell && self.basket.buyer.email.is_some(),
            lacks_address: active && self.can.sell && self.basket.buyer.email.is_none(),
            send_label: if email.is_some() {
                "Send email again"
            } else {
                "Send email"
            },
            can_cancel: can_cancel && self.can.sell,
        }
    }

    /// A link in every form that can be handed on; nothing where it takes no payment.
    pub(super) fn share(&self, link: &Link) -> Option<Share> {
        let merchant = &self.staff.merchant;
        Share::of(self.basket, link, merchant, self.zone, self.now)
    }

    pub(super) fn result(&self, link: &Link, done: Option<Done>) -> Option<LinkResult> {
        let status = self.basket.link_status(link, self.now);
        let asked = self.asks(link, status)?;
        let buyer = &self.basket.buyer;
        let url = self.basket.link_url(link);
        let until = self.when(link.expires_at);
        let email_failed = link
            .email
            .as_ref()
            .is_some_and(|email| email.status.is_failed());
        let emailed = link
            .email
            .as_ref()
            .map(|email| texts::email_outcome(email.status, &buyer.name));
        Some(LinkResult {
            is_new: done == Some(Done::LinkCreated),
            short: texts::short_link(link.id),
            asks: format!(
                "It asks {} for {asked} and can be paid until {until}.",
                buyer.name
            ),
            id: link.id.to_string(),
            qr: qr::svg(&url).map(|svg| inline(&svg)),
            share: self.share(link),
            url,
            emailed,
            email_failed,
        })
    }
}
