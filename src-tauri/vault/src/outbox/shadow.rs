//! The server's own version of each row that a group in the queue writes, and which groups those are.
//!
//! A row in the queue without a shadow is one that the server does not have, as far as this device knows.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Params, Row, params, params_from_iter};
use sync_contract::dependents::named_rows;
use sync_contract::merge::changed_rows;
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::{CellWrite, Group, RowKey, Wire};
use uuid::Uuid;

use crate::error::Result;
use crate::outbox::queue::{decode, ids, retain_shown};
use crate::store::device::QueueLines;
use crate::store::rows;

/// What the server last had of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shadow {
    /// A page brought every change of the row up to this sequence number; 0 before any did.
    pub seq: u64,
    pub row: RowState,
    /// Whether these were the bytes of a row.
    pub is_readable: bool,
}

impl Shadow {
    /// Of a row that no page has brought since.
    pub fn new(row: RowState) -> Self {
        Self {
            seq: 0,
            row,
            is_readable: true,
        }
    }

    /// One that another program edited beyond reading is as good as none of the server's cells.
    pub fn load(conn: &Connection, key: RowKey) -> Result<Option<Self>> {
        let mut statement = conn.prepare_cached(statement!("outbox", "shadow"))?;
        let mut lines = statement.query(params![key.0, key.1.as_bytes()])?;
        match lines.next()? {
            Some(line) => Self::read(key, line, 0).map(Some),
            None => Ok(None),
        }
    }

    /// Columns from this one on: sequence number, state.
    fn read((entity, row): RowKey, line: &Row<'_>, from: usize) -> Result<Self> {
        let seq = line.get_ref(from)?.as_i64().ok();
        let seq = seq.and_then(|seq| u64::try_from(seq).ok());
        let state = line.get_ref(from + 1)?.as_blob().ok();
        let state = state.and_then(|state| RowState::from_bytes(state).ok());
        Ok(Self {
            seq: seq.unwrap_or(0),
            is_readable: state.is_some(),
            row: state.unwrap_or_else(|| rows::empty(entity, row, None)),
        })
    }

    pub fn store(&self, conn: &Connection) -> Result<()> {
        let (entity, row) = (self.row.entity, self.row.row.as_bytes());
        conn.prepare_cached(statement!("outbox", "shadow_put"))?
            .execute(params![entity, row, self.seq, self.row.to_bytes()])?;
        Ok(())
    }

    /// When no group is in the queue.
    pub fn delete_all(conn: &Connection) -> Result<()> {
        conn.prepare_cached(statement!("outbox", "shadow_delete_all"))?
            .execute([])?;
        Ok(())
    }

    pub fn delete(conn: &Connection, (entity, row): RowKey) -> Result<()> {
        conn.prepare_cached(statement!("outbox", "shadow_delete"))?
            .execute(params![entity, row.as_bytes()])?;
        Ok(())
    }
}

/// One group in the queue that concerns a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QueuedOfRow {
    pub seq: i64,
    pub is_rejected: bool,
}

/// Returns the groups in the queue that concern a row, oldest first, without those that are applied on acceptance.
pub(crate) fn of_row(conn: &Connection, (entity, row): RowKey) -> Result<Vec<QueuedOfRow>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "of_row"))?;
    let lines = statement.query_map(params![entity, row.as_bytes()], |line| {
        Ok(QueuedOfRow {
            seq: line.get(0)?,
            is_rejected: line.get(1)?,
        })
    })?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

/// A row that a group in the queue concerns: it writes the row, or its writes change it.
pub(super) struct ConcernedRow {
    pub key: RowKey,
    /// No earlier group in the queue concerns it.
    pub is_first: bool,
    pub server: Option<Shadow>,
}

/// Returns the rows that a group in the queue concerns, by one statement.
pub(super) fn rows_of(conn: &Connection, seq: i64, group: &Group) -> Result<Vec<ConcernedRow>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "rows_of_group"))?;
    let mut lines = statement.query(params![seq, ids(group)])?;
    let mut rows = Vec::new();
    while let Some(line) = lines.next()? {
        let Some(key) = key_of(line)? else { continue };
        let server = match line.get_ref(3)? {
            ValueRef::Null => None,
            _ => Some(Shadow::read(key, line, 3)?),
        };
        rows.push(ConcernedRow {
            key,
            is_first: !line.get::<_, bool>(2)?,
            server,
        });
    }
    Ok(rows)
}

