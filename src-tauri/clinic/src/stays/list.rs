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
use crate::stays::term::{SiteNames, state};
use crate::stays::{StayForm, StayView, Stays};
use crate::view::{Day, Id, ReadVersionToken, text};

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
    let (today, names) = (clinic.today()?, SiteNames::read(reader, &rows)?);
    rows.sort_by_key(|row| Reverse((row.value.from_day, row.value.id)));
    let stays = rows.iter().map(|row| view(row, &names, staff, today));
    Ok(Stays {
        is_unsure: clinic.is_unsure(patient, Stay::DESCRIPTOR)?,
        stays: stays.collect(),
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
    let names = SiteNames::read(&reader, std::slice::from_ref(&row))?;
    Ok(view(&row, &names, &staff, clinic.today()?))
}

pub(super) fn view(
    row: &Stored<Stay>,
    names: &SiteNames,
    staff: &StaffNames,
    today: NaiveDate,
) -> StayView {
    let stay = &row.value;
    StayView {
        id: Id::of(stay.id),
        seen: ReadVersionToken::of(&row.seen),
        form: form_of(stay),
        site: names.site(stay),
        state: state(stay, today),
        by: staff.name(row.created_by),
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
