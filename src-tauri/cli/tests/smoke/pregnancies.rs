//! The pregnancies of a patient.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

#[test]
fn a_pregnancy_is_recorded_ended_removed_and_restored() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let list = [&["pregnancies", "list"][..], &of].concat();
    assert!(lines(&clinic, &list).contains("No pregnancy is recorded."));

    let add = [&["pregnancies", "add"][..], &of].concat();
    assert_eq!(clinic.refused("dora", &add, ""), (2, "usage".into()));
    let entry = json!({
        "patient": patient,
        "due_date": "2020-06-01",
        "weight_before": "140 lb",
        "ended_on": "2020-05-25",
        "outcome": "LIVE_BIRTH",
    });
    let added = clinic.done(
        "dora",
        &["pregnancies", "add", "--stdin"],
        &entry.to_string(),
    );
    matches("pregnancies add", &added);
    let view = &added["pregnancy"];
    assert_eq!(
        (&view["state"], &view["age"]["weeks"]),
        (&json!("over"), &json!(39))
    );
    assert!(
        view["weight_before"].as_str().unwrap().ends_with(" kg"),
        "{view}"
    );
    let pregnancy = id(view).to_owned();
    let overlapping = [&add[..], &["--due-date", "2020-08-01"]].concat();
    assert_eq!(
        clinic.refused("dora", &overlapping, ""),
        (1, "invalid".into())
    );
    let listed = clinic.done("dora", &list, "");
    matches("pregnancies list", &listed);
    assert!(lines(&clinic, &list).contains("over, 39+0 weeks"));

    let edit = ["pregnancies", "edit", &pregnancy];
    assert_eq!(clinic.refused("dora", &edit, ""), (2, "usage".into()));
    let without = [&edit[..], &["--outcome", ""]].concat();
    assert_eq!(clinic.refused("dora", &without, ""), (1, "invalid".into()));
    let until = [&edit[..], &["--breastfeeding-until", "2021-01-31"]].concat();
    let until = clinic.done("dora", &until, "");
    matches("pregnancies edit", &until);
    assert_eq!(until["pregnancy"]["breastfeeding_until"], "2021-01-31");
    let timeline = [&["timeline", "list"][..], &of].concat();
    let events = lines(&clinic, &timeline);
    assert!(events.contains("pregnancy ended: live birth"), "{events}");

    let remove = [
        "pregnancies",
        "remove",
        &pregnancy,
        "--reason",
        "of her sister",
    ];
    let removed = clinic.done("dora", &remove, "");
    matches("pregnancies remove", &removed);
    let show = ["pregnancies", "show", &pregnancy];
    assert_eq!(clinic.refused("dora", &show, ""), (1, "not_found".into()));
    let token = removed["seen"].as_str().unwrap();
    let restore = ["pregnancies", "restore", &pregnancy, "--seen", token];
    matches("pregnancies restore", &clinic.done("dora", &restore, ""));
    matches("pregnancies show", &clinic.done("dora", &show, ""));
}
