//! Series of appointments, by the front desk.

use serde_json::json;

use super::*;
use crate::chart::id;
use crate::shapes::matches;

fn office() -> (Clinic, String, String) {
    let clinic = Clinic::new();
    clinic.add_user("lea", "Receptionist");
    let [mary, anna] = ["Okafor", "Weber"].map(|name| {
        let added = clinic.done("lea", &["patients", "add", "--family-name", name], "");
        id(&added["patient"]).to_owned()
    });
    (clinic, mary, anna)
}

/// Mondays of a winter that is over.
fn entry(patient: &str) -> Value {
    json!({
        "patient": patient, "provider": "dora", "starts": "2025-01-06T09:00:00Z", "every": 1, "unit": "WEEK",
        "count": 4,
    })
}

fn error(clinic: &Clinic, words: &[&str], input: &str) -> (i32, Value) {
    let output = clinic.run("lea", words, input);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code().unwrap(), answer["error"].clone())
}

fn starts(answer: &Value) -> Vec<&str> {
    let rows = answer.as_array().unwrap().iter();
    rows.map(|row| row["starts_at"].as_str().unwrap()).collect()
}

#[test]
fn a_series_is_previewed_and_booked_on_the_dates_that_are_left() {
    let (clinic, mary, anna) = office();
    let reserve = ["appointments", "book", "--anyway", "--patient", &anna];
    let third = ["--provider", "dora", "--starts", "2025-01-20T09:00:00Z"];
    clinic.done("lea", &[&reserve[..], &third].concat(), "");
    let typed = entry(&mary).to_string();
    let shown = clinic.done("lea", &["series", "preview", "--stdin"], &typed);
    matches("series preview", &shown);
    assert_eq!((&shown["ready"], &shown["blocked"]), (&json!(3), &json!(1)));
    assert_eq!(shown["dates"][2]["state"], "overlaps");
    let (status, problem) = error(&clinic, &["series", "book", "--stdin"], &typed);
    assert_eq!(
        (status, &problem["code"], &problem["field"]),
        (1, &json!("invalid"), &json!("skip"))
    );
    let message = problem["message"].as_str().unwrap();
    assert!(
        message.contains("Weber") && message.contains("--skip 3"),
        "{message}"
    );
    let day = clinic.done("lea", &["appointments", "list", "--day", "2025-01-06"], "");
    assert_eq!(day["appointments"], json!([]));
    let flags = [
        "series",
        "book",
        "--patient",
        &mary,
        "--provider",
        "dora",
        "--starts",
        "2025-01-06T09:00:00Z",
        "--count",
        "4",
        "--put",
        "3=2025-01-21T09:00:00Z",
        "--skip",
        "4",
    ];
    let booked = clinic.done("lea", &flags, "");
    matches("series book", &booked);
    let wanted = [
        "2025-01-06T09:00:00Z",
        "2025-01-13T09:00:00Z",
        "2025-01-21T09:00:00Z",
    ];
    assert_eq!(starts(&booked["appointments"]), wanted);
    let second = id(&booked["appointments"][1]).to_owned();
    assert_eq!(booked["appointments"][1]["series"]["number"], 2);
    let series = clinic.done("lea", &["series", "show", &second], "");
    matches("series show", &series);
    assert_eq!(
        series["series"]["appointments"].as_array().unwrap().len(),
        3
    );
    let text = String::from_utf8(clinic.lines("lea", &["series", "show", &second]).stdout).unwrap();
    assert!(text.contains("  2 of 3"), "{text}");
}

