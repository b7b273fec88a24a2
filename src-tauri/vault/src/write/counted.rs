//! Series of numbers that this device gives out.

use rusqlite::{OptionalExtension, params};
use sync_contract::statement;

use crate::error::Result;
use crate::store::stored_sum;
use crate::write::tx::WriteTx;

impl WriteTx<'_> {
    /// Returns the last number of a series that was given out on this device; 0 before the first. Another program may
    /// have put any number there, which the file's alarm tells, so the caller looks whether the next one is in use.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn last_of_series(&self, series: &str) -> Result<u32> {
        let mut statement = self.sql.prepare_cached(statement!("counted", "last"))?;
        let last: Option<i64> = statement.query_row([series], |row| row.get(0)).optional()?;
        Ok(last.and_then(|last| u32::try_from(last).ok()).unwrap_or(0))
    }

    /// Notes that a number of a series is given out by this transaction.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn count_series_to(&self, series: &str, last: u32) -> Result<()> {
        stored_sum::changing_series(&self.sql, series, || {
            let mut statement = self.sql.prepare_cached(statement!("counted", "count_to"))?;
            statement.execute(params![series, last])?;
            Ok(())
        })
    }
}
