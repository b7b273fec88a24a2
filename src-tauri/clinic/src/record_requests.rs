//! Requests for a copy of a patient's records: who asked for what, until when, and what became of it.
//!
//! Nothing is sent by it: whoever answers a request exports the file or prints of it, and says here that it is done.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Patient, PatientLink, RecordRequest};
use sync_contract::field::Line;
use sync_contract::ids::{PatientId, RecordRequestId};
use sync_contract::{Entity, Right};
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::names::{PatientName, StaffNames, deleted_among, patient_names};
use crate::reads::{ListRead, log_list};
use crate::view::{At, Day, Id, ReadVersionToken, text};
use crate::{Clinic, fields, merged_files};

pub use sync_contract::catalog::RecordRequestStatus;

/// `asked_for` is which part of the records. `due_on` is not before `asked_on`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecordRequestForm {
    pub asked_by: String,
    pub asked_for: String,
    pub asked_on: Day,
    pub due_on: Day,
}

/// `answered_at`, `answered_by` and the reason of a refusal are those of a request that is no longer open.
/// `is_overdue`: it is open, and its day has passed. `entered_by` is who recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecordRequestView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub patient: PatientName,
    #[serde(flatten)]
    pub form: RecordRequestForm,
    pub status: RecordRequestStatus,
    pub is_overdue: bool,
    pub answered_at: Option<At>,
    pub answered_by: String,
    pub reason: String,
    pub entered_by: String,
}

/// `is_unsure`: a request is damaged, is missing or may still come, so that none follows from an empty list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecordRequests {
    pub is_unsure: bool,
    pub requests: Vec<RecordRequestView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewRecordRequest {
    pub patient_id: Id,
    pub form: RecordRequestForm,
}

/// The name of a request in what is refused.
const REQUEST: &str = "recordRequest";

impl ChartRow for RecordRequest {
    const WHAT: &'static str = "record request";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns the requests for the records of a patient: the open ones by the day on which they are due, then the closed
/// ones, the one that was asked last first.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<RecordRequests> {
    clinic.may(Right::PatientsRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    let mut rows = reader.record_requests_of(patient)?;
    let day = |day: NaiveDate| day.to_epoch_days();
    rows.sort_by_key(|row| match row.value.status {
        RecordRequestStatus::Open => (false, day(row.value.due_on)),
        RecordRequestStatus::Done | RecordRequestStatus::Refused => {
            (true, -day(row.value.asked_on))
        }
    });
    Ok(RecordRequests {
        is_unsure: clinic.is_unsure(patient, RecordRequest::DESCRIPTOR)?,
        requests: views(clinic, &reader, &rows)?,
    })
}

/// Returns the open requests for the records of all patients, the one that is due first at the top. Patients who are
/// deleted, or whose file is not on this device, are not among them.
///
/// # Errors
/// `Forbidden` (needs `patients.export` and `patients.read`).
pub fn worklist(clinic: &Clinic) -> Result<RecordRequests> {
    clinic.may(Right::PatientsExport)?;
    clinic.may(Right::PatientsRead)?;
    log_list(clinic, ListRead::List)?;
    let reader = clinic.read();
    for entity in [
        Patient::DESCRIPTOR,
        PatientLink::DESCRIPTOR,
        RecordRequest::DESCRIPTOR,
    ] {
        reader.look_over(entity)?;
    }
    let mut rows = reader.open_record_requests()?;
    let shown = merged_files::shown_by(&reader)?;
    let deleted = deleted_among(&reader, rows.iter().map(|row| shown(row.value.patient)))?;
    rows.retain(|row| !deleted.contains(&shown(row.value.patient)));
    Ok(RecordRequests {
        is_unsure: clinic.is_any_unsure(RecordRequest::DESCRIPTOR)?,
        requests: views(clinic, &reader, &rows)?,
    })
}

/// Returns one request.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<RecordRequestView> {
    clinic.may(Right::PatientsRead)?;
    let row = chart_row::shown::<RecordRequest>(clinic, id)?;
    let views = views(clinic, &clinic.read(), std::slice::from_ref(&row))?;
    or_not_found(views.into_iter().next(), RecordRequest::WHAT)
}

/// Returns requests as they are listed, those of patients who are not known left out, by a fixed number of statements.
fn views(
    clinic: &Clinic,
    reader: &Reader<'_>,
    rows: &[Stored<RecordRequest>],
) -> Result<Vec<RecordRequestView>> {
    let (staff, today) = (StaffNames::read(reader)?, clinic.today()?);
    let shown = merged_files::shown_by(reader)?;
    let names = patient_names(reader, rows.iter().map(|row| shown(row.value.patient)))?;
    let named = |row: &Stored<RecordRequest>| {
        let patient = names.get(&shown(row.value.patient))?;
        Some(view(row, patient, &staff, today))
    };
    Ok(rows.iter().filter_map(named).collect())
}

fn view(
    row: &Stored<RecordRequest>,
    patient: &PatientName,
    staff: &StaffNames,
    today: NaiveDate,
) -> RecordRequestView {
    let request = &row.value;
    let is_open = request.status == RecordRequestStatus::Open;
    let answered_by = request.answered_by.filter(|_| !is_open);
    RecordRequestView {
        id: Id::of(request.id),
        seen: ReadVersionToken::of(&row.seen),
        patient: patient.clone(),
        form: RecordRequestForm {
            asked_by: line(request.asked_by.open()),
            asked_for: line(request.asked_for.open()),
            asked_on: Day::of(request.asked_on),
            due_on: Day::of(request.due_on),
        },
        status: request.status,
        is_overdue: is_open && request.due_on < today,
        answered_at: request.answered_at.filter(|_| !is_open).map(At::of),
        answered_by: answered_by.map_or(String::new(), |user| staff.name(user)),
        reason: text(&request.reason),
        entered_by: staff.name(row.created_by),
    }
}

