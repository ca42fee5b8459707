//! The rules, each tested under its number.

use jiff::{SignedDuration, Timestamp};

use super::actor::Actor;
use super::apply::payment::{GatewayPayment, PaymentMails};
use super::apply::refund::GatewayRefund;
use super::apply::{Fact, apply};
use super::basket::{Basket, BasketList, BasketStatus, Item, ItemKind};
use super::buyer::{Buyer, Language, StaffRole};
use super::decide::charging::Charging;
use super::decide::create_link::{AmountRequest, NewLink, can_create_link};
use super::decide::record_payment::NewPayment;
use super::decide::refund::NewRefund;
use super::decide::refusal::Refusal;
use super::decide::start_payment::{NewAttempt, PaymentPlan, accept_terms, plan_payment};
use super::decide::{Command, decide, sessions_to_expire};
use super::due::{next_due, work};
use super::effects::{claim_mails, row_is_held};
use super::flag::BasketFlag;
use super::history::{HistoryEntry, HistoryEvent, NotApplicable};
use super::ids::{BasketId, MailId, MerchantId, PaymentId, RefundId};
use super::limits;
use super::link::{Link, LinkStatus, Reminders, Terms};
use super::merchant::{Merchant, Role};
use super::money::{Amount, ChargeLimits, Currency};
use super::outbox::{EmailStatus, Message, MessageKind, OutboxRow, RowState};
use super::payment::{Accepted, AttemptState, DisputeStatus, Method, PaymentFlag, RefundStatus};
use super::reminder::days_before;
use super::test_support::*;
use super::token::{Secret, Token};

mod commands;
mod events;
mod facts;
mod history;
mod links;
mod mails;
mod refunds;
mod reminders;
mod reports;
mod words;

#[test]
fn r13_an_attempt_keeps_the_language_that_the_guest_picked() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let begun = |picked| {
        let Command::StartPayment(new) = start(1, link(1)) else {
            unreachable!()
        };
        let command = Command::StartPayment(NewAttempt { picked, ..new });
        let basket = decide(&basket, &command, &guest(1)).unwrap();
        let attempt = basket.attempts[0].clone();
        (attempt.language, attempt.picked)
    };
    assert_eq!(begun(None), (Language::De, None));
    let french = Some(Language::Fr);
    assert_eq!(begun(french), (Language::Fr, french));
}

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

#[test]
fn r2_what_cannot_be_charged_is_refused_with_the_rest_that_is_left() {
    let limits = ChargeLimits {
        min: money(50),
        max: money(99_999_999),
        step: 1,
    };
    let refusal = |minor| {
        let command = Command::CreateLink(new_link(1, AmountRequest::Amount(money(minor))));
        decide(&basket(), &command, &staff(0)).unwrap_err()
    };
    assert_eq!(
        refusal(49),
        Refusal::AmountNotChargeable {
            limits,
            remainder: false
        }
    );
    assert_eq!(
        refusal(9_960),
        Refusal::AmountNotChargeable {
            limits,
            remainder: true
        }
    );
    let small = basket_in("CHF", 40);
    assert_eq!(
        can_create_link(&small, &charging()),
        Err(Refusal::AmountNotChargeable {
            limits,
            remainder: false
        })
    );
    let unknown = Charging::On {
        account: None,
        limits: None,
    };
    assert_eq!(
        can_create_link(&basket(), &unknown),
        Err(Refusal::CurrencyNotSupported)
    );
}

#[test]
fn r2_a_guests_choice_must_leave_a_rest_that_can_be_charged() {
    let basket = with_link(&basket(), 1, AmountRequest::Minimum(money(1_000)));
    let plan = |chosen| {
        let link = basket.link(link(1)).unwrap();
        plan_payment(&basket, link, Some(money(chosen)), &charging(), at(1))
    };
    assert_eq!(plan(9_950), Ok(PaymentPlan::Reserve(money(9_950))));
    assert!(matches!(
        plan(9_951),
        Err(Refusal::AmountNotChargeable {
            remainder: true,
            ..
        })
    ));
    assert!(matches!(
        plan(999),
        Err(Refusal::AmountNotChargeable {
            remainder: false,
            ..
        })
    ));
    assert!(matches!(
        plan(10_001),
        Err(Refusal::AmountAboveOutstanding { .. })
    ));
}

#[test]
fn r4_each_refusal_to_make_a_link_has_its_own_reason() {
    assert!(can_create_link(&basket(), &charging()).is_ok());
    assert_eq!(
        can_create_link(&basket(), &Charging::Off),
        Err(Refusal::GatewayNotEnabled)
    );
    let paid = decide(&basket(), &cash(1, 10_000, false), &staff(1)).unwrap();
    assert_eq!(
        can_create_link(&paid, &charging()),
        Err(Refusal::NothingOutstanding)
    );
    let mut staffed = basket();
    staffed.buyer.staff_role = Some(StaffRole::Employee);
    assert_eq!(
        can_create_link(&staffed, &charging()),
        Err(Refusal::BuyerIsStaff)
    );
}

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
fn r6_the_amount_is_above_zero_and_at_most_what_is_outstanding() {
    let above = Command::CreateLink(new_link(1, AmountRequest::Amount(money(10_001))));
    assert_eq!(
        decide(&basket(), &above, &staff(0)),
        Err(Refusal::AmountAboveOutstanding {
            outstanding: money(10_000)
        })
    );
    let deposit = with_link(&basket(), 1, AmountRequest::Percent(33));
    assert_eq!(
        deposit.links[0].terms,
        Terms::Fixed {
            amount: money(3_300)
        }
    );
    let choice = with_link(&basket(), 1, AmountRequest::Minimum(money(2_000)));
    assert_eq!(asks(&choice, 1), (2_000, 10_000));
}

