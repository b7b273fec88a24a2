//! The read versions of this device's own writes, as long as it stores what it sent.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;
use sync_contract::{Clock, statement};

use crate::error::Result;
use crate::outbox::queue::Queued;
use crate::outbox::sent::is_signed;
use crate::store::lacking::CellKey;
use crate::verify::chain::Prover;

/// Of a cell: the versions that this device wrote, each with those that its writer had read.
pub(crate) type ReadVersions = HashMap<Clock, Vec<Clock>>;

/// Returns the read versions of the writes of these cells that the server has accepted of this device. What its author
/// did not sign says nothing: another program may have put it there.
pub(crate) fn by_sent_writes(
    conn: &Connection,
    prover: Prover<'_>,
    cells: &HashSet<CellKey>,
) -> Result<HashMap<CellKey, ReadVersions>> {
    let mut read: HashMap<CellKey, ReadVersions> = HashMap::new();
    let chain = prover.over(conn)?;
    let mut statement = conn.prepare_cached(statement!("outbox", "sent"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(Ok(group)) = Queued::read_tagged(row, 0)?.map(|sent| sent.group()) else {
            continue;
        };
        let of = |write: &sync_contract::CellWrite| (write.entity, write.row, write.state.cell);
        if !group.writes.iter().any(|write| cells.contains(&of(write)))
            || !is_signed(&chain, &group)
        {
            continue;
        }
        for write in group.writes {
            let key = of(&write);
            if cells.contains(&key) {
                let of_cell = read.entry(key).or_default();
                of_cell.insert(write.state.clock, write.base);
            }
        }
    }
    Ok(read)
}
