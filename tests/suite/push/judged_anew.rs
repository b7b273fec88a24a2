//! A rejected group is judged anew once its cause has ended; an accepted one is decided for ever.

use sync_contract::catalog::{Appointment, Patient, PatientProfile, Role, profile_id};
use sync_contract::entity::Entity;
use sync_contract::ids::TenantId;
use sync_contract::messages::{Push, Withdraw};
use sync_contract::{Catalog, Code, Compartment, Right, Value};
use sync_server::handlers::push;
use sync_server::push::readmission;

use super::*;

/// The rights of a role, written by the founder.
async fn allow(fixture: &mut Fixture, role: Uuid, rights: &[Right]) {
    let device = &mut fixture.device;
    let known = Role::DESCRIPTOR;
    let base = device.rows.get(&(known.number, role));
    assert!(base.is_none(), "this device pulls nothing");
    let author = std::mem::replace(&mut device.author, fixture.clinic.founder.clone());
    let words = sync_contract::right::rights_to_text(rights);
    let given = [
        ("name", Value::Text("Narrow".into())),
        ("rights", Value::Text(words)),
        ("compartments", Value::Text("contact".into())),
    ];
    let stored = fixture.row(known, role).await;
    let device = &mut fixture.device;
    let cells = known
        .cells
        .iter()
        .filter(|spec| spec.fields.iter().any(|field| field.name == "rights"));
    let clocks = |number: u8| {
        let cells = stored.cells.iter().filter(move |cell| cell.cell == number);
        cells.map(|cell| cell.clock).collect::<Vec<_>>()
    };
    let writes: Vec<CellWrite> = cells
        .map(|spec| device.cell(known, spec, role, None, &given, clocks(spec.number)))
        .collect();
    let key = device.author.key.clone();
    device.write_admin_signed(writes, &key);
    all_accepted(&fixture.push_founder().await);
    fixture.device.author = author;
}

/// A user who registers patients, the role that lets them, and the group that was rejected while it did not.
struct Refused {
    fixture: Fixture,
    role: Uuid,
    push: Push,
    patient: Uuid,
}

impl Refused {
    async fn new() -> Refused {
        let mut fixture = Fixture::new().await;
        let (role, person) = (fake_device::random_id(), Person::new());
        let root = fixture.clinic.root.clone();
        let device = &mut fixture.device;
        let mut writes = device.role(role, "Narrow", &[], &[Compartment::Contact]);
        writes.extend(device.member(&person, role, &[Compartment::Contact]));
        device.write_admin_signed(writes, &root);
        all_accepted(&fixture.push_founder().await);
        fixture.device.author = person;
        let patient = fake_device::random_id();
        let device = &mut fixture.device;
        let writes = device.row(Patient::DESCRIPTOR, patient, None, &[]);
        device.write(writes);
        let push = fixture.device.next_push().unwrap().unwrap();
        let answer = fixture
            .receive(&fixture.device, push.clone())
            .await
            .unwrap();
        assert_eq!(answer.verdicts[0].1, rejected(Code::MissingRight));
        // a repeated page gets its remembered verdict, whatever has changed
        let again = fixture
            .receive(&fixture.device, push.clone())
            .await
            .unwrap();
        assert_eq!(again.verdicts, answer.verdicts);
        fixture.device.apply_verdicts(&push, &answer).unwrap();
        Refused {
            fixture,
            role,
            push,
            patient,
        }
    }

    /// Sends the bytes of the rejected group once more, in a page of their own.
    async fn send_again(&mut self) -> Verdict {
        let group = Group::from_bytes(&self.push.groups[0]).unwrap();
        self.fixture.device.queue.push(group);
        self.fixture.push_founder().await.verdicts[0].1
    }
}

