//! The *acknowledged* law: no write that was reported to a user as stored is ever lost.
//!
//! Three devices and a server run in memory on the functions that the programs call, in thousands of random histories.
//! A naive model checks them, which knows neither clocks nor bases, only which user had which version on the screen.

mod history;
mod model;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::available_parallelism;

use sync_contract::catalog::Patient;
use sync_contract::clock::HybridClock;
use sync_contract::dependents::{Dependents, named_rows};
use sync_contract::entity::{CREATED, Entity, PURGE};
use sync_contract::merge::{accept, apply_consequences, fold, fold_writes, released, take_pulled};
use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellState, CellWrite, Clock, Group};
use uuid::Uuid;

use history::History;
use model::{Key, Model, Rows, Server, Verdict, Version, key_of, versions};

const HISTORIES: u64 = 2_000;
const STEPS: usize = 100;
/// Replays one history, by its seed.
const SEED: &str = "ACKNOWLEDGED_SEED";

#[derive(Debug, Clone)]
pub struct Queued {
    pub group: Group,
    /// The rows that it writes or may change.
    rows: BTreeSet<Key>,
    pub is_rejected: bool,
}

/// A device's half: a queue, the server's row of each row in it, and what is shown.
#[derive(Debug)]
pub struct Device {
    pub index: usize,
    pub author: Uuid,
    pub clock: HybridClock,
    pub offset_ms: u64,
    /// In the order of their making.
    pub queue: Vec<Queued>,
    pub shown: Rows,
    /// What the server last had of each row in the queue, and up to which number that is.
    shadows: BTreeMap<Key, (u64, RowState)>,
    pub cursor: u64,
    /// The page whose answer has not come.
    sending: Vec<Uuid>,
    /// Rows with a cell that failed its check.
    pub quarantined: BTreeSet<Version>,
    pub is_erased: bool,
}

/// The rows that a group writes or may change.
pub fn concerned(group: &Group) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    for write in &group.writes {
        keys.insert(key_of(write));
        keys.extend(
            write
                .patient
                .map(|patient| (Patient::DESCRIPTOR.number, patient)),
        );
        keys.extend(released(write).map(|released| (released.entity, released.row)));
    }
    keys
}

fn writes_row(group: &Group, key: Key) -> bool {
    group.writes.iter().any(|write| key_of(write) == key)
}

fn makes_row(group: &Group, key: Key) -> bool {
    let mut writes = group.writes.iter();
    writes.any(|write| key_of(write) == key && write.state.cell == CREATED)
}

fn names_row(group: &Group, row: Uuid) -> bool {
    let mut writes = group.writes.iter();
    writes.any(|write| write.row == row || named_rows(write).any(|named| named == row))
}

impl Device {
    pub fn new(index: usize, author: Uuid) -> Self {
        let number = u32::try_from(index).expect("there are three") + 1;
        Self {
            index,
            author,
            clock: HybridClock {
                device: number,
                last: Clock::default(),
                raised: 0,
            },
            offset_ms: 0,
            queue: Vec::new(),
            shown: Rows::new(),
            shadows: BTreeMap::new(),
            cursor: 0,
            sending: Vec::new(),
            quarantined: BTreeSet::new(),
            is_erased: false,
        }
    }

    pub fn is_sending(&self) -> bool {
        !self.sending.is_empty()
    }

    /// The groups in the queue that concern a row.
    fn of_row(&self, key: Key) -> Vec<&Queued> {
        let lines = self.queue.iter();
        lines.filter(|queued| queued.rows.contains(&key)).collect()
    }

    /// Stores a group and shows it: one write is folded on.
    pub fn commit(&mut self, mut group: Group) {
        for write in &mut group.writes {
            let earlier = self.bases_of(&write.base);
            write.base.extend(earlier);
        }
        for key in concerned(&group) {
            let is_queued = !self.of_row(key).is_empty();
            if let Some(row) = self.shown.get(&key).filter(|_| !is_queued) {
                self.shadows.insert(key, (0, row.clone()));
            }
            let own: Vec<&CellWrite> = group
                .writes
                .iter()
                .filter(|write| key_of(write) == key)
                .collect();
            let descriptor = Catalog::by_number(key.0);
            let shown = self.shown.remove(&key);
            if shown.is_none() && own.is_empty() {
                continue;
            }
            let mut row = shown.unwrap_or_else(|| RowState::empty(key.0, key.1, None));
            fold_writes(&mut row, descriptor, &own);
            apply_consequences(&mut row, descriptor, &group.writes);
            self.shown.insert(key, row);
        }
        self.queue.push(Queued {
            rows: concerned(&group),
            group,
            is_rejected: false,
        });
    }

