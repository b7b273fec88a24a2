//! The photo of a patient: part of the identity, so that the front desk sees and sets it. One patient has one photo.

pub mod picture;

use std::io::Write;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Patient, PatientPhoto, photo_id};
use sync_contract::field::Bytes;
use sync_contract::ids::PatientId;
use sync_contract::{Compartment, Entity, Phi, Right};
use uuid::Uuid;
use vault::read::Stored;
use vault::{Detail, Event};

use crate::Clinic;
use crate::attachments::view::media_type_of;
use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Result};
use crate::merged_files;
use crate::names::StaffNames;
use crate::photos::picture::Picture;
use crate::view::{At, Id, ReadVersionToken};

/// `patient_id` is the file that has it, be it one that was merged. `size` is bytes, 0 where this user cannot read it
/// or it is damaged. `at` is when it was set, and `by` who set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PhotoView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub patient_id: Id,
    pub media_type: String,
    pub size: u32,
    pub at: At,
    pub by: String,
}

/// `seen` is that of the photo that is there already.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewPhoto {
    pub patient_id: Id,
    pub seen: Option<ReadVersionToken>,
}

/// What [`restore`] needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PhotoRemoval {
    pub id: Id,
    pub seen: ReadVersionToken,
}

impl ChartRow for PatientPhoto {
    const WHAT: &'static str = "photo";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns what is known of a patient's photo; none where there is none. Of files that were merged it is that of the
/// file which stays, else that of the other.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn show(clinic: &Clinic, patient: &Id) -> Result<Option<PhotoView>> {
    clinic.may(Right::PatientsRead)?;
    let row = of_patient(clinic, patient.to()?)?;
    row.map(|row| view(clinic, &row)).transpose()
}

/// Returns the row that is shown, and logs the read.
fn of_patient(clinic: &Clinic, patient: PatientId) -> Result<Option<Stored<PatientPhoto>>> {
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    let shown = merged_files::shown(&reader, patient)?;
    let mut rows = reader.photos_of(patient)?;
    rows.sort_by_key(|row| row.value.patient != shown);
    Ok(rows.into_iter().next())
}

fn view(clinic: &Clinic, row: &Stored<PatientPhoto>) -> Result<PhotoView> {
    let content = row.value.picture.open();
    let content = content.map_or(&[][..], |content| &content.0);
    let written = row.rewritten(PatientPhoto::CELL.photo.number);
    let (at, by) = written.unwrap_or((row.created_at, row.created_by));
    let staff = StaffNames::read(&clinic.read())?;
    Ok(PhotoView {
        id: Id::of(row.value.id),
        seen: ReadVersionToken::of(&row.seen),
        patient_id: Id::of(row.value.patient),
        media_type: media_type_of(content).to_owned(),
        size: u32::try_from(content.len()).unwrap_or(u32::MAX),
        at: At::of(at),
        by: staff.name(by),
    })
}

/// Returns the picture itself: a JPEG, PNG or WebP.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound` where there is none, `KeyMissing`, `PhotoDamaged`.
pub fn content(clinic: &Clinic, patient: &Id) -> Result<Vec<u8>> {
    clinic.may(Right::PatientsRead)?;
    let row = or_not_found(of_patient(clinic, patient.to()?)?, PatientPhoto::WHAT)?;
    content_of(row)
}

fn content_of(row: Stored<PatientPhoto>) -> Result<Vec<u8>> {
    let is_damaged = !row.damaged.is_empty();
    match row.value.picture.into_open() {
        Some(content) if !is_damaged => checked(content.0),
        None if !is_damaged => Err(Error::KeyMissing(Compartment::Contact)),
        _ => Err(Error::PhotoDamaged),
    }
}

/// Another program may have written something that is no photo.
pub(crate) fn checked(content: Vec<u8>) -> Result<Vec<u8>> {
    match Picture::of(&content) {
        Ok(_) => Ok(content),
        Err(_) => Err(Error::PhotoDamaged),
    }
}

