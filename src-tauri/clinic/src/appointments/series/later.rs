//! One date of a series and those after it, moved as one action: all of them, or none.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use chrono_tz::Tz;
use sync_contract::Right;
use sync_contract::catalog::Appointment;
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, FacilityId, RoomId, UserId};
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::appointments::absent::Slot;
use crate::appointments::book::Moving as OneMove;
use crate::appointments::book::{
    after, is_movable, length_us, require_bookable, require_reach, require_seen_at, sees_patients,
    starts,
};
use crate::appointments::building::{facility_after, facility_of_room};
use crate::appointments::day::look_over;
use crate::appointments::freed::insert_moved;
use crate::appointments::series::book::{
    Written, all_or_none, outcome, require_count, require_free,
};
use crate::appointments::series::check::{Wanted, check, preview as counted};
use crate::appointments::series::list::{Dates, later};
use crate::appointments::series::{LaterMoves, LaterPlan, LaterPut, SeriesOutcome, SeriesPreview};
use crate::appointments::status::{name_patient, require_patient};
use crate::appointments::{AppointmentView, Move, pages};
use crate::clock::{at_wall, local};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::reads::{ListRead, log_list};
use crate::roles::given::GivenAt;
use crate::view::{Id, ReadVersionToken};
use crate::workplace::Workplace;

/// What a move changes of the date that it is given for, and so of those after it.
struct Change {
    by: TimeDelta,
    provider: Option<UserId>,
    room: Option<Option<RoomId>>,
    facility: Option<FacilityId>,
    length_us: Option<i64>,
    zone: Tz,
    /// That of the facility where the first date is to be.
    zone_after: Tz,
}

impl Change {
    /// Returns whose a date is after it, and where.
    fn of(&self, appointment: &Appointment) -> (UserId, Option<RoomId>) {
        let before = Slot::of(appointment);
        let provider = self.provider.unwrap_or(before.provider);
        (provider, self.room.unwrap_or(before.room))
    }

    fn slot(&self, appointment: &Appointment) -> Slot {
        let before = Slot::of(appointment);
        if self.by.is_zero() {
            // of an hour that the clocks repeat the wall time does not say which one
            return self.slot_at(appointment, before.starts);
        }
        let wall = local(before.starts, &self.zone) + self.by;
        let starts = at_wall(wall.date(), wall.time(), &self.zone);
        self.slot_at(appointment, starts)
    }

    fn slot_at(&self, appointment: &Appointment, starts: Time) -> Slot {
        let before = Slot::of(appointment);
        let length_us = before.ends.0.saturating_sub(before.starts.0);
        let (provider, room) = self.of(appointment);
        Slot {
            provider,
            room,
            starts,
            ends: after(starts, self.length_us.unwrap_or(length_us)),
        }
    }
}

/// A move of the first of several dates, checked as far as it can be before it is known what the date is.
struct Moving {
    id: AppointmentId,
    provider: UserId,
    room: Option<RoomId>,
    facility: Option<FacilityId>,
    time: Result<(Time, i64)>,
    sees_patients: GivenAt,
    workplace: Workplace,
}

impl Moving {
    fn of(clinic: &Clinic, to: &Move) -> Result<Self> {
        let (id, provider): (AppointmentId, UserId) = (to.id.to()?, to.provider_id.to()?);
        let (room, facility): (Option<RoomId>, Option<FacilityId>) = (
            to.room_id.as_ref().map(Id::to).transpose()?,
            to.facility_id.as_ref().map(Id::to).transpose()?,
        );
        require_reach(clinic, id, room, facility)?;
        Ok(Self {
            id,
            provider,
            room,
            facility,
            time: (starts(clinic, &to.starts_at), length_us(to.minutes)).together(),
            sees_patients: sees_patients(clinic, provider)?,
            workplace: clinic.workplace()?,
        })
    }