/// Its device tells the server: no copy and no backup of the device brings it back.
#[tokio::test]
async fn a_group_that_a_person_discarded_is_never_accepted() {
    let mut refused = Refused::new().await;
    let database = refused.fixture.app.database.clone();
    let tenant = refused.fixture.clinic.tenant;
    let group = Group::from_bytes(&refused.push.groups[0]).unwrap().id;
    let withdraw = async |device_number| {
        let caller = Caller {
            tenant,
            device: Uuid::nil(),
            device_number,
        };
        let groups = vec![group, fake_device::random_id()];
        push::withdraw(&database, caller, Withdraw { groups })
            .await
            .unwrap();
    };
    // another device has discarded nothing of it
    refused.fixture.second_device().await;
    withdraw(2).await;
    assert_eq!(refused.send_again().await, rejected(Code::MissingRight));
    withdraw(1).await;
    let rights = [Right::PatientsCreate, Right::PatientsUpdate];
    allow(&mut refused.fixture, refused.role, &rights).await;
    assert_eq!(refused.send_again().await, rejected(Code::Withdrawn));
    let row = refused.fixture.row(Patient::DESCRIPTOR, refused.patient);
    assert!(row.await.cells.is_empty());
}

#[tokio::test]
async fn a_rejected_group_is_accepted_once_its_cause_has_ended() {
    let mut refused = Refused::new().await;
    assert_eq!(refused.send_again().await, rejected(Code::MissingRight));
    let rights = [Right::PatientsCreate, Right::PatientsUpdate];
    allow(&mut refused.fixture, refused.role, &rights).await;
    let verdict = refused.send_again().await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    let row = refused.fixture.row(Patient::DESCRIPTOR, refused.patient);
    assert!(!row.await.cells.is_empty());
    // from now on it is decided, whatever is taken away
    allow(&mut refused.fixture, refused.role, &[]).await;
    let verdict = refused.send_again().await;
    assert!(matches!(verdict, Verdict::Duplicate { .. }), "{verdict:?}");
}

#[tokio::test]
async fn the_serving_role_changes_and_removes_no_accepted_group() {
    let fixture = Fixture::new().await;
    let tenant = fixture.clinic.tenant;
    let mut connection = fixture.app.database.connection().await.unwrap();
    let transaction = connection.of_tenant(tenant).await.unwrap();
    let update = "update groups set decided_at = now() where tenant_id = $1";
    let statement = transaction.prepare_cached(update).await.unwrap();
    let changed = transaction.execute(&statement, &[&tenant]).await.unwrap();
    assert_eq!(changed, 0);
    let delete = "delete from groups where tenant_id = $1";
    let statement = transaction.prepare_cached(delete).await.unwrap();
    let deleted = transaction.execute(&statement, &[&tenant]).await.unwrap();
    assert_eq!(deleted, 0);
}

#[tokio::test]
async fn only_what_depends_on_a_rejected_edit_is_deferred() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let device = &mut fixture.device;
    let known = Patient::DESCRIPTOR;
    let contact = |value: u64, device: &mut FakeDevice| {
        let spec = Patient::CELL.contact;
        let mut write = device.cell(known, spec, patient, None, &[], Vec::new());
        write.state.clock.unix_ms += value;
        write
    };
    // rejected: a clock that no server admits
    let far = contact(1 << 47, device);
    let same_cell = contact(0, device);
    let spec = Patient::CELL.address;
    let other_cell = device.cell(known, spec, patient, None, &[], Vec::new());
    let row = fake_device::random_id();
    let other_row = device.row(Appointment::DESCRIPTOR, row, None, &[]);
    for writes in [vec![far], vec![same_cell], vec![other_cell], other_row] {
        device.write(writes);
    }
    let verdicts = fixture.push_founder().await.verdicts;
    assert_eq!(verdicts[0].1, rejected(Code::ClockTooFar));
    assert!(matches!(verdicts[1].1, Verdict::Deferred { .. }));
    assert!(matches!(verdicts[2].1, Verdict::Accepted { .. }));
}

/// An entity of the numbers of which each takes the right to edit patients, that this version does not know.
const UNKNOWN: u16 = 79;

impl Fixture {
    /// Leaves rows as an earlier version stored them, which did not know their entity.
    async fn as_if_unknown(
        &mut self,
        author: &Person,
        unknown: u16,
        made: impl FnOnce(&mut FakeDevice) -> Vec<CellWrite>,
    ) -> usize {
        let founder = std::mem::replace(&mut self.device.author, author.clone());
        let mut writes = made(&mut self.device);
        let (entity, cells) = (writes[0].entity, writes.len());
        for write in &mut writes {
            write.entity = unknown;
        }
        self.device.write(writes);
        all_accepted(&self.push_founder().await);
        self.device.author = founder;
        let learnt = "update unknown_cells set entity = $1 where entity = $2";
        let (entity, unknown) = (i32::from(entity), i32::from(unknown));
        let client = self.database.as_superuser().await;
        client.execute(learnt, &[&entity, &unknown]).await.unwrap();
        cells
    }

