//! What was booked, by whom, the tickets for it, and its history.

use paylink_domain::basket::Item;
use paylink_domain::merchant::TicketRelease;

use super::look::Look;
use crate::forms::Trouble;
use crate::texts::{self, Badge};

pub(super) struct Notice {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
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
