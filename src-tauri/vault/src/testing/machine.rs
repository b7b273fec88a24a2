//! A clinic for the tests of this crate, in a folder that vanishes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;
use sync_contract::catalog::*;
use sync_contract::ids::*;
use sync_contract::messages::{Push, PushAnswer, Verdict};
use sync_contract::protocol::PushOutcome;
use sync_contract::pull::Cursor;
use sync_contract::right::rights_to_text;
use sync_contract::{Group, Phi, Right, Wire};
use uuid::Uuid;

use crate::crypto::password::Password;
use crate::crypto::random::Random;
use crate::crypto::recovery::RecoveryKey;
use crate::environment::Environment;
use crate::setup::{ClinicSetup, Founder};
use crate::testing::{MemoryKeys, TestClock};
use crate::unlocked::Unlocked;
use crate::vault::Vault;

pub(crate) const START_MS: i64 = 1_800_000_000_000;
pub(crate) const PASSWORD: &str = "correct horse";

/// One machine: its folder, clock and key store.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    pub folder: PathBuf,
    pub clock: TestClock,
    pub keys: MemoryKeys,
    seed: u8,
    _folder_guard: Arc<tempfile::TempDir>,
}

impl Machine {
    pub fn new(seed: u8) -> Self {
        super::stretch_for_show();
        let temporary = Arc::new(tempfile::tempdir().unwrap());
        Self {
            folder: temporary.path().join("vault"),
            clock: TestClock::at(START_MS),
            keys: MemoryKeys::default(),
            seed,
            _folder_guard: temporary,
        }
    }

    /// Another folder of the same machine.
    pub fn next_to(&self, name: &str) -> Self {
        let mut next_to = self.clone();
        next_to.folder.set_file_name(name);
        next_to
    }

    /// No two environments of one machine give the same random bytes.
    pub fn environment(&self) -> Environment {
        let mut seed = [self.seed; 32];
        seed[1..17].copy_from_slice(Uuid::now_v7().as_bytes());
        Environment {
            clock: Box::new(self.clock.clone()),
            key_store: Box::new(self.keys.clone()),
            random: Random::from_seed(&seed),
            stretch_target: None,
        }
    }

    pub fn create(&self) -> (Unlocked, RecoveryKey) {
        let made = Vault::create(&self.folder, self.environment(), setup(), roles).unwrap();
        made.0.vault.complete().unwrap();
        made
    }

    pub fn open(&self) -> crate::error::Result<Vault> {
        Vault::open(&self.folder, self.environment())
    }

    pub fn unlock(&self) -> Unlocked {
        self.open()
            .unwrap()
            .unlock("ada", &Password::new(PASSWORD))
            .map_err(|r| r.error)
            .unwrap()
    }

    pub fn database(&self) -> PathBuf {
        self.folder.join("vault.db")
    }

    /// Copies the file as it is, as another program can.
    pub fn older(&self) -> PathBuf {
        let older = self.database().with_extension("older");
        let _ = std::fs::remove_file(&older);
        let conn = Connection::open(self.database()).unwrap();
        let into = older.to_str().unwrap();
        conn.execute("vacuum into ?1", [into]).unwrap();
        older
    }

    /// Puts one row of such a copy into the file, in the place of the newer one.
    pub fn put_back(&self, older: &Path, table: &str, id: Uuid) {
        let conn = Connection::open(self.database()).unwrap();
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        let older = older.to_str().unwrap();
        conn.execute("attach ?1 as older", [older]).unwrap();
        let row = format!("select * from older.{table} where id = ?1");
        let sql = format!("insert or replace into main.{table} {row}");
        assert_eq!(conn.execute(&sql, [id.as_bytes()]).unwrap(), 1);
    }
}

/// A clinic on a machine of its own, with its admin signed in.
pub(crate) fn clinic() -> (Machine, Unlocked) {
    let machine = Machine::new(7);
    let (unlocked, _) = machine.create();
    (machine, unlocked)
}

pub(crate) fn setup() -> ClinicSetup {
    ClinicSetup {
        name: "Hillside".try_into().unwrap(),
        slug: "hillside".try_into().unwrap(),
        status: TenantStatus::Active,
        founder: Founder {
            username: "ada".try_into().unwrap(),
            email: Some("ada@example.org".try_into().unwrap()),
            first_name: "Ada".try_into().unwrap(),
            last_name: "Okafor".try_into().unwrap(),
        },
        password: Password::new(PASSWORD),
        device_name: "front desk".try_into().unwrap(),
    }
}

