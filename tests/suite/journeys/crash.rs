//! Power cuts at both ends, each at a named point of an exchange.

use std::process::Stdio;
use std::time::Duration;

use support::cli_device::{ABORT_AT, PASSWORD, assert_aborted, connected};
use support::{Database, ServerProcess};

use super::*;

const FEBRL: &str = include_str!("../fixtures/febrl-dataset1.csv");
/// More than one page of a push.
const PATIENTS: usize = 400;

/// A clinic on two devices, with a list of patients that only the first one has.
struct Clinic {
    database: Database,
    serving: ServerProcess,
    first: CliDevice,
    second: CliDevice,
    imported: i64,
}

impl Clinic {
    fn new() -> Clinic {
        let (database, serving, first) = connected(&[]);
        let second = first.enrol("ada", "ada");
        let lines: Vec<&str> = FEBRL.lines().take(PATIENTS + 1).collect();
        let file = first.write("febrl.csv", lines.join("\n"));
        let args = ["import", "patients", &file, "--yes"];
        let imported = first.run_as("ada", &args).done()["imported"]
            .as_i64()
            .unwrap();
        // what is cut off is stored with its part of the file's sum, or not at all
        let room = ["rooms", "add", "--name", "Blue"];
        first.run_as("ada", &room).done();
        assert!(imported > 300, "{imported}");
        assert!(waiting(&first) > 0);
        Clinic {
            database,
            serving,
            first,
            second,
            imported,
        }
    }

    /// After work on both devices they end equal, with nothing lost and nothing twice.
    fn assert_ends_equal(&self) {
        let (first, second) = (&self.first, &self.second);
        let zoe = register(second, "ada", "Zoë", "Okafor");
        let ben = register(first, "ada", "Ben", "Tal");
        for device in [first, second, first] {
            let synced = device.run(&["sync"]).done();
            let left = (synced["waiting"].as_i64(), synced["refused"].as_i64());
            assert_eq!(left, (Some(0), Some(0)), "{synced}");
        }
        for device in [first, second] {
            let patients = count(device, "select count(*) from patients");
            assert_eq!(patients, self.imported + 2);
            assert_eq!(waiting(device), 0);
            assert_eq!(family_name(device, "ada", &zoe), "Okafor");
            assert_eq!(family_name(device, "ada", &ben), "Tal");
            let chain = device.run(&["audit", "verify"]).done();
            assert!(chain["fault"].is_null(), "{chain}");
            assert!(count(device, "select count(*) from pragma_foreign_key_check") == 0);
        }
        assert_same(
            &exported(first, "ada", "all.json"),
            &exported(second, "ada", "all.json"),
        );
    }
}

fn waiting(device: &CliDevice) -> i64 {
    let status = device.run(&["status"]).done();
    status["on_this_computer_only"].as_i64().unwrap()
}

/// Runs a sync that ends at a fail point.
#[track_caller]
fn sync_aborted_at(device: &CliDevice, point: &str) {
    let mut command = device.command(&["sync"]);
    let mut program = command.env(ABORT_AT, point).spawn().unwrap();
    assert_aborted(program.wait().unwrap());
}

#[test]
fn a_server_that_dies_in_a_push_loses_and_doubles_nothing() {
    let mut clinic = Clinic::new();
    let mut url = clinic.serving.kill();
    for point in ["server.push.before_commit:1", "server.push.after_commit:1"] {
        let serving = ServerProcess::restart_to_abort(&clinic.database, &url, point);
        assert_ne!(clinic.first.run(&["sync"]).status, 0);
        url = serving.aborted();
        assert!(waiting(&clinic.first) > 0, "{point}");
    }
    clinic.serving = ServerProcess::restart(&clinic.database, &url);
    clinic.assert_ends_equal();
}

#[test]
fn a_device_that_dies_in_a_push_loses_and_doubles_nothing() {
    let clinic = Clinic::new();
    for point in [
        "client.push.before_send:1",
        "client.push.after_answer",
        "vault.verdicts.before_commit",
        "vault.verdicts.after_commit",
    ] {
        sync_aborted_at(&clinic.first, point);
        assert!(waiting(&clinic.first) > 0, "{point}");
    }
    clinic.assert_ends_equal();
}

#[test]
fn a_device_that_dies_in_a_pull_loses_and_doubles_nothing() {
    let clinic = Clinic::new();
    clinic.first.run(&["sync"]).done();
    for (point, is_applied) in [
        ("client.pull.after_answer", false),
        ("vault.pull.before_commit", false),
        ("vault.pull.after_commit", true),
    ] {
        sync_aborted_at(&clinic.second, point);
        let patients = count(&clinic.second, "select count(*) from patients");
        assert_eq!(patients > 0, is_applied, "{point}: {patients}");
    }
    clinic.assert_ends_equal();
}

