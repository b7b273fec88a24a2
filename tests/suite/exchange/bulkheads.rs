//! A hostile device with a valid token: what it may cost, and that another clinic notices nothing.

use super::*;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sync_client::{Error, Live};
use sync_contract::catalog::{Appointment, Facility, Note, User};
use sync_contract::messages::{AuditPush, Call, Challenge, Pull, Push, PushAnswer, Verdict};
use sync_contract::protocol::{Bearer, Replica};
use sync_contract::{Code, Value, Wire};
use sync_server::db::clinics::{self, ClinicUse, NewBudget};
use tokio::net::TcpSocket;

/// Of the sealed bytes of a large note: a length to which seals are padded.
const NOTE_BYTES: usize = 33 + 393_216;
const PAGE_BYTES_MAX: usize = 4 << 20;

impl Clinic {
    /// Another clinic on the same server.
    async fn neighbour(&self) -> Arc<Mutex<FakeDevice>> {
        let (clinic, device) = FakeClinic::new();
        let create = clinic.create_clinic(&device, &clinic_code(&self.database).await);
        let protocol = over_http(&self.server);
        protocol.create_clinic(None, create).await.unwrap();
        let device = Arc::new(Mutex::new(device));
        self.sync(&device).await;
        device
    }

    /// Does `work` while a neighbour syncs again and again.
    async fn while_neighbour_syncs<T>(&self, work: impl Future<Output = T>) -> T {
        let neighbour = self.neighbour().await;
        let syncing = async {
            loop {
                self.sync(&neighbour).await;
            }
        };
        tokio::select! {
            biased;
            done = work => done,
            () = syncing => unreachable!("it has no end"),
        }
    }

    async fn push_next(&self, bearer: &Bearer) -> (Push, PushAnswer) {
        let push = self.founders.lock().unwrap().next_push();
        let push = push.unwrap().unwrap();
        let protocol = over_http(&self.server);
        let answer = protocol.push(Some(bearer.clone()), push.clone()).await;
        let answer = answer.unwrap();
        let mut device = self.founders.lock().unwrap();
        device.apply_verdicts(&push, &answer).unwrap();
        (push, answer)
    }

