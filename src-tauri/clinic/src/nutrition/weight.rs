//! Weights that equations are computed with, and figures of body size.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, dec};
use serde::Serialize;
use specta::Type;

use crate::measurements::anthropometry;
use crate::nutrition::EquationSex;
use crate::nutrition::computed::{Caveat, Computed, FigureUnit};
use crate::nutrition::inputs::Answer;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{BodyFatPercent, GirthCm, HeightCm, Ranged, WeightKg};

const CM_AN_INCH: Decimal = dec!(2.54);
/// 60 inches: reference weights begin here.
const REFERENCE_FROM_CM: Decimal = dec!(152.4);
/// The part of the excess over the reference that is taken as metabolically active.
const ADJUSTED_SHARE: Decimal = dec!(0.25);

/// Body mass index.
///
/// Source: Quetelet index; Keys et al., *J Chronic Dis* 1972;25:329-43.
///
/// # Errors
/// `NotComputable`.
pub fn bmi(weight: WeightKg, height: HeightCm) -> Result<Computed, NutritionProblem> {
    let bmi = anthropometry::bmi(weight.number(), height.number());
    computed("The BMI", bmi, FigureUnit::KG_M2)
}

/// Change in percent of the earlier weight; a loss is negative.
///
/// Source: arithmetic; used so in *The 'MUST' report*, BAPEN 2003, where a loss counts positive.
///
/// # Errors
/// `NotComputable`.
pub fn percent_change(earlier: WeightKg, later: WeightKg) -> Result<Computed, NutritionProblem> {
    let percent = anthropometry::percent_change(earlier.number(), later.number());
    computed("The change of weight", percent, FigureUnit::PERCENT)
}

/// Waist over hip.
///
/// Source: *Waist circumference and waist-hip ratio*, WHO expert consultation, Geneva 2008.
///
/// # Errors
/// `NotComputable`.
pub fn waist_to_hip(waist: GirthCm, hip: GirthCm) -> Result<Computed, NutritionProblem> {
    let ratio = anthropometry::waist_to_hip(waist.number(), hip.number());
    computed("The ratio", ratio, FigureUnit::RATIO)
}

/// Waist over height.
///
/// Source: Ashwell, Hsieh, *Int J Food Sci Nutr* 2005;56:303-7.
///
/// # Errors
/// `NotComputable`.
pub fn waist_to_height(waist: GirthCm, height: HeightCm) -> Result<Computed, NutritionProblem> {
    let ratio = anthropometry::waist_to_height(waist.number(), height.number());
    computed("The ratio", ratio, FigureUnit::RATIO)
}

fn computed(
    what: &'static str,
    value: Option<Decimal>,
    unit: FigureUnit,
) -> Result<Computed, NutritionProblem> {
    let value = value.ok_or(NutritionProblem::NotComputable { what })?;
    Ok(Computed::new(value, unit))
}

/// Body surface: `0.007184 W^0.425 H^0.725`.
///
/// Source: Du Bois, Du Bois, *Arch Intern Med* 1916;17:863-71.
///
/// # Errors
/// `NotComputable`.
pub fn surface_du_bois(weight: WeightKg, height: HeightCm) -> Result<Computed, NutritionProblem> {
    let power =
        |number: Decimal, exponent: f64| number.to_f64().map(|number| number.powf(exponent));
    let surface_m2 = power(weight.number(), 0.425)
        .zip(power(height.number(), 0.725))
        .map(|(weight, height)| 0.007_184 * weight * height);
    // the powers are irrational, so this one figure is not exact
    let surface_m2 = surface_m2.and_then(|surface| Decimal::try_from(surface).ok());
    computed("The body surface", surface_m2, FigureUnit::M2)
}

/// Reference weight: men 48.0 kg and 2.7 kg for each inch over 60, women 45.5 and 2.2 kg.
///
/// Source: Hamwi, in *Diabetes Mellitus: Diagnosis and Treatment*, American Diabetes Association 1964, 73-8; the form
/// in kilograms as one calculator prints it. The form in pounds gives slightly other kilograms.
///
/// # Errors
/// `BelowSixtyInches`.
pub fn reference_hamwi(sex: EquationSex, height: HeightCm) -> Result<Computed, NutritionProblem> {
    let (base_kg, kg_an_inch) = match sex {
        EquationSex::Male => (dec!(48.0), dec!(2.7)),
        EquationSex::Female => (dec!(45.5), dec!(2.2)),
    };
    let computed = reference(base_kg, kg_an_inch, height)?;
    Ok(computed.with(Caveat::OneCopy, true))
}

/// Reference weight: men 50 kg, women 45.5 kg, and 2.3 kg for each inch over 60.
///
/// Source: Devine, *Drug Intell Clin Pharm* 1974;8:650-5.
///
/// # Errors
/// `BelowSixtyInches`.
pub fn reference_devine(sex: EquationSex, height: HeightCm) -> Result<Computed, NutritionProblem> {
    let base_kg = match sex {
        EquationSex::Male => dec!(50.0),
        EquationSex::Female => dec!(45.5),
    };
    reference(base_kg, dec!(2.3), height)
}

fn reference(
    base_kg: Decimal,
    kg_an_inch: Decimal,
    height: HeightCm,
) -> Result<Computed, NutritionProblem> {
    if height.number() < REFERENCE_FROM_CM {
        return Err(NutritionProblem::BelowSixtyInches);
    }
    let over_cm = height.number() - REFERENCE_FROM_CM;
    // multiplied first: an inch is no finite decimal of a centimetre
    let kg = base_kg + kg_an_inch * over_cm / CM_AN_INCH;
    Ok(Computed::new(kg, FigureUnit::KG))
}

