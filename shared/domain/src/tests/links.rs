//! What a link asks for, its status, and how its token finds it (R9, R10).

use super::*;

#[test]
fn r9_a_follow_link_asks_for_what_is_left() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let part = decide(&basket, &cash(1, 4_000, false), &staff(1)).unwrap();
    assert_eq!(asks(&part, 1), (6_000, 6_000));
    let rest = decide(&part, &cash(2, 6_000, false), &staff(2)).unwrap();
    assert_eq!(status(&rest, 1, 2), LinkStatus::Paid);
}

#[test]
fn r9_a_fixed_link_is_done_when_its_amount_is_paid_through_it_and_stays_done() {
    let basket = with_link(&basket(), 1, AmountRequest::Amount(money(3_000)));
    let open = opened(&basket, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 3_000), at(5));
    assert_eq!(status(&paid, 1, 5), LinkStatus::Paid);
    assert_eq!(paid.balance().outstanding, money(7_000));
    let refund = Command::Refund(NewRefund {
        keep_total: true,
        ..refund_order(9, None)
    });
    let refunded = decide(&paid, &refund, &staff(6)).unwrap();
    assert_eq!(refunded.balance().outstanding, money(10_000));
    assert_eq!(
        status(&refunded, 1, 6),
        LinkStatus::Paid,
        "a refund does not reopen it"
    );
    assert_eq!(asks(&refunded, 1), (0, 0));
}

#[test]
fn r9_the_status_is_the_first_that_fits() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    assert_eq!(status(&basket, 1, 1), LinkStatus::Active);
    assert_eq!(status(&basket, 1, 14 * 24 * 60), LinkStatus::Expired);
    let open = opened(&basket, 1, link(1), 1);
    let fact = Fact::PaymentProcessing {
        attempt_id: attempt(1),
        session_id: "cs_1".to_owned(),
    };
    let processing = apply(&open, &fact, at(2));
    assert_eq!(status(&processing, 1, 15 * 24 * 60), LinkStatus::Processing);
    let cancel = Command::CancelLink {
        link_id: link(1),
        confirm: false,
    };
    assert_eq!(
        decide(&processing, &cancel, &staff(3)),
        Err(Refusal::PaymentInProgress { retry_at: None })
    );
    let cancelled = decide(&basket, &cancel, &staff(3)).unwrap();
    assert_eq!(status(&cancelled, 1, 3), LinkStatus::Cancelled);
}

#[test]
fn r10_a_link_is_found_by_its_own_token_only() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let basket = with_link(&basket, 2, AmountRequest::Follow);
    for n in [1, 2] {
        let made = basket.link(link(n)).unwrap();
        let url = basket.link_url(made);
        let token = url.strip_prefix("https://pay.example/pay/").unwrap();
        let token = Token::parse(token).unwrap();
        assert_eq!(token.basket_id, basket.id);
        assert_eq!(basket.link_by_token(&token), Some(made));

        let elsewhere = Token {
            basket_id: BasketId::new(ulid(77)),
            ..token.clone()
        };
        assert_eq!(basket.link_by_token(&elsewhere), None);
        let guessed = Token {
            secret: Secret::new([9; 16]),
            ..token
        };
        assert_eq!(basket.link_by_token(&guessed), None);
    }
}
