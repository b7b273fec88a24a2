//! The clinic's labels, and those of a patient.

use super::*;
use crate::chart::lines;
use crate::shapes::matches;

#[test]
fn a_label_is_added_put_on_and_taken_off_and_filters_the_list() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    clinic.patient("Mensah");
    assert!(lines(&clinic, &["tags", "list"]).contains("No tag is there."));
    let add = ["tags", "add", "--name", "Diabète", "--colour", "BLUE"];
    assert_eq!(clinic.refused("dora", &add, ""), (1, "forbidden".into()));
    matches("tags add", &clinic.done("admin", &add, ""));
    let again = ["tags", "add", "--name", "diabete"];
    assert_eq!(clinic.refused("admin", &again, ""), (1, "invalid".into()));
    let brown = ["tags", "add", "--name", "VIP", "--colour", "BROWN"];
    assert_eq!(clinic.refused("admin", &brown, ""), (2, "usage".into()));

    let of = ["--patient", &patient, "--tag", "DIABETE"];
    let put_on = [&["tags", "put-on"][..], &of].concat();
    let answer = clinic.done("dora", &put_on, "");
    matches("tags put-on", &answer);
    assert_eq!(answer["tags"][0]["name"], "Diabète");
    // on a patient who has it already
    assert_eq!(clinic.done("dora", &put_on, ""), answer);
    let listed = clinic.done("dora", &["tags", "list"], "");
    matches("tags list", &listed);
    assert_eq!(listed["tags"][0]["used_by"], 1);
    let of_tag = ["patients", "list", "--tag", "diabete"];
    let page = clinic.done("dora", &of_tag, "");
    matches("patients list", &page);
    assert_eq!(
        (&page["total"], &page["rows"][0]["id"]),
        (&json!(1), &json!(patient))
    );
    let unknown = ["patients", "list", "--tag", "none"];
    assert_eq!(
        clinic.refused("dora", &unknown, ""),
        (1, "not_found".into())
    );
    let shown = ["patients", "show", patient.as_str()];
    assert!(lines(&clinic, &shown).contains("Tags: Diabète"));

    let edit = ["tags", "edit", "diabete", "--active", "false"];
    matches("tags edit", &clinic.done("admin", &edit, ""));
    // patients who have it keep it, but it cannot be put on another one
    assert_eq!(clinic.done("dora", &of_tag, "")["total"], 1);
    let take_off = [&["tags", "take-off"][..], &of].concat();
    let answer = clinic.done("dora", &take_off, "");
    assert_eq!(answer["tags"], json!([]));
    assert_eq!(clinic.done("dora", &take_off, ""), answer);
    assert_eq!(clinic.refused("dora", &put_on, ""), (1, "invalid".into()));
    let edit = ["tags", "edit", "diabete", "--active", "true"];
    clinic.done("admin", &edit, "");
    assert_eq!(
        clinic.done("dora", &put_on, "")["tags"][0]["name"],
        "Diabète"
    );
}
