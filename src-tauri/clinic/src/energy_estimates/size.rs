//! Figures of the size of an adult's body. No equation of energy needs them; doses and aims are set by them.

use crate::energy_estimates::compute::{ADULT_FROM_YEARS, reason, shown};
use crate::energy_estimates::inputs::{AGE, HEIGHT, WEIGHT};
use crate::energy_estimates::{BodySize, BodySizeFormula, EnergyMethod};
use crate::nutrition::computed::{Computed, FigureUnit};
use crate::nutrition::inputs::Inputs;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{AgeYears, Ranged};
use crate::nutrition::weight::{reference_devine, reference_hamwi, surface_du_bois};

impl BodySizeFormula {
    pub const ALL: [Self; 3] = [Self::SurfaceDuBois, Self::IdealDevine, Self::IdealHamwi];

    /// Returns what is computed, with the name of the formula.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SurfaceDuBois => "body surface (Du Bois)",
            Self::IdealDevine => "ideal weight (Devine)",
            Self::IdealHamwi => "ideal weight (Hamwi)",
        }
    }

    /// Returns where the formula was published.
    pub fn source(self) -> &'static str {
        match self {
            Self::SurfaceDuBois => "Du Bois, Du Bois, Arch Intern Med 1916;17:863-71",
            Self::IdealDevine => "Devine, Drug Intell Clin Pharm 1974;8:650-5",
            Self::IdealHamwi => {
                "Hamwi, in Diabetes Mellitus, American Diabetes Association 1964, 73-8"
            }
        }
    }

    fn unit(self) -> FigureUnit {
        match self {
            Self::SurfaceDuBois => FigureUnit::M2,
            Self::IdealDevine | Self::IdealHamwi => FigureUnit::KG,
        }
    }

    fn compute(self, given: &Inputs) -> Result<Computed, NutritionProblem> {
        // without an age it may be a child, of whom these formulas say nothing
        let _: AgeYears = given.number(AGE)?;
        match self {
            Self::SurfaceDuBois => surface_du_bois(given.number(WEIGHT)?, given.number(HEIGHT)?),
            Self::IdealDevine => reference_devine(given.sex()?, given.number(HEIGHT)?),
            Self::IdealHamwi => reference_hamwi(given.sex()?, given.number(HEIGHT)?),
        }
    }
}

/// Returns each figure or the reason why there is none; nothing of a child.
pub(super) fn sizes(given: &Inputs) -> Vec<BodySize> {
    let age: Option<AgeYears> = given.number(AGE).ok();
    if age.is_some_and(|age| age.number() < ADULT_FROM_YEARS) {
        return Vec::new();
    }
    let each = BodySizeFormula::ALL.into_iter().map(|formula| {
        let computed = formula.compute(given);
        BodySize {
            formula,
            value: computed.as_ref().ok().map(shown),
            unit: formula.unit().name.to_owned(),
            source: formula.source().to_owned(),
            // no equation is asked: any of them has the same reasons for a height
            reason: computed
                .err()
                .map(|refusal| reason(EnergyMethod::KcalPerKg, &refusal)),
        }
    });
    each.collect()
}