/// Writes the picture as it was given. That is in the audit log.
///
/// # Errors
/// As [`content`], and those of the file.
pub fn save(clinic: &Clinic, patient: &Id, to: &mut dyn Write) -> Result<()> {
    clinic.may(Right::PatientsRead)?;
    let row = or_not_found(of_patient(clinic, patient.to()?)?, PatientPhoto::WHAT)?;
    let (id, patient) = (row.value.id.0, row.value.patient);
    let content = content_of(row)?;
    record_copy(clinic, id, Some(patient))?;
    to.write_all(&content)
        .map_err(|error| Error::Vault(error.into()))
}

/// Logs that a copy leaves the clinic: what cannot be audited is not written.
pub(crate) fn record_copy(clinic: &Clinic, id: Uuid, patient: Option<PatientId>) -> Result<()> {
    let event = Event::new("save photo", PatientPhoto::DESCRIPTOR.name);
    let event = event.of(id).about(patient.map(|patient| patient.0));
    clinic.record(event, &Detail::default())?;
    Ok(())
}

/// Sets the photo of a patient, in the place of the one that the user saw; of files that were merged, in the file under
/// which they are shown. One that was removed is no longer in the way.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` for what is no photo,
/// `ChangedMeanwhile` where there is one that the user has not seen, `NotAllHere` while one may be elsewhere.
pub fn set(clinic: &mut Clinic, form: &NewPhoto, content: &[u8]) -> Result<PhotoView> {
    clinic.may(Right::PatientsUpdate)?;
    let patient: PatientId = form.patient_id.to()?;
    clinic.require_row::<Patient>(patient, "patient")?;
    let patient = merged_files::shown(&clinic.read(), patient)?;
    Picture::of(content)?;
    clinic.read().photos_of(patient)?;
    if clinic.is_partial(PatientPhoto::DESCRIPTOR)? {
        return Err(Error::NotAllHere);
    }
    let seen = form.seen.as_ref().map(ReadVersionToken::to_read_version);
    let seen = seen.transpose()?;
    let photo = PatientPhoto {
        id: photo_id(clinic.tenant(), patient),
        patient,
        picture: Phi::new(Bytes(content.to_vec())),
    };
    clinic.write("set photo", |tx| {
        require_not_deleted(tx, patient)?;
        let Some(stored) = tx.get::<PatientPhoto>(photo.id)? else {
            return Ok(tx.insert(&photo)?);
        };
        let seen = match &seen {
            _ if stored.deleted.is_some() => {
                tx.undelete::<PatientPhoto>(photo.id, &stored.seen)?;
                &stored.seen
            }
            Some(seen) => seen,
            None => return Err(Error::ChangedMeanwhile),
        };
        tx.update(&photo, seen)?;
        Ok(())
    })?;
    let row = chart_row::shown::<PatientPhoto>(clinic, &Id::of(photo.id))?;
    view(clinic, &row)
}

/// Removes the photo with this id.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` without a reason,
/// `ChangedMeanwhile`.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<PhotoRemoval> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.write("remove photo", |tx| {
        chart_row::delete::<PatientPhoto>(tx, id, seen, reason)
    })?;
    Ok(PhotoRemoval {
        id: id.clone(),
        seen: chart_row::removal::<PatientPhoto>(clinic, id)?,
    })
}

/// Returns what names the removal of a patient's photo, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound` where none was removed.
pub fn removed(clinic: &Clinic, patient: &Id) -> Result<PhotoRemoval> {
    clinic.may(Right::PatientsUpdate)?;
    let patient: PatientId = patient.to()?;
    clinic.require_row::<Patient>(patient, "patient")?;
    let reader = clinic.read();
    let shown = merged_files::shown(&reader, patient)?;
    let mut files: Vec<PatientId> = merged_files::of(&reader, patient)?.into_iter().collect();
    files.sort_by_key(|file| *file != shown);
    for file in files {
        let row = reader.get::<PatientPhoto>(photo_id(clinic.tenant(), file))?;
        if let Some(row) = row.filter(|row| row.deleted.is_some()) {
            return Ok(PhotoRemoval {
                id: Id::of(row.value.id),
                seen: ReadVersionToken::of(&row.seen),
            });
        }
    }
    Err(Error::NotFound(PatientPhoto::WHAT))
}

/// Puts a removed photo back.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<PhotoView> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.write("restore photo", |tx| {
        chart_row::undelete::<PatientPhoto>(tx, id, seen)
    })?;
    let row = chart_row::shown::<PatientPhoto>(clinic, id)?;
    view(clinic, &row)
}
