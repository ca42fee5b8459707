//! What is owed, and what is overpaid (R1).

use super::*;

#[test]
fn r1_the_balance_follows_items_payments_refunds_and_credits() {
    let paid = decide(&basket(), &cash(1, 4_000, false), &staff(1)).unwrap();
    let balance = paid.balance();
    assert_eq!(balance.outstanding, money(6_000));
    let refund = Command::Refund(NewRefund {
        payment_id: PaymentId::new(ulid(1)),
        ..refund_order(9, Some(1_000))
    });
    let refunded = decide(&paid, &refund, &staff(2)).unwrap();
    let balance = refunded.balance();
    assert_eq!(balance.total, money(9_000));
    assert_eq!(
        (balance.refunded, balance.credited),
        (money(1_000), money(1_000))
    );
    assert_eq!(balance.outstanding, money(6_000));
}

#[test]
fn r1_below_zero_is_overpaid() {
    let paid = decide(&basket(), &cash(1, 12_000, true), &staff(1)).unwrap();
    assert_eq!(paid.balance().overpaid, money(2_000));
    assert_eq!(paid.balance().outstanding, Amount::ZERO);
    assert_eq!(paid.status(), BasketStatus::Overpaid);
    assert_eq!(paid.flags(), [BasketFlag::Overpaid]);
}
