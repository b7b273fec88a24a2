//! What a patient on a ward is given, and the products of the clinic.

use clinic::diet_orders::{
    ConsideredOrder, DietOrderForm, DietOrderView, StartedOrder, list, start,
};
use clinic::nutrition_products::{self, NutritionProductForm, NutritionProductView};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn diet_orders(app_state: WithState<'_>, patient_id: Id) -> Result<Vec<DietOrderView>> {
    app_state
        .read(move |clinic| list::list(clinic, &patient_id))
        .await
}

/// Returns what an order would give and what would be asked about it.
#[tauri::command]
#[specta::specta]
pub async fn consider_diet_order(
    app_state: WithState<'_>,
    patient_id: Id,
    form: DietOrderForm,
) -> Result<ConsideredOrder> {
    app_state
        .read(move |clinic| start::consider(clinic, &patient_id, &form))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn start_diet_order(
    app_state: WithState<'_>,
    patient_id: Id,
    form: DietOrderForm,
    is_confirmed: bool,
) -> Result<StartedOrder> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            start::start(clinic, &patient_id, &form, is_confirmed)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn end_diet_order(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<DietOrderView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            start::end(clinic, &id, &seen, &reason)
        })
        .await
}

/// Lets an order go on that was ended in error.
#[tauri::command]
#[specta::specta]
pub async fn go_on_with_diet_order(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<DietOrderView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            start::go_on(clinic, &id, &seen)
        })
        .await
}

/// Removes an order that was entered in error. Returns what puts it back.
#[tauri::command]
#[specta::specta]
pub async fn remove_diet_order(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            start::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_diet_order(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<DietOrderView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            start::restore(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn nutrition_products(app_state: WithState<'_>) -> Result<Vec<NutritionProductView>> {
    app_state
        .read(|clinic| nutrition_products::list(clinic))
        .await
}

/// Returns what can be ordered.
#[tauri::command]
#[specta::specta]
pub async fn offered_products(app_state: WithState<'_>) -> Result<Vec<NutritionProductView>> {
    app_state
        .read(|clinic| nutrition_products::offered(clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_nutrition_product(
    app_state: WithState<'_>,
    form: NutritionProductForm,
) -> Result<NutritionProductView> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            nutrition_products::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_nutrition_product(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: NutritionProductForm,
    form: NutritionProductForm,
) -> Result<NutritionProductView> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            nutrition_products::edit(clinic, &id, &seen, &loaded, &form)
        })
        .await
}
