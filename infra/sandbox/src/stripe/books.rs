//! The books: every object, event, delivery, idempotency key and due task, in one SQLite file.
//!
//! One connection behind a mutex, and one transaction per change. That is what keeps two submissions of the
//! same card form from capturing twice.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde_json::{Value, json};

use super::error::ApiError;
use super::ids;
use super::object::{Kind, Object};

/// The API version that events are written in: that of the example objects and of the official packages
/// the sandbox is tested with.
pub const API_VERSION: &str = "2026-10-28.endive";

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS objects (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        account TEXT NOT NULL,
        created INTEGER NOT NULL,
        status TEXT,
        payment_intent TEXT,
        charge TEXT,
        event_type TEXT,
        body TEXT NOT NULL,
        private TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS objects_by_account ON objects (kind, account, seq);
    CREATE INDEX IF NOT EXISTS objects_by_payment_intent ON objects (payment_intent, kind);
    CREATE INDEX IF NOT EXISTS objects_by_charge ON objects (charge, kind);
    CREATE TABLE IF NOT EXISTS tasks (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        due INTEGER NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        account TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS tasks_by_due ON tasks (due);
    CREATE TABLE IF NOT EXISTS deliveries (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        event TEXT NOT NULL,
        state TEXT NOT NULL,
        first_at INTEGER NOT NULL,
        next_at INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        last_result TEXT
    );
    CREATE INDEX IF NOT EXISTS deliveries_by_state ON deliveries (state, next_at);
    CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event);
    CREATE TABLE IF NOT EXISTS idempotency (
        account TEXT NOT NULL,
        key TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        status INTEGER NOT NULL,
        body TEXT NOT NULL,
        request TEXT NOT NULL,
        created INTEGER NOT NULL,
        PRIMARY KEY (account, key)
    );
    CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
";

/// The database.
#[derive(Debug)]
pub struct Books {
    connection: Mutex<Connection>,
}

impl Books {
    /// Opens the books in this file, or in memory. The file and its folder are made when they are missing.
    pub fn open(file: Option<&Path>) -> Result<Self, rusqlite::Error> {
        let connection = match file {
            Some(path) => {
                if let Some(Err(error)) = path.parent().map(std::fs::create_dir_all) {
                    tracing::warn!(%error, "the folder of the sandbox gateway's books could not be made");
                }
                Connection::open(path)?
            }
            None => Connection::open_in_memory()?,
        };
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;",
        )?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    /// Runs `work` in one transaction: all of it is kept, or none of it.
    pub fn transact<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let mut connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }

    /// A setting that outlives a restart.
    pub fn setting(&self, name: &str) -> Result<Option<String>, ApiError> {
        self.transact(|books| {
            let query = "SELECT value FROM settings WHERE name = ?1";
            Ok(books
                .query_row(query, [name], |row| row.get(0))
                .optional()?)
        })
    }

    /// Keeps a setting.
    pub fn keep_setting(&self, name: &str, value: &str) -> Result<(), ApiError> {
        self.transact(|books| {
            books.execute(
                "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)",
                [name, value],
            )?;
            Ok(())
        })
    }
}

/// One object of the books. What Stripe does not show (the card's behaviour, a challenge under way) is `private`.
#[derive(Debug, Clone)]
pub struct Record {
    /// What it is.
    pub kind: Kind,
    /// Whose books it is in; empty for the platform.
    pub account: String,
    /// What the API shows.
    pub body: Object,
    /// What only the sandbox knows.
    pub private: Object,
}

impl Record {
    /// The object's id.
    pub fn id(&self) -> &str {
        self.body.text("id")
    }
}

/// What made a change, for the `request` field of its events.
#[derive(Debug, Clone, Default)]
pub struct Cause {
    /// The API call's id; `None` when the guest, the dashboard or the clock did it.
    pub request: Option<String>,
    /// The API call's idempotency key.
    pub idempotency_key: Option<String>,
}

/// What a change needs to know of the running sandbox.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The sandbox's own address, without a slash at the end.
    pub base_url: String,
    /// How long a delayed payment takes, in seconds.
    pub settle_delay: i64,
    /// Whether webhooks of new events are thrown away.
    pub drop_webhooks: bool,
    /// Sandbox time in milliseconds since 1970.
    pub now_millis: i64,
}

/// Something the sandbox does later by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// An open session expires.
    ExpireSession,
    /// A bank debit succeeds or fails.
    SettlePayment,
    /// A refund succeeds or fails.
    SettleRefund,
    /// The cardholder disputes the payment.
    OpenDispute,
}

