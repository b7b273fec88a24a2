//! The dates of a rule.

use chrono::{Days, Months, NaiveDate};
use chrono_tz::Tz;
use sync_contract::field::Time;

use crate::appointments::series::{DATES_MAX, RepeatEnd, RepeatRule, RepeatUnit};
use crate::clock::{at_wall, local};
use crate::error::{Error, Reason, Result};
use crate::fields;

const DATES_MIN: u32 = 2;
const EVERY_MAX: u32 = 99;

/// Returns the starts of a series, the first one included: each on the same time by the clocks of `zone`, counted from
/// the first, so that a short month shifts none that come after it.
///
/// # Errors
/// `Invalid`: `every` for none or more than 99, `count` or `until` for fewer than 2 or more than 60 dates, for a day
/// that is none, and where a date lies after the next year.
pub(super) fn starts_of(
    rule: &RepeatRule,
    first: Time,
    zone: &Tz,
    today: NaiveDate,
) -> Result<Vec<Time>> {
    if !(1..=EVERY_MAX).contains(&rule.every) {
        return Err(Error::invalid("every", Reason::Impossible));
    }
    let wall = local(first, zone);
    let day = |number: u32| nth(wall.date(), rule, number);
    let (field, count) = match &rule.end {
        RepeatEnd::Count { count } => ("count", *count),
        RepeatEnd::Until { until } => {
            let until = until.to_date("until")?;
            if until < wall.date() {
                return Err(Error::invalid("until", Reason::Backwards));
            }
            let within =
                (0..=DATES_MAX).take_while(|number| day(*number).is_some_and(|day| day <= until));
            ("until", u32::try_from(within.count()).unwrap_or(u32::MAX))
        }
    };
    if !(DATES_MIN..=DATES_MAX).contains(&count) {
        return Err(Error::invalid(field, Reason::Impossible));
    }
    let start = |number| {
        let day = day(number).filter(|day| fields::is_of_diary(*day, today));
        let day = day.ok_or(Error::invalid(field, Reason::Impossible))?;
        // of an hour that the clocks repeat the wall time does not say which one
        Ok(match number {
            0 => first,
            _ => at_wall(day, wall.time(), zone),
        })
    };
    (0..count).map(start).collect()
}

