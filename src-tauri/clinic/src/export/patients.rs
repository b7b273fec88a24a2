use std::collections::BTreeMap;
use std::io::Write;

use serde_json::{Value, json as json_of};
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;
use sync_contract::{Entity, Right};
use vault::read::{Deleted, Files, Stored};
use vault::{Detail, Event};

use crate::error::{Error, Result};
use crate::names::StaffNames;
use crate::patients::identity;
use crate::patients::view::PatientForm;
use crate::view::{Id, text};
use crate::{Clinic, spreadsheet};

/// A patient for other programs: the form, with id, file number and the dietitian's name. Files that were merged are
/// one patient: the one that is shown, with the numbers of the others.
struct ExportedPatient {
    id: Id,
    file_number: String,
    other_file_numbers: String,
    form: PatientForm,
    dietitian: Option<String>,
}

/// The columns of both formats, in the names that the audit log uses.
const HEADING: [&str; 21] = [
    "id",
    "file_number",
    "given_name",
    "family_name",
    "other_names",
    "birth_date",
    "sex",
    "gender",
    "phone",
    "email",
    "address",
    "city",
    "state",
    "postal_code",
    "country",
    "national_id",
    "preferred_language",
    "status",
    "dietitian",
    "birth_date_estimated",
    "other_file_numbers",
];

/// Writes every patient who is not deleted, by id, as a JSON list with one a line. Returns how many people that are.
///
/// # Errors
/// `Forbidden` (needs `patients.export`), `Io`.
pub fn json(clinic: &mut Clinic, out: &mut dyn Write) -> Result<usize> {
    clinic.may(Right::PatientsExport)?;
    let patients = exported(clinic, "json")?;
    let lines = patients.iter().map(line).collect::<Result<Vec<_>>>()?;
    let text = format!("[\n{}\n]\n", lines.join(",\n"));
    out.write_all(text.as_bytes()).map_err(vault::Error::from)?;
    Ok(patients.len())
}

/// Writes the same as CSV, with the values that a spreadsheet would run as formulas escaped.
///
/// # Errors
/// `Forbidden` (needs `patients.export`), `Io`.
pub fn csv(clinic: &mut Clinic, out: &mut dyn Write) -> Result<usize> {
    clinic.may(Right::PatientsExport)?;
    let patients = exported(clinic, "csv")?;
    out.write_all(spreadsheet::line(HEADING).as_bytes())
        .map_err(vault::Error::from)?;
    for patient in &patients {
        let record = record(patient)?;
        out.write_all(spreadsheet::line(record.iter().map(String::as_str)).as_bytes())
            .map_err(vault::Error::from)?;
    }
    Ok(patients.len())
}

fn exported(clinic: &mut Clinic, format: &str) -> Result<Vec<ExportedPatient>> {
    let detail = Detail {
        remark: format.to_owned(),
        ..Detail::default()
    };
    clinic
        .unlocked_mut()
        .record(Event::new("export patients", "Patient"), &detail)?;
    let reader = clinic.read();
    reader.look_over(Patient::DESCRIPTOR)?;
    let staff = StaffNames::read(&reader)?;
    let rows = reader.all::<Patient>(Deleted::Shown)?;
    let merged = reader.merged_files()?;
    let numbers = rows
        .iter()
        .map(|row| (row.value.id, text(&row.value.file_number)));
    let numbers: BTreeMap<PatientId, String> = numbers.collect();
    let others = |id: PatientId| {
        let files = merged
            .get(&id)
            .into_iter()
            .flat_map(|files| &files.patients);
        let others = files.filter(|file| **file != id);
        let numbers = others.filter_map(|file| numbers.get(file).map(String::as_str));
        let numbers: Vec<&str> = numbers.filter(|number| !number.is_empty()).collect();
        numbers.join("; ")
    };
    let patient = |row: &Stored<Patient>| ExportedPatient {
        id: Id::of(row.value.id),
        file_number: text(&row.value.file_number),
        other_file_numbers: others(row.value.id),
        form: identity::form_of(&row.value),
        dietitian: row.value.dietitian.map(|user| staff.name(user)),
    };
    let is_shown = |row: &&Stored<Patient>| {
        let shown = merged.get(&row.value.id).and_then(Files::shown);
        row.deleted.is_none() && shown.is_none_or(|shown| shown == row.value.id)
    };
    Ok(rows.iter().filter(is_shown).map(patient).collect())
}

/// Returns one object; a value that may be absent without being empty is null.
fn line(patient: &ExportedPatient) -> Result<String> {
    let members = HEADING.iter().zip(record(patient)?).map(|(name, value)| {
        let is_null = value.is_empty() && matches!(*name, "birth_date" | "dietitian");
        let value = if is_null {
            Value::Null
        } else {
            json_of!(value)
        };
        format!("\"{name}\":{value}")
    });
    Ok(format!("{{{}}}", members.collect::<Vec<_>>().join(",")))
}

fn record(patient: &ExportedPatient) -> Result<[String; 21]> {
    let form = &patient.form;
    let word = |choice: serde_json::Value| choice.as_str().map_or(String::new(), str::to_owned);
    let choice = |value: serde_json::Result<serde_json::Value>| {
        value
            .map(word)
            .map_err(|_| Error::invalid("patient", crate::error::Reason::Malformed))
    };
    Ok([
        patient.id.0.clone(),
        patient.file_number.clone(),
        form.given_name.clone(),
        form.family_name.clone(),
        form.other_names.clone(),
        form.birth_date
            .as_ref()
            .map_or(String::new(), |day| day.0.clone()),
        choice(serde_json::to_value(form.sex))?,
        form.gender.clone(),
        form.phone.clone(),
        form.email.clone(),
        form.address.lines.clone(),
        form.address.city.clone(),
        form.address.state.clone(),
        form.address.postal_code.clone(),
        form.address.country.clone(),
        form.national_id.clone(),
        form.preferred_language.clone(),
        choice(serde_json::to_value(form.status))?,
        patient.dietitian.clone().unwrap_or_default(),
        form.birth_date_estimated.to_string(),
        patient.other_file_numbers.clone(),
    ])
}
