//! Imports the lines of a file, step by step.

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Patient, PatientImport};
use sync_contract::ids::{FacilityId, PatientImportId};
use vault::WriteTx;

use crate::Clinic;
use crate::error::Result;
use crate::patients::import::check::{ImportView, Prepared, is_known, prepare};
use crate::patients::import::mapping::Imported;
use crate::patients::import::plan::ImportPlan;
use crate::patients::register::{letters, next_number};
use crate::reads::{ListRead, log_list};
use crate::spreadsheet::table::Table;
use crate::view::{Id, count};

/// An import that has begun: what is not imported yet is in the memory alone.
#[derive(Default)]
pub struct Importing {
    pub view: ImportView,
    /// None while there is nothing to import.
    id: Option<PatientImportId>,
    rows: Vec<(Imported, Patient)>,
    /// Rows that were imported or passed over.
    done: usize,
    passed_over: usize,
}

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportProgress {
    /// None where there was nothing to import.
    pub import_id: Option<Id>,
    pub imported: u32,
    pub total: u32,
}

/// Patients of one transaction: others can work in between, and an import that is stopped keeps them.
const STEP: usize = 100;

/// Begins to import every valid line whose patient is not stored yet; [`next`] imports them. Each patient is a change
/// of their own with an audit entry of their own: what becomes of one, be it refused or erased, touches no other.
///
/// # Errors
/// As [`preview`](super::check::preview), and `Forbidden` without `patients.create`: each line becomes a new row.
pub fn begin(clinic: &mut Clinic, table: &Table, plan: &ImportPlan) -> Result<Importing> {
    clinic.may(Right::PatientsImport)?;
    clinic.may(Right::PatientsCreate)?;
    log_list(clinic, ListRead::Search)?;
    let Prepared { view, mut rows } = prepare(clinic, table, plan)?;
    // the numbers of the list first: none of them is given out meanwhile
    rows.sort_by_key(|(row, _)| row.file_number.is_empty());
    let lines = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut importing = Importing {
        view,
        rows,
        ..Importing::default()
    };
    if !importing.rows.is_empty() {
        importing.id = Some(clinic.write("begin import", |tx| {
            let id = tx.new_id();
            tx.insert(&PatientImport { id, lines })?;
            Ok(id)
        })?);
    }
    Ok(importing)
}

/// Imports the next lines, all of them or none. What is imported stays when no more are asked for. A line whose file
/// number was given out since the list was looked at is passed over, and no longer counted.
///
/// # Errors
/// `Forbidden` (needs `patients.import` and `patients.create`); those of the disk.
pub fn next(clinic: &mut Clinic, importing: &mut Importing) -> Result<ImportProgress> {
    clinic.may(Right::PatientsImport)?;
    clinic.may(Right::PatientsCreate)?;
    let (id, rest) = (importing.id, &importing.rows[importing.done..]);
    let rows = &rest[..rest.len().min(STEP)];
    let mut passed_over = 0;
    let facility = clinic.workplace()?.facility;
    let letters = letters(&clinic.read())?;
    clinic.write_each("import patient", rows, |tx, row| {
        passed_over += usize::from(!insert(tx, (id, facility), &letters, row)?);
        Ok(())
    })?;
    importing.done += rows.len();
    importing.passed_over += passed_over;
    Ok(importing.progress())
}

impl Importing {
    pub fn progress(&self) -> ImportProgress {
        ImportProgress {
            import_id: self.id.map(|id| Id::of(id.0)),
            imported: count(self.done - self.passed_over),
            total: count(self.rows.len() - self.passed_over),
        }
    }

    pub fn is_done(&self) -> bool {
        self.done == self.rows.len()
    }
}

/// Returns whether the patient of a line is new.
fn insert(
    tx: &mut WriteTx<'_>,
    (import, facility): (Option<PatientImportId>, Option<FacilityId>),
    letters: &str,
    (row, patient): &(Imported, Patient),
) -> Result<bool> {
    let mut patient = Patient {
        id: tx.new_id(),
        import,
        facility,
        ..patient.clone()
    };
    if row.file_number.is_empty() {
        patient.file_number = Some(next_number(tx, letters)?).into();
    } else if is_known(&tx.read(), row)? {
        return Ok(false);
    }
    tx.insert(&patient)?;
    Ok(true)
}
