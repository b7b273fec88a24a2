//! The recipes of the clinic with what a portion of each gives.

use std::collections::BTreeMap;

use sync_contract::Right;
use sync_contract::catalog::{Nutrient, Recipe};
use sync_contract::ids::RecipeId;
use vault::read::Stored;

use crate::clinic::or_not_found;
use crate::error::Result;
use crate::foods::{FoodTable, dish};
use crate::names::StaffNames;
use crate::recipes::consider::sums;
use crate::recipes::content::form_of;
use crate::recipes::versions::{Versions, all};
use crate::recipes::{RECIPE, RecipeSummary, RecipeView};
use crate::view::{At, Id, ReadVersionToken, ScreenLanguage};
use crate::{Clinic, fields};

/// Returns the recipes by name as they are now, those that are not offered last.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn list(clinic: &Clinic, language: ScreenLanguage) -> Result<Vec<RecipeSummary>> {
    clinic.may(Right::ChartRead)?;
    let reader = clinic.read();
    let rows = all(&reader)?;
    let versions = Versions::of(&rows);
    let (table, staff) = (FoodTable::read(&reader)?, StaffNames::read(&reader)?);
    let mut current: Vec<&Stored<Recipe>> = versions.current().collect();
    current.sort_by_cached_key(|row| {
        let name = row.value.name.open().map_or("", |name| name.as_str());
        (!row.value.is_active, fields::sort_key(name), row.value.id.0)
    });
    let mut offered: BTreeMap<RecipeId, u32> = BTreeMap::new();
    for row in current.iter().filter(|row| row.value.is_active) {
        *offered.entry(versions.first(row.value.id)).or_default() += 1;
    }
    let shown = current.iter().filter_map(|row| {
        let form = form_of(&row.value)?;
        let sums = sums(&table, &versions, Some(&row.value), &form, language);
        let of = |nutrient| sums.nutrients.iter().find(|of| of.nutrient == nutrient);
        let (energy, protein) = (of(Nutrient::Energy)?, of(Nutrient::Protein)?);
        let is_readable = dish::parts(&row.value).is_some();
        let same = offered.get(&versions.first(row.value.id));
        Some(RecipeSummary {
            id: Id::of(row.value.id),
            seen: ReadVersionToken::of(&row.seen),
            name: form.name,
            portions: u32::try_from(*row.value.portions.open()?).unwrap_or(0),
            portion_grams: sums.portion_grams,
            kcal: is_readable.then_some(energy.amount),
            protein: is_readable.then_some(protein.amount),
            unknown: energy.unknown.max(protein.unknown),
            allergens: table.allergens_of([row.value.id.to_string().as_str()].into_iter()),
            is_active: row.value.is_active,
            is_contested: row.value.is_active && same.is_some_and(|count| *count > 1),
            by: staff.name(row.created_by),
            changed_at: At::of(row.created_at),
        })
    });
    Ok(shown.collect())
}

/// Returns a complete recipe, as it is or as it was.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id, language: ScreenLanguage) -> Result<RecipeView> {
    clinic.may(Right::ChartRead)?;
    let reader = clinic.read();
    let rows = all(&reader)?;
    let versions = Versions::of(&rows);
    let row = or_not_found(versions.get(&id.0.trim().to_lowercase()), RECIPE)?;
    let form = or_not_found(form_of(&row.value), RECIPE)?;
    let table = FoodTable::read(&reader)?;
    let mut sums = sums(&table, &versions, Some(&row.value), &form, language);
    sums.allergens = table.allergens_of([row.value.id.to_string().as_str()].into_iter());
    Ok(RecipeView {
        id: Id::of(row.value.id),
        seen: ReadVersionToken::of(&row.seen),
        form,
        sums,
        is_active: row.value.is_active,
        is_current: versions.is_current(row.value.id),
        is_readable: dish::parts(&row.value).is_some(),
        by: StaffNames::read(&reader)?.name(row.created_by),
        changed_at: At::of(row.created_at),
    })
}

/// Returns a complete recipe by its id or, as it is now, by its name.
///
/// # Errors
/// As [`show`].
pub fn find(clinic: &Clinic, name_or_id: &str, language: ScreenLanguage) -> Result<RecipeView> {
    clinic.may(Right::ChartRead)?;
    let wanted = fields::name_key(name_or_id);
    let mut recipes = list(clinic, language)?.into_iter();
    let called = recipes.find(|recipe| fields::name_key(&recipe.name) == wanted);
    let id = called.map_or(Id(name_or_id.to_owned()), |recipe| recipe.id);
    show(clinic, &id, language)
}
