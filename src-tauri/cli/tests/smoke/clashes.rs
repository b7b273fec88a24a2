//! Appointments that overlap, decided about by the front desk.

use serde_json::json;

use super::*;
use crate::chart::id;
use crate::shapes::matches;

/// A time on a day that comes soon.
fn soon(time: &str) -> String {
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    let days = i32::try_from(since.as_secs() / 86_400).unwrap() + 7;
    let day = sync_contract::field::date_from_days(days).unwrap();
    format!("{day}T{time}:00Z")
}

/// Two patients at once with one dietitian, and the ids of their appointments.
fn office() -> (Clinic, [String; 2]) {
    let clinic = Clinic::new();
    clinic.add_user("lea", "Receptionist");
    let appointments = [("Okafor", "10:00"), ("Weber", "10:15")].map(|(name, time)| {
        let add = ["patients", "add", "--family-name", name, "--phone", "020 5550101"];
        let added = clinic.done("lea", &add, "");
        let entry = json!({
            "patient": id(&added["patient"]), "provider": "dora", "starts": soon(time), "reason": "Tired",
        });
        let reserve = ["appointments", "book", "--anyway", "--stdin"];
        let booked = clinic.done("lea", &reserve, &entry.to_string());
        id(&booked["appointment"]).to_owned()
    });
    (clinic, appointments)
}

#[test]
fn one_is_listed_decided_reopened_and_moved() {
    let (clinic, [first, second]) = office();
    let listed = clinic.done("lea", &["clashes", "list"], "");
    matches("clashes list", &listed);
    let clash = &listed["rows"][0];
    assert_eq!(
        (&listed["open"], &clash["shares"]),
        (&json!(1), &json!(["provider"]))
    );
    assert_eq!(clash["contacts"][1]["phone"], "020 5550101");
    assert_eq!(clash["first"]["reason"], Value::Null);
    let looked_at = ["--clash", id(clash)];
    let decide = |choice| {
        [
            &["clashes", "decide", &first, &second, choice],
            &looked_at[..],
        ]
        .concat()
    };
    let decided = clinic.done("lea", &decide("KEEP"), "");
    matches("clashes decide", &decided);
    assert_eq!(decided["clash"]["state"], "decided");
    let listed = clinic.done("lea", &["clashes", "list", "--decided"], "");
    assert_eq!(
        (&listed["decided"], &listed["open"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(
        clinic.done("lea", &decide("reopen"), "")["clash"]["state"],
        "open"
    );
    let later = json!({ "starts": soon("11:00") }).to_string();
    let shift = [
        &["clashes", "move", &second, &first, "--stdin"],
        &looked_at[..],
    ]
    .concat();
    let moved = clinic.done("lea", &shift, &later);
    matches("clashes move", &moved);
    assert_eq!(moved["appointment"]["starts_at"], soon("11:00"));
    let history = clinic.done("lea", &["clashes", "history"], "");
    matches("clashes history", &history);
    let choices = history["rows"].as_array().unwrap().iter();
    let choices: Vec<_> = choices.map(|row| row["choice"].as_str().unwrap()).collect();
    assert_eq!(choices, ["move", "reopen", "keep"]);
    assert_eq!(history["rows"][0]["was"]["starts_at"], soon("10:15"));
    let late = clinic.refused("lea", &decide("KEEP"), "");
    assert_eq!(late, (1, "invalid".into()));
}

#[test]
fn two_that_overlap_no_longer_are_not_decided_about() {
    let (clinic, [first, second]) = office();
    let away = ["appointments", "move", &second, "--starts", &soon("15:00")];
    clinic.done("lea", &away, "");
    let late = ["clashes", "decide", &first, &second, "KEEP"];
    assert_eq!(clinic.refused("lea", &late, ""), (1, "invalid".into()));
    let sentence = clinic.sentence("lea", &late);
    assert!(sentence.contains("do not overlap any more"), "{sentence}");
}

#[test]
fn a_list_in_lines_has_names_times_and_numbers_to_call() {
    let (clinic, [first, second]) = office();
    let call = ["clashes", "decide", &first, &second, "CALL"];
    clinic.done("lea", &call, "");
    for (words, has) in [
        (
            ["clashes", "list"],
            ["to call  share provider", "Okafor", "020 5550101"],
        ),
        (["clashes", "history"], ["call  lea", "Weber", "scheduled"]),
    ] {
        let output = clinic.lines("lea", &words);
        let text = String::from_utf8(output.stdout).unwrap();
        for word in has {
            assert!(text.contains(word), "{word} in {text}");
        }
        assert!(!text.contains("Tired"), "{text}");
    }
}

#[test]
fn one_cancelled_meanwhile_a_move_as_a_choice_and_a_viewer_are_refused() {
    let (clinic, [first, second]) = office();
    let decide = |choice| ["clashes", "decide", first.as_str(), second.as_str(), choice];
    let refused = |who, words: &[&str]| clinic.refused(who, words, "");
    assert_eq!(refused("lea", &decide("MOVE")), (1, "invalid".into()));
    assert_eq!(refused("lea", &decide("SMILE")), (2, "usage".into()));
    let stays = [
        "clashes",
        "move",
        &first,
        &second,
        "--starts",
        &soon("10:00"),
    ];
    assert_eq!(refused("lea", &stays), (1, "invalid".into()));
    clinic.add_user("vera", "Viewer");
    assert_eq!(refused("vera", &decide("KEEP")), (1, "forbidden".into()));
    assert_eq!(clinic.done("vera", &["clashes", "list"], "")["open"], 1);
    let cancel = ["appointments", "status", &second, "CANCELLED"];
    clinic.done("lea", &cancel, "");
    let output = clinic.run("lea", &decide("KEEP"), "");
    let error = &serde_json::from_slice::<Value>(&output.stdout).unwrap()["error"];
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("cancelled or missed meanwhile"), "{error}");
    assert_eq!(clinic.done("lea", &["clashes", "list"], "")["open"], 0);
}
