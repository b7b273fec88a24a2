//! Absences as the diary needs them: whose they are, and from when until when they last. Computed when read, never
//! stored with an appointment, so that one which only a sync brings is respected too.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use sync_contract::catalog::{Absence, Appointment, AppointmentStatus, Room, User};
use sync_contract::field::Time;
use sync_contract::ids::{AbsenceId, RoomId, UserId};
use vault::read::{Deleted, Reader, Stored};

use crate::appointments::{AbsenceBand, ClashOf};
use crate::clock::local;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::names::StaffNames;
use crate::view::{At, Id, text};
use crate::working_hours::Stretch;

/// Half an hour is what is counted as booked or free.
pub(super) const SLOT_MINUTES: i64 = 30;

/// An absence that takes effect: of one provider or of one room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Away {
    pub id: AbsenceId,
    pub provider: Option<UserId>,
    pub room: Option<RoomId>,
    pub starts: Time,
    /// Its end, or when it was ended early.
    pub ends: Time,
    pub reason: String,
}

/// Who is seen where, and from when until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub provider: UserId,
    pub room: Option<RoomId>,
    pub starts: Time,
    pub ends: Time,
}

impl Slot {
    pub fn of(appointment: &Appointment) -> Self {
        Self {
            provider: appointment.provider,
            room: appointment.room,
            starts: appointment.starts,
            ends: appointment.ends,
        }
    }
}

impl Away {
    /// Returns none for one that was ended before it began.
    pub fn of(row: &Stored<Absence>) -> Option<Self> {
        let absence = &row.value;
        let ends = absence
            .ended_at
            .map_or(absence.ends, |ended| ended.min(absence.ends));
        (row.deleted.is_none() && ends > absence.starts).then(|| Self {
            id: absence.id,
            provider: absence.provider,
            room: absence.room,
            starts: absence.starts,
            ends,
            reason: text(&absence.reason),
        })
    }

    /// Returns which of the provider and the room of a slot is absent in it, in full or in part.
    pub fn takes(&self, slot: &Slot) -> Vec<ClashOf> {
        if self.starts >= slot.ends || slot.starts >= self.ends {
            return Vec::new();
        }
        let provider = (self.provider == Some(slot.provider)).then_some(ClashOf::Provider);
        let room = (self.room.is_some() && self.room == slot.room).then_some(ClashOf::Room);
        provider.into_iter().chain(room).collect()
    }
}

/// Reads the absences that last within a time range, in the order of their start, by one statement.
///
/// # Errors
/// Those of the disk.
pub(crate) fn away_between(reader: &Reader<'_>, from: Time, until: Time) -> Result<Vec<Away>> {
    let rows = reader.absences_between(from, until)?;
    let away = rows.iter().filter_map(Away::of);
    Ok(away.filter(|one| one.ends > from).collect())
}

/// Returns whether a patient is still expected or present: what is over lies in no absence.
pub(crate) fn is_expected(status: AppointmentStatus) -> bool {
    !matches!(
        status,
        AppointmentStatus::Completed | AppointmentStatus::NoShow | AppointmentStatus::Cancelled
    )
}

/// Returns which of provider and room is absent in a slot.
pub(crate) fn absent_in(slot: &Slot, away: &[Away]) -> Vec<ClashOf> {
    let mut of: Vec<ClashOf> = away.iter().flat_map(|one| one.takes(slot)).collect();
    of.sort_unstable();
    of.dedup();
    of
}

/// Requires that no absence lies in a slot. One in which the appointment lies already is kept: a user has decided so,
/// or a sync brought it, and another length or room may still be given.
///
/// # Errors
/// `Invalid` with the reason `Absent`: `startsAt` for the provider, `roomId` for the room.
pub(super) fn require_present(
    reader: &Reader<'_>,
    slot: &Slot,
    before: Option<&Slot>,
) -> Result<()> {
    require_none_of(&away_between(reader, slot.starts, slot.ends)?, slot, before)
}

/// Requires that none of these absences lies in a slot, but for those in which it lies already.
///
/// # Errors
/// As [`require_present`].
pub(super) fn require_none_of(away: &[Away], slot: &Slot, before: Option<&Slot>) -> Result<()> {
    let is_in = |one: &Away, slot: &Slot, of: ClashOf| one.takes(slot).contains(&of);
    let require = |of: ClashOf, field: &'static str| {
        let is_new = |one: &&Away| !before.is_some_and(|before| is_in(one, before, of));
        match away.iter().filter(is_new).any(|one| is_in(one, slot, of)) {
            true => Err(Error::invalid(field, Reason::Absent)),
            false => Ok(()),
        }
    };
    let both = (
        require(ClashOf::Provider, "startsAt"),
        require(ClashOf::Room, "roomId"),
    );
    both.together().map(drop)
}

/// Returns how many half hours of a day's working hours are left by absences.
pub(super) fn open_slots(stretches: &[Stretch], day: NaiveDate, away: &[&Away], zone: &Tz) -> i64 {
    let spans: Vec<_> = away
        .iter()
        .map(|one| (local(one.starts, zone), local(one.ends, zone)))
        .collect();
    let length = TimeDelta::minutes(SLOT_MINUTES);
    let open = |stretch: &Stretch| {
        let slots = stretch.minutes() / SLOT_MINUTES;
        let first = day.and_time(stretch.from);
        let begins = (0..slots).map(|slot| first + TimeDelta::minutes(slot * SLOT_MINUTES));
        let is_open = |begins: &chrono::NaiveDateTime| {
            spans
                .iter()
                .all(|(from, to)| *from >= *begins + length || *begins >= *to)
        };
        i64::try_from(begins.filter(is_open).count()).unwrap_or(0)
    };
    stretches.iter().map(open).sum()
}

