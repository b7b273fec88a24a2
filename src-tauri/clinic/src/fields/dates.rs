//! Dates as lists and files write them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::{Error, Reason, Result};

/// Parses a date as lists and files write it: `YYYYMMDD`, `YYYY-MM-DD` (also with `/` or `.`), `DD.MM.YYYY`, and
/// `DD/MM/YYYY` or `MM/DD/YYYY` where only one of the two readings exists.
pub fn written_date(text: &str) -> Result<NaiveDate, Reason> {
    date_written(text, None)
}

/// Which of two readings of a date such as `03/04/1980` is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// Parses a date as [`written_date`] does, one with two readings in the order that is given.
pub fn date_written(text: &str, order: Option<DateOrder>) -> Result<NaiveDate, Reason> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return day(&text[..4], &text[4..6], &text[6..]);
    }
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [first, second, third] = parts[..] else {
        return Err(Reason::NotADate);
    };
    if first.len() == 4 {
        return day(first, second, third);
    }
    if third.len() != 4 {
        return Err(Reason::NotADate);
    }
    let day_first = day(third, second, first);
    if text.contains('.') || first == second {
        return day_first;
    }
    match (day_first, day(third, first, second)) {
        (Ok(day_first), Ok(month_first)) if day_first == month_first => Ok(day_first),
        (Ok(day_first), Ok(month_first)) => match order {
            Some(DateOrder::DayFirst) => Ok(day_first),
            Some(DateOrder::MonthFirst) => Ok(month_first),
            None => Err(Reason::AmbiguousDate),
        },
        (Ok(date), Err(_)) | (Err(_), Ok(date)) => Ok(date),
        (Err(reason), Err(_)) => Err(reason),
    }
}

/// Parses a date as [`written_date`] does; empty text is not recorded.
///
/// # Errors
/// `Invalid`.
pub fn optional_date(text: &str, field: &'static str) -> Result<Option<NaiveDate>> {
    match text.trim() {
        "" => Ok(None),
        text => written_date(text)
            .map(Some)
            .map_err(|reason| Error::invalid(field, reason)),
    }
}

fn day(year: &str, month: &str, day: &str) -> Result<NaiveDate, Reason> {
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if ![year, month, day].into_iter().all(is_number) {
        return Err(Reason::NotADate);
    }
    let number = |text: &str| text.parse::<i32>().map_err(|_| Reason::NotADate);
    let small = |text: &str| text.parse::<u32>().map_err(|_| Reason::NotADate);
    NaiveDate::from_ymd_opt(number(year)?, small(month)?, small(day)?).ok_or(Reason::NotADate)
}
