//! The ledger against what the gateway shows (R16).
//!
//! [`compare`] is a pure, total function. It only says what differs: what is missing is recorded as
//! any fact is, and what differs is never corrected but told to a person.

use jiff::Timestamp;

use super::apply::payment::GatewayPayment;
use super::apply::refund::GatewayRefund;
use super::apply::{Fact, apply};
use super::basket::Basket;
use super::ids::AttemptId;
use super::money::{Amount, Currency};
use super::payment::{Payment, RefundStatus, Source};

/// What comparing one fact of the gateway with a basket shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The ledger has it, or something newer.
    Agrees,
    /// The ledger lacks it and still asks the gateway about it by itself: to be recorded.
    Awaited,
    /// The ledger lacks it and waits for nothing: to be recorded, and told to a person.
    Missing,
    /// The ledger has it with another amount or currency.
    Differs {
        /// The ledger's amount.
        amount: Amount,
        /// The ledger's currency.
        currency: Currency,
    },
    /// The ledger has money of an attempt that is not paid at the gateway.
    NotPaid {
        /// The payment intent of that money.
        payment_intent: String,
    },
}

/// Compares what the gateway shows with what the ledger has.
pub fn compare(basket: &Basket, fact: &Fact, now: Timestamp) -> Finding {
    match fact {
        Fact::PaymentSucceeded(payment) => compare_payment(basket, payment),
        Fact::Refunded(refund) => compare_refund(basket, refund),
        // The amount of a dispute changes nothing here, so it is no matter if it moves.
        Fact::Disputed(_) => {
            if apply(basket, fact, now) == *basket {
                Finding::Agrees
            } else {
                Finding::Missing
            }
        }
        Fact::PaymentProcessing { attempt_id, .. } => match payment_of_attempt(basket, *attempt_id)
        {
            Some(payment_intent) => Finding::NotPaid { payment_intent },
            None if apply(basket, fact, now) == *basket => Finding::Agrees,
            None => Finding::Awaited,
        },
        // An attempt that is open asks the gateway by itself, and no money is at stake.
        Fact::SessionOpened { attempt_id, .. }
        | Fact::SessionExpired { attempt_id }
        | Fact::PaymentFailed { attempt_id } => match payment_of_attempt(basket, *attempt_id) {
            Some(payment_intent) => Finding::NotPaid { payment_intent },
            None => Finding::Agrees,
        },
        // These are ours to say, not the gateway's.
        Fact::SessionRefused { .. }
        | Fact::AttemptGivenUp { .. }
        | Fact::Checked { .. }
        | Fact::RefundChecked { .. }
        | Fact::RefundOutOfReach { .. }
        | Fact::ReminderDue { .. }
        | Fact::LinkExpired { .. }
        | Fact::MailSent { .. }
        | Fact::MailNotSent { .. }
        | Fact::MailSkipped { .. }
        | Fact::WebhookDone { .. }
        | Fact::WebhookNotDelivered { .. }
        | Fact::MailReported { .. }
        | Fact::EndpointDisabled { .. } => Finding::Agrees,
    }
}

/// The payments of a basket that an account should have: taken by it and received in
/// [`since`, `until`]; each with its payment intent.
pub fn payments_of_account<'a>(
    basket: &'a Basket,
    account: Option<&'a str>,
    since: Timestamp,
    until: Timestamp,
) -> impl Iterator<Item = (&'a Payment, &'a str)> {
    basket
        .payments
        .iter()
        .filter(move |payment| since <= payment.received_at && payment.received_at <= until)
        .filter_map(move |payment| match &payment.source {
            Source::Gateway {
                payment_intent,
                account: taken_by,
                ..
            } if taken_by.as_deref() == account => Some((payment, payment_intent.as_str())),
            Source::Gateway { .. } | Source::Manual { .. } => None,
        })
}

fn compare_payment(basket: &Basket, told: &GatewayPayment) -> Finding {
    match basket.payment_of_intent(&told.payment_intent) {
        Some(known) if (known.amount, known.currency) == (told.amount, told.currency) => {
            Finding::Agrees
        }
        Some(known) => Finding::Differs {
            amount: known.amount,
            currency: known.currency,
        },
        None => {
            let asks = basket
                .attempt(told.attempt_id)
                .is_some_and(|attempt| attempt.is_live());
            if asks {
                Finding::Awaited
            } else {
                Finding::Missing
            }
        }
    }
}

