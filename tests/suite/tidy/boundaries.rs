//! One name, one room: what a file may say depends on where it lies.

use super::{
    Complaints, assert_accepted, assert_clean, assert_each_breaks, map,
    tree::{Source, sources},
};

/// A crate named in code outside the folders that it belongs to. Proof across rooms is exempt.
const CRATES: &[(&str, &[&str])] = &[
    ("tauri", &["src-tauri/src/", "src-tauri/build.rs"]),
    ("tauri_specta", &["src-tauri/src/"]),
    ("tauri_build", &["src-tauri/build.rs"]),
    ("rusqlite", &["src-tauri/vault/"]),
    ("aes_gcm", &["src-tauri/vault/primitives/"]),
    ("hkdf", &["src-tauri/vault/primitives/"]),
    ("hmac", &["src-tauri/vault/primitives/"]),
    ("argon2", &["src-tauri/vault/"]),
    ("x25519_dalek", &["src-tauri/vault/"]),
    ("age", &["src-tauri/vault/"]),
    (
        "ed25519_dalek",
        &["src-tauri/vault/", "sync/server/", "sync/contract/"],
    ),
    (
        "sha2",
        &["src-tauri/vault/", "sync/server/", "sync/contract/"],
    ),
    ("reqwest", &["sync/client/"]),
    ("axum", &["sync/server/"]),
    ("tokio_postgres", &["sync/server/"]),
    ("deadpool_postgres", &["sync/server/"]),
];

/// Words that a room may not say. Where a rule has a reason, the architecture gives it.
const FORBIDDEN: &[(&str, &[&str])] = &[
    // no I/O, no keys, no driver
    (
        "sync/contract/src/",
        &[
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "SystemTime::now",
            "Utc::now",
            "tokio::",
        ],
    ),
    // time comes in from outside; no SQL text, no network
    (
        "src-tauri/clinic/src/",
        &[
            "SystemTime::now",
            "Instant::now",
            "Utc::now",
            "Local::now",
            "std::net",
            "\"select ",
            "\"insert into ",
            "\"update ",
            "\"delete from ",
            "SigningKey",
            "StaticSecret",
        ],
    ),
    (
        "src-tauri/src/",
        &[
            "\"select ",
            "\"insert into ",
            "\"delete from ",
            "SigningKey",
            "StaticSecret",
        ],
    ),
    (
        "src-tauri/host/src/",
        &[
            "\"select ",
            "\"insert into ",
            "\"delete from ",
            "SigningKey",
            "StaticSecret",
        ],
    ),
    (
        "src-tauri/cli/src/",
        &[
            "\"select ",
            "\"insert into ",
            "\"delete from ",
            "SigningKey",
            "StaticSecret",
        ],
    ),
    ("sync/client/src/", &["SigningKey", "StaticSecret"]),
    // the server verifies; it has no code that decrypts or signs, except for the proof of its identity
    (
        "sync/server/src/",
        &["SigningKey", "StaticSecret", "aead", "decrypt("],
    ),
];

/// The one place where the server signs: the proof of its identity.
const SIGNS: [(&str, &str); 1] = [("sync/server/src/crypto/identity.rs", "SigningKey")];

/// Returns whether `line` uses crate `name`: `name::` that is no part of a longer path, or `use name`.
fn uses(line: &str, name: &str) -> bool {
    let boundary = |at: usize| {
        let before = &line[..at];
        let inside = before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
        // `::age::` is the crate, `crate::age::` is a module of ours
        let own = before.strip_suffix("::").is_some_and(|path| {
            path.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '>')
        });
        !inside && !own
    };
    line.match_indices(name).any(|(at, _)| {
        let after = &line[at + name.len()..];
        let imported = line[..at].trim_end().ends_with("use") && after.starts_with([';', ' ']);
        boundary(at) && (after.starts_with("::") || imported)
    })
}

fn name_no_foreign_crate(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    let rust = sources
        .iter()
        .filter(|source| source.is("rs") && !source.path.starts_with("tests/"));
    for source in rust {
        for (name, rooms) in CRATES {
            if rooms.iter().any(|room| source.path.starts_with(room)) {
                continue;
            }
            let lines = source.code().filter(|(_, line)| uses(line, name));
            complaints.extend(lines.map(|(at, _)| format!("{}:{at} names {name}", source.path)));
        }
    }
    complaints
}

fn name_nothing_forbidden(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    for source in sources {
        let rules = FORBIDDEN
            .iter()
            .filter(|(room, _)| source.path.starts_with(room));
        for word in rules.flat_map(|(_, words)| words.iter()) {
            if SIGNS.contains(&(source.path.as_str(), word)) {
                continue;
            }
            let lines = source.code().filter(|(_, line)| line.contains(word));
            complaints.extend(lines.map(|(at, _)| format!("{}:{at} has {word}", source.path)));
        }
    }
    complaints
}

fn call_the_window_through_ipc_only(sources: &[Source]) -> Complaints {
    let ui = sources.iter().filter(|source| {
        source.path.starts_with("ui/src/") && !source.path.starts_with("ui/src/ipc/")
    });
    let mut complaints = Vec::new();
    for source in ui {
        let lines = source.code().filter(|(_, line)| {
            line.contains("@tauri-apps/") || line.contains("__TAURI") || line.contains("invoke(")
        });
        complaints
            .extend(lines.map(|(at, _)| format!("{}:{at} goes around ui/src/ipc", source.path)));
    }
    complaints
}