pub(crate) fn reception_role(tenant: TenantId) -> RoleId {
    system_role(tenant, "Receptionist")
}

pub(crate) fn roles(tenant: TenantId) -> Vec<Role> {
    let role = |id, name: &str, rights: &[Right], compartments: &str| Role {
        id,
        name: name.try_into().unwrap(),
        description: None,
        is_system: true,
        rights: rights_to_text(rights).as_str().try_into().unwrap(),
        compartments: compartments.try_into().unwrap(),
    };
    vec![
        role(
            admin_role(tenant),
            "Admin",
            Right::ALL,
            "contact clinical billing staff operations audit",
        ),
        role(
            reception_role(tenant),
            "Receptionist",
            &[
                Right::PatientsRead,
                Right::PatientsCreate,
                Right::PatientsUpdate,
                Right::PatientsDelete,
                Right::PatientsMerge,
            ],
            "contact billing operations",
        ),
    ]
}

pub(crate) fn patient(id: PatientId, family_name: &str) -> Patient {
    Patient {
        id,
        given_name: Phi::new(Some("Zoë".try_into().unwrap())),
        family_name: Phi::new(Some(family_name.try_into().unwrap())),
        other_names: Phi::new(None),
        birth_date: Phi::new(Some(sync_contract::field::date_from_days(3711).unwrap())),
        birth_date_estimated: Phi::new(false),
        sex: Sex::Female,
        gender: Phi::new(None),
        dietitian: None,
        facility: None,
        status: PatientStatus::Active,
        phones: Phi::new(Some("+31 20 555 0101".try_into().unwrap())),
        email: Phi::new(None),
        preferred_language: Some("nl".try_into().unwrap()),
        address_lines: Phi::new(None),
        city: Phi::new(None),
        state: Phi::new(None),
        postal_code: Phi::new(None),
        country: Phi::new(None),
        file_number: Phi::new(Some("A-17".try_into().unwrap())),
        national_id: Phi::new(None),
        import: None,
    }
}

pub(crate) fn visit(id: VisitId, patient: PatientId, provider: UserId, complaint: &str) -> Visit {
    Visit {
        id,
        patient,
        provider,
        appointment: None,
        kind: VisitType::Initial,
        started_at: sync_contract::field::Time(START_MS * 1000),
        ended_at: None,
        chief_complaint: Phi::new(Some(complaint.try_into().unwrap())),
        summary: Phi::new(None),
        follow_up_required: false,
        follow_up_date: None,
    }
}

/// Registers a patient and answers its id.
pub(crate) fn register(unlocked: &mut Unlocked, family_name: &str) -> PatientId {
    unlocked
        .write(
            "register patient",
            |tx| -> crate::error::Result<PatientId> {
                let id: PatientId = tx.new_id();
                tx.insert(&patient(id, family_name))?;
                Ok(id)
            },
        )
        .unwrap()
}

/// Returns the next push with one verdict for each of its groups.
pub(crate) fn answer(
    vault: &mut Vault,
    verdict: impl Fn(&Group) -> Verdict,
) -> Option<(Push, PushOutcome)> {
    let push = crate::outbox::page::next_push(vault).unwrap()?;
    let groups = push
        .groups
        .iter()
        .map(|bytes| Group::from_bytes(bytes).unwrap());
    let answer = PushAnswer {
        verdicts: groups.map(|group| (group.id, verdict(&group))).collect(),
        head: Cursor::start(Uuid::nil()),
    };
    let outcome = crate::outbox::verdicts::apply_answer(vault, &push, &answer).unwrap();
    Some((push, outcome))
}

/// A joined or restored clinic that other programs may open.
pub(crate) fn completed(vault: Vault) -> crate::error::Result<Vault> {
    vault.complete()?;
    Ok(vault)
}

