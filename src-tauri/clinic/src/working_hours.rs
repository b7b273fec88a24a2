//! Working hours: `MON 08:00-12:00 13:00-17:00; TUE 08:00-12:00`.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike, Weekday};
use chrono_tz::Tz;
use sync_contract::field::Time as Moment;

use crate::clock::local;
use crate::error::{Error, Reason, Result};

/// The hours of a user who has none of their own.
pub const DEFAULT: &str = "MON 08:00-12:00 13:00-17:00; TUE 08:00-12:00 13:00-17:00; WED 08:00-12:00 13:00-17:00; \
    THU 08:00-12:00 13:00-17:00; FRI 08:00-12:00 13:00-17:00";

const DAYS: [(&str, Weekday); 7] = [
    ("MON", Weekday::Mon),
    ("TUE", Weekday::Tue),
    ("WED", Weekday::Wed),
    ("THU", Weekday::Thu),
    ("FRI", Weekday::Fri),
    ("SAT", Weekday::Sat),
    ("SUN", Weekday::Sun),
];

/// A range of times of one day, in local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub from: NaiveTime,
    pub to: NaiveTime,
}

impl Stretch {
    pub fn minutes(self) -> i64 {
        (self.to - self.from).num_minutes()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingHours(Vec<(Weekday, Vec<Stretch>)>);

impl WorkingHours {
    /// # Errors
    /// `Invalid` for an unknown or repeated day, a malformed time, a day without one, and ranges that end before they
    /// start or overlap.
    pub fn parse(text: &str) -> Result<Self> {
        let mut days = Vec::new();
        for part in text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let mut words = part.split_whitespace();
            let name = words.next().unwrap_or_default();
            let day = DAYS
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .ok_or(wrong(Reason::Unknown))?
                .1;
            let stretches: Vec<Stretch> = words.map(stretch).collect::<Result<_>>()?;
            if stretches.is_empty() {
                // a day off is left out
                return Err(wrong(Reason::Malformed));
            }
            if stretches.windows(2).any(|pair| pair[0].to > pair[1].from) {
                return Err(wrong(Reason::Backwards));
            }
            if days.iter().any(|(known, _)| *known == day) {
                return Err(wrong(Reason::Malformed));
            }
            days.push((day, stretches));
        }
        Ok(Self(days))
    }

    /// Returns the hours of a user; a text of an older or newer form counts as the usual hours.
    pub fn of(schedule: Option<&str>) -> Self {
        schedule
            .and_then(|text| Self::parse(text).ok())
            .unwrap_or_else(|| Self::parse(DEFAULT).expect("checked by a test"))
    }

    pub fn on(&self, day: NaiveDate) -> &[Stretch] {
        let known = self.0.iter().find(|(weekday, _)| *weekday == day.weekday());
        known.map_or(&[], |(_, stretches)| stretches)
    }
}

/// Writes the form that is parsed.
impl std::fmt::Display for WorkingHours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, (day, stretches)) in self.0.iter().enumerate() {
            let name = DAYS.iter().find(|(_, known)| known == day);
            let name = name.map_or("", |(name, _)| name);
            write!(f, "{}{name}", if index == 0 { "" } else { "; " })?;
            for stretch in stretches {
                write!(f, " {}-{}", shown(stretch.from), shown(stretch.to))?;
            }
        }
        Ok(())
    }
}

/// Returns whether an appointment lies, in full or in part, outside of its provider's hours.
pub fn is_outside(hours: &WorkingHours, starts: Moment, ends: Moment, zone: &Tz) -> bool {
    !lies_in(hours.on(local(starts, zone).date()), (starts, ends), zone)
}

/// Returns whether a time lies, in full or in part, outside of a clinic's hours: those in which any of these works.
pub(crate) fn is_closed(hours: &[WorkingHours], starts: Moment, ends: Moment, zone: &Tz) -> bool {
    let day = local(starts, zone).date();
    let all = hours.iter().flat_map(|hours| hours.on(day)).copied();
    !lies_in(&joined(all.collect()), (starts, ends), zone)
}

