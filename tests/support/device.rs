//! A computer of a clinic: a real vault in a folder of its own, with its own clock and its own keys.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::Duration,
};

use clinic::Clinic;
use clinic::tenant::{NewClinic, create};
use clinic::users::NewUser;
use clinic::users::add::Work;
use clinic::view::Id;
use rusqlite::{Connection, OpenFlags};
use sync_client::{HttpProtocol, Report, Stop, Store, SyncEngine};
use sync_contract::{
    Catalog, Code, Descriptor, Entity,
    catalog::{Patient, UserRole},
    ids::PatientId,
    messages::EnrolFind,
    protocol::Protocol,
    pull::RowState,
};
use uuid::Uuid;
use vault::{
    AdminSignedOutcome, Environment, FormKey, Reader, Unlocked, Vault,
    keys::TagKey,
    keystore::{FileKeys, KeyEntry},
    password::Password,
    random::Random,
    recovery::RecoveryKey,
};

use crate::fake_device::random_id;
use crate::{Clock, block_on};

pub const PASSWORD: &str = "correct horse battery";

/// What a device has, whichever user is signed in.
#[derive(Clone)]
pub struct Machine {
    pub folder: PathBuf,
    pub clock: Clock,
    /// How long a new password may take it; at the floor without.
    pub stretch_target: Option<Duration>,
    home: PathBuf,
    /// Gone with the last machine that lies in it.
    _folder: Option<Arc<tempfile::TempDir>>,
}

impl Machine {
    pub fn new() -> Machine {
        let home = tempfile::Builder::new()
            .prefix("nv-device-")
            .tempdir()
            .unwrap();
        let machine = Machine::at(home.path());
        Machine {
            _folder: Some(Arc::new(home)),
            ..machine
        }
    }

    /// The machine that another process has in this folder.
    pub fn at(home: &Path) -> Machine {
        vault::testing::stretch_for_show();
        Machine {
            folder: home.join("vault"),
            clock: Clock::default(),
            stretch_target: None,
            home: home.to_owned(),
            _folder: None,
        }
    }

    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Another folder of the same computer.
    pub fn sibling_folder(&self, name: &str) -> Machine {
        let mut sibling_folder = self.clone();
        sibling_folder.folder.set_file_name(name);
        sibling_folder
    }

    pub fn environment(&self) -> Environment {
        Environment {
            clock: Box::new(self.clock.clone()),
            key_store: Box::new(FileKeys::new(self.home.join("keys"))),
            random: Random::from_system().unwrap(),
            stretch_target: self.stretch_target,
        }
    }

    pub fn open(&self) -> Vault {
        Vault::open(&self.folder, self.environment()).unwrap()
    }

    /// The key of the clinic's tags, as an attacker who broke into this device has it.
    pub fn tag_key(&self) -> TagKey {
        let store = FileKeys::new(self.home.join("keys"));
        let vault = self.open().id();
        let entry = KeyEntry::load_from(&store, vault).unwrap().unwrap();
        entry.current().tag_key()
    }
}

impl Default for Machine {
    fn default() -> Machine {
        Machine::new()
    }
}

/// A machine of a clinic with a user signed in.
pub struct Device {
    pub machine: Machine,
    clinic: Option<Clinic>,
    engine: OnceLock<SyncEngine<HttpProtocol, Vault>>,
}

impl Device {
    /// Makes a clinic without a server, its founder `ada` signed in.
    pub fn create() -> (Device, RecoveryKey) {
        Device::create_on(Machine::new())
    }

    /// [`Device::create`] on a machine whose clock may be off.
    pub fn create_on(machine: Machine) -> (Device, RecoveryKey) {
        let new = NewClinic {
            clinic_name: "Hillside".into(),
            time_zone: "Europe/Amsterdam".into(),
            currency: "EUR".into(),
            first_name: "Ada".into(),
            last_name: "Okafor".into(),
            username: "ada".into(),
            password: PASSWORD.to_owned().into(),
            is_demo: false,
        };
        let clock = Box::new(machine.clock.clone());
        let made = create(&machine.folder, machine.environment(), clock, &new, "first");
        let (clinic, recovery) = made.unwrap();
        clinic.unlocked().vault().complete().unwrap();
        let mut device = Device::of(machine, Some(clinic));
        // an admin as such writes nothing about a patient's health, and no other role all of it
        for role in ["Dietitian", "Doctor", "Pharmacist"] {
            device.give_role("ada", role);
        }
        (device, recovery)
    }

