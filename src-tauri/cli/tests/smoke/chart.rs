//! What is recorded of a patient besides notes: corrected, edited and removed against what was seen.

use super::*;
use crate::shapes::matches;

fn patient(clinic: &Clinic) -> String {
    let added = clinic.done("dora", &["patients", "add", "--family-name", "Okafor"], "");
    added["patient"]["id"].as_str().unwrap().to_owned()
}

fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

fn seen(row: &Value) -> &str {
    row["seen"].as_str().unwrap()
}

#[track_caller]
fn lines(clinic: &Clinic, words: &[&str]) -> String {
    let output = clinic.lines("dora", words);
    assert!(output.status.success(), "{words:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_profile_is_edited_by_flags_and_by_an_entry() {
    let clinic = Clinic::new();
    let patient = patient(&clinic);
    let (show, edit) = (["profile", "show"], ["profile", "edit"]);
    let of = ["--patient", &patient];
    let empty = lines(&clinic, &[&show[..], &of].concat());
    assert!(empty.contains("Nothing is recorded yet."), "{empty}");
    let nothing = clinic.refused("dora", &[&edit[..], &of].concat(), "");
    assert_eq!(nothing, (2, "usage".into()));
    let flags = ["--history", "anaemia", "--dislikes", "- fish"];
    let edited = clinic.done("dora", &[&edit[..], &of, &flags].concat(), "");
    matches("profile edit", &edited);
    assert_eq!(edited["profile"]["dislikes"], "- fish");
    let entry = json!({ "patient": patient, "preferences": "vegetarian", "seen": edited["profile"]["seen"] });
    clinic.done(
        "dora",
        &[&edit[..], &["--stdin"]].concat(),
        &entry.to_string(),
    );
    let shown = clinic.done("dora", &[&show[..], &of].concat(), "");
    matches("profile show", &shown);
    let profile = &shown["profile"];
    assert_eq!(profile["history"], "anaemia");
    assert_eq!(profile["preferences"], "vegetarian");
    let shown = lines(&clinic, &[&show[..], &of].concat());
    assert!(
        shown.contains("\nHistory: anaemia\nPreferences: vegetarian\n"),
        "{shown}"
    );
    let unknown = [
        &show[..],
        &["--patient", "00000000-0000-4000-8000-000000000000"],
    ]
    .concat();
    assert_eq!(
        clinic.refused("dora", &unknown, ""),
        (1, "not_found".into())
    );
}

#[test]
fn a_reading_is_corrected_asked_about_and_removed() {
    let clinic = Clinic::new();
    let patient = patient(&clinic);
    let of = ["--patient", &patient];
    let weight = ["--kind", "WEIGHT", "--value", "272 kg", "--keep"];
    let add = [&["measurements", "add"], &of[..], &weight].concat();
    let added = clinic.done("dora", &add, "");
    let reading = id(&added);
    let list = [&["measurements", "list"], &of[..]].concat();
    let listed = clinic.done("dora", &list, "");
    matches("measurements list", &listed);
    let before = seen(&listed["measurements"][0]);
    let correct = ["measurements", "correct", reading, "--value"];
    let unlikely = clinic.refused("dora", &[&correct[..], &["300 kg"]].concat(), "");
    assert_eq!(unlikely, (3, "doubtful".into()));
    let unreadable = clinic.refused("dora", &[&correct[..], &["72 parsec"]].concat(), "");
    assert_eq!(unreadable, (2, "usage".into()));
    // far from the wrong reading, near what is likely
    let corrected = [&correct[..], &["72 kg", "--seen", before]].concat();
    let corrected = clinic.done("dora", &corrected, "");
    matches("measurements correct", &corrected);
    let quantity = &corrected["measurement"]["quantity"];
    assert_eq!(quantity["value"], json!(72.0));
    let shown = lines(&clinic, &list);
    assert!(shown.contains("weight: 72 kg, by dora"), "{shown}");
    let remove = ["measurements", "remove", reading];
    matches("measurements remove", &clinic.done("dora", &remove, ""));
    let none = lines(&clinic, &list);
    assert!(none.contains("Nothing was measured yet."), "{none}");
    assert_eq!(clinic.refused("dora", &remove, ""), (1, "not_found".into()));
}

#[test]
fn contacts_and_allergies_are_listed_added_edited_and_removed() {
    let clinic = Clinic::new();
    let patient = patient(&clinic);
    let of = ["--patient", &patient];
    let contact = |verb| [&["contacts", verb][..], &of].concat();
    let none = lines(&clinic, &contact("list"));
    assert!(none.contains("No contact is recorded."), "{none}");
    let john = ["--name", "John", "--relation", "SPOUSE"];
    let added = clinic.done("dora", &[&contact("add")[..], &john].concat(), "");
    matches("contacts add", &added);
    let john = id(&added["contact"]);
    let stranger = ["--name", "X", "--relation", "STRANGER"];
    let refused = clinic.refused("dora", &[&contact("add")[..], &stranger].concat(), "");
    assert_eq!(refused, (2, "usage".into()));
    let edit = ["contacts", "edit", john];
    assert_eq!(clinic.refused("dora", &edit, ""), (2, "usage".into()));
    let phone = [
        "--phone",
        "+233 24 555 0183",
        "--seen",
        seen(&added["contact"]),
    ];
    let edited = clinic.done("dora", &[&edit[..], &phone].concat(), "");
    matches("contacts edit", &edited);
    assert_eq!(edited["contact"]["relation"], "spouse");
    let listed = lines(&clinic, &contact("list"));
    assert!(
        listed.contains("John (spouse)  +233 24 555 0183"),
        "{listed}"
    );
    matches("contacts list", &clinic.done("dora", &contact("list"), ""));
    let remove = ["contacts", "remove", john];
    matches("contacts remove", &clinic.done("dora", &remove, ""));
    assert_eq!(clinic.refused("dora", &remove, ""), (1, "not_found".into()));

    let allergy = |verb| [&["allergies", verb][..], &of].concat();
    let peanut = ["--substance", "Peanut", "--severity", "SEVERE"];
    let added = clinic.done("dora", &[&allergy("add")[..], &peanut].concat(), "");
    matches("allergies add", &added);
    matches("allergies list", &clinic.done("dora", &allergy("list"), ""));
    let listed = lines(&clinic, &allergy("list"));
    assert!(listed.contains("Peanut (severe)"), "{listed}");
    let remove = ["allergies", "remove", id(&added["allergy"])];
    assert_eq!(clinic.refused("dora", &remove, ""), (2, "usage".into()));
    let why = ["--reason", "another patient's"];
    matches(
        "allergies remove",
        &clinic.done("dora", &[&remove[..], &why].concat(), ""),
    );
    let none = lines(&clinic, &allergy("list"));
    assert!(none.contains("No allergy is recorded."), "{none}");
}
