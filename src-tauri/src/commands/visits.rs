//! A patient and a dietitian in one room.

use clinic::view::{At, Id, ReadVersionToken};
use clinic::visits;
use clinic::visits::{PastVisit, VisitEdit, VisitStart, VisitTimes, VisitView};

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

/// Records a visit that was earlier.
#[tauri::command]
#[specta::specta]
pub async fn record_past_visit(app_state: WithState<'_>, past: PastVisit) -> Result<VisitView> {
    app_state
        .write(
            &[Topic::Visits, Topic::Diary, Topic::Billing],
            move |clinic| visits::start::record_past(clinic, &past),
        )
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

/// Corrects when a visit was, with what else was edited of it.
#[tauri::command]
#[specta::specta]
pub async fn correct_visit_times(
    app_state: WithState<'_>,
    edit: VisitEdit,
    times: VisitTimes,
) -> Result<VisitView> {
    app_state
        .write(
            &[Topic::Visits, Topic::Notes, Topic::Patients],
            move |clinic| visits::times::correct(clinic, &edit, &times),
        )
        .await
}

/// Commits the note's draft and ends the visit: now, where no time is named.
#[tauri::command]
#[specta::specta]
pub async fn end_visit(
    app_state: WithState<'_>,
    edit: VisitEdit,
    ended_at: Option<At>,
) -> Result<VisitView> {
    app_state
        .write(
            &[Topic::Visits, Topic::Notes, Topic::Diary, Topic::Billing],
            move |clinic| match &ended_at {
                Some(at) => visits::edit::end_at(clinic, &edit, at),
                None => visits::edit::end(clinic, &edit),
            },
        )
        .await
}

/// Takes back a visit that was begun by mistake, with a reason where it has ended. Returns what brings it back.
#[tauri::command]
#[specta::specta]
pub async fn discard_visit(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    is_asked: bool,
    reason: Option<String>,
) -> Result<ReadVersionToken> {
    app_state
        .write(
            &[
                Topic::Visits,
                Topic::Notes,
                Topic::Diary,
                Topic::Patients,
                Topic::Billing,
            ],
            move |clinic| match &reason {
                Some(reason) => {
                    visits::discard::discard_ended(clinic, &id, &seen, is_asked, reason)
                }
                None => visits::discard::discard(clinic, &id, &seen, is_asked),
            },
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
            &[
                Topic::Visits,
                Topic::Notes,
                Topic::Diary,
                Topic::Patients,
                Topic::Billing,
            ],
            move |clinic| visits::discard::restore(clinic, &id, &seen),
        )
        .await
}
