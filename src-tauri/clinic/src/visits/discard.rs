use sync_contract::catalog::{
    AppointmentStatus, DeletionReason, Measurement, Note, NoteStatus, Visit,
};
use sync_contract::ids::{PatientId, VisitId};
use sync_contract::read_version::ReadVersion;
use sync_contract::{Entity, Right};
use vault::WriteTx;
use vault::read::Removal;

use crate::Clinic;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Reason, Result};
use crate::view::{Id, ReadVersionToken};
use crate::visits::VisitView;
use crate::visits::edit::{commit_note, not_discarded};
use crate::visits::show::load;
use crate::visits::start::{into_the_room, step};

/// Takes back a visit that was begun by mistake, with its note and its readings; its appointment waits again. What was
/// typed into the note is saved first, so that [`restore`] brings all of it back. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `visits.write`, and the rights to the note and the readings that it has), `NotFound`,
/// `PatientDeleted`, `Invalid` for a visit that has ended, `AlreadySigned`.
pub fn discard(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<ReadVersionToken> {
    clinic.may(Right::VisitsWrite)?;
    let (id, seen): (VisitId, _) = (id.to()?, seen.to_seen()?);
    commit_note(clinic, id)?;
    let lacking = |right| (!clinic.actor.can(right)).then_some(right);
    let lacks_notes = lacking(Right::NotesWrite);
    let lacks_readings = lacking(Right::MeasurementsWrite);
    let moves_appointment = clinic.actor.can(Right::AppointmentsWrite);
    clinic.write("discard visit", |tx| {
        let visit = not_discarded(tx, id)?;
        require_not_deleted(tx, visit.patient)?;
        if visit.ended_at.is_some() {
            return Err(Error::invalid("visit", Reason::OutOfOrder));
        }
        let why = DeletionReason::EnteredInError;
        for note in tx.read().notes_at(visit.patient, id)? {
            require(lacks_notes)?;
            if note.value.status == NoteStatus::Signed {
                return Err(Error::AlreadySigned);
            }
            tx.delete::<Note>(note.value.id, why, None, &note.seen)?;
        }
        for reading in tx.read().measurements_of(visit.patient, None)? {
            if reading.deleted.is_none() && reading.value.visit == Some(id) {
                require(lacks_readings)?;
                tx.delete::<Measurement>(reading.value.id, why, None, &reading.seen)?;
            }
        }
        tx.delete::<Visit>(id, why, None, &seen)?;
        match visit.appointment {
            Some(appointment) if moves_appointment => {
                step(tx, appointment, AppointmentStatus::Arrived)?;
            }
            _ => {}
        }
        Ok(())
    })?;
    removed(clinic, &Id::of(id))
}

fn require(lacking: Option<Right>) -> Result<()> {
    lacking.map_or(Ok(()), |right| Err(Error::Forbidden(right)))
}

/// Returns what names the removal of a discarded visit, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `visits.write`), `NotFound` where none was discarded.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::VisitsWrite)?;
    let row = clinic.read().get::<Visit>(id.to()?)?;
    let row = or_not_found(row.filter(|row| row.deleted.is_some()), "discarded visit")?;
    Ok(ReadVersionToken::of(&row.seen))
}

/// Brings a discarded visit back, with what was taken back together with it.
///
/// # Errors
/// `Forbidden` (needs `visits.write`, and the rights to what comes back with it), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<VisitView> {
    clinic.may(Right::VisitsWrite)?;
    let (id, seen): (VisitId, _) = (id.to()?, seen.to_seen()?);
    let moves_appointment = clinic.actor.can(Right::AppointmentsWrite);
    clinic.write("restore visit", |tx| {
        let visit = or_not_found(tx.get::<Visit>(id)?, "discarded visit")?;
        let removal = or_not_found(visit.deleted, "discarded visit")?;
        require_not_deleted(tx, visit.value.patient)?;
        tx.undelete::<Visit>(id, &seen)?;
        let patient = visit.value.patient;
        for (note, seen) in taken_together::<Note>(tx, patient, &removal)? {
            if note.visit == Some(id) {
                tx.undelete::<Note>(note.id, &seen)?;
            }
        }
        for (reading, seen) in taken_together::<Measurement>(tx, patient, &removal)? {
            if reading.visit == Some(id) {
                tx.undelete::<Measurement>(reading.id, &seen)?;
            }
        }
        match visit.value.appointment {
            Some(appointment) if moves_appointment => into_the_room(tx, appointment),
            _ => Ok(()),
        }
    })?;
    load(clinic, id)
}

/// Returns the patient's rows that were removed in the same action as another one; what somebody had taken out before
/// stays out.
fn taken_together<E: Entity>(
    tx: &WriteTx<'_>,
    patient: PatientId,
    removal: &Removal,
) -> Result<Vec<(E, ReadVersion)>> {
    let mut rows = tx.read().rows_of_patient(E::DESCRIPTOR, patient)?;
    rows.retain(|row| {
        let other = row.deleted.as_ref();
        other.is_some_and(|other| (other.at, other.by) == (removal.at, removal.by))
    });
    let opened = rows
        .into_iter()
        .filter_map(|row| Some((E::from_row(&row.value).ok()?, row.seen)));
    Ok(opened.collect())
}
