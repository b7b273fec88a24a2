//! What several portions give together.

use rust_decimal::Decimal;

use crate::error::{Error, Reason, Result};
use crate::foods::composition::Known;
use crate::foods::reference::FoodIndex;
use crate::foods::{
    FoodAmount, FoodItem, FoodShare, FoodTable, FoodTotals, NutrientTotal, portion_of, shown,
};
use crate::measurements::spelling::rounded;
use crate::nutrition::intakes::counted;
use crate::view::{ScreenLanguage, count};

/// More than a week of thirty foods a day.
const ITEMS_MAX: usize = 1_000;
const LARGEST: usize = 3;
const GRAM_DECIMALS: u32 = 2;

/// Returns what portions give together of each nutrient: the sum of what is known, how many portions have no value, and
/// those that give most of it.
///
/// # Errors
/// `NotFound` for a number that is none of the list; `Invalid` for an amount that cannot be read, that is none of its
/// food, and for more than 1,000 portions.
pub fn total(
    table: &FoodTable,
    items: &[FoodAmount],
    language: ScreenLanguage,
) -> Result<FoodTotals> {
    if items.len() > ITEMS_MAX {
        return Err(Error::invalid("items", Reason::TooLarge));
    }
    let portions = items
        .iter()
        .map(|item| portion_of(table, &item.food, &item.amount));
    let portions = portions.collect::<Result<Vec<_>>>()?;
    let grams: Vec<(FoodIndex, Decimal)> = portions
        .iter()
        .map(|(food, portion)| (*food, portion.grams))
        .collect();
    let items = portions.iter().map(|(food, portion)| FoodItem {
        id: table.at(*food).id.clone(),
        name: table.at(*food).name(language).to_owned(),
        portion: shown(portion, language),
    });
    let all: Decimal = grams.iter().map(|(_, grams)| grams).sum();
    Ok(FoodTotals {
        items: items.collect(),
        grams: rounded(all, GRAM_DECIMALS).into(),
        nutrients: sums(table, &grams, Decimal::ONE)
            .into_iter()
            .map(|(total, _)| total)
            .collect(),
    })
}

/// Returns what so many grams of foods, by their numbers, give together in one of so many portions. One that is not
/// there has no value of anything.
pub(crate) fn in_portions(
    table: &FoodTable,
    foods: &[(&str, Decimal)],
    portions: Decimal,
) -> Vec<NutrientTotal> {
    let there = foods
        .iter()
        .filter_map(|(id, grams)| Some((table.index_of(id)?, *grams)));
    let there: Vec<(FoodIndex, Decimal)> = there.collect();
    let missing = count(foods.len() - there.len());
    let totals = sums(table, &there, portions).into_iter();
    let totals = totals.map(|(total, _)| NutrientTotal {
        unknown: total.unknown + missing,
        ..total
    });
    totals.collect()
}

/// Returns each sum in one of so many days, rounded once, to the decimals in which the list counts the nutrient, and
/// not rounded.
pub(super) fn sums(
    table: &FoodTable,
    portions: &[(FoodIndex, Decimal)],
    days: Decimal,
) -> Vec<(NutrientTotal, Decimal)> {
    let mut summed: Vec<Summed> = counted().iter().map(|_| Summed::default()).collect();
    for (item, (food, grams)) in (0..).zip(portions) {
        let hundreds = grams / Decimal::ONE_HUNDRED / days;
        for (of, known) in summed.iter_mut().zip(table.known(*food)) {
            of.add(item, known, hundreds);
        }
    }
    let totals = counted().iter().zip(summed).map(|(of, summed)| {
        let share = |(item, amount)| FoodShare {
            item,
            amount: rounded(amount, of.decimals).into(),
        };
        let total = NutrientTotal {
            nutrient: of.nutrient,
            unit: of.unit,
            amount: rounded(summed.sum, of.decimals).into(),
            unknown: summed.unknown,
            largest: summed.largest.into_iter().map(share).collect(),
        };
        (total, summed.sum)
    });
    totals.collect()
}

/// What the portions up to one give of a nutrient.
#[derive(Default)]
struct Summed {
    sum: Decimal,
    unknown: u32,
    /// The portions that give most, by their places, largest first; of two that give as much, the first.
    largest: Vec<(u32, Decimal)>,
}

