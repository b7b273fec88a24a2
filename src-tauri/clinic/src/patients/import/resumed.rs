//! A list that is imported again, after its import was stopped by a user or by a power cut or ended without an answer,
//! brings each of its lines once.

use std::collections::HashMap;

use sync_contract::catalog::{Patient, PatientImport};
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use uuid::Uuid;
use vault::read::{Deleted, Reader};

use crate::error::Result;
use crate::names::PatientName;
use crate::patients::identity;
use crate::patients::import::mapping::Imported;

/// An import of that long ago is no longer one that is asked for again.
const AGAIN_US: i64 = 24 * 3_600_000_000;

/// Removes the lines that an import has imported: all that they say is what a patient of it has. A line that the list
/// has twice is removed as often as it was imported. What has a file number is known by that. Of an import that ended
/// before yesterday a name alone tells nothing: another person may have it.
pub(super) fn retain_new(
    reader: &Reader<'_>,
    rows: &mut Vec<(Imported, Patient)>,
    now: Time,
) -> Result<()> {
    if rows.iter().all(|(row, _)| !row.file_number.is_empty()) {
        return Ok(());
    }
    let mut known: HashMap<String, Vec<Patient>> = HashMap::new();
    for patient in imported(reader, now)? {
        let of_name = known.entry(PatientName::of(&patient).name).or_default();
        of_name.push(patient);
    }
    if known.is_empty() {
        return Ok(());
    }
    rows.retain(|(row, patient)| {
        let of_name = known.get_mut(&PatientName::of(patient).name);
        let Some(of_name) = of_name.filter(|_| row.file_number.is_empty()) else {
            return true;
        };
        let same = of_name.iter().position(|known| known == patient);
        same.map(|index| of_name.swap_remove(index)).is_none()
    });
    Ok(())
}

/// Returns the patients of all imports, as their lines gave them: without what no line says.
fn imported(reader: &Reader<'_>, now: Time) -> Result<Vec<Patient>> {
    let blank = identity::blank(PatientId(Uuid::nil()));
    let counts: HashMap<_, _> = reader.imported_counted()?.into_iter().collect();
    let mut patients = Vec::new();
    for import in reader.all::<PatientImport>(Deleted::Hidden)? {
        let (id, lines) = (import.value.id, import.value.lines);
        let count = counts
            .get(&id)
            .map_or(0, |(shown, deleted)| shown + deleted);
        let is_again = i64::from(count) < lines || import.created_at.0 > now.0 - AGAIN_US;
        let ids = reader.imported_ids(id, None, u32::MAX)?;
        let ids: Vec<Uuid> = ids.into_iter().map(|id| id.0).collect();
        let rows = reader.by_ids::<Patient>(&ids)?.into_iter();
        let rows = rows.filter(|row| is_again || is_identified(&row.value));
        patients.extend(rows.map(|row| Patient {
            id: blank.id,
            dietitian: None,
            facility: None,
            status: blank.status,
            file_number: None.into(),
            import: None,
            ..row.value
        }));
    }
    Ok(patients)
}

/// Returns whether more than a name is known of a patient.
fn is_identified(patient: &Patient) -> bool {
    let has_birth = patient.birth_date.open().is_some_and(Option::is_some);
    let texts = [
        patient.phones.open().is_some_and(Option::is_some),
        patient.email.open().is_some_and(Option::is_some),
        patient.national_id.open().is_some_and(Option::is_some),
    ];
    has_birth || texts.contains(&true)
}
