//! The rows that a push touches, in memory: each group changes all of its rows or none.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use sync_contract::catalog::{Patient, PatientLink, Tenant};
use sync_contract::entity::{CREATED, DELETION, Entity, FieldRef};
use sync_contract::merge::merge_group;
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::trust::replaces_recovery_key;
use sync_contract::{Catalog, CellState, CellWrite, Code, Descriptor, Group, Rejection, Value};
use uuid::Uuid;

use crate::db::loaded_row::{LoadedRow, LoggedRow, RowKey, size_of, size_of_cell};
use crate::db::rows::write_rows;
use crate::db::table::WriteError;
use crate::db::transaction::Transaction;
use crate::push::carried::{is_carried, lacking_of};
use crate::push::endings::only_ends;
use crate::push::received::ReceivedGroup;
use crate::push::references::{
    document_of, erasures, is_within_patient, references, references_of, released,
};
use crate::push::undecided;
use crate::push::unseen::Unseen;
use crate::push::writing::Writing;

/// The size of a row with all its versions: a device that keeps writing without reading must not fill the pages of all
/// others.
const ROW_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Cells of a later version in a row of this one, with their sibling versions: what no user of this version can see or
/// delete must leave room for the rest of the row ...
const UNKNOWN_CELLS_MAX: usize = 8;
/// ... and their bytes.
const UNKNOWN_BYTES_MAX: usize = 64 * 1024;
/// Of all rows that a group changes: they share one sequence number, and a page never ends inside a number. A device
/// accepts an answer of four times as much.
const GROUP_ROWS_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Of the rows that the groups of one push are merged into, each counted with each group: further groups are deferred.
pub const MERGED_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The rows as the groups applied so far have left them.
#[derive(Debug, Clone, Default)]
pub struct RowSet {
    pub loaded: HashMap<RowKey, LoadedRow>,
    /// Rows that are only referenced, and exist, with their patients.
    pub existing: BTreeMap<RowKey, Option<Uuid>>,
    pub now_ms: u64,
    /// The numbers under which the device may write.
    pub numbers: Vec<u32>,
    /// Those of them that are no other device's.
    pub own_numbers: Vec<u32>,
    /// What bounds admin-signed clocks; none where they are taken as they are.
    pub admin_clocks: Option<AdminClocks>,
    /// What the authors of deletions of patients had not seen.
    pub unseen: Unseen,
    /// By group: what its author may create and not edit.
    pub only_created: BTreeSet<(Uuid, RowKey)>,
    /// The bytes of the rows that groups so far were merged into: what merging costs.
    pub merged_bytes: usize,
    /// What the database has to write for the groups so far.
    pub writing: Writing,
    /// Whether something of any row cannot be read.
    pub has_damaged: bool,
}

/// How far an admin-signed clock may be from the server's time: trust is judged by these.
const ADMIN_CLOCK_OFF_MS_MAX: u64 = 10 * 60 * 1_000;

/// The maximum age of an admin-signed clock in a resent group: a device keeps accepted groups for thirty days, and they
/// were accepted within minutes.
const RESENT_MS_MAX: u64 = 31 * 24 * 60 * 60 * 1_000;

/// The limits of admin-signed clocks, once the clinic's first push has ended.
#[derive(Debug, Clone, Copy)]
pub struct AdminClocks {
    /// The sender's number; groups under another number are resent ones that a restored server had lost.
    pub device_number: u32,
}

impl AdminClocks {
    /// Checks that an admin-signed write is of now, or follows what it replaces by no more than it must.
    ///
    /// # Errors
    /// `ClockTooFar`.
    fn check(&self, row: &RowState, write: &CellWrite, now_ms: u64) -> Result<(), Code> {
        let (clock, cell) = (write.state.clock, write.state.cell);
        let is_early = clock.unix_ms < now_ms.saturating_sub(ADMIN_CLOCK_OFF_MS_MAX);
        let is_late = clock.unix_ms > now_ms.saturating_add(ADMIN_CLOCK_OFF_MS_MAX);
        let is_recent = clock.unix_ms >= now_ms.saturating_sub(RESENT_MS_MAX);
        let is_resent = is_recent && clock.device != self.device_number;
        let replaces = |version: &CellState| {
            // a deletion replaces what any cell says, and any cell a deletion
            let is_concerned = version.cell == cell || cell == DELETION || version.cell == DELETION;
            let latest = version.clock.unix_ms.saturating_add(1);
            is_concerned && version.clock <= clock && clock.unix_ms <= latest
        };
        match is_late || (is_early && !is_resent) {
            true if !row.cells.iter().any(replaces) => Err(Code::ClockTooFar),
            _ => Ok(()),
        }
    }
}

