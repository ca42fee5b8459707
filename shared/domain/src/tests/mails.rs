//! Who is written to, and what a link shows of its mail (R7, R13, R20, R22).

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

#[test]
fn r20_nothing_is_sent_to_a_buyer_who_is_staff_or_has_no_address() {
    let tickets = Some(mail(9));
    let open = opened(
        &with_link(&basket(), 1, AmountRequest::Follow),
        1,
        link(1),
        1,
    );
    let Fact::PaymentSucceeded(payment) = paid_fact(1, link(1), 10_000) else {
        unreachable!()
    };
    let mails = PaymentMails {
        tickets,
        ..payment.mails.clone()
    };
    let by_card = Fact::PaymentSucceeded(GatewayPayment { mails, ..payment });
    let Command::RecordPayment(payment) = cash(1, 10_000, true) else {
        unreachable!()
    };
    let by_cash = Command::RecordPayment(NewPayment { tickets, ..payment });
    let kinds = |basket: &Basket| {
        let messages = basket.outbox.iter().map(|row| row.message.kind());
        messages.collect::<Vec<_>>()
    };
    let receipt = MessageKind::Receipt;
    let notice = MessageKind::StaffNotice;
    let tickets = MessageKind::Tickets;

    let paid = apply(&open, &by_card, at(5));
    assert_eq!(kinds(&paid), [receipt, notice, tickets]);
    let paid = decide(&open, &by_cash, &staff(5)).unwrap();
    assert_eq!(kinds(&paid), [receipt, tickets]);

    let mut by_staff = open.clone();
    by_staff.buyer.staff_role = Some(StaffRole::Employee);
    let mut unreachable = open;
    unreachable.buyer.email = None;
    for basket in [by_staff, unreachable] {
        let paid = apply(&basket, &by_card, at(5));
        assert_eq!(kinds(&paid), [notice], "{:?}", basket.buyer);
        assert_eq!(paid.tickets_sent, None);
        let paid = decide(&basket, &by_cash, &staff(5)).unwrap();
        assert_eq!(kinds(&paid), [], "{:?}", basket.buyer);
        assert_eq!(paid.tickets_sent, None);
    }
}

#[test]
fn r13_a_new_link_is_made_unless_an_earlier_request_left_a_good_one() {
    let end = 14 * 24 * 60;
    let ask = |basket: &Basket, expired, n, minutes| {
        let new = NewLink {
            email: Some(mail(n)),
            ..new_link(n, AmountRequest::Follow)
        };
        let request = Command::RequestNewLink {
            expired: link(expired),
            link: new,
        };
        decide(basket, &request, &guest(minutes)).unwrap()
    };
    let links = |basket: &Basket| basket.links.len();
    let expired = with_link(&basket(), 1, AmountRequest::Follow);

    // Whatever else staff made meanwhile may ask for a part only, and is theirs to send.
    let deposit = Command::CreateLink(new_link(2, AmountRequest::Percent(30)));
    let with_deposit = decide(&expired, &deposit, &staff(end)).unwrap();
    let asked = ask(&with_deposit, 1, 3, end);
    assert_eq!(links(&asked), 3);
    assert_eq!(email_of(&asked, 3).0, mail(3));

    // A link that was made for an earlier request is sent again until it has expired as well.
    let asked = ask(&expired, 1, 2, end);
    assert_eq!(links(&asked), 2);
    let again = ask(&asked, 1, 3, 2 * end - 1);
    assert_eq!(links(&again), 2);
    assert_eq!(email_of(&again, 2).0, mail(3));
    let anew = ask(&asked, 1, 3, 2 * end);
    assert_eq!(links(&anew), 3);
    assert_eq!(email_of(&anew, 3).0, mail(3));
}

#[test]
fn r7_a_repeated_order_to_send_a_link_queues_its_mail_once() {
    let send = Command::SendLink {
        link_id: link(1),
        mail_id: mail(1),
    };
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let queued = decide(&basket, &send, &staff(1)).unwrap();
    assert_eq!(decide(&queued, &send, &staff(2)).unwrap(), queued);
    let sent = apply(&queued, &Fact::MailSent { mail_id: mail(1) }, at(3));
    assert!(sent.outbox.is_empty());
    assert_eq!(decide(&sent, &send, &staff(4)).unwrap(), sent);
}