#[test]
fn r7_the_email_goes_through_the_outbox_or_not_at_all() {
    let silent = with_link(&basket(), 1, AmountRequest::Follow);
    assert!(silent.outbox.is_empty() && silent.links[0].email.is_none());
    let command = Command::CreateLink(NewLink {
        email: Some(mail(1)),
        ..new_link(1, AmountRequest::Follow)
    });
    let mailed = decide(&basket(), &command, &staff(0)).unwrap();
    assert_eq!(
        mailed.outbox[0].message,
        Message::PaymentRequest { link_id: link(1) }
    );
    let again = decide(&mailed, &command, &staff(1)).unwrap();
    assert_eq!(again, mailed, "the same command again changes nothing");
    let mut unreachable = basket();
    unreachable.buyer.email = None;
    assert_eq!(
        decide(&unreachable, &command, &staff(0)),
        Err(Refusal::EmailMissing)
    );
}

#[test]
fn r8_a_link_ends_after_its_life_or_at_the_first_departure_ahead() {
    let expiry = |departures: &[i64]| {
        let mut basket = basket();
        basket.items = departures
            .iter()
            .map(|minutes| Item {
                starts_at: Some(at(*minutes)),
                ..item(1_000)
            })
            .collect();
        basket.default_expiry(limits::LINK_LIFE_DEFAULT, at(0))
    };
    let two_weeks = 14 * 24 * 60;
    assert_eq!(expiry(&[]), at(two_weeks));
    assert_eq!(expiry(&[600]), at(600));
    assert_eq!(
        expiry(&[-5, 29, 700, 600]),
        at(600),
        "past and near departures are ignored"
    );
    assert_eq!(expiry(&[30]), at(30));
    let ask = |minutes| {
        let link = NewLink {
            expires_at: Some(at(minutes)),
            ..new_link(1, AmountRequest::Follow)
        };
        decide(&basket(), &Command::CreateLink(link), &staff(0))
            .map(|basket| basket.links[0].expires_at)
    };
    assert_eq!(ask(29), Err(Refusal::ExpiryOutOfRange));
    assert_eq!(ask(30), Ok(at(30)));
    assert_eq!(ask(180 * 24 * 60 + 1), Err(Refusal::ExpiryOutOfRange));
}

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
fn r12_two_links_cannot_reserve_the_same_money() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let basket = with_link(&basket, 2, AmountRequest::Amount(money(3_000)));
    let first = opened(&basket, 1, link(1), 1);
    assert_eq!(first.balance().reserved, money(10_000));
    assert_eq!(asks(&first, 2), (0, 0));
    assert_eq!(
        decide(&first, &start(2, link(2)), &guest(2)),
        Err(Refusal::PaymentInProgress {
            retry_at: Some(at(36))
        })
    );
    let expired = apply(
        &first,
        &Fact::SessionExpired {
            attempt_id: attempt(1),
        },
        at(36),
    );
    let second = opened(&expired, 2, link(2), 37);
    assert_eq!(asks(&second, 1), (7_000, 7_000));
}

#[test]
fn r12_an_open_session_is_reused_or_expired_first() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let plan = |basket: &Basket, minutes| {
        let link = basket.link(link(1)).unwrap();
        plan_payment(basket, link, None, &charging(), at(minutes))
    };
    assert_eq!(plan(&basket, 0), Ok(PaymentPlan::Reserve(money(10_000))));
    let reserved = decide(&basket, &start(1, link(1)), &guest(1)).unwrap();
    assert_eq!(plan(&reserved, 1), Ok(PaymentPlan::Settle(attempt(1))));
    let open = apply(&reserved, &session_opened(1, 1), at(1));
    let url = "https://gateway.example/1".to_owned();
    assert_eq!(plan(&open, 2), Ok(PaymentPlan::Reuse { url }));
    let items = Command::ChangeItems {
        items: vec![item(12_000)],
        confirm: false,
    };
    let dearer = decide(&open, &items, &staff(2)).unwrap();
    assert_eq!(plan(&dearer, 3), Ok(PaymentPlan::Expire(attempt(1))));
    assert_eq!(
        plan(&open, 34),
        Ok(PaymentPlan::Expire(attempt(1))),
        "it has no time left"
    );
}

#[test]
fn r12_money_under_way_keeps_its_reservation() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let fact = Fact::PaymentProcessing {
        attempt_id: attempt(1),
        session_id: "cs_1".to_owned(),
    };
    let processing = apply(&open, &fact, at(2));
    assert_eq!(processing.balance().reserved, money(10_000));
    let late_expiry = apply(
        &processing,
        &Fact::SessionExpired {
            attempt_id: attempt(1),
        },
        at(40),
    );
    assert_eq!(
        late_expiry, processing,
        "a complete session does not expire"
    );
    let failed = apply(
        &processing,
        &Fact::PaymentFailed {
            attempt_id: attempt(1),
        },
        at(9_000),
    );
    assert_eq!(failed.balance().reserved, Amount::ZERO);
}

