use chrono::{Datelike, Days, NaiveDate};
use sync_contract::Right;
use sync_contract::ids::UserId;

use super::pages::Page;
use super::view::{WeekDay, WeekView};
use crate::Clinic;
use crate::audit::{Looked, note_look};
use crate::clock::{bounds, day_of};
use crate::error::Result;
use crate::view::{Day, Id};

/// The week around a day, Monday first, of one provider or of all.
///
/// Errors: `Forbidden` (needs `appointments.read`), `Invalid` for a day that is none.
pub fn week(clinic: &Clinic, day: &Day, provider: Option<&Id>) -> Result<WeekView> {
    clinic.may(Right::AppointmentsRead)?;
    note_look(clinic, Looked::Diary)?;
    let monday = monday_of(day.to_date("day")?);
    let provider: Option<UserId> = provider.map(Id::to).transpose()?;
    let zone = clinic.zone()?;
    let dates: Vec<NaiveDate> = (0..7)
        .map(|days| {
            monday
                .checked_add_days(Days::new(days))
                .unwrap_or(NaiveDate::MAX)
        })
        .collect();
    let (from, until) = (bounds(dates[0], &zone).0, bounds(dates[6], &zone).1);
    let mut views = Page::between(clinic, from, until)?.views();
    views.retain(|view| provider.is_none_or(|provider| view.is_of(provider)));
    let mut days = Vec::with_capacity(7);
    for date in dates {
        let mut appointments = Vec::new();
        for view in &views {
            if day_of(view.starts_at.to_time("startsAt")?, &zone) == date {
                appointments.push(view.clone());
            }
        }
        days.push(WeekDay {
            day: Day::of(date),
            appointments,
        });
    }
    Ok(WeekView {
        time_zone: zone.name().to_owned(),
        days,
    })
}

fn monday_of(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))
        .unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_contract::field::date;

    #[test]
    fn a_week_begins_on_monday() {
        for day in 16..=22 {
            assert_eq!(monday_of(date(2026, 11, day)), date(2026, 11, 16));
        }
    }
}
