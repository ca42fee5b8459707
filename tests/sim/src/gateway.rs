//! A payment gateway with books of its own.
//!
//! It does what Stripe's API does as far as Paylink can tell: idempotency keys that keep answers,
//! failed ones too; sessions that end by themselves; delayed methods; refunds and disputes made by
//! hand; events. This file is how the product reaches it; `books.rs` is what it does.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use paylink_domain::ids::{AttemptId, RefundId};
use paylink_domain::limits::after;
use paylink_gateway::{
    Account, AccountRequest, ConnectedAccount, DisputeReport, GatewayError, GatewayEvent,
    PaymentGateway, References, RefundReport, RefundRequest, Session, SessionRequest,
};
use paylink_platform::clock::{Clock, ManualClock};

use crate::books::{Books, LateCall, Saved, faulted, unknown, view};
use crate::hub::{Call, Fate, Hub, Service};

/// The gateway as the product reaches it.
#[derive(Debug, Clone)]
pub struct ModelGateway {
    hub: Hub,
    clock: Arc<ManualClock>,
    books: Arc<Mutex<Books>>,
}

impl ModelGateway {
    /// A gateway with empty books.
    pub fn new(hub: &Hub, clock: &Arc<ManualClock>) -> Self {
        Self {
            hub: hub.clone(),
            clock: clock.clone(),
            books: Arc::default(),
        }
    }

    /// Its books.
    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }

    /// Whether calls wait to be carried out late.
    pub fn has_late_calls(&self) -> bool {
        !self.books().late.is_empty()
    }

    /// Carries out what callers gave up waiting for.
    pub fn carry_out_late_calls(&self) {
        let now = self.clock.now();
        let mut books = self.books();
        for call in std::mem::take(&mut books.late) {
            match call {
                LateCall::Session(request) => drop(books.create_session_once(&request, now)),
                LateCall::Expire(id) => drop(books.expire(&id, now)),
                LateCall::Refund(request) => drop(books.create_refund_once(&request, now)),
            }
        }
    }

    async fn call<T: Send>(
        &self,
        name: &'static str,
        account: Account<'_>,
        late: Option<LateCall>,
        action: impl Fn(&mut Books, Timestamp) -> Result<T, GatewayError> + Send + Sync,
    ) -> Result<T, GatewayError> {
        let call = Call {
            service: Service::Gateway,
            name,
            writes: late.is_some(),
            reads_index: false,
        };
        let fate = self.hub.gate(call).await;
        let act = || {
            let now = self.clock.now();
            let mut books = self.books();
            books.end_sessions(now);
            if account.is_some_and(|account| books.disconnected.iter().any(|it| it == account)) {
                return Err(GatewayError::NoAccess("account_invalid".to_owned()));
            }
            action(&mut books, now)
        };
        match fate {
            Fate::Done | Fate::Stale | Fate::Repeated => act(),
            Fate::Throttled | Fate::Conflict | Fate::Refused => {
                Err(GatewayError::Later("rate_limit".to_owned()))
            }
            Fate::Unavailable => Err(unknown("status 503")),
            Fate::AnswerLost => {
                drop(act());
                Err(unknown("the answer was lost"))
            }
            Fate::SavedError(done) => {
                let key = match &late {
                    Some(LateCall::Session(request)) => Some((
                        request.references.attempt_id.to_string(),
                        format!("{request:?}"),
                    )),
                    Some(LateCall::Refund(request)) => {
                        Some((request.refund_id.to_string(), format!("{request:?}")))
                    }
                    Some(LateCall::Expire(_)) | None => None,
                };
                if done {
                    drop(act());
                }
                if let Some((key, request)) = key {
                    let now = self.clock.now();
                    self.books().save(key, request, Saved::Error, now);
                }
                Err(faulted())
            }
            Fate::Late => {
                if let Some(late) = late {
                    self.books().late.push(late);
                }
                Err(unknown("a time-out"))
            }
            Fate::KilledBefore => std::future::pending().await,
            Fate::KilledAfter => {
                drop(act());
                std::future::pending().await
            }
        }
    }
}

fn is_at(account: Account<'_>, of: Option<&String>) -> bool {
    account == of.map(String::as_str)
}

#[async_trait]
impl PaymentGateway for ModelGateway {
    async fn create_session(&self, request: &SessionRequest) -> Result<Session, GatewayError> {
        let late = Some(LateCall::Session(request.clone()));
        self.call(
            "create_session",
            request.account.as_deref(),
            late,
            |books, now| books.create_session_once(request, now),
        )
        .await
    }

    async fn retrieve_session(
        &self,
        account: Account<'_>,
        id: &str,
    ) -> Result<Session, GatewayError> {
        self.call("retrieve_session", account, None, |books, _| {
            books
                .sessions
                .get(id)
                .filter(|session| is_at(account, session.request.account.as_ref()))
                .map(view)
                .ok_or(GatewayError::NotFound)
        })
        .await
    }

