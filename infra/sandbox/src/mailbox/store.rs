//! Mails, events and misbehaving addresses in SQLite.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde_json::Value;

use super::behaviour::Behaviour;
use super::mail::{Attachment, Mail};
use crate::StartError;
use crate::server::Database;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS mails (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    recipients TEXT NOT NULL,
    mail TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS attachments (
    mail_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (mail_id, position)
);
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    event TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS addresses (
    address TEXT PRIMARY KEY,
    behaviour TEXT NOT NULL
);
";

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Lost,
    Delivered,
    Complained,
    Bounced,
}

impl Status {
    const ALL: [Self; 4] = [Self::Lost, Self::Delivered, Self::Complained, Self::Bounced];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Delivered => "delivered",
            Self::Complained => "complained",
            Self::Bounced => "bounced",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// A mail as it is kept.
#[derive(Debug)]
pub(super) struct Stored {
    pub id: String,
    pub status: Status,
    /// UTC, RFC 3339 with milliseconds.
    pub sent_at: String,
    pub mail: Mail,
    pub attachments: Vec<AttachmentInfo>,
}

/// An attachment without its bytes.
#[derive(Debug, Serialize)]
pub(super) struct AttachmentInfo {
    pub file_name: String,
    pub content_type: String,
    /// In bytes.
    pub size: i64,
}

/// Which mails a list has.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// A bare address; upper and lower case are the same.
    pub to: Option<String>,
    /// With `None`, all but lost mails.
    pub status: Option<Status>,
    pub limit: Option<u32>,
}

pub(super) struct Store {
    database: Database,
}

impl Store {
    pub(super) fn open(path: Option<&Path>) -> Result<Self, StartError> {
        Ok(Self {
            database: Database::open(path, SCHEMA)?,
        })
    }

