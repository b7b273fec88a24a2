//! The merge rule: what a row becomes when a write arrives, also a concurrent one.
//!
//! All functions are pure. Each cell has one shown version, and sibling versions until a person decides. Where the rule
//! keeps siblings, the result depends on what was written and on what each writer had seen, not on the order of
//! arrival; writes reach the server after those that their writer had seen (causal order).

mod fold;

use std::collections::HashSet;

use crate::catalog::{Note, NoteStatus, chunk_of};
use crate::change::{CellState, CellWrite, VersionHashes};
use crate::clock::{Clock, FOLLOWED_MS_MAX};
use crate::descriptor::{Authority, CREATED, DELETION, Descriptor};
use crate::problem::Code;
use crate::pull::RowState;
use crate::rejection::Rejection;
use crate::value::Value;

pub use fold::{
    AcceptedGroup, ChangedRows, Released, ReplacedBytes, accept, apply_consequences, changed_rows,
    fold, fold_writes, is_patient_deletion, merge_group, released, take_pulled, take_pulled_but,
};

/// A clock may be this far ahead of the server's ...
pub const AHEAD_MS_MAX: u64 = 100 * 366 * 24 * 3600 * 1000;
/// ... or this far ahead of the one it overwrites.
const BEYOND_CURRENT_MS_MAX: u64 = 60_000;
/// The time as of which a clinic's first push is merged: what it wrote before it had a server is taken whatever its
/// clocks, up to the last ones that devices follow.
pub const FIRST_PUSH_MS: u64 = FOLLOWED_MS_MAX - AHEAD_MS_MAX - 1;

/// Merges one group's writes to one row into it. Returns whether anything changed.
///
/// # Errors
/// `ForkDetected` for an equal clock with other bytes, `AlreadyWritten` for a second writing of what is
/// written once, `StaleBase` for an admin-signed write that did not know what it replaces, `Signed` for a
/// deletion of a row with a signed version, `ClockTooFar`. After an error the row is of no use.
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
    let hashes = VersionHashes::default();
    let mut changed = false;
    for write in writes {
        let cell = write.state.cell;
        let in_write = |code: Code| Rejection::from(code).in_write(write);
        check_clock(row, write, now_ms).map_err(in_write)?;
        if let Some(outcome) = meet_equal_clock(row, write).map_err(in_write)? {
            changed |= outcome;
            continue;
        }
        hashes.forget(&write.state);
        if is_written_once(descriptor, cell)
            && (has(row, cell) || (authority.is_append_only() && written_before))
        {
            if replaces_creation(row, authority, write, &hashes) {
                put(row, cell, Some(write.state.clone()), Vec::new());
                changed = true;
                continue;
            }
            second_writing(row, write).map_err(in_write)?;
            continue;
        }
        changed = true;
        if authority.is_admin_signed() {
            knows_what_it_replaces(row, write, &together).map_err(in_write)?;
            put(row, cell, Some(write.state.clone()), Vec::new());
            continue;
        }
        match (cell, authority) {
            (DELETION, _) if write.state.is_deleting() && is_row_signed(row, descriptor) => {
                return Err(in_write(Code::Signed));
            }
            (DELETION, _) => delete(row, write, &together, &hashes),
            (_, Authority::Sealing) => seal(row, write, descriptor, &hashes),
            _ => set(row, write, &hashes),
        }
        if cell != DELETION && cell != CREATED {
            contest_deletion(row, descriptor, write, &together);
        }
    }
    Ok(changed)
}

/// Drops sibling versions that a resolution calls equal to the version that it names first, which was shown. Returns
/// whether there were any.
///
/// It acts only while that version is still shown: the author of any other shown version had seen neither. A signed
/// version is kept, and a deletion equals nothing.
pub fn release(
    row: &mut RowState,
    descriptor: Option<&Descriptor>,
    cell: u8,
    clocks: &[Clock],
) -> bool {
    let Some((named, equal)) = clocks.split_first() else {
        return false;
    };
    if cell == DELETION || shown(row, cell).is_none_or(|state| state.clock != *named) {
        return false;
    }
    let signed = |state: &CellState| descriptor.is_some_and(|known| is_signed(known, state));
    let before = row.siblings.len();
    row.siblings.retain(|sibling| {
        sibling.cell != cell || !equal.contains(&sibling.clock) || signed(sibling)
    });
    row.siblings.len() != before
}

/// Returns whether the first accepted version of a cell is the only one.
fn is_written_once(descriptor: Option<&Descriptor>, cell: u8) -> bool {
    cell == CREATED || descriptor.is_some_and(|known| known.authority.is_append_only())
}

