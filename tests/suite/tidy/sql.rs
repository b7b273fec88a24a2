//! One statement a name, and a way back for every way forward.

use std::collections::HashSet;

use super::{
    Complaints, assert_accepted, assert_clean, assert_each_breaks,
    tree::{Source, sources},
};

const FIRST_WORDS: &[&str] = &[
    "select", "set", "insert", "update", "delete", "with", "pragma", "listen", "create", "drop",
    "alter",
];
const SHOUTED: &[&str] = &[
    "SELECT", "INSERT", "UPDATE", "DELETE", "FROM", "WHERE", "VALUES", "JOIN", "ORDER", "GROUP",
    "LIMIT", "AND", "NULL",
];

fn without_comments(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split("--").next().unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns the named statements of a file under `queries/`, each with its name; the text before the first has none.
fn named_statements(source: &Source) -> Vec<(&str, &str)> {
    let mut parts = source.text.split("-- name: ");
    let unnamed = parts.next().unwrap_or("");
    let named = parts.map(|part| part.split_once('\n').unwrap_or((part, "")));
    let unnamed = (!unnamed.trim().is_empty()).then_some(("", unnamed));
    unnamed.into_iter().chain(named).collect()
}

fn query_files(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources
        .iter()
        .filter(|source| source.is("sql") && source.path.contains("/queries/"))
}

fn name_one_statement_each(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    for source in query_files(sources) {
        let mut names = HashSet::new();
        for (name, text) in named_statements(source) {
            let at = format!("{}: {name}", source.path);
            let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
            if name.is_empty() || !name.chars().all(is_name) {
                complaints.push(format!("{at} is not the name of a statement"));
            }
            if !names.insert(name) {
                complaints.push(format!("{at} is there twice"));
            }
            let text = without_comments(text);
            let statement = text.trim();
            let first = statement.split_whitespace().next().unwrap_or("");
            if statement.contains(';') {
                complaints.push(format!("{at} has more than one statement"));
            }
            if !FIRST_WORDS.contains(&first) {
                complaints.push(format!("{at} begins with {first:?}"));
            }
            let mut words = statement.split(|c: char| !c.is_alphanumeric() && c != '_');
            if let Some(word) = words.find(|word| SHOUTED.contains(word)) {
                complaints.push(format!("{at} shouts {word}"));
            }
        }
    }
    complaints
}

/// A statement that no code of its crate names is dead.
fn are_used(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    for source in query_files(sources) {
        let Some((of_crate, file)) = source.path.split_once("/queries/") else {
            continue;
        };
        let subject = file.trim_end_matches(".sql");
        let code = format!("{of_crate}/src/");
        for (name, _) in named_statements(source) {
            let call = format!("statement!(\"{subject}\", \"{name}\")");
            let is_called = sources
                .iter()
                .any(|source| source.path.starts_with(&code) && source.text.contains(&call));
            if !is_called {
                complaints.push(format!("{}: no code calls {name}", source.path));
            }
        }
    }
    complaints
}

fn go_both_ways(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    for source in sources
        .iter()
        .filter(|source| source.path.starts_with("migrations/") && source.is("sql"))
    {
        let forward = source.path.replace(".down.sql", ".sql");
        let other = if source.path.ends_with(".down.sql") {
            forward
        } else {
            forward.replace(".sql", ".down.sql")
        };
        if !sources.iter().any(|source| source.path == other) {
            complaints.push(format!("{} has no {other}", source.path));
        }
        let version = source
            .name()
            .strip_prefix('V')
            .and_then(|rest| rest.split_once("__"));
        if version.is_none_or(|(number, _)| number.parse::<u32>().is_err()) {
            complaints.push(format!("{} is not named V<number>__<name>", source.path));
        }
    }
    complaints
}

/// Refuses statements that change data: under forced row-level security they affect no row, without any error.
fn move_no_data(sources: &[Source]) -> Complaints {
    let migrations = sources
        .iter()
        .filter(|source| source.path.starts_with("migrations/postgres/"));
    let mut complaints = Vec::new();
    for source in migrations {
        let text = without_comments(&source.text).to_lowercase();
        for statement in text.split(';') {
            let first = statement.split_whitespace().next().unwrap_or("");
            if ["insert", "update", "delete", "copy", "truncate", "merge"].contains(&first) {
                complaints.push(format!("{} has a data statement: {first}", source.path));
            }
        }
    }
    complaints
}

#[test]
fn a_name_in_a_query_file_has_one_statement_in_lower_case() {
    assert_clean(name_one_statement_each(&sources()));
    assert_each_breaks(
        name_one_statement_each,
        &[
            ("a/queries/x.sql", "-- name: a\nselect 1; select 2"),
            ("a/queries/x.sql", "-- name: a\nSELECT a from b"),
            ("a/queries/x.sql", "-- name: a\nselect a FROM b"),
            ("a/queries/x.sql", "-- name: a\n-- nothing"),
            ("a/queries/x.sql", "-- name: a b\nselect 1"),
            ("a/queries/x.sql", "select 1"),
            (
                "a/queries/x.sql",
                "-- name: a\nselect 1\n\n-- name: a\nselect 2",
            ),
        ],
    );
    assert_accepted(
        name_one_statement_each,
        &[(
            "a/queries/x.sql",
            "-- name: a\n-- Why; SELECT.\nselect\n    1\n\n-- name: b\nselect 2\n",
        )],
    );
}

#[test]
fn every_named_statement_is_called() {
    assert_clean(are_used(&sources()));
    assert_each_breaks(are_used, &[("a/queries/x.sql", "-- name: a\nselect 1")]);
    assert_accepted(
        are_used,
        &[
            ("a/queries/x.sql", "-- name: a\nselect 1"),
            ("a/src/x.rs", "run(statement!(\"x\", \"a\"))"),
        ],
    );
}

#[test]
fn every_migration_has_its_way_back() {
    assert_clean(go_both_ways(&sources()));
    assert_each_breaks(
        go_both_ways,
        &[
            ("migrations/sqlite/V1__a.sql", ""),
            ("migrations/postgres/V2__b.down.sql", ""),
            ("migrations/sqlite/first.sql", ""),
        ],
    );
    assert_accepted(
        go_both_ways,
        &[
            ("migrations/sqlite/V1__a.sql", ""),
            ("migrations/sqlite/V1__a.down.sql", ""),
        ],
    );
}

#[test]
fn a_server_migration_moves_no_data() {
    assert_clean(move_no_data(&sources()));
    assert_each_breaks(
        move_no_data,
        &[(
            "migrations/postgres/V2__a.sql",
            "create table a (b int); -- x\nUpdate a set b = 1;",
        )],
    );
}
