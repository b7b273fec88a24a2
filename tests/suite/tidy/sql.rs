//! One statement a file, and a way back for every way forward.

use super::{
    Complaints, assert_accepted, assert_clean, assert_each_breaks,
    tree::{Source, sources},
};

const FIRST_WORDS: &[&str] = &[
    "select", "set", "insert", "update", "delete", "with", "pragma", "create", "drop",
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

fn have_one_statement(sources: &[Source]) -> Complaints {
    let queries = sources
        .iter()
        .filter(|source| source.is("sql") && source.path.contains("/queries/"));
    let mut complaints = Vec::new();
    for source in queries {
        let text = without_comments(&source.text);
        let statement = text.trim().trim_end_matches(';');
        let first = statement.split_whitespace().next().unwrap_or("");
        if statement.contains(';') {
            complaints.push(format!("{} holds more than one statement", source.path));
        }
        if !FIRST_WORDS.contains(&first) {
            complaints.push(format!("{} begins with {first:?}", source.path));
        }
        let mut words = statement.split(|c: char| !c.is_alphanumeric() && c != '_');
        if let Some(word) = words.find(|word| SHOUTED.contains(word)) {
            complaints.push(format!("{} shouts {word}", source.path));
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

/// Under forced row-level security such a statement touches nothing, and says so to nobody.
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
fn a_query_file_has_one_statement_in_lower_case() {
    assert_clean(have_one_statement(&sources()));
    assert_each_breaks(
        have_one_statement,
        &[
            ("a/queries/x.sql", "select 1; select 2"),
            ("a/queries/x.sql", "SELECT a from b"),
            ("a/queries/x.sql", "select a FROM b"),
            ("a/queries/x.sql", "-- nothing"),
        ],
    );
    assert_accepted(
        have_one_statement,
        &[("a/queries/x.sql", "-- Why; SELECT.\nselect\n    1;\n")],
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
