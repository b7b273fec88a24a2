//! The stays of one patient.

use std::cmp::Reverse;

use chrono::NaiveDate;
use sync_contract::catalog::Stay;
use sync_contract::ids::PatientId;
use sync_contract::{Entity, Right};
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::chart_row;
use crate::error::Result;
use crate::names::StaffNames;
use crate::stays::doubts::Doubts;
use crate::stays::term::{SiteNames, state};
use crate::stays::{StayForm, StayView, Stays};
use crate::view::{Day, Id, ReadVersionToken, text};
use crate::workplace::Workplace;

/// Returns the stays of a patient that are not removed, the last one first.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Stays> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    let rows = reader.stays_of(patient)?;
    let staff = StaffNames::read(&reader)?;
    of_patient(clinic, &reader, patient, rows, &staff)
}

/// Does the same for rows that were read already.
pub(crate) fn of_patient(
    clinic: &Clinic,
    reader: &Reader<'_>,
    patient: PatientId,
    mut rows: Vec<Stored<Stay>>,
    staff: &StaffNames,
) -> Result<Stays> {
    let shown = Shown::read(clinic, reader, &rows, staff)?;
    rows.sort_by_key(|row| Reverse((row.value.from_day, row.value.id)));
    Ok(Stays {
        is_unsure: clinic.is_unsure(patient, Stay::DESCRIPTOR)?,
        stays: rows.iter().map(|row| shown.stay(row)).collect(),
    })
}

/// Returns one stay that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<StayView> {
    clinic.may(Right::ChartRead)?;
    let row = chart_row::shown::<Stay>(clinic, id)?;
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let shown = Shown::read(clinic, &reader, std::slice::from_ref(&row), &staff)?;
    Ok(shown.stay(&row))
}

/// What it takes to show stays, read once.
pub(super) struct Shown<'a> {
    pub names: SiteNames,
    pub workplace: Workplace,
    staff: &'a StaffNames,
    doubts: Doubts,
    today: NaiveDate,
}

impl<'a> Shown<'a> {
    /// Reads what it takes to show these.
    ///
    /// # Errors
    /// Those of a read.
    pub fn read(
        clinic: &Clinic,
        reader: &Reader<'_>,
        rows: &[Stored<Stay>],
        staff: &'a StaffNames,
    ) -> Result<Self> {
        let today = clinic.today()?;
        Ok(Self {
            names: SiteNames::read(reader, rows)?,
            workplace: clinic.workplace()?,
            staff,
            doubts: Doubts::read(reader, rows, today)?,
            today,
        })
    }

    pub fn stay(&self, row: &Stored<Stay>) -> StayView {
        let stay = &row.value;
        let facility = self.names.facility(stay);
        StayView {
            id: Id::of(stay.id),
            seen: ReadVersionToken::of(&row.seen),
            form: form_of(stay),
            site: self.names.site(stay),
            facility: facility.and_then(|of| self.workplace.name_elsewhere(of)),
            state: state(stay, self.today),
            doubts: self.doubts.of(stay),
            by: self.staff.name(row.created_by),
        }
    }
}

pub(super) fn form_of(stay: &Stay) -> StayForm {
    StayForm {
        department_id: stay.department.map(Id::of),
        room_id: stay.room.map(Id::of),
        bed: text(&stay.bed),
        from_day: Some(Day::of(stay.from_day)),
        until_day: stay.until_day.map(Day::of),
    }
}
