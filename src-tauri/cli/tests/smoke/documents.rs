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

#[test]
fn a_document_is_filed_and_to_file_again_by_those_who_may() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    clinic.add_user("vera", "Viewer");
    let scan = clinic.path("scan.pdf").display().to_string();
    fs::write(&scan, "%PDF-1.4 and more").unwrap();
    let to_file = ["documents", "to-file"];
    assert!(lines(&clinic, &to_file).contains("No document is to file."));
    let sets: [(&[&str], &str, &str); 2] = [
        (&[], "chart", "Scan: other  "),
        (&["--office"], "office", "Scan: other, front desk  "),
    ];
    for (flag, of, beginning) in sets {
        let words = |words: &[&str], more: &[&str]| -> Vec<String> {
            let words = words.iter().chain(more).chain(flag);
            words.map(ToString::to_string).collect()
        };
        let done = |words: &[String]| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            clinic.done("dora", &words, "")
        };
        let printed = |words: &[String]| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            lines(&clinic, &words)
        };
        let refused = |user: &str, words: &[String]| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let refused = clinic.refused(user, &words, "");
            (refused, clinic.sentence(user, &words))
        };
        let list = words(&["documents", "list", "--patient"], &[&patient]);
        let add = words(
            &["documents", "add"],
            &["--patient", &patient, "--file", &scan, "--name", "Scan"],
        );
        let added = done(&add);
        let row = id(&added["document"]).to_owned();
        let file = words(&["documents", "file"], &[&row]);
        let unfile = words(&["documents", "unfile"], &[&row]);
        assert_eq!(added["document"]["filed_at"], Value::Null);
        assert_eq!(added["document"]["filed_by"], "");
        assert!(printed(&list).contains(", to file"), "{}", printed(&list));

        let worklist = clinic.done("dora", &to_file, "");
        matches("documents to-file", &worklist);
        assert_eq!(worklist["is_unsure"], false);
        let listed = &worklist["documents"][0];
        assert_eq!((&listed["of"], id(listed)), (&json!(of), row.as_str()));
        assert_eq!(id(&listed["patient"]), patient);
        let text = lines(&clinic, &to_file);
        assert!(text.contains(&format!("{beginning}{patient}")), "{text}");
        let may_not = (1, "forbidden".to_owned());
        assert_eq!(clinic.refused("vera", &to_file, ""), may_not);
        assert_eq!(refused("vera", &file).0, may_not);

        let (again, sentence) = refused("dora", &unfile);
        assert_eq!(again, (1, "invalid".into()));
        assert!(sentence.contains("is not filed"), "{sentence}");
        let filed = done(&file);
        matches("documents file", &filed);
        assert!(filed["document"]["filed_at"].is_string(), "{filed}");
        assert_eq!(filed["document"]["filed_by"], "dora");
        assert_eq!(clinic.done("dora", &to_file, "")["documents"], json!([]));
        assert!(printed(&list).contains(", filed 20"), "{}", printed(&list));
        let (again, sentence) = refused("dora", &file);
        assert_eq!(again, (1, "invalid".into()));
        assert!(sentence.contains("is filed already"), "{sentence}");
        let unfiled = done(&unfile);
        matches("documents unfile", &unfiled);
        assert_eq!(unfiled["document"]["filed_at"], Value::Null);
        assert!(printed(&file).contains("`Scan` is filed."));
    }
}