#[test]
fn a_device_that_dies_in_a_write_has_all_of_it_or_nothing() {
    let (_database, _serving, device) = connected(&[]);
    for (point, expected) in [
        ("vault.write.before_commit", 0),
        ("vault.write.after_commit", 1),
    ] {
        let args = [
            "patients",
            "add",
            "--given-name",
            "Zoë",
            "--family-name",
            "Okafor",
        ];
        let mut command = device.command_as("ada", PASSWORD, &args);
        let mut program = command.env(ABORT_AT, point).spawn().unwrap();
        assert_aborted(program.wait().unwrap());
        let of_patients = "select count(*) from patients";
        assert_eq!(count(&device, of_patients), expected, "{point}");
        let chain = device.run(&["audit", "verify"]).done();
        assert!(chain["fault"].is_null(), "{chain}");
    }
    assert!(waiting(&device) > 0);
    let synced = device.run(&["sync"]).done();
    assert_eq!(synced["waiting"], 0, "{synced}");
}

#[test]
fn a_device_that_dies_as_a_demo_is_taken_out_has_it_or_none_of_it() {
    let device = CliDevice::new();
    let sheet = device.path_arg("recovery.txt");
    let init = ["init", "--demo", "--clinic", "Hillside"];
    let init = [&init[..], &["--recovery-file", &sheet]].concat();
    device.run_as("ada", &init).done();
    device
        .run_as("ada", &["seed", "demo", "--people", "3"])
        .done();
    let left = || {
        let rows = |table: &str| {
            let live = format!("select count(*) from {table} where deleted_at is null");
            count(&device, &live)
        };
        let paid = "select count(*) from invoices i where exists
            (select 1 from payments p where p.invoice = i.id and p.refunds is null)
            and not exists (select 1 from payments p where p.invoice = i.id and p.refunds is not null)";
        (rows("patients"), rows("expenses"), count(&device, paid))
    };
    let seeded = left();
    assert!(seeded.0 == 3 && seeded.1 > 0 && seeded.2 > 0, "{seeded:?}");
    for (point, expected) in [
        ("vault.write.before_commit", seeded),
        ("vault.write.after_commit", (0, 0, 0)),
    ] {
        let mut command = device.command_as("ada", PASSWORD, &["seed", "undo"]);
        let mut program = command.env(ABORT_AT, point).spawn().unwrap();
        assert_aborted(program.wait().unwrap());
        assert_eq!(left(), expected, "{point}");
        let chain = device.run(&["audit", "verify"]).done();
        assert!(chain["fault"].is_null(), "{chain}");
    }
    let undone = device.run_as("ada", &["seed", "undo"]).done();
    assert_eq!(undone["patients"], 0, "{undone}");
}

#[test]
fn what_a_backup_that_dies_leaves_is_removed_by_the_next_one() {
    let device = CliDevice::new();
    device.init();
    for point in ["vault.backup.before_end", "vault.backup.before_name"] {
        let file = device.path_arg(&format!("{point}.age"));
        let create = ["backup", "create", "--out", &file];
        let mut command = device.command_as("ada", PASSWORD, &create);
        let mut program = command.env(ABORT_AT, point).spawn().unwrap();
        assert_aborted(program.wait().unwrap());
        let left = || {
            let folders = [device.vault(), device.path("")];
            let files = folders
                .into_iter()
                .flat_map(|folder| std::fs::read_dir(folder).unwrap());
            let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
            let mut names: Vec<String> = names.collect();
            names.retain(|name| name.ends_with(".part") || name == "backup.tmp");
            names
        };
        assert!(!left().is_empty(), "{point}");
        let other = device.path_arg(&format!("{point}-next.age"));
        device
            .run_as("ada", &["backup", "create", "--out", &other])
            .done();
        assert_eq!(left(), [""; 0], "{point}");
        device.run_as("ada", &create).done();
    }
}

/// Runs a command that ends at a fail point, and then the same command once more.
#[track_caller]
fn again_after(device: &CliDevice, point: &str, args: &[&str]) {
    let mut command = device.command_as("ada", PASSWORD, args);
    let mut program = command.env(ABORT_AT, point).spawn().unwrap();
    assert_aborted(program.wait().unwrap());
    device.run(&["status"]).refused(1, "unfinished");
    device.run_as("ada", args).done();
    let synced = device.run(&["sync"]).done();
    assert_eq!(synced["waiting"], 0, "{point}: {synced}");
}

#[test]
fn a_restore_that_dies_is_done_by_the_same_command_again() {
    let (_database, _serving, mut device) = connected(&[]);
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    let (file, sheet) = (
        device.path_arg("clinic.age"),
        device.path_arg("recovery.txt"),
    );
    let create = ["backup", "create", "--out", &file];
    device.run_as("ada", &create).done();
    for point in ["vault.restore.after_commit", "vault.make.before_finish"] {
        device.use_vault(point);
        let restore = ["backup", "restore", &file, "--recovery-file", &sheet];
        again_after(&device, point, &restore);
        assert_eq!(family_name(&device, "ada", &zoe), "Okafor");
    }
}

