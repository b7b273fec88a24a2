use sync_contract::Right;

use super::pages;
use super::view::AppointmentView;
use crate::Clinic;
use crate::error::Result;
use crate::view::Id;

/// One appointment. Errors: `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<AppointmentView> {
    clinic.actor.may(Right::AppointmentsRead)?;
    pages::one(clinic, id.to()?)
}
