use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, params};
use sync_contract::change::{CellWrite, GROUP_BYTES_MAX, GROUP_CELLS_MAX, Group, GroupHead};
use sync_contract::dependents::named_rows;
use sync_contract::merge::changed_rows;
use sync_contract::pull::{Cursor, RowState};
use sync_contract::statement;
use sync_contract::{Purpose, RowKey, Wire, Writer};
use uuid::Uuid;

use crate::crypto::random::Random;
use crate::error::{Error, Result};
use crate::outbox::queue::{Line, WriteKind};
use crate::outbox::shadow::{Shadow, is_queued};
use crate::store::device::QueueLines;

/// A row that an action changes.
#[derive(Debug, Default)]
pub(crate) struct RowChange {
    /// As it was shown before; none for a row that the action made.
    pub before: Option<RowState>,
    /// Which of the action's writes are of this row.
    pub writes: Vec<usize>,
    /// Writes of other rows change it.
    pub is_consequence: bool,
}

/// The rows that an action changes.
#[derive(Debug, Default)]
pub(crate) struct RowChanges {
    pub rows: HashMap<RowKey, RowChange>,
    /// The ids of those that it made.
    pub made: HashSet<Uuid>,
}

/// One action of one author, on its way into the queue.
pub(crate) struct Outgoing<'a> {
    pub name: &'a str,
    pub tenant: Uuid,
    pub action: Uuid,
    pub author: Uuid,
    pub device: u32,
    pub kind: WriteKind,
    /// Of the view on which a patient's deletion was decided.
    pub cursor: Option<Cursor>,
    pub now_us: i64,
    /// Over a group's signing input.
    pub sign: &'a dyn Fn(&[u8]) -> [u8; 64],
}

impl Outgoing<'_> {
    /// Cuts the writes into groups between rows, signs each once and stores it. Returns how many it made. `lines` are
    /// those of this device's row, which the caller saves.
    ///
    /// # Errors
    /// `TooLarge` for a single row that exceeds the limits of a group.
    pub fn enqueue(
        &self,
        conn: &Connection,
        lines: &mut QueueLines,
        random: &mut Random,
        writes: &[CellWrite],
        changes: &RowChanges,
    ) -> Result<usize> {
        let mut groups = 0;
        let mut open = OpenGroup::default();
        for row in writes.chunk_by(|a, b| (a.entity, a.row) == (b.entity, b.row)) {
            let encoded: Vec<Encoded> = row.iter().map(Encoded::of).collect();
            let bytes: usize = encoded.iter().map(|write| write.bytes.len()).sum();
            // a group has a header and a signature besides
            if bytes + OpenGroup::FRAME > GROUP_BYTES_MAX || encoded.len() > GROUP_CELLS_MAX {
                return Err(Error::TooLarge);
            }
            if !open.has_room(encoded.len(), bytes) {
                let full = std::mem::take(&mut open);
                self.close(conn, lines.take_next(self.now_us), random, full, changes)?;
                groups += 1;
            }
            open.add(row, encoded, bytes, changes);
        }
        if !open.writes.is_empty() {
            self.close(conn, lines.take_next(self.now_us), random, open, changes)?;
            groups += 1;
        }
        Ok(groups)
    }

    fn close(
        &self,
        conn: &Connection,
        seq: i64,
        random: &mut Random,
        open: OpenGroup,
        changes: &RowChanges,
    ) -> Result<()> {
        let id = Uuid::from_bytes(random.bytes());
        let bytes = self.sealed_bytes(id, &open.writes);
        let head = GroupHead {
            id,
            action: self.action,
            author: self.author,
            cells: open.writes.len(),
        };
        let line = Line {
            seq,
            head: &head,
            name: self.name,
            created_at_us: self.now_us,
            kind: self.kind,
            resent_at_us: None,
            bytes: &bytes,
        };
        line.insert(conn)?;
        let mut insert = conn.prepare_cached(statement!("outbox", "insert_row"))?;
        for (key, patient) in &open.rows {
            self.insert_shadow(conn, *key, changes)?;
            let patient = patient.map(Uuid::into_bytes);
            insert.execute(params![key.0, key.1.as_bytes(), seq, patient])?;
        }
        let mut insert = conn.prepare_cached(statement!("outbox", "insert_reference"))?;
        let is_own = |row: &Uuid| open.rows.iter().any(|((_, own), _)| own == row);
        for row in &open.named {
            let is_made = || changes.made.contains(row);
            if !is_own(row) && (is_made() || is_queued(conn, *row)?) {
                insert.execute(params![row.as_bytes(), seq])?;
            }
        }
        Ok(())
    }

    /// What is shown of a row without anything in the queue is the server's version.
    fn insert_shadow(&self, conn: &Connection, key: RowKey, changes: &RowChanges) -> Result<()> {
        let change = changes.rows.get(&key);
        let before = change.and_then(|change| change.before.as_ref());
        let Some(row) = before.filter(|_| self.kind != WriteKind::AdminSignedPending) else {
            return Ok(());
        };
        if !is_queued(conn, key.1)? {
            Shadow::new(row.clone()).store(conn)?;
        }
        Ok(())
    }

    /// The bytes of a group whose writes are encoded already, so that each is encoded once.
    fn sealed_bytes(&self, id: Uuid, writes: &[Encoded]) -> Vec<u8> {
        let empty = Group {
            id,
            tenant: self.tenant,
            action: self.action,
            author: self.author,
            device: self.device,
            cursor: self.cursor,
            writes: Vec::new(),
            signature: [0; 64],
        };
        let encoded_empty = empty.to_bytes();
        let header = &encoded_empty[..encoded_empty.len() - 4 - 64];
        let mut input = Writer::with_capacity(128 + writes.len() * 32);
        input.raw(Purpose::Group.label().as_bytes());
        input.raw(header);
        input.list(writes, |w, write| w.raw(&write.signed_hash));
        let signature = (self.sign)(&input.finish());
        let length: usize = writes.iter().map(|write| write.bytes.len()).sum();
        let mut bytes = Writer::with_capacity(encoded_empty.len() + length);
        bytes.raw(header);
        bytes.list(writes, |w, write| w.raw(&write.bytes));
        bytes.raw(&signature);
        bytes.finish()
    }
}

