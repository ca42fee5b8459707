//! A mail as the mailbox keeps it.

use serde::{Deserialize, Serialize};

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
