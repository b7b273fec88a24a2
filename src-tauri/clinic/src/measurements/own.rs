//! The clinic's own kinds of measurement, and how their values are parsed.

use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::MeasurementKind;
use sync_contract::ids::MeasurementKindId;
use unicode_normalization::UnicodeNormalization;

use crate::measurements::read::{MeasureProblem, spelled};
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

    /// Parses a number, with the unit of the kind or without one.
    pub fn read(&self, text: &str) -> Result<Decimal, MeasureProblem> {
        let (typed, unit) = split(text);
        let value = number(&typed).ok_or(MeasureProblem::NotANumber)?;
        if !unit.is_empty() && unit != unit_folded(&self.unit) {
            return Err(MeasureProblem::UnknownUnit);
        }
        let value = value.round_dp(self.decimals).normalize();
        match (self.lowest..=self.highest).contains(&value) {
            true => Ok(value),
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

/// Returns a number as it is typed in either language, none for anything else.
pub(crate) fn number(text: &str) -> Option<Decimal> {
    let text = spelled(text);
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (dec!(-1), digits.trim_start()),
        None => (dec!(1), text.strip_prefix('+').unwrap_or(&text)),
    };
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|c| c.is_ascii_digit() || c == b'.');
    let value = is_number
        .then(|| digits.parse::<Decimal>().ok())
        .flatten()?;
    let value = (sign * value).normalize();
    (value.abs() <= FARTHEST).then_some(value)
}

/// Returns the number and the folded unit behind it, which may have digits of its own: `12 repeats in 30 s`.
fn split(text: &str) -> (String, String) {
    let text: String = text.trim().nfkc().collect();
    let signs = |c: char| "+-\u{2212}\u{2013}., ".contains(c);
    let end = text.find(|c: char| !c.is_numeric() && !signs(c));
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
            ("-6", Impossible),
        ] {
            assert_eq!(grip.read(text), Err(problem), "{text}");
        }
        let stand = kind("repeats in 30 s", 0);
        assert_eq!(stand.read("12 Repeats in  30 s"), Ok(dec!(12)));
        assert_eq!(stand.read("12"), Ok(dec!(12)));
        assert_eq!(kind("", 0).read("12 kg"), Err(UnknownUnit));
    }

    #[test]
    fn a_value_outside_of_its_limits_is_odd() {
        let grip = kind("kg", 1);
        assert!(grip.is_odd(dec!(4.9)) && !grip.is_odd(dec!(5)) && !grip.is_odd(dec!(90)));
        assert_eq!(grip.usual(), (dec!(5), dec!(90)));
    }
}
