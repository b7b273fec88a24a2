//! What people of the casebook were given to read, as its notes tell of them.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use sync_contract::ids::PatientId;
use vault::WriteTx;

use crate::clock::at_wall;
use crate::demo::casebook::person::DemoPerson;
use crate::demo::handouts::Shelf;
use crate::error::Result;

/// Writes which leaflets of the clinic were given at which visit, each of them once.
///
/// # Errors
/// Those of a write.
pub fn write(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    person: &DemoPerson,
    (shelf, language): (&Shelf, &str),
    zone: &Tz,
) -> Result<()> {
    let mut given = BTreeSet::new();
    for (index, visit) in person.visits.iter().enumerate() {
        let Some(key) = person.handout(index).filter(|_| visit.note.is_some()) else {
            continue;
        };
        if given.insert(key) {
            let at = at_wall(visit.day, visit.at, zone).min(tx.now());
            shelf.give(tx, patient, (key, language), at)?;
        }
    }
    Ok(())
}
