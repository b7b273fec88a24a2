//! The *acknowledged* law over real vaults: three files and a server of the contract's functions, in random histories.
//!
//! The naive model is that of the contract's own histories, which run on its functions alone.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;
use sync_contract::catalog::{Note, NoteKind, NoteStatus};
use sync_contract::field::{Bytes, Document, Time};
use sync_contract::ids::{NoteId, UserId};
use sync_contract::messages::{EnrolFindAnswer, Verdict};
use sync_contract::{CellWrite, Code, Group, Phi, Wire};

use super::*;
use crate::crypto::password::Password;
use crate::store::stored_sum;
use crate::testing::*;
use crate::verify::records::check_all;

mod history;
#[path = "../../../../../sync/contract/tests/acknowledged/model.rs"]
mod model;

use history::{History, queued, shown};
use model::{DEVICES, Model, Server, Verdict as Decided, key_of};

/// Some thousands were run once: `ACKNOWLEDGED_VAULT_SEED=0-3000`.
const HISTORIES: u64 = 40;
const STEPS: usize = 60;
const DAY_MS: i64 = 24 * 3_600_000;
const SEED: &str = "ACKNOWLEDGED_VAULT_SEED";

/// Three devices of one clinic as each history begins, and their server.
struct Clinic {
    devices: Vec<TestDevice>,
    files: Vec<Connection>,
    server: Server,
}

struct TestDevice {
    machine: Machine,
    unlocked: Unlocked,
    /// How far its clock is ahead.
    ahead_ms: i64,
    number: u32,
    /// It was revoked, and all that it had waits for a review.
    has_left: bool,
}

impl Clinic {
    fn new() -> Self {
        let (machine, unlocked) = clinic();
        let mut devices = vec![TestDevice::of(machine, unlocked, 1)];
        let mut server = Server::default();
        let mut model = Model::default();
        accept_first_groups(&mut devices[0].unlocked.vault, &mut server, &mut model);
        for number in 2..=DEVICES as u32 {
            let joined = joined(&mut devices[0].unlocked, number, &mut server, &mut model);
            devices.push(joined);
        }
        for device in &mut devices {
            device
                .unlocked
                .vault
                .set_server("https://clinic.example", None)
                .unwrap();
            pull_all(&mut device.unlocked.vault, &server);
        }
        for (device, (key, row)) in devices
            .iter()
            .flat_map(|device| server.rows.iter().map(move |row| (device, row)))
        {
            let shown = siblings::load_full(&device.unlocked.vault.conn, key.0, key.1).unwrap();
            assert_eq!(
                shown.as_ref(),
                Some(row),
                "begins as device {}",
                device.number
            );
        }
        let copy = |device: &TestDevice| {
            let mut copy = Connection::open_in_memory().unwrap();
            restore(&device.unlocked.vault.conn, &mut copy);
            copy
        };
        let files = devices.iter().map(copy).collect();
        Self {
            devices,
            files,
            server,
        }
    }

    fn begin(&mut self, seed: u64) -> History<'_> {
        for ((device, file), number) in self.devices.iter_mut().zip(&self.files).zip(1..) {
            restore(file, &mut device.unlocked.vault.conn);
            let back_ms = device.ahead_ms;
            device.machine.clock.advance_ms(-back_ms);
            (device.ahead_ms, device.number, device.has_left) = (0, number, false);
        }
        History::new(seed, &mut self.devices, self.server.clone())
    }
}

impl TestDevice {
    fn of(machine: Machine, unlocked: Unlocked, number: u32) -> Self {
        unlocked
            .vault
            .conn
            .pragma_update(None, "synchronous", "off")
            .unwrap();
        Self {
            machine,
            unlocked,
            ahead_ms: 0,
            number,
            has_left: false,
        }
    }
}

fn restore(from: &Connection, to: &mut Connection) {
    let backup = Backup::new(from, to).unwrap();
    backup
        .run_to_completion(1_000, Duration::ZERO, None)
        .unwrap();
}

fn accept_first_groups(vault: &mut Vault, server: &mut Server, model: &mut Model) {
    while let Some(push) = vault.next_push().unwrap() {
        let groups = decoded(&push);
        let verdicts = server.push(0, &groups, START_MS as u64, false, model);
        apply_verdicts(vault, &push, &groups, &verdicts);
    }
}

