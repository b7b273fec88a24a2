//! What the clinic knows better of the allergens of a food of the list.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{AllergenCorrection, allergen_correction_id};
use vault::read::Deleted;

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::clinic_foods::checked_allergens;
use crate::error::Result;
use crate::fields;
use crate::foods::{Allergen, FOOD, FoodAllergens, FoodTable};
use crate::view::{ReadVersionToken, ScreenLanguage};

/// A food of the list with what the clinic says of its allergens. `seen` is null where it never said anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CorrectedFood {
    /// Its number in the list.
    pub food: String,
    pub name: String,
    pub seen: Option<ReadVersionToken>,
    pub allergens: FoodAllergens,
    /// What the list says.
    pub of_list: FoodAllergens,
}

/// An allergen in neither list is not known. One that is not active leaves the food as the list has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CorrectionForm {
    /// Its number in the list.
    pub food: String,
    pub seen: Option<ReadVersionToken>,
    pub contains: Vec<Allergen>,
    pub free_of: Vec<Allergen>,
    pub is_active: bool,
}

/// Returns the foods of the list of which the clinic says something, by name. Where that cannot be read, nothing is
/// known of the food.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn list(clinic: &Clinic, language: ScreenLanguage) -> Result<Vec<CorrectedFood>> {
    clinic.may(Right::ChartRead)?;
    let table = FoodTable::of_clinic(clinic)?;
    let rows = clinic.read().all::<AllergenCorrection>(Deleted::Hidden)?;
    let active = rows
        .iter()
        .filter(|row| row.value.is_active.open() != Some(&false));
    let mut foods: Vec<CorrectedFood> = active
        .filter_map(|row| {
            let seen = ReadVersionToken::of(&row.seen);
            view(&table, &row.value.food, Some(seen), language)
        })
        .collect();
    foods.sort_by_cached_key(|food| (fields::sort_key(&food.name), food.food.clone()));
    Ok(foods)
}

/// Returns a food of the list with its allergens, corrected or not.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound` for a number that is none of the list.
pub fn show(clinic: &Clinic, food: &str, language: ScreenLanguage) -> Result<CorrectedFood> {
    clinic.may(Right::ChartRead)?;
    let table = FoodTable::of_clinic(clinic)?;
    let id = allergen_correction_id(clinic.tenant(), food.trim());
    let row = clinic.read().get::<AllergenCorrection>(id)?;
    let seen = row.map(|row| ReadVersionToken::of(&row.seen));
    or_not_found(view(&table, food.trim(), seen, language), FOOD)
}

/// None for a number that is none of the list.
fn view(
    table: &FoodTable,
    food: &str,
    seen: Option<ReadVersionToken>,
    language: ScreenLanguage,
) -> Option<CorrectedFood> {
    let (name, allergens, of_list) = table.of_list(food, language)?;
    Some(CorrectedFood {
        food: food.to_owned(),
        name: name.to_owned(),
        seen,
        allergens: allergens.clone(),
        of_list: of_list.clone(),
    })
}

/// Says what a food of the list contains and is free of, in the place of what the list says, or takes that back.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` for a number that is none of the list, `Invalid` for an allergen
/// that it both contains and is free of, `ChangedMeanwhile`.
pub fn correct(
    clinic: &mut Clinic,
    form: &CorrectionForm,
    language: ScreenLanguage,
) -> Result<CorrectedFood> {
    clinic.may(Right::ProfilesWrite)?;
    let food = show(clinic, &form.food, language)?.food;
    let (contains, free_of) = checked_allergens(&form.contains, &form.free_of)?;
    let id = allergen_correction_id(clinic.tenant(), &food);
    let correction = AllergenCorrection {
        id,
        food: fields::required(&food, "food")?,
        contains: contains.into(),
        free_of: free_of.into(),
        is_active: form.is_active.into(),
    };
    clinic.write("correct allergens of food", |tx| {
        let Some(row) = tx.get::<AllergenCorrection>(id)? else {
            tx.insert(&correction)?;
            return Ok(());
        };
        let seen = form.seen.as_ref().map(ReadVersionToken::to_read_version);
        tx.update(&correction, &seen.transpose()?.unwrap_or(row.seen))?;
        Ok(())
    })?;
    show(clinic, &food, language)
}
