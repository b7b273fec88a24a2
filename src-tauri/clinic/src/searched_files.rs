//! The files of the patients whom a search of a worklist means.

use std::collections::BTreeSet;

use sync_contract::ids::PatientId;
use vault::read::Reader;

use crate::Clinic;
use crate::error::Result;

/// Patients that a search finds at the most: for a more common name the user types more of it.
const MATCHES_MAX: usize = 200;

/// Returns all files of the patients whom a search finds; none where nothing is searched for.
pub(crate) fn matching(
    clinic: &Clinic,
    reader: &Reader<'_>,
    search: &str,
) -> Result<Option<BTreeSet<PatientId>>> {
    if search.trim().is_empty() {
        return Ok(None);
    }
    let patients = clinic.find(search, MATCHES_MAX)?;
    let files = reader.files_of_all(&patients)?.into_values();
    let files = files.flat_map(|files| files.patients);
    Ok(Some(files.chain(patients.iter().copied()).collect()))
}
