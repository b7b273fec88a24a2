//! Follow-ups, and the calls about them.

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

#[test]
fn a_follow_up_is_listed_and_calls_about_it_are_recorded() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let visit = clinic.done("dora", &[&["visits", "start"], &of[..]].concat(), "");
    let visit = id(&visit["visit"]);
    let due = ["visits", "edit", visit, "--follow-up-on", "2020-01-31"];
    clinic.done("dora", &due, "");
    clinic.done("dora", &["visits", "end", visit], "");
    let overdue = ["follow-ups", "list", "--part", "OVERDUE"];
    let listed = clinic.done("dora", &overdue, "");
    matches("follow-ups list", &listed);
    assert_eq!(
        (&listed["total"], &listed["overdue"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(listed["rows"][0]["due"], "2020-01-31");
    assert_eq!(listed["rows"][0]["last_call"], Value::Null);
    let none = lines(&clinic, &[&["calls", "list"], &of[..]].concat());
    assert!(none.contains("Nobody has called yet."), "{none}");
    let missed = ["--result", "no-answer", "--note", "- busy"];
    let add = [&["calls", "add"], &of[..]].concat();
    let added = clinic.done("dora", &[&add[..], &missed].concat(), "");
    matches("calls add", &added);
    assert_eq!(added["call"]["note"], "- busy");
    let entry = json!({ "patient": patient, "result": "DECLINED", "purpose": "FOLLOW_UP" });
    clinic.done("dora", &["calls", "add", "--stdin"], &entry.to_string());
    let calls = clinic.done("dora", &[&["calls", "list"], &of[..]].concat(), "");
    matches("calls list", &calls);
    assert_eq!(calls["calls"].as_array().unwrap().len(), 2);
    assert_eq!(calls["calls"][0]["result"], "declined");
    assert_eq!(clinic.done("dora", &overdue, "")["total"], 0);
    let unbooked = lines(&clinic, &["follow-ups", "list", "--part", "unbooked"]);
    assert!(unbooked.contains("declined"), "{unbooked}");
    assert!(
        unbooked.contains("0 overdue, 0 this week, 1 without"),
        "{unbooked}"
    );
    let unknown = [&add[..], &["--result", "maybe"]].concat();
    assert_eq!(clinic.refused("dora", &unknown, ""), (2, "usage".into()));
    let before = [
        &add[..],
        &["--result", "reached", "--retry-on", "2020-01-01"],
    ]
    .concat();
    assert_eq!(clinic.refused("dora", &before, ""), (1, "invalid".into()));
}
