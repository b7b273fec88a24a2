//! The rows of a page in their order, and how much a page may contain.

use std::collections::BTreeSet;

use sync_contract::pull::RowState;
use sync_contract::{Catalog, Compartment};
use uuid::Uuid;

use crate::db::loaded_row::{RowKey, size_of};
use crate::db::transaction::Transaction;
use crate::db::{rows, siblings};
use crate::problem::Result;
use crate::pull::scope::Scope;

pub const ROWS_MAX: u32 = 2_000;

/// A changed row and the sequence number under which the feed has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedRow {
    pub entity: u16,
    pub row: Uuid,
    pub seq: u64,
}

impl ChangedRow {
    pub fn key(&self) -> RowKey {
        RowKey {
            entity: self.entity,
            row: self.row,
        }
    }
}

/// Loads rows in the order given, without those that no table has any more and those that changed again above `upto`:
/// they come under that number. One that cannot be read has no cells. `has_siblings_or_unknown`: whether the clinic has
/// any sibling versions or unknown cells.
pub async fn load(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    wanted: &[ChangedRow],
    upto: u64,
    has_siblings_or_unknown: bool,
) -> Result<Vec<(RowState, u64)>> {
    let keys: BTreeSet<RowKey> = wanted.iter().map(ChangedRow::key).collect();
    let mut loaded = rows::load_table_rows(transaction, tenant, &keys).await?;
    if has_siblings_or_unknown {
        siblings::load(transaction, tenant, &keys, &mut loaded).await?;
    }
    let rows = wanted.iter().filter_map(|changed| {
        let row = loaded.remove(&changed.key())?;
        // one that cannot be read has no number that could be believed
        let is_due = row.stored.is_damaged
            || row.exists() && u64::try_from(row.seq).is_ok_and(|seq| seq <= upto);
        is_due.then_some((row.into_sent(), changed.seq))
    });
    Ok(rows.collect())
}

/// Drops the rows from the first sequence number on that no longer fits, and returns that number. The first always
/// fits.
pub fn cut_at_number(rows: &mut Vec<(RowState, u64)>, bytes_max: usize) -> Option<u64> {
    let first = rows.first()?.1;
    let mut bytes = 0;
    let over = rows.iter().find_map(|(row, seq)| {
        bytes += size_of(row);
        (bytes > bytes_max && *seq > first).then_some(*seq)
    })?;
    rows.retain(|(_, seq)| *seq < over);
    Some(over)
}

/// Returns whether a device may have the row: the compartment of an unknown entity is read from its sealed bytes.
pub fn is_in_scope(row: &RowState, scope: &Scope) -> bool {
    match Catalog::by_number(row.entity) {
        Some(known) => scope.contains(known),
        None => scope.contains_compartment(compartment_of_unknown(row)),
    }
}

/// Returns whether a device may have rows of the entity, as far as that is known without one.
pub fn may_be_in_scope(entity: u16, scope: &Scope) -> bool {
    Catalog::by_number(entity).is_none_or(|known| scope.contains(known))
}

/// Returns the compartment of a row of an unknown entity: its sealed bytes name it after their form, 1.
pub fn compartment_of_unknown(row: &RowState) -> Option<Compartment> {
    let cells = row.cells.iter().chain(&row.siblings);
    let sealed = cells.filter_map(|cell| cell.sealed.as_deref());
    sealed
        .filter_map(|bytes| match bytes {
            [1, compartment, ..] => Compartment::from_number(*compartment),
            _ => None,
        })
        .find(|compartment| *compartment != Compartment::Staff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_contract::{CellState, Clock, Value};

    fn row(sealed: Option<Vec<u8>>) -> RowState {
        let cell = CellState {
            cell: 1,
            clock: Clock::default(),
            generation: 0,
            author: Uuid::nil(),
            secret_version: 1,
            clear: Vec::new(),
            sealed,
            tag: [0; 16],
            signature: None,
            replaces: Vec::new(),
        };
        RowState {
            cells: vec![cell],
            ..RowState::empty(900, Uuid::from_u128(1), None)
        }
    }

    #[test]
    fn a_page_is_cut_between_numbers_and_never_empty() {
        let large = || row(Some(vec![0; 1000]));
        let mut rows = vec![(large(), 4), (large(), 4), (large(), 5), (large(), 6)];
        assert_eq!(cut_at_number(&mut rows, 10), Some(5));
        assert_eq!(rows.len(), 2);
        assert_eq!(cut_at_number(&mut rows, 10), None);
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn clear_values_count_towards_a_page_too() {
        let mut clear = row(None);
        let bare = size_of(&clear);
        clear.cells[0].clear = vec![
            (1, Value::Bytes(vec![0; 1000])),
            (2, Value::Text("x".repeat(500))),
            (3, Value::Bool(true)),
        ];
        assert_eq!(size_of(&clear), bare + 1500);
    }

    #[test]
    fn an_unknown_entity_is_withheld_by_the_compartment_of_its_seals() {
        assert_eq!(compartment_of_unknown(&row(None)), None);
        let sealed = row(Some(vec![1, Compartment::Clinical.number(), 0, 0, 1]));
        assert_eq!(compartment_of_unknown(&sealed), Some(Compartment::Clinical));
    }
}
