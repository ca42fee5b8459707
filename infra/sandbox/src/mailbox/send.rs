//! SES v2 `SendEmail`: from the JSON on the wire to a mail that SES would have taken.
//!
//! Limits and shapes are those of the SES v2 API reference (`SendEmail`, `Message`,
//! `MessageHeader`, `MessageTag`, `Attachment`). Messages say what is wrong in our own words.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{MessageParser, MimeHeaders};
use serde::Deserialize;

use super::error::SesError;
use super::limits::{RESERVED_HEADERS, check};
use super::mail::{Attachment, Mail, Pair};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Request {
    from_email_address: Option<String>,
    destination: Option<Destination>,
    reply_to_addresses: Option<Vec<String>>,
    content: Option<Content>,
    email_tags: Option<Vec<NameValue>>,
    configuration_set_name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Destination {
    to_addresses: Option<Vec<String>>,
    cc_addresses: Option<Vec<String>>,
    bcc_addresses: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    simple: Option<Simple>,
    raw: Option<Raw>,
    template: Option<serde_json::Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Simple {
    subject: Option<Text>,
    body: Option<Body>,
    headers: Option<Vec<NameValue>>,
    attachments: Option<Vec<WireAttachment>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Body {
    html: Option<Text>,
    text: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Text {
    data: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Raw {
    data: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NameValue {
    name: Option<String>,
    value: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WireAttachment {
    raw_content: Option<String>,
    file_name: Option<String>,
    content_type: Option<String>,
    content_id: Option<String>,
    content_transfer_encoding: Option<String>,
}

/// Reads and checks the body of a `SendEmail` call.
pub(super) fn parse(body: &[u8]) -> Result<Mail, SesError> {
    let request: Request = serde_json::from_slice(body).map_err(|error| {
        SesError::bad_request(format!("The body is not a SendEmail request: {error}"))
    })?;
    let content = request
        .content
        .ok_or_else(|| SesError::bad_request("Content is missing."))?;
    let mut mail = match (content.simple, content.raw, content.template) {
        (Some(simple), None, None) => read_simple(simple)?,
        (None, Some(raw), None) => read_raw(raw)?,
        (None, None, Some(_)) => {
            return Err(SesError::bad_request(
                "Content.Template is not known to the sandbox mailbox.",
            ));
        }
        _ => {
            return Err(SesError::bad_request(
                "Content must have exactly one of Simple, Raw and Template.",
            ));
        }
    };

    // What the request says goes before what a raw message says.
    let destination = request.destination.unwrap_or_default();
    let given = [
        destination.to_addresses,
        destination.cc_addresses,
        destination.bcc_addresses,
    ]
    .map(Option::unwrap_or_default);
    if given.iter().any(|list| !list.is_empty()) {
        [mail.to, mail.cc, mail.bcc] = given;
    }
    if let Some(from) = request.from_email_address {
        mail.from = from;
    }
    if let Some(reply_to) = request.reply_to_addresses.filter(|list| !list.is_empty()) {
        mail.reply_to = reply_to;
    }
    mail.tags = pairs("EmailTags", request.email_tags)?;
    mail.configuration_set = request.configuration_set_name;
    check(&mail)?;

    for address in std::iter::once(&mut mail.from)
        .chain(&mut mail.to)
        .chain(&mut mail.cc)
        .chain(&mut mail.bcc)
        .chain(&mut mail.reply_to)
    {
        *address = decode_words(address);
    }
    Ok(mail)
}

fn read_simple(simple: Simple) -> Result<Mail, SesError> {
    let data = |text: Option<Text>| text.and_then(|text| text.data);
    let body = simple.body.unwrap_or_default();
    let (html, text) = (data(body.html), data(body.text));
    if html.is_none() && text.is_none() {
        return Err(SesError::bad_request(
            "Content.Simple.Body needs Html.Data or Text.Data.",
        ));
    }
    let mut attachments = Vec::new();
    for attachment in simple.attachments.unwrap_or_default() {
        let file_name = attachment
            .file_name
            .filter(|name| !name.is_empty())
            .ok_or_else(|| SesError::bad_request("An attachment has no FileName."))?;
        let content = attachment
            .raw_content
            .and_then(|content| STANDARD.decode(content).ok())
            .ok_or_else(|| {
                SesError::bad_request(format!("The RawContent of {file_name} is not base64."))
            })?;
        if attachment
            .content_id
            .is_some_and(|id| !(1..=78).contains(&id.len()))
        {
            return Err(SesError::bad_request(format!(
                "The ContentId of {file_name} must have 1 to 78 characters."
            )));
        }
        // SES takes it and sends a broken file: what is not said to be base64 is written as text.
        let encoding = attachment.content_transfer_encoding.as_deref();
        if encoding != Some("BASE64") && !content.is_ascii() {
            return Err(SesError::bad_request(format!(
                "{file_name} is not text, so its ContentTransferEncoding must be BASE64."
            )));
        }
        let content_type = attachment
            .content_type
            .unwrap_or_else(|| "application/octet-stream".to_owned());
        attachments.push(Attachment {
            file_name,
            content_type,
            content,
        });
    }
    Ok(Mail {
        subject: data(simple.subject)
            .ok_or_else(|| SesError::bad_request("Content.Simple.Subject.Data is missing."))?,
        html,
        text,
        headers: pairs("Content.Simple.Headers", simple.headers)?,
        attachments,
        ..empty_mail()
    })
}

fn read_raw(raw: Raw) -> Result<Mail, SesError> {
    let bytes = raw
        .data
        .and_then(|data| STANDARD.decode(data).ok())
        .ok_or_else(|| SesError::bad_request("Content.Raw.Data is missing or not base64."))?;
    let message = MessageParser::default()
        .parse(&bytes)
        .ok_or_else(|| SesError::bad_request("Content.Raw.Data is not a MIME message."))?;
    let addresses = |list: Option<&mail_parser::Address<'_>>| -> Vec<String> {
        list.into_iter()
            .flat_map(mail_parser::Address::iter)
            .filter_map(|address| {
                let bare = address.address()?;
                Some(match address.name() {
                    Some(name) => format!("{} <{bare}>", encode_name(name)),
                    None => bare.to_owned(),
                })
            })
            .collect()
    };
    let body = |is_html: bool, body: Option<std::borrow::Cow<'_, str>>| {
        // The parser makes up the other form when a mail has one; show what was really sent.
        let parts = if is_html {
            &message.html_body
        } else {
            &message.text_body
        };
        let kept = parts
            .iter()
            .filter_map(|part| message.parts.get(usize::try_from(*part).ok()?));
        let real = kept.into_iter().any(|part| part.is_text_html() == is_html);
        body.filter(|_| real).map(std::borrow::Cow::into_owned)
    };
    Ok(Mail {
        from: addresses(message.from())
            .into_iter()
            .next()
            .unwrap_or_default(),
        to: addresses(message.to()),
        cc: addresses(message.cc()),
        bcc: addresses(message.bcc()),
        reply_to: addresses(message.reply_to()),
        subject: message.subject().unwrap_or_default().to_owned(),
        html: body(true, message.body_html(0)),
        text: body(false, message.body_text(0)),
        headers: message
            .headers_raw()
            .filter(|(name, _)| !RESERVED_HEADERS.contains(&name.to_ascii_lowercase().as_str()))
            .map(|(name, value)| Pair {
                name: name.to_owned(),
                value: value.trim().to_owned(),
            })
            .collect(),
        attachments: message
            .attachments()
            .map(|part| Attachment {
                file_name: part.attachment_name().unwrap_or("unnamed").to_owned(),
                content_type: part.content_type().map_or_else(
                    || "application/octet-stream".to_owned(),
                    |kind| match kind.subtype() {
                        Some(subtype) => format!("{}/{subtype}", kind.ctype()),
                        None => kind.ctype().to_owned(),
                    },
                ),
                content: part.contents().to_vec(),
            })
            .collect(),
        ..empty_mail()
    })
}

const fn empty_mail() -> Mail {
    Mail {
        from: String::new(),
        to: Vec::new(),
        cc: Vec::new(),
        bcc: Vec::new(),
        reply_to: Vec::new(),
        subject: String::new(),
        html: None,
        text: None,
        tags: Vec::new(),
        headers: Vec::new(),
        configuration_set: None,
        attachments: Vec::new(),
    }
}

fn pairs(field: &str, list: Option<Vec<NameValue>>) -> Result<Vec<Pair>, SesError> {
    list.unwrap_or_default()
        .into_iter()
        .map(|pair| match (pair.name, pair.value) {
            (Some(name), Some(value)) => Ok(Pair { name, value }),
            _ => Err(SesError::bad_request(format!(
                "Each of {field} needs a Name and a Value."
            ))),
        })
        .collect()
}

/// Replaces MIME encoded words by what they say, as a mail program shows an address.
fn decode_words(text: &str) -> String {
    if !text.contains("=?") {
        return text.to_owned();
    }
    let header = format!("Subject: {text}\r\n\r\n");
    MessageParser::default()
        .parse(header.as_bytes())
        .and_then(|message| message.subject().map(str::to_owned))
        .unwrap_or_else(|| text.to_owned())
}

/// The inverse of [`decode_words`] for a name, so that a raw message passes the same checks.
fn encode_name(name: &str) -> String {
    if name.is_ascii() {
        format!("\"{}\"", name.replace(['"', '\\'], ""))
    } else {
        format!("=?UTF-8?B?{}?=", STANDARD.encode(name))
    }
}
