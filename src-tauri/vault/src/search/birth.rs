//! Birth dates as people type them.

use std::ops::RangeInclusive;

use sync_contract::field::days_since_1970;

use crate::search::fold::fold;

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

/// The names of the months, January first, in the languages of the screens; each may be cut after three letters.
const MONTHS: [&[&str]; 12] = [
    &["january", "janvier"],
    &["february", "fevrier"],
    &["march", "mars"],
    &["april", "avril"],
    &["may", "mai"],
    &["june", "juin"],
    &["july", "juillet"],
    &["august", "aout"],
    &["september", "septembre"],
    &["october", "octobre"],
    &["november", "novembre"],
    &["december", "decembre"],
];

/// Joins a day that is typed as three words, as in `16 9 1995` or `16 Sep 1995`, into one word that [`read`] reads.
///
/// More numbers next to the three are a telephone number.
pub fn join(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_number = |index: Option<usize>| {
        index
            .and_then(|index| words.get(index))
            .is_some_and(|word| word.chars().any(|letter| letter.is_ascii_digit()))
    };
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    let mut index = 0;
    while let Some(word) = words.get(index) {
        let day = words.get(index..index + 3).and_then(day_in_words);
        match day {
            Some(day) if !is_number(index.checked_sub(1)) && !is_number(Some(index + 3)) => {
                joined.push(day);
                index += 3;
            }
            _ => {
                joined.push((*word).to_owned());
                index += 1;
            }
        }
    }
    joined.join(" ")
}

fn day_in_words(words: &[&str]) -> Option<String> {
    let [day, month, year] = words else {
        return None;
    };
    let (day, month) = (day.trim_end_matches('.'), month.trim_end_matches('.'));
    let month = match month.parse::<u32>() {
        Ok(number) => number,
        Err(_) => month_named(month)?,
    };
    let is_day = day.len() <= 2 && year.len() == 4;
    (is_day && day_of(year, &month.to_string(), day).is_some())
        .then(|| format!("{day}.{month}.{year}"))
}

/// Returns none for a name that begins two months.
fn month_named(typed: &str) -> Option<u32> {
    let typed = fold(typed);
    if typed.chars().count() < 3 {
        return None;
    }
    let mut months = (1..)
        .zip(MONTHS)
        .filter(|(_, names)| names.iter().any(|name| name.starts_with(&typed)));
    let (month, _) = months.next()?;
    months.next().is_none().then_some(month)
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
    fn a_day_of_three_words_is_one_word() {
        for (text, joined) in [
            ("16 9 1995", "16.9.1995"),
            ("16 Sep 1995", "16.9.1995"),
            ("16 sept. 1995", "16.9.1995"),
            ("3. AOÛT 1980 amelia", "3.8.1980 amelia"),
            ("amelia brown 16 september 1995", "amelia brown 16.9.1995"),
            ("12 mars 1992", "12.3.1992"),
            // no day, or two months, or a telephone number, or nothing of the kind
            ("31 2 1995", "31 2 1995"),
            ("16 jui 1995", "16 jui 1995"),
            ("0803 12 3 1992", "0803 12 3 1992"),
            ("12 3 1992 55", "12 3 1992 55"),
            ("mary may 1995", "mary may 1995"),
            ("16 tea 1995", "16 tea 1995"),
            ("", ""),
        ] {
            assert_eq!(join(text), joined, "{text}");
        }
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
