//! A clinic's file that somebody edited while its laptop was out of sight.

use std::io::ErrorKind;
use std::net::TcpListener;

use clinic::ProblemCode;
use clinic::sync::SyncState;
use clinic::sync::status::{self, Carrier};
use support::cli_device::connected;
use support::{Database, Device, Serving, TestClinic, block_on};

use super::*;

/// Edits the file as whoever has the disk can. Answers how many rows there were to edit.
fn edit(cli_device: &CliDevice, sql: &str) -> usize {
    let file = rusqlite::Connection::open(cli_device.vault().join("vault.db")).unwrap();
    file.execute(sql, []).unwrap()
}

#[test]
fn nothing_is_sent_to_a_server_that_was_put_into_the_file_and_work_goes_on_until_an_admin_names_it_again()
 {
    let (_database, serving, cli_device) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&cli_device, "diet", "Zoë", "Okafor");
    cli_device.says(&["sync"]).done();
    let strange = block_on(Database::migrated());
    let elsewhere = Serving::start(&strange);
    let thief = TcpListener::bind("127.0.0.1:0").unwrap();
    thief.set_nonblocking(true).unwrap();
    let theirs = format!("http://{}", thief.local_addr().unwrap());
    let new = cli_device.write("bo.password", "correct horse battery\n");
    let bo = [
        "user",
        "add",
        "--username",
        "bo",
        "--role",
        "Receptionist",
        "--new-password-file",
        &new,
    ];
    for sql in [
        &format!("update connection set url = '{theirs}'"),
        "update connection set ca_pem = 'theirs'",
        "update vault_file set server_tag = zeroblob(16)",
        "delete from connection",
    ] {
        assert_eq!(edit(&cli_device, sql), 1, "{sql}");
        // with a password, without one, and for what counts only once a server agrees
        let said = cli_device.says(&["sync"]).refused(3, "server_altered");
        assert!(said.contains("nutrivault connect"), "{said}");
        cli_device
            .by("diet", &["sync"])
            .refused(3, "server_altered");
        cli_device.by("ada", &bo).refused(3, "server_altered");
        cli_device
            .by("ada", &["enrol", "create"])
            .refused(3, "server_altered");
        assert_eq!(cli_device.says(&["status"]).done()["server_altered"], true);

        let shown = cli_device.by("diet", &["patients", "show", &zoe]);
        assert!(shown.err.contains(&said), "{shown:?}");
        shown.done();
        register(&cli_device, "diet", "Ben", "Tal");
        let heard = thief.accept().map(drop).unwrap_err();
        assert_eq!(heard.kind(), ErrorKind::WouldBlock, "{sql}");

        cli_device
            .by("diet", &["connect", &serving.url])
            .refused(1, "forbidden");
        cli_device
            .by("ada", &["connect", &elsewhere.url])
            .refused(1, "wrong_clinic");
        cli_device.by("ada", &["connect", &serving.url]).done();
        assert_eq!(cli_device.says(&["status"]).done()["server_altered"], false);
        let synced = cli_device.says(&["sync"]).done();
        assert_eq!(synced["waiting"], 0, "{synced}");
    }
    cli_device.by("ada", &bo).done();
}

#[test]
fn a_screen_is_told_why_nothing_is_sent_whether_the_server_was_changed_or_taken_out() {
    for sql in [
        "update connection set url = 'https://sync.example.com'",
        "delete from connection",
    ] {
        let (_practice, mut device) = TestClinic::founded();
        let told = |device: &mut Device| status::of(device.clinic(), Carrier::default()).unwrap();
        assert_eq!(told(&mut device).cause, None);
        let file = rusqlite::Connection::open(device.machine.folder.join("vault.db")).unwrap();
        assert_eq!(file.execute(sql, []).unwrap(), 1);
        let status = told(&mut device);
        let expected = (SyncState::Offline, Some(ProblemCode::ServerAltered));
        assert_eq!((status.state, status.cause), expected, "{sql}");
    }
}

#[test]
fn a_backup_of_an_edited_file_is_told_by_its_records_and_taken_only_by_who_asks_for_it() {
    let mut cli_device = CliDevice::new();
    cli_device.init();
    register(&cli_device, "ada", "Zoë", "Okafor");
    let ben = register(&cli_device, "ada", "Ben", "Tal");
    let (file, sheet) = (
        cli_device.word("clinic.age"),
        cli_device.word("recovery.txt"),
    );
    let edited = "update patients set status = 'DISCHARGED' where rowid = 1";
    assert_eq!(edit(&cli_device, edited), 1);
    cli_device
        .by("ada", &["backup", "create", "--out", &file])
        .done();
    let verify = ["backup", "verify", &file, "--recovery-file", &sheet];
    let said = cli_device.says(&verify).refused(3, "rows_altered");
    assert!(said.contains("1 record in this backup"), "{said}");

    cli_device.use_vault("restored");
    let restore = ["backup", "restore", &file, "--recovery-file", &sheet];
    cli_device.by("ada", &restore).refused(3, "rows_altered");
    assert!(!cli_device.vault().join("vault.db").exists());
    let all_the_same = [&restore[..], &["--altered-too"]].concat();
    let restored = cli_device.by("ada", &all_the_same).done();
    assert_eq!(restored["altered"], 1);
    assert_eq!(cli_device.says(&["status"]).done()["quarantined"], 1);
    assert_eq!(family_name(&cli_device, "ada", &ben), "Tal");
}

#[test]
fn a_backup_that_names_another_server_than_its_clinics_is_restored_once_the_right_one_is_named() {
    let (_database, serving, mut cli_device) = connected(&[]);
    let zoe = register(&cli_device, "ada", "Zoë", "Okafor");
    cli_device.says(&["sync"]).done();
    let (file, sheet) = (
        cli_device.word("clinic.age"),
        cli_device.word("recovery.txt"),
    );
    let edited = "update connection set url = 'http://127.0.0.1:9'";
    assert_eq!(edit(&cli_device, edited), 1);
    cli_device
        .by("ada", &["backup", "create", "--out", &file])
        .done();
    cli_device.use_vault("restored");
    let restore = ["backup", "restore", &file, "--recovery-file", &sheet];
    let said = cli_device.by("ada", &restore).refused(3, "server_altered");
    assert!(said.contains("--server"), "{said}");
    assert!(!cli_device.vault().join("vault.db").exists());
    let named = [&restore[..], &["--server", &serving.url]].concat();
    cli_device.by("ada", &named).done();
    assert_eq!(cli_device.says(&["sync"]).done()["waiting"], 0);
    assert_eq!(family_name(&cli_device, "ada", &zoe), "Okafor");
}