#[test]
fn r13_a_new_link_is_asked_for_once_in_a_while() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let ask = |n, basket: &Basket, minutes| {
        let link = NewLink {
            email: Some(mail(n)),
            ..new_link(n, AmountRequest::Follow)
        };
        decide(
            basket,
            &Command::RequestNewLink {
                expired: self::link(1),
                link,
            },
            &guest(minutes),
        )
    };
    assert_eq!(
        ask(2, &basket, 1),
        Err(Refusal::LinkNotActive(LinkStatus::Active))
    );
    let end = 14 * 24 * 60;
    let asked = ask(2, &basket, end).unwrap();
    assert_eq!(asked.links.len(), 2);
    assert_eq!(asked.outbox.len(), 1);
    assert!(matches!(
        ask(3, &asked, end + 14),
        Err(Refusal::TooManyEmails { .. })
    ));
    let again = ask(3, &asked, end + 15).unwrap();
    assert_eq!(
        again.links.len(),
        2,
        "the link that was made for the first request is sent again"
    );
    assert_eq!(again.outbox.len(), 2);
    assert!(matches!(
        ask(4, &again, end + 44),
        Err(Refusal::TooManyEmails { .. })
    ));
    assert!(ask(4, &again, end + 45).is_ok());
}

#[test]
fn r15_a_payment_is_recorded_once_whatever_the_state() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 10_000), at(5));
    assert_eq!(paid.status(), BasketStatus::Paid);
    assert!(paid.flags().is_empty());
    assert_eq!(apply(&paid, &paid_fact(1, link(1), 10_000), at(6)), paid);

    let expired = apply(
        &open,
        &Fact::SessionExpired {
            attempt_id: attempt(1),
        },
        at(36),
    );
    let late = apply(&expired, &paid_fact(1, link(1), 10_000), at(40));
    assert_eq!(late.payments[0].flags, [PaymentFlag::UnexpectedPayment]);
    assert_eq!(late.balance().outstanding, Amount::ZERO);

    let cancelled = decide(&open, &Command::CancelBasket { confirm: false }, &staff(4)).unwrap();
    let after = apply(&cancelled, &paid_fact(1, link(1), 10_000), at(5));
    assert_eq!(after.payments.len(), 1);
    assert_eq!(after.flags(), [BasketFlag::UnexpectedPayment]);
}

#[test]
fn r15_a_wrong_amount_or_currency_is_recorded_and_flagged() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let more = apply(&open, &paid_fact(1, link(1), 15_000), at(5));
    assert_eq!(more.balance().overpaid, money(5_000));
    assert_eq!(
        more.flags(),
        [BasketFlag::Overpaid, BasketFlag::AmountMismatch]
    );
    let Fact::PaymentSucceeded(payment) = paid_fact(1, link(1), 10_000) else {
        unreachable!()
    };
    let euros = GatewayPayment {
        currency: Currency::from_code("EUR").unwrap(),
        ..payment
    };
    let foreign = apply(&open, &Fact::PaymentSucceeded(euros), at(5));
    assert_eq!(foreign.payments.len(), 1);
    assert_eq!(
        foreign.balance().paid,
        Amount::ZERO,
        "euros do not pay francs"
    );
    assert_eq!(foreign.flags(), [BasketFlag::AmountMismatch]);
}

#[test]
fn r15_staff_accept_a_flagged_payment_and_no_money_changes() {
    let payment_id = PaymentId::new(ulid(101));
    let accept = Command::AcceptPayment { payment_id };
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let more = apply(&open, &paid_fact(1, link(1), 15_000), at(5));
    let accepted = decide(&more, &accept, &staff(6)).unwrap();
    assert_eq!(
        accepted.flags(),
        [BasketFlag::Overpaid],
        "too much is still too much"
    );
    assert_eq!(accepted.balance(), more.balance());
    let payment = &accepted.payments[0];
    assert_eq!(payment.flags, [PaymentFlag::AmountMismatch], "it is kept");
    assert_eq!(payment.open_flags(), []);
    assert_eq!(
        payment.accepted,
        Some(Accepted {
            at: at(6),
            by: staff(6).actor
        })
    );
    let line = accepted.history.last().unwrap();
    assert_eq!((&line.actor, line.at), (&staff(6).actor, at(6)));
    assert_eq!(
        line.event,
        HistoryEvent::PaymentAccepted {
            payment_id,
            amount: money(15_000)
        }
    );
    assert_eq!(accepted.history.len(), more.history.len() + 1);
    assert_eq!(accepted.outbox, more.outbox);
    let item = serde_json::to_value(&accepted).unwrap();
    assert_eq!(serde_json::from_value::<Basket>(item).unwrap(), accepted);

    // Who was first stays, and the payment told again changes nothing.
    assert_eq!(decide(&accepted, &accept, &staff(9)).unwrap(), accepted);
    let again = paid_fact(1, link(1), 15_000);
    assert_eq!(apply(&accepted, &again, at(9)), accepted);
}