/// The rows that a group changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangedRows {
    pub rows: Vec<LoggedRow>,
    /// Of all of them, as the group left them.
    pub bytes: usize,
}

/// Returns the rows that a group writes, their patients, and the rows whose sibling versions it releases.
pub fn touched(group: &Group) -> BTreeSet<RowKey> {
    let mut touched = written(group);
    touched.extend(patients(group));
    touched
}

/// Returns the rows that a group writes, those whose sibling versions it releases, and the merges and documents that
/// its links and parts name.
pub fn written(group: &Group) -> BTreeSet<RowKey> {
    let own = group.writes.iter().map(RowKey::of_write);
    let released = group.writes.iter().filter_map(released);
    let links = group.writes.iter().filter(|write| is_link(write.entity));
    let merges = links.filter_map(|write| merge_of([&write.state].into_iter()));
    let released = released.map(|(key, _, _)| key);
    let documents = group.writes.iter().filter_map(document_of);
    let documents = documents.map(|(_, key)| key);
    own.chain(released).chain(merges).chain(documents).collect()
}

/// Returns the patients of the rows that a group writes.
pub fn patients(group: &Group) -> impl Iterator<Item = RowKey> {
    let patients = group.writes.iter().filter_map(|write| write.patient);
    let entity = Patient::DESCRIPTOR.number;
    patients.map(move |row| RowKey { entity, row })
}

impl RowSet {
    /// Notes whether any of the rows is damaged, once all of them are loaded.
    pub fn note_damaged(&mut self) {
        let mut rows = self.loaded.values();
        self.has_damaged = rows.any(|row| row.stored.is_damaged);
    }

    /// Returns whether a group touches or names a row of which something cannot be read. What it would be merged into
    /// is unknown, so it waits until the operator has restored that row.
    pub fn is_damaged(&self, group: &Group) -> bool {
        let is_damaged = |key: RowKey| {
            let row = self.loaded.get(&key);
            row.is_some_and(|row| row.stored.is_damaged)
        };
        let mut keys = touched(group).into_iter().chain(references(group));
        self.has_damaged && keys.any(is_damaged)
    }

    /// Applies a group under its sequence number and returns the rows that changed. After an error none has.
    ///
    /// # Errors
    /// The code for which the group is rejected.
    pub fn apply(&mut self, group: &Group, seq: i64) -> Result<ChangedRows, Rejection> {
        self.check_erased(group)?;
        let lacking;
        let group = match is_carried(group) {
            true => {
                lacking = lacking_of(group, |key| Some(&self.loaded.get(&key)?.state));
                &lacking
            }
            false => group,
        };
        let merged_bytes = Cell::new(self.merged_bytes);
        let admit = |row: &RowState, writes: &[&CellWrite]| {
            merged_bytes.set(merged_bytes.get() + size_of(row));
            self.check_row(row, writes)
        };
        let stored = |(entity, row)| Some(&self.loaded.get(&RowKey { entity, row })?.state);
        let is_blind = |write: &CellWrite| self.unseen.is_blind(group, write);
        let merged = merge_group(&group.writes, stored, self.now_ms, admit, is_blind);
        self.merged_bytes = merged_bytes.get();
        let mut changed: BTreeMap<RowKey, LoadedRow> = BTreeMap::new();
        for ((entity, row), state) in merged? {
            if size_of(&state) > ROW_BYTES_MAX {
                return Err(Rejection::from(Code::TooLarge).in_row(entity, row));
            }
            let key = RowKey { entity, row };
            let before = self.loaded.get(&key).ok_or(Code::Internal)?;
            if has_too_many_unknown(&before.state, &state) {
                return Err(Rejection::from(Code::TooLarge).in_row(entity, row));
            }
            if before.exists() && self.only_created.contains(&(group.id, key)) {
                return Err(Rejection::from(Code::MissingRight).in_row(entity, row));
            }
            let mut row = LoadedRow {
                state,
                seq,
                stored: before.stored.clone(),
                changes: before.changes,
            };
            row.note_changes(&before.state);
            changed.insert(key, row);
        }
        let bytes: usize = changed.values().map(|row| size_of(&row.state)).sum();
        if bytes > GROUP_ROWS_BYTES_MAX {
            return Err(Code::TooLarge.into());
        }
        let patient_of = |key: &RowKey| {
            let in_memory = changed.get(key).or_else(|| self.loaded.get(key));
            match in_memory.filter(|row| row.exists()) {
                Some(row) => Some(row.state.patient),
                None => self.existing.get(key).copied(),
            }
        };
        // found here, a row of another patient costs no attempt to write the group
        let is_missing = |write: &CellWrite, field: u16, key: &RowKey| match patient_of(key) {
            None => true,
            Some(patient) => {
                is_within_patient(write.entity, field, key.entity) && patient != write.patient
            }
        };
        for write in &group.writes {
            let missing = references_of(write).find(|(field, key)| is_missing(write, *field, key));
            if let Some((field, _)) = missing {
                let rejection = Rejection::from(Code::MissingReference).in_write(write);
                return Err(rejection.at_field(field));
            }
        }
        for write in &group.writes {
            let find = |key: &RowKey| changed.get(key).or_else(|| self.loaded.get(key));
            check_part(write, find)?;
        }
        for row in changed.values() {
            let find = |key: &RowKey| changed.get(key).or_else(|| self.loaded.get(key));
            check_link(&row.state, find)?;
        }
        let logged = changed.values().map(|row| LoggedRow::of(&row.state));
        let rows = logged.collect();
        changed.values().for_each(|row| self.writing.add(row));
        self.loaded.extend(changed);
        Ok(ChangedRows { rows, bytes })
    }