fn compare_refund(basket: &Basket, told: &GatewayRefund) -> Finding {
    let known = basket
        .refunds
        .iter()
        .find(|refund| refund.is_told_by(told.refund_id, told.gateway_id.as_deref()));
    let Some(known) = known else {
        return Finding::Missing;
    };
    if (known.amount, known.currency) != (told.amount, told.currency) {
        return Finding::Differs {
            amount: known.amount,
            currency: known.currency,
        };
    }
    let is_behind = known.status < told.status
        || (known.was_only_refused() && told.status != RefundStatus::Failed);
    if !is_behind {
        Finding::Agrees
    } else if known.status == RefundStatus::Pending {
        Finding::Awaited
    } else {
        Finding::Missing
    }
}

fn payment_of_attempt(basket: &Basket, id: AttemptId) -> Option<String> {
    basket
        .payments
        .iter()
        .find_map(|payment| match &payment.source {
            Source::Gateway {
                payment_intent,
                attempt_id,
                ..
            } if *attempt_id == id => Some(payment_intent.clone()),
            Source::Gateway { .. } | Source::Manual { .. } => None,
        })
}

#[cfg(test)]
mod tests {
    use super::super::apply::dispute::GatewayDispute;
    use super::super::apply::payment::PaymentMails;
    use super::super::decide::create_link::AmountRequest;
    use super::super::ids::{AttemptId, LinkId, PaymentId};
    use super::super::payment::{DisputeStatus, Method};
    use super::*;
    use crate::test_support::{at, basket, link, mail, money, opened, paid_fact, with_link};

    fn ulid(n: u64) -> ulid::Ulid {
        ulid::Ulid::from_parts(1_800_000_000_000, u128::from(n))
    }

    fn chf() -> Currency {
        Currency::from_code("CHF").unwrap()
    }

    fn payment(minor: i64) -> Fact {
        Fact::PaymentSucceeded(GatewayPayment {
            attempt_id: AttemptId::new(ulid(1)),
            link_id: LinkId::new(ulid(2)),
            payment_intent: "pi_1".to_owned(),
            account: None,
            amount: money(minor),
            currency: chf(),
            method: Method::Card,
            received_at: at(10),
            payment_id: PaymentId::new(ulid(3)),
            mails: PaymentMails {
                receipt: mail(1),
                notice: mail(2),
                tickets: None,
            },
        })
    }

    fn refund(minor: i64, status: RefundStatus) -> Fact {
        Fact::Refunded(GatewayRefund {
            gateway_id: Some("re_1".to_owned()),
            refund_id: crate::ids::RefundId::new(ulid(4)),
            payment_intent: "pi_1".to_owned(),
            amount: money(minor),
            currency: chf(),
            status,
            notice: mail(3),
        })
    }

    fn dispute(status: DisputeStatus) -> Fact {
        Fact::Disputed(GatewayDispute {
            gateway_id: "dp_1".to_owned(),
            payment_intent: "pi_1".to_owned(),
            amount: money(1_000),
            status,
            answer_by: None,
            notice: mail(601),
        })
    }

    fn with(facts: &[Fact]) -> Basket {
        facts
            .iter()
            .fold(basket(), |basket, fact| apply(&basket, fact, at(11)))
    }

    #[test]
    fn r16_what_is_recorded_agrees() {
        let facts = [
            payment(1_000),
            refund(500, RefundStatus::Succeeded),
            dispute(DisputeStatus::Lost),
        ];
        let ledger = with(&facts);
        for fact in &facts {
            assert_eq!(compare(&ledger, fact, at(20)), Finding::Agrees, "{fact:?}");
        }
        // A list that was read before something newer was recorded.
        for fact in [
            refund(500, RefundStatus::Pending),
            dispute(DisputeStatus::Open),
        ] {
            assert_eq!(compare(&ledger, &fact, at(20)), Finding::Agrees, "{fact:?}");
        }
    }

