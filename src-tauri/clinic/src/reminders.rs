//! Whom to remind of an appointment: everyone who is expected on a day, with the last call about it.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{Attendance, CallPurpose, CallResult, Patient, PhoneCall};
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::Reader;

use crate::Clinic;
use crate::appointments::AppointmentStatus::{self, Confirmed, Scheduled};
use crate::appointments::day::look_over;
use crate::appointments::pages::Page;
use crate::calls::{self, CallView};
use crate::clock::{bounds, day_of};
use crate::error::Result;
use crate::merged_files;
use crate::names::{PatientName, StaffNames, language, phone};
use crate::reads::{ListRead, log_list};
use crate::view::{At, Day, Id, ReadVersionToken, count};

/// A call is about an appointment from so many days before its day on.
const DAYS_BEFORE: u64 = 7;

/// A patient who is expected; `seen` is that of the appointment. `phone` is none for a user who may not read it,
/// `language` the code of the one that the patient prefers. `facility` is none where the session works. `last_call` is
/// the last reminder since it was booked, of the seven days before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReminderRow {
    pub appointment_id: Id,
    pub seen: ReadVersionToken,
    pub status: AppointmentStatus,
    pub starts_at: At,
    pub provider: String,
    pub room: Option<String>,
    pub facility: Option<String>,
    pub is_group: bool,
    pub patient: PatientName,
    pub phone: Option<String>,
    pub language: Option<String>,
    pub last_call: Option<CallView>,
}

/// `to_call` counts those who have neither confirmed nor been reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemindersView {
    pub day: Day,
    pub time_zone: String,
    pub to_call: u32,
    pub rows: Vec<ReminderRow>,
}

/// Returns who is expected on a day, in the order of the times; without a day tomorrow, or the next day on which anyone
/// is. Who has a seat in a session is there by themselves. Deleted patients are not called.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `Invalid` for a day that is none.
pub fn list(clinic: &Clinic, day: Option<&Day>) -> Result<RemindersView> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over(&reader)?;
    for entity in [Patient::DESCRIPTOR, PhoneCall::DESCRIPTOR] {
        reader.look_over(entity)?;
    }
    let (zone, date) = (clinic.zone()?, shown_day(clinic, &reader, day)?);
    let (from, until) = bounds(date, &zone);
    let workplace = clinic.workplace()?;
    let page = Page::shown(clinic, from, until, |row| {
        matches!(row.status, Scheduled | Confirmed) && workplace.shows(row.facility)
    })?;
    let may_read = clinic.actor.can(Right::PatientsRead);
    let rows = rows(&reader, &page, date, may_read)?;
    let waits = |row: &&ReminderRow| {
        let last = row.last_call.as_ref();
        row.status != Confirmed && last.is_none_or(|call| call.result != CallResult::Reached)
    };
    Ok(RemindersView {
        day: Day::of(date),
        time_zone: zone.name().to_owned(),
        to_call: count(rows.iter().filter(waits).count()),
        rows,
    })
}

fn shown_day(clinic: &Clinic, reader: &Reader<'_>, day: Option<&Day>) -> Result<NaiveDate> {
    if let Some(day) = day {
        return day.to_date("day");
    }
    let (zone, today) = (clinic.zone()?, clinic.today()?);
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let facility = clinic.workplace()?.facility;
    let next = reader.next_expected(facility, bounds(tomorrow, &zone).0)?;
    Ok(next.map_or(tomorrow, |starts| day_of(starts, &zone)))
}

/// With numbers and languages only for a user who `may_read` of patients.
fn rows(
    reader: &Reader<'_>,
    page: &Page,
    date: NaiveDate,
    may_read: bool,
) -> Result<Vec<ReminderRow>> {
    let shown = merged_files::shown_by(reader)?;
    let comes = |attendance| !matches!(attendance, Attendance::Absent | Attendance::Excused);
    let mut expected = Vec::new();
    for row in &page.appointments {
        let seats = page.attendees_of(row.value.id).iter();
        let seats = seats.filter(|seat| comes(seat.value.attendance));
        let patients: BTreeSet<PatientId> = seats.map(|seat| shown(seat.value.patient)).collect();
        expected.extend(patients.into_iter().map(|patient| (row, patient)));
    }
    let patients: BTreeSet<PatientId> = expected.iter().map(|(_, patient)| *patient).collect();
    let ids: Vec<Uuid> = patients.iter().map(|patient| patient.0).collect();
    let files = reader.by_ids::<Patient>(&ids)?;
    let asked: Vec<PatientId> = patients.into_iter().collect();
    let calls = reader.last_calls(&asked, CallPurpose::Reminder)?;
    let staff = StaffNames::read(reader)?;
    let earliest = date
        .checked_sub_days(Days::new(DAYS_BEFORE))
        .unwrap_or(date);
    let since = bounds(earliest, &page.workplace.zone()).0;
    let mut rows = Vec::new();
    for (row, patient) in expected {
        let mut files = files.iter();
        let Some(file) = files.find(|file| file.value.id == patient && file.deleted.is_none())
        else {
            continue;
        };
        let view = page.view(row);
        let booked: Time = row.created_at;
        let call = calls.get(&patient);
        let call = call.filter(|call| call.value.at >= since.max(booked));
        rows.push(ReminderRow {
            appointment_id: view.id,
            seen: view.seen,
            status: view.status,
            starts_at: view.starts_at,
            provider: view.provider,
            room: view.room,
            facility: view.facility,
            is_group: view.group.is_some(),
            patient: PatientName::of(&file.value),
            phone: phone(&file.value).filter(|_| may_read),
            language: language(&file.value).filter(|_| may_read),
            last_call: call.map(|call| calls::view(call, &staff)),
        });
    }
    rows.sort_by_cached_key(|row| {
        (
            row.starts_at.clone(),
            row.provider.to_lowercase(),
            row.patient.name.to_lowercase(),
        )
    });
    Ok(rows)
}