impl Summed {
    fn add(&mut self, item: u32, known: Known, hundreds: Decimal) {
        self.unknown += u32::from(!known.is_all);
        let Some(amount) = known.amount.map(|amount| amount * hundreds) else {
            return;
        };
        self.sum += amount;
        let is_full = self.largest.len() == LARGEST;
        let is_more = |(_, of): &(u32, Decimal)| amount > *of;
        if amount.is_zero() || is_full && !self.largest.last().is_some_and(is_more) {
            return;
        }
        let index = self.largest.iter().position(is_more);
        let index = index.unwrap_or(self.largest.len());
        self.largest.insert(index, (item, amount));
        self.largest.truncate(LARGEST);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::HashMap;

    use proptest::prelude::*;
    use sync_contract::catalog::Nutrient;

    use super::*;
    use crate::foods::reference::all;

    const COMPOSITION: &str = include_str!("../../../../seeds/reference/foods/composition.csv");
    const NUTRIENTS: &str = include_str!("../../../../seeds/reference/nutrition/nutrients.csv");

    fn of(food: &str, amount: &str) -> FoodAmount {
        FoodAmount {
            food: food.to_owned(),
            amount: amount.to_owned(),
        }
    }

    fn in_english(items: &[FoodAmount]) -> FoodTotals {
        total(&FoodTable::default(), items, ScreenLanguage::En).unwrap()
    }

    /// The same from the file as it is, by the codes of its columns, in binary fractions.
    fn summed_by_hand(items: &[(String, f64)]) -> HashMap<String, (f64, u32)> {
        let mut table = csv::Reader::from_reader(COMPOSITION.as_bytes());
        let codes: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
        let lines: HashMap<String, csv::StringRecord> = table
            .records()
            .map(|line| line.unwrap())
            .map(|line| (line[0].to_owned(), line))
            .collect();
        let names = NUTRIENTS.lines().skip(1).map(|line| {
            let fields: Vec<_> = line.split(',').collect();
            let column = codes.iter().position(|code| code == fields[1]).unwrap();
            (fields[0].to_owned(), column)
        });
        let mut sums = HashMap::new();
        for (name, column) in names {
            let sum: &mut (f64, u32) = sums.entry(name).or_default();
            for (food, grams) in items {
                match lines[food][column].parse::<f64>() {
                    Ok(amount) => sum.0 += amount * grams / 100.0,
                    Err(_) => sum.1 += 1,
                }
            }
        }
        sums
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn totals_are_the_sums_of_the_file(
            items in prop::collection::vec((0..8789_usize, 1..200_000_u32), 0..40),
        ) {
            let items: Vec<(String, f64)> = items
                .into_iter()
                .map(|(food, hundredths)| (all()[food].id.clone(), f64::from(hundredths) / 100.0))
                .collect();
            let amounts = items.iter().map(|(food, grams)| of(food, &format!("{grams} g")));
            // three decimals before a unit are two numbers in two countries, and two are not
            let totals = in_english(&amounts.collect::<Vec<_>>());
            let by_hand = summed_by_hand(&items);
            prop_assert_eq!(totals.nutrients.len(), by_hand.len());
            for total in &totals.nutrients {
                let (sum, unknown) = by_hand[total.nutrient.as_str()];
                prop_assert_eq!(total.unknown, unknown, "{:?}", total);
                // half of the last decimal, and what binary fractions lose
                let decimals = counted().iter().find(|of| of.nutrient == total.nutrient).unwrap().decimals;
                let half = 0.5 / 10_f64.powi(i32::try_from(decimals).unwrap());
                let off = (total.amount.0 - sum).abs();
                prop_assert!(off <= half + sum * 1e-9, "{:?} {}", total, sum);
            }
        }
    }

    #[test]
    fn a_sum_counts_missing_values_and_names_the_largest() {
        let totals = in_english(&[
            of("01077", "2 cups"),
            of("09040", "1 large"),
            of("01008", "50 g"),
        ]);
        let of = |nutrient| {
            totals
                .nutrients
                .iter()
                .find(|of| of.nutrient == nutrient)
                .unwrap()
        };
        // milk 488 g of 113 mg, banana 136 g of 5 mg, cheese 50 g of 673 mg
        let calcium = of(Nutrient::Calcium);
        assert_eq!((calcium.amount.0, calcium.unknown), (895.0, 0));
        let largest: Vec<_> = calcium
            .largest
            .iter()
            .map(|of| (of.item, of.amount.0))
            .collect();
        assert_eq!(largest, [(0, 551.0), (2, 337.0), (1, 7.0)]);
        let vitamin_d = of(Nutrient::VitaminD);
        assert_eq!(vitamin_d.unknown, 1);
        // what gives none is none of the largest
        assert_eq!(vitamin_d.largest.len(), 1);
        assert_eq!(totals.grams.0, 674.0);
    }

    #[test]
    fn nothing_gives_nothing_and_too_many_are_refused() {
        let none = in_english(&[]);
        assert!(
            none.nutrients
                .iter()
                .all(|of| of.amount.0 == 0.0 && of.unknown == 0)
        );
        let many = vec![of("01077", "1"); ITEMS_MAX + 1];
        let refused = total(&FoodTable::default(), &many, ScreenLanguage::En);
        assert!(matches!(
            refused,
            Err(Error::Invalid {
                field: "items",
                reason: Reason::TooLarge
            })
        ));
        let unknown = total(
            &FoodTable::default(),
            &[of("99999", "")],
            ScreenLanguage::En,
        );
        assert!(matches!(unknown, Err(Error::NotFound("food"))));
    }
}