/// A write, encoded once.
struct Encoded {
    bytes: Vec<u8>,
    signed_hash: [u8; 32],
}

impl Encoded {
    /// In one piece of memory, whose size is about known.
    fn of(write: &CellWrite) -> Self {
        let sealed = write.state.sealed.as_ref().map_or(0, Vec::len);
        let mut writer = Writer::with_capacity(320 + sealed);
        write.write(&mut writer);
        Self {
            bytes: writer.finish(),
            signed_hash: write.signed_hash(),
        }
    }
}

#[derive(Default)]
struct OpenGroup {
    writes: Vec<Encoded>,
    bytes: usize,
    /// Those that it writes or changes, each with the patient of a row that it writes.
    rows: Vec<(RowKey, Option<Uuid>)>,
    /// Rows that its writes name.
    named: BTreeSet<Uuid>,
}

impl OpenGroup {
    /// Leaves what the header and the signature take.
    const FRAME: usize = 256;

    fn has_room(&self, cells: usize, bytes: usize) -> bool {
        self.writes.is_empty()
            || (self.writes.len() + cells <= GROUP_CELLS_MAX
                && self.bytes + bytes + Self::FRAME <= GROUP_BYTES_MAX)
    }

    fn add(
        &mut self,
        row: &[CellWrite],
        encoded: Vec<Encoded>,
        bytes: usize,
        changes: &RowChanges,
    ) {
        let first = &row[0];
        self.add_row((first.entity, first.row), first.patient);
        for write in row {
            for named in named_rows(write) {
                self.named.insert(named);
            }
            for key in changed_rows(write) {
                if changes
                    .rows
                    .get(&key)
                    .is_some_and(|change| change.is_consequence)
                {
                    self.add_row(key, None);
                }
            }
        }
        self.writes.extend(encoded);
        self.bytes += bytes;
    }

    fn add_row(&mut self, key: RowKey, patient: Option<Uuid>) {
        if !self.rows.iter().rev().any(|(known, _)| *known == key) {
            self.rows.push((key, patient));
        }
    }
}
