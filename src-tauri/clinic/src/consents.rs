//! What a patient consented to, and whether they still do.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Consent, OfficeDocument, Patient};
use sync_contract::ids::{ConsentId, OfficeDocumentId, PatientId};
use sync_contract::{Entity, Right};
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::attachments::stored::Attachment;
use crate::attachments::view::DocumentType;
use crate::chart_row::{self, ChartRow};
use crate::clinic::require_not_deleted;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::merged_files::FilesOfAll;
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

/// `by` is who entered it. `document` is the form that was signed, with an empty name where it was removed or is not
/// here. `scans` are the other documents that are called a consent and bear the day on which it was signed.
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
    pub document: Option<ConsentScan>,
    pub scans: Vec<ConsentScan>,
}

/// The consent that counts is the first of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Consents {
    pub state: ConsentState,
    pub rows: Vec<ConsentView>,
}

/// `version` is the form that was signed: its title or number, as the clinic names it; `document_id` is that form among
/// the documents of the front desk.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewConsent {
    pub patient_id: Id,
    pub version: String,
    pub signed_on: Day,
    pub method: ConsentMethod,
    pub note: String,
    pub document_id: Option<Id>,
}

/// Which document is the form that was signed; none where it was named in error.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignedForm {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub document_id: Option<Id>,
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

/// Returns which patients consent today, by one statement. Where a consent of anyone is damaged, is missing or may
/// still come, nothing follows for those who are not among them: then none are returned.
pub(crate) fn signed_by(
    clinic: &Clinic,
    reader: &Reader<'_>,
    files: &FilesOfAll,
) -> Result<Option<BTreeSet<PatientId>>> {
    reader.look_over(Consent::DESCRIPTOR)?;
    let mut rows = reader.consents_of_all(&files.all())?;
    if clinic.is_any_unsure(Consent::DESCRIPTOR)? {
        return Ok(None);
    }
    rows.retain(|row| row.deleted.is_none());
    let (mut asked, mut signed) = (BTreeSet::new(), BTreeSet::new());
    for row in &rows {
        for patient in files.patients_of(row.value.patient) {
            // the first one is the one that counts
            if asked.insert(patient) && row.value.withdrawn_on.is_none() {
                signed.insert(patient);
            }
        }
    }
    Ok(Some(signed))
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

/// A document of the front desk, and the day that it bears where it is called a consent.
struct Scan {
    dated: Option<NaiveDate>,
    shown: ConsentScan,
}

/// Returns what may be a signed form among the documents of the front desk.
fn scans_of(reader: &Reader<'_>, patient: PatientId) -> Result<Vec<Scan>> {
    let documents = OfficeDocument::of_patient(reader, patient)?;
    let scan = |row: &Stored<OfficeDocument>| {
        let label = row.value.label()?;
        let name = label.name.to_string();
        let id = Id::of(row.value.id);
        let is_consent = label.kind == DocumentType::Consent;
        Some(Scan {
            dated: label.dated.filter(|_| is_consent),
            shown: ConsentScan { id, name },
        })
    };
    Ok(documents.iter().filter_map(scan).collect())
}

fn view(row: &Stored<Consent>, staff: &StaffNames, scans: &[Scan]) -> ConsentView {
    let consent = &row.value;
    let linked = consent.document.open().copied().flatten().map(Id::of);
    let document = linked.map(|id| {
        let mut shown = scans.iter().map(|scan| &scan.shown);
        let known = shown.find(|scan| scan.id == id).cloned();
        known.unwrap_or(ConsentScan {
            id,
            name: String::new(),
        })
    });
    let is_linked = |scan: &ConsentScan| document.as_ref().is_some_and(|of| of.id == scan.id);
    let others = scans
        .iter()
        .filter(|scan| scan.dated == Some(consent.signed_on) && !is_linked(&scan.shown));
    let scans = others.map(|scan| scan.shown.clone()).collect();
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
        scans,
        document,
    }
}

/// Records that a patient consented. But for the document that is its form it is not edited: one that was entered in
/// error is removed, and the next one is a row of its own.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound` also for a document of another patient, `PatientDeleted`,
/// `Invalid` without a version, or for a day in the future or before the day of birth, `TooLong` for a text.
pub fn add(clinic: &mut Clinic, form: &NewConsent) -> Result<ConsentView> {
    clinic.may(Right::PatientsUpdate)?;
    let patient: PatientId = form.patient_id.to()?;
    let born = born_from(&clinic.require_row::<Patient>(patient, "patient")?.value);
    let after_birth = |day: NaiveDate| match born.is_some_and(|born| day < born) {
        true => Err(Error::invalid("signedOn", Reason::Backwards)),
        false => Ok(day),
    };
    let (version, signed_on, note) = (
        fields::required(&form.version, "version"),
        not_in_the_future(clinic, &form.signed_on, "signedOn").and_then(after_birth),
        fields::optional(&form.note, "note"),
    )
        .together()?;
    let id = clinic.write("add consent", |tx| {
        require_not_deleted(tx, patient)?;
        let document = document(tx, patient, form.document_id.as_ref(), None)?;
        let id: ConsentId = tx.new_id();
        tx.insert(&Consent {
            id,
            patient,
            version: version.into(),
            signed_on,
            method: form.method,
            note: note.into(),
            document: document.into(),
            withdrawn_on: None,
        })?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id))
}

/// Returns the document that is named. One that is named already may stay, also when it was removed since.
fn document(
    tx: &WriteTx<'_>,
    patient: PatientId,
    id: Option<&Id>,
    stored: Option<OfficeDocumentId>,
) -> Result<Option<OfficeDocumentId>> {
    let id = id.map_or("", |id| id.0.as_str());
    chart_row::named::<OfficeDocument>(tx, patient, id, stored)
}

/// Says which document is the form that was signed, against the version that the editor saw.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound` also for a document of another patient, `PatientDeleted`.
pub fn name_form(clinic: &mut Clinic, form: &SignedForm) -> Result<ConsentView> {
    clinic.may(Right::PatientsUpdate)?;
    let seen = form.seen.to_read_version()?;
    clinic.write("name signed form", |tx| {
        let mut consent = chart_row::writable::<Consent>(tx, &form.id)?.value;
        let stored = consent.document.open().copied().flatten();
        let named = document(tx, consent.patient, form.document_id.as_ref(), stored)?;
        consent.document = named.into();
        tx.update(&consent, &seen)?;
        Ok(())
    })?;
    show(clinic, &form.id)
}

/// Records that a patient withdrew a consent, or that they did not, against the version that the editor saw.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` for a day in the future or before the
/// consent was signed.
pub fn withdraw(clinic: &mut Clinic, withdrawal: &Withdrawal) -> Result<ConsentView> {
    clinic.may(Right::PatientsUpdate)?;
    let seen = withdrawal.seen.to_read_version()?;
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
