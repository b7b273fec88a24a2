//! A doctor and a pharmacist at two computers that are apart.

use serde_json::Value;
use support::cli_device::connected;

use super::*;

/// Prescribes a medicine and returns its id.
fn add(device: &CliDevice, patient: &str, medication: &str) -> String {
    let until = in_ninety_days();
    let mut words = vec!["prescriptions", "add", "--patient", patient];
    words.extend(["--medication", medication, "--valid-until", &until]);
    words.extend(["--dosage", "1 tablet", "--frequency", "daily"]);
    words.extend(["--quantity", "30"]);
    text(&device.run_as("doc", &words).done()["prescription"], "id")
}

/// A prescription as a computer lists it.
fn listed(device: &CliDevice, user: &str, patient: &str, id: &str) -> Option<Value> {
    let words = ["prescriptions", "list", "--patient", patient];
    let answer = device.run_as(user, &words).done();
    let mut rows = list(&answer, "prescriptions").iter();
    rows.find(|row| row["id"] == id).cloned()
}

/// A dispensing is shown as it was given, whatever a doctor did concurrently.
#[test]
fn what_was_dispensed_is_shown_though_a_doctor_removed_or_corrected_it() {
    let users = [("doc", "Doctor"), ("phil", "Pharmacist")];
    let (_database, _serving, first) = connected(&users);
    let zoe = register(&first, "doc", "Zoë", "Okafor");
    let [removed, corrected, unused] =
        ["Warfarin 5 mg", "Metformin 500 mg", "Iron 80 mg"].map(|of| add(&first, &zoe, of));
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "phil");
    let doctor = |words: &[&str]| first.run_as("doc", words).done();
    for id in [&removed, &unused] {
        doctor(&["prescriptions", "remove", id, "--reason", "Wrong patient"]);
    }
    let edit = ["prescriptions", "edit", &corrected, "--medication"];
    doctor(&[&edit[..], &["Glibenclamide 5 mg", "--dosage", "3 tablets"]].concat());
    let mut given = Vec::new();
    for id in [&removed, &corrected] {
        let answer = second
            .run_as("phil", &["prescriptions", "dispense", id])
            .done();
        given.push(text(&answer["prescription"]["dispensed"][0], "id"));
    }
    for device in [&first, &second, &first] {
        device.run(&["sync"]).done();
    }

    for (device, user) in [(&first, "doc"), (&second, "phil")] {
        let row = listed(device, user, &zoe, &removed).unwrap();
        assert_eq!(row["is_removed"], true, "{row}");
        assert_eq!(row["dispensed"][0]["medication"], "Warfarin 5 mg", "{row}");
        let row = listed(device, user, &zoe, &corrected).unwrap();
        assert_eq!(row["medication"], "Glibenclamide 5 mg", "{row}");
        let as_given = (
            &row["dispensed"][0]["medication"],
            &row["dispensed"][0]["dosage"],
        );
        assert_eq!(as_given, (&"Metformin 500 mg".into(), &"1 tablet".into()));
        assert_eq!(listed(device, user, &zoe, &unused), None);
        let timeline = device.run_as(user, &["timeline", "list", "--patient", &zoe]);
        assert!(timeline.done().to_string().contains("Warfarin"), "{user}");
    }
    // taken back, it is out of sight as it should have been
    let again = second.run_as("phil", &["prescriptions", "dispense", &removed]);
    assert_eq!(again.json()["error"]["code"], "not_found");
    let back = [
        "prescriptions",
        "take-back",
        &given[0],
        "--reason",
        "Not picked up",
    ];
    second.run_as("phil", &back).done();
    assert_eq!(listed(&second, "phil", &zoe, &removed), None);
}
