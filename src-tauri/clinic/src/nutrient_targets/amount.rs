//! Parses an amount of a nutrient.

use rust_decimal::{Decimal, dec};
use sync_contract::catalog::Nutrient;

use crate::error::{Error, Reason, Result};
use crate::measurements::spelling::{is_read_two_ways, rounded, spelled};
use crate::nutrition::intakes::{NutrientUnit, unit};

const KJ_A_KCAL: Decimal = dec!(4.184);
const THOUSAND: Decimal = Decimal::ONE_THOUSAND;
const DECIMALS: u32 = 3;
/// No food of a day has so much: our own limits, against a slip of the unit.
const KCAL_MAX: Decimal = dec!(20_000);
const KILOJOULES_MAX: Decimal = dec!(80_000);
const GRAMS_MAX: Decimal = dec!(20_000);
const MILLIGRAMS_MAX: Decimal = dec!(100_000);
const MICROGRAMS_MAX: Decimal = dec!(1_000_000);

/// Returns an amount in the unit of the nutrient, or none for empty text.
///
/// # Errors
/// `Invalid` for what is no number, a unit that does not measure this nutrient, less than nothing, or more than a day
/// can have. `1,800` and `1.800` are two numbers in two countries, and refused.
pub(crate) fn read(nutrient: Nutrient, text: &str, field: &'static str) -> Result<Option<Decimal>> {
    let invalid = |reason| Error::invalid(field, reason);
    if text.trim().is_empty() {
        return Ok(None);
    }
    let spelled = spelled(text);
    let below_nothing = spelled.strip_prefix('-').map(str::trim_start);
    let text = below_nothing.unwrap_or(&spelled);
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    let end = text.find(|c| !digits(c)).unwrap_or(text.len());
    if is_read_two_ways(&text[..end]) {
        return Err(invalid(Reason::Malformed));
    }
    let number = Decimal::from_str_exact(&text[..end]).map_err(|_| invalid(Reason::Malformed))?;
    let unit = unit(nutrient);
    let factor = factor(unit, nutrient, text[end..].trim()).ok_or(invalid(Reason::Unknown))?;
    let amount = number.checked_mul(factor.0);
    let amount = amount.and_then(|amount| amount.checked_div(factor.1));
    let amount = rounded(amount.ok_or(invalid(Reason::Impossible))?, DECIMALS);
    // so little would be stored as nothing
    let is_lost = amount.is_zero() && !number.is_zero();
    match amount <= most(unit) && !is_lost && below_nothing.is_none() {
        true => Ok(Some(amount.normalize())),
        false => Err(invalid(Reason::Impossible)),
    }
}

/// Returns by what to multiply, and by what to divide.
fn factor(unit: NutrientUnit, nutrient: Nutrient, word: &str) -> Option<(Decimal, Decimal)> {
    let one = Decimal::ONE;
    let step = |from: i32, to: i32| {
        let mut factor = (one, one);
        for _ in from..to {
            factor.0 *= THOUSAND;
        }
        for _ in to..from {
            factor.1 *= THOUSAND;
        }
        factor
    };
    let mass = |word: &str| match word {
        "kg" => Some(0),
        "g" => Some(1),
        "mg" => Some(2),
        "µg" | "μg" | "ug" | "mcg" => Some(3),
        "l" if nutrient == Nutrient::Water => Some(0),
        "ml" if nutrient == Nutrient::Water => Some(1),
        _ => None,
    };
    match (unit, word) {
        (_, "") | (NutrientUnit::Kcal, "kcal") => Some((one, one)),
        (NutrientUnit::Kcal, "kj") => Some((one, KJ_A_KCAL)),
        (NutrientUnit::Kcal, "mj") => Some((THOUSAND, KJ_A_KCAL)),
        (NutrientUnit::Kcal, _) => None,
        (NutrientUnit::Kilojoule, "kj") | (NutrientUnit::InternationalUnit, "iu" | "ui") => {
            Some((one, one))
        }
        (NutrientUnit::Kilojoule, "mj") => Some((THOUSAND, one)),
        (NutrientUnit::Kilojoule, "kcal") => Some((KJ_A_KCAL, one)),
        (NutrientUnit::Kilojoule | NutrientUnit::InternationalUnit, _) => None,
        (NutrientUnit::Gram, word) => Some(step(mass(word)?, 1)),
        (NutrientUnit::Milligram, word) => Some(step(mass(word)?, 2)),
        (NutrientUnit::Microgram, word) => Some(step(mass(word)?, 3)),
    }
}

