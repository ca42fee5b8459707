//! Errors as problem documents (RFC 9457): a closed registry of types, one for one with what can be
//! refused.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use paylink_app::Error;
use paylink_app::keys::KEYS;
use paylink_domain::decide::refusal::Refusal;
use paylink_domain::limits;
use paylink_domain::team::TeamRefusal;
use paylink_gateway::GatewayError;
use paylink_store::StoreError;

/// The kinds of problem there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "see title()")]
pub enum ProblemType {
    BuyerIsStaff,
    NothingOutstanding,
    AmountAboveOutstanding,
    AmountNotChargeable,
    CurrencyNotSupported,
    GatewayNotEnabled,
    LinkNotActive,
    PaymentInProgress,
    RefundAbovePaid,
    OutstandingBalance,
    EmailMissing,
    BasketCancelled,
    BasketFull,
    EndpointDisabled,
    TooManyEndpoints,
    ExportTooLarge,
    IdempotencyKeyReused,
    IdempotencyInFlight,
    Validation,
    NotFound,
    Unauthorized,
    Forbidden,
    Conflict,
    TooManyRequests,
    PayloadTooLarge,
    UnsupportedMediaType,
    Internal,
    Unavailable,
}

impl ProblemType {
    /// Every type.
    pub const ALL: [Self; 28] = [
        Self::BuyerIsStaff,
        Self::NothingOutstanding,
        Self::AmountAboveOutstanding,
        Self::AmountNotChargeable,
        Self::CurrencyNotSupported,
        Self::GatewayNotEnabled,
        Self::LinkNotActive,
        Self::PaymentInProgress,
        Self::RefundAbovePaid,
        Self::OutstandingBalance,
        Self::EmailMissing,
        Self::BasketCancelled,
        Self::BasketFull,
        Self::EndpointDisabled,
        Self::TooManyEndpoints,
        Self::ExportTooLarge,
        Self::IdempotencyKeyReused,
        Self::IdempotencyInFlight,
        Self::Validation,
        Self::NotFound,
        Self::Unauthorized,
        Self::Forbidden,
        Self::Conflict,
        Self::TooManyRequests,
        Self::PayloadTooLarge,
        Self::UnsupportedMediaType,
        Self::Internal,
        Self::Unavailable,
    ];

