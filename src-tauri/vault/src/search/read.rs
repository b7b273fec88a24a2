//! Opens of every patient what search needs, row after row, with one buffer for all of them.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, Rows};
use sync_contract::catalog::Patient;
use sync_contract::change::{Address, CellHead, associated_data};
use sync_contract::entity::Entity;
use sync_contract::{Clock, Reader, Wire};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::document::{Document, Part};
use crate::columns;
use crate::error::Result;
use crate::keys::EpochKey;
use crate::seal::{RowKey, key_id_of, open_cell_into};

/// The cells in the order of the statements' columns.
const PARTS: [(u8, Part); 4] = [
    (1, Part::Name),
    (2, Part::Birth),
    (5, Part::Contact),
    (7, Part::Identifiers),
];
const FIRST_SEALED: usize = 2;

/// What opens contact cells, and the room that is used for each.
pub(super) struct Opener<'a> {
    tenant: Uuid,
    epochs: &'a BTreeMap<u32, EpochKey>,
    buffer: Zeroizing<Vec<u8>>,
    document: Document,
    /// Cells that did not open under the key that they name.
    pub damaged: Vec<(Uuid, u8)>,
    /// Cells under a key that this user does not hold.
    pub closed: usize,
}

impl<'a> Opener<'a> {
    pub fn new(tenant: Uuid, epochs: &'a BTreeMap<u32, EpochKey>) -> Self {
        Self {
            tenant,
            epochs,
            buffer: Zeroizing::new(Vec::with_capacity(1024)),
            document: Document::default(),
            damaged: Vec::new(),
            closed: 0,
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
        let blob = |place| -> Result<Option<&[u8]>> {
            Ok(row
                .get_ref(place)?
                .as_blob_or_null()
                .map_err(rusqlite::Error::from)?)
        };
        let id = columns::uuid(blob(0)?.unwrap_or_default())?;
        let orders = orders(blob(1)?.unwrap_or_default())?;
        self.document.clear();
        let mut row_key: Option<RowKey> = None;
        for (place, (cell, part)) in PARTS.into_iter().enumerate() {
            let Some(sealed) = blob(FIRST_SEALED + place)? else {
                continue;
            };
            let Some((clock, generation)) = orders[place] else {
                continue;
            };
            let Ok(key_id) = key_id_of(sealed) else {
                self.damaged.push((id, cell));
                continue;
            };
            if row_key.as_ref().is_none_or(|key| key.key_id() != key_id) {
                let Some(epoch) = self.epochs.get(&key_id.number()) else {
                    self.closed += 1;
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

/// Clock and generation of each part's cell, without a list of all the row's heads.
fn orders(heads: &[u8]) -> Result<[Option<(Clock, u16)>; PARTS.len()]> {
    let mut reader = Reader::new(heads);
    let mut orders = [None; PARTS.len()];
    for _ in 0..reader.u32()? {
        let head = CellHead::read(&mut reader)?;
        if let Some(place) = PARTS.iter().position(|(cell, _)| *cell == head.cell) {
            orders[place] = Some((head.clock, head.generation));
        }
    }
    Ok(orders)
}

/// Every patient that is not deleted.
pub(super) fn all(
    conn: &Connection,
    opener: &mut Opener<'_>,
    each: impl FnMut(Uuid, &mut Document),
) -> Result<()> {
    let mut statement = conn.prepare_cached(include_str!("../../queries/search/patients.sql"))?;
    opener.read_all(statement.query([])?, each)
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
    let mut statement =
        conn.prepare_cached(include_str!("../../queries/search/patients_of.sql"))?;
    opener.read_all(statement.query([list])?, each)
}
