//! A file is added part by part, each few parts in a transaction of their own: what was stored when the adding was
//! interrupted stays, and the same file goes on where it stopped.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sync_contract::catalog::{CHUNK_BYTES, Patient, chunk_id};
use sync_contract::ids::{PatientId, UserId};
use uuid::Uuid;
use vault::read::Stored;

use crate::attachments::measure::MeasuredFile;
use crate::attachments::read::{show, view};
use crate::attachments::stored::{Attachment, Label, facts};
use crate::attachments::view::{Adding, DocumentForm, DocumentView, NewDocument};
use crate::chart_row;
use crate::clinic::require_not_deleted;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::names::StaffNames;
use crate::view::Id;
use crate::{Clinic, fields};

/// Begins to add a file, or goes on where this user was interrupted with this file of the patient. What a colleague has
/// begun is theirs to go on with.
///
/// # Errors
/// `NotFound`, `PatientDeleted`, `Invalid` without a name, for a kind that there is none of, and for a file that is
/// here already.
pub(crate) fn begin<A: Attachment>(
    clinic: &mut Clinic,
    new: &NewDocument,
    file: &MeasuredFile,
) -> Result<Adding> {
    let patient: PatientId = new.patient_id.to()?;
    clinic.require_row::<Patient>(patient, "patient")?;
    let label = label(&new.form, clinic.today()?)?;
    let stored = A::of_patient(&clinic.read(), patient)?;
    let (mut begun, mut is_taken) = (None, false);
    for row in stored.iter().filter(|row| is_of(row, file)) {
        let adding = adding(clinic, row)?;
        if adding.missing.is_empty() {
            note_complete(clinic, row)?;
            is_taken = true;
        } else if is_own(clinic.user(), row) {
            begun = Some(adding);
        }
    }
    // what was interrupted is gone on with, also where a colleague has added the same file since
    if let Some(adding) = begun {
        return Ok(adding);
    }
    if is_taken {
        return Err(Error::invalid("file", Reason::Taken));
    }
    let id = clinic.write("add document", |tx| {
        require_not_deleted(tx, patient)?;
        let id: Uuid = tx.new_id();
        tx.insert(&A::new(id, patient, label, file)?)?;
        Ok(id)
    })?;
    go_on::<A>(clinic, &Id::of(id), file)
}

/// Goes on with a document whose parts are not all here.
///
/// # Errors
/// `NotFound`, `PatientDeleted`, `DocumentDamaged`, `OtherFile` for any but the file that it was begun with, `Invalid`
/// where a colleague has begun it.
pub(crate) fn go_on<A: Attachment>(
    clinic: &mut Clinic,
    id: &Id,
    file: &MeasuredFile,
) -> Result<Adding> {
    let row = chart_row::shown::<A>(clinic, id)?;
    facts(&row)?;
    if !is_of(&row, file) {
        return Err(Error::OtherFile);
    }
    let adding = adding(clinic, &row)?;
    if adding.missing.is_empty() {
        note_complete(clinic, &row)?;
    } else if !is_own(clinic.user(), &row) {
        return Err(Error::invalid("file", Reason::Taken));
    }
    Ok(adding)
}

/// Returns whether a user has begun a document: the server takes its parts from no other.
fn is_own<A: Attachment>(user: UserId, row: &Stored<A>) -> bool {
    row.created_by == user
}

/// Notes that all parts of a document are here, where two computers stored some each and none all of them.
fn note_complete<A: Attachment>(clinic: &mut Clinic, row: &Stored<A>) -> Result<()> {
    if facts(row)?.complete {
        return Ok(());
    }
    clinic.write("add part of document", |tx| {
        let row = chart_row::writable::<A>(tx, &Id::of(row.value.id()))?;
        let mut complete = row.value;
        complete.set_complete();
        tx.update(&complete, &row.seen)?;
        Ok(())
    })
}

fn is_of<A: Attachment>(row: &Stored<A>, file: &MeasuredFile) -> bool {
    let facts = row.value.file();
    facts.is_some_and(|facts| facts.sha256 == file.sha256 && facts.size == file.size)
}

