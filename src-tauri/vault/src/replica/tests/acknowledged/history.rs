//! One random history of three vaults and a server.

use std::collections::{BTreeMap, HashSet};

use sync_contract::catalog::{
    ConflictResolution, DeletionReason, Note, Patient, ResolutionKind, Tenant, Visit, resolution_id,
};
use sync_contract::entity::CREATED;
use sync_contract::ids::{NoteId, UserId, VisitId};
use sync_contract::read_version::ReadVersion;
use sync_contract::{Catalog, CellWrite, Phi};

use super::super::revoked::{control_revoked, revoked_by};
use super::model::{Key, Model, Random, Server, Verdict as Decided, Version, key_of, versions};
use super::*;
use crate::read::Conflict;
use crate::write::AdminSignedOutcome;
use crate::write::tx::WriteTx;

const WORDS: [&str; 4] = ["Okafor", "Tal", "Lind", "Sato"];

/// What a user of a device saw of a row.
#[derive(Debug, Clone)]
pub(super) struct View {
    at: usize,
    key: Key,
    patient: Option<PatientId>,
    seen: ReadVersion,
    /// The versions on the screen; for a decision about a patient those of all that is theirs, too.
    saw: Vec<Version>,
    quarantined: Vec<Version>,
}

pub struct History<'c> {
    pub(super) random: Random,
    pub(super) devices: &'c mut [TestDevice],
    pub(super) server: Server,
    pub(super) model: Model,
    pub(super) now_ms: i64,
    /// The rows of this history, in the order of their making.
    pub(super) rows: Vec<Key>,
    pub(super) forms: Vec<View>,
    /// The last page of each device number that the server has answered.
    pub(super) chains: BTreeMap<u32, u64>,
    /// Rows of which a device may show what a server had accepted that was restored since, and refused then.
    pub(super) unhealed: HashSet<Key>,
    /// A backup of the server, and what it had accepted.
    pub(super) backup: Option<(Server, HashSet<Uuid>, BTreeMap<u32, u64>)>,
}

/// What a user typed, as the model compares it: a nonce makes equal values unequal bytes.
fn typed(write: &CellWrite, words: &str) -> Vec<u8> {
    format!("{:?} {words}", write.state.clear).into_bytes()
}

pub(super) fn queued(vault: &Vault, condition: &str) -> Vec<Group> {
    let sql = format!("select bytes from queue where {condition} order by seq");
    let mut statement = vault.conn.prepare(&sql).unwrap();
    let rows = statement
        .query_map([], |row| row.get::<_, Vec<u8>>(0))
        .unwrap();
    rows.map(|bytes| Group::from_bytes(&bytes.unwrap()).unwrap())
        .collect()
}

pub(super) fn shown(vault: &Vault, key: Key) -> Option<RowState> {
    siblings::load_full(&vault.conn, key.0, key.1).unwrap()
}

impl<'c> History<'c> {
    pub fn new(seed: u64, devices: &'c mut [TestDevice], server: Server) -> Self {
        Self {
            random: Random(seed),
            devices,
            server,
            model: Model::default(),
            now_ms: START_MS,
            rows: Vec::new(),
            forms: Vec::new(),
            chains: BTreeMap::new(),
            unhealed: HashSet::new(),
            backup: None,
        }
    }
}

