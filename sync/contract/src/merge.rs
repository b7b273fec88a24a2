//! The merge rule: what a row becomes when a write arrives, also a concurrent one.
//!
//! All functions are pure. Each cell has one shown version, and sibling versions until a person decides. Where the rule
//! keeps siblings, the result depends on what was written and on what each writer had seen, not on the order of
//! arrival; writes reach the server after those that their writer had seen (causal order).

use crate::catalog::NoteStatus;
use crate::change::{CellState, CellWrite};
use crate::clock::Clock;
use crate::descriptor::{Authority, CREATED, DELETION, Descriptor};
use crate::problem::Code;
use crate::pull::RowState;
use crate::rejection::Rejection;
use crate::value::Value;

/// A clock may be this far ahead of the server's ...
const AHEAD_MS_MAX: u64 = 100 * 366 * 24 * 3600 * 1000;
/// ... or this far ahead of the one it overwrites.
const BEYOND_CURRENT_MS_MAX: u64 = 60_000;

/// Merges one group's writes to one row into it. Returns whether anything changed.
///
/// # Errors
/// `ForkDetected` for an equal clock with other bytes, `AlreadyWritten` for a second writing of what is
/// written once, `StaleBase` for an admin-signed write that did not know what it replaces, `ClockTooFar`. After an
/// error the row is of no use.
pub fn merge(
    row: &mut RowState,
    descriptor: Option<&'static Descriptor>,
    writes: &[&CellWrite],
    now_ms: u64,
) -> Result<bool, Rejection> {
    // a cell of a later version is merged by the default rule
    let authority = descriptor.map_or(Authority::PerCell, |known| known.authority);
    let written_before = !row.cells.is_empty();
    let together: Vec<Clock> = writes.iter().map(|write| write.state.clock).collect();
    let mut changed = false;
    for write in writes {
        let cell = write.state.cell;
        let in_write = |code: Code| Rejection::from(code).in_write(write);
        check_clock(row, write, now_ms).map_err(in_write)?;
        if let Some(outcome) = meet_equal_clock(row, write).map_err(in_write)? {
            changed |= outcome;
            continue;
        }
        let is_once = cell == CREATED || authority.is_append_only();
        if is_once && (has(row, cell) || (authority.is_append_only() && written_before)) {
            second_writing(row).map_err(in_write)?;
            continue;
        }
        changed = true;
        if authority.is_admin_signed() {
            knows_what_it_replaces(row, write, &together).map_err(in_write)?;
            put(row, cell, Some(write.state.clone()), Vec::new());
            continue;
        }
        match (cell, authority) {
            (DELETION, _) => delete(row, write, &together),
            (_, Authority::Sealing) => seal(row, write, descriptor),
            _ => set(row, write),
        }
        if cell != DELETION && cell != CREATED {
            contest_deletion(row, write, &together);
        }
    }
    Ok(changed)
}

/// Drops sibling versions that a resolution calls equal to the shown one. Returns whether there were any.
pub fn release(row: &mut RowState, cell: u8, clocks: &[Clock]) -> bool {
    // without a shown version there is nothing that the siblings could equal
    if !has(row, cell) {
        return false;
    }
    let before = row.siblings.len();
    row.siblings
        .retain(|sibling| sibling.cell != cell || !clocks.contains(&sibling.clock));
    row.siblings.len() != before
}

/// Returns whether a cell is frozen by its signature: in a sealing entity, the one whose status says so.
pub fn is_signed(descriptor: &Descriptor, state: &CellState) -> bool {
    let signed = NoteStatus::Signed.as_str();
    let is_signed_status = |value: &Value| matches!(value, Value::Text(word) if word == signed);
    descriptor.authority == Authority::Sealing
        && descriptor.cell(state.cell).is_some_and(|cell| {
            cell.clear_fields()
                .filter(|field| field.choices.contains(&signed))
                .any(|field| {
                    state
                        .clear_value(field.number)
                        .is_some_and(is_signed_status)
                })
        })
}

