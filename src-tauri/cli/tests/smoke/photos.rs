//! The photo of a patient.

use std::fs;

use serde_json::Value;

use super::*;
use crate::chart::lines;
use crate::shapes::matches;

const PORTRAIT: &[u8] = include_bytes!("../../../../seeds/demo/portraits/one.png");

#[test]
fn a_photo_is_set_saved_removed_and_put_back() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (file, out) = (path("face"), path("copy.png"));
    fs::write(&file, PORTRAIT).unwrap();
    let done = |words: &[&str]| clinic.done("dora", &[&["patients", "photo"], words].concat(), "");
    let show = ["patients", "photo", "show", &patient];
    assert!(lines(&clinic, &show).contains("No photo yet."));
    assert_eq!(done(&["show", &patient])["photo"], Value::Null);

    let set = done(&["set", &patient, &file]);
    matches("patients photo set", &set);
    assert_eq!(set["photo"]["media_type"], "image/png");
    matches("patients photo show", &done(&["show", &patient]));
    assert!(lines(&clinic, &show).starts_with("PNG, 3 kB, set "));
    let save = ["save", &patient, "--out", &out];
    matches("patients photo save", &done(&save));
    assert_eq!(fs::read(&out).unwrap(), PORTRAIT);
    let again = [&["patients", "photo"], &save[..]].concat();
    assert_eq!(clinic.refused("dora", &again, "").1, "exists");

    let removed = done(&["delete", &patient, "--reason", "asked"]);
    matches("patients photo remove", &removed);
    assert_eq!(done(&["show", &patient])["photo"], Value::Null);
    let twice = [
        &["patients", "photo", "remove", &patient][..],
        &["--reason", "asked"],
    ]
    .concat();
    assert_eq!(clinic.refused("dora", &twice, "").1, "not_found");
    matches("patients photo restore", &done(&["restore", &patient]));
    assert_eq!(done(&["show", &patient])["photo"]["size"], 2673);
}
