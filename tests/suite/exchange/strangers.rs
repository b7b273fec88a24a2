//! Strangers who speak the protocol by hand and prove nothing: what they may cost, and that devices notice nothing.

use super::*;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use support::ServerProcess;
use sync_client::{Error, greet};
use sync_contract::messages::{Call, DeviceJoin, Pull, Push};
use sync_contract::protocol::{Bearer, Replica};
use sync_contract::{Code, Wire};

const STRANGERS: usize = 130;
const KIB: u64 = 1024;

/// The memory of a process.
fn resident_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.unwrap().split_whitespace().next().unwrap();
    number.parse().unwrap()
}

fn head(path: &str, headers: &str, length: usize) -> Vec<u8> {
    let head = format!("POST {path} HTTP/1.1\r\nhost: localhost\r\n{headers}");
    format!("{head}content-length: {length}\r\n\r\n").into_bytes()
}

/// What one of the strangers sends: never the last byte of anything.
fn withheld(number: usize) -> Vec<u8> {
    const SPOKEN: &str = "nutrivault-protocol: 1.0\r\n";
    let forged = format!("{SPOKEN}authorization: Bearer {}\r\n", "ab".repeat(76));
    let (path, headers, length) = match number % 5 {
        0 => (Push::PATH, "", Push::BYTES_MAX),
        1 => (Push::PATH, SPOKEN, Push::BYTES_MAX),
        2 => (Push::PATH, forged.as_str(), Push::BYTES_MAX),
        3 => (DeviceJoin::PATH, SPOKEN, DeviceJoin::BYTES_MAX),
        _ => return head(Push::PATH, SPOKEN, 1)[..number % 60].to_vec(),
    };
    let mut bytes = head(path, headers, length);
    bytes.resize(bytes.len() + length - 1, 0);
    bytes
}

/// Returns how long the server kept a stranger, and what it answered.
fn stranger(address: &str, number: usize) -> (Duration, String) {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(address).unwrap();
    let patience = Some(Duration::from_secs(60));
    stream.set_read_timeout(patience).unwrap();
    stream.set_write_timeout(patience).unwrap();
    // the server may close while it is sent to, and that is what is asked of it
    let _ = stream.write_all(&withheld(number));
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let line = answer.split(|byte| *byte == b'\r').next().unwrap();
    (begun.elapsed(), String::from_utf8_lossy(line).into_owned())
}

