//! Handing mails to Amazon SES.

use std::time::Duration;

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::timeout::TimeoutConfig;
use aws_sdk_sesv2::config::{BehaviorVersion, Region};
use aws_sdk_sesv2::error::ProvideErrorMetadata as _;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{
    Attachment, AttachmentContentDisposition, AttachmentContentTransferEncoding, Body, Content,
    Destination, EmailContent, Message, MessageTag,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::mail::{Image, Mail};
use paylink_domain::ids::{BasketId, MailId, MerchantId};
use paylink_platform::config::{AwsSettings, Reader};

/// How many bytes of a merchant's name stand beside the sender address: what one encoded word of
/// RFC 2047 holds.
const NAME_BYTES: usize = 45;

/// Who sends.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// Our verified sender address.
    pub sender: String,
    /// The SES configuration set whose events we hear.
    pub configuration_set: Option<String>,
}

impl MailSettings {
    /// Reads `SENDER_ADDRESS` and `SES_CONFIGURATION_SET`.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            sender: reader.required("SENDER_ADDRESS"),
            configuration_set: reader.optional("SES_CONFIGURATION_SET"),
        }
    }
}

/// Sends mails through SES.
#[derive(Debug, Clone)]
pub struct Mailer {
    client: Client,
    settings: MailSettings,
}

/// A mail did not go.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// SES refused this mail for good.
    #[error("the mail service refused the mail: {0}")]
    Rejected(String),
    /// SES did not take it now, or its answer was lost.
    #[error("the mail service did not take the mail: {0}")]
    Unavailable(String),
}

impl Mailer {
    /// A mailer that sends as `settings` say.
    pub fn connect(aws: &AwsSettings, settings: MailSettings) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(3))
            .operation_timeout(Duration::from_secs(15))
            .build();
        let mut config = aws_sdk_sesv2::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(aws.region.clone()))
            .credentials_provider(aws.credentials.clone())
            // SES has no idempotency key: a repeated call is a second mail, so the outbox retries.
            .retry_config(aws_sdk_sesv2::config::retry::RetryConfig::disabled())
            .timeout_config(timeouts);
        config.set_http_client(aws.http.clone());
        config.set_endpoint_url(aws.ses_endpoint.clone());
        Self::new(Client::from_conf(config.build()), settings)
    }

    /// A mailer through this client, which must not repeat calls by itself.
    pub const fn new(client: Client, settings: MailSettings) -> Self {
        Self { client, settings }
    }

    /// Sends a mail of a basket. Basket and mail ids go along as tags, so that a bounce finds its
    /// mail (R22). Answers the mail service's own id of the mail.
    pub async fn send(
        &self,
        mail: &Mail,
        basket_id: BasketId,
        mail_id: MailId,
    ) -> Result<String, SendError> {
        let of = ("basket_id", basket_id.to_string());
        self.send_tagged(mail, of, mail_id).await
    }

    /// Sends an invitation to a team, tagged as mails of baskets are.
    pub async fn send_invitation(
        &self,
        mail: &Mail,
        merchant_id: MerchantId,
        mail_id: MailId,
    ) -> Result<String, SendError> {
        let of = ("merchant_id", merchant_id.to_string());
        self.send_tagged(mail, of, mail_id).await
    }

    async fn send_tagged(
        &self,
        mail: &Mail,
        of: (&str, String),
        mail_id: MailId,
    ) -> Result<String, SendError> {
        let tag = |name: &str, value: String| MessageTag::builder().name(name).value(value).build();
        let built = (|| {
            let html = Some(&mail.html).filter(|html| !html.is_empty());
            let body = Body::builder()
                .set_html(html.map(|html| utf8(html)).transpose()?)
                .text(utf8(&mail.text)?)
                .build();
            let mut message = Message::builder().subject(utf8(&mail.subject)?).body(body);
            for image in &mail.images {
                message = message.attachments(inline(image)?);
            }
            let message = message.build();
            Ok((
                EmailContent::builder().simple(message).build(),
                [tag(of.0, of.1)?, tag("mail_id", mail_id.to_string())?],
            ))
        })();
        let (content, [of_tag, mail_tag]) =
            built.map_err(|error: aws_sdk_sesv2::error::BuildError| {
                SendError::Rejected(error.to_string())
            })?;
        self.client
            .send_email()
            .from_email_address(from_header(&mail.from_name, &self.settings.sender))
            .destination(
                Destination::builder()
                    .to_addresses(mail.to.as_str())
                    .build(),
            )
            .set_reply_to_addresses(
                mail.reply_to
                    .as_ref()
                    .map(|address| vec![address.as_str().to_owned()]),
            )
            .content(content)
            .email_tags(of_tag)
            .email_tags(mail_tag)
            .set_configuration_set_name(self.settings.configuration_set.clone())
            .send()
            .await
            .map(|sent| sent.message_id.unwrap_or_default())
            .map_err(|error| match error.code() {
                Some(code @ ("MessageRejected" | "BadRequestException")) => {
                    SendError::Rejected(code.to_owned())
                }
                Some(code) => SendError::Unavailable(code.to_owned()),
                None => SendError::Unavailable("no answer".to_owned()),
            })
    }
}

fn utf8(text: &str) -> Result<Content, aws_sdk_sesv2::error::BuildError> {
    Content::builder().charset("UTF-8").data(text).build()
}

/// A picture within the mail. Programs that show no pictures list it as a file.
fn inline(image: &Image) -> Result<Attachment, aws_sdk_sesv2::error::BuildError> {
    Attachment::builder()
        .file_name(&image.content_id)
        .content_type("image/png")
        .content_disposition(AttachmentContentDisposition::Inline)
        .content_id(&image.content_id)
        // SES would else write the bytes into the mail as if they were text.
        .content_transfer_encoding(AttachmentContentTransferEncoding::Base64)
        .raw_content(Blob::new(image.png.clone()))
        .build()
}

/// The sender with the merchant's name, always as one encoded word (RFC 2047), so that no character
/// of a name can end the header or the quotes.
fn from_header(name: &str, sender: &str) -> String {
    let mut short = String::new();
    for character in name.chars().filter(|c| !c.is_control()) {
        if short.len() + character.len_utf8() > NAME_BYTES {
            break;
        }
        short.push(character);
    }
    format!("=?UTF-8?B?{}?= <{sender}>", STANDARD.encode(short))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merchants_name_cannot_break_the_header() {
        let header = from_header("Zürich \"Tours\"\r\nBcc: x@example.com", "pay@example.com");
        assert!(header.is_ascii() && !header.contains(['\r', '\n', '"']));
        assert!(header.ends_with("?= <pay@example.com>"));
        let long = from_header(&"ü".repeat(100), "pay@example.com");
        assert!(long.len() <= 75 + " <pay@example.com>".len());
    }
}