/// Sorts sibling versions, so that equal states have equal bytes.
pub fn sort_siblings(siblings: &mut [CellState]) {
    siblings.sort_by_key(|sibling| (sibling.cell, sibling.clock, sibling.generation));
}

fn check_clock(row: &RowState, write: &CellWrite, now_ms: u64) -> Result<(), Code> {
    let ms = write.state.clock.unix_ms;
    if ms <= now_ms.saturating_add(AHEAD_MS_MAX) {
        return Ok(());
    }
    let current_ms = versions(row, write.state.cell)
        .map(|version| version.clock.unix_ms)
        .max();
    match current_ms {
        Some(current_ms) if ms <= current_ms.saturating_add(BEYOND_CURRENT_MS_MAX) => Ok(()),
        _ => Err(Code::ClockTooFar),
    }
}

/// Handles an equal clock, which names one write: the same again changes nothing, a re-seal replaces it, anything else
/// is a fork.
fn meet_equal_clock(row: &mut RowState, write: &CellWrite) -> Result<Option<bool>, Code> {
    let state = &write.state;
    let version = row
        .cells
        .iter_mut()
        .chain(row.siblings.iter_mut())
        .find(|version| version.cell == state.cell && version.clock == state.clock);
    let Some(version) = version else {
        // the cell that was re-sealed has been superseded
        return Ok((state.generation > 0).then_some(false));
    };
    if version == state || state.generation < version.generation {
        return Ok(Some(false));
    }
    let is_same_writing = state.clear == version.clear && state.author == version.author;
    if state.generation == version.generation || !is_same_writing {
        return Err(Code::ForkDetected);
    }
    *version = state.clone();
    sort_siblings(&mut row.siblings);
    Ok(Some(true))
}

/// Refuses a second write of `CREATED`, except under a derived id: several devices may create such a row, and the first
/// write stays.
fn second_writing(row: &RowState) -> Result<(), Code> {
    if row.row.get_version_num() == 5 {
        Ok(())
    } else {
        Err(Code::AlreadyWritten)
    }
}

/// Checks that an admin-signed write replaces what its author saw, or nothing; an admin-signed cell has no siblings.
fn knows_what_it_replaces(
    row: &RowState,
    write: &CellWrite,
    together: &[Clock],
) -> Result<(), Code> {
    let knows = |version: &CellState| {
        write.base.contains(&version.clock) || together.contains(&version.clock)
    };
    let is_stale = row
        .cells
        .iter()
        .filter(|version| version.cell != CREATED)
        .any(|version| {
            if version.cell == write.state.cell {
                !knows(version) || version.clock > write.state.clock
            } else {
                // a deletion conflicts with a write of any cell of the row, and every write with the deletion
                (write.state.cell == DELETION || version.cell == DELETION) && !knows(version)
            }
        });
    if is_stale {
        Err(Code::StaleBase)
    } else {
        Ok(())
    }
}

/// Drops the versions that the writer saw; the latest of the remaining ones is shown, the others are its siblings.
fn set(row: &mut RowState, write: &CellWrite) {
    let cell = write.state.cell;
    let mut remaining = take_unseen(row, cell, &write.base);
    remaining.push(write.state.clone());
    remaining.sort_by_key(CellState::order);
    let winner = remaining.pop();
    let mut distinct: Vec<CellState> = Vec::with_capacity(remaining.len());
    // of several equal clear values only the latest is kept
    for version in remaining.into_iter().rev() {
        let equals = |other: &CellState| are_equal_in_clear(other, &version);
        if !winner.as_ref().is_some_and(equals) && !distinct.iter().any(equals) {
            distinct.push(version);
        }
    }
    put(row, cell, winner, distinct);
}

fn are_equal_in_clear(one: &CellState, other: &CellState) -> bool {
    one.sealed.is_none() && other.sealed.is_none() && one.clear == other.clear
}

