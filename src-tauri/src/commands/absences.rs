//! Absences of providers and closed rooms.

use clinic::absences::{
    AbsenceForm, AbsencePage, AbsenceQuery, AbsenceRow, AbsenceView, list, record,
};
use clinic::appointments::AppointmentView;
use clinic::form_drafts::{FormOf, SettingList};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn absences(app_state: WithState<'_>, query: AbsenceQuery) -> Result<AbsencePage> {
    app_state
        .read(move |clinic| list::list(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn absence(app_state: WithState<'_>, id: Id) -> Result<AbsenceView> {
    app_state.read(move |clinic| list::show(clinic, &id)).await
}

/// Returns the appointments that would lie in an absence.
#[tauri::command]
#[specta::specta]
pub async fn preview_absence(
    app_state: WithState<'_>,
    form: AbsenceForm,
) -> Result<Vec<AppointmentView>> {
    app_state
        .read(move |clinic| list::preview(clinic, &form))
        .await
}

/// Returns the other absences of the same provider or room at the times of one; `except` is the one that is changed.
#[tauri::command]
#[specta::specta]
pub async fn overlapping_absences(
    app_state: WithState<'_>,
    form: AbsenceForm,
    except: Option<Id>,
) -> Result<Vec<AbsenceRow>> {
    app_state
        .read(move |clinic| list::overlapping(clinic, &form, except.as_ref()))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_absence(app_state: WithState<'_>, form: AbsenceForm) -> Result<AbsenceView> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            clinic.recording(&of(None), |clinic| record::add(clinic, &form))
        })
        .await
}

/// Changes the fields in which the form differs from the loaded one.
#[tauri::command]
#[specta::specta]
pub async fn edit_absence(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: AbsenceForm,
    form: AbsenceForm,
) -> Result<AbsenceView> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            clinic.recording(&of(Some(id.clone())), |clinic| {
                record::edit(clinic, &id, &seen, &loaded, &form)
            })
        })
        .await
}

/// Ends an absence now; one that has not begun never takes effect.
#[tauri::command]
#[specta::specta]
pub async fn end_absence(app_state: WithState<'_>, id: Id) -> Result<AbsenceView> {
    app_state
        .write(&[Topic::Diary], move |clinic| record::end(clinic, &id))
        .await
}

fn of(id: Option<Id>) -> FormOf {
    FormOf::Setting {
        list: SettingList::Absences,
        id,
    }
}
