//! Links that are emailed (R7), and how many mails an hour people can ask for.

use super::*;

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
fn r7_a_link_is_emailed_and_shows_it_itself() {
    let basket = with_link(&basket(), 1, AmountRequest::Follow);
    let basket = with_link(&basket, 2, AmountRequest::Follow);
    let send = Command::SendLink {
        link_id: link(2),
        mail_id: mail(1),
    };
    let sent = decide(&basket, &send, &staff(1)).unwrap();
    assert_eq!(sent.link(link(1)).unwrap().email, None);
    assert_eq!(
        sent.link(link(2)).unwrap().email.as_ref().unwrap().mail_id,
        mail(1)
    );
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
