//! What a link shows of its mail, and when a mail is given up (R22).

use super::*;

pub(super) fn mailed(basket: &Basket, n: u64) -> Basket {
    let send = Command::SendLink {
        link_id: link(n),
        mail_id: mail(n),
    };
    decide(basket, &send, &staff(0)).unwrap()
}

/// A basket with two links, each emailed in the mail of its number.
fn two_mailed() -> Basket {
    let one = with_link(&basket(), 1, AmountRequest::Follow);
    let two = with_link(&one, 2, AmountRequest::Amount(money(3_000)));
    mailed(&mailed(&two, 1), 2)
}

pub(super) fn email_of(basket: &Basket, n: u64) -> (MailId, EmailStatus, Timestamp) {
    let email = basket.link(link(n)).unwrap().email.as_ref().unwrap();
    (email.mail_id, email.status, email.at)
}

pub(super) fn not_sent(n: u64, retry: bool) -> Fact {
    Fact::MailNotSent {
        mail_id: mail(n),
        retry,
        reason: "550 no such mailbox".to_owned(),
        notice: mail(700 + n),
    }
}

#[test]
fn r22_a_link_shows_what_became_of_its_mail() {
    let queued = two_mailed();
    assert_eq!(email_of(&queued, 1), (mail(1), EmailStatus::Queued, at(0)));
    assert_eq!(email_of(&queued, 2), (mail(2), EmailStatus::Queued, at(0)));
    let sent = apply(&queued, &Fact::MailSent { mail_id: mail(1) }, at(1));
    let failed = apply(&sent, &not_sent(2, false), at(2));
    assert_eq!(email_of(&failed, 1), (mail(1), EmailStatus::Sent, at(1)));
    assert_eq!(email_of(&failed, 2), (mail(2), EmailStatus::Failed, at(2)));
}

#[test]
fn r22_a_mail_is_tried_for_three_days() {
    let queued = two_mailed();
    let end = 3 * 24 * 60;
    let before = apply(&queued, &not_sent(1, true), at(end - 1));
    assert_eq!(email_of(&before, 1), email_of(&queued, 1));
    assert!(before.flags().is_empty());
    let given_up = apply(&queued, &not_sent(1, true), at(end));
    assert_eq!(
        email_of(&given_up, 1),
        (mail(1), EmailStatus::Failed, at(end))
    );
    assert_eq!(given_up.flags(), [BasketFlag::EmailFailed]);
}

#[test]
fn r22_a_mail_that_was_given_up_is_not_tried_again_for_an_older_failure_told_late() {
    let given_up = apply(&two_mailed(), &not_sent(1, false), at(1));
    assert_eq!(apply(&given_up, &not_sent(1, true), at(2)), given_up);
    assert_eq!(apply(&given_up, &not_sent(1, false), at(2)), given_up);
}

#[test]
fn r22_a_failed_mail_is_raised_while_its_link_asks_for_money() {
    let one = mailed(&with_link(&basket(), 1, AmountRequest::Follow), 1);
    let failed = apply(&one, &not_sent(1, false), at(1));
    assert_eq!(failed.flags(), [BasketFlag::EmailFailed]);
    let cancel = Command::CancelLink {
        link_id: link(1),
        confirm: false,
    };
    for settled in [
        cancel,
        Command::CancelBasket { confirm: false },
        buyer_is_ben(false),
        cash(1, 10_000, false),
    ] {
        let basket = decide(&failed, &settled, &staff(2)).unwrap();
        assert!(basket.flags().is_empty(), "{settled:?}");
    }
}
