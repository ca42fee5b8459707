//! The signing key, the codes that were not used yet, and users that were added later.

use std::path::Path;

use rusqlite::{OptionalExtension, params};

use super::keys::SigningKey;
use super::request::Request;
use super::user::DemoUser;
use crate::StartError;
use crate::server::{Database, now_seconds};

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS keys (id INTEGER PRIMARY KEY CHECK (id = 1), pkcs8 BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS codes (
    code TEXT PRIMARY KEY,
    sub TEXT NOT NULL,
    request TEXT NOT NULL,
    issued_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS users (sub TEXT PRIMARY KEY, user TEXT NOT NULL);
";

/// How long a code works, in seconds.
pub(super) const CODE_LIFE: i64 = 60;

pub(super) struct Store {
    database: Database,
    /// For messages.
    name: String,
}

/// What a code stands for.
pub(super) struct Grant {
    pub sub: String,
    pub request: Request,
    /// When the user pressed the button, in seconds since 1970.
    pub issued_at: i64,
}

impl Store {
    pub(super) fn open(path: Option<&Path>) -> Result<Self, StartError> {
        let name = path.map_or_else(|| ":memory:".to_owned(), |path| path.display().to_string());
        Ok(Self {
            database: Database::open(path, SCHEMA)?,
            name,
        })
    }

    /// The kept key, or a new one at the first start.
    pub(super) fn signing_key(&self) -> Result<SigningKey, StartError> {
        let failed = |cause: rusqlite::Error| StartError::Database {
            path: self.name.clone(),
            cause: cause.into(),
        };
        let connection = self.database.lock();
        let kept: Option<Vec<u8>> = connection
            .query_row("SELECT pkcs8 FROM keys", [], |row| row.get(0))
            .optional()
            .map_err(failed)?;
        let der = match kept {
            Some(der) => der,
            None => {
                let der = SigningKey::generate()?;
                connection
                    .execute("INSERT INTO keys (id, pkcs8) VALUES (1, ?1)", [&der])
                    .map_err(failed)?;
                der
            }
        };
        SigningKey::from_pkcs8(&der)
    }

    pub(super) fn add_code(
        &self,
        code: &str,
        sub: &str,
        request: &Request,
    ) -> Result<(), rusqlite::Error> {
        let request = serde_json::to_string(request)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        let now = now_seconds();
        let connection = self.database.lock();
        connection.execute(
            "DELETE FROM codes WHERE issued_at < ?1",
            [now.saturating_sub(CODE_LIFE)],
        )?;
        connection.execute(
            "INSERT INTO codes (code, sub, request, issued_at) VALUES (?1, ?2, ?3, ?4)",
            params![code, sub, request, now],
        )?;
        Ok(())
    }

    /// Uses a code up. Whoever comes second, or after a minute, finds nothing.
    pub(super) fn take_code(&self, code: &str) -> Result<Option<Grant>, rusqlite::Error> {
        let row: Option<(String, String, i64)> = self
            .database
            .lock()
            .query_row(
                "DELETE FROM codes WHERE code = ?1 RETURNING sub, request, issued_at",
                [code],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        Ok(row.and_then(|(sub, request, issued_at)| {
            let request = serde_json::from_str(&request).ok()?;
            let fresh = now_seconds().saturating_sub(issued_at) <= CODE_LIFE;
            fresh.then_some(Grant {
                sub,
                request,
                issued_at,
            })
        }))
    }

    /// Lets a code look as old as a test needs it.
    #[cfg(test)]
    pub(super) fn age_codes(&self, seconds: i64) -> Result<(), rusqlite::Error> {
        self.database
            .lock()
            .execute("UPDATE codes SET issued_at = issued_at - ?1", [seconds])?;
        Ok(())
    }

    pub(super) fn users(&self) -> Result<Vec<DemoUser>, rusqlite::Error> {
        let connection = self.database.lock();
        let mut statement = connection.prepare_cached("SELECT user FROM users ORDER BY rowid")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let users: Vec<String> = rows.collect::<Result<_, _>>()?;
        Ok(users
            .iter()
            .filter_map(|user| serde_json::from_str(user).ok())
            .collect())
    }

    pub(super) fn add_user(&self, user: &DemoUser) -> Result<(), rusqlite::Error> {
        let text = serde_json::to_string(user)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        self.database.lock().execute(
            "INSERT OR REPLACE INTO users (sub, user) VALUES (?1, ?2)",
            [&user.sub, &text],
        )?;
        Ok(())
    }
}