    /// Returns what it changes, with the dates that it is about: of those after it the ones that can still be moved.
    fn change(self, reader: &Reader<'_>) -> Result<(Change, Dates)> {
        let mut dates = later(reader, self.id)?;
        let first = &dates.first.value;
        if !is_movable(first.status) {
            return Err(Error::invalid("appointment", Reason::OutOfOrder));
        }
        // a provider who has changed roles keeps the appointments that they have
        let is_theirs = first.provider == self.provider;
        let sees_patients = is_theirs || self.sees_patients.is_anywhere();
        let bookable = require_bookable(reader, self.provider, self.room, sees_patients);
        let ((starts, length), of) = (self.time, bookable).together()?;
        let before = Slot::of(first);
        let facility = facility_after(first.facility, self.facility, of.room);
        if !is_theirs || facility != first.facility {
            require_seen_at(&self.sees_patients, facility)?;
        }
        let zone = self.workplace.zone_at(first.facility);
        let change = Change {
            by: local(starts, &zone) - local(before.starts, &zone),
            provider: (self.provider != before.provider).then_some(self.provider),
            room: (self.room != before.room).then_some(self.room),
            length_us: (before.starts.0 + length != before.ends.0).then_some(length),
            facility: (facility != first.facility).then_some(facility),
            zone,
            zone_after: self.workplace.zone_at(facility),
        };
        dates.rows.retain(|(_, row)| is_movable(row.value.status));
        Ok((change, dates))
    }
}

/// Returns where a date and those after it would be, and what prevents it. Nothing is written.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound` for an appointment that is of no series, `Invalid` as a move.
pub fn preview(clinic: &Clinic, plan: &LaterPlan) -> Result<SeriesPreview> {
    clinic.may(Right::AppointmentsWrite)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over(&reader)?;
    let (change, dates) = Moving::of(clinic, &plan.to)?.change(&reader)?;
    let (moved, skipped) = (put_at(clinic, &plan.moved)?, ids(&plan.skipped)?);
    let wanted: Vec<Wanted> = dates
        .rows
        .iter()
        .map(|(number, row)| {
            let planned = change.slot(&row.value);
            let slot = match moved.get(&row.value.id) {
                Some(starts) => change.slot_at(&row.value, *starts),
                None => planned,
            };
            let is_skipped = skipped.contains(&row.value.id);
            let slot = (planned.starts, slot, &change);
            wanted(&dates, *number, row, slot, is_skipped)
        })
        .collect();
    require_all_bookable(&reader, change.of(&dates.first.value), &wanted)?;
    Ok(counted(check(&reader, &wanted)?))
}

fn put_at(clinic: &Clinic, dates: &[LaterPut]) -> Result<BTreeMap<AppointmentId, Time>> {
    let one = |date: &LaterPut| Ok((date.id.to()?, starts(clinic, &date.starts_at)?));
    dates.iter().map(one).collect()
}

fn ids(dates: &[Id]) -> Result<BTreeSet<AppointmentId>> {
    dates.iter().map(Id::to).collect()
}

/// Dates after the first may have another provider and another room, which a move does not change.
///
/// # Errors
/// `Invalid` where one that is moved is of a user who has left, or in a room that is not in use any more.
fn require_all_bookable(
    reader: &Reader<'_>,
    first: (UserId, Option<RoomId>),
    wanted: &[Wanted],
) -> Result<()> {
    let moved = wanted.iter().filter(|date| !date.is_skipped);
    let mut others: BTreeSet<_> = moved
        .map(|date| (date.slot.provider, date.slot.room))
        .collect();
    others.remove(&first);
    for (provider, room) in others {
        // a provider who has changed roles keeps the appointments that they have
        require_bookable(reader, provider, room, true)?;
    }
    Ok(())
}

