//! Mapping of columns to patient fields, and of records to patients.

use Target::*;
use chrono::NaiveDate;
use serde::Serialize;
use specta::Type;

use crate::error::{Error, Reason, Unreadable};
use crate::fields;
use crate::spreadsheet::table::{Record, Table};

/// A patient field that a column can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Target {
    FileNumber,
    GivenName,
    FamilyName,
    OtherNames,
    BirthDate,
    BirthDateEstimated,
    Sex,
    Gender,
    Phone,
    Email,
    StreetNumber,
    AddressLine1,
    AddressLine2,
    City,
    State,
    PostalCode,
    Country,
    NationalId,
    PreferredLanguage,
}

/// Headings are compared in lower case with `_` for any separator of words.
const HEADINGS: &[(Target, &[&str])] = &[
    (
        FileNumber,
        &[
            "rec_id",
            "file_number",
            "file_no",
            "patient_id",
            "mrn",
            "record_number",
        ],
    ),
    (
        GivenName,
        &[
            "given_name",
            "first_name",
            "forename",
            "firstname",
            "prenom",
        ],
    ),
    (
        FamilyName,
        &["surname", "family_name", "last_name", "lastname", "nom"],
    ),
    (OtherNames, &["other_names", "middle_name", "middle_names"]),
    (
        BirthDate,
        &[
            "date_of_birth",
            "birth_date",
            "dob",
            "birthdate",
            "date_de_naissance",
        ],
    ),
    (
        BirthDateEstimated,
        &[
            "birth_date_estimated",
            "birthdate_estimated",
            "dob_estimated",
        ],
    ),
    (Sex, &["sex", "sexe", "gender"]),
    (
        Phone,
        &["phone", "phone_number", "telephone", "mobile", "phones"],
    ),
    (Email, &["email", "e_mail", "email_address", "courriel"]),
    (StreetNumber, &["street_number", "house_number"]),
    (
        AddressLine1,
        &[
            "address_1",
            "address1",
            "address",
            "street",
            "address_line_1",
        ],
    ),
    (AddressLine2, &["address_2", "address2", "address_line_2"]),
    (City, &["suburb", "city", "town", "ville"]),
    (State, &["state", "province", "region", "county"]),
    (
        PostalCode,
        &["postcode", "postal_code", "zip", "zip_code", "code_postal"],
    ),
    (Country, &["country", "pays"]),
    (
        NationalId,
        &["soc_sec_id", "national_id", "ssn", "social_security_number"],
    ),
    (PreferredLanguage, &["language", "preferred_language"]),
];

/// A column of the file; one without a target is not imported, and reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Column {
    pub heading: String,
    pub target: Option<Target>,
}

/// The values of a record, checked field by field but not yet against other records.
#[derive(Clone, PartialEq, Eq)]
pub struct Imported {
    pub line: u64,
    pub file_number: String,
    pub given_name: String,
    pub family_name: String,
    pub other_names: String,
    pub birth_date: Option<NaiveDate>,
    pub birth_date_estimated: bool,
    pub sex: sync_contract::catalog::Sex,
    pub gender: String,
    pub phone: String,
    pub email: String,
    pub address_lines: String,
    pub city: String,
    pub state: String,
    pub postal_code: String,
    pub country: String,
    pub national_id: String,
    pub preferred_language: String,
}

/// Why a record cannot be imported: the line, the field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RowError {
    #[specta(type = u32)]
    pub line: u64,
    pub field: String,
    pub reason: Reason,
    /// The character that is not shown, such as `U+200B`, where one is at fault.
    pub character: Option<String>,
}

/// # Errors
/// `MissingColumn` without any name, `ColumnTwice` when two columns mean the same.
pub fn columns(table: &Table) -> Result<Vec<Column>, Unreadable> {
    let mut columns: Vec<Column> = Vec::new();
    let has_sex = table
        .headers
        .iter()
        .any(|heading| target(heading) == Some(Sex) && !is_gender(heading));
    for heading in &table.headers {
        // next to a column of the sex, a column of the gender has what patients state
        let target = match target(heading) {
            Some(Sex) if has_sex && is_gender(heading) => Some(Gender),
            target => target,
        };
        if target.is_some() && columns.iter().any(|column| column.target == target) {
            return Err(Unreadable::ColumnTwice(heading.clone()));
        }
        columns.push(Column {
            heading: heading.clone(),
            target,
        });
    }
    let has = |target| columns.iter().any(|column| column.target == Some(target));
    if !has(GivenName) && !has(FamilyName) {
        return Err(Unreadable::MissingColumn("name"));
    }
    Ok(columns)
}

