use std::collections::BTreeMap;
use std::io;
use std::io::Write;

use serde_json::Value as Json;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;
use sync_contract::pull::{BootstrapClass, RowState};
use sync_contract::{Catalog, CellValues, Descriptor, Entity, Right, Row, Value};
use uuid::Uuid;
use vault::read::{Files, Reader, Stored};
use vault::{Detail, Event};

use crate::access::Actor;
use crate::error::{Error, Result};
use crate::export::row::{clock_text, json_of, sealed_digest, text, values_of};
use crate::{Clinic, spreadsheet, view};

/// Writes every row of the catalog as one JSON document: entities in the order of the catalog, rows by their ids, one a
/// line. A row of a file that was merged into another one names the person, `person`, and the patient under whom the
/// files are shown has all of their numbers, `file_numbers`. It contains no export time and nothing device-specific, so
/// that two devices write the same bytes. Returns the tables whose sealed values it lacks, because the user may not
/// read those records.
///
/// # Errors
/// `Forbidden` (needs `clinic.export`), `Io`.
pub fn json(clinic: &mut Clinic, out: &mut dyn Write) -> Result<Vec<&'static str>> {
    clinic.may(Right::ClinicExport)?;
    record(clinic, "json")?;
    let reader = clinic.read();
    reader.look_over_all()?;
    let people = People::read(&reader)?;
    write!(
        out,
        "{{\"format\":\"nutrivault export 1\",\"clinic\":\"{}\",\"entities\":{{",
        clinic.tenant()
    )
    .map_err(io_error)?;
    for (index, descriptor) in Catalog::ALL.iter().enumerate() {
        let separator = if index == 0 { "" } else { "," };
        write!(out, "{separator}\n\"{}\":[", descriptor.table).map_err(io_error)?;
        let mut is_first = true;
        let may_read = is_written(clinic.actor(), descriptor);
        each(&reader, descriptor, |state, opened| {
            let separator = if is_first { "" } else { "," };
            is_first = false;
            let mut row = json_of(&reader, state, opened, may_read)?;
            if let Some(person) = people.other_than_file(state) {
                row["person"] = Json::String(person.to_string());
            }
            if let Some(numbers) = people.file_numbers(state).filter(|_| may_read) {
                row["file_numbers"] = numbers.into();
            }
            write!(out, "{separator}\n{row}").map_err(io_error)
        })?;
        write!(out, "]").map_err(io_error)?;
    }
    writeln!(out, "}}}}").map_err(io_error)?;
    Ok(withheld(clinic.actor()))
}

/// Returns whether the values of an entity are written in the clear. What documents have in them is left to be saved
/// one by one: of a part an export has what it has of a record that its user may not read.
fn is_written(actor: &Actor, descriptor: &Descriptor) -> bool {
    actor.can_read(descriptor) && descriptor.bootstrap != BootstrapClass::Contents
}

/// Returns the tables whose sealed values an export by this user lacks.
fn withheld(actor: &Actor) -> Vec<&'static str> {
    let all = Catalog::ALL.iter();
    let unread = all.filter(|entity| !actor.can_read(entity));
    unread.map(|entity| entity.table).collect()
}

/// Writes the same as one CSV file an entity; `sheet` opens the one for a table name.
///
/// # Errors
/// `Forbidden` (needs `clinic.export`), `Io`.
pub fn csv<W: Write>(
    clinic: &mut Clinic,
    mut sheet_of: impl FnMut(&str) -> io::Result<W>,
) -> Result<Vec<&'static str>> {
    clinic.may(Right::ClinicExport)?;
    record(clinic, "csv")?;
    let reader = clinic.read();
    reader.look_over_all()?;
    let people = People::read(&reader)?;
    for descriptor in Catalog::ALL {
        let mut out = sheet_of(descriptor.table).map_err(io_error)?;
        let heading = heading(descriptor);
        out.write_all(spreadsheet::line(heading.iter().map(String::as_str)).as_bytes())
            .map_err(io_error)?;
        let may_read = is_written(clinic.actor(), descriptor);
        each(&reader, descriptor, |state, opened| {
            let record = values(&reader, &people, state, opened, may_read)?;
            out.write_all(spreadsheet::line(record.iter().map(String::as_str)).as_bytes())
                .map_err(io_error)
        })?;
        out.flush().map_err(io_error)?;
    }
    Ok(withheld(clinic.actor()))
}

fn io_error(error: io::Error) -> Error {
    vault::Error::from(error).into()
}

