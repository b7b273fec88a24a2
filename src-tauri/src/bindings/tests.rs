//! The bindings are those of the commands, and all that the clinic names by a code has its words in both languages.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use clinic::conflicts::part::{Names, names};
use specta_typescript::Typescript;

use super::*;

const CELLS: &str = include_str!("../../../ui/src/words/cells.ts");
const FIELDS: &str = include_str!("../../../ui/src/words/fields.ts");
const CHOICES: &str = include_str!("../../../ui/src/words/choices.ts");
const OPERATIONS: &str = include_str!("../../../ui/src/words/operations.ts");

#[test]
fn everything_that_can_conflict_has_its_words_in_both_languages() {
    assert_all_have_words(names());
}

#[test]
fn everything_in_the_audit_log_has_its_words_in_both_languages() {
    assert_all_have_words(clinic::audit::show::words());
}

fn assert_all_have_words(names: Names) {
    assert_has_words(CELLS, &names.whats);
    assert_has_words(FIELDS, &names.fields);
    assert_has_words(CHOICES, &names.choices);
}

/// Each code has its line in both objects of a file of words, the English and the French one.
fn assert_has_words(file: &str, codes: &BTreeSet<String>) {
    let both: Vec<&str> = file.split("\n  {\n").skip(1).collect();
    assert_eq!(both.len(), 2, "two languages");
    for words in both {
        let has_words = |code: &&String| {
            words.contains(&format!(" {code}: \"")) || words.contains(&format!("\"{code}\": \""))
        };
        let missing: Vec<&String> = codes.iter().filter(|code| !has_words(code)).collect();
        assert!(missing.is_empty(), "{missing:?} have no words");
    }
}

/// Each is given the name of an operation of the audit log.
const CALLS: [&str; 5] = [
    "write(",
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
    assert_has_words(OPERATIONS, &names);
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
