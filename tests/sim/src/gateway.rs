//! A payment gateway with books of its own.
//!
//! It does what Stripe's API does as far as Paylink can tell: idempotency keys that keep answers,
//! failed ones too; sessions that end by themselves; delayed methods; refunds and disputes made by
//! hand; events. The books are what the ledger is compared with.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use paylink_domain::ids::{AttemptId, RefundId};
use paylink_domain::limits::after;
use paylink_domain::money::{Amount, Currency};
use paylink_domain::payment::{DisputeStatus, Method, RefundStatus};
use paylink_gateway::{
    Account, AccountRequest, Capture, ConnectedAccount, DisputeReport, EventKind, GatewayError,
    GatewayEvent, PaymentGateway, References, RefundReport, RefundRequest, Session, SessionRequest,
    SessionState,
};
use paylink_platform::clock::{Clock, ManualClock};

use crate::hub::{Call, Fate, Hub, Service};

/// How long the gateway keeps idempotency keys.
const KEYS_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// How far ahead the end of a session must be, a little less than the gateway says.
const SESSION_MIN: SignedDuration = SignedDuration::from_mins(29);

/// A checkout session in the books.
#[derive(Debug, Clone)]
pub struct BookedSession {
    /// The gateway's id.
    pub id: String,
    /// What it was made of.
    pub request: SessionRequest,
    /// When.
    pub created_at: Timestamp,
    /// How far it is.
    pub state: BookedState,
}

/// How far a session in the books is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookedState {
    /// It can be paid.
    Open,
    /// It ended.
    Expired,
    /// A delayed method is under way.
    Processing,
    /// The delayed method failed.
    Failed,
    /// It was paid.
    Paid(Capture),
}

/// A refund in the books.
#[derive(Debug, Clone)]
pub struct BookedRefund {
    /// The account that pays.
    pub account: Option<String>,
    /// What the gateway tells of it.
    pub report: RefundReport,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A dispute in the books.
#[derive(Debug, Clone)]
pub struct BookedDispute {
    /// The account.
    pub account: Option<String>,
    /// What the gateway tells of it.
    pub report: DisputeReport,
    /// When it was opened.
    pub created_at: Timestamp,
}

#[derive(Debug, Clone)]
enum Saved {
    Session(String),
    Refund(String),
    Error,
}

#[derive(Debug, Clone)]
struct Key {
    made_at: Timestamp,
    request: String,
    saved: Saved,
}

#[derive(Debug, Clone)]
enum LateCall {
    Session(SessionRequest),
    Expire(String),
    Refund(RefundRequest),
}

/// The gateway's books.
#[derive(Debug, Default)]
pub struct Books {
    /// Sessions by id.
    pub sessions: BTreeMap<String, BookedSession>,
    /// Refunds by id.
    pub refunds: BTreeMap<String, BookedRefund>,
    /// Disputes by id.
    pub disputes: BTreeMap<String, BookedDispute>,
    /// All events, oldest first.
    pub events: Vec<GatewayEvent>,
    /// Accounts that were disconnected.
    pub disconnected: Vec<String>,
    /// What was wrong with a call, for the check of I8.
    pub misuse: Vec<String>,
    /// Refunds that are still to be settled, with the plan.
    pub unsettled_refunds: Vec<String>,
    /// Whether new refunds stay pending at first.
    pub slow_refunds: bool,
    keys: HashMap<String, Key>,
    late: Vec<LateCall>,
    made: u64,
}

impl Books {
    fn id(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}_{}", self.made)
    }

    fn tell(&mut self, account: Option<String>, kind: EventKind, now: Timestamp) {
        let id = self.id("evt");
        self.events.push(GatewayEvent {
            id,
            account,
            // The gateway's times have no fractions.
            created_at: Timestamp::from_second(now.as_second()).unwrap(),
            kind,
        });
    }

    fn tell_session(&mut self, id: &str, now: Timestamp) {
        let session = self.sessions[id].clone();
        let mut told = view(&session);
        if let SessionState::Paid(capture) = &mut told.state {
            // Events leave out how it was paid.
            capture.method = None;
            capture.captured_at = None;
        }
        self.tell(session.request.account, EventKind::Session(told), now);
    }

    fn set(&mut self, id: &str, state: BookedState, now: Timestamp) {
        self.sessions.get_mut(id).unwrap().state = state;
        self.tell_session(id, now);
    }

    /// Ends the sessions whose time is over.
    pub fn end_sessions(&mut self, now: Timestamp) {
        let over: Vec<String> = self
            .sessions
            .values()
            .filter(|it| it.state == BookedState::Open && it.request.expires_at <= now)
            .map(|it| it.id.clone())
            .collect();
        for id in over {
            self.set(&id, BookedState::Expired, now);
        }
    }

    /// Whether a session can be paid now.
    pub fn is_payable(&self, id: &str) -> bool {
        self.sessions
            .get(id)
            .is_some_and(|it| it.state == BookedState::Open)
    }

    /// The guest pays by card. `surcharge` makes the capture differ from what was asked.
    pub fn pay_by_card(&mut self, id: &str, surcharge: i64, now: Timestamp) {
        let capture = self.capture(id, Method::Card, surcharge, now);
        self.set(id, BookedState::Paid(capture), now);
    }

