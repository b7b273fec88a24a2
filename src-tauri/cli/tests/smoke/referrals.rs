//! The referrals of a patient.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

#[test]
fn a_referral_is_recorded_changed_removed_and_restored() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let list = [&["referrals", "list"][..], &of].concat();
    assert!(lines(&clinic, &list).contains("No referral is recorded."));

    let add = [&["referrals", "add"][..], &of].concat();
    assert_eq!(clinic.refused("dora", &add, ""), (1, "invalid".into()));
    let entry = json!({
        "patient": patient,
        "from": "Dr. Roy",
        "reason": "Weight",
        "received": "2020-01-01",
        "sessions_allowed": "6",
    });
    let added = clinic.done("dora", &["referrals", "add", "--stdin"], &entry.to_string());
    matches("referrals add", &added);
    assert_eq!(added["referral"]["state"], "current");
    assert_eq!(added["referral"]["sessions_used"], 0);
    let referral = id(&added["referral"]).to_owned();
    let second = ["--organisation", "Riverside Clinic"];
    clinic.done("dora", &[&add[..], &second].concat(), "");
    let listed = lines(&clinic, &list);
    let words = "Dr. Roy: current, received 2020-01-01, 0 of 6 sessions used, Weight";
    assert!(listed.contains(words), "{listed}");
    matches("referrals list", &clinic.done("dora", &list, ""));

    let edit = ["referrals", "edit", &referral];
    assert_eq!(clinic.refused("dora", &edit, ""), (2, "usage".into()));
    let backwards = [&edit[..], &["--valid-until", "2019-12-31"]].concat();
    assert_eq!(
        clinic.refused("dora", &backwards, ""),
        (1, "invalid".into())
    );
    let over = [&edit[..], &["--valid-until", "2020-12-31"]].concat();
    let over = clinic.done("dora", &over, "");
    matches("referrals edit", &over);
    assert_eq!(over["referral"]["state"], "over");
    let listed = lines(&clinic, &list);
    assert!(
        listed.find("Riverside Clinic") < listed.find("Dr. Roy"),
        "{listed}"
    );
    let timeline = [&["timeline", "list"][..], &of].concat();
    let events = lines(&clinic, &timeline);
    assert!(events.contains("referred by: Dr. Roy"), "{events}");
    assert!(events.contains("referral ended: Dr. Roy"), "{events}");

    let remove = [
        "referrals",
        "remove",
        &referral,
        "--reason",
        "of her sister",
    ];
    let removed = clinic.done("dora", &remove, "");
    matches("referrals remove", &removed);
    let show = ["referrals", "show", &referral];
    assert_eq!(clinic.refused("dora", &show, ""), (1, "not_found".into()));
    let token = removed["seen"].as_str().unwrap();
    let restore = ["referrals", "restore", &referral, "--seen", token];
    matches("referrals restore", &clinic.done("dora", &restore, ""));
    matches("referrals show", &clinic.done("dora", &show, ""));
}
