//! Energy of a line in kilocalories and in kilojoules: one follows from the other.

use rust_decimal::{Decimal, dec};
use sync_contract::catalog::Nutrient;

use crate::clinic_foods::{KJ_A_KCAL, KnownNutrient};
use crate::error::{Error, Reason, Result};
use crate::nutrient_targets::amount;

/// The field of what is wrong with both columns together.
pub(super) const BOTH: &str = "energies";
/// The field of kilojoules in a column of kilocalories.
pub(super) const UNIT: &str = "energyUnit";

/// The two are computed by factors of their own for each nutrient, 17 kJ and 4 kcal of a gram of protein; so much is
/// never rounding: a part of the larger one, and kilojoules.
const DIFFER_MAX: (Decimal, Decimal) = (dec!(0.05), dec!(3));
/// Kilocalories of a gram (Atwater).
const PARTS: [(Nutrient, Decimal); 3] = [
    (Nutrient::Protein, dec!(4)),
    (Nutrient::Fat, dec!(9)),
    (Nutrient::Carbohydrate, dec!(4)),
];
/// So many times what its parts give is energy in kilojoules, where they give enough that nothing else explains it:
/// ours, with room for fibre.
const KJ_OF_PARTS: (Decimal, Decimal) = (dec!(3.8), dec!(4.6));
const PARTS_KCAL_MIN: Decimal = dec!(60);

/// Returns the kilocalories of a line that has kilojoules alone.
///
/// # Errors
/// `Invalid` for two energies that are not one, and for kilojoules where kilocalories are expected.
pub(super) fn missing(amounts: &[KnownNutrient]) -> Result<Option<KnownNutrient>> {
    // what cannot be read is refused with its own column
    let of = |nutrient: Nutrient| {
        let known = amounts.iter().find(|of| of.nutrient == nutrient)?;
        let read = amount::read(nutrient, &known.amount, nutrient.as_str());
        read.unwrap_or(None)
    };
    let is_empty = |nutrient: Nutrient| {
        let mut known = amounts.iter().filter(|of| of.nutrient == nutrient);
        known.all(|of| of.amount.trim().is_empty())
    };
    match (of(Nutrient::Energy), of(Nutrient::EnergyKj)) {
        (Some(kcal), Some(kj)) if differ(kcal * KJ_A_KCAL, kj) => {
            Err(Error::invalid(BOTH, Reason::Impossible))
        }
        (Some(kcal), None) if is_in_kj(kcal, of) => Err(Error::invalid(UNIT, Reason::Impossible)),
        (None, Some(kj)) if is_empty(Nutrient::Energy) => Ok(Some(KnownNutrient {
            nutrient: Nutrient::Energy,
            amount: format!("{kj} kJ"),
        })),
        _ => Ok(None),
    }
}

fn differ(one_kj: Decimal, other_kj: Decimal) -> bool {
    let by = (one_kj - other_kj).abs();
    by > one_kj.max(other_kj) * DIFFER_MAX.0 && by > DIFFER_MAX.1
}

fn is_in_kj(kcal: Decimal, of: impl Fn(Nutrient) -> Option<Decimal>) -> bool {
    let parts = PARTS.map(|(nutrient, each)| Some(of(nutrient)? * each));
    let parts: Option<Decimal> = parts.into_iter().sum();
    parts.is_some_and(|parts| {
        let (low, high) = KJ_OF_PARTS;
        parts >= PARTS_KCAL_MIN && kcal >= parts * low && kcal <= parts * high
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use Nutrient::{Carbohydrate, Energy, EnergyKj, Fat, Protein};

    fn line(amounts: &[(Nutrient, &str)]) -> Result<Option<String>> {
        let known = amounts.iter().map(|(nutrient, amount)| KnownNutrient {
            nutrient: *nutrient,
            amount: (*amount).to_owned(),
        });
        let known: Vec<KnownNutrient> = known.collect();
        Ok(missing(&known)?.map(|of| of.amount))
    }

    #[test]
    fn energy_in_both_units_is_one_or_refused_and_kilojoules_are_converted() {
        for both in [
            ["250", "1046"],
            ["380", "1600"],
            ["1", "5"],
            ["0", "0"],
            ["", ""],
        ] {
            let [kcal, kj] = both;
            assert_eq!(
                line(&[(Energy, kcal), (EnergyKj, kj)]).unwrap(),
                None,
                "{both:?}"
            );
        }
        let alone = line(&[(Energy, ""), (EnergyKj, "1046 kJ")]);
        assert_eq!(alone.unwrap(), Some("1046 kJ".to_owned()));
        assert_eq!(
            line(&[(EnergyKj, "1 MJ")]).unwrap(),
            Some("1000 kJ".to_owned())
        );
        // what cannot be read is no empty field
        assert_eq!(line(&[(Energy, "many"), (EnergyKj, "1046")]).unwrap(), None);
        for both in [
            ["250", "250"],
            ["250", "1150"],
            ["1046", "250"],
            ["0", "400"],
        ] {
            let [kcal, kj] = both;
            let refused = line(&[(Energy, kcal), (EnergyKj, kj)]);
            assert!(
                matches!(refused, Err(Error::Invalid { field: BOTH, .. })),
                "{both:?}"
            );
        }
    }

    #[test]
    fn energy_that_its_parts_give_in_kilojoules_is_not_taken_for_kilocalories() {
        let line = |energy, protein, fat, carbohydrate| {
            line(&[
                (Energy, energy),
                (Protein, protein),
                (Fat, fat),
                (Carbohydrate, carbohydrate),
            ])
        };
        assert!(line("246", "9", "3", "46").is_ok());
        assert!(line("231", "0", "0", "0").is_ok());
        assert!(line("870", "", "100", "0").is_ok());
        let refused = line("820", "7", "1", "40");
        assert!(
            matches!(refused, Err(Error::Invalid { field: UNIT, .. })),
            "{refused:?}"
        );
        assert!(line("820 kJ", "7", "1", "40").is_ok());
    }
}