/// Reads the address of a row from the first two columns; none from what another program put there.
fn key_of(line: &Row<'_>) -> Result<Option<RowKey>> {
    let entity = line.get_ref(0)?.as_i64().ok();
    let entity = entity.and_then(|entity| u16::try_from(entity).ok());
    let row = line.get_ref(1)?.as_blob().ok();
    Ok(entity.zip(row.and_then(|row| Uuid::from_slice(row).ok())))
}

/// Returns the rows that a line of the queue concerns, as far as they are known.
pub(super) fn rows_of_line(conn: &Connection, seq: i64) -> Result<Vec<RowKey>> {
    keys_of(conn, statement!("outbox", "rows_of"), params![seq])
}

fn keys_of(conn: &Connection, sql: &'static str, of: impl Params) -> Result<Vec<RowKey>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut lines = statement.query(of)?;
    let mut keys = Vec::new();
    while let Some(line) = lines.next()? {
        keys.extend(key_of(line)?);
    }
    Ok(keys)
}

/// Puts right which rows the groups in the queue concern and name, where another program edited that: the groups say
/// it. `lines` are those of this device's row.
pub(super) fn heal_rows(conn: &Connection, lines: &QueueLines) -> Result<()> {
    let groups = groups_with_rows(conn, lines)?;
    let rows = RowsOfLines::read(conn, lines, &groups)?;
    for row in &rows.strange {
        conn.execute(statement!("outbox", "delete_row"), params_from_iter(row))?;
    }
    let mut insert = conn.prepare_cached(statement!("outbox", "insert_row"))?;
    for ((entity, row), seq, patient) in &rows.missing {
        let patient = patient.map(Uuid::into_bytes);
        insert.execute(params![entity, row.as_bytes(), seq, patient])?;
    }
    let mut first: HashMap<Uuid, i64> = HashMap::new();
    let mut note = |row: Uuid, seq: i64| {
        let first = first.entry(row).or_insert(seq);
        *first = seq.min(*first);
    };
    for ((_, row), seq) in &rows.known {
        note(*row, *seq);
    }
    for ((_, row), seq, _) in &rows.missing {
        note(*row, *seq);
    }
    let mut insert = conn.prepare_cached(statement!("outbox", "insert_reference"))?;
    for (seq, group) in &groups {
        let own: HashSet<Uuid> = group.writes.iter().map(|write| write.row).collect();
        let named: BTreeSet<Uuid> = group.writes.iter().flat_map(named_rows).collect();
        for row in named.difference(&own.into_iter().collect()) {
            // as when it was written: of what is queued before it
            if first.get(row).is_some_and(|first| first < seq) {
                insert.execute(params![row.as_bytes(), seq])?;
            }
        }
    }
    Ok(())
}

/// Returns whether each group in the queue is known to concern the rows that it writes, under their patients: else they
/// would count as being on the server.
pub(super) fn are_rows_known(conn: &Connection, lines: &QueueLines) -> Result<bool> {
    let groups = groups_with_rows(conn, lines)?;
    let rows = RowsOfLines::read(conn, lines, &groups)?;
    Ok(rows.missing.is_empty())
}

/// The groups that this device has in the queue, by their lines, with the writes that show anything.
fn groups_with_rows(conn: &Connection, lines: &QueueLines) -> Result<HashMap<i64, Group>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "groups_with_rows"))?;
    let mut rows = statement.query([])?;
    let mut groups = HashMap::new();
    while let Some(row) = rows.next()? {
        let seq = row.get(0)?;
        let group = row.get_ref(1)?.as_blob().ok().map(decode);
        if let Some(Ok(mut group)) = group.filter(|_| lines.contains(seq)) {
            retain_shown(&mut group.writes, row.get_ref(2)?.as_blob().ok());
            groups.insert(seq, group);
        }
    }
    Ok(groups)
}

/// Which rows the groups are said to concern, compared with what they say themselves.
#[derive(Default)]
struct RowsOfLines {
    known: HashSet<(RowKey, i64)>,
    /// What names no line of this device, a row that its group has nothing to do with, or another patient than it does.
    strange: Vec<[Value; 3]>,
    /// Rows that groups write, each with its patient.
    missing: Vec<(RowKey, i64, Option<Uuid>)>,
}