fn wanted(
    dates: &Dates,
    number: u32,
    row: &Stored<Appointment>,
    (planned, slot, change): (Time, Slot, &Change),
    is_skipped: bool,
) -> Wanted {
    Wanted {
        number,
        stored: Some((row.value.id, ReadVersionToken::of(&row.seen))),
        planned,
        slot,
        facility: change.facility.unwrap_or(row.value.facility),
        zone: change.zone_after,
        patients: dates.patients_of(row.value.id),
        is_skipped,
    }
}

/// Moves the dates that are named, each to its start, or none of them where one is not free: then it returns them as
/// they are now. Nothing is moved into an absence or over another appointment.
///
/// # Errors
/// As [`preview`], `PatientDeleted`, `ChangedMeanwhile` where the first date was changed since, and for a date that was
/// or that cannot be moved any more.
pub fn move_later(clinic: &mut Clinic, form: &LaterMoves) -> Result<SeriesOutcome> {
    clinic.may(Right::AppointmentsWrite)?;
    let moving = Moving::of(clinic, &form.to)?;
    require_count(form.dates.len())?;
    let mut starting = Vec::new();
    for date in &form.dates {
        let id: AppointmentId = date.id.to()?;
        starting.push((id, date.seen.clone(), starts(clinic, &date.starts_at)?));
    }
    let mut before: Vec<Appointment> = Vec::new();
    let written: Written = all_or_none(|not_free| {
        clinic.write("move later appointments of series", |tx| {
            require_patient(tx, moving.id)?;
            let (change, dates) = moving.change(&tx.read())?;
            if ReadVersionToken::of(&dates.first.seen) != form.to.seen {
                return Err(Error::ChangedMeanwhile);
            }
            let mut wanted_dates = Vec::new();
            let mut rows = Vec::new();
            for (id, seen, starts) in &starting {
                let row = dates.rows.iter().find(|(_, row)| row.value.id == *id);
                let same = row.filter(|(_, row)| ReadVersionToken::of(&row.seen) == *seen);
                let (number, row) = same.ok_or(Error::ChangedMeanwhile)?;
                let slot = change.slot_at(&row.value, *starts);
                let at = (*starts, slot, &change);
                wanted_dates.push(wanted(&dates, *number, row, at, false));
                rows.push((row.clone(), slot));
            }
            require_all_bookable(&tx.read(), change.of(&dates.first.value), &wanted_dates)?;
            require_free(check(&tx.read(), &wanted_dates)?, not_free)?;
            for (row, slot) in &rows {
                write(tx, row, slot, change.facility)?;
                before.push(row.value.clone());
            }
            Ok(rows.iter().map(|(row, _)| row.value.id).collect())
        })
    })?;
    outcome(clinic, written, &before)
}

fn write(
    tx: &mut WriteTx<'_>,
    row: &Stored<Appointment>,
    slot: &Slot,
    facility: Option<FacilityId>,
) -> Result<()> {
    let before = Slot::of(&row.value);
    let mut appointment = row.value.clone();
    let room = facility_of_room(&tx.read(), slot.room)?;
    appointment.facility = facility_after(appointment.facility, facility, room);
    appointment.provider = slot.provider;
    appointment.room = slot.room;
    appointment.starts = slot.starts;
    appointment.ends = slot.ends;
    name_patient(tx, appointment.id)?;
    tx.update(&appointment, &row.seen)?;
    insert_moved(tx, appointment.id, &before, slot)
}

/// Moves appointments back to where they were, each as a move of its own is checked.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), as a move, `Invalid` for none or more than 60.
pub fn move_back(clinic: &mut Clinic, back: &[Move]) -> Result<Vec<AppointmentView>> {
    clinic.may(Right::AppointmentsWrite)?;
    require_count(back.len())?;
    let each = back.iter().map(|to| OneMove::of(clinic, to));
    let each: Vec<OneMove> = each.collect::<Result<_>>()?;
    let ids: Vec<AppointmentId> = each.iter().map(|one| one.id).collect();
    clinic.write("move appointments of series back", |tx| {
        for one in each {
            one.write(tx)?;
        }
        Ok(())
    })?;
    pages::some(clinic, &ids)
}
