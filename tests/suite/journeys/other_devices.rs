//! What an admin sees of the clinic's other computers, a computer that was copied, and a server that lost its work.

use std::path::Path;

use serde_json::json;
use support::ServerProcess;
use support::cli_device::connected;
use sync_contract::hash::key_code;

use super::*;

#[test]
fn an_admin_sees_when_and_with_which_version_a_device_was_last_seen() {
    let (database, _serving, first) = connected(&[]);
    let second = first.enrol("ada", "ada");
    first.run(&["sync"]).done();
    let other = || {
        let listed = first.run_as("ada", &["devices", "list"]).done();
        let mut others = list(&listed, "devices")
            .iter()
            .filter(|device| device["is_this"] == false);
        others.next().unwrap().clone()
    };
    let count_lines = |text: &str| {
        let lines = first.lines_as("ada", &["devices", "list"]);
        lines.lines().filter(|line| line.contains(text)).count()
    };
    // this one knows of itself; the other is not reported as never seen
    assert_eq!(
        (
            count_lines("  seen 20"),
            count_lines("not told by the server yet")
        ),
        (1, 1)
    );
    let unknown = other();
    assert!(unknown["last_seen"].is_null(), "{unknown}");
    assert!(unknown["version"].is_null(), "{unknown}");

    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let age = "update device_scopes set last_seen_sent_at = last_seen_sent_at - interval '11 minutes'";
        let client = database.as_superuser().await;
        client.batch_execute(age).await.unwrap();
    });
    second.run(&["sync"]).done();
    first.run(&["sync"]).done();
    let known = other();
    assert_eq!(known["version"], env!("CARGO_PKG_VERSION"), "{known}");
    assert!(known["last_seen"].is_string(), "{known}");
    assert_eq!(count_lines("  seen 20"), 2);
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &to),
            false => drop(std::fs::copy(entry.path(), to).unwrap()),
        }
    }
}

/// A computer is copied completely, including its keys: both copies go on, and neither loses its changes.
#[test]
fn a_copied_computer_delivers_its_queue_under_a_number_of_its_own() {
    let (_database, _serving, first) = connected(&[]);
    register(&first, "ada", "Ann", "Before");
    let copy = CliDevice::new();
    copy_folder(&first.path(""), &copy.path(""));
    register(&first, "ada", "Ben", "Original");
    register(&copy, "ada", "Cyd", "Copied");
    first.run(&["sync"]).done();
    let synced = copy.run(&["sync"]).done();
    assert_eq!(
        (&synced["waiting"], &synced["refused"]),
        (&0.into(), &0.into())
    );
    // and so it stays
    register(&copy, "ada", "Dan", "Copied");
    for device in [&copy, &first, &copy] {
        let synced = device.run(&["sync"]).done();
        assert_eq!(synced["refused"], 0, "{synced}");
    }
    for device in [&first, &copy] {
        for name in ["Before", "Original", "Copied"] {
            let hits = device.run_as("ada", &["search", name]).done();
            let expected = if name == "Copied" { 2 } else { 1 };
            assert_eq!(list(&hits, "hits").len(), expected, "{name}");
        }
        device.run(&["audit", "verify"]).done();
    }
}

/// Writes a note about a patient and returns its id.
fn write_note(device: &CliDevice, patient: &str, words: &str) -> String {
    let entry = json!({"patient": patient, "kind": "FREE", "sections": {"text": words}});
    let written = device.run_as_with_entry("diet", &["notes", "write", "--stdin"], &entry);
    text(&written.done()["note"], "id")
}

fn rename(device: &CliDevice, patient: &str, family_name: &str) {
    let args = ["patients", "edit", patient, "--family-name", family_name];
    device.run_as("diet", &args).done();
}

