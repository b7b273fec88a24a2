//! Unauthenticated clients that speak the protocol by hand: what they may cost, and that devices are not affected.

use super::*;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use support::ServerProcess;
use support::proof::challenged;
use sync_client::{Error, greet};
use sync_contract::messages::{
    AuditPush, Call, Challenge, CreateClinic, DeviceJoin, DeviceNumber, EnrolCreate, Info, Pull,
    PullPage, Push, PushAnswer, SignIn, Token, Verdict,
};
use sync_contract::protocol::{Bearer, Replica};
use sync_contract::pull::RowState;
use sync_contract::review::{ReviewDecide, ReviewList};
use sync_contract::{Code, Group, Wire};
use tokio::net::TcpSocket;

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

/// The bytes of one of these clients: never the last byte of anything.
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

/// Returns how long the server kept the connection of such a client, and its answer.
fn stranger(address: &str, number: usize) -> (Duration, String) {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(address).unwrap();
    let patience = Some(Duration::from_secs(60));
    stream.set_read_timeout(patience).unwrap();
    stream.set_write_timeout(patience).unwrap();
    // the server may close the connection while it is sent to, as it should
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
    // a fifth of what they send; what the allocator has not returned yet counts too
    assert!(cost_kib < 24 * KIB, "{cost_kib} KiB");
    assert!(longest < Duration::from_secs(30), "{longest:?}");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_all_connections_and_sends_nothing_shuts_no_device_out() {
    let database = Database::migrated().await;
    let server = ServerProcess::start_with(&database, &["--clients-max", "64"]);
    let address: SocketAddr = server.url.trim_start_matches("http://").parse().unwrap();
    let mut silent = Vec::new();
    for number in 0..64 {
        let socket = TcpSocket::new_v4().unwrap();
        let from: SocketAddr = format!("127.0.1.{}:0", 1 + number % 16).parse().unwrap();
        socket.bind(from).unwrap();
        silent.push(socket.connect(address).await.unwrap());
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let device = created(&server.url, &database).await;
    let protocol = HttpProtocol::new(&server.url, None).unwrap();
    let engine = SyncEngine::new(protocol, Store::shared(device));
    assert!(engine.sync(&Stop::never()).await.unwrap().at_head);
    drop(silent);
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
    assert!(answers.contains(&Error::Refused(Code::Busy)));
    others.batch_execute("rollback").await.unwrap();
    // an authenticated device at that address goes on
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

/// Attacks of a run; a longer one is asked for by the variable.
const ATTACKS: usize = 150;
const ATTACKS_NAME: &str = "HOSTILE_ATTACKS";

/// A device that turned against its server: it has a token, and knows the ids of another clinic.
struct Attacker {
    address: String,
    device: Arc<Mutex<FakeDevice>>,
    bearer: Bearer,
    victim: Arc<Mutex<FakeDevice>>,
    /// How often each attack got which status.
    answers: BTreeMap<(&'static str, u16), usize>,
    /// How many pushes were decided, so that the next one continued the device's chain.
    decided: usize,
}

impl Attacker {
    /// Sends bytes by hand and returns status and body; 0 where the server closes without an answer.
    async fn post(&self, path: &str, bearer: &str, length: usize, body: Vec<u8>) -> (u16, Vec<u8>) {
        let address = self.address.clone();
        let headers = format!(
            "nutrivault-protocol: 1.0\r\nconnection: close\r\nauthorization: Bearer {bearer}\r\n"
        );
        let bytes = [head(path, &headers, length), body].concat();
        let exchange = move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(30)))
                .unwrap();
            // the server may close while it is sent to
            let _ = stream.write_all(&bytes);
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            answer
        };
        let answer = tokio::task::spawn_blocking(exchange).await.unwrap();
        let body = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let status = std::str::from_utf8(answer.get(9..12).unwrap_or(b"000")).unwrap();
        let body = body.map_or_else(Vec::new, |at| answer[at + 4..].to_vec());
        (status.parse().unwrap(), body)
    }

    /// A push of one patient, after `change` has made it hostile; it is signed by its author.
    fn push(&self, change: impl FnOnce(&mut Group, &mut Push)) -> Vec<u8> {
        let mut device = self.device.lock().unwrap();
        let writes = device.row(Patient::DESCRIPTOR, random_id(), None, &[]);
        device.write(writes);
        let mut push = device.next_push().unwrap().unwrap();
        let mut group = device.queue.pop().unwrap();
        change(&mut group, &mut push);
        let key = &device.author.key;
        group.signature = ed25519_dalek::Signer::sign(key, &group.signing_input()).to_bytes();
        push.groups = vec![group.to_bytes()];
        push.to_bytes()
    }

    /// One attack, chosen and filled at random.
    async fn attack(&mut self) {
        let own = self.bearer.0.clone();
        let victim = {
            let victim = self.victim.lock().unwrap();
            (victim.tenant, victim.author.id, victim.position.clone())
        };
        let paths = [
            Push::PATH,
            Pull::PATH,
            DeviceJoin::PATH,
            CreateClinic::PATH,
            SignIn::PATH,
            EnrolCreate::PATH,
            AuditPush::PATH,
            ReviewList::PATH,
            ReviewDecide::PATH,
            Token::PATH,
            Challenge::PATH,
            DeviceNumber::PATH,
            Info::PATH,
        ];
        let random: u64 = rand::random();
        let at = usize::try_from(random >> 8).unwrap();
        let plain = self.push(|_, _| {});
        let (name, path, bearer, body) = match random % 12 {
            0 => {
                let mut body = plain;
                let index = at % body.len();
                body[index] ^= 1 << (random % 8);
                ("a flipped bit", Push::PATH, own, body)
            }
            1 => (
                "a cut end",
                Push::PATH,
                own,
                plain[..at % plain.len()].to_vec(),
            ),
            2 => {
                let path = paths[at % paths.len()];
                let body = (0..at % 600).map(|_| rand::random()).collect();
                ("random bytes", path, own, body)
            }
            3 => {
                let body = self.push(|group, _| group.tenant = victim.0);
                ("another clinic's group", Push::PATH, own, body)
            }
            4 => {
                let body = self.push(|group, _| group.author = victim.1);
                ("another's name", Push::PATH, own, body)
            }
            5 => {
                let body = self.push(|group, _| group.device = at as u32);
                ("another device", Push::PATH, own, body)
            }
            6 => {
                let body = self.push(|group, _| {
                    for write in &mut group.writes {
                        write.state.clock.unix_ms = [0, 1 << 47, (1 << 48) - 1][at % 3];
                    }
                });
                ("a wrong clock", Push::PATH, own, body)
            }
            7 => {
                let body = self.push(|_, push| push.number = random);
                ("another number", Push::PATH, own, body)
            }
            8 => {
                let mut token = own.into_bytes();
                let index = at % token.len();
                token[index] = if token[index] == b'0' { b'1' } else { b'0' };
                let token = String::from_utf8(token).unwrap();
                ("a changed token", Pull::PATH, token, plain)
            }
            9 => {
                let pull = Pull {
                    cursor: victim.2.cursor,
                    bootstrap: victim.2.bootstrap,
                    control_position: random,
                    rows_max: u32::MAX,
                };
                (
                    "another clinic's position",
                    Pull::PATH,
                    own,
                    pull.to_bytes(),
                )
            }
            10 => {
                let writes = |group: &mut Group| group.writes.swap(0, 1);
                let body = self.push(|group, _| writes(group));
                ("another order", Push::PATH, own, body)
            }
            _ => {
                let (status, _) = self.post(Push::PATH, &own, 1 << 40, Vec::new()).await;
                return self.note("a length without end", status, &[400, 413]);
            }
        };
        let length = body.len();
        let sent = (path == Push::PATH).then(|| Push::from_bytes(&body));
        let (status, answer) = self.post(path, &bearer, length, body).await;
        if status == 200
            && let Some(Ok(push)) = sent
        {
            let answer = PushAnswer::from_bytes(&answer).unwrap();
            let mut device = self.device.lock().unwrap();
            device.apply_verdicts(&push, &answer).unwrap();
            self.decided += 1;
        }
        let expected: &[u16] = match name {
            "a changed token" => &[401, 429],
            // 200 once it is revoked: that, and what proves it
            "another clinic's position" => &[200, 409, 410, 404, 403],
            _ => &[],
        };
        if status == 200 && name.starts_with("another ") && path == Push::PATH {
            let answer = PushAnswer::from_bytes(&answer).unwrap();
            let is_taken = |verdict: &Verdict| matches!(verdict, Verdict::Accepted { .. });
            let is_order = name == "another order";
            assert!(is_order || !is_taken(&answer.verdicts[0].1), "{name}");
        }
        if status == 200 && path == Pull::PATH {
            let page = PullPage::from_bytes(&answer).unwrap();
            let victim = self.victim.lock().unwrap();
            let is_theirs = |row: &RowState| victim.rows.contains_key(&(row.entity, row.row));
            assert!(!page.rows.iter().any(is_theirs), "{name}");
        }
        self.note(name, status, expected);
    }

    fn note(&mut self, name: &'static str, status: u16, expected: &[u16]) {
        *self.answers.entry((name, status)).or_default() += 1;
        // 503 means "try again"; no attack may cause another server error
        assert!(status < 500 || status == 503, "{name}: {status}");
        assert!(
            expected.is_empty() || expected.contains(&status),
            "{name}: {status}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_device_harms_neither_memory_nor_another_clinic() {
    let database = Database::migrated().await;
    let server = ServerProcess::start(&database);
    let (device, victim) = (
        created(&server.url, &database).await,
        created(&server.url, &database).await,
    );
    let engine = |device: &Arc<Mutex<FakeDevice>>| {
        let protocol = HttpProtocol::new(&server.url, None).unwrap();
        SyncEngine::new(protocol, Store::shared(device.clone()))
    };
    {
        let mut victim = victim.lock().unwrap();
        for _ in 0..20 {
            let writes = victim.row(Patient::DESCRIPTOR, random_id(), None, &[]);
            victim.write(writes);
        }
    }
    assert!(engine(&victim).sync(&Stop::never()).await.unwrap().at_head);
    let rows = victim.lock().unwrap().rows.clone();
    let (tenant, number) = (device.lock().unwrap().tenant, 1);
    let protocol = HttpProtocol::new(&server.url, None).unwrap();
    let mut token = challenged(&protocol, tenant, number).await;
    token.signature = device.lock().unwrap().sign_token(&token).unwrap();
    let bearer = Bearer(protocol.token(None, token).await.unwrap().token);
    let mut attacker = Attacker {
        address: server.url.trim_start_matches("http://").to_owned(),
        device,
        bearer,
        victim: victim.clone(),
        answers: BTreeMap::new(),
        decided: 0,
    };
    let attacks = std::env::var(ATTACKS_NAME);
    let attacks: usize = attacks.map_or(ATTACKS, |number| number.parse().unwrap());
    let before = resident_kib(server.id());
    let (mut most, mut waits) = (before, Vec::new());
    for number in 0..attacks {
        attacker.attack().await;
        if number == attacks / 2 {
            // what comes from now on is of a revoked device
            let revoked = "update device_state set revoked_at = now() where tenant_id = $1";
            let client = database.as_superuser().await;
            client.execute(revoked, &[&tenant]).await.unwrap();
        }
        if number % 10 == 0 {
            let begun = Instant::now();
            assert!(engine(&victim).sync(&Stop::never()).await.unwrap().at_head);
            waits.push(begun.elapsed());
            most = most.max(resident_kib(server.id()));
        }
    }
    let grown = most - before;
    assert!(grown < 64 * KIB, "{grown} KiB");
    // a push whose chain is broken is refused before it is looked at: most of these were not
    assert!(attacker.decided > attacks / 10, "{}", attacker.decided);
    // all that the other clinic has is there, and nothing else
    victim.lock().unwrap().position = Default::default();
    victim.lock().unwrap().rows.clear();
    assert!(engine(&victim).sync(&Stop::never()).await.unwrap().at_head);
    assert_eq!(victim.lock().unwrap().rows, rows);
    waits.sort();
    let mut report = format!("memory grew by {grown} KiB; a sync of another clinic took ");
    report += &format!(
        "{:?}, at most {:?}\n",
        waits[waits.len() / 2],
        waits[waits.len() - 1]
    );
    for ((name, status), times) in attacker.answers {
        report += &format!("{name}: {status}, {times} times\n");
    }
    std::io::stdout()
        .lock()
        .write_all(report.as_bytes())
        .unwrap();
}