    /// Code, status and title. Clients may rely on code and status. It is long because it is the whole
    /// registry: one entry for each problem type.
    const fn entry(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::BuyerIsStaff => (
                "buyer-is-staff",
                StatusCode::CONFLICT,
                "The buyer is a member of staff",
            ),
            Self::NothingOutstanding => (
                "nothing-outstanding",
                StatusCode::CONFLICT,
                "Nothing is outstanding",
            ),
            Self::AmountAboveOutstanding => (
                "amount-above-outstanding",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The amount is more than is outstanding",
            ),
            Self::AmountNotChargeable => (
                "amount-not-chargeable",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The payment gateway cannot charge this amount",
            ),
            Self::CurrencyNotSupported => (
                "currency-not-supported",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The payment gateway does not support this currency",
            ),
            Self::GatewayNotEnabled => (
                "gateway-not-enabled",
                StatusCode::CONFLICT,
                "The payment gateway is not enabled",
            ),
            Self::LinkNotActive => (
                "link-not-active",
                StatusCode::CONFLICT,
                "The payment link is not active",
            ),
            Self::PaymentInProgress => (
                "payment-in-progress",
                StatusCode::CONFLICT,
                "A payment is in progress",
            ),
            Self::RefundAbovePaid => (
                "refund-above-paid",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The refund is more than is left of the payment",
            ),
            Self::OutstandingBalance => (
                "outstanding-balance",
                StatusCode::CONFLICT,
                "The basket is not fully paid",
            ),
            Self::EmailMissing => (
                "email-missing",
                StatusCode::CONFLICT,
                "The buyer has no email address",
            ),
            Self::BasketCancelled => (
                "basket-cancelled",
                StatusCode::CONFLICT,
                "The basket is cancelled",
            ),
            Self::BasketFull => ("basket-full", StatusCode::CONFLICT, "The basket is full"),
            Self::EndpointDisabled => (
                "endpoint-disabled",
                StatusCode::CONFLICT,
                "The webhook endpoint is disabled",
            ),
            Self::TooManyEndpoints => (
                "too-many-endpoints",
                StatusCode::CONFLICT,
                "There can be no more webhook endpoints",
            ),
            Self::ExportTooLarge => (
                "export-too-large",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The export does not fit into one answer",
            ),
            Self::IdempotencyKeyReused => (
                "idempotency-key-reused",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The idempotency key was used for another request",
            ),
            Self::IdempotencyInFlight => (
                "idempotency-in-flight",
                StatusCode::CONFLICT,
                "A request with this idempotency key is still at work",
            ),
            Self::Validation => (
                "validation",
                StatusCode::BAD_REQUEST,
                "The request is not as it must be",
            ),
            Self::NotFound => (
                "not-found",
                StatusCode::NOT_FOUND,
                "There is no such thing here",
            ),
            Self::Unauthorized => (
                "unauthorized",
                StatusCode::UNAUTHORIZED,
                "A valid key or token is needed",
            ),
            Self::Forbidden => (
                "forbidden",
                StatusCode::FORBIDDEN,
                "The role does not allow this",
            ),
            Self::Conflict => (
                "conflict",
                StatusCode::CONFLICT,
                "This does not fit what is there now",
            ),
            Self::TooManyRequests => (
                "too-many-requests",
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests",
            ),
            Self::PayloadTooLarge => (
                "payload-too-large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "The body is too large",
            ),
            Self::UnsupportedMediaType => (
                "unsupported-media-type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body's media type is not supported",
            ),
            Self::Internal => (
                "internal",
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong here",
            ),
            Self::Unavailable => (
                "unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                "A service that is needed does not answer",
            ),
        }
    }

    /// The stable code.
    pub const fn code(self) -> &'static str {
        self.entry().0
    }

    /// The HTTP status.
    pub const fn status(self) -> StatusCode {
        self.entry().1
    }

    /// The sentence that is the same for every problem of the type.
    pub const fn title(self) -> &'static str {
        self.entry().2
    }

    /// Seconds after which trying again makes sense, where nothing more is known.
    pub const fn retry_after(self) -> Option<u32> {
        match self {
            Self::Conflict | Self::IdempotencyInFlight => Some(1),
            Self::Unavailable => Some(5),
            Self::TooManyRequests => Some(60),
            Self::BuyerIsStaff
            | Self::NothingOutstanding
            | Self::AmountAboveOutstanding
            | Self::AmountNotChargeable
            | Self::CurrencyNotSupported
            | Self::GatewayNotEnabled
            | Self::LinkNotActive
            | Self::PaymentInProgress
            | Self::RefundAbovePaid
            | Self::OutstandingBalance
            | Self::EmailMissing
            | Self::BasketCancelled
            | Self::BasketFull
            | Self::EndpointDisabled
            | Self::TooManyEndpoints
            | Self::ExportTooLarge
            | Self::IdempotencyKeyReused
            | Self::Validation
            | Self::NotFound
            | Self::Unauthorized
            | Self::Forbidden
            | Self::PayloadTooLarge
            | Self::UnsupportedMediaType
            | Self::Internal => None,
        }
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Where: a JSON pointer (RFC 6901).
    pub pointer: String,
    /// What.
    pub detail: String,
}

/// An answer that says what is wrong and what to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Its type.
    pub kind: ProblemType,
    /// The sentence about this one.
    pub detail: String,
    /// What is wrong with which field.
    pub errors: Vec<FieldError>,
    /// Further members, such as `outstanding`.
    pub members: Map<String, Value>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u32>,
}

impl Problem {
    /// A problem of this type about which more is to be said.
    pub fn new(kind: ProblemType, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            members: Map::new(),
            retry_after: kind.retry_after(),
        }
    }

    /// Fields that are not as they must be.
    pub fn validation(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [one] => format!("{}: {}", one.pointer, one.detail),
            many => format!("{} fields are not as they must be; see errors.", many.len()),
        };
        Self {
            errors,
            ..Self::new(ProblemType::Validation, detail)
        }
    }

    /// There is no such thing, or it is not the caller's.
    pub fn not_found() -> Self {
        Self::new(
            ProblemType::NotFound,
            "There is nothing at this address for you. Check the id.",
        )
    }

    /// A fault of ours. `reason` goes to the log and not to the client.
    pub fn internal(reason: &str) -> Self {
        tracing::error!(reason, "internal error");
        Self::new(
            ProblemType::Internal,
            "The fault is ours and has been logged. Try again later.",
        )
    }

    /// A service that is needed does not answer. `reason` goes to the log and not to the client.
    pub fn unavailable(reason: &str) -> Self {
        tracing::error!(reason, "unavailable");
        Self::new(
            ProblemType::Unavailable,
            "Nothing may have happened, or all of it. Repeat the request with the same \
             idempotency key.",
        )
    }

    fn at_field(mut self, pointer: &str) -> Self {
        let detail = self.detail.clone();
        self.errors.push(FieldError {
            pointer: pointer.to_owned(),
            detail,
        });
        self
    }

    fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.members.insert(member.to_owned(), value.into());
        self
    }

    fn retry_at(mut self, at: Option<Timestamp>) -> Self {
        if let Some(at) = at {
            let seconds = at.duration_since(Timestamp::now()).as_secs().max(1);
            self.retry_after = Some(u32::try_from(seconds).unwrap_or(u32::MAX));
            self.members
                .insert("retry_at".to_owned(), at.to_string().into());
        }
        self
    }
}

