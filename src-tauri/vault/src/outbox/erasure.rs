//! Takes erased patients out of this file, in the transaction that brings the order: rows and versions, what is
//! quarantined, drafts, the queue and what was sent of it, the bodies of the audit log.
//!
//! Doing it twice changes nothing. What is just being sent stays until its verdict: a page that was sent and is another
//! one when it is sent again would look like that of a copy of this device.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use sync_contract::catalog::{LinkKind, Patient, PatientLink, named_patients};
use sync_contract::merge::released;
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::{
    Catalog, CellWrite, Code, Descriptor, Entity, Group, Rejection, RowKey, Value, Wire,
};
use uuid::Uuid;

use crate::audit::erased::erase_bodies;
use crate::error::Result;
use crate::outbox::queue::{UNSIGNED, forget};
use crate::outbox::shadow::Shadow;
use crate::outbox::show::Reshow;
use crate::store::device::QueueLines;
use crate::store::rows::json;
use crate::store::{columns, lacking, rows, siblings, stored_sum};
use crate::verify::cells::Verifier;
use crate::verify::erasures::is_of;

/// Erases patients, and notes that free pages and the log of the file may still have something of them. The caller has
/// proved the order, saves the lines of its device in the same transaction and calls
/// [`crate::vault::Vault::finish_erasures`] after it. Returns the lines of the groups that went and that the server had
/// refused, each with its reason.
pub(crate) fn erase(
    conn: &Connection,
    verifier: Verifier<'_>,
    lines: &mut QueueLines,
    patients: &BTreeSet<Uuid>,
) -> Result<BTreeMap<i64, Code>> {
    if patients.is_empty() {
        return Ok(BTreeMap::new());
    }
    conn.pragma_update(None, "secure_delete", true)?;
    for patient in patients {
        conn.execute(statement!("erasures", "begin"), [patient.as_bytes()])?;
    }
    let list = json(patients.iter().copied());
    let erased = erase_rows(conn, &list)?;
    let queue = Queue {
        conn,
        patients,
        erased: &erased,
    };
    let refused = queue.erase(verifier, lines)?;
    erase_shadows(conn, patients)?;
    for sql in [
        statement!("erasures", "unknown_cells"),
        statement!("erasures", "quarantined"),
        statement!("erasures", "drafts"),
        statement!("erasures", "read_log"),
        statement!("erasures", "reviews"),
    ] {
        conn.execute(sql, [&list])?;
    }
    stored_sum::changing_counts(conn, patients.iter().copied(), || {
        conn.execute(statement!("erasures", "row_counts"), [&list])?;
        Ok(())
    })?;
    erase_bodies(conn, &list)?;
    Ok(refused)
}

/// Returns the patients with rows and an erasure order here, proved or not.
pub(crate) fn rows_are_back(conn: &Connection) -> Result<BTreeSet<Uuid>> {
    let mut statement = conn.prepare_cached(statement!("erasures", "ordered"))?;
    let mut lines = statement.query([])?;
    let mut ordered = BTreeSet::new();
    while let Some(line) = lines.next()? {
        ordered.extend(columns::id(line, 0)?);
    }
    drop(lines);
    if ordered.is_empty() || !has_rows(conn, &ordered)? {
        return Ok(BTreeSet::new());
    }
    let mut back = BTreeSet::new();
    for patient in ordered {
        if has_rows(conn, &BTreeSet::from([patient]))? {
            back.insert(patient);
        }
    }
    Ok(back)
}

