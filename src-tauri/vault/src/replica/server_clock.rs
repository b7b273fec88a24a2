//! The server's time: followed as far as the clock of this machine that never jumps agrees, and asked about beyond.

use rusqlite::params;
use sync_contract::statement;

use crate::audit_chain::event::{Detail, Event};
use crate::environment::Moment;
use crate::error::Result;
use crate::store::device;
use crate::store::device::DeviceRow;
use crate::unlocked::Unlocked;
use crate::vault::Vault;

/// A smaller difference between two clocks is the network's.
const OFFSET_MS_MIN: u64 = 1_000;
/// A server whose time jumps by more is believed once a person has said so.
const JUMP_MS_MAX: u64 = 10 * 60 * 1_000;

/// The server's time when it was last taken.
struct TakenTime {
    server_ms: i64,
    uptime_ms: i64,
    boot: [u8; 16],
}

impl Vault {
    /// Returns by how many milliseconds the server's clock has jumped ahead of what this machine expects; negative for
    /// one that fell behind. None where its time was taken.
    pub fn server_jump_ms(&self) -> Result<Option<i64>> {
        let known = DeviceRow::load(&self.conn)?.offset_ms;
        let doubted = self.taken_time()?.1;
        Ok(doubted.map(|offset| offset.saturating_sub(known)))
    }

    pub(super) fn note_server_clock(&mut self, server_ms: u64, local_ms: u64) -> Result<()> {
        let (server_ms, local_ms) = (server_ms.cast_signed(), local_ms.cast_signed());
        let known = DeviceRow::load(&self.conn)?.offset_ms;
        let (taken, doubted) = self.taken_time()?;
        let (offset, now) = (server_ms.saturating_sub(local_ms), self.env.clock.moment());
        let (jump_ms, is_same_boot) = match &taken {
            None => (0, false),
            Some(taken) => match taken.boot == now.boot.to_be_bytes() {
                true => (server_ms.abs_diff(taken.expected_ms(&now)), true),
                // since a restart there is the wall clock alone, as it is or as it was wrong before
                false => (known.abs_diff(offset).min(offset.unsigned_abs()), false),
            },
        };
        if jump_ms > JUMP_MS_MAX {
            tracing::warn!(jump_ms, "the server's time has jumped: a person decides");
            let is_new = doubted.is_none_or(|doubted| doubted.abs_diff(offset) >= OFFSET_MS_MIN);
            if is_new {
                let sql = statement!("replica", "set_doubted_offset");
                device::change(&self.conn, || Ok(self.conn.execute(sql, [offset])?))?;
            }
            return Ok(());
        }
        let is_known = known.abs_diff(offset) < OFFSET_MS_MIN;
        match is_known && is_same_boot && doubted.is_none() {
            true => Ok(()),
            false => self.set_offset(if is_known { known } else { offset }, server_ms, &now),
        }
    }

    fn taken_time(&self) -> Result<(Option<TakenTime>, Option<i64>)> {
        let sql = statement!("replica", "server_clock");
        Ok(self.conn.query_row(sql, [], |row| {
            let server_ms: Option<i64> = row.get(0)?;
            let taken = server_ms.map(|server_ms| {
                Ok::<_, rusqlite::Error>(TakenTime {
                    server_ms,
                    uptime_ms: row.get(1)?,
                    boot: row.get(2)?,
                })
            });
            Ok((taken.transpose()?, row.get(3)?))
        })?)
    }

    fn set_offset(&self, offset_ms: i64, server_ms: i64, now: &Moment) -> Result<()> {
        let (sql, boot) = (statement!("replica", "set_offset"), now.boot.to_be_bytes());
        let values = params![offset_ms, server_ms, now.uptime_ms.cast_signed(), boot];
        device::change(&self.conn, || Ok(self.conn.execute(sql, values)?))?;
        Ok(())
    }
}

impl TakenTime {
    /// The server's time now, by the clock that never jumps.
    fn expected_ms(&self, now: &Moment) -> i64 {
        let since = now.uptime_ms.cast_signed().saturating_sub(self.uptime_ms);
        self.server_ms.saturating_add(since)
    }
}

impl Unlocked {
    /// Takes the time of a server whose clock has jumped, since a person says that it is right. Whether this user may
    /// decide that, the caller asks first. Returns by how much it had jumped; none where it had not.
    pub fn take_server_time(&mut self) -> Result<Option<i64>> {
        let jump_ms = self.vault.server_jump_ms()?;
        let (Some(offset), Some(_)) = (self.vault.taken_time()?.1, jump_ms) else {
            return Ok(None);
        };
        let now = self.vault.env.clock.moment();
        let server_ms = now.wall_ms.saturating_add(offset);
        self.record(Event::new("take server time", "clinic"), &Detail::default())?;
        self.vault.set_offset(offset, server_ms, &now)?;
        Ok(jump_ms)
    }
}