    /// Keeps a mail and its events, all or nothing.
    pub(super) fn add(
        &self,
        id: &str,
        mail: &Mail,
        status: Status,
        sent_at: &str,
        events: &[Value],
    ) -> Result<(), StoreError> {
        let mut connection = self.database.lock();
        let transaction = connection.transaction()?;
        transaction.execute(
            "INSERT INTO mails (id, status, sent_at, recipients, mail) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                id,
                status.name(),
                sent_at,
                serde_json::to_string(&mail.recipients())?,
                serde_json::to_string(mail)?
            ],
        )?;
        for (position, attachment) in mail.attachments.iter().enumerate() {
            transaction.execute(
                "INSERT INTO attachments VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    id,
                    i64::try_from(position).unwrap_or(i64::MAX),
                    attachment.file_name,
                    attachment.content_type,
                    attachment.content
                ],
            )?;
        }
        for event in events {
            transaction.execute(
                "INSERT INTO events (id, event) VALUES (?1, ?2)",
                params![event.get("id").and_then(Value::as_str), event.to_string()],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// The mails, newest first.
    pub(super) fn list(&self, filter: &Filter) -> Result<Vec<Stored>, StoreError> {
        let connection = self.database.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, status, sent_at, mail FROM mails
             WHERE (?1 IS NULL OR EXISTS (SELECT 1 FROM json_each(recipients) WHERE value = ?1))
               AND (status = ?2 OR (?2 IS NULL AND status <> 'lost'))
             ORDER BY seq DESC LIMIT ?3",
        )?;
        let rows = statement.query_map(
            params![
                filter.to.as_ref().map(|to| to.trim().to_ascii_lowercase()),
                filter.status.map(Status::name),
                filter.limit.map_or(-1, i64::from)
            ],
            read_row,
        )?;
        let rows: Vec<Row> = rows.collect::<Result<_, _>>()?;
        rows.into_iter()
            .map(|row| finish(&connection, row))
            .collect()
    }

    pub(super) fn get(&self, id: &str) -> Result<Option<Stored>, StoreError> {
        let connection = self.database.lock();
        let row = connection
            .query_row(
                "SELECT id, status, sent_at, mail FROM mails WHERE id = ?1",
                [id],
                read_row,
            )
            .optional()?;
        row.map(|row| finish(&connection, row)).transpose()
    }

    pub(super) fn attachment(
        &self,
        id: &str,
        position: u32,
    ) -> Result<Option<Attachment>, StoreError> {
        let connection = self.database.lock();
        let attachment = connection
            .query_row(
                "SELECT file_name, content_type, content FROM attachments WHERE mail_id = ?1 AND position = ?2",
                params![id, position],
                |row| {
                    Ok(Attachment {
                        file_name: row.get(0)?,
                        content_type: row.get(1)?,
                        content: row.get(2)?,
                    })
                },
            )
            .optional()?;
        Ok(attachment)
    }

    /// Forgets the mails. Events stay, because readers remember how far they have come.
    pub(super) fn clear(&self) -> Result<(), StoreError> {
        self.database
            .lock()
            .execute_batch("DELETE FROM attachments; DELETE FROM mails;")?;
        Ok(())
    }

    /// The events after the one with the id `after`; all of them when that is absent or unknown.
    pub(super) fn events(&self, after: Option<&str>) -> Result<Vec<Value>, StoreError> {
        let connection = self.database.lock();
        let mut statement = connection.prepare_cached(
            "SELECT event FROM events
             WHERE seq > coalesce((SELECT seq FROM events WHERE id = ?1), 0) ORDER BY seq",
        )?;
        let rows = statement.query_map([after], |row| row.get::<_, String>(0))?;
        rows.map(|row| Ok(serde_json::from_str(&row?)?)).collect()
    }

    /// Tells an address (or `*@domain`, or `*` for all) how to behave.
    pub(super) fn set_behaviour(
        &self,
        address: &str,
        behaviour: Behaviour,
    ) -> Result<(), StoreError> {
        self.database.lock().execute(
            "INSERT OR REPLACE INTO addresses VALUES (?1, ?2)",
            [&address.trim().to_ascii_lowercase(), behaviour.name()],
        )?;
        Ok(())
    }

    /// How mail to `address` (bare, lower case) fares.
    pub(super) fn behaviour(&self, address: &str) -> Result<Behaviour, StoreError> {
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let connection = self.database.lock();
        let mut statement =
            connection.prepare_cached("SELECT behaviour FROM addresses WHERE address = ?1")?;
        for pattern in [address, &format!("*@{domain}"), "*"] {
            let name: Option<String> = statement
                .query_row([pattern], |row| row.get(0))
                .optional()?;
            if let Some(behaviour) = name.as_deref().and_then(Behaviour::from_name) {
                return Ok(behaviour);
            }
        }
        Ok(Behaviour::built_in(address))
    }

    /// The addresses that were told how to behave.
    pub(super) fn behaviours(&self) -> Result<Vec<(String, String)>, StoreError> {
        let connection = self.database.lock();
        let mut statement = connection
            .prepare_cached("SELECT address, behaviour FROM addresses ORDER BY address")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The database cannot be read or written, or holds something else than we wrote.
#[derive(Debug, thiserror::Error)]
pub(super) enum StoreError {
    #[error("the mailbox's database failed: {0}")]
    Database(#[from] rusqlite::Error),
    #[error("the mailbox's database holds something unknown: {0}")]
    Content(#[from] serde_json::Error),
}

struct Row {
    id: String,
    status: String,
    sent_at: String,
    mail: String,
}

fn read_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        id: row.get(0)?,
        status: row.get(1)?,
        sent_at: row.get(2)?,
        mail: row.get(3)?,
    })
}

fn finish(connection: &Connection, row: Row) -> Result<Stored, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT file_name, content_type, length(content) FROM attachments WHERE mail_id = ?1 ORDER BY position",
    )?;
    let attachments = statement.query_map([&row.id], |row| {
        Ok(AttachmentInfo {
            file_name: row.get(0)?,
            content_type: row.get(1)?,
            size: row.get(2)?,
        })
    })?;
    Ok(Stored {
        attachments: attachments.collect::<Result<_, _>>()?,
        mail: serde_json::from_str(&row.mail)?,
        status: Status::from_name(&row.status).unwrap_or(Status::Delivered),
        id: row.id,
        sent_at: row.sent_at,
    })
}
