//! A thin typed client of the few Stripe calls that Paylink makes.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;

use super::super::{
    Account, AccountRequest, ConnectedAccount, DisputeReport, GatewayError, GatewayEvent,
    PaymentGateway, References, RefundReport, RefundRequest, Session, SessionRequest, SessionState,
};
use super::units::to_stripe;
use super::wire::{self, CheckoutSession, ErrorBody, List, Listed, PaymentIntent, WireError};
use paylink_domain::buyer::Language;
use paylink_domain::ids::{AttemptId, RefundId};
use paylink_domain::limits;
use paylink_platform::config::{AwsSettings, ConfigError, Settings, StripeKeySource};
use paylink_platform::metrics::{self, Metric};

/// Where Stripe's API is.
const BASE_URL: &str = "https://api.stripe.com";
/// The version whose shapes [`wire`] reads.
const API_VERSION: &str = "2025-03-31.basil";
/// How long a call may take altogether.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Reading a session with all that tells how it was paid.
const EXPAND_SESSION: [(&str, &str); 1] = [("expand[]", "payment_intent.latest_charge")];
/// The same in a list. Stripe expands up to four levels, `data` being the first.
const EXPAND_SESSIONS: (&str, &str) = ("expand[]", "data.payment_intent.latest_charge");
/// How many pages of a list are read before giving up, at [`PAGE`] objects each: a list that grows
/// beyond what one turn of `tick` can read must be an error, not a list that stops early.
const PAGES: usize = 100;
/// By how much our clock and the gateway's may differ.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);
/// How many objects a page has; the most that Stripe gives.
const PAGE: usize = 100;

/// Stripe, reached over HTTPS.
#[derive(Debug, Clone)]
pub struct Stripe {
    http: reqwest::Client,
    base_url: String,
    key: Key,
}

/// The platform's API key.
#[derive(Debug, Clone)]
enum Key {
    /// Given.
    Known(SecretString),
    /// Kept at Secrets Manager, and read with the first call: most guests only look at their link,
    /// and need not wait for it.
    Kept(Arc<Kept>),
}

#[derive(Debug)]
struct Kept {
    source: StripeKeySource,
    read: OnceCell<SecretString>,
}

impl Key {
    /// # Errors
    /// [`GatewayError::Later`] where it cannot be read; the next call tries again.
    async fn read(&self) -> Result<&SecretString, GatewayError> {
        match self {
            Self::Known(key) => Ok(key),
            Self::Kept(kept) => kept
                .read
                .get_or_try_init(async || Ok(kept.source.load().await?.secret_key))
                .await
                .map_err(|error: ConfigError| GatewayError::Later(error.to_string())),
        }
    }
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
    ///
    /// # Errors
    /// Where the TLS library cannot be set up.
    pub fn new(key: SecretString, base_url: Option<String>) -> Result<Self, ConfigError> {
        Self::with_key(Key::Known(key), base_url)
    }

