//! Decisions about clashes. Each is a row of its own: another one takes it back, and of two the later one counts.

use sync_contract::Right;
use sync_contract::catalog::{Appointment, ClashChoice, ClashDecision};
use sync_contract::ids::{AppointmentId, ClashDecisionId};
use vault::WriteTx;
use vault::read::Reader;

use crate::Clinic;
use crate::appointments::absent::Slot;
use crate::appointments::book::Moving;
use crate::appointments::clash::occupies;
use crate::appointments::{AppointmentView, ClashOf, pages};
use crate::clashes::find::{Clashes, Overlap};
use crate::clashes::list::one;
use crate::clashes::{ClashMove, ClashRef, ClashRow, ClashState};
use crate::error::{Error, Reason, Result};
use crate::view::Id;

/// Keeps both appointments, notes that a patient is to be called, or opens the clash again. What was decided so already
/// is not written again.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `ChangedMeanwhile` where the two do not clash as they did,
/// `Invalid` for a move, which says where to, and where one of them was cancelled or missed meanwhile or the two do not
/// overlap any more.
pub fn decide(clinic: &mut Clinic, clash: &ClashRef, choice: ClashChoice) -> Result<ClashRow> {
    clinic.may(Right::AppointmentsWrite)?;
    let pair = clash.pair()?;
    let state = match choice {
        ClashChoice::Keep => ClashState::Decided,
        ClashChoice::Call => ClashState::ToCall,
        ClashChoice::Reopen => ClashState::Open,
        ClashChoice::Move => return Err(Error::invalid("choice", Reason::Impossible)),
    };
    // it is decided where either of the two is
    let [first, second] = pair.map(|id| clinic.reached(id, Right::AppointmentsWrite));
    first.or(second)?;
    clinic.write("decide clash", |tx| {
        let overlap = require(tx, pair, clash.id.as_ref())?;
        match overlap.state() == state {
            true => Ok(()),
            false => insert(tx, &overlap, choice, None),
        }
    })?;
    one(clinic, pair)
}

/// Moves one of the two, and records it with where and when it was before. A clash at its new time is a new one.
///
/// # Errors
/// As [`decide`] and as a move; `Invalid` for an appointment that is none of the two, and for one that stays where and
/// when it is.
pub fn move_one(clinic: &mut Clinic, form: &ClashMove) -> Result<AppointmentView> {
    clinic.may(Right::AppointmentsWrite)?;
    let pair = form.clash.pair()?;
    let moving = Moving::of(clinic, &form.to)?;
    let id = moving.id;
    if !pair.contains(&id) {
        return Err(Error::invalid("appointment", Reason::Unknown));
    }
    clinic.write("move clashing appointment", |tx| {
        let overlap = require(tx, pair, form.clash.id.as_ref())?;
        let moved = moving.write(tx)?;
        if !moved.is_elsewhere {
            return Err(Error::invalid("startsAt", Reason::Taken));
        }
        insert(tx, &overlap, ClashChoice::Move, Some((id, moved.before)))
    })?;
    pages::one(clinic, id)
}

/// Returns a clash as it is now, where it is the one that the user looked at.
fn require(tx: &WriteTx<'_>, pair: [AppointmentId; 2], looked_at: Option<&Id>) -> Result<Overlap> {
    let reader = tx.read();
    require_both(&reader, pair)?;
    let overlap = Clashes::between(&reader, pair)?.overlaps.pop();
    let overlap = overlap.ok_or(Error::invalid("clash", Reason::OutOfOrder))?;
    match looked_at.is_none_or(|id| *id == overlap.id(tx.tenant())) {
        true => Ok(overlap),
        false => Err(Error::ChangedMeanwhile),
    }
}

/// # Errors
/// `NotFound`, `Invalid` where one of them takes no time any more.
fn require_both(reader: &Reader<'_>, pair: [AppointmentId; 2]) -> Result<()> {
    let rows = reader.by_ids::<Appointment>(&pair.map(|id| id.0))?;
    if pair[0] == pair[1] || rows.iter().filter(|row| row.deleted.is_none()).count() < pair.len() {
        return Err(Error::NotFound("appointment"));
    }
    match rows.iter().all(|row| occupies(row.value.status)) {
        true => Ok(()),
        false => Err(Error::invalid("clash", Reason::Cancelled)),
    }
}

fn insert(
    tx: &mut WriteTx<'_>,
    overlap: &Overlap,
    choice: ClashChoice,
    moved: Option<(AppointmentId, Slot)>,
) -> Result<()> {
    let is_second = moved.is_some_and(|(id, _)| id == overlap.second.0);
    let (appointment, other) = match is_second {
        true => (&overlap.second, &overlap.first),
        false => (&overlap.first, &overlap.second),
    };
    let was = moved.map(|(_, slot)| slot);
    let id: ClashDecisionId = tx.new_id();
    tx.insert(&ClashDecision {
        id,
        appointment: appointment.0,
        other: other.0,
        version: appointment.1.clone(),
        other_version: other.1.clone(),
        shares_provider: overlap.shares.contains(&ClashOf::Provider),
        shares_room: overlap.shares.contains(&ClashOf::Room),
        shares_patient: overlap.shares.contains(&ClashOf::Patient),
        choice,
        at: tx.now(),
        was_provider: was.map(|slot| slot.provider),
        was_room: was.and_then(|slot| slot.room),
        was_starts: was.map(|slot| slot.starts),
        was_ends: was.map(|slot| slot.ends),
    })?;
    Ok(())
}
