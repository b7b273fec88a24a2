use sync_contract::catalog::DeletionReason;
use sync_contract::entity::DELETION;
use sync_contract::field::Time;
use sync_contract::ids::UserId;
use sync_contract::seen::ReadVersion;
use sync_contract::{CellState, Descriptor, Entity, Row, Value};
use uuid::Uuid;

use super::Reader;
use super::opener::Opener;
use crate::columns;
use crate::error::{Error, Result};
use crate::quarantined::{QuarantinedCell, Reason, quarantine};
use crate::queue::RowSync;
use crate::queue::waiting::row_sync;
use crate::stored::{self, siblings};
use crate::vault::us;

/// A row as this user sees it, with what the screen must know beside its values.
#[derive(Debug, Clone)]
pub struct Stored<E> {
    pub value: E,
    pub created_at: Time,
    pub created_by: UserId,
    /// The largest clock of its cells, and who wrote that one.
    pub updated_at: Time,
    pub updated_by: UserId,
    pub deleted: Option<Removal>,
    /// Goes back with an edit: what the user looked at.
    pub seen: ReadVersion,
    /// Cells of which another version waits for a decision.
    pub conflicted: Vec<u8>,
    /// Cells whose key is here and which do not open.
    pub damaged: Vec<u8>,
    pub sync: RowSync,
}

impl<E> Stored<E> {
    pub(super) fn row(&self) -> Uuid {
        self.seen.rows.first().map_or(Uuid::nil(), |seen| seen.row)
    }

    /// Other versions of its cells stand beside it. A view of the row shows none of them, so whoever edits it has not
    /// seen them and they stay pinned; only a deletion's, which such a view does tell.
    pub(super) fn take_siblings(&mut self, siblings: &[CellState]) {
        self.conflicted = siblings.iter().map(|sibling| sibling.cell).collect();
        self.conflicted.dedup();
        let seen = siblings.iter().filter(|sibling| sibling.cell == DELETION);
        if let Some(row) = self.seen.rows.first_mut() {
            row.cells
                .extend(seen.map(|sibling| (sibling.cell, sibling.clock)));
        }
    }

    pub(crate) fn map<F>(self, value: impl FnOnce(E) -> Result<F>) -> Result<Stored<F>> {
        Ok(Stored {
            value: value(self.value)?,
            created_at: self.created_at,
            created_by: self.created_by,
            updated_at: self.updated_at,
            updated_by: self.updated_by,
            deleted: self.deleted,
            seen: self.seen,
            conflicted: self.conflicted,
            damaged: self.damaged,
            sync: self.sync,
        })
    }
}

/// A tombstone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    pub at: Time,
    pub by: UserId,
    pub reason: Option<DeletionReason>,
    /// Closed without the entity's key; none where nothing was said.
    pub text: Value,
}

impl Reader<'_> {
    /// A row by its id, deleted or not. Errors: `Damaged` when a cell that it cannot be without was refused.
    pub fn get<E: Entity>(&self, id: E::Id) -> Result<Option<Stored<E>>> {
        match self.get_row(E::DESCRIPTOR, id.into())? {
            None => Ok(None),
            Some(stored) => Ok(Some(typed(stored)?)),
        }
    }

    /// [`Reader::get`] without the Rust type.
    pub fn get_row(
        &self,
        descriptor: &'static Descriptor,
        id: Uuid,
    ) -> Result<Option<Stored<Row>>> {
        let columns = columns::of(descriptor);
        let mut statement = self.conn.prepare_cached(&columns.select_beside)?;
        let mut rows = statement.query([id.as_bytes().as_slice()])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let beside = columns.all.len();
        let (has_siblings, waits) = (row.get(beside)?, row.get(beside + 1)?);
        let mut opener = Opener::declared(self.session, self.tenant, columns);
        let opened = opener.open(row)?;
        drop(rows);
        self.quarantine_damaged(descriptor, &opener.damaged)?;
        let mut stored = opened.ok_or(Error::Damaged)?;
        if has_siblings {
            stored.take_siblings(&siblings(self.conn, descriptor.number, id)?);
        }
        if waits {
            stored.sync = row_sync(self.conn, descriptor.number, id)?;
        }
        Ok(Some(stored))
    }

    /// What fails to open at first reading is listed with everything else that needs a person.
    pub(super) fn quarantine_damaged(
        &self,
        descriptor: &'static Descriptor,
        damaged: &[(Uuid, u8)],
    ) -> Result<()> {
        for (id, cell) in damaged {
            let row = stored::load(self.conn, descriptor, *id)?;
            let mut cells = row.iter().flat_map(|row| &row.cells);
            let Some(state) = cells.rfind(|stored| stored.cell == *cell) else {
                continue;
            };
            quarantine(
                self.conn,
                &QuarantinedCell {
                    entity: descriptor.number,
                    row: *id,
                    patient: row.as_ref().and_then(|row| row.patient),
                    is_sibling: false,
                    reason: Reason::Damaged,
                    state: state.clone(),
                    quarantined_at_us: us(self.clock.now_ms()),
                },
            )?;
        }
        Ok(())
    }
}

/// Errors: `Damaged` when a cell that the type cannot be without was refused.
pub(crate) fn typed<E: Entity>(stored: Stored<Row>) -> Result<Stored<E>> {
    stored.map(|row| E::take_row(row).map_err(|_| Error::Damaged))
}
