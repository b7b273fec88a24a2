//! Foods that may replace a portion of another: of its group, and with as much of one nutrient.

use rust_decimal::{Decimal, dec};
use sync_contract::catalog::Nutrient;

use crate::error::Result;
use crate::foods::amount::Portion;
use crate::foods::flags::{FoodFlag, FoodFlagKind, PatientFlags};
use crate::foods::reference::{Food, FoodIndex};
use crate::foods::{
    DOUBTFUL_GRAMS, FoodAmount, FoodTable, NutrientChange, NutrientUnit, SameNutrient, SimilarFood,
    portion_of, shown,
};
use crate::measurements::spelling::rounded;
use crate::nutrition::intakes::{CountedNutrient, counted};
use crate::view::ScreenLanguage;

/// Energy that a gram gives, by which foods are compared (Atwater's general factors).
const KCAL_A_GRAM: [(Nutrient, u32); 3] = [
    (Nutrient::Protein, 4),
    (Nutrient::Fat, 9),
    (Nutrient::Carbohydrate, 4),
];
/// By how much a food of every day is nearer.
const EVERYDAY_NEARER: Decimal = dec!(4);
/// Whether it is disliked, and whether its allergens are not known or may cross-react; how far it is from what it
/// replaces, which food, and how many grams of it.
type Candidate = ((bool, bool), Decimal, FoodIndex, Decimal, Vec<FoodFlag>);

/// What a food that replaces another is compared by.
const COMPARED: [Nutrient; 6] = [
    Nutrient::Energy,
    Nutrient::Protein,
    Nutrient::Carbohydrate,
    Nutrient::Fat,
    Nutrient::Fibre,
    Nutrient::Sodium,
];

/// Returns the foods of the same group that give as much of a nutrient as a portion does, the most alike first: those
/// of which the energy comes from the same parts of protein, fat and carbohydrate, foods of every day being nearer.
/// No patient is asked about here, and so no allergen.
///
/// # Errors
/// `NotFound` for a number that is none of the list; `Invalid` for an amount that cannot be read or that is none of
/// this food.
pub fn similar(
    table: &FoodTable,
    of: &FoodAmount,
    same: SameNutrient,
    language: ScreenLanguage,
    limit: usize,
) -> Result<Vec<SimilarFood>> {
    similar_for(table, of, same, &PatientFlags::default(), language, limit)
}

/// Does the same for a patient: without what has an allergen of theirs. What is not known to be free of them, or may
/// cross-react with one, comes after what is, and what they dislike last.
///
/// # Errors
/// As [`similar`].
pub(crate) fn similar_for(
    table: &FoodTable,
    of: &FoodAmount,
    same: SameNutrient,
    flags: &PatientFlags,
    language: ScreenLanguage,
    limit: usize,
) -> Result<Vec<SimilarFood>> {
    let (index, portion) = portion_of(table, &of.food, &of.amount)?;
    let replaced = Amounts::of(table, index, portion.grams);
    let Some(wanted) = replaced.get(same.nutrient()).filter(|of| !of.is_zero()) else {
        return Ok(Vec::new());
    };
    let food = table.at(index);
    let others = table
        .all()
        .filter(|(other, of)| *other != index && are_of_one_group(food, of));
    let mut others: Vec<Candidate> = others
        .filter_map(|(other, food)| {
            let flags = flags.of(table, Some(other), &food.description);
            let has = |kind| flags.iter().any(|flag| flag.kind == kind);
            if has(FoodFlagKind::Allergen) || has(FoodFlagKind::Texture) {
                return None;
            }
            let grams = grams_with(table, other, same.nutrient(), wanted)?;
            let distance = replaced.distance(&Amounts::of(table, other, grams))?;
            let is_doubtful = has(FoodFlagKind::NotKnown) || has(FoodFlagKind::CrossReacts);
            let doubts = (has(FoodFlagKind::Disliked), is_doubtful);
            Some((doubts, ranked(distance, food), other, grams, flags))
        })
        .collect();
    others.sort_unstable();
    let others = others.into_iter().take(limit);
    let similar = others.map(|(_, _, other, grams, flags)| SimilarFood {
        flags,
        id: table.at(other).id.clone(),
        name: table.at(other).name(language).to_owned(),
        portion: shown(
            &Portion {
                count: grams,
                measure: "g".to_owned(),
                grams,
            },
            language,
        ),
        changes: replaced.changes(&Amounts::of(table, other, grams)),
    });
    Ok(similar.collect())
}

/// The groups of the list are finer than those of a shop, in which the clinic's own foods are.
fn are_of_one_group(one: &Food, other: &Food) -> bool {
    match one.group.is_empty() || other.group.is_empty() {
        true => one.shop_group() == other.shop_group(),
        false => one.group == other.group,
    }
}

/// Returns how many grams of a food give so much; none for a food that has none of it, or of which it takes too much.
fn grams_with(
    table: &FoodTable,
    food: FoodIndex,
    nutrient: Nutrient,
    wanted: Decimal,
) -> Option<Decimal> {
    let hundred = Amounts::of(table, food, Decimal::ONE_HUNDRED).get(nutrient)?;
    let grams = wanted
        .checked_mul(Decimal::ONE_HUNDRED)?
        .checked_div(hundred)?;
    let grams = rounded(grams, 0);
    (grams > Decimal::ZERO && grams <= DOUBTFUL_GRAMS).then_some(grams)
}

