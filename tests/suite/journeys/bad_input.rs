//! Passwords, values and lists that are wrong.

use std::process::Stdio;

use support::cli_device::{ABORT_AT, PASSWORD, assert_aborted};
use sync_contract::protocol::Replica;
use vault::keystore::FileKeys;
use vault::{Environment, Vault};

use super::*;

#[test]
fn wrong_passwords_are_slowed_then_locked_out_across_a_restart() {
    let device = CliDevice::new();
    device.init();
    let guess = || device.run_as_with_password("ada", "a guess", &["patients", "list"]);
    guess().refused(1, "wrong_password");
    // each command is a process of its own, so the wait is stored on the disk; it outlasts a slow machine
    assert_eq!(tries(&device, "wait_ms = 600000 where wait_ms > 0"), 1);
    guess().refused(1, "wait");
    device
        .run_as("ada", &["patients", "list"])
        .refused(1, "wait");
    for _ in 1..4 {
        has_waited(&device);
        guess().refused(1, "wrong_password");
    }
    has_waited(&device);
    // the try that begins the lock-out says so
    let message = guess().refused(1, "locked_out");
    assert!(message.contains("15 min"), "{message}");
    let message = device
        .run_as("ada", &["patients", "list"])
        .refused(1, "locked_out");
    assert!(message.contains("15 min"), "{message}");
    has_waited(&device);
    device.run_as("ada", &["patients", "list"]).done();
    // an admin sees the locked-out users, and until when
    device.add_user("ada", "diet", "Dietitian");
    for code in ["wrong_password"; 4].into_iter().chain(["locked_out"]) {
        device
            .run_as_with_password("diet", "a guess", &["patients", "list"])
            .refused(1, code);
        has_waited(&device);
    }
    assert_eq!(tries(&device, "wait_ms = 600000 where failures = 5"), 1);
    let lines = device.lines_as("ada", &["user", "list"]);
    let locked: Vec<&str> = lines
        .lines()
        .filter(|line| line.contains("locked out"))
        .collect();
    assert!(
        locked.len() == 1 && locked[0].starts_with("diet  Dietitian"),
        "{lines}"
    );
    let users = device.run_as("ada", &["user", "list"]).done();
    let diet = list(&users, "users")
        .iter()
        .find(|user| user["username"] == "diet");
    assert!(diet.unwrap()["locked_until"].is_string(), "{users}");
    assert!(locked[0].contains("until 20"), "{lines}");
    // an unknown user is answered like a wrong password
    device
        .run_as("nobody", &["patients", "list"])
        .refused(1, "wrong_password");
}

