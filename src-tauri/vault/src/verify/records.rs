//! Whether the records of the complete file are what was written, to their last byte.
//!
//! A read checks the tag of a row, which has of a sealed value its two ends: what lies between them does not open. Who
//! verifies the file, or copies it, opens nothing and may lack the key. So the clinic tag of each cell and of each
//! sibling is checked here, and of what admins sign the signatures: a backup is refused for the same on the day when it
//! is needed.

use std::collections::{BTreeMap, HashSet};

use rusqlite::Connection;
use sync_contract::pull::RowState;
use sync_contract::{Catalog, Descriptor};
use uuid::Uuid;

use crate::error::Result;
use crate::store::damage::TableDamage;
use crate::store::row_tag::{RowTagCheck, siblings_digest};
use crate::store::rows::RowReader;
use crate::store::{columns, damage, siblings};
use crate::verify::cells::Verifier;
use crate::verify::chain::Chain;

/// Returns the rows of an entity that are not what was written, each with the patient that it names.
pub(crate) fn altered_rows(
    conn: &Connection,
    verifier: Verifier<'_>,
    chain: &Chain<'_>,
    descriptor: &'static Descriptor,
) -> Result<Vec<(Uuid, Option<Uuid>)>> {
    let columns = columns::of(descriptor);
    let mut siblings = siblings::siblings_of_entity(conn, descriptor.number)?;
    let sql = format!("select t.* from {} as t", descriptor.table);
    let mut statement = conn.prepare(&sql)?;
    let reader = RowReader::new(descriptor, &statement)?;
    let indices = columns.indices(&statement)?;
    let mut row_tags = RowTagCheck::new(verifier.tags);
    let mut rows = statement.query([])?;
    let (mut altered, mut ids) = (Vec::new(), HashSet::new());
    while let Some(row) = rows.next()? {
        let fits = row_tags.fits(columns, |column| Ok(row.get_ref(indices[column])?))?;
        let id = columns::id(row, indices[columns.id])?;
        let of_row = id.and_then(|id| siblings.remove(&id)).unwrap_or_default();
        let has_siblings = row_tags.siblings == siblings_digest(&of_row);
        // a row that is there twice has the place of another
        let is_once = id.is_none_or(|id| ids.insert(id));
        let fits = fits && has_siblings && is_once;
        let state = reader.read_known(row)?.filter(|_| fits);
        let is_written = state.is_some_and(|mut state| {
            state.siblings = of_row;
            is_written(descriptor, &state, verifier, chain)
        });
        if !is_written {
            let patient = columns
                .patient
                .map(|patient| columns::id(row, indices[patient]));
            altered.push((id.unwrap_or_default(), patient.transpose()?.flatten()));
        }
    }
    Ok(altered)
}

fn is_written(
    descriptor: &Descriptor,
    row: &RowState,
    verifier: Verifier<'_>,
    chain: &Chain<'_>,
) -> bool {
    verifier.is_tagged(row) && (!descriptor.authority.is_admin_signed() || chain.is_proved(row))
}

/// Checks every row and every count. Needs no user: a locked vault has the clinic's secret. Those that an index did not
/// lead to count as damaged, by table.
pub(crate) fn check_all(
    conn: &Connection,
    verifier: Verifier<'_>,
    chain: &Chain<'_>,
    misplaced: &BTreeMap<String, u64>,
) -> Result<Vec<TableDamage>> {
    let (mut all, missing) = (Vec::new(), damage::missing_rows(conn, verifier.tags)?);
    for descriptor in Catalog::ALL {
        let damaged = altered_rows(conn, verifier, chain, descriptor)?.len() as u64;
        all.push(TableDamage {
            entity: descriptor.number,
            name: descriptor.name,
            damaged: damaged + misplaced.get(descriptor.table).copied().unwrap_or(0),
            missing: damage::missing_of_kind(&missing, descriptor),
        });
    }
    all.retain(|table| table.damaged > 0 || table.missing > 0);
    Ok(all)
}
