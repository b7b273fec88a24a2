//! The age of a child who was born too early.
//!
//! Sources: *Age terminology during the perinatal period*, Pediatrics 2004;114:1362-4, for the corrected age; Royal
//! College of Paediatrics and Child Health, *Digital growth charts, client specification*, for the corrected age at
//! which the charts on paper stop to correct: one year, and two where a child was born before 32 weeks. Its later rule,
//! to correct for life and from 40 weeks on, belongs to charts that begin before birth: those of the WHO do not.

use std::fmt;

const DAYS_A_WEEK: i64 = 7;
/// A full pregnancy: 40 weeks.
const FULL_DAYS: i64 = 280;
/// Before 37 completed weeks a birth is preterm.
const PRETERM_BELOW_DAYS: i64 = 259;
/// Before 32 completed weeks it is very preterm, and the age is corrected for longer.
const VERY_PRETERM_BELOW_DAYS: i64 = 224;
/// The corrected ages, in days, until which an age is corrected: one year, two years.
const CORRECTED_DAYS: i64 = 365;
const VERY_PRETERM_CORRECTED_DAYS: i64 = 730;
/// Outside of these a child does not live, or the dates of the pregnancy are wrong.
const WEEKS: (i64, i64) = (20, 44);

/// How long a pregnancy lasted, in completed days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gestation(i64);

/// Why a text is no gestation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GestationProblem {
    /// Not weeks, or weeks and days.
    Malformed,
    /// Not from 20 to 44 weeks, or seven days or more.
    Impossible,
}

impl Gestation {
    /// Returns none outside of 20 weeks to 44 weeks and 6 days.
    pub fn from_days(days: i64) -> Option<Gestation> {
        let (from, to) = WEEKS;
        (from * DAYS_A_WEEK..(to + 1) * DAYS_A_WEEK)
            .contains(&days)
            .then_some(Gestation(days))
    }

    /// Parses `31`, `31+4`, `31 4/7`, `31 w 4 d`, `31 weeks 4 days` or `31 semaines 4 jours`.
    ///
    /// # Errors
    /// [`GestationProblem`].
    pub fn read(text: &str) -> Result<Gestation, GestationProblem> {
        use Token::{Number, Plus, Word};
        let text = text.trim().to_lowercase();
        let sevenths = text.strip_suffix("/7");
        let tokens = tokens(sevenths.unwrap_or(&text)).ok_or(GestationProblem::Malformed)?;
        let (weeks, days) = match tokens.as_slice() {
            [Number(weeks)] if sevenths.is_none() => (*weeks, 0),
            [Number(weeks), Word(unit)] if is_weeks(unit) => (*weeks, 0),
            [Number(weeks), Number(days)] if sevenths.is_some() => (*weeks, *days),
            [Number(weeks), Plus, Number(days)] => (*weeks, *days),
            [Number(weeks), Plus, Number(days), Word(last)] if is_days(last) => (*weeks, *days),
            [Number(weeks), Word(unit), rest @ ..] if is_weeks(unit) => match rest {
                [Number(days)] | [Plus, Number(days)] => (*weeks, *days),
                [Number(days), Word(last)] | [Plus, Number(days), Word(last)] if is_days(last) => {
                    (*weeks, *days)
                }
                _ => return Err(GestationProblem::Malformed),
            },
            _ => return Err(GestationProblem::Malformed),
        };
        let days = (days < DAYS_A_WEEK).then(|| weeks * DAYS_A_WEEK + days);
        days.and_then(Gestation::from_days)
            .ok_or(GestationProblem::Impossible)
    }

    pub fn days(self) -> i64 {
        self.0
    }

    /// Returns the completed weeks and the days beyond them.
    pub fn weeks_and_days(self) -> (i64, i64) {
        (self.0 / DAYS_A_WEEK, self.0 % DAYS_A_WEEK)
    }

    /// Returns the days that were missing to a full pregnancy; none for a birth that was not preterm.
    pub fn early_days(self) -> Option<i64> {
        (self.0 < PRETERM_BELOW_DAYS).then_some(FULL_DAYS - self.0)
    }

    /// Returns the corrected age in days until which an age is corrected; none for a birth that was not preterm.
    pub fn corrected_until_days(self) -> Option<i64> {
        self.early_days()?;
        Some(match self.0 < VERY_PRETERM_BELOW_DAYS {
            true => VERY_PRETERM_CORRECTED_DAYS,
            false => CORRECTED_DAYS,
        })
    }

    /// Returns the corrected age in days, below zero before the day when the child was due; none where the age is not
    /// corrected, or not any more.
    pub fn corrected_age_days(self, age_days: i64) -> Option<i64> {
        let until = self.corrected_until_days()?;
        let corrected = age_days - self.early_days()?;
        (corrected < until).then_some(corrected)
    }
}

