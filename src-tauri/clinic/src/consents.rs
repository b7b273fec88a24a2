//! What a patient consented to, and whether they still do.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Consent, OfficeDocument, Patient};
use sync_contract::ids::{ConsentId, PatientId};
use sync_contract::{Entity, Right};
use vault::read::{Reader, Stored};

use crate::attachments::stored::Attachment;
use crate::attachments::view::DocumentType;
use crate::chart_row::{self, ChartRow};
use crate::clinic::require_not_deleted;
use crate::error::{Error, Reason, Result};
use crate::names::{StaffNames, born_from};
use crate::view::{Day, Id, ReadVersionToken, text};
use crate::{Clinic, fields};

pub use sync_contract::catalog::ConsentMethod;

/// Whether a patient consents today: the consent that was signed last decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ConsentState {
    NotAsked,
    Signed,
    Withdrawn,
    /// One is damaged, is missing or may still come, and may be the last one.
    Unsure,
}

/// A document of the front desk: the signed form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsentScan {
    pub id: Id,
    pub name: String,
}

/// `by` is who entered it. `scans` are the documents that are called a consent and bear the day on which it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsentView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub version: String,
    pub signed_on: Day,
    pub method: ConsentMethod,
    pub withdrawn_on: Option<Day>,
    pub note: String,
    pub by: String,
    pub scans: Vec<ConsentScan>,
}

/// The consent that counts is the first of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Consents {
    pub state: ConsentState,
    pub rows: Vec<ConsentView>,
}

/// `version` is the form that was signed: its title or number, as the clinic names it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewConsent {
    pub patient_id: Id,
    pub version: String,
    pub signed_on: Day,
    pub method: ConsentMethod,
    pub note: String,
}

/// `withdrawn_on` is none where a withdrawal was entered in error.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Withdrawal {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub withdrawn_on: Option<Day>,
}

impl ChartRow for Consent {
    const WHAT: &'static str = "consent";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns the consents of a patient that are not removed, the one signed last first, and what they come to.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Consents> {
    clinic.may(Right::PatientsRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    of_patient(clinic, &reader, patient, &StaffNames::read(&reader)?)
}

pub(crate) fn of_patient(
    clinic: &Clinic,
    reader: &Reader<'_>,
    patient: PatientId,
    staff: &StaffNames,
) -> Result<Consents> {
    let (rows, scans) = (reader.consents_of(patient)?, scans_of(reader, patient)?);
    let rows = rows.iter().map(|row| view(row, staff, &scans));
    let rows: Vec<ConsentView> = rows.collect();
    let is_unsure = clinic.is_unsure(patient, Consent::DESCRIPTOR)?;
    Ok(Consents {
        state: match is_unsure {
            true => ConsentState::Unsure,
            false => state(&rows),
        },
        rows,
    })
}

/// An earlier consent does not return by the withdrawal of a later one: that one replaced it.
fn state(rows: &[ConsentView]) -> ConsentState {
    match rows.first() {
        None => ConsentState::NotAsked,
        Some(last) if last.withdrawn_on.is_some() => ConsentState::Withdrawn,
        Some(_) => ConsentState::Signed,
    }
}

/// Returns one consent that is not removed.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<ConsentView> {
    clinic.may(Right::PatientsRead)?;
    let row = chart_row::shown::<Consent>(clinic, id)?;
    let reader = clinic.read();
    let scans = scans_of(&reader, row.value.patient)?;
    Ok(view(&row, &StaffNames::read(&reader)?, &scans))
}

/// Returns the signed forms among the documents of the front desk, each with the day that it bears.
fn scans_of(reader: &Reader<'_>, patient: PatientId) -> Result<Vec<(NaiveDate, ConsentScan)>> {
    let documents = OfficeDocument::of_patient(reader, patient)?;
    let scan = |row: &Stored<OfficeDocument>| {
        let label = row.value.label()?;
        let name = label.name.to_string();
        let id = Id::of(row.value.id);
        let is_consent = label.kind == DocumentType::Consent;
        Some((
            label.dated.filter(|_| is_consent)?,
            ConsentScan { id, name },
        ))
    };
    Ok(documents.iter().filter_map(scan).collect())
}

