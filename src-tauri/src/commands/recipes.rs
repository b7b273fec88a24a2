//! The dishes of the clinic.

use clinic::recipes::{
    self, RecipeEdit, RecipeForm, RecipeSummary, RecipeSums, RecipeUse, RecipeView,
};
use clinic::view::{Id, ReadVersionToken, ScreenLanguage};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn recipes(
    app_state: WithState<'_>,
    language: ScreenLanguage,
) -> Result<Vec<RecipeSummary>> {
    app_state
        .read(move |clinic| recipes::list::list(clinic, language))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn recipe(
    app_state: WithState<'_>,
    id: Id,
    language: ScreenLanguage,
) -> Result<RecipeView> {
    app_state
        .read(move |clinic| recipes::list::show(clinic, &id, language))
        .await
}

/// Returns in how many plans and other recipes one is used.
#[tauri::command]
#[specta::specta]
pub async fn recipe_use(app_state: WithState<'_>, id: Id) -> Result<RecipeUse> {
    app_state
        .read(move |clinic| recipes::used::used(clinic, &id))
        .await
}

/// Returns what a recipe weighs and gives as it is being typed; `replaced` is the one that is changed.
#[tauri::command]
#[specta::specta]
pub async fn consider_recipe(
    app_state: WithState<'_>,
    replaced: Option<Id>,
    form: RecipeForm,
    language: ScreenLanguage,
) -> Result<RecipeSums> {
    app_state
        .read(move |clinic| recipes::consider::consider(clinic, replaced.as_ref(), &form, language))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_recipe(
    app_state: WithState<'_>,
    form: RecipeForm,
    language: ScreenLanguage,
) -> Result<RecipeView> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            recipes::record::add(clinic, &form, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_recipe(
    app_state: WithState<'_>,
    edit: RecipeEdit,
    language: ScreenLanguage,
) -> Result<RecipeView> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            recipes::record::edit(clinic, &edit, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn remove_recipe(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecipeView> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            recipes::record::remove(clinic, &id, &seen, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_recipe(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecipeView> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            recipes::record::restore(clinic, &id, &seen, language)
        })
        .await
}
