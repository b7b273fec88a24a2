//! Whether the file was written to.

use rusqlite::Connection;

use crate::error::Result;

/// Tells whether anything was written to the file since: by another connection, or by this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileVersion {
    others: i64,
    own: u64,
}

impl FileVersion {
    /// To be asked within a transaction: outside of one another program may write at any moment.
    pub fn of(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare_cached("pragma data_version")?;
        Ok(Self {
            others: statement.query_row([], |row| row.get(0))?,
            own: conn.total_changes(),
        })
    }

    /// Returns whether no other connection wrote between the two.
    pub fn is_of_same_others(self, other: Self) -> bool {
        self.others == other.others
    }
}
