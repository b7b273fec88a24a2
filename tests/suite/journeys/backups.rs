use support::cli_device::{ABORT_AT, PASSWORD, ServerProcess, assert_aborted, connected};

use super::*;

#[test]
fn a_backup_brings_a_clinic_without_a_server_back_as_another_computer() {
    let mut device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    let (file, sheet) = (
        device.path_arg("clinic.age"),
        device.path_arg("recovery.txt"),
    );
    let written = device
        .run_as("ada", &["backup", "create", "--out", &file])
        .done();
    assert!(written["bytes"].as_i64() > Some(0));
    device
        .run_as("ada", &["backup", "create", "--out", &file])
        .refused(1, "exists");
    let report = device
        .run(&["backup", "verify", &file, "--recovery-file", &sheet])
        .done();
    assert_eq!(report["rows"]["patients"], 1);
    assert_eq!(
        (&report["clinic"], &report["computer_number"]),
        (&"Hillside".into(), &1.into())
    );
    assert_eq!(text(&report, "fingerprint").len(), 19);
    assert!(report["waiting"].as_i64() > Some(0), "{report}");

    // a damaged copy and another clinic's key are refused, and nothing is made of them
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let damaged = device.write("damaged.age", &bytes);
    device
        .run(&["backup", "verify", &damaged, "--recovery-file", &sheet])
        .refused(1, "bad_backup");
    let other = CliDevice::new();
    other.init();
    let wrong = other.path_arg("recovery.txt");
    device
        .run(&["backup", "verify", &file, "--recovery-file", &wrong])
        .refused(1, "bad_backup");
    let rehearse = |file: &str| {
        let words = ["backup", "rehearse", file, "--recovery-file", &sheet];
        device.run_as("ada", &words)
    };
    let status = || device.run_as("ada", &["backup", "status"]).done()["backups"].clone();
    rehearse(&damaged).refused(1, "bad_backup");
    assert_eq!(status()["rehearsed"], Value::Null);
    assert_eq!(rehearse(&file).done()["rehearsal"]["patients"], 1);
    let known = status();
    assert_eq!(
        (&known["last"]["file"], &known["rehearsed"]["file"]),
        (&"clinic.age".into(), &"clinic.age".into())
    );

    let restore = ["backup", "restore", &file, "--recovery-file", &sheet];
    device.run_as("ada", &restore).refused(1, "not_empty");
    device.use_vault("restored");
    device
        .run_as(
            "ada",
            &["backup", "restore", &damaged, "--recovery-file", &sheet],
        )
        .refused(1, "bad_backup");
    assert!(!device.vault().join("vault.db").exists());
    device
        .run_as_with_password("ada", "not the password", &restore)
        .refused(1, "wrong_password");
    assert!(!device.vault().join("vault.db").exists());

    let restored = device.run_as("ada", &restore).done();
    assert_eq!(restored["device_number"], 2);
    assert_eq!(restored["fingerprint"], report["fingerprint"]);
    assert_eq!(family_name(&device, "ada", &zoe), "Okafor");
    let chain = device.run(&["audit", "verify"]).done();
    assert!(chain["fault"].is_null(), "{chain}");
}

#[test]
fn a_restored_device_sends_its_unsent_changes_and_pulls_the_rest() {
    let (_database, _serving, mut device) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&device, "diet", "Zoë", "Okafor");
    device.run(&["sync"]).done();
    let second = device.enrol("ada", "diet");
    // waits in the queue when the backup is made
    let ben = register(&device, "diet", "Ben", "Tal");
    let (file, sheet) = (
        device.path_arg("clinic.age"),
        device.path_arg("recovery.txt"),
    );
    device
        .run_as("ada", &["backup", "create", "--out", &file])
        .done();
    // and this comes to the server afterwards
    let mari = register(&second, "diet", "Mari", "Lind");
    second.run(&["sync"]).done();

    device.use_vault("restored");
    let restored = device
        .run_as(
            "ada",
            &["backup", "restore", &file, "--recovery-file", &sheet],
        )
        .done();
    assert!(restored["device_number"].as_i64() > Some(2), "{restored}");
    device.run_as("diet", &["sync"]).done();
    second.run(&["sync"]).done();
    for (patient, name) in [(&zoe, "Okafor"), (&ben, "Tal"), (&mari, "Lind")] {
        for computer in [&device, &second] {
            assert_eq!(family_name(computer, "diet", patient), name);
        }
    }
    device.run(&["sync"]).done();
    assert_same(
        &exported(&device, "ada", "all.json"),
        &exported(&second, "ada", "all.json"),
    );
}