    #[test]
    fn r16_what_the_ledger_lacks_is_missing_unless_it_still_asks() {
        let ledger = with(&[payment(1_000)]);
        assert_eq!(
            compare(&basket(), &payment(1_000), at(20)),
            Finding::Missing
        );
        let told = refund(500, RefundStatus::Succeeded);
        assert_eq!(compare(&ledger, &told, at(20)), Finding::Missing);
        let pending = apply(&ledger, &refund(500, RefundStatus::Pending), at(12));
        assert_eq!(compare(&pending, &told, at(20)), Finding::Awaited);
        let returned = apply(&pending, &told, at(13));
        let failed = refund(500, RefundStatus::Failed);
        assert_eq!(compare(&returned, &failed, at(20)), Finding::Missing);
        let open = apply(&ledger, &dispute(DisputeStatus::Open), at(12));
        let won = dispute(DisputeStatus::Won);
        assert_eq!(compare(&open, &won, at(20)), Finding::Missing);
    }

    #[test]
    fn r16_other_amounts_differ() {
        let ledger = with(&[payment(1_000), refund(500, RefundStatus::Succeeded)]);
        let of = |minor| Finding::Differs {
            amount: money(minor),
            currency: chf(),
        };
        assert_eq!(compare(&ledger, &payment(999), at(20)), of(1_000));
        let told = refund(501, RefundStatus::Succeeded);
        assert_eq!(compare(&ledger, &told, at(20)), of(500));
    }

    #[test]
    fn r16_money_of_a_session_that_is_not_paid_is_doubted() {
        let ledger = with(&[payment(1_000)]);
        let attempt_id = AttemptId::new(ulid(1));
        let doubted = Finding::NotPaid {
            payment_intent: "pi_1".to_owned(),
        };
        for fact in [
            Fact::SessionExpired { attempt_id },
            Fact::PaymentFailed { attempt_id },
            Fact::PaymentProcessing {
                attempt_id,
                session_id: "cs_1".to_owned(),
            },
        ] {
            assert_eq!(compare(&ledger, &fact, at(20)), doubted, "{fact:?}");
            assert_eq!(compare(&basket(), &fact, at(20)), Finding::Agrees);
        }
        let of_another = Fact::SessionExpired {
            attempt_id: AttemptId::new(ulid(9)),
        };
        assert_eq!(compare(&ledger, &of_another, at(20)), Finding::Agrees);
    }

    #[test]
    fn r16_an_open_attempt_awaits_what_the_gateway_shows_of_it() {
        let open = opened(
            &with_link(&basket(), 1, AmountRequest::Follow),
            1,
            link(1),
            1,
        );
        let processing = Fact::PaymentProcessing {
            attempt_id: open.attempts[0].id,
            session_id: "cs_1".to_owned(),
        };
        assert_eq!(compare(&open, &processing, at(20)), Finding::Awaited);
        let known = apply(&open, &processing, at(5));
        assert_eq!(compare(&known, &processing, at(20)), Finding::Agrees);
        let paid = paid_fact(1, link(1), 10_000);
        assert_eq!(compare(&known, &paid, at(20)), Finding::Awaited);
    }

    #[test]
    fn r16_a_refund_that_we_read_as_refused_is_missing_where_it_was_made() {
        let Fact::Refunded(told) = refund(500, RefundStatus::Failed) else {
            unreachable!()
        };
        let refused = Fact::Refunded(GatewayRefund {
            gateway_id: None,
            ..told
        });
        let ledger = with(&[payment(1_000), refused]);
        let of = |status| compare(&ledger, &refund(500, status), at(20));
        assert_eq!(of(RefundStatus::Failed), Finding::Agrees);
        assert_eq!(of(RefundStatus::Pending), Finding::Missing);
        assert_eq!(of(RefundStatus::Succeeded), Finding::Missing);
    }

    #[test]
    fn r16_payments_are_those_of_the_account_and_the_span() {
        let ledger = with(&[payment(1_000)]);
        let count = |account, since, until| {
            payments_of_account(&ledger, account, at(since), at(until)).count()
        };
        assert_eq!(count(None, 10, 10), 1);
        assert_eq!(count(None, 11, 20), 0);
        assert_eq!(count(None, 0, 9), 0);
        assert_eq!(count(Some("acct_1"), 0, 20), 0);
    }
}
