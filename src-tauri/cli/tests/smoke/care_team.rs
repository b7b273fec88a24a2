//! The care team of a patient.

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

#[test]
fn a_member_is_added_ended_removed_and_restored() {
    let clinic = Clinic::new();
    clinic.add_user("ben", "Dietitian");
    let patient = clinic.patient("Okafor");
    clinic.patient("Mensah");
    let of = ["--patient", patient.as_str()];
    let assign = ["patients", "edit", &patient, "--dietitian", "dora"];
    clinic.done("dora", &assign, "");
    let list = [&["care-team", "list"][..], &of].concat();
    assert!(lines(&clinic, &list).contains(", assigned"));
    let mine = ["patients", "list", "--mine"];
    assert_eq!(clinic.done("dora", &mine, "")["total"], 1);
    assert_eq!(clinic.done("ben", &mine, "")["total"], 0);

    let add = [&["care-team", "add", "--member", "ben"][..], &of].concat();
    let earlier = [&add[..], &["--since", "2026-03-01"]].concat();
    let added = clinic.done("dora", &earlier, "");
    matches("care-team add", &added);
    assert_eq!(added["member"]["state"], "current");
    assert_eq!(clinic.refused("dora", &add, ""), (1, "invalid".into()));
    assert_eq!(clinic.done("ben", &mine, "")["total"], 1);
    let unknown = [&["care-team", "add", "--member", "nobody"][..], &of].concat();
    assert_eq!(
        clinic.refused("dora", &unknown, ""),
        (1, "not_found".into())
    );
    let member = id(&added["member"]).to_owned();
    matches("care-team list", &clinic.done("dora", &list, ""));

    let end = ["care-team", "end", &member];
    let ended = clinic.done("dora", &[&end[..], &["--on", "2026-05-01"]].concat(), "");
    matches("care-team end", &ended);
    assert_eq!(ended["member"]["state"], "over");
    assert_eq!(clinic.done("ben", &mine, "")["total"], 0);
    let events = lines(&clinic, &[&["timeline", "list"][..], &of].concat());
    assert!(events.contains("joined the care team"), "{events}");
    assert!(events.contains("left the care team"), "{events}");
    clinic.done("dora", &[&end[..], &["--undo"]].concat(), "");
    assert_eq!(clinic.done("ben", &mine, "")["total"], 1);

    let remove = ["care-team", "remove", &member, "--reason", "of her sister"];
    let removed = clinic.done("dora", &remove, "");
    matches("care-team remove", &removed);
    assert_eq!(clinic.done("ben", &mine, "")["total"], 0);
    let token = removed["seen"].as_str().unwrap();
    let restore = ["care-team", "restore", &member, "--seen", token];
    matches("care-team restore", &clinic.done("dora", &restore, ""));
    assert_eq!(clinic.done("ben", &mine, "")["total"], 1);
}
