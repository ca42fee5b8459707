//! The few calls of Stripe's API that Paylink makes, as the port asks for them.
//!
//! Rust wants all of a trait's functions in one `impl`, so all calls stand in this file.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::super::port::{
    Account, AccountRequest, ConnectedAccount, DisputeReport, GatewayError, GatewayEvent,
    PaymentGateway, References, RefundReport, RefundRequest, Session, SessionRequest, SessionState,
};
use super::meaning::{self, WireError};
use super::transport::{Answer, Pairs, Stripe};
use super::units::to_stripe;
use super::wire::{self, CheckoutSession, PaymentIntent};
use paylink_domain::buyer::Language;
use paylink_domain::ids::{AttemptId, RefundId};
use paylink_domain::limits;
use paylink_platform::metrics::{self, Metric};

/// Asks for a session with all that tells how it was paid.
const EXPAND_SESSION: [(&str, &str); 1] = [("expand[]", "payment_intent.latest_charge")];
/// The same in a list. Stripe expands up to four levels, `data` being the first.
const EXPAND_SESSIONS: (&str, &str) = ("expand[]", "data.payment_intent.latest_charge");
/// The most that our clock and Stripe's may differ.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// The filter of lists for what was created in [`since`, `until`]; Stripe counts whole seconds.
fn created_between(since: Timestamp, until: Timestamp) -> Vec<(&'static str, String)> {
    vec![
        ("created[gte]", since.as_second().to_string()),
        ("created[lte]", until.as_second().to_string()),
    ]
}

/// The objects of a list that can be understood. An object that cannot raises an alarm for a person,
/// and the rest of the list goes on.
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

/// The language of the hosted page, by Stripe's code. Stripe's `pt` is the Portuguese of Portugal.
/// Where Stripe has no translation, the guest's browser decides.
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
            // Stripe refuses to expire a session that is not open. Its state can then be read.
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
        // Clocks differ a little. A session is made soon after its attempt, or never.
        let created = created_between(
            limits::after(since, -CLOCKS_DIFFER),
            limits::after(since, limits::SESSION_CREATION),
        );
        let sessions: Vec<CheckoutSession> =
            self.list("/v1/checkout/sessions", account, created).await?;
        let found = sessions.iter().find(|session| {
            meaning::references(session.metadata.as_ref())
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
        // Events of a list do not name their account: it is the account that was asked.
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
            .filter(|session| meaning::references(session.metadata.as_ref()).is_some());
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
            Ok(intent) => Ok(meaning::references(intent.metadata.as_ref())),
            Err(GatewayError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn create_account(
        &self,
        request: &AccountRequest,
    ) -> Result<ConnectedAccount, GatewayError> {
        // With a standard account, the merchant has Stripe's own dashboard, answers its disputes, and
        // pays Stripe's fees.
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
        // A page that has expired also leads the merchant back, to ask for another page.
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
