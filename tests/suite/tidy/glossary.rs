//! Identifiers, file names, tables and columns speak the words of the field, not those of `words.txt`.

use super::{
    Complaints, assert_clean, assert_each_breaks,
    code::{identifiers, words},
    tree::{Source, sources},
};

/// Names that have a word of the list because libraries, the platform or the trade call them so.
const ALLOWED: &[&str] = &[
    "fill_bytes",
    "try_fill_bytes",
    "home",
    "HOME",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
    "is_closed",
    // of a channel
    "Closed",
    // a visit at the patient's home
    "Home",
    // a decision about a clash: both appointments stay
    "Keep",
    "is_combining_mark",
];
/// The same for the screens and what drives them.
const ALLOWED_IN_SCRIPTS: &[&str] = &[
    "fillStyle",
    "act",
    "fill",
    "fillOpacity",
    "IconDeviceLaptop",
    "closed",
    "mark",
    "Mark",
    "allSettled",
    "keepMounted",
    "keepPreviousData",
    "nothingFoundMessage",
    "IconDoor",
    "Home",
    "keep",
];
/// Longer names of the trade and of the glossary, which any name may contain.
const ALLOWED_PARTS: &[&[&str]] = &[
    &["front", "desk"],
    &["history", "mark"],
    &["not", "found"],
    &["home", "dir"],
    // a status of a patient
    &["on", "hold"],
    // terms of the field
    &["in", "place"],
    &["keep", "alive"],
    &["whole", "number"],
];

/// Sequences of words, each with what is written instead.
struct List(Vec<(Vec<String>, String)>);

impl List {
    fn read(text: &str) -> List {
        let mut list = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((left, instead)) = line.split_once(": ") {
                for sequence in left.split(", ") {
                    let words = sequence.split(' ').map(str::to_owned).collect();
                    list.push((words, instead.to_owned()));
                }
            }
        }
        List(list)
    }

    /// The first sequence of the list in a name of a file, with what is written instead.
    fn first_in(&self, name: &str, path: &str) -> Option<(String, &str)> {
        let is_script = [".ts", ".tsx", ".mjs", ".css"]
            .iter()
            .any(|end| path.ends_with(end));
        if ALLOWED.contains(&name) || is_script && ALLOWED_IN_SCRIPTS.contains(&name) {
            return None;
        }
        let mut words = words(name);
        for part in ALLOWED_PARTS {
            while let Some(at) = words.windows(part.len()).position(|window| window == *part) {
                words.drain(at..at + part.len());
            }
        }
        let contains = |sequence: &[String]| {
            words
                .windows(sequence.len())
                .any(|window| window == sequence)
        };
        let (sequence, instead) = self.0.iter().find(|(sequence, _)| contains(sequence))?;
        Some((sequence.join(" "), instead))
    }
}

fn list() -> List {
    List::read(include_str!("words.txt"))
}

fn speak_the_words_of_the_field(sources: &[Source]) -> Complaints {
    let list = list();
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| !source.is_generated()) {
        for part in source.path.split('/') {
            // a dot ends the name
            let name = part.split('.').next().unwrap_or(part);
            if let Some((word, instead)) = list.first_in(name, &source.path) {
                complaints.push(format!(
                    "{}: the path has {word:?} ({instead})",
                    source.path
                ));
            }
        }
        let mut seen = std::collections::HashSet::new();
        for (line, name) in identifiers(source) {
            if let Some((word, instead)) = list.first_in(&name, &source.path)
                && seen.insert(name.clone())
            {
                complaints.push(format!(
                    "{}:{line}: {name} has {word:?} ({instead})",
                    source.path
                ));
            }
        }
    }
    complaints
}

#[test]
fn names_are_made_of_the_words_of_the_field() {
    assert_clean(speak_the_words_of_the_field(&sources()));
}

#[test]
fn a_word_of_the_list_is_noticed_inside_of_any_name() {
    assert_each_breaks(
        speak_the_words_of_the_field,
        &[
            ("a.rs", "struct WrongDoor;"),
            ("a.rs", "let patient_place = 1;"),
            ("a.rs", "fn values_held_back() {}"),
            ("a.ts", "const deskState = 1;"),
            ("a.sql", "create table doors (id blob);"),
            ("src/held_back/a.css", ""),
            ("a.module.css", ".wholeRow { color: red }"),
            ("tests/lost-laptop.test.mjs", ""),
        ],
    );
    let good = [
        (
            "a.rs",
            "// door\nlet front_desk_role = \"door\"; NotFound; is_not_found; placeholder;",
        ),
        ("a.sql", "foreign key (tenant_id)"),
    ];
    super::assert_accepted(speak_the_words_of_the_field, &good);
}

#[test]
fn every_line_of_the_list_is_read() {
    let list = list();
    assert!(list.0.len() > 80, "{}", list.0.len());
    let bad = list.0.iter().filter(|(_, instead)| instead.is_empty());
    assert_clean(bad.map(|(words, _)| words.join(" ")).collect());
}
