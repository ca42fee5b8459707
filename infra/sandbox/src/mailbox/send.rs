//! SES v2 `SendEmail`: from the JSON on the wire to a mail that SES would have taken.
//!
//! Limits and shapes are those of the SES v2 API reference (`SendEmail`, `Message`,
//! `MessageHeader`, `MessageTag`, `Attachment`). Messages say what is wrong in our own words.

use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{MessageParser, MimeHeaders};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The largest mail SES takes, in bytes, attachments decoded.
pub(super) const MAX_MAIL_BYTES: usize = 40 * 1024 * 1024;
/// The most recipients of one mail.
const MAX_RECIPIENTS: usize = 50;
/// The most headers of one mail.
const MAX_HEADERS: usize = 15;
/// The most tags of one mail.
const MAX_TAGS: usize = 50;
/// Headers that SES writes itself, so a caller may not.
const RESERVED_HEADERS: [&str; 13] = [
    "bcc",
    "cc",
    "content-disposition",
    "content-transfer-encoding",
    "content-type",
    "date",
    "from",
    "message-id",
    "mime-version",
    "reply-to",
    "return-path",
    "subject",
    "to",
];

/// A refusal in SES's form: the type in a header, the message in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SesError {
    status: StatusCode,
    kind: &'static str,
    message: String,
}

impl SesError {
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "BadRequestException",
            message: message.into(),
        }
    }

    pub(super) fn rejected(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "MessageRejected",
            message: message.into(),
        }
    }

    pub(super) fn throttled() -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            kind: "TooManyRequestsException",
            message: "Maximum sending rate exceeded.".to_owned(),
        }
    }

    pub(super) fn unavailable() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            kind: "ServiceUnavailableException",
            message: "The service is unavailable. Please try again.".to_owned(),
        }
    }

    pub(super) fn internal(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            kind: "InternalServiceErrorException",
            message: message.into(),
        }
    }

    pub(super) fn too_large() -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            kind: "RequestEntityTooLargeException",
            message: "The request is too large.".to_owned(),
        }
    }

    pub(super) fn unknown_operation() -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            kind: "UnknownOperationException",
            message: "The mailbox knows one SES operation: POST /v2/email/outbound-emails."
                .to_owned(),
        }
    }
}

impl IntoResponse for SesError {
    fn into_response(self) -> Response {
        let body = axum::Json(json!({ "message": self.message }));
        let mut response = (self.status, body).into_response();
        response
            .headers_mut()
            .insert("x-amzn-errortype", HeaderValue::from_static(self.kind));
        response
    }
}

/// A mail that SES would have taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mail {
    pub from: String,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub bcc: Vec<String>,
    pub reply_to: Vec<String>,
    pub subject: String,
    pub html: Option<String>,
    pub text: Option<String>,
    pub tags: Vec<Pair>,
    pub headers: Vec<Pair>,
    pub configuration_set: Option<String>,
    #[serde(skip)]
    pub attachments: Vec<Attachment>,
}

/// A header or a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pair {
    pub name: String,
    pub value: String,
}

/// A file that came with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attachment {
    pub file_name: String,
    pub content_type: String,
    pub content: Vec<u8>,
}

impl Mail {
    /// Every recipient's bare address in lower case, in order and once each.
    pub(super) fn recipients(&self) -> Vec<String> {
        let mut recipients = Vec::new();
        for address in self.to.iter().chain(&self.cc).chain(&self.bcc) {
            let address = bare_address(address).to_ascii_lowercase();
            if !recipients.contains(&address) {
                recipients.push(address);
            }
        }
        recipients
    }
}

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

fn check(mail: &Mail) -> Result<(), SesError> {
    if mail.from.is_empty() {
        return Err(SesError::bad_request("FromEmailAddress is missing."));
    }
    let recipients = mail.to.len() + mail.cc.len() + mail.bcc.len();
    if recipients == 0 {
        return Err(SesError::bad_request("Destination has no recipients."));
    }
    if recipients > MAX_RECIPIENTS {
        return Err(SesError::bad_request(format!(
            "Recipient count exceeds {MAX_RECIPIENTS}: there are {recipients}."
        )));
    }
    for (field, addresses) in [
        ("FromEmailAddress", std::slice::from_ref(&mail.from)),
        ("ToAddresses", &mail.to),
        ("CcAddresses", &mail.cc),
        ("BccAddresses", &mail.bcc),
        ("ReplyToAddresses", &mail.reply_to),
    ] {
        for address in addresses {
            check_address(address)
                .map_err(|reason| SesError::bad_request(format!("{field}: {reason}")))?;
        }
    }
    if mail.subject.contains(['\r', '\n']) {
        return Err(SesError::bad_request("The subject has a line break."));
    }
    check_headers(&mail.headers)?;
    check_tags(&mail.tags)?;
    if let Some(set) = &mail.configuration_set
        && (set.is_empty() || set.len() > 64 || !set.bytes().all(is_tag_byte))
    {
        return Err(SesError::bad_request(
            "ConfigurationSetName has 1 to 64 letters, digits, underscores and dashes.",
        ));
    }
    let size = mail.subject.len()
        + mail.html.as_ref().map_or(0, String::len)
        + mail.text.as_ref().map_or(0, String::len)
        + mail
            .attachments
            .iter()
            .map(|attachment| attachment.content.len())
            .sum::<usize>();
    if size > MAX_MAIL_BYTES {
        return Err(SesError::bad_request(format!(
            "Message length is more than {MAX_MAIL_BYTES} bytes long: {size}."
        )));
    }
    Ok(())
}

