//! A clinic's devices and its server over real HTTP and a real database: proving, joining, bootstrap, following.

mod alerts;
mod altered;
mod bootstrap;
mod bulkheads;
mod codes;
mod damaged;
mod enrolment;
mod fetched;
mod following;
mod guessing;
mod hostile;
mod largest;
mod merging;
mod passwords;
mod roles;
mod rows_read;
mod seen;
mod strangers;
mod tokens;
mod transport;
mod voids;

use std::sync::{Arc, Mutex};

use support::fake_device::{FakeClinic, FakeDevice, Person, over_http, random_id};
use support::{Database, TestServer};
use sync_client::{HttpProtocol, Report, Stop, Store, SyncEngine};
use sync_contract::catalog::Patient;
use sync_contract::entity::Entity;
use sync_contract::protocol::Protocol;
use sync_contract::{Compartment, Right};
use sync_server::db::clinic_codes;
use sync_server::ops::config::FIRST_PUSH_BYTES;
use uuid::Uuid;

/// A server with one clinic on it.
struct Clinic {
    server: TestServer,
    database: Database,
    fake_clinic: FakeClinic,
    founders: Arc<Mutex<FakeDevice>>,
}

impl Clinic {
    /// A clinic on its server, its first group pushed and its founder signed in.
    async fn connected() -> Clinic {
        let database = Database::migrated().await;
        let server = TestServer::start(&database);
        let (fake_clinic, device) = FakeClinic::new();
        let code = clinic_code(&database).await;
        let created = fake_clinic.create_clinic(&device, &code);
        over_http(&server)
            .create_clinic(None, created)
            .await
            .unwrap();
        let founders = Arc::new(Mutex::new(device));
        let clinic = Clinic {
            server,
            database,
            fake_clinic,
            founders,
        };
        clinic.sync(&clinic.founders).await;
        clinic.sign_in(&clinic.founders).await;
        clinic
    }

    fn engine(&self, device: &Arc<Mutex<FakeDevice>>) -> SyncEngine<HttpProtocol, FakeDevice> {
        SyncEngine::new(over_http(&self.server), Store::shared(device.clone()))
    }

    async fn sync(&self, device: &Arc<Mutex<FakeDevice>>) -> Report {
        let report = self.engine(device).sync(&Stop::never()).await.unwrap();
        assert_eq!(device.lock().unwrap().refused, []);
        assert!(report.at_head);
        report
    }

    async fn sign_in(&self, device: &Arc<Mutex<FakeDevice>>) -> Vec<u8> {
        let call = device.lock().unwrap().sign_in();
        let answer = self.engine(device).sign_in(call).await.unwrap();
        answer.compartments
    }

    /// A device that joined by a code, with no user signed in on it yet.
    async fn joined(&self, author: &Person) -> Arc<Mutex<FakeDevice>> {
        let (invitation, create) = self.fake_clinic.invite();
        self.engine(&self.founders)
            .enrol_create(create)
            .await
            .unwrap();
        let protocol = over_http(&self.server);
        let find = sync_contract::messages::EnrolFind {
            find: invitation.find,
        };
        let reply = protocol.enrol_find(None, find).await.unwrap();
        assert_eq!(reply.tenant, self.fake_clinic.tenant);
        let founder = self.fake_clinic.founder.clone();
        let mut device = FakeDevice::new(reply.tenant, reply.device_number, founder);
        let join = device.join(&invitation);
        protocol.device_join(None, join).await.unwrap();
        device.author = author.clone();
        Arc::new(Mutex::new(device))
    }

    /// A user with `compartments`, added by the founder.
    async fn hire(&self, compartments: &[Compartment]) -> Person {
        let rights = [
            Right::PatientsCreate,
            Right::PatientsUpdate,
            Right::PatientsDelete,
            Right::AppointmentsWrite,
            Right::NotesWrite,
        ];
        self.hire_with(&rights, compartments).await
    }

    async fn hire_with(&self, rights: &[Right], compartments: &[Compartment]) -> Person {
        let person = Person::new();
        {
            let mut device = self.founders.lock().unwrap();
            let role = random_id();
            let mut writes = device.role(role, "Hired", rights, compartments);
            writes.extend(device.member(&person, role, compartments));
            let key = device.author.key.clone();
            device.write_admin_signed(writes, &key);
        }
        self.sync(&self.founders).await;
        person
    }

    /// A patient, written on the founder's device.
    fn patient(&self) -> Uuid {
        let mut device = self.founders.lock().unwrap();
        let id = random_id();
        let writes = device.row(Patient::DESCRIPTOR, id, None, &[]);
        device.write(writes);
        id
    }
}

/// An operator's one-use code.
async fn clinic_code(database: &Database) -> String {
    let owner = database.as_owner().await;
    let code = clinic_codes::create(&owner, "A place", 1, FIRST_PUSH_BYTES)
        .await
        .unwrap();
    code.as_str().to_owned()
}
