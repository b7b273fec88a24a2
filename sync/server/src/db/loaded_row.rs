//! A row in memory: its key and size, what was loaded of it, what a merge has changed, and so how it is written.

use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellState, CellWrite, Clock, Malformed, Value};
use uuid::Uuid;

use crate::db::values::{Ctid, damaged};
use crate::problem::Result;

/// Of a logged row that is encoded.
pub const LOGGED_BYTES: usize = 34;

/// What a cell costs on the wire apart from its sealed bytes, roughly.
pub const CELL_BYTES: usize = 120;

/// Which row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    pub entity: u16,
    pub row: Uuid,
}

impl RowKey {
    pub fn of(state: &RowState) -> RowKey {
        RowKey {
            entity: state.entity,
            row: state.row,
        }
    }

    /// Which row a write is of.
    pub fn of_write(write: &CellWrite) -> RowKey {
        let (entity, row) = write.row_key();
        RowKey { entity, row }
    }
}

/// A row as it was loaded, or as it is to be written.
#[derive(Debug, Clone)]
pub struct LoadedRow {
    pub state: RowState,
    /// The sequence number under which the feed has it.
    pub seq: i64,
    pub stored: StoredParts,
    pub changes: Changes,
}

/// Which cells of a row differ from the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Changes {
    #[default]
    Nothing,
    /// One declared cell.
    OneCell(u8),
    Several,
}

/// The statement that writes a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WriteKind {
    Insert,
    Update,
    UpdateCell(u8),
}

/// What the database has of a row, so that only what is there is deleted before it is written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StoredParts {
    pub in_table: bool,
    /// Valid until the row is written.
    pub ctid: Option<Ctid>,
    pub has_siblings: bool,
    pub has_unknown_cells: bool,
}

impl LoadedRow {
    pub fn absent(key: RowKey) -> LoadedRow {
        LoadedRow::unstored(RowState::empty(key.entity, key.row, None), 0)
    }

    /// A row of whose storage nothing is known.
    pub fn unstored(state: RowState, seq: i64) -> LoadedRow {
        LoadedRow {
            state,
            seq,
            stored: StoredParts::default(),
            changes: Changes::Nothing,
        }
    }

    /// Notes which cells a merge has changed, compared with the state before it.
    pub fn note_changes(&mut self, before: &RowState) {
        let known = Catalog::by_number(self.state.entity);
        let is_in = |cell: &CellState, other: &RowState| {
            other.cells.iter().any(|version| {
                (version.cell, version.clock, version.generation)
                    == (cell.cell, cell.clock, cell.generation)
            })
        };
        let removed = before.cells.iter().filter(|cell| !is_in(cell, &self.state));
        let added = self.state.cells.iter().filter(|cell| !is_in(cell, before));
        for cell in removed.chain(added).map(|cell| cell.cell) {
            let is_known = known.is_some_and(|known| known.cell(cell).is_some());
            self.changes = match self.changes {
                Changes::Nothing if is_known => Changes::OneCell(cell),
                Changes::OneCell(one) if one == cell => Changes::OneCell(cell),
                _ => Changes::Several,
            };
        }
    }

    pub fn key(&self) -> RowKey {
        RowKey::of(&self.state)
    }

    /// Returns the statement that writes the row, and its ctid where the statement needs it.
    pub fn write_kind(&self) -> (WriteKind, Option<Ctid>) {
        match (self.stored, self.changes) {
            (
                StoredParts {
                    in_table: false, ..
                },
                _,
            ) => (WriteKind::Insert, None),
            (StoredParts { ctid, .. }, Changes::OneCell(cell)) if ctid.is_some() => {
                (WriteKind::UpdateCell(cell), ctid)
            }
            _ => (WriteKind::Update, None),
        }
    }

    pub fn exists(&self) -> bool {
        !self.state.cells.is_empty()
    }

    /// Returns what the database has of the row once it is written.
    pub fn stored_after_write(&self) -> StoredParts {
        let known = Catalog::by_number(self.state.entity);
        let is_known = |cell: u8| known.is_some_and(|known| known.cell(cell).is_some());
        StoredParts {
            in_table: known.is_some(),
            ctid: None,
            has_siblings: !self.state.siblings.is_empty(),
            has_unknown_cells: self.state.cells.iter().any(|cell| !is_known(cell.cell)),
        }
    }
}

/// A row that an accepted group changed, as the feed names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoggedRow {
    pub key: RowKey,
    pub patient: Option<Uuid>,
}

impl LoggedRow {
    pub fn of(row: &RowState) -> LoggedRow {
        LoggedRow {
            key: RowKey::of(row),
            patient: row.patient,
        }
    }
}

/// Encodes rows, each as entity (2 bytes), id (16 bytes) and patient (16 bytes, all zero where it has none).
pub fn encode_rows(rows: &[LoggedRow]) -> Vec<u8> {
    let parts = rows.iter().flat_map(|LoggedRow { key, patient }| {
        let patient = patient.unwrap_or(Uuid::nil()).into_bytes();
        let key = key
            .entity
            .to_be_bytes()
            .into_iter()
            .chain(key.row.into_bytes());
        key.chain(patient)
    });
    parts.collect()
}

/// Returns the rows that an accepted group changed.
pub fn decode_rows(bytes: &[u8]) -> Result<impl Iterator<Item = LoggedRow>> {
    let (rows, rest) = bytes.as_chunks::<LOGGED_BYTES>();
    if !rest.is_empty() {
        return Err(damaged(Malformed("half a logged row")));
    }
    Ok(rows.iter().map(|row| {
        let mut id = [0; 16];
        id.copy_from_slice(&row[2..18]);
        let mut patient = [0; 16];
        patient.copy_from_slice(&row[18..]);
        LoggedRow {
            key: RowKey {
                entity: u16::from_be_bytes([row[0], row[1]]),
                row: Uuid::from_bytes(id),
            },
            patient: Some(Uuid::from_bytes(patient)).filter(|patient| !patient.is_nil()),
        }
    }))
}

/// Returns the size of a row on the wire, roughly.
pub fn size_of(row: &RowState) -> usize {
    let cells = row.cells.iter().chain(&row.siblings);
    cells.map(size_of_cell).sum()
}

/// Returns the size of a cell on the wire, roughly.
pub fn size_of_cell(cell: &CellState) -> usize {
    let clear: usize = cell.clear.iter().map(|(_, v)| length_of(v)).sum();
    let replaces = cell.replaces.len() * (Clock::LENGTH + 32);
    CELL_BYTES + cell.sealed.as_ref().map_or(0, Vec::len) + clear + replaces
}

/// Values of a fixed width are part of [`CELL_BYTES`].
fn length_of(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    }
}
