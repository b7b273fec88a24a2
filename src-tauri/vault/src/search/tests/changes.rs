//! What an open index asks before each search.

use rusqlite::StatementStatus;

use super::*;

#[test]
fn the_range_of_changes_is_read_without_the_changes_between() {
    let people: Vec<_> = (0..50).map(|_| named("Ana", "Okafor")).collect();
    let clinic = Clinic::of(&people);
    let change = statement!("search", "change");
    for number in 0..500_u128 {
        let patient = Uuid::from_u128(number);
        clinic.conn.execute(change, [patient.as_bytes()]).unwrap();
    }
    let mut range = clinic
        .conn
        .prepare(statement!("search", "change_range"))
        .unwrap();
    let (first, last): (i64, i64) = range
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert!(first < last && last - first >= 499);
    assert!(range.get_status(StatementStatus::FullscanStep) < 5);
}
