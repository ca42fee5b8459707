//! What the merchant's gateway can charge (R2, R4).

use crate::money::{Amount, ChargeLimits};

/// Whether and how the merchant's gateway can charge the basket's currency (R2, R4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Charging {
    /// The merchant has no enabled gateway.
    Off,
    /// It has.
    On {
        /// The connected account that takes the money; `None` is the platform's own.
        account: Option<String>,
        /// What can be charged; `None` where the gateway does not know the currency.
        limits: Option<ChargeLimits>,
    },
}

/// Whether `outstanding` can be paid at the gateway at all: in one charge, or, where it is above
/// the maximum, in several.
pub(super) fn can_be_charged_off(outstanding: Amount, limits: &ChargeLimits) -> bool {
    limits.allows(outstanding.min(largest_charge(limits)))
        && outstanding.minor().rem_euclid(limits.step.max(1)) == 0
}

fn largest_charge(limits: &ChargeLimits) -> Amount {
    let step = limits.step.max(1);
    Amount::new(limits.max.minor() - limits.max.minor().rem_euclid(step))
}
