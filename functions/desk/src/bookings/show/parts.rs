//! The parts of a basket's page, in the words and numbers that stand there.

use jiff::Timestamp;
use paylink::qr;
use paylink::usecase::charging;
use paylink_domain::basket::{Basket, Item};
use paylink_domain::decide::create_link::can_create_link;
use paylink_domain::decide::refusal::Refusal;
use paylink_domain::link::{Link, LinkStatus, Terms};
use paylink_domain::merchant::{Permission, TicketRelease};
use paylink_domain::money::Amount;
use paylink_domain::payment::{Dispute, DisputeStatus, Payment, Refund, Source};

use super::super::share::{Share, inline};
use super::Look;
use crate::forms::{BuyerForm, Trouble};
use crate::texts::{self, Badge, Done};

pub(super) struct Notice {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
}

pub(super) struct Money {
    pub(super) total: String,
    pub(super) paid: String,
    pub(super) refunded: Option<String>,
    pub(super) outstanding: String,
    pub(super) owes: bool,
    pub(super) overpaid: Option<String>,
    pub(super) reserved: Option<String>,
    pub(super) credited: Option<String>,
    pub(super) has_paid: bool,
}

pub(super) struct BuyerView {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) language: &'static str,
    pub(super) role: Option<&'static str>,
}

pub(super) struct ItemRow {
    pub(super) description: String,
    pub(super) kind: &'static str,
    pub(super) departure: String,
    pub(super) guests: String,
    pub(super) tax: String,
    pub(super) quantity: u32,
    pub(super) price: String,
    pub(super) amount: String,
}

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

pub(super) struct PaymentRow {
    pub(super) id: String,
    pub(super) when: String,
    pub(super) method: &'static str,
    pub(super) source: String,
    pub(super) flags: Vec<Badge>,
    pub(super) accepted: Option<String>,
    pub(super) can_accept: bool,
    pub(super) amount: String,
    pub(super) refundable: String,
    pub(super) can_refund: bool,
    pub(super) not_yours: bool,
    pub(super) excess: Option<Excess>,
}

/// What can be returned by one press.
pub(super) struct Excess {
    pub(super) plain: String,
    pub(super) shown: String,
}

pub(super) struct RefundRow {
    pub(super) id: String,
    pub(super) when: String,
    pub(super) amount: String,
    pub(super) owed: &'static str,
    pub(super) status: Badge,
    pub(super) reason: String,
    pub(super) by: String,
}

pub(super) struct DisputeRow {
    pub(super) id: String,
    pub(super) when: String,
    pub(super) amount: String,
    pub(super) status: Badge,
    pub(super) answer_by: String,
}

pub(super) struct Tickets {
    pub(super) sent: String,
    pub(super) email: Option<Badge>,
    pub(super) can_send: bool,
    pub(super) not_now: Option<String>,
    pub(super) trouble: Option<Trouble>,
}

impl Tickets {
    pub(super) fn anyway(&self) -> Option<&'static str> {
        self.trouble.as_ref().and_then(|trouble| trouble.anyway)
    }
}

pub(super) struct HistoryLine {
    pub(super) when: String,
    pub(super) who: String,
    pub(super) what: String,
    pub(super) count: u32,
}

