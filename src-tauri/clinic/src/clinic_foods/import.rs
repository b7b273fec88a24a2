//! Import of the clinic's own foods from a list: looked at, then added line by line.

mod columns;
mod energy;
mod lines;
pub mod undo;

use std::collections::HashSet;

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{ClinicFood, Nutrient};
use sync_contract::field::Text;
use uuid::Uuid;
use vault::read::Reader;

use crate::Clinic;
use crate::clinic_foods::import::columns::{FoodColumn, columns};
use crate::clinic_foods::import::lines::{FoodKey, ListedFood, food};
use crate::clinic_list;
use crate::error::{Error, Reason, Result, code_point};
use crate::fields;
use crate::patients::import::ImportError;
use crate::spreadsheet::table::{self, Record};
use crate::view::{Id, count};

pub use crate::spreadsheet::table::Table;

/// More than a kitchen has: what is longer is another file.
pub const LINES_MAX: usize = 2_000;
pub const BYTES_MAX: usize = 5 << 20;
/// Foods of one transaction: others can work in between.
const STEP: usize = 100;

/// What an import would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodImportView {
    /// The headings of the columns that are not imported.
    pub left_out: Vec<String>,
    /// Of the lines that cannot be imported, all that is wrong with each.
    pub errors: Vec<ImportError>,
    /// Lines whose food the clinic has already: skipped.
    pub known: u32,
    /// Lines that an import takes.
    pub ready: u32,
    /// Foods that were added.
    pub imported: u32,
    /// By which they are taken back together; null where none was added.
    pub import_id: Option<Id>,
}

/// Returns the lines of a file.
///
/// # Errors
/// `Invalid` for more bytes or lines than a list may have, `Import` for a file that cannot be read.
pub fn read(bytes: &[u8]) -> Result<Table> {
    let too_large = Error::invalid("file", Reason::TooLarge);
    if bytes.len() > BYTES_MAX {
        return Err(too_large);
    }
    let table = table::read(bytes)?;
    match table.records.len() > LINES_MAX {
        true => Err(too_large),
        false => Ok(table),
    }
}

/// Returns what importing a file would do. Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `Import` without a column of the name and for two columns of one field.
pub fn preview(clinic: &Clinic, table: &Table) -> Result<FoodImportView> {
    clinic.may(Right::ProfilesWrite)?;
    Ok(prepare(clinic, table)?.view)
}

/// Adds the foods that [`preview`] calls ready. Each is a change of its own with an audit entry of its own, as if it
/// had been typed. One of which another user added the like meanwhile is passed over.
///
/// # Errors
/// As [`preview`]; those of the disk: what was added before stays, and the same file brings the rest.
pub fn run(clinic: &mut Clinic, table: &Table) -> Result<FoodImportView> {
    clinic.may(Right::ProfilesWrite)?;
    let Prepared { mut view, foods } = prepare(clinic, table)?;
    let tenant = clinic.tenant();
    let mut import: Option<Text<36>> = None;
    for step in foods.chunks(STEP) {
        let mut stored: Option<HashSet<FoodKey>> = None;
        let mut passed_over = 0;
        clinic.write_each("import food of the clinic", step, |tx, listed| {
            if stored.is_none() {
                stored = Some(keys(&tx.read())?);
            }
            let key = listed.key();
            if stored.as_ref().is_some_and(|stored| stored.contains(&key)) {
                passed_over += 1;
                return Ok(());
            }
            let import = match &import {
                Some(import) => import.clone(),
                None => {
                    let id: Uuid = tx.new_id();
                    let new: Text<36> = fields::fitting(&id.to_string(), "import")?;
                    import.insert(new).clone()
                }
            };
            let id = tx.new_id();
            tx.insert(&listed.food(id, import))?;
            if let Some(profile) = listed.profile(tenant, id)? {
                tx.insert(&profile)?;
            }
            Ok(())
        })?;
        view.imported += count(step.len()) - passed_over;
        view.known += passed_over;
    }
    view.import_id = import.map(|id| Id(id.to_string()));
    Ok(view)
}

