//! A patient and a dietitian in one room.

use clinic::view::{Id, ReadVersionToken};
use clinic::visits;
use clinic::visits::{VisitEdit, VisitStart, VisitView};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn start_visit(app_state: WithState<'_>, start: VisitStart) -> Result<VisitView> {
    app_state
        .write(&[Topic::Visits, Topic::Diary], move |clinic| {
            Ok(visits::start::start(clinic, &start)?.visit)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn visit(app_state: WithState<'_>, id: Id) -> Result<VisitView> {
    app_state
        .read(move |clinic| visits::show::show(clinic, &id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_visit(app_state: WithState<'_>, edit: VisitEdit) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            visits::edit::edit(clinic, &edit)
        })
        .await
}

/// Commits the note's draft and ends the visit.
#[tauri::command]
#[specta::specta]
pub async fn end_visit(app_state: WithState<'_>, edit: VisitEdit) -> Result<VisitView> {
    app_state
        .write(
            &[Topic::Visits, Topic::Notes, Topic::Diary, Topic::Billing],
            move |clinic| visits::edit::end(clinic, &edit),
        )
        .await
}

/// Takes back a visit that was begun by mistake. Returns what brings it back.
#[tauri::command]
#[specta::specta]
pub async fn discard_visit(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    is_asked: bool,
) -> Result<ReadVersionToken> {
    app_state
        .write(
            &[Topic::Visits, Topic::Notes, Topic::Diary, Topic::Patients],
            move |clinic| visits::discard::discard(clinic, &id, &seen, is_asked),
        )
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_visit(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<VisitView> {
    app_state
        .write(
            &[Topic::Visits, Topic::Notes, Topic::Diary, Topic::Patients],
            move |clinic| visits::discard::restore(clinic, &id, &seen),
        )
        .await
}
