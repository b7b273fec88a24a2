//! The stays of patients.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

/// A clinic with a department and a room.
fn ward() -> Clinic {
    let clinic = Clinic::new();
    let department = ["departments", "add", "--name", "Cardiology"];
    clinic.done("admin", &department, "");
    clinic.done("admin", &["rooms", "add", "--name", "Room 12"], "");
    clinic
}

#[test]
fn a_stay_is_recorded_ended_removed_and_restored() {
    let clinic = ward();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let list = [&["stays", "list"][..], &of].concat();
    assert!(lines(&clinic, &list).contains("No stay is recorded."));

    let add = [&["stays", "add"][..], &of].concat();
    assert_eq!(clinic.refused("dora", &add, ""), (2, "usage".into()));
    let nowhere = [&add[..], &["--from-day", "2020-06-01"]].concat();
    let sentence = clinic.sentence("dora", &nowhere);
    assert!(
        sentence.contains("Neither --department nor --room"),
        "{sentence}"
    );
    let entry = json!({
        "patient": patient, "department": "Cardiology", "room": "Room 12", "bed": "3",
        "from_day": "2020-06-01",
    });
    let added = clinic.done("dora", &["stays", "add", "--stdin"], &entry.to_string());
    matches("stays add", &added);
    let view = &added["stay"];
    assert_eq!(view["state"], json!("current"));
    assert_eq!(view["site"]["department"], json!("Cardiology"));
    let stay = id(view).to_owned();
    let during = [&nowhere[..], &["--room", "Room 12"]].concat();
    assert_eq!(clinic.refused("dora", &during, ""), (1, "invalid".into()));
    matches("stays list", &clinic.done("dora", &list, ""));
    assert!(lines(&clinic, &list).contains("Cardiology, Room 12, bed 3: current"));

    let edit = ["stays", "edit", &stay];
    assert_eq!(clinic.refused("dora", &edit, ""), (2, "usage".into()));
    let left = [&edit[..], &["--until-day", "2020-06-09"]].concat();
    let left = clinic.done("dora", &left, "");
    matches("stays edit", &left);
    assert_eq!(left["stay"]["state"], json!("over"));
    let timeline = [&["timeline", "list"][..], &of].concat();
    let events = lines(&clinic, &timeline);
    assert!(events.contains("stay ended: Cardiology"), "{events}");

    let remove = ["stays", "remove", &stay, "--reason", "of her sister"];
    let removed = clinic.done("dora", &remove, "");
    matches("stays remove", &removed);
    let show = ["stays", "show", &stay];
    assert_eq!(clinic.refused("dora", &show, ""), (1, "not_found".into()));
    let token = removed["seen"].as_str().unwrap();
    let restore = ["stays", "restore", &stay, "--seen", token];
    matches("stays restore", &clinic.done("dora", &restore, ""));
    matches("stays show", &clinic.done("dora", &show, ""));
}

#[test]
fn who_is_in_is_listed_and_a_bed_is_given_twice_only_when_asked() {
    let clinic = ward();
    let [one, other] = ["Okafor", "Mensah"].map(|name| clinic.patient(name));
    let current = ["stays", "current"];
    assert!(lines(&clinic, &current).contains("No patient is in today."));
    let rest = [
        "--room",
        "Room 12",
        "--bed",
        "3",
        "--from-day",
        "2020-06-01",
    ];
    let of_one = [&["stays", "add", "--patient", &one][..], &rest].concat();
    clinic.done("dora", &of_one, "");
    let of_other = [&["stays", "add", "--patient", &other][..], &rest].concat();
    assert_eq!(clinic.refused("dora", &of_other, ""), (3, "anyway".into()));
    let anyway = [&of_other[..], &["--anyway"]].concat();
    clinic.done("dora", &anyway, "");
    let listed = clinic.done("dora", &current, "");
    matches("stays current", &listed);
    assert_eq!(listed["total"], json!(2));
    let of_department = ["stays", "current", "--department", "Cardiology"];
    let none = clinic.done("dora", &of_department, "");
    assert_eq!(none["total"], json!(0));
}
