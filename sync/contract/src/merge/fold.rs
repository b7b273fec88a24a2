//! What a device shows of a row: what the server has, with the writes that wait for their verdicts.
//!
//! Merging them is the server's own rule, so a device shows what the server will have.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use uuid::Uuid;

use super::{
    choose_deletion, contest_own_deletion, contest_patient_deletion, has, is_deletion_contested,
    is_row_signed, is_signed, is_written_once, merge, put, release, shown, sort_siblings,
    stays_shown, take_versions, versions,
};
use crate::catalog::{Catalog, ConflictResolution, Patient};
use crate::change::{CellState, CellWrite, RowKey, VersionBytes};
use crate::clock::Clock;
use crate::descriptor::{CREATED, DELETION, Descriptor, PURGE};
use crate::entity::{Entity, FieldRef};
use crate::problem::Code;
use crate::pull::RowState;
use crate::rejection::Rejection;

/// Versions of one cell that a resolution calls equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    pub entity: u16,
    pub row: Uuid,
    pub cell: u8,
    /// The version that was shown, then the others.
    pub clocks: Vec<Clock>,
}

/// Returns what a device shows: the server's row with the waiting groups merged in, in the order of their making.
///
/// Until its verdict, a device shows its own write also where the rule does not take it: the server has another version
/// of what is written once, or will reject the write, which is the later one. A deletion that it will reject hides
/// nothing.
pub fn fold<'a>(
    server: RowState,
    descriptor: Option<&'static Descriptor>,
    waiting: impl DoubleEndedIterator<Item = &'a [CellWrite]> + Clone,
) -> RowState {
    let superseded = superseded(&server, waiting.clone());
    let mut row = server;
    for group in waiting {
        let own = writes_of(&row, group).filter(|write| !superseded.contains(&version_of(write)));
        let own: Vec<&CellWrite> = own.collect();
        fold_writes(&mut row, descriptor, &own);
        apply_consequences(&mut row, descriptor, group);
    }
    row
}

/// Merges one group's writes to a row into what a device shows of it; see [`fold`].
pub fn fold_writes(
    row: &mut RowState,
    descriptor: Option<&'static Descriptor>,
    writes: &[&CellWrite],
) {
    let Some(first) = writes.first().filter(|_| !has(row, PURGE)) else {
        return;
    };
    let is_taken = merge_or_restore(row, descriptor, first.patient, writes);
    for write in writes {
        let cell = write.state.cell;
        let is_later = || shown(row, cell).is_none_or(|shown| shown.order() < write.state.order());
        let stays = !is_taken && !write.state.is_deleting() && is_later();
        if is_written_once(descriptor, cell) || stays {
            show(row, &write.state);
        }
    }
}

/// The rows that a group changes, by entity and id.
pub type ChangedRows = BTreeMap<RowKey, RowState>;

