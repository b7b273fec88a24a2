//! What an import of a file would do.

use std::collections::BTreeSet;

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::field::days_since_1970;
use sync_contract::ids::PatientId;
use vault::read::Reader;
use vault::search::PersonFields;

use crate::error::Result;
use crate::names::{full_name, patient_names};
use crate::patients::duplicates::person::{ComparedPerson, pairs};
use crate::patients::duplicates::similar;
use crate::patients::identity;
use crate::patients::import::errors::{Faults, ImportError, error_of};
use crate::patients::import::mapping::{
    self, Fault, ImportColumn, ImportTarget, Imported, imported, lines,
};
use crate::patients::import::plan::ImportPlan;
use crate::patients::import::resumed;
use crate::patients::view::DuplicateReason;
use crate::reads::{ListRead, log_list};
use crate::spreadsheet::table::Table;
use crate::view::{Day, Id, count};
use crate::{Clinic, fields};

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportView {
    pub columns: Vec<ImportColumn>,
    /// Of the lines that cannot be imported, all that is wrong with each.
    pub errors: Vec<ImportError>,
    /// Likely the same person as another line or as a stored patient. Flagged, never merged.
    pub duplicates: Vec<LineDuplicate>,
    /// Lines whose file number is already used, or that an import has imported as they are: skipped.
    pub known: u32,
    /// Lines without an error.
    pub valid: u32,
    /// Lines that the plan leaves out: they are in no other count.
    pub left_out: u32,
    /// Lines that an import takes.
    pub ready: u32,
}

/// `other_line` for another line of the file, `patient_id` for a stored patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LineDuplicate {
    pub line: u32,
    pub name: String,
    pub birth_date: Option<Day>,
    pub other_line: Option<u32>,
    pub patient_id: Option<Id>,
    pub other_name: String,
    pub other_birth_date: Option<Day>,
    pub reasons: Vec<DuplicateReason>,
}

/// Returns the columns of a file, each with the field that its heading names. Reads nothing of the clinic.
///
/// # Errors
/// `Forbidden` (needs `patients.import`).
pub fn columns(clinic: &Clinic, table: &Table) -> Result<Vec<ImportColumn>> {
    clinic.may(Right::PatientsImport)?;
    Ok(mapping::columns(table))
}

/// Returns what importing a file would do. Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `patients.import`), `Import` for columns that name no patient or one field twice, `Invalid` for a
/// plan of another file.
pub fn preview(clinic: &Clinic, table: &Table, plan: &ImportPlan) -> Result<ImportView> {
    clinic.may(Right::PatientsImport)?;
    log_list(clinic, ListRead::Search)?;
    Ok(prepare(clinic, table, plan)?.view)
}

/// The lines of a file, as they are imported.
pub(super) struct Prepared {
    pub view: ImportView,
    pub rows: Vec<(Imported, Patient)>,
}

pub(super) fn prepare(clinic: &Clinic, table: &Table, plan: &ImportPlan) -> Result<Prepared> {
    let table = plan.corrected(table)?;
    let columns = plan.columns(&table)?;
    let reading = (clinic.today()?, plan.dates);
    let mut numbers = BTreeSet::new();
    let (mut errors, mut rows) = (Vec::new(), Vec::new());
    let (mut known, mut valid, mut left_out) = (0, 0, 0);
    plan.require_lines(&table)?;
    for record in lines(&table) {
        if plan.leaves_out(record.line) {
            left_out += 1;
            continue;
        }
        let (row, mut faults) = imported(record, &columns, reading);
        let patient = patient(&row, &mut faults);
        if record.values.len() != columns.len() {
            // which value is of which column is not known: nothing else of the line says anything
            faults.truncate(1);
        }
        let number = row.file_number.to_uppercase();
        if faults.is_empty() && !number.is_empty() && !numbers.insert(number) {
            faults.push(Fault::taken());
        }
        if !faults.is_empty() {
            errors.extend(faults.iter().map(|of| error_of(record, &columns, of)));
            continue;
        }
        valid += 1;
        if is_known(&clinic.read(), &row)? {
            known += 1;
        } else {
            rows.push((row, patient));
        }
    }
    let lines = rows.len();
    resumed::retain_new(&clinic.read(), &mut rows, clinic.now())?;
    known += count(lines - rows.len());
    let view = ImportView {
        columns,
        errors,
        duplicates: duplicates_of(clinic, &rows)?,
        known,
        valid,
        left_out,
        ready: count(rows.len()),
    };
    Ok(Prepared { view, rows })
}

