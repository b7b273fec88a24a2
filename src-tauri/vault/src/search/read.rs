//! Opens of every patient what search needs, row after row, with one buffer for all of them.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::Path;

use rusqlite::{Connection, Row, Rows};
use sync_contract::catalog::Patient;
use sync_contract::cell_header::each_cell_header;
use sync_contract::change::{Address, associated_data};
use sync_contract::entity::Entity;
use sync_contract::statement;
use sync_contract::{Clock, Compartment};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::keys::epoch::EpochKey;
use crate::crypto::seal::cell::{RowKey, open_cell_into};
use crate::crypto::seal::frame::key_id_of;
use crate::error::Result;
use crate::search::document::{Document, Part};
use crate::search::segment::Builder;
use crate::store::{columns, file};

/// The cells in the order of the statements' columns.
const PARTS: [(u8, Part); 4] = [
    (1, Part::Name),
    (2, Part::Birth),
    (5, Part::Contact),
    (7, Part::Identifiers),
];
const FIRST_SEALED: usize = 2;
/// Fewer rows are opened before another thread has a connection.
const SHARE_MIN: i64 = 4_000;
/// More threads wait for each other's pages.
const SHARES_MAX: usize = 4;

/// What opens contact cells, and the room that is used for each.
pub(super) struct Opener<'a> {
    tenant: Uuid,
    epochs: &'a BTreeMap<u32, EpochKey>,
    buffer: Zeroizing<Vec<u8>>,
    document: Document,
    /// Cells that did not open under the key that they name.
    pub damaged: Vec<(Uuid, u8)>,
    /// Cells under a key that this user lacks.
    pub undecryptable: usize,
}

impl<'a> Opener<'a> {
    pub fn new(tenant: Uuid, epochs: &'a BTreeMap<u32, EpochKey>) -> Self {
        Self {
            tenant,
            epochs,
            buffer: Zeroizing::new(Vec::with_capacity(1024)),
            document: Document::default(),
            damaged: Vec::new(),
            undecryptable: 0,
        }
    }

    /// Calls `each` with every row's document.
    pub fn read_all(
        &mut self,
        mut rows: Rows<'_>,
        mut each: impl FnMut(Uuid, &mut Document),
    ) -> Result<()> {
        while let Some(row) = rows.next()? {
            let id = self.read(row)?;
            each(id, &mut self.document);
        }
        Ok(())
    }

    fn read(&mut self, row: &Row<'_>) -> Result<Uuid> {
        let blob = |index| -> Result<Option<&[u8]>> {
            Ok(row
                .get_ref(index)?
                .as_blob_or_null()
                .map_err(rusqlite::Error::from)?)
        };
        let id = columns::uuid(blob(0)?.unwrap_or_default())?;
        let orders = orders(blob(1)?.unwrap_or_default())?;
        self.document.clear();
        let mut row_key: Option<RowKey> = None;
        for (index, (cell, part)) in PARTS.into_iter().enumerate() {
            let Some(sealed) = blob(FIRST_SEALED + index)? else {
                continue;
            };
            let Some((clock, generation)) = orders[index] else {
                continue;
            };
            let key_id = key_id_of(sealed).ok();
            let key_id = key_id.filter(|key_id| key_id.compartment() == Compartment::Contact);
            let Some(key_id) = key_id else {
                self.damaged.push((id, cell));
                continue;
            };
            if row_key.as_ref().is_none_or(|key| key.key_id() != key_id) {
                let Some(epoch) = self.epochs.get(&key_id.number()) else {
                    self.undecryptable += 1;
                    continue;
                };
                row_key = Some(RowKey::derive(epoch, Patient::DESCRIPTOR.number, id));
            }
            let key = row_key.as_ref().expect("it was derived just now");
            let address = Address {
                tenant: self.tenant,
                entity: Patient::DESCRIPTOR.number,
                row: id,
                cell,
            };
            let aad = associated_data(address, clock, generation);
            let opened = open_cell_into(key, &aad, sealed, &mut self.buffer);
            let read = opened.is_ok_and(|inner| self.document.read(part, inner).is_ok());
            if !read {
                self.damaged.push((id, cell));
            }
        }
        Ok(id)
    }
}

/// Returns clock and generation of each part's cell, without a list of all cell headers.
fn orders(headers: &[u8]) -> Result<[Option<(Clock, u16)>; PARTS.len()]> {
    let mut orders = [None; PARTS.len()];
    // authors are not needed here
    each_cell_header(headers, None, |head| {
        if let Some(index) = PARTS.iter().position(|(cell, _)| *cell == head.cell) {
            orders[index] = Some(head.order());
        }
    })?;
    Ok(orders)
}

/// What was opened of some patients.
pub(super) struct Gathered {
    pub builder: Builder,
    pub damaged: Vec<(Uuid, u8)>,
    pub undecryptable: usize,
}

/// How many threads are worth their connections.
pub(super) fn shares(conn: &Connection) -> Result<usize> {
    // another connection sees neither a file without a name nor what is not committed yet
    let is_shared = conn.path().is_some_and(|path| !path.is_empty()) && conn.is_autocommit();
    if !is_shared {
        return Ok(1);
    }
    let most = usize::try_from(last_row(conn)? / SHARE_MIN).unwrap_or(SHARES_MAX);
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    Ok(threads.min(SHARES_MAX).min(most).max(1))
}

/// Every patient that is not deleted. Each thread reads a range of rows over a connection of its own: what is written
/// between two of them is a change, and those are read once more.
pub(super) fn all(
    conn: &Connection,
    tenant: Uuid,
    epochs: &BTreeMap<u32, EpochKey>,
    shares: usize,
) -> Result<Gathered> {
    let (last, count) = (last_row(conn)?, shares as i64);
    let bound = |share: i64| match share {
        0 => i64::MIN,
        share if share == count => i64::MAX,
        share => last / count * share,
    };
    let gather = |conn: &Connection, share: i64| -> Result<Gathered> {
        let mut statement = conn.prepare_cached(statement!("search", "patients"))?;
        let mut opener = Opener::new(tenant, epochs);
        let mut builder = Builder::default();
        let rows = statement.query([bound(share), bound(share + 1)])?;
        opener.read_all(rows, |id, document| builder.push(id, document))?;
        Ok(Gathered {
            builder,
            damaged: opener.damaged,
            undecryptable: opener.undecryptable,
        })
    };
    let path = conn.path().unwrap_or_default();
    std::thread::scope(|scope| {
        let others = (1..count).map(|share| {
            let gather = &gather;
            scope.spawn(move || gather(&file::connect_to_read(Path::new(path))?, share))
        });
        let others: Vec<_> = others.collect();
        let mut all = gather(conn, 0)?;
        for other in others {
            let other = other
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            all.builder.append(&other.builder);
            all.damaged.extend(other.damaged);
            all.undecryptable += other.undecryptable;
        }
        Ok(all)
    })
}

fn last_row(conn: &Connection) -> Result<i64> {
    let mut statement = conn.prepare_cached(statement!("search", "last_row"))?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Those of these patients that are not deleted, by one statement.
pub(super) fn some(
    conn: &Connection,
    opener: &mut Opener<'_>,
    ids: impl Iterator<Item = Uuid>,
    each: impl FnMut(Uuid, &mut Document),
) -> Result<()> {
    let list: Vec<_> = ids.map(|id| format!("\"{}\"", id.simple())).collect();
    let list = format!("[{}]", list.join(","));
    let mut statement = conn.prepare_cached(statement!("search", "patients_of"))?;
    opener.read_all(statement.query([list])?, each)
}
