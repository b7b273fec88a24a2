//! A device is lost: an admin revokes it from another, and at its next contact it erases everything.

use std::fs;
use std::path::{Path, PathBuf};

use support::Database;
use support::cli_device::{ABORT_AT, ServerProcess, assert_aborted, connected};

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
    // its keys, the anchor of its file, and the keys of its server
    assert_eq!(key_files(&lost), 3);

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

/// Revokes the other device by an admin on the first one.
fn revoke_other(first: &CliDevice) {
    first.run(&["sync"]).done();
    let listed = first.run_as("ada", &["devices", "list"]).done();
    let mut others = list(&listed, "devices")
        .iter()
        .filter(|device| device["is_this"] == false);
    let number = others.next().unwrap()["number"].to_string();
    let revoke = ["devices", "revoke", &number, "--reason", "stolen"];
    first.run_as("ada", &revoke).done();
}

#[test]
fn a_revoked_device_that_dies_meanwhile_is_erased_when_it_is_opened() {
    let (_database, serving, first) = connected(&[]);
    let zoe = register(&first, "ada", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let lost = first.enrol("ada", "ada");
    let name = sealed_name(&lost, &zoe);
    revoke_other(&first);
    let mut command = lost.command(&["sync"]);
    let mut program = command
        .env(ABORT_AT, "vault.leave.before_keys")
        .spawn()
        .unwrap();
    assert_aborted(program.wait().unwrap());
    assert!(!files_with(&lost.vault(), &name).is_empty());
    drop(serving);
    lost.run_as("ada", &["search", "Okafor"])
        .refused(1, "revoked");
    assert!(files_with(&lost.vault(), &name).is_empty());
    assert_eq!(key_files(&lost), 0);
}

fn sent(first: &CliDevice, user: &str) -> Vec<Value> {
    let listed = first.run_as(user, &["review", "list"]).done();
    list(&listed, "held").to_vec()
}

/// A clinic with two patients and a weight on a computer that was revoked before it had sent them; returns the first
/// patient, too.
fn with_unsent_work() -> (Database, ServerProcess, CliDevice, String) {
    let (database, serving, first) = connected(&[("diet", "Dietitian"), ("desk", "Receptionist")]);
    let mut lost = first.enrol("ada", "diet");
    let mari = register(&lost, "diet", "Mari", "Lind");
    register(&lost, "diet", "Tove", "Berg");
    let weighed = ["--patient", &mari, "--kind", "WEIGHT", "--value", "61 kg"];
    let weighed = [&["measurements", "add"][..], &weighed].concat();
    lost.run_as("diet", &weighed).done();
    assert!(sent(&first, "ada").is_empty());
    revoke_other(&first);

    // no server answers: everything stays, and no user can sign in once the revocation is known
    let url = serving.kill();
    lost.run(&["sync"]).refused(4, "unreachable");
    assert!(count(&lost, "select count(*) from queue") >= 3);
    let serving = ServerProcess::restart(&database, &url);
    lost.run(&["sync"]).refused(1, "revoked");
    assert_eq!(count(&lost, "select count(*) from queue"), 0);
    assert_eq!(count(&lost, "select count(*) from patients"), 0);
    assert_eq!(key_files(&lost), 0);
    lost.use_vault("elsewhere");
    (database, serving, first, mari)
}

#[test]
fn unsent_work_of_a_revoked_device_is_admitted_or_rejected_by_a_person() {
    let (_database, _serving, first, mari) = with_unsent_work();
    // nothing of it is a record of the clinic yet
    first.run(&["sync"]).done();
    let stored = first.run_as("diet", &["search", "Lind"]).done();
    assert!(list(&stored, "hits").is_empty(), "{stored}");
    let waiting = sent(&first, "diet");
    assert_eq!(waiting.len(), 3, "{waiting:?}");
    // known offline, too, from the sync before
    assert_eq!(first.run(&["status"]).done()["in_review"], 3);
    let names: Vec<&str> = waiting
        .iter()
        .filter_map(|row| row["patient"]["name"].as_str())
        .collect();
    assert_eq!(names, ["Mari Lind", "Tove Berg", "Mari Lind"]);
    assert!(
        waiting.iter().all(|row| row["inadmissible"].is_null()),
        "{waiting:?}"
    );
    let ids: Vec<String> = waiting.iter().map(|row| text(row, "id")).collect();
    // a user who may not write or open a chart is told so in advance, and by the server
    let for_reception = sent(&first, "desk");
    assert_eq!(for_reception[2]["inadmissible"], "sealed");
    first
        .run_as("desk", &["review", "admit", &ids[2]])
        .refused(1, "not_admissible");
    let shown = first.run_as("diet", &["review", "show", &ids[2]]).done();
    assert!(shown.to_string().contains("61"), "{shown}");

    // a weight of a patient whom the clinic does not have yet
    first
        .run_as("diet", &["review", "admit", &ids[2]])
        .refused(1, "missing_reference");
    first
        .run_as("diet", &["review", "admit", &ids[0], &ids[2]])
        .done();
    first
        .run_as(
            "ada",
            &[
                "review",
                "reject",
                &ids[1],
                "--reason",
                "not a patient of ours",
            ],
        )
        .done();
    assert!(sent(&first, "ada").is_empty());
    assert_eq!(first.run(&["status"]).done()["in_review"], 0);
    first
        .run_as("ada", &["review", "admit", &ids[1]])
        .refused(1, "withdrawn");
    first.run(&["sync"]).done();
    assert_eq!(family_name(&first, "diet", &mari), "Lind");
    let stored = first.run_as("diet", &["search", "Lind"]).done();
    assert_eq!(list(&stored, "hits").len(), 1, "{stored}");
    let stored = first.run_as("diet", &["search", "Berg"]).done();
    assert!(list(&stored, "hits").is_empty(), "{stored}");
    assert_eq!(count(&first, "select count(*) from measurements"), 1);
    assert_eq!(count(&first, "select count(*) from quarantined"), 0);
    let listed = first
        .run_as("ada", &["audit", "list", "--limit", "100"])
        .done();
    for action in ["admit held change", "reject held change"] {
        assert!(listed.to_string().contains(action), "{listed}");
    }
}

/// It had sent this before it was revoked, and the server was restored to a time before that: it sends it once more,
/// for a review, before it erases itself.
#[test]
fn what_a_restored_server_lost_of_a_revoked_device_is_reviewed() {
    let (database, serving, first) = connected(&[("diet", "Dietitian")]);
    register(&first, "diet", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let lost = first.enrol("ada", "diet");
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    let ben = register(&lost, "diet", "Ben", "Tal");
    assert_eq!(lost.run(&["sync"]).done()["waiting"], 0);
    revoke_other(&first);

    serving.kill();
    let _restored = ServerProcess::restart(&backup, &url);
    // the revocation is there before the computer
    first.run(&["sync"]).json();
    lost.run(&["sync"]).refused(1, "revoked");
    assert_eq!(count(&lost, "select count(*) from patients"), 0);
    let waiting = sent(&first, "ada");
    let names: Vec<&str> = waiting
        .iter()
        .filter_map(|row| row["patient"]["name"].as_str())
        .collect();
    assert_eq!(names, ["Ben Tal"], "{waiting:?}");
    let admit = ["review", "admit", &text(&waiting[0], "id")];
    first.run_as("diet", &admit).done();
    let second = first.enrol("ada", "diet");
    assert_eq!(family_name(&second, "diet", &ben), "Tal");
}

/// Two users changed a name concurrently, then one computer and the server's copy of its change were lost: the other
/// computers have both names until a user decides.
#[test]
fn a_restored_server_takes_no_version_of_a_conflict_from_anybody() {
    let (database, serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let [second, gone] = [(); 2].map(|()| first.enrol("ada", "diet"));
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    for (device, name) in [(&gone, "Of-the-lost"), (&second, "Of-the-second")] {
        let args = ["patients", "edit", &zoe, "--family-name", name];
        device.run_as("diet", &args).done();
    }
    for device in [&gone, &second, &first] {
        device.run(&["sync"]).done();
    }
    drop(gone);
    let both = |device: &CliDevice| {
        let listed = device.run_as("diet", &["conflicts", "list"]).done();
        let id = text(&list(&listed, "conflicts")[0], "id");
        let shown = device.run_as("diet", &["conflicts", "show", &id]).done();
        ["Of-the-lost", "Of-the-second"].map(|name| shown.to_string().contains(name))
    };
    assert_eq!(both(&first), [true, true]);

    serving.kill();
    let _restored = ServerProcess::restart(&backup, &url);
    for device in [&first, &second, &first, &second] {
        device.run(&["sync"]).json();
    }
    for device in [&first, &second] {
        assert_eq!(both(device), [true, true]);
    }
}

/// The clinic has used up what it may store: what is written waits, and trust ends all the same.
#[test]
fn what_ends_trust_waits_for_nothing_that_the_server_put_off() {
    let (database, _serving, first) = connected(&[("diet", "Dietitian"), ("eve", "Dietitian")]);
    let lost = first.enrol("ada", "diet");
    first.run(&["sync"]).done();
    let listed = first.run_as("ada", &["devices", "list"]).done();
    let other = list(&listed, "devices")
        .iter()
        .find(|device| device["is_this"] == false);
    let number = other.unwrap()["number"].to_string();
    let set_room = |bytes: u64| {
        let sql = format!("update feeds set stored_bytes_max = {bytes}");
        support::block_on(async { database.as_superuser().await.batch_execute(&sql).await })
            .unwrap();
    };
    set_room(1);
    let add = [
        "roles",
        "add",
        "--name",
        "Students",
        "--right",
        "patients.read",
    ];
    // what was put off is taken back, so that it stops no other change of staff
    first.run_as("ada", &add).refused(4, "busy");
    assert_eq!(first.run(&["sync"]).done()["waiting"], 0);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let waits = || first.run(&["sync"]).json()["waiting"].to_string();
    let before = waits();
    first.run_as("ada", &add).refused(4, "busy");

    first.run_as("ada", &["user", "deactivate", "eve"]).done();
    let revoke = ["devices", "revoke", &number, "--reason", "stolen"];
    first.run_as("ada", &revoke).done();
    first
        .run_as("eve", &["patients", "list"])
        .refused(1, "inactive");
    lost.run(&["sync"]).refused(1, "revoked");
    assert_eq!(waits(), before);

    set_room(1 << 40);
    first.run(&["sync"]).done();
    let third = first.enrol("ada", "diet");
    assert_eq!(family_name(&third, "diet", &zoe), "Okafor");
}