fn carry_without_knowing(sources: &[Source], entities: &[String]) -> Complaints {
    let mut complaints = Vec::new();
    for source in sources
        .iter()
        .filter(|source| source.path.starts_with("sync/client/src/"))
    {
        for (at, line) in source.code() {
            let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            if let Some(word) = words.find(|word| entities.iter().any(|entity| entity == word)) {
                complaints.push(format!("{}:{at} knows {word}", source.path));
            }
        }
    }
    complaints
}

/// What is ours speaks of itself: neither of the machine that it was written on nor of work to come.
fn leave_nothing_behind(sources: &[Source]) -> Complaints {
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
        concat!("to", "do!("),
        concat!("unimpl", "emented!("),
        concat!("db", "g!("),
        concat!("#[ig", "nore"),
        concat!("it.sk", "ip("),
        concat!("test.sk", "ip("),
        concat!("it.on", "ly("),
        concat!("test.on", "ly("),
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
    ];
    let mut complaints = Vec::new();
    for source in sources
        .iter()
        .filter(|source| !source.is_generated() && !source.is("json"))
    {
        for (at, line) in source.text.lines().enumerate() {
            let present = words.iter().filter(|word| line.contains(*word));
            complaints.extend(present.map(|word| format!("{}:{} has {word}", source.path, at + 1)));
        }
    }
    complaints
}

/// Where packages come from is for the machine to say that installs them.
fn name_no_registry(sources: &[Source]) -> Complaints {
    let hosts = [
        concat!("crates", ".io"),
        concat!("npm", "js.org"),
        concat!("npm", "js.com"),
        concat!("pypi", ".org"),
        concat!("yarn", "pkg.com"),
    ];
    let mut complaints = Vec::new();
    for source in sources {
        for (at, line) in source.text.lines().enumerate() {
            let named = hosts.iter().filter(|host| line.contains(*host));
            complaints.extend(named.map(|host| format!("{}:{} names {host}", source.path, at + 1)));
        }
        if source.name() == "package-lock.json" && source.text.contains("\"resolved\":") {
            complaints.push(format!("{} says where packages came from", source.path));
        }
    }
    complaints
}

#[test]
fn no_registry_is_named() {
    assert_clean(name_no_registry(&sources()));
    assert_each_breaks(
        name_no_registry,
        &[
            ("a.toml", concat!("[source.\"https://crates", ".io\"]")),
            (
                "ui/a.mjs",
                concat!("fetch('https://registry.npm", "js.org/a')"),
            ),
            ("ui/package-lock.json", "\"resolved\": \"a.tgz\""),
        ],
    );
}

#[test]
fn a_foreign_crate_is_named_in_its_room_only() {
    assert_clean(name_no_foreign_crate(&sources()));
    assert_each_breaks(
        name_no_foreign_crate,
        &[
            ("src-tauri/clinic/src/lib.rs", "use rusqlite::Connection;"),
            (
                "src-tauri/cli/src/main.rs",
                "fn f() { let _ = ::age::decrypt; }",
            ),
            ("sync/contract/src/lib.rs", "pub use axum;"),
            (
                "src-tauri/vault/src/lib.rs",
                "fn f() -> tauri::Result<()> {}",
            ),
            (
                "sync/client/src/lib.rs",
                "use {tokio_postgres::Client, x::Y};",
            ),
        ],
    );
    assert_accepted(
        name_no_foreign_crate,
        &[
            (
                "src-tauri/clinic/src/lib.rs",
                "// rusqlite::Connection\nuse crate::age::of; let a = image::age; x.age();",
            ),
            ("tests/suite/laws.rs", "use rusqlite::Connection;"),
        ],
    );
}

#[test]
fn a_room_names_nothing_that_it_may_not_know() {
    assert_clean(name_nothing_forbidden(&sources()));
    assert_each_breaks(
        name_nothing_forbidden,
        &[
            (
                "src-tauri/clinic/src/visits/start.rs",
                "let now = Utc::now();",
            ),
            ("src-tauri/clinic/src/lib.rs", "db.query(\"select 1\")"),
            ("sync/contract/src/codec.rs", "use std::fs;"),
            ("sync/server/src/push.rs", "use ed25519_dalek::SigningKey;"),
        ],
    );
}

#[test]
fn only_the_typed_boundary_calls_the_window() {
    assert_clean(call_the_window_through_ipc_only(&sources()));
    assert_each_breaks(
        call_the_window_through_ipc_only,
        &[
            (
                "ui/src/screens/lock/Lock.tsx",
                "import { invoke } from '@tauri-apps/api/core';",
            ),
            ("ui/src/app/main.tsx", "await invoke('unlock');"),
        ],
    );
    assert_accepted(
        call_the_window_through_ipc_only,
        &[(
            "ui/src/ipc/bindings.ts",
            "import '@tauri-apps/api'; invoke('x')",
        )],
    );
}

#[test]
fn what_carries_changes_knows_no_entity() {
    let sources = sources();
    let entities: Vec<String> = map::entities().into_iter().map(|(name, _)| name).collect();
    assert_clean(carry_without_knowing(&sources, &entities));
    let known = ["Patient".to_owned()];
    let bad = [Source::new(
        "sync/client/src/pump.rs",
        "fn push(patient: Patient) {}",
    )];
    assert!(!carry_without_knowing(&bad, &known).is_empty());
}

#[test]
fn nothing_is_left_for_later_and_nothing_names_the_machine() {
    assert_clean(leave_nothing_behind(&sources()));
    assert_each_breaks(
        leave_nothing_behind,
        &[
            ("a.rs", concat!("fn f() { to", "do!() }")),
            ("README.md", concat!("see /wo", "rk/main")),
            ("ui/src/a.test.ts", concat!("it.on", "ly('x')")),
            ("a.rs", concat!("#[ig", "nore = \"slow\"]")),
        ],
    );
}
