//! The waiting list, by the front desk.

use serde_json::json;

use super::*;
use crate::chart::id;
use crate::shapes::matches;

/// A time on a day of work that comes soon.
fn soon(time: &str) -> String {
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    let days = i32::try_from(since.as_secs() / 86_400).unwrap() + 7;
    // the first of January 1970 was a Thursday
    let monday = days + 7 - (days + 3) % 7;
    let day = sync_contract::field::date_from_days(monday).unwrap();
    format!("{day}T{time}:00Z")
}

fn office() -> (Clinic, String, String) {
    let clinic = Clinic::new();
    clinic.add_user("lea", "Receptionist");
    let [mary, anna] = ["Okafor", "Weber"].map(|name| {
        let add = [
            "patients",
            "add",
            "--family-name",
            name,
            "--phone",
            "020 5550101",
        ];
        id(&clinic.done("lea", &add, "")["patient"]).to_owned()
    });
    let entry = json!({ "patient": anna, "provider": "dora", "starts": soon("10:00") });
    let reserve = ["appointments", "book", "--anyway", "--stdin"];
    let booked = clinic.done("lea", &reserve, &entry.to_string());
    let booked = id(&booked["appointment"]).to_owned();
    (clinic, mary, booked)
}

#[test]
fn one_is_added_edited_called_offered_a_time_and_booked() {
    let (clinic, mary, booked) = office();
    let done = |words: &[&str], entry: &Value| {
        let entry = match entry {
            Value::Null => String::new(),
            entry => entry.to_string(),
        };
        clinic.done("lea", words, &entry)
    };
    let entry = json!({ "patient": mary, "weekdays": "tue", "note": "Short notice" });
    let added = done(&["waiting", "add", "--stdin"], &entry);
    matches("waiting add", &added);
    let row = id(&added["entry"]).to_owned();
    let cancel = ["appointments", "status", &booked, "CANCELLED"];
    done(&cancel, &Value::Null);
    assert_eq!(done(&["waiting", "free"], &Value::Null)["slots"], json!([]));
    let wish = json!({ "weekdays": "MON", "seen": added["entry"]["seen"] });
    let edited = done(&["waiting", "edit", &row, "--stdin"], &wish);
    matches("waiting edit", &edited);
    assert_eq!(edited["entry"]["wishes"]["weekdays"], json!(["mon"]));
    let free = done(&["waiting", "free"], &Value::Null);
    matches("waiting free", &free);
    let slot = free["slots"][0]["ids"][0].as_str().unwrap().to_owned();
    let fits = done(&["waiting", "fits", &slot], &Value::Null);
    matches("waiting fits", &fits);
    assert_eq!(fits["rows"][0]["starts_at"], soon("10:00"));
    let call = ["waiting", "call", &row, "--result", "REACHED"];
    let called = done(&call, &Value::Null);
    matches("waiting call", &called);
    assert_eq!(called["entry"]["calls"], 1);
    let starts = soon("10:00");
    let reserve = [
        "waiting",
        "book",
        &row,
        "--provider",
        "dora",
        "--starts",
        &starts,
    ];
    let reserved = done(&reserve, &Value::Null);
    matches("waiting book", &reserved);
    assert_eq!(reserved["appointment"]["starts_at"], starts);
    let listed = done(&["waiting", "list", "--ended"], &Value::Null);
    matches("waiting list", &listed);
    assert_eq!(listed["rows"][0]["end"]["outcome"], "booked");
}

#[test]
fn one_is_taken_off_with_a_reason_and_put_back() {
    let (clinic, mary, _) = office();
    let add = ["waiting", "add", "--patient", &mary];
    let added = clinic.done("lea", &add, "");
    let row = id(&added["entry"]).to_owned();
    let twice = clinic.refused("lea", &add, "");
    assert_eq!(twice, (1, "invalid".to_owned()));
    let without = clinic.refused("lea", &["waiting", "end", &row], "");
    assert_eq!(without, (1, "invalid".to_owned()));
    let end = ["waiting", "end", &row, "--reason", "Moved away"];
    let ended = clinic.done("lea", &end, "");
    matches("waiting end", &ended);
    let reopened = clinic.done("lea", &["waiting", "reopen", &row], "");
    assert_eq!(reopened["entry"]["end"], Value::Null);
}

#[test]
fn all_that_is_wrong_with_a_wish_is_named_at_once() {
    let (clinic, mary, _) = office();
    let add = ["waiting", "add", "--patient", &mary];
    let wrong = ["--weekdays", "MON FUN", "--from-time", "25:00"];
    let sentence = clinic.sentence("lea", &[&add[..], &wrong].concat());
    for part in ["--weekdays", "FUN", "--from-time takes a time of day"] {
        assert!(sentence.contains(part), "{part} in {sentence}");
    }
    assert_eq!(clinic.done("lea", &["waiting", "list"], "")["total"], 0);
}
