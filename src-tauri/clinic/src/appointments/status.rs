//! Transitions of an appointment from one status to the next.

use std::collections::{BTreeMap, BTreeSet};

use AppointmentStatus::*;
use serde::Deserialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Appointment, AppointmentStatus, AppointmentStatusChange, Attendance};
use sync_contract::field::{Paragraph, Time};
use sync_contract::ids::{AppointmentId, AppointmentStatusChangeId, PatientId};
use sync_contract::read_version::ReadVersion;
use vault::WriteTx;

use crate::appointments::absent::{Slot, require_present};
use crate::appointments::freed::insert_cancelled;
use crate::appointments::{AppointmentView, pages};
use crate::clinic::{is_deleted, or_not_found};
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::invoices::packages::uses::{MayUse, use_or_give_back};
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, appointments, fields};

pub use sync_contract::catalog::StatusReason;

/// Why a status is set: text without a code is `OTHER`, which needs one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusWhy {
    pub code: Option<StatusReason>,
    pub text: String,
}

/// One that was checked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Why {
    pub code: Option<StatusReason>,
    pub text: Option<Paragraph>,
}

impl StatusWhy {
    /// # Errors
    /// `Invalid` for `OTHER` without a text, `TooLong`.
    pub(crate) fn checked(&self) -> Result<Why> {
        let text = fields::optional_paragraph(&self.text, "reason")?;
        let code = self.code.or(text.is_some().then_some(StatusReason::Other));
        match (code, &text) {
            (Some(StatusReason::Other), None) => Err(Error::invalid("reason", Reason::Required)),
            _ => Ok(Why { code, text }),
        }
    }
}

/// Returns whether `to` may follow `from`. Each step of the arrivals board can be taken back; a status never follows
/// itself.
pub fn may_follow(from: AppointmentStatus, to: AppointmentStatus) -> bool {
    match from {
        Scheduled => matches!(to, Confirmed | Arrived | InRoom | NoShow | Cancelled),
        Confirmed => matches!(to, Scheduled | Arrived | InRoom | NoShow | Cancelled),
        Arrived => matches!(
            to,
            Scheduled | Confirmed | InRoom | Completed | NoShow | Cancelled
        ),
        InRoom => matches!(to, Arrived | Completed),
        Completed => matches!(to, InRoom | Arrived),
        NoShow | Cancelled => matches!(to, Scheduled | Confirmed | Arrived),
    }
}

/// Sets the status of an appointment and records the change with its user. Setting the current status changes nothing.
/// An appointment of a deleted patient can only be cancelled, so that its time is free. One that is done is paid with a
/// package that its patient has of its service, and one that is not done any more gives that back: where this user may
/// take payments. One that was cancelled does not come back into an absence.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `PatientDeleted`, `Invalid` for a status that cannot follow,
/// for `OTHER` without a text, for a group session that arrives or is missed, and for one that comes back where the
/// provider is absent or the room is closed, `TooLong`.
pub fn set_status(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    to: appointments::AppointmentStatus,
    why: Option<&StatusWhy>,
) -> Result<AppointmentView> {
    clinic.may(Right::AppointmentsWrite)?;
    let (id, seen): (AppointmentId, _) = (id.to()?, seen.to_read_version()?);
    let why = why.map_or(Ok(Why::default()), StatusWhy::checked)?;
    let (zone, may_use) = (clinic.zone()?, MayUse::of(clinic)?);
    clinic.reached(id, Right::AppointmentsWrite)?;
    clinic.write("set appointment status", |tx| {
        let appointment = or_not_found(tx.get::<Appointment>(id)?, "appointment")?.value;
        if appointment.status == to {
            return Ok(());
        }
        if to != Cancelled {
            require_patient(tx, id)?;
        }
        // who of a group is there, or was not, is recorded for each patient
        let is_of_one = matches!(to, Arrived | NoShow);
        let may = match appointment.seats {
            // a session that was begun by mistake is expected again: it has no waiting room to go back to
            Some(_) if appointment.status == InRoom && matches!(to, Scheduled | Confirmed) => true,
            Some(_) if is_of_one => false,
            _ => may_follow(appointment.status, to),
        };
        if !may {
            return Err(Error::invalid("status", Reason::OutOfOrder));
        }
        if appointment.status == Cancelled {
            require_present(&tx.read(), &Slot::of(&appointment), None)?;
        }
        let day = day_of(appointment.starts, &zone);
        apply(tx, appointment, &seen, to, why)?;
        use_or_give_back(tx, id, day, may_use)
    })?;
    pages::one(clinic, id)
}

