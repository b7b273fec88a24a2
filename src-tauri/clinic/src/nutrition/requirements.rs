//! Protein, fluid and the shares of energy.

use rust_decimal::{Decimal, RoundingStrategy, dec};

use crate::nutrition::computed::{Caveat, Computed, FigureUnit};
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{
    EnergyKcal, FluidMlPerKg, MassGrams, ProteinGPerKg, Ranged, SharePercent, WeightKg,
};

/// The general Atwater factors, with that of alcohol.
///
/// Source: Merrill, Watt, *Energy Value of Foods*, USDA Agriculture Handbook 74, Washington 1973.
pub const PROTEIN_KCAL_A_GRAM: Decimal = dec!(4);
pub const CARBOHYDRATE_KCAL_A_GRAM: Decimal = dec!(4);
pub const FAT_KCAL_A_GRAM: Decimal = dec!(9);
pub const ALCOHOL_KCAL_A_GRAM: Decimal = dec!(7);

/// What some authors give an adult at most.
const USUAL_FLUID_MAX_ML: Decimal = dec!(2400);
/// Percentages are shown with one decimal.
const SHARE_DECIMALS: u32 = 1;
const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

/// Weight times a factor that the dietitian chooses.
///
/// Source: arithmetic. Factors in use: 0.8 for adults (Institute of Medicine 2005), 1.0 or more for older ones (Volkert
/// et al., *Clin Nutr* 2019;38:10-47), 1.2 to 2.0 in intensive care (McClave et al., *JPEN* 2016;40:159-211).
pub fn protein(weight: WeightKg, factor: ProteinGPerKg) -> Computed {
    Computed::new(weight.number() * factor.number(), FigureUnit::G_A_DAY)
}

/// Weight times a factor that the dietitian chooses; 30 mL for each kilogram is common.
///
/// Source: arithmetic.
pub fn fluid(weight: WeightKg, factor: FluidMlPerKg) -> Computed {
    Computed::new(weight.number() * factor.number(), FigureUnit::ML_A_DAY)
}

/// Maintenance fluid of a day: 100 mL for each of the first 10 kg, 50 for each of the next 10, 20 for each above.
///
/// Source: Holliday, Segar, *Pediatrics* 1957;19:823-32.
pub fn holliday_segar_day(weight: WeightKg) -> Computed {
    let ml = by_steps(weight, [dec!(100), dec!(50), dec!(20)]);
    Computed::new(ml, FigureUnit::ML_A_DAY).with(Caveat::AboveUsualLimit, ml > USUAL_FLUID_MAX_ML)
}

/// Maintenance fluid of an hour, the 4-2-1 rule: not exactly a 24th of the day's.
///
/// Source: Holliday, Segar, *Pediatrics* 1957;19:823-32.
pub fn holliday_segar_hour(weight: WeightKg) -> Computed {
    let ml = by_steps(weight, [dec!(4), dec!(2), dec!(1)]);
    let day_ml = by_steps(weight, [dec!(100), dec!(50), dec!(20)]);
    Computed::new(ml, FigureUnit::ML_AN_HOUR)
        .with(Caveat::AboveUsualLimit, day_ml > USUAL_FLUID_MAX_ML)
}

fn by_steps(weight: WeightKg, [first, second, above]: [Decimal; 3]) -> Decimal {
    let step = dec!(10);
    let kg = weight.number();
    let second_kg = (kg - step).clamp(Decimal::ZERO, step);
    let above_kg = (kg - step - step).max(Decimal::ZERO);
    first * kg.min(step) + second * second_kg + above * above_kg
}

/// One source of energy: its share, its energy and its mass a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnergyPart {
    pub percent: Decimal,
    pub kcal: Decimal,
    pub grams: Decimal,
}

/// The sources of a day's energy; their percentages add up to exactly 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Macronutrients {
    pub protein: EnergyPart,
    pub fat: EnergyPart,
    pub alcohol: EnergyPart,
    pub carbohydrate: EnergyPart,
}

/// Shares out a day's energy; carbohydrate has what is left of 100 %.
///
/// # Errors
/// `OverHundredPercent`.
pub fn macronutrients(
    energy: EnergyKcal,
    protein: SharePercent,
    fat: SharePercent,
    alcohol: SharePercent,
) -> Result<Macronutrients, NutritionProblem> {
    let given = protein.number() + fat.number() + alcohol.number();
    if given > HUNDRED {
        return Err(NutritionProblem::OverHundredPercent { percent: given });
    }
    let part = |percent: Decimal, kcal_a_gram: Decimal| {
        let kcal = energy.number() * percent / HUNDRED;
        EnergyPart {
            percent,
            kcal,
            grams: kcal / kcal_a_gram,
        }
    };
    Ok(Macronutrients {
        protein: part(protein.number(), PROTEIN_KCAL_A_GRAM),
        fat: part(fat.number(), FAT_KCAL_A_GRAM),
        alcohol: part(alcohol.number(), ALCOHOL_KCAL_A_GRAM),
        carbohydrate: part(HUNDRED - given, CARBOHYDRATE_KCAL_A_GRAM),
    })
}

/// What was eaten or is planned in a day, by mass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MacronutrientMasses {
    pub protein: MassGrams,
    pub fat: MassGrams,
    pub alcohol: MassGrams,
    pub carbohydrate: MassGrams,
}