impl Action {
    fn name(self) -> &'static str {
        match self {
            Self::ExpireSession => "expire_session",
            Self::SettlePayment => "settle_payment",
            Self::SettleRefund => "settle_refund",
            Self::OpenDispute => "open_dispute",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [
            Self::ExpireSession,
            Self::SettlePayment,
            Self::SettleRefund,
            Self::OpenDispute,
        ]
        .into_iter()
        .find(|action| action.name() == name)
    }
}

/// What a list asks for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only objects with this status.
    pub status: Option<String>,
    /// Only objects of this payment intent.
    pub payment_intent: Option<String>,
    /// Only objects of this charge.
    pub charge: Option<String>,
    /// Only events of these types, where `*` at the end stands for anything; empty for all.
    pub types: Vec<String>,
    /// Lower and upper bounds of the creation time, both inclusive, in seconds.
    pub created: (Option<i64>, Option<i64>),
    /// The id the page starts after (older ones).
    pub starting_after: Option<String>,
    /// The id the page ends before (newer ones).
    pub ending_before: Option<String>,
    /// How many at most.
    pub limit: i64,
}

/// The books of one account during one transaction.
pub struct Ledger<'t> {
    books: &'t Connection,
    /// Whose books; empty for the platform.
    pub account: String,
    /// What makes the changes.
    pub cause: Cause,
    /// The sandbox around.
    pub around: Surroundings,
}

impl<'t> Ledger<'t> {
    /// The books of `account` within the transaction `books`.
    pub fn new(books: &'t Connection, account: &str, cause: Cause, around: Surroundings) -> Self {
        Self {
            books,
            account: account.to_owned(),
            cause,
            around,
        }
    }

    /// The same transaction in another account's books.
    pub fn of_account(&self, account: &str) -> Self {
        Self::new(self.books, account, self.cause.clone(), self.around.clone())
    }

    /// Sandbox time in seconds since 1970.
    pub fn now(&self) -> i64 {
        self.around.now_millis / 1_000
    }

