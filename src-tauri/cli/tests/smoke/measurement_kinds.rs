//! Kinds of measurement of the clinic's own.

use super::*;
use crate::chart::{id, lines, seen};
use crate::shapes::matches;

#[test]
fn a_reading_of_a_kind_of_the_clinic_is_named_by_its_name() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let kinds = |words: &[&str], stdin: &str| {
        clinic.done("admin", &[&["measurement-kinds"], words].concat(), stdin)
    };
    assert_eq!(kinds(&["list"], "")["measurement_kinds"], json!([]));
    let entry = json!({ "name": "Hand grip", "unit": "kg", "decimals": 1, "lowest": "0", "highest": "120" });
    let added = kinds(&["add", "--stdin"], &entry.to_string());
    let kind = &added["measurement_kind"];
    assert_eq!(
        (&kind["is_used"], &added["changed"]),
        (&json!(false), &json!(true))
    );
    let taken = ["measurement-kinds", "add", "--name", "hand-GRIP"];
    let range = ["--lowest", "0", "--highest", "9"];
    let taken = clinic.refused("admin", &[&taken[..], &range].concat(), "");
    assert_eq!(taken, (1, "invalid".into()));
    kinds(&["edit", "hand grip", "--odd-below", "5"], "");
    let same = kinds(&["edit", id(kind), "--odd-below", "5"], "");
    assert_eq!(same["changed"], false);

    let of = ["measurements", "add", "--patient", &patient, "--kind"];
    let add = |kind: &str, value: &str| {
        let words = [
            &of[..],
            &[kind, "--value", value, "--at", "2026-01-02T08:00:00Z"],
        ];
        words
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let refused = |words: &[String]| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        clinic.refused("dora", &words, "")
    };
    assert_eq!(refused(&add("shoe size", "42")), (2, "usage".into()));
    assert_eq!(refused(&add("hand grip", "42 lb")), (2, "usage".into()));
    assert_eq!(refused(&add("hand grip", "121")), (1, "invalid".into()));
    assert_eq!(refused(&add("hand grip", "3")), (3, "doubtful".into()));
    let words = add("Hand_grip", "31,46");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let added = clinic.done("dora", &words, "");
    assert_eq!(added["quantity"]["value"], 31.5);
    assert_eq!(
        added["kind"],
        json!({ "own": id(kind), "name": "Hand grip" })
    );

    let list = ["measurements", "list", "--patient", &patient];
    matches("measurements list", &clinic.done("dora", &list, ""));
    let listed = lines(&clinic, &list);
    assert!(listed.contains("Hand grip: 31.5 kg, by dora"), "{listed}");
    let correct = ["measurements", "correct", id(&added), "--value", "33"];
    let earlier = ["--at", "2026-01-01T08:00:00Z"];
    let corrected = clinic.done("dora", &[&correct[..], &earlier].concat(), "");
    assert_eq!(
        corrected["measurement"]["measured_at"],
        "2026-01-01T08:00:00Z"
    );
    assert!(!seen(&corrected["measurement"]).is_empty());
    let trend = ["measurements", "trend", "--patient", &patient, "--kind"];
    let trend = lines(&clinic, &[&trend[..], &["HAND GRIP"]].concat());
    assert!(trend.contains("33 kg"), "{trend}");

    let stays = ["measurement-kinds", "edit", "hand grip", "--unit", "N"];
    assert_eq!(clinic.refused("admin", &stays, ""), (1, "invalid".into()));
    kinds(&["edit", "hand grip", "--active", "false"], "");
    assert_eq!(refused(&add("hand grip", "33")), (1, "invalid".into()));
    let listed = lines(&clinic, &["measurements", "list", "--patient", &patient]);
    assert!(listed.contains("Hand grip: 33 kg"), "{listed}");
}

#[test]
fn a_limit_that_is_refused_is_named_with_what_is_wrong() {
    let clinic = Clinic::new();
    let add = [
        "measurement-kinds",
        "add",
        "--name",
        "Steps",
        "--lowest",
        "0",
    ];
    let sentence = |highest| clinic.sentence("admin", &[&add[..], &[highest]].concat());
    for (highest, part) in [
        (
            "--highest=100,000",
            "`100,000` is 100000 in one country and 100.000 in another",
        ),
        ("--highest=-1", "--highest `-1` is not above --lowest"),
        (
            "--highest=10.5",
            "more decimals than a value of the kind, which has 0",
        ),
        ("--highest=many", "--highest is not of the form"),
    ] {
        let sentence = sentence(highest);
        assert!(sentence.contains(part), "{sentence}");
    }
    let kind = [&add[..], &["--highest=100 000"]].concat();
    let added = clinic.done("admin", &kind, "");
    assert_eq!(added["measurement_kind"]["highest"], "100000");
    let patient = clinic.patient("Okafor");
    let reading = [
        "measurements",
        "add",
        "--patient",
        &patient,
        "--kind",
        "Steps",
    ];
    let value = |value| [&reading[..], &["--value", value]].concat();
    let sentence = clinic.sentence("dora", &value("10,000"));
    assert!(
        sentence.contains("`10,000` is 10000 in one country and 10.000 in another"),
        "{sentence}"
    );
    let recorded = clinic.done("dora", &value("10'000"), "");
    assert_eq!(recorded["quantity"]["value"], 10000.0);
}

#[test]
fn how_a_reading_was_taken_is_recorded_with_it() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let add = ["measurements", "add", "--patient", &patient, "--kind"];
    let add = [&add[..], &["GLUCOSE", "--value", "5.4 mmol/L"]].concat();
    let wrong = ["--method", "GUESSED", "--context", "ASLEEP"];
    let sentence = clinic.sentence("dora", &[&add[..], &wrong].concat());
    for part in [
        "MEASURED, REPORTED, ESTIMATED, DEVICE",
        "FASTING, BEFORE_MEAL, AFTER_MEAL",
    ] {
        assert!(sentence.contains(part), "{sentence}");
    }
    let how = ["--method", "REPORTED", "--context", "after-meal"];
    let added = clinic.done("dora", &[&add[..], &how].concat(), "");
    matches("measurements add", &added);
    let recorded = json!({ "method": "reported", "device": "", "context": "afterMeal" });
    assert_eq!(added["how"], recorded);
    let list = ["measurements", "list", "--patient", &patient];
    let listed = lines(&clinic, &list);
    let taken = "glucose: 5.4 mmol/L, reported, after meal, by dora";
    assert!(listed.contains(taken), "{listed}");

    let describe = ["measurements", "describe", id(&added)];
    let nothing = clinic.refused("dora", &describe, "");
    assert_eq!(nothing, (2, "usage".into()));
    let device = ["--device", "Contour Next", "--context", ""];
    let described = clinic.done("dora", &[&describe[..], &device].concat(), "");
    matches("measurements describe", &described);
    let how = json!({ "method": "reported", "device": "Contour Next", "context": null });
    assert_eq!(described["measurement"]["how"], how);
    assert!(lines(&clinic, &list).contains("5.4 mmol/L, reported, with Contour Next, by dora"));
    let value = ["measurements", "correct", id(&added), "--value", "5.6"];
    let corrected = clinic.done("dora", &value, "");
    assert_eq!(corrected["measurement"]["how"], how);
}
