//! Time: the clock is injected, so that tests can set it.

use chrono::{
    DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;
use sync_contract::field::Time;
use vault::Vault;

use crate::error::Result;

pub trait Clock: Send {
    /// Returns the current time in microseconds since 1970 UTC.
    fn now(&self) -> Time;
}

/// The machine's clock, or one that a test sets.
impl<C: vault::WallClock> Clock for C {
    fn now(&self) -> Time {
        Time::from_ms(self.now_ms())
    }
}

/// Returns the calendar day of `time` in `zone`.
pub fn day_of(time: Time, zone: &Tz) -> NaiveDate {
    local(time, zone).date()
}

/// Returns the first moment of `day` in `zone`, and the first of the next day.
pub fn bounds(day: NaiveDate, zone: &Tz) -> (Time, Time) {
    let next = day.succ_opt().unwrap_or(NaiveDate::MAX);
    (start_of(day, zone), start_of(next, zone))
}

/// Returns the moment at which clocks in `zone` show `hour`:`minute` on `day`. A time that a change of the clocks skips
/// is moved forward by the length of the gap.
pub fn at_wall(day: NaiveDate, at: NaiveTime, zone: &Tz) -> Time {
    let wall = day.and_time(at);
    let moment = match zone.from_local_datetime(&wall) {
        LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => moment.naive_utc(),
        LocalResult::None => wall - TimeDelta::seconds(offset_before_gap_s(wall, zone)),
    };
    Time(moment.and_utc().timestamp_micros())
}

/// Returns the offset from UTC in force before the change of the clocks that skips `wall`.
///
/// Offsets lie between -12 and +14 hours, so 14 hours past `wall` as UTC the change is over; and `wall` under the
/// offset after the change is a moment before it, by less than what the change skips.
fn offset_before_gap_s(wall: NaiveDateTime, zone: &Tz) -> i64 {
    let offset_s =
        |utc: NaiveDateTime| i64::from(zone.offset_from_utc_datetime(&utc).fix().local_minus_utc());
    let after_s = offset_s(wall + TimeDelta::hours(14));
    offset_s(wall - TimeDelta::seconds(after_s))
}

/// Returns what the clocks in `zone` show at `time`.
pub fn local(time: Time, zone: &Tz) -> NaiveDateTime {
    moment(time).with_timezone(zone).naive_local()
}

pub(crate) fn start_of(day: NaiveDate, zone: &Tz) -> Time {
    at_wall(day, NaiveTime::MIN, zone)
}

/// The first moment of the year 0 and the last second of the year 9999: what RFC 3339 can write.
const WRITABLE_US: (i64, i64) = (-62_167_219_200_000_000, 253_402_300_799_000_000);

/// Returns a moment of the years 0 to 9999; times outside are clamped to these.
pub fn moment(time: Time) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(time.0.clamp(WRITABLE_US.0, WRITABLE_US.1))
        .expect("the years 0 to 9999 are within the range of chrono")
}