#[test]
fn r15_accepting_puts_a_closed_or_full_basket_in_order() {
    let accept = Command::AcceptPayment {
        payment_id: PaymentId::new(ulid(101)),
    };
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let cancelled = decide(&open, &Command::CancelBasket { confirm: false }, &staff(4)).unwrap();
    assert_eq!(
        decide(&cancelled, &accept, &staff(5)),
        Err(Refusal::NoSuchPayment)
    );
    let mut late = apply(&cancelled, &paid_fact(1, link(1), 10_000), at(5));
    for n in 0..i64::try_from(limits::HISTORY_LINES).unwrap() {
        let total = money(n);
        late.note(&staff(0).actor, HistoryEvent::ItemsChanged { total }, at(0));
    }
    assert_eq!(late.flags(), [BasketFlag::UnexpectedPayment]);
    let accepted = decide(&late, &accept, &staff(6)).unwrap();
    assert_eq!(accepted.flags(), []);
    assert_eq!(accepted.balance(), late.balance());
    assert_eq!(sessions_to_expire(&open, &accept), []);
}

#[test]
fn r15_a_payment_without_flags_has_nothing_to_accept() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 10_000), at(5));
    let accept = Command::AcceptPayment {
        payment_id: PaymentId::new(ulid(101)),
    };
    assert_eq!(decide(&paid, &accept, &staff(6)).unwrap(), paid);
}

#[test]
fn r15_facts_end_the_same_in_every_order() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let refund = |status| Fact::Refunded(refund_fact(50, 1, 2_000, status));
    let facts = [
        Fact::PaymentProcessing {
            attempt_id: attempt(1),
            session_id: "cs_1".to_owned(),
        },
        paid_fact(1, link(1), 10_000),
        refund(RefundStatus::Pending),
        refund(RefundStatus::Failed),
        dispute_fact(1, DisputeStatus::Open),
        dispute_fact(1, DisputeStatus::Won),
    ];
    // Each order, each with any of the facts told a second time at the end, one a minute.
    let mut end = None;
    let mut orders = 0;
    permutations(facts.len(), &mut |order| {
        let mut minutes = 2..;
        let mut tell = |basket: Basket, fact: &usize| {
            apply(&basket, &facts[*fact], at(minutes.next().unwrap()))
        };
        let once = order.iter().fold(open.clone(), &mut tell);
        for again in 0..1_usize << facts.len() {
            let again = order.iter().filter(|fact| again >> **fact & 1 == 1);
            let told = again.clone().fold(once.clone(), &mut tell);
            let told = without_history_and_times(told);
            let first = end.get_or_insert_with(|| told.clone());
            assert_eq!(
                *first,
                told,
                "{order:?}, then {:?}",
                again.collect::<Vec<_>>()
            );
            orders += 1;
        }
    });
    assert_eq!(orders, 46_080);
    println!("{orders} orders of 6 facts, one end");

    let end = end.unwrap();
    assert_eq!(end.status(), BasketStatus::Paid);
    assert_eq!(status(&end, 1, 60), LinkStatus::Paid);
    assert_eq!(end.balance().paid, money(10_000));
    assert_eq!(end.balance().refunded, Amount::ZERO);
    assert!(matches!(end.attempts[0].state, AttemptState::Paid { .. }));
    assert_eq!(end.refunds[0].status, RefundStatus::Failed);
    assert_eq!(end.disputes[0].status, DisputeStatus::Won);
    assert_eq!(end.flags(), [BasketFlag::RefundFailed]);
    let mails: Vec<_> = without_history_and_times(end)
        .outbox
        .iter()
        .map(|row| row.message.kind())
        .collect();
    assert_eq!(
        mails,
        [
            MessageKind::Receipt,
            MessageKind::StaffNotice,
            MessageKind::RefundFailed
        ]
    );
}

/// All that a basket holds but its history, with every time that facts write set to one moment and
/// its mails in the order of their ids.
fn without_history_and_times(mut basket: Basket) -> Basket {
    let moment = at(0);
    basket.history.clear();
    for payment in &mut basket.payments {
        payment.recorded_at = moment;
    }
    for refund in &mut basket.refunds {
        refund.created_at = moment;
        refund.failed_at = refund.failed_at.and(Some(moment));
    }
    for dispute in &mut basket.disputes {
        dispute.opened_at = moment;
    }
    for row in &mut basket.outbox {
        row.queued_at = moment;
        row.state = RowState::Queued { try_at: moment };
    }
    // Staff are not told of an older step of a dispute after a newer one.
    basket
        .outbox
        .retain(|row| row.message.kind() != MessageKind::Dispute);
    basket.outbox.sort_by_key(|row| row.id);
    basket
}

/// Calls `visit` with every order of `n` things.
fn permutations(n: usize, visit: &mut impl FnMut(&[usize])) {
    fn go(rest: &mut Vec<usize>, order: &mut Vec<usize>, visit: &mut impl FnMut(&[usize])) {
        if rest.is_empty() {
            visit(order);
        }
        for at in 0..rest.len() {
            let next = rest.remove(at);
            order.push(next);
            go(rest, order, visit);
            order.pop();
            rest.insert(at, next);
        }
    }
    go(&mut (0..n).collect(), &mut Vec::new(), visit);
}

