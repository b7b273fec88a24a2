//! One random history of three devices and a server.

use std::collections::HashSet;

use sync_contract::catalog::{ConflictResolution, Note, Patient, Visit};
use sync_contract::entity::{CREATED, DELETION, Entity};
use sync_contract::every_entity::DELETED_AT;
use sync_contract::merge::{is_patient_deletion, is_signed};
use sync_contract::pull::{Cursor, RowState};
use sync_contract::{Catalog, CellState, CellWrite, Clock, Descriptor, Group, Value};
use uuid::Uuid;

use crate::Device;
use crate::model::{Key, Model, Random, Server, Version, all_versions, versions};

const START_MS: u64 = 1_800_000_000_000;
const YEAR_MS: u64 = 365 * 24 * 3_600_000;
const CELLS: [u8; 2] = [1, 2];

#[derive(Debug)]
pub struct History {
    random: Random,
    now_ms: u64,
    ids: u128,
    server: Server,
    devices: Vec<Device>,
    model: Model,
    /// Forms that were opened and not saved.
    forms: Vec<View>,
}

/// What a user of a device saw of a row.
#[derive(Debug, Clone)]
struct View {
    at: usize,
    row: RowState,
    /// The patient's rows, and the patient.
    others: Vec<RowState>,
    /// How far the device had followed the feed.
    cursor: u64,
    /// Versions that had failed their check.
    quarantined: Vec<Version>,
}

impl View {
    fn screen(&self) -> Vec<RowState> {
        let mut all = vec![self.row.clone()];
        all.extend(self.others.iter().cloned());
        all
    }

    /// The deletion of the row's patient, where it is shown as deleted.
    fn patient_deletion(&self) -> Option<Clock> {
        let id = self.row.patient?;
        let patient = self.others.iter().find(|row| row.row == id)?;
        let deletion = patient.cell(DELETION)?;
        deletion.is_deleting().then_some(deletion.clock)
    }
}

impl History {
    pub fn new(seed: u64) -> Self {
        let devices = (0..3).map(|index| Device::new(index, Uuid::from_u128(100 + index as u128)));
        Self {
            random: Random(seed),
            now_ms: START_MS,
            ids: 1_000,
            server: Server::default(),
            devices: devices.collect(),
            model: Model::default(),
            forms: Vec::new(),
        }
    }

    fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    pub fn step(&mut self) {
        self.now_ms += self.random.draw() % 1_000;
        let at = self.random.below(3);
        if self.devices[at].is_erased {
            return;
        }
        match self.random.below(40) {
            0..=2 => self.register(at),
            3..=5 => self.chart(at),
            6..=13 => self.edit(at),
            14..=15 => self.delete(at),
            16..=17 => self.resolve(at),
            18..=19 => self.release(at),
            20 => self.open_form(at),
            21..=26 => self.push(at, true),
            27..=33 => self.pull(at),
            34 => self.decide_rejected(at),
            35 => self.block(at),
            36 => self.jump(at),
            37 => self.renumber(at),
            38 => self.sign(at),
            _ if self.random.one_in(12) => self.revoke(at),
            _ => self.edit(at),
        }
        self.devices[at].check(&self.model);
    }

    fn commit(&mut self, at: usize, writes: Vec<CellWrite>, seen: Option<&View>) {
        let deletes = writes.iter().any(is_patient_deletion);
        let cursor = seen.filter(|_| deletes).map(|view| Cursor {
            seq: view.cursor,
            ..Cursor::start(Uuid::nil())
        });
        let group = Group {
            cursor,
            id: self.id(),
            tenant: Uuid::from_u128(1),
            action: self.id(),
            author: self.devices[at].author,
            device: self.devices[at].clock.device,
            writes,
            signature: [0; 64],
        };
        let screen = seen.map_or(Vec::new(), View::screen);
        let quarantined = seen.map_or(&[][..], |view| &view.quarantined);
        let on_screen = screen.iter().flat_map(|row| all_versions(Some(row)));
        let on_screen: Vec<Version> = on_screen.collect();
        let typed = |write: &CellWrite| write.state.sealed.clone().unwrap_or_default();
        self.model
            .acknowledge(&group, at, &on_screen, quarantined, typed);
        self.devices[at].commit(group);
    }

