//! A patient and a dietitian in one room.

use clinic::measurements::MeasureKind;
use clinic::measurements::{MeasureGrid, NewMeasurement, Understanding};
use clinic::view::{Id, ReadVersionToken};
use clinic::visits::{VisitEdit, VisitStart, VisitView};
use clinic::{measurements, visits};

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
            &[Topic::Visits, Topic::Notes, Topic::Diary],
            move |clinic| visits::edit::end(clinic, &edit),
        )
        .await
}

/// Reads what is being typed; writes nothing.
#[tauri::command]
#[specta::specta]
pub async fn read_measurement(
    app_state: WithState<'_>,
    visit_id: Id,
    kind: MeasureKind,
    text: String,
) -> Result<Understanding> {
    app_state
        .read(move |clinic| measurements::doubt::understand(clinic, &visit_id, kind, &text))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn record_measurement(
    app_state: WithState<'_>,
    form: NewMeasurement,
) -> Result<MeasureGrid> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            measurements::record::record(clinic, &form)
        })
        .await
}
