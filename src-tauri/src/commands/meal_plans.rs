//! Meal plans.

use clinic::foods::grid::{GridAmount, GridNutrient, GridSlot, NewGridFood};
use clinic::foods::{SameNutrient, SimilarFood};
use clinic::meal_plans::{
    MealPlanEdit, MealPlanSummary, MealPlanView, NewMealPlan, PlanChange, PlanCopy, PlanScale,
    PlanSwap, PlanUndo, ScaledDay, copy, items, list, record, scale, swap, undo,
};
use clinic::view::{Id, ReadVersionToken, ScreenLanguage};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

const WRITTEN: &[Topic] = &[Topic::Visits];

#[tauri::command]
#[specta::specta]
pub async fn meal_plans(app_state: WithState<'_>, patient_id: Id) -> Result<Vec<MealPlanSummary>> {
    app_state
        .read(move |clinic| list::list(clinic, &patient_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn meal_plan(
    app_state: WithState<'_>,
    id: Id,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .read(move |clinic| list::show(clinic, &id, language))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_meal_plan(
    app_state: WithState<'_>,
    form: NewMealPlan,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .write(WRITTEN, move |clinic| {
            record::add(clinic, &form, &[], language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_meal_plan(
    app_state: WithState<'_>,
    edit: MealPlanEdit,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .write(WRITTEN, move |clinic| record::edit(clinic, &edit, language))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn give_meal_plan(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .write(WRITTEN, move |clinic| {
            record::give(clinic, &id, &seen, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn take_meal_plan_back(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .write(WRITTEN, move |clinic| {
            record::take_back(clinic, &id, &seen, language)
        })
        .await
}

/// Removes a plan that was entered in error, with its foods. Returns what puts them back.
#[tauri::command]
#[specta::specta]
pub async fn remove_meal_plan(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(WRITTEN, move |clinic| {
            record::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_meal_plan(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .write(WRITTEN, move |clinic| {
            record::restore(clinic, &id, &seen, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_plan_food(
    app_state: WithState<'_>,
    meal_plan_id: Id,
    form: NewGridFood,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .write(WRITTEN, move |clinic| {
            items::add(clinic, &meal_plan_id, &form, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn set_plan_amount(
    app_state: WithState<'_>,
    change: GridAmount,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .write(WRITTEN, move |clinic| {
            items::set_amount(clinic, &change, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn lock_plan_food(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    is_locked: bool,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .write(WRITTEN, move |clinic| {
            items::set_locked(clinic, &id, &seen, is_locked, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn move_plan_food(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    slot: GridSlot,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .write(WRITTEN, move |clinic| {
            items::move_to(clinic, &id, &seen, &slot, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn set_plan_time(
    app_state: WithState<'_>,
    meal_plan_id: Id,
    slot: GridSlot,
    time: String,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .write(WRITTEN, move |clinic| {
            items::set_time(clinic, &meal_plan_id, &slot, &time, language)
        })
        .await
}

/// Takes out a food. Returns what puts it back.
#[tauri::command]
#[specta::specta]
pub async fn remove_plan_food(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<ReadVersionToken> {
    app_state
        .write(WRITTEN, move |clinic| items::remove(clinic, &id, &seen))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_plan_food(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .write(WRITTEN, move |clinic| {
            items::restore(clinic, &id, &seen, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn copy_in_plan(
    app_state: WithState<'_>,
    meal_plan_id: Id,
    form: PlanCopy,
    language: ScreenLanguage,
) -> Result<PlanChange> {
    app_state
        .write(WRITTEN, move |clinic| {
            copy::copy(clinic, &meal_plan_id, &form, language)
        })
        .await
}

/// Returns what a scaling would make of each day.
#[tauri::command]
#[specta::specta]
pub async fn consider_scaling(
    app_state: WithState<'_>,
    meal_plan_id: Id,
    form: PlanScale,
) -> Result<Vec<ScaledDay>> {
    app_state
        .read(move |clinic| scale::consider(clinic, &meal_plan_id, &form))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn scale_plan(
    app_state: WithState<'_>,
    meal_plan_id: Id,
    form: PlanScale,
    language: ScreenLanguage,
) -> Result<PlanChange> {
    app_state
        .write(WRITTEN, move |clinic| {
            scale::scale(clinic, &meal_plan_id, &form, language)
        })
        .await
}

/// Returns what some foods of a plan give together.
#[tauri::command]
#[specta::specta]
pub async fn sum_plan_foods(
    app_state: WithState<'_>,
    meal_plan_id: Id,
    foods: Vec<Id>,
) -> Result<Vec<GridNutrient>> {
    app_state
        .read(move |clinic| items::sum(clinic, &meal_plan_id, &foods))
        .await
}

/// Returns the foods that may take the place of one.
#[tauri::command]
#[specta::specta]
pub async fn similar_foods(
    app_state: WithState<'_>,
    id: Id,
    same: SameNutrient,
    language: ScreenLanguage,
) -> Result<Vec<SimilarFood>> {
    app_state
        .read(move |clinic| swap::similar(clinic, &id, same, language))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn swap_plan_food(
    app_state: WithState<'_>,
    form: PlanSwap,
    language: ScreenLanguage,
) -> Result<PlanChange> {
    app_state
        .write(WRITTEN, move |clinic| swap::swap(clinic, &form, language))
        .await
}

/// Takes a copy, a scaling or a swap back.
#[tauri::command]
#[specta::specta]
pub async fn undo_in_plan(
    app_state: WithState<'_>,
    meal_plan_id: Id,
    change: PlanUndo,
    language: ScreenLanguage,
) -> Result<MealPlanView> {
    app_state
        .write(WRITTEN, move |clinic| {
            undo::undo(clinic, &meal_plan_id, &change, language)
        })
        .await
}