impl From<Refusal> for Problem {
    /// It is long because each refusal has a text of its own.
    fn from(refusal: Refusal) -> Self {
        use ProblemType as P;
        match refusal {
            Refusal::BuyerIsStaff => Self::new(
                P::BuyerIsStaff,
                "Change the buyer to the guest first: PUT /v1/baskets/{basket_id}/buyer.",
            ),
            Refusal::NothingOutstanding => {
                Self::new(P::NothingOutstanding, "The basket is paid; there is nothing to ask for.")
            }
            Refusal::AmountAboveOutstanding { outstanding } => Self::new(
                P::AmountAboveOutstanding,
                format!("At most {} minor units are outstanding.", outstanding.minor()),
            )
            .at_field("/amount")
            .with("outstanding", outstanding.minor()),
            Refusal::AmountNotChargeable { limits, remainder } => Self::new(
                P::AmountNotChargeable,
                format!(
                    "{} must be {} to {} minor units, in steps of {}.",
                    if remainder { "The rest that would be left" } else { "One charge" },
                    limits.min.minor(),
                    limits.max.minor(),
                    limits.step
                ),
            )
            .at_field("/amount")
            .with("minimum", limits.min.minor())
            .with("maximum", limits.max.minor())
            .with("step", limits.step),
            Refusal::CurrencyNotSupported => Self::new(
                P::CurrencyNotSupported,
                "Take this basket's money another way and record it as a manual payment.",
            ),
            Refusal::GatewayNotEnabled => Self::new(
                P::GatewayNotEnabled,
                "Connect one first, as an owner: POST /v1/merchant/gateway.",
            ),
            Refusal::LinkNotActive(status) => {
                Self::new(P::LinkNotActive, format!("The payment link is {}.", status.as_str()))
                    .with("status", status.as_str())
            }
            Refusal::PaymentInProgress { retry_at } => Self::new(
                P::PaymentInProgress,
                "Somebody's money is under way for this basket, or has just come, or a payment page \
                 is open that could not be closed. Read the basket again, and repeat the request \
                 with \"confirm\": true if you mean it."
            )
            .retry_at(retry_at),
            Refusal::RefundAbovePaid { refundable } => Self::new(
                P::RefundAbovePaid,
                format!("At most {} minor units of this payment can be refunded.", refundable.minor()),
            )
            .at_field("/amount")
            .with("refundable", refundable.minor()),
            Refusal::OutstandingBalance { outstanding } => Self::new(
                P::OutstandingBalance,
                "Repeat the request with \"force\": true to send the tickets all the same, marked \
                 as not fully paid.",
            )
            .with("outstanding", outstanding.minor()),
            Refusal::EmailMissing => Self::new(
                P::EmailMissing,
                "Give the buyer an email address, or copy the link's URL into another channel.",
            ),
            Refusal::BasketCancelled => {
                Self::new(P::BasketCancelled, "A cancelled basket takes no more changes.")
            }
            Refusal::BasketFull(what) => {
                Self::new(P::BasketFull, format!("It cannot hold more {what}. Start a new basket."))
            }
            Refusal::TooManyEmails { retry_at } => Self::new(
                P::TooManyRequests,
                "Too many emails were asked for on this basket within an hour.",
            )
            .retry_at(Some(retry_at)),
            Refusal::TooManyMerchantEmails { retry_at } => Self::new(
                P::TooManyRequests,
                format!(
                    "Your account can send {} emails an hour. Copy the link's URL meanwhile.",
                    limits::MERCHANT_EMAILS_PER_HOUR
                ),
            )
            .retry_at(Some(retry_at)),
            Refusal::TermsNotAccepted => Self::validation(vec![FieldError {
                pointer: "/terms".to_owned(),
                detail: "must be accepted before a payment".to_owned(),
            }]),
            Refusal::GatewayRefused => {
                Self::unavailable("the gateway refused to begin a payment")
            }
            Refusal::ExpiryOutOfRange => Self::validation(vec![FieldError {
                pointer: "/expires_at".to_owned(),
                detail: "must be between 30 minutes and 180 days ahead".to_owned(),
            }]),
            Refusal::NoSuchLink | Refusal::NoSuchPayment => Self::not_found(),
        }
    }
}

