//! One word, one type: no two public types of one crate share a name.

use std::collections::BTreeMap;

use super::{
    Complaints, assert_accepted, assert_clean, assert_each_breaks,
    tree::{Source, sources},
};

const DECLARATIONS: &[&str] = &["struct", "enum", "trait", "type", "union"];

/// Returns the folder of the crate that a source is compiled into.
fn crate_of(path: &str) -> Option<&str> {
    let tests = ["tests/suite", "tests/support"];
    let of_tests = tests.into_iter().find(|tests| path.starts_with(tests));
    let folder = path.split_once("/src/").map(|(folder, _)| folder);
    folder.or(of_tests)
}

/// Returns the name of a type that a line makes public beyond its crate.
fn public_type(line: &str) -> Option<&str> {
    let mut words = line.trim_start().strip_prefix("pub ")?.split(' ');
    let keyword = words.next()?;
    let name = words.next()?.split(|c: char| !c.is_alphanumeric()).next()?;
    (DECLARATIONS.contains(&keyword) && !name.is_empty()).then_some(name)
}

/// Returns where each public type of each crate is declared.
fn public_types(sources: &[Source]) -> BTreeMap<(&str, &str), Vec<String>> {
    let mut types: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.is("rs")) {
        let Some(folder) = crate_of(&source.path) else {
            continue;
        };
        for (at, line) in source.code() {
            if let Some(name) = public_type(line) {
                let declared = types.entry((folder, name)).or_default();
                declared.push(format!("{}:{at}", source.path));
            }
        }
    }
    types.retain(|_, declared| declared.len() > 1);
    types
}

fn have_names_of_their_own(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    for ((_, name), declared) in public_types(sources) {
        complaints.push(format!("{name} is declared at {}", declared.join(" and ")));
    }
    complaints
}

#[test]
fn no_two_public_types_of_one_crate_share_a_name() {
    assert_clean(have_names_of_their_own(&sources()));
    assert_each_breaks(
        have_names_of_their_own,
        &[
            (
                "a/src/a.rs",
                "pub struct Row;\nmod b {\n    pub struct Row(u8);\n}",
            ),
            ("a/src/a.rs", "pub enum Row {}\npub type Row<'a> = &'a str;"),
            (
                "tests/support/a.rs",
                "pub trait Row: Send {}\npub union Row {}",
            ),
        ],
    );
    assert_accepted(
        have_names_of_their_own,
        &[
            ("a/src/a.rs", "pub struct Row;\npub struct RowKey;"),
            ("a/src/b.rs", "pub(crate) struct Cell;\npub struct Cell;"),
            ("c/src/a.rs", "pub struct Row; // pub struct Row;"),
            ("a/tests/a.rs", "pub struct Row;\npub struct Row;"),
        ],
    );
}