    /// Checks that no patient that a group names was erased. A patient that the group erases need not exist: a restored
    /// server may have lost it, and the order is signed twice, for this patient only.
    fn check_erased(&self, group: &Group) -> Result<(), Rejection> {
        let exists = |key: &RowKey| {
            let loaded = self.loaded.get(key);
            loaded.is_some_and(LoadedRow::exists) || self.existing.contains_key(key)
        };
        match erasures(group).find(|(_, order)| exists(order)) {
            Some((write, _)) => Err(Rejection::from(Code::Purged).in_write(write)),
            None => Ok(()),
        }
    }

    /// Returns whether a group ends what no budget may keep up.
    pub fn only_ends(&self, group: &Group) -> bool {
        only_ends(group, |key| self.loaded.get(key).map(|row| &row.state))
    }

    /// Returns what all rows have in bytes, as the groups so far have left them.
    pub fn bytes(&self) -> usize {
        self.loaded.values().map(|row| size_of(&row.state)).sum()
    }

    /// Checks what a group writes to one row, before it is merged.
    fn check_row(&self, row: &RowState, writes: &[&CellWrite]) -> Result<(), Rejection> {
        let in_row = |code: Code| Rejection::from(code).in_row(row.entity, row.row);
        check_patient(row, writes).map_err(in_row)?;
        check_clinic_status(row, writes).map_err(in_row)?;
        let replaces =
            |write: &&CellWrite| replaces_recovery_key(row.entity, Some(row), &write.state);
        if writes.iter().any(replaces) {
            return Err(in_row(Code::AlreadyWritten));
        }
        let has_siblings = |known: &Descriptor| {
            !known.authority.is_append_only() && !known.authority.is_admin_signed()
        };
        if Catalog::by_number(row.entity).is_none_or(has_siblings) {
            undecided::check(row, writes, &self.numbers, &self.own_numbers)?;
        }
        let is_admin_signed = |known: &Descriptor| known.authority.is_admin_signed();
        if let Some(clocks) = &self.admin_clocks
            && Catalog::by_number(row.entity).is_some_and(is_admin_signed)
        {
            for write in writes {
                let checked = clocks.check(row, write, self.now_ms);
                checked.map_err(|code| Rejection::from(code).in_write(write))?;
            }
        }
        Ok(())
    }

    /// Writes changed rows; the commit checks the constraints.
    ///
    /// # Errors
    /// A broken constraint, or a row to update that was not there.
    pub async fn write(
        &self,
        transaction: &Transaction<'_>,
        tenant: Uuid,
        changed: &BTreeSet<RowKey>,
    ) -> Result<(), WriteError> {
        let rows: Vec<&LoadedRow> = changed
            .iter()
            .filter_map(|key| self.loaded.get(key))
            .collect();
        write_rows(transaction, tenant, &rows).await
    }

    /// Returns the rows, as they are, that these groups may change.
    pub fn touched_by(&self, groups: &[ReceivedGroup]) -> Vec<(RowKey, LoadedRow)> {
        let groups = groups
            .iter()
            .filter_map(|received| received.group.as_ref().ok());
        let keys: BTreeSet<RowKey> = groups.flat_map(touched).collect();
        let rows = keys.into_iter();
        rows.filter_map(|key| Some((key, self.loaded.get(&key)?.clone())))
            .collect()
    }

    /// Notes what the database has of these rows now.
    pub fn note_written(&mut self, keys: &BTreeSet<RowKey>) {
        for key in keys {
            if let Some(row) = self.loaded.get_mut(key) {
                row.stored = row.stored_after_write();
            }
        }
        self.writing.note_written();
    }

