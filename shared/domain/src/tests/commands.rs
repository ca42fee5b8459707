//! Staff against open sessions and money under way, and the limits on commands (R17).

use super::*;

fn items(minor: i64, confirm: bool) -> Command {
    Command::ChangeItems {
        items: vec![item(minor)],
        confirm,
    }
}

fn cancel_link(n: u64, confirm: bool) -> Command {
    Command::CancelLink {
        link_id: link(n),
        confirm,
    }
}

#[test]
fn r17_staff_commands_name_the_sessions_to_expire_first() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let lower = Command::ChangeItems {
        items: vec![item(5_000)],
        confirm: false,
    };
    let higher = Command::ChangeItems {
        items: vec![item(15_000)],
        confirm: false,
    };
    let ben = Command::ChangeBuyer {
        buyer: Buyer {
            name: "Ben".to_owned(),
            ..anna()
        },
        confirm: false,
    };
    for command in [
        cash(1, 100, false),
        lower,
        ben,
        Command::CancelBasket { confirm: false },
    ] {
        assert_eq!(
            sessions_to_expire(&open, &command),
            [attempt(1)],
            "{command:?}"
        );
    }
    assert!(sessions_to_expire(&open, &higher).is_empty());
}

#[test]
fn r17_money_under_way_must_be_confirmed() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let fact = Fact::PaymentProcessing {
        attempt_id: attempt(1),
        session_id: "cs_1".to_owned(),
    };
    let processing = apply(&open, &fact, at(2));
    let in_progress = Err(Refusal::PaymentInProgress { retry_at: None });
    assert_eq!(
        decide(&processing, &cash(1, 100, false), &staff(3)),
        in_progress
    );
    assert!(decide(&processing, &cash(1, 100, true), &staff(3)).is_ok());
    assert_eq!(
        decide(
            &processing,
            &Command::CancelBasket { confirm: false },
            &staff(3)
        ),
        in_progress
    );
}

#[test]
fn r17_what_money_under_way_forbids_can_be_confirmed() {
    let open = opened(
        &with_link(&basket(), 1, AmountRequest::Follow),
        1,
        link(1),
        1,
    );
    let fact = Fact::PaymentProcessing {
        attempt_id: attempt(1),
        session_id: "cs_1".to_owned(),
    };
    let processing = apply(&open, &fact, at(2));
    let commands: [fn(bool) -> Command; 5] = [
        |confirm| cash(1, 100, confirm),
        |confirm| cancel_link(1, confirm),
        |confirm| Command::CancelBasket { confirm },
        |confirm| items(5_000, confirm),
        buyer_is_ben,
    ];
    for command in commands {
        let (asked, meant) = (command(false), command(true));
        assert!(!asked.is_confirmed(), "{asked:?}");
        assert!(meant.is_confirmed(), "{meant:?}");
        assert_eq!(
            decide(&processing, &asked, &staff(3)),
            Err(Refusal::PaymentInProgress { retry_at: None }),
            "{asked:?}"
        );
        assert!(decide(&processing, &meant, &staff(3)).is_ok(), "{meant:?}");
    }
    for harmless in [buyer_has_a_phone(), items(15_000, false)] {
        assert!(
            decide(&processing, &harmless, &staff(3)).is_ok(),
            "{harmless:?}"
        );
    }
}

#[test]
fn r17_only_a_manual_payment_makes_sense_after_any_other() {
    assert!(cash(1, 100, false).expects_payments());
    for command in [
        cancel_link(1, false),
        Command::CancelBasket { confirm: false },
        items(5_000, false),
        buyer_is_ben(false),
    ] {
        assert!(!command.expects_payments(), "{command:?}");
    }
}

#[test]
fn r17_only_sessions_that_a_command_could_race_with_are_expired() {
    let basket = with_link(&basket(), 1, AmountRequest::Amount(money(3_000)));
    let basket = with_link(&basket, 2, AmountRequest::Amount(money(4_000)));
    let open = opened(&opened(&basket, 1, link(1), 1), 2, link(2), 1);
    let expired = |command: &Command| sessions_to_expire(&open, command);
    assert_eq!(expired(&cancel_link(2, false)), [attempt(2)]);
    assert_eq!(expired(&items(9_999, false)), [attempt(1), attempt(2)]);
    assert_eq!(
        expired(&items(10_000, false)),
        [],
        "it costs as much as before"
    );
}

