//! The tail: in the order of the numbers, never inside one, from a cursor that belongs to this history.

use super::bootstrap::token;
use super::*;
use std::time::Duration;

use futures_util::StreamExt;
use support::ServerProcess;
use sync_client::{Error, Live, Stopper, Watch, Watched};
use sync_contract::catalog::{Device, UserRole};
use sync_contract::entity::DELETION;
use sync_contract::messages::{Pull, PullPage};
use sync_contract::protocol::Bearer;
use sync_contract::pull::{Cursor, RowState};
use sync_contract::{CellSpec, Code, Value};
use sync_server::db::clinics;

fn ask(cursor: Cursor, rows_max: u32) -> Pull {
    Pull {
        cursor: Some(cursor),
        bootstrap: None,
        control_position: u64::MAX,
        rows_max,
    }
}

async fn pull(clinic: &Clinic, bearer: &Bearer, call: Pull) -> Result<PullPage, Error> {
    over_http(&clinic.server)
        .pull(Some(bearer.clone()), call)
        .await
}

#[tokio::test]
async fn pages_never_cut_inside_a_number_and_end_at_the_head() {
    let clinic = Clinic::connected().await;
    let start = clinic.founders.lock().unwrap().position.cursor.unwrap();
    for patients in [1, 7, 2] {
        let mut device = clinic.founders.lock().unwrap();
        let rows = (0..patients).map(|_| random_id());
        let writes = rows.flat_map(|row| device.row(Patient::DESCRIPTOR, row, None, &[]));
        let writes = writes.collect::<Vec<_>>();
        device.write(writes);
    }
    clinic.sync(&clinic.founders).await;
    let bearer = token(&clinic, &clinic.founders).await;
    let mut sizes = Vec::new();
    let mut cursor = start;
    loop {
        let page = pull(&clinic, &bearer, ask(cursor, 3)).await.unwrap();
        sizes.push(page.rows.len());
        cursor = page.cursor;
        if cursor == page.head {
            break;
        }
    }
    assert_eq!(sizes, [1, 7, 2]);
    assert_eq!(cursor.seq, start.seq + 3);
    let page = pull(&clinic, &bearer, ask(cursor, 3)).await.unwrap();
    assert!(page.rows.is_empty() && page.cursor == page.head);
}

#[tokio::test]
async fn a_row_that_changed_twice_comes_once_as_it_is_now() {
    let clinic = Clinic::connected().await;
    let start = clinic.founders.lock().unwrap().position.cursor.unwrap();
    let patient = clinic.patient();
    {
        let mut device = clinic.founders.lock().unwrap();
        let spec = Patient::CELL.state;
        let made = device.queue.last().unwrap().writes.iter();
        let made = made.clone().find(|write| write.state.cell == spec.number);
        let base = vec![made.unwrap().state.clock];
        let status = [("status", sync_contract::Value::Text("DISCHARGED".into()))];
        let write = device.cell(Patient::DESCRIPTOR, spec, patient, None, &status, base);
        device.write(vec![write]);
    }
    clinic.sync(&clinic.founders).await;
    let bearer = token(&clinic, &clinic.founders).await;
    let page = pull(&clinic, &bearer, ask(start, 100)).await.unwrap();
    assert_eq!(page.rows.len(), 1);
    let words: Vec<_> = page.rows[0]
        .cells
        .iter()
        .flat_map(|cell| &cell.clear)
        .collect();
    let discharged = sync_contract::Value::Text("DISCHARGED".into());
    assert!(words.iter().any(|(_, value)| *value == discharged));
}

#[tokio::test]
async fn a_cursor_of_another_history_is_refused() {
    let clinic = Clinic::connected().await;
    clinic.patient();
    clinic.patient();
    clinic.sync(&clinic.founders).await;
    let bearer = token(&clinic, &clinic.founders).await;
    let head = clinic.founders.lock().unwrap().position.cursor.unwrap();
    let unknown = Err(Error::Refused(Code::UnknownCursor));
    for cursor in [
        Cursor {
            seq: head.seq + 1,
            ..head
        },
        Cursor {
            history_mark: Uuid::from_u128(1),
            ..head
        },
        Cursor {
            seq: head.seq - 2,
            ..head
        },
        Cursor {
            timeline: Uuid::from_u128(1),
            ..head
        },
    ] {
        assert_eq!(pull(&clinic, &bearer, ask(cursor, 10)).await, unknown);
    }
    let start = Cursor::start(head.timeline);
    assert!(pull(&clinic, &bearer, ask(start, 10)).await.is_ok());
}

