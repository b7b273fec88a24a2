//! A server that is not there, not ours, not the clinic's, too old, not to be trusted; codes that open nothing.

use std::io::{Read, Write};
use std::net::TcpListener;

use support::cli_device::{connected, place};
use support::{Certificate, Database, Serving, block_on};

use super::*;

/// Something else that listens on this computer, and says the same to everybody.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = [0; 4096];
            // whoever hangs up has heard enough
            if stream.read(&mut asked).is_ok_and(|read| read > 0) {
                let _ = stream.write_all(answer.as_bytes());
            }
        }
    });
    url
}

#[test]
fn a_server_that_cannot_take_a_clinic_is_told_and_the_clinic_goes_on_as_before() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    let connect = |url: &str, code: &str| device.by("ada", &["connect", url, "--code", code]);
    let code = "not-a-code";
    connect("http://clinic.example.org", code).refused(1, "plain_http");
    connect("ftp://clinic.example.org", code).refused(2, "address");
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    connect(&format!("http://{nobody}"), code).refused(4, "unreachable");
    connect(
        &answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"),
        code,
    )
    .refused(1, "not_our_server");
    let later = "HTTP/1.1 200 OK\r\nnutrivault-protocol: 9.0\r\ncontent-length: 0\r\n\r\n";
    connect(&answering(later), code).refused(1, "too_old");

    let database = block_on(Database::migrated());
    let serving = Serving::start(&database);
    connect(&serving.url, code).refused(1, "code_unknown");
    let good = place(&database);
    let expired = place(&database);
    let owner = block_on(database.as_superuser());
    let expire = "update clinic_codes set expires_at = now() - interval '1 minute'";
    block_on(owner.batch_execute(expire)).unwrap();
    connect(&serving.url, &expired).refused(1, "code_expired");
    let renew = "update clinic_codes set expires_at = now() + interval '1 hour'";
    block_on(owner.batch_execute(renew)).unwrap();
    connect(&serving.url, &good).done();
    connect(&serving.url, &good).done();
    let elsewhere = connect("http://127.0.0.1:9", &good);
    elsewhere.refused(1, "already_connected");

    let other = CliDevice::new();
    other.init();
    other
        .by("ada", &["connect", &serving.url, "--code", &good])
        .refused(1, "code_used");
    assert!(
        other.says(&["status"]).done()["server"].is_null(),
        "a refused clinic is as it was"
    );

    // another server that runs our program and has never heard of this clinic
    let strange = block_on(Database::migrated());
    let stranger = Serving::start_again(&strange, &serving.kill());
    device.says(&["sync"]).refused(1, "wrong_clinic");
    register(&device, "ada", "Ben", "Tal");
    let url = stranger.kill();
    device.says(&["sync"]).refused(4, "unreachable");
    let file = device.write("bo.password", "correct horse battery\n");
    let add = ["user", "add", "--username", "bo", "--role", "Receptionist"];
    let told = device
        .by("ada", &[&add[..], &["--new-password-file", &file]].concat())
        .refused(4, "unreachable");
    assert!(told.contains("Nothing was changed"), "{told}");
    let status = device.says(&["status"]).done();
    assert_eq!(status["on_this_computer_only"], 1, "{status}");
    assert_eq!(family_name(&device, "ada", &zoe), "Okafor");
    let _serving = Serving::start_again(&database, &url);
    let synced = device.says(&["sync"]).done();
    assert_eq!(
        (synced["sent"].as_i64(), synced["waiting"].as_i64()),
        (Some(1), Some(0))
    );
}

#[test]
fn an_enrolment_code_that_is_wrong_used_or_expired_makes_nothing() {
    let (database, serving, first) = connected(&[]);
    let url = serving.url.clone();
    let code = || text(&first.by("ada", &["enrol", "create"]).done(), "code");
    let join =
        |device: &CliDevice, code: &str| device.by("ada", &["enrol", "join", &url, "--code", code]);
    let device = CliDevice::new();
    join(&device, "ABCDE").refused(1, "code_unknown");
    let good = code();
    // one letter typed wrong
    let last = if good.ends_with('2') { "3" } else { "2" };
    let wrong = format!("{}{last}", &good[..good.len() - 1]);
    let said = join(&device, &wrong);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(!device.vault().join("vault.db").exists());
    join(&device, &good).done();
    let late = CliDevice::new();
    join(&late, &good).refused(1, "code_used");
    let stale = code();
    let owner = block_on(database.as_superuser());
    let expire = "update enrolments set expires_at = now() - interval '1 minute';
        update credentials set expires_at = now() - interval '1 minute' where kind = 'enrolment'";
    block_on(owner.batch_execute(expire)).unwrap();
    join(&late, &stale).refused(1, "code_expired");
    assert!(!late.vault().join("vault.db").exists());
    join(&late, &code()).done();
    join(&late, &code()).refused(1, "already_there");
}

