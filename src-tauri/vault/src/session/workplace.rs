//! At which facility a session begins: the sign-in is an entry of the audit log, which says so.

use std::collections::BTreeMap;

use rusqlite::Connection;
use sync_contract::catalog::{Facility, User};
use sync_contract::roles_given::RolesGiven;
use sync_contract::{Entity, Value, statement};
use uuid::Uuid;

use crate::crypto::keys::clinic::TagKey;
use crate::error::Result;
use crate::store::row_tag;
use crate::store::rows::RowReader;
use crate::verify::chain::Chain;

/// Returns the facility at which a session of this user begins; none for all of them. Facilities that are not what was
/// written are not known here.
///
/// # Errors
/// Those of the disk.
pub(crate) fn begins_at(
    conn: &Connection,
    chain: &Chain<'_>,
    tags: &BTreeMap<u16, TagKey>,
    user: Uuid,
    given: &RolesGiven,
) -> Result<Option<Uuid>> {
    let altered = row_tag::altered_rows(conn, tags, Facility::DESCRIPTOR)?;
    let is_known = |id: &Uuid| altered.iter().all(|(row, _)| row != id);
    let mut statement = conn.prepare_cached(statement!("organisation", "facilities_in_use"))?;
    let reader = RowReader::new(Facility::DESCRIPTOR, &statement)?;
    let mut rows = statement.query([])?;
    let mut in_use = Vec::new();
    while let Some(row) = rows.next()? {
        let facility = reader.read_known(row)?.map(|row| row.row);
        in_use.extend(facility.filter(is_known));
    }
    given.begins_at(&in_use, || -> Result<Option<Uuid>> {
        let row = chain.row(conn, User::DESCRIPTOR, user)?;
        let own = row
            .as_ref()
            .and_then(|row| User::FIELD.facility.in_row(row));
        Ok(own.and_then(Value::as_uuid))
    })
}
