//! The diary of appointments.

use clinic::appointments::arrivals::ArrivalsView;
use clinic::appointments::details::AppointmentDetails;
use clinic::appointments::doubts::BookingDoubts;
use clinic::appointments::status::StatusWhy;
use clinic::appointments::{
    AppointmentStatus, AppointmentView, DiaryView, MonthView, Move, NewAppointment, WeekQuery,
    WeekView,
};
use clinic::form_drafts::FormOf;
use clinic::reminders::RemindersView;
use clinic::today::TodayView;
use clinic::view::{Day, Id, ReadVersionToken};
use clinic::{appointments, reminders as reminder_list, today as first_page};

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

#[tauri::command]
#[specta::specta]
pub async fn week(app_state: WithState<'_>, query: WeekQuery) -> Result<WeekView> {
    app_state
        .read(move |clinic| appointments::day::week(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn month(app_state: WithState<'_>, query: WeekQuery) -> Result<MonthView> {
    app_state
        .read(move |clinic| appointments::month::month(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn arrivals(app_state: WithState<'_>, day: Day) -> Result<ArrivalsView> {
    app_state
        .read(move |clinic| appointments::arrivals::arrivals(clinic, &day))
        .await
}

/// Returns an appointment with whom to call about it and its history.
#[tauri::command]
#[specta::specta]
pub async fn appointment_details(app_state: WithState<'_>, id: Id) -> Result<AppointmentDetails> {
    app_state
        .read(move |clinic| appointments::details::show(clinic, &id))
        .await
}

/// Returns whom to remind of their appointment on a day; without one, on the next day that has any.
#[tauri::command]
#[specta::specta]
pub async fn reminders(app_state: WithState<'_>, day: Option<Day>) -> Result<RemindersView> {
    app_state
        .read(move |clinic| reminder_list::list(clinic, day.as_ref()))
        .await
}

/// Returns what speaks against an appointment that is to be booked.
#[tauri::command]
#[specta::specta]
pub async fn booking_doubts(
    app_state: WithState<'_>,
    form: NewAppointment,
) -> Result<BookingDoubts> {
    app_state
        .read(move |clinic| appointments::doubts::of_booking(clinic, &form))
        .await
}

/// `opened_for` is the patient for whom the diary was opened, whichever was chosen since: it names the form. `accepted`
/// are the overlapping appointments that the user was asked about; it is refused over any other one.
#[tauri::command]
#[specta::specta]
pub async fn book_appointment(
    app_state: WithState<'_>,
    form: NewAppointment,
    opened_for: Option<Id>,
    accepted: Vec<Id>,
) -> Result<AppointmentView> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            let of = FormOf::Booking {
                patient_id: opened_for,
            };
            clinic.recording(&of, |clinic| {
                appointments::doubts::book_unless_taken(clinic, &form, &accepted)
            })
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
    why: Option<StatusWhy>,
) -> Result<AppointmentView> {
    app_state
        .write(&[Topic::Diary, Topic::Billing], move |clinic| {
            appointments::status::set_status(clinic, &id, &seen, status, why.as_ref())
        })
        .await
}
