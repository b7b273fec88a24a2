//! The visit and the time of what is recorded of a patient.

use chrono::NaiveDate;
use sync_contract::catalog::Visit;
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, VisitId};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::view::{At, Id};

const DAY_US: i64 = 86_400_000_000;

/// Returns the visit, which is the patient's and not deleted, and the time: now, where none is given.
///
/// # Errors
/// `NotFound`, `Invalid` for a time in the future or before the day of birth.
pub(crate) fn visit_and_time(
    clinic: &Clinic,
    (patient, birth): (PatientId, Option<NaiveDate>),
    visit: Option<&Id>,
    at: Option<&At>,
) -> Result<(Option<VisitId>, Time)> {
    let visit: Option<VisitId> = visit.map(Id::to).transpose()?;
    if let Some(visit) = visit {
        let visit = clinic.require_row::<Visit>(visit, "visit")?;
        or_not_found(
            Some(visit).filter(|row| row.value.patient == patient && row.deleted.is_none()),
            "visit",
        )?;
    }
    let at = match at {
        Some(at) => at.to_time("at")?,
        None => clinic.now(),
    };
    if at > Time(clinic.now().0 + DAY_US) {
        return Err(Error::invalid("at", Reason::InTheFuture));
    }
    if birth.is_some_and(|birth| clinic.zone().is_ok_and(|zone| day_of(at, &zone) < birth)) {
        return Err(Error::invalid("at", Reason::Backwards));
    }
    Ok((visit, at))
}
