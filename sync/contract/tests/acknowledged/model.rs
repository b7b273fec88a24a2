//! What may become of a write, in these histories and in those over real vaults: the naive model of it, and the server,
//! which merges groups one by one, all of a group or nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use sync_contract::catalog::Patient;
use sync_contract::dependents::Dependents;
use sync_contract::entity::{CREATED, DELETION, Entity};
use sync_contract::merge::{is_signed, merge_group, released};
use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellState, CellWrite, Clock, Code, Group, Rejection};
use uuid::Uuid;

pub const DEVICES: usize = 3;

/// The generator `SplitMix64`: a seed gives the same history on every machine.
#[derive(Debug)]
pub struct Random(pub u64);

impl Random {
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).expect("a usize fits");
        usize::try_from(self.draw() % bound).expect("it is below a usize")
    }

    pub fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        (!of.is_empty()).then(|| &of[self.below(of.len())])
    }
}

pub type Key = (u16, Uuid);
pub type Rows = BTreeMap<Key, RowState>;
/// One version of a cell.
pub type Version = (Key, u8, Clock);

#[derive(Debug, Clone)]
struct Acknowledged {
    group: Uuid,
    /// What was on the screen when it was written, and what the writers of that had seen.
    saw: HashSet<Version>,
    /// The device that wrote it.
    at: usize,
    /// Versions that were listed as quarantined on that device: the user was told of these and no others.
    quarantined: HashSet<Version>,
}

/// The writes that were acknowledged to users, and their outcomes.
#[derive(Debug, Default)]
pub struct Model {
    writes: HashMap<Version, Acknowledged>,
    /// What was typed.
    contents: HashMap<Version, Vec<u8>>,
    /// What the server has; less, once it was restored from a backup.
    pub accepted: HashSet<Uuid>,
    in_review: HashSet<Uuid>,
    /// Discarded by a user.
    discarded: HashSet<Uuid>,
    /// Released as equal to the version shown at that moment.
    released: HashSet<Version>,
}

pub fn key_of(write: &CellWrite) -> Key {
    (write.entity, write.row)
}

/// Of two writes under one derived id the first one is kept: both have the same content.
fn is_derived(write: &CellWrite) -> bool {
    write.row.get_version_num() == 5
}

pub fn version_of(write: &CellWrite) -> Version {
    (key_of(write), write.state.cell, write.state.clock)
}

pub fn versions(row: &RowState) -> impl Iterator<Item = &CellState> {
    row.cells.iter().chain(&row.siblings)
}

pub fn version_in(row: &RowState, state: &CellState) -> Version {
    ((row.entity, row.row), state.cell, state.clock)
}

pub fn all_versions(row: Option<&RowState>) -> HashSet<Version> {
    row.into_iter()
        .flat_map(|row| versions(row).map(|state| version_in(row, state)))
        .collect()
}

fn is_signed_in(row: &RowState, state: &CellState) -> bool {
    Catalog::by_number(row.entity).is_some_and(|known| is_signed(known, state))
}

impl Model {
    /// A device has told its user that a group is stored. `on_screen`: the versions that the user saw; `typed` is what
    /// they wrote, whatever it is sealed under.
    pub fn acknowledge(
        &mut self,
        group: &Group,
        at: usize,
        on_screen: &[Version],
        quarantined: &[Version],
        typed: impl Fn(&CellWrite) -> Vec<u8>,
    ) {
        let mut saw = HashSet::new();
        for seen in on_screen {
            saw.extend(self.saw(seen).into_iter().flatten().copied());
            saw.insert(*seen);
        }
        for write in group.writes.iter().filter(|write| !is_derived(write)) {
            let acknowledged = Acknowledged {
                group: group.id,
                saw: saw.clone(),
                at,
                quarantined: quarantined.iter().copied().collect(),
            };
            self.writes.insert(version_of(write), acknowledged);
            self.contents.insert(version_of(write), typed(write));
        }
    }