    /// Writes some groups' rows and checks the constraints at once.
    ///
    /// # Errors
    /// As [`RowSet::write`].
    pub async fn write_checked(
        &self,
        transaction: &Transaction<'_>,
        tenant: Uuid,
        changed: &BTreeSet<RowKey>,
    ) -> Result<(), WriteError> {
        let defer = statement!("push", "defer_constraints");
        let check = statement!("push", "check_constraints");
        transaction.batch_execute(defer).await?;
        self.write(transaction, tenant, changed).await?;
        transaction.batch_execute(check).await?;
        Ok(())
    }
}

/// Returns whether a row of this version got more cells of a later one than it may have.
fn has_too_many_unknown(before: &RowState, after: &RowState) -> bool {
    let Some(known) = Catalog::by_number(after.entity) else {
        return false;
    };
    let unknown = |row: &RowState| {
        let all = row.cells.iter().chain(&row.siblings);
        let unknown = all.filter(|version| known.cell(version.cell).is_none());
        unknown.fold((0, 0), |(cells, bytes), version| {
            (cells + 1, bytes + size_of_cell(version))
        })
    };
    let ((cells_before, bytes_before), (cells, bytes)) = (unknown(before), unknown(after));
    (cells > UNKNOWN_CELLS_MAX && cells > cells_before)
        || (bytes > UNKNOWN_BYTES_MAX && bytes > bytes_before)
}

fn check_patient(row: &RowState, writes: &[&CellWrite]) -> Result<(), Code> {
    let first = writes[0].patient;
    let is_same = writes.iter().all(|write| write.patient == first);
    if is_same && (row.cells.is_empty() || row.patient == first) {
        Ok(())
    } else {
        Err(Code::PatientChanged)
    }
}

/// Checks that the part of a document comes from the document's author: the ids of its parts follow from its own, so a
/// colleague could take those that have not come yet.
fn check_part<'a>(
    write: &CellWrite,
    find: impl Fn(&RowKey) -> Option<&'a LoadedRow>,
) -> Result<(), Rejection> {
    let Some((field, key)) = document_of(write) else {
        return Ok(());
    };
    let begun = find(&key).and_then(|document| document.state.cell(CREATED));
    match begun.is_some_and(|begun| begun.author == write.state.author) {
        true => Ok(()),
        false => Err(Rejection::from(Code::MissingRight)
            .in_write(write)
            .at_field(field)),
    }
}

/// Checks that a link names its other patient, and that its merge is of the same two patients: otherwise it would
/// survive the erasure of one of them, as damage that no user can repair.
fn check_link<'a>(
    row: &RowState,
    find: impl Fn(&RowKey) -> Option<&'a LoadedRow>,
) -> Result<(), Rejection> {
    if !is_link(row.entity) {
        return Ok(());
    }
    let (merge, other) = (PatientLink::FIELD.merge, PatientLink::FIELD.other);
    let bad = |field: FieldRef| {
        Rejection::from(Code::BadValue)
            .in_row(row.entity, row.row)
            .at_field(field.number)
    };
    let patients_of = |link: &RowState| {
        let linked = other.in_row(link).and_then(Value::as_uuid);
        linked.map(|linked| BTreeSet::from([link.patient, Some(linked)]))
    };
    let patients = patients_of(row).ok_or(bad(other))?;
    let begun = merge_of(row.cells.iter()).filter(|begun| begun.row != row.row);
    let begun = begun.and_then(|key| find(&key));
    match begun.is_none_or(|begun| patients_of(&begun.state).as_ref() == Some(&patients)) {
        true => Ok(()),
        false => Err(bad(merge)),
    }
}

fn is_link(entity: u16) -> bool {
    entity == PatientLink::DESCRIPTOR.number
}

/// The row that began the merge of which a link is.
fn merge_of<'a>(mut cells: impl Iterator<Item = &'a CellState>) -> Option<RowKey> {
    let merge = cells.find_map(|cell| PatientLink::FIELD.merge.in_cell(cell))?;
    Some(RowKey {
        entity: PatientLink::DESCRIPTOR.number,
        row: merge.as_uuid()?,
    })
}

/// Returns whether a clinic is a demo is written when it is created and never again.
fn check_clinic_status(row: &RowState, writes: &[&CellWrite]) -> Result<(), Code> {
    let current = row.cells.iter().find_map(clinic_status);
    let new = writes.iter().find_map(|write| clinic_status(&write.state));
    let is_of_clinic = row.entity == Tenant::DESCRIPTOR.number;
    if is_of_clinic && current.is_some() && new.is_some() && current != new {
        return Err(Code::AlreadyWritten);
    }
    Ok(())
}

