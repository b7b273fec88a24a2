//! Puts a similar food in the place of another one.

use sync_contract::Right;
use sync_contract::catalog::MealPlanItem;

use crate::Clinic;
use crate::chart_row::{self, ChartRow};
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::foods::flags::PatientFlags;
use crate::foods::lines::{self, FoodLine};
use crate::foods::{self, FoodAmount, FoodTable, SameNutrient, SimilarFood};
use crate::meal_plans::draft::require_draft_with;
use crate::meal_plans::undo::{self, Changed};
use crate::meal_plans::{PlanChange, PlanSwap};
use crate::measurements::spelling::rounded;
use crate::view::{Id, ScreenLanguage};

/// So many are shown.
const SHOWN: usize = 8;
/// Three decimals of a gram are two numbers in two countries.
const GRAM_DECIMALS: u32 = 2;

/// Returns the foods that may take the place of one, of its group and with as much of a nutrient; none for words. Those
/// with an allergen of the patient are left out; of the others the most alike are first, then those of which the
/// allergens are not known, and what the patient does not like last.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn similar(
    clinic: &Clinic,
    id: &Id,
    same: SameNutrient,
    language: ScreenLanguage,
) -> Result<Vec<SimilarFood>> {
    clinic.may(Right::ChartRead)?;
    let (patient, _, food) = lines::shown::<MealPlanItem>(clinic, id)?;
    let reader = clinic.read();
    let flags = PatientFlags::of_patient(clinic, &reader, patient)?;
    let (Some(food), Some(grams)) = (food.food, food.grams) else {
        return Ok(Vec::new());
    };
    let grams = rounded(grams, GRAM_DECIMALS).normalize();
    let amount = format!("{grams} g");
    let table = FoodTable::read(&reader)?;
    let of = FoodAmount { food, amount };
    foods::similar_for(&table, &of, same, &flags, language, SHOWN)
}

/// Puts another food in the place of one, which keeps its place and its lock.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `PlanGiven`, `Invalid` for an amount that cannot
/// be read or that is none of the other food.
pub fn swap(clinic: &mut Clinic, swap: &PlanSwap, language: ScreenLanguage) -> Result<PlanChange> {
    clinic.may(Right::ProfilesWrite)?;
    let (plan, changed) = clinic.write("swap food of meal plan", |tx| {
        require_draft_with(tx, &swap.id)?;
        let row = chart_row::writable::<MealPlanItem>(tx, &swap.id)?;
        let former = or_not_found(MealPlanItem::stored(&row), MealPlanItem::WHAT)?;
        let table = FoodTable::read(&tx.read())?;
        let taken = foods::take(&table, &swap.food, &swap.amount, None, language)?;
        let plan = lines::replace(tx, row, &taken, false, &swap.seen)?;
        let changed = Changed {
            changed: vec![former],
            ..Changed::default()
        };
        Ok((plan, changed))
    })?;
    undo::change(clinic, &plan, changed, language)
}