    fn with_key(key: Key, base_url: Option<String>) -> Result<Self, ConfigError> {
        let http = paylink_platform::http_client::public_client(TIMEOUT).map_err(|reason| {
            ConfigError::Invalid {
                name: "STRIPE_SECRET_KEY",
                reason,
            }
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
    /// Where they do not say where the keys are.
    pub fn from_settings(settings: &Settings, aws: &AwsSettings) -> Result<Self, ConfigError> {
        let key = match StripeKeySource::of(settings, aws)? {
            StripeKeySource::Given(keys) => Key::Known(keys.secret_key),
            source @ StripeKeySource::Kept { .. } => Key::Kept(Arc::new(Kept {
                source,
                read: OnceCell::new(),
            })),
        };
        Self::with_key(key, settings.optional("STRIPE_BASE_URL"))
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        account: Account<'_>,
        idempotency_key: Option<&str>,
        fields: &[(&str, String)],
    ) -> Result<Answer<T>, GatewayError> {
        let key = self.key.read().await?;
        let mut request = self
            .http
            .request(method.clone(), format!("{}{path}", self.base_url))
            .bearer_auth(key.expose_secret())
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

    /// Every object of a list, newest first.
    ///
    /// # Errors
    /// [`GatewayError::Unknown`] where it has more than [`PAGES`] pages.
    async fn list<T: DeserializeOwned + Listed>(
        &self,
        path: &str,
        account: Account<'_>,
        filters: Vec<(&str, String)>,
    ) -> Result<Vec<T>, GatewayError> {
        let mut objects: Vec<T> = Vec::new();
        for _ in 0..PAGES {
            let mut query = filters.clone();
            query.push(("limit", PAGE.to_string()));
            query.extend(
                objects
                    .last()
                    .map(|last| ("starting_after", last.id().to_owned())),
            );
            let page: List<T> = self.get(path, account, &query).await?;
            // A page that says there is more and shows nothing would be asked for again and again.
            let more = page.has_more && !page.data.is_empty();
            objects.extend(page.data);
            if !more {
                return Ok(objects);
            }
        }
        Err(GatewayError::Unknown(format!(
            "{path} has more than {PAGES} pages"
        )))
    }
}

/// The filter of lists for what was created in [`since`, `until`]; Stripe counts whole seconds.
fn created_between(since: Timestamp, until: Timestamp) -> Vec<(&'static str, String)> {
    vec![
        ("created[gte]", since.as_second().to_string()),
        ("created[lte]", until.as_second().to_string()),
    ]
}

/// What of a list can be understood. What cannot must not hold up the rest, so it is told to a person.
fn understood<T>(
    objects: impl IntoIterator<Item = (String, Result<T, WireError>)>,
) -> impl Iterator<Item = T> {
    objects.into_iter().filter_map(|(id, object)| match object {
        Ok(object) => Some(object),
        Err(error) => {
            metrics::count_now(|counts| counts.add(Metric::UnmatchedFacts, 1));
            tracing::error!(%error, id, alarm = "unmatched_fact", "an object of the gateway's cannot be understood");
            None
        }
    })
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
        409 if code == "idempotency_key_in_use" => GatewayError::UnderWay,
        // A key that was replaced says nothing about the account; ours will be right again.
        401 | 409 | 429 => GatewayError::Later(code),
        403 => GatewayError::NoAccess(code),
        404 => GatewayError::NotFound,
        // Another call used the key: what it did is to be looked up.
        400 if kind == "idempotency_error" => GatewayError::Unknown(kind),
        // Only what Stripe itself refuses in so many words is known not to have happened.
        400 | 402 if !kind.is_empty() => GatewayError::Refused { code, message },
        500 => GatewayError::Faulted(format!("status {status}")),
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

/// The language of the hosted page, in Stripe's words. Its `pt` is that of Portugal; where it has no
/// translation, the guest's browser decides.
const fn page_language(language: Language) -> &'static str {
    match language {
        Language::Pt => "pt-BR",
        Language::Ar => "auto",
        Language::En
        | Language::De
        | Language::Fr
        | Language::It
        | Language::Es
        | Language::Nl
        | Language::Pl
        | Language::Sv
        | Language::Ja
        | Language::Zh => language.tag(),
    }
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
        ("locale", page_language(request.language).to_owned()),
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
        // Clocks differ by a little, and a session is made soon or never.
        let created = created_between(
            limits::after(since, -CLOCKS_DIFFER),
            limits::after(since, limits::SESSION_CREATION),
        );
        let sessions: Vec<CheckoutSession> =
            self.list("/v1/checkout/sessions", account, created).await?;
        let found = sessions.iter().find(|session| {
            wire::references(session.metadata.as_ref())
                .is_some_and(|references| references.attempt_id == attempt_id)
        });
        match found {
            Some(session) => self.retrieve_session(account, &session.id).await.map(Some),
            None => Ok(None),
        }
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
        let of_payment = vec![("payment_intent", payment_intent.to_owned())];
        let refunds: Vec<wire::Refund> = self.list("/v1/refunds", account, of_payment).await?;
        for refund in refunds {
            let report = refund_report(refund)?;
            if report.refund_id == Some(refund_id) {
                return Ok(Some(report));
            }
        }
        Ok(None)
    }

    async fn events_since(
        &self,
        account: Account<'_>,
        since: Timestamp,
    ) -> Result<Vec<GatewayEvent>, GatewayError> {
        let mut filters = vec![("created[gte]", since.as_second().to_string())];
        filters.extend(wire::EVENT_TYPES.map(|kind| ("types[]", kind.to_owned())));
        let events: Vec<wire::Event> = self.list("/v1/events", account, filters).await?;
        let events = understood(
            events
                .into_iter()
                .rev()
                .map(|event| (event.id.clone(), event.into_event())),
        );
        // A list does not name the account; it is the one that was asked.
        Ok(events
            .map(|event| GatewayEvent {
                account: account.map(str::to_owned),
                ..event
            })
            .collect())
    }

    async fn sessions_between(
        &self,
        account: Account<'_>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Session>, GatewayError> {
        let mut filters = created_between(since, until);
        let (name, value) = EXPAND_SESSIONS;
        filters.push((name, value.to_owned()));
        let sessions: Vec<CheckoutSession> =
            self.list("/v1/checkout/sessions", account, filters).await?;
        // Sessions of other systems on the account may be of kinds that we cannot read.
        let ours = sessions
            .into_iter()
            .filter(|session| wire::references(session.metadata.as_ref()).is_some());
        Ok(understood(ours.map(|session| (session.id.clone(), session.into_session()))).collect())
    }

    async fn refunds_between(
        &self,
        account: Account<'_>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<RefundReport>, GatewayError> {
        let created = created_between(since, until);
        let refunds: Vec<wire::Refund> = self.list("/v1/refunds", account, created).await?;
        let reports = refunds
            .into_iter()
            .map(|refund| (refund.id.clone(), refund.into_report()));
        Ok(understood(reports).flatten().collect())
    }

    async fn disputes_between(
        &self,
        account: Account<'_>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<DisputeReport>, GatewayError> {
        let created = created_between(since, until);
        let disputes: Vec<wire::Dispute> = self.list("/v1/disputes", account, created).await?;
        let reports = disputes
            .into_iter()
            .map(|dispute| (dispute.id.clone(), dispute.into_report()));
        Ok(understood(reports).flatten().collect())
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

    async fn create_account(
        &self,
        request: &AccountRequest,
    ) -> Result<ConnectedAccount, GatewayError> {
        // The merchant has Stripe's own dashboard, answers for its own disputes, and pays Stripe's
        // fees itself.
        let fields = vec![
            ("type", "standard".to_owned()),
            ("metadata[merchant_id]", request.merchant_id.to_string()),
        ];
        let answer: Answer<wire::Account> = self
            .post("/v1/accounts", None, Some(&request.key), &fields)
            .await?;
        if answer.replayed {
            return self.retrieve_account(&answer.value.id).await;
        }
        Ok(answer.value.into())
    }

    async fn retrieve_account(&self, id: &str) -> Result<ConnectedAccount, GatewayError> {
        let path = format!("/v1/accounts/{id}");
        Ok(self.get::<wire::Account>(&path, None, &[]).await?.into())
    }

    async fn onboarding_url(
        &self,
        account: &str,
        return_url: &str,
    ) -> Result<String, GatewayError> {
        // From a page that has expired the merchant comes back as well, and can ask for another.
        let fields = vec![
            ("account", account.to_owned()),
            ("type", "account_onboarding".to_owned()),
            ("return_url", return_url.to_owned()),
            ("refresh_url", return_url.to_owned()),
        ];
        let link: Answer<wire::AccountLink> =
            self.post("/v1/account_links", None, None, &fields).await?;
        Ok(link.value.url)
    }
}

impl From<wire::Account> for ConnectedAccount {
    fn from(account: wire::Account) -> Self {
        Self {
            id: account.id,
            charges_enabled: account.charges_enabled,
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