/// Writes the status, and the history row of the change.
pub(crate) fn apply(
    tx: &mut WriteTx<'_>,
    mut appointment: Appointment,
    seen: &ReadVersion,
    to: AppointmentStatus,
    why: Why,
) -> Result<()> {
    let (id, from) = (appointment.id, appointment.status);
    appointment.status = to;
    name_patient(tx, id)?;
    tx.update(&appointment, seen)?;
    if to == Cancelled {
        insert_cancelled(tx, &appointment)?;
    }
    let change = Change {
        appointment: id,
        from: Some(from),
        to,
        at: tx.now(),
        reason_code: why.code,
        reason: why.text,
    };
    insert_change(tx, &change)
}

/// Cancels the appointments to come that are theirs alone, of patients who are about to be erased: each would stay in
/// the diary without a patient. No history is written, since it is theirs and goes with them; seats of group sessions
/// go, too. Returns the appointments with the status that each had. Those that this user may not write are left.
///
/// # Errors
/// Those of a write.
pub(crate) fn cancel_coming(
    clinic: &mut Clinic,
    patients: &BTreeSet<PatientId>,
) -> Result<Vec<(AppointmentId, AppointmentStatus)>> {
    if !clinic.actor().can(Right::AppointmentsWrite) {
        return Ok(Vec::new());
    }
    let (reader, now) = (clinic.read(), clinic.now());
    let mut coming = BTreeMap::new();
    for patient in patients {
        let rows = reader.appointments_of(*patient)?.into_iter();
        let rows = rows.filter(|row| {
            row.value.starts > now
                && row.value.seats.is_none()
                && may_follow(row.value.status, Cancelled)
                && clinic.reaches(&row.value, Right::AppointmentsWrite)
        });
        coming.extend(rows.map(|row| (row.value.id, row)));
    }
    let ids: Vec<AppointmentId> = coming.keys().copied().collect();
    for row in reader.attendees_of(&ids)? {
        // it goes on without them
        if row.deleted.is_none() && !patients.contains(&row.value.patient) {
            coming.remove(&row.value.appointment);
        }
    }
    if coming.is_empty() {
        return Ok(Vec::new());
    }
    clinic.write("set appointment status", |tx| {
        let mut cancelled = Vec::new();
        for (id, row) in coming {
            let mut appointment = row.value;
            cancelled.push((id, appointment.status));
            appointment.status = Cancelled;
            name_patient(tx, id)?;
            tx.update(&appointment, &row.seen)?;
            insert_cancelled(tx, &appointment)?;
        }
        Ok(cancelled)
    })
}

/// Takes [`cancel_coming`] back, where the patients were not erased.
///
/// # Errors
/// Those of a write.
pub(crate) fn take_back_cancelled(
    clinic: &mut Clinic,
    cancelled: &[(AppointmentId, AppointmentStatus)],
) -> Result<()> {
    if cancelled.is_empty() {
        return Ok(());
    }
    clinic.write("set appointment status", |tx| {
        for (id, status) in cancelled {
            let row = or_not_found(tx.get::<Appointment>(*id)?, "appointment")?;
            let mut appointment = row.value;
            appointment.status = *status;
            name_patient(tx, *id)?;
            tx.update(&appointment, &row.seen)?;
        }
        Ok(())
    })
}

/// An appointment carries no patient: names the one whose it is in the audit entry; a group has none of its own.
pub(super) fn name_patient(tx: &mut WriteTx<'_>, appointment: AppointmentId) -> Result<()> {
    let attendees = tx.read().attendees(appointment)?;
    let mut attendees = attendees.iter().filter(|row| row.deleted.is_none());
    if let (Some(one), None) = (attendees.next(), attendees.next()) {
        tx.is_about(one.value.patient);
    }
    Ok(())
}

