//! The mails as people get them.

use std::collections::BTreeMap;

use super::{Mail, Rendering, render};
use paylink_domain::apply::apply;
use paylink_domain::basket::{Basket, Item};
use paylink_domain::buyer::Language;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::decide::{Command, decide};
use paylink_domain::ids::{MerchantId, PaymentId, UserId};
use paylink_domain::merchant::{GatewaySetup, Merchant, Role};
use paylink_domain::outbox::{Message, MessageKind};
use paylink_domain::payment::DisputeStatus;
use paylink_domain::team::{Invitation, Team};
use paylink_domain::test_support::{
    at, basket, dispute_fact, item, link, mail, opened, paid_fact, staff, with_link,
};

fn merchant() -> Merchant {
    Merchant {
        time_zone: "Europe/Zurich".to_owned(),
        colour: "#0b6e4f".to_owned(),
        reply_to: Some("hello@example.com".parse().unwrap()),
        notice_to: Some("office@example.com".parse().unwrap()),
        gateway: GatewaySetup::Platform,
        ..Merchant::new(
            MerchantId::new(ulid::Ulid::from_parts(1_800_000_000_000, 1)),
            "Lake & Alp Tours",
        )
    }
}

fn trip(language: Language) -> Basket {
    let mut basket = basket();
    basket.buyer.language = language;
    basket.items = vec![Item {
        quantity: 2,
        starts_at: Some(at(18 * 24 * 60)),
        time_zone: Some("Europe/Zurich".to_owned()),
        guests: vec!["Anna Muster".to_owned(), "Ben Muster".to_owned()],
        ..item(5_000)
    }];
    with_link(&basket, 1, AmountRequest::Follow)
}

fn rendered(message: &Message, basket: &Basket) -> Mail {
    match render(message, basket, &merchant(), at(1)) {
        Rendering::Mail(mail) => *mail,
        Rendering::Skip(reason) => panic!("skipped: {reason}"),
    }
}

fn shown(mail: &Mail) -> String {
    format!(
        "To: {}\nSubject: {}\n\n{}",
        mail.to.as_str(),
        mail.subject,
        mail.text
    )
}

#[test]
fn r7_the_payment_request_says_who_what_how_much_and_until_when() {
    for language in Language::ALL {
        let mail = rendered(
            &Message::PaymentRequest { link_id: link(1) },
            &trip(language),
        );
        insta::assert_snapshot!(format!("request_{}", language.tag()), shown(&mail));
        assert!(mail.html.contains("https://pay.example/pay/"));
        assert!(mail.html.contains("Lake &#38; Alp Tours"));
    }
}

#[test]
fn r23_the_reminder_says_that_it_is_one_who_how_much_and_until_when() {
    let message = Message::Reminder { link_id: link(1) };
    for language in Language::ALL {
        let mail = rendered(&message, &trip(language));
        insta::assert_snapshot!(format!("reminder_{}", language.tag()), shown(&mail));
        assert!(mail.html.contains("https://pay.example/pay/"));
    }
    let open = opened(&trip(Language::En), 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 4_000), at(2));
    let disputed = apply(&paid, &dispute_fact(1, DisputeStatus::Open), at(3));
    let rendering = render(&message, &disputed, &merchant(), at(4));
    assert_eq!(rendering, Rendering::Skip("a payment is disputed"));
}

#[test]
fn r22_staff_are_told_which_mail_failed_why_and_what_to_do() {
    let failed = |about| Message::EmailFailed {
        mail_id: mail(9),
        about,
        reason: "bounced".to_owned(),
    };
    let told = rendered(&failed(MessageKind::PaymentRequest), &trip(Language::En));
    assert_eq!(told.to.as_str(), "office@example.com");
    insta::assert_snapshot!("email_failed_request", shown(&told));
    let told = rendered(&failed(MessageKind::Tickets), &trip(Language::En));
    insta::assert_snapshot!("email_failed_tickets", shown(&told));
}

#[test]
fn r20_each_ticket_has_a_code_of_its_own_that_is_shown_without_a_network() {
    let tickets = Message::Tickets { fully_paid: true };
    let mail = rendered(&tickets, &trip(Language::En));
    let ids: Vec<&str> = mail
        .images
        .iter()
        .map(|image| image.content_id.as_str())
        .collect();
    let basket = trip(Language::En).id;
    let code = |n| format!("{basket}-{n}.png");
    assert_eq!(ids, [code(1), code(2)]);
    for image in &mail.images {
        assert!(image.png.starts_with(b"\x89PNG"));
        assert!(image.png.len() < 2_000);
        let shown = format!("src=\"cid:{}\"", image.content_id);
        assert_eq!(mail.html.matches(&shown).count(), 1);
    }
    assert_ne!(mail.images[0].png, mail.images[1].png);
}

