//! Taste and direction that run as a test: each rule is a function over the source tree, and each proves here
//! that it can fail.
//!
//! A rule that is not yet kept everywhere fails in the folders that it is enforced in, and prints the rest:
//! `cargo nextest run -p suite tidy --no-capture`.

mod boundaries;
mod code;
mod crates;
mod cycles;
mod glossary;
mod map;
mod names;
mod sizes;
mod sql;
mod test_functions;
pub mod tree;
mod type_names;
mod ui_layers;

use std::collections::BTreeMap;

use tree::Source;

/// What breaks a rule, a line each that begins with the path; nothing when it is kept.
type Complaints = Vec<String>;

/// The folders that counts are printed for, the longest match first.
const FOLDERS: &[&str] = &[
    "src-tauri/clinic",
    "src-tauri/cli",
    "src-tauri/host",
    "src-tauri/paper",
    "src-tauri/vault",
    "src-tauri",
    "sync/client",
    "sync/contract",
    "sync/server",
    "migrations/postgres",
    "migrations",
    "seeds",
    "tests/bench",
    "tests/desktop",
    "tests/support",
    "tests",
    "ui",
];

#[track_caller]
fn assert_clean(complaints: Complaints) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// Fails on complaints about the enforced folders and prints the others, with their count in each folder.
#[track_caller]
fn report(rule: &str, complaints: Complaints, enforced: &[&str]) {
    let is_enforced =
        |complaint: &String| enforced.iter().any(|folder| complaint.starts_with(folder));
    let (broken, others): (Complaints, Complaints) = complaints.into_iter().partition(is_enforced);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for complaint in &others {
        print_line(&format!("{rule}: {complaint}"));
        let folder = FOLDERS.iter().find(|folder| complaint.starts_with(*folder));
        *counts
            .entry(folder.copied().unwrap_or("(top)"))
            .or_default() += 1;
    }
    for (folder, count) in counts {
        print_line(&format!("{rule}, count: {folder} {count}"));
    }
    assert_clean(broken);
}

#[allow(clippy::print_stdout)]
fn print_line(line: &str) {
    println!("{line}");
}

/// The rule complains about each of these files, taken alone.
#[track_caller]
fn assert_each_breaks(rule: impl Fn(&[Source]) -> Complaints, bad: &[(&str, &str)]) {
    for (path, text) in bad {
        let complaints = rule(&[Source::new(path, text)]);
        assert!(!complaints.is_empty(), "no complaint about {path}: {text}");
    }
}

/// The rule accepts all of these together.
#[track_caller]
fn assert_accepted(rule: impl Fn(&[Source]) -> Complaints, good: &[(&str, &str)]) {
    let sources: Vec<Source> = good
        .iter()
        .map(|(path, text)| Source::new(path, text))
        .collect();
    assert_clean(rule(&sources));
}
