//! How far the gateway's events were read, per account (R16).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::merchants::Keyed;
use super::{Store, StoreError};

#[derive(Serialize, Deserialize)]
struct Cursor {
    read_until: Timestamp,
}

impl Store {
    /// Until when the events of an account were read; `None` for the platform's own account.
    pub async fn event_cursor(
        &self,
        account: Option<&str>,
    ) -> Result<Option<Timestamp>, StoreError> {
        let cursor: Option<Cursor> = self.read(cursor_key(account), "CURSOR").await?;
        Ok(cursor.map(|cursor| cursor.read_until))
    }

    /// Remembers until when the events of an account were read.
    pub async fn put_event_cursor(
        &self,
        account: Option<&str>,
        read_until: Timestamp,
    ) -> Result<(), StoreError> {
        let value = Cursor { read_until };
        self.write(Keyed {
            pk: cursor_key(account),
            sk: "CURSOR",
            value,
        })
        .await
    }
}

fn cursor_key(account: Option<&str>) -> String {
    format!("CURSOR#{}", account.unwrap_or("platform"))
}
