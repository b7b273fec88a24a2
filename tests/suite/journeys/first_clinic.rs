use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::*;

#[test]
fn a_clinic_on_one_laptop_does_a_day_s_work_without_any_server() {
    let device = CliDevice::new();
    let made = device.init();
    assert_eq!(made["is_demo"], false);
    let sheet = std::fs::metadata(device.path("recovery.txt")).unwrap();
    assert_eq!(sheet.permissions().mode() & 0o777, 0o600);
    device.add_user("ada", "diet", "Dietitian");

    let zoe = register(&device, "diet", "Zoë", "Okafor");
    let again = device
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
    device.by("diet", &birth).done();
    // any part of a name, a birth date, a typo forgiven
    for words in ["oka", "Okafr", "1984-02-29"] {
        let hits = device.by("diet", &["search", words]).done();
        assert!(
            list(&hits, "hits")
                .iter()
                .any(|hit| hit["id"] == zoe.as_str()),
            "{words}: {hits}"
        );
    }
    let starts = "2025-03-03T09:00:00Z";
    let booked = device
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
    let day = device
        .by("diet", &["appointments", "list", "--day", "2025-03-03"])
        .done();
    assert_eq!(list(&day, "appointments").len(), 1);

    let visit = device
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
        device.by("diet", &words).done();
    }
    let trend = device
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
    let note = device
        .by_with_entry("diet", &["notes", "write", "--stdin"], &entry)
        .done();
    let note = text(&note["note"], "id");
    // the visit has one note, and whoever begins it again is led back to it
    let again = device
        .by("diet", &["visits", "start", "--patient", &zoe])
        .done();
    assert_eq!(
        (&again["already_open"], &again["visit"]["id"]),
        (&json!(true), &json!(visit))
    );
    assert_eq!(again["visit"]["note"]["id"], note.as_str());
    assert_eq!(again["visit"]["previous_notes"], json!([]));
    let signed = device.by("diet", &["notes", "sign", &note]).done();
    assert_eq!(signed["note"]["state"], "signed");
    device
        .by("diet", &["notes", "sign", &note])
        .refused(1, "already_signed");
    device
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
    device.by("diet", &late).refused(1, "already_signed");
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
    device.by("diet", &addendum).done();
    let shown = device.by("diet", &["notes", "show", &note]).done();
    assert_eq!(shown["note"]["signature"]["valid"], true);
    assert_eq!(shown["note"]["addenda"][0]["valid"], true);
    assert!(
        shown["note"]["sections"].to_string().contains("Eats late."),
        "{shown}"
    );

    let status = device.says(&["status"]).done();
    assert!(
        status["server"].is_null() && status["on_this_computer_only"].as_i64() > Some(0),
        "{status}"
    );
    device.says(&["sync"]).refused(1, "no_server");
    let chain = device.says(&["audit", "verify"]).done();
    assert!(chain["fault"].is_null(), "{chain}");
    // an admin grants every key and still writes no note
    device
        .by("ada", &["visits", "start", "--patient", &zoe])
        .refused(1, "forbidden");
}
