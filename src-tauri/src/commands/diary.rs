//! Who comes when.

use clinic::appointments::view::{
    AppointmentStatus, AppointmentView, DiaryView, Move, NewAppointment,
};
use clinic::today::view::TodayView;
use clinic::view::{Day, Id, SeenToken};
use clinic::{appointments, today as first_page};

use super::AtDesk;
use crate::failure::Result;
use crate::happening::Noun;

#[tauri::command]
#[specta::specta]
pub async fn today(desk: AtDesk<'_>, day: Day) -> Result<TodayView> {
    desk.read(move |clinic| first_page::show::show(clinic, &day))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn diary(desk: AtDesk<'_>, day: Day) -> Result<DiaryView> {
    desk.read(move |clinic| appointments::day::day(clinic, &day))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn book_appointment(desk: AtDesk<'_>, form: NewAppointment) -> Result<AppointmentView> {
    desk.write(&[Noun::Diary], move |clinic| {
        appointments::book::book(clinic, &form)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn move_appointment(desk: AtDesk<'_>, change: Move) -> Result<AppointmentView> {
    desk.write(&[Noun::Diary], move |clinic| {
        appointments::move_to::move_to(clinic, &change)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn set_appointment_status(
    desk: AtDesk<'_>,
    id: Id,
    seen: SeenToken,
    status: AppointmentStatus,
    reason: Option<String>,
) -> Result<AppointmentView> {
    desk.write(&[Noun::Diary], move |clinic| {
        appointments::set_status::set_status(clinic, &id, &seen, status, reason.as_deref())
    })
    .await
}