    /// The guest pays by bank debit: the session is complete, the money under way.
    pub fn pay_by_debit(&mut self, id: &str, now: Timestamp) {
        self.set(id, BookedState::Processing, now);
    }

    /// The bank has decided about a debit.
    pub fn settle_debit(&mut self, id: &str, succeeds: bool, now: Timestamp) {
        if self.sessions[id].state != BookedState::Processing {
            return;
        }
        let state = if succeeds {
            BookedState::Paid(self.capture(id, Method::BankDebit, 0, now))
        } else {
            BookedState::Failed
        };
        self.set(id, state, now);
    }

    fn capture(&mut self, id: &str, method: Method, surcharge: i64, now: Timestamp) -> Capture {
        let request = &self.sessions[id].request;
        let (amount, currency) = (request.amount.minor() + surcharge, request.currency);
        Capture {
            payment_intent: self.id("pi"),
            amount: Amount::new(amount),
            currency,
            method: Some(method),
            captured_at: Timestamp::from_second(now.as_second()).ok(),
        }
    }

    /// All captures: session, capture.
    pub fn captures(&self) -> impl Iterator<Item = (&BookedSession, &Capture)> {
        self.sessions
            .values()
            .filter_map(|session| match &session.state {
                BookedState::Paid(capture) => Some((session, capture)),
                BookedState::Open
                | BookedState::Expired
                | BookedState::Processing
                | BookedState::Failed => None,
            })
    }

    /// The session that took a payment.
    pub fn session_of_intent(&self, intent: &str) -> Option<(&BookedSession, &Capture)> {
        self.captures()
            .find(|(_, capture)| capture.payment_intent == intent)
    }

    fn refundable(&self, intent: &str) -> i64 {
        let taken = self
            .session_of_intent(intent)
            .map_or(0, |(_, capture)| capture.amount.minor());
        let returned: i64 = self
            .refunds
            .values()
            .filter(|refund| refund.report.payment_intent == intent)
            .filter(|refund| refund.report.status != RefundStatus::Failed)
            .map(|refund| refund.report.amount.minor())
            .sum();
        taken - returned
    }

    /// Somebody refunds in the gateway's dashboard.
    pub fn refund_in_dashboard(&mut self, intent: &str, amount: i64, now: Timestamp) {
        let amount = amount.min(self.refundable(intent));
        if amount > 0 {
            self.book_refund(intent, Amount::new(amount), None, now);
        }
    }

    fn book_refund(
        &mut self,
        intent: &str,
        amount: Amount,
        refund_id: Option<RefundId>,
        now: Timestamp,
    ) -> String {
        let id = self.id("re");
        let (session, capture) = self.session_of_intent(intent).unwrap();
        let account = session.request.account.clone();
        let status = if self.slow_refunds {
            RefundStatus::Pending
        } else {
            RefundStatus::Succeeded
        };
        let report = RefundReport {
            gateway_id: id.clone(),
            refund_id,
            payment_intent: intent.to_owned(),
            amount,
            currency: capture.currency,
            status,
        };
        let booked = BookedRefund {
            account: account.clone(),
            report: report.clone(),
            created_at: now,
        };
        self.refunds.insert(id.clone(), booked);
        self.unsettled_refunds.push(id.clone());
        self.tell(account, EventKind::Refund(report), now);
        id
    }

    /// The bank has decided about a refund. A bank can send back one that seemed to have worked.
    pub fn settle_refund(&mut self, id: &str, succeeds: bool, now: Timestamp) {
        let refund = self.refunds.get_mut(id).unwrap();
        let status = if succeeds {
            RefundStatus::Succeeded
        } else {
            RefundStatus::Failed
        };
        if status > refund.report.status {
            refund.report.status = status;
            let (account, report) = (refund.account.clone(), refund.report.clone());
            self.tell(account, EventKind::Refund(report), now);
        }
    }

    /// A guest's bank disputes a payment.
    pub fn open_dispute(&mut self, intent: &str, now: Timestamp) -> String {
        let id = self.id("du");
        let (session, capture) = self.session_of_intent(intent).unwrap();
        let account = session.request.account.clone();
        let report = DisputeReport {
            gateway_id: id.clone(),
            payment_intent: intent.to_owned(),
            amount: capture.amount,
            status: DisputeStatus::Open,
            answer_by: Some(after(now, SignedDuration::from_hours(7 * 24))),
        };
        let booked = BookedDispute {
            account: account.clone(),
            report: report.clone(),
            created_at: now,
        };
        self.disputes.insert(id.clone(), booked);
        self.tell(account, EventKind::Dispute(report), now);
        id
    }

    /// The bank has decided about a dispute.
    pub fn close_dispute(&mut self, id: &str, won: bool, now: Timestamp) {
        let dispute = self.disputes.get_mut(id).unwrap();
        dispute.report.status = if won {
            DisputeStatus::Won
        } else {
            DisputeStatus::Lost
        };
        let (account, report) = (dispute.account.clone(), dispute.report.clone());
        self.tell(account, EventKind::Dispute(report), now);
    }

