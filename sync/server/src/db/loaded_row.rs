//! A row in memory: its key and size, what was loaded of it, what a merge has changed, and so how it is written.

use std::collections::HashSet;

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

/// What names the bytes of a version in its row: those of two with equal ones are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VersionKey {
    pub cell: u8,
    pub clock: Clock,
    pub generation: u16,
}

impl VersionKey {
    pub fn of(version: &CellState) -> VersionKey {
        VersionKey {
            cell: version.cell,
            clock: version.clock,
            generation: version.generation,
        }
    }
}

/// What the database has of a row, so that only what differs is deleted and written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredParts {
    pub in_table: bool,
    /// Valid until the row is written.
    pub ctid: Option<Ctid>,
    pub siblings: Vec<VersionKey>,
    pub unknown_cells: Vec<VersionKey>,
    /// Something of it cannot be read: devices are sent it without cells, and no group is merged into it.
    pub is_damaged: bool,
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
        match (self.stored.ctid, self.changes) {
            _ if !self.stored.in_table => (WriteKind::Insert, None),
            (Some(ctid), Changes::OneCell(cell)) => (WriteKind::UpdateCell(cell), Some(ctid)),
            _ => (WriteKind::Update, None),
        }
    }

    /// Returns the cells that only a later version knows, which have a table of their own.
    pub fn unknown_cells(&self) -> impl Iterator<Item = &CellState> {
        let known = Catalog::by_number(self.state.entity);
        let is_known = move |cell: u8| known.is_some_and(|known| known.cell(cell).is_some());
        let cells = self.state.cells.iter();
        cells.filter(move |cell| !is_known(cell.cell))
    }

    /// Returns the siblings and unknown cells that the database does not have.
    pub fn added_versions(&self) -> (Vec<&CellState>, Vec<&CellState>) {
        fn added<'a>(
            versions: impl Iterator<Item = &'a CellState>,
            stored: &[VersionKey],
        ) -> Vec<&'a CellState> {
            let stored: HashSet<&VersionKey> = stored.iter().collect();
            let is_new = |version: &&CellState| !stored.contains(&VersionKey::of(version));
            versions.filter(is_new).collect()
        }
        (
            added(self.state.siblings.iter(), &self.stored.siblings),
            added(self.unknown_cells(), &self.stored.unknown_cells),
        )
    }

    /// Returns the siblings and unknown cells that only the database has.
    pub fn dropped_versions(&self) -> (Vec<VersionKey>, Vec<VersionKey>) {
        fn dropped<'a>(
            stored: &[VersionKey],
            versions: impl Iterator<Item = &'a CellState>,
        ) -> Vec<VersionKey> {
            if stored.is_empty() {
                return Vec::new();
            }
            let left: HashSet<VersionKey> = versions.map(VersionKey::of).collect();
            let gone = stored.iter().filter(|version| !left.contains(version));
            gone.copied().collect()
        }
        (
            dropped(&self.stored.siblings, self.state.siblings.iter()),
            dropped(&self.stored.unknown_cells, self.unknown_cells()),
        )
    }

    /// Returns what the statements for the row write, roughly: all that its table has of it, unless one cell alone
    /// changed, and each version that was added.
    pub fn written_bytes(&self) -> usize {
        let known = Catalog::by_number(self.state.entity);
        let is_written = |cell: &&CellState| {
            let is_known = known.is_some_and(|known| known.cell(cell.cell).is_some());
            match self.write_kind().0 {
                WriteKind::UpdateCell(number) => cell.cell == number,
                WriteKind::Insert | WriteKind::Update => is_known,
            }
        };
        let in_table = self.state.cells.iter().filter(is_written);
        let (siblings, unknown) = self.added_versions();
        let apart = siblings.into_iter().chain(unknown);
        in_table.chain(apart).map(size_of_cell).sum()
    }

    /// Returns the row as devices are sent it: without cells where something of it cannot be read.
    pub fn into_sent(self) -> RowState {
        match self.stored.is_damaged {
            true => RowState::empty(self.state.entity, self.state.row, self.state.patient),
            false => self.state,
        }
    }

    pub fn exists(&self) -> bool {
        !self.state.cells.is_empty()
    }

    /// Returns what the database has of the row once it is written.
    pub fn stored_after_write(&self) -> StoredParts {
        StoredParts {
            in_table: Catalog::by_number(self.state.entity).is_some(),
            ctid: None,
            is_damaged: false,
            siblings: self.state.siblings.iter().map(VersionKey::of).collect(),
            unknown_cells: self.unknown_cells().map(VersionKey::of).collect(),
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
