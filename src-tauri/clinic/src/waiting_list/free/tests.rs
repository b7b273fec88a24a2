#![allow(clippy::unwrap_used)]
use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use proptest::prelude::*;
use sync_contract::field::time;
use sync_contract::ids::{AbsenceId, AppointmentId, RoomId};
use uuid::Uuid;

use super::*;
use crate::clock::{at_wall, local};
use crate::waiting_list::wishes::Wishes;

/// Its clocks go forward on 29 March and back on 25 October 2026.
const ZONE: Tz = Tz::Europe__Paris;
const MINUTE_US: i64 = 60_000_000;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn at(day: NaiveDate, hour: u32, minute: u32) -> Time {
    at_wall(day, time(hour, minute), &ZONE)
}

fn provider(id: u8) -> UserId {
    UserId(Uuid::from_u128(id.into()))
}

fn slot(id: u8, starts: Time, minutes: i64) -> Slot {
    Slot {
        provider: provider(id),
        room: Some(RoomId(Uuid::from_u128(7))),
        starts,
        ends: Time(starts.0 + minutes * MINUTE_US),
    }
}

fn freed(id: u128, slot: Slot) -> FreedSlot {
    FreedSlot {
        id: FreedSlotId(Uuid::from_u128(id)),
        appointment: AppointmentId(Uuid::from_u128(id)),
        cause: FreedBy::Cancelled,
        provider: slot.provider,
        room: slot.room,
        starts: slot.starts,
        ends: slot.ends,
        is_dismissed: false,
    }
}

fn away(slot: &Slot) -> Away {
    Away {
        id: AbsenceId(Uuid::from_u128(9)),
        provider: Some(slot.provider),
        room: None,
        starts: slot.starts,
        ends: slot.ends,
        reason: String::new(),
    }
}

/// From eight to twelve and from one to five, each day of the week but Sunday.
fn hours() -> BTreeMap<UserId, WorkingHours> {
    let days = ["MON", "TUE", "WED", "THU", "FRI", "SAT"];
    let days = days.map(|day| format!("{day} 08:00-12:00 13:00-17:00"));
    let hours = WorkingHours::parse(&days.join("; ")).unwrap();
    [1, 2].map(|id| (provider(id), hours.clone())).into()
}

fn free(rows: &[FreedSlot], appointments: &[Slot], absent: &[Away], now: Time) -> Vec<Slot> {
    let hours = hours();
    let taken = Taken {
        appointments,
        away: absent,
        hours: &hours,
        sites: &BTreeMap::new(),
        zone: &ZONE,
    };
    let free = free_slots(rows, taken, now).into_iter();
    free.map(|one| one.slot).collect()
}

fn anyone() -> Wishes {
    Wishes {
        minutes: 30,
        provider: None,
        weekdays: Vec::new(),
        from_time: None,
        until_time: None,
        from_day: None,
        until_day: None,
    }
}

#[test]
fn what_is_taken_absent_dismissed_or_past_is_not_free() {
    let friday = day(11, 20);
    let one = slot(1, at(friday, 10, 30), 60);
    let row = freed(1, one);
    let early = at(friday, 8, 0);
    assert_eq!(free(std::slice::from_ref(&row), &[], &[], early), [one]);
    let half = slot(1, at(friday, 10, 30), 30);
    let rest = slot(1, at(friday, 11, 0), 30);
    let other = slot(2, at(friday, 10, 30), 60);
    let of =
        |taken: &[Slot], absent: &[Away], now| free(std::slice::from_ref(&row), taken, absent, now);
    assert_eq!(of(&[half], &[], early), [rest]);
    assert_eq!(of(&[], &[away(&half)], early), [rest]);
    let without_room = Slot { room: None, ..one };
    assert_eq!(of(&[other], &[], early), [without_room]);
    assert_eq!(of(&[], &[], at(friday, 10, 30)), []);
    let dismissed = FreedSlot {
        is_dismissed: true,
        ..row
    };
    assert_eq!(free(&[dismissed], &[], &[], early), []);
}