#[test]
fn r16_a_lost_answer_is_found_again_by_the_same_attempt() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let reserved = decide(&basket, &start(1, link(1)), &guest(1)).unwrap();
    assert_eq!(
        decide(&reserved, &start(1, link(1)), &guest(2)).unwrap(),
        reserved
    );
    let paid = apply(&reserved, &paid_fact(1, link(1), 10_000), at(5));
    let late = apply(&paid, &session_opened(1, 1), at(6));
    assert!(matches!(late.attempts[0].state, AttemptState::Paid { .. }));
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
fn r12_money_that_is_given_up_frees_its_reservation_and_still_counts_if_it_comes() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let under_way = Fact::PaymentProcessing {
        attempt_id: attempt(1),
        session_id: "cs_1".to_owned(),
    };
    let under_way = apply(&open, &under_way, at(2));
    let given_up = Fact::AttemptGivenUp {
        attempt_id: attempt(1),
    };
    let given_up = apply(&under_way, &given_up, at(3));
    assert_eq!(given_up.balance().reserved, Amount::ZERO);
    let noted = given_up.history.last().unwrap();
    assert_eq!(noted.actor, Actor::System);
    assert!(matches!(noted.event, HistoryEvent::PaymentFailed { .. }));
    let paid = apply(&given_up, &paid_fact(1, link(1), 10_000), at(4));
    assert_eq!(paid.balance().outstanding, Amount::ZERO);
    assert_eq!(paid.payments[0].flags, [PaymentFlag::UnexpectedPayment]);
}

#[test]
fn r18_a_refund_out_of_reach_is_asked_about_once_a_day() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 10_000), at(5));
    let refund = Command::Refund(refund_order(50, Some(6_000)));
    let pending = decide(&paid, &refund, &staff(6)).unwrap();
    let refund_id = pending.refunds[0].id;
    let checked = apply(&pending, &Fact::RefundChecked { refund_id }, at(10));
    assert_eq!(checked.refunds[0].check_at, Some(at(10 + 10)));
    let out_of_reach = apply(&checked, &Fact::RefundOutOfReach { refund_id }, at(10));
    assert_eq!(out_of_reach.refunds[0].check_at, Some(at(10 + 24 * 60)));
    assert_eq!(out_of_reach.refunds[0].status, RefundStatus::Pending);
}

#[test]
fn r18_a_refund_is_held_then_settled_or_reversed() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 10_000), at(5));
    let refund = |n, minor| Command::Refund(refund_order(n, Some(minor)));
    let pending = decide(&paid, &refund(50, 6_000), &staff(6)).unwrap();
    assert_eq!(pending.refunds[0].status, RefundStatus::Pending);
    assert_eq!(
        decide(&pending, &refund(51, 4_001), &staff(6)),
        Err(Refusal::RefundAbovePaid {
            refundable: money(4_000)
        })
    );
    assert_eq!(
        pending.balance().outstanding,
        Amount::ZERO,
        "the guest no longer owes it"
    );
    let fact = Fact::Refunded(GatewayRefund {
        gateway_id: None,
        ..refund_fact(50, 1, 6_000, RefundStatus::Failed)
    });
    let failed = apply(&pending, &fact, at(7));
    assert_eq!(failed.balance().refunded, Amount::ZERO);
    assert_eq!(failed.balance().total, money(10_000));
    assert_eq!(failed.flags(), [BasketFlag::RefundFailed]);
    assert!(
        failed
            .outbox
            .iter()
            .any(|row| matches!(row.message, Message::RefundFailed { .. }))
    );
}

#[test]
fn r18_refunding_the_excess_leaves_the_basket_paid() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let over = apply(&open, &paid_fact(1, link(1), 12_500), at(5));
    let refund = Command::Refund(refund_order(50, Some(2_500)));
    let refunded = decide(&over, &refund, &staff(6)).unwrap();
    assert_eq!(refunded.status(), BasketStatus::Paid);
    assert_eq!(refunded.balance().total, money(10_000));
}

#[test]
fn r18_a_refund_in_another_currency_credits_nothing() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let Fact::PaymentSucceeded(payment) = paid_fact(1, link(1), 10_000) else {
        unreachable!()
    };
    let euros = GatewayPayment {
        currency: Currency::from_code("EUR").unwrap(),
        ..payment
    };
    let foreign = apply(&open, &Fact::PaymentSucceeded(euros), at(5));
    let refund = Command::Refund(refund_order(50, None));
    let refunded = decide(&foreign, &refund, &staff(6)).unwrap();
    assert_eq!(refunded.balance().total, money(10_000));
    assert_eq!(refunded.status(), BasketStatus::Outstanding);
}

#[test]
fn r18_a_refund_known_before_its_payment_is_credited_as_if_it_came_after() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    let open = decide(&open, &cash(1, 10_000, true), &staff(2)).unwrap();
    let refund = Fact::Refunded(refund_fact(50, 1, 10_000, RefundStatus::Succeeded));
    let payment = paid_fact(1, link(1), 10_000);
    let in_order = apply(&apply(&open, &payment, at(5)), &refund, at(6));
    let reversed = apply(&apply(&open, &refund, at(5)), &payment, at(6));
    assert_eq!(in_order.balance(), reversed.balance());
    assert_eq!(in_order.status(), BasketStatus::Paid);
}

#[test]
fn r18_credits_do_not_depend_on_the_order_of_two_payments_and_two_refunds() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let first = opened(&basket, 1, link(1), 1);
    let given_up = apply(
        &first,
        &Fact::SessionExpired {
            attempt_id: attempt(1),
        },
        at(36),
    );
    let open = opened(&given_up, 2, link(1), 40);
    let refund = |n: u64, minor, status| Fact::Refunded(refund_fact(50 + n, n, minor, status));
    let facts = [
        paid_fact(1, link(1), 10_000),
        paid_fact(2, link(1), 10_000),
        refund(1, 10_000, RefundStatus::Succeeded),
        refund(2, 3_000, RefundStatus::Pending),
        refund(2, 3_000, RefundStatus::Failed),
    ];
    let mut seen = None;
    permutations(facts.len(), &mut |order| {
        let end = order.iter().fold(open.clone(), |basket, at_| {
            apply(&basket, &facts[*at_], at(50))
        });
        let end = (end.balance(), end.status());
        assert_eq!(*seen.get_or_insert(end), end, "{order:?}");
    });
    let (balance, status) = seen.unwrap();
    assert_eq!((balance.total, status), (money(10_000), BasketStatus::Paid));
}

