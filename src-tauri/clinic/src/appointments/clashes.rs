use std::collections::BTreeSet;

use sync_contract::Right;
use sync_contract::field::Time;
use uuid::Uuid;

use super::clash;
use super::pages::{Page, booked};
use super::view::ClashView;
use crate::Clinic;
use crate::audit::{Looked, note_look};
use crate::error::Result;
use crate::view::Id;

const DAY_US: i64 = 86_400_000_000;
/// A clash that lies behind is nobody's to solve; one further ahead will come nearer.
const AHEAD_US: i64 = 60 * DAY_US;

/// Appointments of the coming two months that overlap for a provider, a room or a patient, computed from what is here
/// now: what a sync has brought together is among them. Names are opened of those alone.
///
/// Errors: `Forbidden` (needs `appointments.read`).
pub fn clashes(clinic: &Clinic) -> Result<Vec<ClashView>> {
    clinic.may(Right::AppointmentsRead)?;
    note_look(clinic, Looked::Diary)?;
    let reader = clinic.read();
    let now = clinic.now();
    let until = Time(now.0.saturating_add(AHEAD_US));
    let mut appointments = reader.appointments_between(None, now, until)?;
    appointments.retain(|row| row.deleted.is_none());
    let mut attendees = reader.attendees_between(now, until)?;
    let found = clash::clashes(&booked(&appointments, &attendees));
    let clashing: BTreeSet<Uuid> = found
        .iter()
        .flat_map(|clash| [clash.first, clash.second])
        .collect();
    appointments.retain(|row| clashing.contains(&row.value.id.0));
    attendees.retain(|row| clashing.contains(&row.value.appointment.0));
    let views = Page::of(&reader, appointments, attendees)?.views();
    let view = |id| views.iter().find(|view| view.id == Id::of(id)).cloned();
    let pairs = found.into_iter().filter_map(|clash| {
        Some(ClashView {
            first: view(clash.first)?,
            second: view(clash.second)?,
            of: clash.of,
        })
    });
    Ok(pairs.collect())
}