/// Reference weight and a quarter of what is above it.
///
/// Source: "nutritional body weight" of clincalc.com; the factor for doses of drugs is another one, 0.4.
/// Below the reference the bare equation gives less than it, and says so: use [`weight_for`] to choose.
pub fn adjusted(reference: WeightKg, actual: WeightKg) -> Computed {
    let excess_kg = actual.number() - reference.number();
    let kg = reference.number() + ADJUSTED_SHARE * excess_kg;
    Computed::new(kg, FigureUnit::KG).with(Caveat::BelowReference, actual < reference)
}

/// Weight without fat.
///
/// # Errors
/// `OutOfRange` where nothing is left.
pub fn lean(weight: WeightKg, body_fat: BodyFatPercent) -> Result<WeightKg, NutritionProblem> {
    let share = Decimal::ONE_HUNDRED - body_fat.number();
    WeightKg::new(weight.number() * share / Decimal::ONE_HUNDRED)
}

/// The weight that an equation is computed with; it is shown with the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WeightBasis {
    Actual,
    Reference,
    /// For obesity: the actual weight where that is not above the reference.
    Adjusted,
}

impl WeightBasis {
    pub const ALL: [Self; 3] = [Self::Actual, Self::Adjusted, Self::Reference];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Actual => "actual",
            Self::Reference => "reference",
            Self::Adjusted => "adjusted",
        }
    }
}

impl Answer for WeightBasis {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("actual", Self::Actual),
        ("adjusted", Self::Adjusted),
        ("reference", Self::Reference),
    ];
}

/// Returns the weight on a basis.
///
/// # Errors
/// `Missing` without a reference weight where the basis needs one.
pub fn weight_for(
    basis: WeightBasis,
    actual: WeightKg,
    reference: Option<WeightKg>,
) -> Result<WeightKg, NutritionProblem> {
    let reference = || {
        reference.ok_or_else(|| NutritionProblem::Missing {
            key: "reference_kg".to_owned(),
        })
    };
    match basis {
        WeightBasis::Actual => Ok(actual),
        WeightBasis::Reference => reference(),
        WeightBasis::Adjusted if actual <= reference()? => Ok(actual),
        WeightBasis::Adjusted => WeightKg::new(adjusted(reference()?, actual).value),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn kg(number: Decimal) -> WeightKg {
        WeightKg::new(number).unwrap()
    }

    fn cm(number: Decimal) -> HeightCm {
        HeightCm::new(number).unwrap()
    }

    #[test]
    fn a_reference_weight_begins_at_sixty_inches() {
        use EquationSex::{Female, Male};
        for reference in [reference_hamwi, reference_devine] {
            assert_eq!(
                reference(Male, cm(dec!(152.39))),
                Err(NutritionProblem::BelowSixtyInches)
            );
            assert!(reference(Female, cm(dec!(152.4))).is_ok());
        }
        assert_eq!(
            reference_hamwi(Male, cm(dec!(152.4))).unwrap().value,
            dec!(48)
        );
        assert_eq!(
            reference_devine(Female, cm(dec!(177.8))).unwrap().value,
            dec!(68.5)
        );
    }

    #[test]
    fn only_who_is_above_the_reference_is_adjusted() {
        let weight = |basis, actual| weight_for(basis, kg(actual), Some(kg(dec!(60))));
        assert_eq!(weight(WeightBasis::Adjusted, dec!(100)), Ok(kg(dec!(70))));
        assert_eq!(weight(WeightBasis::Adjusted, dec!(60)), Ok(kg(dec!(60))));
        assert_eq!(weight(WeightBasis::Adjusted, dec!(50)), Ok(kg(dec!(50))));
        assert_eq!(weight(WeightBasis::Reference, dec!(50)), Ok(kg(dec!(60))));
        assert_eq!(weight(WeightBasis::Actual, dec!(50)), Ok(kg(dec!(50))));
        for basis in WeightBasis::ALL {
            let alone = weight_for(basis, kg(dec!(50)), None);
            assert_eq!(alone.is_ok(), basis == WeightBasis::Actual, "{basis:?}");
        }
        assert_eq!(
            adjusted(kg(dec!(70)), kg(dec!(55))).caveats,
            [Caveat::BelowReference]
        );
        assert_eq!(adjusted(kg(dec!(60)), kg(dec!(60))).caveats, []);
    }

    #[test]
    fn lean_mass_is_what_is_not_fat() {
        let body_fat = BodyFatPercent::new(dec!(25)).unwrap();
        assert_eq!(lean(kg(dec!(80)), body_fat), Ok(kg(dec!(60))));
    }

    #[test]
    fn figures_grow_with_weight() {
        let mut last = [Decimal::MIN; 3];
        for step in 1..500 {
            let weight = kg(Decimal::from(step) * dec!(0.7));
            let figures = [
                bmi(weight, cm(dec!(170))).unwrap().value,
                surface_du_bois(weight, cm(dec!(170))).unwrap().value,
                percent_change(kg(dec!(80)), weight).unwrap().value,
            ];
            for (figure, last) in figures.iter().zip(&mut last) {
                assert!(figure > last, "{weight:?}");
                *last = *figure;
            }
        }
    }
}