#[test]
fn r18_a_refund_that_fails_after_another_succeeded_is_raised() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = apply(
        &opened(&basket, 1, link(1), 1),
        &paid_fact(1, link(1), 10_000),
        at(5),
    );
    let order = |n| Command::Refund(refund_order(n, Some(5_000)));
    let fact = |n, status| Fact::Refunded(refund_fact(n, 1, 5_000, status));
    let both = decide(
        &decide(&paid, &order(50), &staff(6)).unwrap(),
        &order(51),
        &staff(7),
    )
    .unwrap();
    let both = apply(&both, &fact(50, RefundStatus::Succeeded), at(8));
    let both = apply(&both, &fact(51, RefundStatus::Succeeded), at(8));
    let returned = apply(&both, &fact(50, RefundStatus::Failed), at(3_000));
    assert_eq!(returned.flags(), [BasketFlag::RefundFailed]);
    let Command::Refund(refund) = order(52) else {
        unreachable!()
    };
    let by_hand = Command::Refund(NewRefund {
        outside: true,
        ..refund
    });
    let settled = decide(&returned, &by_hand, &staff(3_001)).unwrap();
    assert!(settled.flags().is_empty());
    assert_eq!(
        settled.refunds.last().unwrap().status,
        RefundStatus::Succeeded
    );
}

#[test]
fn r18_what_the_gateway_tells_of_a_refund_outranks_our_reading_of_a_refusal() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = apply(
        &opened(&basket, 1, link(1), 1),
        &paid_fact(1, link(1), 10_000),
        at(5),
    );
    let refund = Command::Refund(refund_order(50, Some(1_000)));
    let fact = |gateway_id: Option<&str>, status| {
        Fact::Refunded(GatewayRefund {
            gateway_id: gateway_id.map(str::to_owned),
            ..refund_fact(50, 1, 1_000, status)
        })
    };
    let pending = decide(&paid, &refund, &staff(6)).unwrap();
    let refused = apply(&pending, &fact(None, RefundStatus::Failed), at(7));
    assert_eq!(refused.balance().refunded, Amount::ZERO);
    let made = apply(
        &refused,
        &fact(Some("re_1"), RefundStatus::Succeeded),
        at(8),
    );
    assert_eq!(made.balance().refunded, money(1_000));
    assert!(made.flags().is_empty());
}

#[test]
fn r18_a_failed_refund_is_settled_by_a_later_one() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = apply(
        &opened(&basket, 1, link(1), 1),
        &paid_fact(1, link(1), 10_000),
        at(5),
    );
    let refund = |n| Command::Refund(refund_order(n, Some(1_000)));
    let fact = |n, status| {
        Fact::Refunded(GatewayRefund {
            gateway_id: None,
            ..refund_fact(n, 1, 1_000, status)
        })
    };
    let first = decide(&paid, &refund(50), &staff(6)).unwrap();
    let failed = apply(&first, &fact(50, RefundStatus::Failed), at(7));
    assert_eq!(failed.flags(), [BasketFlag::RefundFailed]);
    let second = decide(&failed, &refund(51), &staff(8)).unwrap();
    let returned = apply(&second, &fact(51, RefundStatus::Succeeded), at(9));
    assert!(returned.flags().is_empty());
}

#[test]
fn r18_a_dispute_never_changes_what_is_outstanding() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = apply(
        &opened(&basket, 1, link(1), 1),
        &paid_fact(1, link(1), 10_000),
        at(5),
    );
    let disputed = apply(&paid, &dispute_fact(1, DisputeStatus::Open), at(6));
    assert_eq!(disputed.balance(), paid.balance());
    assert_eq!(disputed.flags(), [BasketFlag::Disputed]);
    let tickets = Command::SendTickets {
        mail_id: mail(1),
        force: false,
    };
    assert!(matches!(
        decide(&disputed, &tickets, &staff(7)),
        Err(Refusal::OutstandingBalance { .. })
    ));
}

#[test]
fn r18_staff_are_told_of_a_dispute_once_for_each_step_in_every_order() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = apply(
        &opened(&basket, 1, link(1), 1),
        &paid_fact(1, link(1), 10_000),
        at(5),
    );
    let others = paid.outbox.len();
    let steps = [DisputeStatus::Open, DisputeStatus::Won, DisputeStatus::Lost];
    permutations(steps.len(), &mut |order| {
        // Each told twice in a row, and all of them again at the end.
        let told = order.iter().flat_map(|n| [*n, *n]).chain(order.to_vec());
        let end = told.fold(paid.clone(), |basket, n| {
            apply(&basket, &dispute_fact(1, steps[n]), at(6))
        });
        let mut expected = Vec::new();
        for status in order.iter().map(|n| steps[*n]) {
            if expected.last().is_none_or(|last| *last < status) {
                expected.push(status);
            }
        }
        let mailed: Vec<_> = end.outbox[others..]
            .iter()
            .map(|row| {
                let Message::Dispute { gateway_id, status } = &row.message else {
                    panic!("{row:?}");
                };
                assert_eq!(gateway_id, "dp_1");
                *status
            })
            .collect();
        assert_eq!(mailed, expected, "{order:?}");
        assert_eq!(end.disputes[0].answer_by, Some(at(7 * 24 * 60)));
    });
}

