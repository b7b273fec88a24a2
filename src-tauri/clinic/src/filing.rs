//! Documents that are to file: somebody of medical records looks whether each is in the right file, under its name,
//! kind and day.

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{ClinicalDocument, OfficeDocument, Patient, PatientLink};
use sync_contract::{Clock, Entity, Right};
use vault::read::Reader;

use crate::attachments::read::{complete, show};
use crate::attachments::stored::Attachment;
use crate::attachments::view::{DocumentType, DocumentView, DocumentsOf};
use crate::chart_row;
use crate::error::{Error, Reason, Result};
use crate::names::{PatientName, StaffNames, deleted_among, patient_names};
use crate::reads::{ListRead, log_list};
use crate::view::{At, Day, Id, ReadVersionToken};
use crate::{Clinic, merged_files};

/// A document whose label this user cannot read has no name. `dated` is the day that it bears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentToFile {
    pub of: DocumentsOf,
    pub id: Id,
    pub seen: ReadVersionToken,
    pub patient: PatientName,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: DocumentType,
    pub dated: Option<Day>,
    pub added_at: At,
    pub by: String,
}

/// `is_unsure`: a document is damaged, is missing or may still come, so that none follows from an empty list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentsToFile {
    pub is_unsure: bool,
    pub documents: Vec<DocumentToFile>,
}

/// Returns what is to file of all patients, what was added first at the top. What is still being added, and what is of
/// patients who are deleted or whose file is not on this device, is not among it.
///
/// # Errors
/// `Forbidden` (needs `documents.write`, `chart.read`, `patients.read` and `patients.update`).
pub fn worklist(clinic: &Clinic) -> Result<DocumentsToFile> {
    clinic.may(Right::DocumentsWrite)?;
    clinic.may(Right::ChartRead)?;
    clinic.may(Right::PatientsRead)?;
    clinic.may(Right::PatientsUpdate)?;
    log_list(clinic, ListRead::List)?;
    let reader = clinic.read();
    reader.look_over(Patient::DESCRIPTOR)?;
    reader.look_over(PatientLink::DESCRIPTOR)?;
    let staff = StaffNames::read(&reader)?;
    let mut documents = list::<ClinicalDocument>(&reader, &staff, DocumentsOf::Chart)?;
    documents.extend(list::<OfficeDocument>(
        &reader,
        &staff,
        DocumentsOf::Office,
    )?);
    // two of one millisecond, too
    documents.sort_by_key(|(created, _)| *created);
    Ok(DocumentsToFile {
        is_unsure: clinic.is_any_unsure(ClinicalDocument::DESCRIPTOR)?
            || clinic.is_any_unsure(OfficeDocument::DESCRIPTOR)?,
        documents: documents
            .into_iter()
            .map(|(_, document)| document)
            .collect(),
    })
}

/// Returns each with the clock under which it was added.
fn list<A: Attachment>(
    reader: &Reader<'_>,
    staff: &StaffNames,
    of: DocumentsOf,
) -> Result<Vec<(Clock, DocumentToFile)>> {
    reader.look_over(A::DESCRIPTOR)?;
    let mut rows = A::to_file(reader)?;
    // one that cannot be read is somebody's to look at
    rows.retain(|row| row.value.file().is_none_or(|file| file.complete));
    let shown = merged_files::shown_by(reader)?;
    let patients = || rows.iter().map(|row| shown(row.value.patient()));
    let (deleted, names) = (
        deleted_among(reader, patients())?,
        patient_names(reader, patients())?,
    );
    let listed = rows.iter().filter_map(|row| {
        let patient = shown(row.value.patient());
        let name = names
            .get(&patient)
            .filter(|_| !deleted.contains(&patient))?;
        let label = row.value.label();
        let document = DocumentToFile {
            of,
            id: Id::of(row.value.id()),
            seen: ReadVersionToken::of(&row.seen),
            patient: name.clone(),
            name: label
                .as_ref()
                .map_or(String::new(), |label| label.name.to_string()),
            dated: label.as_ref().and_then(|label| label.dated).map(Day::of),
            kind: label.map_or(DocumentType::Other, |label| label.kind),
            added_at: At::of(row.created_at),
            by: staff.name(row.created_by),
        };
        Some((row.created, document))
    });
    Ok(listed.collect())
}

/// Files a document, or has it to file again.
///
/// # Errors
/// `NotFound`, `PatientDeleted`, `ChangedMeanwhile`, `DocumentDamaged`, `DocumentIncomplete` for one that is to be
/// filed and of which not all is on this device, `Invalid` where it is so already.
pub(crate) fn set<A: Attachment>(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    is_filed: bool,
) -> Result<DocumentView> {
    let (seen, user) = (seen.to_read_version()?, clinic.user());
    let action = match is_filed {
        true => "file document",
        false => "unfile document",
    };
    if is_filed {
        complete::<A>(clinic, id)?;
    }
    clinic.write(action, |tx| {
        let mut document = chart_row::writable::<A>(tx, id)?.value;
        if document.filed().is_some() == is_filed {
            return Err(Error::invalid("document", Reason::OutOfOrder));
        }
        document.set_filed(is_filed.then(|| (tx.now(), user)));
        tx.update(&document, &seen)?;
        Ok(())
    })?;
    show::<A>(clinic, id)
}
