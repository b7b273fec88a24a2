//! The visit and the time of what is recorded of a patient.

use sync_contract::catalog::{Patient, Visit};
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, VisitId};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::merged_files::are_one;
use crate::names::born_from;
use crate::view::{At, Id};

const DAY_US: i64 = 86_400_000_000;

/// Returns the file in which a row is written, and its visit, which is the patient's and not deleted: the file of the
/// visit, which may be one that was merged with the patient's, and the patient's own without a visit.
///
/// # Errors
/// `NotFound`.
pub(crate) fn file_and_visit(
    clinic: &Clinic,
    patient: PatientId,
    visit: Option<&Id>,
) -> Result<(PatientId, Option<VisitId>)> {
    let Some(visit) = visit else {
        return Ok((patient, None));
    };
    let row = clinic.require_row::<Visit>(visit.to::<VisitId>()?, "visit")?;
    let file = row.value.patient;
    or_not_found(row.deleted.is_none().then_some(()), "visit")?;
    let is_theirs = are_one(&clinic.read(), patient, file)?;
    or_not_found(
        is_theirs.then_some((file, Some(row.value.id))),
        "visit of this patient",
    )
}

/// Returns the time of what is recorded of a patient: now, where none is given.
///
/// # Errors
/// `Invalid` for a time in the future or before the day of birth.
pub(crate) fn time(clinic: &Clinic, patient: &Patient, at: Option<&At>) -> Result<Time> {
    let at = match at {
        Some(at) => at.to_time("at")?,
        None => clinic.now(),
    };
    if at > Time(clinic.now().0 + DAY_US) {
        return Err(Error::invalid("at", Reason::InTheFuture));
    }
    let zone = clinic.zone()?;
    if born_from(patient).is_some_and(|born| day_of(at, &zone) < born) {
        return Err(Error::invalid("at", Reason::Backwards));
    }
    Ok(at)
}
