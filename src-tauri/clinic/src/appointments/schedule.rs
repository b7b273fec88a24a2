//! The hours of one week: a provider's own, for a room those of all providers, for a department those of its own.

use chrono::NaiveDate;
use chrono_tz::Tz;
use sync_contract::catalog::{Appointment, Department, Room, User};
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
    /// Of each user of it.
    Department(Vec<Schedule>),
}

pub(super) struct Schedule {
    of: Of,
    /// That of the room, of the provider or of the department.
    facility: Option<FacilityId>,
    pub name: String,
    /// Of one provider, of all, or of those of the department.
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

    /// Returns the schedule of a department: of all its `users`, of whom `providers` alone have hours.
    pub fn of_department(
        department: &Department,
        users: &[Stored<User>],
        providers: &[Stored<User>],
    ) -> Self {
        let sees = |user: &User| providers.iter().any(|row| row.value.id == user.id);
        let theirs = users.iter().map(|row| &row.value);
        let theirs = theirs.filter(|user| user.department == Some(department.id));
        let (mut hours, mut all) = (Vec::new(), Vec::new());
        for user in theirs {
            let mut own = Self::of_provider(user);
            match sees(user) {
                true => hours.push(WorkingHours::of(user.shift_schedule.as_deref())),
                // who sees patients no more may have appointments, and no free time
                false => own.hours.clear(),
            }
            all.push(own);
        }
        Self {
            of: Of::Department(all),
            facility: Some(department.facility),
            name: department.name.to_string(),
            hours,
        }
    }

    /// Returns the clock by which hours of work and free times count: that of the session, and where it works at all
    /// facilities that of the room, the provider or the department.
    pub fn zone(&self, workplace: &Workplace) -> Tz {
        workplace.zone_for(self.facility)
    }

    pub fn has(&self, appointment: &Appointment) -> bool {
        match &self.of {
            Of::None => false,
            Of::Provider(provider) => appointment.provider == *provider,
            Of::Room(room) => appointment.room == Some(*room),
            Of::Department(users) => users.iter().any(|user| user.has(appointment)),
        }
    }

    /// Returns whether an appointment is listed where a session works; of a room all are.
    pub fn lists(&self, appointment: &Appointment, workplace: &Workplace) -> bool {
        let is_here = matches!(self.of, Of::Room(_)) || workplace.shows(appointment.facility);
        is_here && self.has(appointment)
    }

    /// Returns whether an absence is of this provider or room, or of a user of the department.
    pub fn is_of(&self, away: &Away) -> bool {
        match &self.of {
            Of::None => false,
            Of::Provider(provider) => away.provider == Some(*provider),
            Of::Room(room) => away.room == Some(*room),
            Of::Department(users) => users.iter().any(|user| user.is_of(away)),
        }
    }

    /// How full a day is by these appointments and absences, which may be of other days, too. Of the `others`, which
    /// are not listed, those of the provider take their time. Of a department each provider's is counted by itself: the
    /// time of one who is fully booked is not that of another.
    pub fn day(
        &self,
        day: NaiveDate,
        appointments: &[Stored<Appointment>],
        others: &[Appointment],
        away: &[Away],
        zone: &Tz,
    ) -> WeekDay {
        let stretches = self.stretches(day);
        let is_then = |one: &&Appointment| {
            self.has(one) && day_of(one.starts, zone) == day && occupies(one.status)
        };
        let own = appointments.iter().map(|row| &row.value);
        let own: Vec<&Appointment> = own.filter(is_then).collect();
        let free = match &self.of {
            Of::Department(users) => users
                .iter()
                .map(|user| user.day(day, appointments, others, away, zone).free)
                .sum(),
            Of::None | Of::Provider(_) | Of::Room(_) => {
                let others = others.iter().filter(is_then);
                let taken: Vec<&Appointment> = own.iter().copied().chain(others).collect();
                self.free(day, &stretches, &taken, away, zone)
            }
        };
        let hours = stretches.iter().map(|stretch| HoursView {
            from: shown(stretch.from),
            to: stretch.to.to_string(),
        });
        WeekDay {
            day: Day::of(day),
            hours: hours.collect(),
            booked: count(own.len()),
            free,
        }
    }

    /// Returns how many half hours of a day are neither taken nor lost to an absence.
    fn free(
        &self,
        day: NaiveDate,
        stretches: &[Stretch],
        taken: &[&Appointment],
        away: &[Away],
        zone: &Tz,
    ) -> u32 {
        let away: Vec<&Away> = away.iter().filter(|one| self.is_of(one)).collect();
        let slots = open_slots(stretches, day, &away, zone);
        let is_in = |one: &Appointment| {
            let slot = Slot::of(one);
            away.iter().any(|away| !away.takes(&slot).is_empty())
        };
        let taken = taken.iter().filter(|one| !is_in(one));
        let taken = taken.map(|one| half_hours(one.starts, one.ends));
        let free = slots - taken.sum::<i64>();
        u32::try_from(free.max(0)).unwrap_or(0)
    }

    /// The hours of a provider; of a room and of a department those of several, joined where they touch.
    fn stretches(&self, day: NaiveDate) -> Vec<Stretch> {
        let all = self.hours.iter().flat_map(|hours| hours.on(day));
        let all: Vec<Stretch> = all.copied().collect();
        match &self.of {
            Of::Room(_) | Of::Department(_) => joined(all),
            Of::Provider(_) | Of::None => all,
        }
    }
}

/// How many half hours an appointment takes, one that was begun for a full one.
pub(super) fn half_hours(starts: Time, ends: Time) -> i64 {
    let minutes = (ends.0 - starts.0) / 60_000_000;
    (minutes + SLOT_MINUTES - 1) / SLOT_MINUTES
}
