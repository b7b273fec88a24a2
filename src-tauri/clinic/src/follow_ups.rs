//! Follow-ups: patients who should come again and have no appointment.
//!
//! The last visit of a patient says when they should come again. A visit that began later takes its place, with a day
//! or without one; an appointment that is still to come, from the beginning of this day on, ends the wait. So does a
//! patient who declines, unless a day to call again was agreed on.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{CallPurpose, CallResult, Patient, PhoneCall, Visit};
use sync_contract::entity::Entity;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use uuid::Uuid;
use vault::read::{Files, LastCall, Reader, Stored, Unbooked};

use crate::Clinic;
use crate::appointments::day;
use crate::calls::{self, CallView};
use crate::clock::bounds;
use crate::error::Result;
use crate::names::{PatientName, StaffNames, phone};
use crate::reads::{ListRead, log_list};
use crate::view::{At, Day, Id, count, page};

/// A part of those without an appointment; each of them is in one at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FollowUpPart {
    /// Due before today.
    Overdue,
    /// Due today or within the six days after it.
    ThisWeek,
    /// Active, and due later or on no day.
    Unbooked,
}

/// `limit` is 100 at the most.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FollowUpQuery {
    pub part: FollowUpPart,
    pub dietitian_id: Option<Id>,
    pub offset: u32,
    pub limit: u32,
}

/// `due` is the day that the last visit set; `last_call` is the last one about coming again, also if that was before
/// the visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FollowUpRow {
    #[serde(flatten)]
    pub patient: PatientName,
    pub phone: Option<String>,
    pub dietitian: Option<String>,
    pub last_visit: Option<At>,
    pub due: Option<Day>,
    pub last_call: Option<CallView>,
}

/// A page of one part, and how many each part has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FollowUpPage {
    pub rows: Vec<FollowUpRow>,
    pub total: u32,
    pub overdue: u32,
    pub this_week: u32,
    pub unbooked: u32,
}

/// Returns the patients of one part. Due patients are in the order of their days, followed by patients who are called
/// again on a later day; patients without a due day begin with the one seen last.
///
/// # Errors
/// `Forbidden` (needs `patients.read`, `appointments.read` and `chart.read`), `Invalid` for an id that is none.
pub fn list(clinic: &Clinic, query: &FollowUpQuery) -> Result<FollowUpPage> {
    clinic.may(Right::PatientsRead)?;
    clinic.may(Right::AppointmentsRead)?;
    clinic.may(Right::ChartRead)?;
    log_list(clinic, ListRead::FollowUps)?;
    let dietitian = query.dietitian_id.as_ref().map(Id::to).transpose()?;
    let (today, reader) = (clinic.today()?, clinic.read());
    // which patients are listed depends on rows that are not shown
    day::look_over(&reader)?;
    for entity in [
        Patient::DESCRIPTOR,
        Visit::DESCRIPTOR,
        PhoneCall::DESCRIPTOR,
    ] {
        reader.look_over(entity)?;
    }
    let (from, _) = bounds(today, &clinic.zone()?);
    let (mut overdue, mut this_week, mut unbooked) = (Vec::new(), Vec::new(), Vec::new());
    for row in of_patients(&reader, reader.unbooked(from, dietitian)?, from)? {
        match part_of(&row, today) {
            Some(FollowUpPart::Overdue) => overdue.push(row),
            Some(FollowUpPart::ThisWeek) => this_week.push(row),
            Some(FollowUpPart::Unbooked) => unbooked.push(row),
            None => {}
        }
    }
    let counts = [overdue.len(), this_week.len(), unbooked.len()].map(count);
    let mut listed = match query.part {
        FollowUpPart::Overdue => overdue,
        FollowUpPart::ThisWeek => this_week,
        FollowUpPart::Unbooked => unbooked,
    };
    match query.part {
        FollowUpPart::Overdue | FollowUpPart::ThisWeek => {
            listed.sort_by_key(|row| (put_off(row, today), due(row), row.patient));
        }
        FollowUpPart::Unbooked => {
            let seen = |row: &Unbooked| row.last_visit.map(|visit| visit.started_at);
            listed.sort_by_key(|row| (Reverse(seen(row)), row.patient));
        }
    }
    let page = page(&listed, query.offset, query.limit);
    let ids: Vec<PatientId> = page.map(|row| row.patient).collect();
    Ok(FollowUpPage {
        rows: rows(clinic, &ids)?,
        total: count(listed.len()),
        overdue: counts[0],
        this_week: counts[1],
        unbooked: counts[2],
    })
}