#[test]
fn a_date_and_those_after_it_are_moved_and_cancelled() {
    let (clinic, mary, _) = office();
    let typed = entry(&mary).to_string();
    let booked = clinic.done("lea", &["series", "book", "--stdin"], &typed);
    let second = id(&booked["appointments"][1]).to_owned();
    let to = ["--starts", "2025-01-14T13:00:00Z", "--minutes", "45"];
    let words = |verb| [&["series", verb, &second][..], &to].concat();
    let shown = clinic.done("lea", &words("preview-move"), "");
    matches("series preview-move", &shown);
    assert_eq!(shown["dates"].as_array().unwrap().len(), 3);
    let number = clinic.run("lea", &[&words("move")[..], &["--skip", "3"]].concat(), "");
    assert_eq!(number.status.code(), Some(2), "an id is asked for");
    let first = id(&booked["appointments"][0]);
    let (status, problem) = error(
        &clinic,
        &[&words("move")[..], &["--skip", first]].concat(),
        "",
    );
    assert_eq!((status, &problem["field"]), (2, &json!("skip")));
    let third = id(&booked["appointments"][2]);
    let put = format!("{third}=2025-01-22T13:00:00Z");
    let adjusted = [&words("preview-move")[..], &["--put", &put]].concat();
    let shown = clinic.done("lea", &adjusted, "");
    assert_eq!(shown["dates"][1]["starts_at"], "2025-01-22T13:00:00Z");
    let text = String::from_utf8(clinic.lines("lea", &adjusted).stdout).unwrap();
    assert!(text.contains(third), "{text}");
    let moved = clinic.done("lea", &words("move"), "");
    matches("series move", &moved);
    let wanted = [
        "2025-01-14T13:00:00Z",
        "2025-01-21T13:00:00Z",
        "2025-01-28T13:00:00Z",
    ];
    assert_eq!(starts(&moved["appointments"]), wanted);
    let cancel = ["series", "cancel", &second, "--reason", "Moves away"];
    let cancelled = clinic.done("lea", &cancel, "");
    matches("series cancel", &cancelled);
    assert_eq!(cancelled["appointments"].as_array().unwrap().len(), 3);
    assert_eq!(cancelled["back"][0]["status"], "scheduled");
    let series = clinic.done("lea", &["series", "show", &second], "");
    let status = |at: usize| series["series"]["appointments"][at]["status"].clone();
    assert_eq!(
        (status(0), status(1)),
        (json!("scheduled"), json!("cancelled"))
    );
    let (status, problem) = error(&clinic, &cancel, "");
    assert_eq!((status, &problem["code"]), (1, &json!("invalid")));
}

#[test]
fn a_rule_that_makes_no_series_is_refused_in_words() {
    let (clinic, mary, _) = office();
    let of = |change: Value| {
        let mut typed = entry(&mary);
        typed
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        error(
            &clinic,
            &["series", "preview", "--stdin"],
            &typed.to_string(),
        )
    };
    for (change, status, field, words) in [
        (json!({ "count": 61 }), 1, "count", "2 to 60 dates"),
        (json!({ "every": 0 }), 1, "every", "1 to 99"),
        (json!({ "count": null }), 2, "count", "is missing"),
        (
            json!({ "until": "2025-03-01" }),
            2,
            "until",
            "Both --count and --until",
        ),
        (
            json!({ "count": null, "until": "2025-01-01" }),
            1,
            "until",
            "before the first date",
        ),
        (
            json!({ "unit": "YEAR" }),
            2,
            "unit",
            "not one of the choices",
        ),
        (json!({ "put": ["3"] }), 2, "put", "--put takes"),
        (json!({ "starts": null }), 2, "starts", "is missing"),
    ] {
        let (code, problem) = of(change.clone());
        let message = problem["message"].as_str().unwrap();
        assert_eq!(
            (code, &problem["field"]),
            (status, &json!(field)),
            "{change} {problem}"
        );
        assert!(message.contains(words), "{change} {message}");
        assert!(message.contains("Nothing was"), "{message}");
    }
    // one that is of no series
    let book = [
        "appointments",
        "book",
        "--anyway",
        "--patient",
        &mary,
        "--provider",
        "dora",
    ];
    let starts = ["--starts", "2025-01-06T09:00:00Z"];
    let alone = clinic.done("lea", &[&book[..], &starts].concat(), "");
    let alone = id(&alone["appointment"]).to_owned();
    let (status, problem) = error(&clinic, &["series", "show", &alone], "");
    assert_eq!((status, &problem["code"]), (1, &json!("not_found")));
}
