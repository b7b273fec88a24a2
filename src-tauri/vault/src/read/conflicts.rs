use std::collections::{BTreeMap, BTreeSet, HashMap};

use sync_contract::catalog::Patient;
use sync_contract::change::Address;
use sync_contract::entity::DELETION;
use sync_contract::ids::PatientId;
use sync_contract::merge::is_open_conflict;
use sync_contract::pull::{Cursor, RowState};
use sync_contract::statement;
use sync_contract::{
    Catalog, CellContent, CellState, CellValues, Clock, Descriptor, Entity, Value,
};
use uuid::Uuid;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::session::cells::{Opened, RowKeys, values};
use crate::store::device::followed_to;
use crate::store::quarantine::QuarantinedCell;
use crate::store::rows::json;
use crate::store::{columns, damage, quarantine, row_tag, rows, siblings};

/// A cell with two or more concurrent versions that do not say the same in the clear, until a person decides.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// Equal on every device.
    pub id: Uuid,
    pub descriptor: &'static Descriptor,
    pub row: Uuid,
    pub patient: Option<Uuid>,
    pub cell: u8,
    /// Whether the first sibling is shown; a contested deletion shows none of its versions.
    pub is_first_shown: bool,
    /// Every version in the row with its cell: a decision about a deletion is one about all of them.
    pub versions: Vec<(u8, Clock)>,
    /// The one that is shown first, then the others by their clocks.
    pub siblings: Vec<ConflictSibling>,
    /// Versions that cannot be decrypted though their key is here: none can be chosen, and a decision names them as
    /// seen.
    pub damaged: Vec<Clock>,
    /// Versions that say in the clear what another of them does: each is seen with that one, so a decision names it.
    pub equal: Vec<Clock>,
    /// The deletion of the row's patient, where the patient is deleted: a decision says nothing against it.
    pub patient_deletion: Option<Clock>,
    /// How far the device had followed the feed when this was read; none during a bootstrap.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Clone)]
pub struct ConflictSibling {
    pub clock: Clock,
    pub author: Uuid,
    /// Undecryptable values where this user lacks the key: then they decide nothing here.
    pub content: CellContent,
}

/// What a view of conflicts shows besides their rows.
struct View {
    cursor: Option<Cursor>,
    /// Of those patients who are deleted.
    deletions: HashMap<Uuid, Clock>,
}

/// Entity, row and cell.
type ContestedCell = (u16, Uuid, u8);

impl Conflict {
    /// Every clock that a decision must name.
    pub fn clocks(&self) -> Vec<Clock> {
        let siblings = self.siblings.iter().map(|sibling| sibling.clock);
        let others = self.damaged.iter().chain(&self.equal);
        siblings.chain(others.copied()).collect()
    }

    /// Whether a deletion and a write did not know of each other: it is answered by deleting or by keeping the row.
    pub fn is_deletion(&self) -> bool {
        self.cell == DELETION
    }

    /// Whether all other versions equal the one that is shown: then the conflict is released without a decision.
    pub fn is_equal(&self) -> bool {
        self.is_equal_but_for(&[])
    }

    /// The same, where of these values of the cell only counts whether they are there.
    pub fn is_equal_but_for(&self, noted: &[usize]) -> bool {
        let is_comparable = self.is_first_shown && self.siblings.len() > 1 && !self.is_deletion();
        let is_like = |(index, (one, next)): (usize, (&Value, &Value))| {
            one == next || noted.contains(&index) && *one != Value::Null && *next != Value::Null
        };
        let mut pairs = self.siblings.windows(2);
        is_comparable
            && self.damaged.is_empty()
            && self.is_open()
            && pairs.all(|pair| {
                let [one, next] = [&pair[0].content.values, &pair[1].content.values];
                one.len() == next.len() && one.iter().zip(next).enumerate().all(is_like)
            })
    }

    /// Whether this user can see what they would decide.
    pub fn is_open(&self) -> bool {
        self.siblings
            .iter()
            .all(|sibling| !sibling.content.has_undecryptable())
    }
}

