//! Parses a measurement as people type it: `72.4`, `159 lb`, `5'7`, `1 m 70`, `120/80`, `98.6 F`, `97 mg/dL`.

use MeasureProblem::*;
use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::Reason;
use crate::measurements::kind::MeasureKind;
use crate::measurements::spelling::{in_thousands, rounded, spelled, ungrouped};
use crate::measurements::unit;
use crate::measurements::unit::{Overfull, Unit, units};

/// A value in its kind's stored unit; `second` is the lower figure of a blood pressure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    pub value: Decimal,
    pub second: Option<Decimal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum MeasureProblem {
    NotANumber,
    UnknownUnit,
    /// Physiologically impossible.
    Impossible,
    /// `2,150` and `2.150` are two numbers in two countries.
    TwoNumbers,
}

impl MeasureProblem {
    /// Returns what a form says of its field.
    pub fn reason(self) -> Reason {
        match self {
            NotANumber => Reason::Malformed,
            UnknownUnit => Reason::Unknown,
            Impossible => Reason::Impossible,
            TwoNumbers => Reason::TwoNumbers,
        }
    }
}

/// Why a text is not a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misread {
    Problem(MeasureProblem),
    Overfull(Overfull),
}

impl From<MeasureProblem> for Misread {
    fn from(problem: MeasureProblem) -> Self {
        Self::Problem(problem)
    }
}

/// Parses comma or point as the decimal separator, and blanks, apostrophes, commas or points between groups of three
/// digits; never guesses between two readings that are both possible.
pub fn read(kind: MeasureKind, text: &str) -> Result<Measured, MeasureProblem> {
    read_closely(kind, text).map_err(|misread| match misread {
        Misread::Problem(problem) => problem,
        Misread::Overfull(_) => NotANumber,
    })
}

/// Does the same, with the details that an error sentence needs.
pub fn read_closely(kind: MeasureKind, text: &str) -> Result<Measured, Misread> {
    let text = spelled(text);
    let text = match units(kind).iter().any(|unit| unit.is_called("'")) {
        true => text,
        // what is not measured in feet
        false => ungrouped(&text, '\''),
    };
    let read = signed(kind, &text);
    let thousands = in_thousands(&text).map(|text| signed(kind, &text));
    match (read, thousands) {
        (Ok(_), Some(Ok(_))) => Err(TwoNumbers.into()),
        // no body has the reading with decimals: `3,400 g`
        (Err(_), Some(Ok(measured))) => Ok(measured),
        (read, _) => read,
    }
}

fn signed(kind: MeasureKind, text: &str) -> Result<Measured, Misread> {
    match text.strip_prefix('-') {
        None => positive(kind, text),
        // below zero is impossible, if it is a number at all
        Some(rest) => positive(kind, rest.trim_start()).and(Err(Impossible.into())),
    }
}

fn positive(kind: MeasureKind, text: &str) -> Result<Measured, Misread> {
    let measured = match kind {
        MeasureKind::BloodPressure => pressure(text)?,
        MeasureKind::Temperature => one(kind, temperature(text)?)?,
        MeasureKind::Hba1c => one(kind, hba1c(text)?)?,
        _ => one(kind, amount(kind, text)?)?,
    };
    if kind == MeasureKind::BloodPressure && measured.second >= Some(measured.value) {
        return Err(Impossible.into());
    }
    Ok(measured)
}

fn one(kind: MeasureKind, value: Decimal) -> Result<Measured, MeasureProblem> {
    Ok(Measured {
        value: within(kind, value)?,
        second: None,
    })
}

fn within(kind: MeasureKind, value: Decimal) -> Result<Decimal, MeasureProblem> {
    let (least, most) = kind.possible();
    // before it is rounded: that would bring it within
    if (least..=most).contains(&value) {
        Ok(rounded(value, kind.decimals()))
    } else {
        Err(Impossible)
    }
}

/// A number and the word after it.
struct Part<'a> {
    number: Decimal,
    unit: &'a str,
}

fn parts(text: &str) -> Result<Vec<Part<'_>>, MeasureProblem> {
    let mut rest = text.trim();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let number: Decimal = rest[..digits].parse().map_err(|_| NotANumber)?;
        let after = &rest[digits..];
        let word = after
            .find(|c: char| c.is_ascii_digit() && !follows_slash(after, c))
            .unwrap_or(after.len());
        parts.push(Part {
            number,
            unit: after[..word].trim().trim_end_matches('.').trim(),
        });
        rest = &after[word..];
    }
    if parts.is_empty() {
        Err(NotANumber)
    } else {
        Ok(parts)
    }
}

