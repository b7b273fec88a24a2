//! Foods: the search by which recalls and plans are typed, and the clinic's own.

use clinic::clinic_foods::allergens::{self, CorrectedFood, CorrectionForm};
use clinic::clinic_foods::import::undo::{self, FoodImport, UndoneFoodImport};
use clinic::clinic_foods::import::{self, FoodImportView};
use clinic::clinic_foods::profiles::{self, FoodProfileForm, FoodProfileView};
use clinic::clinic_foods::{self, ClinicFoodEdit, ClinicFoodForm, ClinicFoodView};
use clinic::foods::{self, FoodHit, FoodMeasure, FoodPortion, FoodTable, ListFault};
use clinic::shipped_lists;
use clinic::view::{Id, ScreenLanguage, count};
use serde::Serialize;
use specta::Type;

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

/// How many foods are searched. `faults` are the lines of the program's lists that cannot be read.
#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoodCount {
    pub listed: u32,
    pub own: u32,
    pub faults: Vec<ListFault>,
}

/// Returns the foods that fit what was typed, which names no patient; those first that the patient ate or was advised
/// before, where they are for one.
#[tauri::command]
#[specta::specta]
pub async fn search_foods(
    app_state: WithState<'_>,
    text: String,
    language: ScreenLanguage,
    limit: u32,
    patient_id: Option<Id>,
) -> Result<Vec<FoodHit>> {
    app_state
        .read(move |clinic| {
            let table = match &patient_id {
                Some(patient) => FoodTable::of_patient(clinic, patient)?,
                None => FoodTable::for_search(clinic)?,
            };
            Ok(foods::search(&table, &text, language, limit as usize))
        })
        .await
}

/// Returns the household measures of a food, the usual one first.
#[tauri::command]
#[specta::specta]
pub async fn food_measures(
    app_state: WithState<'_>,
    id: String,
    language: ScreenLanguage,
) -> Result<Vec<FoodMeasure>> {
    app_state
        .read(move |clinic| {
            let table = FoodTable::of_clinic(clinic)?;
            Ok(foods::show(&table, &id, "", language)?.measures)
        })
        .await
}

/// Returns so much of a food as is being typed; a number alone counts the measure that is shown.
#[tauri::command]
#[specta::specta]
pub async fn food_portion(
    app_state: WithState<'_>,
    id: String,
    amount: String,
    measure: Option<String>,
) -> Result<FoodPortion> {
    app_state
        .read(move |clinic| {
            let table = FoodTable::of_clinic(clinic)?;
            foods::portion(&table, &id, &amount, measure.as_deref())
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn food_count(app_state: WithState<'_>) -> Result<FoodCount> {
    app_state
        .read(move |clinic| {
            let table = FoodTable::of_clinic(clinic)?;
            let own = table.count_of_own();
            Ok(FoodCount {
                listed: count(table.count() - own),
                own: count(own),
                faults: shipped_lists::faults(),
            })
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn clinic_foods(app_state: WithState<'_>) -> Result<Vec<ClinicFoodView>> {
    app_state
        .read(move |clinic| clinic_foods::list(clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_clinic_food(
    app_state: WithState<'_>,
    form: ClinicFoodForm,
) -> Result<ClinicFoodView> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            clinic_foods::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_clinic_food(
    app_state: WithState<'_>,
    edit: ClinicFoodEdit,
) -> Result<ClinicFoodView> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            clinic_foods::edit(clinic, &edit)
        })
        .await
}

/// Returns the foods of the list of which the clinic says what they contain.
#[tauri::command]
#[specta::specta]
pub async fn corrected_foods(
    app_state: WithState<'_>,
    language: ScreenLanguage,
) -> Result<Vec<CorrectedFood>> {
    app_state
        .read(move |clinic| allergens::list(clinic, language))
        .await
}

/// Returns the allergens of a food of the list, and what the clinic says of them.
#[tauri::command]
#[specta::specta]
pub async fn food_allergens(
    app_state: WithState<'_>,
    food: String,
    language: ScreenLanguage,
) -> Result<CorrectedFood> {
    app_state
        .read(move |clinic| allergens::show(clinic, &food, language))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn correct_food_allergens(
    app_state: WithState<'_>,
    form: CorrectionForm,
    language: ScreenLanguage,
) -> Result<CorrectedFood> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            allergens::correct(clinic, &form, language)
        })
        .await
}

/// Returns the foods for which the clinic has a name for patients, or a texture.
#[tauri::command]
#[specta::specta]
pub async fn food_profiles(
    app_state: WithState<'_>,
    language: ScreenLanguage,
) -> Result<Vec<FoodProfileView>> {
    app_state
        .read(move |clinic| profiles::list(clinic, language))
        .await
}

/// Returns how the clinic gives a food to its patients.
#[tauri::command]
#[specta::specta]
pub async fn food_profile(
    app_state: WithState<'_>,
    food: String,
    language: ScreenLanguage,
) -> Result<FoodProfileView> {
    app_state
        .read(move |clinic| profiles::show(clinic, &food, language))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn describe_food(
    app_state: WithState<'_>,
    form: FoodProfileForm,
    language: ScreenLanguage,
) -> Result<FoodProfileView> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            profiles::describe(clinic, &form, language)
        })
        .await
}

/// Returns what an import of the foods whose bytes came by `import_bytes` would do. Writes nothing.
#[tauri::command]
#[specta::specta]
pub async fn check_food_import(app_state: WithState<'_>) -> Result<FoodImportView> {
    app_state
        .run(|app_state, state| {
            let clinic = state.clinic()?;
            let table = app_state.imports().read(import::read)?;
            Ok(import::preview(clinic, &table)?)
        })
        .await
}

/// Adds the foods that `check_food_import` called ready.
#[tauri::command]
#[specta::specta]
pub async fn import_foods(app_state: WithState<'_>) -> Result<FoodImportView> {
    let table = app_state.imports().table()?;
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            import::run(clinic, &table)
        })
        .await
}

/// Returns the imports of foods, the latest first.
#[tauri::command]
#[specta::specta]
pub async fn food_imports(app_state: WithState<'_>) -> Result<Vec<FoodImport>> {
    app_state.read(move |clinic| undo::list(clinic)).await
}

/// Returns what undoing an import of foods would do. Writes nothing.
#[tauri::command]
#[specta::specta]
pub async fn consider_undoing_food_import(
    app_state: WithState<'_>,
    id: Id,
) -> Result<UndoneFoodImport> {
    app_state
        .read(move |clinic| undo::consider(clinic, &id))
        .await
}

/// Removes the foods of an import that were not changed since and that nothing has.
#[tauri::command]
#[specta::specta]
pub async fn undo_food_import(app_state: WithState<'_>, id: Id) -> Result<UndoneFoodImport> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            undo::undo(clinic, &id)
        })
        .await
}
