use sync_contract::Right;

use super::pages;
use super::view::AppointmentView;
use crate::Clinic;
use crate::audit::{Looked, note_look};
use crate::error::Result;
use crate::view::Id;

/// One appointment. Errors: `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<AppointmentView> {
    clinic.may(Right::AppointmentsRead)?;
    note_look(clinic, Looked::Diary)?;
    pages::one(clinic, id.to()?)
}
