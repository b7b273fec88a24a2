//! The front desk and the dietitian at work on one diary.

use super::*;
use crate::prescriptions::in_a_month;
use crate::shapes::matches;

#[test]
fn the_front_desk_has_no_bookings_and_an_open_visit_its_appointment() {
    let clinic = Clinic::new();
    let file = clinic.path("lea");
    fs::write(&file, "a receptionist's own\n").unwrap();
    let words = ["user", "add", "--username", "lea", "--role", "Receptionist"];
    let file = ["--new-password-file", file.to_str().unwrap()];
    let email = ["--email", "lea@clinic.example"];
    clinic.done("admin", &[&words[..], &file, &email].concat(), "");
    let added = clinic.done("lea", &["patients", "add", "--family-name", "Okafor"], "");
    let id = added["patient"]["id"].as_str().unwrap();
    let book = [
        "appointments",
        "book",
        "--anyway",
        "--patient",
        id,
        "--starts",
    ];
    let book = |starts, who: &[&'static str]| [&book[..], &[starts], who].concat();
    let (first, second) = ("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z");
    for who in [&[][..], &["--provider", "admin"]] {
        let output = clinic.run("lea", &book(first, who), "");
        let error = &serde_json::from_slice::<Value>(&output.stdout).unwrap()["error"];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!("invalid"), &json!("provider"))
        );
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("one of dora"), "{error}");
        let is_missing = message.contains("--provider is missing");
        assert_eq!(is_missing, who.is_empty(), "{error}");
        assert_eq!(output.status.code(), Some(1));
    }
    let booked = [first, second].map(|starts| {
        let booked = clinic.done("lea", &book(starts, &["--provider", "dora"]), "");
        booked["appointment"]["id"].as_str().unwrap().to_owned()
    });
    let start = ["visits", "start", "--patient", id];
    let open = clinic.done("dora", &start, "");
    let visit = open["visit"]["id"].as_str().unwrap();
    let with = |appointment| [&start[..], &["--appointment", appointment]].concat();
    let gone_on = clinic.done("dora", &with(&booked[0]), "");
    assert_eq!(
        (&gone_on["already_open"], &gone_on["visit"]["id"]),
        (&json!(true), &json!(visit))
    );
    let other = clinic.run("dora", &with(&booked[1]), "");
    let error = &serde_json::from_slice::<Value>(&other.stdout).unwrap()["error"];
    assert_eq!(
        (&error["code"], other.status.code()),
        (&json!("visit_open"), Some(1))
    );
    let end = format!("visits end {visit}");
    assert!(error["message"].as_str().unwrap().contains(&end), "{error}");
    let day = clinic.done("lea", &["appointments", "list", "--day", "2026-11-20"], "");
    let status = |at: usize| day["appointments"][at]["status"].clone();
    assert_eq!(
        (status(0), status(1)),
        (json!("inRoom"), json!("scheduled"))
    );
}

#[test]
fn a_patient_arrives_on_an_earlier_day_only_with_a_flag() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let day = in_a_month();
    let starts = format!("{day}T10:00:00Z");
    let book = [
        "appointments",
        "book",
        "--anyway",
        "--patient",
        &patient,
        "--starts",
    ];
    let booked = clinic.done("dora", &[&book[..], &[&starts]].concat(), "");
    let booked = booked["appointment"]["id"].as_str().unwrap();
    let status = ["appointments", "status", booked];
    let to = |status_word| [&status[..], &[status_word]].concat();
    for early in ["ARRIVED", "IN_ROOM", "NO_SHOW"] {
        let early = to(early);
        assert_eq!(
            clinic.refused("dora", &early, ""),
            (3, "early".into()),
            "{early:?}"
        );
        assert!(clinic.sentence("dora", &early).contains(&day));
    }
    for plain in ["CONFIRMED", "CANCELLED", "SCHEDULED"] {
        clinic.done("dora", &to(plain), "");
    }
    clinic.done("dora", &[&to("ARRIVED")[..], &["--early"]].concat(), "");
}

