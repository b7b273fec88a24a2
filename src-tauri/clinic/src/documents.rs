//! Files of a patient's chart: letters, reports, results, images.

use std::io::Write;

use sync_contract::Right;
use sync_contract::catalog::ClinicalDocument;

use crate::Clinic;
use crate::attachments::measure::MeasuredFile;
use crate::attachments::view::{Adding, DocumentEdit, DocumentView, NewDocument};
use crate::attachments::{add, label, read};
use crate::chart_row;
use crate::error::Result;
use crate::filing;
use crate::view::{Id, ReadVersionToken};

/// Returns the documents of a patient that are not removed, newest first.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Vec<DocumentView>> {
    clinic.may(Right::ChartRead)?;
    read::list::<ClinicalDocument>(clinic, patient)
}

/// Returns one document that is not removed; `damaged` where a part that is here is not what was added.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<DocumentView> {
    clinic.may(Right::ChartRead)?;
    read::inspect::<ClinicalDocument>(clinic, id)
}

/// Begins to add a file, or goes on where this file of the patient was interrupted. [`store`] adds its parts.
///
/// # Errors
/// `Forbidden` (needs `documents.write`), `NotFound`, `PatientDeleted`, `Invalid` without a name, for a kind that is
/// none of a chart, and for a file that is here already.
pub fn begin(clinic: &mut Clinic, new: &NewDocument, file: &MeasuredFile) -> Result<Adding> {
    clinic.may(Right::DocumentsWrite)?;
    add::begin::<ClinicalDocument>(clinic, new, file)
}

/// Goes on with a document whose parts are not all here.
///
/// # Errors
/// `Forbidden` (needs `documents.write`), `NotFound`, `DocumentDamaged`, `OtherFile` for any but the file that it was
/// begun with.
pub fn resume(clinic: &mut Clinic, id: &Id, file: &MeasuredFile) -> Result<Adding> {
    clinic.may(Right::DocumentsWrite)?;
    add::go_on::<ClinicalDocument>(clinic, id, file)
}

/// Stores parts of a file that follow each other, from the one with this index on, in one transaction. Parts that are
/// here already stay as they are.
///
/// # Errors
/// `Forbidden` (needs `documents.write`), `NotFound`, `PatientDeleted`, `OtherFile`, `FileChanged` for what is not
/// those parts of the file, those of the disk.
pub fn store(
    clinic: &mut Clinic,
    id: &Id,
    file: &MeasuredFile,
    first: u32,
    content: &[u8],
) -> Result<()> {
    clinic.may(Right::DocumentsWrite)?;
    add::store::<ClinicalDocument>(clinic, id, file, first, content)
}

/// Reads all of a document and compares it with what was added: what fails that is never shown.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`, `DocumentIncomplete`, `DocumentDamaged`.
pub fn check(clinic: &Clinic, id: &Id) -> Result<DocumentView> {
    clinic.may(Right::ChartRead)?;
    read::check::<ClinicalDocument>(clinic, id)
}

/// Returns one part of a document, counted from 0; [`check`] is asked before the first.
///
/// # Errors
/// As [`check`].
pub fn part(clinic: &Clinic, id: &Id, part: u32) -> Result<Vec<u8>> {
    clinic.may(Right::ChartRead)?;
    read::part::<ClinicalDocument>(clinic, id, part)
}

/// Writes what is in a document, once it was compared with what was added.
///
/// # Errors
/// As [`check`], and `NotWritten`.
pub fn save(clinic: &Clinic, id: &Id, to: &mut dyn Write) -> Result<()> {
    clinic.may(Right::ChartRead)?;
    read::save::<ClinicalDocument>(clinic, id, to)
}

/// Changes name and kind, against the version that the editor saw.
///
/// # Errors
/// `Forbidden` (needs `documents.write`), `NotFound`, `PatientDeleted`, `Invalid` without a name and for another
/// kind.
pub fn edit(clinic: &mut Clinic, edit: &DocumentEdit) -> Result<DocumentView> {
    clinic.may(Right::DocumentsWrite)?;
    label::edit::<ClinicalDocument>(clinic, edit)
}

/// Removes a document. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `documents.delete`), `NotFound`, `PatientDeleted`, `Invalid` without a reason,
/// `ChangedMeanwhile`.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::DocumentsDelete)?;
    label::remove::<ClinicalDocument>(clinic, id, seen, reason)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `documents.delete`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::DocumentsDelete)?;
    chart_row::removal::<ClinicalDocument>(clinic, id)
}

/// Puts a removed document back.
///
/// # Errors
/// `Forbidden` (needs `documents.delete`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<DocumentView> {
    clinic.may(Right::DocumentsDelete)?;
    label::restore::<ClinicalDocument>(clinic, id, seen)
}

/// Says that somebody has looked that a document is in the right file, under its name, kind and day.
///
/// # Errors
/// `Forbidden` (needs `documents.write`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile`, `DocumentIncomplete`,
/// `Invalid` for one that is filed.
pub fn file(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<DocumentView> {
    clinic.may(Right::DocumentsWrite)?;
    filing::set::<ClinicalDocument>(clinic, id, seen, true)
}

/// Says that a document is to file again.
///
/// # Errors
/// As [`file`], `Invalid` for one that is to file.
pub fn unfile(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<DocumentView> {
    clinic.may(Right::DocumentsWrite)?;
    filing::set::<ClinicalDocument>(clinic, id, seen, false)
}
