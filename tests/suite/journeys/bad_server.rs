//! A server that is away, not ours, of another clinic, too old or not trusted; and invalid codes.

use std::io::{Read, Write};
use std::net::TcpListener;

use support::cli_device::{clinic_code, connected};
use support::{Certificate, Database, ServerProcess, block_on};

use super::*;

/// Another listener on this computer, with one answer for every client.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = [0; 4096];
            // a client may hang up early
            if stream.read(&mut asked).is_ok_and(|read| read > 0) {
                let _ = stream.write_all(answer.as_bytes());
            }
        }
    });
    url
}

/// Gives the servers of one database the key by which those of another prove themselves.
fn copy_identity(from: &Database, to: &Database) {
    let own = "select identity_key from token_keys";
    let (from, to) = (block_on(from.as_superuser()), block_on(to.as_superuser()));
    let key: Vec<u8> = block_on(from.query_one(own, &[])).unwrap().get(0);
    let set = "update token_keys set identity_key = $1";
    block_on(to.execute(set, &[&key])).unwrap();
}

#[test]
fn a_server_that_cannot_take_a_clinic_is_reported_and_work_goes_on() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    let connect = |url: &str, code: &str| device.run_as("ada", &["connect", url, "--code", code]);
    let code = "not-a-code";
    connect("http://clinic.example.org", code).refused(1, "plain_http");
    connect("ftp://clinic.example.org", code).refused(2, "address");
    let unused = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    connect(&format!("http://{unused}"), code).refused(4, "unreachable");
    connect(
        &answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"),
        code,
    )
    .refused(1, "not_our_server");
    let later = "HTTP/1.1 200 OK\r\nnutrivault-protocol: 9.0\r\ncontent-length: 0\r\n\r\n";
    connect(&answering(later), code).refused(1, "too_old");

    let database = block_on(Database::migrated());
    let serving = ServerProcess::start(&database);
    connect(&serving.url, code).refused(1, "code_unknown");
    let good = clinic_code(&database);
    let expired = clinic_code(&database);
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
        .run_as("ada", &["connect", &serving.url, "--code", &good])
        .refused(1, "code_used");
    assert!(
        other.run(&["status"]).done()["server"].is_null(),
        "a refused clinic is as it was"
    );

    // another server that runs our program, and one with this server's key that does not know the clinic
    let strange = block_on(Database::migrated());
    let stranger = ServerProcess::restart(&strange, &serving.kill());
    device.run(&["sync"]).refused(1, "other_server");
    copy_identity(&database, &strange);
    let stranger = ServerProcess::restart(&strange, &stranger.kill());
    device.run(&["sync"]).refused(1, "wrong_clinic");
    register(&device, "ada", "Ben", "Tal");
    let url = stranger.kill();
    device.run(&["sync"]).refused(4, "unreachable");
    let file = device.write("bo.password", "correct horse battery\n");
    let add = ["user", "add", "--username", "bo", "--role", "Receptionist"];
    let rest = ["--email", "bo@clinic.example", "--new-password-file", &file];
    let message = device
        .run_as("ada", &[&add[..], &rest].concat())
        .refused(4, "unreachable");
    assert!(message.contains("Nothing was changed"), "{message}");
    let status = device.run(&["status"]).done();
    assert_eq!(status["on_this_computer_only"], 1, "{status}");
    assert_eq!(family_name(&device, "ada", &zoe), "Okafor");
    let _serving = ServerProcess::restart(&database, &url);
    let synced = device.run(&["sync"]).done();
    assert_eq!(
        (synced["sent"].as_i64(), synced["waiting"].as_i64()),
        (Some(1), Some(0))
    );
}

