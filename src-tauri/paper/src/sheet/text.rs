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

/// Returns a text without isolates: what is listed with a file is in no sentence, and not every program that lists it
/// knows them.
pub fn without_isolates(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
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

    /// The day of a time with its weekday: `Friday 20 Nov 2026`.
    pub fn weekday_of(&self, at: &At) -> String {
        let parsed = DateTime::parse_from_rfc3339(&at.0);
        let day = parsed.map(|at| at.with_timezone(&self.zone).date_naive());
        day.map_or_else(
            |_| isolated(&at.0),
            |day| self.weekday(&Day(day.to_string())),
        )
    }

    /// The time of day: `09:42`.
    pub fn hour(&self, at: &At) -> String {
        let parsed = DateTime::parse_from_rfc3339(&at.0);
        let parsed = parsed.map(|at| at.with_timezone(&self.zone));
        parsed.map_or_else(
            |_| at.0.clone(),
            |at| format!("{:02}:{:02}", at.hour(), at.minute()),
        )
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