struct Prepared {
    view: FoodImportView,
    foods: Vec<ListedFood>,
}

fn prepare(clinic: &Clinic, table: &Table) -> Result<Prepared> {
    let columns = columns(&table.headers)?;
    let stored = keys(&clinic.read())?;
    let left_out = columns.iter().zip(&table.headers);
    let left_out = left_out.filter(|(column, heading)| column.is_none() && !heading.is_empty());
    let mut view = FoodImportView {
        left_out: left_out.map(|(_, heading)| heading.clone()).collect(),
        errors: Vec::new(),
        known: 0,
        ready: 0,
        imported: 0,
        import_id: None,
    };
    let mut listed = HashSet::new();
    let mut foods = Vec::new();
    let is_blank = |record: &&Record| record.values.iter().all(String::is_empty);
    for record in table.records.iter().filter(|record| !is_blank(record)) {
        if record.values.len() != columns.len() {
            // which value is of which column is not known
            let error = Error::invalid("columns", Reason::Malformed);
            view.errors.push(fault(record, &columns, table, &error));
            continue;
        }
        match food(record, &columns) {
            Err(Error::Several(errors)) => {
                let faults = errors.iter();
                let faults = faults.map(|error| fault(record, &columns, table, error));
                view.errors.extend(faults);
            }
            Err(error) => view.errors.push(fault(record, &columns, table, &error)),
            Ok(food) if stored.contains(&food.key()) => view.known += 1,
            Ok(food) if !listed.insert(food.key()) => {
                let error = Error::invalid("name", Reason::Taken);
                view.errors.push(fault(record, &columns, table, &error));
            }
            Ok(food) => foods.push(food),
        }
    }
    view.ready = count(foods.len());
    Ok(Prepared { view, foods })
}

/// Returns the keys of the foods that the clinic has, those that are offered no longer among them.
fn keys(reader: &Reader<'_>) -> Result<HashSet<FoodKey>> {
    let rows = clinic_list::all::<ClinicFood>(reader)?;
    Ok(rows.iter().map(|row| FoodKey::of(&row.value)).collect())
}

/// Returns an error with its line, and with its column where one is at fault.
fn fault(
    record: &Record,
    columns: &[Option<FoodColumn>],
    table: &Table,
    error: &Error,
) -> ImportError {
    let (field, reason, character) = match error {
        Error::Invalid { field, reason } => (*field, *reason, None),
        Error::TooLong { field, .. } => (*field, Reason::TooLong, None),
        Error::Unseen {
            field, character, ..
        } => (*field, Reason::ControlCharacter, Some(*character)),
        _ => ("columns", Reason::Malformed, None),
    };
    let of = |wanted: &str| {
        let mut columns = columns.iter();
        columns.position(|column| column.is_some_and(|column| column.field() == wanted))
    };
    let index = of(field).or_else(|| match field {
        "grams" => of("measures"),
        "otherNames" => of("french"),
        "freeOf" => of("contains"),
        _ => None,
    });
    let energies: &[Nutrient] = match field {
        energy::BOTH => &[Nutrient::Energy, Nutrient::EnergyKj],
        energy::UNIT => &[Nutrient::Energy],
        _ => &[],
    };
    // of several columns each is named with its value
    let named = energies.iter().filter_map(|nutrient| {
        let index = of(nutrient.as_str())?;
        Some(format!("{} {}", table.headers[index], record.values[index]))
    });
    let named: Vec<String> = named.collect();
    let value = index.and_then(|index| record.values.get(index)).cloned();
    ImportError {
        line: record.line,
        column: index.map(|index| count(index + 1)),
        value: value.or((!named.is_empty()).then(|| named.join(", "))),
        values: count(record.values.len()),
        field: index.map_or_else(|| field.to_owned(), |index| table.headers[index].clone()),
        reason,
        character: character.map(code_point),
    }
}
