//! The foods of a plan: adds foods and words, changes how much of it, moves, locks and removes it.

use sync_contract::Right;
use sync_contract::catalog::MealPlanItem;

use crate::Clinic;
use crate::chart_row;
use crate::error::Result;
use crate::foods::FoodTable;
use crate::foods::flags::PatientFlags;
use crate::foods::grid::{self, GridAmount, GridNutrient, GridSlot, NewGridFood};
use crate::foods::lines;
use crate::meal_plans::draft::{require_draft, require_draft_with};
use crate::meal_plans::list;
use crate::meal_plans::{MealPlanView, PlanFoodView};
use crate::view::{Id, ReadVersionToken, ScreenLanguage};

/// Returns one food that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id, language: ScreenLanguage) -> Result<PlanFoodView> {
    clinic.may(Right::ChartRead)?;
    let (patient, meal_plan_id, food) = lines::shown::<MealPlanItem>(clinic, id)?;
    let reader = clinic.read();
    let flags = PatientFlags::of_patient(clinic, &reader, patient)?;
    Ok(PlanFoodView {
        meal_plan_id,
        day: u8::try_from(food.slot.day).unwrap_or(1),
        meal: food.slot.meal.0,
        food: grid::shown(&FoodTable::read(&reader)?, &food, &flags, language),
    })
}

/// Returns what some foods of one plan give together.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound` where one of them is none of its foods.
pub fn sum(clinic: &Clinic, plan: &Id, foods: &[Id]) -> Result<Vec<GridNutrient>> {
    clinic.may(Right::ChartRead)?;
    lines::sum::<MealPlanItem>(clinic, plan, foods, list::counted_with)
}

/// Adds a food, or words that are kept and not counted.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `PlanGiven`, `TooLong`, `Invalid` for an amount
/// that cannot be read or that is none of this food, for a food without a name, and for a day that is none of 1 to 14.
pub fn add(
    clinic: &mut Clinic,
    plan: &Id,
    new: &NewGridFood,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("add food to meal plan", |tx| {
        let plan = require_draft(tx, plan)?;
        lines::insert::<MealPlanItem>(tx, &plan, new, language)
    })?;
    list::show(clinic, plan, language)
}

/// Changes how much of a food there is, or says that it is right.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `PlanGiven`, `Invalid` for an amount that cannot
/// be read or that is none of this food, and for words, which have none.
pub fn set_amount(
    clinic: &mut Clinic,
    change: &GridAmount,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    clinic.may(Right::ProfilesWrite)?;
    let plan = clinic.write("change amount in meal plan", |tx| {
        require_draft_with(tx, &change.id)?;
        lines::set_amount::<MealPlanItem>(tx, change, language)
    })?;
    list::show(clinic, &plan, language)
}

/// Locks a food, so that scaling leaves it as it is, or unlocks it.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `PlanGiven`.
pub fn set_locked(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    is_locked: bool,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    clinic.may(Right::ProfilesWrite)?;
    let plan = clinic.write("lock food of meal plan", |tx| {
        require_draft_with(tx, id)?;
        let mut item = chart_row::writable::<MealPlanItem>(tx, id)?.value;
        if item.is_locked.open() != Some(&is_locked) {
            item.is_locked = is_locked.into();
            tx.update(&item, &seen.to_read_version()?)?;
        }
        Ok(Id::of(item.meal_plan))
    })?;
    list::show(clinic, &plan, language)
}

/// Moves a food to another place of its plan. It has the time of the meal that it comes to.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `PlanGiven`, `Invalid` for a day that is none of
/// 1 to 14.
pub fn move_to(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    slot: &GridSlot,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    clinic.may(Right::ProfilesWrite)?;
    let plan = clinic.write("move food of meal plan", |tx| {
        require_draft_with(tx, id)?;
        lines::move_to::<MealPlanItem>(tx, id, seen, slot)
    })?;
    list::show(clinic, &plan, language)
}

/// Sets when a meal is, for all foods of it; empty where the patient chooses.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where it has no food, `PatientDeleted`, `PlanGiven`, `Invalid` for
/// what is no time of day.
pub fn set_time(
    clinic: &mut Clinic,
    plan: &Id,
    slot: &GridSlot,
    time: &str,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("set time in meal plan", |tx| {
        require_draft(tx, plan)?;
        lines::set_time::<MealPlanItem>(tx, plan, slot, time)
    })?;
    list::show(clinic, plan, language)
}

/// Takes out a food. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `PlanGiven`, `ChangedMeanwhile`.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("remove food from meal plan", |tx| {
        require_draft_with(tx, id)?;
        lines::remove::<MealPlanItem>(tx, id, seen)
    })?;
    chart_row::removal::<MealPlanItem>(clinic, id)
}

/// Returns what names the removal of a food that was taken out, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    chart_row::removal::<MealPlanItem>(clinic, id)
}

/// Puts a food back.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `PlanGiven`.
pub fn restore(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    clinic.may(Right::ProfilesWrite)?;
    let plan = clinic.write("restore food of meal plan", |tx| {
        require_draft_with(tx, id)?;
        lines::restore::<MealPlanItem>(tx, id, seen)
    })?;
    list::show(clinic, &plan, language)
}
