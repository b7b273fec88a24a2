//! Absences of providers and closed rooms, by the front desk.

use serde_json::json;

use super::*;
use crate::chart::id;
use crate::shapes::matches;

/// A time on a day of the next year, as far ahead as the diary goes.
fn on(time: &str) -> String {
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    let year = 1970 + since.as_secs() / 31_556_952;
    format!("{}-06-15T{time}:00Z", year + 1)
}

fn office() -> (Clinic, String) {
    let clinic = Clinic::new();
    clinic.add_user("lea", "Receptionist");
    clinic.done("admin", &["rooms", "add", "--name", "Room 7"], "");
    let added = clinic.done("lea", &["patients", "add", "--family-name", "Okafor"], "");
    let patient = id(&added["patient"]).to_owned();
    (clinic, patient)
}

fn book(patient: &str, starts: &str) -> String {
    json!({ "patient": patient, "provider": "dora", "starts": starts }).to_string()
}

#[test]
fn one_is_recorded_respected_changed_and_ended() {
    let (clinic, patient) = office();
    let (from, to) = (on("13:00"), on("15:00"));
    let times = ["--starts", &from, "--ends", &to];
    let reserve = ["appointments", "book", "--anyway", "--stdin"];
    clinic.done("lea", &reserve, &book(&patient, &on("14:00")));
    let of_dora = [&["--provider", "dora"], &times[..]].concat();
    let preview = clinic.done(
        "lea",
        &[&["absences", "preview"], &of_dora[..]].concat(),
        "",
    );
    matches("absences preview", &preview);
    assert_eq!(preview["appointments"].as_array().unwrap().len(), 1);
    let add = [&["absences", "add", "--reason", "Course"], &of_dora[..]].concat();
    let added = clinic.done("lea", &add, "");
    matches("absences add", &added);
    let absence = id(&added["absence"]).to_owned();
    assert_eq!(added["absence"]["inside"], 1);
    assert_eq!(
        added["absence"]["appointments"][0]["absent"],
        json!(["provider"])
    );
    let again = book(&patient, &on("13:30"));
    let output = clinic.run("lea", &reserve, &again);
    let error = &serde_json::from_slice::<Value>(&output.stdout).unwrap()["error"];
    assert_eq!(
        (&error["code"], &error["field"]),
        (&json!("invalid"), &json!("starts"))
    );
    assert!(
        error["message"].as_str().unwrap().contains("absent then"),
        "{error}"
    );
    let listed = clinic.done("lea", &["absences", "list"], "");
    matches("absences list", &listed);
    assert_eq!(
        (&listed["total"], &listed["inside"]),
        (&json!(1), &json!(1))
    );
    let day = ["appointments", "list", "--day", &from[..10]];
    let diary = clinic.done("lea", &day, "");
    matches("appointments list", &diary);
    assert_eq!(diary["absences"][0]["reason"], "Course");
    let later = json!({ "starts": on("14:30") }).to_string();
    let edit = ["absences", "edit", absence.as_str(), "--stdin"];
    let edited = clinic.done("lea", &edit, &later);
    matches("absences edit", &edited);
    assert_eq!(
        (&edited["absence"]["inside"], &edited["changed"]),
        (&json!(0), &json!(true))
    );
    clinic.done("lea", &reserve, &again);
    let ended = clinic.done("lea", &["absences", "end", &absence], "");
    matches("absences end", &ended);
    let shown = clinic.done("lea", &["absences", "show", &absence], "");
    matches("absences show", &shown);
    let past = clinic.done("lea", &["absences", "list", "--past"], "");
    assert_eq!(past["total"], 1);
    let refused = clinic.refused("lea", &["absences", "end", &absence], "");
    assert_eq!(refused, (1, "invalid".into()));
}

#[test]
fn a_shut_room_is_named_with_its_times_in_lines() {
    let (clinic, patient) = office();
    let (from, to) = (on("13:00"), on("15:00"));
    let times = ["--starts", &from, "--ends", &to];
    let add = [
        &[
            "absences", "add", "--room", "room 7", "--reason", "Painting",
        ],
        &times[..],
    ];
    clinic.done("lea", &add.concat(), "");
    let text = clinic.lines("lea", &["absences", "list"]);
    let text = String::from_utf8(text.stdout).unwrap();
    for words in ["Room 7", &from[..10], "Painting"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let entry = json!({
        "patient": patient, "provider": "dora", "room": "Room 7", "starts": on("13:00"),
    });
    let output = clinic.run(
        "lea",
        &["appointments", "book", "--anyway", "--stdin"],
        &entry.to_string(),
    );
    let error = &serde_json::from_slice::<Value>(&output.stdout).unwrap()["error"];
    assert_eq!(error["field"], "room");
    assert!(
        error["message"].as_str().unwrap().contains("closed then"),
        "{error}"
    );
}

#[test]
fn an_absence_of_neither_backwards_or_by_who_may_not_is_refused() {
    let (clinic, _) = office();
    let (from, to) = (on("13:00"), on("15:00"));
    let times = ["--starts", &from, "--ends", &to];
    let refused = |who, words: &[&str], entry: &str| clinic.refused(who, words, entry);
    let neither = [&["absences", "add"], &times[..]].concat();
    assert_eq!(refused("lea", &neither, ""), (1, "invalid".into()));
    let both = json!({
        "provider": "dora", "room": "Room 7", "starts": from, "ends": to,
    });
    let add = ["absences", "add", "--stdin"];
    assert_eq!(
        refused("lea", &add, &both.to_string()),
        (1, "invalid".into())
    );
    let backwards = json!({ "provider": "dora", "starts": to, "ends": from });
    assert_eq!(
        refused("lea", &add, &backwards.to_string()),
        (1, "invalid".into())
    );
    let no_end = json!({ "provider": "dora", "starts": from });
    assert_eq!(
        refused("lea", &add, &no_end.to_string()),
        (2, "usage".into())
    );
    clinic.add_user("vera", "Viewer");
    let entry = json!({ "provider": "dora", "starts": from, "ends": to });
    assert_eq!(
        refused("vera", &add, &entry.to_string()),
        (1, "forbidden".into())
    );
    assert_eq!(clinic.done("vera", &["absences", "list"], "")["total"], 0);
}
