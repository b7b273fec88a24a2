//! Results of laboratories.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

const ON: [&str; 4] = ["--collected-on", "2026-05-03", "--laboratory", "Central"];

/// A clinic with a patient of 36 years, and the id of the patient.
pub(crate) fn clinic_with_mary() -> (Clinic, String) {
    let clinic = Clinic::new();
    let birth = ["--birth-date", "1990-05-02", "--sex", "FEMALE"];
    let add = ["patients", "add", "--family-name", "Okafor"];
    let added = clinic.done("dora", &[&add[..], &birth].concat(), "");
    let patient = id(&added["patient"]).to_owned();
    (clinic, patient)
}

#[test]
fn a_result_is_recorded_and_judged() {
    let (clinic, patient) = clinic_with_mary();
    let of = ["--patient", &patient];
    let list = [&["labs", "list"][..], &of].concat();
    assert!(lines(&clinic, &list).contains("No laboratory results yet."));

    let add = [&["labs", "add"][..], &of, &ON].concat();
    assert_eq!(clinic.refused("dora", &add, ""), (2, "usage".into()));
    let line = ["--test", "k", "--value", "6.9", "--unit", "mmol/L"];
    let added = clinic.done("dora", &[&add[..], &line].concat(), "");
    matches("labs add", &added);
    let (sheet, result) = (&added["sheet"], &added["sheet"]["results"][0]);
    assert_eq!(result["test"], "potassium");
    assert_eq!(result["reading"]["flag"], "criticalHigh");
    let sheet = id(sheet).to_owned();
    let unknown = [&["labs", "add"][..], &of, &["--test", "x", "--value", "1"]].concat();
    assert_eq!(clinic.refused("dora", &unknown, ""), (2, "usage".into()));
    let two = ["--test", "LDL-C", "--value", "3"];
    let two = [&["labs", "add"][..], &of, &two].concat();
    assert_eq!(clinic.refused("dora", &two, ""), (2, "usage".into()));
    let no_unit = [&["labs", "add"][..], &of, &["--test", "k", "--value", "5"]].concat();
    assert_eq!(clinic.refused("dora", &no_unit, ""), (1, "invalid".into()));

    // further lines of the same sheet as one entry
    let entry = json!({
        "sheet": sheet,
        "results": [
            { "test": "tsh", "value": "<0.3", "unit": "mIU/L" },
            { "name": "Own test", "value": "9", "unit": "g/d", "high": "7" },
            { "test": "glucose_fasting", "value": "5.2", "unit": "mg/dL" },
        ],
    });
    clinic.done("dora", &["labs", "add", "--stdin"], &entry.to_string());
    let shown = clinic.done("dora", &["labs", "show", &sheet], "");
    matches("labs show", &shown);
    let listed = lines(&clinic, &list);
    for part in [
        "Potassium 6.9 mmol/L, CRITICAL HIGH (3.5 to 5 mmol/L, Tietz Fundamentals, 5th ed.)",
        "Thyroid-stimulating hormone <0.3 mIU/L, LOW",
        "Own test 9 g/d, HIGH (up to 7 g/d, of the laboratory)",
        "improbable: is it right in mmol/L?",
        "collected 2026-05-03, Central, recorded by ",
    ] {
        assert!(listed.contains(part), "{part}: {listed}");
    }
    let timeline = [&["timeline", "list", "--group", "LABS"][..], &of].concat();
    let events = lines(&clinic, &timeline);
    assert!(
        events.contains("laboratory Central: Potassium 6.9 mmol/L, critical high"),
        "{events}"
    );
}