    /// Gives a user another role; the user has its keys already.
    pub fn give_role(&mut self, username: &str, role: &str) {
        let user = self.read().user_named(username).unwrap().unwrap().value.id;
        let roles = self.read().roles().unwrap();
        let role = roles.iter().find(|row| row.value.name.as_str() == role);
        let role = role.unwrap().value.id;
        let given = self.unlocked_mut().write_admin_signed("give role", |tx| {
            let id = tx.new_id();
            tx.insert(&UserRole {
                id,
                user,
                role,
                facility: None,
            })
        });
        assert!(matches!(given.unwrap(), AdminSignedOutcome::Applied(())));
    }

    /// The device of a machine on which no user is signed in.
    pub fn on(machine: Machine) -> Device {
        Device::of(machine, None)
    }

    fn of(machine: Machine, clinic: Option<Clinic>) -> Device {
        Device {
            machine,
            clinic,
            engine: OnceLock::new(),
        }
    }

    /// A machine that comes into the clinic by a code of `admin`'s; no user is signed in there yet.
    pub fn joined(admin: &mut Device) -> Device {
        let server = admin.unlocked().vault().server().unwrap().unwrap();
        Device::joined_at(admin, &server.url)
    }

    /// The same, reaching the server at another address.
    pub fn joined_at(admin: &mut Device, url: &str) -> Device {
        let (code, call) = admin.unlocked_mut().invite().unwrap();
        block_on(admin.engine().enrol_create(call)).unwrap();
        let protocol = HttpProtocol::new(url, None).unwrap();
        let find = EnrolFind { find: code.find() };
        let hits = block_on(protocol.enrol_find(None, find)).unwrap();
        let machine = Machine::new();
        let name = "another".try_into().unwrap();
        let env = machine.environment();
        let joined = Vault::join(&machine.folder, env, &code, &hits, &name);
        let (mut vault, call) = joined.unwrap();
        block_on(protocol.device_join(None, call)).unwrap();
        vault.set_server(url, None).unwrap();
        vault.complete().unwrap();
        drop(vault);
        let device = Device::of(machine, None);
        device.sync();
        device
    }

    /// Connects the clinic by an operator's code and pushes everything.
    pub fn connect(&mut self, url: &str, code: &str) {
        let call = self.unlocked().create_clinic(code).unwrap();
        let protocol = HttpProtocol::new(url, None).unwrap();
        block_on(protocol.create_clinic(None, call)).unwrap();
        self.unlocked_mut()
            .vault_mut()
            .set_server(url, None)
            .unwrap();
        self.sync();
        self.sign_in_there();
        self.sync();
    }

    /// At this machine and at the server, with everything that this brings.
    pub fn sign_in(&mut self, username: &str) {
        self.sign_in_here(username);
        self.sign_in_there();
        self.sync();
        // what was pulled may be the keys of this very user
        self.sign_in_here(username);
    }

    pub fn sign_in_here(&mut self, username: &str) {
        self.clinic = None;
        let vault = self.machine.open();
        let unlocked = vault.unlock(username, &Password::new(PASSWORD));
        let unlocked = unlocked.map_err(|refused| refused.error).unwrap();
        let clock = Box::new(self.machine.clock.clone());
        self.clinic = Some(Clinic::new(unlocked, clock));
    }

    fn sign_in_there(&mut self) {
        let call = self.unlocked().sign_in_call().unwrap();
        block_on(self.engine().sign_in(call)).unwrap();
    }

    /// Takes a session that another call than [`Device::sign_in_here`] opened.
    pub fn take(&mut self, unlocked: Unlocked) {
        let clock = Box::new(self.machine.clock.clone());
        self.clinic = Some(Clinic::new(unlocked, clock));
    }

    pub fn sign_out(&mut self) {
        self.clinic = None;
    }

    /// Adds a user with a role of the clinic; with a server, once that has accepted it.
    pub fn add_user(&mut self, username: &str, role: &str) {
        let roles = self.read().roles().unwrap();
        let role = roles.iter().find(|row| row.value.name.as_str() == role);
        let new = NewUser {
            first_name: username.into(),
            last_name: "Test".into(),
            username: username.into(),
            email: format!("{username}@clinic.example"),
            role_id: Id::of(role.unwrap().value.id),
            facility_id: None,
            department_id: None,
        };
        clinic::users::add::add(self.clinic(), &new, &Work::default(), PASSWORD).unwrap();
        if self.unlocked().vault().server().unwrap().is_some() {
            self.sync();
        }
    }

    pub fn clinic(&mut self) -> &mut Clinic {
        self.clinic.as_mut().expect("somebody is signed in")
    }

