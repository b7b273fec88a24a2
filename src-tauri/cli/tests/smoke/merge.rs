//! Two files of one person.

use super::*;
use crate::chart::lines;
use crate::shapes::matches;

#[test]
fn two_files_are_compared_merged_and_parted() {
    let clinic = Clinic::new();
    clinic.add_user("rosa", "Receptionist");
    let [mary, twice] = ["Okafor", "Okafor"].map(|name| clinic.patient(name));
    let edit = ["patients", "edit", &twice, "--phone", "024 555 0182"];
    clinic.done("dora", &edit, "");
    let merge = ["patients", "merge", twice.as_str(), "--into", mary.as_str()];
    assert_eq!(clinic.refused("rosa", &merge, ""), (1, "forbidden".into()));
    let compare = [&merge[..], &["--dry-run"]].concat();
    let shown = clinic.done("dora", &compare, "");
    matches("patients merge", &shown);
    assert_eq!(shown["preview"]["differing"], json!(["phone"]));
    assert!(lines(&clinic, &compare).contains("They differ in: phone"));
    let itself = ["patients", "merge", mary.as_str(), "--into", mary.as_str()];
    assert_eq!(clinic.refused("dora", &itself, ""), (1, "invalid".into()));
    let unknown = [&merge[..], &["--take", "fileNumber"]].concat();
    assert_eq!(clinic.refused("dora", &unknown, ""), (2, "usage".into()));

    let take = [&merge[..], &["--take", "phone", "--reason", "Twice."]].concat();
    let merged = clinic.done("dora", &take, "");
    matches("patients merge", &merged);
    assert_eq!(merged["patient"]["id"], json!(mary));
    assert_eq!(clinic.refused("dora", &merge, ""), (1, "invalid".into()));
    assert_eq!(clinic.done("dora", &["patients", "list"], "")["total"], 1);
    let other = lines(&clinic, &["patients", "show", &twice]);
    assert!(other.contains("Shown under: "), "{other}");
    assert!(other.contains("Merged: file "), "{other}");

    let id = merged["patient"]["merges"][0]["id"].as_str().unwrap();
    let undo = ["patients", "undo-merge", id];
    let parted = clinic.done("dora", &undo, "");
    matches("patients undo-merge", &parted);
    assert_eq!(parted["patient"]["id"], json!(twice));
    assert_eq!(clinic.done("dora", &["patients", "list"], "")["total"], 2);
    let shown = clinic.done("dora", &["patients", "show", &mary], "");
    assert_eq!(shown["patient"]["form"]["form"]["phone"], "");
}
