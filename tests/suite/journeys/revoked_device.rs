//! A device is lost: an admin revokes it from another, and at its next contact it erases everything.

use std::fs;
use std::path::{Path, PathBuf};

use support::cli_device::connected;

use super::*;

/// The sealed bytes of a patient's name, by which a row is recognised in any file.
fn sealed_name(cli_device: &CliDevice, patient: &str) -> Vec<u8> {
    let file = rusqlite::Connection::open(cli_device.vault().join("vault.db")).unwrap();
    let sql = "select name_sealed from patients where lower(hex(id)) = replace(?1, '-', '')";
    file.query_row(sql, [patient], |row| row.get(0)).unwrap()
}

/// The files below a folder in which these bytes lie.
fn files_with(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_with(&path, bytes));
        } else if fs::read(&path)
            .unwrap()
            .windows(bytes.len())
            .any(|piece| piece == bytes)
        {
            files.push(path);
        }
    }
    files
}

fn key_files(cli_device: &CliDevice) -> usize {
    fs::read_dir(cli_device.path("data/nutrivault/keys"))
        .unwrap()
        .count()
}

#[test]
fn a_revoked_device_learns_it_at_next_contact_and_erases_keys_and_data() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let mut lost = first.enrol("ada", "diet");
    let ben = register(&lost, "diet", "Ben", "Tal");
    lost.run(&["sync"]).done();
    // this one never leaves it
    register(&lost, "diet", "Mari", "Lind");
    let name = sealed_name(&lost, &zoe);
    assert!(!files_with(&lost.vault(), &name).is_empty());
    assert_eq!(key_files(&lost), 1);

    first.run(&["sync"]).done();
    let listed = first.run_as("ada", &["devices", "list"]).done();
    let others = list(&listed, "devices")
        .iter()
        .filter(|device| device["is_this"] == false);
    let numbers: Vec<_> = others.map(|device| device["number"].to_string()).collect();
    assert_eq!(numbers.len(), 1, "{listed}");
    let revoke = [
        "devices",
        "revoke",
        &numbers[0],
        "--reason",
        "stolen from a car",
    ];
    first.run_as("diet", &revoke).refused(1, "forbidden");
    first.run_as("ada", &revoke).done();

    // until then it works, as any that has no connection
    assert_eq!(family_name(&lost, "diet", &zoe), "Okafor");
    let message = lost.run(&["sync"]).refused(1, "revoked");
    assert!(message.contains("taken out of the clinic"), "{message}");
    assert!(files_with(&lost.vault(), &name).is_empty());
    assert_eq!(key_files(&lost), 0);
    for table in [
        "patients",
        "users",
        "cell_siblings",
        "queue",
        "drafts",
        "quarantined",
        "key_grants",
    ] {
        let left = count(&lost, &format!("select count(*) from {table}"));
        assert_eq!(left, 0, "{table}");
    }
    // and reports it ever after, with a connection and without
    lost.run_as("diet", &["search", "Okafor"])
        .refused(1, "revoked");
    lost.run(&["sync"]).refused(1, "revoked");

    // what it had sent is the clinic's
    first.run(&["sync"]).done();
    assert_eq!(family_name(&first, "diet", &ben), "Tal");
    assert_eq!(count(&first, "select count(*) from patients"), 2);
    let chain = first.run(&["audit", "verify"]).done();
    assert!(chain["fault"].is_null(), "{chain}");

    // a device that turned up again joins as a new one
    lost.use_vault("again");
    let invited = first.run_as("ada", &["enrol", "create"]).done();
    let (code, url) = (text(&invited, "code"), text(&invited, "server"));
    lost.run_as("diet", &["enrol", "join", &url, "--code", &code])
        .done();
    first.run(&["sync"]).done();
    assert_same(
        &exported(&first, "ada", "all.json"),
        &exported(&lost, "ada", "all.json"),
    );
}
