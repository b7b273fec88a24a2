//! What others wrote and we ship: under licences that we may pass on, from the registries alone, proved by a hash, and
//! no cipher twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::tidy::tree;

/// Licences that ask for no more than to be named, and the one that keeps only its own files open.
const MAY_BE_PASSED_ON: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    // fonts
    "OFL-1.1",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];
/// What only formats and checks the screens is never passed on: these two ask to be named, too.
const OF_TOOLS: &[&str] = &["CC-BY-4.0", "Python-2.0"];
const REGISTRY: &str = concat!("registry+https://github.com/rust-lang/crates", ".io-index");

/// What seals, signs, hashes or speaks TLS: in two versions, one of them would be the one that nobody looks after.
const OF_CRYPTOGRAPHY: &[&str] = &[
    "aead",
    "aes",
    "aes-gcm",
    "argon2",
    "blake2",
    "chacha20",
    "chacha20poly1305",
    "cipher",
    "curve25519-dalek",
    "digest",
    "ed25519-dalek",
    "ghash",
    "hkdf",
    "hmac",
    "polyval",
    "ring",
    "rustls",
    "sha2",
    "subtle",
    "x25519-dalek",
    "zeroize",
];
/// `age` seals backups with what it brings; `tauri` hashes the scripts of the window while that is built.
const BRING_THEIR_OWN: &[&str] = &["age", "tauri"];

/// Whether an expression of SPDX can be met by licences of the list alone.
fn is_allowed(licence: &str) -> bool {
    let licence = licence.trim();
    let bare = licence
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    if let Some(inner) = bare.filter(|inner| balanced(inner)) {
        return is_allowed(inner);
    }
    // `/` is how crates once wrote OR
    for or in [" OR ", "/"] {
        if let Some((left, right)) = split(licence, or) {
            return is_allowed(left) || is_allowed(right);
        }
    }
    match split(licence, " AND ") {
        Some((left, right)) => is_allowed(left) && is_allowed(right),
        None => MAY_BE_PASSED_ON.contains(&licence),
    }
}

fn balanced(text: &str) -> bool {
    let mut depth = 0;
    let ends = text.chars().map(|letter| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        depth
    });
    ends.min().unwrap_or(0) >= 0
}

/// At a word that stands outside of brackets.
fn split<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let is_outside =
        |at: &usize| text[..*at].matches('(').count() == text[..*at].matches(')').count();
    let (at, _) = text.match_indices(word).find(|(at, _)| is_outside(at))?;
    Some((&text[..at], &text[at + word.len()..]))
}

/// Every package that this machine builds, as cargo itself tells of it.
fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let output = Command::new(cargo)
        .current_dir(tree::top())
        .args(["metadata", "--format-version=1", "--locked", "--offline"])
        .args(["--filter-platform", &host])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap()
}

fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

#[test]
fn every_crate_may_be_passed_on() {
    let metadata = metadata();
    let packages = list(&metadata, "packages");
    assert!(packages.len() > 300, "{}", packages.len());
    let bad = packages.iter().filter(|package| {
        let licence = package["license"].as_str();
        !licence.is_some_and(is_allowed)
    });
    let bad: Vec<_> = bad
        .map(|package| format!("{}: {}", package["name"], package["license"]))
        .collect();
    assert_eq!(bad, [""; 0]);
}

#[test]
fn every_crate_comes_from_the_registry_with_its_hash() {
    for lock in ["Cargo.lock", "tests/bench/sqlcipher/Cargo.lock"] {
        let text = fs::read_to_string(tree::top().join(lock)).unwrap();
        assert_eq!(foreign_in(&text), [""; 0], "{lock}");
    }
    let elsewhere = "[[package]]\nname = \"aes\"\nsource = \"git+https://example.org/aes\"\n";
    assert_eq!(foreign_in(elsewhere), ["aes"]);
    let no_hash = format!("[[package]]\nname = \"aes\"\nsource = \"{REGISTRY}\"\n");
    assert_eq!(foreign_in(&no_hash), ["aes"]);
}