/// Merges a group into the rows that it concerns, and returns those that changed: all of it is merged or nothing.
///
/// `stored` returns a row, empty where nothing wrote it. `admit` says what is outside the rule, as limits are.
/// `is_blind`: whether there are rows of a patient that the writer of the patient's deletion had not seen.
///
/// # Errors
/// Those of [`merge`], those of `admit`, and `MissingReference` for a write or a release of a row that is not there.
pub fn merge_group<'a>(
    group: &[CellWrite],
    stored: impl Fn(RowKey) -> Option<&'a RowState>,
    now_ms: u64,
    mut admit: impl FnMut(&RowState, &[&CellWrite]) -> Result<(), Rejection>,
    is_blind: impl Fn(&CellWrite) -> bool,
) -> Result<ChangedRows, Rejection> {
    // stable, so that a row's writes stay in their order
    let mut writes: Vec<&CellWrite> = group.iter().collect();
    writes.sort_by_key(|write| write.row_key());
    let load = |key: RowKey| {
        let known = stored(key).cloned();
        known.unwrap_or_else(|| RowState::empty(key.0, key.1, None))
    };
    let mut changed = ChangedRows::new();
    let mut taken: Vec<&CellWrite> = Vec::new();
    for writes in writes.chunk_by(|one, other| one.row_key() == other.row_key()) {
        let key = writes[0].row_key();
        let descriptor = Catalog::by_number(key.0);
        let mut row = load(key);
        admit(&row, writes)?;
        row.patient = row.patient.or(writes[0].patient);
        if !merge(&mut row, descriptor, writes, now_ms)? {
            continue;
        }
        if descriptor.is_some() && !has(&row, CREATED) {
            // a write to a row that does not exist
            return Err(Rejection::from(Code::MissingReference).in_row(key.0, key.1));
        }
        taken.extend(writes);
        changed.insert(key, row);
    }
    let concerned: BTreeSet<RowKey> = taken.iter().flat_map(|write| changed_rows(write)).collect();
    for key in concerned {
        let known = changed.get(&key).or_else(|| stored(key));
        let Some(known) = known.filter(|row| !row.cells.is_empty() || !row.siblings.is_empty())
        else {
            let mut released = taken.iter().filter_map(|write| released(write));
            if released.any(|released| (released.entity, released.row) == key) {
                return Err(Rejection::from(Code::MissingReference).in_row(key.0, key.1));
            }
            continue;
        };
        if known.siblings.is_empty() && !known.is_deleted() {
            // nothing to release and nothing to contest: most rows are not copied
            continue;
        }
        let mut row = known.clone();
        let descriptor = Catalog::by_number(key.0);
        if apply_consequences(&mut row, descriptor, taken.iter().copied()) {
            changed.insert(key, row);
        }
    }
    for write in taken {
        let row = changed.get_mut(&write.row_key());
        if let Some(row) = row.filter(|_| is_patient_deletion(write) && is_blind(write)) {
            contest_own_deletion(row, write);
        }
    }
    Ok(changed)
}

/// Returns whether a write deletes a patient, with all that is theirs.
pub fn is_patient_deletion(write: &CellWrite) -> bool {
    write.entity == Patient::DESCRIPTOR.number
        && write.state.cell == DELETION
        && write.state.is_deleting()
}

/// Returns the rows that a write may change besides its own: the row of a patient whose deletion it did not see, and
/// the one whose sibling versions it releases.
pub fn changed_rows(write: &CellWrite) -> impl Iterator<Item = RowKey> + use<> {
    let patient = write
        .patient
        .map(|patient| (Patient::DESCRIPTOR.number, patient));
    let released = released(write).map(|released| (released.entity, released.row));
    patient.into_iter().chain(released)
}

/// Merges writes into a row, all or none of them. Returns whether they were merged.
fn merge_or_restore(
    row: &mut RowState,
    descriptor: Option<&'static Descriptor>,
    patient: Option<Uuid>,
    writes: &[&CellWrite],
) -> bool {
    let patient_before = row.patient;
    // a write that is refused changes nothing, so a copy serves only those before it
    let before = (writes.len() > 1).then(|| row.clone());
    row.patient = patient_before.or(patient);
    // the device's own clock is no reason against a write
    let is_merged = merge(row, descriptor, writes, u64::MAX).is_ok();
    if !is_merged {
        row.patient = patient_before;
        if let Some(before) = before {
            *row = before;
        }
    }
    is_merged
}

/// Applies what a group means for rows that it does not write: it releases sibling versions, and contests the deletion
/// of a patient. Returns whether the row changed.
pub fn apply_consequences<'a>(
    row: &mut RowState,
    descriptor: Option<&Descriptor>,
    group: impl IntoIterator<Item = &'a CellWrite, IntoIter: Clone>,
) -> bool {
    let group = group.into_iter();
    let mut changed = false;
    for released in group.clone().filter_map(released) {
        if (released.entity, released.row) == (row.entity, row.row) {
            changed |= release(row, descriptor, released.cell, &released.clocks);
        }
    }
    let is_deleted = row.entity == Patient::DESCRIPTOR.number
        && shown(row, DELETION).is_some_and(CellState::is_deleting);
    let id = row.row;
    let mut of_patient = group
        .clone()
        .filter(|write| is_deleted && write.patient == Some(id))
        .peekable();
    if of_patient.peek().is_some() {
        let together: Vec<Clock> = group.map(|write| write.state.clock).collect();
        for write in of_patient {
            changed |= contest_patient_deletion(row, write, &together);
        }
    }
    changed
}

