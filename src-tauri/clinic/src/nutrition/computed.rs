//! A computed figure: exact, with its unit, its decimals and what a reader has to know of it.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The unit of a figure, and how many decimals are shown of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FigureUnit {
    pub name: &'static str,
    pub decimals: u32,
}

impl FigureUnit {
    const fn new(name: &'static str, decimals: u32) -> Self {
        Self { name, decimals }
    }

    pub const KG: Self = Self::new("kg", 1);
    pub const KG_M2: Self = Self::new("kg/m2", 1);
    pub const M2: Self = Self::new("m2", 2);
    pub const PERCENT: Self = Self::new("%", 1);
    pub const RATIO: Self = Self::new("1", 2);
    pub const KCAL_A_DAY: Self = Self::new("kcal/d", 0);
    pub const MJ_A_DAY: Self = Self::new("MJ/d", 2);
    pub const ML_A_DAY: Self = Self::new("mL/d", 0);
    pub const ML_AN_HOUR: Self = Self::new("mL/h", 0);
    pub const ML_A_MINUTE: Self = Self::new("mL/min", 1);
    pub const G_A_DAY: Self = Self::new("g/d", 1);
}

/// What a reader of a figure is told with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Caveat {
    OutsideOfSample,
    OneCopy,
    UnknownOrigin,
    HeightLeftOut,
    BelowReference,
    AboveUsualLimit,
}

impl Caveat {
    /// Returns the sentence for a reader.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OutsideOfSample => {
                "The age is outside of the sample that the equation was made from."
            }
            Self::OneCopy => "The coefficients were seen in one copy of the paper.",
            Self::UnknownOrigin => {
                "The factors are in common use, and their origin in the literature is not known."
            }
            Self::HeightLeftOut => {
                "For boys from 3 to under 10 years every copy of the equation with height has a misprint: it is \
                 computed from weight alone."
            }
            Self::BelowReference => {
                "The weight is below the reference: an adjusted weight is for obesity."
            }
            Self::AboveUsualLimit => "Some authors give no adult more than 2400 mL a day.",
        }
    }
}

/// A figure. It is shown as `Display` writes it: rounded once, half away from zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// Exact, not rounded.
    pub value: Decimal,
    pub unit: FigureUnit,
    pub caveats: Vec<Caveat>,
}

impl Computed {
    pub fn new(value: Decimal, unit: FigureUnit) -> Self {
        let caveats = Vec::new();
        Self {
            value,
            unit,
            caveats,
        }
    }

    /// Adds a caveat if it applies.
    #[must_use]
    pub fn with(mut self, caveat: Caveat, applies: bool) -> Self {
        if applies {
            self.caveats.push(caveat);
        }
        self
    }

    /// Returns the value with the decimals of its unit, half away from zero, and never a zero below zero.
    pub fn rounded(&self) -> Decimal {
        let half_up = RoundingStrategy::MidpointAwayFromZero;
        let mut rounded = self
            .value
            .round_dp_with_strategy(self.unit.decimals, half_up);
        rounded.rescale(self.unit.decimals);
        rounded
    }
}

/// The shown number, without its unit: `66.3`, `1780`, `0.50`.
impl fmt::Display for Computed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.rounded(), f)
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;

    use super::*;

    #[test]
    fn a_tie_is_rounded_away_from_zero_and_decimals_are_shown() {
        for (value, unit, shown) in [
            (dec!(66.25), FigureUnit::KG, "66.3"),
            (dec!(-66.25), FigureUnit::PERCENT, "-66.3"),
            (dec!(60.5), FigureUnit::ML_AN_HOUR, "61"),
            (dec!(-0.04), FigureUnit::PERCENT, "0.0"),
            (dec!(0.5), FigureUnit::RATIO, "0.50"),
            (dec!(30), FigureUnit::KG_M2, "30.0"),
            // once: 0.449 is not first 0.45 and then 0.5
            (dec!(0.449), FigureUnit::KG, "0.4"),
        ] {
            assert_eq!(Computed::new(value, unit).to_string(), shown);
        }
    }

    #[test]
    fn a_caveat_is_there_where_it_applies() {
        let computed = Computed::new(dec!(1), FigureUnit::KG);
        let computed = computed
            .with(Caveat::OneCopy, false)
            .with(Caveat::BelowReference, true);
        assert_eq!(computed.caveats, [Caveat::BelowReference]);
    }
}
