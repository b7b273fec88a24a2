//! Documents of a chart and of the front desk.

use std::fs;

use serde_json::json;

use super::*;
use crate::chart::{id, lines, seen};
use crate::shapes::matches;

#[test]
fn a_document_is_added_saved_renamed_removed_and_put_back() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (file, out) = (path("letter.pdf"), path("copy.pdf"));
    fs::write(&file, "%PDF-1.4 and more").unwrap();
    for (user, office, kind, other) in [
        ("dora", false, "letter", "consent"),
        ("dora", true, "consent", "letter"),
    ] {
        let of = |words: &[&str]| -> Vec<String> {
            let words = words.iter().map(ToString::to_string);
            words.chain(office.then(|| "--office".to_owned())).collect()
        };
        let done = |words: &[&str], entry: &str| {
            let words = of(words);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            clinic.done(user, &words, entry)
        };
        let refused = |words: &[&str]| {
            let words = of(words);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            clinic.refused(user, &words, "")
        };
        let list = ["documents", "list", "--patient", &patient];
        let empty = of(&list);
        let empty: Vec<&str> = empty.iter().map(String::as_str).collect();
        assert!(lines(&clinic, &empty).contains("No documents yet."));
        let entry = json!({ "patient": patient, "file": file, "name": "A letter", "type": kind });
        let added = done(&["documents", "add", "--stdin"], &entry.to_string());
        matches("documents add", &added);
        let document = &added["document"];
        assert_eq!(document["preview"], "pdf");
        assert_eq!(
            (&document["size"], &document["here"]),
            (&json!(17), &json!(17))
        );
        let row = id(document).to_owned();
        let again = ["documents", "add", "--patient", &patient, "--file", &file];
        assert_eq!(refused(&again), (1, "invalid".into()));
        matches("documents list", &done(&list, ""));
        matches("documents show", &done(&["documents", "show", &row], ""));

        let save = ["documents", "save", &row, "--out", &out];
        matches("documents save", &done(&save, ""));
        assert_eq!(fs::read_to_string(&out).unwrap(), "%PDF-1.4 and more");
        assert_eq!(refused(&save), (1, "exists".into()));
        fs::write(&out, "theirs").unwrap();
        done(&[&save[..], &["--replace"]].concat(), "");
        assert_eq!(fs::read_to_string(&out).unwrap(), "%PDF-1.4 and more");
        fs::remove_file(&out).unwrap();

        let edit = ["documents", "edit", &row];
        assert_eq!(refused(&edit), (2, "usage".into()));
        let wrong = [&edit[..], &["--type", other]].concat();
        assert_eq!(refused(&wrong), (2, "usage".into()));
        let renamed = done(&[&edit[..], &["--name", "Another"]].concat(), "");
        matches("documents edit", &renamed);
        assert_eq!(renamed["document"]["name"], "Another");
        assert_eq!(renamed["document"]["type"], document["type"]);
        let seen = seen(&renamed["document"]);
        let remove = [
            "documents",
            "delete",
            &row,
            "--reason",
            "twice",
            "--seen",
            seen,
        ];
        matches("documents remove", &done(&remove, ""));
        assert_eq!(done(&list, "")["documents"], json!([]));
        matches(
            "documents restore",
            &done(&["documents", "restore", &row], ""),
        );
    }
}
