//! The rows that a group references without writing them.

use std::collections::BTreeSet;

use sync_contract::catalog::{
    Device, Erasure, KeyGrant, PatientLink, RecipientKind, User, chunk_of, erased_by, erasure_id,
    named_patients,
};
use sync_contract::entity::Entity;
use sync_contract::ids::{PatientId, TenantId};
use sync_contract::{Catalog, CellSpec, CellWrite, Clock, Descriptor, Group};
use uuid::Uuid;

use crate::db::loaded_row::RowKey;

/// Returns the rows that a group references: by foreign keys of the database, and by plain ids.
pub fn references(group: &Group) -> BTreeSet<RowKey> {
    let referenced = group.writes.iter().flat_map(references_of);
    let orders = erasures(group).map(|(_, order)| order);
    let referenced = referenced.map(|(_, key)| key);
    referenced.chain(orders).collect()
}

/// Returns the orders to erase the patients whom a group names: where one of them is there, the group is refused.
pub fn erasures(group: &Group) -> impl Iterator<Item = (&CellWrite, RowKey)> {
    let tenant = TenantId(group.tenant);
    let of_write = move |write: &CellWrite| {
        let named = named_patients(write).chain(erased_by(write));
        let order = move |patient: Uuid| RowKey {
            entity: Erasure::DESCRIPTOR.number,
            row: erasure_id(tenant, PatientId(patient)).0,
        };
        named.map(order)
    };
    group
        .writes
        .iter()
        .flat_map(move |write| of_write(write).map(move |order| (write, order)))
}

/// Returns the rows that one write references, each with the field that names it.
pub fn references_of(write: &CellWrite) -> impl Iterator<Item = (u16, RowKey)> {
    let known = Catalog::by_number(write.entity);
    let spec = known.and_then(|known| known.cell(write.state.cell));
    let fields = spec.into_iter().flat_map(CellSpec::clear_fields);
    let by_key = fields.filter_map(|field| {
        let row = write.state.clear_value(field.number)?.as_uuid()?;
        let entity = field.references?;
        Some((field.number, RowKey { entity, row }))
    });
    let recipient = recipient(write).map(|key| (KeyGrant::FIELD.recipient.number, key));
    by_key.chain(recipient)
}

/// Returns whether the row that a field of one entity names must belong to the same patient: the database requires it
/// of every two entities of a patient. The two rows of a merge belong to one patient each.
pub fn is_within_patient(entity: u16, field: u16, referenced: u16) -> bool {
    let of_patient =
        |number| Catalog::by_number(number).is_some_and(|known: &Descriptor| known.of_patient);
    let is_of_merge =
        entity == PatientLink::DESCRIPTOR.number && field == PatientLink::FIELD.merge.number;
    of_patient(entity) && of_patient(referenced) && !is_of_merge
}

/// Returns the document of which a write is a part, and the field that names it.
pub fn document_of(write: &CellWrite) -> Option<(u16, RowKey)> {
    let chunk = chunk_of(write.entity)?;
    references_of(write).find(|(field, _)| *field == chunk.document.number)
}

fn recipient(write: &CellWrite) -> Option<RowKey> {
    let kind = KeyGrant::FIELD.recipient_kind.in_write(write)?.as_text()?;
    let row = KeyGrant::FIELD.recipient.in_write(write)?.as_uuid()?;
    let entity = match kind.parse::<RecipientKind>().ok()? {
        RecipientKind::User => User::DESCRIPTOR.number,
        RecipientKind::Device => Device::DESCRIPTOR.number,
        RecipientKind::Recovery => return None,
    };
    Some(RowKey { entity, row })
}

/// Returns the conflict that a resolution releases: which row, which cell, which versions.
pub fn released(write: &CellWrite) -> Option<(RowKey, u8, Vec<Clock>)> {
    let released = sync_contract::merge::released(write)?;
    let key = RowKey {
        entity: released.entity,
        row: released.row,
    };
    Some((key, released.cell, released.clocks))
}
