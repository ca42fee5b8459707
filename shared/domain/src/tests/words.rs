//! The words of the API: those that the item is stored with.

use serde::Serialize;
use serde_dynamo::AttributeValue;

use super::*;

/// Checks that the item and the API name each value by the same word.
fn assert_words<T: Serialize + Copy, const N: usize>(
    values: [T; N],
    word: impl Fn(T) -> &'static str,
    words: [&str; N],
) {
    assert_eq!(values.map(word), words);
    for (value, word) in values.into_iter().zip(words) {
        let stored: AttributeValue = serde_dynamo::to_attribute_value(value).unwrap();
        assert_eq!(stored, AttributeValue::S(word.to_owned()));
    }
}

#[test]
fn r1_baskets_are_named_as_they_are_stored() {
    assert_words(
        [ItemKind::Reservation, ItemKind::ShopItem, ItemKind::Custom],
        ItemKind::as_str,
        ["reservation", "shop_item", "custom"],
    );
    assert_words(
        BasketStatus::ALL,
        BasketStatus::as_str,
        ["outstanding", "paid", "overpaid", "cancelled"],
    );
    for status in BasketStatus::ALL {
        assert_eq!(BasketStatus::from_word(status.as_str()), Some(status));
    }
    assert_eq!(BasketStatus::from_word("open"), None);
}

#[test]
fn lists_of_baskets_are_named_by_their_status_or_by_what_they_need() {
    for status in BasketStatus::ALL {
        let list = BasketList::Status(status);
        assert_eq!(list.as_str(), status.as_str());
        assert_eq!(BasketList::from_word(status.as_str()), Some(list));
    }
    assert_eq!(BasketList::Attention.as_str(), "attention");
    assert_eq!(
        BasketList::from_word("attention"),
        Some(BasketList::Attention)
    );
    assert_eq!(BasketList::from_word("open"), None);
}

#[test]
fn r5_a_booking_lacks_its_guest_while_staff_stand_as_the_buyer_of_what_is_owed() {
    let mut basket = basket();
    assert!(!basket.lacks_guest());
    basket.buyer.staff_role = Some(StaffRole::Employee);
    assert!(basket.lacks_guest());
    let cancelled = Command::CancelBasket { confirm: false };
    assert!(
        !decide(&basket, &cancelled, &staff(1))
            .unwrap()
            .lacks_guest()
    );
}

#[test]
fn r18_disputes_are_named_as_they_are_stored() {
    assert_words(
        [DisputeStatus::Open, DisputeStatus::Won, DisputeStatus::Lost],
        DisputeStatus::as_str,
        ["open", "won", "lost"],
    );
}

#[test]
fn r15_flags_are_named_as_they_are_stored() {
    assert_words(
        [
            BasketFlag::Overpaid,
            BasketFlag::UnexpectedPayment,
            BasketFlag::AmountMismatch,
            BasketFlag::Disputed,
            BasketFlag::RefundFailed,
            BasketFlag::EmailFailed,
        ],
        BasketFlag::as_str,
        [
            "overpaid",
            "unexpected_payment",
            "amount_mismatch",
            "disputed",
            "refund_failed",
            "email_failed",
        ],
    );
}

#[test]
fn r9_links_are_named_as_they_are_stored() {
    assert_words(
        [
            LinkStatus::Cancelled,
            LinkStatus::Superseded,
            LinkStatus::Paid,
            LinkStatus::Processing,
            LinkStatus::Expired,
            LinkStatus::Active,
        ],
        LinkStatus::as_str,
        [
            "cancelled",
            "superseded",
            "paid",
            "processing",
            "expired",
            "active",
        ],
    );
}

#[test]
fn r17_payments_are_named_as_they_are_stored() {
    assert_words(
        [Method::Card, Method::BankDebit, Method::Online],
        Method::as_str,
        ["card", "bank_debit", "online"],
    );
    assert_words(
        Method::MANUAL,
        Method::as_str,
        ["cash", "bank_transfer", "terminal", "voucher"],
    );
    for method in Method::MANUAL {
        assert_eq!(Method::manual(method.as_str()), Some(method));
    }
    assert_eq!(Method::manual("card"), None, "staff cannot enter a card");
    assert_words(
        [
            RefundStatus::Pending,
            RefundStatus::Succeeded,
            RefundStatus::Failed,
        ],
        RefundStatus::as_str,
        ["pending", "succeeded", "failed"],
    );
}

#[test]
fn r24_roles_are_named_as_they_are_stored() {
    assert_words(
        [Role::Owner, Role::Admin, Role::Employee, Role::Accountant],
        Role::as_str,
        ["owner", "admin", "employee", "accountant"],
    );
}
