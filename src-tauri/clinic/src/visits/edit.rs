use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use sync_contract::Right;
use sync_contract::catalog::{Appointment, AppointmentStatus, Visit};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, VisitId};
use sync_contract::read_version::ReadVersion;
use vault::WriteTx;
use vault::read::Stored;

use crate::appointments::{may_follow, status};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::invoices::packages::uses::{MayUse, use_or_give_back};
use crate::measurements::doubt::{is_recorded_later, present};
use crate::view::{At, Day, Id, ReadVersionToken, set, text};
use crate::visits::show::load;
use crate::visits::span::Span;
use crate::visits::{VisitEdit, VisitForm, VisitView};
use crate::{Clinic, fields, notes};

/// Ten years: our own limit, against a slip of the hand.
const FOLLOW_UP_WITHIN: Days = Days::new(3653);

/// Changes the kind and reason of a visit and when the next one is due, where the editor changed them. Returns the new
/// read version.
///
/// # Errors
/// `Forbidden` (needs `visits.write`), `NotFound`, `PatientDeleted`, `Invalid`.
pub fn edit(clinic: &mut Clinic, edit: &VisitEdit) -> Result<ReadVersionToken> {
    clinic.may(Right::VisitsWrite)?;
    let (id, seen): (VisitId, _) = (edit.id.to()?, edit.seen.to_read_version()?);
    let zone = clinic.zone()?;
    clinic.write("edit visit", |tx| {
        let visit = not_discarded(tx, id)?;
        apply(tx, visit, edit, &seen, &zone)
    })?;
    Ok(ReadVersionToken::of(
        &clinic.require_row::<Visit>(id, "visit")?.seen,
    ))
}

/// Returns a visit that was not discarded.
pub(super) fn not_discarded(tx: &WriteTx<'_>, id: VisitId) -> Result<Visit> {
    Ok(stored(tx, id)?.value)
}

fn stored(tx: &WriteTx<'_>, id: VisitId) -> Result<Stored<Visit>> {
    let row = tx.get::<Visit>(id)?;
    or_not_found(row.filter(|row| row.deleted.is_none()), "visit")
}