/// Makes one row of the files of a patient, that of the one under which they are shown: an appointment in any of them
/// ends the wait, and the last visit and call may be of any.
fn of_patients(reader: &Reader<'_>, mut rows: Vec<Unbooked>, from: Time) -> Result<Vec<Unbooked>> {
    let merged = reader.merged_files()?;
    rows.retain(|row| {
        let shown = merged.get(&row.patient).and_then(Files::shown);
        shown.is_none_or(|shown| shown == row.patient)
    });
    let several = rows.iter().map(|row| row.patient);
    let several: Vec<PatientId> = several.filter(|of| merged.contains_key(of)).collect();
    if several.is_empty() {
        return Ok(rows);
    }
    let booked = reader.next_appointments(&several, from)?;
    let visits = reader.last_visits_due(&several)?;
    let calls = reader.last_calls(&several, CallPurpose::FollowUp)?;
    rows.retain(|row| !booked.contains_key(&row.patient));
    for row in &mut rows {
        if let Some(visit) = visits.get(&row.patient) {
            row.last_visit = Some(*visit);
        }
        if let Some(call) = calls.get(&row.patient) {
            row.last_call = Some(LastCall {
                at: call.value.at,
                result: call.value.result,
                retry_on: call.value.retry_on,
            });
        }
    }
    Ok(rows)
}

const WEEK: TimeDelta = TimeDelta::days(7);

/// Returns none for a patient who is neither due within a week nor under care.
fn part_of(row: &Unbooked, today: NaiveDate) -> Option<FollowUpPart> {
    match due(row) {
        Some(due) if due < today => Some(FollowUpPart::Overdue),
        Some(due) if due - today < WEEK => Some(FollowUpPart::ThisWeek),
        _ => row.is_active.then_some(FollowUpPart::Unbooked),
    }
}

/// Returns when the patient should come again, or be asked again if they declined.
fn due(row: &Unbooked) -> Option<NaiveDate> {
    let visit = row.last_visit?;
    let due = visit.due?;
    let since = row.last_call.filter(|call| call.at >= visit.started_at);
    match since {
        Some(call) if call.result == CallResult::Declined => call.retry_on,
        _ => Some(due),
    }
}

/// Returns the later day on which the patient is called again.
fn put_off(row: &Unbooked, today: NaiveDate) -> Option<NaiveDate> {
    let visit = row.last_visit?;
    let call = row.last_call.filter(|call| call.at >= visit.started_at)?;
    call.retry_on.filter(|day| *day > today)
}

fn rows(clinic: &Clinic, page: &[PatientId]) -> Result<Vec<FollowUpRow>> {
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let visits = reader.last_visits_due(page)?;
    let mut calls: BTreeMap<PatientId, CallView> = reader
        .last_calls(page, CallPurpose::FollowUp)?
        .iter()
        .map(|(patient, call)| (*patient, calls::view(call, &staff)))
        .collect();
    let ids: Vec<Uuid> = page.iter().map(|id| id.0).collect();
    let mut row = |row: &Stored<Patient>| {
        let id = row.value.id;
        let visit = visits.get(&id);
        FollowUpRow {
            patient: PatientName::of(&row.value),
            phone: phone(&row.value),
            dietitian: row.value.dietitian.map(|user| staff.name(user)),
            last_visit: visit.map(|visit| At::of(visit.started_at)),
            due: visit.and_then(|visit| visit.due).map(Day::of),
            last_call: calls.remove(&id),
        }
    };
    Ok(reader
        .by_ids::<Patient>(&ids)?
        .iter()
        .map(&mut row)
        .collect())
}