/// Returns the energy of masses, and each one's share of it with one decimal; the shares add up to exactly 100.
///
/// Each is rounded down, and the tenths that are left go to those that lost most (the method of largest remainders), so
/// that no share is off by a tenth or more.
///
/// # Errors
/// `NotPositive` where nothing has energy.
pub fn energy_shares(masses: MacronutrientMasses) -> Result<Macronutrients, NutritionProblem> {
    let grams = [
        masses.protein,
        masses.fat,
        masses.alcohol,
        masses.carbohydrate,
    ]
    .map(Ranged::number);
    let kcal_a_gram = [
        PROTEIN_KCAL_A_GRAM,
        FAT_KCAL_A_GRAM,
        ALCOHOL_KCAL_A_GRAM,
        CARBOHYDRATE_KCAL_A_GRAM,
    ];
    let mut kcal = grams;
    for (kcal, kcal_a_gram) in kcal.iter_mut().zip(kcal_a_gram) {
        *kcal *= kcal_a_gram;
    }
    let total: Decimal = kcal.iter().sum();
    if total <= Decimal::ZERO {
        return Err(NutritionProblem::NotPositive);
    }
    let percents = to_hundred(kcal.map(|kcal| kcal * HUNDRED / total));
    let part = |at: usize| EnergyPart {
        percent: percents[at],
        kcal: kcal[at],
        grams: grams[at],
    };
    Ok(Macronutrients {
        protein: part(0),
        fat: part(1),
        alcohol: part(2),
        carbohydrate: part(3),
    })
}

/// Rounds percentages so that they add up to 100.
fn to_hundred(exact: [Decimal; 4]) -> [Decimal; 4] {
    let mut rounded = exact
        .map(|percent| percent.round_dp_with_strategy(SHARE_DECIMALS, RoundingStrategy::ToZero));
    let mut by_loss = [0, 1, 2, 3];
    by_loss.sort_by_key(|at| rounded[*at] - exact[*at]);
    let step = Decimal::new(1, SHARE_DECIMALS);
    for at in by_loss {
        if rounded.iter().sum::<Decimal>() < HUNDRED {
            rounded[at] += step;
        }
    }
    rounded
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn percent(number: Decimal) -> SharePercent {
        SharePercent::new(number).unwrap()
    }

    fn grams(number: u32) -> MassGrams {
        MassGrams::new(Decimal::from(number)).unwrap()
    }

    #[test]
    fn carbohydrate_has_what_is_left() {
        let energy = EnergyKcal::new(dec!(2000)).unwrap();
        let shares = macronutrients(
            energy,
            percent(dec!(20)),
            percent(dec!(30)),
            percent(dec!(0)),
        )
        .unwrap();
        assert_eq!(shares.carbohydrate.percent, dec!(50));
        assert_eq!(shares.carbohydrate.grams, dec!(250));
        assert_eq!(shares.protein.grams, dec!(100));
        assert_eq!(shares.fat.kcal, dec!(600));
        let over = macronutrients(
            energy,
            percent(dec!(60)),
            percent(dec!(40)),
            percent(dec!(0.1)),
        );
        assert_eq!(
            over,
            Err(NutritionProblem::OverHundredPercent {
                percent: dec!(100.1)
            })
        );
        assert!(
            macronutrients(
                energy,
                percent(dec!(60)),
                percent(dec!(40)),
                percent(dec!(0))
            )
            .is_ok()
        );
    }

    #[test]
    fn rounded_shares_add_up_to_a_hundred() {
        for protein in [0, 1, 33, 71, 100] {
            for fat in [0, 1, 29, 67] {
                for alcohol in [0, 3, 14] {
                    for carbohydrate in [1, 50, 251] {
                        let masses = MacronutrientMasses {
                            protein: grams(protein),
                            fat: grams(fat),
                            alcohol: grams(alcohol),
                            carbohydrate: grams(carbohydrate),
                        };
                        let shares = energy_shares(masses).unwrap();
                        let parts = [
                            shares.protein,
                            shares.fat,
                            shares.alcohol,
                            shares.carbohydrate,
                        ];
                        let sum: Decimal = parts.iter().map(|part| part.percent).sum();
                        assert_eq!(sum, HUNDRED, "{masses:?}");
                        let total: Decimal = parts.iter().map(|part| part.kcal).sum();
                        for part in parts {
                            let off = part.percent - part.kcal * HUNDRED / total;
                            assert!(off.abs() < dec!(0.1), "{masses:?}");
                        }
                    }
                }
            }
        }
        let nothing = MacronutrientMasses {
            protein: grams(0),
            fat: grams(0),
            alcohol: grams(0),
            carbohydrate: grams(0),
        };
        assert_eq!(energy_shares(nothing), Err(NutritionProblem::NotPositive));
    }

    #[test]
    fn the_steps_of_maintenance_fluid_meet() {
        let day = |kg| holliday_segar_day(WeightKg::new(kg).unwrap()).value;
        let hour = |kg| holliday_segar_hour(WeightKg::new(kg).unwrap()).value;
        for (kg, day_ml, hour_ml) in [
            (dec!(3.5), dec!(350), dec!(14)),
            (dec!(10), dec!(1000), dec!(40)),
            (dec!(20), dec!(1500), dec!(60)),
            (dec!(20.5), dec!(1510), dec!(60.5)),
            (dec!(70), dec!(2500), dec!(110)),
        ] {
            assert_eq!((day(kg), hour(kg)), (day_ml, hour_ml), "{kg}");
        }
        let mut last = Decimal::ZERO;
        for step in 2..1_000 {
            let ml = day(Decimal::from(step) * dec!(0.1));
            assert!(ml > last);
            last = ml;
        }
        let adult = holliday_segar_day(WeightKg::new(dec!(70)).unwrap());
        assert_eq!(adult.caveats, [Caveat::AboveUsualLimit]);
    }
}