pub(super) fn apply(
    tx: &mut WriteTx<'_>,
    mut visit: Visit,
    edit: &VisitEdit,
    seen: &ReadVersion,
    zone: &Tz,
) -> Result<()> {
    require_not_deleted(tx, visit.patient)?;
    let stored = VisitForm {
        r#type: visit.kind,
        complaint: text(&visit.chief_complaint),
        follow_up_on: visit.follow_up_date.map(Day::of),
    };
    let form = merged_form!(VisitForm { r#type, complaint, follow_up_on } of &edit.loaded, &edit.form, stored);
    let follow_up = form.follow_up_on.as_ref();
    let follow_up = follow_up.map(|day| {
        let day = day.to_date("followUpOn")?;
        // one that was stored before stays
        if Some(day) != visit.follow_up_date {
            require_follow_up(day, day_of(visit.started_at, zone))?;
        }
        Ok(day)
    });
    let (complaint, follow_up) = (
        fields::optional_paragraph(&form.complaint, "complaint"),
        follow_up.transpose(),
    )
        .together()?;
    visit.kind = form.r#type;
    set(&mut visit.chief_complaint, complaint);
    visit.follow_up_required = follow_up.is_some();
    visit.follow_up_date = follow_up;
    tx.update(&visit, seen)?;
    Ok(())
}

/// Checks that one plans a day as the next one: it may be over, where visits are written up later.
fn require_follow_up(day: NaiveDate, visit: NaiveDate) -> Result<()> {
    let reason = match day {
        _ if day < visit - FOLLOW_UP_WITHIN => Reason::TooLongAgo,
        _ if day > visit + FOLLOW_UP_WITHIN => Reason::Impossible,
        _ => return Ok(()),
    };
    Err(Error::invalid("followUpOn", reason))
}

/// Ends a visit now: commits its note's draft and marks its appointment as done. Ending twice changes nothing.
///
/// # Errors
/// `Forbidden` (needs `visits.write`), `NotFound`, `PatientDeleted`, `Invalid`, with `Required` on `endedAt` for a
/// visit that was recorded later than it was: [`end_at`] says when it ended.
pub fn end(clinic: &mut Clinic, edit: &VisitEdit) -> Result<VisitView> {
    clinic.may(Right::VisitsWrite)?;
    finish(clinic, edit, None)
}

/// Ends a visit that ended before now.
///
/// # Errors
/// As [`end`], and `Invalid` on `endedAt` for a time that is none, that is still to come or before the visit began, and
/// for another one than that at which it has ended already: `times::correct` corrects that.
pub fn end_at(clinic: &mut Clinic, edit: &VisitEdit, ended_at: &At) -> Result<VisitView> {
    clinic.may(Right::VisitsWrite)?;
    finish(clinic, edit, Some(ended_at.to_time("endedAt")?))
}

fn finish(clinic: &mut Clinic, edit: &VisitEdit, ended_at: Option<Time>) -> Result<VisitView> {
    let (id, seen): (VisitId, _) = (edit.id.to()?, edit.seen.to_read_version()?);
    commit_note(clinic, id)?;
    let moves_appointment = clinic.actor.can(Right::AppointmentsWrite);
    let (present, zone, may_use) = (present(clinic)?, clinic.zone()?, MayUse::of(clinic)?);
    clinic.write("end visit", |tx| {
        let row = stored(tx, id)?;
        let ended_at = match (row.value.ended_at, ended_at) {
            (Some(stored), Some(named)) if named != stored => {
                return Err(Error::invalid("endedAt", Reason::Taken));
            }
            (Some(stored), _) => stored,
            (None, ended_at) => end_of(&row, ended_at, tx.now(), present)?,
        };
        let mut visit = row.value;
        visit.ended_at = Some(ended_at);
        let appointment = visit.appointment;
        apply(tx, visit, edit, &seen, &zone)?;
        match appointment {
            Some(appointment) if moves_appointment => complete(tx, appointment, &zone, may_use),
            _ => Ok(()),
        }
    })?;
    load(clinic, id)
}

fn end_of(row: &Stored<Visit>, named: Option<Time>, now: Time, present: Time) -> Result<Time> {
    let started_at = row.value.started_at;
    match named {
        Some(at) => {
            let span = Span {
                started_at,
                ended_at: Some(at),
            };
            span.require_past(present).map(|()| at)
        }
        None if is_recorded_later(row) => Err(Error::invalid("endedAt", Reason::Required)),
        None => Ok(now.max(started_at)),
    }
}

/// Marks an appointment as done; a group session goes on with the others.
///
/// # Errors
/// Those of a write.
pub(super) fn complete(
    tx: &mut WriteTx<'_>,
    appointment: AppointmentId,
    zone: &Tz,
    may_use: MayUse,
) -> Result<()> {
    let Some(row) = tx.get::<Appointment>(appointment)? else {
        return Ok(());
    };
    let completed = AppointmentStatus::Completed;
    if row.value.seats.is_some() || !may_follow(row.value.status, completed) {
        return Ok(());
    }
    let day = day_of(row.value.starts, zone);
    let why = status::Why::default();
    status::apply(tx, row.value, &row.seen, completed, why)?;
    use_or_give_back(tx, appointment, day, may_use)
}

pub(super) fn commit_note(clinic: &mut Clinic, visit: VisitId) -> Result<()> {
    if !clinic.actor.can(Right::NotesWrite) {
        return Ok(());
    }
    let reader = clinic.read();
    let Some(row) = reader.get::<Visit>(visit)? else {
        return Ok(());
    };
    for note in reader.notes_at(row.value.patient, visit)? {
        notes::write::commit_draft(clinic, &Id::of(note.value.id))?;
    }
    Ok(())
}
