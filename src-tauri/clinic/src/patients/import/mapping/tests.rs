#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use sync_contract::field::date;

use super::*;
use crate::spreadsheet::table::read;

const TODAY: NaiveDate = date(2026, 11, 20);
const HEADER: &str = "rec_id, given_name, surname, street_number, address_1, address_2, suburb, \
    postcode, state, date_of_birth, soc_sec_id\n";

fn read_lines(text: &str, dates: Option<DateOrder>) -> Vec<(Imported, Vec<Fault>)> {
    let table = read(format!("{HEADER}{text}").as_bytes()).unwrap();
    let columns = columns(&table);
    check(&columns).unwrap();
    lines(&table)
        .map(|record| imported(record, &columns, (TODAY, dates)))
        .collect()
}

#[test]
fn a_record_becomes_a_patient() {
    let rows = read_lines(
        "rec-1-org, , waller, 6, tullaroop street, willaroo, st james, 4011, wa, 19081209, 6988048\n",
        None,
    );
    let (patient, faults) = rows.into_iter().next().unwrap();
    assert_eq!(faults, []);
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
fn all_that_is_wrong_with_a_line_is_named_by_field_and_reason() {
    let text = concat!(
        "r1, ann, lee, 1, a, , b, 1, wa, 19820230, 1\n",
        "r2, , , 1, a, , b, 1, wa, 19820230, 2\n",
        "r3, bo, lee, 1, a, , b, 1, wa\n",
        "r4, bo, lee, 1, a, , b, 1, wa, 20991231, 4\n",
        "\n",
        "r5, bo, lee, 1, a, , b, 1, wa, , 5\n",
    );
    let shown: Vec<_> = read_lines(text, None)
        .iter()
        .flat_map(|(row, faults)| {
            let shown = faults
                .iter()
                .map(|of| (row.line, of.field, of.target, of.reason));
            shown.collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(
        shown,
        [
            (2, "line", Some(BirthDate), Reason::NotADate),
            (3, "line", Some(BirthDate), Reason::NotADate),
            (3, "name", None, Reason::Required),
            (4, "columns", None, Reason::Malformed),
            (5, "line", Some(BirthDate), Reason::InTheFuture),
        ]
    );
}

#[test]
fn a_date_that_is_two_is_read_in_the_order_that_was_chosen() {
    let line = "r1, ann, lee, 1, a, , b, 1, wa, 03/04/1982, 1\n";
    let read = |dates| {
        let (row, faults) = read_lines(line, dates).remove(0);
        (row.birth_date, faults.first().map(|fault| fault.reason))
    };
    assert_eq!(read(None), (None, Some(Reason::AmbiguousDate)));
    let [day_first, month_first] = [date(1982, 4, 3), date(1982, 3, 4)];
    assert_eq!(read(Some(DateOrder::DayFirst)), (Some(day_first), None));
    assert_eq!(read(Some(DateOrder::MonthFirst)), (Some(month_first), None));
    // an order that a date cannot have is not forced upon it
    let line = "r1, ann, lee, 1, a, , b, 1, wa, 25/04/1982, 1\n";
    let (row, _) = read_lines(line, Some(DateOrder::MonthFirst)).remove(0);
    assert_eq!(row.birth_date, Some(date(1982, 4, 25)));
}

#[test]
fn headings_are_recognised_however_they_are_spelled() {
    let table = read("First Name,Last name,Date of birth,E-Mail,Shoe size\n".as_bytes()).unwrap();
    let targets: Vec<_> = columns(&table)
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
    let refused = |header: &str| check(&columns(&read(header.as_bytes()).unwrap())).unwrap_err();
    assert_eq!(
        refused("rec_id,date_of_birth\n"),
        Unreadable::MissingColumn("name")
    );
    // a list has its dates or not: an empty one is welcome, too
    assert!(check(&columns(&read(b"given_name,surname\n").unwrap())).is_ok());
    assert_eq!(
        refused("surname,last name\n"),
        Unreadable::ColumnTwice("last name".into())
    );
}
