use chrono_tz::Tz;
use sync_contract::Right;
use sync_contract::catalog::{Measurement, Visit};
use sync_contract::field::Time;
use sync_contract::ids::VisitId;
use vault::WriteTx;

use crate::Clinic;
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::measurements::doubt::present;
use crate::view::At;
use crate::visits::edit::{apply, not_discarded};
use crate::visits::show::load;
use crate::visits::span::Span;
use crate::visits::{VisitEdit, VisitTimes, VisitView};

/// Corrects when a visit began and, of one that has ended, when it ended, together with what else is edited of it. The
/// readings that were taken while it lasted move along where the user may write them: they stay within the visit.
///
/// # Errors
/// `Forbidden` (needs `visits.write`), `NotFound`, `PatientDeleted`, `Invalid` for times that are none, that are still
/// to come, that end before they begin or that lie before the day of birth, and with `Impossible` on `endedAt` where
/// it has no end to correct, or would have none any more; and as [`edit`](super::edit::edit).
pub fn correct(clinic: &mut Clinic, edit: &VisitEdit, times: &VisitTimes) -> Result<VisitView> {
    clinic.may(Right::VisitsWrite)?;
    let (id, seen): (VisitId, _) = (edit.id.to()?, edit.seen.to_read_version()?);
    let span = Span::read(&times.started_at, times.ended_at.as_ref())?;
    let (present, zone) = (present(clinic)?, clinic.zone()?);
    let moves_readings = clinic.actor.can(Right::MeasurementsWrite);
    clinic.write("correct times of visit", |tx| {
        let before = not_discarded(tx, id)?;
        if before.ended_at.is_some() != span.ended_at.is_some() {
            return Err(Error::invalid("endedAt", Reason::Impossible));
        }
        let mut after = before.clone();
        after.started_at = unless_same(before.started_at, span.started_at);
        after.ended_at = before
            .ended_at
            .zip(span.ended_at)
            .map(|(stored, typed)| unless_same(stored, typed));
        let span = Span {
            started_at: after.started_at,
            ended_at: after.ended_at,
        };
        span.require_past(present)?;
        span.require_after_birth(&tx.read(), before.patient, &zone)?;
        apply(tx, after, edit, &seen, &zone)?;
        if moves_readings {
            move_readings(tx, &before, span, &zone)?;
        }
        Ok(())
    })?;
    load(clinic, id)
}

/// Returns the stored time where the typed one is what was shown of it, which has no microseconds.
fn unless_same(stored: Time, typed: Time) -> Time {
    match At::of(stored) == At::of(typed) {
        true => stored,
        false => typed,
    }
}

/// Where the visit moves to another day, its readings are as long after its begin as before.
fn move_readings(tx: &mut WriteTx<'_>, before: &Visit, after: Span, zone: &Tz) -> Result<()> {
    let now = tx.now();
    let lasted = before.started_at..=before.ended_at.unwrap_or(now);
    let shift_us = match day_of(before.started_at, zone) == day_of(after.started_at, zone) {
        true => 0,
        false => after.started_at.0.saturating_sub(before.started_at.0),
    };
    let until = after.ended_at.unwrap_or(now);
    for row in tx.read().measurements_of(before.patient, None)? {
        let mut reading: Measurement = row.value;
        let is_taken_then = reading.visit == Some(before.id)
            && row.deleted.is_none()
            && lasted.contains(&reading.measured_at);
        // one that cannot be read, or of which two versions wait for a decision, stays as it is
        if !is_taken_then || !row.damaged.is_empty() || !row.conflicted.is_empty() {
            continue;
        }
        let moved = Time(reading.measured_at.0.saturating_add(shift_us));
        let moved = moved.min(until).max(after.started_at);
        if moved != reading.measured_at {
            reading.measured_at = moved;
            tx.update(&reading, &row.seen)?;
        }
    }
    Ok(())
}
