//! The port: what Paylink asks of a payment gateway, and what a gateway answers.
//!
//! Amounts here are ISO minor units. The adapter converts them to and from the gateway's units (R2).

use async_trait::async_trait;
use jiff::Timestamp;

use paylink_domain::buyer::{EmailAddress, Language};
use paylink_domain::ids::{AttemptId, BasketId, LinkId, MerchantId, RefundId};
use paylink_domain::money::{Amount, Currency};
use paylink_domain::payment::{DisputeStatus, Method, RefundStatus};

/// A gateway that takes money on a page of its own (R14).
#[async_trait]
pub trait PaymentGateway: Send + Sync + std::fmt::Debug {
    /// Opens a checkout session. The attempt's id is the idempotency key: the same request gives the
    /// same session every time.
    async fn create_session(&self, request: &SessionRequest) -> Result<Session, GatewayError>;

    /// Reads a session.
    async fn retrieve_session(
        &self,
        account: Account<'_>,
        id: &str,
    ) -> Result<Session, GatewayError>;

    /// Ends a session so that it cannot be paid any more, and reads its state. A session that the
    /// guest has just completed is no error: its state says so.
    async fn expire_session(&self, account: Account<'_>, id: &str)
    -> Result<Session, GatewayError>;

    /// Looks for the session of an attempt among those made since `since`.
    async fn find_session(
        &self,
        account: Account<'_>,
        attempt_id: AttemptId,
        since: Timestamp,
    ) -> Result<Option<Session>, GatewayError>;

    /// Returns money. The refund's id is the idempotency key.
    async fn create_refund(&self, request: &RefundRequest) -> Result<RefundReport, GatewayError>;

    /// Reads a refund.
    async fn retrieve_refund(
        &self,
        account: Account<'_>,
        id: &str,
    ) -> Result<RefundReport, GatewayError>;

    /// Looks for our refund among those of a payment.
    async fn find_refund(
        &self,
        account: Account<'_>,
        payment_intent: &str,
        refund_id: RefundId,
    ) -> Result<Option<RefundReport>, GatewayError>;

    /// The gateway's events since `since`, oldest first. Reading them again is harmless: each event
    /// is recorded once.
    async fn events_since(
        &self,
        account: Account<'_>,
        since: Timestamp,
    ) -> Result<Vec<GatewayEvent>, GatewayError>;

    /// All sessions created in [`since`, `until`] that carry our references, with what they captured.
    /// A bank debit completes days after its session was created. A caller that looks for money asks
    /// for earlier sessions too.
    async fn sessions_between(
        &self,
        account: Account<'_>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Session>, GatewayError>;

    /// All refunds of payments created in [`since`, `until`], those of other systems included.
    async fn refunds_between(
        &self,
        account: Account<'_>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<RefundReport>, GatewayError>;

    /// All disputes of payments opened in [`since`, `until`], those of other systems included.
    async fn disputes_between(
        &self,
        account: Account<'_>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<DisputeReport>, GatewayError>;

    /// What a payment intent was made for. A fact that names no basket finds its basket by it (R15).
    async fn references_of_intent(
        &self,
        account: Account<'_>,
        payment_intent: &str,
    ) -> Result<Option<References>, GatewayError>;

    /// Opens an account for a merchant. The same key gives the same account.
    async fn create_account(
        &self,
        request: &AccountRequest,
    ) -> Result<ConnectedAccount, GatewayError>;

    /// Reads a connected account.
    async fn retrieve_account(&self, id: &str) -> Result<ConnectedAccount, GatewayError>;

    /// The page where a merchant sets its account up. It can be used once, for some minutes. It leads
    /// to `return_url`, whether the merchant finishes or not.
    async fn onboarding_url(&self, account: &str, return_url: &str)
    -> Result<String, GatewayError>;
}

/// A request to open an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRequest {
    /// Whose account it is.
    pub merchant_id: MerchantId,
    /// The idempotency key.
    pub key: String,
}

/// A merchant's account, as the gateway reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectedAccount {
    /// The gateway's id.
    pub id: String,
    /// Whether it can be charged.
    pub charges_enabled: bool,
}

/// The account that a call is about: the id of a connected account, or `None` for the platform's own.
pub type Account<'a> = Option<&'a str>;

/// A request to open a session. All of it comes from the stored attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRequest {
    /// Whose session it is.
    pub references: References,
    /// The account that takes the money.
    pub account: Option<String>,
    /// How much.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
    /// What the page calls it.
    pub description: String,
    /// The page's language.
    pub language: Language,
    /// Prefilled on the page.
    pub email: Option<EmailAddress>,
    /// Where the guest comes back to after paying.
    pub success_url: String,
    /// Where the guest comes back to without paying.
    pub cancel_url: String,
    /// When the session ends.
    pub expires_at: Timestamp,
}

/// What a gateway object was made for, kept in its metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct References {
    /// The basket.
    pub basket_id: BasketId,
    /// The link.
    pub link_id: LinkId,
    /// The attempt.
    pub attempt_id: AttemptId,
}

