//! That the server was restored from an older backup, and may lack what other devices had sent.

use uuid::Uuid;

use crate::audit_chain::event::{Detail, Event};
use crate::error::Result;
use crate::outbox::sent::STORED_US;
use crate::store::device::DeviceRow;
use crate::store::file::immediate;
use crate::store::lacking;
use crate::unlocked::Unlocked;
use crate::vault::Vault;

/// One hour: the devices of a clinic have met the restored server by then.
const WAIT_US_MAX: u128 = 60 * 60 * 1_000_000;

impl Vault {
    /// Notes that the server was restored from an older backup. It stays noted until a person ends that: nothing shows
    /// which rows of others the server lacks.
    pub(crate) fn note_server_restored(&mut self) -> Result<()> {
        let now_us = self.now_us()?;
        let device = DeviceRow::load(&self.conn)?.id;
        // it is unknown which versions of unresolved conflicts the server has: those that it does not send stay
        let tx = immediate(&mut self.conn)?;
        lacking::note_undecided(&tx, |row| now_us.saturating_add(wait_us(device, row)))?;
        // and only an admin may undo what admins signed since that backup
        let from_us = now_us.saturating_sub(STORED_US).max(0);
        lacking::note_signed(&tx, from_us.unsigned_abs() / 1_000)?;
        tx.commit()?;
        self.set_restored(Some(now_us))
    }
}

/// How long a device waits before it offers again what another one wrote: that device may send it itself, and of those
/// that have it one is the first. The others then find that the server has it.
fn wait_us(device: Uuid, row: Uuid) -> i64 {
    let mixed = device.as_u128() ^ row.as_u128();
    i64::try_from(mixed % WAIT_US_MAX).unwrap_or(0)
}

impl Unlocked {
    /// Ends what is noted of a restored server, since a person says that it lacks nothing any more. Whether this user
    /// may decide that, the caller asks first. Returns when it was noted; none where nothing was.
    pub fn end_restored(&mut self) -> Result<Option<i64>> {
        let server = self.vault.server()?;
        let Some(noted_us) = server.and_then(|server| server.restored_at_us) else {
            return Ok(None);
        };
        self.record(
            Event::new("end server restore", "clinic"),
            &Detail::default(),
        )?;
        self.vault.set_restored(None)?;
        Ok(Some(noted_us))
    }
}
