//! Every mail in every language, with names and amounts as they occur, to be looked at:
//! `GALLERY=$PWD/target/gallery cargo test -p paylink-mail --lib mail_gallery` writes
//! `mails/KIND.LANGUAGE.html` and `.txt` there, pictures within the HTML.

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::{Mail, Rendering, render};
use paylink_domain::apply::{Fact, apply};
use paylink_domain::basket::{Basket, Item, ItemKind};
use paylink_domain::buyer::{Buyer, Language};
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::decide::{Command, decide};
use paylink_domain::ids::{MerchantId, PaymentId, UserId};
use paylink_domain::merchant::{GatewaySetup, Merchant, Role};
use paylink_domain::outbox::{EmailStatus, Message, MessageKind};
use paylink_domain::payment::{DisputeStatus, RefundStatus};
use paylink_domain::team::{Invitation, Team};
use paylink_domain::test_support::{
    anna, at, basket, dispute_fact, item, link, mail, money, opened, paid_fact, refund_fact, staff,
    with_link,
};

/// A small logo, so that the pages need no network: a white mountain on the merchant's colour.
const LOGO: &str = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIxNjAiIGhlaWdodD0iNDAiPjxyZWN0IHdpZHRoPSIxNjAiIGhlaWdodD0iNDAiIHJ4PSI4IiBmaWxsPSIjMGI2ZTRmIi8+PHBhdGggZD0iTTEwIDMybDE2LTIyIDEwIDEzIDUtNiAxMSAxNXoiIGZpbGw9IiNmZmYiLz48dGV4dCB4PSI2NCIgeT0iMjYiIGZpbGw9IiNmZmYiIGZvbnQtZmFtaWx5PSJzYW5zLXNlcmlmIiBmb250LXNpemU9IjE2Ij5MYWtlJmFtcDtBbHA8L3RleHQ+PC9zdmc+";
const LOGO_URL: &str = "https://lake-and-alp.example/logo.png";

fn merchant(language: Language) -> Merchant {
    Merchant {
        time_zone: "Europe/Zurich".to_owned(),
        colour: "#0b6e4f".to_owned(),
        logo_url: Some(LOGO_URL.to_owned()),
        reply_to: Some("hello@example.com".parse().unwrap()),
        notice_to: Some("office@example.com".parse().unwrap()),
        gateway: GatewaySetup::Platform,
        language,
        ..Merchant::new(
            MerchantId::new(ulid::Ulid::from_parts(1_800_000_000_000, 1)),
            "Lake & Alp Tours",
        )
    }
}

/// Three days before the departure of the demo.
fn now() -> Timestamp {
    at(1)
}

/// A group with long names, something from the shop, and a private tour.
fn booking(language: Language) -> Basket {
    let mut basket = basket();
    basket.reference = "LA-2026-10492".to_owned();
    basket.buyer = Buyer {
        name: if language.tag() == "ar" {
            "ليلى عبد الرحمن الخطيب".to_owned()
        } else {
            "Maximiliane Charlotte von Hohenstein-Weißenburg".to_owned()
        },
        language,
        ..anna()
    };
    basket.items = vec![
        Item {
            description: "Sunrise balloon flight over the Jungfrau region with breakfast"
                .to_owned(),
            quantity: 3,
            starts_at: Some(at(18 * 24 * 60 + 90)),
            time_zone: Some("Europe/Zurich".to_owned()),
            guests: ["Maximiliane von Hohenstein", "Ødegård Kjærgaard", "李小龍"]
                .map(str::to_owned)
                .to_vec(),
            ..item(42_000)
        },
        Item {
            kind: ItemKind::Custom,
            description: "Private transfer from Zürich airport".to_owned(),
            starts_at: Some(at(18 * 24 * 60 - 60)),
            time_zone: Some("Europe/Zurich".to_owned()),
            ..item(18_050)
        },
        Item {
            kind: ItemKind::ShopItem,
            description: "Souvenir photo book".to_owned(),
            quantity: 2,
            ..item(4_900)
        },
    ];
    basket
}

fn with_note(mut basket: Basket) -> Basket {
    for link in &mut basket.links {
        link.message = Some(
            "We look forward to flying with you!\nPlease bring warm gloves and a hat.".to_owned(),
        );
    }
    basket
}

