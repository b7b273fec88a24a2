#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use sync_contract::field::date;

use super::*;
use crate::spreadsheet::table::read;

const TODAY: NaiveDate = date(2026, 11, 20);
const HEADER: &str = "rec_id, given_name, surname, street_number, address_1, address_2, suburb, \
    postcode, state, date_of_birth, soc_sec_id\n";

fn imported(lines: &str) -> Vec<Result<Imported, RowError>> {
    let table = read(format!("{HEADER}{lines}").as_bytes()).unwrap();
    let columns = columns(&table).unwrap();
    patients(&table, &columns, TODAY)
}

#[test]
fn a_record_becomes_a_patient() {
    let rows = imported(
        "rec-1-org, , waller, 6, tullaroop street, willaroo, st james, 4011, wa, 19081209, 6988048\n",
    );
    let patient = rows.into_iter().next().unwrap().ok().unwrap();
    assert_eq!(patient.file_number, "rec-1-org");
    assert_eq!(
        (patient.given_name.as_str(), patient.family_name.as_str()),
        ("", "waller")
    );
    assert_eq!(patient.address_lines, "6 tullaroop street\nwillaroo");
    assert_eq!(
        (
            patient.city.as_str(),
            patient.postal_code.as_str(),
            patient.state.as_str()
        ),
        ("st james", "4011", "wa")
    );
    assert_eq!(patient.birth_date, Some(date(1908, 12, 9)));
    assert_eq!(patient.national_id, "6988048");
}

#[test]
fn a_wrong_record_is_named_by_line_field_and_reason() {
    let rows = imported(concat!(
        "r1, ann, lee, 1, a, , b, 1, wa, 19820230, 1\n",
        "r2, , , 1, a, , b, 1, wa, 19820220, 2\n",
        "r3, bo, lee, 1, a, , b, 1, wa\n",
        "r4, bo, lee, 1, a, , b, 1, wa, 20991231, 4\n",
        "\n",
        "r5, bo, lee, 1, a, , b, 1, wa, , 5\n",
    ));
    let wrong: Vec<_> = rows.iter().filter_map(|row| row.as_ref().err()).collect();
    let shown: Vec<_> = wrong
        .iter()
        .map(|e| (e.line, e.field.as_str(), e.reason))
        .collect();
    assert_eq!(
        shown,
        [
            (2, "date_of_birth", Reason::NotADate),
            (3, "name", Reason::Required),
            (4, "columns", Reason::Malformed),
            (5, "date_of_birth", Reason::InTheFuture),
        ]
    );
    assert_eq!(rows.iter().filter(|row| row.is_ok()).count(), 1);
}

#[test]
fn headings_are_recognised_however_they_are_spelled() {
    let table = read("First Name,Last name,Date of birth,E-Mail,Shoe size\n".as_bytes()).unwrap();
    let targets: Vec<_> = columns(&table)
        .unwrap()
        .into_iter()
        .map(|column| column.target)
        .collect();
    assert_eq!(
        targets,
        [
            Some(GivenName),
            Some(FamilyName),
            Some(BirthDate),
            Some(Email),
            None
        ]
    );
}

#[test]
fn a_file_without_a_name_or_with_one_twice_is_refused() {
    let refused = |header: &str| columns(&read(header.as_bytes()).unwrap()).unwrap_err();
    assert_eq!(
        refused("rec_id,date_of_birth\n"),
        Unreadable::MissingColumn("name")
    );
    // a list has its dates or not: an empty one is welcome, too
    assert!(columns(&read(b"given_name,surname\n").unwrap()).is_ok());
    assert_eq!(
        refused("surname,last name\n"),
        Unreadable::ColumnTwice("last name".into())
    );
}
