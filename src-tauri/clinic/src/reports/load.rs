//! How much of their hours providers are booked, and how much rooms are.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use sync_contract::catalog::{AppointmentStatus, Room, User};
use sync_contract::field::Time;
use sync_contract::ids::UserId;
use uuid::Uuid;
use vault::read::{BookedLoad, Deleted, Reader, ReportFilter, Stored};

use crate::appointments::absent::{Away, away_between};
use crate::appointments::day::{providers, providers_anywhere};
use crate::clock::day_of;
use crate::error::Result;
use crate::names::StaffNames;
use crate::reports::ReportLoad;
use crate::reports::figures::permille;
use crate::reports::spans::Span;
use crate::view::{Day, Id, count};
use crate::working_hours::WorkingHours;

const MINUTE_US: i64 = 60_000_000;

#[derive(Debug, Clone, Copy, Default)]
struct Booked {
    appointments: usize,
    no_shows: usize,
    minutes: i64,
}

impl Booked {
    fn add(&mut self, load: &BookedLoad) {
        if load.status == AppointmentStatus::Cancelled {
            return;
        }
        if load.status == AppointmentStatus::NoShow {
            self.no_shows = self.no_shows.saturating_add(load.count);
        }
        // nobody else could be booked into the time that a patient missed
        self.appointments = self.appointments.saturating_add(load.count);
        self.minutes = self.minutes.saturating_add(load.minutes);
    }

    fn row(self, id: Id, name: String, working: Option<i64>, changed: Option<Day>) -> ReportLoad {
        let minutes = |minutes: i64| u32::try_from(minutes).unwrap_or(u32::MAX);
        ReportLoad {
            id,
            name,
            appointments: count(self.appointments),
            no_shows: count(self.no_shows),
            booked_minutes: minutes(self.minutes),
            working_minutes: working.map(minutes),
            load_permille: working.and_then(|working| {
                permille(
                    u64::try_from(self.minutes).unwrap_or(0),
                    u64::try_from(working).unwrap_or(0),
                )
            }),
            work_changed_on: changed,
        }
    }
}

/// Returns the load of providers and of rooms, each by name: of all providers whom the filter leaves, also without an
/// appointment, and of the rooms that were booked.
pub(super) fn load(
    reader: &Reader<'_>,
    period: Span,
    zone: &Tz,
    filter: ReportFilter,
) -> Result<(Vec<ReportLoad>, Vec<ReportLoad>)> {
    let times = period.times(zone);
    let (mut of_providers, mut of_rooms) = (BTreeMap::new(), BTreeMap::new());
    for load in reader.load_between(times, filter)? {
        let booked: &mut Booked = of_providers.entry(load.provider).or_default();
        booked.add(&load);
        if let Some(room) = load.room {
            let booked: &mut Booked = of_rooms.entry(room).or_default();
            booked.add(&load);
        }
    }
    let all = match filter.facility {
        Some(facility) => providers(reader, &[facility])?,
        None => providers_anywhere(reader)?,
    };
    for user in all {
        if is_counted(&user.value, filter) {
            of_providers.entry(user.value.id).or_default();
        }
    }
    let users = reader.users()?;
    let (staff, away) = (
        StaffNames::of(&users),
        away_between(reader, times.0, times.1)?,
    );
    let row = |(id, booked): (UserId, Booked)| {
        let user = users.iter().find(|user| user.value.id == id);
        let working = user.map(|user| working_minutes(user, period, zone, &away));
        let changed = user.and_then(|user| work_changed_on(user, period, zone));
        booked.row(Id::of(id), staff.name(id), working, changed)
    };
    let mut providers: Vec<ReportLoad> = of_providers.into_iter().map(row).collect();
    let rooms = reader.all::<Room>(Deleted::Shown)?;
    let name = |id: Uuid| {
        let room = rooms.iter().find(|room| room.value.id.0 == id);
        room.map_or(String::new(), |room| room.value.name.to_string())
    };
    let mut rooms: Vec<ReportLoad> = of_rooms
        .into_iter()
        .map(|(id, booked)| booked.row(Id::of(id), name(id.0), None, None))
        .collect();
    for rows in [&mut providers, &mut rooms] {
        rows.sort_by_cached_key(|row| row.name.to_lowercase());
    }
    Ok((providers, rooms))
}

fn is_counted(user: &User, filter: ReportFilter) -> bool {
    let is_of_department = filter.department.is_none() || user.department == filter.department;
    is_of_department && filter.provider.is_none_or(|provider| user.id == provider)
}

/// Returns the day on which hours or department of a user were changed last, where that was after the period began:
/// what they were before is not stored by day.
fn work_changed_on(user: &Stored<User>, period: Span, zone: &Tz) -> Option<Day> {
    let (at, _) = user.rewritten(User::CELL.work.number)?;
    let day = day_of(at, zone);
    (day > period.from).then(|| Day::of(day))
}

fn working_minutes(user: &Stored<User>, period: Span, zone: &Tz, away: &[Away]) -> i64 {
    let hours = WorkingHours::of(user.value.shift_schedule.as_deref());
    let own = away
        .iter()
        .filter(|one| one.provider == Some(user.value.id))
        .map(|one| (one.starts, one.ends));
    let working = period.days().flat_map(|day| {
        let stretches = hours.on(day).iter();
        let times = stretches.map(move |one| one.times(day, zone));
        times.collect::<Vec<_>>()
    });
    minutes_outside(working, own.collect())
}

/// Returns how many minutes of these spans lie in none of the others, which may overlap.
fn minutes_outside(
    spans: impl Iterator<Item = (Time, Time)>,
    mut others: Vec<(Time, Time)>,
) -> i64 {
    others.sort_unstable();
    let left = spans.map(|(from, until)| {
        let (mut at, mut left) = (from, 0_i64);
        for (starts, ends) in &others {
            if *starts > at {
                left += (starts.0.min(until.0) - at.0).max(0);
            }
            at = at.max(*ends).min(until);
        }
        left + (until.0 - at.0).max(0)
    });
    left.sum::<i64>() / MINUTE_US
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minutes(spans: &[(i64, i64)]) -> Vec<(Time, Time)> {
        let time = |minute: i64| Time(minute * MINUTE_US);
        spans
            .iter()
            .map(|(from, until)| (time(*from), time(*until)))
            .collect()
    }

    fn left(of: &[(i64, i64)], without: &[(i64, i64)]) -> i64 {
        minutes_outside(minutes(of).into_iter(), minutes(without))
    }

    #[test]
    fn absences_are_no_working_time_and_count_once() {
        assert_eq!(left(&[(0, 240), (300, 540)], &[]), 480);
        assert_eq!(left(&[(0, 240)], &[(60, 120)]), 180);
        // overlapping, and beyond both ends
        assert_eq!(left(&[(0, 240)], &[(60, 120), (90, 150), (200, 900)]), 110);
        assert_eq!(left(&[(0, 240)], &[(-60, 300)]), 0);
        assert_eq!(left(&[(0, 240)], &[(240, 300), (-60, 0)]), 240);
    }

    proptest! {
        #[test]
        fn what_is_left_is_what_counting_minutes_gives(
            others in prop::collection::vec((0_i64..300, 1_i64..200), 0..6),
        ) {
            let others: Vec<_> = others.iter().map(|(from, length)| (*from, from + length)).collect();
            let in_none = |minute: &i64| !others.iter().any(|(from, until)| (from..until).contains(&minute));
            let counted = (50_i64..250).filter(in_none).count();
            prop_assert_eq!(left(&[(50, 250)], &others), counted as i64);
        }
    }
}
