//! What the mail service tells later of a mail that it took (R22).

use super::super::events::events_between;
use super::super::outbox::{MailReport, SentMail};
use super::super::webhook::Event;
use super::mails::{email_of, mailed, not_sent};
use super::*;

const REPORTS: [MailReport; 6] = [
    MailReport::Delayed,
    MailReport::SoftBounced,
    MailReport::Delivered,
    MailReport::Rejected,
    MailReport::Bounced,
    MailReport::Complained,
];

fn report(n: u64, report: MailReport) -> Fact {
    Fact::MailReported {
        mail_id: mail(n),
        report,
        reason: format!("{report:?}"),
        notice: mail(700 + n),
    }
}

fn told(basket: &Basket, n: u64, what: MailReport, minutes: i64) -> Basket {
    apply(basket, &report(n, what), at(minutes))
}

fn went(basket: &Basket, n: u64) -> Basket {
    apply(basket, &Fact::MailSent { mail_id: mail(n) }, at(1))
}

/// A basket whose one link is in mail 1, which is queued.
fn queued() -> Basket {
    mailed(&with_link(&basket(), 1, AmountRequest::Follow), 1)
}

fn sent() -> Basket {
    went(&queued(), 1)
}

fn status(basket: &Basket) -> EmailStatus {
    email_of(basket, 1).1
}

fn tickets() -> Basket {
    let paid = decide(&basket(), &cash(1, 10_000, false), &staff(0)).unwrap();
    let send = Command::SendTickets {
        mail_id: mail(5),
        force: false,
    };
    decide(&paid, &send, &staff(0)).unwrap()
}

/// Paid by card, with the receipt and the staff's notice on their way.
fn paid_by_card() -> (Basket, MailId, MailId) {
    let open = opened(
        &with_link(&basket(), 1, AmountRequest::Follow),
        1,
        link(1),
        1,
    );
    let fact = paid_fact(1, link(1), 10_000);
    let Fact::PaymentSucceeded(payment) = &fact else {
        unreachable!()
    };
    let mails = (payment.mails.receipt, payment.mails.notice);
    (apply(&open, &fact, at(2)), mails.0, mails.1)
}

fn of_mail(mail_id: MailId, report: MailReport) -> Fact {
    Fact::MailReported {
        mail_id,
        report,
        reason: "reason".to_owned(),
        notice: mail(700),
    }
}

#[test]
fn r22_a_link_shows_what_the_mail_service_tells_of_its_mail() {
    let wanted = [
        EmailStatus::Delayed,
        EmailStatus::SoftBounced,
        EmailStatus::Delivered,
        EmailStatus::Rejected,
        EmailStatus::Bounced,
        EmailStatus::Complained,
    ];
    for (what, wanted) in REPORTS.into_iter().zip(wanted) {
        let basket = told(&sent(), 1, what, 2);
        assert_eq!(email_of(&basket, 1), (mail(1), wanted, at(2)));
        let mails = [SentMail {
            id: mail(1),
            message: Message::PaymentRequest { link_id: link(1) },
            status: wanted,
            at: at(2),
        }];
        assert_eq!(basket.mails, mails);
        let about_it = |mail: &SentMail| mail.id != super::mail(701);
        let emails: Vec<_> = basket.emails().into_iter().filter(about_it).collect();
        assert_eq!(emails, mails);
        let line = basket.history.last().unwrap();
        assert_eq!(line.actor, Actor::System);
        let message = MessageKind::PaymentRequest;
        let event = match what {
            MailReport::Delayed => HistoryEvent::EmailDelayed { message },
            MailReport::Delivered => HistoryEvent::EmailDelivered { message },
            MailReport::SoftBounced
            | MailReport::Rejected
            | MailReport::Bounced
            | MailReport::Complained => HistoryEvent::EmailFailed {
                message,
                reason: format!("{what:?}"),
            },
        };
        assert_eq!(line.event, event);
    }
}

#[test]
fn r22_an_older_report_never_undoes_a_newer_one_and_a_second_changes_nothing() {
    let order = [
        (EmailStatus::Queued, false),
        (EmailStatus::Failed, true),
        (EmailStatus::Sent, false),
        (EmailStatus::Delayed, false),
        (EmailStatus::SoftBounced, true),
        (EmailStatus::Delivered, false),
        (EmailStatus::Rejected, true),
        (EmailStatus::Bounced, true),
        (EmailStatus::Complained, true),
    ];
    for (at_now, (status, failed)) in order.into_iter().enumerate() {
        assert_eq!(status.is_failed(), failed, "{status:?}");
        for (rank, report) in REPORTS.into_iter().enumerate() {
            let (told, _) = order[rank + 3];
            let raised = (rank + 3 > at_now).then_some(told);
            assert_eq!(status.raised_by(report), raised, "{status:?} {report:?}");
        }
    }
}

