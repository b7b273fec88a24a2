use sync_contract::catalog::DeletionReason;
use sync_contract::entity::DELETION;
use sync_contract::field::Time;
use sync_contract::ids::UserId;
use sync_contract::merge::is_signed;
use sync_contract::read_version::ReadVersion;
use sync_contract::{Catalog, CellState, Clock, Entity, Row, Value};
use uuid::Uuid;

use crate::error::{Error, Result};

/// A row as this user sees it, with its metadata.
#[derive(Debug, Clone)]
pub struct Stored<E> {
    pub value: E,
    pub created_at: Time,
    pub created_by: UserId,
    /// The clock that the row was made under: that of each cell that was not written since.
    pub created: Clock,
    /// The largest clock of its cells, and who wrote that one.
    pub updated_at: Time,
    pub updated_by: UserId,
    /// Cells that another user wrote last than the one who wrote the latest.
    pub other_authors: Vec<(u8, UserId)>,
    pub deleted: Option<Removal>,
    /// Goes back with an edit: what the user looked at.
    pub seen: ReadVersion,
    /// Cells of which another version waits for a decision: not one that says the same in the clear.
    pub conflicted: Vec<u8>,
    /// Cells whose key is here and which do not open.
    pub damaged: Vec<u8>,
}

impl<E> Stored<E> {
    pub(super) fn row(&self) -> Uuid {
        self.seen.rows.first().map_or(Uuid::nil(), |seen| seen.row)
    }

    /// Returns when a cell was written, if that was after the row was made, and by whom.
    pub fn rewritten(&self, cell: u8) -> Option<(Time, UserId)> {
        let cells = &self.seen.rows.first()?.cells;
        let (_, clock) = cells.iter().find(|(number, _)| *number == cell)?;
        let others = &self.other_authors;
        let other = others.iter().find(|(number, _)| *number == cell);
        let by = other.map_or(self.updated_by, |(_, author)| *author);
        (*clock != self.created).then_some((Time(clock.unix_us()), by))
    }

    /// Adds the siblings of its cells. A view of the row shows none of them, so an edit has not seen them and they stay
    /// unresolved; only those of a deletion are shown, and those `equal` to what is shown, which are no conflict. Nor
    /// is a later signature, which is kept for good.
    pub(super) fn take_siblings(&mut self, siblings: &[CellState], equal: &[(u8, Clock)]) {
        let entity = self.seen.rows.first().map(|row| row.entity);
        let descriptor = entity.and_then(Catalog::by_number);
        let signed = |sibling: &&CellState| descriptor.is_some_and(|of| is_signed(of, sibling));
        let is_equal = |sibling: &CellState| equal.contains(&(sibling.cell, sibling.clock));
        let open = siblings
            .iter()
            .filter(|sibling| !signed(sibling) && !is_equal(sibling));
        self.conflicted = open.map(|sibling| sibling.cell).collect();
        self.conflicted.dedup();
        let seen = siblings
            .iter()
            .filter(|sibling| sibling.cell == DELETION || is_equal(sibling));
        if let Some(row) = self.seen.rows.first_mut() {
            row.cells
                .extend(seen.map(|sibling| (sibling.cell, sibling.clock)));
        }
    }

    /// Returns the same row with another value.
    pub(super) fn with<F>(self, value: F) -> Stored<F> {
        Stored {
            value,
            created_at: self.created_at,
            created_by: self.created_by,
            created: self.created,
            updated_at: self.updated_at,
            updated_by: self.updated_by,
            other_authors: self.other_authors,
            deleted: self.deleted,
            seen: self.seen,
            conflicted: self.conflicted,
            damaged: self.damaged,
        }
    }
}

/// A tombstone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    pub at: Time,
    pub by: UserId,
    pub reason: Option<DeletionReason>,
    /// Undecryptable without the entity's key; null without a text.
    pub text: Value,
}

impl Removal {
    /// Returns the reason's text, where this user may read it.
    pub fn words(&self) -> Option<&str> {
        match &self.text {
            Value::Text(words) => Some(words),
            _ => None,
        }
    }
}

/// # Errors
/// `Damaged` when a cell that the type cannot be without was refused, `Altered` when it is not what was written.
pub(crate) fn typed<E: Entity>(mut stored: Stored<Row>) -> Result<Stored<E>> {
    match E::take_row(&mut stored.value) {
        Ok(value) => Ok(stored.with(value)),
        Err(_) if stored.damaged.is_empty() => Err(Error::Incomplete),
        Err(_) => Err(Error::Altered),
    }
}