    /// A write of a cell on top of what a user sees, which `base` names.
    fn write(
        &mut self,
        at: usize,
        key: Key,
        patient: Option<Uuid>,
        cell: u8,
        base: Vec<Clock>,
    ) -> CellWrite {
        let device = &mut self.devices[at];
        let stored = device.shown.get(&key);
        let of_cell = stored.into_iter().flat_map(versions);
        let overwritten = of_cell
            .filter(|state| state.cell == cell)
            .map(|state| state.clock);
        let overwritten = overwritten.chain(base.iter().copied()).max();
        let now_ms = self.now_ms + device.offset_ms;
        CellWrite {
            entity: key.0,
            row: key.1,
            patient,
            state: CellState {
                cell,
                clock: device.clock.issue(now_ms, overwritten),
                generation: 0,
                author: device.author,
                secret_version: 1,
                clear: Vec::new(),
                sealed: Some(vec![self.random.below(4) as u8]),
                tag: [0; 16],
                signature: None,
                replaces: Vec::new(),
            },
            base,
        }
    }

    fn new_row(
        &mut self,
        at: usize,
        descriptor: &'static Descriptor,
        patient: Option<Uuid>,
    ) -> Vec<CellWrite> {
        let key = (descriptor.number, self.id());
        let is_note = descriptor.number == Note::DESCRIPTOR.number;
        let cells: &[u8] = if is_note { &CELLS[..1] } else { &CELLS };
        let mut writes = vec![self.write(at, key, patient, CREATED, Vec::new())];
        for cell in cells {
            writes.push(self.write(at, key, patient, *cell, Vec::new()));
        }
        writes
    }

    fn register(&mut self, at: usize) {
        let mut writes = self.new_row(at, Patient::DESCRIPTOR, None);
        if self.random.one_in(2) {
            let patient = Some(writes[0].row);
            writes.extend(self.new_row(at, Visit::DESCRIPTOR, patient));
        }
        self.commit(at, writes, None);
    }

    fn chart(&mut self, at: usize) {
        let Some(patient) = self.any_row(at, |row| row.entity == Patient::DESCRIPTOR.number) else {
            return;
        };
        let descriptor = match self.random.one_in(2) {
            true => Visit::DESCRIPTOR,
            false => Note::DESCRIPTOR,
        };
        let writes = self.new_row(at, descriptor, Some(patient.row.row));
        self.commit(at, writes, None);
    }

    fn any_row(&mut self, at: usize, wanted: impl Fn(&RowState) -> bool) -> Option<View> {
        let resolutions = ConflictResolution::DESCRIPTOR.number;
        let rows = self.devices[at].shown.values();
        let rows: Vec<&RowState> = rows
            .filter(|row| row.entity != resolutions && row.cell(CREATED).is_some() && wanted(row))
            .collect();
        let row = (*self.random.pick(&rows)?).clone();
        let device = &self.devices[at];
        let patient = row.patient.unwrap_or(row.row);
        let others = device.shown.values().filter(|other| {
            (other.row == patient || other.patient == Some(patient)) && other.row != row.row
        });
        Some(View {
            at,
            others: others.cloned().collect(),
            row,
            cursor: device.cursor,
            quarantined: device.quarantined.iter().copied().collect(),
        })
    }

    fn open_form(&mut self, at: usize) {
        let form = self.any_row(at, |_| true);
        self.forms.extend(form);
    }

    /// A row as it is shown now, or as it was when a form was opened.
    fn form_or_row(&mut self, at: usize) -> Option<View> {
        let forms: Vec<usize> = (0..self.forms.len())
            .filter(|form| self.forms[*form].at == at)
            .collect();
        let form = self.random.pick(&forms).copied();
        match form.filter(|_| self.random.one_in(3)) {
            Some(form) => Some(self.forms.remove(form)),
            None => self.any_row(at, |_| true),
        }
    }

    fn edit(&mut self, at: usize) {
        let Some(seen) = self.form_or_row(at) else {
            return;
        };
        let cell = match seen.row.entity == Note::DESCRIPTOR.number {
            true => CELLS[0],
            false => CELLS[self.random.below(2)],
        };
        self.change(at, &seen, cell, false);
    }

