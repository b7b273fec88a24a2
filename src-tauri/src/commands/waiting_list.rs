//! Patients who wait for a time, and times that freed.

use clinic::appointments::AppointmentView;
use clinic::form_drafts::{FormOf, SettingList};
use clinic::view::{Id, ReadVersionToken};
use clinic::waiting_list::{
    FitsView, FreeSlots, NewWaiting, WaitingBooking, WaitingCall, WaitingEntry, WaitingPage,
    WaitingQuery, WaitingWishes, book, list, offers, record,
};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn waiting_list(app_state: WithState<'_>, query: WaitingQuery) -> Result<WaitingPage> {
    app_state
        .read(move |clinic| list::list(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn waiting_list_entry(app_state: WithState<'_>, id: Id) -> Result<WaitingEntry> {
    app_state.read(move |clinic| list::show(clinic, &id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn add_waiting(app_state: WithState<'_>, form: NewWaiting) -> Result<WaitingEntry> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            clinic.recording(&of(None), |clinic| record::add(clinic, &form))
        })
        .await
}

/// Puts a patient on the list who should come again, for the front desk to call.
#[tauri::command]
#[specta::specta]
pub async fn ask_to_call(app_state: WithState<'_>, patient_id: Id) -> Result<WaitingEntry> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            record::ask_to_call(clinic, &patient_id)
        })
        .await
}

/// Changes the wishes in which the form differs from the loaded one.
#[tauri::command]
#[specta::specta]
pub async fn edit_waiting(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: WaitingWishes,
    form: WaitingWishes,
) -> Result<WaitingEntry> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            clinic.recording(&of(Some(id.clone())), |clinic| {
                record::edit(clinic, &id, &seen, &loaded, &form)
            })
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn end_waiting(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<WaitingEntry> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            record::end(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn reopen_waiting(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<WaitingEntry> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            record::reopen(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn call_waiting(app_state: WithState<'_>, form: WaitingCall) -> Result<WaitingEntry> {
    app_state
        .write(&[Topic::Diary], move |clinic| record::call(clinic, &form))
        .await
}

/// Books a patient who waits, and ends their wait.
#[tauri::command]
#[specta::specta]
pub async fn book_waiting(
    app_state: WithState<'_>,
    form: WaitingBooking,
) -> Result<AppointmentView> {
    app_state
        .write(&[Topic::Diary], move |clinic| book::book(clinic, &form))
        .await
}

/// Returns the free times that someone who waits fits into.
#[tauri::command]
#[specta::specta]
pub async fn free_slots(app_state: WithState<'_>) -> Result<FreeSlots> {
    app_state.read(move |clinic| offers::list(clinic)).await
}

#[tauri::command]
#[specta::specta]
pub async fn free_slot_fits(app_state: WithState<'_>, id: Id) -> Result<FitsView> {
    app_state
        .read(move |clinic| offers::fits(clinic, &id))
        .await
}

/// Dismisses a free time, or offers it again.
#[tauri::command]
#[specta::specta]
pub async fn dismiss_free_slot(
    app_state: WithState<'_>,
    ids: Vec<Id>,
    is_dismissed: bool,
) -> Result<FreeSlots> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            offers::dismiss(clinic, &ids, is_dismissed)
        })
        .await
}

fn of(id: Option<Id>) -> FormOf {
    FormOf::Setting {
        list: SettingList::WaitingList,
        id,
    }
}
