//! Sends what the erasure of a patient left of actions that were about other rows, too.

use sync_contract::Code;

use crate::error::Result;
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
        for id in &ids {
            self.requeue(*id)?;
        }
        Ok(ids.len())
    }
}
