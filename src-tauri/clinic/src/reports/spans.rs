//! The period of a report, and the spans into which it is cut.

use chrono::{Datelike, Days, Months, NaiveDate};
use chrono_tz::Tz;
use sync_contract::field::Time;

use crate::clock::start_of;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::reports::{ReportQuery, ReportStep};

/// Five years.
const DAYS_MAX: i64 = 5 * 366;
const DAYS_OF_DAYS: i64 = 31;
const DAYS_OF_WEEKS: i64 = 184;

/// Days from inclusive until exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl Span {
    /// Returns its first moment, and the first one after it.
    pub fn times(self, zone: &Tz) -> (Time, Time) {
        (start_of(self.from, zone), start_of(self.until, zone))
    }

    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from
            .iter_days()
            .take_while(move |day| *day < self.until)
    }
}

/// Reads the period of a query.
///
/// # Errors
/// `Invalid` for a day that is none, an end before the beginning, and for more than five years.
pub(super) fn period(query: &ReportQuery) -> Result<Span> {
    let (from, last) = (query.from.to_date("from"), query.until.to_date("until")).together()?;
    let until = last.checked_add_days(Days::new(1));
    let until = until.ok_or(Error::invalid("until", Reason::Impossible))?;
    match (until - from).num_days() {
        ..=0 => Err(Error::invalid("until", Reason::Backwards)),
        days if days > DAYS_MAX => Err(Error::invalid("until", Reason::TooLong)),
        _ => Ok(Span { from, until }),
    }
}

/// Cuts a period into days, weeks from Monday, or months.
pub(super) fn spans(period: Span) -> (ReportStep, Vec<Span>) {
    let step = match (period.until - period.from).num_days() {
        days if days <= DAYS_OF_DAYS => ReportStep::Day,
        days if days <= DAYS_OF_WEEKS => ReportStep::Week,
        _ => ReportStep::Month,
    };
    let mut spans = Vec::new();
    let mut from = period.from;
    while from < period.until {
        let next = next(from, step).unwrap_or(period.until);
        let until = next.min(period.until);
        spans.push(Span { from, until });
        from = until;
    }
    (step, spans)
}

/// Returns the first day of the span after the one in which a day lies.
fn next(day: NaiveDate, step: ReportStep) -> Option<NaiveDate> {
    match step {
        ReportStep::Day => day.succ_opt(),
        ReportStep::Week => {
            let into = u64::from(day.weekday().num_days_from_monday());
            day.checked_add_days(Days::new(7 - into))
        }
        ReportStep::Month => day.with_day(1)?.checked_add_months(Months::new(1)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::view::Day;

    fn query(from: &str, until: &str) -> ReportQuery {
        ReportQuery {
            from: Day(from.into()),
            until: Day(until.into()),
            facility_id: None,
            department_id: None,
            provider_id: None,
        }
    }

    fn cut(from: &str, until: &str) -> (ReportStep, Vec<String>) {
        let (step, spans) = spans(period(&query(from, until)).unwrap());
        (
            step,
            spans.iter().map(|span| span.from.to_string()).collect(),
        )
    }

    #[test]
    fn a_month_is_cut_into_days_and_a_year_into_months() {
        let (step, days) = cut("2026-10-01", "2026-10-31");
        assert_eq!((step, days.len()), (ReportStep::Day, 31));
        let (step, weeks) = cut("2026-11-04", "2026-12-09");
        assert_eq!(step, ReportStep::Week);
        // a Wednesday, then Mondays
        assert_eq!(weeks[..2], ["2026-11-04", "2026-11-09"]);
        assert_eq!(weeks.last().unwrap(), "2026-12-07");
        let (step, months) = cut("2026-01-15", "2026-12-31");
        assert_eq!((step, months.len()), (ReportStep::Month, 12));
        assert_eq!(months[..2], ["2026-01-15", "2026-02-01"]);
    }

    #[test]
    fn a_period_that_is_none_is_refused() {
        for (from, until, field, reason) in [
            ("2026-11-20", "2026-11-19", "until", Reason::Backwards),
            ("2020-01-01", "2026-11-19", "until", Reason::TooLong),
            ("2026-02-30", "2026-11-19", "from", Reason::NotADate),
        ] {
            match period(&query(from, until)).unwrap_err() {
                Error::Invalid {
                    field: of,
                    reason: why,
                } => assert_eq!((of, why), (field, reason), "{from}"),
                other => panic!("{other:?}"),
            }
        }
        let one = period(&query("2026-11-20", "2026-11-20")).unwrap();
        assert_eq!(one.days().count(), 1);
    }

    proptest! {
        #[test]
        fn spans_cover_each_day_of_a_period_once(start in 0_u64..20_000, length in 1_u64..1_830) {
            let from = NaiveDate::default() + Days::new(start);
            let period = Span { from, until: from + Days::new(length) };
            let (_, spans) = spans(period);
            let days: Vec<_> = spans.iter().flat_map(|span| span.days()).collect();
            prop_assert_eq!(days, period.days().collect::<Vec<_>>());
            prop_assert!(spans.len() <= 62, "{}", spans.len());
        }
    }
}
