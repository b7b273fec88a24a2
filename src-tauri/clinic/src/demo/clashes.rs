//! Two clashes of the demo: patients who were booked at once with one dietitian, and two whom the front desk left so.

use sync_contract::catalog::{Appointment, AppointmentMode, AppointmentStatus, ClashChoice};
use sync_contract::field::{Text, Time};
use sync_contract::ids::{AppointmentId, PatientId};
use vault::read::Stored;

use crate::Clinic;
use crate::appointments::book::insert_booked;
use crate::clashes::ClashRef;
use crate::clashes::decide::decide;
use crate::clock::{bounds, day_of};
use crate::demo::absences::working_day;
use crate::error::Result;
use crate::view::Id;

/// Days of work from today on; each clash is with the first appointment of its day. Of the later one both stay.
const DAYS: [u64; 2] = [1, 4];
const WEEK_US: i64 = 7 * 86_400_000_000;

/// Books one patient into the second half of another's time, as two computers without the server do.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn record(clinic: &mut Clinic) -> Result<()> {
    let zone = clinic.zone()?;
    let today = day_of(clinic.now(), &zone);
    let (_, tonight) = bounds(today, &zone);
    let workplace = clinic.workplace()?;
    for (index, after) in DAYS.into_iter().enumerate() {
        let (from, until) = bounds(working_day(today, after), &zone);
        let reader = clinic.read();
        let booked = reader.appointments_between(None, from, until)?;
        let coming = reader.attendees_between(from, until)?;
        let is_coming = |patient| coming.iter().any(|row| row.value.patient == patient);
        // who comes on another day has an appointment already: no list of those without one changes
        let others = reader.attendees_between(tonight, Time(until.0 + WEEK_US))?;
        let mut others = others.iter().map(|row| row.value.patient);
        let free = others.find(|patient| !is_coming(*patient));
        let first = booked
            .iter()
            .find(|row| workplace.shows(row.value.facility));
        let (Some(first), Some(patient)) = (first, free) else {
            continue;
        };
        let second = insert(clinic, first, patient)?;
        if index > 0 {
            let clash = ClashRef {
                id: None,
                appointment_id: Id::of(first.value.id),
                other_id: Id::of(second),
            };
            decide(clinic, &clash, ClashChoice::Keep)?;
        }
    }
    Ok(())
}

fn insert(
    clinic: &mut Clinic,
    first: &Stored<Appointment>,
    patient: PatientId,
) -> Result<AppointmentId> {
    let first = &first.value;
    clinic.write("book appointment", |tx| {
        let id: AppointmentId = tx.new_id();
        let appointment = Appointment {
            id,
            facility: first.facility,
            room: None,
            provider: first.provider,
            starts: Time(first.starts.0.midpoint(first.ends.0)),
            ends: first.ends,
            status: AppointmentStatus::Scheduled,
            kind: Text::new("FOLLOW_UP").map_err(vault::Error::from)?,
            mode: AppointmentMode::InPerson,
            series: None,
            seats: None,
        };
        insert_booked(tx, &appointment, Some(patient), None)?;
        Ok(id)
    })
}
