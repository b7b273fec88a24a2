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
    let again = clinic.sentence("dora", &merge);
    assert!(again.contains("are shown as one already"), "{again}");
    let delete = ["patients", "delete", &twice];
    let alone = clinic.sentence("dora", &delete);
    assert!(
        alone.contains(&format!("patients delete {mary}")),
        "{alone}"
    );
    let third = clinic.patient("Okafor");
    for (from, into, part) in [
        (&twice, &third, "The file that would go was merged"),
        (&third, &twice, "The file of --into was merged"),
    ] {
        let sentence = clinic.sentence("dora", &["patients", "merge", from, "--into", into]);
        assert!(sentence.contains(part), "{sentence}");
    }
    let born = ["patients", "edit", &third, "--birth-date", "1950-01-01"];
    clinic.done("dora", &born, "");
    let born = ["patients", "edit", &mary, "--birth-date", "1951-01-01"];
    clinic.done("dora", &born, "");
    let unsure = ["patients", "merge", &third, "--into", &mary];
    let unsure = clinic.sentence("dora", &unsure);
    assert!(
        unsure.contains("Birth date or sex") && unsure.contains("--checked"),
        "{unsure}"
    );
    assert_eq!(clinic.done("dora", &["patients", "list"], "")["total"], 2);
    let other = lines(&clinic, &["patients", "show", &twice]);
    assert!(other.contains("Shown under: "), "{other}");
    assert!(other.contains("Merged: file "), "{other}");

    let id = merged["patient"]["merges"][0]["id"].as_str().unwrap();
    let undo = ["patients", "undo-merge", id];
    let parted = clinic.done("dora", &undo, "");
    matches("patients undo-merge", &parted);
    assert_eq!(parted["patient"]["id"], json!(twice));
    assert_eq!(clinic.done("dora", &["patients", "list"], "")["total"], 3);
    let shown = clinic.done("dora", &["patients", "show", &mary], "");
    assert_eq!(shown["patient"]["form"]["form"]["phone"], "");
}
