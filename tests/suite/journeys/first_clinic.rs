//! A clinic on one device, without a server.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::*;

/// A clinic with a dietitian `diet` and one patient.
fn with_patient() -> (CliDevice, String) {
    let device = CliDevice::new();
    device.init();
    device.add_user("ada", "diet", "Dietitian");
    let zoe = register(&device, "diet", "Zoë", "Okafor");
    (device, zoe)
}

/// Starts a visit of a patient and returns its id.
fn start_visit(device: &CliDevice, patient: &str) -> String {
    let visit = device
        .run_as("diet", &["visits", "start", "--patient", patient])
        .done();
    text(&visit["visit"], "id")
}

#[test]
fn a_new_clinic_is_no_demo_and_its_recovery_sheet_is_private() {
    let device = CliDevice::new();
    let made = device.init();
    assert_eq!(made["is_demo"], false);
    let sheet = std::fs::metadata(device.path("recovery.txt")).unwrap();
    assert_eq!(sheet.permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_patient_is_registered_once_and_searched_by_any_part() {
    let (device, zoe) = with_patient();
    let again = device
        .run_as(
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
    device.run_as("diet", &birth).done();
    // any part of a name, a birth date, a typo forgiven
    for args in ["oka", "Okafr", "1984-02-29"] {
        let hits = device.run_as("diet", &["search", args]).done();
        assert!(
            list(&hits, "hits")
                .iter()
                .any(|hit| hit["id"] == zoe.as_str()),
            "{args}: {hits}"
        );
    }
}

#[test]
fn an_appointment_is_booked_without_a_server() {
    let (device, zoe) = with_patient();
    let starts = "2025-03-03T09:00:00Z";
    let booked = device
        .run_as(
            "diet",
            &[
                "appointments",
                "book",
                "--anyway",
                "--patient",
                &zoe,
                "--starts",
                starts,
            ],
        )
        .done();
    assert_eq!(booked["appointment"]["patients"][0]["id"], zoe.as_str());
    let day = device
        .run_as("diet", &["appointments", "list", "--day", "2025-03-03"])
        .done();
    assert_eq!(list(&day, "appointments").len(), 1);
}

#[test]
fn measurements_in_any_unit_give_a_trend() {
    let (device, zoe) = with_patient();
    let visit = start_visit(&device, &zoe);
    for (kind, value) in [
        ("HEIGHT", "5'7"),
        ("WEIGHT", "159 lb"),
        ("BLOOD_PRESSURE", "120/80"),
    ] {
        let args = [
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
        device.run_as("diet", &args).done();
    }
    let trend = device
        .run_as(
            "diet",
            &["measurements", "trend", "--patient", &zoe, "--kind", "BMI"],
        )
        .done();
    let bmi = trend["points"][0]["value"].to_string();
    assert!(
        bmi.trim_matches('"').starts_with("24.9"),
        "159 lb at 5'7 is 24.9: {bmi}"
    );
}

#[test]
fn a_note_is_signed_once_and_then_only_added_to() {
    let (device, zoe) = with_patient();
    let visit = start_visit(&device, &zoe);
    let entry = json!({"patient": zoe, "visit": visit, "kind": "ADIME", "sections": {"assessment": "Eats late."}});
    let note = device
        .run_as_with_entry("diet", &["notes", "write", "--stdin"], &entry)
        .done();
    let note = text(&note["note"], "id");
    // the visit has one note, and beginning it again leads back to it
    let again = device
        .run_as("diet", &["visits", "start", "--patient", &zoe])
        .done();
    assert_eq!(
        (&again["already_open"], &again["visit"]["id"]),
        (&json!(true), &json!(visit))
    );
    assert_eq!(again["visit"]["note"]["id"], note.as_str());
    assert_eq!(again["visit"]["previous_notes"], json!([]));
    let signed = device.run_as("diet", &["notes", "sign", &note]).done();
    assert_eq!(signed["note"]["state"], "signed");
    device
        .run_as("diet", &["notes", "sign", &note])
        .refused(1, "already_signed");
    device
        .run_as_with_entry("diet", &["notes", "write", "--stdin"], &entry)
        .refused(1, "already_signed");
    let late = [
        "notes",
        "write",
        "--note",
        &note,
        "--section",
        "assessment=Eats early.",
    ];
    device.run_as("diet", &late).refused(1, "already_signed");
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
    device.run_as("diet", &addendum).done();
    let shown = device.run_as("diet", &["notes", "show", &note]).done();
    assert_eq!(shown["note"]["signature"]["valid"], true);
    assert_eq!(shown["note"]["addenda"][0]["valid"], true);
    assert!(
        shown["note"]["sections"].to_string().contains("Eats late."),
        "{shown}"
    );
}

#[test]
fn without_a_server_changes_stay_here_and_are_logged() {
    let (device, _) = with_patient();
    let status = device.run(&["status"]).done();
    assert!(
        status["server"].is_null() && status["on_this_computer_only"].as_i64() > Some(0),
        "{status}"
    );
    device.run(&["sync"]).refused(1, "no_server");
    let chain = device.run(&["audit", "verify"]).done();
    assert!(chain["fault"].is_null(), "{chain}");
}

#[test]
fn an_admin_grants_every_key_and_still_starts_no_visit() {
    let (device, zoe) = with_patient();
    device
        .run_as("ada", &["visits", "start", "--patient", &zoe])
        .refused(1, "forbidden");
}