fn is_gender(heading: &str) -> bool {
    spelled(heading) == "gender"
}

fn target(heading: &str) -> Option<Target> {
    let spelled = spelled(heading);
    HEADINGS
        .iter()
        .find(|(_, names)| names.contains(&spelled.as_str()))
        .map(|(target, _)| *target)
}

fn spelled(heading: &str) -> String {
    let words: Vec<String> = heading
        .to_lowercase()
        .replace('é', "e")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.join("_")
}

/// Returns each record as a patient, or its first error.
pub fn patients(
    table: &Table,
    columns: &[Column],
    today: NaiveDate,
) -> Vec<Result<Imported, RowError>> {
    let width = columns.len();
    let lines = table
        .records
        .iter()
        .filter(|record| record.values.iter().any(|value| !value.is_empty()));
    lines
        .map(|record| patient(record, columns, width, today))
        .collect()
}

fn patient(
    record: &Record,
    columns: &[Column],
    width: usize,
    today: NaiveDate,
) -> Result<Imported, RowError> {
    let refused = |field: &str, reason| RowError {
        line: record.line,
        field: field.to_owned(),
        reason,
        character: None,
    };
    if record.values.len() != width {
        return Err(refused("columns", Reason::Malformed));
    }
    let value = |target| {
        let index = columns
            .iter()
            .position(|column| column.target == Some(target));
        index
            .and_then(|index| record.values.get(index))
            .map_or("", String::as_str)
    };
    let heading = |target| {
        let column = columns.iter().find(|column| column.target == Some(target));
        column.map_or("", |column| column.heading.as_str())
    };
    let birth_date = match value(BirthDate) {
        "" => None,
        text => {
            let checked = fields::written_date(text)
                .and_then(|date| fields::birth_date(date, today).map_err(reason_of));
            Some(checked.map_err(|reason| refused(heading(BirthDate), reason))?)
        }
    };
    let is_estimated = truth(value(BirthDateEstimated))
        .ok_or_else(|| refused(heading(BirthDateEstimated), Reason::Unknown))?;
    let imported = Imported {
        line: record.line,
        file_number: fields::line(value(FileNumber)),
        given_name: fields::line(value(GivenName)),
        family_name: fields::line(value(FamilyName)),
        other_names: fields::line(value(OtherNames)),
        birth_date,
        birth_date_estimated: is_estimated && birth_date.is_some(),
        sex: sex(value(Sex)).ok_or_else(|| refused(heading(Sex), Reason::Unknown))?,
        gender: fields::line(value(Gender)),
        phone: value(Phone).to_owned(),
        email: value(Email).to_owned(),
        address_lines: street(
            value(StreetNumber),
            value(AddressLine1),
            value(AddressLine2),
        ),
        city: fields::line(value(City)),
        state: fields::line(value(State)),
        postal_code: fields::line(value(PostalCode)),
        country: fields::line(value(Country)),
        national_id: fields::line(value(NationalId)),
        preferred_language: fields::line(value(PreferredLanguage)),
    };
    if imported.given_name.is_empty() && imported.family_name.is_empty() {
        return Err(refused("name", Reason::Required));
    }
    Ok(imported)
}

fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "" | "0" | "n" | "no" | "false" | "non" => Some(false),
        "1" | "y" | "yes" | "true" | "oui" => Some(true),
        _ => None,
    }
}

fn reason_of(error: Error) -> Reason {
    match error {
        Error::Invalid { reason, .. } => reason,
        Error::TooLong { .. } => Reason::TooLong,
        Error::Unseen { .. } => Reason::ControlCharacter,
        _ => Reason::Malformed,
    }
}

fn street(number: &str, first: &str, second: &str) -> String {
    let first = format!("{number} {first}");
    let lines = first.lines().chain(second.lines()).map(fields::line);
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

fn sex(text: &str) -> Option<sync_contract::catalog::Sex> {
    use sync_contract::catalog::Sex;
    match text.to_lowercase().as_str() {
        "" | "u" | "unknown" | "not known" => Some(Sex::Unknown),
        "f" | "female" | "woman" | "femme" => Some(Sex::Female),
        "m" | "male" | "man" | "homme" => Some(Sex::Male),
        "i" | "x" | "intersex" => Some(Sex::Intersex),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