    fn is_equal(&self, row: &RowState, one: &CellState, other: &Version) -> bool {
        self.contents.get(&version_in(row, one)) == self.contents.get(other)
    }

    /// What was typed in a version.
    #[allow(dead_code, reason = "for the histories over real vaults")]
    pub fn typed(&self, version: &Version) -> Option<&Vec<u8>> {
        self.contents.get(version)
    }

    /// A group is sent again under another id.
    pub fn rename(&mut self, group: &Group) {
        for write in &group.writes {
            if let Some(known) = self.writes.get_mut(&version_of(write)) {
                known.group = group.id;
            }
        }
    }

    pub fn review(&mut self, group: Uuid) {
        self.in_review.insert(group);
    }

    pub fn discard(&mut self, group: Uuid) {
        self.discarded.insert(group);
    }

    fn saw(&self, version: &Version) -> Option<&HashSet<Version>> {
        self.writes.get(version).map(|known| &known.saw)
    }

    fn has_seen(&self, writer: &Version, seen: &Version) -> bool {
        self.saw(writer).is_some_and(|saw| saw.contains(seen))
    }

    /// Checks what a group changed at the server: it drops nothing that its writer had not seen, and hides nothing.
    pub fn check_accepted(&mut self, before: &Rows, after: &Rows, all: &Rows, group: &Group) {
        self.accepted.insert(group.id);
        for write in group.writes.iter().filter(|write| !is_derived(write)) {
            let row = &all[&key_of(write)];
            let is_there = all_versions(Some(row)).contains(&version_of(write));
            assert!(is_there, "accepted and not there: {write:?}");
        }
        for (key, row) in after {
            let had = before.get(key);
            let left = all_versions(Some(row));
            for gone in all_versions(had).difference(&left) {
                self.check_gone(had.expect("it had a version"), gone, group);
            }
            self.check_not_hidden(row, group);
        }
        self.check_patients_shown(all, group);
    }

    fn check_gone(&mut self, had: &RowState, gone: &Version, group: &Group) {
        let mut all = versions(had);
        let state = all.find(|state| version_in(had, state) == *gone);
        let state = state.expect("it is of the row");
        assert!(!is_signed_in(had, state), "a signature is gone: {gone:?}");
        let is_superseded = group.writes.iter().any(|write| {
            (key_of(write), write.state.cell) == (gone.0, gone.1)
                && self.has_seen(&version_of(write), gone)
        });
        let mut releases = group.writes.iter().filter_map(released);
        let is_released = releases
            .any(|named| ((named.entity, named.row), named.cell) == (gone.0, gone.1))
            && had
                .cell(gone.1)
                .is_some_and(|shown| self.is_equal(had, shown, gone));
        assert!(is_superseded || is_released, "lost: {gone:?} by {group:?}");
        if !is_superseded {
            self.released.insert(*gone);
        }
    }

    /// Checks that of a shown deletion and each version of its row, one had seen the other.
    fn check_not_hidden(&self, row: &RowState, group: &Group) {
        let deletion = row.cell(DELETION).filter(|state| state.is_deleting());
        let Some(deletion) = deletion.map(|state| version_in(row, state)) else {
            return;
        };
        let together: HashSet<Version> = group.writes.iter().map(version_of).collect();
        for state in versions(row).filter(|state| !matches!(state.cell, CREATED | DELETION)) {
            let version = version_in(row, state);
            // the author of the deletion was told of the damaged cell, but not of later versions
            let is_quarantined = self
                .writes
                .get(&deletion)
                .is_some_and(|known| known.quarantined.contains(&version));
            assert!(
                is_quarantined
                    || self.has_seen(&deletion, &version)
                    || self.has_seen(&version, &deletion)
                    || (together.contains(&version) && together.contains(&deletion)),
                "a deletion hides {version:?}"
            );
        }
    }