/// A session, as the gateway reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The gateway's id.
    pub id: String,
    /// What it was made for; `None` for a session that is not ours.
    pub references: Option<References>,
    /// How far it is.
    pub state: SessionState,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// How far a session is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionState {
    /// It can be paid on this page.
    Open {
        /// The page.
        url: String,
    },
    /// It ended without money.
    Expired,
    /// It is complete, the money under way.
    Processing,
    /// It is complete, and the money did not come.
    Failed,
    /// It is complete and paid.
    Paid(Capture),
}

/// Money that the gateway took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// The gateway's payment intent.
    pub payment_intent: String,
    /// How much.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
    /// By what means, where the gateway said.
    pub method: Option<Method>,
    /// When, where the gateway said.
    pub captured_at: Option<Timestamp>,
}

/// A request to return money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRequest {
    /// Our id.
    pub refund_id: RefundId,
    /// The basket.
    pub basket_id: BasketId,
    /// The account that took the money.
    pub account: Option<String>,
    /// The payment to return.
    pub payment_intent: String,
    /// How much.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
}

/// A refund, as the gateway reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundReport {
    /// The gateway's id.
    pub gateway_id: String,
    /// Our id, where we made it.
    pub refund_id: Option<RefundId>,
    /// The payment it returns.
    pub payment_intent: String,
    /// How much.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
    /// How far it is.
    pub status: RefundStatus,
}

/// A dispute, as the gateway reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeReport {
    /// The gateway's id.
    pub gateway_id: String,
    /// The disputed payment.
    pub payment_intent: String,
    /// How much.
    pub amount: Amount,
    /// How far it is.
    pub status: DisputeStatus,
    /// The deadline for an answer; `None` where the guest's bank takes no answer.
    pub answer_by: Option<Timestamp>,
}

/// A message that the gateway sends by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayEvent {
    /// The gateway's id of the event.
    pub id: String,
    /// The connected account that it is about; `None` for the platform's own.
    pub account: Option<String>,
    /// When it happened.
    pub created_at: Timestamp,
    /// What.
    pub kind: EventKind,
}

/// What a [`GatewayEvent`] tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// A session changed.
    Session(Session),
    /// A refund changed.
    Refund(RefundReport),
    /// A dispute changed.
    Dispute(DisputeReport),
    /// The connected account itself changed. Events come in any order, so read the account to see
    /// what changed.
    Account,
    /// Something that Paylink has no use for.
    Other(String),
}

/// A gateway call that did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// The gateway refused for good; nothing happened there.
    #[error("the gateway refused: {code}: {message}")]
    Refused {
        /// The gateway's word for it.
        code: String,
        /// The gateway's sentence.
        message: String,
    },
    /// The gateway has no such object.
    #[error("the gateway has no such object")]
    NotFound,
    /// The account was disconnected, so the gateway no longer lets us use it. Nothing happened there.
    /// The answer says nothing about earlier calls.
    #[error("the gateway does not let us at this account: {0}")]
    NoAccess(String),
    /// Nothing happened there; the same call may work later (rate limit).
    #[error("the gateway asks to try again later: {0}")]
    Later(String),
    /// Another caller makes the same call with the same key at this moment.
    #[error("the same call is under way")]
    UnderWay,
    /// The gateway failed during the call, and gives this answer to every repeat with the same key.
    /// Whether anything happened there can be read. Nothing more will happen.
    #[error("the gateway failed: {0}")]
    Faulted(String),
    /// Nobody knows whether anything happened there, or still will.
    #[error("the gateway's answer is not known: {0}")]
    Unknown(String),
}
