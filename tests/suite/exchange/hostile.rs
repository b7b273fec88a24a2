//! A hostile client that speaks the protocol by hand, over HTTP against a real database.
//!
//! The attacks and the tests that replay them, wherever these stand, are listed in `tests/suite/README.md`; here are
//! those that need a client of its own.

use super::*;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use support::proof::challenged;
use support::server::TRUSTED_PROXY;
use support::{Certificate, ServerProcess};
use sync_client::Error;
use sync_contract::catalog::User;
use sync_contract::messages::{
    Call, Challenge, DeviceNumber, EnrolFind, Pull, Push, PushAnswer, Token, Verdict,
};
use sync_contract::protocol::Replica;
use sync_contract::{CellWrite, Code, Descriptor, Problem, Value, Wire};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// Sends a call by hand from `from`, which says that `client` has sent it.
async fn send<C: Call>(
    clinic: &Clinic,
    from: &str,
    client: &str,
    call: &C,
) -> Result<C::Answer, Code> {
    let socket = TcpSocket::new_v4().unwrap();
    let from: SocketAddr = format!("{from}:0").parse().unwrap();
    socket.bind(from).unwrap();
    let stream = socket.connect(clinic.server.address()).await.unwrap();
    let mut stream = stream.into_std().unwrap();
    stream.set_nonblocking(false).unwrap();
    let body = call.to_bytes();
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nnutrivault-protocol: 1.0\r\n\
         x-forwarded-for: {client}\r\ncontent-length: {}\r\n\r\n",
        C::PATH,
        body.len()
    );
    let answer = tokio::task::spawn_blocking(move || {
        stream
            .write_all(&[head.into_bytes(), body].concat())
            .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    });
    let answer = answer.await.unwrap();
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let (head, body) = (&answer[..end], &answer[end + 4..]);
    if head.starts_with(b"HTTP/1.1 200 ") {
        return Ok(C::Answer::from_bytes(body).unwrap());
    }
    Err(Problem::from_bytes(body).unwrap().code)
}

/// Of what belongs to a visit, by the ranges of the catalog.
const OF_A_LATER_VERSION: u16 = 86;

/// An entity outside the ranges that are given out.
const LIKE_NOTHING: u16 = 60_001;

/// How often a limit that has room again with time is asked about.
const ROUNDS: usize = 20;

fn wrong_code(number: u8) -> EnrolFind {
    EnrolFind { find: [number; 32] }
}

#[tokio::test]
async fn a_proxys_clients_are_counted_each_for_itself() {
    let clinic = Clinic::connected().await;
    let guess = async |from: &str, client: &str, number: u8| {
        let guessed = send(&clinic, from, client, &wrong_code(number)).await;
        guessed.err().unwrap()
    };
    for number in 0..60 {
        assert_eq!(
            guess(TRUSTED_PROXY, "10.0.0.1", number).await,
            Code::CodeUnknown
        );
    }
    let mut answers = Vec::new();
    for number in 60..70 {
        answers.push(guess(TRUSTED_PROXY, "10.0.0.1", number).await);
    }
    assert!(answers.contains(&Code::Busy), "{answers:?}");
    assert_eq!(guess(TRUSTED_PROXY, "10.0.0.2", 0).await, Code::CodeUnknown);
    // what its client claims before it does not count
    answers.clear();
    for number in 0..10 {
        answers.push(guess(TRUSTED_PROXY, &format!("10.9.9.{number}, 10.0.0.1"), number).await);
    }
    assert!(answers.contains(&Code::Busy), "{answers:?}");

    // nor does the header of a sender that is not a trusted proxy
    answers.clear();
    for number in 0..100 {
        answers.push(guess("127.0.0.8", &format!("10.1.1.{number}"), number).await);
    }
    assert!(answers.contains(&Code::Busy), "{answers:?}");
}

