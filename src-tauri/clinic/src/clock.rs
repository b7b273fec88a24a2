//! What time it is comes from outside, so that a test can say it.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sync_contract::field::Time;

pub trait Clock: Send {
    /// Now, in microseconds since 1970 UTC.
    fn now(&self) -> Time;
}

/// The machine's clock, or one that a test sets.
impl<C: vault::WallClock> Clock for C {
    fn now(&self) -> Time {
        Time::from_ms(self.now_ms())
    }
}

/// The calendar day on which `time` lies for somebody in `zone`.
pub fn day_of(time: Time, zone: &TimeZone) -> Date {
    timestamp(time).to_zoned(zone.clone()).date()
}

/// The first moment of `day` in `zone`, and the first of the day after it.
pub fn bounds(day: Date, zone: &TimeZone) -> (Time, Time) {
    let next = day.tomorrow().unwrap_or(Date::MAX);
    (start_of(day, zone), start_of(next, zone))
}

/// The moment at which clocks in `zone` show `hour`:`minute` on `day`; inside the hour that a change of the clocks
/// skips, the moment as far after it.
pub fn at_wall(day: Date, hour: i8, minute: i8, zone: &TimeZone) -> Time {
    zone.to_timestamp(day.at(hour, minute, 0, 0))
        .map_or(Time(i64::MAX), |timestamp| Time(timestamp.as_microsecond()))
}

fn start_of(day: Date, zone: &TimeZone) -> Time {
    at_wall(day, 0, 0, zone)
}

/// Times outside of jiff's range, ten thousand years away, show as its ends.
pub fn timestamp(time: Time) -> Timestamp {
    Timestamp::from_microsecond(time.0).unwrap_or(if time.0 < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_of_the_clinic_is_as_long_as_its_clocks_say() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let hours = |day| {
            let (from, to) = bounds(day, &zone);
            (to.0 - from.0) / 3_600_000_000
        };
        assert_eq!(hours(date(2026, 11, 20)), 24);
        assert_eq!(hours(date(2026, 3, 29)), 23);
        assert_eq!(hours(date(2026, 10, 25)), 25);
    }

    #[test]
    fn midnight_in_accra_is_another_day_in_tokyo() {
        let time = Time(
            "2026-11-20T15:30:00Z"
                .parse::<Timestamp>()
                .unwrap()
                .as_microsecond(),
        );
        let day = |zone| day_of(time, &TimeZone::get(zone).unwrap());
        assert_eq!(day("Africa/Accra"), date(2026, 11, 20));
        assert_eq!(day("Asia/Tokyo"), date(2026, 11, 21));
    }
}