/// Checks that a patient attends who is not deleted.
///
/// # Errors
/// `PatientDeleted`.
pub(super) fn require_patient(tx: &WriteTx<'_>, appointment: AppointmentId) -> Result<()> {
    let attendees = attendees(tx, appointment)?;
    match attendees.is_empty() || attendees.iter().any(|(_, is_deleted)| !is_deleted) {
        true => Ok(()),
        false => Err(Error::PatientDeleted),
    }
}

/// Returns who attends, each once, and whether they are deleted. A patient whose row has not arrived is not.
fn attendees(tx: &WriteTx<'_>, appointment: AppointmentId) -> Result<BTreeMap<PatientId, bool>> {
    let reader = tx.read();
    let mut patients = BTreeMap::new();
    for row in reader.attendees(appointment)? {
        if row.deleted.is_some() {
            continue;
        }
        let patient = row.value.patient;
        let is_deleted = match is_deleted(&reader, patient) {
            Err(Error::NotFound(_)) => false,
            other => other?,
        };
        patients.insert(patient, is_deleted);
    }
    Ok(patients)
}

/// Returns what an appointment was for one patient: of a group session that others came to, they may have stayed away.
pub(crate) fn status_of_one(
    status: AppointmentStatus,
    seat: Option<Attendance>,
) -> AppointmentStatus {
    match (status, seat) {
        (AppointmentStatus::Cancelled, _) => status,
        (_, Some(Attendance::Absent)) => AppointmentStatus::NoShow,
        (_, Some(Attendance::Excused)) => AppointmentStatus::Cancelled,
        _ => status,
    }
}

/// How an appointment came to a status.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub appointment: AppointmentId,
    /// None of one that is booked.
    pub from: Option<AppointmentStatus>,
    pub to: AppointmentStatus,
    pub at: Time,
    pub reason_code: Option<StatusReason>,
    pub reason: Option<Paragraph>,
}

impl Change {
    pub fn booked(appointment: AppointmentId, at: Time) -> Self {
        Self {
            appointment,
            from: None,
            to: Scheduled,
            at,
            reason_code: None,
            reason: None,
        }
    }
}

/// Writes the history alone: a row of each patient who attends. Nothing more is written of one who is deleted, or the
/// row would contest their deletion.
///
/// # Errors
/// Those of a write.
pub(crate) fn insert_change(tx: &mut WriteTx<'_>, change: &Change) -> Result<()> {
    for (patient, is_deleted) in attendees(tx, change.appointment)? {
        if !is_deleted {
            insert_change_of(tx, change, patient)?;
        }
    }
    Ok(())
}

/// Writes the history of one patient, who has joined those who attend.
///
/// # Errors
/// Those of a write.
pub(crate) fn insert_change_of(
    tx: &mut WriteTx<'_>,
    change: &Change,
    patient: PatientId,
) -> Result<()> {
    let id: AppointmentStatusChangeId = tx.new_id();
    tx.insert(&AppointmentStatusChange {
        id,
        patient,
        appointment: change.appointment,
        from_status: change.from,
        to_status: change.to,
        at: change.at,
        reason_code: change.reason_code,
        reason: change.reason.clone().into(),
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_goes_forward_and_one_step_back() {
        for (from, to) in [
            (Scheduled, Arrived),
            (Arrived, InRoom),
            (InRoom, Completed),
            (Completed, InRoom),
            (InRoom, Arrived),
            (Arrived, Scheduled),
        ] {
            assert!(may_follow(from, to), "{from:?} {to:?}");
        }
    }

    #[test]
    fn no_appointment_is_cancelled_in_the_room_or_done_unarrived() {
        assert!(!may_follow(InRoom, Cancelled));
        assert!(!may_follow(Completed, Cancelled));
        assert!(!may_follow(Scheduled, Completed));
        for status in AppointmentStatus::ALL {
            assert!(!may_follow(*status, *status));
        }
    }
}
