//! Records as they are printed.

use std::fs;

use super::*;
use crate::shapes::matches;

#[test]
fn a_note_is_printed_to_a_file_and_the_audit_log_names_the_patient() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let write = ["notes", "write", "--patient", &patient, "--kind", "FREE"];
    let write = [&write[..], &["--section", "text=Sleeps well."]].concat();
    let written = clinic.done("dora", &write, "");
    let note = written["note"]["id"].as_str().unwrap();
    let out = clinic.path("note.pdf");
    let print = ["print", "note", note, "--out", out.to_str().unwrap()];
    let printed = clinic.done("dora", &print, "");
    matches("print note", &printed);
    assert_eq!(printed["language"], "en");
    let bytes = fs::read(&out).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    // the bytes of a PDF name nobody in the clear, as they are compressed: what is in it is read in the crate's tests
    let log = ["audit", "list", "--action", "save print"];
    let rows = clinic.done("admin", &log, "");
    let rows = rows["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["resource"], "Note");
    assert!(
        rows[0]["patient"]["name"]
            .as_str()
            .unwrap()
            .contains("Okafor")
    );

    assert_eq!(clinic.refused("dora", &print, ""), (1, "exists".into()));
    let french = [&print[..], &["--replace", "--language", "fr"]].concat();
    assert_eq!(clinic.done("dora", &french, "")["language"], "fr");
    assert!(fs::read(&out).unwrap() != bytes);
    // who may not read a note may not print it
    clinic.add_user("desk", "Receptionist");
    let elsewhere = clinic.path("other.pdf");
    let print = ["print", "note", note, "--out", elsewhere.to_str().unwrap()];
    assert_eq!(clinic.refused("desk", &print, ""), (1, "forbidden".into()));
    assert!(!elsewhere.exists());
}
