//! What the pages of a bootstrap are read by.

use sync_contract::Descriptor;
use sync_contract::pull::{BootstrapClass, BootstrapToken, RowState};
use uuid::Uuid;

use crate::db::loaded_row::{RowKey, size_of};
use crate::db::row_sizes::{fitting, row_sizes};
use crate::db::rows;
use crate::db::transaction::Transaction;
use crate::problem::Result;
use crate::pull::page::ROWS_MAX;
use crate::pull::scope::{EVERY_DEVICE, Scope};

/// Rows of one statement: a page of pictures must not fill the memory of the server.
pub const CHUNK_ROWS_MAX: usize = 500;
/// Ids of one statement: they are small, and to plan a search of every table costs as much as hundreds of rows.
pub const IDS_MAX: usize = ROWS_MAX as usize;

/// A position within a bootstrap: its class, and the last row of that class.
pub type Position = (BootstrapClass, Option<(u16, Uuid)>);

/// A page of a bootstrap that is read in one snapshot.
pub struct BootstrapRead<'a, 'b> {
    pub transaction: &'a Transaction<'b>,
    pub tenant: Uuid,
    pub scope: &'a Scope,
    pub token: &'a BootstrapToken,
    /// Whether the clinic has any sibling versions or unknown cells.
    pub has_siblings_or_unknown: bool,
    /// The sequence number of the token's head.
    pub upto: i64,
}

impl BootstrapRead<'_, '_> {
    /// Returns whether the bootstrap includes an entity, as far as the device may have it.
    pub fn includes(&self, descriptor: &Descriptor) -> bool {
        let compartment = match descriptor.compartment() {
            Some(compartment) if !descriptor.is_for_every_device() => compartment.number(),
            _ => EVERY_DEVICE,
        };
        self.scope.contains(descriptor) && self.token.compartments.contains(&compartment)
    }

    /// Returns how many of the rows fit into a page, in their order: at least one.
    pub async fn fitting(&self, keys: &[RowKey], bytes_max: usize) -> Result<usize> {
        if keys.len() <= 1 {
            return Ok(keys.len());
        }
        let with_siblings = self.has_siblings_or_unknown;
        let sizes = row_sizes(self.transaction, self.tenant, keys, with_siblings).await?;
        Ok(fitting(keys, &sizes, bytes_max))
    }

    /// Adds sibling versions and unknown cells to rows that were read from their tables.
    pub async fn with_siblings(&self, rows: Vec<RowState>) -> Result<Vec<RowState>> {
        let mut complete = match self.has_siblings_or_unknown {
            true => rows::with_siblings(self.transaction, self.tenant, rows).await?,
            false => rows,
        };
        complete.retain(|row| !row.cells.is_empty());
        Ok(complete)
    }
}

/// Returns the size of rows on the wire, roughly.
pub fn sizes_of(rows: &[RowState]) -> usize {
    rows.iter().map(size_of).sum()
}
