//! How a call to the tables can fail.

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// Why a call to the tables did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody else wrote first; read again and decide again.
    #[error("the item was changed by somebody else")]
    Conflict,
    /// The table takes no more calls at the moment.
    #[error("the table is throttled")]
    Throttled,
    /// The table cannot be reached, or cannot answer. Whether a write happened is unknown.
    #[error("the table is unavailable: {0}")]
    Unavailable(String),
    /// The item would be larger than DynamoDB's 400 KB.
    #[error("the item is too large")]
    TooLarge,
    /// The call itself was wrong, or a permission is missing.
    #[error("the table refused the call: {0}")]
    Refused(String),
    /// An item cannot be understood.
    #[error("an item cannot be read: {0}")]
    Corrupt(String),
}

impl<E> From<SdkError<E, HttpResponse>> for StoreError
where
    SdkError<E, HttpResponse>: ProvideErrorMetadata,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        let status = error
            .raw_response()
            .map_or(0, |response| response.status().as_u16());
        let text = format!(
            "{}: {}",
            error.code().unwrap_or("no code"),
            error.message().unwrap_or("no message")
        );
        match error.code() {
            Some("ConditionalCheckFailedException") => Self::Conflict,
            Some(
                "ProvisionedThroughputExceededException"
                | "ThrottlingException"
                | "RequestLimitExceeded",
            ) => Self::Throttled,
            Some(_) if status >= 500 => Self::Unavailable(text),
            Some("ValidationException") if text.contains("Item size") => Self::TooLarge,
            Some(_) => Self::Refused(text),
            // No code: the call timed out, or never got an answer that could be read.
            None => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<serde_dynamo::Error> for StoreError {
    fn from(error: serde_dynamo::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}
