//! Patients who are due to come again and have no appointment, and the calls that were made to them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Row, params};
use sync_contract::catalog::{CallPurpose, CallResult, PhoneCall, Visit};
use sync_contract::field::{Time, date_from_days};
use sync_contract::ids::{PatientId, UserId};
use sync_contract::{Value, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::columns;
use crate::store::rows::json;

/// A patient who is expected at no appointment, by clear columns, whose tags are not checked: it says who is listed,
/// and what is shown of them is read by the lists of a few patients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unbooked {
    pub patient: PatientId,
    /// Else on hold or waiting to be taken on.
    pub is_active: bool,
    pub last_visit: Option<LastVisit>,
    /// The last call about coming again.
    pub last_call: Option<LastCall>,
}

/// The visit that began last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastVisit {
    pub started_at: Time,
    /// When the patient should come again, as that visit has it.
    pub due: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastCall {
    pub at: Time,
    pub result: CallResult,
    pub retry_on: Option<NaiveDate>,
}

impl Reader<'_> {
    /// Newest first.
    pub fn calls_of(&self, patient: PatientId) -> Result<Vec<Stored<PhoneCall>>> {
        self.of_patient(statement!("calls", "of_patient"), patient)
    }

    /// The last call to each of these patients for a purpose, by three statements.
    pub fn last_calls(
        &self,
        patients: &[PatientId],
        purpose: CallPurpose,
    ) -> Result<BTreeMap<PatientId, Stored<PhoneCall>>> {
        let of_files = |patients: &[PatientId]| {
            let sql = statement!("calls", "last_of");
            let mut statement = self.conn.prepare_cached(sql)?;
            let wanted = json(patients.iter().map(|patient| patient.0));
            let mut rows = statement.query(params![wanted, purpose.as_str()])?;
            let mut ids: Vec<Uuid> = Vec::new();
            while let Some(row) = rows.next()? {
                ids.extend(columns::id(row, 0)?);
            }
            let calls = self.by_ids::<PhoneCall>(&ids)?.into_iter();
            Ok(calls.map(|call| (call.value.patient, call)).collect())
        };
        let later = |one: &Stored<PhoneCall>, other: &Stored<PhoneCall>| {
            (one.value.at, one.value.id) > (other.value.at, other.value.id)
        };
        self.of_all_files(patients, of_files, later)
    }

    /// The last visit of each of these patients and when they should come again, by three statements; nothing sealed
    /// is opened.
    pub fn last_visits_due(
        &self,
        patients: &[PatientId],
    ) -> Result<BTreeMap<PatientId, LastVisit>> {
        let (started, due) = (Visit::FIELD.started_at, Visit::FIELD.follow_up_date);
        let of_files = |patients: &[PatientId]| {
            let visits = self.last_visit_rows(patients, &[started.cell.number, due.cell.number])?;
            let last = visits.values().filter_map(|visit| {
                let started_at = Time(started.in_row(visit)?.as_time()?);
                let due = match due.in_row(visit) {
                    Some(Value::Date(days)) => date_from_days(*days),
                    _ => None,
                };
                Some((PatientId(visit.patient?), LastVisit { started_at, due }))
            });
            Ok(last.collect())
        };
        let later = |one: &LastVisit, other: &LastVisit| one.started_at > other.started_at;
        self.of_all_files(patients, of_files, later)
    }

    /// Patients under care who are expected at no appointment that begins at `from` or later, of one dietitian or of
    /// all, in no order, by one statement.
    pub fn unbooked(&self, from: Time, dietitian: Option<UserId>) -> Result<Vec<Unbooked>> {
        let sql = statement!("calls", "unbooked");
        let mut statement = self.conn.prepare_cached(sql)?;
        let keys = params![from.0, dietitian.map(|id| id.0.into_bytes())];
        let mut rows = statement.query(keys)?;
        let mut unbooked = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(patient) = columns::id(row, 0)? else {
                continue;
            };
            unbooked.push(Unbooked {
                patient: PatientId(patient),
                is_active: columns::integer(row, 1)? == Some(1),
                last_visit: last_visit(row)?,
                last_call: last_call(row)?,
            });
        }
        Ok(unbooked)
    }
}

fn last_visit(row: &Row<'_>) -> Result<Option<LastVisit>> {
    let (started_at, due) = (columns::integer(row, 2)?, columns::integer(row, 3)?);
    Ok(started_at.map(|started_at| LastVisit {
        started_at: Time(started_at),
        due: due.and_then(day),
    }))
}

fn last_call(row: &Row<'_>) -> Result<Option<LastCall>> {
    let (at, retry_on) = (columns::integer(row, 4)?, columns::integer(row, 6)?);
    let result = columns::text(row, 5)?.and_then(|word| word.parse().ok());
    Ok(at.zip(result).map(|(at, result)| LastCall {
        at: Time(at),
        result,
        retry_on: retry_on.and_then(day),
    }))
}

/// Returns none for a number of days that no calendar has.
fn day(days: i64) -> Option<NaiveDate> {
    date_from_days(i32::try_from(days).ok()?)
}