#[test]
fn r20_a_large_group_has_one_ticket_for_each_item() {
    let mut basket = trip(Language::En);
    let images = |basket: &Basket| {
        let mail = rendered(&Message::Tickets { fully_paid: true }, basket);
        (mail.images.len(), mail.text.contains("61 × Lake cruise"))
    };
    basket.items[0].quantity = 60;
    assert_eq!(images(&basket), (60, false));
    basket.items[0].quantity = 61;
    assert_eq!(images(&basket), (1, true));
}

#[test]
fn a_screen_reader_is_told_the_subject_as_it_stands() {
    let message = Message::PaymentRequest { link_id: link(1) };
    let mail = rendered(&message, &trip(Language::En));
    assert!(mail.subject.contains('\u{a0}'), "{}", mail.subject);
    let label = mail.subject.replace('&', "&#38;");
    assert!(mail.html.contains(&format!("aria-label=\"{label}\"")));
    assert!(!mail.html.contains("u{a0}"));
}

#[test]
fn only_a_logo_that_is_sent_over_https_is_loaded_and_its_name_stands_in_for_it() {
    let html = |logo: &str| {
        let merchant = Merchant {
            logo_url: Some(logo.to_owned()),
            ..merchant()
        };
        let message = Message::PaymentRequest { link_id: link(1) };
        match render(&message, &trip(Language::En), &merchant, at(1)) {
            Rendering::Mail(mail) => mail.html,
            Rendering::Skip(reason) => panic!("skipped: {reason}"),
        }
    };
    let shown = html("https://lake.example/logo.png?a=1&b=\"2\"");
    assert!(shown.contains("alt=\"Lake &#38; Alp Tours\""));
    assert_eq!(shown.matches("<img").count(), 1);
    assert!(!html("http://lake.example/logo.png").contains("<img"));
}

#[test]
fn the_button_can_be_read_on_every_colour() {
    let html = |colour: &str| {
        let merchant = Merchant {
            colour: colour.to_owned(),
            ..merchant()
        };
        let message = Message::PaymentRequest { link_id: link(1) };
        match render(&message, &trip(Language::En), &merchant, at(1)) {
            Rendering::Mail(mail) => mail.html,
            Rendering::Skip(reason) => panic!("skipped: {reason}"),
        }
    };
    for (colour, text) in [
        ("#ffe100", "#000"),
        ("#0b6e4f", "#fff"),
        ("#1f4e8c", "#fff"),
    ] {
        assert!(
            html(colour).contains(&format!("color: {text} !important")),
            "{colour}"
        );
    }
    assert!(!html("red;}</style>").contains("red;}"));
}

#[test]
fn a_mail_runs_as_its_language_does() {
    let request = Message::PaymentRequest { link_id: link(1) };
    for (language, direction, start, end) in [
        (Language::Ar, "rtl", "right", "left"),
        (Language::Sv, "ltr", "left", "right"),
    ] {
        let html = rendered(&request, &trip(language)).html;
        assert!(
            html.contains(&format!("dir=\"{direction}\"")),
            "{language:?}"
        );
        assert!(
            html.contains(&format!("text-align:{start}")),
            "{language:?}"
        );
        assert!(
            html.contains(&format!("padding-{end}:12px")),
            "{language:?}"
        );
    }
}

#[test]
fn r20_the_receipt_says_what_was_paid_and_what_is_left() {
    let payment_id = PaymentId::new(ulid::Ulid::from_parts(1_800_000_000_000, 101));
    for language in Language::ALL {
        let open = opened(&trip(language), 1, link(1), 1);
        let paid = apply(&open, &paid_fact(1, link(1), 10_000), at(5));
        let mail = rendered(&Message::Receipt { payment_id }, &paid);
        insta::assert_snapshot!(format!("receipt_{}", language.tag()), shown(&mail));
    }
}

#[test]
fn r20_staff_are_told_and_warned_of_what_is_odd() {
    let payment_id = PaymentId::new(ulid::Ulid::from_parts(1_800_000_000_000, 101));
    let open = opened(&trip(Language::De), 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 12_000), at(5));
    let mail = rendered(&Message::StaffNotice { payment_id }, &paid);
    insta::assert_snapshot!("staff_notice_odd", shown(&mail));
}

#[test]
fn the_merchant_is_told_of_a_disabled_endpoint() {
    let message = Message::EndpointDisabled {
        endpoint_id: "we_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap(),
        address: "https://shop.example/hooks".to_owned(),
    };
    let mail = rendered(&message, &trip(Language::De));
    insta::assert_snapshot!("endpoint_disabled", shown(&mail));
}

