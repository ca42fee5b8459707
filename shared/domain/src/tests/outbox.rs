//! Mails on their way to the mail service: claimed, tried again, given up, skipped.

use super::*;

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
