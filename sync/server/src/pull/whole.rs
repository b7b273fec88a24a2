//! Whole rows in the order of a page, and how much a page may hold.

use std::collections::BTreeSet;

use sync_contract::pull::RowState;
use sync_contract::{CellState, Compartment, Value};
use uuid::Uuid;

use super::heads::Numbered;
use crate::{
    database::Transaction,
    problem::Result,
    rows::{RowKey, load_beside, load_declared},
};

/// What a cell costs on the wire beside its sealed bytes, roughly.
const CELL_BYTES: usize = 120;

/// Loads rows in the order given. What no table has any more is left out, and so is what changed again above `upto`: it
/// comes under that number. `has_beside`: something of the clinic lies beside its rows, perhaps of these.
pub async fn load(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    wanted: &[Numbered],
    upto: u64,
    has_beside: bool,
) -> Result<Vec<(RowState, u64)>> {
    let key = |numbered: &Numbered| RowKey {
        entity: numbered.entity,
        row: numbered.row,
    };
    let keys: BTreeSet<RowKey> = wanted.iter().map(key).collect();
    let mut found = load_declared(transaction, tenant, &keys).await?;
    if has_beside {
        load_beside(transaction, tenant, &keys, &mut found).await?;
    }
    let rows = wanted.iter().filter_map(|numbered| {
        let held = found.remove(&key(numbered))?;
        let is_due = held.exists() && u64::try_from(held.seq).is_ok_and(|seq| seq <= upto);
        is_due.then_some((held.state, numbered.seq))
    });
    Ok(rows.collect())
}

/// Drops the rows from the number on that no longer fits, and says which that is. The first number always fits.
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

/// Roughly, on the wire.
pub fn size_of(row: &RowState) -> usize {
    let cells = row.cells.iter().chain(&row.siblings);
    let clear = |cell: &CellState| -> usize { cell.clear.iter().map(|(_, v)| length_of(v)).sum() };
    cells
        .map(|cell| CELL_BYTES + cell.sealed.as_ref().map_or(0, Vec::len) + clear(cell))
        .sum()
}

/// Values of a width of their own are in what a cell costs.
fn length_of(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    }
}

/// Where the compartment of an entity is not declared here, its sealed bytes name it: form 1, then the key's id.
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
    use crate::merge::unwritten;
    use sync_contract::Clock;

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
        };
        RowState {
            cells: vec![cell],
            ..unwritten(900, Uuid::from_u128(1))
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
    fn what_is_said_in_the_clear_fills_a_page_too() {
        let mut told = row(None);
        let bare = size_of(&told);
        told.cells[0].clear = vec![
            (1, Value::Bytes(vec![0; 1000])),
            (2, Value::Text("x".repeat(500))),
            (3, Value::Bool(true)),
        ];
        assert_eq!(size_of(&told), bare + 1500);
    }

    #[test]
    fn an_unknown_entity_is_withheld_by_the_compartment_of_its_seals() {
        assert_eq!(compartment_of_unknown(&row(None)), None);
        let sealed = row(Some(vec![1, Compartment::Clinical.number(), 0, 0, 1]));
        assert_eq!(compartment_of_unknown(&sealed), Some(Compartment::Clinical));
    }
}
