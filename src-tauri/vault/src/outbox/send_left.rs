//! Sends what the erasure of a patient left of actions that were about other rows, too.

use sync_contract::Code;

use crate::error::{Error, Result};
use crate::outbox::queue::UNSIGNED;
use crate::unlocked::Unlocked;

impl Unlocked {
    /// Signs and queues again what erasures left of this user's groups, so that nobody has to. Returns how many.
    ///
    /// # Errors
    /// Those of the file.
    pub(crate) fn send_left(&mut self) -> Result<usize> {
        let author = self.user().0;
        let refused = self.vault.rejected()?;
        let left = refused.iter().filter(|refused| {
            refused.author == author
                && refused.rejection.code == Code::Purged
                && refused.group.signature == UNSIGNED
        });
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
