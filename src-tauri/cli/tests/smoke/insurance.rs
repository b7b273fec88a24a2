//! The insurance policies of a patient.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

#[test]
fn a_policy_is_recorded_changed_removed_and_restored() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let list = [&["insurance", "list"][..], &of].concat();
    assert!(lines(&clinic, &list).contains("No insurance is recorded."));

    let add = [&["insurance", "add"][..], &of].concat();
    assert_eq!(clinic.refused("dora", &add, ""), (2, "usage".into()));
    let entry = json!({
        "patient": patient,
        "insurer": "National Health",
        "social_security_number": "078-05-1120",
        "valid_from": "2020-01-01",
    });
    let added = clinic.done("dora", &["insurance", "add", "--stdin"], &entry.to_string());
    matches("insurance add", &added);
    assert_eq!(added["policy"]["social_security_end"], "1120");
    assert_eq!(added["policy"]["state"], "current");
    let policy = id(&added["policy"]).to_owned();
    let second = ["--insurer", "Union Mutual", "--rank", "SECONDARY"];
    clinic.done("dora", &[&add[..], &second].concat(), "");
    let listed = lines(&clinic, &list);
    assert!(listed.contains("social security …1120"), "{listed}");
    assert!(!listed.contains("078-05"), "{listed}");
    let first = listed.find("National Health: primary, current").unwrap();
    let other = listed.find("Union Mutual: secondary, current").unwrap();
    assert!(first < other, "{listed}");
    matches("insurance list", &clinic.done("dora", &list, ""));

    let number = clinic.done("dora", &["insurance", "number", &policy], "");
    matches("insurance number", &number);
    assert_eq!(number["social_security_number"], "078-05-1120");

    let edit = ["insurance", "edit", &policy];
    assert_eq!(clinic.refused("dora", &edit, ""), (2, "usage".into()));
    let backwards = [&edit[..], &["--valid-to", "2019-12-31"]].concat();
    assert_eq!(
        clinic.refused("dora", &backwards, ""),
        (1, "invalid".into())
    );
    let over = [&edit[..], &["--valid-to", "2020-12-31"]].concat();
    let over = clinic.done("dora", &over, "");
    matches("insurance edit", &over);
    assert_eq!(over["policy"]["state"], "over");
    assert_eq!(over["policy"]["social_security_end"], "1120");
    let listed = lines(&clinic, &list);
    assert!(
        listed.find("Union Mutual") < listed.find("National Health"),
        "{listed}"
    );
    let timeline = [&["timeline", "list"][..], &of].concat();
    let events = lines(&clinic, &timeline);
    assert!(
        events.contains("insurance begins: National Health"),
        "{events}"
    );
    assert!(
        events.contains("insurance ended: National Health"),
        "{events}"
    );
    let empty = [&edit[..], &["--social-security-number", ""]].concat();
    let empty = clinic.done("dora", &empty, "");
    assert!(empty["policy"]["social_security_end"].is_null());

    let remove = ["insurance", "remove", &policy, "--reason", "of her sister"];
    let removed = clinic.done("dora", &remove, "");
    matches("insurance remove", &removed);
    let show = ["insurance", "show", &policy];
    assert_eq!(clinic.refused("dora", &show, ""), (1, "not_found".into()));
    let token = removed["seen"].as_str().unwrap();
    let restore = ["insurance", "restore", &policy, "--seen", token];
    matches("insurance restore", &clinic.done("dora", &restore, ""));
    matches("insurance show", &clinic.done("dora", &show, ""));
}

#[test]
fn without_billing_a_policy_is_neither_shown_nor_denied() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", patient.as_str()];
    let list = [&["insurance", "list"][..], &of].concat();
    let refused = (1, "forbidden".to_owned());
    clinic.add_user("ida", "Nurse");
    assert_eq!(clinic.refused("ida", &list, ""), refused);
    let add = [&["insurance", "add", "--insurer", "Union"][..], &of].concat();
    let added = clinic.done("dora", &add, "");
    assert_eq!(clinic.refused("ida", &list, ""), refused);
    assert_eq!(clinic.refused("ida", &add, ""), refused);
    let show = ["insurance", "show", id(&added["policy"])];
    assert_eq!(clinic.refused("ida", &show, ""), refused);
    let chart = clinic.done("ida", &["patients", "show", &patient], "");
    assert!(chart["patient"]["insurance"].is_null());
}

/// The key that came with a role outlives it; the role does not.
#[test]
fn a_user_whose_role_was_ended_reads_no_insurance() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let list = ["insurance", "list", "--patient", &patient];
    clinic.done("dora", &list, "");
    clinic.done(
        "admin",
        &["user", "give-role", "dora", "--role", "Viewer"],
        "",
    );
    clinic.done(
        "admin",
        &["user", "end-role", "dora", "--role", "Dietitian"],
        "",
    );
    assert_eq!(clinic.refused("dora", &list, ""), (1, "forbidden".into()));
}