    /// Somebody at another account makes a paid session that carries references to a foreign basket.
    pub fn forge_event(
        &mut self,
        account: &str,
        references: References,
        amount: Amount,
        currency: Currency,
        now: Timestamp,
    ) {
        let capture = Capture {
            payment_intent: self.id("pi_forged"),
            amount,
            currency,
            method: Some(Method::Card),
            captured_at: Some(now),
        };
        let session = Session {
            id: self.id("cs_forged"),
            references: Some(references),
            state: SessionState::Paid(capture),
            expires_at: now,
        };
        self.tell(Some(account.to_owned()), EventKind::Session(session), now);
    }

    fn create_session(
        &mut self,
        request: &SessionRequest,
        now: Timestamp,
    ) -> Result<Session, GatewayError> {
        if request.expires_at < after(now, SESSION_MIN) {
            return Err(refused("expires_at"));
        }
        if !request.amount.is_positive() {
            return Err(refused("amount_too_small"));
        }
        let id = self.id("cs");
        let session = BookedSession {
            id: id.clone(),
            request: request.clone(),
            created_at: now,
            state: BookedState::Open,
        };
        let answer = view(&session);
        self.sessions.insert(id, session);
        Ok(answer)
    }

    /// Creates under a key: what the key gave before is given again.
    fn create_session_once(
        &mut self,
        request: &SessionRequest,
        now: Timestamp,
    ) -> Result<Session, GatewayError> {
        let key = request.references.attempt_id.to_string();
        match self.saved(&key, &format!("{request:?}"), now)? {
            Some(Saved::Session(id)) => Ok(view(&self.sessions[&id])),
            Some(Saved::Refund(_) | Saved::Error) => Err(faulted()),
            None => {
                let session = self.create_session(request, now)?;
                self.save(
                    key,
                    format!("{request:?}"),
                    Saved::Session(session.id.clone()),
                    now,
                );
                Ok(session)
            }
        }
    }

    fn saved(
        &mut self,
        key: &str,
        request: &str,
        now: Timestamp,
    ) -> Result<Option<Saved>, GatewayError> {
        let Some(found) = self.keys.get(key).cloned() else {
            return Ok(None);
        };
        if after(found.made_at, KEYS_KEPT) <= now {
            return Ok(None);
        }
        if found.request != request {
            self.misuse.push(format!(
                "the key {key} was used for another request: {request}"
            ));
            return Err(unknown("idempotency_error"));
        }
        Ok(Some(found.saved))
    }

    fn save(&mut self, key: String, request: String, saved: Saved, now: Timestamp) {
        let key_of = Key {
            made_at: now,
            request,
            saved,
        };
        self.keys.insert(key, key_of);
    }

    fn create_refund_once(
        &mut self,
        request: &RefundRequest,
        now: Timestamp,
    ) -> Result<RefundReport, GatewayError> {
        let key = request.refund_id.to_string();
        match self.saved(&key, &format!("{request:?}"), now)? {
            Some(Saved::Refund(id)) => return Ok(self.refunds[&id].report.clone()),
            Some(Saved::Session(_) | Saved::Error) => return Err(faulted()),
            None => {}
        }
        if self.session_of_intent(&request.payment_intent).is_none() {
            return Err(refused("resource_missing"));
        }
        if request.amount.minor() > self.refundable(&request.payment_intent) {
            return Err(refused("charge_already_refunded"));
        }
        let id = self.book_refund(
            &request.payment_intent,
            request.amount,
            Some(request.refund_id),
            now,
        );
        self.save(key, format!("{request:?}"), Saved::Refund(id.clone()), now);
        Ok(self.refunds[&id].report.clone())
    }

    fn expire(&mut self, id: &str, now: Timestamp) -> Result<Session, GatewayError> {
        if !self.sessions.contains_key(id) {
            return Err(GatewayError::NotFound);
        }
        if self.sessions[id].state == BookedState::Open {
            self.set(id, BookedState::Expired, now);
        }
        Ok(view(&self.sessions[id]))
    }
}

fn refused(code: &str) -> GatewayError {
    GatewayError::Refused {
        code: code.to_owned(),
        message: String::new(),
    }
}

fn faulted() -> GatewayError {
    GatewayError::Faulted("status 500".to_owned())
}

fn unknown(why: &str) -> GatewayError {
    GatewayError::Unknown(why.to_owned())
}

/// A session as the API shows it.
fn view(session: &BookedSession) -> Session {
    Session {
        id: session.id.clone(),
        references: Some(session.request.references),
        expires_at: session.request.expires_at,
        state: match &session.state {
            BookedState::Open => SessionState::Open {
                url: page_of(&session.id),
            },
            BookedState::Expired => SessionState::Expired,
            BookedState::Processing => SessionState::Processing,
            BookedState::Failed => SessionState::Failed,
            BookedState::Paid(capture) => SessionState::Paid(capture.clone()),
        },
    }
}

fn page_of(session: &str) -> String {
    format!("https://gateway.invalid/{session}")
}

/// The session whose page this is.
pub fn session_of_page(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or_default()
}

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
