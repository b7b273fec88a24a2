//! What a manager asks of a period.

use serde_json::json;

use super::*;
use crate::shapes::matches;

const YEAR: [&str; 4] = ["--from", "2026-01-01", "--until", "2026-12-31"];

#[test]
fn a_period_is_summed_up_and_saved_as_sheets() {
    let clinic = Clinic::new();
    let entry =
        json!({ "given_name": "Mary", "family_name": "Okafor", "birth_date": "1962-04-12" });
    clinic.done("dora", &["patients", "add", "--stdin"], &entry.to_string());
    let show = [&["reports", "show"][..], &YEAR].concat();
    let shown = clinic.done("admin", &show, "");
    matches("reports show", &shown);
    let report = &shown["report"];
    assert_eq!(
        (&report["step"], report["spans"].as_array().unwrap().len()),
        (&json!("month"), 12)
    );
    assert_eq!(report["total"]["new_patients"], 1);
    let text = clinic.lines("admin", &show).stdout;
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("1 new patients of 1"), "{text}");
    assert!(!text.contains("are left out here"), "{text}");
    let buildings = clinic.done("admin", &["facilities", "list"], "");
    let building = buildings["facilities"][0]["id"].as_str().unwrap();
    let of_one = [&show[..], &["--facility", building]].concat();
    let text = String::from_utf8(clinic.lines("admin", &of_one).stdout).unwrap();
    assert!(text.contains("are left out here"), "{text}");
    assert_eq!(clinic.refused("dora", &show, ""), (1, "forbidden".into()));

    let out = clinic.path("patients.csv");
    let out = out.to_str().unwrap().to_owned();
    let csv = ["reports", "csv", "--table", "patients", "--out", &out];
    matches(
        "reports csv",
        &clinic.done("admin", &[&csv[..], &YEAR].concat(), ""),
    );
    let sheet = std::fs::read_to_string(&out).unwrap();
    assert_eq!(
        sheet.lines().next(),
        Some("from,until,new_patients,patients")
    );
    assert_eq!(sheet.lines().last(), Some("2026-01-01,2026-12-31,1,1"));
    assert_eq!(
        clinic.refused("admin", &[&csv[..], &YEAR].concat(), ""),
        (1, "exists".into())
    );
    let unknown = [&show[..], &["--department", "Cooking"]].concat();
    let refused = clinic.lines("admin", &unknown).stderr;
    let message = String::from_utf8(refused).unwrap();
    assert!(message.contains("No department is called"), "{message}");
    let backwards = [
        "reports",
        "show",
        "--from",
        "2026-02-01",
        "--until",
        "2026-01-01",
    ];
    let refused = clinic.lines("admin", &backwards).stderr;
    let message = String::from_utf8(refused).unwrap();
    assert!(message.contains("--until"), "{message}");
}
