use sync_contract::catalog::{Appointment, AppointmentStatus, Visit};
use sync_contract::ids::{AppointmentId, NoteId, PatientId, VisitId};
use sync_contract::{Entity, Right};
use vault::read::Stored;
use vault::{Event, WriteTx};

use crate::Clinic;
use crate::appointments::groups::seats::record_visit;
use crate::appointments::{may_follow, status};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::clock::day_of;
use crate::error::{Error, Result};
use crate::invoices::packages::uses::MayUse;
use crate::measurements::doubt::present;
use crate::merged_files;
use crate::notes::NoteKind;
use crate::notes::write::blank;
use crate::view::Id;
use crate::visits::edit::complete;
use crate::visits::show::load;
use crate::visits::span::Span;
use crate::visits::{PastVisit, VisitStart, VisitType, VisitView};
use crate::workplace::zone_at;

/// `already_open`: nothing was begun, because this is the visit that had not ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Begun {
    pub visit: VisitView,
    pub already_open: bool,
}

/// Begins a visit now, with an empty note for a user who may write one; its appointment goes to the room. Where the
/// user has a visit of the patient that has not ended, that one continues and takes the appointment.
///
/// # Errors
/// `Forbidden` (needs `visits.write`), `NotFound` also for another patient's appointment and for one of a facility at
/// which no role of the user gives the right, `OtherVisitOpen` where the open visit is that of another appointment,
/// `PatientDeleted`.
pub fn start(clinic: &mut Clinic, start: &VisitStart) -> Result<Begun> {
    clinic.may(Right::VisitsWrite)?;
    let patient: PatientId = start.patient_id.to()?;
    let appointment: Option<AppointmentId> =
        start.appointment_id.as_ref().map(Id::to).transpose()?;
    require_reached(clinic, appointment)?;
    let may = May::of(clinic);
    // read and written in one transaction: a sync or another window may begin, link or end a visit at any time
    let went = clinic.write("start visit", |tx| {
        if let Some(appointment) = appointment {
            comes_to(tx, patient, appointment)?;
        }
        // an open visit of a deleted patient does not continue either
        require_not_deleted(tx, patient)?;
        match open_visit(tx, patient)? {
            Some(open) => Ok((go_on(tx, open, appointment, may)?, true)),
            None => {
                let span = Span {
                    started_at: tx.now(),
                    ended_at: None,
                };
                let begun = begin(tx, (patient, appointment), start.r#type, span, may)?;
                Ok((begun, false))
            }
        }
    });
    if matches!(went, Ok((_, true)) | Err(Error::OtherVisitOpen(_))) {
        crate::reads::log_read(clinic, patient)?;
    }
    let (id, already_open) = went?;
    Ok(Begun {
        visit: load(clinic, id)?,
        already_open,
    })
}

/// Records a visit that was earlier, with an empty note for a user who may write one; its appointment goes to the room,
/// and is done where the visit has ended.
///
/// # Errors
/// `Forbidden` (needs `visits.write`), `NotFound` as for [`start`], `OtherVisitOpen` for one that has not ended while
/// the user has another open visit of the patient, `PatientDeleted`, `Invalid` for times that are none, that are still
/// to come, that end before they begin or that lie before the day of birth.
pub fn record_past(clinic: &mut Clinic, past: &PastVisit) -> Result<VisitView> {
    clinic.may(Right::VisitsWrite)?;
    let patient: PatientId = past.patient_id.to()?;
    let appointment: Option<AppointmentId> =
        past.appointment_id.as_ref().map(Id::to).transpose()?;
    require_reached(clinic, appointment)?;
    let span = Span::read(&past.started_at, past.ended_at.as_ref())?;
    span.require_past(present(clinic)?)?;
    let (may, zone, may_use) = (May::of(clinic), clinic.zone()?, MayUse::of(clinic)?);
    let went = clinic.write("record past visit", |tx| {
        if let Some(appointment) = appointment {
            comes_to(tx, patient, appointment)?;
        }
        require_not_deleted(tx, patient)?;
        span.require_after_birth(&tx.read(), patient, &zone)?;
        if span.ended_at.is_none()
            && let Some(open) = open_visit(tx, patient)?
        {
            return Err(Error::OtherVisitOpen(open.value.id));
        }
        let id = begin(tx, (patient, appointment), past.r#type, span, may)?;
        match appointment {
            Some(appointment) if span.ended_at.is_some() && may.move_appointments => {
                complete(tx, appointment, &zone, may_use)?;
            }
            _ => {}
        }
        Ok(id)
    });
    if matches!(went, Err(Error::OtherVisitOpen(_))) {
        crate::reads::log_read(clinic, patient)?;
    }
    load(clinic, went?)
}

/// Checks that a role of the user counts where the appointment of a visit is.
///
/// # Errors
/// `NotFound`.
fn require_reached(clinic: &Clinic, appointment: Option<AppointmentId>) -> Result<()> {
    let reached = appointment.map(|id| clinic.reached(id, Right::VisitsWrite));
    reached.transpose().map(drop)
}

/// The further rights of a user who starts a visit.
#[derive(Clone, Copy)]
struct May {
    write_notes: bool,
    move_appointments: bool,
}

impl May {
    fn of(clinic: &Clinic) -> Self {
        Self {
            write_notes: clinic.actor.can(Right::NotesWrite),
            move_appointments: clinic.actor.can(Right::AppointmentsWrite),
        }
    }
}

fn comes_to(tx: &WriteTx<'_>, patient: PatientId, appointment: AppointmentId) -> Result<()> {
    let attendees = tx.read().attendees(appointment)?;
    let files = merged_files::of(&tx.read(), patient)?;
    let own = attendees
        .into_iter()
        .find(|row| row.deleted.is_none() && files.contains(&row.value.patient));
    or_not_found(own, "appointment of this patient").map(drop)
}

/// Returns the latest visit of this patient that the user has begun and not ended.
fn open_visit(tx: &WriteTx<'_>, patient: PatientId) -> Result<Option<Stored<Visit>>> {
    let mut open = tx.read().open_visits(tx.user())?;
    let files = merged_files::of(&tx.read(), patient)?;
    open.retain(|row| files.contains(&row.value.patient));
    Ok(open.pop())
}

fn go_on(
    tx: &mut WriteTx<'_>,
    open: Stored<Visit>,
    appointment: Option<AppointmentId>,
    may: May,
) -> Result<VisitId> {
    let (mut visit, seen) = (open.value, open.seen);
    let Some(appointment) = appointment else {
        return Ok(visit.id);
    };
    if visit.appointment.is_some_and(|tied| tied != appointment) {
        return Err(Error::OtherVisitOpen(visit.id));
    }
    visit.appointment = Some(appointment);
    tx.update(&visit, &seen)?;
    if may.move_appointments {
        into_the_room(tx, appointment)?;
        record_visit(tx, appointment, visit.patient, true)?;
    }
    tx.audit(|_| {
        Event::new("edit visit", Visit::DESCRIPTOR.name)
            .of(visit.id.0)
            .about(visit.patient.0)
    });
    Ok(visit.id)
}

fn begin(
    tx: &mut WriteTx<'_>,
    (patient, appointment): (PatientId, Option<AppointmentId>),
    kind: VisitType,
    span: Span,
    may: May,
) -> Result<VisitId> {
    let id: VisitId = tx.new_id();
    tx.insert(&Visit {
        id,
        patient,
        provider: tx.user(),
        appointment,
        kind,
        started_at: span.started_at,
        ended_at: span.ended_at,
        chief_complaint: None.into(),
        summary: None.into(),
        follow_up_required: false,
        follow_up_date: None,
    })?;
    if may.write_notes {
        let note: NoteId = tx.new_id();
        tx.insert(&blank(note, patient, Some(id), NoteKind::Adime))?;
    }
    if let Some(appointment) = appointment
        && may.move_appointments
    {
        into_the_room(tx, appointment)?;
        record_visit(tx, appointment, patient, true)?;
    }
    tx.audit(|event| event.of(id.0).about(patient.0));
    Ok(id)
}

/// Moves an appointment to the room. One that was cancelled or missed arrives first, as the transitions of the board
/// require.
pub(super) fn into_the_room(tx: &mut WriteTx<'_>, appointment: AppointmentId) -> Result<()> {
    use AppointmentStatus::Arrived;
    use AppointmentStatus::Cancelled;
    use AppointmentStatus::Confirmed;
    use AppointmentStatus::InRoom;
    use AppointmentStatus::NoShow;
    use AppointmentStatus::Scheduled;
    let row = or_not_found(tx.get::<Appointment>(appointment)?, "appointment")?.value;
    let status = row.status;
    // one patient of a group brings back neither a session that was cancelled nor one that is over
    if row.seats.is_some() && !matches!(status, Scheduled | Confirmed) {
        return Ok(());
    }
    let zone = zone_at(&tx.read(), row.facility)?;
    if row.seats.is_some() && day_of(row.starts, &zone) > day_of(tx.now(), &zone) {
        return Ok(());
    }
    if matches!(status, Cancelled | NoShow) {
        step(tx, appointment, Arrived)?;
    }
    step(tx, appointment, InRoom)
}

pub(super) fn step(
    tx: &mut WriteTx<'_>,
    appointment: AppointmentId,
    to: AppointmentStatus,
) -> Result<()> {
    let row = or_not_found(tx.get::<Appointment>(appointment)?, "appointment")?;
    if may_follow(row.value.status, to) {
        status::apply(tx, row.value, &row.seen, to, status::Why::default())?;
    }
    Ok(())
}