    /// What the writers of waiting versions had seen.
    fn bases_of(&self, base: &[Clock]) -> Vec<Clock> {
        let mut all = base.to_vec();
        for queued in self.queue.iter().rev() {
            for write in &queued.group.writes {
                if all.contains(&write.state.clock) {
                    let unknown = write.base.iter().filter(|clock| !all.contains(clock));
                    let unknown: Vec<Clock> = unknown.copied().collect();
                    all.extend(unknown);
                }
            }
        }
        all.split_off(base.len())
    }

    /// What is shown of a row: computed anew.
    fn folded(&self, key: Key) -> Option<RowState> {
        let lines = self.of_row(key);
        let server = self.shadows.get(&key).map(|(_, row)| row.clone());
        let mut groups: Vec<&Queued> = lines.clone();
        groups.retain(|queued| !queued.is_rejected);
        if server.is_none() {
            let maker = lines.iter().find(|line| makes_row(&line.group, key))?;
            if maker.is_rejected {
                let mut others = self.queue.iter();
                others.find(|other| {
                    other.group.id != maker.group.id && names_row(&other.group, key.1)
                })?;
                groups = lines
                    .iter()
                    .copied()
                    .filter(|line| !line.is_rejected || line.group.id == maker.group.id)
                    .collect();
            }
        }
        let server = server.unwrap_or_else(|| RowState::empty(key.0, key.1, None));
        let writes = groups.iter().map(|queued| queued.group.writes.as_slice());
        Some(fold(server, Catalog::by_number(key.0), writes))
    }

    fn reshow(&mut self, keys: impl IntoIterator<Item = Key>) {
        for key in keys {
            let shown = match self.of_row(key).is_empty() {
                true => self.shadows.remove(&key).map(|(_, row)| row),
                false => self.folded(key),
            };
            match shown {
                Some(row) => self.shown.insert(key, row),
                None => self.shown.remove(&key),
            };
        }
    }

    /// The page to send: the same until its answer has come.
    pub fn page(&mut self, groups_max: usize) -> Vec<Group> {
        if self.sending.is_empty() {
            let mut dependents = Dependents::default();
            for queued in &self.queue {
                if queued.is_rejected || dependents.contains(&queued.group) {
                    dependents.insert(&queued.group);
                } else if self.sending.len() < groups_max {
                    self.sending.push(queued.group.id);
                }
            }
        }
        let sending = |queued: &&Queued| self.sending.contains(&queued.group.id);
        let page = self.queue.iter().filter(sending);
        page.map(|queued| queued.group.clone()).collect()
    }

    pub fn apply_verdicts(&mut self, verdicts: &[Verdict]) {
        let mut changed = BTreeSet::new();
        for (id, verdict) in std::mem::take(&mut self.sending).iter().zip(verdicts) {
            let at = self.position(*id);
            let group = self.queue[at].group.clone();
            match verdict {
                Verdict::Deferred => continue,
                Verdict::Rejected => self.queue[at].is_rejected = true,
                Verdict::Review => drop(self.queue.remove(at)),
                Verdict::Accepted(seq) => {
                    self.accept(&group, *seq);
                    self.queue.remove(at);
                }
            }
            changed.extend(concerned(&group));
        }
        self.reshow(changed);
    }

    fn accept(&mut self, group: &Group, seq: u64) {
        for key in concerned(group) {
            let is_known = self.shadows.contains_key(&key);
            if !is_known && !writes_row(group, key) {
                continue;
            }
            let empty = || (0, RowState::empty(key.0, key.1, None));
            let (upto, row) = self.shadows.entry(key).or_insert_with(empty);
            if *upto < seq {
                accept(row, Catalog::by_number(key.0), &group.writes);
            }
        }
    }

    fn position(&self, group: Uuid) -> usize {
        let at = self
            .queue
            .iter()
            .position(|queued| queued.group.id == group);
        at.expect("it is in the queue")
    }