#[tokio::test]
async fn who_fails_takes_no_room_from_those_at_the_same_address() {
    let clinic = Clinic::connected().await;
    let (invitation, create) = clinic.fake_clinic.invite();
    let engine = clinic.engine(&clinic.founders);
    engine.enrol_create(create).await.unwrap();
    let mut answers = Vec::new();
    for number in 0..100 {
        answers.push(
            send(&clinic, "127.0.0.8", "", &wrong_code(number))
                .await
                .err(),
        );
    }
    assert!(answers.contains(&Some(Code::Busy)), "{answers:?}");
    let find = EnrolFind {
        find: invitation.find,
    };
    let bundle = send(&clinic, "127.0.0.8", "", &find).await.unwrap();
    assert_eq!(bundle.tenant, clinic.fake_clinic.tenant);
}

#[tokio::test]
async fn who_knows_a_users_id_blocks_no_restored_device() {
    let clinic = Clinic::connected().await;
    let founder = &clinic.fake_clinic.founder;
    let right = DeviceNumber {
        tenant: clinic.fake_clinic.tenant,
        user: founder.id,
        secret: founder.secret,
    };
    let wrong = DeviceNumber {
        secret: [0; 32],
        ..right.clone()
    };
    let unknown = DeviceNumber {
        user: random_id(),
        ..right.clone()
    };
    let ask =
        async |client: &str, call: &DeviceNumber| send(&clinic, TRUSTED_PROXY, client, call).await;
    // an unknown user is answered like one with a wrong secret
    assert_eq!(ask("10.0.0.1", &unknown).await, Err(Code::WrongSecret));
    let mut answers = Vec::new();
    for _ in 0..10 {
        answers.push(ask("10.0.0.1", &wrong).await.unwrap_err());
    }
    assert_eq!(answers.first(), Some(&Code::WrongSecret));
    assert_eq!(answers.last(), Some(&Code::Busy));
    assert!(ask("10.0.0.2", &right).await.unwrap().device_number > 1);
}

impl Clinic {
    /// Pushes what waits on the founder's device and returns the verdicts.
    async fn founder_pushes(&self) -> Vec<Verdict> {
        let bearer = super::bootstrap::token(self, &self.founders).await;
        let push = self.founders.lock().unwrap().next_push();
        let push = push.unwrap().unwrap();
        let protocol = over_http(&self.server);
        let answer = protocol.push(Some(bearer), push.clone()).await.unwrap();
        let mut device = self.founders.lock().unwrap();
        device.apply_verdicts(&push, &answer).unwrap();
        answer
            .verdicts
            .into_iter()
            .map(|(_, verdict)| verdict)
            .collect()
    }
}

fn code_of(verdict: &Verdict) -> Option<Code> {
    match verdict {
        Verdict::Rejected(rejection) => Some(rejection.code),
        _ => None,
    }
}

#[tokio::test]
async fn a_number_that_waits_for_a_device_is_that_devices_own() {
    let clinic = Clinic::connected().await;
    let (invitation, create) = clinic.fake_clinic.invite();
    let engine = clinic.engine(&clinic.founders);
    engine.enrol_create(create).await.unwrap();
    let find = EnrolFind {
        find: invitation.find,
    };
    let protocol = over_http(&clinic.server);
    let invited = protocol.enrol_find(None, find).await.unwrap();
    {
        let mut device = clinic.founders.lock().unwrap();
        let own = std::mem::replace(&mut device.number, invited.device_number);
        let writes = device.row(Patient::DESCRIPTOR, random_id(), None, &[]);
        device.write(writes);
        device.number = own;
    }
    let verdicts = clinic.founder_pushes().await;
    assert_eq!(code_of(&verdicts[0]), Some(Code::OutOfScope));
}