/// Returns empty text for one that this user cannot decrypt.
fn line(text: Option<&Line>) -> String {
    text.map_or(String::new(), |text| text.to_string())
}

/// Records that someone asked for a patient's records.
///
/// # Errors
/// `Forbidden` (needs `patients.export`), `NotFound`, `PatientDeleted`, `Invalid` without who asked and for what, for a
/// day that is to come on which it was asked, and for one before it on which it is due, `TooLong` for a text.
pub fn add(clinic: &mut Clinic, new: &NewRecordRequest) -> Result<RecordRequestView> {
    clinic.may(Right::PatientsExport)?;
    let (patient, today): (PatientId, _) = (new.patient_id.to()?, clinic.today()?);
    let days = (
        asked(&new.form.asked_on, today),
        new.form.due_on.to_date("dueOn"),
    );
    let (asked_by, asked_for, days) = (
        fields::required(&new.form.asked_by, "askedBy"),
        fields::required(&new.form.asked_for, "askedFor"),
        days.together().and_then(in_order),
    )
        .together()?;
    let id = clinic.write("add record request", |tx| {
        require_not_deleted(tx, patient)?;
        let id: RecordRequestId = tx.new_id();
        tx.insert(&RecordRequest {
            id,
            patient,
            asked_by: asked_by.into(),
            asked_on: days.0,
            due_on: days.1,
            asked_for: asked_for.into(),
            status: RecordRequestStatus::Open,
            answered_at: None,
            answered_by: None,
            reason: None.into(),
        })?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id))
}

fn asked(day: &Day, today: NaiveDate) -> Result<NaiveDate> {
    const FIELD: &str = "askedOn";
    match day.to_date(FIELD)? {
        day if day > today => Err(Error::invalid(FIELD, Reason::InTheFuture)),
        day => Ok(day),
    }
}

type Days = (NaiveDate, NaiveDate);

fn in_order((asked_on, due_on): Days) -> Result<Days> {
    match due_on < asked_on {
        true => Err(Error::invalid("dueOn", Reason::Backwards)),
        false => Ok((asked_on, due_on)),
    }
}

/// # Errors
/// `Invalid` for a request that is due before it was made.
pub(crate) fn require_in_order(request: &RecordRequest) -> Result<()> {
    in_order((request.asked_on, request.due_on)).map(|_| ())
}

/// Says that the copy was sent or handed over.
///
/// # Errors
/// `Forbidden` (needs `patients.export`), `NotFound`, `PatientDeleted`, `Invalid` for a request that is closed.
pub fn done(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<RecordRequestView> {
    clinic.may(Right::PatientsExport)?;
    let answer = Answer {
        status: RecordRequestStatus::Done,
        reason: None,
    };
    answered(clinic, "answer record request", id, seen, answer)
}

/// Says that no copy is given, and why.
///
/// # Errors
/// As [`done`], `Invalid` without a reason, `TooLong`.
pub fn refuse(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<RecordRequestView> {
    clinic.may(Right::PatientsExport)?;
    let answer = Answer {
        status: RecordRequestStatus::Refused,
        reason: Some(fields::required(reason, "reason")?),
    };
    answered(clinic, "refuse record request", id, seen, answer)
}

/// What became of an open request.
struct Answer {
    status: RecordRequestStatus,
    reason: Option<Line>,
}

fn answered(
    clinic: &mut Clinic,
    action: &str,
    id: &Id,
    seen: &ReadVersionToken,
    answer: Answer,
) -> Result<RecordRequestView> {
    let (seen, user) = (seen.to_read_version()?, clinic.user());
    clinic.write(action, |tx| {
        let mut request = open_one(tx, id)?;
        request.status = answer.status;
        request.answered_at = Some(tx.now());
        request.answered_by = Some(user);
        request.reason = answer.reason.into();
        tx.update(&request, &seen)?;
        Ok(())
    })?;
    show(clinic, id)
}

/// Opens a request again that was closed.
///
/// # Errors
/// `Forbidden` (needs `patients.export`), `NotFound`, `PatientDeleted`, `Invalid` for a request that is open.
pub fn reopen(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<RecordRequestView> {
    clinic.may(Right::PatientsExport)?;
    let seen = seen.to_read_version()?;
    clinic.write("reopen record request", |tx| {
        let mut request = chart_row::writable::<RecordRequest>(tx, id)?.value;
        if request.status == RecordRequestStatus::Open {
            return Err(Error::invalid(REQUEST, Reason::OutOfOrder));
        }
        request.status = RecordRequestStatus::Open;
        request.answered_at = None;
        request.answered_by = None;
        request.reason = None.into();
        tx.update(&request, &seen)?;
        Ok(())
    })?;
    show(clinic, id)
}

fn open_one(tx: &WriteTx<'_>, id: &Id) -> Result<RecordRequest> {
    let request = chart_row::writable::<RecordRequest>(tx, id)?.value;
    match request.status {
        RecordRequestStatus::Open => Ok(request),
        RecordRequestStatus::Done | RecordRequestStatus::Refused => {
            Err(Error::invalid(REQUEST, Reason::Cancelled))
        }
    }
}
