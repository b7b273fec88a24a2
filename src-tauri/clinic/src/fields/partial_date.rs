use chrono::{Datelike, Months, NaiveDate};
use sync_contract::catalog::PartialDate;

use super::{bounded, line, written_date};
use crate::error::{Error, Reason, Result};

const YEARS_MAX: i32 = 130;

/// Parses when something began, as exactly as it is known: `2019`, `2019-04`, `4/2019`, or a date as
/// [`written_date`] reads it. It is kept as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; empty text is not recorded.
///
/// # Errors
/// `Invalid`: no date, after today, or more than 130 years ago.
pub fn partial_date(
    text: &str,
    field: &'static str,
    today: NaiveDate,
) -> Result<Option<PartialDate>> {
    let text = line(text);
    if text.is_empty() {
        return Ok(None);
    }
    let (first_day, written) = read(&text).map_err(|reason| Error::invalid(field, reason))?;
    if first_day > today {
        return Err(Error::invalid(field, Reason::InTheFuture));
    }
    if first_day.year() < today.year() - YEARS_MAX {
        return Err(Error::invalid(field, Reason::TooLongAgo));
    }
    bounded(&written, field).map(Some)
}

/// Returns the first and the last day that a canonical text means; none for what is no date, which only another program
/// can have written.
pub fn days_meant(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (first, months) = match text.len() {
        4 => (format!("{text}-01-01"), 12),
        7 => (format!("{text}-01"), 1),
        10 => (text.to_owned(), 0),
        _ => return None,
    };
    let first: NaiveDate = first.parse().ok()?;
    let last = match months {
        0 => first,
        months => first.checked_add_months(Months::new(months))?.pred_opt()?,
    };
    Some((first, last))
}

/// Returns the first day that is meant, and the canonical text.
fn read(text: &str) -> Result<(NaiveDate, String), Reason> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).map(str::trim).collect();
    let month_and_year = match parts[..] {
        [year] if year.len() == 4 => Some((year, None)),
        [year, month] if year.len() == 4 => Some((year, Some(month))),
        [month, year] if year.len() == 4 => Some((year, Some(month))),
        _ => None,
    };
    let Some((year, month)) = month_and_year else {
        let date = written_date(text)?;
        return Ok((date, date.format("%Y-%m-%d").to_string()));
    };
    let first_day = |month| NaiveDate::from_ymd_opt(number(year)?.try_into().ok()?, month, 1);
    match month {
        None => {
            let date = first_day(1).ok_or(Reason::NotADate)?;
            Ok((date, date.format("%Y").to_string()))
        }
        Some(month) => {
            let date = number(month).and_then(first_day).ok_or(Reason::NotADate)?;
            Ok((date, date.format("%Y-%m").to_string()))
        }
    }
}

fn number(digits: &str) -> Option<u32> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parsed(text: &str) -> Result<Option<String>> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        Ok(partial_date(text, "onset", today)?.map(|date| date.to_string()))
    }

    #[test]
    fn a_year_a_month_or_a_day_stays_as_exact_as_it_was_written() {
        for (text, canonical) in [
            ("2019", "2019"),
            (" 2019 ", "2019"),
            ("2019-4", "2019-04"),
            ("2019/04", "2019-04"),
            ("04/2019", "2019-04"),
            ("4.2019", "2019-04"),
            ("2019-04-12", "2019-04-12"),
            ("12.4.2019", "2019-04-12"),
            ("20190412", "2019-04-12"),
            // the running month and the running day
            ("2026", "2026"),
            ("2026-11", "2026-11"),
            ("2026-11-20", "2026-11-20"),
            ("1896", "1896"),
        ] {
            assert_eq!(parsed(text).unwrap().as_deref(), Some(canonical), "{text}");
        }
        assert_eq!(parsed("  ").unwrap(), None);
    }

    #[test]
    fn a_year_and_a_month_mean_all_their_days() {
        let meant = |text: &str| {
            days_meant(text).map(|(first, last)| (first.to_string(), last.to_string()))
        };
        for (text, first, last) in [
            ("2019", "2019-01-01", "2019-12-31"),
            ("2020-02", "2020-02-01", "2020-02-29"),
            ("2019-04-12", "2019-04-12", "2019-04-12"),
        ] {
            let days = (first.to_owned(), last.to_owned());
            assert_eq!(meant(text), Some(days), "{text}");
        }
        for text in [
            "",
            "19",
            "2019-4",
            "2019-13",
            "2019-02-30",
            "year",
            "some words",
        ] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_lies_ahead_is_refused() {
        let refused = |text: &str| match parsed(text).unwrap_err() {
            Error::Invalid { reason, .. } => reason,
            other => panic!("{text}: {other}"),
        };
        for text in [
            "19",
            "201",
            "2019-13",
            "2019-0",
            "as a child",
            "-2019",
            "2019-",
            "+201",
            "2019-02-30",
        ] {
            assert_eq!(refused(text), Reason::NotADate, "{text}");
        }
        for text in ["2027", "2026-12", "2026-11-21"] {
            assert_eq!(refused(text), Reason::InTheFuture, "{text}");
        }
        assert_eq!(refused("1895"), Reason::TooLongAgo);
    }
}