/// Merges a sealing entity: signed beats unsigned whatever the clocks, and the first signature is final.
fn seal(row: &mut RowState, write: &CellWrite, descriptor: Option<&Descriptor>) {
    let cell = write.state.cell;
    let signed = |state: &CellState| descriptor.is_some_and(|known| is_signed(known, state));
    if let Some(first) = shown(row, cell).filter(|state| signed(state)).cloned() {
        let mut siblings = take_unseen(row, cell, &write.base);
        siblings.retain(|sibling| sibling.clock != first.clock);
        siblings.push(write.state.clone());
        put(row, cell, Some(first), siblings);
    } else if signed(&write.state) {
        let siblings = take_unseen(row, cell, &write.base);
        put(row, cell, Some(write.state.clone()), siblings);
    } else {
        set(row, write);
    }
}

/// Merges a deletion. One that did not see a write is contested: a sibling version that hides nothing.
fn delete(row: &mut RowState, write: &CellWrite, together: &[Clock]) {
    let was_contested = is_deletion_contested(row);
    let mut remaining = take_unseen(row, DELETION, &write.base);
    let stays_contested = was_contested && remaining.iter().any(CellState::is_deleting);
    let misses_a_write = || {
        row.cells.iter().chain(&row.siblings).any(|version| {
            version.cell != CREATED
                && !write.base.contains(&version.clock)
                && !together.contains(&version.clock)
        })
    };
    let is_contested = stays_contested || (write.state.is_deleting() && misses_a_write());
    remaining.push(write.state.clone());
    choose_deletion(row, remaining, is_contested);
}

/// Merges a write that did not see the deletion and so contests it: the row is shown again.
fn contest_deletion(row: &mut RowState, write: &CellWrite, together: &[Clock]) {
    let misses_one = versions(row, DELETION).any(|deletion| {
        deletion.is_deleting()
            && !write.base.contains(&deletion.clock)
            && !together.contains(&deletion.clock)
    });
    if misses_one {
        let all = take_unseen(row, DELETION, &[]);
        choose_deletion(row, all, true);
    }
}

/// Returns whether the deletion is contested: then its cell has no shown version, unlike after an undeletion.
fn is_deletion_contested(row: &RowState) -> bool {
    !has(row, DELETION) && versions(row, DELETION).next().is_some()
}

fn choose_deletion(row: &mut RowState, mut all: Vec<CellState>, is_contested: bool) {
    all.sort_by_key(CellState::order);
    let is_undeletion = |state: &CellState| !state.is_deleting();
    let latest = all.len().checked_sub(1);
    let index = match all.iter().rposition(is_undeletion) {
        _ if is_contested => None,
        Some(index) => Some(index),
        None => latest,
    };
    let winner = index.map(|index| all.remove(index));
    put(row, DELETION, winner, all);
}

fn versions(row: &RowState, cell: u8) -> impl Iterator<Item = &CellState> {
    row.cells
        .iter()
        .chain(&row.siblings)
        .filter(move |version| version.cell == cell)
}

fn shown(row: &RowState, cell: u8) -> Option<&CellState> {
    row.cells.iter().find(|state| state.cell == cell)
}

fn has(row: &RowState, cell: u8) -> bool {
    shown(row, cell).is_some()
}

/// Takes all versions of a cell out of the row and returns those that `base` does not name.
fn take_unseen(row: &mut RowState, cell: u8, base: &[Clock]) -> Vec<CellState> {
    row.cells
        .extract_if(.., |version| version.cell == cell)
        .chain(row.siblings.extract_if(.., |version| version.cell == cell))
        .filter(|version| !base.contains(&version.clock))
        .collect()
}

fn put(row: &mut RowState, cell: u8, winner: Option<CellState>, siblings: Vec<CellState>) {
    row.cells.retain(|version| version.cell != cell);
    row.siblings.retain(|version| version.cell != cell);
    if let Some(winner) = winner {
        let index = row.cells.partition_point(|version| version.cell < cell);
        row.cells.insert(index, winner);
    }
    row.siblings.extend(siblings);
    sort_siblings(&mut row.siblings);
}

#[cfg(test)]
mod proofs;
#[cfg(test)]
mod tests;
