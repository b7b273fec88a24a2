//! Who is in now, of all patients, and who has a bed already.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sync_contract::Right;
use sync_contract::catalog::{Department, Facility, Patient, PatientLink, Room, Stay};
use sync_contract::entity::Entity;
use sync_contract::ids::{DepartmentId, RoomId, StayId};
use vault::read::{Reader, Stored};

use crate::error::Result;
use crate::fields::sort_key;
use crate::locations::Location;
use crate::merged_files::shown_by;
use crate::names::{StaffNames, patient_names};
use crate::reads::{ListRead, log_list};
use crate::stays::list::Shown;
use crate::stays::record::days;
use crate::stays::term::{SiteNames, overlap, span};
use crate::stays::{
    InpatientPage, InpatientQuery, InpatientRow, StayChoice, StayChoices, StayForm,
};
use crate::view::{Choice, Id, count, page};
use crate::{Clinic, clinic_list};

/// Returns a page of the patients who are in today, by department, room and bed.
///
/// # Errors
/// `Forbidden` (needs `patients.read` and `chart.read`).
pub fn current(clinic: &Clinic, query: &InpatientQuery) -> Result<InpatientPage> {
    clinic.may(Right::PatientsRead)?;
    clinic.may(Right::ChartRead)?;
    log_list(clinic, ListRead::Stays)?;
    let wanted = query.department_id.as_ref().map(Id::to);
    let wanted: Option<DepartmentId> = wanted.transpose()?;
    let (reader, today) = (clinic.read(), clinic.today()?);
    look_over(&reader)?;
    let mut stays = reader.stays_between(today, today)?;
    let staff = StaffNames::read(&reader)?;
    let shown = Shown::read(clinic, &reader, &stays, &staff)?;
    stays.retain(|row| shown.workplace.shows_own(shown.names.facility(&row.value)));
    let departments = departments(&stays, &shown.names);
    stays.retain(|row| wanted.is_none() || row.value.department == wanted);
    let mut rows = rows(&reader, &stays, &shown)?;
    rows.sort_by_cached_key(|row| {
        let site = &row.stay.site;
        let parts = [&site.department, &site.room, &site.bed, &row.patient.name];
        (parts.map(|part| sort_key(part)), row.stay.id.clone())
    });
    let total = count(rows.len());
    Ok(InpatientPage {
        total,
        is_unsure: clinic.is_any_unsure(Stay::DESCRIPTOR)?,
        departments,
        rows: page(rows, query.offset, query.limit).collect(),
    })
}

/// Returns the stays of other patients in the same bed on days of one that is to be recorded or changed. Of a form
/// without a room, a bed or a first day there are none.
///
/// # Errors
/// `Forbidden` (needs `patients.read` and `chart.read`), `Invalid` for days that are none or that the stay cannot have.
pub fn sharing(clinic: &Clinic, form: &StayForm, except: Option<&Id>) -> Result<Vec<InpatientRow>> {
    clinic.may(Right::PatientsRead)?;
    clinic.may(Right::ChartRead)?;
    log_list(clinic, ListRead::Stays)?;
    let room: Option<RoomId> = form.room_id.as_ref().map(Id::to).transpose()?;
    let except: Option<StayId> = except.map(Id::to).transpose()?;
    let bed = sort_key(&form.bed);
    let (Some(_), Some(room), false) = (&form.from_day, room, bed.is_empty()) else {
        return Ok(Vec::new());
    };
    let reader = clinic.read();
    let before = except.map(|id| reader.get::<Stay>(id)).transpose()?;
    let before = before.flatten().map(|row| row.value);
    let (from, until) = days(form, before.as_ref(), clinic.today()?)?;
    let until = until.unwrap_or(NaiveDate::MAX);
    look_over(&reader)?;
    let mut stays = reader.stays_between(from, until)?;
    stays.retain(|row| {
        let stay = &row.value;
        let is_other = stay.room == Some(room) && Some(stay.id) != except;
        is_other
            && overlap(span(stay), (from, until))
            && stay
                .bed
                .open()
                .and_then(Option::as_ref)
                .is_some_and(|of| sort_key(of) == bed)
    });
    let staff = StaffNames::read(&reader)?;
    rows(
        &reader,
        &stays,
        &Shown::read(clinic, &reader, &stays, &staff)?,
    )
}

/// What is listed depends on rows that are not shown.
fn look_over(reader: &Reader<'_>) -> Result<()> {
    for entity in [
        Patient::DESCRIPTOR,
        PatientLink::DESCRIPTOR,
        Stay::DESCRIPTOR,
    ] {
        reader.look_over(entity)?;
    }
    Ok(())
}

fn departments(stays: &[Stored<Stay>], names: &SiteNames) -> Vec<Choice> {
    let all = stays.iter().filter_map(|row| row.value.department);
    let all: BTreeMap<DepartmentId, String> = all.map(|id| (id, names.name(Some(id.0)))).collect();
    let choices = all.into_iter().filter(|(_, name)| !name.is_empty());
    let mut choices: Vec<Choice> = choices
        .map(|(id, name)| Choice {
            id: Id::of(id),
            name,
        })
        .collect();
    choices.sort_by_cached_key(|choice| sort_key(&choice.name));
    choices
}

fn rows(
    reader: &Reader<'_>,
    stays: &[Stored<Stay>],
    shown: &Shown<'_>,
) -> Result<Vec<InpatientRow>> {
    let shown_as = shown_by(reader)?;
    let patients = stays.iter().map(|row| shown_as(row.value.patient));
    let patients = patient_names(reader, patients)?;
    let row = |row: &Stored<Stay>| {
        // a file that has not come has no name
        let patient = patients.get(&shown_as(row.value.patient))?.clone();
        Some(InpatientRow {
            patient,
            stay: shown.stay(row),
        })
    };
    Ok(stays.iter().filter_map(row).collect())
}

/// Returns the departments and rooms in which this user can say that a patient stays: those in use of the facilities at
/// which a role of theirs counts, by name.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn choices(clinic: &Clinic) -> Result<StayChoices> {
    clinic.may(Right::ChartRead)?;
    let reader = clinic.read();
    let mut facilities = reader.facilities()?;
    let given = clinic.unlocked().session().roles_given();
    facilities.retain(|row| row.value.is_active && given.may_work_at(Some(row.value.id.0)));
    Ok(StayChoices {
        departments: in_use::<Department>(&reader, &facilities)?,
        rooms: in_use::<Room>(&reader, &facilities)?,
    })
}

fn in_use<P: Location>(
    reader: &Reader<'_>,
    facilities: &[Stored<Facility>],
) -> Result<Vec<StayChoice>> {
    let mut choices = Vec::new();
    for row in clinic_list::all::<P>(reader)? {
        let facts = row.value.facts();
        let mut of = facilities.iter().map(|row| &row.value);
        let Some(facility) = of.find(|one| one.id == facts.facility && facts.is_active) else {
            continue;
        };
        let name = match facilities.len() {
            1 => facts.name.to_string(),
            _ => [&facts.name[..], &facility.name].join(", "),
        };
        choices.push(StayChoice {
            id: Id::of(row.value.id()),
            name,
            facility_id: Id::of(facts.facility),
        });
    }
    choices.sort_by_cached_key(|choice| sort_key(&choice.name));
    Ok(choices)
}