fn most(unit: NutrientUnit) -> Decimal {
    match unit {
        NutrientUnit::Kcal => KCAL_MAX,
        NutrientUnit::Kilojoule => KILOJOULES_MAX,
        NutrientUnit::Gram => GRAMS_MAX,
        NutrientUnit::Milligram => MILLIGRAMS_MAX,
        NutrientUnit::Microgram | NutrientUnit::InternationalUnit => MICROGRAMS_MAX,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_amount_is_read_in_any_unit_of_its_nutrient() {
        use Nutrient::{Energy, EnergyKj, Protein, Sodium, VitaminAIu, VitaminD, Water};
        for (nutrient, text, amount) in [
            (Energy, "1800", dec!(1800)),
            (Energy, " 1 800", dec!(1800)),
            (Energy, "7531.2 kJ", dec!(1800)),
            (Energy, "7.5312MJ", dec!(1800)),
            (Protein, "72,5 g", dec!(72.5)),
            (Protein, "0.075 kg", dec!(75)),
            (Sodium, "1.5 g", dec!(1500)),
            (Sodium, "2300", dec!(2300)),
            (VitaminD, "0.015 mg", dec!(15)),
            (VitaminD, "15 mcg", dec!(15)),
            (VitaminD, "15 µg", dec!(15)),
            (EnergyKj, "7531.2", dec!(7531.2)),
            (EnergyKj, "1800 kcal", dec!(7531.2)),
            (VitaminAIu, "3000 IU", dec!(3000)),
            (Water, "2.5 l", dec!(2500)),
            (Water, "2500 ml", dec!(2500)),
        ] {
            let read = read(nutrient, text, "low").unwrap();
            assert_eq!(read, Some(amount), "{text}");
        }
        assert_eq!(read(Energy, "  ", "low").unwrap(), None);
    }

    #[test]
    fn what_is_no_amount_or_two_is_refused() {
        use Nutrient::{Energy, Protein, Sodium, VitaminAIu, Water};
        for (nutrient, text, reason) in [
            (Energy, "many", Reason::Malformed),
            (Energy, "-many", Reason::Malformed),
            (Energy, "-1,800", Reason::Malformed),
            (Energy, "-1800", Reason::Impossible),
            (Protein, "- 5 g", Reason::Impossible),
            (Protein, "\u{2212}5", Reason::Impossible),
            (Protein, "-5 ml", Reason::Unknown),
            (Energy, "1,800", Reason::Malformed),
            (Sodium, "2.300 mg", Reason::Malformed),
            (Energy, "1800 g", Reason::Unknown),
            (Protein, "75 kcal", Reason::Unknown),
            (Protein, "75 ml", Reason::Unknown),
            (VitaminAIu, "900 µg", Reason::Unknown),
            (Energy, "90000", Reason::Impossible),
            (Protein, "0.0001", Reason::Impossible),
            (Water, "2500 l", Reason::Impossible),
            (Protein, "79228162514264337593543950335", Reason::Impossible),
        ] {
            let refused = read(nutrient, text, "low");
            let is_refused =
                matches!(&refused, Err(Error::Invalid { reason: why, .. }) if *why == reason);
            assert!(is_refused, "{text}: {refused:?}");
        }
    }
}
