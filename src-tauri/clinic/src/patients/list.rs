use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::{Patient, Stay, Visit};
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::{PatientFilter, Stored};

use crate::appointments::day;
use crate::error::{Error, Reason, Result};
use crate::merged_files;
use crate::names::{PatientName, StaffNames, phone};
use crate::patients::view::{PatientPage, PatientQuery, PatientRow, PatientSort};
use crate::reads::{ListRead, log_list};
use crate::view::{At, Id, count};
use crate::{Clinic, care_team, department, tags};

/// Returns a page of the patients that match a text, or of all, filtered and sorted.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `Invalid` for an `after` that is none.
pub fn list(clinic: &Clinic, query: &PatientQuery) -> Result<PatientPage> {
    clinic.may(Right::PatientsRead)?;
    log_list(clinic, ListRead::List)?;
    let ids = ordered(clinic, query)?;
    let start = match &query.after {
        None => query.offset as usize,
        Some(after) => {
            let after: PatientId = Id(after.clone()).to()?;
            1 + ids
                .iter()
                .position(|id| *id == after)
                .ok_or(Error::invalid("after", Reason::Unknown))?
        }
    };
    let limit = query.limit.clamp(1, 100) as usize;
    let page: Vec<Uuid> = ids.iter().skip(start).take(limit).map(|id| id.0).collect();
    let is_last = start + page.len() >= ids.len();
    Ok(PatientPage {
        rows: rows(clinic, &page)?,
        total: count(ids.len()),
        next: page.last().filter(|_| !is_last).map(Uuid::to_string),
    })
}

/// Returns all patients who pass the filter, in the requested order.
fn ordered(clinic: &Clinic, query: &PatientQuery) -> Result<Vec<PatientId>> {
    let mut ids = match query.text.trim() {
        "" => merged_files::listed(&clinic.read(), clinic.in_name_order()?)?,
        text => super::search::find(clinic, text, usize::MAX)?,
    };
    if query.status.is_some() || query.dietitian_id.is_some() {
        ids = filtered(clinic, query, &ids)?;
    }
    if let Some(tag) = &query.tag_id {
        let tagged = tags::patient::with_tag(&clinic.read(), tag.to()?)?;
        ids.retain(|id| tagged.contains(id));
    }
    if query.is_mine {
        let own = own(clinic)?;
        ids.retain(|id| own.contains(id));
    }
    if query.is_of_department {
        let theirs = of_department(clinic)?;
        ids.retain(|id| theirs.contains(id));
    }
    match query.sort {
        PatientSort::Name => {}
        PatientSort::LastVisit => {
            let last = last_visits(clinic, &ids)?;
            ids.sort_by_key(|id| std::cmp::Reverse(last.get(id).copied()));
        }
        PatientSort::NextAppointment => {
            let next = next_appointments(clinic, &ids)?;
            ids.sort_by_key(|id| next.get(id).copied().unwrap_or(Time(i64::MAX)));
        }
    }
    Ok(ids)
}

/// Returns the patients of the user: those assigned to them, and those on whose care team they are today.
fn own(clinic: &Clinic) -> Result<BTreeSet<PatientId>> {
    let filter = PatientFilter {
        dietitian: Some(clinic.user()),
        ..PatientFilter::default()
    };
    let reader = clinic.read();
    reader.look_over(Patient::DESCRIPTOR)?;
    let mut own = reader.patient_ids(&filter)?;
    let cared_for = care_team::patients_of(clinic, clinic.user())?;
    own.extend(merged_files::shown_once(&clinic.read(), cared_for)?);
    Ok(own)
}

/// Returns the patients of the user's department: those who are assigned to one of its users, those on whose care team
/// one of them is today, and, for a user who sees charts, those who are in there today. None without a department.
fn of_department(clinic: &Clinic) -> Result<BTreeSet<PatientId>> {
    let Some((department, users)) = department::own(clinic)? else {
        return Ok(BTreeSet::new());
    };
    let reader = clinic.read();
    reader.look_over(Patient::DESCRIPTOR)?;
    let mut theirs = reader.patients_of_dietitians(&users)?;
    let mut others = care_team::patients_of_any(clinic, &users)?;
    if clinic.actor.can(Right::ChartRead) {
        reader.look_over(Stay::DESCRIPTOR)?;
        let today = clinic.today()?;
        let stays = reader.stays_between(today, today)?.into_iter();
        let inside = stays.filter(|row| row.value.department == Some(department));
        others.extend(inside.map(|row| row.value.patient));
    }
    theirs.extend(merged_files::shown_once(&reader, others)?);
    Ok(theirs)
}

/// Returns the patients that pass the filter, by clear columns: one statement, and no name is decrypted.
fn filtered(clinic: &Clinic, query: &PatientQuery, ids: &[PatientId]) -> Result<Vec<PatientId>> {
    let filter = PatientFilter {
        status: query.status,
        dietitian: query.dietitian_id.as_ref().map(Id::to).transpose()?,
        after: None,
    };
    let reader = clinic.read();
    reader.look_over(Patient::DESCRIPTOR)?;
    let passing = reader.patient_ids(&filter)?;
    let passed = ids.iter().filter(|id| passing.contains(id));
    Ok(passed.copied().collect())
}

fn rows(clinic: &Clinic, page: &[Uuid]) -> Result<Vec<PatientRow>> {
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let ids: Vec<PatientId> = page.iter().copied().map(PatientId).collect();
    let (last, next) = (last_visits(clinic, &ids)?, next_appointments(clinic, &ids)?);
    let waiting: BTreeMap<Uuid, u32> = clinic
        .unlocked()
        .vault()
        .waiting_by_patient()?
        .into_iter()
        .map(|row| (row.patient, row.groups))
        .collect();
    let mut tags = tags::patient::of_patients(&reader, &ids)?;
    let row = |row: &Stored<Patient>| PatientRow {
        patient: PatientName::of(&row.value),
        phone: phone(&row.value),
        dietitian: row.value.dietitian.map(|user| staff.name(user)),
        status: row.value.status,
        last_visit: last.get(&row.value.id).copied().map(At::of),
        next_appointment: next.get(&row.value.id).copied().map(At::of),
        waiting_changes: waiting.get(&row.value.id.0).copied().unwrap_or(0),
        tags: tags.remove(&row.value.id).unwrap_or(Vec::new()),
    };
    Ok(reader.by_ids::<Patient>(page)?.iter().map(row).collect())
}

/// Returns the time of each patient's last visit; none without the right to read the chart.
fn last_visits(clinic: &Clinic, patients: &[PatientId]) -> Result<BTreeMap<PatientId, Time>> {
    if !clinic.actor.can(Right::ChartRead) {
        return Ok(BTreeMap::new());
    }
    let reader = clinic.read();
    reader.look_over(Visit::DESCRIPTOR)?;
    Ok(reader.last_visits(patients)?)
}

fn next_appointments(clinic: &Clinic, patients: &[PatientId]) -> Result<BTreeMap<PatientId, Time>> {
    if !clinic.actor.can(Right::AppointmentsRead) {
        return Ok(BTreeMap::new());
    }
    let reader = clinic.read();
    day::look_over(&reader)?;
    Ok(reader.next_appointments(patients, clinic.now())?)
}