/// All orders of all reports, each told twice: the state of the mail and what is kept of it is one.
#[test]
fn r22_reports_in_any_order_end_the_same() {
    fn orders(of: &[MailReport]) -> Vec<Vec<MailReport>> {
        if of.is_empty() {
            return vec![Vec::new()];
        }
        let mut all = Vec::new();
        for (n, first) in of.iter().enumerate() {
            let mut rest = of.to_vec();
            rest.remove(n);
            for mut order in orders(&rest) {
                order.insert(0, *first);
                all.push(order);
            }
        }
        all
    }
    for order in orders(&REPORTS) {
        let mut basket = sent();
        for what in order.iter().chain(&order) {
            basket = told(&basket, 1, *what, 2);
        }
        assert_eq!(status(&basket), EmailStatus::Complained, "{order:?}");
        assert_eq!(basket.mails.len(), 1);
        assert_eq!(told(&basket, 1, order[0], 3), basket);
    }
    let delivered = told(&sent(), 1, MailReport::Delivered, 2);
    let bounced = told(&delivered, 1, MailReport::Bounced, 3);
    assert_eq!(told(&bounced, 1, MailReport::Delivered, 4), bounced);
    // An answering machine's report is no bounce of a mail that was delivered.
    assert_eq!(told(&delivered, 1, MailReport::SoftBounced, 3), delivered);
}

#[test]
fn r22_a_report_shows_that_a_mail_went_whose_sender_died() {
    let (leased, _) = claim_mails(&queued(), at(1)).unwrap();
    let again = apply(&leased, &not_sent(1, true), at(1));
    let given_up = apply(&leased, &not_sent(1, false), at(1));
    for unsure in [leased, again, given_up] {
        for (what, wanted) in [
            (MailReport::Delivered, EmailStatus::Delivered),
            (MailReport::Delayed, EmailStatus::Delayed),
            (MailReport::Bounced, EmailStatus::Bounced),
        ] {
            let basket = told(&unsure, 1, what, 2);
            let notices = |message: &Message| message.kind() == MessageKind::EmailFailed;
            assert!(
                basket.outbox.iter().all(|row| notices(&row.message)),
                "it is not sent a second time"
            );
            let claimed = claim_mails(&basket, at(60)).map_or(Vec::new(), |(_, rows)| rows);
            assert!(claimed.iter().all(|row| row.id != mail(1)));
            assert_eq!(status(&basket), wanted);
            let events: Vec<_> = basket.history.iter().map(|line| &line.event).collect();
            let message = MessageKind::PaymentRequest;
            assert!(events.contains(&&HistoryEvent::EmailSent { message }));
            // Its sender, or another one, may come late.
            for late in [
                Fact::MailSent { mail_id: mail(1) },
                not_sent(1, true),
                not_sent(1, false),
            ] {
                assert_eq!(apply(&basket, &late, at(3)), basket);
            }
        }
    }
}

#[test]
fn r22_a_report_of_a_mail_that_is_not_the_baskets_changes_nothing() {
    for basket in [basket(), queued(), sent(), tickets()] {
        for what in REPORTS {
            assert_eq!(told(&basket, 9, what, 2), basket);
        }
    }
}

#[test]
fn r22_a_mail_that_did_not_arrive_is_raised_while_its_link_asks_for_money() {
    for what in REPORTS {
        let basket = told(&sent(), 1, what, 2);
        let raised: &[BasketFlag] = match what {
            MailReport::Delayed | MailReport::Delivered => &[],
            MailReport::SoftBounced
            | MailReport::Rejected
            | MailReport::Bounced
            | MailReport::Complained => &[BasketFlag::EmailFailed],
        };
        assert_eq!(basket.flags(), raised, "{what:?}");
    }
    let bounced = told(&sent(), 1, MailReport::Bounced, 2);
    for settled in [
        Command::CancelLink {
            link_id: link(1),
            confirm: false,
        },
        Command::CancelBasket { confirm: false },
        buyer_is_ben(false),
        cash(1, 10_000, false),
    ] {
        let basket = decide(&bounced, &settled, &staff(2)).unwrap();
        assert!(basket.flags().is_empty(), "{settled:?}");
    }
    // Sent again, it is the newer mail that counts, whatever is told of the older.
    let send = Command::SendLink {
        link_id: link(1),
        mail_id: mail(2),
    };
    let again = decide(&bounced, &send, &staff(3)).unwrap();
    assert!(again.flags().is_empty());
    let later = told(&went(&again, 2), 1, MailReport::Complained, 4);
    assert_eq!(email_of(&later, 1).0, mail(2));
    assert_eq!(status(&later), EmailStatus::Sent);
    assert!(later.flags().is_empty());
    let statuses: Vec<_> = later.mails.iter().map(|mail| mail.status).collect();
    assert_eq!(statuses, [EmailStatus::Complained, EmailStatus::Sent]);
}