    fn next_page(&self) -> Pull {
        let position = self.founders.lock().unwrap().position.clone();
        Pull {
            cursor: position.cursor,
            bootstrap: None,
            control_position: position.control_position,
            rows_max: 2_000,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_versions_of_a_cell_leave_four_and_delay_no_clinic() {
    let clinic = Clinic::connected().await;
    let bearer = super::bootstrap::token(&clinic, &clinic.founders).await;
    let (facility, appointment) = (random_id(), random_id());
    {
        let mut device = clinic.founders.lock().unwrap();
        let mut writes = device.row(Facility::DESCRIPTOR, facility, None, &[]);
        let provider = ("provider", Value::Uuid(device.author.id));
        let given = [("facility", Value::Uuid(facility)), provider];
        writes.extend(device.row(Appointment::DESCRIPTOR, appointment, None, &given));
        device.write(writes);
    }
    clinic.sync(&clinic.founders).await;
    let spec = Appointment::DESCRIPTOR.cell(3).unwrap();
    let name = spec.clear_fields().next().unwrap().name;
    {
        let mut device = clinic.founders.lock().unwrap();
        for number in 0..1_000 {
            let given = [(name, Value::Text(format!("{number}")))];
            let known = Appointment::DESCRIPTOR;
            let write = device.cell(known, spec, appointment, None, &given, Vec::new());
            device.write(vec![write]);
        }
    }
    let answer = clinic
        .while_neighbour_syncs(async { clinic.push_next(&bearer).await.1 })
        .await;
    let accepted = |(_, verdict): &&(Uuid, Verdict)| matches!(verdict, Verdict::Accepted { .. });
    let undecided = |(_, verdict): &&(Uuid, Verdict)| match verdict {
        Verdict::Rejected(rejection) => rejection.code == Code::Undecided,
        _ => false,
    };
    assert_eq!(answer.verdicts.iter().filter(accepted).count(), 3);
    let refused = answer.verdicts.iter().filter(undecided).count();
    // what was written after one that is refused may wait for it
    let deferred = |(_, verdict): &&(Uuid, Verdict)| matches!(verdict, Verdict::Deferred { .. });
    let waiting = answer.verdicts.iter().filter(deferred).count();
    assert!(
        refused > 0 && refused + waiting == 997,
        "{refused} {waiting}"
    );

    // once its versions are decided, the device goes on
    {
        let mut device = clinic.founders.lock().unwrap();
        device.refused.clear();
        device.queue.clear();
    }
    clinic.sync(&clinic.founders).await;
    {
        let mut device = clinic.founders.lock().unwrap();
        let row = &device.rows[&(Appointment::DESCRIPTOR.number, appointment)];
        let versions = row.cells.iter().chain(&row.siblings);
        let base = versions.filter(|version| version.cell == 3);
        let base: Vec<_> = base.map(|version| version.clock).collect();
        let given = [(name, Value::Text("decided".into()))];
        let known = Appointment::DESCRIPTOR;
        let write = device.cell(known, spec, appointment, None, &given, base);
        device.write(vec![write]);
    }
    clinic.sync(&clinic.founders).await;
}

#[tokio::test]
async fn a_page_of_large_rows_is_cut_before_they_are_loaded() {
    let clinic = Clinic::connected().await;
    let patient = clinic.patient();
    clinic.sync(&clinic.founders).await;
    let before = clinic.next_page();
    for _ in 0..24 {
        let mut device = clinic.founders.lock().unwrap();
        let mut writes = device.row(Note::DESCRIPTOR, random_id(), Some(patient), &[]);
        for write in &mut writes {
            if let Some(sealed) = &mut write.state.sealed {
                sealed.resize(NOTE_BYTES, 1);
            }
        }
        device.write(writes);
    }
    clinic.sync_in_pages().await;
    let bearer = super::bootstrap::token(&clinic, &clinic.founders).await;
    let protocol = over_http(&clinic.server);
    let mut pull = before;
    let (mut notes, mut pages) = (0, 0);
    loop {
        let page = protocol
            .pull(Some(bearer.clone()), pull.clone())
            .await
            .unwrap();
        let bytes: usize = page.rows.iter().map(|row| row.to_bytes().len()).sum();
        assert!(bytes <= PAGE_BYTES_MAX + 4096, "{bytes}");
        notes += page.rows.len();
        pages += 1;
        pull.cursor = Some(page.cursor);
        if page.cursor == page.head {
            break;
        }
    }
    assert_eq!((notes, pages), (24, 3));
    // and the pages of a bootstrap
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    clinic.sync(&second).await;
    assert_eq!(second.lock().unwrap().count(Note::DESCRIPTOR), 24);
}

impl Clinic {
    /// Pushes large groups two by two, as a device does that heeds the limit of a push.
    async fn sync_in_pages(&self) {
        let queue = std::mem::take(&mut self.founders.lock().unwrap().queue);
        for groups in queue.chunks(2) {
            self.founders.lock().unwrap().queue = groups.to_vec();
            self.sync(&self.founders).await;
        }
    }
}

#[tokio::test]
async fn a_fifth_live_stream_of_a_device_is_refused_until_one_ends() {
    let clinic = Clinic::connected().await;
    let bearer = super::bootstrap::token(&clinic, &clinic.founders).await;
    let protocol = over_http(&clinic.server);
    let mut streams = Vec::new();
    for _ in 0..4 {
        streams.push(protocol.live(bearer.clone()).await.unwrap());
    }
    let fifth = protocol.live(bearer.clone()).await.err();
    assert_eq!(fifth, Some(Error::Refused(Code::Busy)));
    drop(streams);
    let freed = async {
        while protocol.live(bearer.clone()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), freed)
        .await
        .unwrap();
}

#[tokio::test]
async fn who_waits_for_one_clinics_head_takes_no_connection_of_another() {
    let clinic = Clinic::connected().await;
    let bearer = super::bootstrap::token(&clinic, &clinic.founders).await;
    clinic.patient();
    let push = clinic
        .founders
        .lock()
        .unwrap()
        .next_push()
        .unwrap()
        .unwrap();
    let others = clinic.database.as_superuser().await;
    let lock = format!(
        "begin; select from feeds where tenant_id = '{}' for update",
        clinic.fake_clinic.tenant
    );
    let neighbour = clinic.neighbour().await;
    others.batch_execute(&lock).await.unwrap();
    let protocol = over_http(&clinic.server);
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let (protocol, bearer, push) = (protocol.clone(), bearer.clone(), push.clone());
            tokio::spawn(async move { protocol.push(Some(bearer), push).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    // while the head is locked, and the pushes that wait for it are more than there are connections
    clinic.sync(&neighbour).await;
    assert!(waiting.iter().all(|push| !push.is_finished()));
    others.batch_execute("rollback").await.unwrap();
    for push in waiting {
        push.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_revoked_device_is_sent_the_proof_and_no_password() {
    let clinic = Clinic::connected().await;
    clinic.hire(&[Compartment::Contact]).await;
    let bearer = super::bootstrap::token(&clinic, &clinic.founders).await;
    let revoke = "update device_state set revoked_at = now()";
    let database = clinic.database.as_superuser().await;
    database.batch_execute(revoke).await.unwrap();
    let protocol = over_http(&clinic.server);
    let page = protocol.pull(Some(bearer), clinic.next_page()).await;
    let page = page.unwrap();
    let users = page
        .rows
        .iter()
        .filter(|row| row.entity == User::DESCRIPTOR.number);
    let users: Vec<_> = users.collect();
    assert_eq!(users.len(), 2);
    for user in users {
        let cells: Vec<u8> = user.cells.iter().map(|cell| cell.cell).collect();
        assert!(cells.contains(&User::CELL.keys.number), "{cells:?}");
        assert!(!cells.contains(&User::CELL.password.number), "{cells:?}");
        assert!(!cells.contains(&User::CELL.identity.number), "{cells:?}");
    }
}

#[tokio::test]
async fn a_suspended_clinic_is_served_nothing_and_another_is() {
    let clinic = Clinic::connected().await;
    let neighbour = clinic.neighbour().await;
    let bearer = super::bootstrap::token(&clinic, &clinic.founders).await;
    let operator = async |is_suspended: bool| {
        let mut owner = clinic.database.as_owner().await;
        let tenant = clinic.fake_clinic.tenant;
        let set = clinics::set_suspended(&mut owner, tenant, is_suspended);
        assert!(set.await.unwrap());
    };
    clinic.patient();
    let push = clinic
        .founders
        .lock()
        .unwrap()
        .next_push()
        .unwrap()
        .unwrap();
    let protocol = over_http(&clinic.server);
    let tenant = clinic.fake_clinic.tenant;
    let mut token = support::proof::challenged(&protocol, tenant, 1).await;
    token.signature = clinic.founders.lock().unwrap().sign_token(&token).unwrap();
    let challenge = Challenge {
        tenant,
        device_number: 1,
    };
    operator(true).await;
    let suspended = Some(Error::Refused(Code::Suspended));
    let refused = protocol.push(Some(bearer.clone()), push).await.err();
    assert_eq!(refused, suspended);
    let refused = protocol
        .pull(Some(bearer.clone()), clinic.next_page())
        .await
        .err();
    assert_eq!(refused, suspended);
    let audit = AuditPush { entries: vec![] };
    let refused = protocol.audit_push(Some(bearer.clone()), audit).await.err();
    assert_eq!(refused, suspended);
    // nor can a device prove itself, by a challenge of before as by a new one
    let refused = protocol.token(None, token).await.err();
    assert_eq!(refused, suspended);
    let refused = protocol.challenge(None, challenge).await.err();
    assert_eq!(refused, suspended);
    assert_eq!(protocol.live(bearer).await.err(), suspended);
    clinic.sync(&neighbour).await;
    operator(false).await;
    clinic.sync(&clinic.founders).await;
}

const MIB: i64 = 1 << 20;

impl Clinic {
    async fn allow(&self, new: NewBudget) {
        let mut owner = self.database.as_owner().await;
        let set = clinics::set_budget(&mut owner, self.fake_clinic.tenant, new);
        assert!(set.await.unwrap());
    }

    async fn used(&self) -> ClinicUse {
        let mut owner = self.database.as_owner().await;
        let used = clinics::read_use(&mut owner, self.fake_clinic.tenant).await;
        used.unwrap().unwrap()
    }

    /// As many notes of a patient, each a group of some 400 KiB.
    fn large_notes(&self, patient: Uuid, count: usize) {
        let mut device = self.founders.lock().unwrap();
        for _ in 0..count {
            let mut writes = device.row(Note::DESCRIPTOR, random_id(), Some(patient), &[]);
            for write in &mut writes {
                if let Some(sealed) = &mut write.state.sealed {
                    sealed.resize(NOTE_BYTES, 1);
                }
            }
            device.write(writes);
        }
    }

    /// Pushes the first two groups that wait, which fit into a push.
    async fn push_two(&self, bearer: &Bearer) -> Vec<Verdict> {
        let rest = {
            let mut device = self.founders.lock().unwrap();
            let rest = device.queue.len().min(2);
            device.queue.split_off(rest)
        };
        let (_, answer) = self.push_next(bearer).await;
        self.founders.lock().unwrap().queue.extend(rest);
        let verdicts = answer.verdicts.into_iter();
        verdicts.map(|(_, verdict)| verdict).collect()
    }

    /// Lets the clinic's hours begin so much earlier.
    async fn an_hour_passes(&self) {
        let client = self.database.as_superuser().await;
        let passed = "update device_state set hour_from = hour_from - interval '1 hour'";
        client.execute(passed, &[]).await.unwrap();
    }
}

fn accepted(verdicts: &[Verdict]) -> usize {
    let is_accepted = |verdict: &&Verdict| matches!(verdict, Verdict::Accepted { .. });
    verdicts.iter().filter(is_accepted).count()
}

/// How long the server asks to wait, where it decides nothing.
fn put_off(verdicts: &[Verdict]) -> Option<u32> {
    let waits = verdicts.iter().map(|verdict| match verdict {
        Verdict::Deferred {
            code: Code::Busy,
            retry_after_s,
        } => Some(*retry_after_s),
        _ => None,
    });
    waits.min().flatten()
}

#[tokio::test]
async fn a_device_beyond_its_hour_waits_and_loses_nothing() {
    let clinic = Clinic::connected().await;
    let neighbour = clinic.neighbour().await;
    let patient = clinic.patient();
    clinic.sync(&clinic.founders).await;
    clinic
        .allow(NewBudget {
            hour_bytes_max: Some(2 * MIB),
            first_push_bytes_left: Some(0),
            ..NewBudget::default()
        })
        .await;
    let bearer = super::bootstrap::token(&clinic, &clinic.founders).await;
    clinic.large_notes(patient, 6);
    // half of two MiB: the group that passes it is the last
    assert_eq!(accepted(&clinic.push_two(&bearer).await), 2);
    let verdicts = clinic.push_two(&bearer).await;
    assert_eq!(accepted(&verdicts), 1);
    let verdicts = clinic.push_two(&bearer).await;
    assert!(
        matches!(put_off(&verdicts), Some(3_500..=3_600)),
        "{verdicts:?}"
    );
    assert_eq!(clinic.founders.lock().unwrap().queue.len(), 3);
    let used = clinic.used().await;
    assert!((MIB..2 * MIB).contains(&used.hour_bytes), "{used:?}");
    assert!(used.stored_bytes > MIB, "{used:?}");

    // the device can still pull, and no other device waits
    let protocol = over_http(&clinic.server);
    let page = protocol
        .pull(Some(bearer.clone()), clinic.next_page())
        .await;
    assert!(!page.unwrap().rows.is_empty());
    clinic.sync(&neighbour).await;

    clinic.an_hour_passes().await;
    assert_eq!(accepted(&clinic.push_two(&bearer).await), 2);
    clinic.an_hour_passes().await;
    assert_eq!(accepted(&clinic.push_two(&bearer).await), 1);
    assert!(clinic.founders.lock().unwrap().refused.is_empty());
}

#[tokio::test]
async fn a_clinic_that_has_stored_its_share_waits_for_its_operator() {
    let clinic = Clinic::connected().await;
    let patient = clinic.patient();
    clinic.sync(&clinic.founders).await;
    let stored_bytes_max = |bytes| NewBudget {
        stored_bytes_max: Some(bytes),
        ..NewBudget::default()
    };
    clinic.allow(stored_bytes_max(MIB)).await;
    let bearer = super::bootstrap::token(&clinic, &clinic.founders).await;
    clinic.large_notes(patient, 4);
    assert_eq!(accepted(&clinic.push_two(&bearer).await), 2);
    let verdicts = clinic.push_two(&bearer).await;
    assert_eq!(put_off(&verdicts), Some(3_600));
    let before = clinic.used().await.stored_bytes;
    clinic.allow(stored_bytes_max(8 * MIB)).await;
    assert_eq!(accepted(&clinic.push_two(&bearer).await), 2);
    let after = clinic.used().await.stored_bytes;
    let two_notes = 2 * i64::try_from(NOTE_BYTES).unwrap();
    assert!((two_notes..two_notes + 4_096).contains(&(after - before)));
}

#[tokio::test]
async fn the_allowance_of_a_code_lets_a_clinic_bring_what_it_has() {
    let clinic = Clinic::connected().await;
    let patient = clinic.patient();
    clinic.sync(&clinic.founders).await;
    let left = clinic.used().await.first_push_bytes_left;
    assert!(
        (FIRST_PUSH_BYTES - MIB..FIRST_PUSH_BYTES).contains(&left),
        "{left}"
    );
    clinic
        .allow(NewBudget {
            hour_bytes_max: Some(2),
            first_push_bytes_left: Some(2 * MIB),
            ..NewBudget::default()
        })
        .await;
    let bearer = super::bootstrap::token(&clinic, &clinic.founders).await;
    clinic.large_notes(patient, 8);
    let mut taken = 0;
    loop {
        let verdicts = clinic.push_two(&bearer).await;
        taken += accepted(&verdicts);
        if put_off(&verdicts).is_some() || accepted(&verdicts) < 2 {
            break;
        }
    }
    // two MiB, and the group that passes them
    assert_eq!(taken, 6);
    assert_eq!(clinic.used().await.first_push_bytes_left, 0);
}

/// The head of a call by hand.
fn head_of<C: Call>(bearer: &Bearer, length: usize) -> Vec<u8> {
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: localhost\r\nnutrivault-protocol: 1.0\r\nauthorization: Bearer {}\r\n\
         content-length: {length}\r\n\r\n",
        C::PATH,
        bearer.0
    );
    head.into_bytes()
}

impl Clinic {
    /// A second device of the founder, and its token.
    async fn second(&self) -> (Arc<Mutex<FakeDevice>>, Bearer) {
        let second = self.joined(&self.fake_clinic.founder).await;
        self.sign_in(&second).await;
        self.sync(&second).await;
        let bearer = super::bootstrap::token(self, &second).await;
        (second, bearer)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_device_that_drips_bytes_delays_no_push_of_its_clinic() {
    let clinic = Clinic::connected().await;
    let patient = clinic.patient();
    clinic.sync(&clinic.founders).await;
    let own = super::bootstrap::token(&clinic, &clinic.founders).await;
    let (second, bearer) = clinic.second().await;
    let number = i64::from(second.lock().unwrap().number);
    let revoke = "update device_state set revoked_at = now() where device_number = $1";
    let client = clinic.database.as_superuser().await;
    client.execute(revoke, &[&number]).await.unwrap();
    let is_over = Arc::new(AtomicBool::new(false));
    let drips: Vec<_> = (0..12)
        .map(|_| {
            let mut stream = TcpStream::connect(clinic.server.address()).unwrap();
            stream
                .write_all(&head_of::<Push>(&bearer, Push::BYTES_MAX))
                .unwrap();
            let is_over = is_over.clone();
            std::thread::spawn(move || {
                while !is_over.load(Ordering::Relaxed) && stream.write_all(b"x").is_ok() {
                    std::thread::sleep(Duration::from_millis(100));
                }
                let mut answer = [0; 12];
                stream.read_exact(&mut answer).map(|()| answer)
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    clinic.large_notes(patient, 6);
    for _ in 0..3 {
        assert_eq!(accepted(&clinic.push_two(&own).await), 2);
    }
    assert!(drips.iter().any(|drip| !drip.is_finished()));
    // and a body that only drips is not waited for
    for drip in drips {
        let answer = tokio::task::spawn_blocking(|| drip.join())
            .await
            .unwrap()
            .unwrap();
        assert!(answer.is_err() || answer.unwrap().ends_with(b"503"));
    }
    is_over.store(true, Ordering::Relaxed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_reads_no_answer_delays_no_other_of_its_clinic() {
    let clinic = Clinic::connected().await;
    let patient = clinic.patient();
    clinic.sync(&clinic.founders).await;
    let (_, bearer) = clinic.second().await;
    let own = super::bootstrap::token(&clinic, &clinic.founders).await;
    let pull = clinic.next_page();
    clinic.large_notes(patient, 12);
    clinic.sync_in_pages().await;
    let body = pull.to_bytes();
    let request = [head_of::<Pull>(&bearer, body.len()), body].concat();
    let mut unread = Vec::new();
    for _ in 0..40 {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4_096).unwrap();
        let stream = socket.connect(clinic.server.address()).await.unwrap();
        let mut stream = stream.into_std().unwrap();
        stream.write_all(&request).unwrap();
        unread.push(stream);
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let protocol = over_http(&clinic.server);
    for _ in 0..4 {
        let page = protocol
            .pull(Some(own.clone()), pull.clone())
            .await
            .unwrap();
        assert!(page.rows.len() > 5, "{}", page.rows.len());
    }
    drop(unread);
}
