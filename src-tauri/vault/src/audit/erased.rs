//! The bodies of entries about patients who were erased: the digest of each stays, so that the chain verifies.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, params};
use sync_contract::erased_body;
use sync_contract::messages::AuditEntry;
use sync_contract::{Wire, statement};
use uuid::Uuid;

use crate::audit::accepted::intact_logs;
use crate::crypto::seal::frame::Form;
use crate::error::Result;
use crate::store::columns;
use crate::verify::chain::Chain;
use crate::verify::erasures::proved_orders;

/// Bodies that were erased with a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErasedBodies {
    /// None for entries without a patient.
    pub patient: Option<Uuid>,
    pub entries: u64,
    /// Whether an order is here that both its signers signed. Without one, or where they had the key of a session,
    /// another program removed the bodies.
    pub is_ordered: bool,
}

/// Erases the bodies of the entries about patients, given as a list that a statement can join.
pub(crate) fn erase_bodies(conn: &Connection, patients: &str) -> Result<()> {
    let mut entries: Vec<(i64, i64, AuditEntry)> = Vec::new();
    let mut statement = conn.prepare(statement!("erasures", "audit_entries"))?;
    let mut rows = statement.query([patients])?;
    while let Some(row) = rows.next()? {
        let address = (columns::integer(row, 0)?, columns::integer(row, 1)?);
        let entry = columns::bytes(row, 2)?.map(AuditEntry::from_bytes);
        if let ((Some(log), Some(number)), Some(Ok(entry))) = (address, entry)
            && matches!(Form::of(&entry.sealed), Ok(Form::AuditSession))
        {
            entries.push((log, number, entry));
        }
    }
    drop(rows);
    if entries.is_empty() {
        return Ok(());
    }
    // what an admin accepted of a log is bound by its bytes
    let accepted = intact_logs(conn)?;
    let mut replace = conn.prepare(statement!("erasures", "replace_body"))?;
    for (log, number, mut entry) in entries {
        entry.sealed = erased_body::erase(&entry.sealed);
        replace.execute(params![log, number, entry.to_bytes()])?;
    }
    accepted.iter().try_for_each(|log| log.accept_again(conn))
}

/// Returns which bodies of this file were erased, by patient and by whether they were ordered.
pub(crate) fn erased_bodies(conn: &Connection, chain: &Chain<'_>) -> Result<Vec<ErasedBodies>> {
    let ordered = proved_orders(conn, chain)?;
    let mut accepted = HashMap::new();
    for log in intact_logs(conn)? {
        accepted.insert(log.log, log.number);
    }
    let mut counts: BTreeMap<(Option<Uuid>, bool), u64> = BTreeMap::new();
    let mut statement = conn.prepare(statement!("erasures", "audit_log"))?;
    let mut rows = statement.query([])?;
    let mut sessions = (None, Sessions::default());
    while let Some(row) = rows.next()? {
        let log = columns::integer(row, 0)?;
        if sessions.0 != log {
            sessions = (log, Sessions::default());
        }
        let Some(Ok(entry)) = columns::bytes(row, 1)?.map(AuditEntry::from_bytes) else {
            continue;
        };
        let accepted_to = log.and_then(|log| accepted.get(&log).copied());
        let is_first = sessions.1.is_first(&entry, accepted_to);
        if erased_body::is_erased(&entry.sealed) {
            let patient = entry.subject();
            let is_ordered = patient.is_some_and(|patient| ordered.contains(&patient));
            *counts
                .entry((patient, is_ordered && !is_first))
                .or_default() += 1;
        }
    }
    let bodies = counts.into_iter();
    let bodies = bodies.map(|((patient, is_ordered), entries)| ErasedBodies {
        patient,
        entries,
        is_ordered,
    });
    Ok(bodies.collect())
}

/// The sessions of one log so far. The first entry of each has its key, and is erased with no patient.
#[derive(Default)]
struct Sessions {
    known: HashSet<u32>,
    /// An admin accepted that entries are missing: one of a session up to here may be the first only for that.
    excused_to: u32,
}

impl Sessions {
    fn is_first(&mut self, entry: &AuditEntry, accepted_to: Option<u64>) -> bool {
        if accepted_to.is_some_and(|accepted| entry.number <= accepted) {
            self.excused_to = self.excused_to.max(entry.session);
        }
        self.known.insert(entry.session) && entry.session > self.excused_to
    }
}
