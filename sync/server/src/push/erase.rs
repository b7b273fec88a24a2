//! Erases patients from the server, in the transaction that accepts the order: rows and versions, groups that wait for
//! a review, and bodies of the audit log. Only ids remain: in the push log, which lists changed rows, and in the order
//! itself.

use std::collections::{BTreeSet, HashSet};

use sync_contract::catalog::{Patient, PatientLink, erasure_id, named_patients};
use sync_contract::ids::{PatientId, TenantId};
use sync_contract::{Catalog, Descriptor, Entity, Group, Wire, statement};
use uuid::Uuid;

use crate::db::loaded_row::RowKey;
use crate::db::transaction::Transaction;
use crate::db::values::damaged;
use crate::db::{rows, statements};
use crate::problem::Result;
use crate::push::references::erasures;

/// Erases patients for good. The caller has locked the head and commits.
///
/// # Errors
/// Those of the database.
pub async fn patients(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    patients: &[Uuid],
) -> Result<()> {
    if patients.is_empty() {
        return Ok(());
    }
    // rows go in the order of the catalog; where groups were written one by one, each constraint counts at once
    let defer = statement!("push", "defer_constraints");
    transaction.batch_execute(defer).await?;
    for descriptor in Catalog::ALL {
        let Some(condition) = condition(descriptor) else {
            continue;
        };
        let table = descriptor.table;
        let text = format!("delete from {table} where tenant_id = $1 and {condition} returning id");
        let statement = transaction.prepare_cached(&text).await?;
        let deleted = transaction.query(&statement, &[&tenant, &patients]).await?;
        let ids = deleted.iter().map(|row| row.try_get(0));
        let ids = ids.collect::<std::result::Result<Vec<Uuid>, _>>()?;
        let entity = i32::from(descriptor.number);
        for text in [
            statement!("erase", "siblings"),
            statement!("erase", "unknown_cells"),
        ] {
            statements::run(transaction, text, &[&tenant, &patients, &entity, &ids]).await?;
        }
    }
    let audit = statement!("erase", "audit_bodies");
    statements::run(transaction, audit, &[&tenant, &patients]).await?;
    reviews(transaction, tenant, patients).await
}

/// Which rows of an entity are a patient's, or name them.
fn condition(descriptor: &Descriptor) -> Option<&'static str> {
    match descriptor.number {
        number if number == Patient::DESCRIPTOR.number => Some("id = any($2)"),
        number if number == PatientLink::DESCRIPTOR.number => {
            Some("(patient = any($2) or other = any($2))")
        }
        _ => descriptor.of_patient.then_some("patient = any($2)"),
    }
}

/// Erases the groups that wait for a review and name a patient: no user can admit them any more.
async fn reviews(transaction: &Transaction<'_>, tenant: Uuid, patients: &[Uuid]) -> Result<()> {
    let waiting = statements::all(transaction, statement!("erase", "reviews"), &[&tenant]).await?;
    let mut purged: Vec<Uuid> = Vec::new();
    for row in &waiting {
        let group = Group::from_bytes(row.try_get("bytes")?).map_err(damaged)?;
        let mut named = group.writes.iter().flat_map(named_patients);
        if named.any(|patient| patients.contains(&patient)) {
            purged.push(group.id);
        }
    }
    if !purged.is_empty() {
        let text = statement!("erase", "purge_reviews");
        statements::run(transaction, text, &[&tenant, &purged]).await?;
    }
    Ok(())
}

/// Returns which of the groups name a patient who was erased: those are not held for a review.
///
/// # Errors
/// Those of the database.
pub async fn purged<'a>(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    groups: impl Iterator<Item = &'a Group>,
) -> Result<HashSet<Uuid>> {
    let of_group = |group: &'a Group| erasures(group).map(move |(_, order)| (group.id, order));
    let named: Vec<(Uuid, RowKey)> = groups.flat_map(of_group).collect();
    let orders: BTreeSet<RowKey> = named.iter().map(|(_, order)| *order).collect();
    let existing = rows::existing(transaction, tenant, &orders).await?;
    let purged = named
        .into_iter()
        .filter(|(_, order)| existing.contains_key(order));
    Ok(purged.map(|(group, _)| group).collect())
}

/// Returns the order that would have erased the patient whom an audit entry is about.
pub fn order_of(tenant: Uuid, patient: Option<Uuid>) -> Option<Uuid> {
    patient.map(|patient| erasure_id(TenantId(tenant), PatientId(patient)).0)
}
