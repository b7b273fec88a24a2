//! Sessions that a patient bought together, by billing staff and the front desk.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

/// A clinic with one patient and the service of follow-ups.
fn clinic_with_patient() -> (Clinic, String) {
    let clinic = Clinic::new();
    clinic.add_user("lea", "Receptionist");
    let service = json!({ "code": "FOLLOW_UP", "name": "Follow-up", "price": "35" });
    clinic.done(
        "admin",
        &["services", "add", "--stdin"],
        &service.to_string(),
    );
    let patient = clinic.patient("Okafor");
    (clinic, patient)
}

#[test]
fn a_package_is_sold_used_given_back_and_removed() {
    let (clinic, patient) = clinic_with_patient();
    let list = ["packages", "list", "--patient", &patient];
    assert!(lines(&clinic, &list).contains("No packages."));
    let sale = json!({
        "patient": patient, "service": "FOLLOW_UP", "sessions": 2, "valid_until": "2099-05-20", "price": "30",
    });
    let sell = ["packages", "sell", "--stdin"];
    assert_eq!(clinic.refused("lea", &sell, &sale.to_string()).0, 1);
    let sold = clinic.done("dora", &sell, &sale.to_string());
    matches("packages sell", &sold);
    let package = id(&sold["package"]).to_owned();
    let draft = sold["package"]["invoice"]["draft_id"].as_str().unwrap();
    let draft = clinic.done("dora", &["invoices", "show", draft], "");
    assert_eq!(draft["draft"]["sums"]["total"], "60.00");

    let mistyped = ["packages", "use", &package, "--on", "1899-01-06"];
    assert_eq!(clinic.refused("lea", &mistyped, ""), (1, "invalid".into()));
    let by_hand = [
        "packages",
        "use",
        &package,
        "--on",
        "2025-01-06",
        "--note",
        "By phone",
    ];
    let used = clinic.done("lea", &by_hand, "");
    matches("packages use", &used);
    assert_eq!(used["package"]["left"], 1);
    clinic.done("lea", &["packages", "use", &package], "");
    let (status, code) = clinic.refused("lea", &["packages", "use", &package], "");
    assert_eq!((status, &*code), (1, "invalid"));
    let shown = clinic.done("lea", &["packages", "show", &package], "");
    matches("packages show", &shown);
    let listed = lines(&clinic, &list);
    assert!(
        listed.contains("Follow-up: used up, 0 of 2 left, until 2099-05-20"),
        "{listed}"
    );

    let remove = ["packages", "remove", &package, "--reason", "Typed twice"];
    assert_eq!(clinic.refused("dora", &remove, ""), (1, "invalid".into()));
    for used in shown["package"]["uses"].as_array().unwrap() {
        let given_back = clinic.done("lea", &["packages", "return", id(used)], "");
        matches("packages return", &given_back);
    }
    let edited = clinic.done(
        "dora",
        &["packages", "edit", &package, "--sessions", "3"],
        "",
    );
    matches("packages edit", &edited);
    assert_eq!(edited["package"]["left"], 3);
    matches("packages remove", &clinic.done("dora", &remove, ""));
    assert!(lines(&clinic, &list).contains("No packages."));
    let restored = clinic.done("dora", &["packages", "restore", &package], "");
    matches("packages restore", &restored);
    matches("packages list", &clinic.done("dora", &list, ""));
}

#[test]
fn an_appointment_that_is_done_is_paid_with_a_package() {
    let (clinic, patient) = clinic_with_patient();
    let sell = [
        "packages",
        "sell",
        "--patient",
        &patient,
        "--service",
        "Follow-up",
    ];
    let unbilled = [&sell[..], &["--sessions", "4", "--unbilled"]].concat();
    let sold = clinic.done("dora", &unbilled, "");
    assert_eq!(sold["package"]["invoice"], Value::Null);
    let booking =
        json!({ "patient": patient, "kind": "FOLLOW_UP", "starts": "2025-01-06T15:00:00Z" });
    let booked = clinic.done(
        "dora",
        &["appointments", "book", "--anyway", "--stdin"],
        &booking.to_string(),
    );
    let row = id(&booked["appointment"]);
    let set = |to: &str| clinic.done("lea", &["appointments", "status", row, to], "");
    set("ARRIVED");
    set("COMPLETED");
    let visit = ["packages", "visit", row];
    let paid = clinic.done("lea", &visit, "");
    matches("packages visit", &paid);
    assert_eq!(paid["packages"][0]["left"], 3);
    assert!(lines(&clinic, &visit).contains("Follow-up: 3 of 4 left"));
    set("IN_ROOM");
    assert!(lines(&clinic, &visit).contains("No package was used"));
}
