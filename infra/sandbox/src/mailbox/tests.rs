use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sesv2::operation::send_email::builders::SendEmailFluentBuilder;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{
    Attachment, AttachmentContentDisposition, AttachmentContentTransferEncoding, Body, Content,
    Destination, EmailContent, Message, MessageHeader, MessageTag, RawMessage,
};
use paylink_platform::aws_client::AwsRoots;
use serde_json::{Value, json};

use super::{Behaviour, Options, Running, start};
use crate::testing::{Folder, client};

async fn mailbox() -> Running {
    start(Options::default()).await.unwrap()
}

/// The production client, pointed at the mailbox.
fn ses(mailbox: &Running) -> aws_sdk_sesv2::Client {
    let config = aws_sdk_sesv2::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("sandbox", "sandbox", None, None, "test"))
        .endpoint_url(&mailbox.base_url)
        .retry_config(RetryConfig::disabled())
        .http_client(AwsRoots::AMAZON.client().unwrap())
        .build();
    aws_sdk_sesv2::Client::from_conf(config)
}

fn text(data: &str) -> Content {
    Content::builder()
        .data(data)
        .charset("UTF-8")
        .build()
        .unwrap()
}

fn simple(subject: &str) -> EmailContent {
    let body = Body::builder()
        .html(text("<p>Hello</p>"))
        .text(text("Hello"))
        .build();
    let message = Message::builder().subject(text(subject)).body(body).build();
    EmailContent::builder().simple(message).build()
}

fn to(address: &str) -> Destination {
    Destination::builder().to_addresses(address).build()
}

fn mail(mailbox: &Running, address: &str) -> SendEmailFluentBuilder {
    ses(mailbox)
        .send_email()
        .from_email_address("Tours <desk@paylink.example>")
        .destination(to(address))
        .content(simple("Your payment link"))
}

async fn get(mailbox: &Running, path: &str) -> Value {
    let response = client()
        .get(format!("{}{path}", mailbox.base_url))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.json().await.unwrap()
}