#[test]
fn r22_tickets_that_did_not_arrive_are_raised_until_they_are_sent_again() {
    let queued = tickets();
    assert_eq!(queued.tickets_email(), Some(EmailStatus::Queued));
    let given_up = apply(&queued, &not_sent(5, false), at(1));
    assert_eq!(given_up.tickets_email(), Some(EmailStatus::Failed));
    assert_eq!(given_up.flags(), [BasketFlag::EmailFailed]);
    let sent = went(&queued, 5);
    assert_eq!(sent.tickets_email(), Some(EmailStatus::Sent));
    let bounced = told(&sent, 5, MailReport::Bounced, 2);
    assert_eq!(bounced.tickets_email(), Some(EmailStatus::Bounced));
    assert_eq!(bounced.flags(), [BasketFlag::EmailFailed]);
    let again = Command::SendTickets {
        mail_id: mail(6),
        force: false,
    };
    let again = decide(&bounced, &again, &staff(3)).unwrap();
    assert_eq!(again.tickets_email(), Some(EmailStatus::Queued));
    assert!(again.flags().is_empty());
    let cancel = Command::CancelBasket { confirm: false };
    let cancelled = decide(&bounced, &cancel, &staff(3)).unwrap();
    assert!(!cancelled.flags().contains(&BasketFlag::EmailFailed));
    assert_eq!(basket().tickets_email(), None);
    let skipped = Fact::MailSkipped {
        mail_id: mail(5),
        reason: "no address".to_owned(),
    };
    assert_eq!(apply(&queued, &skipped, at(1)).tickets_email(), None);
}

#[test]
fn r22_a_receipt_shows_how_far_it_came_and_a_notice_only_where_it_failed() {
    let (paid, receipt, notice) = paid_by_card();
    let payment = paid.payments[0].id;
    let shown = |basket: &Basket| basket.receipt_email(payment);
    assert_eq!(shown(&paid), Some(EmailStatus::Queued));
    assert_eq!(paid.receipt_email(PaymentId::new(ulid(99))), None);
    let mut sent = paid.clone();
    for mail_id in [receipt, notice] {
        sent = apply(&sent, &Fact::MailSent { mail_id }, at(3));
    }
    assert_eq!(shown(&sent), Some(EmailStatus::Sent));
    let delivered = apply(&sent, &of_mail(receipt, MailReport::Delivered), at(4));
    assert_eq!(shown(&delivered), Some(EmailStatus::Delivered));
    let bounced = apply(&sent, &of_mail(receipt, MailReport::Bounced), at(4));
    assert_eq!(shown(&bounced), Some(EmailStatus::Bounced));
    // It stands in the history, and money is not waiting for it.
    assert!(bounced.flags().is_empty());

    for quiet in [MailReport::Delivered, MailReport::Delayed] {
        assert_eq!(apply(&sent, &of_mail(notice, quiet), at(4)), sent);
    }
    let failed = apply(&sent, &of_mail(notice, MailReport::Bounced), at(4));
    let line = &failed.history.last().unwrap().event;
    let message = MessageKind::StaffNotice;
    let reason = "reason".to_owned();
    assert_eq!(*line, HistoryEvent::EmailFailed { message, reason });
    // The notice of a sender that died went out all the same.
    let taken = apply(&paid, &of_mail(notice, MailReport::Delivered), at(4));
    assert_eq!(taken.outbox.len(), 1);
}

