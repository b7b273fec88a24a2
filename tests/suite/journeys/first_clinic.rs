use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::*;

#[test]
fn a_clinic_on_one_laptop_does_a_day_s_work_without_any_server() {
    let laptop = Laptop::new();
    let made = laptop.init();
    assert_eq!(made["is_demo"], false);
    let sheet = std::fs::metadata(laptop.path("recovery.txt")).unwrap();
    assert_eq!(sheet.permissions().mode() & 0o777, 0o600);
    laptop.add_user("ada", "diet", "Dietitian");

    let zoe = register(&laptop, "diet", "Zoë", "Okafor");
    let again = laptop
        .by(
            "diet",
            &[
                "patients",
                "add",
                "--given-name",
                "Zoe",
                "--family-name",
                "Okafor",
            ],
        )
        .done();
    assert_eq!(list(&again, "duplicates")[0]["patient"]["id"], zoe.as_str());
    let birth = [
        "patients",
        "edit",
        &zoe,
        "--birth-date",
        "1984-02-29",
        "--sex",
        "FEMALE",
    ];
    laptop.by("diet", &birth).done();
    // any part of a name, a birth date, a typo forgiven
    for words in ["oka", "Okafr", "1984-02-29"] {
        let hits = laptop.by("diet", &["search", words]).done();
        assert!(
            list(&hits, "hits")
                .iter()
                .any(|hit| hit["id"] == zoe.as_str()),
            "{words}: {hits}"
        );
    }
    let starts = "2025-03-03T09:00:00Z";
    let booked = laptop
        .by(
            "diet",
            &[
                "appointments",
                "book",
                "--patient",
                &zoe,
                "--starts",
                starts,
            ],
        )
        .done();
    assert_eq!(booked["appointment"]["patients"][0]["id"], zoe.as_str());
    let day = laptop
        .by("diet", &["appointments", "list", "--day", "2025-03-03"])
        .done();
    assert_eq!(list(&day, "appointments").len(), 1);

    let visit = laptop
        .by("diet", &["visits", "start", "--patient", &zoe])
        .done();
    let visit = text(&visit["visit"], "id");
    for (kind, value) in [
        ("HEIGHT", "5'7"),
        ("WEIGHT", "159 lb"),
        ("BLOOD_PRESSURE", "120/80"),
    ] {
        let words = [
            "measurements",
            "add",
            "--patient",
            &zoe,
            "--visit",
            &visit,
            "--kind",
            kind,
            "--value",
            value,
        ];
        laptop.by("diet", &words).done();
    }
    let trend = laptop
        .by(
            "diet",
            &["measurements", "trend", "--patient", &zoe, "--kind", "BMI"],
        )
        .done();
    let bmi = trend["points"][0]["value"].to_string();
    assert!(
        bmi.trim_matches('"').starts_with("24.9"),
        "159 lb at 5'7 is 24.9: {bmi}"
    );

    let entry = json!({"patient": zoe, "visit": visit, "kind": "ADIME", "sections": {"assessment": "Eats late."}});
    let note = laptop
        .by_with_entry("diet", &["notes", "write", "--stdin"], &entry)
        .done();
    let note = text(&note["note"], "id");
    // the visit has one note, and whoever begins it again is led back to it
    let again = laptop
        .by("diet", &["visits", "start", "--patient", &zoe])
        .done();
    assert_eq!(
        (&again["already_open"], &again["visit"]["id"]),
        (&json!(true), &json!(visit))
    );
    assert_eq!(again["visit"]["note"]["id"], note.as_str());
    assert_eq!(again["visit"]["previous_notes"], json!([]));
    let signed = laptop.by("diet", &["notes", "sign", &note]).done();
    assert_eq!(signed["note"]["state"], "signed");
    laptop
        .by("diet", &["notes", "sign", &note])
        .refused(1, "already_signed");
    laptop
        .by_with_entry("diet", &["notes", "write", "--stdin"], &entry)
        .refused(1, "already_signed");
    let late = [
        "notes",
        "write",
        "--note",
        &note,
        "--section",
        "assessment=Eats early.",
    ];
    laptop.by("diet", &late).refused(1, "already_signed");
    let addendum = [
        "notes",
        "addendum",
        "--note",
        &note,
        "--text",
        "Early, in fact.",
        "--reason",
        "Typing error",
    ];
    laptop.by("diet", &addendum).done();
    let shown = laptop.by("diet", &["notes", "show", &note]).done();
    assert_eq!(shown["note"]["signature"]["valid"], true);
    assert_eq!(shown["note"]["addenda"][0]["valid"], true);
    assert!(
        shown["note"]["sections"].to_string().contains("Eats late."),
        "{shown}"
    );

    let status = laptop.says(&["status"]).done();
    assert!(
        status["server"].is_null() && status["on_this_computer_only"].as_i64() > Some(0),
        "{status}"
    );
    laptop.says(&["sync"]).refused(1, "no_server");
    let chain = laptop.says(&["audit", "verify"]).done();
    assert!(chain["fault"].is_null(), "{chain}");
    // an admin grants every key and still writes no note
    laptop
        .by("ada", &["visits", "start", "--patient", &zoe])
        .refused(1, "forbidden");
}
