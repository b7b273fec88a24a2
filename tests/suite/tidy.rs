//! Taste and direction that run as a test: each rule is a function over the source tree, and each proves here
//! that it can fail.

mod arrows;
mod map;
mod names;
mod sizes;
mod sql;
pub mod tree;
mod words;

use tree::Source;

/// What a rule has against the tree, a line each; nothing when it is kept.
type Complaints = Vec<String>;

#[track_caller]
fn kept(complaints: Complaints) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// The rule complains about each of these files, taken alone.
#[track_caller]
fn caught(rule: impl Fn(&[Source]) -> Complaints, bad: &[(&str, &str)]) {
    for (path, text) in bad {
        let complaints = rule(&[Source::new(path, text)]);
        assert!(!complaints.is_empty(), "nothing said about {path}: {text}");
    }
}

/// The rule accepts all of these together.
#[track_caller]
fn accepted(rule: impl Fn(&[Source]) -> Complaints, good: &[(&str, &str)]) {
    let sources: Vec<Source> = good
        .iter()
        .map(|(path, text)| Source::new(path, text))
        .collect();
    kept(rule(&sources));
}
