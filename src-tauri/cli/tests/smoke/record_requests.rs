//! Requests for a copy of a patient's records.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

#[test]
fn a_request_for_records_is_recorded_answered_refused_and_opened_again() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let list = ["record-requests", "list"];
    assert!(lines(&clinic, &list).contains("No request is open."));
    let entry = |due: &str| {
        json!({
            "patient": patient,
            "asked_by": "Union Insurance",
            "asked_for": "Visits of this year",
            "asked_on": "2020-01-02",
            "due_on": due,
        })
        .to_string()
    };
    let add = ["record-requests", "add", "--stdin"];
    let backwards = clinic.refused("dora", &add, &entry("2020-01-01"));
    assert_eq!(backwards, (1, "invalid".into()));
    let added = clinic.done("dora", &add, &entry("2020-02-01"));
    matches("record-requests add", &added);
    assert_eq!(added["request"]["is_overdue"], true);
    let request = id(&added["request"]).to_owned();
    let open = lines(&clinic, &list);
    assert!(open.contains("due 2020-02-01, overdue"), "{open}");
    matches("record-requests list", &clinic.done("dora", &list, ""));

    let done = clinic.done("dora", &["record-requests", "done", &request], "");
    matches("record-requests done", &done);
    assert_eq!(done["request"]["status"], "done");
    assert!(lines(&clinic, &list).contains("No request is open."));
    let of_patient = ["record-requests", "list", "--patient", &patient];
    let listed = clinic.done("dora", &of_patient, "");
    assert_eq!(listed["requests"][0]["id"], request.as_str());

    let refuse = [
        "record-requests",
        "refuse",
        &request,
        "--reason",
        "No consent",
    ];
    assert_eq!(clinic.refused("dora", &refuse, ""), (1, "invalid".into()));
    let opened = clinic.done("dora", &["record-requests", "reopen", &request], "");
    matches("record-requests reopen", &opened);
    assert_eq!(opened["request"]["status"], "open");
    assert_eq!(
        clinic.refused("dora", &refuse[..3], ""),
        (1, "invalid".into())
    );
    let refused = clinic.done("dora", &refuse, "");
    matches("record-requests refuse", &refused);
    assert_eq!(refused["request"]["reason"], "No consent");
    let show = ["record-requests", "show", &request];
    matches("record-requests show", &clinic.done("dora", &show, ""));
}
