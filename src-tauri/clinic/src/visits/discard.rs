use chrono_tz::Tz;
use sync_contract::catalog::{
    Appointment, AppointmentStatus, DeletionReason, EnergyEstimate, Measurement, Note, NoteStatus,
    Screening, Visit,
};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, PatientId, UserId, VisitId};
use sync_contract::read_version::ReadVersion;
use sync_contract::{Descriptor, Entity, Right, Row};
use uuid::Uuid;
use vault::WriteTx;

use crate::appointments::groups::seats::record_visit;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::invoices::packages::uses::{MayUse, use_or_give_back};
use crate::notes::NoteState;
use crate::notes::appended::Appended;
use crate::view::{Id, ReadVersionToken};
use crate::visits::VisitView;
use crate::visits::edit::{commit_note, complete, not_discarded};
use crate::visits::show::load;
use crate::visits::start::{into_the_room, step};
use crate::{Clinic, fields, merged_files};

/// Takes back a visit that was begun by mistake and has not ended, with its note, readings, screenings and estimates;
/// its appointment waits again. What was typed into the note is saved first, so that [`restore`] brings all of it back.
/// Returns what [`restore`] needs.
///
/// A visit with another provider is theirs: it is discarded where `is_asked`, which says that a person was told whose
/// it is.
///
/// # Errors
/// `Forbidden` (needs `visits.write`, and the rights to the note and the readings that it has), `NotFound`,
/// `PatientDeleted`, `Invalid` for a visit that has ended, and with `OutOfOrder` on `provider` for one of another
/// provider who was not named, `AlreadySigned` unless the note is void, `ChangedMeanwhile`.
pub fn discard(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    is_asked: bool,
) -> Result<ReadVersionToken> {
    clinic.may(Right::VisitsWrite)?;
    take_back(clinic, id, seen, is_asked, None)
}

/// Takes back a visit also where it has ended, as one that was written for the wrong patient, and says why. A void note
/// stays in the chart as it was signed.
///
/// # Errors
/// As [`discard`], but not for a visit that has ended, `Invalid` and `TooLong` for the reason.
pub fn discard_ended(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    is_asked: bool,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::VisitsWrite)?;
    let reason = fields::required::<4000>(reason, "reason")?;
    take_back(clinic, id, seen, is_asked, Some(reason.as_str()))
}