#[test]
fn lines_show_the_time_of_the_clinic_s_clocks_and_json_utc() {
    let clinic = Clinic::new();
    let buildings = clinic.done("admin", &["facilities", "list"], "");
    let building = buildings["facilities"][0]["id"].as_str().unwrap();
    let zone = ["--time-zone", "Asia/Kolkata"];
    let words = [&["facilities", "edit", building], &zone[..]].concat();
    clinic.done("admin", &words, "");
    let added = clinic.done("dora", &["patients", "add", "--family-name", "Okafor"], "");
    let id = added["patient"]["id"].as_str().unwrap();
    let lines = |user, words: &[&str]| {
        let output = clinic.lines(user, words);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success() && text.contains("Asia/Kolkata"),
            "{words:?}: {text}"
        );
        let is_utc = |word: &str| word.starts_with("20") && word.ends_with('Z');
        assert!(!text.split_whitespace().any(is_utc), "{text}");
        text
    };
    // in Kolkata it is the next day already
    let starts = "2026-11-20T20:00:00Z";
    let book = [
        "appointments",
        "book",
        "--anyway",
        "--patient",
        id,
        "--starts",
        starts,
    ];
    let booked = lines("dora", &book);
    assert!(
        booked.contains("  2026-11-21 01:30 (Asia/Kolkata)  scheduled"),
        "{booked}"
    );
    let list = ["appointments", "list", "--day", "2026-11-21"];
    let day = lines("dora", &list);
    assert!(
        day.starts_with("2026-11-21 by the clocks of Asia/Kolkata\n"),
        "{day}"
    );
    assert!(day.contains("  2026-11-21 01:30  scheduled"), "{day}");
    let day = clinic.done("dora", &list, "");
    assert_eq!(day["appointments"][0]["starts_at"], starts);
    assert_eq!(day["time_zone"], "Asia/Kolkata");
    let appointment = day["appointments"][0]["id"].as_str().unwrap();
    let confirm = ["appointments", "status", appointment, "CONFIRMED"];
    lines("dora", &confirm);
    lines("dora", &["patients", "list"]);

    let visit = clinic.done("dora", &["visits", "start", "--patient", id], "");
    let visit = visit["visit"]["id"].as_str().unwrap();
    let measure = ["measurements", "add", "--patient", id, "--kind", "WEIGHT"];
    for (value, at) in [
        ("72 kg", "2026-01-31T20:00:00Z"),
        ("73 kg", "2026-03-01T20:00:00Z"),
    ] {
        let words = [&measure[..], &["--value", value, "--at", at]].concat();
        clinic.done("dora", &words, "");
    }
    let trend = ["measurements", "trend", "--patient", id, "--kind", "WEIGHT"];
    let trend = lines("dora", &trend);
    assert!(trend.contains("2026-02-01 01:30  72 kg"), "{trend}");
    let note = ["notes", "write", "--patient", id, "--visit", visit];
    let note = [&note[..], &["--section", "assessment=x"]].concat();
    let note = clinic.done("dora", &note, "");
    assert!(note["note"]["id"].is_string(), "{note}");
    for words in [
        &["visits", "show", visit][..],
        &["visits", "end", visit],
        &["notes", "list", "--patient", id],
        &["patients", "show", id],
    ] {
        lines("dora", words);
    }
    lines("admin", &["audit", "list"]);
    lines("admin", &["devices", "list"]);
}

#[test]
fn a_visit_that_was_begun_by_mistake_is_taken_back_and_brought_back() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let visit = clinic.done("dora", &["visits", "start", "--patient", &patient], "");
    let id = visit["visit"]["id"].as_str().unwrap();
    let discard = ["visits", "discard", id];
    let discarded = clinic.done("dora", &discard, "");
    matches("visits discard", &discarded);
    let gone = clinic.refused("dora", &["visits", "show", id], "");
    assert_eq!(gone, (1, "not_found".into()));
    assert_eq!(
        clinic.refused("dora", &discard, ""),
        (1, "not_found".into())
    );
    let restore = ["visits", "restore", id];
    let seen = ["--seen", discarded["seen"].as_str().unwrap()];
    let restored = clinic.done("dora", &[&restore[..], &seen].concat(), "");
    matches("visits restore", &restored);
    clinic.done("dora", &["visits", "end", id], "");
    assert_eq!(clinic.refused("dora", &discard, ""), (1, "invalid".into()));
    assert_eq!(
        clinic.refused("dora", &restore, ""),
        (1, "not_found".into())
    );
}

