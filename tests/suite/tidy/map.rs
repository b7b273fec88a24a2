//! The README's code map names every room and every entity that exist, the table of a room every module of it.

use sync_contract::Catalog;

use super::{
    Complaints, assert_clean,
    tree::{Source, sources},
};

/// Folders that are rooms as soon as something lies in them.
const ROOMS: &[&str] = &[
    "src-tauri/src",
    "src-tauri/clinic",
    "src-tauri/vault",
    "src-tauri/cli",
    "src-tauri/host",
    "src-tauri/paper",
    "ui",
    "migrations",
    "seeds",
    "sync/contract",
    "sync/client",
    "sync/server",
    "tests/support",
    "tests/suite",
    "tests/desktop",
    "tests/bench",
];

/// Name and table of each entity of the catalog.
pub fn entities() -> Vec<(String, String)> {
    let entities = Catalog::ALL.iter();
    entities
        .map(|entity| (entity.name.to_owned(), entity.table.to_owned()))
        .collect()
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

fn names_it_all(sources: &[Source], entities: &[(String, String)]) -> Complaints {
    let Some(readme) = sources.iter().find(|source| source.path == "README.md") else {
        return vec!["there is no README.md".into()];
    };
    let words: Vec<&str> = readme
        .text
        .split(|c: char| !c.is_alphanumeric() && !"_-/.".contains(c))
        .map(|word| word.trim_end_matches(['/', '.']))
        .collect();
    let exists = |room: &str| {
        sources
            .iter()
            .any(|source| source.path.starts_with(&format!("{room}/")))
    };
    let rooms = ROOMS
        .iter()
        .filter(|room| exists(room) && !words.contains(room));
    let mut complaints: Complaints = rooms
        .map(|room| format!("the code map does not name {room}"))
        .collect();
    // only where they are listed by file: a name in another table is no entry of the map
    let files = readme.text.lines().filter(|line| line.contains(".rs` |"));
    let files: String = files.collect();
    for (name, _) in entities {
        let name = snake(name);
        if !files.contains(&format!("`{name}`")) {
            complaints.push(format!("the code map does not name {name}"));
        }
    }
    complaints
}

/// Rooms whose README has a table of their modules.
const WITH_TABLE: &[&str] = &["src-tauri/clinic", "src-tauri/host"];

fn name_every_module(sources: &[Source]) -> Complaints {
    let text_of = |path: String| {
        let source = sources.iter().find(|source| source.path == path);
        source.map_or("", |source| source.text.as_str())
    };
    let mut complaints = Vec::new();
    for room in WITH_TABLE {
        let readme = text_of(format!("{room}/README.md"));
        let table: String = readme
            .lines()
            .filter(|line| line.starts_with('|'))
            .collect();
        let root = text_of(format!("{room}/src/lib.rs"));
        let modules = root.lines().filter_map(|line| {
            let line = line.strip_prefix("pub ").unwrap_or(line);
            line.strip_prefix("mod ")?.strip_suffix(';')
        });
        for module in modules {
            let is_named = ["", ".rs", "/"]
                .iter()
                .any(|end| table.contains(&format!("`{module}{end}`")));
            if !is_named {
                complaints.push(format!("the table of {room} does not name {module}"));
            }
        }
    }
    complaints
}

#[test]
fn the_table_of_a_room_names_every_module() {
    assert_clean(name_every_module(&sources()));
    let complaints = |readme: &str| {
        let tree = [
            Source::new("src-tauri/host/README.md", readme),
            Source::new("src-tauri/host/src/lib.rs", "mod a;\npub mod b;\nmod c;"),
        ];
        name_every_module(&tree)
    };
    assert_clean(complaints("| `a.rs`, `b/` | |\n| `c` | |"));
    assert_eq!(complaints("`a`\n| `b` | |\n| `cc` | |").len(), 2);
}

#[test]
fn the_code_map_names_every_room_and_every_entity() {
    assert_clean(names_it_all(&sources(), &entities()));
}

#[test]
fn the_code_map_is_read_word_by_word() {
    let entities = [("KeyGrant".to_owned(), "key_grants".to_owned())];
    let complaints = |readme: &str| {
        let tree = [
            Source::new("README.md", readme),
            Source::new("sync/contract/src/lib.rs", ""),
        ];
        names_it_all(&tree, &entities)
    };
    assert_clean(complaints(
        "`sync/contract/`\n| `people.rs` | `key_grant` |",
    ));
    assert_eq!(complaints("sync/contract\nkey_grant").len(), 1);
    assert_eq!(complaints("sync/contract-old, `key_grant_x`").len(), 2);
    assert_eq!(names_it_all(&[], &entities).len(), 1);
}
