//! Sends what the erasure of a patient left of actions that were about other rows, too.

use sync_contract::{Code, statement};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::outbox::queue::UNSIGNED;
use crate::outbox::rejected::{RejectedGroup, find};
use crate::store::device::DeviceRow;
use crate::unlocked::Unlocked;
use crate::vault::Vault;

/// What an erasure left of an action, for its author to sign anew.
fn is_left(refused: &RejectedGroup) -> bool {
    refused.rejection.code == Code::Purged && refused.group.signature == UNSIGNED
}

impl Vault {
    /// Returns the rejected groups that a user is shown. Without a server none is rejected: what erasures left waits
    /// for its author then, and no user decides about it.
    ///
    /// # Errors
    /// Those of the file.
    pub fn refused(&self) -> Result<Vec<RejectedGroup>> {
        let mut refused = self.rejected()?;
        let has_server = statement!("outbox", "has_server");
        if !self.conn.query_row(has_server, [], |row| row.get(0))? {
            refused.retain(|group| !is_left(group));
        }
        Ok(refused)
    }

    /// Returns one of them as it was written here.
    ///
    /// # Errors
    /// `NotFound`; `Altered` for one that another program edited.
    pub fn refused_group(&self, id: Uuid) -> Result<RejectedGroup> {
        let mut refused = self.refused()?.into_iter();
        let group = refused.find(|group| group.group_id == id);
        let lines = DeviceRow::load(&self.conn)?.queue;
        match find(&self.conn, &lines, id)?.is_tagged {
            true => group.ok_or(Error::NotFound),
            false => Err(Error::Altered),
        }
    }
}

impl Unlocked {
    /// Signs and queues again what erasures left of this user's groups, so that they need not. Returns how many.
    ///
    /// # Errors
    /// Those of the file.
    pub(crate) fn send_left(&mut self) -> Result<usize> {
        let author = self.user().0;
        let refused = self.vault.rejected()?;
        let left = refused
            .iter()
            .filter(|refused| refused.author == author && is_left(refused));
        let ids: Vec<_> = left.map(|refused| refused.group_id).collect();
        let mut sent = 0;
        for id in ids {
            match self.requeue(id) {
                Ok(()) => sent += 1,
                // one line that another program put there holds none of the others
                Err(Error::Altered | Error::NotFound) => {
                    tracing::warn!(%id, "what looks left of a group is not what was written here");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(sent)
    }
}
