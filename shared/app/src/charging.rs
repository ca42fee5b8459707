//! Whether and how a merchant can charge.

use paylink_domain::decide::charging::Charging;
use paylink_domain::merchant::{GatewaySetup, Merchant};
use paylink_domain::money::Currency;
use paylink_gateway::charge_limits;

/// How the merchant can charge a currency now (R2, R4).
pub fn charging(merchant: &Merchant, currency: Currency) -> Charging {
    let limits = charge_limits(currency);
    match &merchant.gateway {
        GatewaySetup::Off | GatewaySetup::Connected { enabled: false, .. } => Charging::Off,
        GatewaySetup::Platform => Charging::On {
            account: None,
            limits,
        },
        GatewaySetup::Connected {
            account,
            enabled: true,
        } => Charging::On {
            account: Some(account.clone()),
            limits,
        },
    }
}