#[test]
fn r17_sessions_that_nobody_can_pay_need_not_be_expired() {
    let basket = with_link(&basket(), 1, AmountRequest::Amount(money(3_000)));
    let basket = with_link(&basket, 2, AmountRequest::Amount(money(4_000)));
    let open = opened(&opened(&basket, 1, link(1), 1), 2, link(2), 1);
    let cancel = Command::CancelBasket { confirm: true };
    let expired = Fact::SessionExpired {
        attempt_id: attempt(1),
    };
    let complete = Fact::PaymentProcessing {
        attempt_id: attempt(1),
        session_id: "cs_1".to_owned(),
    };
    for closed in [expired, complete, paid_fact(1, link(1), 3_000)] {
        let basket = apply(&open, &closed, at(2));
        assert_eq!(
            sessions_to_expire(&basket, &cancel),
            [attempt(2)],
            "{closed:?}"
        );
    }
}

#[test]
fn limits_a_basket_takes_300_lines_of_history_from_commands() {
    let filled = |lines: usize| {
        let mut basket = with_link(&basket(), 1, AmountRequest::Follow);
        for line in basket.history.len()..lines {
            let total = money(i64::try_from(line).unwrap());
            basket.note(&staff(0).actor, HistoryEvent::ItemsChanged { total }, at(0));
        }
        basket
    };
    let full = Err(Refusal::BasketFull("history lines"));
    let another = Command::CreateLink(new_link(2, AmountRequest::Follow));
    assert!(decide(&filled(299), &another, &staff(1)).is_ok());
    assert_eq!(decide(&filled(300), &another, &staff(1)), full);

    // Facts may have filled it further. What was done before is answered as it was then.
    let same = Command::CreateLink(new_link(1, AmountRequest::Follow));
    assert_eq!(decide(&filled(301), &same, &staff(1)), Ok(filled(301)));
}

#[test]
fn limits_a_basket_takes_200_payments_and_refunds_from_commands() {
    let mut basket = basket();
    for n in 0..199 {
        basket = decide(&basket, &cash(n, 1, false), &staff(1)).unwrap();
    }
    let refund = |n| {
        Command::Refund(NewRefund {
            payment_id: PaymentId::new(ulid(1)),
            ..refund_order(n, None)
        })
    };
    let full = decide(&basket, &refund(500), &staff(2)).unwrap();
    let refusal = Err(Refusal::BasketFull("payments and refunds"));
    assert_eq!(decide(&full, &cash(600, 1, false), &staff(3)), refusal);
    assert_eq!(decide(&full, &refund(601), &staff(3)), refusal);
    let recorded = apply(&full, &paid_fact(1, link(1), 10_000), at(5));
    assert_eq!(
        recorded.payments.len(),
        200,
        "a fact is recorded all the same"
    );
}

#[test]
fn limits_bind_commands_and_never_facts() {
    let mut full = basket();
    for n in 0..u64::try_from(limits::HISTORY_LINES).unwrap() {
        let event = HistoryEvent::ItemsChanged {
            total: money(i64::try_from(n).unwrap()),
        };
        full.note(&staff(0).actor, event, at(0));
    }
    let create = Command::CreateLink(new_link(1, AmountRequest::Follow));
    assert_eq!(
        decide(&full, &create, &staff(1)),
        Err(Refusal::BasketFull("history lines"))
    );
    assert!(
        decide(&full, &cash(1, 100, false), &staff(1)).is_ok(),
        "a way out stays open"
    );
    assert!(decide(&full, &Command::CancelBasket { confirm: false }, &staff(1)).is_ok());
    let recorded = apply(&full, &paid_fact(1, link(1), 10_000), at(5));
    assert_eq!(recorded.payments.len(), 1);
}