/// An accepted group, by the rows that it writes and those that its writes may change.
#[derive(Debug)]
pub struct AcceptedGroup<'a> {
    group: &'a [CellWrite],
    by_row: HashMap<RowKey, Vec<&'a CellWrite>>,
    changed: HashSet<RowKey>,
}

impl<'a> AcceptedGroup<'a> {
    pub fn new(group: &'a [CellWrite]) -> Self {
        let mut by_row: HashMap<RowKey, Vec<&CellWrite>> = HashMap::new();
        for write in group {
            by_row.entry(write.row_key()).or_default().push(write);
        }
        Self {
            group,
            by_row,
            changed: group.iter().flat_map(changed_rows).collect(),
        }
    }

    /// Merges it into the server's last known state of a row. Returns false if the server had another version, which
    /// the next page brings: the row is unchanged then.
    pub fn merge_into(&self, row: &mut RowState, descriptor: Option<&'static Descriptor>) -> bool {
        let key = (row.entity, row.row);
        let own = self.by_row.get(&key).map_or(&[][..], Vec::as_slice);
        let patient = own.first().and_then(|write| write.patient);
        let is_merged = has(row, PURGE) || merge_or_restore(row, descriptor, patient, own);
        if self.changed.contains(&key) {
            apply_consequences(row, descriptor, self.group);
        }
        let is_shown = |write: &&CellWrite| {
            let cell = write.state.cell;
            !is_written_once(descriptor, cell)
                || shown(row, cell).is_some_and(|state| state.clock == write.state.clock)
        };
        is_merged && own.iter().all(is_shown)
    }
}

/// Merges an accepted group into what the server had of one row; see [`AcceptedGroup::merge_into`].
pub fn accept(
    row: &mut RowState,
    descriptor: Option<&'static Descriptor>,
    group: &[CellWrite],
) -> bool {
    AcceptedGroup::new(group).merge_into(row, descriptor)
}

/// Takes in what the server sent of a row over what it had sent `before`. `is_full`: it sent all that it has.
///
/// A cell that is absent, because its version was quarantined, stays as it was, and no earlier version comes back: only
/// an attacker or a late page brings one. A signed version is kept whatever the server sends: the server alone cannot
/// remove it, show an unsigned one in its place, or hide its row. A contested deletion stays contested until a user
/// decides about it.
pub fn take_pulled(
    before: Option<RowState>,
    pulled: RowState,
    descriptor: Option<&Descriptor>,
    is_full: bool,
) -> RowState {
    take_pulled_but(before, pulled, descriptor, is_full, |_| false)
}

