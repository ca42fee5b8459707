//! What the merchant's gateway can charge (R2, R4).

use crate::money::{Amount, ChargeLimits};

/// How the merchant's gateway can charge the basket's currency (R2, R4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Charging {
    /// The merchant has no enabled gateway.
    Off,
    /// The merchant has an enabled gateway.
    On {
        /// The connected account that takes the money. `None` is the platform's own account.
        account: Option<String>,
        /// The amounts that can be charged. `None` where the gateway does not know the currency.
        limits: Option<ChargeLimits>,
    },
}

/// Whether guests can pay `outstanding` at the gateway: in one charge, or in several above the maximum.
pub(super) fn can_be_charged_off(outstanding: Amount, limits: &ChargeLimits) -> bool {
    limits.allows(outstanding.min(largest_charge(limits)))
        && outstanding.minor().rem_euclid(limits.step.max(1)) == 0
}

fn largest_charge(limits: &ChargeLimits) -> Amount {
    let step = limits.step.max(1);
    Amount::new(limits.max.minor() - limits.max.minor().rem_euclid(step))
}
