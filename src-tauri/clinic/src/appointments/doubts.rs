//! What a user is asked about before an appointment is booked: other appointments at its time, and a time that is over.

use serde::Serialize;
use specta::Type;
use sync_contract::Right;

use crate::Clinic;
use crate::appointments::NewAppointment;
use crate::appointments::book::Booking;
use crate::appointments::day::look_over;
use crate::appointments::series::OtherAppointment;
use crate::appointments::series::check::{Wanted, check};
use crate::error::Result;
use crate::reads::{ListRead, log_list};

/// `overlaps` are the other appointments of its provider, its room or its patient; `is_over` says that it would have
/// ended already. Neither prevents the booking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BookingDoubts {
    pub is_over: bool,
    pub overlaps: Vec<OtherAppointment>,
}

impl BookingDoubts {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Returns what speaks against an appointment that is to be booked.
///
/// # Errors
/// As `book::book`, but for absences.
pub fn of_booking(clinic: &Clinic, new: &NewAppointment) -> Result<BookingDoubts> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over(&reader)?;
    let bookable = Booking::of(clinic, new)?.check(&reader)?;
    let slot = bookable.slot(bookable.starts);
    let is_over = slot.ends <= clinic.now();
    let wanted = Wanted {
        number: 1,
        stored: None,
        planned: bookable.starts,
        slot,
        zone: bookable.zone,
        patients: bookable.patient.into_iter().collect(),
        is_skipped: false,
    };
    let dates = check(&reader, &[wanted])?;
    Ok(BookingDoubts {
        is_over,
        overlaps: dates.into_iter().flat_map(|date| date.overlaps).collect(),
    })
}
