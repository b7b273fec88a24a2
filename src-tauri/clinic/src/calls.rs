//! Calls to patients: about a follow-up, a place on the waiting list, or a reminder.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Patient, PhoneCall};
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, PhoneCallId};
use vault::read::Stored;

use crate::clinic::require_not_deleted;
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::names::{StaffNames, born_from};
use crate::reads::log_read;
use crate::view::{At, Day, Id, text};
use crate::{Clinic, fields};

pub use sync_contract::catalog::{CallPurpose, CallResult};

/// `note` is empty for a user who may not read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallView {
    pub id: Id,
    pub purpose: CallPurpose,
    pub at: At,
    pub by: String,
    pub result: CallResult,
    /// The day on which to call again.
    pub retry_on: Option<Day>,
    pub note: String,
}

/// `at` is none for a call that has just been made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewCall {
    pub patient_id: Id,
    pub purpose: CallPurpose,
    pub result: CallResult,
    pub at: Option<At>,
    pub retry_on: Option<Day>,
    pub note: String,
}

/// Returns the calls to a patient, newest first.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Vec<CallView>> {
    clinic.may(Right::AppointmentsRead)?;
    let patient: PatientId = patient.to()?;
    clinic.require_row::<Patient>(patient, "patient")?;
    log_read(clinic, patient)?;
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let calls = reader.calls_of(patient)?;
    Ok(calls.iter().map(|call| view(call, &staff)).collect())
}

pub(crate) fn view(call: &Stored<PhoneCall>, staff: &StaffNames) -> CallView {
    CallView {
        id: Id::of(call.value.id),
        purpose: call.value.purpose,
        at: At::of(call.value.at),
        by: staff.name(call.created_by),
        result: call.value.result,
        retry_on: call.value.retry_on.map(Day::of),
        note: text(&call.value.note),
    }
}

/// Records a call. It is not edited or taken back: the next one says what is true.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `PatientDeleted`, `Invalid` for a time in the future or before
/// the day of birth, or a day to call again that lies before the call or after the next year,
/// `TooLong` for the note.
pub fn record(clinic: &mut Clinic, form: &NewCall) -> Result<CallView> {
    clinic.may(Right::AppointmentsWrite)?;
    let patient: PatientId = form.patient_id.to()?;
    let born = born_from(&clinic.require_row::<Patient>(patient, "patient")?.value);
    let now = clinic.now();
    let zone = clinic.zone()?;
    let checked = |at: Time| match at {
        at if at > now => Err(Error::invalid("at", Reason::InTheFuture)),
        at if born.is_some_and(|born| day_of(at, &zone) < born) => {
            Err(Error::invalid("at", Reason::Backwards))
        }
        at => Ok(at),
    };
    let at = match &form.at {
        Some(at) => at.to_time("at").and_then(checked),
        None => Ok(now),
    };
    // a call without a time is not compared with the day of the next one
    let called = at.as_ref().copied().unwrap_or(now);
    let (at, retry_on, note) = (
        at,
        retry_on(form.retry_on.as_ref(), called, clinic),
        fields::optional(&form.note, "note"),
    )
        .together()?;
    let (purpose, result) = (form.purpose, form.result);
    let id = clinic.write("record call", |tx| {
        require_not_deleted(tx, patient)?;
        let id: PhoneCallId = tx.new_id();
        tx.insert(&PhoneCall {
            id,
            patient,
            purpose,
            at,
            result,
            retry_on,
            note: note.into(),
        })?;
        Ok(id)
    })?;
    let reader = clinic.read();
    let call = clinic.require_row::<PhoneCall>(id, "call")?;
    Ok(view(&call, &StaffNames::read(&reader)?))
}

fn retry_on(day: Option<&Day>, at: Time, clinic: &Clinic) -> Result<Option<NaiveDate>> {
    let Some(day) = day else {
        return Ok(None);
    };
    let (day, called) = (day.to_date("retryOn")?, day_of(at, &clinic.zone()?));
    if day < called {
        return Err(Error::invalid("retryOn", Reason::Backwards));
    }
    if !fields::is_of_diary(day, clinic.today()?) {
        return Err(Error::invalid("retryOn", Reason::Impossible));
    }
    Ok(Some(day))
}