#[test]
fn an_enrolment_code_that_is_wrong_used_or_expired_makes_nothing() {
    let (database, serving, first) = connected(&[]);
    let url = serving.url.clone();
    let code = || text(&first.run_as("ada", &["enrol", "create"]).done(), "code");
    let join = |device: &CliDevice, code: &str| {
        device.run_as("ada", &["enrol", "join", &url, "--code", code])
    };
    let device = CliDevice::new();
    join(&device, "ABCDE").refused(1, "code_unknown");
    let good = code();
    // one letter typed wrong
    let last = if good.ends_with('2') { "3" } else { "2" };
    let wrong = format!("{}{last}", &good[..good.len() - 1]);
    let output = join(&device, &wrong);
    assert_eq!(output.status, 1, "{output:?}");
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
fn a_servers_own_certificate_is_trusted_by_clients_that_were_given_it() {
    let database = block_on(Database::migrated());
    let certificate = Certificate::for_this_machine();
    let serving = ServerProcess::start_tls(&database, &certificate.chain(), &certificate.key());
    assert!(serving.url.starts_with("https://"));
    let device = CliDevice::new();
    device.init();
    let code = clinic_code(&database);
    device
        .run_as("ada", &["connect", &serving.url, "--code", &code])
        .refused(1, "certificate");
    let plain = serving.url.replace("https", "http");
    device
        .run_as("ada", &["connect", &plain, "--code", &code])
        .refused(1, "not_our_server");
    let other = Certificate::for_this_machine();
    let (ca, wrong) = (certificate.chain(), other.chain());
    let trusting = |ca: &std::path::Path| {
        let ca = ca.to_str().unwrap();
        device.run_as(
            "ada",
            &["connect", &serving.url, "--code", &code, "--ca", ca],
        )
    };
    trusting(&wrong).refused(1, "certificate");
    trusting(&ca).done();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.run(&["sync"]).done();
    let invited = device.run_as("ada", &["enrol", "create"]).done();
    assert_eq!(invited["needs_ca"], true);
    let invited = text(&invited, "code");
    let message = device.lines_as("ada", &["enrol", "create"]);
    let line = format!("enrol join {} --ca FILE\n", serving.url);
    assert!(message.contains(&line), "{message}");
    let second = CliDevice::new();
    let ca = ca.to_str().unwrap();
    second
        .run_as("ada", &["enrol", "join", &serving.url, "--code", &invited])
        .refused(1, "certificate");
    second
        .run_as(
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
fn an_operator_who_is_too_early_or_names_the_wrong_role_is_refused() {
    let database = block_on(Database::empty());
    let operator = |args: &[&str], serving: &str| {
        let mut command = std::process::Command::new(support::program("nutrivault-server"));
        let done = command
            .args(args)
            .env("NUTRIVAULT_OWNER_DATABASE", database.owner_url())
            .env("NUTRIVAULT_DATABASE", serving)
            .env("NUTRIVAULT_LOG", "error")
            .output()
            .unwrap();
        let message = String::from_utf8_lossy(&done.stderr).into_owned();
        (done.status.code(), message)
    };
    let (app, owner) = (database.app_url(), database.owner_url());
    let (status, message) = operator(&["tenant", "create", "Early"], &app);
    assert!(
        status == Some(1) && message.contains("migrate up"),
        "{message}"
    );
    for (wrong, why) in [(&owner, "owner"), (&database.superuser_url(), "owner")] {
        let (status, message) = operator(&["migrate", "up"], wrong);
        assert!(status == Some(1) && message.contains(why), "{message}");
    }
    let (status, message) = operator(&["tenant", "create", "Early"], &app);
    assert_eq!(status, Some(1), "nothing was applied: {message}");
    assert_eq!(operator(&["migrate", "up"], &app).0, Some(0));
    assert_eq!(operator(&["tenant", "create", "In time"], &app).0, Some(0));
}

#[test]
fn a_device_that_joined_with_a_wrong_password_reports_that_it_joined() {
    let (_database, _serving, first) = connected(&[]);
    let invited = first.run_as("ada", &["enrol", "create"]).done();
    assert_eq!(invited["needs_ca"], false);
    let (code, url) = (text(&invited, "code"), text(&invited, "server"));
    let second = CliDevice::new();
    let message = second
        .run_as_with_password("ada", "a guess", &["enrol", "join", &url, "--code", &code])
        .refused(1, "wrong_password");
    assert!(message.contains("has joined"), "{message}");
    assert!(
        message.contains("`nutrivault sync --user ada`"),
        "{message}"
    );
    assert!(!message.contains("Nothing was changed"), "{message}");
    // the wait after one wrong password, which no edit of the file shortens
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    second.run_as("ada", &["sync"]).done();
}
