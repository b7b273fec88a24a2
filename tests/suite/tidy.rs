//! Taste and direction that run as a test: each rule is a function over the source tree, and each proves here
//! that it can fail.

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

use tree::Source;

/// What breaks a rule, a line each that begins with the path; nothing when it is kept.
type Complaints = Vec<String>;

#[track_caller]
fn assert_clean(complaints: Complaints) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
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
