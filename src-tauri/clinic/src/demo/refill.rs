use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use sync_contract::catalog::Room;
use sync_contract::ids::{PatientId, RoomId, UserId};
use vault::read::Deleted;

use crate::Clinic;
use crate::clock::{bounds, day_of, local};
use crate::demo::data;
use crate::demo::data::DemoStaff;
use crate::demo::plan::{Plan, plan};
use crate::demo::undo::{SEEDED_ON, numbers};
use crate::error::Result;
use crate::patients::register::file_number;

/// The number of days after today that are checked: a week with today.
const DAYS: u64 = 6;

/// The appointments missing from the diary of a clinic that was seeded earlier, and the users who may write them.
pub(super) struct Refill {
    pub plan: Plan,
    /// In the order of the plan; patients who were deleted since have no appointment in it.
    pub patients: Vec<PatientId>,
    pub dietitians: Vec<UserId>,
    pub rooms: Vec<RoomId>,
}

/// Returns none when no day of the coming week is empty. A day with any booking is left unchanged.
pub(super) fn refill(clinic: &Clinic) -> Result<Option<Refill>> {
    let days = empty_days(clinic)?;
    if days.is_empty() {
        return Ok(None);
    }
    let now = local(clinic.now(), &clinic.zone()?);
    let full = plan(now.date(), now.time());
    let (patients, dietitians) = (patients(clinic, &full)?, dietitians(clinic)?);
    let plan = narrowed(full, |appointment| {
        days.contains(&appointment.day)
            && patients[appointment.patient].is_some()
            && dietitians[appointment.dietitian].is_some()
    });
    if plan.appointments.is_empty() {
        return Ok(None);
    }
    let nil = || uuid::Uuid::nil();
    Ok(Some(Refill {
        plan,
        patients: patients
            .into_iter()
            .map(|id| id.unwrap_or(PatientId(nil())))
            .collect(),
        dietitians: dietitians
            .into_iter()
            .map(|id| id.unwrap_or(UserId(nil())))
            .collect(),
        rooms: rooms(clinic)?,
    }))
}

pub(super) fn empty_days(clinic: &Clinic) -> Result<Vec<NaiveDate>> {
    let (today, zone) = (clinic.today()?, clinic.zone()?);
    let days = (0..=DAYS).flat_map(|ahead| today.checked_add_days(Days::new(ahead)));
    let mut days: Vec<NaiveDate> = days.collect();
    let until = days.last().map_or(today, |day| *day);
    let (from, until) = (bounds(today, &zone).0, bounds(until, &zone).1);
    let booked = clinic.read().appointments_between(None, from, until)?;
    for row in booked.iter().filter(|row| row.deleted.is_none()) {
        let day = day_of(row.value.starts, &zone);
        days.retain(|known| *known != day);
    }
    Ok(days)
}

/// Returns the patients of the plan, by the file numbers under which they were registered.
fn patients(clinic: &Clinic, plan: &Plan) -> Result<Vec<Option<PatientId>>> {
    let reader = clinic.read();
    let first = numbers(&reader)?.map_or(1, |(first, _)| first);
    let numbers = (first..).take(plan.patients.len());
    numbers
        .map(|number| {
            let rooms = reader.patients_with_file_number(&file_number(SEEDED_ON, number))?;
            Ok(rooms.first().map(|row| row.value.id))
        })
        .collect()
}

/// Returns the demo's dietitians who still work here, in the order of its files.
pub(super) fn dietitians(clinic: &Clinic) -> Result<Vec<Option<UserId>>> {
    let reader = clinic.read();
    let staff = data::staff();
    let dietitians = staff.iter().filter(|one| one.role == "Dietitian");
    dietitians
        .map(|one: &DemoStaff| {
            let user = reader.user_named(&one.username)?;
            Ok(user
                .filter(|user| user.value.is_active)
                .map(|user| user.value.id))
        })
        .collect()
}

/// Returns the demo's rooms in the order of its files; none unless all exist and are in use.
pub(super) fn rooms(clinic: &Clinic) -> Result<Vec<RoomId>> {
    let here = clinic.read().all::<Room>(Deleted::Hidden)?;
    let in_use = here.iter().filter(|room| room.value.is_active);
    let by_name: BTreeMap<&str, RoomId> = in_use
        .map(|room| (room.value.name.as_str(), room.value.id))
        .collect();
    let wanted = data::rooms();
    let rooms: Vec<RoomId> = wanted
        .iter()
        .flat_map(|room| by_name.get(room.name.as_str()).copied())
        .collect();
    Ok(if rooms.len() == wanted.len() {
        rooms
    } else {
        Vec::new()
    })
}

/// Returns the plan with only these appointments and the visits that kept them.
fn narrowed(mut plan: Plan, selects: impl Fn(&super::plan::PlannedAppointment) -> bool) -> Plan {
    let mut indexes: BTreeMap<usize, usize> = BTreeMap::new();
    let mut narrowed_appointments = Vec::new();
    for (index, appointment) in plan.appointments.into_iter().enumerate() {
        if selects(&appointment) {
            indexes.insert(index, narrowed_appointments.len());
            narrowed_appointments.push(appointment);
        }
    }
    plan.appointments = narrowed_appointments;
    for patient in &mut plan.patients {
        for visit in &mut patient.visits {
            visit.appointment = visit
                .appointment
                .and_then(|index| indexes.get(&index).copied());
        }
        patient.visits.retain(|visit| visit.appointment.is_some());
    }
    plan
}