/// Returns whether a patient has the file number of a line.
pub(super) fn is_known(reader: &Reader<'_>, row: &Imported) -> Result<bool> {
    if row.file_number.is_empty() {
        return Ok(false);
    }
    Ok(!reader
        .patients_with_file_number(&row.file_number)?
        .is_empty())
}

/// Returns the duplicates among the lines, and between lines and stored patients, by the same comparison.
fn duplicates_of(clinic: &Clinic, rows: &[(Imported, Patient)]) -> Result<Vec<LineDuplicate>> {
    const PATIENTS_MAX: usize = 3;
    let people: Vec<ComparedPerson> = rows
        .iter()
        .map(|(row, _)| ComparedPerson::from(row))
        .collect();
    let of_line = |index: usize, reasons| {
        let (row, _) = &rows[index];
        LineDuplicate {
            line: u32::try_from(row.line).unwrap_or(u32::MAX),
            name: full_name(&row.given_name, &row.family_name),
            birth_date: row.birth_date.map(Day::of),
            other_line: None,
            patient_id: None,
            other_name: String::new(),
            other_birth_date: None,
            reasons,
        }
    };
    let mut duplicates: Vec<LineDuplicate> = pairs(&people)
        .into_iter()
        .map(|pair| {
            let other = of_line(pair.first, Vec::new());
            LineDuplicate {
                other_line: Some(other.line),
                other_name: other.name,
                other_birth_date: other.birth_date,
                ..of_line(pair.second, pair.reasons)
            }
        })
        .collect();
    let mut stored = Vec::new();
    for (index, person) in people.iter().enumerate() {
        let mut similar = similar(clinic, person)?;
        similar.retain(|(_, similarity)| similarity.is_likely);
        for (patient, similarity) in similar.into_iter().take(PATIENTS_MAX) {
            stored.push((index, patient, similarity.reasons));
        }
    }
    let patients = stored.iter().map(|(_, patient, _)| *patient);
    let known = patient_names(&clinic.read(), patients)?;
    duplicates.extend(stored.into_iter().map(|(index, patient, reasons)| {
        let name = known.get(&patient);
        LineDuplicate {
            patient_id: Some(Id::of(patient)),
            other_name: name.map_or_else(String::new, |name| name.name.clone()),
            other_birth_date: name.and_then(|name| name.birth_date.clone()),
            ..of_line(index, reasons)
        }
    }));
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
fn patient(row: &Imported, faults: &mut Vec<Fault>) -> Patient {
    use ImportTarget::*;
    let mut faults = Faults(faults);
    let mut patient = identity::blank(PatientId(uuid::Uuid::nil()));
    let [given, family] =
        [&row.given_name, &row.family_name].map(|name| fields::optional(name, "name"));
    patient.given_name = faults.take(GivenName, given).into();
    patient.family_name = faults.take(FamilyName, family).into();
    let other_names = fields::optional(&row.other_names, "other names");
    patient.other_names = faults.take(OtherNames, other_names).into();
    patient.birth_date = row.birth_date.into();
    patient.birth_date_estimated = row.birth_date_estimated.into();
    patient.sex = row.sex;
    patient.gender = faults
        .take(Gender, fields::optional(&row.gender, "gender"))
        .into();
    patient.phones = faults.take(Phone, fields::phones(&row.phone)).into();
    patient.email = faults.take(Email, fields::email(&row.email)).into();
    let language = fields::optional(&row.preferred_language, "language");
    patient.preferred_language = faults.take(PreferredLanguage, language);
    let lines = fields::optional_paragraph(&row.address_lines, "address");
    patient.address_lines = faults.take(AddressLine1, lines).into();
    patient.city = faults
        .take(City, fields::optional(&row.city, "city"))
        .into();
    patient.state = faults
        .take(State, fields::optional(&row.state, "state"))
        .into();
    let postal_code = fields::optional(&row.postal_code, "postal code");
    patient.postal_code = faults.take(PostalCode, postal_code).into();
    patient.country = faults
        .take(Country, fields::optional(&row.country, "country"))
        .into();
    let file_number = fields::optional(&row.file_number, "file number");
    patient.file_number = faults.take(FileNumber, file_number).into();
    let national_id = fields::optional(&row.national_id, "national id");
    patient.national_id = faults.take(NationalId, national_id).into();
    patient
}