/// Returns whether a row is one of these patients', or names one of them.
fn has_rows(conn: &Connection, patients: &BTreeSet<Uuid>) -> Result<bool> {
    let list = json(patients.iter().copied());
    for descriptor in Catalog::ALL {
        if let Some(condition) = condition(descriptor) {
            let sql = format!("select 1 from {} where {condition}", descriptor.table);
            if conn.prepare(&sql)?.exists([&list])? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Returns the patients with data that may be left in free pages, in the log, or in a page that is being sent.
pub(crate) fn unfinished(conn: &Connection) -> Result<BTreeSet<Uuid>> {
    let mut statement = conn.prepare_cached(statement!("erasures", "unfinished"))?;
    let mut lines = statement.query([])?;
    let mut patients = BTreeSet::new();
    while let Some(line) = lines.next()? {
        patients.extend(columns::id(line, 0)?);
    }
    Ok(patients)
}

/// Returns whether a page is being sent, so that its groups stay as they are.
pub(crate) fn is_sending(conn: &Connection) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("erasures", "any_sending"))?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Which rows of an entity are a patient's, or name them.
fn condition(descriptor: &Descriptor) -> Option<&'static str> {
    match descriptor.number {
        number if number == Patient::DESCRIPTOR.number => {
            Some("id in (select unhex(value) from json_each(?1))")
        }
        number if number == PatientLink::DESCRIPTOR.number => Some(
            "patient in (select unhex(value) from json_each(?1))
                or other in (select unhex(value) from json_each(?1))",
        ),
        _ => descriptor
            .of_patient
            .then_some("patient in (select unhex(value) from json_each(?1))"),
    }
}

/// Returns the rows that were here.
fn erase_rows(conn: &Connection, list: &str) -> Result<BTreeSet<RowKey>> {
    let mut erased = BTreeSet::new();
    for descriptor in Catalog::ALL {
        let Some(condition) = condition(descriptor) else {
            continue;
        };
        let sql = format!("select id from {} where {condition}", descriptor.table);
        let mut statement = conn.prepare(&sql)?;
        let mut lines = statement.query([list])?;
        let mut ids = Vec::new();
        while let Some(line) = lines.next()? {
            ids.extend(columns::id(line, 0)?);
        }
        drop(lines);
        for id in ids {
            siblings::store_siblings(conn, descriptor.number, id, &[])?;
            lacking::forget_row(conn, descriptor.number, id)?;
            siblings::store_unknown(conn, &rows::empty(descriptor.number, id, None))?;
            rows::delete(conn, descriptor, id)?;
            rows::note_change(conn, columns::of(descriptor), id)?;
            erased.insert((descriptor.number, id));
        }
    }
    Ok(erased)
}

fn erase_shadows(conn: &Connection, patients: &BTreeSet<Uuid>) -> Result<()> {
    let mut statement = conn.prepare(statement!("erasures", "shadows"))?;
    let mut lines = statement.query([])?;
    let mut theirs: Vec<RowKey> = Vec::new();
    while let Some(line) = lines.next()? {
        let row = columns::bytes(line, 2)?.map(RowState::from_bytes);
        if let Some(Ok(row)) = row
            && is_of(patients, &row)
        {
            theirs.push((row.entity, row.row));
        }
    }
    drop(lines);
    theirs
        .into_iter()
        .try_for_each(|key| Shadow::delete(conn, key))
}

/// What waits, and what was sent.
struct Queue<'a> {
    conn: &'a Connection,
    patients: &'a BTreeSet<Uuid>,
    /// The rows that were here.
    erased: &'a BTreeSet<RowKey>,
}

/// Returns whether a write is a merge's: of an undoing, what goes back into the other file is that file's own.
fn is_merge(write: &CellWrite) -> bool {
    let kind = PatientLink::FIELD.kind.in_write(write);
    let kind = kind.and_then(Value::as_text);
    kind.is_some_and(|kind| kind != LinkKind::Parted.as_str())
}