/// A clinic on a server of its own process, whose founder's device has pushed and signed in.
async fn created(url: &str, database: &Database) -> Arc<Mutex<FakeDevice>> {
    let (clinic, device) = FakeClinic::new();
    let code = clinic_code(database).await;
    let protocol = HttpProtocol::new(url, None).unwrap();
    let create = clinic.create_clinic(&device, &code);
    protocol.create_clinic(None, create).await.unwrap();
    let sign_in = device.sign_in();
    let device = Arc::new(Mutex::new(device));
    let engine = SyncEngine::new(protocol, Store::shared(device.clone()));
    assert!(engine.sync(&Stop::never()).await.unwrap().at_head);
    engine.sign_in(sign_in).await.unwrap();
    device
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_who_withhold_bytes_cost_little_and_end_soon() {
    let database = Database::migrated().await;
    let server = ServerProcess::start(&database);
    let device = created(&server.url, &database).await;
    let address = server.url.trim_start_matches("http://").to_owned();
    let before = resident_kib(server.id());
    let strangers: Vec<_> = (0..STRANGERS)
        .map(|number| {
            let address = address.clone();
            std::thread::spawn(move || stranger(&address, number))
        })
        .collect();
    let engine = SyncEngine::new(
        HttpProtocol::new(&server.url, None).unwrap(),
        Store::shared(device.clone()),
    );
    let mut most = before;
    while strangers.iter().any(|thread| !thread.is_finished()) {
        assert!(engine.sync(&Stop::never()).await.unwrap().at_head);
        most = most.max(resident_kib(server.id()));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let answers = strangers.into_iter().map(|thread| thread.join().unwrap());
    let answers: Vec<(Duration, String)> = answers.collect();
    let longest = answers.iter().map(|(lasted, _)| *lasted).max().unwrap();
    let cost_kib = most - before;
    assert!(cost_kib < 10 * KIB, "{cost_kib} KiB");
    assert!(longest < Duration::from_secs(15), "{longest:?}");
    for (number, (_, answer)) in answers.iter().enumerate() {
        let expected: &[&str] = match number % 5 {
            0 => &["426"],
            1 | 2 => &["401", "429"],
            _ => continue,
        };
        let is_expected = expected.iter().any(|status| answer.contains(status));
        assert!(is_expected, "{number}: {answer}");
    }
}

#[tokio::test]
async fn a_forged_token_is_refused_without_the_database() {
    let clinic = Clinic::connected().await;
    let bearer = super::bootstrap::token(&clinic, &clinic.founders).await;
    let mut forged = bearer.0.clone().into_bytes();
    forged[80] ^= 1;
    let forged = Bearer(String::from_utf8(forged).unwrap());
    let others = clinic.database.as_superuser().await;
    let lock = "begin; lock table credentials, device_tokens, device_state";
    others.batch_execute(lock).await.unwrap();
    let protocol = over_http(&clinic.server);
    let pull = Pull {
        cursor: None,
        bootstrap: None,
        control_position: 0,
        rows_max: 10,
    };
    let mut answers = Vec::new();
    for _ in 0..100 {
        let answer = protocol.pull(Some(forged.clone()), pull.clone());
        let answer = tokio::time::timeout(Duration::from_secs(5), answer).await;
        answers.push(answer.expect("nothing is looked up").unwrap_err());
    }
    assert_eq!(answers[0], Error::Refused(Code::Unauthenticated));
    assert_eq!(answers[99], Error::Refused(Code::Busy));
    others.batch_execute("rollback").await.unwrap();
    // who has proved themselves at that address goes on
    protocol.pull(Some(bearer), pull).await.unwrap();
    clinic.sync(&clinic.founders).await;
}

#[tokio::test]
async fn a_declared_length_too_large_is_refused_before_it_is_sent() {
    let clinic = Clinic::connected().await;
    let Bearer(token) = super::bootstrap::token(&clinic, &clinic.founders).await;
    let headers = format!("nutrivault-protocol: 1.0\r\nauthorization: Bearer {token}\r\n");
    let mut stream = TcpStream::connect(clinic.server.address()).unwrap();
    let request = head(Push::PATH, &headers, Push::BYTES_MAX + 1);
    stream.write_all(&request).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    greet(&over_http(&clinic.server)).await.unwrap();
}

#[tokio::test]
async fn a_push_of_nothing_but_counts_is_refused_and_leaves_no_trace() {
    let clinic = Clinic::connected().await;
    let bearer = super::bootstrap::token(&clinic, &clinic.founders).await;
    let protocol = over_http(&clinic.server);
    let logged = async || {
        let client = clinic.database.as_superuser().await;
        let row = client.query_one("select count(*) from groups", &[]).await;
        row.unwrap().get::<_, i64>(0)
    };
    let before = logged().await;
    clinic.patient();
    let push = {
        let mut device = clinic.founders.lock().unwrap();
        device.next_push().unwrap().unwrap()
    };
    let ids = (0..20_000).map(|_| random_id().as_bytes().to_vec());
    let many = Push {
        groups: ids.collect(),
        ..push.clone()
    };
    let refused = protocol.push(Some(bearer.clone()), many).await;
    assert_eq!(refused, Err(Error::Refused(Code::TooLarge)));

    // ids without a group are refused and not remembered
    let ids = (0..1_000).map(|_| random_id().as_bytes().to_vec());
    let empty = Push {
        groups: ids.collect(),
        ..push.clone()
    };
    let answer = protocol.push(Some(bearer.clone()), empty).await.unwrap();
    assert_eq!(answer.verdicts.len(), 1_000);
    assert_eq!(logged().await, before);

    // a cell of more values than any has
    let mut group = sync_contract::Group::from_bytes(&push.groups[0]).unwrap();
    let fields = (0..300_000_u32).map(|number| (number as u16, sync_contract::Value::Null));
    group.writes[0].state.clear = fields.take(60_000).collect();
    let stuffed = Push {
        number: push.number + 1,
        cursor: None,
        previous: Push {
            groups: answer
                .verdicts
                .iter()
                .map(|(id, _)| id.as_bytes().to_vec())
                .collect(),
            ..push.clone()
        }
        .chain_hash(1),
        groups: vec![group.to_bytes()],
    };
    let answer = protocol.push(Some(bearer), stuffed).await.unwrap();
    let refused = sync_contract::messages::Verdict::Rejected(Code::TooLarge.into());
    assert_eq!(answer.verdicts[0].1, refused);
    assert_eq!(logged().await, before);
}