#[tokio::test]
async fn who_has_left_does_not_write_their_password() {
    let clinic = Clinic::connected().await;
    let hired = clinic.hire(&[Compartment::Contact]).await;
    let seen = |cell: u8| {
        let device = clinic.founders.lock().unwrap();
        let row = &device.rows[&(User::DESCRIPTOR.number, hired.id)];
        let cells = row.cells.iter().filter(|state| state.cell == cell);
        cells.map(|state| state.clock).collect::<Vec<_>>()
    };
    let writes_password = |base| -> Vec<CellWrite> {
        let mut device = clinic.founders.lock().unwrap();
        let founder = std::mem::replace(&mut device.author, hired.clone());
        let known: &'static Descriptor = User::DESCRIPTOR;
        let write = device.cell(known, User::CELL.password, hired.id, None, &[], base);
        let key = hired.key.clone();
        device.write_admin_signed(vec![write.clone()], &key);
        device.author = founder;
        vec![write]
    };
    writes_password(seen(User::CELL.password.number));
    let verdicts = clinic.founder_pushes().await;
    assert!(
        matches!(verdicts[0], Verdict::Accepted { .. }),
        "{verdicts:?}"
    );
    clinic.sync(&clinic.founders).await;
    let spec = User::DESCRIPTOR.cells.iter().find(|cell| {
        let mut fields = cell.fields.iter();
        fields.any(|field| field.name == "is_active")
    });
    let spec = spec.unwrap();
    let base = seen(spec.number);
    {
        let mut device = clinic.founders.lock().unwrap();
        let given = [("is_active", Value::Bool(false))];
        let write = device.cell(User::DESCRIPTOR, spec, hired.id, None, &given, base);
        let key = device.author.key.clone();
        device.write_admin_signed(vec![write], &key);
    }
    clinic.sync(&clinic.founders).await;
    writes_password(seen(User::CELL.password.number));
    let verdicts = clinic.founder_pushes().await;
    assert_eq!(code_of(&verdicts[0]), Some(Code::MissingRight));
}

#[tokio::test]
async fn what_has_ended_is_deleted_with_the_next_token() {
    let clinic = Clinic::connected().await;
    let (_, create) = clinic.fake_clinic.invite();
    let engine = clinic.engine(&clinic.founders);
    engine.enrol_create(create).await.unwrap();
    let database = clinic.database.as_superuser().await;
    let ended = "update credentials set expires_at = now() - interval '2 hours';
        update device_tokens set expires_at = now() - interval '2 hours';
        update enrolments set expires_at = now() - interval '1 second'";
    database.batch_execute(ended).await.unwrap();
    super::bootstrap::token(&clinic, &clinic.founders).await;
    let left = "select (select count(*) from credentials), (select count(*) from device_tokens),
        (select count(*) from enrolments where bundle <> '')";
    let left = database.query_one(left, &[]).await.unwrap();
    let counts = [0, 1, 2].map(|at| left.get::<_, i64>(at));
    assert_eq!(counts, [1, 1, 0], "the token that was just given out");
}

