//! What 100 g of the edible part of a food give of each nutrient. What the list does not know is none, never 0.

use std::sync::LazyLock;

use rust_decimal::Decimal;

use crate::foods::reference::FoodIndex;
use crate::nutrition::intakes::{CountedNutrient, counted};

const COMPOSITION: &str = include_str!("../../../../seeds/reference/foods/composition.csv");

static LINES: LazyLock<Vec<&'static str>> = LazyLock::new(|| COMPOSITION.lines().skip(1).collect());

/// Returns each nutrient with its amount in 100 g, in its own unit, in the order of the nutrients.
pub(super) fn per_hundred_grams(food: FoodIndex) -> Vec<(CountedNutrient, Option<Decimal>)> {
    let line = LINES.get(usize::from(food)).copied().unwrap_or_default();
    // the first field is the food's number
    let fields = line.split(',').skip(1);
    let amounts = fields.map(|field| Decimal::from_str_exact(field).ok());
    counted().iter().copied().zip(amounts).collect()
}

/// Returns what so many grams of the edible part give of a nutrient, to the decimals in which the list counts it.
pub(super) fn in_grams(of: CountedNutrient, per_hundred: Decimal, grams: Decimal) -> Decimal {
    let amount = per_hundred * grams / Decimal::ONE_HUNDRED;
    crate::measurements::spelling::rounded(amount, of.decimals)
}

/// What is known of a nutrient in 100 g: at least so much, and whether that is all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Known {
    pub amount: Option<Decimal>,
    pub is_all: bool,
}

impl From<Option<Decimal>> for Known {
    fn from(amount: Option<Decimal>) -> Self {
        let is_all = amount.is_some();
        Self { amount, is_all }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rust_decimal::dec;
    use sync_contract::catalog::Nutrient;

    use super::*;
    use crate::foods::reference::{all, index_of};

    #[test]
    fn each_line_has_a_number_or_nothing_for_each_nutrient_of_its_food() {
        let ids = LINES.iter().map(|line| line.split(',').next());
        assert_eq!(all().len(), LINES.len());
        assert!(
            ids.zip(all())
                .all(|(id, food)| id == Some(food.id.as_str()))
        );
        assert_eq!(counted().len(), 44);
        for line in LINES.iter() {
            let fields: Vec<_> = line.split(',').skip(1).collect();
            assert_eq!(fields.len(), counted().len(), "{line}");
            for field in fields {
                let amount = Decimal::from_str_exact(field);
                let is_known = amount.is_ok_and(|amount| amount >= dec!(0));
                assert!(field.is_empty() || is_known, "{line}");
            }
        }
    }

    #[test]
    fn an_amount_grows_with_its_grams_and_what_is_unknown_stays_so() {
        let milk = per_hundred_grams(index_of("01077").unwrap());
        let of = |nutrient| *milk.iter().find(|(of, _)| of.nutrient == nutrient).unwrap();
        let (protein, amount) = of(Nutrient::Protein);
        assert_eq!(amount, Some(dec!(3.15)));
        assert_eq!(in_grams(protein, dec!(3.15), dec!(244)), dec!(7.69));
        let unknown = all().iter().enumerate().filter(|(at, _)| {
            let amounts = per_hundred_grams(u16::try_from(*at).unwrap());
            let mut vitamin_d = amounts
                .iter()
                .filter(|(of, _)| of.nutrient == Nutrient::VitaminD);
            vitamin_d.any(|(_, amount)| amount.is_none())
        });
        // more than a third of the list
        assert_eq!(unknown.count(), unknown_in_file("VITAMIN_D"));
    }

    /// Counted in the file itself, by the position of the column's code in its head.
    fn unknown_in_file(nutrient: &str) -> usize {
        let codes = include_str!("../../../../seeds/reference/nutrition/nutrients.csv");
        let line = codes
            .lines()
            .find(|line| line.starts_with(nutrient))
            .unwrap();
        let code = line.split(',').nth(1).unwrap();
        let head = COMPOSITION.lines().next().unwrap();
        let column = head.split(',').position(|of| of == code).unwrap();
        let lines = COMPOSITION.lines().skip(1);
        lines
            .filter(|line| line.split(',').nth(column) == Some(""))
            .count()
    }
}