    /// Checks that a deletion of a patient hides no charting: of the deletion and each write to the patient's rows, one
    /// had seen the other.
    fn check_patients_shown(&self, rows: &Rows, group: &Group) {
        let together: HashSet<Version> = group.writes.iter().map(version_of).collect();
        let patients = rows
            .values()
            .filter(|row| row.entity == Patient::DESCRIPTOR.number);
        for row in patients.filter(|row| row.is_deleted()) {
            let deletion = version_in(row, row.cell(DELETION).expect("it is deleted"));
            let by = &self.writes[&deletion];
            for theirs in rows
                .values()
                .filter(|theirs| theirs.patient == Some(row.row))
            {
                let hidden = versions(theirs)
                    .filter(|state| !state.is_deleting() && state.cell != CREATED)
                    .map(|state| version_in(theirs, state));
                for version in hidden {
                    let is_own = |known: &Acknowledged| known.at == by.at;
                    let is_known = by.saw.contains(&version)
                        || self.writes.get(&version).is_some_and(is_own)
                        || by.quarantined.contains(&version)
                        || self.has_seen(&version, &deletion)
                        || together.contains(&version) && together.contains(&deletion);
                    assert!(
                        is_known,
                        "charting is swallowed: {version:?} by {deletion:?}"
                    );
                }
            }
        }
    }

    /// Checks what a device shows while a write waits on it, with all of `waiting`.
    pub fn check_shown(&self, row: Option<&RowState>, write: &CellWrite, waiting: &[&CellWrite]) {
        if is_derived(write) {
            return;
        }
        let version = version_of(write);
        let shown = all_versions(row);
        let later = waiting.iter().copied().map(version_of);
        let is_superseded = later
            .chain(shown.iter().copied())
            .any(|other| other.1 == version.1 && self.has_seen(&other, &version));
        let is_signed_row = row.is_some_and(|row| {
            write.state.is_deleting() && versions(row).any(|state| is_signed_in(row, state))
        });
        let shown_of_cell = row.and_then(|row| Some((row, row.cell(version.1)?)));
        let is_equal =
            shown_of_cell.is_some_and(|(row, state)| self.is_equal(row, state, &version));
        assert!(
            shown.contains(&version) || is_superseded || is_signed_row || is_equal,
            "waits and is not shown: {write:?} on {row:?}"
        );
    }

