//! The page of a basket in each of its states.

use paylink_domain::apply::dispute::GatewayDispute;
use paylink_domain::apply::payment::{GatewayPayment, PaymentMails};
use paylink_domain::apply::refund::GatewayRefund;
use paylink_domain::apply::{Fact, apply};
use paylink_domain::buyer::StaffRole;
use paylink_domain::decide::Command;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::decide::record_payment::NewPayment;
use paylink_domain::decide::start_payment::NewAttempt;
use paylink_domain::merchant::{GatewaySetup, Role};
use paylink_domain::money::Currency;
use paylink_domain::payment::{DisputeStatus, Method, RefundStatus};

use super::money::excess;
use paylink_domain::money::Amount;
use paylink_domain::payment::Payment;

use super::*;
use crate::form::Form;
use crate::forms::Trouble;
use crate::testing::{self, after, basket, charging, staff, staff_with, with_link};

fn page(staff: &Staff, basket: &Basket, query: &str) -> String {
    let query = Form::parse(query.as_bytes());
    let wanted = Wanted {
        panel: Panel::asked(&query, basket, &staff.merchant.time_zone),
        link: query.get("link").parse().ok(),
        done: Done::from_word(query.get("done")),
    };
    ShowPage::of(staff, basket, testing::now(), wanted)
        .render()
        .unwrap()
}

fn with_panel(basket: &Basket, panel: Panel) -> String {
    ShowPage::of(&staff(), basket, testing::now(), Wanted::from(panel))
        .render()
        .unwrap()
}

/// A basket whose link was paid with this much.
fn paid(basket: &Basket, minor: i64) -> Basket {
    let (basket, link_id) = with_link(basket, AmountRequest::Follow, true);
    let ids = testing::ids();
    let attempt_id = ids.attempt();
    let started = after(
        &basket,
        &Command::StartPayment(NewAttempt {
            id: attempt_id,
            link_id,
            chosen: None,
            picked: None,
            description: "R-1042".to_owned(),
            charging: charging(),
            terms: None,
        }),
    );
    let fact = Fact::PaymentSucceeded(GatewayPayment {
        attempt_id,
        link_id,
        payment_intent: "pi_1".to_owned(),
        account: None,
        amount: Amount::new(minor),
        currency: basket.currency,
        method: Method::Card,
        received_at: testing::now(),
        payment_id: ids.payment(),
        mails: PaymentMails {
            receipt: ids.mail(),
            notice: ids.mail(),
            tickets: None,
        },
    });
    apply(&started, &fact, testing::now())
}

#[test]
fn r4_the_button_and_the_dialog_with_the_outstanding_amount() {
    let html = page(&staff(), &basket(), "");
    testing::look("show", &html);
    assert!(html.contains(">Create payment link for this basket</button>"));
    assert!(html.contains("<dialog id=\"payment-link\" aria-labelledby=\"payment-link-title\">"));
    assert!(html.contains("name=\"amount\" type=\"text\" value=\"240.00\""));
    assert!(html.contains("name=\"prefilled\" value=\"240.00\""));
    let open = page(&staff(), &basket(), "dialog=payment-link");
    testing::look("show_dialog", &open);
    assert!(
        open.contains("<dialog id=\"payment-link\" aria-labelledby=\"payment-link-title\" open>")
    );
    assert!(open.contains(">Generate link</button>"));
    assert!(
        !open.contains("name=\"send_email\" value=\"yes\" checked"),
        "R7: not ticked by itself"
    );
}

#[test]
fn r7_a_buyer_without_email_cannot_be_emailed() {
    let mut basket = basket();
    basket.buyer.email = None;
    let html = page(&staff(), &basket, "dialog=payment-link");
    assert!(html.contains(
        "name=\"send_email\" value=\"yes\" disabled aria-describedby=\"link-email-off\""
    ));
    assert!(html.contains("The buyer has no email address."));
}

#[test]
fn r5_a_staff_buyer_is_changed_in_place() {
    let mut basket = basket();
    basket.buyer.staff_role = Some(StaffRole::Employee);
    let html = page(&staff(), &basket, "");
    testing::look("show_staff_buyer", &html);
    assert!(html.contains(">Change the buyer to add and send payment link</button>"));
    assert!(html.contains("id=\"guest-name\" name=\"buyer_name\""));
    assert!(html.contains("name=\"then\" value=\"payment-link\""));
    assert!(!html.contains("Create payment link for this basket"));
    assert!(!html.contains("id=\"payment-link\""));
}

