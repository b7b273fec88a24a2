//! A list whose import was stopped, by a user or by a power cut, is imported again from where that ended.

use std::collections::HashMap;

use sync_contract::catalog::{Patient, PatientImport};
use sync_contract::ids::PatientId;
use uuid::Uuid;
use vault::read::{Deleted, Reader};

use crate::error::Result;
use crate::names::PatientName;
use crate::patients::identity;
use crate::patients::import::mapping::Imported;

/// Removes the lines that an import which was stopped has imported: all that they say is what a patient of it has. A
/// line that the list has twice is removed as often as it was imported. What has a file number is known by that.
pub(super) fn retain_new(reader: &Reader<'_>, rows: &mut Vec<(Imported, Patient)>) -> Result<()> {
    let mut known: HashMap<String, Vec<Patient>> = HashMap::new();
    for patient in of_stopped(reader)? {
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

/// Returns the patients of imports that did not come to their end, as their lines gave them: without what no line says.
fn of_stopped(reader: &Reader<'_>) -> Result<Vec<Patient>> {
    let blank = identity::blank(PatientId(Uuid::nil()));
    let counts: HashMap<_, _> = reader.imported_counted()?.into_iter().collect();
    let mut patients = Vec::new();
    for import in reader.all::<PatientImport>(Deleted::Hidden)? {
        let (id, lines) = (import.value.id, import.value.lines);
        let imported = counts
            .get(&id)
            .map_or(0, |(shown, deleted)| shown + deleted);
        if i64::from(imported) >= lines {
            continue;
        }
        let ids = reader.imported_ids(id, None, u32::MAX)?;
        let ids: Vec<Uuid> = ids.into_iter().map(|id| id.0).collect();
        patients.extend(
            reader
                .by_ids::<Patient>(&ids)?
                .into_iter()
                .map(|row| Patient {
                    id: blank.id,
                    dietitian: None,
                    facility: None,
                    status: blank.status,
                    file_number: None.into(),
                    import: None,
                    ..row.value
                }),
        );
    }
    Ok(patients)
}
