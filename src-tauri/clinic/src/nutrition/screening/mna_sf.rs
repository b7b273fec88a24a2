//! The short form of the Mini Nutritional Assessment, for people of 65 years and over.
//!
//! Source: Rubenstein, Harker, Salvà, Guigoz, Vellas, *J Gerontol A* 2001;56:M366-72; Kaiser et al., *J Nutr Health
//! Aging* 2009;13:782-8.

use rust_decimal::{Decimal, dec};

use crate::nutrition::inputs::Answer;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{AgeYears, BmiKgM2, GirthCm, Ranged};
use crate::nutrition::screening::screened::{Category, Screened};

const FROM_YEARS: Decimal = dec!(65);
const NORMAL_FROM: u8 = 12;
const AT_RISK_FROM: u8 = 8;
const CALF_FROM_CM: Decimal = dec!(31);

/// Lost in three months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightLoss {
    OverThreeKg,
    NotKnown,
    OneToThreeKg,
    None,
}

/// What is less than it was, or hinders: the lowest is the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Severe,
    Moderate,
    None,
}

impl Level {
    fn points(self) -> u8 {
        match self {
            Self::Severe => 0,
            Self::Moderate => 1,
            Self::None => 2,
        }
    }
}

impl Answer for Level {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("0", Self::Severe),
        ("1", Self::Moderate),
        ("2", Self::None),
    ];
}

impl WeightLoss {
    fn points(self) -> u8 {
        match self {
            Self::OverThreeKg => 0,
            Self::NotKnown => 1,
            Self::OneToThreeKg => 2,
            Self::None => 3,
        }
    }
}

impl Answer for WeightLoss {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("0", Self::OverThreeKg),
        ("1", Self::NotKnown),
        ("2", Self::OneToThreeKg),
        ("3", Self::None),
    ];
}

/// Psychological stress or acute disease in three months; in text `0` where there was some, `2` where there was none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HadStress(pub bool);

impl Answer for HadStress {
    const NAMES: &'static [(&'static str, Self)] = &[("0", Self(true)), ("2", Self(false))];
}

/// The answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MnaSf {
    /// Eats less than three months ago.
    pub reduced_intake: Level,
    pub weight_loss: WeightLoss,
    /// In bed or chair, not out of the house, or out of it.
    pub immobility: Level,
    pub stress: HadStress,
    /// Dementia or depression.
    pub neuropsychological: Level,
    pub bmi: Option<BmiKgM2>,
    /// Counts only where there is no BMI.
    pub calf: Option<GirthCm>,
}

impl MnaSf {
    /// Scores 0 to 14: 12 and more normal, 8 to 11 at risk, below malnourished.
    ///
    /// # Errors
    /// `Missing` without BMI and calf.
    pub fn score(&self) -> Result<Screened, NutritionProblem> {
        let size = match (self.bmi, self.calf) {
            (Some(bmi), _) => by_bmi(bmi),
            (None, Some(calf)) if calf.number() < CALF_FROM_CM => 0,
            (None, Some(_)) => 3,
            (None, None) => {
                return Err(NutritionProblem::Missing {
                    key: "bmi or calf_cm".to_owned(),
                });
            }
        };
        let components = [
            self.reduced_intake.points(),
            self.weight_loss.points(),
            self.immobility.points(),
            if self.stress.0 { 0 } else { 2 },
            self.neuropsychological.points(),
            size,
        ];
        Ok(Screened::of_points(&components, |points| match points {
            NORMAL_FROM.. => Category::Normal,
            AT_RISK_FROM.. => Category::AtRisk,
            _ => Category::Malnourished,
        }))
    }
}

fn by_bmi(bmi: BmiKgM2) -> u8 {
    match bmi.number() {
        bmi if bmi < dec!(19) => 0,
        bmi if bmi < dec!(21) => 1,
        bmi if bmi < dec!(23) => 2,
        _ => 3,
    }
}

/// Refuses the tool under 65 years.
///
/// # Errors
/// `AgeOutside`.
pub fn old_only(age: AgeYears) -> Result<(), NutritionProblem> {
    if age.number() >= FROM_YEARS {
        return Ok(());
    }
    Err(NutritionProblem::AgeOutside {
        of: "The MNA-SF",
        ages: format!("people of {FROM_YEARS} years and over"),
        instead: "Use 'MUST', or NRS-2002 in hospital.",
    })
}
