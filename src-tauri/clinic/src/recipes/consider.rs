//! What a recipe would weigh and give, while it is typed.

use rust_decimal::Decimal;
use sync_contract::Right;
use sync_contract::catalog::{Nutrient, Recipe};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::foods::dish::{self, DishPart};
use crate::foods::grid::{Given, GridNutrient};
use crate::foods::totals::in_portions;
use crate::foods::{FoodPortion, FoodTable, is_doubtful};
use crate::recipes::content;
use crate::recipes::versions::{Versions, all};
use crate::recipes::{RECIPE, RecipeForm, RecipePartView, RecipeSums};
use crate::view::{Id, ScreenLanguage};

/// Returns what a recipe weighs and gives as it is typed, in the place of another one or of none. What cannot be read
/// yet is in no sum, and not refused.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn consider(
    clinic: &Clinic,
    replaced: Option<&Id>,
    form: &RecipeForm,
    language: ScreenLanguage,
) -> Result<RecipeSums> {
    clinic.may(Right::ChartRead)?;
    let reader = clinic.read();
    let rows = all(&reader)?;
    let versions = Versions::of(&rows);
    let replaced = replaced.map(|id| or_not_found(versions.get(&id.0), RECIPE));
    let replaced = replaced.transpose()?.map(|row| &row.value);
    let table = FoodTable::read(&reader)?;
    Ok(sums(&table, &versions, replaced, form, language))
}

/// Returns what a recipe weighs and gives.
pub(super) fn sums(
    table: &FoodTable,
    versions: &Versions<'_>,
    replaced: Option<&Recipe>,
    form: &RecipeForm,
    language: ScreenLanguage,
) -> RecipeSums {
    let stored = replaced.and_then(dish::parts).unwrap_or(Vec::new());
    let first = replaced.map(|recipe| versions.first(recipe.id));
    let parts = form.parts.iter().map(|typed| {
        let part = content::read(typed, &stored, table, language);
        let is_itself = first.is_some_and(|first| versions.is_made_of(&typed.food, first));
        (typed, part, is_itself)
    });
    let parts: Vec<_> = parts.collect();
    let known: Vec<DishPart> = parts
        .iter()
        .filter_map(|(_, part, _)| part.as_ref().ok().cloned())
        .collect();
    let portions = content::portions(&form.portions);
    let yield_grams = content::yield_grams(&form.yield_weight);
    let portion_grams = match (&portions, yield_grams) {
        (Ok(portions), Ok(grams)) => {
            let grams = dish::weight(grams, &known);
            grams.and_then(|grams| dish::portion_weight(grams, *portions))
        }
        _ => None,
    };
    let given: Vec<(&str, Decimal)> = known
        .iter()
        .map(|part| (part.food.as_str(), part.grams))
        .collect();
    let nutrients = portions.map_or(Vec::new(), |portions| {
        in_portions(table, &given, Decimal::from(portions))
    });
    RecipeSums {
        allergens: table.allergens_of(form.parts.iter().map(|part| part.food.as_str())),
        parts_grams: known.iter().map(|part| part.grams).sum::<Decimal>().into(),
        portion_grams: portion_grams.map(Into::into),
        nutrients: nutrients
            .into_iter()
            .map(|total| GridNutrient {
                nutrient: total.nutrient,
                unit: total.unit,
                amount: total.amount,
                unknown: total.unknown,
                largest: total
                    .largest
                    .iter()
                    .map(|share| Id(share.item.to_string()))
                    .collect(),
                low: None,
                high: None,
                verdict: None,
            })
            .collect(),
        parts: parts
            .into_iter()
            .map(|(typed, part, is_itself)| {
                let (food, amount) = (typed.food.clone(), typed.amount.clone());
                shown(table, food, amount, part.ok(), is_itself, language)
            })
            .collect(),
    }
}

fn shown(
    table: &FoodTable,
    food: String,
    amount: String,
    part: Option<DishPart>,
    is_itself: bool,
    language: ScreenLanguage,
) -> RecipePartView {
    let listed = table.name_of(&food, language);
    let given = part
        .as_ref()
        .map(|part| Given::of(table, table.index_of(&part.food), part.grams));
    let of = |nutrient| given.as_ref()?.of_nutrient(nutrient);
    RecipePartView {
        name: match (listed, &part) {
            (Some(name), _) => name.to_owned(),
            (None, Some(part)) => part.name.clone(),
            (None, None) => String::new(),
        },
        kcal: of(Nutrient::Energy),
        protein: of(Nutrient::Protein),
        carbohydrate: of(Nutrient::Carbohydrate),
        fat: of(Nutrient::Fat),
        fibre: of(Nutrient::Fibre),
        sodium: of(Nutrient::Sodium),
        amount: part.as_ref().map_or(amount, |part| part.entered.clone()),
        portion: part.map(|part| {
            let of = (part.count.into(), part.measure.as_str());
            FoodPortion::of(of, part.grams.into(), is_doubtful(part.grams), language)
        }),
        food,
        is_itself,
    }
}