/// Returns the day of a date, from 0; none beyond the calendar.
fn nth(first: NaiveDate, rule: &RepeatRule, number: u32) -> Option<NaiveDate> {
    let steps = rule.every.checked_mul(number)?;
    match rule.unit {
        RepeatUnit::Day => first.checked_add_days(Days::new(steps.into())),
        RepeatUnit::Week => first.checked_add_days(Days::new(u64::from(steps) * 7)),
        RepeatUnit::Month => first.checked_add_months(Months::new(steps)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use chrono::Datelike;
    use proptest::prelude::*;
    use sync_contract::field::{date, time};

    use super::*;
    use crate::view::Day;

    const ZONE: Tz = Tz::Europe__Dublin;

    fn rule(every: u32, unit: RepeatUnit, end: RepeatEnd) -> RepeatRule {
        RepeatRule { every, unit, end }
    }

    fn count(count: u32) -> RepeatEnd {
        RepeatEnd::Count { count }
    }

    fn until(day: &str) -> RepeatEnd {
        RepeatEnd::Until {
            until: Day(day.into()),
        }
    }

    fn dates(first: NaiveDate, rule: &RepeatRule) -> Result<Vec<String>> {
        let first = at_wall(first, time(9, 30), &ZONE);
        let starts = starts_of(rule, first, &ZONE, date(2026, 11, 20))?;
        Ok(starts
            .into_iter()
            .map(|at| local(at, &ZONE).format("%Y-%m-%d %H:%M").to_string())
            .collect())
    }

    fn field(refused: Result<Vec<String>>) -> (&'static str, Reason) {
        match refused.unwrap_err() {
            Error::Invalid { field, reason } => (field, reason),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_series_has_one_wall_time_across_both_clock_changes() {
        let weekly = rule(1, RepeatUnit::Week, count(3));
        let starts = starts_of(
            &weekly,
            at_wall(date(2027, 3, 22), time(9, 30), &ZONE),
            &ZONE,
            date(2026, 11, 20),
        )
        .unwrap();
        let hours: Vec<i64> = starts
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0) / 3_600_000_000)
            .collect();
        assert_eq!(hours, [7 * 24 - 1, 7 * 24]);
        let spring = ["2027-03-22 09:30", "2027-03-29 09:30", "2027-04-05 09:30"];
        assert_eq!(dates(date(2027, 3, 22), &weekly).unwrap(), spring);
        let daily = rule(1, RepeatUnit::Day, until("2027-11-01"));
        let autumn = ["2027-10-30 09:30", "2027-10-31 09:30", "2027-11-01 09:30"];
        assert_eq!(dates(date(2027, 10, 30), &daily).unwrap(), autumn);
    }

    #[test]
    fn the_first_date_is_the_instant_that_was_given() {
        // 01:30 comes twice that night in Dublin
        for hour in [0, 1] {
            let first = at_wall(date(2027, 10, 30), time(0, 30), &ZONE);
            let first = Time(first.0 + (24 + 1 + hour) * 3_600_000_000);
            let weekly = rule(1, RepeatUnit::Week, count(2));
            let starts = starts_of(&weekly, first, &ZONE, date(2026, 11, 20)).unwrap();
            assert_eq!(starts[0], first);
            let next = local(starts[1], &ZONE).format("%Y-%m-%d %H:%M").to_string();
            assert_eq!(next, "2027-11-07 01:30");
        }
    }

    #[test]
    fn a_short_month_has_its_last_day_and_shifts_no_later_one() {
        let monthly = rule(1, RepeatUnit::Month, count(4));
        let wanted = [
            "2026-12-31 09:30",
            "2027-01-31 09:30",
            "2027-02-28 09:30",
            "2027-03-31 09:30",
        ];
        assert_eq!(dates(date(2026, 12, 31), &monthly).unwrap(), wanted);
    }

    #[test]
    fn the_last_day_is_of_the_series() {
        let every_second = rule(2, RepeatUnit::Week, until("2026-12-18"));
        let wanted = ["2026-11-20 09:30", "2026-12-04 09:30", "2026-12-18 09:30"];
        assert_eq!(dates(date(2026, 11, 20), &every_second).unwrap(), wanted);
        let day_before = rule(2, RepeatUnit::Week, until("2026-12-17"));
        assert_eq!(dates(date(2026, 11, 20), &day_before).unwrap().len(), 2);
    }

    #[test]
    fn a_rule_that_makes_no_series_is_refused() {
        let first = date(2026, 11, 20);
        let of = |rule: RepeatRule| field(dates(first, &rule));
        let impossible = |field| (field, Reason::Impossible);
        use RepeatUnit::{Day, Month, Week};
        assert_eq!(of(rule(0, Week, count(3))), impossible("every"));
        assert_eq!(of(rule(100, Day, count(3))), impossible("every"));
        assert_eq!(of(rule(1, Day, count(1))), impossible("count"));
        assert_eq!(of(rule(1, Day, count(61))), impossible("count"));
        assert_eq!(dates(first, &rule(1, Day, count(60))).unwrap().len(), 60);
        assert_eq!(of(rule(1, Day, until("2027-02-01"))), impossible("until"));
        assert_eq!(of(rule(1, Week, until("2026-11-26"))), impossible("until"));
        let before = of(rule(1, Week, until("2026-11-19")));
        assert_eq!(before, ("until", Reason::Backwards));
        // after the end of the next year nothing is booked
        assert_eq!(of(rule(1, Month, count(15))), impossible("count"));
        assert_eq!(dates(first, &rule(1, Month, count(14))).unwrap().len(), 14);
    }

    proptest! {
        /// A month that is too short has its last day; no other date leaves its place.
        #[test]
        fn each_date_is_so_many_steps_after_the_first(
            (offset, hour, minute) in (0_u64..300, 0_u32..24, 0_u32..60),
            (every, count) in (1_u32..=99, DATES_MIN..=DATES_MAX),
            unit in prop::sample::select(&[RepeatUnit::Day, RepeatUnit::Week, RepeatUnit::Month][..]),
            zone in prop::sample::select(&[ZONE, Tz::Asia__Kathmandu, Tz::America__St_Johns, Tz::UTC][..]),
        ) {
            let today = date(2026, 11, 20);
            let first_day = today + Days::new(offset);
            let first = at_wall(first_day, time(hour, minute), &zone);
            let first_day = local(first, &zone).date();
            let starts = starts_of(&rule(every, unit, self::count(count)), first, &zone, today);
            let wanted: Vec<NaiveDate> = (0..count).map(|number| {
                let steps = every * number;
                let days = match unit {
                    RepeatUnit::Day => steps,
                    RepeatUnit::Week => steps * 7,
                    RepeatUnit::Month => {
                        let months = first_day.month0() + steps;
                        let year = first_day.year() + i32::try_from(months / 12).unwrap();
                        let mut days = (1..=first_day.day()).rev();
                        return days
                            .find_map(|day| NaiveDate::from_ymd_opt(year, months % 12 + 1, day))
                            .unwrap();
                    }
                };
                first_day + Days::new(days.into())
            }).collect();
            if wanted.last().unwrap().year() > 2027 {
                let is_of_count =
                    matches!(starts, Err(Error::Invalid { field, .. }) if field == "count");
                prop_assert!(is_of_count);
                return Ok(());
            }
            let starts = starts.unwrap();
            prop_assert!(starts.is_sorted_by(|one, next| one < next));
            let walls: Vec<_> = starts.iter().map(|at| local(*at, &zone)).collect();
            prop_assert_eq!(walls.iter().map(|wall| wall.date()).collect::<Vec<_>>(), wanted.clone());
            for wall in &walls {
                // the hour that the clocks leave out is the one after it
                let wanted = local(first, &zone).time();
                let is_left_out = at_wall(wall.date(), wanted, &zone)
                    == at_wall(wall.date(), wall.time(), &zone);
                prop_assert!(wall.time() == wanted || is_left_out);
            }
            let last = Day(wanted.last().unwrap().to_string());
            let same = rule(every, unit, RepeatEnd::Until { until: last });
            prop_assert_eq!(starts_of(&same, first, &zone, today).unwrap(), starts);
        }
    }
}