    /// The transaction, for the tables beside the objects.
    pub fn connection(&self) -> &'t Connection {
        self.books
    }

    /// Adds an object. Its id, kind and creation time are taken from its body.
    pub fn insert(&self, kind: Kind, body: Object, private: Object) -> Result<Record, ApiError> {
        self.books.execute(
            "INSERT INTO objects (id, kind, account, created, status, payment_intent, charge, event_type, body, private)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                body.text("id"),
                kind.name(),
                self.account,
                body.integer("created"),
                body.maybe("status"),
                body.maybe("payment_intent"),
                body.maybe("charge"),
                (kind == Kind::Event).then(|| body.text("type").to_owned()),
                body.to_string(),
                private.to_string(),
            ],
        )?;
        Ok(Record {
            kind,
            account: self.account.clone(),
            body,
            private,
        })
    }

    /// Writes an object that was read before.
    pub fn save(&self, record: &Record) -> Result<(), ApiError> {
        self.books.execute(
            "UPDATE objects SET status = ?2, payment_intent = ?3, charge = ?4, body = ?5, private = ?6 WHERE id = ?1",
            params![
                record.id(),
                record.body.maybe("status"),
                record.body.maybe("payment_intent"),
                record.body.maybe("charge"),
                record.body.to_string(),
                record.private.to_string(),
            ],
        )?;
        Ok(())
    }

    /// The object with this id in this account's books.
    pub fn load(&self, kind: Kind, id: &str) -> Result<Option<Record>, ApiError> {
        let query = "SELECT kind, account, body, private FROM objects WHERE id = ?1 AND kind = ?2 AND account = ?3";
        let row = self
            .books
            .query_row(query, params![id, kind.name(), self.account], read_row)
            .optional()?;
        row.map(Row::into_record).transpose()
    }

    /// The object with this id, or Stripe's 404 that names `param`.
    pub fn find(&self, kind: Kind, id: &str, param: &str) -> Result<Record, ApiError> {
        self.load(kind, id)?
            .ok_or_else(|| ApiError::no_such(kind.name(), id, param))
    }

    /// The object with this id in any account's books, for pages that know no account.
    pub fn find_anywhere(&self, kind: Kind, id: &str) -> Result<Option<Record>, ApiError> {
        let query = "SELECT kind, account, body, private FROM objects WHERE id = ?1 AND kind = ?2";
        let row = self
            .books
            .query_row(query, params![id, kind.name()], read_row)
            .optional()?;
        row.map(Row::into_record).transpose()
    }

    /// The newest objects of a kind over all accounts, for the dashboard.
    pub fn newest_anywhere(&self, kind: Kind, limit: i64) -> Result<Vec<Record>, ApiError> {
        let query = "SELECT kind, account, body, private FROM objects WHERE kind = ?1 ORDER BY seq DESC LIMIT ?2";
        let mut statement = self.books.prepare(query)?;
        let rows = statement.query_map(params![kind.name(), limit], read_row)?;
        rows.map(|row| row?.into_record()).collect()
    }

    /// One page of a list, newest first, and whether there is more in its direction.
    pub fn list(&self, kind: Kind, query: &Query) -> Result<(Vec<Record>, bool), ApiError> {
        let after = self.cursor(kind, query.starting_after.as_deref(), "starting_after")?;
        let before = self.cursor(kind, query.ending_before.as_deref(), "ending_before")?;
        let order = if before.is_some() { "ASC" } else { "DESC" };
        let sql = format!(
            "SELECT kind, account, body, private, event_type FROM objects
             WHERE kind = ?1 AND account = ?2 AND (?3 IS NULL OR status = ?3)
               AND (?4 IS NULL OR payment_intent = ?4) AND (?5 IS NULL OR charge = ?5)
               AND (?6 IS NULL OR created >= ?6) AND (?7 IS NULL OR created <= ?7)
               AND (?8 IS NULL OR seq < ?8) AND (?9 IS NULL OR seq > ?9)
             ORDER BY seq {order}"
        );
        let mut statement = self.books.prepare(&sql)?;
        let mut rows = statement.query(params![
            kind.name(),
            self.account,
            query.status,
            query.payment_intent,
            query.charge,
            query.created.0,
            query.created.1,
            after,
            before,
        ])?;
        let limit = usize::try_from(query.limit).unwrap_or_default();
        let mut records = Vec::new();
        let mut has_more = false;
        while let Some(row) = rows.next()? {
            if !query.types.is_empty() {
                let event_type: Option<String> = row.get(4)?;
                if !query
                    .types
                    .iter()
                    .any(|wanted| type_fits(event_type.as_deref().unwrap_or_default(), wanted))
                {
                    continue;
                }
            }
            if records.len() == limit {
                has_more = true;
                break;
            }
            records.push(read_row(row)?.into_record()?);
        }
        if before.is_some() {
            records.reverse();
        }
        Ok((records, has_more))
    }

    fn cursor(&self, kind: Kind, id: Option<&str>, param: &str) -> Result<Option<i64>, ApiError> {
        let Some(id) = id else { return Ok(None) };
        let query = "SELECT seq FROM objects WHERE id = ?1 AND kind = ?2 AND account = ?3";
        let found = self
            .books
            .query_row(query, params![id, kind.name(), self.account], |row| {
                row.get(0)
            })
            .optional()?;
        match found {
            Some(seq) => Ok(Some(seq)),
            None => Err(ApiError {
                status: axum::http::StatusCode::BAD_REQUEST,
                ..ApiError::no_such(kind.name(), id, param)
            }),
        }
    }

    /// Writes an event about `object` and queues its webhook. Both are part of the transaction.
    pub fn emit(&self, event_type: &str, object: &Object) -> Result<(), ApiError> {
        self.emit_with(event_type, json!({ "object": object.to_value() }))
    }

    /// As [`Ledger::emit`], with the fields that changed, as they were.
    pub fn emit_change(
        &self,
        event_type: &str,
        object: &Object,
        previous: Value,
    ) -> Result<(), ApiError> {
        self.emit_with(
            event_type,
            json!({ "object": object.to_value(), "previous_attributes": previous }),
        )
    }

    fn emit_with(&self, event_type: &str, data: Value) -> Result<(), ApiError> {
        let mut event = Object::example(Kind::Event);
        let id = ids::new_id("evt");
        event.fill(json!({
            "id": id,
            "type": event_type,
            "api_version": API_VERSION,
            "created": self.now(),
            "data": data,
            "pending_webhooks": 1,
            "request": {"id": self.cause.request, "idempotency_key": self.cause.idempotency_key},
        }));
        if !self.account.is_empty() {
            event.set("account", self.account.clone());
        }
        self.insert(Kind::Event, event, Object::default())?;
        let state = if self.around.drop_webhooks {
            "dropped"
        } else {
            "pending"
        };
        self.queue_delivery(&id, state)
    }

    /// Queues a webhook of this event, due at once.
    pub fn queue_delivery(&self, event: &str, state: &str) -> Result<(), ApiError> {
        self.books.execute(
            "INSERT INTO deliveries (event, state, first_at, next_at) VALUES (?1, ?2, ?3, ?3)",
            params![event, state, self.around.now_millis],
        )?;
        Ok(())
    }

    /// Whether a webhook of this event is still to be delivered.
    pub fn is_delivery_pending(&self, event: &str) -> Result<bool, ApiError> {
        let query =
            "SELECT EXISTS (SELECT 1 FROM deliveries WHERE event = ?1 AND state = 'pending')";
        Ok(self.books.query_row(query, [event], |row| row.get(0))?)
    }

    /// Plans something for later. `due` is sandbox time in seconds.
    pub fn plan(&self, due: i64, action: Action, subject: &str) -> Result<(), ApiError> {
        self.books.execute(
            "INSERT INTO tasks (due, action, subject, account) VALUES (?1, ?2, ?3, ?4)",
            params![due, action.name(), subject, self.account],
        )?;
        Ok(())
    }

    /// Forgets what was planned for this object.
    pub fn unplan(&self, action: Action, subject: &str) -> Result<(), ApiError> {
        self.books.execute(
            "DELETE FROM tasks WHERE action = ?1 AND subject = ?2",
            params![action.name(), subject],
        )?;
        Ok(())
    }

    /// Takes the next task that is due, if there is one: what to do, to what, in whose books.
    pub fn take_due(&self) -> Result<Option<(Action, String, String)>, ApiError> {
        let query = "DELETE FROM tasks WHERE seq = (SELECT seq FROM tasks WHERE due <= ?1 ORDER BY due, seq LIMIT 1)
                     RETURNING action, subject, account";
        let row = self
            .books
            .query_row(query, [self.now()], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                ))
            })
            .optional()?;
        Ok(row.and_then(|(action, subject, account)| {
            Some((Action::from_name(&action)?, subject, account))
        }))
    }
}

