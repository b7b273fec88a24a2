//! Working hours: `MON 08:00-12:00 13:00-17:00; TUE 08:00-12:00`. A shift may last until midnight: `SAT 16:00-24:00`.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Weekday};
use chrono_tz::Tz;
use sync_contract::field::Time as Moment;

use crate::clock::{at_wall, local};
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

/// The end of a range of times of one day, in minutes of the day: 24:00 is the midnight after it, which is no time of
/// the day itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RangeEnd(u32);

impl RangeEnd {
    pub const MIDNIGHT: Self = Self(24 * 60);

    pub const fn at(hour: u32, minute: u32) -> Self {
        Self(hour * 60 + minute)
    }

    /// Returns the local time at which a range of this day ends.
    pub fn on(self, day: NaiveDate) -> NaiveDateTime {
        day.and_time(NaiveTime::MIN) + TimeDelta::minutes(self.0.into())
    }
}

impl From<NaiveTime> for RangeEnd {
    fn from(time: NaiveTime) -> Self {
        Self::at(time.hour(), time.minute())
    }
}

/// Writes `17:00`, as the diary does, and `24:00` for the end of the day.
impl std::fmt::Display for RangeEnd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A range of times of one day, in local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub from: NaiveTime,
    pub to: RangeEnd,
}

impl Stretch {
    pub fn minutes(self) -> i64 {
        i64::from(self.to.0) - i64::from(RangeEnd::from(self.from).0)
    }

    /// Returns when it begins and ends on a day.
    pub fn times(self, day: NaiveDate, zone: &Tz) -> (Moment, Moment) {
        let ends = self.to.on(day);
        (
            at_wall(day, self.from, zone),
            at_wall(ends.date(), ends.time(), zone),
        )
    }

    /// Returns whether the one after it begins before it ends.
    fn runs_into(self, next: Self) -> bool {
        self.to > RangeEnd::from(next.from)
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
            if stretches.windows(2).any(|pair| pair[0].runs_into(pair[1])) {
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
                write!(f, " {}-{}", shown(stretch.from), stretch.to)?;
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
    let covers =
        |stretch: &Stretch| starts >= day.and_time(stretch.from) && ends <= stretch.to.on(day);
    stretches.iter().any(covers)
}

/// Returns the stretches of several people as those in which any of them works, joined where they touch.
pub(crate) fn joined(mut all: Vec<Stretch>) -> Vec<Stretch> {
    all.sort_by_key(|stretch| stretch.from);
    let mut joined: Vec<Stretch> = Vec::new();
    for next in all {
        match joined.last_mut() {
            Some(last) if RangeEnd::from(next.from) <= last.to => last.to = last.to.max(next.to),
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
    let to = match to {
        "24:00" => RangeEnd::MIDNIGHT,
        to => time(to)?.into(),
    };
    let stretch = Stretch {
        from: time(from)?,
        to,
    };
    if stretch.minutes() <= 0 {
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
        assert_eq!(
            (friday[0].to, friday[1].from),
            (RangeEnd::at(12, 0), time(13, 0))
        );
        assert_eq!(
            friday.iter().map(|stretch| stretch.minutes()).sum::<i64>(),
            480
        );
        assert!(week.on(date(2026, 11, 21)).is_empty());
    }

    #[test]
    fn a_shift_may_end_at_midnight() {
        let written = "FRI 16:00-20:00 20:30-24:00";
        let hours = WorkingHours::parse(written).unwrap();
        assert_eq!(hours.to_string(), written);
        let friday = date(2026, 11, 20);
        let zone: Tz = "Europe/Paris".parse().unwrap();
        let late = hours.on(friday)[1];
        assert_eq!(late.minutes(), 210);
        let (starts, ends) = late.times(friday, &zone);
        assert_eq!(ends, crate::clock::bounds(friday, &zone).1);
        let at = |day, hour, minute| at_wall(day, time(hour, minute), &zone);
        let saturday = date(2026, 11, 21);
        assert!(!is_outside(&hours, starts, ends, &zone));
        let outside = |from, until| is_outside(&hours, from, until, &zone);
        assert!(!outside(at(friday, 23, 30), at(saturday, 0, 0)));
        assert!(outside(at(friday, 23, 30), at(saturday, 0, 15)));
        assert!(outside(at(saturday, 0, 0), at(saturday, 0, 30)));
        let all = joined(vec![late, hours.on(friday)[0]]);
        assert_eq!(all.last().unwrap().to, RangeEnd::MIDNIGHT);
        // the hours of the day on which clocks change
        let sunday = WorkingHours::parse("SUN 00:00-24:00").unwrap();
        let october = date(2026, 10, 25);
        let (starts, ends) = sunday.on(october)[0].times(october, &zone);
        assert_eq!((ends.0 - starts.0) / 3_600_000_000, 25);
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
            "MON 24:00-24:00",
            "MON 18:00-24:01",
            "MON 18:00-00:00",
            "MON 18:00-24:00 23:00-24:00",
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