/// Two pushes under one number, the second sent while the first waits for the head: what each is answered, and the
/// second once it comes again.
async fn race(clinic: &Clinic, one: HttpProtocol, other: HttpProtocol) {
    let bearer = super::bootstrap::token(clinic, &clinic.founders).await;
    let next = || -> Push {
        clinic.patient();
        let mut device = clinic.founders.lock().unwrap();
        let push = device.next_push().unwrap().unwrap();
        device.queue.clear();
        push
    };
    let (first, second) = (next(), next());
    assert_eq!(first.number, second.number);
    let others = clinic.database.as_superuser().await;
    let lock = "begin; select from feeds for update";
    others.batch_execute(lock).await.unwrap();
    let sent = |protocol: &HttpProtocol, push: &Push| {
        let (protocol, bearer, push) = (protocol.clone(), bearer.clone(), push.clone());
        tokio::spawn(async move { protocol.push(Some(bearer), push).await })
    };
    let waiting = "select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'";
    let observer = clinic.database.as_superuser().await;
    let until_waiting = async |pushes: i64| {
        let count = async || observer.query_one(waiting, &[]).await.unwrap();
        while count().await.get::<_, i64>(0) < pushes {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let first = sent(&one, &first);
    until_waiting(1).await;
    let refused = sent(&other, &second);
    // of one server it waits in the program, where nothing tells that it has come
    let _ = tokio::time::timeout(Duration::from_secs(3), until_waiting(2)).await;
    others.batch_execute("rollback").await.unwrap();
    let PushAnswer { verdicts, .. } = first.await.unwrap().unwrap();
    assert!(matches!(verdicts[0].1, Verdict::Accepted { .. }));
    let refused = refused.await.unwrap().err();
    assert_eq!(refused, Some(Error::Refused(Code::Busy)));
    let again = sent(&other, &second).await.unwrap().err();
    assert_eq!(again, Some(Error::Refused(Code::ForkDetected)));
}

#[tokio::test]
async fn two_pushes_at_once_under_one_number_are_no_fork_yet() {
    let clinic = Clinic::connected().await;
    let protocol = || over_http(&clinic.server);
    race(&clinic, protocol(), protocol()).await;
}

#[tokio::test]
async fn two_pushes_at_once_to_two_servers_are_no_fork_yet() {
    let clinic = Clinic::connected().await;
    let servers = [(); 2].map(|()| ServerProcess::start(&clinic.database));
    let protocol = |at: usize| HttpProtocol::new(&servers[at].url, None).unwrap();
    race(&clinic, protocol(0), protocol(1)).await;
}

#[tokio::test]
async fn of_an_unknown_entity_a_right_is_asked_and_bytes_are_bounded() {
    let clinic = Clinic::connected().await;
    let plant = |person: &Person, entity: u16, row: Uuid, bytes: usize| {
        let mut device = clinic.founders.lock().unwrap();
        let founder = std::mem::replace(&mut device.author, person.clone());
        let mut writes = device.row(Patient::DESCRIPTOR, row, None, &[]);
        writes.truncate(1);
        for write in &mut writes {
            write.entity = entity;
            write.state.sealed = Some(vec![1; bytes]);
        }
        device.write(writes);
        device.author = founder;
    };
    let clerk = clinic.hire(&[Compartment::Contact]).await;
    let reading = [Right::PatientsRead, Right::ClinicExport, Right::SyncRun];
    let viewer = clinic.hire_with(&reading, &[Compartment::Contact]).await;
    for (person, entity, is_accepted) in [
        (&clerk, OF_A_LATER_VERSION, false),
        (&viewer, OF_A_LATER_VERSION, false),
        (&viewer, LIKE_NOTHING, false),
        (&clerk, LIKE_NOTHING, true),
    ] {
        plant(person, entity, random_id(), 16);
        let verdicts = clinic.founder_pushes().await;
        let expected = (!is_accepted).then_some(Code::MissingRight);
        assert_eq!(code_of(&verdicts[0]), expected, "{entity}: {verdicts:?}");
    }
    let founder = clinic.fake_clinic.founder.clone();
    let row = random_id();
    plant(&founder, OF_A_LATER_VERSION, row, 300 * 1024);
    let verdicts = clinic.founder_pushes().await;
    assert!(
        matches!(verdicts[0], Verdict::Accepted { .. }),
        "{verdicts:?}"
    );
    plant(&founder, OF_A_LATER_VERSION, row, 300 * 1024);
    let verdicts = clinic.founder_pushes().await;
    assert_eq!(code_of(&verdicts[0]), Some(Code::Undecided));
}

#[tokio::test]
async fn a_proof_that_was_made_for_another_server_is_none_here() {
    let clinic = Clinic::connected().await;
    let protocol = over_http(&clinic.server);
    let tenant = clinic.fake_clinic.tenant;
    let prove = async |change: &dyn Fn(&mut Token)| {
        let mut token = challenged(&protocol, tenant, 1).await;
        change(&mut token);
        token.signature = clinic.founders.lock().unwrap().sign_token(&token).unwrap();
        protocol.token(None, token).await.err()
    };
    let refused = Some(Error::Refused(Code::Unauthenticated));
    let elsewhere = |token: &mut Token| token.origin = "https://evil.example".to_owned();
    assert_eq!(prove(&elsewhere).await, refused);
    assert_eq!(prove(&|token| token.server_key = [7; 32]).await, refused);
    assert_eq!(
        prove(&|token| token.certificate = Some([7; 32])).await,
        refused
    );
    assert_eq!(prove(&|_| {}).await, None);
}

/// Hands everything on to a server, from an address of its own.
async fn relay(server: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = server.trim_start_matches("http://").to_owned();
    tokio::spawn(async move {
        while let Ok((mut device, _)) = listener.accept().await {
            let mut server = TcpStream::connect(&server).await.unwrap();
            // ends when either end does
            tokio::spawn(async move { copy_bidirectional(&mut device, &mut server).await });
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_relay_that_names_its_own_host_gets_no_token() {
    let clinic = Clinic::connected().await;
    let server = ServerProcess::start(&clinic.database);
    let prove = async |url: &str| {
        let protocol = HttpProtocol::new(url, None).unwrap();
        let mut token = challenged(&protocol, clinic.fake_clinic.tenant, 1).await;
        token.signature = clinic.founders.lock().unwrap().sign_token(&token).unwrap();
        protocol.token(None, token).await.err()
    };
    assert_eq!(prove(&server.url).await, None);
    assert_eq!(
        prove(&server.url.replace("127.0.0.1", "localhost")).await,
        None
    );
    let refused = Some(Error::Refused(Code::Unauthenticated));
    assert_eq!(prove(&relay(&server.url).await).await, refused);
}

#[tokio::test]
async fn admin_signed_clocks_are_of_now_once_a_clinic_is_here() {
    const MINUTE_MS: u64 = 60_000;
    let clinic = Clinic::connected().await;
    let hires = |change: &dyn Fn(&mut sync_contract::Clock)| {
        let mut device = clinic.founders.lock().unwrap();
        let mut writes = device.role(random_id(), "Hired", &[], &[]);
        for write in &mut writes {
            change(&mut write.state.clock);
        }
        // the root key has always been valid, so only the clocks decide
        device.write_admin_signed(writes, &clinic.fake_clinic.root);
    };
    // it connected an hour ago
    let joined = "update feeds set joined_at = now() - interval '1 hour'";
    let client = clinic.database.as_superuser().await;
    client.batch_execute(joined).await.unwrap();
    for wrong in [
        11 * MINUTE_MS,
        525_600 * MINUTE_MS,
        99 * 525_600 * MINUTE_MS,
    ] {
        hires(&|clock| clock.unix_ms += wrong);
        let verdicts = clinic.founder_pushes().await;
        assert_eq!(code_of(&verdicts[0]), Some(Code::ClockTooFar), "{wrong}");
    }
    // before or after the clinic had a server: its first push has ended
    for early in [11 * MINUTE_MS, 70 * MINUTE_MS] {
        hires(&|clock| clock.unix_ms -= early);
        let verdicts = clinic.founder_pushes().await;
        assert_eq!(code_of(&verdicts[0]), Some(Code::ClockTooFar), "{early}");
    }
    for right in [9 * MINUTE_MS, 0] {
        hires(&|clock| clock.unix_ms += right);
        hires(&|clock| clock.unix_ms -= right);
    }
    let verdicts = clinic.founder_pushes().await;
    for verdict in verdicts {
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    }
}

#[tokio::test]
async fn a_server_that_ends_tls_signs_which_certificate_a_device_must_see() {
    let clinic = Clinic::connected().await;
    let certificate = Certificate::for_this_machine();
    let trusted = std::fs::read(certificate.chain()).unwrap();
    let sync = async |url: &str, trusted: Option<&[u8]>| {
        let protocol = HttpProtocol::new(url, trusted).unwrap();
        let engine = SyncEngine::new(protocol, Store::shared(clinic.founders.clone()));
        engine
            .sync(&Stop::never())
            .await
            .map(|report| report.at_head)
    };
    let server = TestServer::start_tls(&clinic.database, &certificate);
    assert_eq!(sync(&server.url(), Some(&trusted)).await, Ok(true));
    // TLS that was ended by a man in the middle
    let server = TestServer::start_as_if_ending_tls(&clinic.database, [7; 32]);
    assert_eq!(sync(&server.url(), None).await, Err(Error::OtherServer));
}

/// The list in the README names existing tests.
#[test]
fn each_attack_is_replayed_by_a_test_that_is_there() {
    let manifest = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = include_str!("../README.md");
    let (_, list) = list.split_once("\n## A hostile client\n").unwrap();
    let mut sources = String::new();
    for folder in ["suite", "../sync", "../src-tauri/vault/src"] {
        read_sources(&manifest.join(folder), &mut sources);
    }
    let rows: Vec<&str> = list
        .lines()
        .filter(|line| line.starts_with("| "))
        .skip(2)
        .collect();
    assert!(rows.len() > 25);
    for row in rows {
        let replayed = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        for test in replayed.split(", ") {
            let test = test.trim_matches('`');
            let name = test.rsplit("::").next().unwrap();
            assert!(is_run(&sources, name), "{test}");
        }
    }
}

/// Whether functions of a name are there, each as a test that is not left out.
fn is_run(sources: &str, name: &str) -> bool {
    let called = format!("fn {name}(");
    let mut of_name = sources.match_indices(&called).peekable();
    of_name.peek().is_some() && of_name.all(|(at, _)| is_test(&sources[..at]))
}

fn is_test(before: &str) -> bool {
    let before = before.trim_end_matches("async ").trim_end();
    let attributes = before.lines().rev().map(str::trim);
    let mut attributes = attributes.take_while(|line| line.starts_with("#["));
    attributes.clone().all(|line| !line.contains("ignore"))
        && attributes.any(|line| line == "#[test]" || line.starts_with("#[tokio::test"))
}

fn read_sources(folder: &std::path::Path, sources: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_sources(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[tokio::test]
async fn a_device_with_a_token_is_not_bound_by_the_limits_of_its_address() {
    let clinic = Clinic::connected().await;
    let bearer = super::bootstrap::token(&clinic, &clinic.founders).await;
    // another server of the same clinics: it has counted nothing yet
    let server = TestServer::start(&clinic.database);
    let protocol = over_http(&server);
    let challenge = async |device_number: u32| {
        let call = Challenge {
            tenant: clinic.fake_clinic.tenant,
            device_number,
        };
        protocol.challenge(None, call).await.err()
    };
    let busy = Some(Error::Refused(Code::Busy));
    let mut strangers = 0;
    // the limit has room for one more every 100 ms, so one answer alone may come just after that
    let exhausted = async |strangers: &mut u32| {
        while challenge(1_000 + *strangers / 100).await != busy {
            *strangers += 1;
            assert!(*strangers < 10_000);
        }
    };
    let mut answers = Vec::new();
    for _ in 0..ROUNDS {
        exhausted(&mut strangers).await;
        answers.push(challenge(1).await);
    }
    assert!(answers.contains(&busy), "{answers:?}");
    let pull = {
        let position = clinic.founders.lock().unwrap().position.clone();
        Pull {
            cursor: position.cursor,
            bootstrap: None,
            control_position: position.control_position,
            rows_max: 1,
        }
    };
    protocol.pull(Some(bearer), pull).await.unwrap();
    for _ in 0..ROUNDS {
        exhausted(&mut strangers).await;
        assert_eq!(challenge(1).await, None);
    }
}