    /// Takes in rows of the server. `is_quarantined`: whether a cell fails its check.
    pub fn pull(
        &mut self,
        server: &Server,
        changes_max: u64,
        mut is_quarantined: impl FnMut(u8) -> bool,
    ) {
        let (rows, cursor) = server.page(self.cursor, changes_max);
        for mut row in rows {
            if is_quarantined(PURGE) {
                // the server forges a purge, which no device accepts
                let state = row.cells[0].clone();
                row.cells.push(CellState {
                    cell: PURGE,
                    ..state
                });
            }
            let key = (row.entity, row.row);
            self.quarantined.retain(|version| version.0 != key);
            let refused = row.cells.extract_if(.., |state| match state.cell {
                CREATED => false,
                cell => cell == PURGE || is_quarantined(cell),
            });
            let refused = refused.map(|state| (key, state.cell, state.clock));
            self.quarantined.extend(refused);
            self.take(row, server.head);
        }
        self.cursor = cursor;
    }

    /// What was quarantined is valid by now.
    pub fn heal(&mut self, server: &Server) {
        let quarantined = std::mem::take(&mut self.quarantined);
        let keys: BTreeSet<Key> = quarantined.iter().map(|version| version.0).collect();
        for key in keys {
            self.take(server.rows[&key].clone(), server.head);
        }
    }

    fn take(&mut self, row: RowState, head: u64) {
        let key = (row.entity, row.row);
        let descriptor = Catalog::by_number(key.0);
        if self.of_row(key).is_empty() {
            let before = self.shown.remove(&key);
            let taken = take_pulled(before, row, descriptor, true);
            self.shown.insert(key, taken);
        } else {
            let before = self.shadows.remove(&key).map(|(_, row)| row);
            let taken = take_pulled(before, row, descriptor, true);
            self.shadows.insert(key, (head, taken));
            self.reshow([key]);
        }
    }

    pub fn requeue(&mut self, at: usize, id: Uuid, model: &mut Model) {
        self.queue[at].group.id = id;
        self.queue[at].is_rejected = false;
        model.rename(&self.queue[at].group);
        let keys = concerned(&self.queue[at].group);
        self.reshow(keys);
    }

    /// Discards a rejected group and its dependents, as a user does one by one.
    pub fn discard(&mut self, at: usize, model: &mut Model) {
        let mut dependents = Dependents::default();
        dependents.insert(&self.queue[at].group);
        let mut gone = vec![self.queue[at].group.clone()];
        for later in &self.queue[at + 1..] {
            if dependents.contains(&later.group) {
                dependents.insert(&later.group);
                gone.push(later.group.clone());
            }
        }
        let keys: BTreeSet<Key> = gone.iter().flat_map(concerned).collect();
        for group in gone {
            model.discard(group.id);
            self.queue.retain(|queued| queued.group.id != group.id);
        }
        self.reshow(keys);
    }

    /// Checks that folding one write on shows what folding all does, and that what waits is shown.
    pub fn check(&self, model: &Model) {
        let waiting = self.queue.iter().filter(|queued| !queued.is_rejected);
        let waiting: Vec<&CellWrite> = waiting.flat_map(|line| &line.group.writes).collect();
        let keys: BTreeSet<Key> = waiting.iter().copied().map(key_of).collect();
        for key in keys {
            assert_eq!(self.shown.get(&key), self.folded(key).as_ref());
        }
        for write in &waiting {
            let row = self.shown.get(&key_of(write));
            let is_shown = row.is_some_and(|row| {
                let mut all = versions(row);
                all.any(|state| (state.cell, state.clock) == (write.state.cell, write.state.clock))
            });
            if is_shown {
                continue;
            }
            let is_released = waiting.iter().copied().filter_map(released).any(|named| {
                (named.row, named.cell) == (write.row, write.state.cell)
                    && named.clocks.contains(&write.state.clock)
            });
            if !is_released {
                model.check_shown(row, write, &waiting);
            }
        }
    }
}

fn run(seed: u64) {
    let mut history = History::new(seed);
    for _ in 0..STEPS {
        history.step();
    }
    history.end();
}

#[test]
fn no_acknowledged_write_is_lost_in_any_history() {
    let replayed = std::env::var(SEED).map(|seed| seed.parse().expect("a seed is a number"));
    let seeds = replayed.map_or(0..HISTORIES, |seed| seed..seed + 1);
    let next = AtomicU64::new(seeds.start);
    let threads = available_parallelism().map_or(1, NonZero::get);
    let histories = || loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= seeds.end {
            return;
        }
        if catch_unwind(|| run(seed)).is_err() {
            next.store(seeds.end, Ordering::Relaxed);
            panic!("replay: {SEED}={seed} cargo test -p sync-contract --test acknowledged");
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(histories);
        }
    });
}
