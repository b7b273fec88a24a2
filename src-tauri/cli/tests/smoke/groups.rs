//! Group sessions, by the dietitian and the front desk.

use serde_json::json;

use super::*;
use crate::chart::id;
use crate::shapes::matches;

fn course() -> (Clinic, [String; 3]) {
    let clinic = Clinic::new();
    clinic.add_user("lea", "Receptionist");
    let patients = ["Okafor", "Weber", "Tal"].map(|name| {
        let added = clinic.done("lea", &["patients", "add", "--family-name", name], "");
        id(&added["patient"]).to_owned()
    });
    (clinic, patients)
}

/// A Monday of a winter that is over.
fn session() -> Value {
    json!({ "kind": "group", "starts": "2025-01-06T15:00:00Z", "seats": 2, "topic": "Diabetes basics" })
}

fn error(clinic: &Clinic, user: &str, words: &[&str]) -> Value {
    let output = clinic.run(user, words, "");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    answer["error"].clone()
}

#[test]
fn seats_are_given_and_taken_and_who_came_is_recorded() {
    let (clinic, [mary, anna, ben]) = course();
    let booked = clinic.done(
        "dora",
        &["appointments", "book", "--anyway", "--stdin"],
        &session().to_string(),
    );
    matches("appointments book", &booked);
    let row = id(&booked["appointment"]);
    let give = |patient: &str| {
        let words = ["groups", "give", row, "--patient", patient];
        clinic.done("lea", &words, "")
    };
    let given = give(&mary);
    matches("groups give", &given);
    assert_eq!(given["session"]["appointment"]["group"]["booked"], 1);
    give(&anna);
    let full = ["groups", "give", row, "--patient", &ben];
    let full = error(&clinic, "lea", &full);
    assert_eq!(
        (&full["code"], &full["field"]),
        (&json!("invalid"), &json!("seats"))
    );
    let message = full["message"].as_str().unwrap();
    assert!(message.contains("No seat is left"), "{message}");
    let again = ["groups", "give", row, "--patient", &mary];
    let again = error(&clinic, "lea", &again);
    assert!(again["message"].as_str().unwrap().contains("has a seat"));
    let came = [
        "groups",
        "record",
        row,
        "--patient",
        &mary,
        "--attendance",
        "attended",
    ];
    let recorded = clinic.done("dora", &came, "");
    matches("groups record", &recorded);
    assert_eq!(recorded["session"]["appointment"]["group"]["present"], 1);
    assert_eq!(clinic.done("dora", &came, "")["changed"], false);
    let came = ["groups", "take", row, "--patient", &mary];
    assert!(
        error(&clinic, "lea", &came)["message"]
            .as_str()
            .unwrap()
            .contains("came to the session")
    );
    let taken = clinic.done("lea", &["groups", "take", row, "--patient", &anna], "");
    matches("groups take", &taken);
    assert_eq!(taken["session"]["appointment"]["status"], "scheduled");
    give(&ben);
    let text = clinic.lines("dora", &["groups", "show", row]);
    let text = String::from_utf8(text.stdout).unwrap();
    for words in [
        "2/2 Diabetes basics",
        "Okafor",
        "attended",
        "Tal",
        "expected",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn the_front_desk_sees_the_seats_and_not_the_topic() {
    let (clinic, [mary, ..]) = course();
    let words = ["appointments", "book", "--anyway", "--stdin"];
    let booked = clinic.done("dora", &words, &session().to_string());
    let row = id(&booked["appointment"]);
    clinic.done("lea", &["groups", "give", row, "--patient", &mary], "");
    let shown = clinic.done("lea", &["groups", "show", row], "");
    matches("groups show", &shown);
    assert_eq!(
        shown["session"]["appointment"]["group"]["topic"],
        Value::Null
    );
    let day = clinic.lines("lea", &["appointments", "list", "--day", "2025-01-06"]);
    let day = String::from_utf8(day.stdout).unwrap();
    assert!(day.contains("1/2") && !day.contains("Diabetes"), "{day}");
    let day = ["appointments", "arrivals", "--day", "2025-01-06"];
    let day = clinic.lines("dora", &day);
    let day = String::from_utf8(day.stdout).unwrap();
    assert!(
        day.contains("0 of 1 here") && !day.contains("Diabetes"),
        "{day}"
    );
    let edited = clinic.done("lea", &["groups", "edit", row, "--seats", "6"], "");
    matches("groups edit", &edited);
    assert_eq!(edited["session"]["appointment"]["group"]["seats"], 6);
    let topic = ["groups", "edit", row, "--topic", "Renal"];
    let refused = clinic.refused("lea", &topic, "");
    assert_eq!(refused, (1, "forbidden".into()));
    let of_one = [
        "appointments",
        "book",
        "--anyway",
        "--patient",
        &mary,
        "--starts",
        "2025-01-07T15:00:00Z",
        "--provider",
        "dora",
        "--seats",
        "4",
    ];
    let refused = error(&clinic, "lea", &of_one);
    assert_eq!(refused["field"], "seats");
    let without = [
        "appointments",
        "book",
        "--anyway",
        "--starts",
        "2025-01-07T15:00:00Z",
        "--provider",
        "dora",
    ];
    assert_eq!(error(&clinic, "lea", &without)["field"], "patient");
}

#[test]
fn a_series_of_sessions_is_joined_and_left_as_one() {
    let (clinic, [mary, ..]) = course();
    let mut entry = session();
    entry["count"] = json!(3);
    let booked = clinic.done("dora", &["series", "book", "--stdin"], &entry.to_string());
    let rows = booked["appointments"].as_array().unwrap();
    let first = id(&rows[0]);
    let give = ["groups", "give", first, "--patient", &mary, "--later"];
    let given = clinic.done("lea", &give, "");
    assert_eq!((&given["sessions"], &given["full"]), (&json!(3), &json!(0)));
    let take = [
        "groups",
        "take",
        id(&rows[1]),
        "--patient",
        &mary,
        "--later",
    ];
    let taken = clinic.done("lea", &take, "");
    assert_eq!(taken["sessions"], 2);
    let left = clinic.done("lea", &["groups", "show", first], "");
    assert_eq!(left["session"]["appointment"]["group"]["booked"], 1);
}

#[test]
fn the_seat_of_a_merged_file_is_named_by_its_patient() {
    let (clinic, [mary, anna, _]) = course();
    let book = ["appointments", "book", "--anyway", "--stdin"];
    let booked = clinic.done("dora", &book, &session().to_string());
    let row = id(&booked["appointment"]);
    clinic.done("lea", &["groups", "give", row, "--patient", &mary], "");
    let merge = ["patients", "merge", mary.as_str(), "--into", anna.as_str()];
    clinic.done("dora", &merge, "");
    for (attendance, present) in [("attended", 1), ("expected", 0)] {
        let record = ["groups", "record", row, "--patient", &anna];
        let record = [&record[..], &["--attendance", attendance]].concat();
        let recorded = clinic.done("dora", &record, "");
        let group = &recorded["session"]["appointment"]["group"];
        assert_eq!(group["present"], present);
    }
    let taken = clinic.done("lea", &["groups", "take", row, "--patient", &anna], "");
    assert_eq!(taken["session"]["appointment"]["group"]["booked"], 0);
}
