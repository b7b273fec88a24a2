//! How many notes are signed, by rows that are what was written: a row that another program made say that it is signed
//! proves no signature, and hides none that is missing.

use std::collections::BTreeMap;

use rusqlite::{Connection, Params};
use sync_contract::catalog::Note;
use sync_contract::{Entity, statement};
use uuid::Uuid;

use crate::crypto::keys::clinic::TagKey;
use crate::error::Result;
use crate::store::columns;
use crate::store::row_tag::{RowCounts, RowTagCheck, SIGNED};

/// How many notes of a patient say that they are signed.
#[derive(Debug, Clone, Copy, Default)]
struct SignedNotes {
    intact: usize,
    altered: i64,
}

/// Returns how many notes of a patient are signed.
pub(crate) fn intact_of(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    patient: Uuid,
) -> Result<usize> {
    let sql = statement!("notes", "signed_of");
    let notes = signed_notes(conn, tags, sql, [patient.as_bytes()])?;
    Ok(notes.get(&patient).map_or(0, |notes| notes.intact))
}

/// Takes the altered ones out of what the rows say, by the owners of the rows.
pub(crate) fn leave_out_altered(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    stored: &mut BTreeMap<Uuid, RowCounts>,
) -> Result<()> {
    let sql = statement!("notes", "all_signed");
    for (patient, notes) in signed_notes(conn, tags, sql, [])? {
        if let Some(counts) = stored.get_mut(&patient).filter(|_| notes.altered > 0) {
            counts.change(SIGNED | Note::DESCRIPTOR.number, -notes.altered);
        }
    }
    Ok(())
}

fn signed_notes(
    conn: &Connection,
    tags: &BTreeMap<u16, TagKey>,
    sql: &str,
    of: impl Params,
) -> Result<BTreeMap<Uuid, SignedNotes>> {
    let columns = columns::of(Note::DESCRIPTOR);
    let mut statement = conn.prepare_cached(sql)?;
    let indices = columns.indices(&statement)?;
    let mut check = RowTagCheck::new(tags);
    let mut rows = statement.query(of)?;
    let mut notes: BTreeMap<Uuid, SignedNotes> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let fits = check.fits(columns, |column| Ok(row.get_ref(indices[column])?))?;
        let patient = columns
            .patient
            .map(|patient| columns::id(row, indices[patient]));
        // a row without a readable patient is counted nowhere and reported as damaged
        if let Some(patient) = patient.transpose()?.flatten() {
            let of = notes.entry(patient).or_default();
            match fits {
                true => of.intact += 1,
                false => of.altered += 1,
            }
        }
    }
    Ok(notes)
}
