//! The clinic's own kinds of measurement, and how their values are parsed.

use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::MeasurementKind;
use sync_contract::ids::MeasurementKindId;
use unicode_normalization::UnicodeNormalization;

use crate::measurements::read::MeasureProblem;
use crate::measurements::spelling::{is_read_two_ways, rounded, spelled, ungrouped};
use crate::view::{Id, Quantity};

/// The code in a row of one of the clinic's own kinds.
pub const OWN: &str = "OWN";
pub(crate) const MOST_DECIMALS: u32 = 3;
/// No limit or value is farther from zero.
const FARTHEST: Decimal = dec!(1_000_000);

/// A kind of the clinic's own. Its name is none where its row is not on this computer, or is damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OwnMeasure {
    pub own: Id,
    pub name: Option<String>,
}

/// What is known of one of the clinic's own kinds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OwnKind {
    pub id: MeasurementKindId,
    pub name: String,
    pub unit: String,
    decimals: u32,
    pub lowest: Decimal,
    pub highest: Decimal,
    odd_below: Option<Decimal>,
    odd_above: Option<Decimal>,
    pub is_active: bool,
}

impl OwnKind {
    pub fn of(row: &MeasurementKind) -> Self {
        Self {
            id: row.id,
            name: row.name.to_string(),
            unit: row.unit.as_deref().unwrap_or_default().to_owned(),
            decimals: u32::try_from(row.decimals).unwrap_or(0).min(MOST_DECIMALS),
            lowest: row.lowest,
            highest: row.highest,
            odd_below: row.odd_below,
            odd_above: row.odd_above,
            is_active: row.is_active,
        }
    }

    pub fn measure(&self) -> OwnMeasure {
        OwnMeasure {
            own: Id::of(self.id),
            name: Some(self.name.clone()),
        }
    }

    /// Returns the kind as it was when it had another unit: its limits are of the present one, and say nothing then.
    fn in_unit(&self, unit: &str) -> Self {
        Self {
            unit: unit.to_owned(),
            decimals: MOST_DECIMALS,
            lowest: -FARTHEST,
            highest: FARTHEST,
            odd_below: None,
            odd_above: None,
            ..self.clone()
        }
    }

    /// Returns the kind as a correction of a reading in this unit is parsed. What has no unit keeps that of the
    /// reading, which may be an earlier one of the kind, as `61.5 kg` was measured before an admin changed the unit to
    /// pounds.
    pub fn correcting(self, unit: &str, text: &str) -> Self {
        let earlier = self.in_unit(unit);
        match unit != self.unit && earlier.read(text) != Err(MeasureProblem::UnknownUnit) {
            true => earlier,
            false => self,
        }
    }

    /// Parses a number, with the unit of the kind or without one.
    pub fn read(&self, text: &str) -> Result<Decimal, MeasureProblem> {
        let (typed, unit) = split(text, &self.unit);
        let value = number(&typed, self.decimals)?;
        if !unit.is_empty() && unit != unit_folded(&self.unit) {
            return Err(MeasureProblem::UnknownUnit);
        }
        // before it is rounded: that would bring it within
        match (self.lowest..=self.highest).contains(&value) {
            true => Ok(rounded(value, self.decimals)),
            false => Err(MeasureProblem::Impossible),
        }
    }

    pub fn is_odd(&self, value: Decimal) -> bool {
        self.odd_below.is_some_and(|limit| value < limit)
            || self.odd_above.is_some_and(|limit| value > limit)
    }

    /// Returns the limits that a question names.
    pub fn usual(&self) -> (Decimal, Decimal) {
        (
            self.odd_below.unwrap_or(self.lowest),
            self.odd_above.unwrap_or(self.highest),
        )
    }

    pub fn quantity(&self, value: Decimal) -> Quantity {
        quantity(value, &self.unit)
    }
}

pub(super) fn quantity(value: Decimal, unit: &str) -> Quantity {
    Quantity {
        value: value.into(),
        second: None,
        unit: unit.to_owned(),
    }
}

/// Returns a number as it is typed in either language. Where so many decimals are fewer than three, `2,150` and `2.150`
/// are two numbers in two countries, and refused: what the clinic set as possible does not tell which was meant.
///
/// # Errors
/// `NotANumber`, `TwoNumbers`.
pub(crate) fn number(text: &str, decimals: u32) -> Result<Decimal, MeasureProblem> {
    let value = decimal(text, decimals)?;
    let is_near = value.abs() <= FARTHEST;
    is_near.then_some(value).ok_or(MeasureProblem::NotANumber)
}

/// As [`number`], however large it is.
///
/// # Errors
/// As [`number`].
pub(crate) fn decimal(text: &str, decimals: u32) -> Result<Decimal, MeasureProblem> {
    let text = ungrouped(&spelled(text), '\'');
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (dec!(-1), digits.trim_start()),
        None => (dec!(1), text.strip_prefix('+').unwrap_or(&text)),
    };
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|c| c.is_ascii_digit() || c == b'.');
    let value = is_number
        .then(|| digits.parse::<Decimal>().ok())
        .flatten()
        .ok_or(MeasureProblem::NotANumber)?;
    if decimals < MOST_DECIMALS && is_read_two_ways(digits) {
        return Err(MeasureProblem::TwoNumbers);
    }
    Ok((sign * value).normalize())
}