/// Packages of a lock file that come from elsewhere, or without a hash. Our own have neither.
fn foreign_in(lock: &str) -> Vec<&str> {
    let packages = lock.split("[[package]]").skip(1);
    let bad = packages.filter(|package| {
        let is_ours = !package.contains("\nsource = ");
        let is_theirs = package.contains(&format!("\nsource = \"{REGISTRY}\"\n"))
            && package.contains("\nchecksum = \"");
        !is_ours && !is_theirs
    });
    bad.map(|package| package.split('"').nth(1).unwrap())
        .collect()
}

#[test]
fn every_package_of_the_screens_may_be_passed_on_and_has_its_hash() {
    let text = fs::read_to_string(tree::top().join("ui/package-lock.json")).unwrap();
    let lock: Value = serde_json::from_str(&text).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    assert!(packages.len() > 100, "{}", packages.len());
    let mut bad = Vec::new();
    for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
        let hash = package["integrity"].as_str().unwrap_or("none");
        // an address would name one registry: who installs takes each package, by its hash, from their own
        let has_address = !package["resolved"].is_null();
        let is_tool = package["dev"] == true;
        let is_fine = package["license"]
            .as_str()
            .is_some_and(|licence| is_allowed(licence) || is_tool && OF_TOOLS.contains(&licence));
        if !is_fine || !hash.starts_with("sha512-") || has_address {
            bad.push(format!("{name}: {package}"));
        }
    }
    assert_eq!(bad, [""; 0]);
}

/// The versions of each crate that our rooms reach without passing through `gates`.
fn reached(metadata: &Value, gates: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let nodes = list(&metadata["resolve"], "nodes");
    let nodes: BTreeMap<&str, &Value> = nodes.iter().map(|node| (word(node, "id"), node)).collect();
    let packages = list(metadata, "packages").iter();
    let packages: BTreeMap<&str, &Value> = packages
        .map(|package| (word(package, "id"), package))
        .collect();
    let members = list(metadata, "workspace_members").iter();
    let mut next: Vec<&str> = members.map(|member| member.as_str().unwrap()).collect();
    let mut seen = BTreeSet::new();
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    while let Some(id) = next.pop() {
        if !seen.insert(id) {
            continue;
        }
        let package = packages[id];
        let name = word(package, "name");
        let known = versions.entry(name.to_owned()).or_default();
        known.insert(word(package, "version").to_owned());
        if gates.contains(&name) {
            continue;
        }
        // what only builds or tests something is not shipped
        let is_shipped = |dependency: &&Value| {
            let kinds = list(dependency, "dep_kinds");
            kinds.iter().any(|kind| kind["kind"].is_null())
        };
        let dependencies = list(nodes[id], "deps").iter().filter(is_shipped);
        next.extend(dependencies.map(|dependency| word(dependency, "pkg")));
    }
    versions
}

#[test]
fn what_seals_signs_and_hashes_is_there_in_one_version() {
    let metadata = metadata();
    let twice = |gates: &[&str]| {
        let mut versions = reached(&metadata, gates);
        versions.retain(|name, versions| {
            OF_CRYPTOGRAPHY.contains(&name.as_str()) && versions.len() > 1
        });
        versions
    };
    assert_eq!(twice(BRING_THEIR_OWN), BTreeMap::new());
    // each exception is still one
    for gate in BRING_THEIR_OWN {
        let others: Vec<&str> = BRING_THEIR_OWN
            .iter()
            .copied()
            .filter(|other| other != gate)
            .collect();
        assert!(
            !twice(&others).is_empty(),
            "{gate} brings nothing of its own"
        );
    }
}

#[test]
fn a_licence_is_read_by_its_words() {
    for good in [
        "MIT",
        "MIT OR GPL-3.0-only",
        "Apache-2.0/MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "(MIT OR CC0-1.0)",
        "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
    ] {
        assert!(is_allowed(good), "{good}");
    }
    for bad in [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-2.0-only",
        "(MIT OR Apache-2.0) AND SSPL-1.0",
        "(GPL-2.0-only) OR (AGPL-3.0-only)",
        "Apache-2.0 WITH Something",
    ] {
        assert!(!is_allowed(bad), "{bad}");
    }
}
