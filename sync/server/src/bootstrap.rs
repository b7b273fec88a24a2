//! Brings a device the rows below a fixed head, in the order in which people need them.
//!
//! A page depends on its token alone, so it can be asked again, and a row that changes meanwhile comes by the tail.

mod classes;
mod listed;
mod newest;

use sync_contract::pull::{BootstrapClass, BootstrapToken, RowState};
use sync_contract::{Code, Descriptor};
use uuid::Uuid;

use crate::{
    database::Transaction,
    problem::Result,
    pull::{PAGE_BYTES_MAX, ROWS_MAX, size_of},
    rows,
    scope::{EVERY_DEVICE, Scope},
};

/// Rows of one statement: a page of pictures must not fill the memory of the server.
const CHUNK_ROWS_MAX: usize = 500;
/// Ids of one statement: they are small, and to plan a search of every table costs as much as hundreds of rows.
const IDS_MAX: usize = ROWS_MAX as usize;

/// Where a fill stands within its token.
type Place = (BootstrapClass, Option<(u16, Uuid)>);

/// What a fill is about, in one snapshot.
struct Filling<'a, 'b> {
    transaction: &'a Transaction<'b>,
    tenant: Uuid,
    scope: &'a Scope,
    token: &'a BootstrapToken,
    /// Whether anything of the clinic lies beside its rows.
    has_beside: bool,
    /// The token's head, as the column has it.
    upto: i64,
}

impl Filling<'_, '_> {
    /// What the fill is for, as far as the device may hold it.
    fn wants(&self, descriptor: &Descriptor) -> bool {
        let compartment = match descriptor.compartment() {
            Some(compartment) if !descriptor.is_for_every_device() => compartment.number(),
            _ => EVERY_DEVICE,
        };
        self.scope.holds(descriptor) && self.token.compartments.contains(&compartment)
    }

    /// Rows as they were read from their tables, with what lies beside them.
    async fn whole(&self, entries: Vec<RowState>) -> Result<Vec<RowState>> {
        let mut whole = match self.has_beside {
            true => rows::add_beside(self.transaction, self.tenant, entries).await?,
            false => entries,
        };
        whole.retain(|row| !row.cells.is_empty());
        Ok(whole)
    }
}

/// The next rows, and where the fill stands after them: none when it is complete.
pub async fn page(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    scope: &Scope,
    token: BootstrapToken,
    has_beside: bool,
    rows_max: usize,
) -> Result<(Vec<RowState>, Option<BootstrapToken>)> {
    let filling = Filling {
        transaction,
        tenant,
        scope,
        token: &token,
        has_beside,
        upto: i64::try_from(token.head.seq).map_err(|_| Code::UnknownCursor)?,
    };
    let mut rows: Vec<RowState> = Vec::new();
    let mut bytes = 0;
    let mut place = Some((token.class, token.after));
    while let Some((class, after)) = place
        && rows.len() < rows_max
        && bytes < PAGE_BYTES_MAX
    {
        let room = rows_max - rows.len();
        let bytes_max = PAGE_BYTES_MAX - bytes;
        let (chunk, next) = match class {
            BootstrapClass::Rest => newest::chunk(&filling, after, room, bytes_max).await?,
            listed => listed::chunk(&filling, listed, after, room.min(CHUNK_ROWS_MAX)).await?,
        };
        bytes += sizes_of(&chunk);
        rows.extend(chunk);
        place = next;
    }
    let next = place.map(|(class, after)| BootstrapToken {
        class,
        after,
        ..token
    });
    Ok((rows, next))
}

fn sizes_of(rows: &[RowState]) -> usize {
    rows.iter().map(size_of).sum()
}
