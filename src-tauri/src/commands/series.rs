//! Series of appointments.

use clinic::appointments::series::{
    LaterCancel, LaterMoves, LaterPlan, SeriesBooking, SeriesCancelled, SeriesOutcome, SeriesPlan,
    SeriesPreview, SeriesView, StatusBack, book, cancel, later, list,
};
use clinic::appointments::{AppointmentView, Move};
use clinic::form_drafts::FormOf;
use clinic::view::Id;

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

/// Returns all dates of the series that an appointment is of.
#[tauri::command]
#[specta::specta]
pub async fn series(app_state: WithState<'_>, id: Id) -> Result<SeriesView> {
    app_state.read(move |clinic| list::show(clinic, &id)).await
}

/// Returns the dates of a series that is not booked yet.
#[tauri::command]
#[specta::specta]
pub async fn preview_series(app_state: WithState<'_>, plan: SeriesPlan) -> Result<SeriesPreview> {
    app_state
        .read(move |clinic| book::preview(clinic, &plan))
        .await
}

/// `opened_for` is the patient for whom the diary was opened, as of a single appointment.
#[tauri::command]
#[specta::specta]
pub async fn book_series(
    app_state: WithState<'_>,
    form: SeriesBooking,
    opened_for: Option<Id>,
) -> Result<SeriesOutcome> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            let of = FormOf::Booking {
                patient_id: opened_for,
            };
            clinic.recording(&of, |clinic| book::book(clinic, &form))
        })
        .await
}

/// Returns where an appointment of a series and those after it would be.
#[tauri::command]
#[specta::specta]
pub async fn preview_later(app_state: WithState<'_>, plan: LaterPlan) -> Result<SeriesPreview> {
    app_state
        .read(move |clinic| later::preview(clinic, &plan))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn move_later(app_state: WithState<'_>, form: LaterMoves) -> Result<SeriesOutcome> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            later::move_later(clinic, &form)
        })
        .await
}

/// Takes such a move back.
#[tauri::command]
#[specta::specta]
pub async fn move_series_back(
    app_state: WithState<'_>,
    back: Vec<Move>,
) -> Result<Vec<AppointmentView>> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            later::move_back(clinic, &back)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn cancel_later(app_state: WithState<'_>, form: LaterCancel) -> Result<SeriesCancelled> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            cancel::cancel_later(clinic, &form)
        })
        .await
}

/// Takes a cancellation back.
#[tauri::command]
#[specta::specta]
pub async fn restore_series(
    app_state: WithState<'_>,
    back: Vec<StatusBack>,
) -> Result<Vec<AppointmentView>> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            cancel::restore(clinic, &back)
        })
        .await
}