#[test]
fn a_clinic_is_not_restored_while_its_server_is_away_and_nothing_is_left() {
    let (database, serving, mut device) = connected(&[]);
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.run(&["sync"]).done();
    let (file, sheet) = (
        device.path_arg("clinic.age"),
        device.path_arg("recovery.txt"),
    );
    device
        .run_as("ada", &["backup", "create", "--out", &file])
        .done();
    let url = serving.kill();
    device.use_vault("restored");
    let restore = ["backup", "restore", &file, "--recovery-file", &sheet];
    device.run_as("ada", &restore).refused(4, "unreachable");
    assert!(!device.vault().exists(), "the folder is as it was");

    let _serving = ServerProcess::restart(&database, &url);
    let restored = device.run_as("ada", &restore).done();
    assert_eq!(
        restored["device_number"], 2,
        "the attempt before made no computer"
    );
    assert_eq!(family_name(&device, "ada", &zoe), "Okafor");
}

#[test]
fn a_clinic_is_restored_without_its_server_and_admitted_later() {
    let (database, serving, mut device) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&device, "diet", "Zoë", "Okafor");
    device.run(&["sync"]).done();
    let second = device.enrol("ada", "diet");
    let (file, sheet) = (
        device.path_arg("clinic.age"),
        device.path_arg("recovery.txt"),
    );
    device
        .run_as("ada", &["backup", "create", "--out", &file])
        .done();
    // has the number by which the restored one will go
    let third = device.enrol("ada", "diet");
    let url = serving.kill();

    device.use_vault("restored");
    let restore = ["backup", "restore", &file, "--recovery-file", &sheet];
    let message = device.run_as("ada", &restore).refused(4, "unreachable");
    assert!(message.contains("--without-server"), "{message}");
    let alone = [&restore[..], &["--without-server"]].concat();
    device.run_as("diet", &alone).refused(1, "forbidden");
    assert!(!device.vault().exists(), "the folder is as it was");
    let restored = device.run_as("ada", &alone).done();
    assert_eq!(restored["is_admitted"], false);
    assert_eq!(family_name(&device, "diet", &zoe), "Okafor");
    let ben = register(&device, "diet", "Ben", "Tal");
    device.run(&["sync"]).refused(4, "unreachable");
    let again = device.path_arg("again.age");
    let message = device
        .run_as("ada", &["backup", "create", "--out", &again])
        .refused(1, "not_found");
    assert!(message.contains("`nutrivault backup admit`"), "{message}");
    device
        .run_as("ada", &["backup", "admit"])
        .refused(4, "unreachable");

    let _serving = ServerProcess::restart(&database, &url);
    let mari = register(&third, "diet", "Mari", "Lind");
    third.run(&["sync"]).done();
    let message = device.run(&["sync"]).refused(1, "wrong_clinic");
    assert!(message.contains("`nutrivault backup admit`"), "{message}");
    device
        .run_as("diet", &["backup", "admit"])
        .refused(1, "forbidden");
    // neither sent, and sent without an answer
    for point in ["vault.adopt.before_server", "client.pull.after_answer"] {
        let mut admit = device.command_as("ada", PASSWORD, &["backup", "admit"]);
        assert_aborted(admit.env(ABORT_AT, point).status().unwrap());
    }
    let admitted = device.run_as("ada", &["backup", "admit"]).done();
    assert_eq!(admitted["waiting"], 0);
    device.run_as("diet", &["sync"]).done();
    device
        .run_as("ada", &["backup", "admit"])
        .refused(1, "already_there");
    for computer in [&second, &third] {
        computer.run(&["sync"]).done();
    }
    for (patient, name) in [(&zoe, "Okafor"), (&ben, "Tal"), (&mari, "Lind")] {
        for computer in [&device, &second, &third] {
            assert_eq!(family_name(computer, "diet", patient), name);
        }
    }
}

#[test]
fn a_restore_that_was_cut_off_names_the_way_on() {
    let (database, serving, mut device) = connected(&[]);
    device.run(&["sync"]).done();
    // waits in the queue when the backup is made
    let ben = register(&device, "ada", "Ben", "Tal");
    let (file, sheet) = (
        device.path_arg("clinic.age"),
        device.path_arg("recovery.txt"),
    );
    device
        .run_as("ada", &["backup", "create", "--out", &file])
        .done();
    let url = serving.kill();
    let serving = ServerProcess::restart_to_abort(&database, &url, "server.push.before_commit");
    device.use_vault("restored");
    let restore = ["backup", "restore", &file, "--recovery-file", &sheet];
    let message = device.run_as("ada", &restore).refused(4, "unreachable");
    assert!(
        message.contains("is back in this folder all the same"),
        "{message}"
    );
    assert!(
        message.contains("`nutrivault sync --user ada`"),
        "{message}"
    );
    let message = device.run_as("ada", &restore).refused(1, "not_empty");
    assert!(
        message.contains("`nutrivault sync --user ada`"),
        "{message}"
    );
    let url = serving.aborted();
    let _serving = ServerProcess::restart(&database, &url);
    device.run_as("ada", &["sync"]).done();
    assert_eq!(family_name(&device, "ada", &ben), "Tal");
}