#[test]
fn a_visit_of_an_earlier_day_is_recorded_ended_corrected_and_discarded() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let start = ["visits", "start", "--patient", &patient];
    let until = ["--ended-at", "2020-01-30T08:40:00Z"];
    let alone = [&start[..], &until].concat();
    assert_eq!(clinic.refused("dora", &alone, ""), (2, "usage".into()));
    let from = ["--started-at", "2020-01-30T08:00:00Z"];
    let begun = clinic.done("dora", &[&start[..], &from].concat(), "");
    matches("visits start", &begun);
    assert_eq!(begun["visit"]["asks_end"], true);
    let id = begun["visit"]["id"].as_str().unwrap();
    let add = ["measurements", "add", "--patient", &patient];
    let value = ["--kind", "WEIGHT", "--value", "72 kg", "--visit", id];
    let read = clinic.done("dora", &[&add[..], &value].concat(), "");
    let taken = read["at"].as_str().unwrap();
    assert!(taken.starts_with("2020-01-30T08:"), "{taken}");
    let end = ["visits", "end", id];
    assert_eq!(clinic.refused("dora", &end, ""), (1, "invalid".into()));
    assert!(clinic.sentence("dora", &end).contains("--ended-at"));
    let ended = clinic.done("dora", &[&end[..], &until].concat(), "");
    matches("visits end", &ended);
    assert_eq!(ended["visit"]["asks_end"], false);
    let edit = ["visits", "edit", id];
    let early = ["--ended-at", "2020-01-30T07:00:00Z"];
    let early = [&edit[..], &early].concat();
    assert!(
        clinic
            .sentence("dora", &early)
            .contains("before the visit began")
    );
    let from = ["--started-at", "2020-01-30T08:20:00Z"];
    let moved = clinic.done("dora", &[&edit[..], &from].concat(), "");
    let shown = moved["visit"]["started_at"].as_str().unwrap();
    assert!(shown.starts_with("2020-01-30T08:20:00"), "{shown}");
    let discard = ["visits", "discard", id];
    assert!(clinic.sentence("dora", &discard).contains("--reason"));
    let why = ["--reason", "Of another patient"];
    let discarded = clinic.done("dora", &[&discard[..], &why].concat(), "");
    matches("visits discard", &discarded);
    let restored = clinic.done("dora", &["visits", "restore", id], "");
    assert_eq!(restored["visit"]["ended_at"], ended["visit"]["ended_at"]);
}

#[test]
fn rooms_are_added_and_deactivated_by_an_admin_alone() {
    let clinic = Clinic::new();
    let room = ["rooms", "add", "--name", "Blue room", "--code", "B"];
    assert_eq!(clinic.refused("dora", &room, ""), (1, "forbidden".into()));
    let answer = clinic.done("admin", &room, "");
    assert_eq!(
        (&answer["room"]["facility"], &answer["room"]["is_active"]),
        (&json!("Smoke"), &json!(true))
    );
    let edited = clinic.done(
        "admin",
        &["rooms", "edit", "blue room", "--stdin"],
        r#"{"active": false}"#,
    );
    assert_eq!(
        (&edited["room"]["code"], &edited["room"]["is_active"]),
        (&json!("B"), &json!(false))
    );
    assert_eq!(edited["room"]["used_by"], 0);
}

#[test]
fn working_hours_are_shown_to_all_and_set_by_an_admin() {
    let clinic = Clinic::new();
    let hours = ["users", "hours", "dora", "--set", "sat 09:00-12:00"];
    assert_eq!(clinic.refused("dora", &hours, ""), (1, "forbidden".into()));
    let sometimes = ["user", "hours", "dora", "--set", "sometimes"];
    assert_eq!(clinic.refused("admin", &sometimes, ""), (2, "usage".into()));
    clinic.done("admin", &hours, "");
    let answer = clinic.done("dora", &["user", "hours", "Dora"], "");
    assert_eq!(
        (&answer["hours"], &answer["is_usual"]),
        (&json!("SAT 09:00-12:00"), &json!(false))
    );
}