/// Returns whether the digit belongs to the word, as in `min-1` and `1/min`.
fn follows_slash(text: &str, digit: char) -> bool {
    text.find(digit)
        .is_some_and(|at| text[..at].ends_with("min-"))
}

fn amount(kind: MeasureKind, text: &str) -> Result<Decimal, Misread> {
    let known = units(kind);
    let parts = parts(text)?;
    let bare = known.first().ok_or(UnknownUnit)?;
    if let [part] = &parts[..]
        && part.unit.is_empty()
    {
        return Ok(bare_number(kind, part.number));
    }
    let mut sum = Decimal::ZERO;
    let mut larger: Option<&Unit> = None;
    for (index, part) in parts.iter().enumerate() {
        let smaller = larger.and_then(|unit| unit.then);
        let unit = match (part.unit, smaller) {
            // `5'7` and `11 st 4`: what follows is in the next smaller unit
            ("", Some(unit)) => unit,
            ("", None) => bare,
            (name, expected) => {
                let unit = known
                    .iter()
                    .find(|unit| unit.is_called(name))
                    .ok_or(UnknownUnit)?;
                let continues = expected.is_some_and(|smaller| smaller.is_called(name));
                if index > 0 && !continues {
                    return Err(UnknownUnit.into());
                }
                unit
            }
        };
        if index > 0 && smaller.is_none() {
            return Err(NotANumber.into());
        }
        if let Some(larger) = larger {
            unit.fits_into(larger, part.number)
                .map_err(Misread::Overfull)?;
        }
        let stored = unit.to_stored(part.number).ok_or(Impossible)?;
        sum = sum.checked_add(stored).ok_or(Impossible)?;
        larger = Some(unit);
    }
    Ok(sum)
}

/// Returns the stored value of a number without a unit: a height below three is in metres.
fn bare_number(kind: MeasureKind, number: Decimal) -> Decimal {
    if kind == MeasureKind::Height && number < dec!(3) {
        number * dec!(100)
    } else {
        number
    }
}

fn temperature(text: &str) -> Result<Decimal, MeasureProblem> {
    let parts = parts(text)?;
    let [part] = &parts[..] else {
        return Err(NotANumber);
    };
    let celsius = units(MeasureKind::Temperature);
    // a body temperature above 50 °C is impossible, so a bare 98.6 can only be Fahrenheit
    let only_fahrenheit = part.unit.is_empty() && (dec!(75)..=dec!(115)).contains(&part.number);
    if unit::is_fahrenheit(part.unit) || only_fahrenheit {
        Ok(unit::celsius(part.number))
    } else if part.unit.is_empty() || celsius.iter().any(|unit| unit.is_called(part.unit)) {
        Ok(part.number)
    } else {
        Err(UnknownUnit)
    }
}

/// Below this a bare number is percent: 20 mmol/mol would be 4 %, and 20 % does not occur.
const HBA1C_PERCENT_BELOW: Decimal = dec!(20);

fn hba1c(text: &str) -> Result<Decimal, MeasureProblem> {
    let parts = parts(text)?;
    let [part] = &parts[..] else {
        return Err(NotANumber);
    };
    let is_bare_percent = part.unit.is_empty() && part.number < HBA1C_PERCENT_BELOW;
    if unit::is_percent(part.unit) || is_bare_percent {
        return unit::hba1c_mmol_mol(part.number).ok_or(Impossible);
    }
    let known = units(MeasureKind::Hba1c);
    let is_known = part.unit.is_empty() || known.iter().any(|unit| unit.is_called(part.unit));
    is_known.then_some(part.number).ok_or(UnknownUnit)
}

fn pressure(text: &str) -> Result<Measured, MeasureProblem> {
    let kind = MeasureKind::BloodPressure;
    let text = text.replace(" over ", "/");
    let (upper, lower) = text.split_once(['/', '-', '\\']).ok_or(NotANumber)?;
    let upper: Decimal = upper.trim().parse().map_err(|_| NotANumber)?;
    let parts = parts(lower)?;
    let [lower] = &parts[..] else {
        return Err(NotANumber);
    };
    let known = units(kind);
    let unit = match lower.unit {
        "" => known.first(),
        name => known.iter().find(|unit| unit.is_called(name)),
    };
    let unit = unit.ok_or(UnknownUnit)?;
    let stored = |number| within(kind, unit.to_stored(number).ok_or(Impossible)?);
    Ok(Measured {
        value: stored(upper)?,
        second: Some(stored(lower.number)?),
    })
}

#[cfg(test)]
mod tests;
