//! What is bought for a food: of a recipe what it is made of.

use rust_decimal::Decimal;

use crate::foods::{FoodPortion, FoodTable};
use crate::view::{Figure, ScreenLanguage};

/// What is bought of a food.
pub(crate) struct Bought {
    pub food: String,
    pub name: String,
    pub portion: FoodPortion,
}

/// Returns what is bought for so much of a food: of a recipe as much of each part as that takes.
pub(crate) fn bought(
    table: &FoodTable,
    food: &str,
    name: &str,
    portion: &FoodPortion,
    language: ScreenLanguage,
) -> Vec<Bought> {
    let made = table
        .index_of(food)
        .and_then(|index| table.dish(index)?.made());
    let Some(made) = made else {
        return vec![Bought {
            food: food.to_owned(),
            name: name.to_owned(),
            portion: portion.clone(),
        }];
    };
    let parts = made.parts.iter().flat_map(|part| {
        let share = |of: Decimal| {
            let of = Figure::from(of).0 * portion.grams.0 / Figure::from(made.grams).0;
            Figure::rounded(of, 2)
        };
        let grams = share(part.grams);
        let of = (share(part.count), part.measure.as_str());
        let portion = FoodPortion::of(of, grams, false, language);
        let name = table.name_for_patient(&part.food, language);
        let name = name.or_else(|| table.name_of(&part.food, language));
        let name = name.unwrap_or(&part.name);
        bought(table, &part.food, name, &portion, language)
    });
    parts.collect()
}