#[tokio::test]
async fn one_clinic_sees_nothing_of_another_on_the_same_server() {
    let clinic = Clinic::connected().await;
    clinic.patient();
    clinic.sync(&clinic.founders).await;
    let (fake_clinic, device) = FakeClinic::new();
    let created = fake_clinic.create_clinic(&device, &clinic_code(&clinic.database).await);
    over_http(&clinic.server)
        .create_clinic(None, created)
        .await
        .unwrap();
    let other = Arc::new(Mutex::new(device));
    clinic.sync(&other).await;
    clinic.sign_in(&other).await;
    clinic.sync(&other).await;
    let device = other.lock().unwrap();
    assert_eq!(device.count(Patient::DESCRIPTOR), 0);
    let ours = clinic.founders.lock().unwrap();
    assert!(ours.rows.keys().all(|key| !device.rows.contains_key(key)));
}

#[tokio::test]
async fn a_user_who_lost_a_role_is_sent_nothing_more_of_its_compartment() {
    let clinic = Clinic::connected().await;
    let hired = clinic.hire(&[Compartment::Contact]).await;
    let front_desk = clinic.joined(&hired).await;
    clinic.sign_in(&front_desk).await;
    clinic.patient();
    clinic.sync(&clinic.founders).await;
    clinic.sync(&front_desk).await;
    assert_eq!(front_desk.lock().unwrap().count(Patient::DESCRIPTOR), 1);
    {
        let mut device = clinic.founders.lock().unwrap();
        let is_theirs =
            |row: &&RowState| UserRole::FIELD.user.in_row(row) == Some(&Value::Uuid(hired.id));
        let membership = device.rows.values().find(is_theirs).unwrap().clone();
        let base = membership.cells.iter().map(|cell| cell.clock).collect();
        let spec = UserRole::DESCRIPTOR.cell(DELETION).unwrap();
        let given = [("deleted_at", Value::Time(1))];
        let ends = device.cell(
            UserRole::DESCRIPTOR,
            spec,
            membership.row,
            None,
            &given,
            base,
        );
        let key = device.author.key.clone();
        // a user keeps one role
        let role = random_id();
        let mut writes = device.role(role, "Other", &[], &[]);
        let [user, of] =
            [("user", hired.id), ("role", role)].map(|(name, id)| (name, Value::Uuid(id)));
        let other = random_id();
        writes.extend(device.row(UserRole::DESCRIPTOR, other, None, &[user, of]));
        writes.push(ends);
        device.write_admin_signed(writes, &key);
    }
    clinic.patient();
    clinic.sync(&clinic.founders).await;
    clinic.sync(&front_desk).await;
    let front_desk = front_desk.lock().unwrap();
    assert_eq!(
        front_desk.count(Patient::DESCRIPTOR),
        1,
        "the grants stay, the role is gone"
    );
    assert_eq!(front_desk.count(UserRole::DESCRIPTOR), 3);
}

#[tokio::test]
async fn a_change_reaches_the_other_device_live_and_a_server_stops_at_once() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    let watch = Watch::new(Arc::new(clinic.engine(&second)));
    let (stopper, stop) = Stopper::new();
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let running =
        tokio::spawn(async move { watch.run(&stop, |what| drop(sender.send(what))).await });
    while events.recv().await.unwrap() != Watched::Live {}
    let patient = clinic.patient();
    clinic.sync(&clinic.founders).await;
    let arrived = tokio::time::timeout(Duration::from_secs(20), async {
        while !second.lock().unwrap().rows.contains_key(&(20, patient)) {
            events.recv().await.unwrap();
        }
    });
    arrived.await.expect("the change arrives by itself");
    let stopping = std::time::Instant::now();
    let Clinic { server, .. } = clinic;
    tokio::task::spawn_blocking(move || server.stop())
        .await
        .unwrap();
    assert!(stopping.elapsed() < Duration::from_secs(5));
    stopper.stop();
    running.await.unwrap();
}

