//! Nutritional Risk Screening 2002, for adults in hospital. Its four first questions are not part of the score.
//!
//! Source: Kondrup, Rasmussen, Hamberg, Stanga, *Clin Nutr* 2003;22:321-36; Kondrup, Allison, Elia, Vellas, Plauth,
//! *Clin Nutr* 2003;22:415-21.

use rust_decimal::{Decimal, dec};

use crate::nutrition::inputs::Answer;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{
    AgeYears, BmiKgM2, IntakePercent, LossMonths, LossPercent, Ranged,
};
use crate::nutrition::screening::screened::{Category, Screened};

const AT_RISK_FROM: u8 = 3;
const OLD_FROM_YEARS: Decimal = dec!(70);
const LOSS_ABOVE_PERCENT: Decimal = dec!(5);
const LOSS_SEVERE_ABOVE_PERCENT: Decimal = dec!(15);
const LONGEST_MONTHS: Decimal = dec!(3);
const BMI_SEVERE_BELOW: Decimal = dec!(18.5);
const BMI_MODERATE_TO: Decimal = dec!(20.5);
/// Sources differ between 50 and 60; a value on a border has the higher grade.
const INTAKE_MODERATE_TO: Decimal = dec!(50);
const INTAKE_SEVERE_TO: Decimal = dec!(25);
const INTAKE_MILD_TO: Decimal = dec!(75);

/// How far a disease raises needs, by examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DiseaseSeverity {
    None,
    /// Hip fracture, chronic illness with complications, cirrhosis, COPD, dialysis, diabetes, cancer.
    Mild,
    /// Major abdominal surgery, stroke, severe pneumonia, cancer of the blood.
    Moderate,
    /// Head injury, transplant of bone marrow, intensive care with an APACHE above 10.
    Severe,
}

impl DiseaseSeverity {
    fn points(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Mild => 1,
            Self::Moderate => 2,
            Self::Severe => 3,
        }
    }
}

impl Answer for DiseaseSeverity {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("0", Self::None),
        ("1", Self::Mild),
        ("2", Self::Moderate),
        ("3", Self::Severe),
    ];
}

/// The answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nrs2002 {
    pub weight_loss: LossPercent,
    /// The time within which it was lost, of the last 3 months.
    pub within: LossMonths,
    /// None where it is not known; then the general condition must not be impaired.
    pub bmi: Option<BmiKgM2>,
    pub impaired_condition: bool,
    /// Of what is needed, in the last week.
    pub intake: IntakePercent,
    pub disease: DiseaseSeverity,
    pub age: AgeYears,
}

impl Nrs2002 {
    /// Scores 0 to 7: nutrition 0 to 3, disease 0 to 3, and one from 70 years; 3 or more is at nutritional risk.
    ///
    /// # Errors
    /// `LongerThanThreeMonths`, `Missing` for the BMI of a person in impaired condition.
    pub fn score(&self) -> Result<Screened, NutritionProblem> {
        // the highest grade counts
        let nutrition = self.by_loss()?.max(self.by_bmi()?).max(self.by_intake());
        let age = u8::from(self.age.number() >= OLD_FROM_YEARS);
        let components = [nutrition, self.disease.points(), age];
        Ok(Screened::of_points(&components, |points| match points {
            AT_RISK_FROM.. => Category::AtNutritionalRisk,
            _ => Category::RescreenWeekly,
        }))
    }

    fn by_loss(&self) -> Result<u8, NutritionProblem> {
        let (loss, months) = (self.weight_loss.number(), self.within.number());
        if loss <= LOSS_ABOVE_PERCENT {
            return Ok(0);
        }
        if months > LONGEST_MONTHS {
            return Err(NutritionProblem::LongerThanThreeMonths { months });
        }
        Ok(if months <= dec!(1) || loss > LOSS_SEVERE_ABOVE_PERCENT {
            3
        } else if months <= dec!(2) {
            2
        } else {
            1
        })
    }

    fn by_bmi(&self) -> Result<u8, NutritionProblem> {
        if !self.impaired_condition {
            return Ok(0);
        }
        let bmi = self.bmi.ok_or_else(|| NutritionProblem::Missing {
            key: "bmi".to_owned(),
        })?;
        Ok(match bmi.number() {
            bmi if bmi < BMI_SEVERE_BELOW => 3,
            bmi if bmi <= BMI_MODERATE_TO => 2,
            _ => 0,
        })
    }

    fn by_intake(&self) -> u8 {
        match self.intake.number() {
            percent if percent <= INTAKE_SEVERE_TO => 3,
            percent if percent <= INTAKE_MODERATE_TO => 2,
            percent if percent <= INTAKE_MILD_TO => 1,
            _ => 0,
        }
    }
}