    async fn expire_session(
        &self,
        account: Account<'_>,
        id: &str,
    ) -> Result<Session, GatewayError> {
        let late = Some(LateCall::Expire(id.to_owned()));
        self.call("expire_session", account, late, |books, now| {
            books.expire(id, now)
        })
        .await
    }

    async fn find_session(
        &self,
        account: Account<'_>,
        attempt_id: AttemptId,
        since: Timestamp,
    ) -> Result<Option<Session>, GatewayError> {
        let earliest = after(since, -SignedDuration::from_mins(5));
        self.call("find_session", account, None, |books, _| {
            Ok(books
                .sessions
                .values()
                .filter(|session| is_at(account, session.request.account.as_ref()))
                .filter(|session| session.created_at >= earliest)
                .find(|session| session.request.references.attempt_id == attempt_id)
                .map(view))
        })
        .await
    }

    async fn create_refund(&self, request: &RefundRequest) -> Result<RefundReport, GatewayError> {
        let late = Some(LateCall::Refund(request.clone()));
        self.call(
            "create_refund",
            request.account.as_deref(),
            late,
            |books, now| books.create_refund_once(request, now),
        )
        .await
    }

    async fn retrieve_refund(
        &self,
        account: Account<'_>,
        id: &str,
    ) -> Result<RefundReport, GatewayError> {
        self.call("retrieve_refund", account, None, |books, _| {
            books
                .refunds
                .get(id)
                .filter(|refund| is_at(account, refund.account.as_ref()))
                .map(|refund| refund.report.clone())
                .ok_or(GatewayError::NotFound)
        })
        .await
    }

    async fn find_refund(
        &self,
        account: Account<'_>,
        payment_intent: &str,
        refund_id: RefundId,
    ) -> Result<Option<RefundReport>, GatewayError> {
        self.call("find_refund", account, None, |books, _| {
            Ok(books
                .refunds
                .values()
                .filter(|refund| refund.report.payment_intent == payment_intent)
                .find(|refund| refund.report.refund_id == Some(refund_id))
                .map(|refund| refund.report.clone()))
        })
        .await
    }

    async fn events_since(
        &self,
        account: Account<'_>,
        since: Timestamp,
    ) -> Result<Vec<GatewayEvent>, GatewayError> {
        self.call("events_since", account, None, |books, _| {
            Ok(books
                .events
                .iter()
                .filter(|event| is_at(account, event.account.as_ref()))
                .filter(|event| event.created_at >= since)
                .cloned()
                .collect())
        })
        .await
    }

    async fn sessions_between(
        &self,
        account: Account<'_>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Session>, GatewayError> {
        self.call("sessions_between", account, None, |books, _| {
            Ok(books
                .sessions
                .values()
                .filter(|session| is_at(account, session.request.account.as_ref()))
                .filter(|session| (since..=until).contains(&session.created_at))
                .map(view)
                .collect())
        })
        .await
    }

    async fn refunds_between(
        &self,
        account: Account<'_>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<RefundReport>, GatewayError> {
        self.call("refunds_between", account, None, |books, _| {
            Ok(books
                .refunds
                .values()
                .filter(|refund| is_at(account, refund.account.as_ref()))
                .filter(|refund| (since..=until).contains(&refund.created_at))
                .map(|refund| refund.report.clone())
                .collect())
        })
        .await
    }

    async fn disputes_between(
        &self,
        account: Account<'_>,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<DisputeReport>, GatewayError> {
        self.call("disputes_between", account, None, |books, _| {
            Ok(books
                .disputes
                .values()
                .filter(|dispute| is_at(account, dispute.account.as_ref()))
                .filter(|dispute| (since..=until).contains(&dispute.created_at))
                .map(|dispute| dispute.report.clone())
                .collect())
        })
        .await
    }

    async fn references_of_intent(
        &self,
        account: Account<'_>,
        payment_intent: &str,
    ) -> Result<Option<References>, GatewayError> {
        self.call("references_of_intent", account, None, |books, _| {
            Ok(books
                .session_of_intent(payment_intent)
                .filter(|(session, _)| is_at(account, session.request.account.as_ref()))
                .map(|(session, _)| session.request.references))
        })
        .await
    }

    async fn create_account(
        &self,
        request: &AccountRequest,
    ) -> Result<ConnectedAccount, GatewayError> {
        let id = format!("acct_of_{}", request.merchant_id);
        self.call("create_account", None, None, |_, _| {
            Ok(ConnectedAccount {
                id: id.clone(),
                charges_enabled: false,
            })
        })
        .await
    }

    async fn retrieve_account(&self, id: &str) -> Result<ConnectedAccount, GatewayError> {
        self.call("retrieve_account", Some(id), None, |_, _| {
            Ok(ConnectedAccount {
                id: id.to_owned(),
                charges_enabled: true,
            })
        })
        .await
    }

    async fn onboarding_url(
        &self,
        account: &str,
        return_url: &str,
    ) -> Result<String, GatewayError> {
        self.call("onboarding_url", Some(account), None, |_, _| {
            Ok(return_url.to_owned())
        })
        .await
    }
}