impl History<'_> {
    pub fn step(&mut self) {
        let passed_ms = (self.random.draw() % 1_000).cast_signed();
        self.now_ms += passed_ms;
        for device in &mut *self.devices {
            device.machine.clock.advance_ms(passed_ms);
            device.ahead_ms += passed_ms;
        }
        let at = self.random.below(DEVICES);
        if self.devices[at].has_left {
            return;
        }
        match self.random.below(42) {
            0..=2 => self.register(at),
            3..=6 => self.chart(at),
            7..=14 => self.edit(at),
            15..=16 => self.delete(at),
            17..=18 => self.resolve(at),
            19..=20 => self.sign(at),
            21 => self.open_form(at),
            22 => self.rename_clinic(at),
            23..=28 => self.push(at, true),
            29..=34 => self.pull(at),
            35 => self.decide_rejected(at),
            36 => self.block(at),
            37 => self.jump(at),
            38 => self.take_number(at),
            39 => self.release(at),
            40 if self.random.one_in(8) => self.revoke(at),
            40 => self.release(at),
            _ => self.lose_server(),
        }
        self.check(at);
    }

    pub(super) fn vault(&mut self, at: usize) -> &mut Vault {
        &mut self.devices[at].unlocked.vault
    }

    /// Notes what a user was told to be stored.
    fn acknowledge(&mut self, at: usize, before: i64, view: Option<&View>, words: &str) {
        let vault = &self.devices[at].unlocked.vault;
        for group in queued(vault, &format!("seq > {before}")) {
            let empty: (&[Version], &[Version]) = (&[], &[]);
            let (saw, quarantined) =
                view.map_or(empty, |view| (&view.saw[..], &view.quarantined[..]));
            let typed = |write: &CellWrite| typed(write, words);
            self.model.acknowledge(&group, at, saw, quarantined, typed);
            for write in &group.writes {
                if write.state.cell == CREATED && !self.rows.contains(&key_of(write)) {
                    self.rows.push(key_of(write));
                }
            }
        }
    }

    /// Runs a write of a user, who is told what it did.
    fn write(
        &mut self,
        at: usize,
        view: Option<&View>,
        words: &str,
        operation: impl FnOnce(&mut WriteTx<'_>) -> crate::error::Result<()>,
    ) {
        let last = "select coalesce(max(seq), 0) from queue";
        let before = count(self.vault(at), last);
        match self.devices[at].unlocked.write("write", operation) {
            Ok(()) => self.acknowledge(at, before, view, words),
            Err(Error::NotFound | Error::Signed | Error::Altered) => {}
            // the cell was forged on the way and is quarantined: a write over an unseen value fails
            Err(Error::Incomplete)
                if view.is_some_and(|view| self.is_quarantined(at, view.key)) => {}
            Err(error) => panic!("{error}"),
        }
    }

    fn is_quarantined(&self, at: usize, key: Key) -> bool {
        let quarantined = self.devices[at].unlocked.read().quarantined().unwrap();
        let mut of_row = quarantined.iter();
        of_row.any(|cell| (cell.entity, cell.row) == key)
    }

    pub(super) fn register(&mut self, at: usize) {
        let (word, with_visit) = (self.word(), self.random.one_in(2));
        self.write(at, None, word, |tx| {
            let id: PatientId = tx.new_id();
            tx.insert(&patient(id, word))?;
            if with_visit {
                let (visit_id, provider): (VisitId, UserId) = (tx.new_id(), tx.user());
                tx.insert(&visit(visit_id, id, provider, word))?;
            }
            Ok(())
        });
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.random.below(WORDS.len())]
    }

    fn chart(&mut self, at: usize) {
        let Some(view) = self.any_row(at, |key, _| key.0 == Patient::DESCRIPTOR.number) else {
            return;
        };
        let (id, word, is_note) = (PatientId(view.key.1), self.word(), self.random.one_in(2));
        self.write(at, None, word, |tx| {
            let provider = tx.user();
            match is_note {
                true => {
                    let note_id = tx.new_id();
                    tx.insert(&note(note_id, id, word, None))
                }
                false => {
                    let visit_id = tx.new_id();
                    tx.insert(&visit(visit_id, id, provider, word))
                }
            }
        });
    }

    fn any_row(&mut self, at: usize, wanted: impl Fn(Key, &RowState) -> bool) -> Option<View> {
        let vault = &self.devices[at].unlocked.vault;
        let rows = self.rows.iter();
        let rows = rows.filter_map(|key| shown(vault, *key).map(|row| (*key, row)));
        let known: Vec<(Key, RowState)> = rows.collect();
        let fit: Vec<&(Key, RowState)> = known
            .iter()
            // a row whose first cell was forged on the way is shown as damaged
            .filter(|(key, row)| row.cell(CREATED).is_some() && wanted(*key, row))
            .collect();
        let (key, row) = self.random.pick(&fit).copied()?.clone();
        let unlocked = &self.devices[at].unlocked;
        let descriptor = Catalog::by_number(key.0).unwrap();
        let stored = unlocked.read().get_row(descriptor, key.1).unwrap()?;
        let versions_of = |seen: &ReadVersion| -> Vec<Version> {
            let rows = seen.rows.iter();
            let cells = rows.flat_map(|row| {
                row.cells
                    .iter()
                    .map(|(cell, clock)| ((row.entity, row.row), *cell, *clock))
            });
            cells.collect()
        };
        let mut saw = versions_of(&stored.seen);
        // a record is one screen
        let of = row.patient.unwrap_or(row.row);
        for (other, row) in &known {
            if row.patient == Some(of) && *other != key {
                saw.extend(versions(row).map(|state| (*other, state.cell, state.clock)));
            }
        }
        let quarantined = unlocked.read().quarantined().unwrap();
        Some(View {
            at,
            key,
            patient: row.patient.map(PatientId),
            seen: stored.seen,
            saw,
            quarantined: quarantined
                .iter()
                .map(|cell| ((cell.entity, cell.row), cell.state.cell, cell.state.clock))
                .collect(),
        })
    }

    fn open_form(&mut self, at: usize) {
        let form = self.any_row(at, |_, _| true);
        self.forms.extend(form);
    }

    fn form_or_row(&mut self, at: usize) -> Option<View> {
        let mut forms = 0..self.forms.len();
        let form = forms.find(|form| self.forms[*form].at == at);
        match form.filter(|_| self.random.one_in(3)) {
            Some(form) => Some(self.forms.remove(form)),
            None => self.any_row(at, |_, _| true),
        }
    }

    /// Writes one value of a row on top of what a user saw.
    fn edit(&mut self, at: usize) {
        let Some(view) = self.form_or_row(at) else {
            return;
        };
        let (word, other_cell) = (self.word(), self.random.one_in(2));
        let id = view.key.1;
        let view = &view;
        self.write(at, Some(view), word, |tx| {
            let some = || Some(word.try_into().unwrap());
            if view.key.0 == Patient::DESCRIPTOR.number {
                let stored = tx.get::<Patient>(PatientId(id))?.ok_or(Error::NotFound)?;
                let mut value = stored.value;
                match other_cell {
                    true => value.family_name = Phi::new(some()),
                    false => value.city = Phi::new(Some(word.try_into().unwrap())),
                }
                return tx.update(&value, &view.seen).map(drop);
            }
            if view.key.0 == Visit::DESCRIPTOR.number {
                let stored = tx.get::<Visit>(VisitId(id))?.ok_or(Error::NotFound)?;
                let mut value = stored.value;
                value.chief_complaint = Phi::new(Some(word.try_into().unwrap()));
                return tx.update(&value, &view.seen).map(drop);
            }
            let patient = view.patient.ok_or(Error::NotFound)?;
            tx.update(&note(NoteId(id), patient, word, None), &view.seen)
                .map(drop)
        });
    }

    fn sign(&mut self, at: usize) {
        let Some(view) = self.any_row(at, |key, _| key.0 == Note::DESCRIPTOR.number) else {
            return;
        };
        let (word, patient) = (self.word(), view.patient.unwrap());
        let view = &view;
        self.write(at, Some(view), word, |tx| {
            let signed = note(NoteId(view.key.1), patient, word, Some(tx.user()));
            tx.update(&signed, &view.seen).map(drop)
        });
    }

    fn delete(&mut self, at: usize) {
        let Some(view) = self.form_or_row(at) else {
            return;
        };
        let row = shown(&self.devices[at].unlocked.vault, view.key);
        let is_deleted = row.is_some_and(|row| row.is_deleted());
        self.write_deletion(at, &view, !is_deleted);
    }

    fn write_deletion(&mut self, at: usize, view: &View, deletes: bool) {
        let descriptor = Catalog::by_number(view.key.0).unwrap();
        let (id, seen) = (view.key.1, &view.seen);
        self.write(at, Some(view), "deleted", |tx| match deletes {
            true => tx.delete_row(descriptor, id, DeletionReason::Other, None, seen),
            false => tx.undelete_row(descriptor, id, seen),
        });
    }

    /// A person decides a conflict.
    fn resolve(&mut self, at: usize) {
        let conflicts = self.devices[at].unlocked.read().conflicts().unwrap();
        let Some(conflict) = self.random.pick(&conflicts).cloned() else {
            return;
        };
        let key = (conflict.descriptor.number, conflict.row);
        let Some(mut view) = self.any_row(at, |other, _| other == key) else {
            return;
        };
        if conflict.is_deletion() {
            let deletes = self.random.one_in(2);
            return self.write_deletion(at, &view, deletes);
        }
        let clocks = conflict.clocks();
        view.saw
            .extend(clocks.iter().map(|clock| (key, conflict.cell, *clock)));
        let chosen = self.random.below(conflict.siblings.len());
        let sibling = &conflict.siblings[chosen];
        let typed = self.model.typed(&(key, conflict.cell, sibling.clock));
        let words = typed.map(|typed| String::from_utf8_lossy(typed).into_owned());
        // the last of the words are those that were typed
        let words = words.and_then(|typed| typed.rsplit(' ').next().map(str::to_owned));
        let content = sibling.content.clone();
        self.write(at, Some(&view), &words.unwrap_or_default(), |tx| {
            tx.resolve(conflict.descriptor, conflict.row, &content, &clocks)
        });
    }

    /// Versions that turn out to be equal are released.
    fn release(&mut self, at: usize) {
        let mut equal = self.devices[at].unlocked.read().conflicts().unwrap();
        equal.retain(Conflict::is_equal);
        let Some(conflict) = self.random.pick(&equal).cloned() else {
            return;
        };
        let key = (conflict.descriptor.number, conflict.row);
        let Some(mut view) = self.any_row(at, |other, _| other == key) else {
            return;
        };
        let clocks = conflict.clocks();
        view.saw
            .extend(clocks.iter().map(|clock| (key, conflict.cell, *clock)));
        let siblings: Vec<u8> = clocks.into_iter().flat_map(Clock::to_array).collect();
        let (entity, cell) = (key.0.into(), conflict.cell.into());
        self.write(at, Some(&view), "released", |tx| {
            let id = resolution_id(tx.tenant(), entity, key.1, cell, &siblings);
            if tx.get::<ConflictResolution>(id)?.is_some() {
                return Ok(());
            }
            tx.insert(&ConflictResolution {
                id,
                entity,
                row: key.1,
                cell,
                kind: ResolutionKind::Equal,
                siblings: Bytes(siblings.clone()),
            })
        });
    }

    /// An admin shuts a device out: what it still sends waits for a review. A server that was restored to what was
    /// before lacks for ever what that device alone could have sent again.
    fn revoke(&mut self, at: usize) {
        if (0..DEVICES).any(|other| self.devices[other].has_left) {
            return;
        }
        self.follow_restored(at);
        let unlocked = &self.devices[at].unlocked;
        let row = revoked_by(unlocked, &unlocked.session().keys);
        let server = self.server.clone();
        self.server.put(row.clone(), (at + 1) % DEVICES);
        self.server.revoked.insert(at);
        self.backup = None;
        let vault = self.vault(at);
        let pull = pull_of(vault);
        let page = PullPage {
            control: control_revoked(),
            rows: vec![row],
            cursor: pull.cursor.unwrap_or_else(|| cursor_of(&server, 0)),
            head: cursor_of(&server, server.head),
            bootstrap: None,
        };
        assert!(vault.apply(&pull, &page).unwrap().revoked);
        self.drain(at);
        assert_eq!(self.vault(at).waiting().unwrap().groups, 0);
        self.devices[at].has_left = true;
    }

    /// An admin changes what is signed: it counts once the server has accepted it.
    fn rename_clinic(&mut self, at: usize) {
        self.drain(at);
        let word = self.word();
        let device = &mut self.devices[at];
        let before = count(
            &device.unlocked.vault,
            "select coalesce(max(seq), 0) from queue",
        );
        let tenant = device.unlocked.vault.tenant();
        let stored = device
            .unlocked
            .read()
            .get::<Tenant>(tenant)
            .unwrap()
            .unwrap();
        let mut value = stored.value;
        value.name = word.try_into().unwrap();
        let written = device
            .unlocked
            .write_admin_signed("rename clinic", |tx| tx.update(&value, &stored.seen));
        match written {
            Ok(AdminSignedOutcome::Pending(..)) => {
                let key = (Tenant::DESCRIPTOR.number, tenant.0);
                let rows = stored.seen.rows.iter();
                let cells = rows.flat_map(|row| row.cells.iter());
                let view = View {
                    at,
                    key,
                    patient: None,
                    saw: cells.map(|(cell, clock)| (key, *cell, *clock)).collect(),
                    seen: stored.seen.clone(),
                    quarantined: Vec::new(),
                };
                self.acknowledge(at, before, Some(&view), word);
            }
            Ok(AdminSignedOutcome::Applied(_)) | Err(Error::AdminSignedPending) => {}
            Err(error) => panic!("{error}"),
        }
    }

    /// A server that was restored from its backup knows no position that devices have since.
    pub(super) fn follow_restored(&mut self, at: usize) {
        let timeline = self.server.timeline;
        let followed = self.vault(at).next_pull().unwrap().cursor;
        if followed.is_some_and(|cursor| cursor.timeline != timeline) {
            self.take_number(at);
        }
    }

    fn take_number(&mut self, at: usize) {
        let device = &mut self.devices[at];
        device.number += DEVICES as u32;
        device.unlocked.vault.renumber(device.number).unwrap();
    }

    pub(super) fn push(&mut self, at: usize, may_fail: bool) {
        if !self.server.revoked.contains(&at) {
            self.follow_restored(at);
        }
        self.vault(at).retry().unwrap();
        let Some(mut push) = self.vault(at).next_push().unwrap() else {
            return;
        };
        let known = self.chains.get(&self.devices[at].number);
        let known = known.copied().unwrap_or(0);
        let is_revoked = self.server.revoked.contains(&at);
        // what comes from a revoked device is held, whatever it follows
        if !is_revoked && ![known, known + 1].contains(&push.number) {
            // it was restored, and knows another end of this device's chain
            self.take_number(at);
            push = self.vault(at).next_push().unwrap().unwrap();
        }
        self.chains.insert(self.devices[at].number, push.number);
        let mut groups = decoded(&push);
        for group in &mut groups {
            // one user works at all devices: rights are taken from one of these
            group.author = Uuid::from_u128(at as u128);
        }
        let is_busy = may_fail && self.random.one_in(8);
        let now_ms = self.now_ms.cast_unsigned();
        let verdicts = self
            .server
            .push(at, &groups, now_ms, is_busy, &mut self.model);
        for (group, decided) in groups.iter().zip(&verdicts) {
            let is_pending = format!("admin_signed = 2 and group_id = x'{}'", group.id.simple());
            let is_rejected = *decided == Decided::Rejected;
            if is_rejected && !queued(self.vault(at), &is_pending).is_empty() {
                self.model.discard(group.id);
                // a page of the server before its restore may have brought it, and no device sends that again
                self.unhealed.extend(group.writes.iter().map(key_of));
            }
        }
        // an answer that is lost: the same page is sent again
        if !(may_fail && self.random.one_in(4)) {
            apply_verdicts(self.vault(at), &push, &groups, &verdicts);
        }
    }

    fn pull(&mut self, at: usize) {
        self.follow_restored(at);
        let changes_max = 1 + self.random.draw() % 6;
        let position = self.vault(at).next_pull().unwrap();
        let from = position.cursor.map_or(0, |cursor| cursor.seq);
        let (mut rows, upto) = self.server.page(from, changes_max);
        let of_history: HashSet<Key> = self.rows.iter().copied().collect();
        for row in &mut rows {
            // an attacker in between forges a cell, which no device applies
            if of_history.contains(&(row.entity, row.row)) && self.random.one_in(40) {
                let cell = self.random.below(row.cells.len());
                row.cells[cell].tag[0] ^= 1;
            }
        }
        let server = self.server.clone();
        apply_rows(self.vault(at), &server, rows, upto);
    }

    fn decide_rejected(&mut self, at: usize) {
        let rejected = self.vault(at).rejected().unwrap();
        let Some(group) = self
            .random
            .pick(&rejected)
            .map(|rejected| rejected.group_id)
        else {
            return;
        };
        match self.random.one_in(4) {
            true => self.discard(at, group),
            false => self.requeue(at, group),
        }
    }

    /// Discards a group and what builds on it, as a person decides on each.
    pub(super) fn discard(&mut self, at: usize, group: Uuid) {
        match self.devices[at].unlocked.discard(group) {
            Ok(()) => self.model.discard(group),
            // those that build on it are in the list now
            Err(Error::Reference) => {}
            Err(error) => panic!("{error}"),
        }
    }

    pub(super) fn requeue(&mut self, at: usize, group: Uuid) {
        self.devices[at].unlocked.requeue(group).unwrap();
        for group in queued(self.vault(at), "state <> 'REJECTED'") {
            self.model.rename(&group);
        }
    }

    fn block(&mut self, at: usize) {
        let author = Uuid::from_u128(at as u128);
        if !self.server.blocked.remove(&author) {
            self.server.blocked.insert(author);
        }
    }

    fn jump(&mut self, at: usize) {
        let jumps_ms = [1, 60_000, 3_600_000, -60_000, -3_600_000];
        let by_ms = jumps_ms[self.random.below(jumps_ms.len())];
        self.devices[at].machine.clock.advance_ms(by_ms);
        self.devices[at].ahead_ms += by_ms;
    }

    /// A backup of the server is made, or put where it was.
    fn lose_server(&mut self) {
        if self.backup.is_some() && self.random.one_in(2) {
            let (mut server, accepted, chains) = self.backup.take().unwrap();
            self.chains = chains;
            server.timeline = Uuid::from_u128(self.server.timeline.as_u128() + 1);
            server.blocked = self.server.blocked.clone();
            server.revoked = self.server.revoked.clone();
            self.server = server;
            self.model.accepted = accepted;
        } else {
            let accepted = self.model.accepted.clone();
            self.backup = Some((self.server.clone(), accepted, self.chains.clone()));
        }
    }
}
