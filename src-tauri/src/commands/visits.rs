//! A patient and a dietitian in one room.

use clinic::measurements::MeasureKind;
use clinic::measurements::view::{MeasureGrid, NewMeasurement, Understanding};
use clinic::view::{Id, SeenToken};
use clinic::visits::view::{VisitEdit, VisitStart, VisitView};
use clinic::{measurements, visits};

use super::AtDesk;
use crate::failure::Result;
use crate::happening::Noun;

#[tauri::command]
#[specta::specta]
pub async fn start_visit(desk: AtDesk<'_>, start: VisitStart) -> Result<VisitView> {
    desk.write(&[Noun::Visits, Noun::Diary], move |clinic| {
        Ok(visits::start::start(clinic, &start)?.visit)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn visit(desk: AtDesk<'_>, id: Id) -> Result<VisitView> {
    desk.read(move |clinic| visits::show::show(clinic, &id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_visit(desk: AtDesk<'_>, edit: VisitEdit) -> Result<SeenToken> {
    desk.write(&[Noun::Visits], move |clinic| {
        visits::edit::edit(clinic, &edit)
    })
    .await
}

/// Commits the note's draft and ends the visit.
#[tauri::command]
#[specta::specta]
pub async fn end_visit(desk: AtDesk<'_>, edit: VisitEdit) -> Result<VisitView> {
    desk.write(&[Noun::Visits, Noun::Notes, Noun::Diary], move |clinic| {
        visits::end::end(clinic, &edit)
    })
    .await
}

/// Reads what is being typed; writes nothing.
#[tauri::command]
#[specta::specta]
pub async fn read_measurement(
    desk: AtDesk<'_>,
    visit_id: Id,
    kind: MeasureKind,
    text: String,
) -> Result<Understanding> {
    desk.read(move |clinic| measurements::understand::understand(clinic, &visit_id, kind, &text))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn record_measurement(desk: AtDesk<'_>, form: NewMeasurement) -> Result<MeasureGrid> {
    desk.write(&[Noun::Visits], move |clinic| {
        measurements::add::record(clinic, &form)
    })
    .await
}