#[test]
fn r19_every_change_is_in_the_history_and_a_strangers_repetitions_fold() {
    let mut basket = with_link(&basket(), 1, AmountRequest::Minimum(money(1_000)));
    let lines = basket.history.len();
    for n in 0..50 {
        let minutes = i64::try_from(n).unwrap();
        basket = opened(&basket, n, link(1), minutes);
        basket = apply(
            &basket,
            &Fact::SessionExpired {
                attempt_id: attempt(n),
            },
            at(minutes),
        );
    }
    assert_eq!(basket.history.len(), lines + 2);
    assert_eq!(basket.history.last().unwrap().count, 50);
    assert_eq!(basket.attempts.len(), limits::CLOSED_ATTEMPTS);
}

#[test]
fn r20_a_payment_sends_receipt_and_notice_but_no_tickets() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let paid = apply(
        &opened(&basket, 1, link(1), 1),
        &paid_fact(1, link(1), 10_000),
        at(5),
    );
    let kinds: Vec<_> = paid.outbox.iter().map(|row| row.message.clone()).collect();
    let payment_id = PaymentId::new(ulid(101));
    assert_eq!(
        kinds,
        [
            Message::Receipt { payment_id },
            Message::StaffNotice { payment_id }
        ]
    );
    assert_eq!(paid.tickets_sent, None);
    let tickets = Command::SendTickets {
        mail_id: mail(1),
        force: false,
    };
    let sent = decide(&paid, &tickets, &staff(6)).unwrap();
    assert!(sent.tickets_sent.as_ref().unwrap().fully_paid);
    assert_eq!(decide(&sent, &tickets, &staff(7)).unwrap(), sent);
}

#[test]
fn r20_tickets_of_an_unpaid_basket_need_a_second_word() {
    let tickets = |force| Command::SendTickets {
        mail_id: mail(1),
        force,
    };
    assert_eq!(
        decide(&basket(), &tickets(false), &staff(1)),
        Err(Refusal::OutstandingBalance {
            outstanding: money(10_000)
        })
    );
    let sent = decide(&basket(), &tickets(true), &staff(1)).unwrap();
    assert_eq!(
        sent.outbox[0].message,
        Message::Tickets { fully_paid: false }
    );
}

#[test]
fn r21_tickets_go_out_by_themselves_only_at_zero_balance() {
    let basket = with_link(&basket(), 1, AmountRequest::Minimum(money(1_000)));
    let release = |minor| {
        let Fact::PaymentSucceeded(payment) = paid_fact(1, link(1), minor) else {
            unreachable!()
        };
        let mails = PaymentMails {
            tickets: Some(mail(9)),
            ..payment.mails.clone()
        };
        let fact = Fact::PaymentSucceeded(GatewayPayment { mails, ..payment });
        apply(&opened(&basket, 1, link(1), 1), &fact, at(5))
            .tickets_sent
            .is_some()
    };
    assert!(release(10_000));
    assert!(!release(4_000), "something is outstanding");
    assert!(!release(12_000), "it is overpaid");
    let Command::RecordPayment(payment) = cash(1, 10_000, false) else {
        unreachable!()
    };
    let by_cash = Command::RecordPayment(NewPayment {
        tickets: Some(mail(9)),
        ..payment
    });
    assert!(
        decide(&basket, &by_cash, &staff(1))
            .unwrap()
            .tickets_sent
            .is_some()
    );
}

#[test]
fn outbox_a_sender_claims_what_it_can_send_within_the_lease() {
    let mut full = basket();
    full.outbox = (1..=6)
        .map(|number| OutboxRow {
            id: mail(number),
            message: Message::PaymentRequest { link_id: link(1) },
            queued_at: at(0),
            tries: 0,
            state: RowState::Queued { try_at: at(2) },
        })
        .collect();
    let ids = |rows: &[OutboxRow]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    let (first, rows) = claim_mails(&full, at(0)).unwrap();
    assert_eq!(ids(&rows), [mail(1), mail(2), mail(3), mail(4)]);
    let (second, rest) = claim_mails(&first, at(1)).unwrap();
    assert_eq!(ids(&rest), [mail(5), mail(6)]);
    assert_eq!(claim_mails(&second, at(1)), None);

    // The first sender is slow: what it claimed is its own until the lease ends.
    let held = |basket: &Basket, at| rows.iter().all(|row| row_is_held(basket, row, at));
    assert!(held(&second, at(1)));
    assert!(!held(&second, at(2)), "the lease ran out");
    let (taken, _) = claim_mails(&second, at(2)).unwrap();
    assert!(rows.iter().all(|row| !row_is_held(&taken, row, at(1))));
    let sent = apply(&second, &Fact::MailSent { mail_id: mail(1) }, at(1));
    assert!(!row_is_held(&sent, &rows[0], at(1)));
    assert!(row_is_held(&sent, &rows[1], at(1)));
}

