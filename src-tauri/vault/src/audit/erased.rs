//! The bodies of entries about patients who were erased: the digest of each stays, so that the chain verifies.

use std::collections::BTreeMap;

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
    pub patient: Uuid,
    pub entries: u64,
    /// Whether an order is here that both its signers signed. Without one, somebody took the bodies away.
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

/// Returns which bodies of this file were erased, by patient.
pub(crate) fn erased_bodies(conn: &Connection, chain: &Chain<'_>) -> Result<Vec<ErasedBodies>> {
    let mut counts: BTreeMap<Uuid, u64> = BTreeMap::new();
    let mut statement = conn.prepare(statement!("erasures", "audit_erased"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(Ok(entry)) = columns::bytes(row, 0)?.map(AuditEntry::from_bytes)
            && erased_body::is_erased(&entry.sealed)
        {
            let patient = entry.patient.or(entry.resource_id).unwrap_or(Uuid::nil());
            *counts.entry(patient).or_default() += 1;
        }
    }
    let ordered = proved_orders(conn, chain)?;
    let bodies = counts.into_iter().map(|(patient, entries)| ErasedBodies {
        patient,
        entries,
        is_ordered: ordered.contains(&patient),
    });
    Ok(bodies.collect())
}
