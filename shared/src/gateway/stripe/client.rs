//! A thin typed client of the few Stripe calls that Paylink makes.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;

use super::super::{
    Account, GatewayError, GatewayEvent, PaymentGateway, References, RefundReport, RefundRequest,
    Session, SessionRequest, SessionState,
};
use super::units::to_stripe;
use super::wire::{self, CheckoutSession, ErrorBody, List, PaymentIntent, WireError};
use crate::config::{AwsSettings, ConfigError, Settings, StripeKeys};
use crate::domain::ids::{AttemptId, RefundId};
use crate::domain::limits;

/// Where Stripe's API is.
const BASE_URL: &str = "https://api.stripe.com";
/// The version whose shapes [`wire`] reads.
const API_VERSION: &str = "2025-03-31.basil";
/// How long a call may take altogether.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Reading a session with all that tells how it was paid.
const EXPAND_SESSION: [(&str, &str); 1] = [("expand[]", "payment_intent.latest_charge")];
/// How many pages of a list are read before giving up; at 100 a page.
const PAGES: usize = 20;

/// Stripe, reached over HTTPS.
#[derive(Debug, Clone)]
pub struct Stripe {
    http: reqwest::Client,
    base_url: String,
    key: SecretString,
}

type Pairs = Vec<(&'static str, String)>;

/// What Stripe answered to a call that worked.
struct Answer<T> {
    value: T,
    /// Whether it is the saved answer to an earlier call with the same key, and may be out of date.
    replayed: bool,
}

impl Stripe {
    /// A client with the platform's API key. `base_url` is Stripe's own unless a sandbox is meant.
    pub fn new(key: SecretString, base_url: Option<String>) -> Result<Self, ConfigError> {
        let http =
            crate::http_client::public_client(TIMEOUT).map_err(|reason| ConfigError::Invalid {
                name: "STRIPE_SECRET_KEY",
                reason,
            })?;
        Ok(Self {
            http,
            base_url: base_url.unwrap_or_else(|| BASE_URL.to_owned()),
            key,
        })
    }

    /// The client that the settings describe; `STRIPE_BASE_URL` leads to a sandbox.
    ///
    /// # Errors
    /// Where the keys cannot be had.
    pub async fn from_settings(
        settings: &Settings,
        aws: &AwsSettings,
    ) -> Result<Self, ConfigError> {
        let keys = StripeKeys::load(settings, aws).await?;
        Self::new(keys.secret_key, settings.optional("STRIPE_BASE_URL"))
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        account: Account<'_>,
        idempotency_key: Option<&str>,
        fields: &[(&str, String)],
    ) -> Result<Answer<T>, GatewayError> {
        let mut request = self
            .http
            .request(method.clone(), format!("{}{path}", self.base_url))
            .bearer_auth(self.key.expose_secret())
            .header("Stripe-Version", API_VERSION);
        if let Some(account) = account {
            request = request.header("Stripe-Account", account);
        }
        if let Some(key) = idempotency_key {
            request = request.header("Idempotency-Key", key);
        }
        request = if method == Method::GET {
            request.query(fields)
        } else {
            request.form(fields)
        };
        let unknown =
            |error: reqwest::Error| GatewayError::Unknown(error.without_url().to_string());
        let response = request.send().await.map_err(unknown)?;
        let status = response.status();
        let replayed = response.headers().contains_key("idempotent-replayed");
        let body = response.bytes().await.map_err(unknown)?;
        if !status.is_success() {
            return Err(error_of(status, &body));
        }
        let value = serde_json::from_slice(&body).map_err(|error| {
            GatewayError::Unknown(format!("its answer cannot be read: {error}"))
        })?;
        Ok(Answer { value, replayed })
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        account: Account<'_>,
        key: Option<&str>,
        fields: &Pairs,
    ) -> Result<Answer<T>, GatewayError> {
        self.call(Method::POST, path, account, key, fields).await
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        account: Account<'_>,
        query: &[(&str, String)],
    ) -> Result<T, GatewayError> {
        Ok(self
            .call(Method::GET, path, account, None, query)
            .await?
            .value)
    }
}

/// What a status and an error body mean for the question whether anything happened.
fn error_of(status: StatusCode, body: &[u8]) -> GatewayError {
    let (kind, code, message) = match serde_json::from_slice::<ErrorBody>(body) {
        Ok(ErrorBody { error }) => {
            let code = error.code.unwrap_or_else(|| error.kind.clone());
            (error.kind, code, error.message.unwrap_or_default())
        }
        Err(_) => {
            let status = status.as_str().to_owned();
            (String::new(), status, "no readable error body".to_owned())
        }
    };
    match status.as_u16() {
        // A key that was replaced says nothing about the account; ours will be right again.
        401 | 409 | 429 => GatewayError::Later(code),
        403 => GatewayError::NoAccess(code),
        404 => GatewayError::NotFound,
        // Another call used the key: what it did is to be looked up.
        400 if kind == "idempotency_error" => GatewayError::Unknown(kind),
        // Only what Stripe itself refuses in so many words is known not to have happened.
        400 | 402 if !kind.is_empty() => GatewayError::Refused { code, message },
        _ => GatewayError::Unknown(format!("status {status}")),
    }
}

impl From<WireError> for GatewayError {
    fn from(error: WireError) -> Self {
        Self::Unknown(error.to_string())
    }
}

fn expand_session() -> Vec<(&'static str, String)> {
    EXPAND_SESSION
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

fn session_fields(request: &SessionRequest) -> Result<Pairs, GatewayError> {
    let amount = to_stripe(request.currency, request.amount).ok_or_else(not_whole)?;
    let References {
        basket_id,
        link_id,
        attempt_id,
    } = request.references;
    let mut fields: Pairs = vec![
        ("mode", "payment".to_owned()),
        ("line_items[0][quantity]", "1".to_owned()),
        (
            "line_items[0][price_data][currency]",
            request.currency.code().to_ascii_lowercase(),
        ),
        ("line_items[0][price_data][unit_amount]", amount.to_string()),
        (
            "line_items[0][price_data][product_data][name]",
            request.description.clone(),
        ),
        ("success_url", request.success_url.clone()),
        ("cancel_url", request.cancel_url.clone()),
        ("expires_at", request.expires_at.as_second().to_string()),
        ("locale", request.language.tag().to_owned()),
        ("client_reference_id", attempt_id.to_string()),
        ("metadata[basket_id]", basket_id.to_string()),
        ("metadata[link_id]", link_id.to_string()),
        ("metadata[attempt_id]", attempt_id.to_string()),
        (
            "payment_intent_data[metadata][basket_id]",
            basket_id.to_string(),
        ),
        (
            "payment_intent_data[metadata][link_id]",
            link_id.to_string(),
        ),
        (
            "payment_intent_data[metadata][attempt_id]",
            attempt_id.to_string(),
        ),
    ];
    if let Some(email) = &request.email {
        fields.push(("customer_email", email.as_str().to_owned()));
    }
    Ok(fields)
}

#[async_trait]
impl PaymentGateway for Stripe {
    async fn create_session(&self, request: &SessionRequest) -> Result<Session, GatewayError> {
        let key = request.references.attempt_id.to_string();
        let fields = session_fields(request)?;
        let account = request.account.as_deref();
        let answer: Answer<CheckoutSession> = self
            .post("/v1/checkout/sessions", account, Some(&key), &fields)
            .await?;
        if answer.replayed {
            return self.retrieve_session(account, &answer.value.id).await;
        }
        Ok(answer.value.into_session()?)
    }

    async fn retrieve_session(
        &self,
        account: Account<'_>,
        id: &str,
    ) -> Result<Session, GatewayError> {
        let path = format!("/v1/checkout/sessions/{id}");
        let session: CheckoutSession = self.get(&path, account, &expand_session()).await?;
        Ok(session.into_session()?)
    }

    async fn expire_session(
        &self,
        account: Account<'_>,
        id: &str,
    ) -> Result<Session, GatewayError> {
        let path = format!("/v1/checkout/sessions/{id}/expire");
        match self
            .post::<CheckoutSession>(&path, account, None, &Vec::new())
            .await
        {
            Ok(answer) => Ok(answer.value.into_session()?),
            // Stripe refuses to expire what is not open; what it is then can be read.
            Err(GatewayError::Refused { code, message }) => {
                let session = self.retrieve_session(account, id).await?;
                match session.state {
                    SessionState::Open { .. } => Err(GatewayError::Refused { code, message }),
                    SessionState::Expired
                    | SessionState::Processing
                    | SessionState::Failed
                    | SessionState::Paid(_) => Ok(session),
                }
            }
            Err(error) => Err(error),
        }
    }

    async fn find_session(
        &self,
        account: Account<'_>,
        attempt_id: AttemptId,
        since: Timestamp,
    ) -> Result<Option<Session>, GatewayError> {
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let mut query = vec![
                ("limit", "100".to_owned()),
                // Clocks differ by a little, and a session is made soon or never.
                (
                    "created[gte]",
                    since.as_second().saturating_sub(300).to_string(),
                ),
                (
                    "created[lte]",
                    limits::after(since, limits::SESSION_CREATION)
                        .as_second()
                        .to_string(),
                ),
            ];
            query.extend(after.take().map(|id| ("starting_after", id)));
            let page: List<CheckoutSession> =
                self.get("/v1/checkout/sessions", account, &query).await?;
            for session in &page.data {
                let found = wire::references(session.metadata.as_ref())
                    .is_some_and(|references| references.attempt_id == attempt_id);
                if found {
                    return self.retrieve_session(account, &session.id).await.map(Some);
                }
            }
            match page.data.last() {
                Some(last) if page.has_more => after = Some(last.id.clone()),
                _ => return Ok(None),
            }
        }
        Err(GatewayError::Unknown(format!(
            "the session is not among the newest {PAGES} pages"
        )))
    }

    async fn create_refund(&self, request: &RefundRequest) -> Result<RefundReport, GatewayError> {
        let amount = to_stripe(request.currency, request.amount).ok_or_else(not_whole)?;
        let fields = vec![
            ("payment_intent", request.payment_intent.clone()),
            ("amount", amount.to_string()),
            ("metadata[refund_id]", request.refund_id.to_string()),
            ("metadata[basket_id]", request.basket_id.to_string()),
        ];
        let key = request.refund_id.to_string();
        let account = request.account.as_deref();
        let answer: Answer<wire::Refund> = self
            .post("/v1/refunds", account, Some(&key), &fields)
            .await?;
        if answer.replayed {
            return self.retrieve_refund(account, &answer.value.id).await;
        }
        refund_report(answer.value)
    }

    async fn retrieve_refund(
        &self,
        account: Account<'_>,
        id: &str,
    ) -> Result<RefundReport, GatewayError> {
        refund_report(self.get(&format!("/v1/refunds/{id}"), account, &[]).await?)
    }

    async fn find_refund(
        &self,
        account: Account<'_>,
        payment_intent: &str,
        refund_id: RefundId,
    ) -> Result<Option<RefundReport>, GatewayError> {
        let query = [
            ("payment_intent", payment_intent.to_owned()),
            ("limit", "100".to_owned()),
        ];
        let page: List<wire::Refund> = self.get("/v1/refunds", account, &query).await?;
        for refund in page.data {
            let report = refund_report(refund)?;
            if report.refund_id == Some(refund_id) {
                return Ok(Some(report));
            }
        }
        if page.has_more {
            return Err(GatewayError::Unknown(
                "the payment has over a hundred refunds".to_owned(),
            ));
        }
        Ok(None)
    }

    async fn events_since(
        &self,
        account: Account<'_>,
        since: Timestamp,
    ) -> Result<Vec<GatewayEvent>, GatewayError> {
        let mut events = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let mut query = vec![
                ("limit", "100".to_owned()),
                ("created[gte]", since.as_second().to_string()),
            ];
            query.extend(wire::EVENT_TYPES.map(|kind| ("types[]", kind.to_owned())));
            query.extend(after.take().map(|id| ("starting_after", id)));
            let page: List<wire::Event> = self.get("/v1/events", account, &query).await?;
            let last = page.data.last().map(|event| event.id.clone());
            for event in page.data {
                let id = event.id.clone();
                match event.into_event() {
                    // A list does not name the account; it is the one that was asked.
                    Ok(event) => events.push(GatewayEvent {
                        account: account.map(str::to_owned),
                        ..event
                    }),
                    Err(error) => {
                        tracing::error!(%error, event = id, alarm = "unmatched_fact", "an event cannot be understood");
                    }
                }
            }
            match last {
                Some(last) if page.has_more => after = Some(last),
                _ => {
                    events.reverse();
                    return Ok(events);
                }
            }
        }
        Err(GatewayError::Unknown(format!(
            "more than {PAGES} pages of events since {since}"
        )))
    }

    async fn references_of_intent(
        &self,
        account: Account<'_>,
        payment_intent: &str,
    ) -> Result<Option<References>, GatewayError> {
        let path = format!("/v1/payment_intents/{payment_intent}");
        match self.get::<PaymentIntent>(&path, account, &[]).await {
            Ok(intent) => Ok(wire::references(intent.metadata.as_ref())),
            Err(GatewayError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn not_whole() -> GatewayError {
    GatewayError::Refused {
        code: "amount_not_whole".to_owned(),
        message: "the amount is not a whole number of the gateway's units".to_owned(),
    }
}

fn refund_report(refund: wire::Refund) -> Result<RefundReport, GatewayError> {
    refund
        .into_report()?
        .ok_or_else(|| GatewayError::Unknown("the refund names no payment intent".to_owned()))
}
