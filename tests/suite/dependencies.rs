//! Packages of the screens under licences that allow redistribution, and every package verified by its hash.
//!
//! Licences, sources and versions of crates are checked by cargo-deny (`.cargo/deny.toml`).

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use spdx::Expression;

use crate::tidy::tree;

/// Licences of packages of the screens that no crate has.
const OF_THE_SCREENS: &[&str] = &[
    "BlueOak-1.0.0",
    // fonts
    "OFL-1.1",
];
/// Tools that only format and check the screens are never distributed; these two licences require attribution.
const OF_TOOLS: &[&str] = &["CC-BY-4.0", "Python-2.0"];

/// The licences that `.cargo/deny.toml` allows.
fn allowed() -> Vec<String> {
    let text = fs::read_to_string(tree::top().join(".cargo/deny.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let allowed = table["licenses"]["allow"].as_array().unwrap();
    let allowed = allowed
        .iter()
        .map(|licence| licence.as_str().unwrap().to_owned());
    allowed
        .chain(OF_THE_SCREENS.iter().map(|licence| (*licence).to_owned()))
        .collect()
}

/// Returns whether an SPDX expression can be met by licences of the list alone.
fn is_met(expression: &str, licences: &[String]) -> bool {
    let is_listed = |request: &spdx::LicenseReq| licences.contains(&request.to_string());
    Expression::parse(expression).is_ok_and(|expression| expression.evaluate(is_listed))
}

#[test]
fn every_package_of_the_screens_has_a_licence_to_pass_on_and_a_hash() {
    let text = fs::read_to_string(tree::top().join("ui/package-lock.json")).unwrap();
    let lock: Value = serde_json::from_str(&text).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    assert!(packages.len() > 100, "{}", packages.len());
    let shipped = allowed();
    let mut tools = shipped.clone();
    tools.extend(OF_TOOLS.iter().map(|licence| (*licence).to_owned()));
    let bad = packages.iter().filter(|(name, package)| {
        let hash = package["integrity"].as_str().unwrap_or("none");
        let licences = if package["dev"] == true {
            &tools
        } else {
            &shipped
        };
        let is_allowed = package["license"]
            .as_str()
            .is_some_and(|licence| is_met(licence, licences));
        // an address would fix one registry: an installer takes each package, by its hash, from the configured one
        let has_address = !package["resolved"].is_null();
        !name.is_empty() && (!is_allowed || !hash.starts_with("sha512-") || has_address)
    });
    let bad: Vec<_> = bad
        .map(|(name, package)| format!("{name}: {package}"))
        .collect();
    assert_eq!(bad, [""; 0]);
}

#[test]
fn every_crate_of_a_lock_file_comes_from_a_registry_with_its_hash() {
    let mut registries = BTreeSet::new();
    for lock in ["Cargo.lock", "tests/bench/sqlcipher/Cargo.lock"] {
        let text = fs::read_to_string(tree::top().join(lock)).unwrap();
        assert_eq!(unproved(&text), [""; 0], "{lock}");
        let sources = text.lines().filter(|line| line.starts_with("source = "));
        registries.extend(sources.map(str::to_owned));
    }
    // cargo-deny checks which one it is
    assert_eq!(registries.len(), 1, "{registries:?}");
    for bad in [
        "source = \"git+https://example.org/aes\"\nchecksum = \"ab\"",
        "source = \"registry+https://example.org/aes\"",
    ] {
        assert_eq!(
            unproved(&format!("[[package]]\nname = \"aes\"\n{bad}\n")),
            ["aes"]
        );
    }
}

/// Packages of a lock file that come from elsewhere, or without a hash. Our own have neither.
fn unproved(lock: &str) -> Vec<String> {
    let table: toml::Table = lock.parse().unwrap();
    let packages = table["package"].as_array().unwrap();
    let bad = packages.iter().filter(|package| {
        let source = package.get("source").and_then(|source| source.as_str());
        source.is_some_and(|source| {
            !source.starts_with("registry+") || package.get("checksum").is_none()
        })
    });
    bad.map(|package| package["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn an_expression_of_licences_is_met_by_the_list_or_not() {
    let licences = allowed();
    for good in [
        "MIT",
        "MIT OR GPL-3.0-only",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "(MIT OR CC0-1.0)",
        "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
        "OFL-1.1",
    ] {
        assert!(is_met(good, &licences), "{good}");
    }
    for bad in [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-2.0-only",
        "(MIT OR Apache-2.0) AND SSPL-1.0",
        "(GPL-2.0-only) OR (AGPL-3.0-only)",
        "Apache-2.0 WITH Something",
        "CC-BY-4.0",
    ] {
        assert!(!is_met(bad, &licences), "{bad}");
    }
}
