//! Which member may depend on which, and which foreign crate belongs to which room.

use super::{
    Complaints, accepted, caught, kept,
    tree::{Source, sources},
};

/// Rule 1 of the architecture: what each member may depend on among the members.
const ARROWS: &[(&str, &[&str])] = &[
    ("sync-contract", &[]),
    ("vault", &["sync-contract"]),
    ("sync-client", &["sync-contract"]),
    ("sync-server", &["sync-contract"]),
    ("clinic", &["sync-contract", "vault"]),
    (
        "desktop",
        &["clinic", "vault", "sync-client", "sync-contract"],
    ),
    (
        "nutrivault",
        &["clinic", "vault", "sync-client", "sync-contract"],
    ),
    (
        "gateway",
        &["clinic", "vault", "sync-client", "sync-contract"],
    ),
    ("suite", EVERYTHING_BUT_THE_WINDOW),
    ("bench", EVERYTHING_BUT_THE_WINDOW),
];
const EVERYTHING_BUT_THE_WINDOW: &[&str] = &[
    "sync-contract",
    "sync-client",
    "sync-server",
    "vault",
    "clinic",
    "nutrivault",
    "gateway",
    "suite",
];

/// Rule 2, as far as manifests tell it; a name that ends in `*` is a prefix. Proof across rooms is exempt.
const ROOMS: &[(&str, &[&str])] = &[
    ("tauri*", &["desktop"]),
    ("rusqlite", &["vault"]),
    ("aes-gcm", &["vault"]),
    ("hkdf", &["vault"]),
    ("hmac", &["vault"]),
    ("argon2", &["vault"]),
    ("x25519-dalek", &["vault"]),
    ("age", &["vault"]),
    ("ed25519-dalek", &["vault", "sync-server"]),
    // the contract hashes the canonical bytes that both ends sign and compare
    ("sha2", &["vault", "sync-server", "sync-contract"]),
    ("reqwest", &["sync-client"]),
    ("axum*", &["sync-server", "gateway"]),
    ("tokio-postgres", &["sync-server"]),
    ("deadpool-postgres", &["sync-server"]),
];
const EXEMPT: &[&str] = &["suite", "bench"];

struct Manifest {
    name: String,
    dependencies: Vec<String>,
}

/// Reads as much TOML as our manifests use.
fn read(source: &Source) -> Option<Manifest> {
    let mut section = "";
    let mut name = None;
    let mut dependencies = Vec::new();
    for line in source.text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            section = header.trim_end_matches(']');
            if let Some((_, dependency)) = section.split_once("dependencies.")
                && !section.starts_with("workspace")
            {
                dependencies.push(dependency.to_owned());
            }
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        let key = key.trim().trim_end_matches(".workspace");
        if section == "package" && key == "name" {
            name = Some(value.trim().trim_matches('"').to_owned());
        }
        if section.ends_with("dependencies") && !section.starts_with("workspace") {
            // a dependency may go by another name here
            let real = value
                .split_once("package = \"")
                .and_then(|(_, rest)| rest.split_once('"'))
                .map_or(key, |(real, _)| real);
            dependencies.push(real.to_owned());
        }
    }
    Some(Manifest {
        name: name?,
        dependencies,
    })
}

/// The manifests of members: a package outside the workspace is a peer that the bench measures us against.
fn ours(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources.iter().filter(|source| {
        let alone = source.text.contains("[workspace]") && source.path != "Cargo.toml";
        source.name() == "Cargo.toml" && !alone
    })
}

fn manifests(sources: &[Source]) -> Vec<Manifest> {
    ours(sources).filter_map(read).collect()
}

fn point_the_right_way(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    for manifest in manifests(sources) {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == manifest.name) else {
            complaints.push(format!("{} has no place in the picture", manifest.name));
            continue;
        };
        for dependency in &manifest.dependencies {
            let member = ARROWS.iter().any(|(name, _)| name == dependency);
            if member && !allowed.contains(&dependency.as_str()) {
                complaints.push(format!("{} may not depend on {dependency}", manifest.name));
            }
        }
    }
    complaints
}

fn stay_in_their_room(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    for manifest in manifests(sources) {
        if EXEMPT.contains(&manifest.name.as_str()) {
            continue;
        }
        for dependency in &manifest.dependencies {
            for (foreign, rooms) in ROOMS {
                let same = match foreign.strip_suffix('*') {
                    Some(prefix) => dependency.starts_with(prefix),
                    None => dependency == foreign,
                };
                if same && !rooms.contains(&manifest.name.as_str()) {
                    complaints.push(format!("{dependency} does not belong in {}", manifest.name));
                }
            }
        }
    }
    complaints
}

