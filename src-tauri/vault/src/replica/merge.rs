//! Which of two states of a cell this device shows, while the server's word and its own waiting writes differ.
//!
//! The device makes no conflict: the bytes and the base of a waiting write never change.

use sync_contract::entity::{DELETION, PURGE};
use sync_contract::merge::{is_written_once, stays_shown};
use sync_contract::pull::RowState;
use sync_contract::{CellState, Clock, Descriptor};

use crate::outbox::waiting::WaitingWrite;

/// Returns the cells and siblings to show. `is_full`: the server sent all that it has of the row.
pub(crate) fn merge(
    descriptor: Option<&'static Descriptor>,
    local: Option<RowState>,
    pulled: RowState,
    waiting: &[WaitingWrite],
    is_full: bool,
) -> RowState {
    if let Some(purge) = pulled.cells.iter().find(|cell| cell.cell == PURGE) {
        return RowState {
            cells: vec![purge.clone()],
            siblings: Vec::new(),
            ..pulled
        };
    }
    let Some(mut shown) = local else {
        return pulled;
    };
    if shown.cells.iter().any(|cell| cell.cell == PURGE) {
        return shown;
    }
    if is_full {
        // a quarantined cell says nothing about its siblings
        let is_in_pull = |number: u8| {
            let mut all = pulled.cells.iter().chain(&pulled.siblings);
            all.any(|cell| cell.cell == number)
        };
        shown.siblings.retain(|sibling| !is_in_pull(sibling.cell));
        // a deletion that missed a write is a sibling until a person decides, and hides nothing
        let is_contested =
            is_in_pull(DELETION) && pulled.cells.iter().all(|cell| cell.cell != DELETION);
        if is_contested {
            shown.cells.retain(|cell| {
                let waits =
                    |write: &WaitingWrite| write.cell == cell.cell && write.clock == cell.clock;
                cell.cell != DELETION || waiting.iter().any(waits)
            });
        }
    }
    for cell in pulled.cells {
        let shown_cell = shown.cells.iter_mut().find(|local| local.cell == cell.cell);
        match shown_cell {
            Some(local) if is_unresolved(local, &pulled.siblings, waiting) => *local = cell,
            Some(local) if !is_local_shown(descriptor, local, &cell, waiting) => *local = cell,
            Some(_) => {}
            None => shown.cells.push(cell),
        }
    }
    shown.cells.sort_by_key(|cell| cell.cell);
    for sibling in pulled.siblings {
        let known = shown.siblings.iter().any(|known_sibling| {
            known_sibling.cell == sibling.cell && known_sibling.order() == sibling.order()
        });
        let decided = waiting
            .iter()
            .any(|write| write.cell == sibling.cell && write.base.contains(&sibling.clock));
        if !known && !decided {
            shown.siblings.push(sibling);
        }
    }
    sync_contract::merge::sort_siblings(&mut shown.siblings);
    shown
}

/// Returns whether the server has this version of the deletion as a sibling: the one that shows the row wins though it
/// may be the earlier one.
fn is_unresolved(local: &CellState, siblings: &[CellState], waiting: &[WaitingWrite]) -> bool {
    let is_local =
        |cell: u8, clock: Clock| cell == DELETION && (cell, clock) == (local.cell, local.clock);
    siblings
        .iter()
        .any(|sibling| is_local(sibling.cell, sibling.clock))
        && !waiting
            .iter()
            .any(|write| is_local(write.cell, write.clock))
}

/// Returns whether the shown version takes precedence over the server's cell.
fn is_local_shown(
    descriptor: Option<&Descriptor>,
    local: &CellState,
    pulled: &CellState,
    waiting: &[WaitingWrite],
) -> bool {
    let waits = waiting
        .iter()
        .any(|write| write.cell == local.cell && write.clock == local.clock);
    match is_written_once(descriptor, local.cell) {
        true => waits,
        false => !stays_shown(descriptor, pulled, local),
    }
}

#[cfg(test)]
mod tests;