/// The choices of a sampled test: those of the seed in `SAMPLED_SEED`, else new ones, whose seed is printed.
pub(crate) fn sampled() -> Random {
    let seed = match std::env::var("SAMPLED_SEED") {
        Ok(seed) => Uuid::parse_str(&seed).unwrap(),
        Err(_) => Uuid::now_v7(),
    };
    eprintln!("these samples come again with SAMPLED_SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(seed.as_bytes());
    Random::from_seed(&bytes)
}

/// The server takes everything that waits.
pub(crate) fn accept_all(vault: &mut Vault) {
    while answer(vault, |_| Verdict::Accepted { seq: 1 }).is_some() {}
}

pub(crate) fn count(vault: &Vault, sql: &str) -> i64 {
    vault.conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The file of a vault, in which any column takes any value: a SQLite shell can take the types and constraints out of a
/// schema, edit, and put them back.
pub(crate) struct Unconstrained {
    path: PathBuf,
    file: Vec<u8>,
    schema: Vec<(String, String)>,
}

impl Unconstrained {
    /// Of a closed file.
    pub fn of(path: &Path) -> Self {
        let conn = Connection::open(path).unwrap();
        conn.execute_batch("pragma wal_checkpoint(truncate); pragma writable_schema = on")
            .unwrap();
        let sql =
            "select name, sql from sqlite_schema where type = 'table' and sql like '%strict%'";
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let schema: Vec<(String, String)> = rows.unwrap().map(Result::unwrap).collect();
        drop(statement);
        for (name, sql) in &schema {
            put_schema(&conn, name, &without_constraints(sql));
        }
        drop(conn);
        // with no type a column keeps what is put there
        let conn = Connection::open(path).unwrap();
        conn.execute_batch("pragma wal_checkpoint(truncate)")
            .unwrap();
        drop(conn);
        let unconstrained = Self {
            path: path.to_owned(),
            file: std::fs::read(path).unwrap(),
            schema,
        };
        unconstrained.edit(|_| true);
        unconstrained
    }

    /// Puts the file back as it was, and edits it. Returns what the edit says.
    pub fn edit(&self, edit: impl FnOnce(&Connection) -> bool) -> bool {
        for suffix in ["-wal", "-shm"] {
            let mut log = self.path.clone().into_os_string();
            log.push(suffix);
            let _ = std::fs::remove_file(log);
        }
        std::fs::write(&self.path, &self.file).unwrap();
        let conn = Connection::open(&self.path).unwrap();
        conn.execute_batch("pragma synchronous = off; pragma foreign_keys = off; begin")
            .unwrap();
        let edited = edit(&conn);
        conn.execute_batch("pragma writable_schema = on").unwrap();
        for (name, sql) in &self.schema {
            put_schema(&conn, name, sql);
        }
        conn.execute_batch("commit; pragma wal_checkpoint(truncate)")
            .unwrap();
        edited
    }
}

fn put_schema(conn: &Connection, name: &str, sql: &str) {
    let update = "update sqlite_schema set sql = ?2 where type = 'table' and name = ?1";
    conn.execute(update, [name, sql]).unwrap();
}

/// Takes the checks, and what must not be null or of another type, out of a table; the keys stay.
fn without_constraints(sql: &str) -> String {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap());
    let mut left = lines.collect::<Vec<_>>().join("\n").replace("not null", "");
    while let Some(at) = left.find("check (") {
        let mut depth = 0;
        let end = left[at..].find(|letter| {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            letter == ')' && depth == 0
        });
        let rest = left.split_off(at + end.unwrap() + 1);
        left.truncate(at);
        // that of a table stands behind a comma
        let before = left.trim_end();
        left = format!("{}{rest}", before.strip_suffix(',').unwrap_or(before));
    }
    let (columns, options) = left.rsplit_once("strict").unwrap();
    format!("{columns}{}", options.trim_start_matches(','))
}

/// Of every type, for a column of any.
pub(crate) const ODD_VALUES: [&str; 9] = [
    "null",
    "-1",
    "0",
    "9223372036854775807",
    "1.5",
    "'x'",
    "x''",
    "x'00'",
    "randomblob(40)",
];

/// Puts something in the place of a file that is none.
#[cfg(unix)]
pub(crate) type Put = fn(&Path);

/// A folder, a device that gives bytes without end, and a pipe into which no program writes.
#[cfg(unix)]
pub(crate) fn no_regular_files() -> [Put; 3] {
    use std::os::unix::fs::symlink;
    [
        |path| std::fs::create_dir(path).unwrap(),
        |path| symlink("/dev/full", path).unwrap(),
        |path| {
            let made = std::process::Command::new("mkfifo").arg(path).status();
            assert!(made.unwrap().success());
        },
    ]
}