#[test]
fn commands_of_one_user_at_once_are_all_done() {
    let device = CliDevice::new();
    device.init();
    let list = || {
        device
            .command_as("ada", PASSWORD, &["patients", "list"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    for _ in 0..3 {
        let commands: Vec<_> = (0..4).map(|_| list()).collect();
        for command in commands {
            let output = command.wait_with_output().unwrap();
            assert!(output.status.success(), "{output:?}");
        }
    }
}

#[test]
fn a_kill_during_sign_in_is_no_wrong_password_and_shows_nothing() {
    let device = CliDevice::new();
    device.init();
    for password in [PASSWORD, "a guess"] {
        for _ in 0..6 {
            let mut command = device.command_as("ada", password, &["patients", "list"]);
            let command = command.env(ABORT_AT, "vault.sign_in.checked");
            let output = command.output().unwrap();
            assert_aborted(output.status);
            assert!(output.stdout.is_empty(), "{output:?}");
        }
    }
    device.run_as("ada", &["patients", "list"]).done();
}

/// A kill between the count and the answer: the try counts, right or wrong, and shows nothing.
#[test]
fn a_kill_before_the_answer_of_a_sign_in_gives_no_try_back() {
    let device = CliDevice::new();
    device.init();
    for failures in 1..=2 {
        let mut command = device.command_as("ada", "a guess", &["patients", "list"]);
        let command = command.env(ABORT_AT, "vault.sign_in.counted");
        let output = command.output().unwrap();
        assert_aborted(output.status);
        assert!(output.stdout.is_empty(), "{output:?}");
        let set = format!("wait_ms = wait_ms where failures = {failures}");
        assert_eq!(tries(&device, &set), 1, "{failures}");
        has_waited(&device);
    }
    device.run_as("ada", &["patients", "list"]).done();
    assert_eq!(tries(&device, "wait_ms = 0 where failures > 0"), 0);
}

/// As if the time that is asked for had passed: it is in the file, and in an entry of the key store that an edit of the
/// file does not shorten.
fn has_waited(device: &CliDevice) {
    let folder = device.path("data/nutrivault/keys");
    let entries = std::fs::read_dir(&folder).unwrap();
    let names: Vec<uuid::Uuid> = entries
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok())
        .collect();
    let of_tries = |name: &uuid::Uuid| names.contains(&uuid::Uuid::new_v5(name, b"tries"));
    let vault = names.iter().find(|name| of_tries(name)).unwrap();
    let entry = uuid::Uuid::new_v5(vault, b"tries").to_string();
    std::fs::write(folder.join(entry), "nothing that can be read").unwrap();
    tries(device, "wait_ms = 0");
}

/// Changes the stored tries of wrong passwords. Returns the number of affected users.
fn tries(device: &CliDevice, set: &str) -> usize {
    let file = rusqlite::Connection::open(device.vault().join("vault.db")).unwrap();
    let sql = format!("update sign_in_tries set {set}");
    file.execute(&sql, []).unwrap()
}

#[test]
fn unreadable_lists_and_impossible_values_are_refused_altogether() {
    let device = CliDevice::new();
    device.init();
    device.add_user("ada", "diet", "Dietitian");
    let import = |name: &str, bytes: &[u8]| {
        let file = device.write(name, bytes);
        device.run_as("ada", &["import", "patients", &file, "--yes"])
    };
    import("latin.csv", b"given_name,family_name\nZo\xeb,Okafor\n").refused(1, "not_utf8");
    import(
        "column.csv",
        b"birth_date,favourite_colour\n1990-02-28,blue\n",
    )
    .refused(1, "missing_column");
    let message = import(
        "quote.csv",
        b"given_name,family_name\nBen,Tal\n\"Zoe,Okafor\n",
    )
    .refused(1, "broken_quote");
    assert!(message.contains("line 3"), "{message}");
    import("empty.csv", b"").refused(1, "empty_file");
    let gone = device.path_arg("gone.csv");
    device
        .run_as("ada", &["import", "patients", &gone, "--yes"])
        .refused(2, "usage");
    assert_eq!(count(&device, "select count(*) from patients"), 0);
    let endless = ["import", "patients", "/dev/zero", "--yes"];
    device.run_as("ada", &endless).refused(1, "too_large");
    // a list may have no birth dates at all
    let undated = device.write("undated.csv", "given_name,family_name\nIda,Berg\n");
    let preview = device.run_as("ada", &["import", "patients", &undated, "--dry-run"]);
    assert_eq!(preview.done()["valid"], 1);
    // a line with an impossible date is passed over, and reported
    let mixed =
        b"given_name,family_name,date_of_birth\nBen,Tal,1990-02-30\nZoe,Okafor,1990-02-28\n";
    let done = import("dates.csv", mixed).done();
    assert_eq!(
        (done["imported"].as_i64(), list(&done, "errors").len()),
        (Some(1), 1)
    );
    assert_eq!(done["errors"][0]["line"], 2);

    let zoe = list(&device.run_as("diet", &["search", "Okafor"]).done(), "hits")[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    device
        .run_as(
            "diet",
            &["patients", "edit", &zoe, "--birth-date", "1990-02-30"],
        )
        .refused(2, "usage");
    let weigh = |value: &str, flags: &[&str]| {
        let args = [
            "measurements",
            "add",
            "--patient",
            &zoe,
            "--kind",
            "WEIGHT",
            "--value",
            value,
        ];
        device.run_as("diet", &[&args, flags].concat())
    };
    weigh("7200 kg", &[]).refused(1, "invalid");
    weigh("7200 kg", &["--keep"]).refused(1, "invalid");
    let message = weigh("seventy", &[]).refused(2, "usage");
    assert!(message.contains("kg, g, lb"), "{message}");
    assert_eq!(count(&device, "select count(*) from measurements"), 0);
    weigh("72 kg", &[]).done();
    // from 72 to 270 within a minute: possible for a body, and most likely a slip
    let message = weigh("270 kg", &[]).ended(3);
    assert_eq!(message["error"]["code"], "doubtful");
    assert_eq!(count(&device, "select count(*) from measurements"), 1);
    weigh("270 kg", &["--keep"]).done();
    // what makes no sense at all is a matter of usage
    assert_eq!(device.run_as("diet", &["patients", "fly"]).status, 2);
    assert_eq!(device.run(&["patients", "list"]).status, 2);
}

#[test]
fn a_path_that_cannot_be_used_is_a_matter_of_usage() {
    let device = CliDevice::new();
    device.init();
    let file = device.write("a file", "no folder");
    let circle = device.path_arg("circle");
    std::os::unix::fs::symlink(&circle, &circle).unwrap();
    let vaults = [file.as_str(), &circle];
    for vault in vaults {
        let mut command = device.command(&["--vault", vault, "status"]);
        let output = command.output().unwrap();
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer["error"]["code"], "usage", "{vault}: {answer}");
        assert_eq!(output.status.code(), Some(2));
    }
    let nowhere = ["backup", "create", "--out", "/proc/x"];
    device.run_as("ada", &nowhere).refused(2, "usage");
    let long = device.path_arg(&"x".repeat(300));
    device
        .run_as("ada", &["backup", "create", "--out", &long])
        .refused(2, "usage");
}

#[test]
fn an_edit_that_changes_nothing_is_reported_as_such() {
    let device = CliDevice::new();
    device.init();
    device.add_user("ada", "diet", "Dietitian");
    let zoe = register(&device, "diet", "Zoë", "Okafor");
    let building = "1 Main Street";
    let moved = list(
        &device.run_as("ada", &["facilities", "list"]).done(),
        "facilities",
    )[0]
    .clone();
    let id = text(&moved, "id");
    let edit = ["facilities", "edit", &id, "--address", building];
    assert_eq!(device.run_as("ada", &edit).done()["changed"], true);
    assert_eq!(device.run_as("ada", &edit).done()["changed"], false);
    let lines = device.lines_as("ada", &edit);
    assert!(lines.contains("Nothing was changed"), "{lines}");
    let write = [
        "notes",
        "write",
        "--patient",
        &zoe,
        "--kind",
        "FREE",
        "--section",
        "text=Eats late",
    ];
    let note = device.run_as("diet", &write).done();
    assert_eq!(note["changed"], true, "{note}");
    let id = text(&note["note"], "id");
    let again = [
        "notes",
        "write",
        "--note",
        &id,
        "--section",
        "text=Eats late",
    ];
    assert_eq!(device.run_as("diet", &again).done()["changed"], false);
    let restore = ["patients", "restore", &zoe];
    assert_eq!(device.run_as("diet", &restore).done()["changed"], false);
    device
        .run_as(
            "diet",
            &["patients", "delete", &zoe, "--reason", "DUPLICATE"],
        )
        .done();
    assert_eq!(device.run_as("diet", &restore).done()["changed"], true);
}

#[test]
fn a_version_that_was_seen_of_another_record_is_refused() {
    let device = CliDevice::new();
    device.init();
    let (zoe, ben) = (
        register(&device, "ada", "Zoë", "Okafor"),
        register(&device, "ada", "Ben", "Tal"),
    );
    let seen = |id: &str| {
        let shown = device.run_as("ada", &["patients", "show", id]).done();
        text(&shown, "seen")
    };
    let edit = |seen: &str| {
        device.run_as(
            "ada",
            &[
                "patients",
                "edit",
                &zoe,
                "--phone",
                "024 555 0182",
                "--seen",
                seen,
            ],
        )
    };
    edit(&seen(&ben)).refused(2, "usage");
    edit("").refused(2, "usage");
    edit(&seen(&zoe)).done();
    let delete = [
        "patients",
        "delete",
        &zoe,
        "--reason",
        "DUPLICATE",
        "--seen",
    ];
    device
        .run_as("ada", &[&delete[..], &[&seen(&ben)]].concat())
        .refused(2, "usage");
}

#[test]
fn a_clock_that_is_far_ahead_is_shown_and_its_readings_are_asked_about() {
    let device = CliDevice::new();
    device.init();
    device.add_user("ada", "diet", "Dietitian");
    let zoe = register(&device, "diet", "Zoë", "Okafor");
    let ahead = |status: &serde_json::Value| status["clock_ahead_minutes"].as_i64();
    assert_eq!(ahead(&device.run(&["status"]).done()), None);
    // as a server's answer says it: this computer is a year ahead
    let keys = FileKeys::new(device.path("data/nutrivault/keys"));
    let machine = Environment::of_machine(Box::new(keys)).unwrap();
    let mut vault = Vault::open(&device.vault(), machine).unwrap();
    let here_ms = 1_800_000_000_000;
    vault
        .note_server_time(here_ms - 365 * 24 * 3_600_000, here_ms)
        .unwrap();
    drop(vault);
    assert_eq!(ahead(&device.run(&["status"]).done()), Some(365 * 24 * 60));
    let weigh = |more: &[&str]| {
        let add = [
            "measurements",
            "add",
            "--patient",
            &zoe,
            "--kind",
            "WEIGHT",
            "--value",
            "72 kg",
        ];
        device.run_as("diet", &[&add[..], more].concat())
    };
    let refused = weigh(&[]).ended(3);
    assert_eq!(refused["error"]["code"], "doubtful", "{refused}");
    let message = text(&refused["error"], "message");
    assert!(
        message.contains("365 days ahead of the server's"),
        "{message}"
    );
    assert_eq!(count(&device, "select count(*) from measurements"), 0);
    weigh(&["--keep"]).done();
    weigh(&["--at", "2020-01-02T10:00:00Z"]).done();
}