/// Whether an event type is the wanted one, or fits it where it ends in `*`.
fn type_fits(event_type: &str, wanted: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(start) => event_type.starts_with(start),
        None => event_type == wanted,
    }
}

struct Row {
    kind: String,
    account: String,
    body: String,
    private: String,
}

fn read_row(row: &rusqlite::Row<'_>) -> Result<Row, rusqlite::Error> {
    Ok(Row {
        kind: row.get(0)?,
        account: row.get(1)?,
        body: row.get(2)?,
        private: row.get(3)?,
    })
}

impl Row {
    fn into_record(self) -> Result<Record, ApiError> {
        let kind = Kind::from_name(&self.kind).ok_or_else(ApiError::internal)?;
        let body = Object::parse(&self.body)?;
        Ok(Record {
            kind,
            account: self.account,
            body,
            private: Object::parse(&self.private)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around() -> Surroundings {
        Surroundings {
            base_url: String::new(),
            settle_delay: 20,
            drop_webhooks: false,
            now_millis: 5_000,
        }
    }

    fn refund(id: &str) -> Object {
        let mut body = Object::example(Kind::Refund);
        body.fill(json!({"id": id, "created": 5}));
        body
    }

    #[test]
    fn a_refused_change_leaves_nothing() {
        let books = Books::open(None).unwrap();
        let refused = books.transact(|tx| {
            Ledger::new(tx, "", Cause::default(), around()).insert(
                Kind::Refund,
                refund("re_1"),
                Object::default(),
            )?;
            Err::<(), _>(ApiError::invalid("no"))
        });
        assert!(refused.is_err());
        let found = books.transact(|tx| {
            Ledger::new(tx, "", Cause::default(), around()).load(Kind::Refund, "re_1")
        });
        assert!(found.unwrap().is_none());
    }

    #[test]
    fn accounts_have_books_of_their_own() {
        let books = Books::open(None).unwrap();
        books
            .transact(|tx| {
                let ledger = Ledger::new(tx, "acct_1", Cause::default(), around());
                ledger.insert(Kind::Refund, refund("re_1"), Object::default())?;
                assert!(ledger.load(Kind::Refund, "re_1")?.is_some());
                assert!(ledger.of_account("").load(Kind::Refund, "re_1")?.is_none());
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn pages_go_both_ways() {
        let books = Books::open(None).unwrap();
        books
            .transact(|tx| {
                let ledger = Ledger::new(tx, "", Cause::default(), around());
                for number in 1..=5 {
                    ledger.insert(
                        Kind::Refund,
                        refund(&format!("re_{number}")),
                        Object::default(),
                    )?;
                }
                let ids = |query: Query| {
                    let (records, more) = ledger.list(Kind::Refund, &query).unwrap();
                    (
                        records
                            .iter()
                            .map(|record| record.id().to_owned())
                            .collect::<Vec<_>>()
                            .join(" "),
                        more,
                    )
                };
                assert_eq!(
                    ids(Query {
                        limit: 2,
                        ..Query::default()
                    }),
                    ("re_5 re_4".to_owned(), true)
                );
                let after = Query {
                    limit: 3,
                    starting_after: Some("re_4".to_owned()),
                    ..Query::default()
                };
                assert_eq!(ids(after), ("re_3 re_2 re_1".to_owned(), false));
                let before = Query {
                    limit: 2,
                    ending_before: Some("re_2".to_owned()),
                    ..Query::default()
                };
                assert_eq!(ids(before), ("re_4 re_3".to_owned(), true));
                Ok(())
            })
            .unwrap();
    }
}