#[test]
fn a_join_that_dies_is_done_by_the_same_command_again() {
    let (_database, serving, device) = connected(&[]);
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.run(&["sync"]).done();
    for point in ["vault.join.before_server", "vault.make.before_finish"] {
        let created = device.run_as("ada", &["enrol", "create"]).done();
        let mut other = CliDevice::new();
        other.use_vault("joined");
        let code = other.write("code", text(&created, "code"));
        let join = ["enrol", "join", &serving.url, "--code-file", &code];
        again_after(&other, point, &join);
        assert_eq!(family_name(&other, "ada", &zoe), "Okafor");
    }
}

/// Nothing was altered, and the password is right.
#[test]
fn a_join_that_dies_in_its_first_sync_asks_for_another_one() {
    let (_database, serving, device) = connected(&[]);
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.run(&["sync"]).done();
    for point in ["client.pull.after_answer", "vault.pull.after_commit"] {
        let created = device.run_as("ada", &["enrol", "create"]).done();
        let mut other = CliDevice::new();
        other.use_vault("joined");
        let code = other.write("code", text(&created, "code"));
        let join = ["enrol", "join", &serving.url, "--code-file", &code];
        let mut command = other.command_as("ada", PASSWORD, &join);
        let mut program = command.env(ABORT_AT, point).spawn().unwrap();
        assert_aborted(program.wait().unwrap());
        let list = ["patients", "list"];
        for _ in 0..3 {
            let listed = other.run_as("ada", &list);
            for code in ["wrong_password", "\"wait\"", "file_altered"] {
                assert!(!listed.out.contains(code), "{point}: {}", listed.out);
            }
            if point == "client.pull.after_answer" {
                listed.refused(1, "not_all_here");
            }
        }
        other.run_as("ada", &join).refused(1, "already_there");
        other.run_as("ada", &["sync"]).done();
        assert_eq!(family_name(&other, "ada", &zoe), "Okafor");
        let status = other.run(&["status"]).done();
        assert!(status["file"]["alarm"].is_null(), "{status}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_dies_leaves_no_core_dump() {
    let device = CliDevice::new();
    device.init();
    // it waits for an entry that never comes
    let args = ["patients", "add", "--stdin"];
    let mut command = device.command_as("ada", PASSWORD, &args);
    let mut program = command.stdin(Stdio::piped()).spawn().unwrap();
    let limits = format!("/proc/{}/limits", program.id());
    let leaves_none = || {
        let limits = std::fs::read_to_string(&limits).unwrap();
        let cores = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        // soft and hard, so that nothing raises it again
        cores.is_some_and(|line| {
            line.split_whitespace()
                .skip(4)
                .take(2)
                .all(|size| size == "0")
        })
    };
    let is_limited = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        leaves_none()
    });
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(is_limited);
}

/// Ends `init` at each commit and at what it does to the recovery file.
#[test]
fn a_clinic_is_made_by_the_same_command_wherever_it_was_killed() {
    let device = CliDevice::new();
    let sheet = device.path_arg("recovery.txt");
    let init = ["init", "--clinic", "Hillside", "--recovery-file", &sheet];
    let aborted_at = |point: &str| {
        let mut command = device.command_as("ada", PASSWORD, &init);
        let mut program = command
            .env(ABORT_AT, point)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let ended = program.wait().unwrap();
        if !ended.success() {
            assert_aborted(ended);
        }
        !ended.success()
    };
    let commits = (0..20).map(|passes| format!("vault.write.after_commit:{passes}"));
    let commits: Vec<String> = commits.take_while(|point| aborted_at(point)).collect();
    assert!(commits.len() > 1, "{commits:?}");
    // it ended well: what it made stays
    let key = std::fs::read_to_string(&sheet).unwrap();
    device.run_as("ada", &init).refused(1, "already_there");
    assert_eq!(std::fs::read_to_string(&sheet).unwrap(), key);

    std::fs::remove_dir_all(device.vault()).unwrap();
    device.run_as("ada", &init).refused(1, "exists");
    std::fs::remove_file(&sheet).unwrap();
    for point in [
        "host.recovery.saved",
        "init.sheet_removed",
        "vault.make.before_finish",
    ] {
        assert!(aborted_at(point), "{point}");
    }
    // a file of another program is not overwritten
    let ours = std::fs::read_to_string(&sheet).unwrap();
    for theirs in [&key, "words"] {
        std::fs::write(&sheet, theirs).unwrap();
        device.run_as("ada", &init).refused(1, "exists");
        assert_eq!(std::fs::read_to_string(&sheet).unwrap(), *theirs);
    }
    std::fs::write(&sheet, ours).unwrap();
    device.run_as("ada", &init).done();
    device.run_as("ada", &["patients", "list"]).done();
    assert!(device.run(&["audit", "verify"]).done()["is_clean"] == true);
}
