//! Absences as they are made, changed and ended.

use sync_contract::catalog::{Absence, Room, User};
use sync_contract::field::{Line, Time};
use sync_contract::ids::{AbsenceId, FacilityId, RoomId, UserId};
use sync_contract::{Compartment, Right};
use vault::WriteTx;
use vault::read::Stored;

use crate::absences::list::{changed, of_here};
use crate::absences::{AbsenceForm, AbsenceView, WHAT};
use crate::appointments::absent::is_expected;
use crate::appointments::day::providers_anywhere;
use crate::appointments::here::Here;
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken, set};
use crate::{Clinic, fields};

/// The checked values of a form.
struct Checked {
    provider: Option<UserId>,
    room: Option<RoomId>,
    starts: Time,
    ends: Time,
    reason: Option<Line>,
}

/// Records that a provider is absent or that a room is closed. Appointments that lie in it stay as they are, and are
/// returned.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `TooLong`, `Invalid` for neither or both of a provider and a room, for one
/// that cannot be booked, for a room of another facility than that of the session and for a provider who works only at
/// others, for an end that is not after the start, and for a year before 1900 or after the next.
pub fn add(clinic: &mut Clinic, wanted: &AbsenceForm) -> Result<AbsenceView> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may_open(Compartment::Contact)?;
    let time = wanted.times(clinic);
    let bookable = Bookable::read(clinic, wanted)?;
    let id = clinic.write("add absence", |tx| {
        let checked = checked(tx, wanted, time, &bookable, None)?;
        let id: AbsenceId = tx.new_id();
        tx.insert(&Absence {
            id,
            provider: checked.provider,
            room: checked.room,
            starts: checked.starts,
            ends: checked.ends,
            reason: checked.reason.into(),
            ended_at: None,
        })?;
        Ok(id)
    })?;
    changed(clinic, id)
}

/// Changes the fields in which the form differs from the loaded one.
///
/// # Errors
/// As [`add`], `NotFound`, `Invalid` for one that was ended.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &AbsenceForm,
    wanted: &AbsenceForm,
) -> Result<AbsenceView> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may_open(Compartment::Contact)?;
    let (row, seen): (AbsenceId, _) = (id.to()?, seen.to_read_version()?);
    let stored = of_here(clinic, row)?;
    let wanted = merged_form!(AbsenceForm { provider_id, room_id, starts_at, ends_at, reason }
        of loaded, wanted, AbsenceForm::of(&stored.value));
    let time = wanted.times(clinic);
    let bookable = Bookable::read(clinic, &wanted)?;
    clinic.write("edit absence", |tx| {
        let mut absence = not_ended(tx, row)?.value;
        let checked = checked(tx, &wanted, time, &bookable, Some(&absence))?;
        absence.provider = checked.provider;
        absence.room = checked.room;
        absence.starts = checked.starts;
        absence.ends = checked.ends;
        set(&mut absence.reason, checked.reason);
        tx.update(&absence, &seen)?;
        Ok(())
    })?;
    changed(clinic, row)
}

/// Ends an absence now; one that has not begun never takes effect.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `Invalid` for one that is over.
pub fn end(clinic: &mut Clinic, id: &Id) -> Result<AbsenceView> {
    clinic.may(Right::AppointmentsWrite)?;
    let row: AbsenceId = id.to()?;
    of_here(clinic, row)?;
    clinic.write("end absence", |tx| {
        let stored = not_ended(tx, row)?;
        let (mut absence, now) = (stored.value, tx.now());
        if absence.ends <= now {
            return Err(Error::invalid("endedAt", Reason::OutOfOrder));
        }
        absence.ended_at = Some(now);
        tx.update(&absence, &stored.seen)?;
        Ok(())
    })?;
    changed(clinic, row)
}

fn not_ended(tx: &WriteTx<'_>, id: AbsenceId) -> Result<Stored<Absence>> {
    let stored = tx.get::<Absence>(id)?.filter(|row| row.deleted.is_none());
    let stored = or_not_found(stored, WHAT)?;
    match stored.value.ended_at {
        Some(_) => Err(Error::invalid("endedAt", Reason::OutOfOrder)),
        None => Ok(stored),
    }
}

