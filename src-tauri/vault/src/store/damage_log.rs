//! What reads have found damaged or missing: noted where it is read, and reported with the answer.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::Patient;
use sync_contract::{Catalog, Compartment, Entity};
use uuid::Uuid;

/// Rows of one entity that could not be shown: of one patient, or the clinic's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    pub entity: u16,
    /// The name of the entity, or `AuditEntry`.
    pub name: &'static str,
    pub patient: Option<Uuid>,
    /// Rows that are not what was written.
    pub damaged: usize,
    /// Rows that are not in the file any more, as far as that is known: at least so many.
    pub missing: usize,
}

#[derive(Debug, Default)]
struct Lost {
    rows: BTreeSet<Uuid>,
    /// Those of the audit log, which have no id.
    entries: usize,
    missing: usize,
}

/// Stands for the audit log, which is no entity of the catalog.
const AUDIT_ENTRY: u16 = 0;

/// What was found when all rows of an entity were read.
#[derive(Debug)]
pub(crate) struct LookedOver {
    /// The state of the file, as far as this program did not write it.
    pub version: i64,
    pub at_ms: u64,
    pub altered: Vec<(Uuid, Option<Uuid>)>,
    pub missing: usize,
}

/// After so long a file that something else wrote to is looked over again.
const LOOK_AGAIN_MS: u64 = 60_000;

/// Damage that reads have found since the caller last took it.
#[derive(Debug, Default)]
pub(crate) struct DamageLog {
    lost: RefCell<BTreeMap<(u16, Option<Uuid>), Lost>>,
    looked_over: RefCell<BTreeMap<u16, LookedOver>>,
    /// Compartments of what was read and could not be opened for want of a key that the user is entitled to.
    lacking: RefCell<BTreeSet<Compartment>>,
    /// The entities of which rows were read, or looked for.
    read: RefCell<BTreeSet<u16>>,
}

impl DamageLog {
    /// Returns whether what was found of an entity still counts.
    pub fn is_looked_over(&self, entity: u16, version: i64, now_ms: u64) -> bool {
        let all = self.looked_over.borrow();
        let is_current = |known: &LookedOver| {
            known.version == version || now_ms.abs_diff(known.at_ms) < LOOK_AGAIN_MS
        };
        all.get(&entity).is_some_and(is_current)
    }

    /// For edits over the connection of a test, which change nothing that it asks for.
    #[cfg(test)]
    pub fn forget_looked_over(&self) {
        self.looked_over.borrow_mut().clear();
    }

    pub fn note_looked_over(&self, entity: u16, result: LookedOver) {
        self.looked_over.borrow_mut().insert(entity, result);
    }

    /// Notes once more what was found of an entity, for another list.
    pub fn report_looked_over(&self, entity: u16) {
        let all = self.looked_over.borrow();
        let Some(known) = all.get(&entity) else {
            return;
        };
        for (row, patient) in &known.altered {
            self.note(entity, *patient, *row);
        }
        self.note_missing(entity, None, known.missing);
    }

    /// The row of a patient is the patient's own, whichever read finds it: it is reported once.
    pub fn note(&self, entity: u16, patient: Option<Uuid>, row: Uuid) {
        let is_patient = entity == Patient::DESCRIPTOR.number && !row.is_nil();
        let patient = patient.or(is_patient.then_some(row));
        let mut all = self.lost.borrow_mut();
        all.entry((entity, patient)).or_default().rows.insert(row);
    }

    /// Notes that rows are missing; a second list of the same rows misses no more of them.
    pub fn note_missing(&self, entity: u16, patient: Option<Uuid>, missing: usize) {
        if missing > 0 {
            let mut all = self.lost.borrow_mut();
            let lost = all.entry((entity, patient)).or_default();
            lost.missing = lost.missing.max(missing);
        }
    }

    /// Returns whether rows of a patient were noted as missing.
    pub fn is_any_missing(&self, entity: u16, patient: Uuid) -> bool {
        let all = self.lost.borrow();
        all.get(&(entity, Some(patient)))
            .is_some_and(|lost| lost.missing > 0)
    }

    /// Returns whether rows of a patient, or of the clinic, were noted as damaged or missing.
    pub fn is_any_lost(&self, entity: u16, patient: Option<Uuid>) -> bool {
        let all = self.lost.borrow();
        all.get(&(entity, patient))
            .is_some_and(|lost| lost.missing > 0 || !lost.rows.is_empty())
    }

    /// Notes that entries of the audit log could not be shown, on a page of it.
    pub fn note_entries(&self, damaged: usize, missing: usize) {
        if damaged + missing > 0 {
            let mut all = self.lost.borrow_mut();
            let lost = all.entry((AUDIT_ENTRY, None)).or_default();
            lost.entries += damaged;
            lost.missing += missing;
        }
    }

    pub fn note_lacking(&self, compartment: Compartment) {
        self.lacking.borrow_mut().insert(compartment);
    }

    pub fn take_lacking(&self) -> BTreeSet<Compartment> {
        self.lacking.take()
    }

    pub fn note_read(&self, entity: u16) {
        self.read.borrow_mut().insert(entity);
    }

    pub fn take_read(&self) -> BTreeSet<u16> {
        self.read.take()
    }

    pub fn all(&self) -> Vec<Damage> {
        let all = self.lost.borrow();
        let damage = all.iter().filter_map(|((entity, patient), lost)| {
            let name = match *entity {
                AUDIT_ENTRY => "AuditEntry",
                entity => Catalog::by_number(entity)?.name,
            };
            Some(Damage {
                entity: *entity,
                name,
                patient: *patient,
                damaged: lost.rows.len() + lost.entries,
                missing: lost.missing,
            })
        });
        damage.collect()
    }

    pub fn take(&self) -> Vec<Damage> {
        let all = self.all();
        self.lost.borrow_mut().clear();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_of_a_patient_is_noted_once() {
        let log = DamageLog::default();
        let patient = Uuid::from_u128(7);
        log.note(Patient::DESCRIPTOR.number, None, patient);
        log.note(Patient::DESCRIPTOR.number, Some(patient), patient);
        let all = log.take();
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].patient, all[0].damaged), (Some(patient), 1));
        // which row an index did not say is no patient's
        log.note(Patient::DESCRIPTOR.number, None, Uuid::nil());
        assert_eq!(log.take()[0].patient, None);
    }
}
