//! Words of users and times as they are printed.
//!
//! Whatever comes into a sentence stands between a first-strong isolate and its end (Unicode Standard Annex 9): a name
//! in Arabic would turn the date that follows it round.

use chrono::{DateTime, Datelike, NaiveDate, Timelike};
use chrono_tz::Tz;
use clinic::view::{At, Day};
use icu_properties::CodePointMapData;
use icu_properties::props::BidiClass;
use serde::Serialize;

use crate::words::Words;

/// One line that a user wrote; empty between two paragraphs.
#[derive(Debug, Serialize)]
pub struct Paragraph {
    pub text: String,
    /// Whether it begins in a script that is written from right to left.
    pub rtl: bool,
}

pub fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// Returns the lines of a text without those that are empty.
pub fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

pub fn paragraphs(text: &str) -> Vec<Paragraph> {
    let paragraph = |line: &str| Paragraph {
        text: line.trim_end().to_owned(),
        rtl: is_right_to_left(line),
    };
    text.trim().lines().map(paragraph).collect()
}

/// Returns whether the first character of a direction is one from right to left (rules P2 and P3).
fn is_right_to_left(text: &str) -> bool {
    let classes = CodePointMapData::<BidiClass>::new();
    let classes = text.chars().map(|letter| classes.get(letter));
    let strong = [
        BidiClass::LeftToRight,
        BidiClass::RightToLeft,
        BidiClass::ArabicLetter,
    ];
    let first = classes.into_iter().find(|class| strong.contains(class));
    first.is_some_and(|class| class != BidiClass::LeftToRight)
}

/// Returns year, month, day, hour and minute in UTC; none for what is no time.
pub fn minutes(at: &At) -> Option<[i32; 5]> {
    let at = DateTime::parse_from_rfc3339(&at.0);
    let at = at.map(|at| at.with_timezone(&chrono::Utc)).ok()?;
    let parts = [at.month(), at.day(), at.hour(), at.minute()].map(|part| part as i32);
    let [month, day, hour, minute] = parts;
    Some([at.year(), month, day, hour, minute])
}

/// Days and times in the clinic's zone and in one language.
pub struct Clocks {
    zone: Tz,
    months: &'static [&'static str; 12],
    weekdays: &'static [&'static str; 7],
}

impl Clocks {
    /// A zone that this machine does not know counts as UTC, as everywhere in the clinic.
    pub fn new(zone: &str, words: &'static Words) -> Self {
        Self {
            zone: Tz::from_str_insensitive(zone).unwrap_or(Tz::UTC),
            months: &words.months,
            weekdays: &words.weekdays,
        }
    }

    /// `20 Nov 2026`; what is no day stays as it is.
    pub fn day(&self, day: &Day) -> String {
        let parsed: Result<NaiveDate, _> = day.0.parse();
        isolated(&parsed.map_or_else(|_| day.0.clone(), |day| self.date(day)))
    }

    /// `Friday 20 Nov 2026`; what is no day stays as it is.
    pub fn weekday(&self, day: &Day) -> String {
        let parsed: Result<NaiveDate, _> = day.0.parse();
        let named = |day: NaiveDate| {
            let weekday = self.weekdays[day.weekday().num_days_from_monday() as usize];
            format!("{weekday} {}", self.date(day))
        };
        isolated(&parsed.map_or_else(|_| day.0.clone(), named))
    }

    /// `20 Nov 2026, 09:42`.
    pub fn time(&self, at: &At) -> String {
        let parsed = DateTime::parse_from_rfc3339(&at.0);
        let parsed = parsed.map(|at| at.with_timezone(&self.zone));
        isolated(&parsed.map_or_else(
            |_| at.0.clone(),
            |at| {
                let day = self.date(at.date_naive());
                format!("{day}, {:02}:{:02}", at.hour(), at.minute())
            },
        ))
    }

    /// The day of a time: `20 Nov 2026`.
    pub fn date_of(&self, at: &At) -> String {
        let parsed = DateTime::parse_from_rfc3339(&at.0);
        let parsed = parsed.map(|at| at.with_timezone(&self.zone).date_naive());
        isolated(&parsed.map_or_else(|_| at.0.clone(), |day| self.date(day)))
    }

    fn date(&self, day: NaiveDate) -> String {
        let month = self.months[day.month0() as usize];
        // a date stays on one line
        format!("{}\u{a0}{month}\u{a0}{}", day.day(), day.year())
    }
}

/// How numbers are written in one language.
pub struct Numbers {
    pub thousands: &'static str,
    pub decimal: &'static str,
}

impl Numbers {
    /// Rounds to so many decimals, without zeros at the end.
    pub fn of(&self, value: f64, digits: usize) -> String {
        let text = self.fixed(value, digits);
        match text.contains(self.decimal) {
            true => {
                let text = text.trim_end_matches('0');
                text.trim_end_matches(self.decimal).to_owned()
            }
            false => text,
        }
    }

    /// Rounds to so many decimals, for a column of them.
    pub fn fixed(&self, value: f64, digits: usize) -> String {
        let text = format!("{:.digits$}", value.abs());
        let (full, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let is_zero = text.chars().all(|digit| matches!(digit, '0' | '.'));
        let mut written = match value < 0.0 && !is_zero {
            true => "\u{2212}".to_owned(),
            false => String::new(),
        };
        for (at, digit) in full.chars().enumerate() {
            if at > 0 && (full.len() - at) % 3 == 0 {
                written.push_str(self.thousands);
            }
            written.push(digit);
        }
        if !fraction.is_empty() {
            written.push_str(self.decimal);
            written.push_str(fraction);
        }
        written
    }

    /// With its sign, for a change or a score: `+0.4`.
    pub fn signed(&self, value: f64, digits: usize) -> String {
        let text = self.fixed(value, digits);
        match value > 0.0 && text.contains(|digit| matches!(digit, '1'..='9')) {
            true => format!("+{text}"),
            false => text,
        }
    }

    /// A figure and its unit stay on one line.
    pub fn with_unit(&self, figure: &str, unit: &str) -> String {
        format!("{figure}\u{202f}{unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_its_language_does() {
        let english = Numbers {
            thousands: ",",
            decimal: ".",
        };
        let french = Numbers {
            thousands: "\u{202f}",
            decimal: ",",
        };
        assert_eq!(english.of(1800.0, 1), "1,800");
        assert_eq!(english.of(0.04, 1), "0");
        assert_eq!(english.of(-0.04, 1), "0");
        assert_eq!(english.of(-2.5, 1), "\u{2212}2.5");
        assert_eq!(english.fixed(8.0, 1), "8.0");
        assert_eq!(english.signed(0.42, 1), "+0.4");
        assert_eq!(english.signed(0.04, 1), "0.0");
        assert_eq!(french.of(12_345.678, 2), "12\u{202f}345,68");
        assert_eq!(french.of(1000.0, 0), "1\u{202f}000");
    }
}