impl From<TeamRefusal> for Problem {
    fn from(refusal: TeamRefusal) -> Self {
        let conflict = |detail: &str| Self::new(ProblemType::Conflict, detail);
        match refusal {
            TeamRefusal::NoSuchUser => Self::not_found(),
            TeamRefusal::RemovedSince => Error::RemovedSince.into(),
            TeamRefusal::AlreadyMember => {
                conflict("Somebody with this address is in the team: GET /v1/users.")
            }
            TeamRefusal::LastOwner => {
                conflict("The last owner stays. Make somebody else an owner first.")
            }
            TeamRefusal::Full => conflict("The team is full. Remove somebody who has left."),
            TeamRefusal::AlreadyActive => {
                conflict("The user has signed in already and needs no invitation.")
            }
            TeamRefusal::TooManyMails { retry_at } => Self::new(
                ProblemType::TooManyRequests,
                "Too many invitations were mailed within a day.",
            )
            .retry_at(Some(retry_at)),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::NotFound => Self::not_found(),
            Error::Team(refusal) => refusal.into(),
            Error::RemovedSince => Self::new(
                ProblemType::Conflict,
                "What was made with this Idempotency-Key was removed since. To make it again, use a new key.",
            ),
            Error::TooManyKeys => Self::new(
                ProblemType::Conflict,
                format!("A merchant can have {KEYS} API keys. Revoke one that is not used."),
            ),
            Error::Forbidden(permission) => Self::new(
                ProblemType::Forbidden,
                format!("Your role may not {}; ask an owner.", permission.as_str()),
            ),
            Error::EndpointDisabled => Self::new(
                ProblemType::EndpointDisabled,
                "Enable it first: PUT /v1/webhook-endpoints/{id} with \"enabled\": true.",
            ),
            Error::TooManyEndpoints => Self::new(
                ProblemType::TooManyEndpoints,
                format!(
                    "A merchant can have {}. Delete one first.",
                    limits::WEBHOOK_ENDPOINTS
                ),
            ),
            Error::Store(StoreError::Conflict) => Self {
                retry_after: Some(1),
                ..Self::new(
                    ProblemType::Conflict,
                    "Somebody else is changing the same thing. Read it again and repeat the request.",
                )
            },
            Error::Store(error @ (StoreError::Throttled | StoreError::Unavailable(_))) => {
                Self::unavailable(&error.to_string())
            }
            Error::Store(StoreError::TooLarge) => Refusal::BasketFull("bytes").into(),
            Error::Store(error @ (StoreError::Refused(_) | StoreError::Corrupt(_))) => {
                Self::internal(&error.to_string())
            }
            Error::Gateway(
                error @ (GatewayError::Later(_)
                | GatewayError::UnderWay
                | GatewayError::NoAccess(_)
                | GatewayError::Faulted(_)
                | GatewayError::Unknown(_)
                | GatewayError::Refused { .. }
                | GatewayError::NotFound),
            ) => Self::unavailable(&error.to_string()),
        }
    }
}

impl Problem {
    /// The problem document, with the id of the request where that is known.
    pub(super) fn document(self, request_id: Option<&str>) -> String {
        let mut document = self.members;
        document.insert(
            "type".to_owned(),
            format!("/docs#{}", self.kind.code()).into(),
        );
        document.insert("title".to_owned(), self.kind.title().into());
        document.insert("status".to_owned(), self.kind.status().as_u16().into());
        document.insert("code".to_owned(), self.kind.code().into());
        document.insert("detail".to_owned(), self.detail.into());
        if !self.errors.is_empty() {
            document.insert("errors".to_owned(), json!(self.errors));
        }
        if let Some(id) = request_id {
            document.insert("request_id".to_owned(), id.into());
        }
        Value::Object(document).to_string()
    }
}

impl IntoResponse for Problem {
    /// The problem itself goes along, so that [`super::headers::answer`] can name the request in it.
    fn into_response(self) -> Response {
        let mut response = (self.kind.status(), self.clone().document(None)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.kind == ProblemType::Unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_what_clients_rely_on() {
        let lines: Vec<String> = ProblemType::ALL
            .iter()
            .map(|kind| {
                format!(
                    "{} {} {}",
                    kind.status().as_u16(),
                    kind.code(),
                    kind.title()
                )
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }
}
