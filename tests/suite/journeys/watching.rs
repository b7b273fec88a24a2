//! A computer that watches its server: what passes is reported and outlived, a revocation ends it.

use std::io::{self, BufRead, BufReader, Lines, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, ChildStdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::json;
use support::ServerProcess;
use support::cli_device::{PASSWORD, connected};

use super::*;

const READS_WITHIN: Duration = Duration::from_secs(2);

/// Answers in the server's place, as the sign-in page of a hotel does, or a proxy that is too busy.
struct Impostor {
    is_over: Arc<AtomicBool>,
    answering: Option<JoinHandle<()>>,
}

impl Impostor {
    fn at(url: &str, answer: &'static str) -> Impostor {
        let listener = TcpListener::bind(url.trim_start_matches("http://")).unwrap();
        listener.set_nonblocking(true).unwrap();
        let is_over = Arc::new(AtomicBool::new(false));
        let over = is_over.clone();
        let answering = std::thread::spawn(move || {
            while !over.load(Ordering::Acquire) {
                let Ok((stream, _)) = listener.accept() else {
                    std::thread::sleep(Duration::from_millis(10));
                    continue;
                };
                // a silent client must not block the others
                std::thread::spawn(move || answer_one(stream, answer));
            }
        });
        Impostor {
            is_over,
            answering: Some(answering),
        }
    }
}

impl Drop for Impostor {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        if let Some(answering) = self.answering.take() {
            answering.join().unwrap();
        }
    }
}

fn answer_one(mut stream: TcpStream, answer: &str) {
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(READS_WITHIN)).unwrap();
    // a client may hang up early
    if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
        let _ = stream.write_all(answer.as_bytes());
        // a close before all of the request was read would reset the connection, and the answer be lost
        let _ = stream.shutdown(Shutdown::Write);
        let _ = io::copy(&mut stream, &mut io::sink());
    }
}

/// A `sync --watch` and the events that it prints.
struct Watching {
    child: Child,
    events: Lines<BufReader<ChildStdout>>,
}

impl Watching {
    fn of(device: &CliDevice) -> Watching {
        Self::begun(device.command(&["sync", "--watch"]))
    }

    fn begun(mut command: std::process::Command) -> Watching {
        let mut child = command.spawn().unwrap();
        let events = BufReader::new(child.stdout.take().unwrap()).lines();
        Watching { child, events }
    }

    fn event(&mut self) -> Value {
        let line = self.events.next().expect("it goes on").unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // an error means that it has ended by itself
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const PORTAL: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/html\r\ncontent-length: 24\r\n\r\n\
    <h1>Hotel sign-in</h1>\r\n";

#[test]
fn a_watching_sync_outlives_a_sign_in_page_and_reports_revocation() {
    let (database, serving, first) = connected(&[]);
    let second = first.enrol("ada", "ada");
    register(&second, "ada", "Zoë", "Okafor");
    let url = serving.kill();
    let portal = Impostor::at(&url, PORTAL);
    let mut watching = Watching::of(&second);
    for _ in 0..2 {
        let failed = watching.event();
        assert_eq!(
            (&failed["event"], &failed["error"]["code"]),
            (&json!("failed"), &json!("not_our_server")),
            "{failed}"
        );
    }
    drop(portal);
    let _serving = ServerProcess::restart(&database, &url);
    let synced = loop {
        let event = watching.event();
        if event["event"] != "failed" {
            break event;
        }
    };
    assert_eq!(
        (&synced["event"], &synced["sync"]["sent"]),
        (&json!("synced"), &json!(1)),
        "{synced}"
    );
    while watching.event()["event"] != "live" {}

    first.run(&["sync"]).done();
    let listed = first.run_as("ada", &["devices", "list"]).done();
    let mut devices = list(&listed, "devices").iter();
    let other = devices.find(|device| device["is_this"] == false).unwrap();
    let number = other["number"].to_string();
    let revoke = [
        "devices",
        "revoke",
        &number,
        "--reason",
        "stolen from a car",
    ];
    first.run_as("ada", &revoke).done();
    for event in watching.events.by_ref() {
        let event = event.unwrap();
        assert!(
            !event.contains("\"failed\""),
            "the end is reported once: {event}"
        );
    }
    let mut text = String::new();
    let mut errors = watching.child.stderr.take().unwrap();
    errors.read_to_string(&mut text).unwrap();
    assert!(
        text.contains("revoked") || text.contains("taken out of the clinic"),
        "{text}"
    );
    assert_eq!(watching.child.wait().unwrap().code(), Some(1));
}

/// A user who watches is signed in once the server answers, and a wrong password ends it at once.
#[test]
fn a_watch_of_a_user_begins_before_the_server_answers() {
    let (database, serving, first) = connected(&[]);
    register(&first, "ada", "Zoë", "Okafor");
    let url = serving.kill();
    let portal = Impostor::at(&url, PORTAL);
    let mut watching = Watching::begun(first.command_as("ada", PASSWORD, &["sync", "--watch"]));
    assert_eq!(watching.event()["error"]["code"], "not_our_server");
    drop(portal);
    let failed = watching.event();
    assert_eq!(failed["event"], "failed", "{failed}");
    let _serving = ServerProcess::restart(&database, &url);
    let synced = loop {
        let event = watching.event();
        if event["event"] == "synced" {
            break event;
        }
    };
    assert_eq!(synced["sync"]["waiting"], 0, "{synced}");
    while watching.event()["event"] != "live" {}
}

/// Another program has the way to the server, and gets no answer there.
#[test]
fn a_sync_next_to_a_watching_program_reports_what_the_server_answers() {
    let (_database, serving, first) = connected(&[]);
    let mut watching = Watching::of(&first);
    while watching.event()["event"] != "live" {}
    let joined = first.run(&["sync"]).done();
    assert_eq!(
        (&joined["at_head"], &joined["waiting"]),
        (&true.into(), &0.into())
    );
    serving.kill();
    first.run(&["sync"]).refused(4, "unreachable");
}

#[test]
fn a_watching_sync_reports_its_first_sync_even_without_news() {
    let (_database, _serving, first) = connected(&[]);
    first.run(&["sync"]).done();
    let mut watching = Watching::of(&first);
    let event = watching.event();
    assert_eq!(event["event"], "synced", "{event}");
    assert_eq!(event["sync"]["at_head"], true, "{event}");
}

#[test]
fn an_overload_without_a_body_is_a_server_that_does_not_answer() {
    let (_database, serving, first) = connected(&[]);
    let url = serving.kill();
    for answer in [
        "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
    ] {
        let _impostor = Impostor::at(&url, answer);
        first.run(&["sync"]).refused(4, "unreachable");
    }
    let _impostor = Impostor::at(&url, PORTAL);
    first.run(&["sync"]).refused(1, "not_our_server");
}