async fn page(mailbox: &Running, path: &str) -> (u16, String) {
    let response = client()
        .get(format!("{}{path}", mailbox.base_url))
        .send()
        .await
        .unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

async fn post(mailbox: &Running, path: &str, body: &Value) -> reqwest::Response {
    client()
        .post(format!("{}{path}", mailbox.base_url))
        .json(body)
        .send()
        .await
        .unwrap()
}

async fn behave(mailbox: &Running, address: &str, behaviour: &str) {
    let body = json!({ "address": address, "behaviour": behaviour });
    assert_eq!(
        post(mailbox, "/_sandbox/addresses", &body).await.status(),
        200
    );
}

/// A request that SES takes, for tests that break one thing.
fn valid() -> Value {
    json!({
        "FromEmailAddress": "desk@paylink.example",
        "Destination": { "ToAddresses": ["guest@example.com"] },
        "Content": { "Simple": {
            "Subject": { "Data": "Subject" },
            "Body": { "Text": { "Data": "Text" } },
        } },
    })
}

const SEND: &str = "/v2/email/outbound-emails";

#[tokio::test]
async fn the_sdk_sends_and_the_mail_can_be_read() {
    let mailbox = mailbox().await;
    let header = |name: &str, value: &str| {
        MessageHeader::builder()
            .name(name)
            .value(value)
            .build()
            .unwrap()
    };
    let tag = |name: &str, value: &str| {
        MessageTag::builder()
            .name(name)
            .value(value)
            .build()
            .unwrap()
    };
    let attachment = Attachment::builder()
        .file_name("ticket.pdf")
        .content_type("application/pdf")
        .raw_content(Blob::new("%PDF"))
        .build()
        .unwrap();
    let body = Body::builder()
        .html(text("<p>Grüezi</p>"))
        .text(text("Grüezi"))
        .build();
    let message = Message::builder()
        .subject(text("Ihr Zahlungslink für Zürich"))
        .body(body)
        .headers(header("List-Id", "payment links"))
        .attachments(attachment)
        .build();
    let sent = ses(&mailbox)
        .send_email()
        .from_email_address("=?UTF-8?B?WsO8cmljaCBUb3Vycw==?= <desk@paylink.example>")
        .destination(
            Destination::builder()
                .to_addresses("\"Guest, A.\" <Guest@Example.com>")
                .build(),
        )
        .reply_to_addresses("office@tours.example")
        .content(EmailContent::builder().simple(message).build())
        .email_tags(tag("basket", "bsk_01"))
        .email_tags(tag("mail", "01"))
        .configuration_set_name("paylink-test")
        .send()
        .await
        .unwrap();

    let id = sent.message_id().unwrap();
    let messages = get(&mailbox, "/messages").await;
    let message = &messages[0];
    assert_eq!(message["id"], id);
    assert_eq!(message["to"], "\"Guest, A.\" <Guest@Example.com>");
    assert_eq!(message["recipients"], json!(["guest@example.com"]));
    assert_eq!(message["from"], "Zürich Tours <desk@paylink.example>");
    assert_eq!(message["reply_to"], "office@tours.example");
    assert_eq!(message["subject"], "Ihr Zahlungslink für Zürich");
    assert_eq!(message["html"], "<p>Grüezi</p>");
    assert_eq!(message["text"], "Grüezi");
    assert_eq!(message["tags"], json!({ "basket": "bsk_01", "mail": "01" }));
    assert_eq!(
        message["headers"],
        json!([{ "name": "List-Id", "value": "payment links" }])
    );
    assert_eq!(message["configuration_set"], "paylink-test");
    assert_eq!(message["status"], "delivered");
    assert_eq!(
        message["attachments"],
        json!([{ "file_name": "ticket.pdf", "content_type": "application/pdf", "size": 4 }])
    );
    let sent_at: jiff::Timestamp = message["sent_at"].as_str().unwrap().parse().unwrap();
    assert!(sent_at.duration_until(jiff::Timestamp::now()).as_secs() < 60);

    assert_eq!(get(&mailbox, &format!("/messages/{id}")).await, *message);
    let (status, pdf) = page(&mailbox, &format!("/messages/{id}/attachments/0")).await;
    assert_eq!((status, pdf.as_str()), (200, "%PDF"));
    assert_eq!(
        page(&mailbox, &format!("/messages/{id}/attachments/1"))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn pictures_within_a_mail_are_shown_in_it() {
    let mailbox = mailbox().await;
    let send = |encoding| {
        let picture = Attachment::builder()
            .file_name("code.png")
            .content_type("image/png")
            .content_id("code.png")
            .content_disposition(AttachmentContentDisposition::Inline)
            .set_content_transfer_encoding(encoding)
            .raw_content(Blob::new([0x89, b'P', b'N', b'G']))
            .build()
            .unwrap();
        let body = Body::builder()
            .html(text(r#"<img src="cid:code.png" alt="Code">"#))
            .build();
        let message = Message::builder()
            .subject(text("Tickets"))
            .body(body)
            .attachments(picture)
            .build();
        ses(&mailbox)
            .send_email()
            .from_email_address("desk@paylink.example")
            .destination(
                Destination::builder()
                    .to_addresses("guest@example.com")
                    .build(),
            )
            .content(EmailContent::builder().simple(message).build())
            .send()
    };
    assert!(send(None).await.is_err(), "it would arrive broken");
    let sent = send(Some(AttachmentContentTransferEncoding::Base64))
        .await
        .unwrap();
    let id = sent.message_id().unwrap();
    let (_, html) = page(&mailbox, &format!("/mails/{id}/html")).await;
    let shown = format!(r#"src="/messages/{id}/attachments/0""#);
    assert!(html.contains(&shown), "{html}");
}

#[tokio::test]
async fn a_raw_message_is_read_like_a_simple_one() {
    let mailbox = mailbox().await;
    let raw = concat!(
        "From: =?UTF-8?Q?Caf=C3=A9_Tours?= <desk@paylink.example>\r\n",
        "To: guest@example.com\r\n",
        "Subject: =?UTF-8?Q?D=C3=A9p=C3=B4t?=\r\n",
        "X-Entity-Ref-ID: 7\r\n",
        "MIME-Version: 1.0\r\n",
        "Content-Type: text/html; charset=utf-8\r\n\r\n",
        "<p>Bonjour</p>\r\n",
    );
    let content = RawMessage::builder().data(Blob::new(raw)).build().unwrap();
    ses(&mailbox)
        .send_email()
        .content(EmailContent::builder().raw(content).build())
        .send()
        .await
        .unwrap();
    let messages = get(&mailbox, "/messages").await;
    assert_eq!(messages[0]["from"], "Café Tours <desk@paylink.example>");
    assert_eq!(messages[0]["to"], "guest@example.com");
    assert_eq!(messages[0]["subject"], "Dépôt");
    assert_eq!(
        messages[0]["html"].as_str().unwrap().trim(),
        "<p>Bonjour</p>"
    );
    assert_eq!(messages[0]["text"], Value::Null);
    assert_eq!(
        messages[0]["headers"],
        json!([{ "name": "X-Entity-Ref-ID", "value": "7" }])
    );
}

#[tokio::test]
async fn the_newest_mail_comes_first_and_lists_can_be_narrowed() {
    let mailbox = mailbox().await;
    for address in ["a@example.com", "b@example.com", "a@example.com"] {
        mail(&mailbox, address).send().await.unwrap();
    }
    let all = get(&mailbox, "/messages").await;
    let recipients: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|mail| mail["to"].as_str().unwrap())
        .collect();
    assert_eq!(
        recipients,
        ["a@example.com", "b@example.com", "a@example.com"]
    );
    assert!(all[0]["sent_at"].as_str() >= all[2]["sent_at"].as_str());
    assert_ne!(all[0]["id"], all[2]["id"]);
    assert_eq!(
        get(&mailbox, "/messages?to=A@Example.COM")
            .await
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        get(&mailbox, "/messages?to=a@example.com&limit=1").await[0],
        all[0]
    );
    assert_eq!(get(&mailbox, "/messages?to=c@example.com").await, json!([]));
    assert_eq!(page(&mailbox, "/messages?status=eaten").await.0, 400);

    let cleared = client()
        .delete(format!("{}/messages", mailbox.base_url))
        .send()
        .await
        .unwrap();
    assert_eq!(cleared.status(), 204);
    assert_eq!(get(&mailbox, "/messages").await, json!([]));
    assert_eq!(page(&mailbox, "/messages/unknown").await.0, 404);
}

#[tokio::test]
async fn what_ses_would_refuse_is_refused_in_its_form() {
    let mailbox = mailbox().await;
    let long = "x".repeat(871);
    let many: Vec<String> = (0..51)
        .map(|number| format!("guest{number}@example.com"))
        .collect();
    let headers: Vec<Value> = (0..16)
        .map(|number| json!({ "Name": format!("X-{number}"), "Value": "1" }))
        .collect();
    let header = |name: &str, value: &str| json!([{ "Name": name, "Value": value }]);
    let cases: Vec<(&str, Value)> = vec![
        ("/FromEmailAddress", Value::Null),
        ("/FromEmailAddress", json!("no address")),
        ("/FromEmailAddress", json!("Zürich <desk@paylink.example>")),
        (
            "/FromEmailAddress",
            json!("Tours, Ltd <desk@paylink.example>"),
        ),
        (
            "/FromEmailAddress",
            json!("desk@paylink.example\r\nBcc: thief@example.com"),
        ),
        ("/FromEmailAddress", json!(7)),
        ("/Destination", Value::Null),
        ("/Destination/ToAddresses", json!([])),
        ("/Destination/ToAddresses", json!(["guest@"])),
        ("/Destination/ToAddresses", json!(["guest@münchen.example"])),
        ("/Destination/ToAddresses", json!(["guest@example..com"])),
        ("/Destination/ToAddresses", json!(["a b@example.com"])),
        ("/Destination/ToAddresses", json!(many)),
        ("/Destination/ToAddresses", json!("guest@example.com")),
        ("/Content", Value::Null),
        ("/Content", json!({})),
        ("/Content", json!({ "Raw": { "Data": "%" } })),
        ("/Content", json!({ "Template": { "TemplateName": "x" } })),
        ("/Content/Simple/Subject", Value::Null),
        ("/Content/Simple/Subject/Data", json!("two\nlines")),
        ("/Content/Simple/Body", json!({})),
        ("/Content/Simple/Headers", header("Subject", "again")),
        ("/Content/Simple/Headers", header("X: Y", "1")),
        ("/Content/Simple/Headers", header("X-Y", "")),
        ("/Content/Simple/Headers", header("X-Y", "grün")),
        (
            "/Content/Simple/Headers",
            header("X-Y", "1\r\nBcc: thief@example.com"),
        ),
        ("/Content/Simple/Headers", header("X-Y", &long)),
        ("/Content/Simple/Headers", json!(headers)),
        (
            "/Content/Simple/Attachments",
            json!([{ "FileName": "a", "RawContent": "%" }]),
        ),
        ("/EmailTags", header("basket", "bsk.1")),
        ("/EmailTags", header("basket", "")),
        ("/EmailTags", header("ses:source-ip", "1")),
        ("/EmailTags", json!([{ "Name": "basket" }])),
        (
            "/EmailTags",
            json!([{ "Name": "a", "Value": "1" }, { "Name": "a", "Value": "2" }]),
        ),
        ("/ConfigurationSetName", json!("a b")),
        ("/ReplyToAddresses", json!(["nobody"])),
    ];
    for (pointer, broken) in cases {
        let mut request = valid();
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        request.pointer_mut(parent).unwrap()[field] = broken.clone();
        let response = post(&mailbox, SEND, &request).await;
        let kind = response.headers().get("x-amzn-errortype").cloned();
        assert_eq!(response.status(), 400, "{pointer} = {broken}");
        assert_eq!(kind.unwrap(), "BadRequestException", "{pointer} = {broken}");
        let body: Value = response.json().await.unwrap();
        assert!(
            !body["message"].as_str().unwrap().is_empty(),
            "{pointer} = {broken}"
        );
    }
    assert_eq!(get(&mailbox, "/messages").await, json!([]));
    assert_eq!(post(&mailbox, SEND, &valid()).await.status(), 200);
    assert_eq!(post(&mailbox, SEND, &json!("text")).await.status(), 400);

    let error = ses(&mailbox)
        .send_email()
        .from_email_address("desk@paylink.example")
        .content(simple("No recipient"))
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_bad_request_exception());
}

#[tokio::test]
async fn an_oversized_mail_is_refused() {
    let mailbox = mailbox().await;
    let mut request = valid();
    request["Content"]["Simple"]["Body"]["Text"]["Data"] = json!("x".repeat(40 * 1024 * 1024 + 1));
    assert_eq!(post(&mailbox, SEND, &request).await.status(), 400);
    let error = ses(&mailbox)
        .send_email()
        .from_email_address("desk@paylink.example")
        .destination(to("guest@example.com"))
        .content(simple(&"x".repeat(60 * 1024 * 1024)))
        .send()
        .await
        .unwrap_err();
    // The mailbox may answer before it has read everything, which some clients report as a broken
    // connection; what counts is that nothing was accepted.
    assert!(
        error
            .raw_response()
            .is_none_or(|response| response.status().as_u16() == 413)
    );
    assert_eq!(get(&mailbox, "/messages").await, json!([]));
}

#[tokio::test]
async fn r22_a_bounce_is_told_with_our_tags() {
    let mailbox = mailbox().await;
    let tag = MessageTag::builder()
        .name("basket")
        .value("bsk_01")
        .build()
        .unwrap();
    let sent = mail(&mailbox, "guest@bounce.example")
        .email_tags(tag)
        .configuration_set_name("paylink-test")
        .send()
        .await
        .unwrap();
    mail(&mailbox, "angry@complaint.example")
        .send()
        .await
        .unwrap();

    let messages = get(&mailbox, "/messages").await;
    assert_eq!(messages[0]["status"], "complained");
    assert_eq!(messages[1]["status"], "bounced");

    let events = get(&mailbox, "/_sandbox/events").await;
    let kinds: Vec<&str> = events
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["detail-type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "Email Bounced",
            "Email Delivered",
            "Email Complaint Received"
        ]
    );
    let bounce = &events[0];
    assert_eq!(bounce["source"], "aws.ses");
    assert_eq!(
        bounce["resources"][0],
        "arn:aws:ses:eu-central-1:123456789012:configuration-set/paylink-test"
    );
    let detail = &bounce["detail"];
    assert_eq!(detail["eventType"], "Bounce");
    assert_eq!(detail["bounce"]["bounceType"], "Permanent");
    assert_eq!(
        detail["bounce"]["bouncedRecipients"][0]["emailAddress"],
        "guest@bounce.example"
    );
    assert_eq!(detail["mail"]["messageId"], sent.message_id().unwrap());
    assert_eq!(
        detail["mail"]["destination"],
        json!(["guest@bounce.example"])
    );
    assert_eq!(detail["mail"]["tags"]["basket"], json!(["bsk_01"]));
    assert_eq!(
        detail["mail"]["tags"]["ses:configuration-set"],
        json!(["paylink-test"])
    );
    assert_eq!(
        events[2]["detail"]["complaint"]["complaintFeedbackType"],
        "abuse"
    );

    let later = get(
        &mailbox,
        &format!("/_sandbox/events?after={}", bounce["id"].as_str().unwrap()),
    )
    .await;
    assert_eq!(later.as_array().unwrap().len(), 2);
    let last = events[2]["id"].as_str().unwrap();
    assert_eq!(
        get(&mailbox, &format!("/_sandbox/events?after={last}")).await,
        json!([])
    );
}

#[tokio::test]
async fn an_address_can_be_told_how_to_behave() {
    let mailbox = mailbox().await;
    let address = "Guest@Example.com";
    let status = |error: aws_sdk_sesv2::error::SdkError<_, _>| -> u16 {
        let error: aws_sdk_sesv2::error::SdkError<
            aws_sdk_sesv2::operation::send_email::SendEmailError,
            aws_sdk_sesv2::config::http::HttpResponse,
        > = error;
        error.raw_response().unwrap().status().as_u16()
    };

    behave(&mailbox, address, "reject").await;
    let error = mail(&mailbox, address).send().await.unwrap_err();
    assert!(error.into_service_error().is_message_rejected());

    behave(&mailbox, address, "throttle").await;
    let error = mail(&mailbox, address).send().await.unwrap_err();
    assert!(error.into_service_error().is_too_many_requests_exception());

    behave(&mailbox, address, "unavailable").await;
    assert_eq!(
        status(mail(&mailbox, address).send().await.unwrap_err()),
        503
    );
    assert_eq!(get(&mailbox, "/messages").await, json!([]));

    behave(&mailbox, address, "accept_then_lose").await;
    assert!(
        mail(&mailbox, address)
            .send()
            .await
            .unwrap()
            .message_id()
            .is_some()
    );
    assert_eq!(get(&mailbox, "/messages").await, json!([]));
    assert_eq!(
        get(&mailbox, "/messages?status=lost")
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(get(&mailbox, "/_sandbox/events").await, json!([]));

    behave(&mailbox, address, "answer_lost").await;
    assert_eq!(
        status(mail(&mailbox, address).send().await.unwrap_err()),
        503
    );
    assert_eq!(
        get(&mailbox, "/messages").await.as_array().unwrap().len(),
        1
    );

    behave(&mailbox, address, "bounce").await;
    mail(&mailbox, address).send().await.unwrap();
    assert_eq!(get(&mailbox, "/messages").await[0]["status"], "bounced");

    behave(&mailbox, address, "ok").await;
    mail(&mailbox, address).send().await.unwrap();
    assert_eq!(get(&mailbox, "/messages").await[0]["status"], "delivered");
    assert_eq!(
        get(&mailbox, "/_sandbox/addresses").await,
        json!([{ "address": "guest@example.com", "behaviour": "ok" }])
    );

    behave(&mailbox, "*@example.org", "reject").await;
    assert!(mail(&mailbox, "x@example.org").send().await.is_err());
    behave(&mailbox, "*", "unavailable").await;
    assert!(mail(&mailbox, "y@example.net").send().await.is_err());
    assert!(mail(&mailbox, address).send().await.is_ok());
}

#[tokio::test]
async fn some_domains_misbehave_by_themselves() {
    assert_eq!(Behaviour::built_in("a@bounce.example"), Behaviour::Bounce);
    assert_eq!(Behaviour::built_in("a@reject.example"), Behaviour::Reject);
    assert_eq!(
        Behaviour::built_in("bounce+1@simulator.amazonses.com"),
        Behaviour::Bounce
    );
    assert_eq!(
        Behaviour::built_in("complaint@simulator.amazonses.com"),
        Behaviour::Complaint
    );
    assert_eq!(
        Behaviour::built_in("success@simulator.amazonses.com"),
        Behaviour::Ok
    );
    assert_eq!(Behaviour::built_in("bounce@example.com"), Behaviour::Ok);
    for (label, behaviour) in [
        ("bounce", Behaviour::Bounce),
        ("complaint", Behaviour::Complaint),
        ("reject", Behaviour::Reject),
        ("delay", Behaviour::Delay),
        ("virus", Behaviour::Virus),
        ("tours", Behaviour::Ok),
    ] {
        let address = format!("anna+{label}@example.com");
        assert_eq!(Behaviour::built_in(&address), behaviour);
        let simulator = format!("success+{label}@simulator.amazonses.com");
        assert_eq!(Behaviour::built_in(&simulator), Behaviour::Ok);
    }
    for behaviour in Behaviour::ALL {
        assert_eq!(Behaviour::from_name(behaviour.name()), Some(behaviour));
        assert_eq!(json!(behaviour), behaviour.name());
    }
    let mailbox = mailbox().await;
    let error = mail(&mailbox, "guest@reject.example")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_message_rejected());
}

#[tokio::test]
async fn a_wrong_behaviour_is_explained() {
    let mailbox = mailbox().await;
    for body in [
        json!({ "address": "a@example.com", "behaviour": "explode" }),
        json!({ "address": "nobody", "behaviour": "ok" }),
        json!({ "address": "a@example.com" }),
    ] {
        let response = post(&mailbox, "/_sandbox/addresses", &body).await;
        assert_eq!(response.status(), 400, "{body}");
        let answer: Value = response.json().await.unwrap();
        assert!(answer["message"].as_str().unwrap().len() > 20, "{answer}");
    }
}

#[tokio::test]
async fn a_restart_on_the_same_port_keeps_everything() {
    let folder = Folder::new();
    let database = Some(folder.path().join("new folder").join("mailbox.db"));
    let first = start(Options {
        database: database.clone(),
        ..Options::default()
    })
    .await
    .unwrap();
    mail(&first, "guest@bounce.example").send().await.unwrap();
    behave(&first, "late@example.com", "reject").await;
    let (messages, events) = (
        get(&first, "/messages").await,
        get(&first, "/_sandbox/events").await,
    );
    let base_url = first.base_url.clone();
    let listen = base_url.strip_prefix("http://").unwrap().parse().unwrap();
    let taken = start(Options {
        listen,
        database: None,
    })
    .await
    .unwrap_err()
    .to_string();
    assert!(taken.contains("cannot listen on"), "{taken}");
    first.stop().await;

    let second = start(Options { listen, database }).await.unwrap();
    assert_eq!(second.base_url, base_url);
    assert_eq!(get(&second, "/messages").await, messages);
    assert_eq!(get(&second, "/_sandbox/events").await, events);
    assert!(mail(&second, "late@example.com").send().await.is_err());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let folder = Folder::new();
    let file = folder.path().join("mailbox.db");
    std::fs::write(
        &file,
        "this is no database, but long enough to be looked at as one",
    )
    .unwrap();
    let error = start(Options {
        database: Some(file),
        ..Options::default()
    })
    .await
    .unwrap_err();
    assert!(error.to_string().contains("mailbox.db"), "{error}");
}

#[tokio::test]
async fn pages_show_mail_without_trusting_it() {
    let mailbox = mailbox().await;
    assert!(page(&mailbox, "/").await.1.contains("No mail yet"));
    let mut request = valid();
    let hostile = "<script>alert(1)</script>&\"'";
    request["FromEmailAddress"] = json!("\"<script>\" <desk@paylink.example>");
    request["Content"]["Simple"]["Subject"]["Data"] = json!(hostile);
    request["Content"]["Simple"]["Body"] = json!({
        "Text": { "Data": hostile },
        "Html": { "Data": "<html><head lang=de><title>x</title></head><body><script>alert(1)</script><a href='https://pay.example'>Pay</a></body></html>" },
    });
    request["Content"]["Simple"]["Headers"] = json!([{ "Name": "X-<b>", "Value": "<i>" }]);
    assert_eq!(post(&mailbox, SEND, &request).await.status(), 200);
    let id = get(&mailbox, "/messages").await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();

    for path in [
        "/".to_owned(),
        format!("/mails/{id}"),
        "/?to=%3Cscript%3E".to_owned(),
    ] {
        let response = client()
            .get(format!("{}{path}", mailbox.base_url))
            .send()
            .await
            .unwrap();
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(policy.contains("default-src 'none'"), "{policy}");
        let html = response.text().await.unwrap();
        assert!(!html.contains("<script"), "{path}: {html}");
        assert!(html.contains("<html lang=\"en\">") && html.contains("name=\"viewport\""));
        assert!(html.contains("&#60;script&#62;"), "{path}: {html}");
    }
    let (_, shown) = page(&mailbox, &format!("/mails/{id}")).await;
    assert!(shown.contains("X-&#60;b&#62;") && shown.contains("sandbox=\"allow-popups"));

    let url = format!("{}/mails/{id}/html", mailbox.base_url);
    let part = client().get(url).send().await.unwrap();
    let policy = part.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.starts_with("sandbox ") && !policy.contains("allow-scripts"),
        "{policy}"
    );
    let html = part.text().await.unwrap();
    assert!(
        html.contains("<head lang=de><base target=\"_blank\"><title>"),
        "{html}"
    );

    assert_eq!(page(&mailbox, "/mails/unknown").await.0, 404);
    let cleared = client()
        .post(format!("{}/clear", mailbox.base_url))
        .send()
        .await
        .unwrap();
    assert_eq!(cleared.status(), 303);
    assert_eq!(get(&mailbox, "/messages").await, json!([]));
}

#[tokio::test]
async fn a_mail_without_html_has_no_html_page() {
    let mailbox = mailbox().await;
    post(&mailbox, SEND, &valid()).await;
    let id = get(&mailbox, "/messages").await[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(page(&mailbox, &format!("/mails/{id}/html")).await.0, 404);
    assert!(
        !page(&mailbox, &format!("/mails/{id}"))
            .await
            .1
            .contains("<iframe")
    );
}

#[tokio::test]
async fn other_calls_are_unknown() {
    let mailbox = mailbox().await;
    let response = post(&mailbox, "/v2/email/templates", &json!({})).await;
    assert_eq!(response.status(), 404);
    assert_eq!(
        response.headers()["x-amzn-errortype"],
        "UnknownOperationException"
    );
    assert_eq!(page(&mailbox, "/other").await.0, 404);
}
