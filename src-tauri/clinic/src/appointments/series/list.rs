//! The dates of a series.

use std::collections::BTreeMap;

use sync_contract::Right;
use sync_contract::catalog::Appointment;
use sync_contract::ids::{AppointmentId, PatientId};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::appointments::day::look_over;
use crate::appointments::pages;
use crate::appointments::series::{SeriesNumbers, SeriesView};
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::reads::{ListRead, log_list};
use crate::view::{Id, count};

/// Returns all dates of the series that an appointment is of.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound` for an appointment that is of none.
pub fn show(clinic: &Clinic, id: &Id) -> Result<SeriesView> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over(&reader)?;
    let id: AppointmentId = id.to()?;
    clinic.reached(id, Right::AppointmentsRead)?;
    let (series, rows) = of(&reader, id)?;
    let ids: Vec<AppointmentId> = rows.iter().map(|row| row.value.id).collect();
    Ok(SeriesView {
        id: Id::of(series),
        appointments: pages::some(clinic, &ids)?,
    })
}

/// Returns the rows of the series that an appointment is of, in the order of their starts.
fn of(reader: &Reader<'_>, id: AppointmentId) -> Result<(Uuid, Vec<Stored<Appointment>>)> {
    let row = reader.get::<Appointment>(id)?;
    let row = or_not_found(row.filter(|row| row.deleted.is_none()), "appointment")?;
    let series = or_not_found(row.value.series, "series")?;
    Ok((series, reader.appointments_of_series(&[series])?))
}

/// A date of a series and all after it, each with its number, and who attends them.
pub(in crate::appointments) struct Dates {
    pub first: Stored<Appointment>,
    pub rows: Vec<(u32, Stored<Appointment>)>,
    patients: BTreeMap<AppointmentId, Vec<PatientId>>,
}

impl Dates {
    pub fn patients_of(&self, id: AppointmentId) -> Vec<PatientId> {
        self.patients.get(&id).cloned().unwrap_or(Vec::new())
    }
}

/// Reads a date and those after it.
///
/// # Errors
/// `NotFound`.
pub(in crate::appointments) fn later(reader: &Reader<'_>, id: AppointmentId) -> Result<Dates> {
    let (_, all) = of(reader, id)?;
    let numbers = SeriesNumbers::of_rows(&all);
    let number = |row: &Stored<Appointment>| {
        let own = numbers.of(row.value.id);
        own.map_or(count(all.len()), |own| own.number)
    };
    let first = all.iter().find(|row| row.value.id == id).cloned();
    let first = or_not_found(first, "appointment")?;
    let from = number(&first);
    let numbered = all.iter().map(|row| (number(row), row.clone()));
    let rows: Vec<_> = numbered.filter(|(number, _)| *number >= from).collect();
    let ids: Vec<AppointmentId> = rows.iter().map(|(_, row)| row.value.id).collect();
    let mut patients: BTreeMap<_, Vec<PatientId>> = BTreeMap::new();
    for row in reader.attendees_of(&ids)? {
        if row.deleted.is_none() {
            let own = patients.entry(row.value.appointment).or_default();
            own.push(row.value.patient);
        }
    }
    Ok(Dates {
        first,
        rows,
        patients,
    })
}
