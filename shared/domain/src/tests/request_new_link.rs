//! Guests who ask for a new link (R13).

use super::mails::email_of;
use super::*;

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