#[test]
fn what_is_recorded_of_a_user_and_their_roles_is_edited_by_an_admin() {
    let clinic = Clinic::new();
    clinic.done("admin", &["departments", "add", "--name", "Ward 2"], "");
    let edit = [
        "user",
        "edit",
        "dora",
        "--department",
        "ward 2",
        "--licence-number",
        "DN-1042",
    ];
    assert_eq!(clinic.refused("dora", &edit, ""), (1, "forbidden".into()));
    let edited = clinic.done("admin", &edit, "");
    assert_eq!(edited["changed"], true);
    assert_eq!(edited["user"]["form"]["licence_number"], "DN-1042");
    let again = clinic.done("admin", &edit, "");
    assert_eq!(again["changed"], false);
    let read = ["user", "edit", "dora", "--stdin"];
    let none = r#"{"specialization": "Renal", "department": ""}"#;
    let refused = clinic.refused("admin", &read, none);
    assert_eq!(refused, (1, "invalid".into()), "each user has one");
    let entry = r#"{"specialization": "Renal"}"#;
    let edited = clinic.done("admin", &read, entry);
    assert_eq!(edited["user"]["form"]["specialization"], "Renal");
    let nothing = ["user", "edit", "dora"];
    assert_eq!(clinic.refused("admin", &nothing, ""), (2, "usage".into()));
    let nowhere = ["user", "edit", "dora", "--department", "Ward 3"];
    assert_eq!(
        clinic.refused("admin", &nowhere, ""),
        (1, "not_found".into())
    );

    let give = ["user", "give-role", "dora", "--role", "manager"];
    let given = clinic.done("admin", &give, "");
    let names = |answer: &Value| -> Vec<String> {
        let roles = answer["user"]["roles"].as_array().unwrap();
        let names = roles.iter().map(|role| role["name"].as_str().unwrap());
        names.map(str::to_owned).collect()
    };
    assert_eq!(names(&given), ["Dietitian", "Manager"]);
    assert_eq!(clinic.done("admin", &give, "")["changed"], false);
    let end = ["user", "end-role", "dora", "--role", "Dietitian"];
    assert_eq!(names(&clinic.done("admin", &end, "")), ["Manager"]);
    assert_eq!(clinic.refused("admin", &end, ""), (1, "not_found".into()));
    let last = ["user", "end-role", "dora", "--role", "Manager"];
    assert_eq!(clinic.refused("admin", &last, ""), (1, "invalid".into()));
    let shown = clinic.done("admin", &["user", "show", "Dora"], "");
    assert_eq!(names(&shown), ["Manager"]);
}

#[test]
fn a_booking_over_another_or_at_a_time_that_is_over_needs_a_flag() {
    let clinic = Clinic::new();
    let (mary, anna) = (clinic.patient("Okafor"), clinic.patient("Weber"));
    let book = ["appointments", "book", "--starts", "2025-01-06T09:00:00Z"];
    let first = [&book[..], &["--patient", &mary]].concat();
    let asked = (3, "anyway".into());
    assert_eq!(clinic.refused("dora", &first, ""), asked);
    let booked = clinic.done("dora", &[&first[..], &["--anyway"]].concat(), "");
    let second = [&book[..], &["--patient", &anna]].concat();
    assert_eq!(clinic.refused("dora", &second, ""), asked);
    let sentence = clinic.sentence("dora", &second);
    assert!(sentence.contains("Okafor"), "{sentence}");
    assert!(sentence.contains("the same provider"), "{sentence}");
    let id = booked["appointment"]["id"].as_str().unwrap();
    let annas = ["--patient", &anna, "--anyway"];
    let later = ["appointments", "book", "--starts", "2025-01-06T11:00:00Z"];
    let other = clinic.done("dora", &[&later[..], &annas].concat(), "");
    let other = other["appointment"]["id"].as_str().unwrap();
    let over = ["appointments", "move", other, "--starts"];
    let over = [&over[..], &["2025-01-06T09:15:00Z"]].concat();
    assert_eq!(clinic.refused("dora", &over, ""), asked);
    let sentence = clinic.sentence("dora", &over);
    assert!(sentence.contains("Okafor"), "{sentence}");
    assert!(sentence.contains("Nothing was moved"), "{sentence}");
    clinic.done("dora", &[&over[..], &["--anyway"]].concat(), "");
    let cancel = ["appointments", "status", id, "CANCELLED"];
    let why = ["--reason-code", "ILLNESS", "--reason", "A cold"];
    clinic.done("dora", &[&cancel[..], &why].concat(), "");
    let shown = clinic.done("dora", &["appointments", "show", id], "");
    let last = &shown["history"][0];
    let expected = (&json!("illness"), &json!("A cold"));
    assert_eq!((&last["code"], &last["reason"]), expected);
}
