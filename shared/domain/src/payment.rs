//! The ledger's entries, and the attempts that lead to them (R12, R15 to R18).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::buyer::{EmailAddress, Language};
use super::ids::{AttemptId, LinkId, PaymentId, RefundId};
use super::money::{Amount, Currency};

/// Money that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// How much, in minor units of `currency`.
    pub amount: Amount,
    /// The currency that was taken. Only payments in the basket's currency count as paid.
    pub currency: Currency,
    /// By what means.
    pub method: Method,
    /// Where it came from.
    pub source: Source,
    /// When the money was received, as the gateway or staff say.
    pub received_at: Timestamp,
    /// When it was written here.
    pub recorded_at: Timestamp,
    /// What was odd about it when it came (R15).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<PaymentFlag>,
    /// Set once staff said that it is right in spite of its flags (R15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Accepted>,
}

impl Payment {
    /// What staff still have to look at: its flags, until somebody accepted it (R15).
    pub fn open_flags(&self) -> &[PaymentFlag] {
        match self.accepted {
            Some(_) => &[],
            None => &self.flags,
        }
    }
}

/// That staff looked at a flagged payment and said that it is right (R15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
}

/// By what means a payment was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A card at the gateway.
    Card,
    /// A bank debit or transfer at the gateway, which takes days.
    BankDebit,
    /// Another method of the gateway.
    Online,
    /// Notes and coins.
    Cash,
    /// A transfer to the merchant's account.
    BankTransfer,
    /// A card terminal.
    Terminal,
    /// A voucher.
    Voucher,
}

impl Method {
    /// What staff can enter (R17).
    pub const MANUAL: [Self; 4] = [
        Self::Cash,
        Self::BankTransfer,
        Self::Terminal,
        Self::Voucher,
    ];

    /// The word used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::BankDebit => "bank_debit",
            Self::Online => "online",
            Self::Cash => "cash",
            Self::BankTransfer => "bank_transfer",
            Self::Terminal => "terminal",
            Self::Voucher => "voucher",
        }
    }

    /// The manual method with this word.
    pub fn manual(word: &str) -> Option<Self> {
        Self::MANUAL
            .into_iter()
            .find(|method| method.as_str() == word)
    }
}

/// Where a payment came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// The gateway took it.
    Gateway {
        /// The gateway's payment intent; a payment is recorded once per intent (R15).
        payment_intent: String,
        /// The connected account that took it; `None` is the platform's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<String>,
        /// The attempt it belongs to.
        attempt_id: AttemptId,
        /// The link it was paid through.
        link_id: LinkId,
    },
    /// Staff entered it (R17).
    Manual {
        /// Who.
        by: Actor,
        /// What they noted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
}

/// What is odd about a payment (R15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentFlag {
    /// It came after the basket or the link was closed, or its session had been expired.
    UnexpectedPayment,
    /// Its amount or currency is not what was asked for.
    AmountMismatch,
}

/// Money on its way back, or back (R18).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Its id, and the idempotency key of the gateway call that makes it.
    pub id: RefundId,
    /// The payment it returns; `None` while a refund made elsewhere is known before its payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_id: Option<PaymentId>,
    /// The payment intent it belongs to, for gateway refunds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_intent: Option<String>,
    /// The gateway's id for it, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_id: Option<String>,
    /// How much, in minor units.
    pub amount: Amount,
    /// The currency of the payment it returns.
    pub currency: Currency,
    /// How much of it the guest no longer owes (R18).
    pub credit: Amount,
    /// For a refund made in the gateway's dashboard: what was owed when we heard of it, all that the
    /// gateway told left out; its credit is worked out against this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owed_apart: Option<Amount>,
    /// How far it came.
    pub status: RefundStatus,
    /// Why, as staff wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who asked for it.
    pub by: Actor,
    /// When.
    pub created_at: Timestamp,
    /// When it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<Timestamp>,
    /// When the gateway is next asked about it; `None` once it is final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_at: Option<Timestamp>,
}

impl Refund {
    /// Whether the gateway means this refund, by our id in its metadata or by its own.
    pub fn is_told_by(&self, id: RefundId, gateway_id: Option<&str>) -> bool {
        self.id == id || (gateway_id.is_some() && self.gateway_id.as_deref() == gateway_id)
    }

    /// Whether it stands as failed only because of our reading of a refusal; what the gateway later
    /// tells of the refund itself is the truth.
    pub fn was_only_refused(&self) -> bool {
        self.status == RefundStatus::Failed && self.gateway_id.is_none()
    }
}

