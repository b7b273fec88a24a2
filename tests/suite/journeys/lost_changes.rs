//! An admin's revocations stay in force after the server was restored and that admin's computer is gone.

use support::cli_device::{ServerProcess, connected};

use super::*;

/// A revoked device, a deactivated user, an erased patient: another admin's computer has the signed rows.
#[test]
fn a_restored_server_gets_what_admins_signed_from_another_admin() {
    let users = [("eve", "Admin"), ("bad", "Dietitian")];
    let (database, serving, first) = connected(&users);
    let gone = register(&first, "bad", "Nadia", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "eve");
    let thief = first.enrol("ada", "bad");
    for device in [&first, &second, &thief] {
        device.run(&["sync"]).done();
    }
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    let listed = first.run_as("ada", &["devices", "list"]).done();
    let numbers = list(&listed, "devices").iter();
    let number = numbers
        .map(|device| device["number"].as_i64().unwrap())
        .max();
    let number = number.unwrap().to_string();
    let revoke = ["devices", "revoke", &number, "--reason", "stolen"];
    first.run_as("ada", &revoke).done();
    first.run_as("ada", &["user", "deactivate", "bad"]).done();
    erasure::erase(&first, &gone);
    for device in [&first, &second] {
        device.run(&["sync"]).done();
    }

    serving.kill();
    drop(first);
    let _restored = ServerProcess::restart(&backup, &url);
    for _ in 0..3 {
        second.run_as("eve", &["sync"]).json();
    }
    let at_server = || {
        support::block_on(async {
            let client = backup.as_superuser().await;
            let sql = "select (select count(*) from users where not is_active),
                (select count(*) from devices where revoked_at is not null),
                (select count(*) from erasures), (select count(*) from patients)";
            let row = client.query_one(sql, &[]).await.unwrap();
            [0, 1, 2, 3].map(|at| row.get::<_, i64>(at))
        })
    };
    assert_eq!(at_server(), [1, 1, 1, 0]);
    // it stays so, and no refusal is reported
    let status = second.run(&["status"]).json();
    assert_eq!(
        status["refused"].as_array().map(Vec::len),
        Some(0),
        "{status}"
    );
    assert_eq!(second.run_as("eve", &["sync"]).done()["sent"], 0);
    // a later manual change by this admin counts as the last one
    second.run_as("eve", &["user", "activate", "bad"]).done();
    second.run_as("eve", &["sync"]).done();
    assert_eq!(at_server(), [0, 1, 1, 0]);
    thief.run(&["sync"]).refused(1, "revoked");
}

/// A password that an admin reset is valid on every computer, and the one before it is not: on computers that knew of
/// the reset, on others, and at the first sign-in on a new one.
#[test]
fn a_restored_server_gets_a_reset_password_from_another_admin() {
    let (database, serving, first) = connected(&[("eve", "Admin"), ("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "eve");
    let third = first.enrol("ada", "diet");
    second.run_as("diet", &["sync"]).done();
    for device in [&first, &second, &third] {
        device.run(&["sync"]).done();
    }
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    let newest = "staple battery horse";
    let file = first.write("other.password", format!("{newest}\n"));
    let reset = ["user", "reset-password", "--username", "diet"];
    let reset = [&reset[..], &["--new-password-file", &file]].concat();
    first.run_as("ada", &reset).done();
    for device in [&first, &second] {
        device.run(&["sync"]).done();
    }

    serving.kill();
    drop(first);
    let _restored = ServerProcess::restart(&backup, &url);
    // the admin's computer resends what the server lacks once it has noticed the restoration
    for _ in 0..3 {
        second.run_as("eve", &["sync"]).json();
    }
    third.run(&["sync"]).done();
    let fourth = CliDevice::new();
    let invited = second.run_as("eve", &["enrol", "create"]).done();
    let (code, at) = (text(&invited, "code"), text(&invited, "server"));
    let join = ["enrol", "join", &at, "--code", &code];
    fourth.run_as_with_password("diet", newest, &join).done();
    for device in [&second, &third, &fourth] {
        let signed_in = device
            .run_as_with_password("diet", newest, &["sync"])
            .done();
        assert_eq!(signed_in["refused"], 0, "{signed_in}");
        // offline, too
        let show = ["patients", "show", &zoe];
        let shown = device.run_as_with_password("diet", newest, &show).done();
        let form = &shown["patient"]["form"]["form"];
        assert_eq!(text(form, "family_name"), "Okafor", "{shown}");
        device.run_as("diet", &show).refused(1, "wrong_password");
    }
}

/// The server has lost the computer itself, too: it joined and was revoked after the backup.
#[test]
fn a_computer_that_a_restored_server_has_lost_is_revoked_there() {
    for comes_before in [false, true] {
        let users = [("eve", "Admin"), ("bad", "Dietitian")];
        let (database, serving, first) = connected(&users);
        first.run(&["sync"]).done();
        let second = first.enrol("ada", "eve");
        second.run(&["sync"]).done();
        let url = serving.kill();
        let backup = support::block_on(database.copy());
        let serving = ServerProcess::restart(&database, &url);
        let thief = first.enrol("ada", "bad");
        thief.run(&["sync"]).done();
        first.run(&["sync"]).done();
        let listed = first.run_as("ada", &["devices", "list"]).done();
        let numbers = list(&listed, "devices").iter();
        let number = numbers
            .map(|device| device["number"].as_i64().unwrap())
            .max();
        let number = number.unwrap().to_string();
        let revoke = ["devices", "revoke", &number, "--reason", "stolen"];
        first.run_as("ada", &revoke).done();
        second.run_as("eve", &["sync"]).done();

        serving.kill();
        drop(first);
        let _restored = ServerProcess::restart(&backup, &url);
        if comes_before {
            // the server has not been told yet
            thief.run(&["sync"]).json();
        }
        for _ in 0..3 {
            second.run_as("eve", &["sync"]).json();
        }
        let status = second.run(&["status"]).json();
        let refused = status["refused"].as_array().map(Vec::len);
        assert_eq!(refused, Some(0), "{status}");
        thief.run(&["sync"]).refused(1, "revoked");
    }
}
