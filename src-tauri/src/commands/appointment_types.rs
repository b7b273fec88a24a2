//! The types of appointments.

use clinic::appointment_types::{self, AppointmentTypeForm, AppointmentTypeView};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

/// Names, lengths and colours are shown wherever appointments are.
const CHANGED: [Topic; 2] = [Topic::Settings, Topic::Diary];

#[tauri::command]
#[specta::specta]
pub async fn appointment_types(app_state: WithState<'_>) -> Result<Vec<AppointmentTypeView>> {
    app_state
        .read(move |clinic| appointment_types::list(clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_appointment_type(
    app_state: WithState<'_>,
    form: AppointmentTypeForm,
) -> Result<AppointmentTypeView> {
    app_state
        .write(&CHANGED, move |clinic| {
            appointment_types::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_appointment_type(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: AppointmentTypeForm,
    form: AppointmentTypeForm,
) -> Result<AppointmentTypeView> {
    app_state
        .write(&CHANGED, move |clinic| {
            appointment_types::edit(clinic, &id, &seen, &loaded, &form)
        })
        .await
}
