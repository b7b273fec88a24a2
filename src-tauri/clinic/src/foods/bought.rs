//! What is bought for a food: of a recipe what it is made of.

use rust_decimal::Decimal;

use crate::foods::FoodTable;
use crate::view::{Figure, ScreenLanguage};

/// So much of a food that is bought. Nothing of it is rounded: it is summed first.
#[derive(Debug, Clone)]
pub(crate) struct Bought {
    pub food: String,
    pub name: String,
    pub count: f64,
    pub measure: String,
    pub grams: f64,
}

/// Returns what is bought for so much of a food: of a recipe as much of each part as that takes.
pub(crate) fn bought(table: &FoodTable, of: Bought, language: ScreenLanguage) -> Vec<Bought> {
    let made = table
        .index_of(&of.food)
        .and_then(|index| table.dish(index)?.made());
    let Some(made) = made else {
        return vec![of];
    };
    let share = of.grams / Figure::from(made.grams).0;
    let parts = made.parts.iter().flat_map(|part| {
        let shared = |amount: Decimal| Figure::from(amount).0 * share;
        let name = table.name_for_patient(&part.food, language);
        let name = name.or_else(|| table.name_of(&part.food, language));
        let part = Bought {
            food: part.food.clone(),
            name: name.unwrap_or(&part.name).to_owned(),
            count: shared(part.count),
            measure: part.measure.clone(),
            grams: shared(part.grams),
        };
        bought(table, part, language)
    });
    parts.collect()
}
