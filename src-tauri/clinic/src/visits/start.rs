use sync_contract::Right;
use sync_contract::catalog::{Appointment, AppointmentStatus, Patient, Visit};
use sync_contract::ids::{AppointmentId, NoteId, PatientId, VisitId};
use vault::Tx;
use vault::reads::Stored;

use super::show::load;
use super::view::{VisitStart, VisitView};
use crate::Clinic;
use crate::appointments::{may_follow, set_status};
use crate::clinic::{found, kept};
use crate::error::{Error, Result};
use crate::notes::NoteKind;
use crate::notes::write::blank;
use crate::view::Id;

/// `already_open`: nothing was begun, because this is the visit that had not ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Begun {
    pub visit: VisitView,
    pub already_open: bool,
}

/// Begins a visit now, with an empty note for whoever may write one; its appointment goes to the room. Where whoever
/// acts has a visit of the patient that has not ended, that one goes on and takes the appointment.
///
/// Errors: `Forbidden` (needs `visits.write`), `NotFound` also for an appointment of somebody else, `OtherVisitOpen`
/// where the open visit is that of another appointment, `PatientDeleted`.
pub fn start(clinic: &mut Clinic, start: &VisitStart) -> Result<Begun> {
    clinic.may(Right::VisitsWrite)?;
    let patient: PatientId = start.patient_id.to()?;
    let appointment: Option<AppointmentId> =
        start.appointment_id.as_ref().map(Id::to).transpose()?;
    if let Some(appointment) = appointment {
        comes_to(clinic, patient, appointment)?;
    }
    match open_visit(clinic, patient)? {
        Some(open) => go_on(clinic, open, appointment),
        None => begin(clinic, patient, appointment, start),
    }
}

fn comes_to(clinic: &Clinic, patient: PatientId, appointment: AppointmentId) -> Result<()> {
    let attendees = clinic.read().attendees(appointment)?;
    let own = attendees
        .into_iter()
        .find(|row| row.deleted.is_none() && row.value.patient == patient);
    found(own, "appointment of this patient").map(drop)
}

/// The visit of this patient that whoever acts has begun and not ended, the latest of several.
fn open_visit(clinic: &Clinic, patient: PatientId) -> Result<Option<Visit>> {
    let reader = clinic.read();
    let is_kept = |row: &Stored<Patient>| row.deleted.is_none();
    if !reader
        .get::<Patient>(patient)?
        .is_some_and(|row| is_kept(&row))
    {
        // of a deleted patient nothing goes on, and beginning says so
        return Ok(None);
    }
    let mut open = reader.open_visits(clinic.user())?;
    open.retain(|row| row.value.patient == patient);
    Ok(open.pop().map(|row| row.value))
}

fn go_on(clinic: &mut Clinic, open: Visit, appointment: Option<AppointmentId>) -> Result<Begun> {
    crate::audit::note_read(clinic, open.patient)?;
    match (open.appointment, appointment) {
        (_, None) => {}
        (Some(tied), Some(appointment)) if tied != appointment => {
            return Err(Error::OtherVisitOpen(open.id));
        }
        (_, Some(appointment)) => tie(clinic, &open, appointment)?,
    }
    Ok(Begun {
        visit: load(clinic, open.id)?,
        already_open: true,
    })
}

fn tie(clinic: &mut Clinic, open: &Visit, appointment: AppointmentId) -> Result<()> {
    let moves_appointment = clinic.actor.can(Right::AppointmentsWrite);
    clinic.write("edit visit", |tx| {
        let mut row = found(tx.get::<Visit>(open.id)?, "visit")?;
        row.value.appointment = Some(appointment);
        tx.update(&row.value, &row.seen)?;
        if moves_appointment {
            into_the_room(tx, appointment)?;
        }
        tx.audit(|event| event.of(open.id.0).about(open.patient.0));
        Ok(())
    })
}

fn begin(
    clinic: &mut Clinic,
    patient: PatientId,
    appointment: Option<AppointmentId>,
    start: &VisitStart,
) -> Result<Begun> {
    let writes_notes = clinic.actor.can(Right::NotesWrite);
    let moves_appointment = clinic.actor.can(Right::AppointmentsWrite);
    let id = clinic.write("start visit", |tx| {
        kept(tx, patient)?;
        let (id, started_at): (VisitId, _) = (tx.new_id(), tx.now());
        tx.insert(&Visit {
            id,
            patient,
            provider: tx.user(),
            appointment,
            kind: start.r#type.into(),
            started_at,
            ended_at: None,
            chief_complaint: None.into(),
            summary: None.into(),
            follow_up_required: false,
            follow_up_date: None,
        })?;
        if writes_notes {
            let note: NoteId = tx.new_id();
            tx.insert(&blank(note, patient, Some(id), NoteKind::Adime))?;
        }
        if let Some(appointment) = appointment
            && moves_appointment
        {
            into_the_room(tx, appointment)?;
        }
        tx.audit(|event| event.of(id.0).about(patient.0));
        Ok(id)
    })?;
    Ok(Begun {
        visit: load(clinic, id)?,
        already_open: false,
    })
}

/// Somebody who was given up has come after all: they arrive first, as the board has it.
fn into_the_room(tx: &mut Tx<'_>, appointment: AppointmentId) -> Result<()> {
    use AppointmentStatus::{Arrived, Cancelled, InRoom, NoShow};
    let status = found(tx.get::<Appointment>(appointment)?, "appointment")?
        .value
        .status;
    if matches!(status, Cancelled | NoShow) {
        step(tx, appointment, Arrived)?;
    }
    step(tx, appointment, InRoom)
}

fn step(tx: &mut Tx<'_>, appointment: AppointmentId, to: AppointmentStatus) -> Result<()> {
    let row = found(tx.get::<Appointment>(appointment)?, "appointment")?;
    if may_follow(row.value.status, to) {
        set_status::apply(tx, row.value, &row.seen, to, None)?;
    }
    Ok(())
}
