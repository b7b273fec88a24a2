//! The bindings are those of the commands, and all that the clinic names by a code has its words in both languages.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use clinic::conflicts::part::{Names, names};
use specta_typescript::Typescript;
use sync_contract::Catalog;

use super::*;

/// Its codes are spelled as a screen spells them.
const NUTRIENTS: &str = include_str!("../../../ui/src/words/nutrients.ts");
const LAB_TESTS: &str = include_str!("../../../ui/src/words/lab-tests.ts");
const RECORD_NAMES: &str = include_str!("../../../ui/src/words/record-names.ts");

/// Returns the words of one kind, as `Fields`, from the file of each area.
fn of_all_areas(kind: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/words/records");
    let mut words = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        // an object that is short enough is on one line
        let text = text.replace("\n  { ", "\n  {\n ");
        let parts = text.split("\nexport const ").skip(1);
        let of_kind = parts.filter(|part| part.split(' ').next().unwrap().ends_with(kind));
        words.extend(of_kind.map(str::to_owned));
    }
    assert!(words.len() > 10, "{kind}");
    words
}

#[test]
fn everything_that_can_conflict_has_its_words_in_both_languages() {
    assert_all_have_words(names());
}

#[test]
fn the_cell_and_the_field_that_screens_ask_for_can_conflict() {
    let names = names();
    assert!(names.whats.contains(&photo_cell()));
    assert!(names.fields.contains(language_field()));
}

#[test]
fn everything_in_the_audit_log_has_its_words_in_both_languages() {
    assert_all_have_words(clinic::audit::show::words());
}

#[test]
fn every_laboratory_test_has_its_name_in_both_languages() {
    let keys = clinic::labs::test_infos().into_iter().map(|test| test.key);
    assert_has_words(&[LAB_TESTS], &keys.collect());
}

/// What a merge and an erasure count: a part of a document or a version of a note is no record of its own.
#[test]
fn every_counted_record_of_a_patient_has_its_name_in_both_languages() {
    let parts = ["NoteVersion", "DocumentChunk", "OfficeDocumentChunk"];
    let entities = Catalog::ALL.iter().filter(|entity| entity.of_patient);
    let names = entities.map(|entity| entity.name.to_owned());
    assert_has_words(
        &[RECORD_NAMES],
        &names
            .filter(|name| !parts.contains(&name.as_str()))
            .collect(),
    );
}

fn assert_all_have_words(names: Names) {
    assert_has_words(&of_all_areas("Cells"), &names.whats);
    assert_has_words(&of_all_areas("Fields"), &names.fields);
    let mut choices = of_all_areas("Choices");
    choices.push(NUTRIENTS.to_owned());
    assert_has_words(&choices, &names.choices);
}

/// `vitamin_b6` as `vitaminB6`, `males_9_to_13` as `males9To13`.
fn camel(code: &str) -> String {
    let mut parts = code.split('_');
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |mut camel, part| {
        let mut letters = part.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
        camel
    })
}

/// Each code has its line in both objects of one of the texts, the English and the French one.
fn assert_has_words(files: &[impl AsRef<str>], codes: &BTreeSet<String>) {
    for language in [1, 2] {
        let words: Vec<&str> = files
            .iter()
            .map(|file| {
                let parts: Vec<&str> = file.as_ref().split("\n  {\n").collect();
                assert_eq!(parts.len(), 3, "two languages");
                parts[language]
            })
            .collect();
        let has_words = |code: &&String| {
            let is_line = |words: &&str| {
                words.contains(&format!(" {code}: \""))
                    || words.contains(&format!(" {}: \"", camel(code)))
                    || words.contains(&format!("\"{code}\": \""))
            };
            words.iter().any(is_line)
        };
        let missing: Vec<&String> = codes.iter().filter(|code| !has_words(code)).collect();
        assert!(missing.is_empty(), "{missing:?} have no words");
    }
}

/// Each is given the name of an operation of the audit log.
const CALLS: [&str; 6] = [
    "write(",
    "write_each(",
    "write_admin_signed(",
    "Event::new(",
    "begin.open(",
    "self.begin(",
];

#[test]
fn every_recorded_operation_has_its_words_in_both_languages() {
    let sources: Vec<String> = sources()
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let mut names = BTreeSet::new();
    for call in CALLS {
        let of_call: Vec<String> = sources
            .iter()
            .flat_map(|source| operations_in(source, call))
            .collect();
        assert!(!of_call.is_empty(), "nothing is recorded by {call}");
        names.extend(of_call);
    }
    assert!(names.len() > 50, "{names:?}");
    assert_has_words(&of_all_areas("Operations"), &names);
}

/// Every file of the programs on a computer but their tests.
fn sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = ["src", "clinic/src", "vault/src", "host/src", "cli/src"]
        .iter()
        .map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && !["journeys", "testing", "tests"].contains(&name) {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.contains("test") && name != "sample.rs" {
                files.push(path);
            }
        }
    }
    files
}

fn operations_in(source: &str, call: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    let calls = source.split(call).skip(1);
    calls
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == ' '))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_screens_know_how_long_each_field_may_be() {
    let lengths = field_lengths();
    assert_eq!(lengths["patient"]["nationalId"], 50);
    assert_eq!(lengths["patient"]["addressLines"], 4000);
    assert_eq!(lengths["emergencyContact"]["phone"], 50);
    assert!(!lengths["patient"].contains_key("sex"), "a choice");
}

/// Regenerates the file when `WRITE_BINDINGS` is set, so that the fix is one command.
#[test]
fn the_typescript_bindings_are_those_of_the_commands() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/ipc/bindings.ts");
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("bindings.ts");
    builder().export(Typescript::default(), &fresh).unwrap();
    let fresh = fs::read_to_string(fresh).unwrap();
    if env::var_os("WRITE_BINDINGS").is_some() {
        fs::write(&committed, &fresh).unwrap();
    }
    assert!(
        fs::read_to_string(&committed).unwrap() == fresh,
        "ui/src/ipc/bindings.ts is stale: run WRITE_BINDINGS=1 cargo test -p desktop bindings"
    );
}