#[test]
fn r4_each_refusal_has_its_sentence_and_its_way_out() {
    let mut off = staff();
    off.merchant.gateway = GatewaySetup::Off;
    let html = page(&off, &basket(), "");
    assert!(html.contains("The payment gateway is off for this merchant"));
    assert!(html.contains("value=\"record-payment\">Record a payment instead</button>"));

    let mut unknown = basket();
    unknown.currency = Currency::from_code("KPW").unwrap();
    assert!(page(&staff(), &unknown, "").contains("does not know the currency KPW"));

    let mut small = basket();
    small.items[0].unit_amount = Amount::new(1);
    small.items[0].quantity = 1;
    assert!(page(&staff(), &small, "").contains("one charge must be CHF\u{a0}0.50 to"));

    let html = page(&staff(), &paid(&basket(), 24_000), "");
    testing::look("show_paid", &html);
    assert!(html.contains("Nothing is outstanding on this booking."));
    assert!(html.contains(">Add or change items</button>"));

    let cancelled = after(&basket(), &Command::CancelBasket { confirm: false });
    let html = page(&staff(), &cancelled, "");
    testing::look("show_cancelled", &html);
    assert!(html.contains("This booking is cancelled and takes no more changes."));
    assert!(!html.contains(">Cancel basket</button>"));
}

#[test]
fn r7_the_result_has_url_copy_button_and_qr_code() {
    let (basket, id) = with_link(&basket(), AmountRequest::Follow, true);
    let html = page(&staff(), &basket, &format!("link={id}&done=link-created"));
    testing::look("show_result", &html);
    let url = basket.link_url(basket.link(id).unwrap());
    assert!(html.contains(&format!(
        "<input id=\"link-url\" type=\"text\" readonly value=\"{url}\">"
    )));
    assert!(html.contains(">Copy link</button>"));
    assert!(html.contains("aria-label=\"QR code of the payment link\"><svg"));
    assert!(!html.contains("<?xml"));
    assert!(html.contains("The email is on its way to Anna Muster."));
    assert!(
        html.contains("Guten Tag Anna Muster"),
        "the text to paste is in the buyer's language"
    );
    assert!(html.contains("all that is outstanding"));
}

#[test]
fn r24_roles_see_only_what_they_may_do() {
    let basket = paid(&basket(), 10_000);
    let html = page(
        &staff_with(Role::Accountant),
        &basket,
        "dialog=record-payment&edit=buyer",
    );
    for button in [
        "Create payment link",
        "Record a payment",
        ">Edit<",
        "Cancel basket",
        ">Refund<",
        "Send tickets",
        "New basket",
    ] {
        assert!(!html.contains(button), "{button}");
    }
    let html = page(&staff_with(Role::Employee), &basket, "");
    assert!(
        html.contains("Create payment link")
            && html.contains("Send tickets")
            && !html.contains(">Refund<")
    );
    assert!(page(&staff_with(Role::Admin), &basket, "").contains(">Refund<"));
}

#[test]
fn r15_an_overpayment_is_told_and_returned_by_one_press() {
    let html = page(&staff(), &paid(&basket(), 30_000), "done=refund-pending");
    testing::look("show_overpaid", &html);
    assert!(html.contains("<h3>Overpaid</h3>") && html.contains("<h3>Amount mismatch</h3>"));
    assert!(html.contains("name=\"amount\" value=\"60.00\""));
    assert!(html.contains(">Refund excess CHF\u{a0}60.00</button>"));
}

#[test]
fn r15_a_flagged_payment_is_accepted_where_it_stands() {
    let wrong = paid(&basket(), 20_000);
    let button = ">This is right</button>";
    let html = page(&staff(), &wrong, "");
    testing::look("show_flagged", &html);
    assert!(html.contains("<h3>Amount mismatch</h3>") && html.contains(button));
    assert!(html.contains("class=\"badge alert\">Amount mismatch</span>"));
    assert!(page(&staff_with(Role::Employee), &wrong, "").contains(button));
    assert!(!page(&staff_with(Role::Accountant), &wrong, "").contains(button));

    let payment_id = wrong.payments[0].id;
    let accepted = after(&wrong, &Command::AcceptPayment { payment_id });
    let html = page(&staff(), &accepted, "done=payment-accepted");
    testing::look("show_accepted", &html);
    assert!(html.contains("The payment is accepted as right and no longer needs attention."));
    assert!(!html.contains("<h3>Amount mismatch</h3>") && !html.contains(button));
    assert!(html.contains("class=\"badge quiet\">Amount mismatch</span>"));
    assert!(html.contains("Accepted by Olivia Owner, 24 Nov 2026, 10:00"));
    assert!(html.contains("Payment of CHF\u{a0}200.00 accepted as right"));

    // One press returns an excess, and accepted money is none.
    let cancelled = |basket: &Basket| Basket {
        cancelled_at: Some(testing::now()),
        ..basket.clone()
    };
    let excess_of = |basket: &Basket| excess(basket, &basket.payments[0]);
    assert_eq!(excess_of(&cancelled(&wrong)), Amount::new(20_000));
    assert_eq!(excess_of(&cancelled(&accepted)), Amount::ZERO);
    assert!(
        page(&staff(), &cancelled(&wrong), "").contains(button),
        "a closed basket is put in order as well"
    );
}

