//! Import of patients from a list that another program wrote.

mod mapping;

use std::collections::BTreeSet;

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::field::days_since_1970;
use sync_contract::ids::PatientId;
use vault::WriteTx;
use vault::search::PersonFields;

use crate::error::{Error, Reason, Result, code_point};
use crate::patients::duplicates::person::{ComparedPerson, pairs};
use crate::patients::duplicates::similar;
use crate::patients::identity;
pub use crate::patients::import::mapping::{Column, Imported, RowError, Target, columns, patients};
use crate::patients::register::next_number;
use crate::patients::view::DuplicateReason;
use crate::reads::{ListRead, log_list};
pub use crate::spreadsheet::table::{Record, Table, read};
use crate::view::{Id, count};
use crate::{Clinic, fields};

/// The result of an import, or of its preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportView {
    pub columns: Vec<Column>,
    pub errors: Vec<RowError>,
    /// Likely the same person as another line or as a stored patient. Flagged, never merged.
    pub duplicates: Vec<LineDuplicate>,
    /// Lines whose file number is already used: skipped.
    pub known: u32,
    /// Lines that can be imported.
    pub valid: u32,
    pub imported: u32,
}

/// `other_line` for another line of the file, `patient_id` for a stored patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LineDuplicate {
    pub line: u32,
    pub other_line: Option<u32>,
    pub patient_id: Option<Id>,
    pub reasons: Vec<DuplicateReason>,
}

/// Returns what importing a file would do. Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `patients.import`), `Import` when the file cannot be parsed.
pub fn preview(clinic: &Clinic, bytes: &[u8]) -> Result<ImportView> {
    clinic.may(Right::PatientsImport)?;
    log_list(clinic, ListRead::Search)?;
    Ok(prepare(clinic, bytes)?.view)
}

/// Imports every valid line whose patient is not stored yet, all of them or none. Each patient is a change of their own
/// with an audit entry of their own: what becomes of one, be it refused or erased, touches no other.
///
/// # Errors
/// As [`preview`], and `Forbidden` without `patients.create`: each line becomes a new row.
pub fn import(clinic: &mut Clinic, bytes: &[u8]) -> Result<ImportView> {
    clinic.may(Right::PatientsImport)?;
    clinic.may(Right::PatientsCreate)?;
    let Prepared { mut view, rows } = prepare(clinic, bytes)?;
    clinic.write_each("import patient", &rows, insert)?;
    view.imported = count(rows.len());
    Ok(view)
}

struct Prepared {
    view: ImportView,
    rows: Vec<(Imported, Patient)>,
}

fn prepare(clinic: &Clinic, bytes: &[u8]) -> Result<Prepared> {
    let table = read(bytes)?;
    let columns = columns(&table)?;
    let (mut errors, mut rows, mut known) = (Vec::new(), Vec::new(), 0);
    let (mut numbers, mut valid) = (BTreeSet::new(), 0);
    for imported in patients(&table, &columns, clinic.today()?) {
        let checked = imported.and_then(|row| {
            let patient = patient(&row).map_err(|error| row_error(row.line, &error))?;
            if !row.file_number.is_empty() && !numbers.insert(row.file_number.to_uppercase()) {
                return Err(RowError {
                    line: row.line,
                    field: "file number".into(),
                    reason: Reason::Taken,
                    character: None,
                });
            }
            Ok((row, patient))
        });
        match checked {
            Err(error) => errors.push(error),
            Ok((row, patient)) => {
                valid += 1;
                if is_known(clinic, &row)? {
                    known += 1;
                } else {
                    rows.push((row, patient));
                }
            }
        }
    }
    let duplicates = duplicates_of(clinic, &rows)?;
    let view = ImportView {
        columns,
        errors,
        duplicates,
        known,
        valid,
        imported: 0,
    };
    Ok(Prepared { view, rows })
}

fn is_known(clinic: &Clinic, row: &Imported) -> Result<bool> {
    if row.file_number.is_empty() {
        return Ok(false);
    }
    Ok(!clinic
        .read()
        .patients_with_file_number(&row.file_number)?
        .is_empty())
}

