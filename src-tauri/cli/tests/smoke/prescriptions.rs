//! Prescriptions, by a doctor and a pharmacist.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use sync_contract::field::date_from_days;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

/// A clinic with a doctor and a pharmacist, and a patient.
fn pharmacy() -> (Clinic, String) {
    let clinic = Clinic::new();
    clinic.add_user("david", "Doctor");
    clinic.add_user("ines", "Pharmacist");
    let patient = clinic.patient("Okafor");
    (clinic, patient)
}

/// A last day that has not come yet whenever this is run.
pub(crate) fn in_a_month() -> String {
    days_from_now(30)
}

pub(crate) fn days_from_now(days: i32) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let today = i32::try_from(now.as_secs() / 86_400).unwrap();
    date_from_days(today + days).unwrap().to_string()
}

#[test]
fn a_corrected_one_has_its_former_order() {
    let (clinic, patient) = pharmacy();
    let entry = json!({
        "patient": patient, "medication": "Metformin 500 mg", "dosage": "1 tablet", "frequency": "twice a day",
        "quantity": "60", "refills": "1", "valid_until": in_a_month(),
    });
    let add = ["prescriptions", "add", "--stdin"];
    let added = clinic.done("david", &add, &entry.to_string());
    assert_eq!(added["prescription"]["former"], json!(null));
    let of = id(&added["prescription"]);
    let edit = ["prescriptions", "edit", of, "--dosage", "2 tablets"];
    let edited = clinic.done("david", &edit, "");
    matches("prescriptions edit", &edited);
    assert_eq!(edited["prescription"]["dosage"], "2 tablets");
    assert_eq!(
        edited["prescription"]["former"]["form"]["dosage"],
        "1 tablet"
    );
    let list = ["prescriptions", "list", "--patient", &patient];
    let text = lines(&clinic, &list);
    let was = "was Metformin 500 mg, 1 tablet, twice a day, 60 with 1 refills";
    assert!(text.contains(was), "{text}");
}

#[test]
fn one_is_written_dispensed_taken_back_renewed_and_stopped() {
    let (clinic, patient) = pharmacy();
    let entry = json!({
        "patient": patient, "medication": "Metformin 500 mg", "dosage": "1 tablet", "frequency": "twice a day",
        "quantity": "60", "refills": "1", "valid_until": in_a_month(),
    });
    let add = ["prescriptions", "add", "--stdin"];
    let added = clinic.done("david", &add, &entry.to_string());
    matches("prescriptions add", &added);
    let script = &added["prescription"];
    let of = id(script);
    assert_eq!(
        clinic.refused("ines", &add, &entry.to_string()),
        (1, "forbidden".into())
    );

    let edit = ["prescriptions", "edit", of, "--instructions", "With food"];
    matches("prescriptions edit", &clinic.done("david", &edit, ""));
    let waiting = ["prescriptions", "to-dispense"];
    let page = clinic.done("ines", &waiting, "");
    matches("prescriptions to-dispense", &page);
    assert_eq!((&page["waiting"], &page["refills"]), (&json!(1), &json!(0)));
    let dispense = ["prescriptions", "dispense", of];
    assert_eq!(
        clinic.refused("david", &dispense, ""),
        (1, "forbidden".into())
    );
    let given = clinic.done("ines", &dispense, "");
    matches("prescriptions dispense", &given);
    let first = id(&given["prescription"]["dispensed"][0]).to_owned();
    let back = [
        "prescriptions",
        "take-back",
        &first,
        "--reason",
        "Not theirs",
    ];
    let back = clinic.done("ines", &back, "");
    matches("prescriptions take-back", &back);
    assert_eq!(back["prescription"]["left"], 2);
    clinic.done("ines", &dispense, "");
    clinic.done("ines", &dispense, "");
    assert_eq!(
        clinic.refused("ines", &dispense, ""),
        (1, "not_dispensable".into())
    );
    assert_eq!(
        clinic.refused("david", &edit, ""),
        (1, "already_dispensed".into())
    );

    let renewed = clinic.done("david", &["prescriptions", "renew", of], "");
    matches("prescriptions renew", &renewed);
    assert_eq!(renewed["prescription"]["renews"], of);
    let stop = ["prescriptions", "stop", of, "--reason", "Rash"];
    let stopped = clinic.done("david", &stop, "");
    matches("prescriptions stop", &stopped);
    assert_eq!(stopped["prescription"]["state"], "stopped");
    matches(
        "prescriptions go-on",
        &clinic.done("david", &["prescriptions", "go-on", of], ""),
    );
    let complete = ["prescriptions", "complete", of];
    matches(
        "prescriptions complete",
        &clinic.done("david", &complete, ""),
    );
    let again = id(&renewed["prescription"]);
    let remove = ["prescriptions", "remove", again, "--reason", "Twice"];
    matches("prescriptions remove", &clinic.done("david", &remove, ""));
    let restore = ["prescriptions", "restore", again];
    matches("prescriptions restore", &clinic.done("david", &restore, ""));
    let list = ["prescriptions", "list", "--patient", &patient];
    matches("prescriptions list", &clinic.done("ines", &list, ""));
    let read = lines(&clinic, &list);
    assert!(read.contains("1 of 1 refills left"), "{read}");
    assert!(read.contains(&format!("renewed as {again}")), "{read}");
}

