//! What a basket comes to, added up anew, so that a mistake in the product's own sums cannot hide itself.

use paylink_domain::basket::Basket;
use paylink_domain::payment::RefundStatus;

/// Total and net paid, added up once more.
pub fn own_sums(basket: &Basket) -> (i64, i64) {
    let items: i64 = basket
        .items
        .iter()
        .map(|item| item.unit_amount.minor() * i64::from(item.quantity))
        .sum();
    let (mut credit, mut net) = (0, 0);
    for payment in &basket.payments {
        if payment.currency == basket.currency {
            net += payment.amount.minor();
        }
    }
    for refund in &basket.refunds {
        if refund.status != RefundStatus::Failed {
            credit += refund.credit.minor();
            if refund.currency == basket.currency {
                net -= refund.amount.minor();
            }
        }
    }
    (items - credit, net)
}

/// What is still to be paid, worked out once more.
pub fn own_outstanding(basket: &Basket) -> i64 {
    if basket.cancelled_at.is_some() {
        return 0;
    }
    let (total, net) = own_sums(basket);
    (total - net).max(0)
}