#[test]
fn a_time_is_free_until_the_midnight_at_which_its_provider_ends() {
    let friday = day(11, 20);
    let late = slot(1, at(friday, 23, 0), 120);
    let hours = WorkingHours::parse("FRI 16:00-24:00").unwrap();
    let hours = BTreeMap::from([(provider(1), hours)]);
    let taken = Taken {
        appointments: &[],
        away: &[],
        hours: &hours,
        sites: &BTreeMap::new(),
        zone: &ZONE,
    };
    let free = free_slots(&[freed(1, late)], taken, at(friday, 8, 0));
    let free: Vec<Slot> = free.into_iter().map(|one| one.slot).collect();
    assert_eq!(free, [slot(1, at(friday, 23, 0), 60)]);
}

#[test]
fn times_that_overlap_are_one_and_a_short_rest_is_none() {
    let friday = day(11, 20);
    let early = at(friday, 8, 0);
    let rows = [
        freed(1, slot(1, at(friday, 10, 0), 60)),
        freed(2, slot(1, at(friday, 10, 30), 60)),
    ];
    assert_eq!(
        free(&rows, &[], &[], early),
        [slot(1, at(friday, 10, 0), 90)]
    );
    let taken = slot(1, at(friday, 10, 0), 80);
    assert_eq!(free(&rows, &[taken], &[], early), []);
}

#[test]
fn only_hours_of_work_are_offered() {
    let friday = day(11, 20);
    let row = freed(1, slot(1, at(friday, 11, 0), 180));
    let parts = free(std::slice::from_ref(&row), &[], &[], at(friday, 8, 0));
    let expected = [
        slot(1, at(friday, 11, 0), 60),
        slot(1, at(friday, 13, 0), 60),
    ];
    assert_eq!(parts, expected);
    let sunday = freed(2, slot(1, at(day(11, 22), 10, 0), 60));
    assert_eq!(free(&[sunday], &[], &[], at(friday, 8, 0)), []);
    // of one who sees no patients any more
    let gone = freed(3, slot(3, at(friday, 10, 0), 60));
    assert_eq!(free(&[gone], &[], &[], at(friday, 8, 0)), []);
}

#[test]
fn nine_o_clock_is_nine_o_clock_when_the_clocks_change() {
    let wishes = Wishes {
        weekdays: vec![Weekday::Mon],
        from_time: Some(time(9, 0)),
        until_time: Some(time(9, 30)),
        ..anyone()
    };
    // the Mondays before and after each change
    for monday in [day(3, 23), day(3, 30), day(10, 19), day(10, 26)] {
        let morning = slot(1, at(monday, 8, 0), 180);
        let nine = at(monday, 9, 0);
        let half_past = Time(nine.0 + 30 * MINUTE_US);
        assert_eq!(wishes.fit(&morning, &ZONE), Some((nine, half_past)));
        let later = slot(1, at(monday, 9, 1), 60);
        assert_eq!(wishes.fit(&later, &ZONE), None);
    }
    let tuesday = slot(1, at(day(3, 31), 8, 0), 180);
    assert_eq!(wishes.fit(&tuesday, &ZONE), None);
}

/// Minutes since the midnight before the clocks change, over two days.
fn spans() -> impl Strategy<Value = Vec<(u8, i64, i64)>> {
    prop::collection::vec((1_u8..3, 0_i64..48 * 12, 1_i64..40), 0..6)
}

fn slot_of((id, start, length): (u8, i64, i64), midnight: Time) -> Slot {
    slot(id, Time(midnight.0 + start * 5 * MINUTE_US), length * 5)
}

fn days() -> impl Strategy<Value = NaiveDate> {
    prop::sample::select(vec![day(3, 28), day(10, 24), day(11, 20)])
}

