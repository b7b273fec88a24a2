//! Refuses names without meaning, and files outside of their folders.

use std::fs;

use super::{
    Complaints, assert_accepted, assert_clean, assert_each_breaks,
    tree::{Source, sources, top},
};

const EMPTY_WORDS: &[&str] = &[
    "Manager",
    "Service",
    "Helper",
    "Util",
    "Processor",
    "Common",
];
/// The one trait that is the protocol lies in a file of that name.
const EXEMPT: &[&str] = &["sync/contract/src/service.rs"];
/// Names that the trait of a library gives, each in the one file that implements it.
const DICTATED: &[(&str, &str)] = &[("sync/server/src/serve.rs", "Service")];
/// A service of the price list is a word of the clinic: what patients are billed for. Its names are these alone.
const OF_PRICE_LIST: &[&str] = &[
    "services",
    "Services",
    "ServiceEntry",
    "ServiceView",
    "ServiceForm",
    "ServiceDialog",
    "ServiceFields",
    "ServicesPanel",
    "serviceCommands",
];
const FILES_OF_PRICE_LIST: &[&str] = &[
    "services.rs",
    "services.ts",
    "services.test.tsx",
    "services.test.mjs",
    "fake-services.ts",
    "ServiceDialog.tsx",
    "ServicesPanel.tsx",
];
const KEYWORDS: &[&str] = &[
    "struct",
    "enum",
    "trait",
    "type",
    "mod",
    "class",
    "interface",
    "function",
    "union",
];
const TOP_LEVEL: &[&str] = &[
    "Cargo.toml",
    "src-tauri",
    "ui",
    "migrations",
    "seeds",
    "sync",
    "tests",
    "README.md",
    // what tools insist on
    "Cargo.lock",
    "Makefile",
    ".ci",
    ".cargo",
    ".git",
    ".gitignore",
    "LICENSE",
    "target",
    "screenshots-run",
];

/// Returns whether one of the words of `name` is empty, in either case: `SyncManager`, `sync_utils`, `common`.
fn is_empty_name(name: &str) -> bool {
    let mut words = Vec::new();
    for part in name.split(['_', '-', '.']) {
        let mut word = String::new();
        for letter in part.chars() {
            if letter.is_uppercase() && word.ends_with(char::is_lowercase) {
                words.push(std::mem::take(&mut word));
            }
            word.push(letter);
        }
        words.push(word);
    }
    words.iter().any(|word| {
        EMPTY_WORDS.iter().any(|empty| {
            let word = word.to_lowercase();
            let empty = empty.to_lowercase();
            word == empty || word == format!("{empty}s")
        })
    })
}

fn say_something(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    let code = sources
        .iter()
        .filter(|source| ["rs", "ts", "tsx", "mjs"].iter().any(|e| source.is(e)));
    for source in code {
        let is_empty = |part: &str| is_empty_name(part) && !FILES_OF_PRICE_LIST.contains(&part);
        if !EXEMPT.contains(&source.path.as_str()) && source.path.split('/').any(is_empty) {
            complaints.push(format!("{} has a name that says nothing", source.path));
        }
        for (at, line) in source.code() {
            let words: Vec<&str> = line
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .filter(|word| !word.is_empty())
                .collect();
            let declared = words.windows(2).filter(|pair| KEYWORDS.contains(&pair[0]));
            for pair in declared.filter(|pair| is_empty_name(pair[1])) {
                let is_dictated = DICTATED.contains(&(source.path.as_str(), pair[1]));
                let is_of_clinic = pair[1] == "service" || OF_PRICE_LIST.contains(&pair[1]);
                if !is_of_clinic && !is_dictated {
                    complaints.push(format!("{}:{at} declares {}", source.path, pair[1]));
                }
            }
        }
    }
    complaints
}

fn open_with_a_sentence(sources: &[Source]) -> Complaints {
    let roots = sources.iter().filter(|source| {
        source.path.ends_with("src/lib.rs") || source.path.ends_with("src/main.rs")
    });
    roots
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| format!("{} does not say what it is for", source.path))
        .collect()
}

fn is_fixed<'a>(names: impl Iterator<Item = &'a str>) -> Complaints {
    names
        .filter(|name| !TOP_LEVEL.contains(name))
        .map(|name| format!("{name} does not belong at the top"))
        .collect()
}

#[test]
fn names_say_something() {
    assert_clean(say_something(&sources()));
    assert_each_breaks(
        say_something,
        &[
            ("sync/server/src/utils.rs", ""),
            ("ui/src/helpers/date.ts", ""),
            ("a.rs", concat!("pub str", "uct SyncManager;")),
            ("a.rs", concat!("mo", "d common;")),
            ("ui/src/a.ts", concat!("export cla", "ss PatientService {}")),
        ],
    );
    assert_accepted(
        say_something,
        &[
            ("sync/contract/src/service.rs", "pub trait Exchange {}"),
            ("a.rs", "use deadpool::Manager; struct Utility;"),
        ],
    );
}

#[test]
fn a_crate_opens_with_what_it_is_for() {
    assert_clean(open_with_a_sentence(&sources()));
    assert_each_breaks(
        open_with_a_sentence,
        &[
            ("a/src/lib.rs", "use std::fs;"),
            ("b/src/main.rs", "fn main() {}"),
        ],
    );
}

#[test]
fn the_top_level_is_fixed() {
    let entries = fs::read_dir(top()).unwrap();
    let names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_clean(is_fixed(names.iter().map(String::as_str)));
    assert_eq!(is_fixed(["docs", "ui"].into_iter()).len(), 1);
}
