//! The hours of one week: a provider's own, or for a room those of all providers.

use chrono::NaiveDate;
use chrono_tz::Tz;
use sync_contract::catalog::{Appointment, Room, User};
use sync_contract::field::Time;
use sync_contract::ids::{FacilityId, RoomId, UserId};
use vault::read::Stored;

use crate::appointments::absent::{Away, SLOT_MINUTES, Slot, open_slots};
use crate::appointments::clash::occupies;
use crate::appointments::{HoursView, WeekDay};
use crate::clock::day_of;
use crate::names::staff_name;
use crate::view::{Day, count};
use crate::working_hours::{Stretch, WorkingHours, joined, shown};
use crate::workplace::Workplace;

enum Of {
    None,
    Provider(UserId),
    Room(RoomId),
}

pub(super) struct Schedule {
    of: Of,
    /// That of the room, or of the provider.
    facility: Option<FacilityId>,
    pub name: String,
    /// Of one provider, or of all.
    hours: Vec<WorkingHours>,
}

impl Schedule {
    pub fn none() -> Self {
        Self {
            of: Of::None,
            facility: None,
            name: String::new(),
            hours: Vec::new(),
        }
    }

    pub fn of_provider(user: &User) -> Self {
        Self {
            of: Of::Provider(user.id),
            facility: user.facility,
            name: staff_name(user),
            hours: vec![WorkingHours::of(user.shift_schedule.as_deref())],
        }
    }

    pub fn of_room(room: &Room, providers: &[Stored<User>]) -> Self {
        let hours = providers.iter();
        let hours = hours.map(|row| WorkingHours::of(row.value.shift_schedule.as_deref()));
        Self {
            of: Of::Room(room.id),
            facility: Some(room.facility),
            name: room.name.to_string(),
            hours: hours.collect(),
        }
    }

    /// Returns the clock by which hours of work and free times count: that of the session, and where it works at all
    /// facilities that of the room or the provider.
    pub fn zone(&self, workplace: &Workplace) -> Tz {
        workplace.zone_for(self.facility)
    }

    pub fn has(&self, appointment: &Appointment) -> bool {
        match self.of {
            Of::None => false,
            Of::Provider(provider) => appointment.provider == provider,
            Of::Room(room) => appointment.room == Some(room),
        }
    }

    /// Returns whether an appointment is listed where a session works; of a room all are.
    pub fn lists(&self, appointment: &Appointment, workplace: &Workplace) -> bool {
        let is_here = matches!(self.of, Of::Room(_)) || workplace.shows(appointment.facility);
        is_here && self.has(appointment)
    }

    /// Returns whether an absence is of this provider or room.
    pub fn is_of(&self, away: &Away) -> bool {
        match self.of {
            Of::None => false,
            Of::Provider(provider) => away.provider == Some(provider),
            Of::Room(room) => away.room == Some(room),
        }
    }

    /// How full a day is by these appointments and absences, which may be of other days, too. Of the `others`, which
    /// are not listed, those of the provider take their time.
    pub fn day(
        &self,
        day: NaiveDate,
        appointments: &[Stored<Appointment>],
        others: &[Appointment],
        away: &[Away],
        zone: &Tz,
    ) -> WeekDay {
        let stretches = self.stretches(day);
        let is_then = |one: &&Appointment| day_of(one.starts, zone) == day && occupies(one.status);
        let own = appointments.iter().map(|row| &row.value);
        let own: Vec<&Appointment> = own.filter(is_then).collect();
        let others = others.iter().filter(|one| self.has(one));
        let others = others.filter(is_then);
        let away: Vec<&Away> = away.iter().filter(|one| self.is_of(one)).collect();
        let slots = open_slots(&stretches, day, &away, zone);
        let is_in = |one: &Appointment| {
            let slot = Slot::of(one);
            away.iter().any(|away| !away.takes(&slot).is_empty())
        };
        let taken = own.iter().copied().chain(others);
        let taken = taken.filter(|one| !is_in(one));
        let taken = taken.map(|one| half_hours(one.starts, one.ends));
        let free = slots - taken.sum::<i64>();
        let hours = stretches.iter().map(|stretch| HoursView {
            from: shown(stretch.from),
            to: shown(stretch.to),
        });
        WeekDay {
            day: Day::of(day),
            hours: hours.collect(),
            booked: count(own.len()),
            free: u32::try_from(free.max(0)).unwrap_or(0),
        }
    }

    /// The hours of a provider; of a room those of all providers, joined where they touch.
    fn stretches(&self, day: NaiveDate) -> Vec<Stretch> {
        let all = self.hours.iter().flat_map(|hours| hours.on(day));
        let all: Vec<Stretch> = all.copied().collect();
        match self.of {
            Of::Room(_) => joined(all),
            Of::Provider(_) | Of::None => all,
        }
    }
}

/// How many half hours an appointment takes, one that was begun for a full one.
pub(super) fn half_hours(starts: Time, ends: Time) -> i64 {
    let minutes = (ends.0 - starts.0) / 60_000_000;
    (minutes + SLOT_MINUTES - 1) / SLOT_MINUTES
}