    pub fn unlocked(&self) -> &Unlocked {
        self.clinic
            .as_ref()
            .expect("somebody is signed in")
            .unlocked()
    }

    pub fn unlocked_mut(&mut self) -> &mut Unlocked {
        self.clinic().unlocked_mut()
    }

    pub fn read(&self) -> Reader<'_> {
        self.unlocked().read()
    }

    pub fn engine(&self) -> &SyncEngine<HttpProtocol, Vault> {
        self.engine.get_or_init(|| {
            let vault = self.machine.open();
            let server = vault.server().unwrap().expect("the clinic has a server");
            let protocol = HttpProtocol::new(&server.url, None).unwrap();
            SyncEngine::new(protocol, Store::new(vault))
        })
    }

    /// One sync, whatever its result.
    pub fn exchange(&self) -> Report {
        block_on(self.engine().sync(&Stop::never())).unwrap()
    }

    /// One sync, after which this device is at the head and nothing was refused.
    pub fn sync(&self) -> Report {
        let report = self.exchange();
        let refused = self.refused();
        assert!(
            report.at_head && refused.is_empty(),
            "{report:?} {refused:?}"
        );
        assert_eq!(report.waiting.groups, 0, "{report:?}");
        report
    }

    /// What the server refused for good: the entity of each group's first write, and the code.
    pub fn refused(&self) -> Vec<(u16, Code)> {
        let refused = self.machine.open().rejected().unwrap();
        let lines = refused.iter().map(|line| {
            let first = line.group.writes.first().expect("a group writes something");
            (first.entity, line.rejection.code)
        });
        lines.collect()
    }

    /// The file as another program may look at it.
    pub fn file(&self) -> Connection {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(self.machine.folder.join("vault.db"), flags).unwrap()
    }

    /// Returns a row as it is stored here, with its siblings.
    pub fn row(&self, descriptor: &'static Descriptor, id: Uuid) -> Option<RowState> {
        let file = self.file();
        let row = vault::store::siblings::load_full(&file, descriptor.number, id);
        row.unwrap()
    }

    /// Returns every row of an entity as it is stored here, by its id.
    pub fn rows(&self, descriptor: &'static Descriptor) -> Vec<RowState> {
        let file = self.file();
        let sql = format!("select id from {} order by id", descriptor.table);
        let mut statement = file.prepare(&sql).unwrap();
        let ids = statement.query_map([], |row| row.get(0).map(Uuid::from_bytes));
        ids.unwrap()
            .map(|id| vault::store::siblings::load_full(&file, descriptor.number, id.unwrap()))
            .map(|row| row.unwrap().unwrap())
            .collect()
    }

    /// Leaves a form of every entity of a patient's record half filled in. Returns what is sealed of these.
    pub fn leave_forms(&mut self, patient: Uuid) -> Vec<Vec<u8>> {
        let is_theirs =
            |of: &&&Descriptor| of.of_patient || of.number == Patient::DESCRIPTOR.number;
        for descriptor in Catalog::ALL.iter().filter(is_theirs) {
            let id = random_id();
            let form = FormKey { descriptor, id };
            let unlocked = self.unlocked_mut();
            let saved = unlocked.save_form_draft(form, Some(PatientId(patient)), ("form", "typed"));
            saved.unwrap_or_else(|error| panic!("{}: {error}", descriptor.name));
        }
        let file = self.file();
        let mut sealed = file.prepare("select sealed from drafts").unwrap();
        let sealed = sealed.query_map([], |row| row.get(0)).unwrap();
        sealed.map(Result::unwrap).collect()
    }

    /// A single number out of the file.
    pub fn number(&self, sql: &str) -> i64 {
        self.file().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Everything in the file, table by table: what must not change when nothing happened.
    pub fn file_text(&self) -> Vec<String> {
        let file = self.file();
        let names = "select name from sqlite_schema where type = 'table' order by name";
        let mut names = file.prepare(names).unwrap();
        let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let mut lines = Vec::new();
        for name in names.map(Result::unwrap) {
            let mut rows = file.prepare(&format!("select * from \"{name}\"")).unwrap();
            let width = rows.column_count();
            let read = rows.query_map([], |row| {
                let values = (0..width).map(|at| row.get::<_, rusqlite::types::Value>(at));
                values.collect::<Result<Vec<_>, _>>()
            });
            lines.extend(
                read.unwrap()
                    .map(|row| format!("{name} {:?}", row.unwrap())),
            );
        }
        lines
    }
}