fn check_headers(headers: &[Pair]) -> Result<(), SesError> {
    let refuse = |header: &Pair, reason: &str| {
        Err(SesError::bad_request(format!(
            "The header {:?} {reason}.",
            header.name
        )))
    };
    if headers.len() > MAX_HEADERS {
        return Err(SesError::bad_request(format!(
            "There are more than {MAX_HEADERS} headers."
        )));
    }
    for header in headers {
        let name = &header.name;
        if name.is_empty() || name.len() > 126 {
            return refuse(
                header,
                "has a name that is empty or longer than 126 characters",
            );
        }
        if !name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b':')
        {
            return refuse(
                header,
                "has a name with other than printable ASCII characters",
            );
        }
        if RESERVED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
            return refuse(header, "is written by SES itself");
        }
        if header.value.is_empty() || header.value.len() > 870 {
            return refuse(
                header,
                "has a value that is empty or longer than 870 characters",
            );
        }
        if !header
            .value
            .bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_graphic())
        {
            return refuse(
                header,
                "has a value with other than printable ASCII characters",
            );
        }
    }
    Ok(())
}

fn check_tags(tags: &[Pair]) -> Result<(), SesError> {
    if tags.len() > MAX_TAGS {
        return Err(SesError::bad_request(format!(
            "There are more than {MAX_TAGS} tags."
        )));
    }
    for (position, tag) in tags.iter().enumerate() {
        for part in [&tag.name, &tag.value] {
            if part.is_empty() || part.len() > 256 || !part.bytes().all(is_tag_byte) {
                return Err(SesError::bad_request(format!(
                    "Invalid tag {:?}={:?}: names and values have 1 to 256 ASCII letters, digits, underscores and dashes.",
                    tag.name, tag.value
                )));
            }
        }
        if tags
            .iter()
            .take(position)
            .any(|earlier| earlier.name == tag.name)
        {
            return Err(SesError::bad_request(format!(
                "The tag {:?} is given twice.",
                tag.name
            )));
        }
    }
    Ok(())
}

const fn is_tag_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// The address inside `Name <address>`, or the text itself.
pub(super) fn bare_address(text: &str) -> &str {
    match text
        .trim()
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'))
    {
        Some((_, address)) => address.trim(),
        None => text.trim(),
    }
}

/// SES sends no SMTPUTF8: addresses are ASCII, and a name in other letters is an encoded word.
fn check_address(text: &str) -> Result<(), String> {
    if !text.is_ascii() {
        return Err(format!(
            "{text:?} has characters outside ASCII. Names are written as MIME encoded words, domains in Punycode."
        ));
    }
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(format!("{text:?} has control characters."));
    }
    if text.len() > 320 + 256 {
        return Err("An address is too long.".to_owned());
    }
    let address = bare_address(text);
    if let Some(name) = text
        .trim()
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'))
    {
        let name = name.0.trim();
        let quoted = name.len() >= 2 && name.starts_with('"') && name.ends_with('"');
        if !quoted && name.contains(['(', ')', '<', '>', '[', ']', ':', ';', '@', '\\', ',', '"']) {
            return Err(format!(
                "Missing final '@domain' in {text:?}: quote the name."
            ));
        }
    }
    let Some((local, domain)) = address.split_once('@') else {
        return Err(format!("Missing final '@domain' in {text:?}."));
    };
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic());
    let hostname = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    let special = ['(', ')', '<', '>', '[', ']', ':', ';', '\\', ',', '"'];
    if !plain(local) || local.len() > 64 || local.contains(special) {
        return Err(format!("Illegal local part in {text:?}."));
    }
    let labels_ok = domain.split('.').all(|label| !label.is_empty());
    if !plain(domain) || domain.len() > 255 || !domain.bytes().all(hostname) || !labels_ok {
        return Err(format!("Illegal domain in {text:?}."));
    }
    Ok(())
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