impl Queue<'_> {
    fn names(&self, write: &CellWrite) -> bool {
        let releases = released(write)
            .is_some_and(|released| self.erased.contains(&(released.entity, released.row)));
        releases || named_patients(write).any(|patient| self.patients.contains(&patient))
    }

    /// Returns what goes of a group and what is left. Of a row of which one write names a patient all go: a link names
    /// the other patient in one cell alone, and half a row is damage. Of a merge everything goes: what was taken over
    /// from the patient, too.
    fn part(&self, group: &Group) -> (Vec<CellWrite>, Vec<CellWrite>) {
        let named: Vec<_> = group.writes.iter().filter(|of| self.names(of)).collect();
        let gone: BTreeSet<RowKey> = named.iter().map(|write| write.row_key()).collect();
        let is_merge = named.iter().any(|write| is_merge(write));
        let writes = group.writes.iter().cloned();
        writes.partition(|write| is_merge || gone.contains(&write.row_key()))
    }

    /// Erases the patients' writes from the queue. A group with writes of other rows keeps those, for its author to
    /// send again. Returns the lines of the rejected groups that were removed completely, each with its reason.
    fn erase(&self, verifier: Verifier<'_>, lines: &mut QueueLines) -> Result<BTreeMap<i64, Code>> {
        let (conn, mut refused) = (self.conn, BTreeMap::new());
        let mut reshow = Reshow::new(conn, verifier);
        for (seq, group) in self.named(statement!("erasures", "queued"), true)? {
            let (gone, left) = self.part(&group);
            for write in gone.iter().filter(|write| self.names(write)) {
                conn.execute(
                    statement!("outbox", "delete_row"),
                    params![write.entity, write.row.as_bytes(), seq],
                )?;
            }
            if left.is_empty() {
                let is_other = |write: &CellWrite| !self.erased.contains(&write.row_key());
                let others = gone.into_iter().filter(is_other).collect();
                let others = Group {
                    writes: others,
                    ..group.clone()
                };
                reshow.change(seq, &others)?;
                refused.extend(self.refusal(seq)?.map(|code| (seq, code)));
                forget(conn, lines, seq, &group)?;
                continue;
            }
            let left = Group {
                writes: left,
                signature: UNSIGNED,
                ..group
            };
            let rejection = Rejection::from(Code::Purged).to_bytes();
            conn.execute(
                statement!("erasures", "replace_queued"),
                params![seq, left.to_bytes(), left.writes.len(), rejection],
            )?;
            reshow.change(seq, &left)?;
        }
        reshow.finish()?;
        self.erase_sent()?;
        Ok(refused)
    }

    /// Returns why the server has refused a group.
    fn refusal(&self, seq: i64) -> Result<Option<Code>> {
        let mut statement = self
            .conn
            .prepare_cached(statement!("erasures", "rejection"))?;
        let mut lines = statement.query([seq])?;
        let rejection = match lines.next()? {
            Some(line) => columns::bytes(line, 0)?.map(Rejection::from_bytes),
            None => None,
        };
        Ok(rejection.and_then(|read| read.ok().map(|rejection| rejection.code)))
    }

    /// What is left of what was sent is not what its author signed: a server that was restored gets it once they sign
    /// it anew.
    fn erase_sent(&self) -> Result<()> {
        let conn = self.conn;
        for (seq, group) in self.named(statement!("erasures", "sent"), false)? {
            let (_, left) = self.part(&group);
            if left.is_empty() {
                conn.execute(statement!("erasures", "delete_sent"), [seq])?;
                continue;
            }
            let left = Group {
                writes: left,
                signature: UNSIGNED,
                ..group
            };
            conn.execute(
                statement!("erasures", "replace_sent"),
                params![seq, left.to_bytes(), left.writes.len()],
            )?;
        }
        Ok(())
    }

    /// Returns the groups that name a patient, without those that are being sent. Lines of the queue whose group cannot
    /// be read are left to the repair of the queue.
    fn named(&self, sql: &'static str, is_queue: bool) -> Result<Vec<(i64, Group)>> {
        let mut statement = self.conn.prepare(sql)?;
        let mut lines = statement.query([])?;
        let mut named = Vec::new();
        while let Some(line) = lines.next()? {
            let bytes = if is_queue { 3 } else { 1 };
            if is_queue && columns::text(line, 1)? == Some("SENDING") {
                continue;
            }
            let group = columns::bytes(line, bytes)?.map(Group::from_bytes);
            if let (Some(seq), Some(Ok(group))) = (columns::integer(line, 0)?, group)
                && group.writes.iter().any(|write| self.names(write))
            {
                named.push((seq, group));
            }
        }
        Ok(named)
    }
}

#[cfg(test)]
mod tests;
