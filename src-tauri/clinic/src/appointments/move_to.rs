use sync_contract::Right;
use sync_contract::catalog::Appointment;
use sync_contract::ids::AppointmentId;

use super::book::{Slot, ends, sees_patients, starts};
use super::pages;
use super::view::{AppointmentView, Move};
use crate::Clinic;
use crate::clinic::found;
use crate::error::{Error, Reason, Result};
use crate::view::Id;

/// Moves an appointment to another time, provider or room. A clash is answered in `overlaps` and prevents nothing.
///
/// Errors: `Forbidden` (needs `appointments.write`), `NotFound`, `Invalid` as in booking.
pub fn move_to(clinic: &mut Clinic, to: &Move) -> Result<AppointmentView> {
    clinic.may(Right::AppointmentsWrite)?;
    let (id, seen): (AppointmentId, _) = (to.id.to()?, to.seen.to_seen()?);
    let starts = starts(clinic, &to.starts_at)?;
    let slot = Slot {
        provider: to.provider_id.to()?,
        room: to.room_id.as_ref().map(Id::to).transpose()?,
        starts,
        ends: ends(starts, to.minutes)?,
    };
    let sees_patients = sees_patients(clinic, slot.provider)?;
    clinic.write("move appointment", |tx| {
        slot.check(tx)?;
        let mut appointment = found(tx.get::<Appointment>(id)?, "appointment")?.value;
        // somebody who has another role by now keeps what they have
        if !sees_patients && appointment.provider != slot.provider {
            return Err(Error::invalid("providerId", Reason::Unknown));
        }
        appointment.provider = slot.provider;
        appointment.room = slot.room;
        appointment.starts = slot.starts;
        appointment.ends = slot.ends;
        tx.update(&appointment, &seen)?;
        Ok(())
    })?;
    pages::one(clinic, id)
}