/// Who can be booked, and where.
struct Bookable {
    providers: Vec<Stored<User>>,
    /// The facility that was chosen for the session, or to which its user's roles bind it.
    chosen: Option<FacilityId>,
    /// The provider of the absence works at other facilities alone.
    is_elsewhere: bool,
}

impl Bookable {
    fn read(clinic: &Clinic, form: &AbsenceForm) -> Result<Self> {
        let (reader, workplace) = (clinic.read(), clinic.workplace()?);
        let provider: Option<UserId> = form.provider_id.as_ref().map(Id::to).transpose()?;
        let is_elsewhere = match (provider, workplace.chosen()) {
            (Some(provider), Some(chosen)) => {
                let is_booked = is_booked_at(clinic, form, (provider, chosen))?;
                !Here::read(&reader, &workplace)?.takes_absence(provider, is_booked)
            }
            _ => false,
        };
        Ok(Self {
            providers: providers_anywhere(&reader)?,
            chosen: workplace.chosen(),
            is_elsewhere,
        })
    }
}

/// Returns whether a provider is booked at a facility during an absence; not where its times are none.
fn is_booked_at(
    clinic: &Clinic,
    form: &AbsenceForm,
    (provider, facility): (UserId, FacilityId),
) -> Result<bool> {
    let Ok((starts, ends)) = form.times(clinic) else {
        return Ok(false);
    };
    let reader = clinic.read();
    let booked = reader.appointments_between(Some(provider), starts, ends)?;
    Ok(booked.iter().any(|row| {
        let is_there = row.deleted.is_none() && row.value.facility == facility;
        is_there && is_expected(row.value.status)
    }))
}

/// Returns the checked values of a form. A provider or a room that the absence has already is kept, though it can be
/// booked no longer.
fn checked(
    tx: &WriteTx<'_>,
    form: &AbsenceForm,
    times: Result<(Time, Time)>,
    bookable: &Bookable,
    before: Option<&Absence>,
) -> Result<Checked> {
    let provider = || {
        let Some(id) = &form.provider_id else {
            return match form.room_id {
                Some(_) => Ok(None),
                None => Err(Error::invalid("providerId", Reason::Required)),
            };
        };
        let id: UserId = id.to()?;
        let is_same = before.is_some_and(|absence| absence.provider == Some(id));
        let mut providers = bookable.providers.iter();
        match is_same || providers.any(|row| row.value.id == id) {
            // as in a booking
            true if !is_same && bookable.is_elsewhere => {
                Err(Error::invalid("providerId", Reason::Elsewhere))
            }
            true => Ok(Some(id)),
            false => Err(Error::invalid("providerId", Reason::Unknown)),
        }
    };
    let room = || {
        let Some(id) = &form.room_id else {
            return Ok(None);
        };
        if form.provider_id.is_some() {
            return Err(Error::invalid("roomId", Reason::Impossible));
        }
        let id: RoomId = id.to()?;
        let is_same = before.is_some_and(|absence| absence.room == Some(id));
        let row = tx.get::<Room>(id)?.filter(|row| row.deleted.is_none());
        let at = row.as_ref().map(|row| row.value.facility);
        let is_elsewhere = |at: FacilityId| bookable.chosen.is_some_and(|chosen| chosen != at);
        // as in a booking
        if !is_same && at.is_some_and(is_elsewhere) {
            return Err(Error::invalid("roomId", Reason::Elsewhere));
        }
        match is_same || row.is_some_and(|row| row.value.is_active) {
            true => Ok(Some(id)),
            false => Err(Error::invalid("roomId", Reason::Unknown)),
        }
    };
    let (provider, room, (starts, ends), reason) = (
        provider(),
        room(),
        times,
        fields::optional(&form.reason, "reason"),
    )
        .together()?;
    Ok(Checked {
        provider,
        room,
        starts,
        ends,
        reason,
    })
}
