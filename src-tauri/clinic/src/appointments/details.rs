//! One appointment with whom to call about it, and how it came to its status.

use std::collections::BTreeSet;

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{AppointmentStatusChange, Patient};
use sync_contract::ids::AppointmentId;
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::appointments::day::look_over;
use crate::appointments::pages;
use crate::appointments::status::StatusReason;
use crate::appointments::{AppointmentStatus, AppointmentView};
use crate::error::Result;
use crate::names::{PatientName, StaffNames, language, phone};
use crate::reads::{ListRead, log_list};
use crate::view::{At, Id, text};

/// `contacts` are those of its patients, `history` its changes, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentDetails {
    pub appointment: AppointmentView,
    pub contacts: Vec<AppointmentContact>,
    pub history: Vec<StatusChangeView>,
}

/// `phone` is none for a user who may not read it; `language` the code of the one that the patient prefers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentContact {
    pub patient_id: Id,
    pub name: String,
    pub phone: Option<String>,
    pub language: Option<String>,
}

/// `from` is none of a booking; `patient` who was booked into a group session; `reason` is empty for a user who may not
/// read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusChangeView {
    pub id: Id,
    pub from: Option<AppointmentStatus>,
    pub to: AppointmentStatus,
    pub at: At,
    pub by: String,
    pub code: Option<StatusReason>,
    pub reason: String,
    pub patient: Option<String>,
}

/// Returns one appointment with its contacts and its history.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<AppointmentDetails> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let id: AppointmentId = id.to()?;
    let reader = clinic.read();
    look_over(&reader)?;
    reader.look_over(AppointmentStatusChange::DESCRIPTOR)?;
    clinic.reached(id, Right::AppointmentsRead)?;
    let appointment = pages::one(clinic, id)?;
    Ok(AppointmentDetails {
        contacts: contacts(
            &reader,
            &appointment.patients,
            clinic.actor.can(Right::PatientsRead),
        )?,
        history: history(&reader, id, &appointment)?,
        appointment,
    })
}

fn contacts(
    reader: &Reader<'_>,
    patients: &[PatientName],
    may_read: bool,
) -> Result<Vec<AppointmentContact>> {
    let ids: Vec<Uuid> = patients
        .iter()
        .map(|patient| patient.id.to())
        .collect::<Result<_>>()?;
    let rows = reader.by_ids::<Patient>(&ids)?;
    let mut contacts: Vec<AppointmentContact> =
        rows.iter().map(|row| contact(row, may_read)).collect();
    contacts
        .sort_by_cached_key(|contact| (contact.name.to_lowercase(), contact.patient_id.clone()));
    Ok(contacts)
}

fn contact(row: &Stored<Patient>, may_read: bool) -> AppointmentContact {
    let patient = &row.value;
    AppointmentContact {
        patient_id: Id::of(patient.id),
        name: PatientName::of(patient).name,
        phone: phone(patient).filter(|_| may_read),
        language: language(patient).filter(|_| may_read),
    }
}

/// A session has a row of each of its patients for one change: they are shown once, but for those of seats.
fn history(
    reader: &Reader<'_>,
    id: AppointmentId,
    appointment: &AppointmentView,
) -> Result<Vec<StatusChangeView>> {
    let mut rows = reader.status_changes_of_appointments(&[id])?;
    rows.sort_by_key(|row| (row.value.at, row.created, row.value.id));
    let staff = StaffNames::read(reader)?;
    let is_group = appointment.group.is_some();
    let name_of = |row: &AppointmentStatusChange| {
        let id = Id::of(row.patient);
        let mut patients = appointment.patients.iter();
        Some(patients.find(|one| one.id == id)?.name.clone())
    };
    let mut seen = BTreeSet::new();
    let mut history = Vec::new();
    for row in rows {
        let change = &row.value;
        let is_seat = is_group && change.from_status.is_none();
        let patient = is_seat.then_some(change.patient);
        if !seen.insert((change.at, change.from_status, change.to_status, patient)) {
            continue;
        }
        history.push(StatusChangeView {
            id: Id::of(change.id),
            from: change.from_status,
            to: change.to_status,
            at: At::of(change.at),
            by: staff.name(row.created_by),
            code: change.reason_code,
            reason: text(&change.reason),
            patient: match is_seat {
                true => name_of(change),
                false => None,
            },
        });
    }
    history.reverse();
    Ok(history)
}
