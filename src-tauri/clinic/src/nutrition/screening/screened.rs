//! What a screening tool gives: a score, its parts and a category.

use std::fmt;

use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{AgeYears, Ranged};

const ADULT_FROM_YEARS: Decimal = dec!(18);

/// Points, or counts of criteria where a tool has no points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScreeningScore {
    Points(u8),
    Criteria { phenotypic: u8, etiologic: u8 },
}

/// `3` and `1/2`.
impl fmt::Display for ScreeningScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Points(points) => write!(f, "{points}"),
            Self::Criteria {
                phenotypic,
                etiologic,
            } => write!(f, "{phenotypic}/{etiologic}"),
        }
    }
}

/// What a score means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Category {
    Low,
    Medium,
    High,
    AtRisk,
    NotAtRisk,
    AtNutritionalRisk,
    RescreenWeekly,
    Normal,
    Malnourished,
    NotMalnourishedByGlim,
    StageOne,
    /// Moderate by what is known, and what is not known could be severe.
    StageOneAtLeast,
    StageTwo,
    NoSigns,
    ModerateSigns,
    SevereSigns,
}

impl Category {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::AtRisk => "at risk",
            Self::NotAtRisk => "not at risk",
            Self::AtNutritionalRisk => "at nutritional risk",
            Self::RescreenWeekly => "not at risk, rescreen weekly",
            Self::Normal => "normal",
            Self::Malnourished => "malnourished",
            Self::NotMalnourishedByGlim => "not malnourished by GLIM",
            Self::StageOne => "stage 1 moderate",
            Self::StageOneAtLeast => "stage 1 or 2",
            Self::StageTwo => "stage 2 severe",
            Self::NoSigns => "no signs",
            Self::ModerateSigns => "mild or moderate signs",
            Self::SevereSigns => "severe signs",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The result of a tool; `components` are in the order of its questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screened {
    pub score: ScreeningScore,
    pub components: Vec<u8>,
    pub category: Category,
}

impl Screened {
    /// Sums up points, and takes the category of the sum.
    pub fn of_points(components: &[u8], category: fn(u8) -> Category) -> Self {
        let points = components.iter().sum();
        Self {
            score: ScreeningScore::Points(points),
            components: components.to_vec(),
            category: category(points),
        }
    }

    /// Returns the parts of the score: `1+0+2`.
    pub fn components_text(&self) -> String {
        let parts: Vec<String> = self.components.iter().map(u8::to_string).collect();
        parts.join("+")
    }
}

/// Refuses a tool that was validated in adults for a child.
///
/// # Errors
/// `AgeOutside`.
pub fn adults_only(of: &'static str, age: AgeYears) -> Result<(), NutritionProblem> {
    if age.number() >= ADULT_FROM_YEARS {
        return Ok(());
    }
    Err(NutritionProblem::AgeOutside {
        of,
        ages: format!("adults, from {ADULT_FROM_YEARS} years"),
        instead: "Use a tool for children.",
    })
}