/// Returns whether the shown version of a cell that is written more than once stays when another arrives, whose writer
/// had not seen it: a signed one always does, an unsigned one where the other is neither signed nor later.
fn stays_shown(descriptor: Option<&Descriptor>, shown: &CellState, other: &CellState) -> bool {
    let signed = |state: &CellState| descriptor.is_some_and(|known| is_signed(known, state));
    signed(shown) || (!signed(other) && shown.order() >= other.order())
}

/// Returns whether a status is that of what is signed.
pub fn is_signed_status(status: Option<&Value>) -> bool {
    status.and_then(Value::as_text) == Some(NoteStatus::Signed.as_str())
}

/// Returns whether a cell is frozen by its signature: in a sealing entity, the one whose status says so.
pub fn is_signed(descriptor: &Descriptor, state: &CellState) -> bool {
    let signed = NoteStatus::Signed.as_str();
    descriptor.authority == Authority::Sealing
        && descriptor.cell(state.cell).is_some_and(|cell| {
            cell.clear_fields()
                .filter(|field| field.choices.contains(&signed))
                .any(|field| is_signed_status(state.clear_value(field.number)))
        })
}

/// Returns whether a signed cell names its author as the one who signed it; true for what is not signed.
pub fn is_signed_by_author(descriptor: &Descriptor, state: &CellState) -> bool {
    let signer = Note::FIELD.signed_by.number;
    !is_signed(descriptor, state) || state.clear_value(signer) == Some(&Value::Uuid(state.author))
}

/// Returns whether two versions of a cell have the same values, none of them sealed.
pub fn is_equal_in_clear(one: &CellState, other: &CellState) -> bool {
    one.sealed.is_none() && other.sealed.is_none() && one.clear == other.clear
}

