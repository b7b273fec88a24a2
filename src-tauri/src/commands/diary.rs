//! The diary of appointments.

use clinic::appointments::{AppointmentStatus, AppointmentView, DiaryView, Move, NewAppointment};
use clinic::form_drafts::FormOf;
use clinic::today::TodayView;
use clinic::view::{Day, Id, ReadVersionToken};
use clinic::{appointments, today as first_page};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn today(app_state: WithState<'_>, day: Day) -> Result<TodayView> {
    app_state
        .read(move |clinic| first_page::show(clinic, &day))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn diary(app_state: WithState<'_>, day: Day) -> Result<DiaryView> {
    app_state
        .read(move |clinic| appointments::day::day(clinic, &day))
        .await
}

/// `opened_for` is the patient for whom the diary was opened, whichever was chosen since: it names the form.
#[tauri::command]
#[specta::specta]
pub async fn book_appointment(
    app_state: WithState<'_>,
    form: NewAppointment,
    opened_for: Option<Id>,
) -> Result<AppointmentView> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            let of = FormOf::Booking {
                patient_id: opened_for,
            };
            clinic.recording(&of, |clinic| appointments::book::book(clinic, &form))
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn move_appointment(app_state: WithState<'_>, change: Move) -> Result<AppointmentView> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            appointments::book::move_to(clinic, &change)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn set_appointment_status(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    status: AppointmentStatus,
    reason: Option<String>,
) -> Result<AppointmentView> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            appointments::status::set_status(clinic, &id, &seen, status, reason.as_deref())
        })
        .await
}
