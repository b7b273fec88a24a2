//! What a patient consented to.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

#[test]
fn a_consent_is_recorded_withdrawn_removed_and_restored() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let list = [&["consents", "list"][..], &of].concat();
    assert!(lines(&clinic, &list).contains("No consent is recorded."));
    assert_eq!(clinic.done("dora", &list, "")["state"], "notAsked");

    let add = [&["consents", "add"][..], &of].concat();
    assert_eq!(clinic.refused("dora", &add, ""), (2, "usage".into()));
    let signed = ["--version", "2", "--signed-on", "2026-05-03"];
    let added = clinic.done("dora", &[&add[..], &signed].concat(), "");
    matches("consents add", &added);
    assert_eq!(added["consent"]["method"], "paper");
    let second = id(&added["consent"]).to_owned();
    let entry = json!({
        "patient": patient,
        "version": "1",
        "signed_on": "2025-01-10",
        "method": "VERBAL",
        "note": "by phone",
    });
    clinic.done("dora", &["consents", "add", "--stdin"], &entry.to_string());
    let listed = lines(&clinic, &list);
    let of_the_second = listed.find("version 2, signed 2026-05-03, paper").unwrap();
    let of_the_first = listed.find("version 1, signed 2025-01-10, verbal").unwrap();
    assert!(of_the_second < of_the_first, "{listed}");
    assert!(listed.contains(": by phone"), "{listed}");

    let withdraw = ["consents", "withdraw", &second];
    let before = [&withdraw[..], &["--on", "2026-05-02"]].concat();
    assert_eq!(clinic.refused("dora", &before, ""), (1, "invalid".into()));
    let both = [&withdraw[..], &["--on", "2026-06-05", "--undo"]].concat();
    assert_eq!(clinic.refused("dora", &both, ""), (2, "usage".into()));
    let on = [&withdraw[..], &["--on", "2026-06-05"]].concat();
    let withdrawn = clinic.done("dora", &on, "");
    matches("consents withdraw", &withdrawn);
    assert_eq!(withdrawn["consent"]["withdrawn_on"], "2026-06-05");
    let answer = clinic.done("dora", &list, "");
    matches("consents list", &answer);
    assert_eq!(answer["state"], "withdrawn");
    assert!(lines(&clinic, &list).contains("does not consent today"));
    let timeline = [&["timeline", "list"][..], &of].concat();
    let events = lines(&clinic, &timeline);
    assert!(events.contains("consent withdrawn: 2"), "{events}");
    assert!(events.contains("consent signed, paper: 2"), "{events}");
    let undo = [&withdraw[..], &["--undo"]].concat();
    clinic.done("dora", &undo, "");
    assert_eq!(clinic.done("dora", &list, "")["state"], "signed");
    // today when no day is given
    let today = clinic.done("dora", &withdraw, "");
    assert!(today["consent"]["withdrawn_on"].is_string());

    let remove = ["consents", "remove", &second, "--reason", "of her sister"];
    let removed = clinic.done("dora", &remove, "");
    matches("consents remove", &removed);
    assert_eq!(clinic.refused("dora", &remove, ""), (1, "not_found".into()));
    let answer = clinic.done("dora", &list, "");
    assert_eq!(answer["rows"].as_array().unwrap().len(), 1);
    assert_eq!(answer["state"], "signed");
    let token = removed["seen"].as_str().unwrap();
    let restore = ["consents", "restore", &second, "--seen", token];
    let restored = clinic.done("dora", &restore, "");
    matches("consents restore", &restored);
    assert_eq!(clinic.done("dora", &list, "")["state"], "withdrawn");
}
