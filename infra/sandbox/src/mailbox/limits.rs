//! What SES takes and what it refuses, from the SES v2 API reference (`SendEmail`, `MessageHeader`,
//! `MessageTag`).

use super::error::SesError;
use super::mail::{Mail, Pair, bare_address};

/// The largest mail SES takes, in bytes, attachments decoded.
pub(super) const MAX_MAIL_BYTES: usize = 40 * 1024 * 1024;
/// The most recipients of one mail.
const MAX_RECIPIENTS: usize = 50;
/// The most headers of one mail.
const MAX_HEADERS: usize = 15;
/// The most tags of one mail.
const MAX_TAGS: usize = 50;
/// Headers that SES writes itself, so a caller may not.
pub(super) const RESERVED_HEADERS: [&str; 13] = [
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

/// Refuses a mail that SES would refuse.
pub(super) fn check(mail: &Mail) -> Result<(), SesError> {
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
