//! Records as they are printed.

use std::fs;

use serde_json::json;

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
    // it overwrites neither the clinic's own file nor a link, which other programs may need
    let link = clinic.path("link.pdf");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&out, &link).unwrap();
    for to in [clinic.path("vault").join("vault.db"), link] {
        let onto = ["--out", to.to_str().unwrap(), "--replace"];
        let refused = clinic.refused("dora", &[&["print", "note", note], &onto[..]].concat(), "");
        assert_eq!(refused, (2, "usage".to_owned()));
    }
    // the bytes of a PDF name no patient in the clear, as they are compressed: what is in it is read in the crate's
    // tests
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
    // a user who may not read a note may not print it
    clinic.add_user("desk", "Receptionist");
    let elsewhere = clinic.path("other.pdf");
    let print = ["print", "note", note, "--out", elsewhere.to_str().unwrap()];
    assert_eq!(clinic.refused("desk", &print, ""), (1, "forbidden".into()));
    assert!(!elsewhere.exists());
}

#[test]
fn a_character_that_no_font_has_is_named_and_the_note_is_printed() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let write = ["notes", "write", "--patient", &patient, "--kind", "FREE"];
    let text = ["--section", "text=Sleeps well. \u{13000}"];
    let written = clinic.done("dora", &[&write[..], &text].concat(), "");
    let note = written["note"]["id"].as_str().unwrap();
    let out = clinic.path("note.pdf");
    let print = ["print", "note", note, "--out", out.to_str().unwrap()];
    let printed = clinic.done("dora", &print, "");
    assert_eq!(printed["missing"], json!(["\u{13000}"]));
    assert!(fs::read(&out).unwrap().starts_with(b"%PDF-"));
    let lines = clinic.lines("dora", &[&print[..], &["--replace"]].concat());
    assert!(lines.status.success());
    let lines = String::from_utf8(lines.stdout).unwrap();
    let sentence = "no font for these characters, which are printed as boxes: \u{13000}.";
    assert!(lines.contains(sentence), "{lines}");
    assert!(lines.contains("1 page."), "{lines}");
}

#[test]
fn each_kind_of_print_has_the_parts_that_were_asked_for() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let plan = [&["meal-plans", "add"], &of[..], &["--title", "Less salt"]].concat();
    let plan = clinic.done("dora", &plan, "")["plan"]["id"].clone();
    let plan = plan.as_str().unwrap();
    let food = [
        "--meal",
        "breakfast",
        "--food",
        "01077",
        "--amount",
        "2 cups",
    ];
    let milk = [&["meal-plans", "add-food", "--plan", plan], &food[..]].concat();
    clinic.done("dora", &milk, "");
    let recall = clinic.done("dora", &[&["recalls", "add"], &of[..]].concat(), "");
    let recall = recall["recall"]["id"].as_str().unwrap();
    let print = |kind: &str, id: &str, more: &[&str]| {
        let out = clinic.path(&format!("{kind}.pdf"));
        let to = ["--out", out.to_str().unwrap(), "--replace"];
        let words = [&["print", kind, id], &to[..], more].concat();
        let printed = clinic.done("dora", &words, "");
        matches(&format!("print {kind}"), &printed);
        assert!(fs::read(out).unwrap().starts_with(b"%PDF-"));
        printed["pages"].as_u64().unwrap()
    };
    // the shopping list has a page of its own
    assert_eq!(print("meal-plan", plan, &[]), 2);
    assert_eq!(
        print("meal-plan", plan, &["--no-shopping-list", "--nutrients"]),
        1
    );
    assert_eq!(print("recall", recall, &["--no-nutrients"]), 1);

    let visit = [&["visits", "start"], &of[..]].concat();
    let visit = clinic.done("dora", &visit, "")["visit"]["id"].clone();
    assert_eq!(print("visit", visit.as_str().unwrap(), &[]), 1);
    let signed = [
        "--version",
        "2",
        "--signed-on",
        "2026-05-03",
        "--method",
        "paper",
    ];
    let consent = [&["consents", "add"], &of[..], &signed].concat();
    let consent = clinic.done("dora", &consent, "")["consent"]["id"].clone();
    assert_eq!(print("consent", consent.as_str().unwrap(), &[]), 1);
    let out = clinic.path("growth.pdf").display().to_string();
    let growth = [&["print", "growth", "--out", &out], &of[..]].concat();
    matches("print growth", &clinic.done("dora", &growth, ""));
}

#[test]
fn the_medical_record_and_the_waiting_list_are_printed() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let write = ["notes", "write", "--patient", &patient, "--kind", "FREE"];
    let write = [&write[..], &["--section", "text=Sleeps well."]].concat();
    clinic.done("dora", &write, "");
    clinic.done("dora", &["waiting", "add", "--patient", &patient], "");
    let records = ["print", "records", "--patient", &patient, "--type", "FREE"];
    let records = [&records[..], &["--all-versions"]].concat();
    let waiting = vec!["print", "waiting-list"];
    for (words, name, resource) in [
        (records, "print records", "Patient"),
        (waiting, "print waiting-list", "WaitingListEntry"),
    ] {
        let out = clinic.path(&format!("{resource}.pdf"));
        let words = [&words[..], &["--out", out.to_str().unwrap()]].concat();
        let printed = clinic.done("dora", &words, "");
        matches(name, &printed);
        assert_eq!(printed["pages"], 1);
        assert!(fs::read(&out).unwrap().starts_with(b"%PDF-"));
        let log = ["audit", "list", "--action", "save print"];
        let rows = clinic.done("admin", &log, "");
        assert_eq!(rows["rows"][0]["resource"], resource, "{rows}");
    }
}