/// Takes in what the server sent as [`take_pulled`] does, but for versions that the server may have lost: these stay as
/// signed ones do.
pub fn take_pulled_but(
    before: Option<RowState>,
    mut pulled: RowState,
    descriptor: Option<&Descriptor>,
    is_full: bool,
    may_be_lost: impl Fn(&CellState) -> bool,
) -> RowState {
    if let Some(purge) = shown(&pulled, PURGE) {
        let cells = vec![purge.clone()];
        return RowState {
            cells,
            ..RowState::empty(pulled.entity, pulled.row, pulled.patient)
        };
    }
    let Some(before) = before else {
        show_what_is_left(&mut pulled, descriptor);
        return pulled;
    };
    if has(&before, PURGE) {
        return before;
    }
    pulled.patient = before.patient;
    retain_seals(&before, &mut pulled);
    let signed = |state: &CellState| descriptor.is_some_and(|known| is_signed(known, state));
    let by_bytes = ReplacedBytes::of(&pulled);
    let is_other =
        |state: &CellState| !is_written_once(descriptor, state.cell) && by_bytes.are_others(state);
    let never_goes = |state: &CellState| signed(state) || may_be_lost(state) || is_other(state);
    let were_siblings: HashSet<(u8, Clock)> = before.siblings.iter().map(id_of).collect();
    let was_contested = is_deletion_contested(&before);
    let mut absent = Vec::new();
    for sibling in before.siblings {
        let mut sent = versions(&pulled, sibling.cell).peekable();
        let is_known = match never_goes(&sibling) {
            true => sent.any(|known| known.clock == sibling.clock),
            false if is_full && sent.peek().is_some() => true,
            false => pulled
                .siblings
                .iter()
                .any(|known| known.cell == sibling.cell && known.order() == sibling.order()),
        };
        if !is_known {
            absent.push(sibling);
        }
    }
    for cell in before.cells {
        let number = cell.cell;
        let is_sibling =
            |sibling: &CellState| sibling.cell == number && sibling.clock == cell.clock;
        let stays = match shown(&pulled, number) {
            Some(state) if signed(&cell) && !signed(state) => true,
            Some(_) if pulled.siblings.iter().any(is_sibling) => false,
            Some(_) if is_written_once(descriptor, number) => false,
            Some(state) => !stays_shown(descriptor, state, &cell),
            // the signed version that was shown failed its check: its author has offered it again
            None if !signed(&cell) && versions(&pulled, number).any(signed) => false,
            // a contested deletion has siblings alone
            None => number != DELETION || !is_full || versions(&pulled, DELETION).next().is_none(),
        };
        if stays {
            let mut siblings: Vec<CellState> = pulled
                .siblings
                .extract_if(.., |sibling| sibling.cell == number)
                .collect();
            siblings.retain(|sibling| sibling.clock != cell.clock);
            // the server shows the sibling of a conflict: it was never superseded
            let other = shown(&pulled, number)
                .filter(|sent| sent.clock != cell.clock && were_siblings.contains(&id_of(sent)));
            // a server that does not keep to the rules sends it as a sibling, too
            siblings.retain(|sibling| other.is_none_or(|sent| sent.clock != sibling.clock));
            siblings.extend(other.cloned());
            put(&mut pulled, number, Some(cell), siblings);
        } else if never_goes(&cell)
            && !versions(&pulled, number).any(|known| known.clock == cell.clock)
        {
            absent.push(cell);
        }
    }
    // the author of the deletion saw altered bytes of the deciding version, not the ones that this device has
    let is_other_deletion = absent.iter().any(|v| v.cell == DELETION && is_other(v));
    pulled.siblings.extend(absent);
    sort_siblings(&mut pulled.siblings);
    let hiding = shown(&pulled, DELETION).filter(|deletion| deletion.is_deleting());
    let is_contested = hiding.is_some_and(|deletion| {
        // a decision is a new version: only a server that lost the sibling shows the contested deletion again
        let was_undecided = was_contested && were_siblings.contains(&id_of(deletion));
        is_other_deletion || was_undecided || is_row_signed(&pulled, descriptor)
    });
    if is_contested {
        let all = take_versions(&mut pulled, DELETION);
        choose_deletion(&mut pulled, all, true);
    }
    show_what_is_left(&mut pulled, descriptor);
    pulled
}

/// For each cell whose shown version failed its check, shows the latest of the remaining ones, a signed one first. A
/// contested deletion has no shown version.
fn show_what_is_left(row: &mut RowState, descriptor: Option<&Descriptor>) {
    let is_hidden = |sibling: &&CellState| sibling.cell != DELETION && !has(row, sibling.cell);
    let hidden: BTreeSet<u8> = match has(row, CREATED) {
        true => row
            .siblings
            .iter()
            .filter(is_hidden)
            .map(|sibling| sibling.cell)
            .collect(),
        false => return,
    };
    let signed = |state: &CellState| descriptor.is_some_and(|known| is_signed(known, state));
    for cell in hidden {
        let mut left = take_versions(row, cell);
        left.sort_by_key(|version| (signed(version), version.order()));
        let winner = left.pop();
        put(row, cell, winner, left);
    }
}

/// The versions that a row's versions replace by their bytes, each with its cell.
#[derive(Debug)]
pub struct ReplacedBytes(Vec<(u8, VersionBytes)>);

