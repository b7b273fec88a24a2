//! Absences of the demo around today: a meeting, a course in which appointments lie, a holiday and a closed room.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use sync_contract::catalog::Absence;
use sync_contract::field::{Line, time};
use sync_contract::ids::{AbsenceId, RoomId, UserId};
use vault::read::Deleted;

use crate::clock::{at_wall, day_of};
use crate::error::Result;
use crate::{Clinic, fields};

enum Of {
    /// By the index in the list of dietitians.
    Dietitian(usize),
    /// By the index in the list of rooms.
    Room(usize),
}

/// Days of work from today on; the times are by the clinic's clocks.
struct DemoAbsence {
    of: Of,
    from: (u64, NaiveTime),
    to: (u64, NaiveTime),
    reason: &'static str,
}

const ABSENCES: [DemoAbsence; 4] = [
    DemoAbsence {
        of: Of::Dietitian(1),
        from: (0, time(16, 0)),
        to: (0, time(17, 0)),
        reason: "Team meeting",
    },
    DemoAbsence {
        of: Of::Dietitian(1),
        from: (2, time(13, 0)),
        to: (2, time(17, 0)),
        reason: "Course on tube feeding",
    },
    DemoAbsence {
        of: Of::Room(1),
        from: (3, time(8, 0)),
        to: (3, time(12, 0)),
        reason: "Painting",
    },
    DemoAbsence {
        of: Of::Dietitian(2),
        from: (11, time(8, 0)),
        to: (15, time(17, 0)),
        reason: "Holiday",
    },
];

/// Records the absences; a provider or a room that is not there has none.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn record(clinic: &mut Clinic, dietitians: &[UserId], rooms: &[RoomId]) -> Result<()> {
    if !clinic.read().all::<Absence>(Deleted::Shown)?.is_empty() {
        return Ok(());
    }
    let zone = clinic.zone()?;
    let today = day_of(clinic.now(), &zone);
    clinic.write("add absence", |tx| {
        for absence in &ABSENCES {
            let (provider, room) = match absence.of {
                Of::Dietitian(index) => (dietitians.get(index).copied(), None),
                Of::Room(index) => (None, rooms.get(index).copied()),
            };
            if provider.is_none() && room.is_none() {
                continue;
            }
            let at =
                |(days, wall): (u64, NaiveTime)| at_wall(working_day(today, days), wall, &zone);
            let reason: Option<Line> = fields::optional(absence.reason, "reason")?;
            let id: AbsenceId = tx.new_id();
            tx.insert(&Absence {
                id,
                provider,
                room,
                starts: at(absence.from),
                ends: at(absence.to),
                reason: reason.into(),
                ended_at: None,
            })?;
        }
        Ok(())
    })
}

/// Returns the day that is so many days of work after the first one from today on.
pub(super) fn working_day(today: NaiveDate, after: u64) -> NaiveDate {
    let is_worked = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let mut days = today.iter_days().filter(is_worked);
    let index = usize::try_from(after).unwrap_or(0);
    days.nth(index).unwrap_or(today + Days::new(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_work_leave_out_the_weekend() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        assert_eq!(working_day(day(26), 0), day(26));
        assert_eq!(working_day(day(26), 2), day(30));
        assert_eq!(working_day(day(28), 0), day(30));
    }
}
