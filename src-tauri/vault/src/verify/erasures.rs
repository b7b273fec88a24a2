//! The orders to erase patients that lie in this file, each proved before it counts.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sync_contract::catalog::{Erasure, Patient, PatientLink};
use sync_contract::pull::RowState;
use sync_contract::{Entity, Value, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::store::rows::RowReader;
use crate::verify::chain::{Chain, Prover};

/// Returns the patients with an erasure order here that both its signers signed.
pub(crate) fn erased_patients(conn: &Connection, prover: Prover<'_>) -> Result<BTreeSet<Uuid>> {
    let any: bool = conn
        .prepare_cached(statement!("erasures", "any"))?
        .query_row([], |row| row.get(0))?;
    match any {
        true => proved_orders(conn, &prover.over(conn)?),
        false => Ok(BTreeSet::new()),
    }
}

/// [`erased_patients`] along a chain that was read already.
pub(crate) fn proved_orders(conn: &Connection, chain: &Chain<'_>) -> Result<BTreeSet<Uuid>> {
    let mut statement = conn.prepare_cached(statement!("erasures", "all"))?;
    let reader = RowReader::new(Erasure::DESCRIPTOR, &statement)?;
    let mut rows = statement.query([])?;
    let mut erased = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let row = reader.read_known(row)?.filter(|row| chain.is_proved(row));
        erased.extend(row.as_ref().and_then(patient_of));
    }
    Ok(erased)
}

/// Returns the patient whom a complete order erases.
pub(crate) fn patient_of(order: &RowState) -> Option<Uuid> {
    order.cell(Erasure::CELL.order.number)?;
    Erasure::FIELD.erased.in_row(order)?.as_uuid()
}

/// Returns whether a row is one of these patients', or names one of them.
pub(crate) fn is_of(patients: &BTreeSet<Uuid>, row: &RowState) -> bool {
    let is_theirs = |patient: Option<Uuid>| patient.is_some_and(|id| patients.contains(&id));
    let own = (row.entity == Patient::DESCRIPTOR.number).then_some(row.row);
    let linked = match row.entity == PatientLink::DESCRIPTOR.number {
        true => PatientLink::FIELD
            .other
            .in_row(row)
            .and_then(Value::as_uuid),
        false => None,
    };
    is_theirs(row.patient) || is_theirs(own) || is_theirs(linked)
}