impl ReplacedBytes {
    /// None for nearly every row.
    pub fn of(row: &RowState) -> Self {
        let versions = row.cells.iter().chain(&row.siblings);
        let named = versions.flat_map(|by| by.replaces.iter().map(|bytes| (by.cell, *bytes)));
        Self(named.collect())
    }

    /// Returns whether no version is named by its bytes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether only other bytes under the clock of this version were replaced: the author had never read this
    /// version.
    pub fn are_others(&self, version: &CellState) -> bool {
        let mut named = self.of_clock(version).peekable();
        named.peek().is_some() && !self.are_own(version)
    }

    /// Returns whether exactly this version was replaced.
    pub fn are_own(&self, version: &CellState) -> bool {
        let mut named = self.of_clock(version).peekable();
        if named.peek().is_none() {
            return false;
        }
        let own = VersionBytes::of(version);
        named.any(|named| *named == own)
    }

    fn of_clock(&self, version: &CellState) -> impl Iterator<Item = &VersionBytes> {
        let (cell, clock) = id_of(version);
        let of_cell = self.0.iter().filter(move |(of, _)| *of == cell);
        let named = of_cell.map(|(_, named)| named);
        named.filter(move |named| named.clock == clock)
    }
}

fn id_of(state: &CellState) -> (u8, Clock) {
    (state.cell, state.clock)
}

/// Restores the bytes of each known version: a re-seal does not prove that it opens to the same plaintext, and our
/// server accepts none.
fn retain_seals(before: &RowState, pulled: &mut RowState) {
    let all = pulled.cells.iter_mut().chain(&mut pulled.siblings);
    for version in all.filter(|version| version.generation > 0) {
        let known = versions(before, version.cell).find(|known| known.clock == version.clock);
        if let Some(known) = known.filter(|known| known.generation < version.generation) {
            version.clone_from(known);
        }
    }
}

/// Returns the versions that a resolution releases.
pub fn released(write: &CellWrite) -> Option<Released> {
    let value = |field: FieldRef| field.in_write(write);
    let row = value(ConflictResolution::FIELD.row)?.as_uuid()?;
    let entity = value(ConflictResolution::FIELD.entity)?.as_int()?;
    let cell = value(ConflictResolution::FIELD.cell)?.as_int()?;
    let clocks = value(ConflictResolution::FIELD.siblings)?.as_bytes()?;
    let (clocks, rest) = clocks.as_chunks::<{ Clock::LENGTH }>();
    if !rest.is_empty() {
        return None;
    }
    Some(Released {
        entity: u16::try_from(entity).ok()?,
        row,
        cell: u8::try_from(cell).ok()?,
        clocks: clocks.iter().copied().map(Clock::from_array).collect(),
    })
}

/// Waiting writes that were superseded by a later waiting write which the server already has: its page came before the
/// verdicts.
fn superseded<'a>(
    server: &RowState,
    waiting: impl DoubleEndedIterator<Item = &'a [CellWrite]>,
) -> HashSet<(u8, Clock)> {
    let mut superseded = HashSet::new();
    for group in waiting.rev() {
        for write in writes_of(server, group) {
            let (cell, clock) = version_of(write);
            let mut known = versions(server, cell);
            if superseded.contains(&(cell, clock)) || known.any(|known| known.clock == clock) {
                superseded.extend(write.base.iter().map(|seen| (cell, *seen)));
            }
        }
    }
    superseded
}

fn writes_of<'a>(row: &RowState, group: &'a [CellWrite]) -> impl Iterator<Item = &'a CellWrite> {
    let key = (row.entity, row.row);
    group.iter().filter(move |write| write.row_key() == key)
}

fn version_of(write: &CellWrite) -> (u8, Clock) {
    (write.state.cell, write.state.clock)
}

fn show(row: &mut RowState, state: &CellState) {
    if shown(row, state.cell).is_some_and(|shown| shown.clock == state.clock) {
        return;
    }
    let is_other =
        |sibling: &&CellState| sibling.cell == state.cell && sibling.clock != state.clock;
    let siblings = row.siblings.iter().filter(is_other).cloned().collect();
    put(row, state.cell, Some(state.clone()), siblings);
}

#[cfg(test)]
mod tests;