fn take_back(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    is_asked: bool,
    reason: Option<&str>,
) -> Result<ReadVersionToken> {
    let (id, seen): (VisitId, _) = (id.to()?, seen.to_read_version()?);
    let provider = clinic.require_row::<Visit>(id, "visit")?.value.provider;
    if provider != clinic.user() && !is_asked {
        return Err(Error::invalid("provider", Reason::OutOfOrder));
    }
    commit_note(clinic, id)?;
    let lacking = |right| (!clinic.actor.can(right)).then_some(right);
    let lacks_notes = lacking(Right::NotesWrite);
    let lacks_readings = lacking(Right::MeasurementsWrite);
    let moves_appointment = clinic.actor.can(Right::AppointmentsWrite);
    let (zone, may_use) = (clinic.zone()?, MayUse::of(clinic)?);
    clinic.write("discard visit", |tx| {
        let visit = not_discarded(tx, id)?;
        require_not_deleted(tx, visit.patient)?;
        if visit.ended_at.is_some() && reason.is_none() {
            return Err(Error::invalid("visit", Reason::OutOfOrder));
        }
        let why = DeletionReason::EnteredInError;
        let appended = Appended::of_patient(&tx.read(), visit.patient)?;
        for note in tx.read().notes_at(visit.patient, id)? {
            // what is signed is never removed
            if appended.state(&note.value) == NoteState::Void {
                continue;
            }
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
        for screening in tx.read().screenings_of(visit.patient)? {
            if screening.value.visit == Some(id) {
                require(lacks_readings)?;
                tx.delete::<Screening>(screening.value.id, why, None, &screening.seen)?;
            }
        }
        for estimate in tx.read().energy_estimates_of(visit.patient)? {
            if estimate.value.visit == Some(id) {
                require(lacks_readings)?;
                tx.delete::<EnergyEstimate>(estimate.value.id, why, None, &estimate.seen)?;
            }
        }
        tx.delete::<Visit>(id, why, reason, &seen)?;
        // one that did not see what others changed would only be a conflict, and take the note all the same
        if tx.get::<Visit>(id)?.is_none_or(|row| row.deleted.is_none()) {
            return Err(Error::ChangedMeanwhile);
        }
        match visit.appointment {
            Some(appointment) if moves_appointment => {
                back_to_waiting(tx, appointment, visit.patient)?;
                match visit.ended_at {
                    Some(_) => give_back(tx, appointment, &zone, may_use),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    })?;
    removed(clinic, &Id::of(id))
}

/// A group session goes on with the others.
fn back_to_waiting(
    tx: &mut WriteTx<'_>,
    appointment: AppointmentId,
    patient: PatientId,
) -> Result<()> {
    let row = tx.get::<Appointment>(appointment)?;
    match row.is_some_and(|row| row.value.seats.is_some()) {
        true => record_visit(tx, appointment, patient, false),
        false => step(tx, appointment, AppointmentStatus::Arrived),
    }
}

/// Gives back what was paid with a package for an appointment that is not done any more.
fn give_back(
    tx: &mut WriteTx<'_>,
    appointment: AppointmentId,
    zone: &Tz,
    may_use: MayUse,
) -> Result<()> {
    match tx.get::<Appointment>(appointment)? {
        Some(row) => use_or_give_back(tx, appointment, day_of(row.value.starts, zone), may_use),
        None => Ok(()),
    }
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

/// Brings a discarded visit back, with what was taken back together with it. Where a person decided meanwhile that the
/// visit stays, what was taken back with it comes.
///
/// # Errors
/// `Forbidden` (needs `visits.write`, and the rights to what comes back with it), `NotFound` where nothing was taken
/// back, `PatientDeleted`, `OtherVisitOpen` while its provider has another one of the patient.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<VisitView> {
    clinic.may(Right::VisitsWrite)?;
    let (id, seen): (VisitId, _) = (id.to()?, seen.to_read_version()?);
    let moves_appointment = clinic.actor.can(Right::AppointmentsWrite);
    let (zone, may_use) = (clinic.zone()?, MayUse::of(clinic)?);
    clinic.write("restore visit", |tx| {
        let row = or_not_found(tx.get::<Visit>(id)?, "discarded visit")?;
        let removal = row.deleted.as_ref().map(|removal| (removal.at, removal.by));
        let (visit, was_discarded) = (row.value, removal.is_some());
        require_not_deleted(tx, visit.patient)?;
        if was_discarded && visit.ended_at.is_none() {
            let mut open = tx.read().open_visits(visit.provider)?;
            let files = merged_files::of(&tx.read(), visit.patient)?;
            open.retain(|open| files.contains(&open.value.patient));
            if let Some(open) = open.pop() {
                return Err(Error::OtherVisitOpen(open.value.id));
            }
        }
        let taken = Taken::of(tx, &visit, removal)?;
        if !was_discarded && !taken.has_note() {
            return Err(Error::NotFound("discarded visit"));
        }
        if was_discarded {
            tx.undelete::<Visit>(id, &seen)?;
        }
        taken.put_back(tx)?;
        match visit.appointment {
            Some(appointment) if was_discarded && moves_appointment => {
                record_visit(tx, appointment, visit.patient, true)?;
                let waits = tx.get::<Appointment>(appointment)?;
                if waits.is_none_or(|row| row.value.status != AppointmentStatus::Arrived) {
                    return Ok(());
                }
                into_the_room(tx, appointment)?;
                match visit.ended_at {
                    Some(_) => complete(tx, appointment, &zone, may_use),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    })?;
    load(clinic, id)
}

/// The rows that were removed together with a visit; rows that were removed before stay removed.
struct Taken(Vec<(&'static Descriptor, Uuid, ReadVersion)>);

impl Taken {
    /// The removals of one action are of one moment and one user. That of the visit itself may be another by now, when
    /// a person decided about it; nothing is taken out of a discarded visit later, so the newest ones are meant.
    /// Without a note among them, as where it is void, the newest may be older than the removal of the visit.
    fn of(tx: &WriteTx<'_>, visit: &Visit, of_visit: Option<(Time, UserId)>) -> Result<Self> {
        let mut removed = Vec::new();
        for descriptor in [
            Note::DESCRIPTOR,
            Measurement::DESCRIPTOR,
            Screening::DESCRIPTOR,
            EnergyEstimate::DESCRIPTOR,
        ] {
            for row in tx.read().rows_of_patient(descriptor, visit.patient)? {
                if let Some(removal) = row.deleted
                    && visit_of(&row.value) == Some(visit.id)
                {
                    removed.push((removal.at, removal.by, descriptor, row.value.id, row.seen));
                }
            }
        }
        let has_note = removed
            .iter()
            .any(|(_, _, descriptor, ..)| descriptor.number == Note::DESCRIPTOR.number);
        let newest = match has_note {
            true => removed.iter().map(|(at, by, ..)| (*at, *by)).max(),
            false => of_visit,
        };
        let together = removed
            .into_iter()
            .filter(|(at, by, ..)| Some((*at, *by)) == newest)
            .map(|(_, _, descriptor, id, seen)| (descriptor, id, seen));
        Ok(Self(together.collect()))
    }

    /// A note is removed with its visit and in no other way.
    fn has_note(&self) -> bool {
        let mut descriptors = self.0.iter().map(|(descriptor, ..)| descriptor.number);
        descriptors.any(|number| number == Note::DESCRIPTOR.number)
    }

    fn put_back(self, tx: &mut WriteTx<'_>) -> Result<()> {
        for (descriptor, id, seen) in self.0 {
            tx.undelete_row(descriptor, id, &seen)?;
        }
        Ok(())
    }
}

/// Returns the visit that a note, a reading, a screening or an estimate belongs to.
fn visit_of(row: &Row) -> Option<VisitId> {
    match row.descriptor.number {
        number if number == Note::DESCRIPTOR.number => Note::from_row(row).ok()?.visit,
        number if number == Measurement::DESCRIPTOR.number => {
            Measurement::from_row(row).ok()?.visit
        }
        number if number == EnergyEstimate::DESCRIPTOR.number => {
            EnergyEstimate::from_row(row).ok()?.visit
        }
        _ => Screening::from_row(row).ok()?.visit,
    }
}

/// Puts back what was taken with a visit of which a person decided that it stays.
///
/// # Errors
/// Those of the disk.
pub(crate) fn bring_back(tx: &mut WriteTx<'_>, visit: VisitId) -> Result<()> {
    match tx.get::<Visit>(visit)? {
        Some(row) if row.deleted.is_none() => {
            let taken = Taken::of(tx, &row.value, None)?;
            match taken.has_note() {
                true => taken.put_back(tx),
                false => Ok(()),
            }
        }
        _ => Ok(()),
    }
}
