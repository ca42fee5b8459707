//! Tickets that staff send (R20).

use super::*;

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
