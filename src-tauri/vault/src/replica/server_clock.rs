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
/// A server whose time is further than this from what is expected is trusted once a user has confirmed it.
const JUMP_MS_MAX: u64 = 10 * 60 * 1_000;
/// Greatest drift between two clocks that are not set: one part in 5000 (200 ppm), 17 seconds a day.
const DRIFT: u64 = 5_000;

/// The server's time when it was taken on trust: at first, or since a person said that it is right. What is followed
/// within the bound moves nothing here, so that no number of small steps is a large one.
struct TrustedTime {
    server_ms: i64,
    /// Of the clock of this machine that never jumps. After a restart, what it would have shown then.
    uptime_ms: i64,
    boot: [u8; 16],
    offset_ms: i64,
}

impl Vault {
    /// Returns by how many milliseconds the server's clock has jumped ahead of what this machine expects; negative for
    /// one that fell behind. None where its time was taken.
    pub fn server_jump_ms(&self) -> Result<Option<i64>> {
        let known = DeviceRow::load(&self.conn)?.offset_ms;
        let doubted = self.trusted_time()?.1;
        Ok(doubted.map(|offset| offset.saturating_sub(known)))
    }

    pub(super) fn note_server_clock(&mut self, server_ms: u64, local_ms: u64) -> Result<()> {
        let (server_ms, local_ms) = (server_ms.cast_signed(), local_ms.cast_signed());
        let known = DeviceRow::load(&self.conn)?.offset_ms;
        let (trusted, doubted) = self.trusted_time()?;
        let (offset, now) = (server_ms.saturating_sub(local_ms), self.env.clock.moment());
        let is_same_boot = trusted
            .as_ref()
            .is_some_and(|trusted| trusted.is_of_boot(&now));
        let trusted = match trusted {
            None => TrustedTime::new(server_ms, offset, &now),
            Some(trusted) if is_same_boot => trusted,
            // since a restart there is the wall clock alone, as it was when the time was taken, or right by now
            Some(trusted) => match trusted.offset_ms.abs_diff(offset) <= offset.unsigned_abs() {
                true => trusted.after_restart(local_ms, &now),
                false => TrustedTime::new(local_ms, 0, &now),
            },
        };
        let jump_ms = server_ms.abs_diff(trusted.expected_ms(&now));
        if jump_ms > trusted.jump_ms_max(&now) {
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
            false => self.set_offset(if is_known { known } else { offset }, &trusted),
        }
    }

    fn trusted_time(&self) -> Result<(Option<TrustedTime>, Option<i64>)> {
        let sql = statement!("replica", "server_clock");
        Ok(self.conn.query_row(sql, [], |row| {
            let server_ms: Option<i64> = row.get(0)?;
            let trusted = server_ms.map(|server_ms| {
                Ok::<_, rusqlite::Error>(TrustedTime {
                    server_ms,
                    uptime_ms: row.get(1)?,
                    boot: row.get(2)?,
                    offset_ms: row.get(3)?,
                })
            });
            Ok((trusted.transpose()?, row.get(4)?))
        })?)
    }

    fn set_offset(&self, offset_ms: i64, trusted: &TrustedTime) -> Result<()> {
        let sql = statement!("replica", "set_offset");
        let values = params![
            offset_ms,
            trusted.server_ms,
            trusted.uptime_ms,
            trusted.boot,
            trusted.offset_ms
        ];
        device::change(&self.conn, || Ok(self.conn.execute(sql, values)?))?;
        Ok(())
    }
}

impl TrustedTime {
    fn new(server_ms: i64, offset_ms: i64, now: &Moment) -> Self {
        Self {
            server_ms,
            uptime_ms: now.uptime_ms.cast_signed(),
            boot: now.boot.to_be_bytes(),
            offset_ms,
        }
    }

    /// The same time, as told by the wall clock of a machine that was started again.
    fn after_restart(&self, local_ms: i64, now: &Moment) -> Self {
        let since = local_ms
            .saturating_add(self.offset_ms)
            .saturating_sub(self.server_ms);
        Self {
            uptime_ms: now.uptime_ms.cast_signed().saturating_sub(since),
            boot: now.boot.to_be_bytes(),
            ..*self
        }
    }

    fn is_of_boot(&self, now: &Moment) -> bool {
        self.boot == now.boot.to_be_bytes()
    }

    /// How long ago it was, by the clock that never jumps.
    fn since_ms(&self, now: &Moment) -> i64 {
        now.uptime_ms.cast_signed().saturating_sub(self.uptime_ms)
    }

    /// The server's time now.
    fn expected_ms(&self, now: &Moment) -> i64 {
        self.server_ms.saturating_add(self.since_ms(now))
    }

    /// How far from it the server may be.
    fn jump_ms_max(&self, now: &Moment) -> u64 {
        let since_ms = self.since_ms(now).max(0).cast_unsigned();
        JUMP_MS_MAX.saturating_add(since_ms / DRIFT)
    }
}

impl Unlocked {
    /// Takes the time of a server whose clock has jumped, since a person says that it is right. Whether this user may
    /// decide that, the caller asks first. Returns by how much it had jumped; none where it had not.
    pub fn take_server_time(&mut self) -> Result<Option<i64>> {
        let jump_ms = self.vault.server_jump_ms()?;
        let (Some(offset), Some(_)) = (self.vault.trusted_time()?.1, jump_ms) else {
            return Ok(None);
        };
        let now = self.vault.env.clock.moment();
        let server_ms = now.wall_ms.saturating_add(offset);
        self.record(Event::new("take server time", "clinic"), &Detail::default())?;
        let trusted = TrustedTime::new(server_ms, offset, &now);
        self.vault.set_offset(offset, &trusted)?;
        Ok(jump_ms)
    }
}