/// Returns `2026-11-20T09:42:00Z`, with as many digits of a second as `time` needs: none, three or six.
pub fn rfc3339(time: Time) -> String {
    moment(time).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

/// Clocks that differ by less than this agree.
const CLOCK_MINUTES_MIN: i64 = 5;

/// Returns by how much the clock of this computer is ahead of the server's, as far as the server's is known; none where
/// they agree.
///
/// # Errors
/// Those of the vault.
pub fn clock_ahead_minutes(vault: &Vault) -> Result<Option<i32>> {
    let ahead = -(vault.clock_offset_ms()? / 60_000);
    Ok((ahead.abs() >= CLOCK_MINUTES_MIN).then(|| i32::try_from(ahead).unwrap_or(i32::MAX)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sync_contract::field::date;

    #[test]
    fn a_day_of_the_clinic_is_as_long_as_its_clocks_say() {
        let zone = "Europe/Paris".parse::<Tz>().unwrap();
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
                .parse::<DateTime<Utc>>()
                .unwrap()
                .timestamp_micros(),
        );
        let day = |zone: &str| day_of(time, &zone.parse().unwrap());
        assert_eq!(day("Africa/Accra"), date(2026, 11, 20));
        assert_eq!(day("Asia/Tokyo"), date(2026, 11, 21));
    }

    /// Returns the local time in `zone` and the UTC time that it denotes.
    fn utc_of(zone: &str, day: NaiveDate, hour: u32, minute: u32) -> String {
        rfc3339(at_wall(
            day,
            sync_contract::field::time(hour, minute),
            &zone.parse().unwrap(),
        ))
    }

    #[test]
    fn a_booking_has_its_wall_time_across_both_clock_changes() {
        let at_nine = |zone, day| utc_of(zone, day, 9, 0);
        assert_eq!(
            at_nine("Europe/Paris", date(2026, 3, 28)),
            "2026-03-28T08:00:00Z"
        );
        assert_eq!(
            at_nine("Europe/Paris", date(2026, 3, 29)),
            "2026-03-29T07:00:00Z"
        );
        assert_eq!(
            at_nine("Europe/Paris", date(2026, 10, 24)),
            "2026-10-24T07:00:00Z"
        );
        assert_eq!(
            at_nine("Europe/Paris", date(2026, 10, 25)),
            "2026-10-25T08:00:00Z"
        );
        // half an hour, and in the southern summer
        assert_eq!(
            at_nine("Australia/Lord_Howe", date(2026, 4, 4)),
            "2026-04-03T22:00:00Z"
        );
        assert_eq!(
            at_nine("Australia/Lord_Howe", date(2026, 4, 5)),
            "2026-04-04T22:30:00Z"
        );
        assert_eq!(
            at_nine("Australia/Lord_Howe", date(2026, 10, 3)),
            "2026-10-02T22:30:00Z"
        );
        assert_eq!(
            at_nine("Australia/Lord_Howe", date(2026, 10, 4)),
            "2026-10-03T22:00:00Z"
        );
        assert_eq!(
            at_nine("Asia/Kathmandu", date(2026, 7, 1)),
            "2026-07-01T03:15:00Z"
        );
    }

    #[test]
    fn a_time_in_a_skipped_stretch_lies_as_far_after_it() {
        let local_of = |zone: &str, day, hour, minute| {
            let zone: Tz = zone.parse().unwrap();
            local(
                at_wall(day, sync_contract::field::time(hour, minute), &zone),
                &zone,
            )
            .to_string()
        };
        assert_eq!(
            local_of("Europe/Paris", date(2026, 3, 29), 2, 30),
            "2026-03-29 03:30:00"
        );
        assert_eq!(
            local_of("Australia/Lord_Howe", date(2026, 10, 4), 2, 10),
            "2026-10-04 02:40:00"
        );
        // the island crossed the date line and had no 30 December
        assert_eq!(
            local_of("Pacific/Apia", date(2011, 12, 30), 9, 0),
            "2011-12-31 09:00:00"
        );
        let apia = "Pacific/Apia".parse().unwrap();
        assert_eq!(
            bounds(date(2011, 12, 29), &apia).1,
            bounds(date(2011, 12, 31), &apia).0
        );
    }

    #[test]
    fn of_two_equal_wall_times_the_first_is_meant() {
        assert_eq!(
            utc_of("Europe/Paris", date(2026, 10, 25), 2, 30),
            "2026-10-25T00:30:00Z"
        );
        assert_eq!(
            utc_of("Australia/Lord_Howe", date(2026, 4, 5), 1, 45),
            "2026-04-04T14:45:00Z"
        );
    }

    #[test]
    fn a_time_beyond_the_range_of_text_shows_as_its_end() {
        assert_eq!(rfc3339(Time(i64::MIN)), "0000-01-01T00:00:00Z");
        assert_eq!(rfc3339(Time(i64::MAX)), "9999-12-31T23:59:59Z");
        assert_eq!(rfc3339(Time(1_500_000)), "1970-01-01T00:00:01.500Z");
    }
}