#[test]
fn what_is_wrong_with_each_line_of_a_sheet_is_listed_at_once() {
    let (clinic, patient) = clinic_with_mary();
    let entry = json!({
        "patient": patient,
        "collected_on": "soon",
        "results": [
            { "test": "tsh", "value": "<0.3", "unit": "mIU/L" },
            { "test": "potasium", "unit": "mmol/L" },
            { "test": "k", "value": "5.9" },
            { "test": "k", "value": "5.9", "unit": "mmol/L", "low": "5", "high": "3" },
        ],
    });
    let refused = clinic.run("dora", &["labs", "add", "--stdin"], &entry.to_string());
    assert_eq!(refused.status.code(), Some(2));
    let problem: Value = serde_json::from_slice(&refused.stdout).unwrap();
    let wrong = problem["error"]["fields"].as_array().unwrap();
    let fields: Vec<&str> = wrong
        .iter()
        .map(|wrong| wrong["field"].as_str().unwrap())
        .collect();
    assert_eq!(
        fields,
        [
            "collected_on",
            "results.2.test",
            "results.2.value",
            "results.3.unit",
            "results.4.high",
        ]
    );
    let message = wrong[1]["message"].as_str().unwrap();
    assert!(message.starts_with("Result 2: `potasium`"), "{message}");
    let list = ["labs", "list", "--patient", &patient];
    assert!(lines(&clinic, &list).contains("No laboratory results yet."));
}

#[test]
fn a_result_is_corrected_removed_and_restored() {
    let (clinic, patient) = clinic_with_mary();
    let of = ["--patient", &patient];
    let list = [&["labs", "list"][..], &of].concat();
    let line = ["--test", "k", "--value", "6.9", "--unit", "mmol/L"];
    let add = [&["labs", "add"][..], &of, &ON, &line].concat();
    let added = clinic.done("dora", &add, "");
    let (sheet, result) = (&added["sheet"], &added["sheet"]["results"][0]);
    let (sheet, result) = (id(sheet).to_owned(), id(result).to_owned());
    let more = ["--sheet", &sheet, "--name", "Own test", "--value", "9"];
    clinic.done("dora", &[&["labs", "add"][..], &more].concat(), "");

    let edit = ["labs", "edit", &result];
    assert_eq!(clinic.refused("dora", &edit, ""), (2, "usage".into()));
    let edited = clinic.done("dora", &[&edit[..], &["--value", "5.9"]].concat(), "");
    matches("labs edit", &edited);
    assert_eq!(edited["result"]["corrected"]["was"], "Potassium 6.9 mmol/L");
    let edit = ["labs", "edit-sheet", &sheet, "--laboratory", "Northern"];
    let edited = clinic.done("dora", &edit, "");
    matches("labs edit-sheet", &edited);
    assert_eq!(edited["sheet"]["collected_on"], "2026-05-03");

    let remove = ["labs", "remove", &result, "--reason", "of her sister"];
    let removed = clinic.done("dora", &remove, "");
    matches("labs remove", &removed);
    let token = removed["seen"].as_str().unwrap();
    let restored = clinic.done("dora", &["labs", "restore", &result, "--seen", token], "");
    matches("labs restore", &restored);
    let remove = ["labs", "remove-sheet", &sheet, "--reason", "of her sister"];
    let removed = clinic.done("dora", &remove, "");
    matches("labs remove-sheet", &removed);
    assert!(lines(&clinic, &list).contains("No laboratory results yet."));
    let restored = clinic.done("dora", &["labs", "restore-sheet", &sheet], "");
    matches("labs restore-sheet", &restored);
    let again = clinic.refused("dora", &["labs", "restore-sheet", &sheet], "");
    assert_eq!(again, (1, "invalid".to_owned()));
    assert_eq!(restored["sheet"]["results"].as_array().unwrap().len(), 2);
    let answer = clinic.done("dora", &list, "");
    matches("labs list", &answer);
    assert_eq!(answer["series"].as_array().unwrap().len(), 2);
}

#[test]
fn the_list_of_tests_needs_no_password() {
    let clinic = Clinic::new();
    let answer = clinic.done("dora", &["labs", "tests"], "");
    matches("labs tests", &answer);
    assert_eq!(answer["tests"].as_array().unwrap().len(), 95);
    assert!(lines(&clinic, &["labs", "tests"]).contains("Haemoglobin A1c, HbA1c: % or mmol/mol"));
}
