//! What a push makes the database write: a small group may change large rows.

use std::collections::HashMap;

use crate::db::loaded_row::{LoadedRow, RowKey};

/// What the statements of one push write: further groups are deferred. The group that passes it is the last.
pub const WRITTEN_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Bytes of rows that a push writes, roughly.
#[derive(Debug, Clone, Default)]
pub struct Writing {
    /// By statements that stay, and by those that are to come.
    pub bytes: usize,
    /// By statements that were rolled back.
    pub in_vain_bytes: usize,
    /// Of the rows that are to be written: each once, however many groups changed it.
    next: HashMap<RowKey, usize>,
}

impl Writing {
    /// Returns that of a push which has tried before.
    pub fn after(in_vain_bytes: usize) -> Writing {
        Writing {
            in_vain_bytes,
            ..Writing::default()
        }
    }

    /// Adds a row as a group has left it.
    pub fn add(&mut self, row: &LoadedRow) {
        let bytes = row.written_bytes();
        let before = self.next.insert(row.key(), bytes).unwrap_or(0);
        self.bytes = (self.bytes + bytes).saturating_sub(before);
    }

    pub fn is_full(&self) -> bool {
        self.bytes > WRITTEN_BYTES_MAX
    }

    /// Returns all that the database writes for the push.
    pub fn total_bytes(&self) -> usize {
        self.bytes + self.in_vain_bytes
    }

    /// Notes that the rows so far were written: one that changes again is written again.
    pub fn note_written(&mut self) {
        self.next.clear();
    }

    /// Notes that what came after `bytes_before` was written and rolled back.
    pub fn note_rolled_back(&mut self, bytes_before: usize) {
        self.in_vain_bytes += self.bytes.saturating_sub(bytes_before);
        self.forget(bytes_before);
    }

    /// Notes that what came after `bytes_before` is not written.
    pub fn forget(&mut self, bytes_before: usize) {
        self.bytes = bytes_before;
        self.next.clear();
    }
}
