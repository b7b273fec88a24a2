//! That the server was restored from an older backup, and may lack what other devices had sent.

use crate::audit_chain::event::{Detail, Event};
use crate::error::Result;
use crate::unlocked::Unlocked;
use crate::vault::Vault;

impl Vault {
    /// Notes that the server was restored from an older backup. It stays noted until a person ends that: nothing shows
    /// which rows of others the server lacks.
    pub(crate) fn note_server_restored(&mut self) -> Result<()> {
        let now_us = self.now_us()?;
        self.set_restored(Some(now_us))
    }
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
