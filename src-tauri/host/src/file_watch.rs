use uuid::Uuid;
use vault::Vault;

use crate::error::Result;

/// What another handle on the clinic's file has committed since the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileChange {
    /// Something was committed.
    pub is_changed: bool,
    /// With it came what waits to be sent. What waited before goes when it can: asking for it would never end.
    pub is_new: bool,
}

/// Detects what other handles commit to the file of one vault handle.
#[derive(Debug, Default)]
pub struct FileWatch {
    version: Option<i64>,
    newest: Option<Uuid>,
}

impl FileWatch {
    /// Compares the file with how it was at the last look of the same handle.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn look(&mut self, vault: &Vault) -> Result<FileChange> {
        Ok(self.compare(vault.data_version()?, vault.newest_waiting()?))
    }

    fn compare(&mut self, version: i64, newest: Option<Uuid>) -> FileChange {
        let before = self.version.replace(version);
        let is_changed = before.is_some_and(|before| before != version);
        let is_new = newest.is_some() && newest != self.newest;
        self.newest = newest;
        FileChange { is_changed, is_new }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_is_reported_once_even_if_it_cannot_be_sent() {
        let [first, second] = [1, 2].map(Uuid::from_u128);
        let mut watch = FileWatch::default();
        let mut look = |version, newest| {
            let FileChange { is_changed, is_new } = watch.compare(version, newest);
            (is_changed, is_new)
        };
        assert!(!look(1, None).0);
        assert_eq!(look(2, Some(first)), (true, true));
        // a sync of this very program commits, and what could not be sent is still there
        assert_eq!(look(3, Some(first)), (true, false));
        assert_eq!(look(4, Some(second)), (true, true));
        assert_eq!(look(5, None), (true, false));
        assert!(!look(5, None).0);
    }
}
