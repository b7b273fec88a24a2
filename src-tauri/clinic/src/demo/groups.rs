//! A group session of the demo: some of those with diabetes who have an appointment, and seats that are left.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime};
use sync_contract::catalog::{ConditionStatus, Patient, PatientStatus};
use sync_contract::field::{Time, time};
use sync_contract::ids::{PatientId, RoomId, UserId};

use crate::Clinic;
use crate::age::Age;
use crate::appointments::NewAppointment;
use crate::appointments::book::book;
use crate::appointments::clash::occupies;
use crate::appointments::groups::SeatGiven;
use crate::appointments::groups::seats::give;
use crate::clock::{at_wall, bounds, day_of};
use crate::demo::absences::working_day;
use crate::error::{Error, Result};
use crate::names::{birth, patient_names};
use crate::prescriptions::content::line;
use crate::view::{At, Id};

/// Appointments are booked so far ahead.
const DAYS: u64 = 56;
/// From this age on one comes to a group of adults.
const YEARS_MIN: i32 = 16;
/// What a condition of those who come has in its name.
pub(crate) const ABOUT: &str = "diabetes";
const SEATS: u32 = 8;
const GIVEN: usize = 5;
const LENGTH_US: i64 = 90 * 60_000_000;
const TIMES: [NaiveTime; 5] = [
    time(15, 30),
    time(15, 0),
    time(13, 30),
    time(10, 30),
    time(17, 0),
];

/// Books it with the acting dietitian on the next day of work, where that has the time. The patients have an
/// appointment anyhow, so that no list of those without an appointment changes.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn record(clinic: &mut Clinic, rooms: &[RoomId]) -> Result<()> {
    let zone = clinic.zone()?;
    let today = day_of(clinic.now(), &zone);
    let tonight = bounds(today, &zone).1;
    let last = bounds(today + Days::new(DAYS), &zone).1;
    let day = working_day(today + Days::new(1), 0);
    for wall in TIMES {
        let starts = at_wall(day, wall, &zone);
        let ends = Time(starts.0 + LENGTH_US);
        if !is_free(clinic, clinic.user(), (starts, ends))? {
            continue;
        }
        let new = NewAppointment {
            patient_id: None,
            provider_id: Id::of(clinic.user()),
            room_id: rooms.first().map(|room| Id::of(*room)),
            facility_id: None,
            type_id: Id("GROUP".to_owned()),
            starts_at: At::of(starts),
            minutes: 0,
            reason: String::new(),
            seats: Some(SEATS),
            topic: "Diabetes basics".to_owned(),
        };
        let session = match book(clinic, &new) {
            // an absence
            Err(Error::Invalid { .. }) => continue,
            booked => booked?,
        };
        let coming = clinic.read().attendees_between(tonight, last)?;
        let busy = clinic.read().attendees_between(starts, ends)?;
        let busy: BTreeSet<PatientId> = busy.iter().map(|row| row.value.patient).collect();
        let coming: BTreeSet<PatientId> = coming.iter().map(|row| row.value.patient).collect();
        let mut free = Vec::new();
        for patient in coming.difference(&busy) {
            if is_member(clinic, *patient, day)? {
                free.push(*patient);
            }
        }
        let names = patient_names(&clinic.read(), free.iter().copied())?;
        // two of one name would look like one who has two seats
        let mut seen = BTreeSet::new();
        let named = free.iter().filter(|patient| {
            let name = names.get(patient).map(|one| one.name.as_str());
            seen.insert(name)
        });
        for patient in named.take(GIVEN) {
            let given = SeatGiven {
                id: session.id.clone(),
                patient_id: Id::of(*patient),
                reason: String::new(),
                later: false,
            };
            give(clinic, &given)?;
        }
        return Ok(());
    }
    Ok(())
}

/// Whether a patient is in care, has diabetes or is near it, and is old enough.
fn is_member(clinic: &Clinic, patient: PatientId, day: NaiveDate) -> Result<bool> {
    let person = clinic.require_row::<Patient>(patient, "patient")?.value;
    let is_old_enough = birth(&person).is_some_and(|birth| Age::on(birth, day).years >= YEARS_MIN);
    let conditions = clinic.read().conditions(patient)?;
    let has_it = conditions.iter().any(|row| {
        let is_active = row.value.status == ConditionStatus::Active;
        is_active && line(&row.value.name).to_lowercase().contains(ABOUT)
    });
    Ok(is_old_enough && has_it && person.status == PatientStatus::Active)
}

fn is_free(clinic: &Clinic, provider: UserId, (starts, ends): (Time, Time)) -> Result<bool> {
    let booked = clinic
        .read()
        .appointments_between(Some(provider), starts, ends)?;
    let mut booked = booked.iter().filter(|row| row.deleted.is_none());
    Ok(!booked.any(|row| occupies(row.value.status)))
}
