//! Which member may depend on which, and which foreign crate belongs to which room.

use std::{collections::BTreeMap, sync::LazyLock};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use super::{Complaints, assert_clean, tree};

/// Rule 1 of the architecture: what each member may depend on among the members.
const ARROWS: &[(&str, &[&str])] = &[
    ("sync-contract", &[]),
    ("primitives", &[]),
    ("vault", &["primitives", "sync-contract"]),
    ("sync-client", &["sync-contract"]),
    ("sync-server", &["sync-contract"]),
    ("clinic", &["sync-contract", "vault"]),
    ("host", &["clinic", "vault", "sync-client", "sync-contract"]),
    // for the types of its views alone
    ("paper", &["clinic"]),
    ("desktop", A_PROGRAM),
    ("nutrivault", A_PROGRAM),
    ("suite", ALL_BUT_THE_DESKTOP),
    ("bench", ALL_BUT_THE_DESKTOP),
];
const A_PROGRAM: &[&str] = &[
    "host",
    "paper",
    "clinic",
    "vault",
    "sync-client",
    "sync-contract",
];
const ALL_BUT_THE_DESKTOP: &[&str] = &[
    "sync-contract",
    "sync-client",
    "sync-server",
    "vault",
    "clinic",
    "host",
    "paper",
    "nutrivault",
    "suite",
];

/// Rule 2, as far as manifests show it; a name that ends in `*` is a prefix. Tests across rooms are exempt.
const ROOMS: &[(&str, &[&str])] = &[
    ("tauri*", &["desktop"]),
    ("rusqlite", &["vault"]),
    ("aes-gcm", &["primitives"]),
    ("hkdf", &["primitives"]),
    ("hmac", &["primitives"]),
    ("argon2", &["vault"]),
    ("x25519-dalek", &["vault"]),
    ("age", &["vault"]),
    // the contract verifies the signatures of the chain that both ends check
    ("ed25519-dalek", &["vault", "sync-server", "sync-contract"]),
    // the contract hashes the canonical bytes that both ends sign and compare
    (
        "sha2",
        &["primitives", "vault", "sync-server", "sync-contract"],
    ),
    ("typst*", &["paper"]),
    ("comemo", &["paper"]),
    ("reqwest", &["sync-client"]),
    ("axum*", &["sync-server"]),
    ("tokio-postgres", &["sync-server"]),
    ("deadpool-postgres", &["sync-server"]),
];
const EXEMPT: &[&str] = &["suite", "bench"];

/// A package and the names of all that it depends on, of whichever kind and platform.
#[derive(Debug, Clone)]
struct Member {
    name: String,
    dependencies: Vec<String>,
}

impl Member {
    fn of(package: &Package) -> Member {
        let dependencies = package.dependencies.iter();
        Member {
            name: package.name.to_string(),
            dependencies: dependencies
                .map(|dependency| dependency.name.clone())
                .collect(),
        }
    }

    fn new(name: &str, dependencies: &[&str]) -> Member {
        Member {
            name: name.to_owned(),
            dependencies: dependencies.iter().map(|name| (*name).to_owned()).collect(),
        }
    }
}

/// The members, as cargo reads their manifests.
static METADATA: LazyLock<Metadata> = LazyLock::new(|| {
    let mut command = MetadataCommand::new();
    let command = command.current_dir(tree::top()).no_deps();
    let command = command.other_options(["--locked".to_owned(), "--offline".to_owned()]);
    command
        .exec()
        .expect("cargo reads the manifests of this workspace")
});

fn members() -> Vec<Member> {
    let packages = METADATA.workspace_packages();
    assert!(packages.len() > 5, "{}", packages.len());
    packages.into_iter().map(Member::of).collect()
}

/// The root files of the libraries and programs of all members, by their paths from the top.
pub fn roots() -> Vec<String> {
    let top = &METADATA.workspace_root;
    let mut roots = Vec::new();
    for package in METADATA.workspace_packages() {
        let targets = package.targets.iter();
        let targets = targets.filter(|target| target.is_lib() || target.is_bin());
        let files = targets.filter_map(|target| target.src_path.strip_prefix(top).ok());
        let before = roots.len();
        roots.extend(files.map(|file| file.as_str().replace('\\', "/")));
        assert!(roots.len() > before, "{} has no root", package.name);
    }
    roots
}

fn point_the_right_way(members: &[Member]) -> Complaints {
    let mut complaints = Vec::new();
    for member in members {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == member.name) else {
            complaints.push(format!("{} is not in the picture", member.name));
            continue;
        };
        for dependency in &member.dependencies {
            let is_member = ARROWS.iter().any(|(name, _)| name == dependency);
            if is_member && !allowed.contains(&dependency.as_str()) {
                complaints.push(format!("{} may not depend on {dependency}", member.name));
            }
        }
    }
    complaints
}

fn stay_in_their_room(members: &[Member]) -> Complaints {
    let mut complaints = Vec::new();
    for member in members
        .iter()
        .filter(|member| !EXEMPT.contains(&member.name.as_str()))
    {
        for dependency in &member.dependencies {
            let rooms = ROOMS
                .iter()
                .filter(|(foreign, _)| match foreign.strip_suffix('*') {
                    Some(prefix) => dependency.starts_with(prefix),
                    None => dependency == foreign,
                });
            let wrong = rooms.filter(|(_, rooms)| !rooms.contains(&member.name.as_str()));
            complaints
                .extend(wrong.map(|_| format!("{dependency} does not belong in {}", member.name)));
        }
    }
    complaints
}

