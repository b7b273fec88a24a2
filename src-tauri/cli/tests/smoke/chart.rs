//! What is recorded of a patient: shown, corrected, edited and removed against a version.

use super::*;
use crate::shapes::matches;

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
    let patient = clinic.patient("Okafor");
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
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let weight = ["--kind", "WEIGHT", "--value", "272 kg", "--keep"];
    let add = [&["measurements", "add"], &of[..], &weight].concat();
    let added = clinic.done("dora", &add, "");
    let reading = id(&added);
    let list = [&["measurements", "list"], &of[..]].concat();
    let listed = clinic.done("dora", &list, "");
    matches("measurements list", &listed);
    let before = seen(&listed["measurements"][0]);
    let confirmed = lines(&clinic, &list);
    assert!(
        confirmed.contains("272 kg, by dora, kept although unlikely"),
        "{confirmed}"
    );
    let correct = ["measurements", "correct", reading, "--value"];
    // the value that was kept is not asked about again, in whatever unit
    let again = [&correct[..], &["272000 g", "--seen", before]].concat();
    let again = clinic.done("dora", &again, "");
    assert_eq!(again["measurement"]["confirmed"], json!(true));
    let before = seen(&again["measurement"]);
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
    assert!(shown.contains("weight: 72 kg, by dora\n"), "{shown}");
    let same = clinic.done("dora", &["measurements", "confirm", reading], "");
    matches("measurements confirm", &same);
    // nobody asks about it, so it stays as it is
    assert_eq!(same["measurement"], corrected["measurement"]);
    let remove = ["measurements", "remove", reading];
    matches("measurements remove", &clinic.done("dora", &remove, ""));
    let none = lines(&clinic, &list);
    assert!(none.contains("Nothing was measured yet."), "{none}");
    assert_eq!(clinic.refused("dora", &remove, ""), (1, "not_found".into()));
}

#[test]
fn contacts_and_allergies_are_listed_added_edited_and_removed() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
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

#[test]
fn a_note_takes_the_sections_of_its_kind_alone() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let note = |kind: &str, section: &str| {
        let section = format!("{section}=words");
        let words = [
            "notes",
            "write",
            "--patient",
            &patient,
            "--kind",
            kind,
            "--section",
            &section,
        ];
        let answer = clinic.run("dora", &[&words[..], &["--json"]].concat(), "");
        let text = String::from_utf8_lossy(&answer.stdout).into_owned();
        (answer.status.code().unwrap(), text)
    };
    let (status, text) = note("SOAP", "diagnosis");
    assert!(
        status == 1 && text.contains("subjective, objective, assessment, plan"),
        "{text}"
    );
    let (status, text) = note("SOAP", "weather");
    assert!(status == 2 && text.contains("SUBJECTIVE"), "{text}");
    assert_eq!(note("SOAP", "plan").0, 0);
}

#[test]
fn a_visit_shows_what_was_typed_and_what_follows_from_it() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let visit = clinic.done("dora", &["visits", "start", "--patient", &patient], "");
    let visit = visit["visit"]["id"].as_str().unwrap().to_owned();
    let measure = [
        "measurements",
        "add",
        "--patient",
        &patient,
        "--visit",
        &visit,
    ];
    let weight = ["--kind", "WEIGHT", "--value", "159 lb"];
    let answer = clinic.done("dora", &[&measure[..], &weight].concat(), "");
    assert_eq!(
        (&answer["quantity"]["value"], &answer["doubt"]),
        (&json!(72.121), &json!(null))
    );
    clinic.done(
        "dora",
        &[&measure[..], &["--kind", "HEIGHT", "--value", "170"]].concat(),
        "",
    );
    let shown = lines(&clinic, &["visits", "show", &visit]);
    for line in [
        "weight: 72.121 kg, typed as 159 lb",
        "BMI: 25",
        "height: 170 cm",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
}

#[test]
fn a_list_has_columns_as_wide_as_their_cells() {
    let clinic = Clinic::new();
    clinic.patient("Okafor");
    let listed = lines(&clinic, &["patients", "list"]);
    assert!(listed.starts_with("ID") && listed.contains("LAST") && listed.contains("NEXT"));
    // an imported file number is longer than those of this clinic
    let list = clinic.path("list.csv");
    let number = "HILLSIDE-2026-000123";
    let people = format!("file_number,family_name,date_of_birth\n{number},Ndiaye,1990-02-03\n");
    fs::write(&list, people).unwrap();
    let import = ["import", "patients", list.to_str().unwrap(), "--yes"];
    clinic.done("admin", &import, "");
    for words in [&["patients", "list"][..], &["search", "Ndiaye"]] {
        let text = lines(&clinic, words);
        let (header_row, row) = (
            text.lines().next().unwrap(),
            text.lines().find(|line| line.contains(number)).unwrap(),
        );
        for (head, cell) in [
            ("NUMBER", number),
            ("BIRTH", "1990-02-03"),
            ("NAME", "Ndiaye"),
        ] {
            assert_eq!(header_row.find(head), row.find(cell), "{text}");
        }
    }
}