fn row_error(line: u64, error: &Error) -> RowError {
    let (field, reason, character) = match error {
        Error::Invalid { field, reason } => (*field, *reason, None),
        Error::TooLong { field, .. } => (*field, Reason::TooLong, None),
        Error::Unseen {
            field, character, ..
        } => (*field, Reason::ControlCharacter, Some(*character)),
        _ => ("line", Reason::Malformed, None),
    };
    RowError {
        line,
        field: field.to_owned(),
        reason,
        character: character.map(code_point),
    }
}

/// Returns the duplicates among the lines, and between lines and stored patients, by the same comparison.
fn duplicates_of(clinic: &Clinic, rows: &[(Imported, Patient)]) -> Result<Vec<LineDuplicate>> {
    const PATIENTS_MAX: usize = 3;
    let people: Vec<ComparedPerson> = rows
        .iter()
        .map(|(row, _)| ComparedPerson::from(row))
        .collect();
    let line = |index: usize| u32::try_from(rows[index].0.line).unwrap_or(u32::MAX);
    let mut duplicates: Vec<LineDuplicate> = pairs(&people)
        .into_iter()
        .map(|pair| LineDuplicate {
            line: line(pair.second),
            other_line: Some(line(pair.first)),
            patient_id: None,
            reasons: pair.reasons,
        })
        .collect();
    for (index, person) in people.iter().enumerate() {
        let mut similar = similar(clinic, person)?;
        similar.retain(|(_, similarity)| similarity.is_likely);
        for (patient, similarity) in similar.into_iter().take(PATIENTS_MAX) {
            duplicates.push(LineDuplicate {
                line: line(index),
                other_line: None,
                patient_id: Some(Id::of(patient)),
                reasons: similarity.reasons,
            });
        }
    }
    duplicates.sort_by_key(|duplicate| (duplicate.line, duplicate.other_line));
    Ok(duplicates)
}

impl From<&Imported> for ComparedPerson {
    fn from(row: &Imported) -> Self {
        let fields = PersonFields {
            given_name: &row.given_name,
            family_name: &row.family_name,
            other_names: &row.other_names,
            birth: row.birth_date.map(days_since_1970),
            file_number: &row.file_number,
            national_id: &row.national_id,
            phones: &row.phone,
            email: &row.email,
        };
        Self::of(&fields, &row.address_lines, &row.postal_code)
    }
}

/// Returns the row of a line, without its id and, where the file gives none, without a number.
fn patient(row: &Imported) -> Result<Patient> {
    let mut patient = identity::blank(PatientId(uuid::Uuid::nil()));
    patient.given_name = fields::optional(&row.given_name, "given name")?.into();
    patient.family_name = fields::optional(&row.family_name, "family name")?.into();
    patient.other_names = fields::optional(&row.other_names, "other names")?.into();
    patient.birth_date = row.birth_date.into();
    patient.birth_date_estimated = row.birth_date_estimated.into();
    patient.sex = row.sex;
    patient.gender = fields::optional(&row.gender, "gender")?.into();
    patient.phones = fields::phones(&row.phone)?.into();
    patient.email = fields::email(&row.email)?.into();
    patient.preferred_language = fields::optional(&row.preferred_language, "language")?;
    patient.address_lines = fields::optional_paragraph(&row.address_lines, "address")?.into();
    patient.city = fields::optional(&row.city, "city")?.into();
    patient.state = fields::optional(&row.state, "state")?.into();
    patient.postal_code = fields::optional(&row.postal_code, "postal code")?.into();
    patient.country = fields::optional(&row.country, "country")?.into();
    patient.file_number = fields::optional(&row.file_number, "file number")?.into();
    patient.national_id = fields::optional(&row.national_id, "national id")?.into();
    Ok(patient)
}

fn insert(tx: &mut WriteTx<'_>, (row, patient): &(Imported, Patient)) -> Result<()> {
    let mut patient = Patient {
        id: tx.new_id(),
        ..patient.clone()
    };
    if row.file_number.is_empty() {
        patient.file_number = Some(next_number(tx)?).into();
    }
    tx.insert(&patient)?;
    Ok(())
}