/// The status in a cell of the clinic's own row.
fn clinic_status(state: &CellState) -> Option<&Value> {
    Tenant::FIELD.status.in_cell(state)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use sync_contract::catalog::Patient;
    use sync_contract::{Clock, Wire};

    use super::*;

    const PATIENT: u16 = Patient::DESCRIPTOR.number;
    const SIBLING_BYTES: usize = 512 * 1024;

    fn cell(number: u8, at_ms: u64, bytes: usize) -> CellState {
        CellState {
            cell: number,
            clock: Clock {
                unix_ms: at_ms,
                counter: 0,
                device: 1,
            },
            generation: 0,
            author: Uuid::from_u128(1),
            secret_version: 1,
            clear: Vec::new(),
            sealed: Some(vec![1; bytes]),
            tag: [0; 16],
            signature: None,
            replaces: Vec::new(),
        }
    }

    /// As large as a row may be, less one small write.
    fn largest(row: u128) -> LoadedRow {
        let siblings = (0..7).map(|at| cell(1, 10 + at, SIBLING_BYTES));
        LoadedRow::unstored(
            RowState {
                entity: PATIENT,
                row: Uuid::from_u128(row),
                patient: None,
                cells: vec![cell(CREATED, 1, 0), cell(1, 100, SIBLING_BYTES - 8_192)],
                siblings: siblings.collect(),
            },
            1,
        )
    }

    /// One small edit of each row, by a device that has read none of its versions.
    fn edits(rows: u128) -> Group {
        let writes = (1..=rows).map(|row| CellWrite {
            entity: PATIENT,
            row: Uuid::from_u128(row),
            patient: None,
            state: cell(1, 200, 33),
            base: Vec::new(),
        });
        Group {
            cursor: None,
            id: Uuid::from_u128(1),
            action: Uuid::from_u128(2),
            tenant: Uuid::from_u128(3),
            author: Uuid::from_u128(1),
            device: 1,
            writes: writes.collect(),
            signature: [0; 64],
        }
    }

    fn row_set(rows: u128) -> RowSet {
        let loaded = (1..=rows).map(largest).map(|row| (row.key(), row));
        RowSet {
            loaded: loaded.collect(),
            now_ms: 1_000,
            ..RowSet::default()
        }
    }

    #[test]
    fn the_largest_rows_of_a_number_fit_an_answer_and_larger_groups_fail() {
        let mut fits = row_set(4);
        fits.apply(&edits(4), 2).unwrap();
        assert!(fits.loaded.values().all(|row| row.seq == 2));
        let wire: usize = fits
            .loaded
            .values()
            .map(|row| row.state.to_bytes().len())
            .sum();
        assert!(
            wire > 15 * 1024 * 1024 && wire < 2 * GROUP_ROWS_BYTES_MAX,
            "{wire}"
        );

        let mut too_many = row_set(5);
        assert_eq!(too_many.apply(&edits(5), 2), Err(Code::TooLarge.into()));
        assert!(too_many.loaded.values().all(|row| row.seq == 1));

        let mut too_large = row_set(1);
        let mut edit = edits(1);
        edit.writes[0].state.sealed = Some(vec![1; SIBLING_BYTES]);
        assert_eq!(
            too_large
                .apply(&edit, 2)
                .map_err(|rejection| rejection.code),
            Err(Code::TooLarge)
        );
    }

    /// The cost of merging grows linearly with the number of groups.
    #[test]
    fn a_push_costs_by_its_groups_whatever_it_leaves_in_a_row() {
        let cost_of = |groups: u64| {
            let mut rows = row_set(1);
            rows.loaded = HashMap::from([{
                let mut row = largest(1);
                row.state.siblings.clear();
                row.state.cells[1] = cell(1, 100, 33);
                (row.key(), row)
            }]);
            (rows.numbers, rows.own_numbers) = (vec![1], vec![1]);
            let mut undecided = 0;
            for at in 0..groups {
                let mut edit = edits(1);
                edit.writes[0].state.clock.unix_ms = 1_000 + at;
                let outcome = rows.apply(&edit, 2);
                undecided += u64::from(outcome.is_err_and(|no| no.code == Code::Undecided));
            }
            assert_eq!(undecided, groups - 3);
            rows.merged_bytes / usize::try_from(groups).unwrap()
        };
        let (few, many) = (cost_of(10), cost_of(1_000));
        assert!(many < 3 * few, "{few} and {many} bytes a group");
    }
}
