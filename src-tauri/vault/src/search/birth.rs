//! Birth dates as people type them.

use std::ops::RangeInclusive;

use sync_contract::field::days_since_1970;

/// The days since 1970 that a typed word may mean: a day in several spellings, a month or a year.
///
/// `5/6/1990` is both the fifth of June and the sixth of May; a year of two digits is of this or the last century.
pub fn read(word: &str) -> Vec<RangeInclusive<i32>> {
    let mut parts = Vec::new();
    for part in word.split(['-', '.', '/']) {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return Vec::new();
        }
        parts.push(part);
    }
    let mut spans = Vec::new();
    match parts.as_slice() {
        [digits] if digits.len() == 8 => {
            let (a, b) = (&digits[..2], &digits[2..4]);
            push_day(&mut spans, &digits[..4], &digits[4..6], &digits[6..]);
            push_day(&mut spans, &digits[4..], b, a);
            push_day(&mut spans, &digits[4..], a, b);
        }
        [year] if year.len() == 4 => push_span(&mut spans, year, "1", "12"),
        [year, month] if year.len() == 4 => push_span(&mut spans, year, month, month),
        [month, year] if year.len() == 4 => push_span(&mut spans, year, month, month),
        [year, month, day] if year.len() == 4 => push_day(&mut spans, year, month, day),
        [a, b, year] if year.len() == 4 => {
            push_day(&mut spans, year, b, a);
            push_day(&mut spans, year, a, b);
        }
        [a, b, year] if year.len() == 2 => {
            for century in ["19", "20"] {
                let year = format!("{century}{year}");
                push_day(&mut spans, &year, b, a);
                push_day(&mut spans, &year, a, b);
            }
        }
        _ => {}
    }
    spans.dedup();
    spans
}

fn push_day(spans: &mut Vec<RangeInclusive<i32>>, year: &str, month: &str, day: &str) {
    if let Some(day) = day_of(year, month, day) {
        spans.push(day..=day);
    }
}

fn push_span(spans: &mut Vec<RangeInclusive<i32>>, year: &str, first: &str, last: &str) {
    let first = day_of(year, first, "1");
    let last = ["31", "30", "29", "28"]
        .into_iter()
        .find_map(|day| day_of(year, last, day));
    if let (Some(first), Some(last)) = (first, last) {
        spans.push(first..=last);
    }
}

fn day_of(year: &str, month: &str, day: &str) -> Option<i32> {
    let year: i32 = year.parse().ok()?;
    // no patient was born before; such a number is a file number
    if !(1870..=2100).contains(&year) {
        return None;
    }
    let date = chrono::NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)?;
    Some(days_since_1970(date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_contract::field::date;

    #[test]
    fn a_day_matches_in_each_of_its_spellings() {
        let day = days_since_1970(date(1984, 12, 3));
        for word in [
            "1984-12-03",
            "1984-12-3",
            "1984/12/03",
            "1984.12.03",
            "03.12.1984",
            "3.12.1984",
            "3/12/1984",
            "12/3/1984",
            "19841203",
            "03121984",
            "3.12.84",
        ] {
            assert!(read(word).contains(&(day..=day)), "{word}");
        }
    }

    #[test]
    fn a_month_or_a_year_is_a_span() {
        let span = |from: (u32, u32), to: (u32, u32)| {
            let day = |(month, day)| days_since_1970(date(1984, month, day));
            vec![day(from)..=day(to)]
        };
        assert_eq!(read("1984"), span((1, 1), (12, 31)));
        assert_eq!(read("1984-02"), span((2, 1), (2, 29)));
        assert_eq!(read("02/1984"), span((2, 1), (2, 29)));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for word in [
            "",
            "-",
            "12",
            "rec-122",
            "1984-13-01",
            "31.02.1984",
            "0001",
            "1984-12-03-1",
            "9".repeat(40).as_str(),
        ] {
            assert_eq!(read(word), [], "{word}");
        }
    }
}
