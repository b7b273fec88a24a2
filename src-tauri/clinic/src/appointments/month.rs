//! A month of the diary: how full each day is, without a name.

use chrono::{Datelike, Days, NaiveDate};
use sync_contract::Right;
use sync_contract::catalog::Appointment;

use crate::Clinic;
use crate::appointments::absent::{away_between, bands};
use crate::appointments::day::{look_over, schedule_of};
use crate::appointments::{MonthView, WeekDay, WeekQuery};
use crate::clock::start_of;
use crate::error::Result;
use crate::reads::{ListRead, log_list};
use crate::view::Day;

const WEEK_DAYS: u64 = 7;

/// Returns the weeks that the month of a day touches, of one provider, of one room or of one department.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`, `Invalid` for a day that is none.
pub fn month(clinic: &Clinic, query: &WeekQuery) -> Result<MonthView> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    look_over(&clinic.read())?;
    let date = query.day.to_date("day")?;
    let (first, days) = weeks_of(date);
    let (of, schedule, choices) = schedule_of(clinic, query.of.as_ref())?;
    let workplace = clinic.workplace()?;
    let zone = schedule.zone(&workplace);
    let (from, until) = (
        start_of(first, &zone),
        start_of(first + Days::new(days), &zone),
    );
    let mut appointments = clinic.read().appointments_between(None, from, until)?;
    appointments.retain(|row| row.deleted.is_none() && schedule.has(&row.value));
    // who is booked in another facility is not free here
    let others: Vec<Appointment> = appointments
        .extract_if(.., |row| !schedule.lists(&row.value, &workplace))
        .map(|row| row.value)
        .collect();
    let mut away = away_between(&clinic.read(), from, until)?;
    away.retain(|one| schedule.is_of(one));
    let days = first.iter_days().take(usize::try_from(days).unwrap_or(0));
    let days: Vec<WeekDay> = days
        .map(|day| schedule.day(day, &appointments, &others, &away, &zone))
        .collect();
    Ok(MonthView {
        month: Day::of(first_of(date)),
        of,
        name: schedule.name,
        days,
        absences: bands(&clinic.read(), &away)?,
        choices,
    })
}

fn first_of(date: NaiveDate) -> NaiveDate {
    date - Days::new(date.day0().into())
}

/// Returns the Monday on or before the first of the month, and how many days its weeks have.
fn weeks_of(date: NaiveDate) -> (NaiveDate, u64) {
    let first = first_of(date);
    let before = u64::from(first.weekday().num_days_from_monday());
    let mut days = before;
    let in_month = first.iter_days().take(31);
    days += in_month.filter(|day| day.month() == first.month()).count() as u64;
    (
        first - Days::new(before),
        days.div_ceil(WEEK_DAYS) * WEEK_DAYS,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_full_weeks_from_monday_on() {
        let of = |year, month, day| {
            let (first, days) = weeks_of(NaiveDate::from_ymd_opt(year, month, day).expect("a day"));
            (first.to_string(), days)
        };
        assert_eq!(of(2026, 11, 20), ("2026-10-26".into(), 42));
        // four weeks that are a month
        assert_eq!(of(2027, 2, 28), ("2027-02-01".into(), 28));
        assert_eq!(of(2026, 12, 1), ("2026-11-30".into(), 35));
    }
}
