//! What a day asks of a user: who waits and is to be measured.

use super::*;
use crate::chart::lines;
use crate::shapes::matches;

#[test]
fn who_waits_is_listed_as_to_be_measured() {
    let clinic = Clinic::new();
    let mary = clinic.patient("Okafor");
    let day = ["today", "--day", "2026-11-20"];
    assert!(lines(&clinic, &day).contains("Nobody waits"));
    let book = ["appointments", "book", "--anyway", "--patient", &mary];
    let starts = ["--starts", "2026-11-20T10:00:00Z"];
    let booked = clinic.done("dora", &[&book[..], &starts].concat(), "");
    let id = booked["appointment"]["id"].as_str().unwrap();
    let arrived = ["appointments", "status", id, "ARRIVED", "--early"];
    clinic.done("dora", &arrived, "");
    let shown = clinic.done("dora", &day, "");
    matches("today", &shown);
    assert_eq!(shown["waiting"][0]["is_measured"], false);
    let text = lines(&clinic, &day);
    assert!(
        text.contains("Okafor") && text.contains(", to measure"),
        "{text}"
    );
    let wrong = ["today", "--day", "soon"];
    assert_eq!(clinic.refused("dora", &wrong, ""), (2, "usage".into()));
}
