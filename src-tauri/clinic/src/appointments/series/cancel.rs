//! One date of a series and those after it, cancelled as one action, and taken back.

use sync_contract::Right;
use sync_contract::catalog::{Appointment, AppointmentStatus};
use sync_contract::ids::AppointmentId;

use crate::Clinic;
use crate::appointments::series::book::require_count;
use crate::appointments::series::list::later;
use crate::appointments::series::{LaterCancel, SeriesCancelled, StatusBack};
use crate::appointments::status::{Why, apply, may_follow, require_patient};
use crate::appointments::{AppointmentView, pages};
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::view::{Id, ReadVersionToken};

/// Cancels a date and those after it that can still be cancelled: what was done, was missed or is in the room stays.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound` for an appointment that is of no series, `TooLong`, `Invalid`
/// where the first one cannot be cancelled or `OTHER` has no text, `ChangedMeanwhile` where it was changed since.
pub fn cancel_later(clinic: &mut Clinic, form: &LaterCancel) -> Result<SeriesCancelled> {
    clinic.may(Right::AppointmentsWrite)?;
    let (id, seen): (AppointmentId, _) = (form.id.to()?, form.seen.to_read_version()?);
    let why = form.why.checked()?;
    clinic.reached(id, Right::AppointmentsWrite)?;
    let before = clinic.write("cancel later appointments of series", |tx| {
        let dates = later(&tx.read(), id)?;
        // which dates come after it depends on its start: one that was moved since has others
        if dates.first.seen != seen {
            return Err(Error::ChangedMeanwhile);
        }
        if !may_follow(dates.first.value.status, AppointmentStatus::Cancelled) {
            return Err(Error::invalid("status", Reason::OutOfOrder));
        }
        let mut before = Vec::new();
        for (_, row) in dates.rows {
            let (own, status) = (row.value.id, row.value.status);
            if !may_follow(status, AppointmentStatus::Cancelled) {
                continue;
            }
            apply(
                tx,
                row.value,
                &row.seen,
                AppointmentStatus::Cancelled,
                why.clone(),
            )?;
            before.push((own, status));
        }
        Ok(before)
    })?;
    let ids: Vec<AppointmentId> = before.iter().map(|(id, _)| *id).collect();
    let appointments = pages::some(clinic, &ids)?;
    let back = appointments.iter().filter_map(|view| {
        let status = before.iter().find(|(id, _)| Id::of(*id) == view.id);
        Some(StatusBack {
            id: view.id.clone(),
            seen: view.seen.clone(),
            status: status?.1,
        })
    });
    Ok(SeriesCancelled {
        back: back.collect(),
        appointments,
    })
}

/// Takes a cancellation back: each appointment has the status that it had.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `PatientDeleted`, `Invalid` for a status that cannot follow,
/// `ChangedMeanwhile` for one that was changed since.
pub fn restore(clinic: &mut Clinic, back: &[StatusBack]) -> Result<Vec<AppointmentView>> {
    clinic.may(Right::AppointmentsWrite)?;
    let ids: Vec<AppointmentId> = back.iter().map(|one| one.id.to()).collect::<Result<_>>()?;
    require_count(ids.len())?;
    for id in &ids {
        clinic.reached(*id, Right::AppointmentsWrite)?;
    }
    clinic.write("restore appointments of series", |tx| {
        for (id, one) in ids.iter().zip(back) {
            let row = or_not_found(tx.get::<Appointment>(*id)?, "appointment")?;
            require_patient(tx, *id)?;
            if ReadVersionToken::of(&row.seen) != one.seen {
                return Err(Error::ChangedMeanwhile);
            }
            if !may_follow(row.value.status, one.status) {
                return Err(Error::invalid("status", Reason::OutOfOrder));
            }
            apply(tx, row.value, &row.seen, one.status, Why::default())?;
        }
        Ok(())
    })?;
    pages::some(clinic, &ids)
}