/// Names absences for a day, a week or a month, by two statements where there are any.
///
/// # Errors
/// Those of the disk.
pub(crate) fn bands(reader: &Reader<'_>, away: &[Away]) -> Result<Vec<AbsenceBand>> {
    if away.is_empty() {
        return Ok(Vec::new());
    }
    let names = AbsentNames::read(reader)?;
    let band = |one: &Away| AbsenceBand {
        id: Id::of(one.id),
        provider_id: one.provider.map(Id::of),
        room_id: one.room.map(Id::of),
        name: names.of(one.provider, one.room),
        starts_at: At::of(one.starts),
        ends_at: At::of(one.ends),
        reason: one.reason.clone(),
    };
    Ok(away.iter().map(band).collect())
}

/// The names of all providers and rooms.
pub(crate) struct AbsentNames {
    staff: StaffNames,
    rooms: BTreeMap<RoomId, String>,
}

impl AbsentNames {
    /// # Errors
    /// Those of the disk.
    pub fn read(reader: &Reader<'_>) -> Result<Self> {
        let users: Vec<Stored<User>> = reader.users()?;
        let rooms = reader.all::<Room>(Deleted::Shown)?;
        Ok(Self {
            staff: StaffNames::of(&users),
            rooms: rooms
                .into_iter()
                .map(|row| (row.value.id, row.value.name.to_string()))
                .collect(),
        })
    }

    /// Returns an empty name for a row that has not reached this device.
    pub fn of(&self, provider: Option<UserId>, room: Option<RoomId>) -> String {
        match (provider, room) {
            (Some(provider), _) => self.staff.name(provider),
            (None, Some(room)) => self.rooms.get(&room).cloned().unwrap_or(String::new()),
            (None, None) => String::new(),
        }
    }

    /// Returns an empty name for a user whose row has not reached this device.
    pub fn of_user(&self, user: UserId) -> String {
        self.staff.name(user)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;
    use uuid::Uuid;

    use super::*;
    use crate::clock::at_wall;
    use crate::working_hours::RangeEnd;

    const ZONE: Tz = Tz::Europe__Dublin;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day")
    }

    fn wall(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).expect("a time")
    }

    fn at(hour: u32, minute: u32) -> Time {
        at_wall(day(), wall(hour, minute), &ZONE)
    }

    fn away(provider: Option<u128>, room: Option<u128>, starts: Time, ends: Time) -> Away {
        Away {
            id: AbsenceId(Uuid::from_u128(9)),
            provider: provider.map(|id| UserId(Uuid::from_u128(id))),
            room: room.map(|id| RoomId(Uuid::from_u128(id))),
            starts,
            ends,
            reason: String::new(),
        }
    }

    fn slot(provider: u128, room: Option<u128>, starts: Time, ends: Time) -> Slot {
        Slot {
            provider: UserId(Uuid::from_u128(provider)),
            room: room.map(|id| RoomId(Uuid::from_u128(id))),
            starts,
            ends,
        }
    }

    #[test]
    fn a_slot_that_only_touches_an_absence_is_not_in_it() {
        let meeting = away(Some(1), None, at(10, 0), at(11, 0));
        let before = slot(1, None, at(9, 30), at(10, 0));
        let after = slot(1, None, at(11, 0), at(11, 30));
        assert!(meeting.takes(&before).is_empty() && meeting.takes(&after).is_empty());
        let within = slot(1, None, at(10, 45), at(11, 15));
        assert_eq!(meeting.takes(&within), [ClashOf::Provider]);
    }

    #[test]
    fn a_shut_room_and_an_absent_provider_are_distinguished() {
        let all = [
            away(Some(1), None, at(10, 0), at(11, 0)),
            away(None, Some(7), at(10, 0), at(11, 0)),
        ];
        let of = |provider, room| absent_in(&slot(provider, room, at(10, 0), at(10, 30)), &all);
        assert_eq!(of(1, Some(7)), [ClashOf::Provider, ClashOf::Room]);
        assert_eq!(of(1, None), [ClashOf::Provider]);
        assert_eq!(of(2, Some(7)), [ClashOf::Room]);
        assert_eq!(of(2, None), []);
    }

    #[test]
    fn half_hours_that_an_absence_touches_are_not_open() {
        let morning = Stretch {
            from: wall(8, 0),
            to: RangeEnd::at(12, 0),
        };
        let open = |away: &[&Away]| open_slots(&[morning], day(), away, &ZONE);
        assert_eq!(open(&[]), 8);
        let one = away(Some(1), None, at(9, 15), at(10, 0));
        let other = away(Some(1), None, at(9, 0), at(9, 30));
        assert_eq!(open(&[&one]), 6);
        // those that overlap are counted once
        assert_eq!(open(&[&one, &other]), 6);
        let all = away(Some(1), None, at(0, 0), at(23, 0));
        assert_eq!(open(&[&all]), 0);
    }
}
