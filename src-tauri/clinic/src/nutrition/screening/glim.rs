//! The criteria of the Global Leadership Initiative on Malnutrition, for adults: a diagnosis after a positive screen.
//!
//! Source: Cederholm, Jensen, Correia et al., *Clin Nutr* 2019;38:1-9.

use rust_decimal::{Decimal, dec};

use crate::nutrition::inputs::Answer;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{AgeYears, BmiKgM2, LossPercent, Ranged};
use crate::nutrition::screening::physical_examination::Finding;
use crate::nutrition::screening::screened::{Category, Screened, ScreeningScore};

const OLD_FROM_YEARS: Decimal = dec!(70);

/// The time in which weight was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LossPeriod {
    WithinSixMonths,
    BeyondSixMonths,
}

impl LossPeriod {
    /// Returns the loss above which it counts, and the one above which it is severe.
    fn above_percent(self) -> (Decimal, Decimal) {
        match self {
            Self::WithinSixMonths => (dec!(5), dec!(10)),
            Self::BeyondSixMonths => (dec!(10), dec!(20)),
        }
    }
}

impl Answer for LossPeriod {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("within_6_months", Self::WithinSixMonths),
        ("beyond_6_months", Self::BeyondSixMonths),
    ];
}

/// Why less is eaten or taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReducedIntake {
    None,
    /// Half of what is needed or less, for more than one week.
    HalfOverOneWeek,
    /// Any reduction, for more than two weeks.
    AnyOverTwoWeeks,
    /// A chronic condition of the gut that hinders digestion or uptake.
    GutCondition,
}

impl Answer for ReducedIntake {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("normal", Self::None),
        ("le50_over_1w", Self::HalfOverOneWeek),
        ("any_over_2w", Self::AnyOverTwoWeeks),
        ("gi_condition", Self::GutCondition),
    ];
}

/// The answers. A loss, a BMI or a finding that is not known is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glim {
    /// By any validated tool.
    pub screen_positive: bool,
    pub weight_loss: Option<LossPercent>,
    pub loss_period: LossPeriod,
    pub bmi: Option<BmiKgM2>,
    pub age: AgeYears,
    /// From Asia, where the limits of the BMI are lower.
    pub is_asian: bool,
    pub muscle: Option<Finding>,
    pub intake: ReducedIntake,
    /// Inflammation by acute disease, injury or a chronic disease.
    pub has_inflammation: bool,
}

impl Glim {
    /// Counts the criteria: malnutrition is a positive screen and one of each kind; the phenotype alone has the stage.
    ///
    /// The stage is that of the gravest criterion: without all three a stage 1 is only the least that it can be.
    ///
    /// An Asian BMI alone is stage 1: the paper gives no severe limit for it.
    ///
    /// # Errors
    /// `Missing` where a phenotypic value is not known and could change "not malnourished".
    pub fn score(&self) -> Result<Screened, NutritionProblem> {
        let phenotypic = [self.is_losing(), self.is_thin(), self.is_wasted()];
        let phenotypic = count(&phenotypic.map(|met| met == Some(true)));
        let etiologic = count(&[self.intake != ReducedIntake::None, self.has_inflammation]);
        let category = if !self.screen_positive || etiologic == 0 {
            Category::NotMalnourishedByGlim
        } else if phenotypic == 0 {
            self.all_known()?;
            Category::NotMalnourishedByGlim
        } else if self.is_severe() {
            Category::StageTwo
        } else if self.could_be_severe() {
            Category::StageOneAtLeast
        } else {
            Category::StageOne
        };
        Ok(Screened {
            score: ScreeningScore::Criteria {
                phenotypic,
                etiologic,
            },
            components: vec![phenotypic, etiologic],
            category,
        })
    }

    fn is_losing(&self) -> Option<bool> {
        let (above, _) = self.loss_period.above_percent();
        Some(self.weight_loss?.number() > above)
    }

    fn is_thin(&self) -> Option<bool> {
        let below = match (self.is_asian, self.is_old()) {
            (false, false) => dec!(20),
            (false, true) => dec!(22),
            (true, false) => dec!(18.5),
            (true, true) => dec!(20),
        };
        Some(self.bmi?.number() < below)
    }

    fn is_wasted(&self) -> Option<bool> {
        Some(self.muscle? != Finding::Normal)
    }

    fn is_old(&self) -> bool {
        self.age.number() >= OLD_FROM_YEARS
    }

    fn is_severe(&self) -> bool {
        let (_, loss_above) = self.loss_period.above_percent();
        let bmi_below = if self.is_old() { dec!(20) } else { dec!(18.5) };
        let is_severe_loss = self
            .weight_loss
            .is_some_and(|loss| loss.number() > loss_above);
        let is_severe_bmi = !self.is_asian && self.bmi.is_some_and(|bmi| bmi.number() < bmi_below);
        is_severe_loss || is_severe_bmi || self.muscle == Some(Finding::Severe)
    }

    /// Returns whether something that is not known has a severe grade, which none of what is known has.
    fn could_be_severe(&self) -> bool {
        // the paper gives no severe limit for an Asian BMI
        let is_bmi_open = self.bmi.is_none() && !self.is_asian;
        self.weight_loss.is_none() || is_bmi_open || self.muscle.is_none()
    }