#[test]
fn r15_after_a_cancellation_all_of_an_unexpected_payment_is_excess() {
    let cancelled = {
        let paid = paid(&basket(), 24_000);
        Basket {
            cancelled_at: Some(testing::now()),
            ..paid
        }
    };
    let payment = cancelled.payments[0].clone();
    assert_eq!(
        excess(&cancelled, &payment),
        Amount::ZERO,
        "it was expected then"
    );
    let flagged = Payment {
        flags: vec![paylink_domain::payment::PaymentFlag::UnexpectedPayment],
        ..payment
    };
    assert_eq!(excess(&cancelled, &flagged), Amount::new(24_000));
}

#[test]
fn r18_refunds_and_disputes_are_listed() {
    let basket = paid(&basket(), 24_000);
    let refunded = apply(
        &basket,
        &Fact::Refunded(GatewayRefund {
            gateway_id: Some("re_x".to_owned()),
            refund_id: testing::ids().refund(),
            payment_intent: "pi_1".to_owned(),
            amount: Amount::new(4_000),
            currency: basket.currency,
            status: RefundStatus::Failed,
            notice: testing::ids().mail(),
        }),
        testing::now(),
    );
    let disputed = apply(
        &refunded,
        &Fact::Disputed(GatewayDispute {
            gateway_id: "dp_1".to_owned(),
            payment_intent: "pi_1".to_owned(),
            amount: Amount::new(24_000),
            status: DisputeStatus::Open,
            answer_by: Some("2026-12-01T09:00:00Z".parse().unwrap()),
            notice: testing::ids().mail(),
        }),
        testing::now(),
    );
    let id = disputed.payments[0].id;
    let html = page(
        &staff(),
        &disputed,
        &format!("dialog=refund&payment_id={id}"),
    );
    testing::look("show_refund", &html);
    for text in [
        "<h3 id=\"refunds\">Refunds</h3>",
        "dp_1",
        "1 Dec 2026, 10:00",
        "<h3>Disputed</h3>",
        "<h3>Refund failed</h3>",
        "<dialog id=\"refund\"",
    ] {
        assert!(html.contains(text), "{text}");
    }
    assert!(html.contains("A payment of this booking is disputed."));
}

#[test]
fn r17_what_staff_must_mean_is_asked_in_place() {
    let trouble = Trouble {
        text: "Only CHF 1 is outstanding.".to_owned(),
        anyway: Some("Record it anyway"),
    };
    let form = PaymentForm {
        trouble: Some(trouble),
        ..PaymentForm::of(&basket())
    };
    let html = with_panel(&basket(), Panel::Payment(form));
    testing::look("show_question", &html);
    assert!(html.contains("name=\"confirm\" value=\"true\""));
    assert!(html.contains(">Record it anyway</button>"));
    assert!(html.contains("Only CHF 1 is outstanding."));
    let trouble = Trouble {
        text: "Still to be paid.".to_owned(),
        anyway: Some("Send anyway (marked not fully paid)"),
    };
    let html = with_panel(&basket(), Panel::Tickets(trouble));
    assert!(html.contains("name=\"force\" value=\"true\""));
    assert!(html.contains(">Send anyway (marked not fully paid)</button>"));
}

#[test]
fn r19_history_is_newest_first_with_counts() {
    let mut basket = with_link(&basket(), AmountRequest::Amount(Amount::new(5_000)), false).0;
    basket.history[0].count = 3;
    let html = page(&staff(), &basket, "");
    let link = html.find("Payment link").unwrap();
    assert!(link > 0 && html.contains("<span class=\"times\">×3</span>"));
    let history = &html[html.find("id=\"history\"").unwrap()..];
    assert!(history.find("created").unwrap() < history.find("Basket created").unwrap());
    assert!(history.contains("24 Nov 2026, 10:00 · Olivia Owner"));
}

#[test]
fn items_and_buyer_are_edited_in_place() {
    let html = page(&staff(), &basket(), "edit=items");
    testing::look("show_items", &html);
    assert!(html.contains("value=\"2026-12-12T09:30\"") && html.contains("Remove this item"));
    let html = page(&staff(), &basket(), "edit=buyer");
    testing::look("show_buyer", &html);
    assert!(
        html.contains("id=\"buyer-name\" name=\"buyer_name\" type=\"text\" value=\"Anna Muster\"")
    );
}