/// Returns whether a sibling waits for a decision, by what is shown of its cell. One that says the same in the clear
/// does not: it stays, as its writer may be the only one who has not taken it back, and a write of a user who sees the
/// value has seen both. Of a deletion it also counts what its author saw.
pub fn is_open_conflict(shown: Option<&CellState>, sibling: &CellState) -> bool {
    sibling.cell == DELETION || shown.is_none_or(|shown| !is_equal_in_clear(shown, sibling))
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

/// Refuses a second write of `CREATED`, except under a derived id, as parts of documents have, too: several devices may
/// create such a row, and the first write stays. A part that another person has written is another part: called
/// accepted, the author's own would be lost.
fn second_writing(row: &RowState, write: &CellWrite) -> Result<(), Code> {
    let by_author = |version: &CellState| version.author == write.state.author;
    let is_own_part = chunk_of(row.entity).is_some() && row.cells.iter().all(by_author);
    if row.row.get_version_num() == 5 || is_own_part {
        Ok(())
    } else {
        Err(Code::AlreadyWritten)
    }
}

/// Returns whether a write takes the place of a creation that it names by its bytes, of a row that several devices may
/// create: the sender of the first could have put anything in the place of its tag, and shut the row to all others.
fn replaces_creation(
    row: &RowState,
    authority: Authority,
    write: &CellWrite,
    hashes: &VersionHashes,
) -> bool {
    let may_be_created_twice = row.row.get_version_num() == 5
        && !authority.is_append_only()
        && !authority.is_admin_signed();
    may_be_created_twice
        && write.state.cell == CREATED
        && shown(row, CREATED).is_some_and(|first| hashes.is_replaced(first, &write.state))
}

/// Returns whether a write drops a version: its writer saw it, or had the very bytes and could not verify them.
fn drops(write: &CellWrite, version: &CellState, hashes: &VersionHashes) -> bool {
    write.base.contains(&version.clock) || hashes.is_replaced(version, &write.state)
}

/// Returns whether one of the admin-signed writes of an action to a row replaces what its author did not see. A server
/// refuses those; without one nobody does.
pub fn is_stale(row: &RowState, writes: &[&CellWrite]) -> bool {
    let together: Vec<Clock> = writes.iter().map(|write| write.state.clock).collect();
    let mut checked = writes
        .iter()
        .map(|write| knows_what_it_replaces(row, write, &together));
    checked.any(|checked| checked.is_err())
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
/// Equal ones are, too: a user who takes one of them back has not taken back the other.
fn set(row: &mut RowState, write: &CellWrite, hashes: &VersionHashes) {
    let cell = write.state.cell;
    let mut versions = take_unseen(row, cell, write, hashes);
    versions.push(write.state.clone());
    versions.sort_by_key(CellState::order);
    let winner = versions.pop();
    put(row, cell, winner, versions);
}

/// Signed beats unsigned whatever the clocks, and the first signature stands. No write drops a signed version: a later
/// signature is kept as a sibling.
fn seal(
    row: &mut RowState,
    write: &CellWrite,
    descriptor: Option<&Descriptor>,
    hashes: &VersionHashes,
) {
    let cell = write.state.cell;
    let signed = |state: &CellState| descriptor.is_some_and(|known| is_signed(known, state));
    let first = shown(row, cell).filter(|state| signed(state)).cloned();
    if first.is_none() && !signed(&write.state) {
        return set(row, write, hashes);
    }
    let base: HashSet<&Clock> = write.base.iter().collect();
    let mut versions = take_versions(row, cell);
    versions.retain(|version| {
        let is_dropped = base.contains(&version.clock) || hashes.is_replaced(version, &write.state);
        signed(version) || !is_dropped
    });
    versions.push(write.state.clone());
    let winner = first.unwrap_or_else(|| write.state.clone());
    versions.retain(|version| version.clock != winner.clock);
    put(row, cell, Some(winner), versions);
}

/// Returns whether any version in a row is signed: the row is never deleted then.
pub fn is_row_signed(row: &RowState, descriptor: Option<&Descriptor>) -> bool {
    let mut all = row.cells.iter().chain(&row.siblings);
    descriptor.is_some_and(|known| all.any(|version| is_signed(known, version)))
}

/// Merges a deletion. One that did not see a write is contested: a sibling version that hides nothing.
fn delete(row: &mut RowState, write: &CellWrite, together: &[Clock], hashes: &VersionHashes) {
    let was_contested = is_deletion_contested(row);
    let mut remaining = take_unseen(row, DELETION, write, hashes);
    let stays_contested = was_contested && remaining.iter().any(CellState::is_deleting);
    let misses_a_write = || {
        let known: HashSet<&Clock> = write.base.iter().chain(together).collect();
        let mut versions = row.cells.iter().chain(&row.siblings);
        versions.any(|version| version.cell != CREATED && !known.contains(&version.clock))
    };
    let is_contested = stays_contested || (write.state.is_deleting() && misses_a_write());
    remaining.push(write.state.clone());
    choose_deletion(row, remaining, is_contested);
}

/// Contests the deletion of a patient by a write to one of the patient's rows that did not see it, so that charting is
/// not lost. `together` are the clocks that the same group wrote. Returns whether the patient's row changed.
///
/// A re-seal adds nothing new, and a deletion has no content that could be lost.
fn contest_patient_deletion(patient: &mut RowState, write: &CellWrite, together: &[Clock]) -> bool {
    let is_new = write.state.generation == 0;
    let deletes = write.state.cell == DELETION && write.state.is_deleting();
    if !is_new || deletes || is_deletion_contested(patient) {
        return false;
    }
    contest_deletion(patient, None, write, together);
    is_deletion_contested(patient)
}

/// Contests the deletion that a write brought, if it is the one that is shown.
fn contest_own_deletion(patient: &mut RowState, write: &CellWrite) {
    if shown(patient, DELETION).is_some_and(|state| state.clock == write.state.clock) {
        let all = take_versions(patient, DELETION);
        choose_deletion(patient, all, true);
    }
}

/// Merges a write that did not see the deletion and so contests it: the row is shown again. A signature contests also
/// the deletion that its writer saw or wrote: a row with a signed version is never hidden.
fn contest_deletion(
    row: &mut RowState,
    descriptor: Option<&Descriptor>,
    write: &CellWrite,
    together: &[Clock],
) {
    let is_hidden = shown(row, DELETION).is_some_and(CellState::is_deleting);
    let signs_hidden = is_hidden && descriptor.is_some_and(|known| is_signed(known, &write.state));
    let misses_one = versions(row, DELETION).any(|deletion| {
        let is_known = write.base.contains(&deletion.clock) || together.contains(&deletion.clock);
        deletion.is_deleting() && (signs_hidden || !is_known)
    });
    if misses_one {
        let all = take_versions(row, DELETION);
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

/// Takes all versions of a cell out of the row and returns those that the write does not drop.
fn take_unseen(
    row: &mut RowState,
    cell: u8,
    write: &CellWrite,
    hashes: &VersionHashes,
) -> Vec<CellState> {
    let mut versions = take_versions(row, cell);
    if let [version] = &versions[..] {
        if drops(write, version, hashes) {
            versions.clear();
        }
        return versions;
    }
    let base: HashSet<&Clock> = write.base.iter().collect();
    versions.retain(|version| {
        let is_dropped = base.contains(&version.clock) || hashes.is_replaced(version, &write.state);
        !is_dropped
    });
    versions
}

fn take_versions(row: &mut RowState, cell: u8) -> Vec<CellState> {
    row.cells
        .extract_if(.., |version| version.cell == cell)
        .chain(row.siblings.extract_if(.., |version| version.cell == cell))
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