/// `31+4`: completed weeks and days.
impl fmt::Display for Gestation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (weeks, days) = self.weeks_and_days();
        write!(f, "{weeks}+{days}")
    }
}

enum Token<'a> {
    Number(i64),
    Word(&'a str),
    Plus,
}

/// Returns the parts of a text; none for a character that a gestation does not have. A comma stands after a word only:
/// `31,4` may be meant as a decimal.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_same: fn(char) -> bool = match first {
            '0'..='9' => |c| c.is_ascii_digit(),
            _ if first.is_alphabetic() => char::is_alphabetic,
            _ if first.is_whitespace() => char::is_whitespace,
            '+' | ',' => |_| false,
            _ => return None,
        };
        let end = rest[first.len_utf8()..]
            .find(|c| !is_same(c))
            .map_or(rest.len(), |end| end + first.len_utf8());
        let (part, after) = rest.split_at(end);
        match first {
            // more digits are no number of weeks
            '0'..='9' if part.len() > 3 => return None,
            '0'..='9' => tokens.push(Token::Number(part.parse().ok()?)),
            '+' => tokens.push(Token::Plus),
            ',' if !matches!(tokens.last(), Some(Token::Word(_))) => return None,
            _ if first.is_alphabetic() => tokens.push(Token::Word(part)),
            _ => {}
        }
        rest = after;
    }
    Some(tokens)
}

fn is_weeks(unit: &str) -> bool {
    let units = [
        "w", "wk", "wks", "week", "weeks", "s", "sa", "sem", "semaine", "semaines",
    ];
    units.contains(&unit)
}

fn is_days(unit: &str) -> bool {
    ["d", "day", "days", "j", "jour", "jours"].contains(&unit)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn weeks(weeks: i64, days: i64) -> Gestation {
        Gestation::from_days(weeks * 7 + days).unwrap()
    }

    /// Pediatrics 2004;114:1362: "a 24-month-old, former 28-week gestational age infant has a corrected age of 21
    /// months", counted there in months of four weeks; and a child born at 35 weeks is 3 weeks old at 8 (GPnotebook).
    #[test]
    fn published_ages_are_corrected() {
        let months = |months: i64| months * 28;
        assert_eq!(
            weeks(28, 0).corrected_age_days(months(24)),
            Some(months(21))
        );
        assert_eq!(weeks(35, 0).corrected_age_days(8 * 7), Some(3 * 7));
        assert_eq!(weeks(31, 4).early_days(), Some(8 * 7 + 3));
        // before the day when it was due
        assert_eq!(weeks(34, 0).corrected_age_days(10), Some(-32));
    }

    /// The specification: 35 weeks and 6 days until one year, 26 weeks until two years, both by the corrected age.
    #[test]
    fn the_correction_ends_with_one_or_two_years() {
        let last = |weeks_days: (i64, i64), until: i64| {
            let gestation = weeks(weeks_days.0, weeks_days.1);
            let early = gestation.early_days().unwrap();
            let before = gestation.corrected_age_days(until + early - 1);
            (before, gestation.corrected_age_days(until + early))
        };
        assert_eq!(last((35, 6), 365), (Some(364), None));
        assert_eq!(last((26, 0), 730), (Some(729), None));
        assert_eq!(last((36, 6), 365), (Some(364), None));
        assert_eq!(last((32, 0), 365), (Some(364), None));
        assert_eq!(last((31, 6), 730), (Some(729), None));
        // born at 37 weeks a child is not preterm
        assert_eq!(weeks(37, 0).corrected_age_days(10), None);
        assert_eq!(weeks(40, 0).early_days(), None);
    }

    #[test]
    fn weeks_and_days_are_read_as_people_write_them() {
        for text in [
            "31+4",
            "31 + 4",
            "31w4d",
            "31 W 4 D",
            "31 weeks 4 days",
            "31 weeks, 4 days",
            "31 semaines 4 jours",
            "31 SA + 4 j",
            "31 sem 4 j",
            "31 4/7",
            "31+4/7",
        ] {
            assert_eq!(Gestation::read(text), Ok(weeks(31, 4)), "{text}");
        }
        assert_eq!(Gestation::read(" 40 "), Ok(weeks(40, 0)));
        assert_eq!(weeks(31, 4).to_string(), "31+4");
        for text in [
            "", "early", "31.5", "31+", "+4", "4 d", "31+4+1", "31 kg", "-31", "31 4 w", "31,4",
            "31 4", "4/7", "31,4/7",
        ] {
            assert_eq!(
                Gestation::read(text),
                Err(GestationProblem::Malformed),
                "{text}"
            );
        }
        for text in ["19+6", "45", "31+7", "221", "99999999999999999999"] {
            assert!(Gestation::read(text).is_err(), "{text}");
        }
        assert_eq!(Gestation::read("20+0").map(Gestation::days), Ok(140));
        assert_eq!(Gestation::read("44+6").map(Gestation::days), Ok(314));
    }
}
