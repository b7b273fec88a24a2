//! Group sessions and who has a seat in them.

use clinic::appointments::groups::{
    Attendance, GroupForm, GroupSessionView, SeatGiven, SeatTaken, SeatVersion, SeatsChanged, edit,
    list, seats,
};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn group_session(app_state: WithState<'_>, id: Id) -> Result<GroupSessionView> {
    app_state.read(move |clinic| list::show(clinic, &id)).await
}

/// Changes the fields in which the form differs from the loaded one.
#[tauri::command]
#[specta::specta]
pub async fn edit_group_session(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    topic_seen: Option<ReadVersionToken>,
    loaded: GroupForm,
    form: GroupForm,
) -> Result<GroupSessionView> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            edit::edit(clinic, &id, (&seen, topic_seen.as_ref()), &loaded, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn give_seat(app_state: WithState<'_>, given: SeatGiven) -> Result<SeatsChanged> {
    app_state
        .write(&[Topic::Diary], move |clinic| seats::give(clinic, &given))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn take_seat(app_state: WithState<'_>, taken: SeatTaken) -> Result<SeatsChanged> {
    app_state
        .write(&[Topic::Diary], move |clinic| seats::take(clinic, &taken))
        .await
}

/// Takes seats back that were given by mistake: these alone.
#[tauri::command]
#[specta::specta]
pub async fn undo_give_seat(
    app_state: WithState<'_>,
    given: Vec<SeatVersion>,
) -> Result<GroupSessionView> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            seats::undo_give(clinic, &given)
        })
        .await
}

/// Gives seats back that were taken by mistake: these alone.
#[tauri::command]
#[specta::specta]
pub async fn undo_take_seat(
    app_state: WithState<'_>,
    taken: Vec<SeatVersion>,
) -> Result<GroupSessionView> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            seats::undo_take(clinic, &taken)
        })
        .await
}

/// Records whether a patient came.
#[tauri::command]
#[specta::specta]
pub async fn record_attendance(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    attendance: Attendance,
) -> Result<GroupSessionView> {
    app_state
        .write(&[Topic::Diary, Topic::Billing], move |clinic| {
            seats::record(clinic, &id, &seen, attendance)
        })
        .await
}