/// What a number is typed with, besides its digits.
fn is_of_number(c: char) -> bool {
    c.is_numeric() || c.is_whitespace() || "+-\u{2212}\u{2013}.,'\u{2019}".contains(c)
}

/// Returns the number and the folded unit behind it. The unit of the kind may begin as a number does, as `10^9/L`: then
/// a blank stands before it.
fn split(text: &str, unit: &str) -> (String, String) {
    let text: String = text.trim().nfkc().collect();
    let (folded, own) = (unit_folded(&text), unit_folded(unit));
    if own.starts_with(is_of_number)
        && let Some(number) = folded.strip_suffix(&own)
        && number.ends_with(' ')
    {
        return (number.trim().to_owned(), own);
    }
    let end = text.find(|c| !is_of_number(c));
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    (number.trim().to_owned(), unit_folded(unit))
}

fn unit_folded(unit: &str) -> String {
    let folded: String = unit.nfkc().flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use uuid::Uuid;

    fn kind(unit: &str, decimals: u32) -> OwnKind {
        OwnKind {
            id: MeasurementKindId(Uuid::nil()),
            name: "Hand grip".into(),
            unit: unit.into(),
            decimals,
            lowest: dec!(-5),
            highest: dec!(90),
            odd_below: Some(dec!(5)),
            odd_above: None,
            is_active: true,
        }
    }

    #[test]
    fn a_value_is_a_number_with_its_unit_or_without() {
        let grip = kind("kg", 1);
        for (text, value) in [
            ("32", dec!(32)),
            (" 32,46 KG ", dec!(32.5)),
            ("32,25", dec!(32.3)),
            ("-2.25", dec!(-2.3)),
            ("+7kg", dec!(7)),
            ("-2.5", dec!(-2.5)),
            ("\u{2212}3 kg", dec!(-3)),
            ("３２", dec!(32)),
        ] {
            assert_eq!(grip.read(text), Ok(value), "{text}");
        }
        use MeasureProblem::*;
        for (text, problem) in [
            ("", NotANumber),
            ("strong", NotANumber),
            ("3.2.1", NotANumber),
            ("--3", NotANumber),
            ("32 lb", UnknownUnit),
            ("32 kg kg", UnknownUnit),
            ("91", Impossible),
            ("90.04", Impossible),
            ("-6", Impossible),
            ("-5.04", Impossible),
            ("32,250 kg", TwoNumbers),
            ("1.000.000", NotANumber),
        ] {
            assert_eq!(grip.read(text), Err(problem), "{text}");
        }
        let stand = kind("repeats in 30 s", 0);
        assert_eq!(stand.read("12 Repeats in  30 s"), Ok(dec!(12)));
        assert_eq!(stand.read("12"), Ok(dec!(12)));
        assert_eq!(kind("", 0).read("12 kg"), Err(UnknownUnit));
    }

    #[test]
    fn thousands_are_never_taken_for_decimals() {
        let energy = |decimals| OwnKind {
            lowest: dec!(0),
            highest: dec!(10_000),
            ..kind("kcal", decimals)
        };
        for text in ["2,150", "2.150 kcal", "+2,150", "10.000"] {
            let read = energy(0).read(text);
            assert_eq!(read, Err(MeasureProblem::TwoNumbers), "{text}");
        }
        for (text, value) in [
            ("2 150", dec!(2150)),
            ("2\u{2009}150 kcal", dec!(2150)),
            ("2'150", dec!(2150)),
            ("2\u{2019}150 kcal", dec!(2150)),
            ("2,150.4", dec!(2150)),
            ("2.5", dec!(3)),
            ("0,250", dec!(0)),
        ] {
            assert_eq!(energy(0).read(text), Ok(value), "{text}");
        }
        // of a kind with three decimals there is no other way to write them
        assert_eq!(energy(3).read("2,151"), Ok(dec!(2.151)));
    }

    #[test]
    fn a_unit_may_begin_as_a_number_does() {
        for unit in ["10^9/L", "10\u{2079}/L"] {
            let platelets = kind(unit, 0);
            assert_eq!(
                platelets.read(&format!("50 {unit}")),
                Ok(dec!(50)),
                "{unit}"
            );
            assert_eq!(platelets.read("50"), Ok(dec!(50)), "{unit}");
        }
        assert_eq!(
            kind("10^9/L", 0).read("50 10^6/L"),
            Err(MeasureProblem::NotANumber)
        );
        assert_eq!(kind("1", 0).read("31"), Ok(dec!(31)));
    }

    #[test]
    fn a_value_outside_of_its_limits_is_odd() {
        let grip = kind("kg", 1);
        assert!(grip.is_odd(dec!(4.9)) && !grip.is_odd(dec!(5)) && !grip.is_odd(dec!(90)));
        assert_eq!(grip.usual(), (dec!(5), dec!(90)));
    }
}