    async fn readmit(&self) -> (usize, usize) {
        let judged = readmission::of_clinic(&self.app.database, self.clinic.tenant).await;
        let judged = judged.unwrap();
        (judged.accepted, judged.refused)
    }
}

#[tokio::test]
async fn what_an_earlier_version_stored_takes_effect_by_its_authors_rights() {
    let mut fixture = Fixture::new().await;
    let (role, person) = (fake_device::random_id(), Person::new());
    let root = fixture.clinic.root.clone();
    let device = &mut fixture.device;
    let rights = [Right::PatientsUpdate];
    let mut writes = device.role(role, "Narrow", &rights, &[Compartment::Contact]);
    writes.extend(device.member(&person, role, &[Compartment::Contact]));
    device.write_admin_signed(writes, &root);
    all_accepted(&fixture.push_founder().await);

    let known = Patient::DESCRIPTOR;
    let row = fake_device::random_id();
    let planted =
        fixture.as_if_unknown(&person, UNKNOWN, |device| device.row(known, row, None, &[]));
    let cells = planted.await;
    assert!(fixture.row(known, row).await.cells.is_empty());
    assert_eq!(fixture.readmit().await, (0, cells));
    // neither a later write of the row nor another start makes it true
    let founder = fake_device::random_id();
    let author = fixture.clinic.founder.clone();
    let honest = fixture.as_if_unknown(&author, UNKNOWN, |device| {
        device.row(known, founder, None, &[])
    });
    honest.await;
    assert_eq!(fixture.readmit().await, (cells, cells));
    assert!(fixture.row(known, row).await.cells.is_empty());
    assert_eq!(fixture.row(known, founder).await.cells.len(), cells);

    let all = [Right::PatientsCreate, Right::PatientsUpdate];
    allow(&mut fixture, role, &all).await;
    assert_eq!(fixture.readmit().await, (cells, 0));
    assert_eq!(fixture.row(known, row).await.cells.len(), cells);
    assert_eq!(fixture.readmit().await, (0, 0));
    // and the feed names the row under its new number
    let client = fixture.database.as_superuser().await;
    let newest = "select (select seq from feeds) = (select seq from patients where id = $1)";
    let is_newest: bool = client.query_one(newest, &[&row]).await.unwrap().get(0);
    assert!(is_newest);
}

#[tokio::test]
async fn no_admin_signed_row_is_planted_before_its_entity_is_known() {
    let mut fixture = Fixture::new().await;
    let clerk = fixture.hire(&[Right::SettingsManage], &[]).await;
    let row = fake_device::random_id();
    let unknown = (1..=19)
        .rev()
        .find(|number| Catalog::by_number(*number).is_none());
    let unknown = unknown.unwrap();
    let planted = fixture.as_if_unknown(&clerk, unknown, |device| {
        device.role(row, "Planted", Right::ALL, &[])
    });
    let cells = planted.await;
    assert!(fixture.row(Role::DESCRIPTOR, row).await.cells.is_empty());
    assert_eq!(fixture.readmit().await, (0, cells));
    assert!(fixture.row(Role::DESCRIPTOR, row).await.cells.is_empty());
}

#[tokio::test]
async fn no_derived_id_is_taken_before_its_entity_is_known() {
    let mut fixture = Fixture::new().await;
    let [patient, other] = [fixture.patient().await, fixture.patient().await];
    let founder = fixture.clinic.founder.clone();
    let known = PatientProfile::DESCRIPTOR;
    let id = profile_id(TenantId(fixture.clinic.tenant), patient.into()).0;
    let planted = fixture.as_if_unknown(&founder, UNKNOWN, |device| {
        device.row(known, id, Some(other), &[])
    });
    let cells = planted.await;
    assert_eq!(fixture.readmit().await, (0, cells));
    let own = fixture.device.row(known, id, Some(patient), &[]);
    let verdict = fixture.verdict(own).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    assert_eq!(fixture.row(known, id).await.patient, Some(patient));
}
