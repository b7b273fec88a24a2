//! Leaflets of the clinic, and what patients were given of them.

use serde_json::json;

use super::*;
use crate::shapes::matches;

fn shelf() -> (Clinic, String) {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let english = json!({
        "language": "en", "title": "Less salt", "text": "# At home\n- Taste first",
    });
    let words = ["handouts", "add", "--stdin"];
    let added = clinic.done("admin", &words, &english.to_string());
    matches("handouts add", &added);
    let french = [
        "handouts",
        "add",
        "--leaflet",
        "less salt",
        "--language",
        "fr",
        "--title",
        "Moins de sel",
        "--text",
        "Goûtez d’abord",
    ];
    clinic.done("admin", &french, "");
    (clinic, patient)
}

#[test]
fn a_leaflet_in_two_languages_is_one() {
    let (clinic, _) = shelf();
    let listed = clinic.done("admin", &["handouts", "list"], "");
    matches("handouts list", &listed);
    assert_eq!(listed["handouts"].as_array().unwrap().len(), 1);
    assert_eq!(
        listed["handouts"][0]["versions"][1]["title"],
        "Moins de sel"
    );
    let edit = ["handouts", "edit", "moins de sel", "--active", "false"];
    clinic.done("admin", &edit, "");
    let offered = clinic.done("dora", &["handouts", "offered"], "");
    let versions = offered["handouts"][0]["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 1);
    let moved = ["handouts", "edit", "less salt", "--leaflet", "moins de sel"];
    assert_eq!(clinic.refused("admin", &moved, ""), (2, "usage".into()));
    let unknown = ["handouts", "edit", "more salt", "--active", "false"];
    assert_eq!(
        clinic.refused("admin", &unknown, ""),
        (1, "not_found".into())
    );
    let wrong = ["--title", "Sugar", "--text", "Less", "--language", "french"];
    let add = [&["handouts", "add"][..], &wrong].concat();
    let output = clinic.lines("admin", &add);
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert!(
        sentence.contains("--language takes the code of a language"),
        "{sentence}"
    );
}

#[test]
fn a_handout_is_given_printed_and_taken_back() {
    let (clinic, patient) = shelf();
    let give = ["--patient", &patient, "--handout", "Moins de sel"];
    let give = [&["given-handouts", "give"][..], &give].concat();
    let given = clinic.done("dora", &give, "");
    matches("given-handouts give", &given);
    assert_eq!(given["given_handout"]["text"], "Goûtez d’abord");
    let id = given["given_handout"]["id"].as_str().unwrap();
    let out = clinic.path("handout.pdf");
    let print = ["print", "handout", id, "--out", out.to_str().unwrap()];
    let printed = clinic.done("dora", &print, "");
    matches("print handout", &printed);
    assert_eq!(printed["language"], "fr");
    let list = ["given-handouts", "list", "--patient", &patient];
    matches("given-handouts list", &clinic.done("dora", &list, ""));
    let timeline = ["timeline", "list", "--patient", &patient];
    let lines = clinic.lines("dora", &timeline);
    let lines = String::from_utf8(lines.stdout).unwrap();
    assert!(
        lines.contains("handout given: Moins de sel (fr)"),
        "{lines}"
    );
    let remove = ["given-handouts", "remove", id, "--reason", "Wrong patient"];
    matches("given-handouts remove", &clinic.done("dora", &remove, ""));
    let none = clinic.done("dora", &list, "");
    assert_eq!(none["given_handouts"], json!([]));
    let restored = clinic.done("dora", &["given-handouts", "restore", id], "");
    matches("given-handouts restore", &restored);
    assert_eq!(
        restored["given_handout"]["text"],
        given["given_handout"]["text"]
    );
}