    fn all_known(&self) -> Result<(), NutritionProblem> {
        let unknown = match (self.weight_loss, self.bmi, self.muscle) {
            (None, _, _) => "weight_loss_pct",
            (_, None, _) => "bmi",
            (_, _, None) => "muscle",
            _ => return Ok(()),
        };
        Err(NutritionProblem::Missing {
            key: unknown.to_owned(),
        })
    }
}

fn count(criteria: &[bool]) -> u8 {
    criteria.iter().map(|met| u8::from(*met)).sum()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn well() -> Glim {
        Glim {
            screen_positive: true,
            weight_loss: LossPercent::new(dec!(0)).ok(),
            loss_period: LossPeriod::WithinSixMonths,
            bmi: BmiKgM2::new(dec!(24)).ok(),
            age: AgeYears::new(dec!(50)).unwrap(),
            is_asian: false,
            muscle: Some(Finding::Normal),
            intake: ReducedIntake::None,
            has_inflammation: true,
        }
    }

    fn category(glim: Glim) -> Category {
        glim.score().unwrap().category
    }

    #[test]
    fn each_limit_of_the_bmi_is_excluded() {
        use Category::{NotMalnourishedByGlim as Not, StageOne, StageTwo};
        for (is_asian, age, bmi, expected) in [
            (false, dec!(69.9), dec!(20), Not),
            (false, dec!(69.9), dec!(19.9), StageOne),
            (false, dec!(69.9), dec!(18.5), StageOne),
            (false, dec!(69.9), dec!(18.4), StageTwo),
            (false, dec!(70), dec!(22), Not),
            (false, dec!(70), dec!(21.9), StageOne),
            (false, dec!(70), dec!(20), StageOne),
            (false, dec!(70), dec!(19.9), StageTwo),
            (true, dec!(69.9), dec!(18.5), Not),
            (true, dec!(69.9), dec!(18.4), StageOne),
            (true, dec!(70), dec!(20), Not),
            (true, dec!(70), dec!(15), StageOne),
        ] {
            let glim = Glim {
                is_asian,
                age: AgeYears::new(age).unwrap(),
                bmi: BmiKgM2::new(bmi).ok(),
                ..well()
            };
            assert_eq!(category(glim), expected, "{is_asian} {age} {bmi}");
        }
    }

    #[test]
    fn each_limit_of_the_loss_is_excluded() {
        use Category::{NotMalnourishedByGlim as Not, StageOne, StageTwo};
        use LossPeriod::{BeyondSixMonths as Beyond, WithinSixMonths as Within};
        for (loss_period, percent, expected) in [
            (Within, dec!(5), Not),
            (Within, dec!(5.1), StageOne),
            (Within, dec!(10), StageOne),
            (Within, dec!(10.1), StageTwo),
            (Beyond, dec!(10), Not),
            (Beyond, dec!(10.1), StageOne),
            (Beyond, dec!(20), StageOne),
            (Beyond, dec!(20.1), StageTwo),
            (Within, dec!(-8), Not),
        ] {
            let weight_loss = LossPercent::new(percent).ok();
            let glim = Glim {
                loss_period,
                weight_loss,
                ..well()
            };
            assert_eq!(category(glim), expected, "{loss_period:?} {percent}");
        }
    }

    #[test]
    fn a_diagnosis_needs_a_screening_and_one_criterion_of_each_kind() {
        let thin = Glim {
            bmi: BmiKgM2::new(dec!(17)).ok(),
            ..well()
        };
        assert_eq!(category(thin), Category::StageTwo);
        for glim in [
            well(),
            Glim {
                screen_positive: false,
                ..thin
            },
            Glim {
                has_inflammation: false,
                ..thin
            },
        ] {
            assert_eq!(category(glim), Category::NotMalnourishedByGlim, "{glim:?}");
        }
        let both = Glim {
            intake: ReducedIntake::GutCondition,
            ..thin
        };
        let score = ScreeningScore::Criteria {
            phenotypic: 1,
            etiologic: 2,
        };
        assert_eq!(both.score().unwrap().score, score);
    }

    #[test]
    fn an_unknown_value_never_excludes_malnutrition() {
        for unknown in [
            Glim {
                bmi: None,
                ..well()
            },
            Glim {
                weight_loss: None,
                ..well()
            },
            Glim {
                muscle: None,
                ..well()
            },
        ] {
            assert!(
                matches!(unknown.score(), Err(NutritionProblem::Missing { .. })),
                "{unknown:?}"
            );
            let wasted = Glim {
                bmi: BmiKgM2::new(dec!(17)).ok(),
                weight_loss: None,
                muscle: None,
                ..unknown
            };
            assert_eq!(category(wasted), Category::StageTwo);
        }
    }

    #[test]
    fn stage_one_is_certain_only_where_nothing_unknown_could_be_severe() {
        let thin = Glim {
            bmi: BmiKgM2::new(dec!(19)).ok(),
            ..well()
        };
        assert_eq!(category(thin), Category::StageOne);
        let losing = Glim {
            weight_loss: LossPercent::new(dec!(7)).ok(),
            ..well()
        };
        for open in [
            Glim {
                weight_loss: None,
                ..thin
            },
            Glim {
                muscle: None,
                ..thin
            },
            Glim {
                bmi: None,
                ..losing
            },
        ] {
            assert_eq!(category(open), Category::StageOneAtLeast, "{open:?}");
        }
        // an Asian BMI has no severe grade, so one that is not known changes no stage
        let asian = Glim {
            bmi: None,
            is_asian: true,
            ..losing
        };
        assert_eq!(category(asian), Category::StageOne);
    }
}
