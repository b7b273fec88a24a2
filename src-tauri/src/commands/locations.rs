//! The buildings of the clinic, their departments and rooms.

use clinic::facilities::{self, FacilityForm, FacilityRow, Workplaces};
use clinic::locations::{self, LocationForm, LocationRow};
use clinic::users::{SessionView, session};
use clinic::view::{Id, ReadVersionToken};
use serde::Deserialize;
use specta::Type;
use sync_contract::catalog::{Department, Room};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

/// Which locations are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LocationKind {
    Department,
    Room,
}

#[tauri::command]
#[specta::specta]
pub async fn facilities(app_state: WithState<'_>) -> Result<Vec<FacilityRow>> {
    app_state.read(|clinic| facilities::list(clinic)).await
}

/// Where the session may work.
#[tauri::command]
#[specta::specta]
pub async fn workplaces(app_state: WithState<'_>) -> Result<Workplaces> {
    app_state
        .read(|clinic| facilities::workplaces(clinic))
        .await
}

/// Chooses the facility at which the session works, or all of them. Its rights follow from it.
#[tauri::command]
#[specta::specta]
pub async fn work_at(app_state: WithState<'_>, facility_id: Option<Id>) -> Result<SessionView> {
    app_state
        .read(move |clinic| {
            facilities::work_at(clinic, facility_id.as_ref())?;
            session(clinic)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_facility(app_state: WithState<'_>, form: FacilityForm) -> Result<FacilityRow> {
    app_state
        .write(&[Topic::Settings, Topic::Diary], move |clinic| {
            facilities::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_facility(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: FacilityForm,
    form: FacilityForm,
) -> Result<FacilityRow> {
    app_state
        .write(&[Topic::Settings, Topic::Diary], move |clinic| {
            facilities::edit(clinic, &id, &seen, &loaded, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn locations(app_state: WithState<'_>, kind: LocationKind) -> Result<Vec<LocationRow>> {
    app_state
        .read(move |clinic| match kind {
            LocationKind::Department => locations::list::<Department>(clinic),
            LocationKind::Room => locations::list::<Room>(clinic),
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_location(
    app_state: WithState<'_>,
    kind: LocationKind,
    form: LocationForm,
) -> Result<LocationRow> {
    app_state
        .write(&[Topic::Settings, Topic::Diary], move |clinic| match kind {
            LocationKind::Department => locations::add::<Department>(clinic, &form),
            LocationKind::Room => locations::add::<Room>(clinic, &form),
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_location(
    app_state: WithState<'_>,
    kind: LocationKind,
    id: Id,
    seen: ReadVersionToken,
    loaded: LocationForm,
    form: LocationForm,
) -> Result<LocationRow> {
    app_state
        .write(&[Topic::Settings, Topic::Diary], move |clinic| match kind {
            LocationKind::Department => {
                locations::edit::<Department>(clinic, &id, &seen, &loaded, &form)
            }
            LocationKind::Room => locations::edit::<Room>(clinic, &id, &seen, &loaded, &form),
        })
        .await
}