proptest! {
    #[test]
    fn each_minute_is_free_exactly_when_nothing_takes_it(
        first in days(), rows in spans(), booked in spans(), absent in spans(), now in 0_i64..12 * 12,
    ) {
        let midnight = at(first, 0, 0);
        let slots_of = |spans: Vec<_>| -> Vec<Slot> {
            spans.into_iter().map(|span| slot_of(span, midnight)).collect()
        };
        let (freed_slots, booked, absent) = (slots_of(rows), slots_of(booked), slots_of(absent));
        let rows: Vec<FreedSlot> = (1..).zip(&freed_slots).map(|(id, slot)| freed(id, *slot)).collect();
        let away: Vec<Away> = absent.iter().map(away).collect();
        let now = Time(midnight.0 + now * 5 * MINUTE_US);
        let free = free(&rows, &booked, &away, now);
        for pair in free.windows(2) {
            prop_assert!(pair[0].starts <= pair[1].starts);
        }
        for id in [1, 2] {
            let has = |one: &Slot, minute: Time| {
                one.provider == provider(id) && one.starts <= minute && minute < one.ends
            };
            let step = |step: i64| Time(midnight.0 + step * 5 * MINUTE_US);
            let could_be = |minute: Time| {
                let wall = local(minute, &ZONE);
                let is_worked = wall.weekday() != Weekday::Sun && is_in_hours(wall.time());
                let is_taken = booked.iter().chain(&absent).any(|one| has(one, minute));
                let is_freed = freed_slots.iter().any(|one| has(one, minute));
                is_freed && !is_taken && is_worked
            };
            for minute in 0..60 * 12 {
                let offered = free.iter().filter(|one| has(one, step(minute))).count();
                prop_assert!(offered <= usize::from(could_be(step(minute))), "{minute} is offered");
                // a quarter of an hour of a part that has not begun: no part is longer than four hours
                let is_long = (minute..minute + 3).all(|near| could_be(step(near)));
                let is_later = step(minute) > Time(now.0 + 240 * MINUTE_US);
                prop_assert!(offered == 1 || !is_long || !is_later, "{minute} is left out");
            }
        }
        for one in &free {
            prop_assert!(one.starts > now && one.ends.0 - one.starts.0 >= 15 * MINUTE_US);
        }
    }

    #[test]
    fn who_fits_comes_within_the_time_and_the_wishes(
        first in days(), span in (1_u8..3, 0_i64..48 * 12, 1_i64..40), from in 0_u32..24, until in 0_u32..24,
        weekdays in prop::collection::vec(0_u8..7, 0..4), minutes in 1_u32..90,
    ) {
        let slot = slot_of(span, at(first, 0, 0));
        let weekdays: Vec<Weekday> = weekdays.into_iter().map(|day| Weekday::try_from(day).unwrap()).collect();
        let wishes = Wishes {
            minutes,
            weekdays: weekdays.clone(),
            from_time: Some(time(from, 0)),
            until_time: Some(time(until, 0)),
            ..anyone()
        };
        if let Some((starts, ends)) = wishes.fit(&slot, &ZONE) {
            prop_assert!(slot.starts <= starts && ends <= slot.ends);
            prop_assert_eq!(ends.0 - starts.0, i64::from(minutes) * MINUTE_US);
            let day = local(slot.starts, &ZONE).date();
            prop_assert!(weekdays.is_empty() || weekdays.contains(&day.weekday()));
            prop_assert!(at(day, from, 0) <= starts && ends <= at(day, until, 0));
        }
        let any = Wishes { minutes, ..anyone() };
        let is_long = slot.ends.0 - slot.starts.0 >= i64::from(minutes) * MINUTE_US;
        prop_assert_eq!(any.fit(&slot, &ZONE).is_some(), is_long);
    }
}

fn is_in_hours(wall: NaiveTime) -> bool {
    let is_in = |from, to| time(from, 0) <= wall && wall < time(to, 0);
    is_in(8, 12) || is_in(13, 17)
}
