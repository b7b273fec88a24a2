//! Removes from a demo clinic the patients that its seed added, with what they owe, and what it says the clinic spent.

mod billing;

use std::collections::BTreeSet;

use sync_contract::Right;
use sync_contract::catalog::{Appointment, DeletionReason, Patient, TenantStatus};
use sync_contract::ids::{AppointmentId, PatientId};
use sync_contract::read_version::ReadVersion;
use vault::WriteTx;
use vault::read::Reader;

use crate::Clinic;
use crate::demo::undo::billing::WHY;
use crate::error::{Error, Reason, Result};
use crate::patients::register::{file_number, first_free};
use crate::settings;
use crate::workplace::zone_of_books;

/// The device on which a demo clinic is seeded: the one that created it.
pub(super) const SEEDED_ON: u32 = 1;
/// The first file number of those that were seeded last, and how many have one.
const SEEDED: &str = "demo.patients";

/// The counts of what was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    pub patients: usize,
    pub appointments: usize,
}

/// Returns the first of the file numbers that a seed gives, and notes them for [`undo`].
///
/// # Errors
/// Those of a write.
pub(super) fn note_numbers(clinic: &mut Clinic, count: usize) -> Result<u32> {
    let first = first_free(&clinic.read(), SEEDED_ON)?;
    clinic.write("edit settings", |tx| {
        let stored = tx.read().setting(SEEDED)?;
        let seen = stored.map_or_else(ReadVersion::default, |stored| stored.seen);
        settings::put(tx, SEEDED, &format!("{first} {count}"), &seen)
    })?;
    Ok(first)
}

/// Returns the first file number that the last seed gave, and how many it gave.
///
/// # Errors
/// Those of a read.
pub(super) fn numbers(reader: &Reader<'_>) -> Result<Option<(u32, u32)>> {
    let Some(stored) = reader.setting(SEEDED)? else {
        return Ok(None);
    };
    let numbers = stored.value.value.split(' ').map(str::parse);
    let numbers: std::result::Result<Vec<u32>, _> = numbers.collect();
    match numbers.as_deref() {
        Ok([first, count]) => Ok(Some((*first, *count))),
        _ => Err(Error::invalid(SEEDED, Reason::Malformed)),
    }
}

/// Removes the patients of the last seed with their appointments, and what the seed has billed and spent. What people
/// registered themselves stays, as do users, rooms and the clinic's own lists: another seed uses them. A clinic that
/// was not seeded stays as it is. It is one transaction: a patient who is gone owes nothing, whenever the program ends.
///
/// # Errors
/// `Forbidden` (needs `demo.seed`), `NotDemo`.
pub fn undo(clinic: &mut Clinic) -> Result<Undone> {
    clinic.may(Right::DemoSeed)?;
    let facts = clinic.unlocked().vault().clinic()?;
    if !matches!(facts.clinic, Some((_, TenantStatus::Demo))) {
        return Err(Error::NotDemo);
    }
    let patients = seeded(&clinic.read())?.unwrap_or(BTreeSet::new());
    if patients.is_empty() {
        return Ok(Undone {
            patients: 0,
            appointments: 0,
        });
    }
    let (zone, tenant) = (zone_of_books(&clinic.read(), None)?, clinic.tenant());
    clinic.write("remove demo", |tx| {
        let mut days = billing::take_back(tx, &patients, tenant, &zone)?;
        if let Some(seeded) = tx.read().setting(SEEDED)? {
            days.extend(billing::remove_expenses(tx, seeded.updated_at)?);
        }
        billing::count_empty_tills(tx, &days, tenant, &zone)?;
        let appointments = of_these_alone(tx, &patients)?;
        for appointment in &appointments {
            let row = tx.get::<Appointment>(*appointment)?;
            if let Some(row) = row.filter(|row| row.deleted.is_none()) {
                tx.delete::<Appointment>(*appointment, DeletionReason::Other, None, &row.seen)?;
            }
        }
        for patient in &patients {
            if let Some(row) = tx.get::<Patient>(*patient)? {
                tx.delete::<Patient>(*patient, DeletionReason::Other, Some(WHY), &row.seen)?;
            }
        }
        Ok(Undone {
            patients: patients.len(),
            appointments: appointments.len(),
        })
    })
}

/// Returns the patients of the last seed who are not removed; none where there was no seed.
///
/// # Errors
/// Those of a read.
pub(super) fn seeded(reader: &Reader<'_>) -> Result<Option<BTreeSet<PatientId>>> {
    let Some((first, count)) = numbers(reader)? else {
        return Ok(None);
    };
    let mut patients = BTreeSet::new();
    for number in first..first.saturating_add(count) {
        let rows = reader.patients_with_file_number(&file_number(SEEDED_ON, number))?;
        let rows = rows.into_iter().filter(|row| row.deleted.is_none());
        patients.extend(rows.map(|row| row.value.id));
    }
    Ok(Some(patients))
}

/// Returns the appointments of these patients alone.
fn of_these_alone(
    tx: &WriteTx<'_>,
    patients: &BTreeSet<PatientId>,
) -> Result<BTreeSet<AppointmentId>> {
    let reader = tx.read();
    let mut appointments = BTreeSet::new();
    for patient in patients {
        for row in reader.appointments_of(*patient)? {
            let attendees = reader.attendees(row.value.id)?;
            if attendees
                .iter()
                .all(|one| patients.contains(&one.value.patient))
            {
                appointments.insert(row.value.id);
            }
        }
    }
    Ok(appointments)
}
