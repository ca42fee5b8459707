//! What SES tells EventBridge about a mail: the event publishing record (`eventType`, `mail` and
//! one part named after the type) as the `detail` of an event with source `aws.ses`.

use serde_json::{Value, json};

use super::mail::{Mail, bare_address};

const ACCOUNT: &str = "123456789012";
const REGION: &str = "eu-central-1";
/// Identities may have a default configuration set, so events are made for every mail.
const DEFAULT_SET: &str = "default";

/// What became of a mail for some of its recipients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Delay,
    Delivery,
    Reject,
    Bounce,
    Complaint,
}

/// Names that make an event unique.
#[derive(Debug)]
pub(super) struct Ids {
    pub event: String,
    pub feedback: String,
}

/// Makes the event. `time` is when it happened, `sent_at` when the mail was accepted.
pub(super) fn make(
    kind: Kind,
    mail: &Mail,
    message_id: &str,
    recipients: &[String],
    sent_at: &str,
    time: &str,
    ids: Ids,
) -> Value {
    let (detail_type, event_type, field) = match kind {
        Kind::Delay => ("Email Delivery Delayed", "DeliveryDelay", "deliveryDelay"),
        Kind::Reject => ("Email Rejected", "Reject", "reject"),
        Kind::Delivery => ("Email Delivered", "Delivery", "delivery"),
        Kind::Bounce => ("Email Bounced", "Bounce", "bounce"),
        Kind::Complaint => ("Email Complaint Received", "Complaint", "complaint"),
    };
    let part = match kind {
        Kind::Delivery => json!({
            "timestamp": time,
            "processingTimeMillis": 500,
            "recipients": recipients,
            "smtpResponse": "250 2.0.0 OK",
            "reportingMTA": "a1-1.smtp-out.eu-central-1.amazonses.com",
        }),
        Kind::Delay => json!({
            "timestamp": time,
            "delayType": "TransientCommunicationFailure",
            "expirationTime": time,
            "reportingMTA": "a1-1.smtp-out.eu-central-1.amazonses.com",
            "delayedRecipients": recipients.iter().map(|address| json!({
                "emailAddress": address,
                "status": "4.4.1",
                "diagnosticCode": "smtp; 421 4.4.1 unable to connect to remote host",
            })).collect::<Vec<_>>(),
        }),
        Kind::Reject => json!({ "reason": "Bad content" }),
        Kind::Bounce => json!({
            "feedbackId": ids.feedback,
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": recipients.iter().map(|address| json!({
                "emailAddress": address,
                "action": "failed",
                "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1 user unknown",
            })).collect::<Vec<_>>(),
            "timestamp": time,
            "reportingMTA": "dsn; a1-1.smtp-out.eu-central-1.amazonses.com",
        }),
        Kind::Complaint => json!({
            "feedbackId": ids.feedback,
            "complaintSubType": null,
            "complainedRecipients": recipients.iter().map(|address| json!({
                "emailAddress": address,
            })).collect::<Vec<_>>(),
            "timestamp": time,
            "userAgent": "Sandbox/1.0",
            "complaintFeedbackType": "abuse",
            "arrivalDate": time,
        }),
    };
    let set = mail.configuration_set.as_deref().unwrap_or(DEFAULT_SET);
    let mut detail =
        json!({ "eventType": event_type, "mail": describe(mail, message_id, set, sent_at) });
    if let Some(detail) = detail.as_object_mut() {
        detail.insert(field.to_owned(), part);
    }
    json!({
        "version": "0",
        "id": ids.event,
        "detail-type": detail_type,
        "source": "aws.ses",
        "account": ACCOUNT,
        "time": time,
        "region": REGION,
        "resources": [format!("arn:aws:ses:{REGION}:{ACCOUNT}:configuration-set/{set}")],
        "detail": detail,
    })
}

fn describe(mail: &Mail, message_id: &str, set: &str, sent_at: &str) -> Value {
    let sender = bare_address(&mail.from);
    let domain = sender.rsplit_once('@').map_or(sender, |(_, domain)| domain);
    let mut headers = vec![
        header("From", &mail.from),
        header("To", &mail.to.join(", ")),
    ];
    if !mail.reply_to.is_empty() {
        headers.push(header("Reply-To", &mail.reply_to.join(", ")));
    }
    headers.push(header("Subject", &mail.subject));
    headers.push(header("MIME-Version", "1.0"));
    headers.extend(
        mail.headers
            .iter()
            .map(|pair| header(&pair.name, &pair.value)),
    );
    let mut tags = json!({
        "ses:operation": ["SendEmail"],
        "ses:configuration-set": [set],
        "ses:source-ip": ["127.0.0.1"],
        "ses:from-domain": [domain],
        "ses:caller-identity": ["sandbox"],
    });
    if let Some(tags) = tags.as_object_mut() {
        for tag in &mail.tags {
            tags.insert(tag.name.clone(), json!([tag.value]));
        }
    }
    json!({
        "timestamp": sent_at,
        "source": mail.from,
        "sourceArn": format!("arn:aws:ses:{REGION}:{ACCOUNT}:identity/{domain}"),
        "sendingAccountId": ACCOUNT,
        "messageId": message_id,
        "destination": mail.recipients(),
        "headersTruncated": false,
        "headers": headers,
        "commonHeaders": {
            "from": [mail.from],
            "replyTo": mail.reply_to,
            "to": mail.to,
            "messageId": message_id,
            "subject": mail.subject,
        },
        "tags": tags,
    })
}

fn header(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value })
}