fn keep_the_lints(sources: &[Source]) -> Complaints {
    ours(sources)
        .filter(|source| source.text.contains("[package]"))
        .filter(|source| !source.text.contains("[lints]\nworkspace = true"))
        .map(|source| format!("{} does not take the lints of the workspace", source.path))
        .collect()
}

/// The quoted words of `key = [ ... ]`.
fn list(manifest: &str, key: &str) -> Vec<String> {
    let opening = format!("\n{key} = [");
    let Some((_, rest)) = manifest.split_once(&opening) else {
        return Vec::new();
    };
    let inside = rest.split(']').next().unwrap_or(rest);
    let lines = inside
        .lines()
        .map(|line| line.split('#').next().unwrap_or(line));
    let words = lines.flat_map(|line| line.split(','));
    words
        .filter_map(|word| word.trim().strip_prefix('"')?.strip_suffix('"'))
        .map(str::to_owned)
        .collect()
}

fn build_all_but_the_window_by_default(sources: &[Source]) -> Complaints {
    let Some(root) = sources.iter().find(|source| source.path == "Cargo.toml") else {
        return vec!["there is no root manifest".into()];
    };
    let members = list(&root.text, "members");
    let expected: Vec<&String> = members
        .iter()
        .filter(|member| *member != "src-tauri")
        .collect();
    let default = list(&root.text, "default-members");
    let mut complaints = Vec::new();
    if default.iter().collect::<Vec<_>>() != expected {
        complaints.push(format!("default-members is {default:?}, not {expected:?}"));
    }
    for source in ours(sources) {
        if let Some(folder) = source.path.strip_suffix("/Cargo.toml") {
            let folder = folder.to_owned();
            if !members.contains(&folder) {
                complaints.push(format!("{folder} is missing in the table of contents"));
            }
        }
    }
    complaints
}

#[test]
fn members_depend_on_each_other_in_the_drawn_direction_only() {
    kept(point_the_right_way(&sources()));
    caught(
        point_the_right_way,
        &[
            (
                "a/Cargo.toml",
                "[package]\nname = \"vault\"\n[dependencies]\nsync-client.workspace = true",
            ),
            (
                "a/Cargo.toml",
                "[package]\nname = \"sync-contract\"\n[dev-dependencies]\nv = { package = \"vault\", path = \"..\" }",
            ),
            (
                "a/Cargo.toml",
                "[package]\nname = \"suite\"\n[dependencies.desktop]\npath = \"..\"",
            ),
            ("a/Cargo.toml", "[package]\nname = \"newcomer\""),
        ],
    );
}

#[test]
fn a_foreign_crate_is_a_dependency_of_its_room_only() {
    kept(stay_in_their_room(&sources()));
    caught(
        stay_in_their_room,
        &[
            (
                "a/Cargo.toml",
                "[package]\nname = \"clinic\"\n[dependencies]\nrusqlite = \"1\"",
            ),
            (
                "a/Cargo.toml",
                "[package]\nname = \"nutrivault\"\n[dependencies]\ntauri-build = \"2\"",
            ),
            (
                "a/Cargo.toml",
                "[package]\nname = \"vault\"\n[target.'cfg(unix)'.dependencies]\nreqwest.workspace = true",
            ),
            (
                "a/Cargo.toml",
                "[package]\nname = \"sync-client\"\n[dependencies]\ned25519-dalek.workspace = true",
            ),
        ],
    );
    let suite = "[package]\nname = \"suite\"\n[dependencies]\nrusqlite.workspace = true";
    accepted(stay_in_their_room, &[("tests/Cargo.toml", suite)]);
}

#[test]
fn every_member_takes_the_lints_of_the_workspace() {
    kept(keep_the_lints(&sources()));
    caught(
        keep_the_lints,
        &[("a/Cargo.toml", "[package]\nname = \"a\"\n")],
    );
}

#[test]
fn a_plain_cargo_test_builds_every_member_but_the_window() {
    kept(build_all_but_the_window_by_default(&sources()));
    let root = |default: &str| {
        format!(
            "[workspace]\nmembers = [\n    # rooms\n    \"src-tauri\",\n    \"a\",\n]\ndefault-members = [{default}]\n"
        )
    };
    accepted(
        build_all_but_the_window_by_default,
        &[("Cargo.toml", &root("\"a\""))],
    );
    caught(
        build_all_but_the_window_by_default,
        &[
            ("Cargo.toml", &root("")),
            ("Cargo.toml", &root("\"src-tauri\", \"a\"")),
        ],
    );
    let stray = [
        Source::new("Cargo.toml", &root("\"a\"")),
        Source::new("b/Cargo.toml", ""),
    ];
    assert!(!build_all_but_the_window_by_default(&stray).is_empty());
}