fn joined(admin: &mut Unlocked, number: u32, server: &mut Server, model: &mut Model) -> TestDevice {
    let (code, create) = admin.invite().unwrap();
    let bundle = EnrolFindAnswer {
        tenant: admin.vault.tenant().0,
        bundle: create.bundle,
        device_number: number,
    };
    let machine = Machine::new(10 + number as u8);
    // an admin invites once they are one
    machine.clock.advance_s(1);
    let name = "consulting room".try_into().unwrap();
    let (mut vault, join) = Vault::join(
        &machine.folder,
        machine.environment(),
        &code,
        &bundle,
        &name,
    )
    .unwrap();
    let group = Group::from_bytes(&join.group).unwrap();
    let at = number as usize - 1;
    let verdicts = server.push(at, &[group], START_MS as u64, false, model);
    assert!(matches!(verdicts[..], [Decided::Accepted(_)]));
    pull_all(&mut vault, server);
    let unlocked = vault.unlock("ada", &Password::new(PASSWORD));
    TestDevice::of(
        machine,
        unlocked.map_err(|refused| refused.error).unwrap(),
        number,
    )
}

fn cursor_of(server: &Server, seq: u64) -> Cursor {
    Cursor {
        seq,
        ..Cursor::start(server.timeline)
    }
}

/// Applies rows of the server, and the position after them.
fn apply_rows(vault: &mut Vault, server: &Server, rows: Vec<RowState>, upto: u64) -> Applied {
    let pull = pull_of(vault);
    let page = PullPage {
        control: Vec::new(),
        rows,
        cursor: cursor_of(server, upto),
        head: cursor_of(server, server.head),
        bootstrap: None,
    };
    vault.apply(&pull, &page).unwrap()
}

fn pull_all(vault: &mut Vault, server: &Server) {
    apply_rows(
        vault,
        server,
        server.rows.values().cloned().collect(),
        server.head,
    );
}

fn decoded(push: &Push) -> Vec<Group> {
    let groups = push.groups.iter();
    groups
        .map(|bytes| Group::from_bytes(bytes).unwrap())
        .collect()
}

fn apply_verdicts(vault: &mut Vault, push: &Push, groups: &[Group], verdicts: &[Decided]) {
    let verdict = |decided: &Decided| match *decided {
        Decided::Accepted(seq) => Verdict::Accepted { seq },
        Decided::Rejected => Verdict::Rejected(Code::MissingRight.into()),
        Decided::Deferred => Verdict::Deferred {
            code: Code::Busy,
            retry_after_s: 1,
        },
        Decided::Review => Verdict::InReview,
    };
    let verdicts = groups.iter().zip(verdicts);
    let answer = PushAnswer {
        verdicts: verdicts
            .map(|(group, decided)| (group.id, verdict(decided)))
            .collect(),
        head: Cursor::start(Uuid::nil()),
    };
    vault.apply_verdicts(push, &answer).unwrap();
}

fn note(id: NoteId, patient: PatientId, words: &str, signer: Option<UserId>) -> Note {
    let text = format!("{{\"text\":\"{words}\"}}");
    Note {
        id,
        patient,
        visit: None,
        kind: NoteKind::Free,
        status: if signer.is_some() {
            NoteStatus::Signed
        } else {
            NoteStatus::Draft
        },
        version: 1,
        signed_at: signer.map(|_| Time(START_MS * 1_000)),
        signed_by: signer,
        sections: Phi::new(Document::try_from(text.as_str()).unwrap()),
        treatment_plan: Phi::new(None),
        metadata: Phi::new(None),
        custom_fields: Phi::new(None),
        template: None,
        signature: Phi::new(signer.map(|_| Bytes(vec![7; 64]))),
    }
}

