//! The body of the call that makes a link.

use jiff::Timestamp;
use paylink_app::links::LinkRequest;
use paylink_domain::decide::create_link::AmountRequest;
use paylink_domain::limits::UNIT_AMOUNT;
use paylink_domain::money::Amount;
use paylink_domain::text::https_url;
use paylink_http::json::Fields;

/// The body of `POST .../payment-links`: at most one of `amount`, `percent` and `min_amount` (R6).
pub fn link_request(fields: &mut Fields<'_>, base_url: String) -> Option<LinkRequest> {
    let amount = fields
        .optional_integer("amount", 1..=UNIT_AMOUNT.minor())
        .map(Amount::new);
    let percent = fields.optional_integer("percent", 1..=100);
    let minimum = fields
        .optional_integer("min_amount", 1..=UNIT_AMOUNT.minor())
        .map(Amount::new);
    let given: Vec<&str> = ["amount", "percent", "min_amount"]
        .into_iter()
        .filter(|name| fields.has(name))
        .collect();
    if let [_, others @ ..] = given.as_slice() {
        for name in others {
            fields.error(name, "cannot stand beside another way to say the amount");
        }
    }
    let amount = match (amount, percent, minimum) {
        (Some(amount), _, _) => AmountRequest::Amount(amount),
        (None, Some(percent), _) => AmountRequest::Percent(u32::try_from(percent).ok()?),
        (None, None, Some(minimum)) => AmountRequest::Minimum(minimum),
        (None, None, None) => AmountRequest::Follow,
    };
    let expires_at = fields.optional_parsed(
        "expires_at",
        "a time as in RFC 3339, such as \"2026-12-12T08:30:00Z\"",
        |text| text.parse::<Timestamp>().ok(),
    );
    Some(LinkRequest {
        amount,
        send_email: fields.flag("send_email"),
        expires_at,
        message: fields.optional_long_text("message", 1_000),
        return_url: fields.optional_parsed("return_url", "an https URL", https_url),
        metadata: fields.metadata("metadata"),
        base_url,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: serde_json::Value) -> Result<LinkRequest, Vec<String>> {
        paylink_http::json::read_object(&body, |fields| {
            link_request(fields, "https://pay.example".to_owned())
        })
        .map_err(|problem| {
            problem
                .errors
                .into_iter()
                .map(|error| error.pointer)
                .collect()
        })
    }

    #[test]
    fn r6_one_way_to_say_the_amount() {
        assert_eq!(read(json!({})).unwrap().amount, AmountRequest::Follow);
        assert_eq!(
            read(json!({"amount": 500})).unwrap().amount,
            AmountRequest::Amount(Amount::new(500))
        );
        assert_eq!(
            read(json!({"percent": 30})).unwrap().amount,
            AmountRequest::Percent(30)
        );
        assert_eq!(
            read(json!({"min_amount": 500})).unwrap().amount,
            AmountRequest::Minimum(Amount::new(500))
        );
        assert_eq!(
            read(json!({"amount": 500, "percent": 30})).unwrap_err(),
            ["/percent"]
        );
    }

    #[test]
    fn bad_amounts_are_refused() {
        for amount in [
            json!(0),
            json!(-1),
            json!(1.5),
            json!("5"),
            json!(1e30),
            json!(true),
        ] {
            assert_eq!(read(json!({"amount": amount})).unwrap_err(), ["/amount"]);
        }
    }

    #[test]
    fn only_https_addresses_are_returned_to() {
        assert!(read(json!({"return_url": "https://tours.example/thanks?a=1"})).is_ok());
        for url in [
            "http://tours.example",
            "javascript:alert(1)",
            "/thanks",
            "https://u@tours.example",
            "",
        ] {
            assert_eq!(
                read(json!({"return_url": url})).unwrap_err(),
                ["/return_url"],
                "{url}"
            );
        }
    }
}