    fn sign(&mut self, at: usize) {
        if let Some(note) = self.any_row(at, |row| row.entity == Note::DESCRIPTOR.number) {
            self.change(at, &note, CELLS[0], true);
        }
    }

    /// Writes a cell of a row as a user saw it, unless it is signed by now or gone.
    fn change(&mut self, at: usize, view: &View, cell: u8, signs: bool) {
        let seen = &view.row;
        let key = (seen.entity, seen.row);
        let Some(shown) = self.devices[at].shown.get(&key) else {
            return;
        };
        let descriptor = Catalog::by_number(key.0).expect("it is known");
        let is_frozen = shown
            .cell(cell)
            .is_some_and(|state| is_signed(descriptor, state));
        // sometimes write over a signature, as a faulty program would
        if is_frozen && !self.random.one_in(8) {
            return;
        }
        let base = versions(seen)
            .filter(|state| state.cell == cell || state.cell == DELETION)
            .map(|state| state.clock);
        let base = base.chain(view.patient_deletion());
        let mut write = self.write(at, key, seen.patient, cell, base.collect());
        if signs {
            let status = Note::FIELD.status.number;
            write.state.clear = vec![(status, Value::Text("SIGNED".into()))];
        }
        self.commit(at, vec![write], Some(view));
    }

    fn delete(&mut self, at: usize) {
        let Some(seen) = self.form_or_row(at) else {
            return;
        };
        // the row may be gone since the form was opened
        let key = (seen.row.entity, seen.row.row);
        if self.devices[at].shown.contains_key(&key) {
            let deletes = !seen.row.is_deleted();
            self.write_deletion(at, &seen, deletes);
        }
    }

    fn write_deletion(&mut self, at: usize, view: &View, deletes: bool) {
        let seen = &view.row;
        let descriptor = Catalog::by_number(seen.entity).expect("it is known");
        if deletes && versions(seen).any(|state| is_signed(descriptor, state)) {
            return;
        }
        let key = (seen.entity, seen.row);
        let base = versions(seen).map(|state| state.clock);
        let base = base.chain(view.patient_deletion()).collect();
        let mut write = self.write(at, key, seen.patient, DELETION, base);
        let time = match deletes {
            true => Value::Time(1),
            false => Value::Null,
        };
        write.state.clear = vec![(DELETED_AT, time)];
        self.commit(at, vec![write], Some(view));
    }

    /// A user decides a conflict.
    fn resolve(&mut self, at: usize) {
        let Some(row) = self.any_row(at, |row| !row.siblings.is_empty()) else {
            return;
        };
        match self.random.pick(&row.row.siblings).map(|state| state.cell) {
            Some(DELETION) => {
                let deletes = self.random.one_in(2);
                self.write_deletion(at, &row, deletes);
            }
            Some(cell) => self.change(at, &row, cell, false),
            None => {}
        }
    }

    /// Equal versions are released.
    fn release(&mut self, at: usize) {
        let is_equal = |shown: &CellState, sibling: &CellState| {
            shown.cell == sibling.cell
                && shown.cell != DELETION
                && (&shown.sealed, &shown.clear) == (&sibling.sealed, &sibling.clear)
        };
        let equal = |row: &RowState, shown: &CellState| -> Vec<Clock> {
            let siblings = row.siblings.iter();
            let equal = siblings.filter(|sibling| is_equal(shown, sibling));
            equal.map(|sibling| sibling.clock).collect()
        };
        let has_equal = |row: &RowState| row.cells.iter().any(|cell| !equal(row, cell).is_empty());
        let Some(view) = self.any_row(at, has_equal) else {
            return;
        };
        let row = &view.row;
        let mut cells = row.cells.iter();
        let Some(shown) = cells.find(|cell| !equal(row, cell).is_empty()) else {
            return;
        };
        let clocks = [vec![shown.clock], equal(row, shown)].concat();
        let bytes = clocks.iter().flat_map(|clock| clock.to_array()).collect();
        let key = (ConflictResolution::DESCRIPTOR.number, self.id());
        let created = self.write(at, key, None, CREATED, Vec::new());
        let mut decision = self.write(at, key, None, 1, Vec::new());
        let field = ConflictResolution::FIELD;
        decision.state.clear = vec![
            (field.entity.number, Value::Int(row.entity.into())),
            (field.row.number, Value::Uuid(row.row)),
            (field.cell.number, Value::Int(shown.cell.into())),
            (field.siblings.number, Value::Bytes(bytes)),
        ];
        self.commit(at, vec![created, decision], Some(&view));
    }