#[test]
fn a_server_with_a_certificate_of_its_own_is_believed_by_whoever_was_given_it() {
    let database = block_on(Database::migrated());
    let certificate = Certificate::for_this_machine();
    let serving = Serving::start_tls(&database, &certificate.chain(), &certificate.key());
    assert!(serving.url.starts_with("https://"));
    let device = CliDevice::new();
    device.init();
    let code = place(&database);
    device
        .by("ada", &["connect", &serving.url, "--code", &code])
        .refused(1, "certificate");
    let plain = serving.url.replace("https", "http");
    device
        .by("ada", &["connect", &plain, "--code", &code])
        .refused(1, "not_our_server");
    let other = Certificate::for_this_machine();
    let (ca, wrong) = (certificate.chain(), other.chain());
    let trusting = |ca: &std::path::Path| {
        let ca = ca.to_str().unwrap();
        device.by(
            "ada",
            &["connect", &serving.url, "--code", &code, "--ca", ca],
        )
    };
    trusting(&wrong).refused(1, "certificate");
    trusting(&ca).done();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.says(&["sync"]).done();
    let invited = device.by("ada", &["enrol", "create"]).done();
    assert_eq!(invited["needs_ca"], true);
    let invited = text(&invited, "code");
    let told = device.lines_by("ada", &["enrol", "create"]);
    let line = format!("enrol join {} --ca FILE\n", serving.url);
    assert!(told.contains(&line), "{told}");
    let second = CliDevice::new();
    let ca = ca.to_str().unwrap();
    second
        .by("ada", &["enrol", "join", &serving.url, "--code", &invited])
        .refused(1, "certificate");
    second
        .by(
            "ada",
            &[
                "enrol",
                "join",
                &serving.url,
                "--code",
                &invited,
                "--ca",
                ca,
            ],
        )
        .done();
    assert_eq!(family_name(&second, "ada", &zoe), "Okafor");
    // plain HTTP beyond this computer is refused by the server, too
    let refused = std::process::Command::new(support::program("nutrivault-server"))
        .args(["serve", "--listen", "0.0.0.0:0"])
        .env("NUTRIVAULT_DATABASE", database.app_url())
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
}

#[test]
fn an_operator_who_is_too_early_or_names_the_wrong_role_is_told() {
    let database = block_on(Database::empty());
    let operator = |words: &[&str], serving: &str| {
        let mut command = std::process::Command::new(support::program("nutrivault-server"));
        let done = command
            .args(words)
            .env("NUTRIVAULT_OWNER_DATABASE", database.owner_url())
            .env("NUTRIVAULT_DATABASE", serving)
            .env("NUTRIVAULT_LOG", "error")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        (done.status.code(), told)
    };
    let (app, owner) = (database.app_url(), database.owner_url());
    let (status, told) = operator(&["tenant", "create", "Early"], &app);
    assert!(status == Some(1) && told.contains("migrate up"), "{told}");
    for (wrong, why) in [(&owner, "owner"), (&database.superuser_url(), "owner")] {
        let (status, told) = operator(&["migrate", "up"], wrong);
        assert!(status == Some(1) && told.contains(why), "{told}");
    }
    let (status, told) = operator(&["tenant", "create", "Early"], &app);
    assert_eq!(status, Some(1), "nothing was applied: {told}");
    assert_eq!(operator(&["migrate", "up"], &app).0, Some(0));
    assert_eq!(operator(&["tenant", "create", "In time"], &app).0, Some(0));
}

#[test]
fn a_computer_that_joined_with_a_wrong_password_says_that_it_has_joined() {
    let (_database, _serving, first) = connected(&[]);
    let invited = first.by("ada", &["enrol", "create"]).done();
    assert_eq!(invited["needs_ca"], false);
    let (code, url) = (text(&invited, "code"), text(&invited, "server"));
    let second = CliDevice::new();
    let told = second
        .by_with_password("ada", "a guess", &["enrol", "join", &url, "--code", &code])
        .refused(1, "wrong_password");
    assert!(told.contains("has joined"), "{told}");
    assert!(told.contains("`nutrivault sync --user ada`"), "{told}");
    assert!(!told.contains("Nothing was changed"), "{told}");
    let wait = rusqlite::Connection::open(second.vault().join("vault.db")).unwrap();
    wait.execute("update sign_in_tries set wait_ms = 0", [])
        .unwrap();
    drop(wait);
    second.by("ada", &["sync"]).done();
}
