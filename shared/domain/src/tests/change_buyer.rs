//! What a new buyer does to the links of the former one (R5).

use super::*;

#[test]
fn r5_a_new_buyer_supersedes_every_open_link() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let ben = Buyer {
        name: "Ben Beispiel".to_owned(),
        ..anna()
    };
    let change = Command::ChangeBuyer {
        buyer: ben,
        confirm: false,
    };
    let changed = decide(&basket, &change, &staff(1)).unwrap();
    assert_eq!(status(&changed, 1, 1), LinkStatus::Superseded);
    let phone = Buyer {
        phone: Some("+41 44 000 00 00".to_owned()),
        ..anna()
    };
    let same = Command::ChangeBuyer {
        buyer: phone,
        confirm: false,
    };
    let kept = decide(&basket, &same, &staff(1)).unwrap();
    assert_eq!(status(&kept, 1, 1), LinkStatus::Active);
    let open = opened(&basket, 1, link(1), 1);
    assert!(sessions_to_expire(&open, &same).is_empty());
}

#[test]
fn r5_a_paid_link_of_the_former_buyer_never_asks_again() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = decide(&basket, &cash(1, 10_000, false), &staff(1)).unwrap();
    let ben = Buyer {
        name: "Ben Beispiel".to_owned(),
        ..anna()
    };
    let change = Command::ChangeBuyer {
        buyer: ben,
        confirm: false,
    };
    let changed = decide(&paid, &change, &staff(2)).unwrap();
    let items = Command::ChangeItems {
        items: vec![item(10_000), item(500)],
        confirm: false,
    };
    let dearer = decide(&changed, &items, &staff(3)).unwrap();
    assert_eq!(status(&dearer, 1, 3), LinkStatus::Superseded);
    let fixed = with_link(&self::basket(), 1, AmountRequest::Amount(money(5_000)));
    let by_cash = decide(&fixed, &cash(1, 10_000, false), &staff(1)).unwrap();
    let changed = decide(&by_cash, &change, &staff(2)).unwrap();
    assert_eq!(
        status(&changed, 1, 3),
        LinkStatus::Superseded,
        "nothing was paid through it"
    );
}

#[test]
fn r5_only_a_link_that_never_asks_again_survives_a_new_buyer() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let basket = with_link(&basket, 2, AmountRequest::Amount(money(3_000)));
    let open = opened(&basket, 1, link(2), 1);
    let part = apply(&open, &paid_fact(1, link(2), 3_000), at(2));
    let paid = decide(&part, &cash(2, 7_000, false), &staff(3)).unwrap();
    let statuses = |basket: &Basket| [status(basket, 1, 5), status(basket, 2, 5)];
    assert_eq!(statuses(&paid), [LinkStatus::Paid, LinkStatus::Paid]);
    let changed = decide(&paid, &buyer_is_ben(false), &staff(4)).unwrap();
    assert_eq!(
        statuses(&changed),
        [LinkStatus::Superseded, LinkStatus::Paid]
    );
    let kept = decide(&paid, &buyer_has_a_phone(), &staff(4)).unwrap();
    assert_eq!(statuses(&kept), [LinkStatus::Paid, LinkStatus::Paid]);
}
