//! The dialogs over the page of a basket.

use paylink_domain::payment::{Payment, Source};

use super::look::Look;
use crate::forms::{LinkForm, RefundForm, Trouble};
use crate::texts;

/// The one dialog that is there before it is asked for, so that it opens at once.
pub(super) struct LinkDialog {
    pub(super) form: LinkForm,
    pub(super) open: bool,
}

pub(super) struct RefundDialog {
    pub(super) form: RefundForm,
    pub(super) payment_id: String,
    pub(super) what: String,
    pub(super) how: &'static str,
}

pub(super) struct CancelLinkDialog {
    pub(super) id: String,
    pub(super) short: String,
    pub(super) trouble: Option<Trouble>,
}

pub(super) struct CancelDialog {
    pub(super) trouble: Option<Trouble>,
}

impl RefundDialog {
    pub(super) fn of(look: &Look<'_>, payment: &Payment, form: RefundForm) -> Self {
        Self {
            payment_id: payment.id.to_string(),
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
        }
    }
}
