//! SES's event publishing record, as far as it is of use here.
//!
//! Source: <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>,
//! which is the `detail` of the event that EventBridge hands over.

use std::collections::HashMap;

use paylink_app::mail_reports::{MailOf, Report};
use paylink_domain::outbox::MailReport;
use serde::Deserialize;

/// An event of SES through EventBridge.
#[derive(Debug, Clone, Deserialize)]
pub struct MailEvent {
    detail: Detail,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    event_type: String,
    mail: Mail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
    reject: Option<Reject>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    #[serde(default)]
    message_id: String,
    #[serde(default)]
    tags: HashMap<String, Vec<String>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Bounce {
    bounce_type: String,
    bounce_sub_type: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Complaint {
    complaint_sub_type: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Reject {
    reason: String,
}

impl MailEvent {
    /// SES's word for what happened.
    pub fn kind(&self) -> &str {
        &self.detail.event_type
    }

    /// SES's id of the mail.
    pub fn message_id(&self) -> &str {
        &self.detail.mail.message_id
    }

    /// What it tells; `None` where that is of no use, or the mail is not one of Paylink's.
    pub fn into_report(self) -> Option<Report> {
        let detail = self.detail;
        let (report, reason) = match detail.event_type.as_str() {
            "Delivery" => (MailReport::Delivered, String::new()),
            "DeliveryDelay" => (MailReport::Delayed, String::new()),
            "Bounce" => bounced(&detail.bounce.unwrap_or_default()),
            "Complaint" => complained(&detail.complaint.unwrap_or_default()),
            "Reject" => {
                let reason = detail.reject.unwrap_or_default().reason;
                (MailReport::Rejected, words("it was not sent", &reason))
            }
            // The mail's own template could not be filled; SES's text may quote what it was filled with.
            "Rendering Failure" => (MailReport::Rejected, "it could not be made".to_owned()),
            _ => return None,
        };
        let tag = |name: &str| detail.mail.tags.get(name)?.first();
        let of_basket = tag("basket_id").and_then(|id| id.parse().ok());
        let of_team = tag("merchant_id").and_then(|id| id.parse().ok());
        Some(Report {
            of: of_basket
                .map(MailOf::Basket)
                .or(of_team.map(MailOf::Team))?,
            mail_id: tag("mail_id")?.parse().ok()?,
            report,
            reason,
        })
    }
}

fn bounced(bounce: &Bounce) -> (MailReport, String) {
    let sub_type = bounce.bounce_sub_type.as_str();
    // Only a bounce that is permanent is certain: the others are also what answering machines send.
    if bounce.bounce_type != "Permanent" {
        let why = match sub_type {
            "MailboxFull" => "the mailbox is full",
            "MessageTooLarge" | "ContentRejected" | "AttachmentRejected" => {
                "the mail server does not want what is in it"
            }
            _ => "the mail server did not take it",
        };
        return (MailReport::SoftBounced, why.to_owned());
    }
    let why = match sub_type {
        "Suppressed" | "OnAccountSuppressionList" => {
            "nothing is sent to this address, since earlier emails came back or were marked as spam"
        }
        _ => "the mail server refused the address",
    };
    (MailReport::Bounced, why.to_owned())
}

fn complained(complaint: &Complaint) -> (MailReport, String) {
    // SES did not send it at all, since the same address complained before.
    let why = match complaint.complaint_sub_type.as_deref() {
        Some("OnAccountSuppressionList") => {
            "nothing is sent to this address, since an earlier email was marked as spam"
        }
        Some(_) | None => "it was marked as spam",
    };
    (MailReport::Complained, why.to_owned())
}

/// A sentence with SES's own word for it, where there is one.
fn words(what: &str, reason: &str) -> String {
    let word: String = reason
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == ' ')
        .take(40)
        .collect();
    if word.is_empty() {
        what.to_owned()
    } else {
        format!("{what} ({word})")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::{Value, json};

    use super::*;

    const BASKET: &str = "bsk_01KAT000000000000000000001";
    const MERCHANT: &str = "mer_01KAT000000000000000000001";
    const MAIL: &str = "mail_01KAT000000000000000000004";

    fn event(detail: Value) -> Value {
        json!({
            "version": "0", "id": "i", "detail-type": "Email Bounced", "source": "aws.ses",
            "account": "123456789012", "time": "2026-11-24T12:00:00Z", "region": "eu-central-1",
            "resources": [], "detail": detail,
        })
    }

    fn tagged(kind: &str, part: Value, tags: Value) -> Option<Report> {
        let mut detail = json!({"eventType": kind, "mail": {"messageId": "0107", "tags": tags}});
        for (name, value) in part.as_object().unwrap() {
            detail[name] = value.clone();
        }
        let event: MailEvent = serde_json::from_value(event(detail)).unwrap();
        assert_eq!((event.kind(), event.message_id()), (kind, "0107"));
        event.into_report()
    }

    fn ours() -> Value {
        json!({"basket_id": [BASKET], "mail_id": [MAIL], "ses:operation": ["SendEmail"]})
    }

    fn told(kind: &str, part: Value) -> (MailReport, String) {
        let report = tagged(kind, part, ours()).unwrap();
        assert_eq!(report.of, MailOf::Basket(BASKET.parse().unwrap()));
        assert_eq!(report.mail_id, MAIL.parse().unwrap());
        (report.report, report.reason)
    }

    fn bounce(kind: &str, sub_type: &str) -> (MailReport, String) {
        let part = json!({"bounce": {"bounceType": kind, "bounceSubType": sub_type}});
        told("Bounce", part)
    }

    #[test]
    fn r22_each_type_of_event_tells_what_it_says() {
        let nothing = || json!({});
        assert_eq!(told("Delivery", nothing()).0, MailReport::Delivered);
        assert_eq!(told("DeliveryDelay", nothing()).0, MailReport::Delayed);
        let failed = told(
            "Rendering Failure",
            json!({"failure": {"errorMessage": "Anna"}}),
        );
        assert_eq!(failed.0, MailReport::Rejected);
        assert!(!failed.1.contains("Anna"));
        let virus = told("Reject", json!({"reject": {"reason": "Bad content"}}));
        assert_eq!(
            virus,
            (MailReport::Rejected, "it was not sent (Bad content)".into())
        );
        assert_eq!(told("Reject", nothing()).1, "it was not sent");
        let complaint = |sub_type: Value| {
            told(
                "Complaint",
                json!({"complaint": {"complaintSubType": sub_type}}),
            )
        };
        let spam = complaint(Value::Null);
        assert_eq!(
            spam,
            (MailReport::Complained, "it was marked as spam".into())
        );
        let earlier = complaint("OnAccountSuppressionList".into());
        assert_eq!(earlier.0, MailReport::Complained);
        assert!(earlier.1.contains("earlier"));
    }

    #[test]
    fn r22_only_a_permanent_bounce_is_certain() {
        for kind in ["Transient", "Undetermined", "Invented"] {
            assert_eq!(bounce(kind, "General").0, MailReport::SoftBounced);
        }
        assert_eq!(bounce("Permanent", "General").0, MailReport::Bounced);
        let reasons = [
            ("Permanent", "NoEmail", "refused the address"),
            ("Permanent", "Suppressed", "earlier"),
            ("Permanent", "OnAccountSuppressionList", "earlier"),
            ("Transient", "MailboxFull", "full"),
            ("Transient", "ContentRejected", "what is in it"),
            ("Transient", "General", "did not take it"),
        ];
        for (kind, sub_type, words) in reasons {
            let reason = bounce(kind, sub_type).1;
            assert!(reason.contains(words), "{sub_type}: {reason}");
        }
    }

    #[test]
    fn r22_an_invitations_mail_is_of_a_team() {
        let tags = json!({"merchant_id": [MERCHANT], "mail_id": [MAIL]});
        let report = tagged("Delivery", json!({}), tags).unwrap();
        assert_eq!(report.of, MailOf::Team(MERCHANT.parse().unwrap()));
    }

    #[test]
    fn what_is_unknown_or_nobodys_tells_nothing() {
        for kind in ["Send", "Open", "Click", "Subscription", "Invented"] {
            assert_eq!(tagged(kind, json!({}), ours()), None, "{kind}");
        }
        for tags in [
            json!({}),
            json!({"basket_id": [BASKET]}),
            json!({"mail_id": [MAIL]}),
            json!({"basket_id": [], "mail_id": [MAIL]}),
            json!({"basket_id": ["bsk_wrong"], "mail_id": [MAIL]}),
            json!({"basket_id": [BASKET], "mail_id": ["pl_01KAT000000000000000000004"]}),
        ] {
            assert_eq!(tagged("Bounce", json!({}), tags.clone()), None, "{tags}");
        }
    }
}