impl History<'_> {
    /// Checks that what waits is shown.
    fn check(&mut self, at: usize) {
        let vault = &self.devices[at].unlocked.vault;
        let waiting = queued(
            vault,
            "state in ('WAITING', 'SENDING') and resent_at is null and admin_signed <> 2",
        );
        let waiting: Vec<&CellWrite> = waiting.iter().flat_map(|group| &group.writes).collect();
        for write in &waiting {
            let row = shown(vault, key_of(write));
            self.model.check_shown(row.as_ref(), write, &waiting);
        }
    }

    /// Sends all that waits; what is rejected without a cause that could end is discarded.
    fn drain(&mut self, at: usize) {
        // what lacked something is sent once more with each sync
        self.vault(at).retry().unwrap();
        loop {
            let waits = "state in ('WAITING', 'SENDING')";
            let before = queued(self.vault(at), waits).len();
            if before == 0 {
                return;
            }
            self.push(at, false);
            if queued(self.vault(at), waits).len() >= before {
                return;
            }
        }
    }

    /// Causes of rejections end, every device pushes and pulls: all equal the server.
    pub fn end(mut self) {
        self.server.blocked.clear();
        let here: Vec<usize> = (0..DEVICES)
            .filter(|at| !self.devices[*at].has_left)
            .collect();
        // a device that has pulled nothing since it took its number notices a restored server with its next push
        here.iter().for_each(|at| self.register(*at));
        for round in 0..6 {
            // after a restore a group is rejected when no device has sent what it lacks within a day
            for device in self.devices.iter_mut().filter(|_| round == 2) {
                device.machine.clock.advance_ms(2 * DAY_MS);
                device.ahead_ms += 2 * DAY_MS;
            }
            for at in here.iter().copied() {
                self.follow_restored(at);
                let rejected = self.vault(at).rejected().unwrap();
                rejected
                    .iter()
                    .for_each(|rejected| self.requeue(at, rejected.group_id));
                self.drain(at);
            }
        }
        for at in here {
            for _ in 0..100 {
                let rejected = self.vault(at).rejected().unwrap();
                let Some(last) = rejected.last() else { break };
                self.discard(at, last.group_id);
                self.drain(at);
            }
        }
        let server = self.server.clone();
        let mut left = HashSet::new();
        for device in self.devices.iter_mut().filter(|device| !device.has_left) {
            let vault = &mut device.unlocked.vault;
            pull_all(vault, &server);
            // of all that was stored and taken back nothing is told as another program's
            assert!(stored_sum::fits(&vault.conn).unwrap());
            let none = std::collections::BTreeMap::new();
            let records = check_all(
                &vault.conn,
                vault.verifier(),
                &vault.chain().unwrap(),
                &none,
            )
            .unwrap();
            assert_eq!(records, [], "device {}", device.number);
            let vault = &mut device.unlocked.vault;
            left.extend(queued(vault, "true").iter().map(|group| group.id));
            assert!(
                left.is_empty(),
                "waits for ever: {:?}",
                queued(vault, "true")
            );
            let unhealed = &self.unhealed;
            for (key, row) in server
                .rows
                .iter()
                .filter(|(key, _)| !unhealed.contains(key))
            {
                assert_eq!(
                    shown(vault, *key).as_ref(),
                    Some(row),
                    "device {}",
                    device.number
                );
            }
        }
        // what was rejected stays on a device that was shut out
        for device in self.devices.iter().filter(|device| device.has_left) {
            left.extend(
                queued(&device.unlocked.vault, "true")
                    .iter()
                    .map(|group| group.id),
            );
        }
        self.model.check_all(&server.rows, &left);
    }
}

#[test]
fn no_acknowledged_write_is_lost_by_real_vaults() {
    let replayed = std::env::var(SEED).map(|seeds| {
        let (first, last) = seeds.split_once('-').unwrap_or((&seeds, &seeds));
        let number = |text: &str| text.parse::<u64>().expect("a seed is a number");
        number(first)..number(last) + 1
    });
    let seeds = replayed.unwrap_or(0..HISTORIES);
    let clinic = Mutex::new(Clinic::new());
    for seed in seeds {
        let run = || {
            let mut clinic = clinic.lock().unwrap();
            let mut history = clinic.begin(seed);
            for _ in 0..STEPS {
                history.step();
            }
            history.end();
        };
        if catch_unwind(AssertUnwindSafe(run)).is_err() {
            panic!(
                "replay: {SEED}={seed} cargo test -p vault no_acknowledged_write_is_lost_by_real_vaults"
            );
        }
    }
}
