//! Every operation names the right that it needs before it does anything else.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// Operations that ask for no right, and why.
const WITHOUT: [(&str, &str); 6] = [
    (
        "tenant/create.rs",
        "nobody is there yet who could lack a right",
    ),
    (
        "users/set_password.rs",
        "one's own password; the old one is asked for",
    ),
    (
        "users/session.rs",
        "who one is, and whom the lock screen shows before anybody has a right",
    ),
    (
        "audit/verify.rs",
        "works without a password and shows nobody's name",
    ),
    (
        "sync/status.rs",
        "works without a password and names no patient",
    ),
    (
        "settings/show.rs: lock_minutes",
        "everybody's own window asks when to lock itself",
    ),
];

/// Verbs: the files of a noun's folder whose public functions take a clinic or a vault.
pub(crate) fn operations() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.parent() != Some(&root)
                && path.extension().is_some_and(|end| end == "rs")
            {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(&root).unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

/// The bodies of the `pub fn`s that are given a clinic.
pub(crate) fn bodies(text: &str) -> Vec<(&str, &str)> {
    let mut bodies = Vec::new();
    for start in text.match_indices("\npub fn ").map(|(at, _)| at + 8) {
        let rest = &text[start..];
        let name = &rest[..rest.find(['(', '<']).unwrap()];
        let open = rest.find(" {\n").unwrap();
        let signature = &rest[..open];
        let is_given = [
            "clinic: &mut Clinic",
            "clinic: &Clinic",
            "mut clinic: Clinic",
            "clinic: Clinic",
        ];
        if is_given.iter().any(|given| signature.contains(given)) {
            bodies.push((name, rest[open + 3..].trim_start()));
        }
    }
    bodies
}

#[test]
fn every_operation_asks_for_its_right_first() {
    let mut asked = 0;
    for (path, text) in operations() {
        let name = path.to_str().unwrap();
        for (function, body) in bodies(&text) {
            let whole = format!("{name}: {function}");
            if WITHOUT
                .iter()
                .any(|(known, _)| *known == name || *known == whole)
            {
                continue;
            }
            let asks = body.starts_with("clinic.may(Right::");
            let leaves = body.starts_with("if !clinic.actor.can(Right::");
            assert!(
                asks || leaves,
                "{name}: {function} does not name a right first"
            );
            asked += 1;
        }
    }
    assert!(asked > 50, "only {asked} operations were found");
}

#[test]
fn the_list_of_exceptions_is_true() {
    let all = operations();
    for (name, reason) in WITHOUT {
        let (file, function) = name.split_once(": ").unwrap_or((name, ""));
        let found = all.iter().find(|(path, _)| path.to_str() == Some(file));
        let (_, text) = found.unwrap_or_else(|| panic!("{file} is not there"));
        assert!(
            text.contains(&format!("pub fn {function}")),
            "{name} is not there"
        );
        assert!(!reason.is_empty());
    }
}