#[test]
fn r18_staff_are_told_of_a_dispute_and_its_deadline() {
    let message = |status| Message::Dispute {
        gateway_id: "dp_1".to_owned(),
        status,
    };
    let open = opened(&trip(Language::De), 1, link(1), 1);
    let paid = apply(&open, &paid_fact(1, link(1), 10_000), at(5));
    for status in [DisputeStatus::Open, DisputeStatus::Won, DisputeStatus::Lost] {
        let disputed = apply(&paid, &dispute_fact(1, status), at(6));
        for language in Language::ALL {
            let merchant = Merchant {
                language,
                ..merchant()
            };
            let rendering = render(&message(status), &disputed, &merchant, at(7));
            let Rendering::Mail(mail) = rendering else {
                panic!("{rendering:?}");
            };
            assert!(mail.html.contains("dp_1"));
            let name = format!("dispute_{status:?}_{}", language.tag()).to_lowercase();
            insta::assert_snapshot!(name, shown(&mail));
        }
    }
}

#[test]
fn r18_a_dispute_that_went_on_before_its_mail_went_is_told_once() {
    let open = opened(&trip(Language::De), 1, link(1), 1);
    let disputed = apply(&open, &dispute_fact(1, DisputeStatus::Open), at(6));
    let won = apply(&disputed, &dispute_fact(1, DisputeStatus::Won), at(7));
    let sent: Vec<bool> = won
        .outbox
        .iter()
        .map(|row| {
            let rendering = render(&row.message, &won, &merchant(), at(8));
            matches!(rendering, Rendering::Mail(_))
        })
        .collect();
    assert_eq!(sent, [false, true]);
}

#[test]
fn r20_tickets_of_an_unpaid_basket_carry_the_mark() {
    let command = Command::SendTickets {
        mail_id: mail(1),
        force: true,
    };
    let sent = decide(&trip(Language::En), &command, &staff(1)).unwrap();
    let mail = rendered(&Message::Tickets { fully_paid: false }, &sent);
    insta::assert_snapshot!("tickets_not_paid", shown(&mail));
}

#[test]
fn a_closed_link_is_not_mailed() {
    let cancel = Command::CancelLink {
        link_id: link(1),
        confirm: false,
    };
    let closed = decide(&trip(Language::En), &cancel, &staff(1)).unwrap();
    let rendering = render(
        &Message::PaymentRequest { link_id: link(1) },
        &closed,
        &merchant(),
        at(2),
    );
    assert_eq!(rendering, Rendering::Skip("the link is no longer active"));
}

#[test]
fn nothing_in_a_mail_is_loaded_from_elsewhere() {
    let mail = rendered(
        &Message::PaymentRequest { link_id: link(1) },
        &trip(Language::En),
    );
    for loads in ["<link", "@import", "<img", "url(", "<script"] {
        assert!(!mail.html.contains(loads), "{loads}");
    }
}

#[test]
fn hostile_text_is_escaped_and_stays_in_its_place() {
    let hostile = "<script>alert('x')</script> & \"quotes\" </mj-text>\r\nBcc: x@example.com";
    let mut basket = trip(Language::En);
    basket.buyer.name = hostile.to_owned();
    basket.reference = hostile.to_owned();
    basket.items[0].description = hostile.to_owned();
    basket.links[0].message = Some(hostile.to_owned());
    basket.metadata = BTreeMap::new();
    let mail = rendered(&Message::PaymentRequest { link_id: link(1) }, &basket);
    assert!(!mail.html.is_empty());
    assert!(!mail.html.contains("<script>"));
    assert!(mail.html.contains("&lt;script&gt;") || mail.html.contains("&#60;script&#62;"));
    assert!(!mail.subject.contains(['\r', '\n']));
}

#[test]
fn r24_an_invitation_says_who_invites_and_which_address_to_sign_in_with() {
    let invitation = Invitation {
        user_id: UserId::new(ulid::Ulid::from_parts(0, 1)),
        mail_id: mail(1),
        email: "emma@lake-and-alp.example".parse().unwrap(),
        name: Some("Emma".to_owned()),
        role: Role::Employee,
    };
    let team = Team::default().invite(&invitation, at(0)).unwrap();
    let user = team.user(invitation.user_id).unwrap();
    for language in Language::ALL {
        let merchant = Merchant {
            language,
            ..merchant()
        };
        let mail = super::invitation(&merchant, user, "https://pay.example/desk");
        assert!(mail.html.contains("https://pay.example/desk"));
        let name = format!("invitation_{}", language.tag());
        insta::assert_snapshot!(name, shown(&mail));
    }
}