#[test]
fn outbox_a_mail_is_leased_retried_and_given_up() {
    let command = Command::CreateLink(NewLink {
        email: Some(mail(1)),
        ..new_link(1, AmountRequest::Follow)
    });
    let queued = decide(&basket(), &command, &staff(0)).unwrap();
    assert_eq!(next_due(&queued), Some(at(2)));
    let (leased, _) = claim_mails(&queued, at(0)).unwrap();
    assert_eq!(claim_mails(&leased, at(1)), None, "another sender has it");
    assert!(claim_mails(&leased, at(2)).is_some(), "the lease ran out");
    let fact = |retry| Fact::MailNotSent {
        mail_id: mail(1),
        retry,
        reason: "x".to_owned(),
        notice: mail(700),
    };
    let retry = apply(&leased, &fact(true), at(1));
    assert_eq!(next_due(&retry), Some(at(2)));
    assert!(claim_mails(&retry, at(1)).is_none());
    assert_eq!(work(&retry, at(2)).mails, [mail(1)]);
    let given_up = apply(&leased, &fact(false), at(1));
    assert!(matches!(given_up.outbox[0].state, RowState::Failed { .. }));
    assert_eq!(given_up.flags(), [BasketFlag::EmailFailed]);
    let resend = Command::SendLink {
        link_id: link(1),
        mail_id: mail(2),
    };
    let resent = decide(&given_up, &resend, &staff(2)).unwrap();
    assert!(
        resent.flags().is_empty(),
        "sending again settles the failure"
    );
    let sent = apply(&leased, &Fact::MailSent { mail_id: mail(1) }, at(1));
    assert!(sent.outbox.is_empty());
    assert_eq!(
        apply(&sent, &Fact::MailSent { mail_id: mail(1) }, at(2)),
        sent
    );
}

#[test]
fn outbox_a_mail_that_was_asked_for_before_is_not_sent_again() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let send = |n| Command::SendLink {
        link_id: link(1),
        mail_id: mail(n),
    };
    let first = decide(&basket, &send(1), &staff(1)).unwrap();
    let second = decide(&first, &send(2), &staff(2)).unwrap();
    assert_eq!(decide(&second, &send(1), &staff(3)).unwrap(), second);
}

#[test]
fn outbox_a_skipped_mail_is_no_failure() {
    let command = Command::CreateLink(NewLink {
        email: Some(mail(1)),
        ..new_link(1, AmountRequest::Follow)
    });
    let queued = decide(&basket(), &command, &staff(0)).unwrap();
    let paid = decide(&queued, &cash(1, 10_000, false), &staff(1)).unwrap();
    let fact = Fact::MailSkipped {
        mail_id: mail(1),
        reason: "paid".to_owned(),
    };
    let skipped = apply(&paid, &fact, at(2));
    assert!(skipped.flags().is_empty());
    assert_eq!(skipped.links[0].email, None);
}

#[test]
fn r12_a_refusal_does_not_close_a_session_that_another_caller_opened() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let open = opened(&basket, 1, link(1), 1);
    assert_eq!(
        apply(
            &open,
            &Fact::SessionRefused {
                attempt_id: attempt(1)
            },
            at(2)
        ),
        open
    );
    let reserved = decide(&basket, &start(1, link(1)), &guest(1)).unwrap();
    let refused = apply(
        &reserved,
        &Fact::SessionRefused {
            attempt_id: attempt(1),
        },
        at(2),
    );
    assert_eq!(refused.balance().reserved, Amount::ZERO);
}

#[test]
fn due_everything_that_needs_time_is_in_the_index() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let end = 14 * 24 * 60;
    assert_eq!(next_due(&basket), Some(at(end)));
    assert_eq!(work(&basket, at(end)).expired_links, [link(1)]);
    let noted = apply(&basket, &Fact::LinkExpired { link_id: link(1) }, at(end));
    assert_eq!(next_due(&noted), None);
    let open = opened(&basket, 1, link(1), 1);
    assert_eq!(next_due(&open), Some(at(11)));
    assert_eq!(work(&open, at(11)).attempts, [attempt(1)]);
    let checked = apply(
        &open,
        &Fact::Checked {
            attempt_id: attempt(1),
        },
        at(11),
    );
    assert_eq!(next_due(&checked), Some(at(21)));
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

#[test]
fn mails_that_people_ask_for_are_counted_per_hour() {
    let mut basket = with_link(&basket(), 1, AmountRequest::Follow);
    let send = |basket: &Basket, n, minutes| {
        decide(
            basket,
            &Command::SendLink {
                link_id: link(1),
                mail_id: mail(n),
            },
            &staff(minutes),
        )
    };
    for n in 0..u64::try_from(limits::EMAILS_PER_HOUR).unwrap() {
        basket = send(&basket, n, 1).unwrap();
    }
    assert_eq!(
        send(&basket, 90, 2),
        Err(Refusal::TooManyEmails { retry_at: at(61) })
    );
    assert!(send(&basket, 90, 61).is_ok());
}

#[test]
fn the_item_reads_back_as_it_was_written() {
    let basket = with_link(&basket(), 1, AmountRequest::Amount(money(3_000)));
    let open = opened(&basket, 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 3_000), at(5));
    let cash = decide(&paid, &cash(1, 500, false), &staff(6)).unwrap();
    let item: serde_dynamo::Item = serde_dynamo::to_item(&cash).unwrap();
    let read: Basket = serde_dynamo::from_item(item).unwrap();
    assert_eq!(read, cash);
    insta::assert_json_snapshot!(cash);
}