/// What people know is four times as near: our own weight.
fn ranked(distance: Decimal, food: &Food) -> Decimal {
    match food.everyday.is_some() {
        true => distance / EVERYDAY_NEARER,
        false => distance,
    }
}

/// What so many grams give, unrounded.
struct Amounts(Vec<(CountedNutrient, Option<Decimal>)>);

impl Amounts {
    fn of(table: &FoodTable, food: FoodIndex, grams: Decimal) -> Self {
        let hundreds = grams / Decimal::ONE_HUNDRED;
        let amounts = table.per_hundred_grams(food).into_iter();
        Self(
            amounts
                .map(|(of, amount)| (of, amount.map(|amount| amount * hundreds)))
                .collect(),
        )
    }

    fn get(&self, nutrient: Nutrient) -> Option<Decimal> {
        let mut amounts = self.0.iter();
        amounts.find(|(of, _)| of.nutrient == nutrient)?.1
    }

    /// Returns by how much energy two portions differ in what they give it by; none where that is not known.
    fn distance(&self, other: &Self) -> Option<Decimal> {
        let apart = KCAL_A_GRAM.iter().map(|(nutrient, kcal)| {
            let apart = (self.get(*nutrient)? - other.get(*nutrient)?).abs();
            Some(apart * Decimal::from(*kcal))
        });
        apart.sum()
    }

    /// Returns how much more another portion gives; what one of them does not know is none.
    fn changes(&self, other: &Self) -> Vec<NutrientChange> {
        let compared = counted()
            .iter()
            .filter(|of| COMPARED.contains(&of.nutrient));
        let change = |of: &CountedNutrient| NutrientChange {
            nutrient: of.nutrient,
            unit: of.unit,
            by: other
                .get(of.nutrient)
                .zip(self.get(of.nutrient))
                .map(|(more, less)| rounded(more - less, of.decimals.min(1)).into()),
        };
        compared.map(change).collect()
    }
}

impl NutrientChange {
    /// Returns whether so much more or less matters in a portion: our own limit, by unit.
    pub fn matters(&self) -> bool {
        let least = match self.unit {
            NutrientUnit::Kcal => 5.0,
            NutrientUnit::Gram => 0.5,
            NutrientUnit::Milligram => 10.0,
            NutrientUnit::Kilojoule | NutrientUnit::Microgram | NutrientUnit::InternationalUnit => {
                0.0
            }
        };
        self.by
            .is_some_and(|by| by.0.abs() > 0.0 && by.0.abs() >= least)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::foods::reference::{at, index_of};
    use crate::view::Figure;

    fn of(food: &str, amount: &str, same: SameNutrient) -> Vec<SimilarFood> {
        let of = FoodAmount {
            food: food.to_owned(),
            amount: amount.to_owned(),
        };
        similar(&FoodTable::default(), &of, same, ScreenLanguage::En, 8).unwrap()
    }

    #[test]
    fn a_small_difference_of_a_portion_does_not_matter() {
        let by = |unit, by: f64| NutrientChange {
            nutrient: Nutrient::Fat,
            unit,
            by: Some(Figure(by)),
        };
        for (unit, small, large) in [
            (NutrientUnit::Gram, 0.4, -0.5),
            (NutrientUnit::Kcal, -4.0, 5.0),
            (NutrientUnit::Milligram, 9.0, 10.0),
        ] {
            assert!(!by(unit, small).matters() && by(unit, large).matters());
        }
        let unknown = NutrientChange {
            by: None,
            ..by(NutrientUnit::Gram, 0.0)
        };
        assert!(!unknown.matters());
    }

    #[test]
    fn a_similar_food_has_as_much_of_the_nutrient_and_is_of_the_group() {
        for (same, nutrient) in [
            (SameNutrient::Energy, Nutrient::Energy),
            (SameNutrient::Carbohydrate, Nutrient::Carbohydrate),
            (SameNutrient::Protein, Nutrient::Protein),
        ] {
            let (table, milk) = (FoodTable::default(), index_of("01077").unwrap());
            let wanted = Amounts::of(&table, milk, dec!(488)).get(nutrient).unwrap();
            let others = of("01077", "2 cups", same);
            assert_eq!(others.len(), 8);
            for other in others {
                let index = index_of(&other.id).unwrap();
                assert_eq!(at(index).group, at(milk).group);
                assert_ne!(index, milk);
                let grams: Decimal = other.portion.grams.0.try_into().unwrap();
                let given = Amounts::of(&table, index, grams).get(nutrient).unwrap();
                // half a gram of it
                let off = Amounts::of(&table, index, dec!(0.5)).get(nutrient).unwrap();
                assert!((given - wanted).abs() <= off, "{other:?}");
            }
        }
    }

    #[test]
    fn the_most_alike_are_first_and_say_what_changes() {
        let others = of("01077", "1 cup", SameNutrient::Energy);
        // milks before cheeses
        assert!(others[0].name.to_lowercase().contains("milk"), "{others:?}");
        let energy = others[0]
            .changes
            .iter()
            .find(|of| of.nutrient == Nutrient::Energy)
            .unwrap();
        assert!(energy.by.unwrap().0.abs() < 1.0);
        assert_eq!(others[0].changes.len(), COMPARED.len());
    }

    #[test]
    fn what_gives_nothing_of_it_has_no_other() {
        // water has no energy
        assert_eq!(of("14411", "1 cup", SameNutrient::Energy), []);
    }
}
