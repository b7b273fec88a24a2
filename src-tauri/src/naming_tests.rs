//! Whatever the clinic names by a code has its words in both languages.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clinic::conflicts::names::{Names, names};

const CELLS: &str = include_str!("../../ui/src/words/cells.ts");
const FIELDS: &str = include_str!("../../ui/src/words/fields.ts");
const CHOICES: &str = include_str!("../../ui/src/words/choices.ts");
const OPERATIONS: &str = include_str!("../../ui/src/words/operations.ts");

#[test]
fn everything_that_can_disagree_has_its_words_in_both_languages() {
    assert_said(names());
}

#[test]
fn everything_that_the_trail_tells_of_has_its_words_in_both_languages() {
    assert_said(clinic::audit::show::words());
}

fn assert_said(names: Names) {
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

/// Each is given the name under which the trail keeps what is done.
const CALLS: [&str; 4] = ["write(", "write_admin_signed(", "Event::new(", "door.open("];

#[test]
fn every_act_that_the_trail_keeps_has_its_words_in_both_languages() {
    let acts: BTreeSet<String> = sources()
        .iter()
        .flat_map(|path| acts_in(&fs::read_to_string(path).unwrap()))
        .collect();
    assert!(acts.len() > 50, "{acts:?}");
    assert_has_words(OPERATIONS, &acts);
}

/// Every file of the programs on a computer but their tests.
fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = ["src", "clinic/src", "vault/src", "host/src", "cli/src"]
        .iter()
        .map(|room| Path::new(env!("CARGO_MANIFEST_DIR")).join(room))
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && name != "journeys" {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.contains("test") && name != "filled.rs" {
                found.push(path);
            }
        }
    }
    found
}

fn acts_in(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    let named = |call: &&str| -> Vec<String> {
        let calls = source.split(call).skip(1);
        calls
            .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
            .filter(|act| act.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter(|act| act.chars().all(|c| c.is_ascii_lowercase() || c == ' '))
            .map(str::to_owned)
            .collect()
    };
    CALLS.iter().flat_map(named).collect()
}