#[test]
fn no_more_is_dispensed_than_is_ordered() {
    let (clinic, patient) = pharmacy();
    let entry = json!({
        "patient": patient, "medication": "Metformin 500 mg", "dosage": "1 tablet", "frequency": "twice a day",
        "quantity": "60", "valid_until": in_a_month(),
    });
    let add = ["prescriptions", "add", "--stdin"];
    let added = clinic.done("david", &add, &entry.to_string());
    let dispense = ["prescriptions", "dispense", id(&added["prescription"])];
    let too_much = [&dispense[..], &["--quantity", "9999"]].concat();
    let of_quantity = (1, "invalid".into());
    assert_eq!(clinic.refused("ines", &too_much, ""), of_quantity);
    let sentence = clinic.sentence("ines", &too_much);
    assert!(
        sentence.contains("Nothing was dispensed; dispense at most 60"),
        "{sentence}"
    );
    let part = [&dispense[..], &["--quantity", "59"]].concat();
    let given = clinic.done("ines", &part, "");
    assert_eq!(given["prescription"]["dispensed"][0]["quantity"], 59);
}

#[test]
fn an_allergy_asks_and_each_wrong_field_has_its_words() {
    let (clinic, patient) = pharmacy();
    let allergy = [
        "allergies",
        "add",
        "--patient",
        &patient,
        "--substance",
        "Penicillin",
    ];
    clinic.done("dora", &allergy, "");
    let mut entry = json!({
        "patient": patient, "medication": "Penicillin V", "dosage": "1 tablet", "frequency": "daily",
        "quantity": "10", "valid_until": in_a_month(),
    });
    let add = ["prescriptions", "add", "--stdin"];
    let output = clinic.run("david", &add, &entry.to_string());
    assert_eq!(output.status.code(), Some(3));
    let asked: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(asked["questions"][0]["substance"], "Penicillin");
    entry["allergy_reason"] = json!("Tolerated before");
    clinic.done("david", &add, &entry.to_string());
    entry["quantity"] = json!("many");
    entry["dosage"] = json!("");
    entry["refills"] = json!("99");
    let output = clinic.run("david", &add, &entry.to_string());
    let refused: Value = serde_json::from_slice(&output.stdout).unwrap();
    let fields: Vec<_> = refused["error"]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|wrong| wrong["field"].clone())
        .collect();
    assert_eq!(fields, ["dosage", "quantity", "refills"]);
}

#[test]
fn an_allergy_after_the_order_is_asked_about_as_it_is_dispensed() {
    let (clinic, patient) = pharmacy();
    let entry = json!({
        "patient": patient, "medication": "Penicillin V", "dosage": "1 tablet", "frequency": "daily",
        "quantity": "10", "valid_until": in_a_month(),
    });
    let add = ["prescriptions", "add", "--stdin"];
    let added = clinic.done("david", &add, &entry.to_string());
    let allergy = ["allergies", "add", "--patient", &patient, "--substance"];
    clinic.done("dora", &[&allergy[..], &["Penicillin"]].concat(), "");
    let dispense = ["prescriptions", "dispense", id(&added["prescription"])];
    let output = clinic.run("ines", &dispense, "");
    assert_eq!(output.status.code(), Some(3));
    let asked: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(asked["questions"][0]["substance"], "Penicillin");
    let reason = [&dispense[..], &["--allergy-reason", "Tolerated"]].concat();
    let given = clinic.done("ines", &reason, "");
    matches("prescriptions dispense", &given);
    let given = &given["prescription"]["dispensed"][0];
    assert_eq!(given["allergy_reason"], "Tolerated");
}