    fn push(&mut self, at: usize, may_fail: bool) {
        let groups_max = 1 + self.random.below(3);
        let page = self.devices[at].page(groups_max);
        if page.is_empty() {
            return;
        }
        let is_busy = may_fail && self.random.one_in(8);
        let now_ms = self.now_ms;
        let verdicts = self
            .server
            .push(at, &page, now_ms, is_busy, &mut self.model);
        // an answer that is lost: the same page is sent again
        if !(may_fail && self.random.one_in(4)) {
            self.devices[at].apply_verdicts(&verdicts);
        }
    }

    fn pull(&mut self, at: usize) {
        let changes_max = 1 + self.random.draw() % 6;
        let random = &mut self.random;
        let is_quarantined = |_| random.one_in(60);
        self.devices[at].pull(&self.server, changes_max, is_quarantined);
    }

    fn decide_rejected(&mut self, at: usize) {
        let rejected: Vec<usize> = (0..self.devices[at].queue.len())
            .filter(|line| self.devices[at].queue[*line].is_rejected)
            .collect();
        let Some(line) = self.random.pick(&rejected).copied() else {
            return;
        };
        // the page that is in flight is answered first
        if self.devices[at].is_sending() {
            self.push(at, false);
        } else if self.random.one_in(4) {
            self.devices[at].discard(line, &mut self.model);
        } else {
            let id = self.id();
            self.devices[at].requeue(line, id, &mut self.model);
        }
    }

    /// An admin revokes a user's right to write, or grants it again.
    fn block(&mut self, at: usize) {
        let author = self.devices[at].author;
        if !self.server.blocked.remove(&author) {
            self.server.blocked.insert(author);
        }
    }

    fn jump(&mut self, at: usize) {
        let offsets_ms = [0, 1, 60_000, 24 * 3_600_000, YEAR_MS];
        self.devices[at].offset_ms = offsets_ms[self.random.below(offsets_ms.len())];
    }

    fn renumber(&mut self, at: usize) {
        if !self.devices[at].is_sending() {
            self.devices[at].clock.device += 3;
        }
    }

    fn revoke(&mut self, at: usize) {
        self.server.revoked.insert(at);
        while !self.devices[at].queue.is_empty() {
            self.requeue_all(at);
            self.push(at, false);
        }
        self.devices[at].is_erased = true;
    }

    /// Sends every rejected group again, unless a page is on its way.
    fn requeue_all(&mut self, at: usize) {
        for line in 0..self.devices[at].queue.len() {
            let id = self.id();
            if self.devices[at].queue[line].is_rejected && !self.devices[at].is_sending() {
                self.devices[at].requeue(line, id, &mut self.model);
            }
        }
    }

    /// Ends the causes of rejections and lets every device push and pull: all devices equal the server.
    pub fn end(mut self) {
        self.server.blocked.clear();
        for _ in 0..2 {
            for at in 0..3 {
                self.drain(at);
            }
        }
        let mut queued = HashSet::new();
        for device in self.devices.iter_mut().filter(|device| !device.is_erased) {
            device.pull(&self.server, u64::MAX >> 1, |_| false);
            device.heal(&self.server);
            queued.extend(device.queue.iter().map(|line| line.group.id));
            assert!(queued.is_empty(), "waits for ever: {:?}", device.queue);
            assert_eq!(device.shown, self.server.rows, "device {}", device.index);
        }
        self.model.check_all(&self.server.rows, &queued);
    }

    fn drain(&mut self, at: usize) {
        while !self.devices[at].queue.is_empty() && !self.devices[at].is_erased {
            self.requeue_all(at);
            loop {
                let before = self.devices[at].queue.len();
                self.push(at, false);
                if self.devices[at].queue.len() == before && !self.devices[at].is_sending() {
                    break;
                }
            }
            self.devices[at].check(&self.model);
            // what is rejected without a cause that could end
            let rejected = self.devices[at]
                .queue
                .iter()
                .position(|line| line.is_rejected);
            if let Some(line) = rejected {
                self.devices[at].discard(line, &mut self.model);
            }
        }
    }
}
