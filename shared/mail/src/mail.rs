//! A mail as the mail service takes it.

use paylink_domain::buyer::EmailAddress;

/// A mail, ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: EmailAddress,
    /// The name beside our sender address.
    pub from_name: String,
    /// Where answers go.
    pub reply_to: Option<EmailAddress>,
    /// The subject line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The text part, which says the same.
    pub text: String,
    /// Pictures that the HTML part shows.
    pub images: Vec<Image>,
}

/// A PNG picture that is part of a mail, so that no mail program loads it from a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// What the HTML part calls it: `cid:` and this.
    pub content_id: String,
    /// The file itself.
    pub png: Vec<u8>,
}
