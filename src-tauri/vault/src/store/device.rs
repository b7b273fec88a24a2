//! This device as its own vault knows it: number, last clock, head of the audit chain.
//!
//! Read at the beginning of each transaction and written at its end, so that two programs on one file never issue
//! one clock or one audit number twice.

use rusqlite::{Connection, params};
use sync_contract::clock::{Clock, HybridClock};
use sync_contract::statement;
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
}

impl DeviceRow {
    pub fn insert(conn: &Connection, id: Uuid, number: u32) -> Result<()> {
        let never = Clock::default().to_array();
        conn.execute(
            statement!("device", "insert"),
            params![id.as_bytes(), number, never, [0_u8; 32]],
        )?;
        Ok(())
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

    pub fn save(&self, conn: &Connection) -> Result<()> {
        let mut statement = conn.prepare_cached(statement!("device", "save"))?;
        statement.execute(params![
            self.clock.last.to_array(),
            self.clock.raised,
            self.audit_number,
            self.audit_hash,
            self.audit_session,
        ])?;
        Ok(())
    }

    pub fn number(&self) -> u32 {
        self.clock.device
    }

    /// Returns milliseconds since 1970 by the server's clock.
    pub fn adjusted_ms(&self, local_ms: u64) -> u64 {
        local_ms.saturating_add_signed(self.offset_ms)
    }
}

/// Milliseconds as the microseconds that every stored time has.
pub(crate) fn us(unix_ms: u64) -> i64 {
    sync_contract::field::Time::from_ms(unix_ms).0
}
