//! A basket as one member of staff sees it at one moment.

use jiff::Timestamp;
use paylink_domain::basket::Basket;
use paylink_domain::merchant::Permission;
use paylink_domain::money::Amount;

use crate::staff::Staff;
use crate::texts;

/// What the user may do with the basket as it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Can {
    pub(super) sell: bool,
    pub(super) record: bool,
    pub(super) refund: bool,
    pub(super) cancel: bool,
}

/// A basket as one member of staff sees it now.
pub(super) struct Look<'a> {
    pub(super) staff: &'a Staff,
    pub(super) basket: &'a Basket,
    pub(super) now: Timestamp,
    pub(super) zone: &'a str,
    pub(super) can: Can,
}

impl<'a> Look<'a> {
    pub(super) fn of(staff: &'a Staff, basket: &'a Basket, now: Timestamp) -> Self {
        let open = basket.cancelled_at.is_none();
        let sell = staff.may(Permission::Sell) && open;
        let can = Can {
            sell,
            record: sell,
            refund: staff.may(Permission::Refund),
            cancel: sell,
        };
        Self {
            staff,
            basket,
            now,
            zone: &staff.merchant.time_zone,
            can,
        }
    }

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
}
