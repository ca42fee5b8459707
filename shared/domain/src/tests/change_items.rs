//! Changes of what was booked, and cancelling (R1).

use super::*;

#[test]
fn r1_items_change_and_baskets_are_cancelled() {
    let changed = Command::ChangeItems {
        items: vec![item(3_000), item(500)],
        confirm: false,
    };
    let basket = decide(&basket(), &changed, &staff(1)).unwrap();
    assert_eq!(basket.balance().total, money(3_500));
    let cancelled = decide(
        &basket,
        &Command::CancelBasket { confirm: false },
        &staff(2),
    )
    .unwrap();
    assert_eq!(cancelled.status(), BasketStatus::Cancelled);
    assert_eq!(cancelled.balance().outstanding, Amount::ZERO);
    assert_eq!(
        decide(&cancelled, &changed, &staff(3)),
        Err(Refusal::BasketCancelled)
    );
    assert_eq!(
        decide(&cancelled, &cash(1, 100, false), &staff(3)),
        Err(Refusal::BasketCancelled)
    );
}
