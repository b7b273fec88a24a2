//! Orders of laboratory tests, by a doctor and a technician.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::labs::clinic_with_mary;
use crate::shapes::matches;

/// A clinic with a doctor and a technician, and the id of a patient of 36 years.
fn laboratory() -> (Clinic, String) {
    let (clinic, patient) = clinic_with_mary();
    clinic.add_user("david", "Doctor");
    clinic.add_user("tomas", "Lab technician");
    (clinic, patient)
}

#[test]
fn tests_are_ordered_collected_resulted_and_read() {
    let (clinic, patient) = laboratory();
    let of = ["--patient", &patient];
    let tests = ["--test", "k", "--test", "tsh", "--name", "Own test"];
    let order = [&["labs", "order"][..], &of, &tests].concat();
    assert_eq!(clinic.refused("tomas", &order, ""), (1, "forbidden".into()));
    let nothing = [&["labs", "order"][..], &of].concat();
    assert_eq!(clinic.refused("david", &nothing, ""), (1, "invalid".into()));
    let added = clinic.done("david", &order, "");
    matches("labs order", &added);
    let sheet = id(&added["order"]).to_owned();
    matches(
        "labs show-order",
        &clinic.done("david", &["labs", "show-order", &sheet], ""),
    );
    let list = [&["labs", "list"][..], &of].concat();
    assert!(
        lines(&clinic, &list).contains("ordered: Potassium, Thyroid-stimulating hormone, Own test")
    );

    let page = clinic.done("tomas", &["labs", "worklist"], "");
    matches("labs worklist", &page);
    assert_eq!(
        (&page["to_collect"], &page["to_result"]),
        (&json!(1), &json!(0))
    );
    let value = ["--test", "k", "--value", "6.6", "--unit", "mmol/L"];
    let add = [&["labs", "add", "--sheet", &sheet][..], &value].concat();
    let early = clinic.refused("tomas", &add, "");
    assert_eq!(early, (1, "lab_not_collected".into()));
    let collect = ["labs", "collect", &sheet, "--laboratory", "Central"];
    matches("labs collect", &clinic.done("tomas", &collect, ""));
    assert_eq!(
        clinic.refused("tomas", &collect, ""),
        (1, "lab_collected".into())
    );
    assert_eq!(clinic.refused("tomas", &add, ""), (1, "invalid".into()));
    let informed = [&add[..], &["--informed", "Dr Osei"]].concat();
    let resulted = clinic.done("tomas", &informed, "");
    assert_eq!(
        resulted["sheet"]["results"][0]["reading"]["flag"],
        "criticalHigh"
    );
    let finished = clinic.done("tomas", &["labs", "finish", &sheet], "");
    matches("labs finish", &finished);
    assert_eq!(finished["order"]["state"], "resulted");
    let reason = ["labs", "cancel", &sheet, "--reason", "late"];
    assert_eq!(
        clinic.refused("david", &reason, ""),
        (1, "lab_resulted".into())
    );

    let listed = lines(&clinic, &list);
    // who collected it, not who ordered it
    for part in [
        ", Central, by tomas",
        "CRITICAL HIGH",
        "Dr Osei was told",
        "NOT READ",
    ] {
        assert!(listed.contains(part), "{part}: {listed}");
    }
    let read = ["labs", "read", &sheet];
    let others = clinic.refused("dora", &read, "");
    assert_eq!(others, (1, "lab_of_another".into()));
    // once more changes nothing
    for _ in 0..2 {
        let read = clinic.done("david", &read, "");
        matches("labs read", &read);
        assert_eq!(read["order"]["is_unread"], false);
    }
}

#[test]
fn an_order_is_cancelled_and_takes_no_result() {
    let (clinic, patient) = laboratory();
    let entry = json!({
        "patient": patient, "tests": ["tsh"], "names": ["Own test"], "note": "Fasting",
        "wished_on": "2000-01-01",
    });
    let order = ["labs", "order", "--stdin"];
    let past = clinic.refused("david", &order, &entry.to_string());
    assert_eq!(past, (1, "invalid".into()));
    let mut entry = entry;
    entry["wished_on"] = json!("");
    let added = clinic.done("david", &order, &entry.to_string());
    let sheet = id(&added["order"]).to_owned();
    let cancel = ["labs", "cancel", &sheet, "--reason", "Measured elsewhere"];
    let cancelled = clinic.done("tomas", &cancel, "");
    matches("labs cancel", &cancelled);
    assert_eq!(cancelled["order"]["cancel_reason"], "Measured elsewhere");
    let value = ["--test", "tsh", "--value", "2", "--unit", "mIU/L"];
    let add = [&["labs", "add", "--sheet", &sheet][..], &value].concat();
    assert_eq!(
        clinic.refused("tomas", &add, ""),
        (1, "lab_cancelled".into())
    );
    let collect = ["labs", "collect", &sheet];
    assert_eq!(
        clinic.refused("tomas", &collect, ""),
        (1, "lab_cancelled".into())
    );
    let work = ["labs", "worklist"];
    let output = clinic.lines("tomas", &work);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("All done."), "{text}");
}

#[test]
fn an_order_is_corrected_until_it_is_collected() {
    let (clinic, patient) = laboratory();
    let order = ["labs", "order", "--patient", &patient, "--test", "k"];
    let added = clinic.done("david", &order, "");
    let sheet = id(&added["order"]).to_owned();
    let correct = ["labs", "correct-order", &sheet];
    assert_eq!(clinic.refused("david", &correct, ""), (2, "usage".into()));
    let test = [&correct[..], &["--test", "tsh"]].concat();
    assert_eq!(clinic.refused("tomas", &test, ""), (1, "forbidden".into()));
    let corrected = clinic.done("david", &test, "");
    matches("labs correct-order", &corrected);
    let order = &corrected["order"];
    assert_eq!(order["tests"][0]["test"], "tsh");
    assert_eq!(order["former"]["tests"][0]["name"], "Potassium");
    let list = ["labs", "list", "--patient", &patient];
    let shown = lines(&clinic, &list);
    assert!(shown.contains("was Potassium; corrected 20"), "{shown}");
    clinic.done("tomas", &["labs", "collect", &sheet], "");
    let late = clinic.refused("david", &test, "");
    assert_eq!(late, (1, "lab_collected".into()));
}