#[test]
fn hostile_texts_are_escaped_everywhere() {
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=y>";
    let mut basket = basket();
    basket.reference = evil.to_owned();
    basket.buyer.name = evil.to_owned();
    basket.buyer.phone = Some(evil.to_owned());
    basket.items[0].description = evil.to_owned();
    basket.items[0].guests = vec![evil.to_owned()];
    let (mut basket, id) = with_link(&basket, AmountRequest::Follow, true);
    let note = Some(evil.to_owned());
    let payment = NewPayment {
        id: testing::ids().payment(),
        amount: Amount::new(100),
        method: Method::Cash,
        note,
        received_at: testing::now(),
        confirm: false,
        receipt: testing::ids().mail(),
        tickets: None,
    };
    basket = after(&basket, &Command::RecordPayment(payment));
    let mut staff = staff();
    staff.merchant.name = evil.to_owned();
    staff.member.name = evil.to_owned();
    for query in [
        format!("link={id}"),
        "edit=items".to_owned(),
        "edit=buyer".to_owned(),
        format!("dialog=cancel-link&link_id={id}"),
    ] {
        let html = page(&staff, &basket, &query);
        assert!(
            !html.contains("<script>alert") && !html.contains("<img src=x"),
            "{query}"
        );
        assert!(!html.contains("\"'><"), "{query}");
    }
}

#[test]
fn r22_the_link_shows_how_far_its_mail_came_and_when() {
    use paylink_domain::link::LinkEmail;
    use paylink_domain::outbox::EmailStatus;
    let (basket, _) = with_link(&basket(), AmountRequest::Follow, true);
    let mail_id = basket.links[0].email.as_ref().unwrap().mail_id;
    for (status, badge, failed) in [
        (EmailStatus::Queued, "Email on its way", false),
        (EmailStatus::Sent, "Email sent", false),
        (EmailStatus::Delivered, "Email delivered", false),
        (EmailStatus::Delayed, "Email delayed", false),
        (EmailStatus::Failed, "Email failed: given up", true),
        (EmailStatus::Rejected, "Email failed: refused", true),
        (EmailStatus::SoftBounced, "Email failed: bounced", true),
        (EmailStatus::Bounced, "Email failed: bounced", true),
        (
            EmailStatus::Complained,
            "Email failed: marked as spam",
            true,
        ),
    ] {
        let mut basket = basket.clone();
        basket.links[0].email = Some(LinkEmail {
            mail_id,
            status,
            at: "2026-11-24T08:55:00Z".parse().unwrap(),
            is_reminder: false,
        });
        let html = page(&staff(), &basket, "");
        testing::look("show_email_failed", &html);
        assert!(html.contains(&format!(">{badge}</span>")), "{badge}");
        assert!(html.contains("24 Nov 2026, 09:55"), "{badge}");
        // R23: a guest who is not reached is not reminded.
        assert_eq!(html.contains("Next reminder"), !failed, "{badge}");
        // The message is ready in any case, and open where the mail did not arrive.
        assert!(html.contains("https://wa.me/41790000000?text="), "{badge}");
        assert_eq!(
            html.contains("<details class=\"share\" open>"),
            failed,
            "{badge}"
        );
        assert_eq!(html.contains("<h3>Email failed</h3>"), failed, "{badge}");
    }
}

#[test]
fn r7_the_ready_message_stands_once_on_the_page() {
    let (basket, id) = with_link(&basket(), AmountRequest::Follow, false);
    let field = format!("id=\"text-{id}\"");
    for query in [String::new(), format!("link={id}")] {
        let html = page(&staff(), &basket, &query);
        assert_eq!(html.matches(&field).count(), 1, "{query}");
    }
    let html = page(&staff(), &basket, &format!("link={id}"));
    assert!(html.contains(&format!("/links/{id}/qr\">Large code for the counter</a>")));
}

#[test]
fn what_cannot_be_done_says_why_and_what_can() {
    let (mut without, _) = with_link(&basket(), AmountRequest::Follow, false);
    without.buyer.email = None;
    let html = page(&staff(), &without, "");
    assert!(html.contains("?edit=buyer#buyer\">Add one</a>"));
    let paid = paid(&basket(), 24_000);
    let reason = "An owner or an admin can refund it.";
    assert!(page(&staff_with(Role::Employee), &paid, "").contains(reason));
    for role in [Role::Owner, Role::Admin, Role::Accountant] {
        assert!(!page(&staff_with(role), &paid, "").contains(reason));
    }
    let cancelled = after(&basket(), &Command::CancelBasket { confirm: false });
    let html = page(&staff(), &cancelled, "");
    assert!(html.contains("no tickets go out for it"));
    assert!(!html.contains("/invoice\"") && html.contains("/receipt\""));
}