/// How far a refund came (R18). Later words outrank earlier ones, whatever order they arrive in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    /// Asked for; held against what can be refunded.
    Pending,
    /// Money is on its way back.
    Succeeded,
    /// It did not work, and the ledger takes it back. A bank can return money days after it
    /// seemed to have worked, so this outranks `Succeeded`.
    Failed,
}

impl RefundStatus {
    /// The word used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

/// A guest's bank disputes a payment (R18). It never changes what is outstanding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// The gateway's id.
    pub gateway_id: String,
    /// The disputed payment intent.
    pub payment_intent: String,
    /// How much, in minor units.
    pub amount: Amount,
    /// How far it came.
    pub status: DisputeStatus,
    /// Until when staff can answer it at the gateway, where the gateway told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Timestamp>,
    /// When we heard of it.
    pub opened_at: Timestamp,
}

/// How far a dispute came. Later words outrank earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    /// Undecided.
    Open,
    /// Decided for the merchant.
    Won,
    /// Decided for the guest.
    Lost,
}

impl DisputeStatus {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

/// A guest's attempt to pay: everything that one checkout session at the gateway is made of.
///
/// The attempt is written before the gateway is called. Where the answer was lost, Paylink repeats the same
/// call word for word. The attempt's id is the idempotency key (R12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its id, and the idempotency key of the call that opens its session.
    pub id: AttemptId,
    /// The link it pays.
    pub link_id: LinkId,
    /// What the guest is asked for, in minor units; reserved while the attempt lives.
    pub amount: Amount,
    /// In this currency.
    pub currency: Currency,
    /// The connected account that takes the money; `None` is the platform's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// What the gateway's page calls it.
    pub description: String,
    /// The language of the gateway's page.
    pub language: Language,
    /// The language that the guest picked and comes back to; it is part of the session's addresses,
    /// so it must never change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picked: Option<Language>,
    /// Prefilled on the gateway's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
    /// When it began.
    pub created_at: Timestamp,
    /// When its session ends.
    pub expires_at: Timestamp,
    /// How far it came.
    pub state: AttemptState,
    /// When the gateway is next asked about it; `None` once it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_at: Option<Timestamp>,
}

/// How far an attempt came.
///
/// The declaration is the order of rank: a fact can only raise it, so facts may arrive in any order
/// and twice. `Expired` ranks below `Processing`: a completed session stays complete, while an
/// expiry may have been read a moment before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AttemptState {
    /// Written here, not yet confirmed by the gateway.
    Opening,
    /// The guest can pay on the gateway's page.
    Open {
        /// The gateway's session.
        session_id: String,
        /// Where the guest is sent.
        url: String,
    },
    /// The session ended without money.
    Expired,
    /// The session is complete and the money under way (bank debit).
    Processing {
        /// The gateway's session.
        session_id: String,
    },
    /// The money did not come, or the gateway refused to open a session.
    Failed,
    /// The money came.
    Paid {
        /// As this payment.
        payment_id: PaymentId,
    },
}

impl AttemptState {
    /// The rank of the state; facts only raise it.
    pub const fn rank(&self) -> u8 {
        match self {
            Self::Opening => 0,
            Self::Open { .. } => 1,
            Self::Expired => 2,
            Self::Processing { .. } => 3,
            Self::Failed => 4,
            Self::Paid { .. } => 5,
        }
    }
}

impl Attempt {
    /// Whether it holds its amount against what is outstanding (R12).
    pub const fn is_live(&self) -> bool {
        match self.state {
            AttemptState::Opening | AttemptState::Open { .. } | AttemptState::Processing { .. } => {
                true
            }
            AttemptState::Expired | AttemptState::Failed | AttemptState::Paid { .. } => false,
        }
    }

    /// Whether its money is under way.
    pub const fn is_processing(&self) -> bool {
        matches!(self.state, AttemptState::Processing { .. })
    }

    /// Whether a guest could still pay on the gateway's page, as far as we know.
    pub const fn is_payable(&self) -> bool {
        matches!(
            self.state,
            AttemptState::Opening | AttemptState::Open { .. }
        )
    }

    /// The gateway's session where it is known and the attempt lives.
    pub fn session_id(&self) -> Option<&str> {
        match &self.state {
            AttemptState::Open { session_id, .. } | AttemptState::Processing { session_id } => {
                Some(session_id)
            }
            AttemptState::Opening
            | AttemptState::Expired
            | AttemptState::Failed
            | AttemptState::Paid { .. } => None,
        }
    }
}