impl Reader<'_> {
    /// Everything that waits for a decision, oldest row first. Where versions were taken out of the file, the rows are
    /// noted that lack them.
    pub fn conflicts(&self) -> Result<Vec<Conflict>> {
        let (tags, log) = (self.prover.verifier.tags, &self.session.damage);
        for descriptor in Catalog::ALL {
            log.note_read(descriptor.number);
        }
        if damage::lacks_siblings(self.conn, tags)? {
            for descriptor in Catalog::ALL {
                for (row, patient) in row_tag::altered_rows(self.conn, tags, descriptor)? {
                    log.note(descriptor.number, patient, row);
                }
            }
        }
        self.conflicts_at(&self.contested_cells()?)
    }

    /// Returns the same of rows of these patients, their own among them, by at most six statements for each entity that
    /// has siblings. What lacks versions is not noted.
    pub fn conflicts_of_patients(&self, patients: &BTreeSet<PatientId>) -> Result<Vec<Conflict>> {
        let mut cells = self.contested_cells()?;
        let mut rows: BTreeMap<u16, BTreeSet<Uuid>> = BTreeMap::new();
        for (entity, row, _) in &cells {
            rows.entry(*entity).or_default().insert(*row);
        }
        for (entity, rows) in &mut rows {
            *rows = match Catalog::by_number(*entity) {
                Some(descriptor) => self.rows_of_patients(descriptor, rows, patients)?,
                None => BTreeSet::new(),
            };
        }
        cells.retain(|(entity, row, _)| rows.get(entity).is_some_and(|rows| rows.contains(row)));
        self.conflicts_at(&cells)
    }

    /// Returns which of some rows are of these patients.
    fn rows_of_patients(
        &self,
        descriptor: &'static Descriptor,
        rows: &BTreeSet<Uuid>,
        patients: &BTreeSet<PatientId>,
    ) -> Result<BTreeSet<Uuid>> {
        let patients = patients.iter().map(|patient| patient.0);
        if descriptor.number == Patient::DESCRIPTOR.number {
            return Ok(patients.filter(|patient| rows.contains(patient)).collect());
        }
        if !descriptor.of_patient {
            return Ok(BTreeSet::new());
        }
        let sql = format!(
            "select t.id from json_each(?1) as wanted join {} as t on t.id = unhex(wanted.value)
             where t.patient in (select unhex(value) from json_each(?2))",
            descriptor.table
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut listed = statement.query([json(rows.iter().copied()), json(patients)])?;
        let mut ids = BTreeSet::new();
        while let Some(row) = listed.next()? {
            ids.extend(columns::id(row, 0)?);
        }
        Ok(ids)
    }

    /// Returns the cells that have siblings, oldest row first.
    fn contested_cells(&self) -> Result<Vec<ContestedCell>> {
        let sql = statement!("conflicts", "cells");
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut cells = Vec::new();
        while let Some(row) = rows.next()? {
            let entity = columns::integer(row, 0)?.and_then(|entity| u16::try_from(entity).ok());
            let cell = columns::integer(row, 2)?.and_then(|cell| u8::try_from(cell).ok());
            // a place that no row has was put there by another program
            if let (Some(entity), Some(id), Some(cell)) = (entity, columns::id(row, 1)?, cell) {
                cells.push((entity, id, cell));
            }
        }
        Ok(cells)
    }

    /// Returns what waits at these cells, in their order.
    fn conflicts_at(&self, cells: &[ContestedCell]) -> Result<Vec<Conflict>> {
        let mut by_entity: BTreeMap<u16, Vec<(Uuid, u8)>> = BTreeMap::new();
        for (entity, row, cell) in cells {
            by_entity.entry(*entity).or_default().push((*row, *cell));
        }
        let mut by_cell = HashMap::new();
        for (entity, cells) in by_entity {
            if let Some(descriptor) = Catalog::by_number(entity) {
                self.conflicts_of(descriptor, &cells, &mut by_cell)?;
            }
        }
        let conflicts = cells.iter().filter_map(|cell| by_cell.remove(cell));
        Ok(conflicts.collect())
    }

    /// Those of one entity, by four statements.
    fn conflicts_of(
        &self,
        descriptor: &'static Descriptor,
        cells: &[(Uuid, u8)],
        by_cell: &mut HashMap<ContestedCell, Conflict>,
    ) -> Result<()> {
        let entity = descriptor.number;
        let ids = || cells.iter().map(|(row, _)| *row);
        let states = rows::load_many(self.conn, descriptor, ids())?;
        let siblings = siblings::siblings_of_rows(self.conn, entity, ids())?;
        let view = self.view_of(states.values())?;
        for (row, cell) in cells {
            if let (Some(state), Some(siblings)) = (states.get(row), siblings.get(row)) {
                // one that another program made a version of another cell
                if siblings.iter().all(|sibling| sibling.cell != *cell) {
                    let log = &self.session.damage;
                    log.note(entity, state.patient, *row);
                }
                let conflict = self.between(descriptor, state, siblings, *cell, &view);
                by_cell.extend(conflict.map(|conflict| ((entity, *row, *cell), conflict)));
            }
        }
        Ok(())
    }

    /// Returns none when nothing waits at this cell.
    pub fn conflict(
        &self,
        descriptor: &'static Descriptor,
        row: Uuid,
        cell: u8,
    ) -> Result<Option<Conflict>> {
        let Some(state) = rows::load_known(self.conn, descriptor, row)? else {
            return Ok(None);
        };
        let siblings = siblings::siblings(self.conn, descriptor.number, row)?;
        let view = self.view_of([&state])?;
        Ok(self.between(descriptor, &state, &siblings, cell, &view))
    }

    fn view_of<'a>(&self, rows: impl IntoIterator<Item = &'a RowState>) -> Result<View> {
        let patients = rows.into_iter().filter_map(|row| row.patient);
        let patients = rows::load_many(self.conn, Patient::DESCRIPTOR, patients)?;
        let deletion = |(id, row): (Uuid, RowState)| {
            let deletion = row.cell(DELETION).filter(|state| state.is_deleting())?;
            Some((id, deletion.clock))
        };
        Ok(View {
            cursor: followed_to(self.conn)?,
            deletions: patients.into_iter().filter_map(deletion).collect(),
        })
    }

    fn between(
        &self,
        descriptor: &'static Descriptor,
        state: &RowState,
        all: &[CellState],
        cell: u8,
        view: &View,
    ) -> Option<Conflict> {
        let spec = descriptor.cell(cell)?;
        let row = state.row;
        let versions = state.cells.iter().chain(all);
        let winner = state.cells.iter().find(|stored| stored.cell == cell);
        let of_cell = all.iter().filter(|sibling| sibling.cell == cell);
        let (siblings, equal): (Vec<_>, Vec<_>) = of_cell.partition(|sibling| {
            let later = all
                .iter()
                .filter(|other| other.cell == cell && other.order() > sibling.order());
            let mut others = winner.into_iter().chain(later);
            others.all(|other| !self.is_seen_with(state, other, sibling))
        });
        if siblings.is_empty() {
            return None;
        }
        let siblings = siblings.into_iter();
        let is_deletion = |version: &CellState| version.cell == DELETION && version.is_deleting();
        // several people deleted it: they agree
        if winner.is_some_and(is_deletion) && siblings.clone().all(is_deletion) {
            return None;
        }
        let address = Address {
            tenant: self.tenant,
            entity: descriptor.number,
            row,
            cell,
        };
        let (mut keys, mut damaged) = (RowKeys::default(), Vec::new());
        let mut open = |sibling: &CellState| match self.prover.verifier.check(state, sibling) {
            Ok(_) => {
                let opened = self.session.open(&mut keys, spec, address, sibling);
                if matches!(opened, Opened::Damaged) {
                    damaged.push(sibling.clock);
                }
                values(spec, sibling, opened)
            }
            // not what was written: no decision rests on it
            Err(_) => {
                let log = &self.session.damage;
                log.note(descriptor.number, state.patient, row);
                CellValues::from_elem(Value::Undecryptable, spec.fields.len())
            }
        };
        let sibling = |sibling: &CellState| ConflictSibling {
            clock: sibling.clock,
            author: sibling.author,
            content: CellContent {
                number: cell,
                values: open(sibling),
            },
        };
        let mut siblings: Vec<_> = winner.into_iter().chain(siblings).map(sibling).collect();
        // where none opens, there is nothing to decide between
        match damaged.len() == siblings.len() {
            true => damaged.clear(),
            false => siblings.retain(|sibling| !damaged.contains(&sibling.clock)),
        }
        let is_first_shown = winner.is_some_and(|shown| !damaged.contains(&shown.clock));
        Some(Conflict {
            id: conflict_id(self.tenant, descriptor, row, cell),
            descriptor,
            row,
            patient: state.patient,
            cell,
            is_first_shown,
            versions: versions
                .map(|version| (version.cell, version.clock))
                .collect(),
            siblings,
            damaged,
            equal: equal.iter().map(|version| version.clock).collect(),
            patient_deletion: state
                .patient
                .and_then(|patient| view.deletions.get(&patient).copied()),
            cursor: view.cursor,
        })
    }

    /// Returns which siblings of these rows are seen with what is shown, each with its cell, by one statement: by none
    /// where all are sealed, as nearly always.
    pub(super) fn seen_with_shown(
        &self,
        descriptor: &'static Descriptor,
        siblings: &HashMap<Uuid, Vec<CellState>>,
    ) -> Result<HashMap<Uuid, Vec<(u8, Clock)>>> {
        let is_clear = |sibling: &CellState| sibling.sealed.is_none() && sibling.cell != DELETION;
        let with_clear = siblings.iter().filter(|(_, of)| of.iter().any(is_clear));
        let ids: Vec<Uuid> = with_clear.map(|(id, _)| *id).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let states = rows::load_many(self.conn, descriptor, ids.into_iter())?;
        let of_row = |(id, state): (Uuid, RowState)| {
            let of = siblings.get(&id).map_or(&[][..], Vec::as_slice);
            let seen = self.seen_in(&state, of);
            (id, seen)
        };
        Ok(states.into_iter().map(of_row).collect())
    }

    /// Returns the same of one row.
    pub(super) fn seen_in(&self, state: &RowState, siblings: &[CellState]) -> Vec<(u8, Clock)> {
        let is_seen = |sibling: &&CellState| {
            let shown = state.cell(sibling.cell);
            shown.is_some_and(|shown| self.is_seen_with(state, shown, sibling))
        };
        let seen = siblings.iter().filter(is_seen);
        seen.map(|sibling| (sibling.cell, sibling.clock)).collect()
    }

    /// Returns whether who sees one version of a cell has seen a sibling, too: it says the same in the clear. What is
    /// not what was written says nothing.
    fn is_seen_with(&self, row: &RowState, version: &CellState, sibling: &CellState) -> bool {
        let is_written = |state: &CellState| self.prover.verifier.check(row, state).is_ok();
        !is_open_conflict(Some(version), sibling) && is_written(version) && is_written(sibling)
    }

    /// Returns what was pulled and failed a check, or did not open.
    pub fn quarantined(&self) -> Result<Vec<QuarantinedCell>> {
        quarantine::list(self.conn)
    }
}

/// Derived from the cell, so that two devices speak of one conflict.
fn conflict_id(tenant: Uuid, descriptor: &Descriptor, row: Uuid, cell: u8) -> Uuid {
    let name = format!("conflict/{}/{row}/{cell}", descriptor.number);
    sync_contract::ids::derived_id(sync_contract::ids::TenantId(tenant), &name)
}