fn view(
    row: &Stored<Consent>,
    staff: &StaffNames,
    scans: &[(NaiveDate, ConsentScan)],
) -> ConsentView {
    let consent = &row.value;
    let scans = scans.iter().filter(|(day, _)| *day == consent.signed_on);
    ConsentView {
        id: Id::of(consent.id),
        seen: ReadVersionToken::of(&row.seen),
        version: consent
            .version
            .open()
            .map_or(String::new(), |text| text.to_string()),
        signed_on: Day::of(consent.signed_on),
        method: consent.method,
        withdrawn_on: consent.withdrawn_on.map(Day::of),
        note: text(&consent.note),
        by: staff.name(row.created_by),
        scans: scans.map(|(_, scan)| scan.clone()).collect(),
    }
}

/// Records that a patient consented. It is not edited: one that was entered in error is removed, and the next one is a
/// row of its own.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` without a version, or for a day in
/// the future or before the day of birth, `TooLong` for a text.
pub fn add(clinic: &mut Clinic, form: &NewConsent) -> Result<ConsentView> {
    clinic.may(Right::PatientsUpdate)?;
    let patient: PatientId = form.patient_id.to()?;
    let born = born_from(&clinic.require_row::<Patient>(patient, "patient")?.value);
    let version = fields::required(&form.version, "version")?;
    let signed_on = not_in_the_future(clinic, &form.signed_on, "signedOn")?;
    if born.is_some_and(|born| signed_on < born) {
        return Err(Error::invalid("signedOn", Reason::Backwards));
    }
    let note = fields::optional(&form.note, "note")?;
    let id = clinic.write("add consent", |tx| {
        require_not_deleted(tx, patient)?;
        let id: ConsentId = tx.new_id();
        tx.insert(&Consent {
            id,
            patient,
            version: version.into(),
            signed_on,
            method: form.method,
            note: note.into(),
            withdrawn_on: None,
        })?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id))
}

/// Records that a patient withdrew a consent, or that they did not, against the version that the editor saw.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` for a day in the future or before the
/// consent was signed.
pub fn withdraw(clinic: &mut Clinic, withdrawal: &Withdrawal) -> Result<ConsentView> {
    clinic.may(Right::PatientsUpdate)?;
    let seen = withdrawal.seen.to_seen()?;
    let day = withdrawal.withdrawn_on.as_ref();
    let day = day.map(|day| not_in_the_future(clinic, day, "withdrawnOn"));
    let day = day.transpose()?;
    clinic.write("withdraw consent", |tx| {
        let mut consent = chart_row::writable::<Consent>(tx, &withdrawal.id)?.value;
        if day.is_some_and(|day| day < consent.signed_on) {
            return Err(Error::invalid("withdrawnOn", Reason::Backwards));
        }
        consent.withdrawn_on = day;
        tx.update(&consent, &seen)?;
        Ok(())
    })?;
    show(clinic, &withdrawal.id)
}

fn not_in_the_future(clinic: &Clinic, day: &Day, field: &'static str) -> Result<NaiveDate> {
    let date = day.to_date(field)?;
    match date > clinic.today()? {
        true => Err(Error::invalid(field, Reason::InTheFuture)),
        false => Ok(date),
    }
}

/// Removes one that was entered in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` without a reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.write("remove consent", |tx| {
        chart_row::delete::<Consent>(tx, id, seen, reason)
    })?;
    chart_row::removal::<Consent>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::PatientsUpdate)?;
    chart_row::removal::<Consent>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<ConsentView> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.write("restore consent", |tx| {
        chart_row::undelete::<Consent>(tx, id, seen)
    })?;
    show(clinic, id)
}