/// What a person gets, by kind.
fn mails(language: Language) -> Vec<(&'static str, Mail)> {
    let merchant = merchant(language);
    let mut mails = Vec::new();
    let mut add = |name, message: Message, basket: &Basket| {
        let rendering = render(&message, basket, &merchant, now());
        let Rendering::Mail(mail) = rendering else {
            panic!("{name} in {}: {rendering:?}", language.tag());
        };
        mails.push((name, *mail));
    };
    let link_id = link(1);
    let payment_id = PaymentId::new(ulid::Ulid::from_parts(1_800_000_000_000, 101));
    let request = Message::PaymentRequest { link_id };
    let reminder = Message::Reminder { link_id };
    let receipt = Message::Receipt { payment_id };
    let notice = Message::StaffNotice { payment_id };

    let plain = with_note(with_link(&booking(language), 1, AmountRequest::Follow));
    let deposit = with_link(&booking(language), 1, AmountRequest::Percent(30));
    let choice = with_link(&booking(language), 1, AmountRequest::Minimum(money(50_000)));
    add("request", request.clone(), &plain);
    add("request-choice", request.clone(), &choice);
    add("reminder", reminder.clone(), &plain);
    let open = opened(&choice, 1, link_id, 1);
    let part_paid = apply(&open, &paid_fact(1, link_id, 60_000), at(5));
    add("reminder-part-paid", reminder, &part_paid);
    add("receipt-part-paid", receipt.clone(), &part_paid);
    let paid = |basket: &Basket, minor| {
        let open = opened(basket, 1, link_id, 1);
        apply(&open, &paid_fact(1, link_id, minor), at(5))
    };
    let total = plain.balance().total.minor();
    add("receipt", receipt, &paid(&plain, total));
    add("staff-paid", notice.clone(), &paid(&deposit, 46_260));
    add("staff-unexpected", notice, &paid(&plain, total + 5_000));

    let send = Command::SendTickets {
        mail_id: mail(1),
        force: true,
    };
    let sent = |basket: &Basket| decide(basket, &send, &staff(6)).unwrap();
    let tickets = |fully_paid| Message::Tickets { fully_paid };
    add("tickets", tickets(true), &sent(&paid(&plain, total)));
    add("tickets-not-paid", tickets(false), &sent(&part_paid));
    let mut group = booking(language);
    group.items[0].quantity = 120;
    add("tickets-group", tickets(true), &group);

    for (name, about) in [
        ("staff-failed-request", MessageKind::PaymentRequest),
        ("staff-failed-reminder", MessageKind::Reminder),
        ("staff-failed-receipt", MessageKind::Receipt),
        ("staff-failed-tickets", MessageKind::Tickets),
    ] {
        let failed = Message::EmailFailed {
            mail_id: mail(1),
            about,
            reason: "bounced: permanent, no such mailbox".to_owned(),
        };
        add(name, failed, &plain);
    }
    let disputed = |status| apply(&paid(&plain, total), &dispute_fact(1, status), at(6));
    for (name, status) in [
        ("staff-dispute-open", DisputeStatus::Open),
        ("staff-dispute-won", DisputeStatus::Won),
        ("staff-dispute-lost", DisputeStatus::Lost),
    ] {
        let gateway_id = "dp_1".to_owned();
        let message = Message::Dispute { gateway_id, status };
        add(name, message, &disputed(status));
    }
    let fact = Fact::Refunded(refund_fact(1, 1, 10_000, RefundStatus::Failed));
    let failed = apply(&paid(&plain, total), &fact, at(6));
    let refund_id = failed.refunds[0].id;
    add(
        "staff-refund-failed",
        Message::RefundFailed { refund_id },
        &failed,
    );
    let disabled = Message::EndpointDisabled {
        endpoint_id: "we_01K9ZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap(),
        address: "https://shop.example/hooks".to_owned(),
    };
    add("staff-endpoint-disabled", disabled, &plain);

    let invitation = Invitation {
        user_id: UserId::new(ulid::Ulid::from_parts(0, 1)),
        mail_id: mail(1),
        email: "emma@lake-and-alp.example".parse().unwrap(),
        name: Some("Emma".to_owned()),
        role: Role::Employee,
    };
    let team = Team::default().invite(&invitation, at(0)).unwrap();
    let user = team.user(invitation.user_id).unwrap();
    let invitation = super::invitation(&merchant, user, "https://pay.example/desk");
    mails.push(("invitation", invitation));
    mails
}

/// The HTML part as a page of its own.
fn as_page(mail: &Mail) -> String {
    let with_logo = mail.html.replace(LOGO_URL, LOGO);
    mail.images.iter().fold(with_logo, |html, image| {
        let data = format!("data:image/png;base64,{}", STANDARD.encode(&image.png));
        html.replace(&format!("cid:{}", image.content_id), &data)
    })
}

#[test]
fn mail_gallery() {
    let folder = std::env::var_os("GALLERY").map(|name| PathBuf::from(name).join("mails"));
    if let Some(folder) = &folder {
        fs::create_dir_all(folder).unwrap();
    }
    for language in Language::ALL {
        for (name, mail) in mails(language) {
            let tag = language.tag();
            let about = format!("{name}.{tag}");
            let all = [&mail.subject, &mail.text, &mail.html];
            for text in all {
                assert!(!text.is_empty(), "{about}");
                assert!(!text.contains("{ $") && !text.contains("{$"), "{about}");
            }
            assert!(mail.html.contains(&format!("lang=\"{tag}\"")), "{about}");
            assert!(mail.html.contains("supported-color-schemes"), "{about}");
            // Beyond this, mail programs cut the HTML off.
            assert!(mail.html.len() < 100_000, "{about}: {}", mail.html.len());
            let page = as_page(&mail);
            assert!(!page.contains("cid:"), "{about}: a picture is missing");
            let Some(folder) = &folder else {
                continue;
            };
            fs::write(folder.join(format!("{about}.html")), page).unwrap();
            let text = format!("Subject: {}\n\n{}", mail.subject, mail.text);
            fs::write(folder.join(format!("{about}.txt")), text).unwrap();
        }
    }
}

#[test]
fn r22_a_notice_of_a_failed_mail_is_not_sent_once_its_link_is_closed() {
    let mut basket = with_link(&booking(Language::En), 1, AmountRequest::Follow);
    let send = Command::SendLink {
        link_id: link(1),
        mail_id: mail(1),
    };
    basket = decide(&basket, &send, &staff(1)).unwrap();
    let fact = Fact::MailNotSent {
        mail_id: mail(1),
        retry: false,
        reason: "550".to_owned(),
        notice: mail(2),
    };
    let failed = apply(&basket, &fact, at(2));
    assert_eq!(
        failed.links[0].email.as_ref().unwrap().status,
        EmailStatus::Failed
    );
    let notice = &failed.outbox.last().unwrap().message;
    let merchant = merchant(Language::En);
    let is_sent =
        |basket: &Basket| matches!(render(notice, basket, &merchant, at(3)), Rendering::Mail(_));
    assert!(is_sent(&failed));
    let cancel = Command::CancelLink {
        link_id: link(1),
        confirm: false,
    };
    assert!(!is_sent(&decide(&failed, &cancel, &staff(3)).unwrap()));
}