fn lies_in(stretches: &[Stretch], (starts, ends): (Moment, Moment), zone: &Tz) -> bool {
    let (starts, ends) = (local(starts, zone), local(ends, zone));
    let day = starts.date();
    let covers = |stretch: &Stretch| {
        starts >= day.and_time(stretch.from) && ends <= day.and_time(stretch.to)
    };
    stretches.iter().any(covers)
}

/// Returns the stretches of several people as those in which any of them works, joined where they touch.
pub(crate) fn joined(mut all: Vec<Stretch>) -> Vec<Stretch> {
    all.sort_by_key(|stretch| stretch.from);
    let mut joined: Vec<Stretch> = Vec::new();
    for next in all {
        match joined.last_mut() {
            Some(last) if next.from <= last.to => last.to = NaiveTime::max(last.to, next.to),
            _ => joined.push(next),
        }
    }
    joined
}

fn wrong(reason: Reason) -> Error {
    Error::invalid("workingHours", reason)
}

fn stretch(text: &str) -> Result<Stretch> {
    let (from, to) = text.split_once('-').ok_or(wrong(Reason::Malformed))?;
    let time = |text: &str| {
        let (hour, minute) = text.split_once(':').ok_or(wrong(Reason::Malformed))?;
        let number = |digits: &str| digits.parse::<u32>().map_err(|_| wrong(Reason::Malformed));
        NaiveTime::from_hms_opt(number(hour)?, number(minute)?, 0).ok_or(wrong(Reason::Malformed))
    };
    let stretch = Stretch {
        from: time(from)?,
        to: time(to)?,
    };
    if stretch.from >= stretch.to {
        return Err(wrong(Reason::Backwards));
    }
    Ok(stretch)
}

/// Returns `08:00`, as the diary writes it.
pub fn shown(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sync_contract::field::date;
    use sync_contract::field::time;

    #[test]
    fn the_usual_week_has_five_days_and_a_midday_break() {
        let week = WorkingHours::of(None);
        let friday = week.on(date(2026, 11, 20));
        assert_eq!(friday.len(), 2);
        assert_eq!((friday[0].to, friday[1].from), (time(12, 0), time(13, 0)));
        assert_eq!(
            friday.iter().map(|stretch| stretch.minutes()).sum::<i64>(),
            480
        );
        assert!(week.on(date(2026, 11, 21)).is_empty());
    }

    #[test]
    fn a_clinic_is_open_while_any_of_its_people_works() {
        let zone = Tz::UTC;
        let morning = WorkingHours::parse("FRI 08:00-12:00").unwrap();
        let midday = WorkingHours::parse("FRI 11:00-14:00").unwrap();
        let friday = date(2026, 11, 20);
        let at = |hour, minute| crate::clock::at_wall(friday, time(hour, minute), &zone);
        let both = [morning.clone(), midday];
        let is_shut = |hours: &[WorkingHours], from, to| is_closed(hours, from, to, &zone);
        assert!(!is_shut(&both, at(11, 30), at(12, 30)));
        assert!(is_shut(&[morning], at(11, 30), at(12, 30)));
        assert!(is_shut(&both, at(13, 45), at(14, 15)));
        assert!(is_shut(&[], at(9, 0), at(9, 30)));
    }

    #[test]
    fn hours_that_make_no_sense_are_refused() {
        for wrong in [
            "MON 8-12",
            "MON 12:00-08:00",
            "MOO 08:00-12:00",
            "MON 08:00-12:00 11:00-13:00",
            "MON 25:00-26:00",
            "MON 08:00-12:00; mon 13:00-17:00",
        ] {
            assert!(WorkingHours::parse(wrong).is_err(), "{wrong}");
        }
        let written = "MON 08:00-12:00 13:00-17:00; SAT 09:30-12:00";
        assert_eq!(
            WorkingHours::parse(&written.to_lowercase())
                .unwrap()
                .to_string(),
            written
        );
        assert_eq!(WorkingHours::of(Some("gibberish")), WorkingHours::of(None));
    }
}
