//! Mapping of columns to patient fields, and of records to patients.

use ImportTarget::*;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::{Error, Reason, Unreadable};
use crate::fields::{self, DateOrder};
use crate::spreadsheet::table::{Record, Table};

/// A patient field that a column can have.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "camelCase")]
pub enum ImportTarget {
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
const HEADINGS: &[(ImportTarget, &[&str])] = &[
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
pub struct ImportColumn {
    pub heading: String,
    pub target: Option<ImportTarget>,
    /// Up to three values of its lines.
    pub samples: Vec<String>,
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

/// What is wrong with a field of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// None for the names together and for the full line.
    pub target: Option<ImportTarget>,
    pub field: &'static str,
    pub reason: Reason,
    pub character: Option<char>,
}

impl Fault {
    pub fn of(target: ImportTarget, error: &Error) -> Self {
        let (reason, character) = match error {
            Error::Invalid { reason, .. } => (*reason, None),
            Error::TooLong { .. } => (Reason::TooLong, None),
            Error::Unseen { character, .. } => (Reason::ControlCharacter, Some(*character)),
            _ => (Reason::Malformed, None),
        };
        Self {
            character,
            ..Self::at(target, reason)
        }
    }

    /// Another line has the same file number.
    pub fn taken() -> Self {
        Self::at(FileNumber, Reason::Taken)
    }

    fn at(target: ImportTarget, reason: Reason) -> Self {
        Self {
            target: Some(target),
            ..Self::without_column("line", reason)
        }
    }

    fn without_column(field: &'static str, reason: Reason) -> Self {
        Self {
            target: None,
            field,
            reason,
            character: None,
        }
    }
}

/// Returns the columns of a file, each with the field that its heading names.
pub fn columns(table: &Table) -> Vec<ImportColumn> {
    const SAMPLES_MAX: usize = 3;
    let has_sex = table
        .headers
        .iter()
        .any(|heading| target(heading) == Some(Sex) && !is_gender(heading));
    let column = |(index, heading): (usize, &String)| {
        let values = table
            .records
            .iter()
            .filter_map(|record| record.values.get(index));
        let samples = values.filter(|value| !value.is_empty()).take(SAMPLES_MAX);
        ImportColumn {
            heading: heading.clone(),
            // next to a column of the sex, a column of the gender has what patients state
            target: match target(heading) {
                Some(Sex) if has_sex && is_gender(heading) => Some(Gender),
                target => target,
            },
            samples: samples.cloned().collect(),
        }
    };
    table.headers.iter().enumerate().map(column).collect()
}

/// # Errors
/// `MissingColumn` without any name, `ColumnTwice` when two columns mean the same.
pub fn check(columns: &[ImportColumn]) -> Result<(), Unreadable> {
    let mut taken = BTreeSet::new();
    for column in columns {
        if column.target.is_some_and(|target| !taken.insert(target)) {
            return Err(Unreadable::ColumnTwice(column.heading.clone()));
        }
    }
    match taken.contains(&GivenName) || taken.contains(&FamilyName) {
        true => Ok(()),
        false => Err(Unreadable::MissingColumn("name")),
    }
}

fn is_gender(heading: &str) -> bool {
    spelled(heading) == "gender"
}

fn target(heading: &str) -> Option<ImportTarget> {
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

/// Returns the lines that are not empty.
pub fn lines(table: &Table) -> impl Iterator<Item = &Record> {
    let records = table.records.iter();
    records.filter(|record| record.values.iter().any(|value| !value.is_empty()))
}

/// Returns what a line says of a patient, and all that is wrong with it.
pub fn imported(
    record: &Record,
    columns: &[ImportColumn],
    (today, dates): (NaiveDate, Option<DateOrder>),
) -> (Imported, Vec<Fault>) {
    let mut faults = Vec::new();
    if record.values.len() != columns.len() {
        faults.push(Fault::without_column("columns", Reason::Malformed));
    }
    let value = |target| {
        let index = columns
            .iter()
            .position(|column| column.target == Some(target));
        index
            .and_then(|index| record.values.get(index))
            .map_or("", String::as_str)
    };
    let birth_date = match value(BirthDate) {
        "" => None,
        text => fields::date_written(text, dates)
            .map_err(|reason| Fault::at(BirthDate, reason))
            .and_then(|date| {
                fields::birth_date(date, today).map_err(|error| Fault::of(BirthDate, &error))
            })
            .map_err(|fault| faults.push(fault))
            .ok(),
    };
    let is_estimated = truth(value(BirthDateEstimated)).unwrap_or_else(|| {
        faults.push(Fault::at(BirthDateEstimated, Reason::Unknown));
        false
    });
    let sex = sex(value(Sex)).unwrap_or_else(|| {
        faults.push(Fault::at(Sex, Reason::Unknown));
        sync_contract::catalog::Sex::Unknown
    });
    let imported = Imported {
        line: record.line,
        file_number: fields::line(value(FileNumber)),
        given_name: fields::line(value(GivenName)),
        family_name: fields::line(value(FamilyName)),
        other_names: fields::line(value(OtherNames)),
        birth_date,
        birth_date_estimated: is_estimated && birth_date.is_some(),
        sex,
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
        faults.push(Fault::without_column("name", Reason::Required));
    }
    (imported, faults)
}

fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "" | "0" | "n" | "no" | "false" | "non" => Some(false),
        "1" | "y" | "yes" | "true" | "oui" => Some(true),
        _ => None,
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