fn record(clinic: &mut Clinic, format: &str) -> Result<()> {
    let detail = Detail {
        remark: format.to_owned(),
        ..Detail::default()
    };
    clinic
        .unlocked_mut()
        .record(Event::new("export clinic", "clinic"), &detail)?;
    Ok(())
}

fn each(
    reader: &Reader<'_>,
    descriptor: &'static Descriptor,
    each: impl FnMut(&RowState, &Stored<Row>) -> Result<()>,
) -> Result<()> {
    reader.each_row(descriptor, each)
}

fn heading(descriptor: &Descriptor) -> Vec<String> {
    let mut heading = ["id", "patient", "person"].map(str::to_owned).to_vec();
    for cell in descriptor.cells {
        heading.extend(cell.fields.iter().map(|field| field.name.to_owned()));
        heading.extend(
            ["clock", "generation", "author", "sealed_sha256"]
                .map(|what| format!("{}.{what}", cell.name)),
        );
    }
    heading.push("siblings".to_owned());
    if descriptor.number == Patient::DESCRIPTOR.number {
        heading.push("file_numbers".to_owned());
    }
    heading
}

fn values(
    reader: &Reader<'_>,
    people: &People,
    state: &RowState,
    opened: &Stored<Row>,
    may_read: bool,
) -> Result<Vec<String>> {
    let mut record = vec![
        state.row.to_string(),
        state
            .patient
            .map_or(String::new(), |patient| patient.to_string()),
        people
            .other_than_file(state)
            .map_or(String::new(), |person| person.to_string()),
    ];
    for spec in opened.value.descriptor.cells {
        let cell_state = state.cells.iter().find(|cell| cell.cell == spec.number);
        let cell_values = cell_state.map_or_else(
            || CellValues::from_elem(Value::Null, spec.fields.len()),
            |cell_state| values_of(opened, cell_state, spec, may_read),
        );
        record.extend(
            cell_values
                .iter()
                .map(|value| text(value).unwrap_or_default()),
        );
        match cell_state {
            None => record.extend([const { String::new() }; 4]),
            Some(cell_state) => record.extend([
                clock_text(cell_state.clock),
                cell_state.generation.to_string(),
                cell_state.author.to_string(),
                sealed_digest(cell_state, &cell_values).unwrap_or_default(),
            ]),
        }
    }
    let siblings = json_of(reader, state, opened, may_read)?
        .get("siblings")
        .map_or(String::new(), ToString::to_string);
    record.push(siblings);
    if state.entity == Patient::DESCRIPTOR.number {
        let numbers = people.file_numbers(state).filter(|_| may_read);
        record.push(numbers.map_or(String::new(), |numbers| numbers.join("; ")));
    }
    Ok(record)
}

/// Whose several files are one person's. A row stays what it is, in the file that it was written to, and names the
/// person under whom all of their files are shown.
struct People {
    merged: BTreeMap<PatientId, Files>,
    numbers: BTreeMap<PatientId, String>,
}

impl People {
    fn read(reader: &Reader<'_>) -> Result<Self> {
        let merged = reader.merged_files()?;
        let ids: Vec<Uuid> = merged.keys().map(|file| file.0).collect();
        let rows = reader.by_ids::<Patient>(&ids)?;
        let numbers = rows
            .iter()
            .map(|row| (row.value.id, view::text(&row.value.file_number)));
        Ok(Self {
            merged,
            numbers: numbers.collect(),
        })
    }

    /// Returns the person, for a row of a file that is shown under another one.
    fn other_than_file(&self, row: &RowState) -> Option<PatientId> {
        let file = file_of(row)?;
        let shown = self.merged.get(&file)?.shown()?;
        (shown != file).then_some(shown)
    }

    /// Returns the numbers of all files of a person, for the file under which they are shown.
    fn file_numbers(&self, row: &RowState) -> Option<Vec<String>> {
        let file = PatientId(row.row);
        let is_patient = row.entity == Patient::DESCRIPTOR.number;
        let files = self.merged.get(&file).filter(|_| is_patient)?;
        let numbers = files
            .patients
            .iter()
            .map(|file| self.numbers.get(file).cloned());
        let is_shown = files.shown() == Some(file);
        is_shown.then(|| {
            numbers
                .flatten()
                .filter(|number| !number.is_empty())
                .collect()
        })
    }
}

fn file_of(row: &RowState) -> Option<PatientId> {
    let own = row.entity == Patient::DESCRIPTOR.number;
    row.patient.or(own.then_some(row.row)).map(PatientId)
}
