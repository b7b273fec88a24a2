use sync_contract::catalog::DeletionReason;
use sync_contract::catalog::common::{
    CREATED_AT, CREATED_BY, DELETED_AT, DELETED_BY, DELETED_REASON, DELETED_REASON_TEXT,
};
use sync_contract::change::Address;
use sync_contract::entity::{BIRTH, DELETION};
use sync_contract::field::Time;
use sync_contract::ids::UserId;
use sync_contract::pull::RowState;
use sync_contract::seen::{Seen, SeenRow};
use sync_contract::{CellState, Descriptor, Entity, Row, Value};

use super::Reader;
use crate::error::{Error, Result};
use crate::parked::{Parked, Reason, park};
use crate::queue::RowSync;
use crate::session::{Opened, RowKeys};
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
    pub seen: Seen,
    /// Cells of which another version waits for a decision.
    pub conflicted: Vec<u8>,
    /// Cells whose key is here and which do not open.
    pub damaged: Vec<u8>,
    pub sync: RowSync,
}

impl<E> Stored<E> {
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
        id: uuid::Uuid,
    ) -> Result<Option<Stored<Row>>> {
        let Some(state) = crate::stored::load(self.conn, descriptor, id)? else {
            return Ok(None);
        };
        let (sides, sync) = super::beside::of_row(self.conn, descriptor.number, id)?;
        let stored = self.open(descriptor, &state, &sides, sync)?;
        stored.ok_or(Error::Damaged).map(Some)
    }

    /// None for a row that lacks its birth cell: it stands among what was parked.
    pub(crate) fn open(
        &self,
        descriptor: &'static Descriptor,
        state: &RowState,
        sides: &[CellState],
        sync: RowSync,
    ) -> Result<Option<Stored<Row>>> {
        let Some((created_at, created_by)) = birth(state) else {
            return Ok(None);
        };
        let opened = self.session.open_row(self.tenant, descriptor, state);
        for cell in &opened.damaged {
            self.park_damaged(state, *cell)?;
        }
        let latest = state.cells.iter().max_by_key(|cell| cell.order());
        let mut conflicted: Vec<u8> = sides.iter().map(|side| side.cell).collect();
        conflicted.dedup();
        Ok(Some(Stored {
            value: opened.row,
            created_at,
            created_by,
            updated_at: latest.map_or(created_at, |cell| Time(cell.clock.unix_us())),
            updated_by: latest.map_or(created_by, |cell| UserId(cell.author)),
            deleted: self.removal(descriptor, state),
            seen: seen(state, sides),
            conflicted,
            damaged: opened.damaged,
            sync,
        }))
    }

    fn removal(&self, descriptor: &Descriptor, state: &RowState) -> Option<Removal> {
        let cell = state.cells.iter().find(|cell| cell.cell == DELETION)?;
        let Some(Value::Time(at)) = cell.clear_value(DELETED_AT) else {
            return None;
        };
        let by = match cell.clear_value(DELETED_BY) {
            Some(Value::Uuid(by)) => *by,
            _ => cell.author,
        };
        let reason = match cell.clear_value(DELETED_REASON) {
            Some(Value::Text(word)) => DeletionReason::from_word(word),
            _ => None,
        };
        let address = Address {
            tenant: self.tenant,
            entity: descriptor.number,
            row: state.row,
            cell: DELETION,
        };
        let text = match self.session.open(&mut RowKeys::default(), address, cell) {
            Opened::Fields(fields) => {
                let text = fields
                    .into_iter()
                    .find(|(number, _)| *number == DELETED_REASON_TEXT);
                text.map_or(Value::Null, |(_, text)| text)
            }
            Opened::Closed | Opened::Damaged => Value::Closed,
        };
        Some(Removal {
            at: Time(*at),
            by: UserId(by),
            reason,
            text,
        })
    }

    /// What fails to open at first reading is listed with everything else that needs a person.
    fn park_damaged(&self, state: &RowState, cell: u8) -> Result<()> {
        let Some(damaged) = state.cells.iter().find(|stored| stored.cell == cell) else {
            return Ok(());
        };
        park(
            self.conn,
            &Parked {
                entity: state.entity,
                row: state.row,
                patient: state.patient,
                is_side: false,
                reason: Reason::Damaged,
                state: damaged.clone(),
                parked_at_us: us(self.clock.now_ms()),
            },
        )
    }
}

/// Errors: `Damaged` when a cell that the type cannot be without was refused.
pub(crate) fn typed<E: Entity>(stored: Stored<Row>) -> Result<Stored<E>> {
    stored.map(|row| E::from_row(&row).map_err(|_| Error::Damaged))
}

fn birth(state: &RowState) -> Option<(Time, UserId)> {
    let birth = state.cells.iter().find(|cell| cell.cell == BIRTH)?;
    match (birth.clear_value(CREATED_AT), birth.clear_value(CREATED_BY)) {
        (Some(Value::Time(at)), Some(Value::Uuid(by))) => Some((Time(*at), UserId(*by))),
        _ => None,
    }
}

fn seen(state: &RowState, sides: &[CellState]) -> Seen {
    let cells = state.cells.iter().chain(sides);
    let cells = cells
        .filter(|cell| cell.cell != BIRTH)
        .map(|cell| (cell.cell, cell.clock));
    Seen {
        rows: vec![SeenRow {
            entity: state.entity,
            row: state.row,
            cells: cells.collect(),
        }],
    }
}