impl Look<'_> {
    pub(super) fn amount(&self, amount: Amount) -> String {
        texts::money(amount, self.basket.currency)
    }

    pub(super) fn when(&self, at: Timestamp) -> String {
        texts::when(at, self.zone)
    }

    /// Whether the user sells at all, also where this basket is closed.
    pub(super) fn may_sell(&self) -> bool {
        self.staff.may(Permission::Sell)
    }

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

    pub(super) fn notices(&self) -> Vec<Notice> {
        self.basket
            .flags()
            .into_iter()
            .map(|flag| Notice {
                title: texts::flag(flag),
                text: texts::flag_advice(flag),
            })
            .collect()
    }

    pub(super) fn money(&self) -> Money {
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

    pub(super) fn buyer(&self) -> BuyerView {
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

    pub(super) fn has_open_links(&self) -> bool {
        self.basket
            .links
            .iter()
            .any(|link| match self.basket.link_status(link, self.now) {
                LinkStatus::Active | LinkStatus::Processing | LinkStatus::Expired => true,
                LinkStatus::Cancelled | LinkStatus::Superseded | LinkStatus::Paid => false,
            })
    }

    pub(super) fn item(&self, item: &Item) -> ItemRow {
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

    pub(super) fn payment(&self, payment: &Payment) -> PaymentRow {
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
                .map(|flag| match &payment.accepted {
                    Some(_) => texts::accepted_flag(*flag),
                    None => texts::payment_flag(*flag),
                })
                .chain(
                    self.basket
                        .receipt_email(payment.id)
                        .and_then(texts::receipt_status),
                )
                .collect(),
            accepted: payment.accepted.as_ref().map(|accepted| {
                let who = texts::actor(&accepted.by);
                format!("Accepted by {who}, {}", self.when(accepted.at))
            }),
            // A closed basket is put in order as well.
            can_accept: self.may_sell()
                && refundable.is_positive()
                && !payment.open_flags().is_empty(),
            amount: money(payment.amount),
            refundable: money(refundable),
            can_refund: self.can.refund && refundable.is_positive(),
            not_yours: self.may_sell() && !self.can.refund && refundable.is_positive(),
            excess: excess.is_positive().then(|| Excess {
                plain: payment.currency.plain(excess),
                shown: money(excess),
            }),
        }
    }

    pub(super) fn refund(&self, refund: &Refund) -> RefundRow {
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

    pub(super) fn dispute(&self, dispute: &Dispute) -> DisputeRow {
        let payment = self.basket.payment_of_intent(&dispute.payment_intent);
        let currency = payment.map_or(self.basket.currency, |payment| payment.currency);
        DisputeRow {
            id: dispute.gateway_id.clone(),
            when: self.when(dispute.opened_at),
            amount: texts::money(dispute.amount, currency),
            status: texts::dispute_status(dispute.status),
            answer_by: dispute
                .answer_by
                .filter(|_| dispute.status == DisputeStatus::Open)
                .map_or_else(|| "–".to_owned(), |at| self.when(at)),
        }
    }

    pub(super) fn tickets(&self) -> Tickets {
        let basket = self.basket;
        let sent = match &basket.tickets_sent {
            None => match self.staff.merchant.ticket_release {
                TicketRelease::Manual => {
                    "Tickets have not been sent. A payment does not send them; a button does."
                }
                TicketRelease::AtZeroBalance => {
                    "Tickets have not been sent. They go by themselves once nothing is outstanding."
                }
            }
            .to_owned(),
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
        let blocked = if !self.may_sell() {
            None
        } else if basket.cancelled_at.is_some() {
            Some("The booking is cancelled, so no tickets go out for it.".to_owned())
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
            email: basket
                .tickets_email()
                .map(|status| texts::email_status(Some(status))),
            can_send,
            not_now: blocked.or_else(|| warning.filter(|_| can_send)),
            trouble: None,
        }
    }

    pub(super) fn history(&self) -> Vec<HistoryLine> {
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

/// What of a payment is more than was owed and can be returned by one press (R15).
///
/// Money in another currency pays nothing here, and after a cancellation nothing is owed: there all
/// of a flagged payment is too much.
pub(super) fn excess(basket: &Basket, payment: &Payment) -> Amount {
    let refundable = basket.refundable(payment);
    let flagged = !payment.open_flags().is_empty();
    if flagged && (payment.currency != basket.currency || basket.cancelled_at.is_some()) {
        refundable
    } else if payment.currency == basket.currency {
        basket.balance().overpaid.min(refundable)
    } else {
        Amount::ZERO
    }
}
