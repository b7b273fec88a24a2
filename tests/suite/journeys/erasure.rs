//! An admin erases a patient: from the command line, on two computers, through kills, and out of a later backup.

use std::fs;
use std::path::Path;

use support::cli_device::{ABORT_AT, assert_aborted, connected};

use super::*;

/// The sealed bytes of a patient's name, by which a row is recognised in any file.
fn sealed_name(device: &CliDevice, patient: &str) -> Vec<u8> {
    let file = rusqlite::Connection::open(device.vault().join("vault.db")).unwrap();
    let sql = "select name_sealed from patients where lower(hex(id)) = replace(?1, '-', '')";
    file.query_row(sql, [patient], |row| row.get(0)).unwrap()
}

/// How many files below a folder have these bytes.
fn files_with(folder: &Path, bytes: &[u8]) -> usize {
    let entries = fs::read_dir(folder).unwrap();
    let of_entry = |path: &Path| match path.is_dir() {
        true => files_with(path, bytes),
        false => {
            let text = fs::read(path).unwrap();
            usize::from(text.windows(bytes.len()).any(|piece| piece == bytes))
        }
    };
    entries.map(|entry| of_entry(&entry.unwrap().path())).sum()
}

#[track_caller]
pub(super) fn erase(device: &CliDevice, patient: &str) -> Value {
    let shown = device.run_as("ada", &["patients", "show", patient]).done();
    let number = text(&shown["patient"]["header"], "file_number");
    let sheet = device.path_arg("recovery.txt");
    let with_number = |number: &str| {
        let reason = "--reason=retention-ended";
        let number = format!("--file-number={number}");
        let args = ["patients", "erase", patient, reason, &number];
        device.run_as("ada", &[&args[..], &["--recovery-file", &sheet]].concat())
    };
    with_number("1-999999").refused(1, "invalid");
    with_number(&number).done()
}

#[test]
fn an_erased_patient_is_nowhere_on_a_computer_that_is_killed_meanwhile() {
    let (database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let ben = register(&first, "diet", "Ben", "Tal");
    first.run(&["sync"]).done();
    let name = sealed_name(&first, &zoe);
    let points = [
        "vault.pull.before_commit",
        "vault.pull.after_commit",
        "vault.erasure.before_overwriting",
        "vault.erasure.before_confirming",
    ];
    let others = points.map(|_| first.enrol("ada", "diet"));
    for other in &others {
        assert!(files_with(&other.vault(), &name) > 0);
    }
    let erased = erase(&first, &zoe);
    assert_eq!(text(&erased["certificate"], "id"), zoe);
    assert_eq!(files_with(&first.vault(), &name), 0);
    first
        .run_as("diet", &["patients", "show", &zoe])
        .refused(1, "not_found");

    for (other, point) in others.iter().zip(points) {
        let mut command = other.command(&["sync"]);
        let mut program = command.env(ABORT_AT, point).spawn().unwrap();
        assert_aborted(program.wait().unwrap());
        // any command opens the file, and ends what was begun; before the commit nothing was
        other.run(&["status"]).done();
        let is_begun = point != "vault.pull.before_commit";
        assert_eq!(files_with(&other.vault(), &name) == 0, is_begun, "{point}");
        other.run(&["sync"]).done();
        assert_eq!(files_with(&other.vault(), &name), 0, "{point}");
        let chain = other.run(&["audit", "verify"]).done();
        assert_eq!(chain["is_clean"], Value::Bool(true), "{chain}");
        assert_eq!(family_name(other, "diet", &ben), "Tal");
    }
    drop(database);
}

/// A backup has the file as it is, free pages too: what is looked for in it is found by restoring it.
#[test]
fn a_backup_that_is_made_later_has_nothing_of_an_erased_patient() {
    let (_database, _serving, mut first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let ben = register(&first, "diet", "Ben", "Tal");
    first.run(&["sync"]).done();
    let name = sealed_name(&first, &zoe);
    let sheet = first.path_arg("recovery.txt");
    let backup = |device: &CliDevice, file: &str| {
        let out = device.path_arg(file);
        let create = ["backup", "create", "--out", &out];
        device.run_as("ada", &create).done();
        out
    };
    let restored = |device: &mut CliDevice, file: &str, folder: &str| {
        device.use_vault(folder);
        let restore = ["backup", "restore", file, "--recovery-file", &sheet];
        device.run_as("ada", &restore).done();
        files_with(&device.vault(), &name)
    };
    let before = backup(&first, "before.age");
    erase(&first, &zoe);
    let after = backup(&first, "after.age");
    assert_eq!(restored(&mut first, &after, "after"), 0);
    let gone = first.run_as("diet", &["patients", "show", &zoe]);
    gone.refused(1, "not_found");
    assert_eq!(family_name(&first, "diet", &ben), "Tal");

    // one of before is restored where the server answers, and that has the order which erases them
    assert_eq!(restored(&mut first, &before, "before"), 0);
    let gone = first.run_as("diet", &["patients", "show", &zoe]);
    gone.refused(1, "not_found");
}
