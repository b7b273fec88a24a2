//! Many appointments from one array on standard input.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::*;
use crate::chart::id;
use crate::shapes::matches;

const BOOK: [&str; 3] = ["appointments", "book", "--stdin"];

/// The day since 1970 on which the tests began: one that runs over midnight goes on with it.
static TODAY: LazyLock<i32> = LazyLock::new(|| {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i32::try_from(since.as_secs() / 86_400).unwrap()
});

/// A day that comes soon.
fn day(ahead: i32) -> String {
    let day = sync_contract::field::date_from_days(*TODAY + ahead).unwrap();
    day.to_string()
}

fn office() -> (Clinic, [String; 2]) {
    let clinic = Clinic::new();
    clinic.add_user("lea", "Receptionist");
    let patients = ["Okafor", "Weber"].map(|name| clinic.patient(name));
    (clinic, patients)
}

fn entry(patient: &str, starts: &str) -> Value {
    json!({ "patient": patient, "provider": "dora", "starts": starts, "minutes": 15 })
}

fn error(clinic: &Clinic, input: &Value) -> (i32, Value) {
    let output = clinic.run("lea", &BOOK, &input.to_string());
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code().unwrap(), answer["error"].clone())
}

fn booked_on(clinic: &Clinic, day: &str) -> usize {
    let list = clinic.done("lea", &["appointments", "list", "--day", day], "");
    list["appointments"].as_array().unwrap().len()
}

#[test]
fn a_hundred_appointments_are_booked_by_one_command() {
    let (clinic, patients) = office();
    let entry = |number: usize| {
        let minutes = 8 * 60 + number % 20 * 15;
        let day = day(8 + i32::try_from(number / 20).unwrap());
        let starts = format!("{day}T{:02}:{:02}:00Z", minutes / 60, minutes % 60);
        entry(&patients[number % 2], &starts)
    };
    let entries: Vec<Value> = (0..100).rev().map(entry).collect();
    let input = Value::from(entries.clone()).to_string();
    let booked = clinic.done("lea", &BOOK, &input);
    matches("appointments book", &booked);
    let booked = booked["appointments"].as_array().unwrap();
    assert_eq!(booked.len(), 100);
    for (entry, appointment) in entries.iter().zip(booked) {
        assert_eq!(appointment["starts_at"], entry["starts"]);
        assert_eq!(id(&appointment["patients"][0]), entry["patient"]);
        assert_eq!(appointment["overlaps"], json!([]));
    }
    assert_eq!(booked_on(&clinic, &day(9)), 20);
    // the same again overlaps all of them
    let words = [&BOOK[..], &["--anyway"]].concat();
    let again = clinic.answered("lea", &words, &input);
    let text = String::from_utf8(again.stdout).unwrap();
    assert!(text.contains("Booked 100 appointments:"), "{text}");
    assert_eq!(text.matches("It clashes with").count(), 100);
}

#[test]
fn what_is_wrong_with_each_entry_is_named_with_its_number() {
    let (clinic, [mary, _]) = office();
    let (right, day) = (format!("{}T10:00:00Z", day(8)), day(8));
    let mut entries = vec![entry(&mary, &right); 6];
    entries[1]["patient"] = json!("42");
    entries[2]["starts"] = json!("tomorrow");
    entries[2]["minutes"] = json!(0);
    entries[3]["provider"] = json!("bob");
    entries[4]["room"] = json!("Blue");
    entries[5]["provider"] = json!("lea");
    let (status, problem) = error(&clinic, &Value::from(entries));
    assert_eq!(status, 2, "{problem}");
    let wrong = problem["fields"].as_array().unwrap();
    let fields: Vec<&str> = wrong
        .iter()
        .map(|one| one["field"].as_str().unwrap())
        .collect();
    let wanted = [
        "entries.2.patient",
        "entries.3.starts",
        "entries.3.minutes",
        "entries.4.provider",
        "entries.5.room",
        "entries.6.provider",
    ];
    assert_eq!(fields, wanted);
    assert_eq!(problem["field"], wanted[0]);
    let message = problem["message"].as_str().unwrap();
    assert_eq!(message.lines().count(), 6, "{message}");
    let last = message.lines().last().unwrap();
    assert!(
        last.starts_with("Entry 6: --provider is") && last.contains("dora"),
        "{last}"
    );
    let (status, problem) = error(&clinic, &json!([entry(&mary, &right), { "phone": "1" }]));
    assert_eq!(
        (status, &problem["field"]),
        (2, &json!("entries.2.phone")),
        "{problem}"
    );
    assert_eq!(booked_on(&clinic, &day), 0);
}

#[test]
fn entries_that_overlap_each_other_are_booked_after_a_question() {
    let (clinic, [mary, anna]) = office();
    let at = |time: &str| format!("{}T{time}:00Z", day(8));
    let entries = json!([entry(&mary, &at("10:00")), entry(&anna, &at("10:10"))]);
    let (status, problem) = error(&clinic, &entries);
    assert_eq!((status, &problem["code"]), (3, &json!("anyway")));
    let message = problem["message"].as_str().unwrap();
    for words in [
        "Entry 1: It overlaps entry 2 at",
        "Entry 2: It overlaps entry 1 at",
        "Nothing was booked",
    ] {
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(booked_on(&clinic, &day(8)), 0);
    let words = [&BOOK[..], &["--anyway"]].concat();
    let booked = clinic.done("lea", &words, &entries.to_string());
    let second = id(&booked["appointments"][1]);
    assert_eq!(booked["appointments"][0]["overlaps"], json!([second]));
    // one that is stored is named by its patient
    let (status, problem) = error(&clinic, &json!([entry(&mary, &at("10:20"))]));
    let message = problem["message"].as_str().unwrap();
    let named = "Entry 1: It overlaps the appointment of Weber at";
    assert!(status == 3 && message.contains(named), "{message}");
}

#[test]
fn an_array_has_one_entry_to_a_thousand() {
    let (clinic, _) = office();
    for number in [0, 1001] {
        let (status, problem) = error(&clinic, &Value::from(vec![json!({}); number]));
        assert_eq!(
            (status, &problem["code"], &problem["field"]),
            (1, &json!("invalid"), &json!("appointments")),
            "{problem}"
        );
        let message = problem["message"].as_str().unwrap();
        assert!(message.contains("1 to 1,000 appointments"), "{message}");
    }
    let (status, problem) = error(&clinic, &json!([1]));
    let message = problem["message"].as_str().unwrap();
    assert!(
        status == 2 && message.contains("not an array of JSON objects"),
        "{message}"
    );
}
