//! Pushes at the server: what it accepts, what it rejects with which code, and how it merges concurrent writes.

mod accepted;
mod against_rows;
mod audit;
mod budgets;
mod cancelled;
mod carried;
mod colleagues;
mod concurrent;
mod costs;
mod deactivated;
mod derived_ids;
mod erasures;
mod every_code;
mod every_entity;
mod judged_anew;
mod people;
mod refused;
mod reviewed;
mod signed_notes;

use std::collections::BTreeSet;
use std::sync::Mutex;

use support::fake_device::{FakeClinic, FakeDevice, Person};
use support::{Database, fake_device};
use sync_contract::catalog::Patient;
use sync_contract::entity::Entity;
use sync_contract::messages::{PushAnswer, Verdict};
use sync_contract::protocol::Replica;
use sync_contract::pull::RowState;
use sync_contract::{CellWrite, Code, Compartment, Descriptor, Group, Rejection, Right, Wire};
use sync_server::auth::token::Caller;
use sync_server::db::loaded_row::RowKey;
use sync_server::db::rows;
use sync_server::handlers::push::Sender;
use sync_server::problem::Problem;
use sync_server::state::App;
use uuid::Uuid;

/// A server with a clinic on it, without the way between them.
struct Fixture {
    database: Database,
    app: App,
    clinic: FakeClinic,
    /// The founder's.
    device: FakeDevice,
    /// What was rejected so far, and where it was wrong.
    rejections: Mutex<Vec<Rejection>>,
}

impl Fixture {
    /// Its founder has pushed the group that creates it.
    async fn new() -> Fixture {
        let mut fixture = Fixture::empty().await;
        let answer = fixture.push_founder().await;
        assert!(
            matches!(answer.verdicts[0].1, Verdict::Accepted { seq: 1 }),
            "{:?}",
            answer.verdicts
        );
        fixture
    }

    async fn empty() -> Fixture {
        let database = Database::migrated().await;
        let app = sync_server::Database::open(&database.app_url(), 4).await;
        let (clinic, device) = FakeClinic::new();
        let fixture = Fixture {
            app: App::new(app.unwrap()),
            clinic,
            device,
            database,
            rejections: Mutex::default(),
        };
        let head = "insert into feeds
            (tenant_id, timeline, seq, history_mark, root_key, next_device_number, joined_at)
            values ($1, gen_random_uuid(), 0, $2, $3, 100, now())";
        let root = fixture.clinic.root.verifying_key().to_bytes();
        fixture
            .database
            .as_superuser()
            .await
            .execute(
                head,
                &[&fixture.clinic.tenant, &Uuid::nil(), &root.as_slice()],
            )
            .await
            .unwrap();
        fixture.register(&fixture.device).await;
        fixture
    }

    async fn register(&self, device: &FakeDevice) {
        let known = "insert into device_state
            (tenant_id, device_number, device_id, public_key, created_at)
            values ($1, $2, $3, $4, now())";
        let key = device.key.verifying_key().to_bytes();
        self.database
            .as_superuser()
            .await
            .execute(
                known,
                &[
                    &device.tenant,
                    &i64::from(device.number),
                    &device.id,
                    &key.as_slice(),
                ],
            )
            .await
            .unwrap();
    }

    /// Another device, on which the same person works.
    async fn second_device(&self) -> FakeDevice {
        let author = self.device.author.clone();
        let device = FakeDevice::new(self.clinic.tenant, 2, author);
        self.register(&device).await;
        device
    }

    /// A user with a role of their own, at the founder's device from now on.
    async fn hire(&mut self, rights: &[Right], compartments: &[Compartment]) -> Person {
        let person = Person::new();
        let role = fake_device::random_id();
        let root = self.clinic.root.clone();
        let device = &mut self.device;
        let mut writes = device.role(role, "Narrow", rights, compartments);
        writes.extend(device.member(&person, role, compartments));
        device.write_admin_signed(writes, &root);
        all_accepted(&self.push_founder().await);
        person
    }

    async fn push(&self, device: &mut FakeDevice) -> Result<PushAnswer, Problem> {
        let push = device.next_push().unwrap().unwrap();
        let answer = self.receive(device, push.clone()).await?;
        device.apply_verdicts(&push, &answer).unwrap();
        Ok(answer)
    }

    async fn push_founder(&mut self) -> PushAnswer {
        let push = self.device.next_push().unwrap().unwrap();
        let answer = self.receive(&self.device, push.clone()).await;
        let answer = answer.unwrap();
        self.device.apply_verdicts(&push, &answer).unwrap();
        answer
    }

    async fn receive(
        &self,
        device: &FakeDevice,
        push: sync_contract::messages::Push,
    ) -> Result<PushAnswer, Problem> {
        let caller = Caller {
            tenant: self.clinic.tenant,
            device: device.id,
            device_number: device.number,
        };
        let answer = sync_server::handlers::push::handle(&self.app, Sender::Known(caller), push);
        let mut answer = answer.await?;
        for (_, verdict) in &mut answer.verdicts {
            if let Verdict::Rejected(rejection) = verdict {
                // where it is wrong is asked by a test of its own
                self.rejections.lock().unwrap().push(*rejection);
                *rejection = rejection.code.into();
            }
        }
        Ok(answer)
    }

    /// Returns the verdict on one group by the founder.
    async fn verdict(&mut self, writes: Vec<CellWrite>) -> Verdict {
        self.device.write(writes);
        self.push_founder().await.verdicts[0].1
    }

    async fn verdict_admin_signed(&mut self, writes: Vec<CellWrite>) -> Verdict {
        let key = self.device.author.key.clone();
        self.device.write_admin_signed(writes, &key);
        self.push_founder().await.verdicts[0].1
    }

    /// A patient that the server has.
    async fn patient(&mut self) -> Uuid {
        let patient = fake_device::random_id();
        let device = &mut self.device;
        let writes = device.row(Patient::DESCRIPTOR, patient, None, &[]);
        device.write(writes);
        all_accepted(&self.push_founder().await);
        patient
    }

    /// A row as the server stores it.
    async fn row(&self, descriptor: &Descriptor, row: Uuid) -> RowState {
        let mut connection = self.app.database.connection().await.unwrap();
        let tenant = self.clinic.tenant;
        let transaction = connection.of_tenant(tenant).await.unwrap();
        let key = RowKey {
            entity: descriptor.number,
            row,
        };
        let loaded = rows::load_rows(&transaction, tenant, &BTreeSet::from([key])).await;
        loaded.unwrap().remove(&key).unwrap().state
    }
}

fn all_accepted(answer: &PushAnswer) {
    for (_, verdict) in &answer.verdicts {
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    }
}

fn rejected(code: Code) -> Verdict {
    Verdict::Rejected(code.into())
}

/// The code with which a whole call was refused.
fn code<T: std::fmt::Debug>(answer: Result<T, Problem>) -> Code {
    match answer {
        Err(Problem::Refused(code)) => code,
        other => panic!("not refused: {other:?}"),
    }
}
