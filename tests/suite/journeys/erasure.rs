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
fn erase(device: &CliDevice, patient: &str) -> Value {
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
