//! This device as its own vault knows it: number, last clock, head of the audit chain.
//!
//! Read at the beginning of each transaction and written at its end, so that two programs on one file never issue
//! one clock or one audit number twice.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use sync_contract::clock::{Clock, HybridClock};
use sync_contract::pull::Cursor;
use sync_contract::{Wire, statement};
use uuid::Uuid;

use crate::error::{Error, Result};

#[derive(Debug, Clone)]
pub(crate) struct DeviceRow {
    pub id: Uuid,
    pub clock: HybridClock,
    /// Milliseconds that the server's clock shows more than ours.
    pub offset_ms: i64,
    pub audit_number: u64,
    pub audit_hash: [u8; 32],
    pub audit_session: u32,
    pub revoked: bool,
    pub generation: u64,
    /// Whether this row and the wrong passwords are what this program wrote.
    pub is_intact: bool,
    /// The bytes of the anchor whose alarm an admin ended.
    pub accepted_anchor: Option<Vec<u8>>,
}

impl DeviceRow {
    pub fn insert(conn: &Connection, id: Uuid, number: u32) -> Result<()> {
        let never = Clock::default().to_array();
        conn.execute(
            statement!("device", "insert"),
            params![id.as_bytes(), number, never, [0_u8; 32]],
        )?;
        tag(conn, true)
    }

    pub fn load(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare_cached(statement!("device", "load"))?;
        Ok(statement.query_row([], |row| {
            Ok(Self {
                id: Uuid::from_bytes(row.get(0)?),
                clock: HybridClock {
                    device: row.get(1)?,
                    last: Clock::from_array(row.get(2)?),
                    raised: row.get(3)?,
                },
                offset_ms: row.get(4)?,
                audit_number: row.get(5)?,
                audit_hash: row.get(6)?,
                audit_session: row.get(7)?,
                revoked: row.get::<_, Option<i64>>(8)?.is_some(),
                generation: row.get(9)?,
                is_intact: row.get(10)?,
                accepted_anchor: row.get(11)?,
            })
        })?)
    }

    /// What this program may go on writing.
    ///
    /// # Errors
    /// `Revoked`.
    pub fn load_for_use(conn: &Connection) -> Result<Self> {
        let device = Self::load(conn)?;
        if device.revoked {
            Err(Error::Revoked)
        } else {
            Ok(device)
        }
    }

    /// Writes clock and audit chain. What was edited before this transaction stays without a tag.
    pub fn save(&self, conn: &Connection) -> Result<()> {
        let mut statement = conn.prepare_cached(statement!("device", "save"))?;
        statement.execute(params![
            self.clock.last.to_array(),
            self.clock.raised,
            self.audit_number,
            self.audit_hash,
            self.audit_session,
        ])?;
        tag(conn, self.is_intact)
    }

    pub fn number(&self) -> u32 {
        self.clock.device
    }

    /// Returns milliseconds since 1970 by the server's clock.
    pub fn adjusted_ms(&self, local_ms: u64) -> u64 {
        local_ms.saturating_add_signed(self.offset_ms)
    }
}

/// Runs a change of this device's row, or of the wrong passwords, in a transaction that makes their tag anew.
pub(crate) fn change<T>(conn: &Connection, change: impl FnOnce() -> Result<T>) -> Result<T> {
    let is_alone = conn.is_autocommit();
    let immediate = TransactionBehavior::Immediate;
    let tx = is_alone
        .then(|| Transaction::new_unchecked(conn, immediate))
        .transpose()?;
    let is_intact = DeviceRow::load(conn)?.is_intact;
    let changed = change()?;
    tag(conn, is_intact)?;
    if let Some(tx) = tx {
        tx.commit()?;
    }
    Ok(changed)
}

/// Tags this device's row and the wrong passwords as they are now; what was edited by another program gets no tag.
pub(crate) fn tag(conn: &Connection, is_intact: bool) -> Result<()> {
    let sql = match is_intact {
        true => statement!("device", "tag"),
        false => statement!("device", "leave_untagged"),
    };
    conn.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// Returns how far the feed was followed, of which nothing is missing up to there; none during a bootstrap.
pub(crate) fn followed_to(conn: &Connection) -> Result<Option<Cursor>> {
    let mut statement = conn.prepare_cached(statement!("replica", "followed_to"))?;
    let stored: Option<Vec<u8>> = statement
        .query_row([], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(stored.map(|bytes| Cursor::from_bytes(&bytes)).transpose()?)
}

/// Milliseconds as the microseconds that every stored time has.
pub(crate) fn us(unix_ms: u64) -> i64 {
    sync_contract::field::Time::from_ms(unix_ms).0
}