fn default_is_all_but_the_desktop(members: &[&str], default_members: &[&str]) -> Complaints {
    let expected: Vec<&str> = members
        .iter()
        .copied()
        .filter(|name| *name != "desktop")
        .collect();
    let complaint = format!("default-members is {default_members:?}, not {expected:?}");
    if default_members == expected {
        vec![]
    } else {
        vec![complaint]
    }
}

/// Every manifest in the tree but those of workspaces of their own, which the bench measures ours against.
fn manifests() -> BTreeMap<String, String> {
    let sources = tree::sources().into_iter();
    let manifests =
        sources.filter(|source| source.name() == "Cargo.toml" && source.path != "Cargo.toml");
    let manifests = manifests.map(|source| (source.path, source.text));
    manifests
        .filter(|(_, text)| !text.contains("[workspace]"))
        .collect()
}

#[test]
fn members_depend_on_each_other_in_the_drawn_direction_only() {
    assert_clean(point_the_right_way(&members()));
    for bad in [
        Member::new("vault", &["sync-client"]),
        Member::new("sync-contract", &["vault"]),
        Member::new("suite", &["desktop"]),
        Member::new("clinic", &["host"]),
        Member::new("newcomer", &[]),
    ] {
        assert_eq!(
            point_the_right_way(std::slice::from_ref(&bad)).len(),
            1,
            "{bad:?}"
        );
    }
}

#[test]
fn a_foreign_crate_is_a_dependency_of_its_room_only() {
    assert_clean(stay_in_their_room(&members()));
    for bad in [
        Member::new("clinic", &["rusqlite"]),
        Member::new("nutrivault", &["tauri-build"]),
        Member::new("vault", &["reqwest"]),
        Member::new("sync-client", &["ed25519-dalek"]),
    ] {
        assert_eq!(
            stay_in_their_room(std::slice::from_ref(&bad)).len(),
            1,
            "{bad:?}"
        );
    }
    assert_clean(stay_in_their_room(&[Member::new("suite", &["rusqlite"])]));
}

#[test]
fn dependencies_of_every_kind_and_under_every_name_are_read() {
    let members = members();
    let of = |name: &str| {
        members
            .iter()
            .find(|member| member.name == name)
            .expect("a member")
    };
    let has = |name: &str, dependency: &str| {
        of(name)
            .dependencies
            .iter()
            .any(|named| named == dependency)
    };
    assert!(has("desktop", "tauri-build"), "for building");
    assert!(has("suite", "proptest"), "for tests");
    assert!(has("suite", "vault"), "for itself");
}

/// Only tests, as a development dependency, enable the feature that lets a test end a program.
#[test]
fn a_program_that_is_shipped_has_no_fail_points() {
    const FEATURE: &str = "fail-points";
    let packages = METADATA.workspace_packages();
    let mut enabled = Vec::new();
    for package in &packages {
        let dependencies = package.dependencies.iter();
        let enabling = dependencies
            .filter(|dependency| dependency.features.iter().any(|name| name == FEATURE));
        enabled.extend(enabling.map(|dependency| (package.name.to_string(), dependency.kind)));
        let implying = package
            .features
            .iter()
            .filter(|(_, implied)| implied.iter().any(|name| name.ends_with(FEATURE)));
        assert_eq!(
            implying.count(),
            0,
            "a feature of {} brings {FEATURE}",
            package.name
        );
    }
    assert_eq!(enabled, [("suite".to_owned(), DependencyKind::Development)]);
    // and a release build ends with an error
    let source = tree::sources()
        .into_iter()
        .find(|source| source.path == "sync/contract/src/fail_point.rs");
    let text = source.expect("the fail points").text;
    let refused = "#[cfg(all(feature = \"fail-points\", not(debug_assertions)))]\ncompile_error!";
    assert!(text.contains(refused), "{text}");
}

#[test]
fn every_member_takes_the_lints_of_the_workspace() {
    let manifests = manifests();
    let without = manifests
        .iter()
        .filter(|(_, text)| !text.contains("[lints]\nworkspace = true"));
    let complaints =
        without.map(|(path, _)| format!("{path} does not take the lints of the workspace"));
    assert_clean(complaints.collect());
}

#[test]
fn every_manifest_is_in_the_table_of_contents() {
    let members: Vec<String> = METADATA
        .workspace_packages()
        .into_iter()
        .map(|package| package.manifest_path.to_string())
        .collect();
    let manifests = manifests();
    assert!(manifests.len() > 5, "{}", manifests.len());
    let missing = manifests.keys().filter(|path| {
        let path = format!("/{path}");
        !members.iter().any(|member| member.ends_with(&path))
    });
    assert_clean(missing.map(|path| format!("{path} is no member")).collect());
}

#[test]
fn a_plain_cargo_test_builds_every_member_but_the_desktop() {
    let names = |packages: Vec<&Package>| {
        let mut names: Vec<String> = packages
            .into_iter()
            .map(|package| package.name.to_string())
            .collect();
        names.sort();
        names
    };
    let members = names(METADATA.workspace_packages());
    let default_members = names(METADATA.workspace_default_packages());
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    let default_members: Vec<&str> = default_members.iter().map(String::as_str).collect();
    assert_clean(default_is_all_but_the_desktop(&members, &default_members));
    for bad in [vec![], vec!["a", "desktop"]] {
        assert_eq!(
            default_is_all_but_the_desktop(&["a", "desktop"], &bad).len(),
            1
        );
    }
}