#[test]
fn r22_the_merchants_systems_are_told_once_of_a_mail_that_did_not_arrive() {
    let failed = [Event::EmailFailed {
        mail_id: mail(1),
        message: MessageKind::PaymentRequest,
    }];
    let sent = sent();
    for what in REPORTS {
        let basket = told(&sent, 1, what, 2);
        let events = events_between(&sent, &basket);
        match what {
            MailReport::Delayed | MailReport::Delivered => assert_eq!(events, []),
            MailReport::SoftBounced
            | MailReport::Rejected
            | MailReport::Bounced
            | MailReport::Complained => assert_eq!(events, failed, "{what:?}"),
        }
    }
    let bounced = told(&sent, 1, MailReport::Bounced, 2);
    let spam = told(&bounced, 1, MailReport::Complained, 3);
    assert_eq!(events_between(&bounced, &spam), []);
    let tickets = went(&tickets(), 5);
    let bounced = told(&tickets, 5, MailReport::Bounced, 2);
    let told = events_between(&tickets, &bounced);
    assert_eq!(told.len(), 1);
}

#[test]
fn r22_the_newest_mails_are_kept_and_the_last_of_a_link_is_known_beyond_them() {
    let mut basket = sent();
    for n in 100..150 {
        let message = Message::Tickets { fully_paid: true };
        super::super::effects::push_mail(&mut basket, mail(n), message, at(1));
        basket = went(&basket, n);
    }
    assert_eq!(basket.mails.len(), limits::SENT_MAILS);
    assert_eq!(basket.mails[0].id, mail(100));
    assert_eq!(basket.mails[49].id, mail(149));
    assert_eq!(status(&basket), EmailStatus::Sent);
    let bounced = told(&basket, 1, MailReport::Bounced, 2);
    assert_eq!(status(&bounced), EmailStatus::Bounced);
    assert_eq!(bounced.mails.len(), limits::SENT_MAILS);
    assert_eq!(bounced.mails[49].id, mail(1));
    assert_eq!(told(&bounced, 1, MailReport::Delivered, 3), bounced);
    // Of one that is neither, nothing more is heard.
    assert_eq!(told(&bounced, 100, MailReport::Bounced, 3), bounced);
}

#[test]
fn r22_a_basket_from_before_mails_were_kept_is_read() {
    let mut stored = serde_json::to_value(basket()).unwrap();
    assert_eq!(stored.get("mails"), None);
    stored["history"] = serde_json::json!([]);
    let read: Basket = serde_json::from_value(stored).unwrap();
    assert_eq!(read.mails, []);
}

#[test]
fn r22_staff_are_told_once_of_each_mail_that_its_buyer_did_not_get() {
    let queued = super::mails::mailed(&with_link(&basket(), 1, AmountRequest::Follow), 1);
    let notices = |basket: &Basket| {
        let mails = basket.emails().into_iter();
        mails
            .filter(|mail| mail.message.kind() == MessageKind::EmailFailed)
            .map(|mail| (mail.id, mail.message))
            .collect::<Vec<_>>()
    };
    let expected = |reason: &str| {
        let message = Message::EmailFailed {
            mail_id: mail(1),
            about: MessageKind::PaymentRequest,
            reason: reason.to_owned(),
        };
        vec![(mail(701), message)]
    };
    let sent = went(&queued, 1);
    assert_eq!(notices(&told(&sent, 1, MailReport::Delivered, 2)), []);
    assert_eq!(notices(&told(&sent, 1, MailReport::Delayed, 2)), []);
    let soft = told(&sent, 1, MailReport::SoftBounced, 2);
    assert_eq!(notices(&soft), expected("SoftBounced"));
    // What is told of it later is the same trouble, whether or not the notice has gone out.
    let gone = apply(&soft, &Fact::MailSent { mail_id: mail(701) }, at(3));
    for basket in [soft, gone] {
        let delivered = told(&basket, 1, MailReport::Delivered, 4);
        let complained = told(&delivered, 1, MailReport::Complained, 5);
        assert_eq!(notices(&complained).len(), 1);
    }
    let given_up = apply(&queued, &not_sent(1, false), at(2));
    assert_eq!(notices(&given_up), expected("550 no such mailbox"));
    let bounced = told(&given_up, 1, MailReport::Bounced, 3);
    assert_eq!(notices(&bounced), expected("550 no such mailbox"));
    assert_eq!(notices(&apply(&queued, &not_sent(1, true), at(2))), []);
}

#[test]
fn r22_of_a_mail_to_staff_nobody_is_told_by_mail() {
    let (paid, _, notice) = paid_by_card();
    let fact = of_mail(notice, MailReport::Bounced);
    let bounced = apply(&paid, &fact, at(9));
    assert!(
        bounced
            .emails()
            .iter()
            .all(|mail| mail.message.kind() != MessageKind::EmailFailed)
    );
}