impl RowsOfLines {
    fn read(conn: &Connection, lines: &QueueLines, groups: &HashMap<i64, Group>) -> Result<Self> {
        let mut of_lines = Self::default();
        let mut statement = conn.prepare_cached(statement!("outbox", "all_rows"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let seq = row.get_ref(2)?.as_i64().ok();
            let seq = seq.filter(|seq| lines.contains(*seq));
            let patient = row.get_ref(3)?;
            let is_own = |(key, seq): &(RowKey, i64)| {
                let group = groups.get(seq);
                group.is_none_or(|group| concerns(group, *key, patient))
            };
            match key_of(row)?.zip(seq).filter(is_own) {
                Some(own) => drop(of_lines.known.insert(own)),
                None => {
                    let strange = [row.get(0)?, row.get(1)?, row.get::<_, Value>(2)?];
                    of_lines.strange.push(strange);
                }
            }
        }
        let mut missing = HashSet::new();
        for (seq, group) in groups {
            for write in &group.writes {
                let own = (write.row_key(), *seq);
                if !of_lines.known.contains(&own) && missing.insert(own) {
                    of_lines.missing.push((own.0, *seq, write.patient));
                }
            }
        }
        Ok(of_lines)
    }
}

/// Returns whether a group concerns a row, and that of this patient: a row that its writes change is known without one.
fn concerns(group: &Group, key: RowKey, patient: ValueRef<'_>) -> bool {
    let is_changed = || {
        let mut changed = group.writes.iter().flat_map(changed_rows);
        patient == ValueRef::Null && changed.any(|changed| changed == key)
    };
    let mut writes = group.writes.iter();
    let written = writes.find(|write| write.row_key() == key);
    let is_of_patient = |write: &CellWrite| match &write.patient {
        Some(of) => patient == ValueRef::Blob(of.as_bytes()),
        None => patient == ValueRef::Null,
    };
    written.is_some_and(is_of_patient) || is_changed()
}

/// Returns rows of other groups in the queue that this one names.
pub(super) fn rows_named_by(conn: &Connection, seq: i64, group: &Group) -> Result<Vec<RowKey>> {
    let named = statement!("outbox", "rows_named");
    keys_of(conn, named, params![seq, ids(group)])
}

/// Returns whether another group in the queue than this one concerns or names a row.
pub(super) fn is_needed(conn: &Connection, row: Uuid, seq: i64) -> Result<bool> {
    let needing = needing(conn, row)?;
    Ok(needing.iter().any(|other| *other != seq))
}

/// Returns whether another group in the queue than this one names a row from a row of its own.
pub(super) fn is_named(conn: &Connection, row: Uuid, seq: i64) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("outbox", "is_named"))?;
    Ok(statement.exists(params![row.as_bytes(), seq])?)
}

/// Returns the lines of the queue that concern or name a row.
pub(super) fn needing(conn: &Connection, row: Uuid) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "needing"))?;
    let lines = statement.query_map([row.as_bytes()], |line| line.get(0))?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

/// Returns whether any group in the queue concerns a row of this id.
pub(crate) fn is_queued(conn: &Connection, row: Uuid) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("outbox", "is_queued"))?;
    Ok(statement.exists([row.as_bytes()])?)
}

/// Returns whether any group in the queue concerns a row.
pub(super) fn is_any_queued(conn: &Connection) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("outbox", "any_rows"))?;
    Ok(statement.query_row([], |line| line.get(0))?)
}

/// Returns the patients with rows in groups of the queue.
pub(crate) fn patients(conn: &Connection) -> Result<HashSet<Uuid>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "patients"))?;
    let mut lines = statement.query([])?;
    let mut patients = HashSet::new();
    while let Some(line) = lines.next()? {
        let patient = line.get_ref(0)?.as_blob().ok();
        patients.extend(patient.and_then(|patient| Uuid::from_slice(patient).ok()));
    }
    Ok(patients)
}

/// Lets groups that write rows of a deleted patient concern the patient, too, whose deletion they contest.
pub(crate) fn link_patient(conn: &Connection, (entity, patient): RowKey) -> Result<()> {
    let sql = statement!("outbox", "link_patient");
    conn.prepare_cached(sql)?
        .execute(params![entity, patient.as_bytes()])?;
    Ok(())
}