impl Clinic {
    /// The founder revokes another device at a server.
    async fn revoke(&self, device: &Arc<Mutex<FakeDevice>>, url: &str) {
        let id = device.lock().unwrap().id;
        {
            let mut founders = self.founders.lock().unwrap();
            let known = Device::DESCRIPTOR;
            let row = founders.rows[&(known.number, id)].clone();
            let field = Device::FIELD.revoked_at.number;
            let of_field = |spec: &&CellSpec| spec.fields.iter().any(|one| one.number == field);
            let spec = known.cells.iter().find(of_field).unwrap();
            let cells = row.cells.iter().filter(|cell| cell.cell == spec.number);
            let base = cells.map(|cell| cell.clock).collect();
            let by = Value::Uuid(founders.author.id);
            let given = [("revoked_at", Value::Time(1)), ("revoked_by", by)];
            let write = founders.cell(known, spec, id, None, &given, base);
            let key = founders.author.key.clone();
            founders.write_admin_signed(vec![write], &key);
        }
        self.sync_at(&self.founders, url).await;
    }

    async fn sync_at(&self, device: &Arc<Mutex<FakeDevice>>, url: &str) {
        let protocol = HttpProtocol::new(url, None).unwrap();
        let engine = SyncEngine::new(protocol, Store::shared(device.clone()));
        assert!(engine.sync(&Stop::never()).await.unwrap().at_head);
        assert_eq!(device.lock().unwrap().refused, []);
    }
}

#[tokio::test]
async fn a_push_at_one_server_wakes_streams_of_another_until_a_revocation() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    clinic.sync(&second).await;
    clinic.sync(&clinic.founders).await;
    let bearer = token(&clinic, &second).await;
    let other = ServerProcess::start(&clinic.database);
    let here = over_http(&clinic.server);
    let there = HttpProtocol::new(&other.url, None).unwrap();
    let mut streams = [
        here.live(bearer.clone()).await.unwrap(),
        there.live(bearer).await.unwrap(),
    ];
    let mut positions = Vec::new();
    for stream in &mut streams {
        positions.push(stream.next().await.unwrap().unwrap());
    }
    for url in [clinic.server.url(), other.url.clone()] {
        clinic.patient();
        clinic.sync_at(&clinic.founders, &url).await;
        for (stream, head) in streams.iter_mut().zip(&mut positions) {
            let next = tokio::time::timeout(Duration::from_secs(40), stream.next()).await;
            let next = next.expect("each stream hears of it").unwrap().unwrap();
            assert_eq!(next.seq, head.seq + 1);
            *head = next;
        }
    }
    clinic.revoke(&second, &clinic.server.url()).await;
    for mut stream in streams {
        let next = tokio::time::timeout(Duration::from_secs(40), stream.next()).await;
        let next = next.expect("the stream ends");
        assert!(next.is_none_or(|head| head.is_err()), "no head after it");
    }
}

/// An operator's program is another process: it tells every server of the database.
#[tokio::test]
async fn a_suspended_clinic_has_no_open_stream_left() {
    let clinic = Clinic::connected().await;
    clinic.sync(&clinic.founders).await;
    let bearer = token(&clinic, &clinic.founders).await;
    let mut stream = over_http(&clinic.server).live(bearer).await.unwrap();
    stream.next().await.unwrap().unwrap();
    let mut owner = clinic.database.as_owner().await;
    let suspended = clinics::set_suspended(&mut owner, clinic.fake_clinic.tenant, true);
    assert!(suspended.await.unwrap());
    let next = tokio::time::timeout(Duration::from_secs(40), stream.next()).await;
    let next = next.expect("the stream ends");
    assert!(next.is_none_or(|head| head.is_err()), "no head after it");
}