    /// Checks at the end that every write is accounted for. `queued`: the groups that are still on a device.
    pub fn check_all(&self, server: &Rows, queued: &HashSet<Uuid>) {
        let there: HashSet<Version> = server
            .values()
            .flat_map(|row| all_versions(Some(row)))
            .collect();
        for (version, write) in &self.writes {
            let is_elsewhere = [queued, &self.in_review, &self.discarded]
                .iter()
                .any(|groups| groups.contains(&write.group));
            let is_superseded = || {
                self.writes.iter().any(|(other, by)| {
                    (other.0, other.1) == (version.0, version.1)
                        && by.saw.contains(version)
                        && self.accepted.contains(&by.group)
                })
            };
            assert!(
                is_elsewhere
                    || there.contains(version)
                    || self.released.contains(version)
                    || is_superseded(),
                "lost: {version:?} of {write:?}"
            );
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Accepted(u64),
    Rejected,
    Deferred,
    Review,
}

#[derive(Debug, Default, Clone)]
pub struct Server {
    /// Another one after it was restored from a backup.
    pub timeline: Uuid,
    pub rows: Rows,
    pub head: u64,
    /// Under which numbers a row changed, and by which device.
    changed: BTreeMap<Key, Vec<(u64, usize)>>,
    accepted: HashMap<Uuid, u64>,
    /// Authors without the right to write.
    pub blocked: HashSet<Uuid>,
    /// Devices that are shut out: what comes from them is held for review.
    pub revoked: HashSet<usize>,
}

impl Server {
    /// Puts a row in the place of another, as an admin's group does.
    #[allow(dead_code, reason = "for the histories over real vaults")]
    pub fn put(&mut self, row: RowState, device: usize) {
        let key = (row.entity, row.row);
        self.head += 1;
        let changes = self.changed.entry(key).or_default();
        changes.push((self.head, device));
        self.rows.insert(key, row);
    }

    pub fn push(
        &mut self,
        device: usize,
        groups: &[Group],
        now_ms: u64,
        is_busy: bool,
        model: &mut Model,
    ) -> Vec<Verdict> {
        let mut dependents = Dependents::default();
        let mut verdicts = Vec::new();
        for group in groups {
            let verdict = match self.accepted.get(&group.id) {
                Some(seq) => Verdict::Accepted(*seq),
                None if self.revoked.contains(&device) => {
                    model.review(group.id);
                    Verdict::Review
                }
                None if is_busy || dependents.contains(group) => Verdict::Deferred,
                None if self.blocked.contains(&group.author) => Verdict::Rejected,
                None => self.apply(device, group, now_ms, model),
            };
            if matches!(verdict, Verdict::Rejected | Verdict::Deferred) {
                dependents.insert(group);
            }
            verdicts.push(verdict);
        }
        verdicts
    }

    fn apply(&mut self, device: usize, group: &Group, now_ms: u64, model: &mut Model) -> Verdict {
        let Ok(changed) = self.merged(device, group, now_ms) else {
            return Verdict::Rejected;
        };
        self.head += 1;
        let mut before = Rows::new();
        for (key, row) in &changed {
            let changes = self.changed.entry(*key).or_default();
            changes.push((self.head, device));
            before.extend(self.rows.insert(*key, row.clone()).map(|had| (*key, had)));
        }
        self.accepted.insert(group.id, self.head);
        model.check_accepted(&before, &changed, &self.rows, group);
        Verdict::Accepted(self.head)
    }

    /// The rows that a group changes.
    fn merged(&self, device: usize, group: &Group, now_ms: u64) -> Result<Rows, Rejection> {
        let stored = |key: Key| self.rows.get(&key);
        let limits = |row: &RowState, writes: &[&CellWrite]| limit(row, writes, device);
        let is_blind = |deletion: &CellWrite| {
            let known = group
                .cursor
                .filter(|cursor| cursor.timeline == self.timeline);
            let seen = known.map_or(0, |cursor| cursor.seq);
            let is_theirs = |key: &Key| self.rows[key].patient == Some(deletion.row);
            let of_patient = self.changed.iter().filter(|(key, _)| is_theirs(key));
            let mut changes = of_patient.flat_map(|(_, changes)| changes);
            changes.any(|(seq, by)| *seq > seen && *by != device)
        };
        merge_group(&group.writes, stored, now_ms, limits, is_blind)
    }

    /// The rows that changed above a cursor, up to a number of changes; and the cursor after them.
    pub fn page(&self, cursor: u64, changes_max: u64) -> (Vec<RowState>, u64) {
        let upto = self.head.min(cursor + changes_max);
        let due = |key: &Key| {
            let changes = self.changed.get(key).and_then(|changes| changes.last());
            changes.is_some_and(|(seq, _)| *seq > cursor && *seq <= upto)
        };
        let rows = self.rows.iter().filter(|(key, _)| due(key));
        (rows.map(|(_, row)| row.clone()).collect(), upto)
    }
}

/// Open versions of a cell that a device leaves, whichever of its numbers wrote them.
const VERSIONS_MAX: usize = 4;

/// A device that leaves too many versions to be decided waits with the next one, and no other device does.
fn limit(row: &RowState, writes: &[&CellWrite], device: usize) -> Result<(), Rejection> {
    for write in writes {
        let open = versions(row).filter(|state| {
            let is_own = state.clock.device as usize % DEVICES == (device + 1) % DEVICES;
            state.cell == write.state.cell && is_own && !write.base.contains(&state.clock)
        });
        if open.count() >= VERSIONS_MAX {
            return Err(Rejection::from(Code::Undecided).in_write(write));
        }
    }
    Ok(())
}
