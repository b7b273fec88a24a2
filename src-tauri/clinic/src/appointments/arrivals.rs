use sync_contract::Right;

use super::pages::Page;
use super::view::{AppointmentStatus, AppointmentView, ArrivalsView};
use crate::Clinic;
use crate::audit::{Looked, note_look};
use crate::clock::bounds;
use crate::error::Result;
use crate::view::Day;

/// The board of a day: who is expected, here, in a room, done. Errors: `Forbidden` (needs `appointments.read`), `Invalid`.
pub fn arrivals(clinic: &Clinic, day: &Day) -> Result<ArrivalsView> {
    clinic.may(Right::AppointmentsRead)?;
    note_look(clinic, Looked::Diary)?;
    let (from, until) = bounds(day.to_date("day")?, &clinic.zone()?);
    let views = Page::between(clinic, from, until)?.views();
    let of = |wanted: &[AppointmentStatus]| -> Vec<AppointmentView> {
        views
            .iter()
            .filter(|view| wanted.contains(&view.status))
            .cloned()
            .collect()
    };
    Ok(ArrivalsView {
        day: day.clone(),
        expected: of(&[AppointmentStatus::Scheduled, AppointmentStatus::Confirmed]),
        arrived: of(&[AppointmentStatus::Arrived]),
        in_room: of(&[AppointmentStatus::InRoom]),
        done: of(&[AppointmentStatus::Completed, AppointmentStatus::NoShow]),
    })
}
