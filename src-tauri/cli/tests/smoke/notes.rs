//! A signed note that is void.

use super::*;
use crate::chart::lines;
use crate::shapes::matches;

#[test]
fn a_signed_note_is_made_void_and_listed_so() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let write = [
        "notes",
        "write",
        "--patient",
        &patient,
        "--kind",
        "FREE",
        "--section",
        "text=Eats late",
    ];
    let written = clinic.done("dora", &write, "");
    let note = written["note"]["id"].as_str().unwrap();
    let void = [
        "notes",
        "void",
        note,
        "--reason",
        "Written for another patient",
    ];
    assert_eq!(
        clinic.refused("dora", &void, ""),
        (1, "note_not_signed".into())
    );
    clinic.done("dora", &["notes", "sign", note], "");
    assert_eq!(
        clinic.refused("dora", &["notes", "void", note], ""),
        (2, "usage".into())
    );
    let voided = clinic.done("dora", &void, "");
    matches("notes void", &voided);
    assert_eq!(voided["note"]["state"], "void");
    assert_eq!(voided["note"]["void"]["valid"], true);
    assert_eq!(clinic.refused("dora", &void, ""), (1, "note_void".into()));
    let added = ["--text", "and water", "--reason", "forgotten"];
    let added = [&["notes", "addendum", "--note", note], &added[..]].concat();
    assert_eq!(clinic.refused("dora", &added, ""), (1, "note_void".into()));
    let shown = lines(&clinic, &["notes", "show", note]);
    for words in [
        "(void)",
        ": Written for another patient",
        "text: Eats late",
        "the signature holds",
    ] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    let listed = lines(&clinic, &["notes", "list", "--patient", &patient]);
    assert!(listed.contains("  void  "), "{listed}");
    let happened = lines(&clinic, &["timeline", "list", "--patient", &patient]);
    assert!(
        happened.contains("note made void: Written for another patient"),
        "{happened}"
    );
}