fn adding<A: Attachment>(clinic: &Clinic, row: &Stored<A>) -> Result<Adding> {
    let reader = clinic.read();
    let parts = A::parts_of(&reader, row.value.patient())?;
    let (file, id): (_, Uuid) = (facts(row)?, row.value.id().into());
    let here: BTreeSet<u64> = parts.of(id).collect();
    let own = (clinic.unlocked().vault().device_number()?, clinic.user());
    let missing = (0..file.chunks).filter(|part| !here.contains(part));
    Ok(Adding {
        document: view(row, &parts, &StaffNames::read(&reader)?, own),
        missing: missing
            .filter_map(|part| u32::try_from(part).ok())
            .collect(),
        chunk_bytes: u32::try_from(CHUNK_BYTES).unwrap_or(u32::MAX),
    })
}

/// Stores parts of a file that follow each other, from the one with this index on, in one transaction. Parts that are
/// here already stay as they are. With the last one the document is noted as complete.
///
/// # Errors
/// `NotFound`, `PatientDeleted`, `OtherFile`, `Invalid` where a colleague has begun it, `FileChanged` for what is not
/// those parts of the file, those of the disk.
pub(crate) fn store<A: Attachment>(
    clinic: &mut Clinic,
    id: &Id,
    file: &MeasuredFile,
    first: u32,
    content: &[u8],
) -> Result<()> {
    let vault = clinic.unlocked().vault();
    vault.require_room_for(content.len() as u64)?;
    clinic.write("add part of document", |tx| {
        let row = chart_row::writable::<A>(tx, id)?;
        if !is_of(&row, file) {
            return Err(Error::OtherFile);
        }
        if !is_own(tx.user(), &row) {
            return Err(Error::invalid("file", Reason::Taken));
        }
        let document: Uuid = row.value.id().into();
        let parts = A::parts_of(&tx.read(), row.value.patient())?;
        let mut here: BTreeSet<u64> = parts.of(document).collect();
        for (part, bytes) in (u64::from(first)..).zip(content.chunks(CHUNK_BYTES)) {
            if !file.is_part(part, bytes) {
                return Err(Error::FileChanged);
            }
            let is_here = tx
                .get::<A::Chunk>(chunk_id(document, part).into())?
                .is_some();
            if !is_here {
                tx.insert(&row.value.chunk(part, bytes.to_vec()))?;
            }
            here.insert(part);
        }
        let facts = facts(&row)?;
        if !facts.complete && (0..facts.chunks).all(|part| here.contains(&part)) {
            let mut complete = row.value;
            complete.set_complete();
            tx.update(&complete, &row.seen)?;
        }
        Ok(())
    })
}

/// Adds a file that is in memory.
///
/// # Errors
/// As [`begin`] and [`store`].
pub(crate) fn all<A: Attachment>(
    clinic: &mut Clinic,
    new: &NewDocument,
    content: &[u8],
) -> Result<DocumentView> {
    let file = MeasuredFile::of(content)?;
    let adding = begin::<A>(clinic, new, &file)?;
    let missing: BTreeSet<u32> = adding.missing.into_iter().collect();
    for (part, bytes) in (0..).zip(content.chunks(CHUNK_BYTES)) {
        if missing.contains(&part) {
            store::<A>(clinic, &adding.document.id, &file, part, bytes)?;
        }
    }
    show::<A>(clinic, &adding.document.id)
}

/// # Errors
/// `Invalid` without a name and for a day that is none or is still to come, `TooLong`.
pub(crate) fn label(form: &DocumentForm, today: NaiveDate) -> Result<Label> {
    let not_to_come = |dated: Option<NaiveDate>| match dated.is_some_and(|dated| dated > today) {
        true => Err(Error::invalid("dated", Reason::InTheFuture)),
        false => Ok(dated),
    };
    let (name, dated) = (
        fields::required(&form.name, "name"),
        fields::optional_date(&form.dated, "dated").and_then(not_to_come),
    )
        .together()?;
    Ok(Label {
        name,
        kind: form.kind,
        dated,
    })
}