/// A clinic loses its server and has a backup from before some of its work: not one note is lost, none comes twice.
#[test]
fn a_server_restored_from_an_older_backup_gets_again_what_it_lacks() {
    let (database, serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let old = write_note(&first, &zoe, "From before.");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    // all of this is on the server, and each builds on the work of the other
    let ben = register(&second, "diet", "Ben", "Tal");
    rename(&second, &zoe, "Okafor-Lind");
    second.run(&["sync"]).done();
    first.run(&["sync"]).done();
    let of_ben = write_note(&first, &ben, "On the first.");
    first.run_as("diet", &["notes", "sign", &of_ben]).done();
    first.add_user("ada", "nia", "Dietitian");
    first.run(&["sync"]).done();
    second.run(&["sync"]).done();
    let of_zoe = write_note(&second, &zoe, "On the second.");
    rename(&second, &ben, "Tal-Lind");
    assert_eq!(second.run(&["sync"]).done()["waiting"], 0);
    first.run(&["sync"]).done();
    // and this is on the first alone
    let unsent = write_note(&first, &zoe, "Not sent.");

    serving.kill();
    let _restored = ServerProcess::restart(&backup, &url);
    // the first comes before the second, without which the server has no patient for its note
    let synced = first.run(&["sync"]).json();
    assert_eq!(
        (&synced["server_restored"], &synced["refused"]),
        (&true.into(), &0.into()),
        "{synced}"
    );
    for device in [&second, &first, &second, &first] {
        let synced = device.run(&["sync"]).json();
        assert_eq!(
            (&synced["refused"], &synced["conflicts"]),
            (&0.into(), &0.into()),
            "{synced}"
        );
    }
    for device in [&first, &second] {
        let synced = device.run(&["sync"]).done();
        assert_eq!(
            (&synced["waiting"], &synced["sent"]),
            (&0.into(), &0.into()),
            "{synced}"
        );
        for (patient, notes) in [(&zoe, vec![&old, &of_zoe, &unsent]), (&ben, vec![&of_ben])] {
            let listed = device
                .run_as("diet", &["notes", "list", "--patient", patient])
                .done();
            let mut ids: Vec<String> = list(&listed, "notes")
                .iter()
                .map(|note| text(note, "id"))
                .collect();
            ids.sort();
            let mut notes: Vec<String> = notes.into_iter().cloned().collect();
            notes.sort();
            assert_eq!(ids, notes);
        }
        assert_eq!(family_name(device, "diet", &zoe), "Okafor-Lind");
        assert_eq!(family_name(device, "diet", &ben), "Tal-Lind");
        device.run(&["audit", "verify"]).done();
    }
    let one = exported(&first, "ada", "one");
    assert_same(&one, &exported(&second, "ada", "other"));
    let on_server = support::block_on(async {
        let client = backup.as_superuser().await;
        let sql = "select (select count(*) from notes), (select count(*) from users), \
                   (select count(*) from cell_siblings)";
        let row = client.query_one(sql, &[]).await.unwrap();
        [0, 1, 2].map(|at| row.get::<_, i64>(at))
    });
    assert_eq!(on_server, [4, 3, 0]);
}

/// What waits for a review is on the server alone: a server that loses it gets it again from the computer that sent it.
#[test]
fn a_restored_server_gets_again_what_waits_for_a_review() {
    let (database, serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    second.run(&["sync"]).done();
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    rename(&second, &zoe, "Edited-offline");
    first.run_as("ada", &["user", "deactivate", "diet"]).done();
    // it learns of the deactivation with the first
    let handed_over = [(); 2].map(|()| second.run(&["sync"]).json()["in_review"].as_i64());
    assert_eq!(handed_over.iter().flatten().sum::<i64>(), 1);
    let listed = |computer: &CliDevice| {
        let listed = computer.run_as("ada", &["review", "list"]).json();
        let rows = list(&listed, "held").iter();
        rows.map(|row| text(row, "id")).collect::<Vec<String>>()
    };
    let before = listed(&first);
    assert_eq!(before.len(), 1);

    serving.kill();
    let _restored = ServerProcess::restart(&backup, &url);
    // the deactivation is there before the work of the deactivated
    for computer in [&first, &second, &first, &second] {
        let synced = computer.run(&["sync"]).json();
        assert_eq!(synced["refused"], 0, "{synced}");
    }
    assert_eq!(listed(&first), before);
    assert_eq!(second.run(&["status"]).done()["on_this_computer_only"], 0);
    // and a user decides about it, once
    first.run_as("ada", &["review", "admit", &before[0]]).done();
    assert!(listed(&first).is_empty());
    for computer in [&second, &first] {
        let synced = computer.run(&["sync"]).json();
        assert_eq!(synced["refused"], 0, "{synced}");
    }
    assert_eq!(family_name(&first, "ada", &zoe), "Edited-offline");
    assert!(listed(&first).is_empty());
}

/// Changes from a lost computer are only on the computers that received them, and no report claims more.
#[test]
fn status_and_sync_claim_no_more_of_a_restored_server_than_is_known() {
    let (database, serving, first) = connected(&[("diet", "Dietitian")]);
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    first.run(&["sync"]).done();
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    let ben = register(&second, "diet", "Ben", "Tal");
    second.run(&["sync"]).done();
    drop(second);
    let synced = first.run(&["sync"]).done();
    assert!(synced["server_restored_at"].is_null(), "{synced}");
    let lines = first.lines_as("ada", &["status"]);
    assert!(lines.contains("Everything is on the server."), "{lines}");

    serving.kill();
    let _restored = ServerProcess::restart(&backup, &url);
    for is_first in [true, false] {
        let synced = first.run(&["sync"]).json();
        assert_eq!(synced["server_restored"], is_first, "{synced}");
        assert!(synced["server_restored_at"].is_string(), "{synced}");
    }
    assert_eq!(family_name(&first, "diet", &ben), "Tal");
    assert!(first.run(&["status"]).done()["server_restored_at"].is_string());
    for command in ["status", "sync"] {
        let lines = first.lines_as("ada", &[command]);
        assert!(lines.contains("may be on this computer alone"), "{lines}");
        assert!(!lines.contains("Everything is on the server"), "{lines}");
    }
    // a user enters the missing records again, and ends the notice
    let end = ["devices", "end-restored"];
    first.run_as("diet", &end).refused(1, "forbidden");
    first.run_as("ada", &end).done();
    first.run_as("ada", &end).refused(1, "not_found");
    let lines = first.lines_as("ada", &["status"]);
    assert!(lines.contains("Everything is on the server."), "{lines}");
}

/// A password was reset after the backup that the server was restored to. Groups that its user signs with the newer key
/// wait until the admin's computer has sent that key again, and so does the audit log; a forged signature is refused at
/// once.
#[test]
fn what_a_key_signs_that_a_restored_server_lost_arrives_in_the_end() {
    let (database, serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    let file = first.write("other.password", "staple battery horse\n");
    let reset = ["user", "reset-password", "--username", "diet"];
    let reset = [&reset[..], &["--new-password-file", &file]].concat();
    first.run_as("ada", &reset).done();
    first.run(&["sync"]).done();
    second.run(&["sync"]).done();
    let as_diet = |args: &[&str]| second.run_as_with_password("diet", "staple battery horse", args);
    let register = |given: &str, family: &str| {
        let args = [
            "patients",
            "add",
            "--given-name",
            given,
            "--family-name",
            family,
        ];
        let added = as_diet(&args).done();
        text(&added["patient"], "id")
    };
    // the server has this session and this patient
    let sent = register("Ben", "Sent");
    second.run(&["sync"]).done();

    serving.kill();
    let _restored = ServerProcess::restart(&backup, &url);
    // and never had these
    let unsent = register("Cyd", "Unsent");
    let logged = "select count(*) from audit";
    let audit_waits = || count(&second, logged) - entries_at(&backup, &second);
    for _ in 0..2 {
        let synced = second.run(&["sync"]).json();
        assert_eq!(
            (&synced["refused"], &synced["undecided"], &synced["waiting"]),
            (&0.into(), &0.into(), &2.into()),
            "{synced}"
        );
        assert!(audit_waits() > 0, "nothing of those sessions is taken yet");
    }
    first.run(&["sync"]).done();
    second.run(&["sync"]);
    let synced = second.run(&["sync"]).done();
    assert_eq!(
        (&synced["waiting"], &synced["sent"]),
        (&0.into(), &0.into())
    );
    assert_eq!(audit_waits(), 0);
    first.run(&["sync"]).done();
    for (patient, name) in [(&zoe, "Okafor"), (&sent, "Sent"), (&unsent, "Unsent")] {
        assert_eq!(family_name(&first, "ada", patient), name);
    }
}

/// A password is reset before a restoration of the server and, by an admin whose computer never heard of that, once
/// more after it: no server knows the first of the two keys, and nothing that it signed is lost.
#[test]
fn work_under_a_key_that_was_replaced_unseen_is_sent_again_by_its_author() {
    let (database, serving, first) = connected(&[("diet", "Dietitian")]);
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let third = first.enrol("ada", "ada");
    third.run(&["sync"]).done();
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    let (unseen, newest) = ("staple battery horse", "third battery horse");
    let resets = |admin: &CliDevice, password: &str| {
        let file = admin.write("other.password", format!("{password}\n"));
        let reset = ["user", "reset-password", "--username", "diet"];
        let reset = [&reset[..], &["--new-password-file", &file]].concat();
        admin.run_as("ada", &reset).done();
        admin.run(&["sync"]).done();
    };
    let add = |password: &str, given: &str, family: &str| {
        let name = ["--given-name", given, "--family-name", family];
        let args = [&["patients", "add"][..], &name].concat();
        let added = second.run_as_with_password("diet", password, &args).done();
        text(&added["patient"], "id")
    };
    resets(&first, unseen);
    second.run(&["sync"]).done();
    let sent = add(unseen, "Ben", "Sent");
    second.run(&["sync"]).done();

    serving.kill();
    let _restored = ServerProcess::restart(&backup, &url);
    let unsent = add(unseen, "Cyd", "Unsent");
    second.run(&["sync"]);
    resets(&third, newest);
    for _ in 0..2 {
        second.run(&["sync"]);
    }
    // neither waits for a key that never comes, and both are reported
    let status = second.run(&["status"]).json();
    let refused = list(&status, "refused").clone();
    assert_eq!(refused.len(), 2, "{status}");
    for group in &refused {
        assert_eq!(text(group, "code"), "bad_signature");
        let again = ["refused", "again", &text(group, "id")];
        second.run_as_with_password("diet", newest, &again).done();
    }
    let synced = second.run(&["sync"]).json();
    assert_eq!(
        (&synced["refused"], &synced["undecided"], &synced["waiting"]),
        (&0.into(), &0.into(), &0.into()),
        "{synced}"
    );
    third.run(&["sync"]).done();
    for (patient, name) in [(&sent, "Sent"), (&unsent, "Unsent")] {
        assert_eq!(family_name(&third, "ada", patient), name);
    }
    // the log of those sessions waits until an admin signs in where the key is known
    let audit_waits =
        || count(&second, "select count(*) from audit") - entries_at(&backup, &second);
    assert!(audit_waits() > 0);
    for _ in 0..2 {
        first.run(&["sync"]);
    }
    let status = first.run(&["status"]).json();
    // the reset that was refused, which this admin decides about
    let refused = list(&status, "refused").clone();
    assert_eq!(refused.len(), 1, "{status}");
    assert_eq!(text(&refused[0], "what"), "reset password");
    let drop = ["refused", "drop", &text(&refused[0], "id")];
    first.run_as("ada", &drop).done();
    first.run_as("ada", &["sync"]).done();
    let named = "select count(*) from audit where action = 'name former key'";
    assert_eq!(count(&first, named), 1);
    for _ in 0..2 {
        second.run(&["sync"]);
    }
    assert_eq!(audit_waits(), 0);
}

/// How many entries of the audit logs of a computer, under all of its numbers, a server has.
fn entries_at(database: &support::Database, device: &CliDevice) -> i64 {
    let file = rusqlite::Connection::open(device.vault().join("vault.db")).unwrap();
    let mut logs = file.prepare("select distinct device from audit").unwrap();
    let logs = logs.query_map([], |row| row.get(0)).unwrap();
    let logs: Vec<i64> = logs.map(Result::unwrap).collect();
    support::block_on(async {
        let client = database.as_superuser().await;
        let count = "select count(*) from audit_entries where device_number = any($1)";
        client.query_one(count, &[&logs]).await.unwrap().get(0)
    })
}

/// Three computers, of which one joined after the backup that the server was restored to: it is no stranger there.
#[test]
fn a_computer_that_joined_after_the_servers_backup_goes_on() {
    let (database, serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    let third = first.enrol("ada", "diet");
    let ben = register(&third, "diet", "Ben", "Tal");
    let of_zoe = write_note(&third, &zoe, "On the third.");
    third.run(&["sync"]).done();
    second.run(&["sync"]).done();
    let of_ben = write_note(&second, &ben, "On the second.");
    second.run(&["sync"]).done();
    let unsent = write_note(&third, &ben, "Not sent.");

    serving.kill();
    let _restored = ServerProcess::restart(&backup, &url);
    let synced = third.run_as("diet", &["sync"]).json();
    assert_eq!(
        (&synced["server_restored"], &synced["refused"]),
        (&true.into(), &0.into()),
        "{synced}"
    );
    for device in [&first, &second, &third, &first, &second, &third] {
        let synced = device.run_as("diet", &["sync"]).json();
        assert_eq!(
            (&synced["refused"], &synced["conflicts"]),
            (&0.into(), &0.into()),
            "{synced}"
        );
    }
    let all = [&first, &second, &third];
    let exports = all.map(|device| exported(device, "ada", "all"));
    assert_same(&exports[0], &exports[1]);
    assert_same(&exports[0], &exports[2]);
    let text = exports[0].concat();
    for id in [&zoe, &ben, &of_zoe, &of_ben, &unsent] {
        assert!(text.contains(id.as_str()), "{id} is lost");
    }
    let listed = first.run_as("ada", &["devices", "list"]).done();
    assert_eq!(list(&listed, "devices").len(), 3, "{listed}");
}

/// A restored server has given a computer's number to another one before the computer came back.
#[test]
fn a_computer_whose_number_another_one_has_by_now_loses_nothing() {
    let (database, serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "ada");
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    let third = first.enrol("ada", "diet");
    let ben = register(&third, "diet", "Ben", "Tal");
    third.run(&["sync"]).done();
    let unsent = write_note(&third, &ben, "Not sent.");

    serving.kill();
    let _restored = ServerProcess::restart(&backup, &url);
    // the second has not followed what the server lost, and invites
    let fourth = second.enrol("ada", "diet");
    let of_fourth = write_note(&fourth, &zoe, "On the fourth.");
    fourth.run(&["sync"]).done();
    let numbers = || {
        second.run(&["sync"]).done();
        let listed = second.run_as("ada", &["devices", "list"]).done();
        let devices = list(&listed, "devices").iter();
        let mut numbers: Vec<i64> = devices
            .map(|device| device["number"].as_i64().unwrap())
            .collect();
        numbers.sort_unstable();
        numbers
    };
    assert_eq!(numbers(), [1, 2, 3]);
    let synced = third.run_as("diet", &["sync"]).json();
    assert_eq!(
        (&synced["server_restored"], &synced["refused"]),
        (&true.into(), &0.into()),
        "{synced}"
    );
    let all = [&first, &second, &third, &fourth];
    for device in all.iter().chain(&all) {
        let synced = device.run_as("ada", &["sync"]).json();
        assert_eq!(
            (&synced["refused"], &synced["conflicts"]),
            (&0.into(), &0.into()),
            "{synced}"
        );
    }
    let exports = all.map(|device| exported(device, "ada", "all"));
    for export in &exports[1..] {
        assert_same(&exports[0], export);
    }
    let text = exports[0].concat();
    for id in [&zoe, &ben, &unsent, &of_fourth] {
        assert!(text.contains(id.as_str()), "{id} is lost");
    }
    // both were numbered so when they joined
    assert_eq!(numbers(), [1, 2, 3, 3]);
    let revoke = ["devices", "revoke", "3", "--reason", "Lost"];
    second.run_as("ada", &revoke).refused(1, "invalid");
    for device in all {
        device.run(&["audit", "verify"]).done();
    }
}

/// A server has lost the key that all computers know: none sends it anything until an admin confirms its new one there.
#[test]
fn a_server_that_lost_its_key_is_confirmed_by_a_code_at_each_computer() {
    let (database, serving, first) = connected(&[("diet", "Dietitian")]);
    let second = first.enrol("ada", "ada");
    register(&second, "ada", "Ben", "Tal");
    let url = serving.kill();
    let key = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    support::block_on(async {
        let client = database.as_superuser().await;
        let lost = "update token_keys set identity_key = $1";
        client
            .execute(lost, &[&key.to_bytes().as_slice()])
            .await
            .unwrap();
    });
    let _serving = ServerProcess::restart(&database, &url);
    let confirm = |device: &CliDevice, user: &str, code: &str| {
        device.run_as(user, &["connect", &url, "--code", code])
    };
    let code = key_code(key.verifying_key().as_bytes());
    first.run(&["sync"]).refused(1, "other_server");
    confirm(&first, "ada", "AAAA-BBBB").refused(1, "other_server");
    confirm(&first, "diet", &code).refused(1, "forbidden");
    first.run(&["sync"]).refused(1, "other_server");
    confirm(&first, "ada", &code).done();
    first.run(&["sync"]).done();
    // each computer is asked for itself, and has kept what it wrote
    second.run(&["sync"]).refused(1, "other_server");
    assert_eq!(confirm(&second, "ada", &code).done()["sent"], 1);
    first.run(&["sync"]).done();
    let hits = first.run_as("ada", &["search", "Tal"]).done();
    assert_eq!(list(&hits, "hits").len(), 1);
    // and a clinic's code that is given once more changes nothing
    confirm(&first, "ada", "the code of before").done();
}
